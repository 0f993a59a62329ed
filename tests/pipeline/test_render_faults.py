"""What goes wrong in a render is named, with what to do; a black or frozen clip is drawn once more."""

import pytest
from painted_model import PaintedModel
from small_board import edit

from pipeline.models.interface import Clip
from pipeline.render import render_board, takes_of_board
from storyboard.errors import BoardError, ModelError, OutputError, RenderError


class BlackAtFirst(PaintedModel):
    """Gives a black clip for the seeds of the board, pictures for others; or never a picture."""

    def __init__(self, fault="black", always=False):
        super().__init__()
        self.fault, self.always, self.calls = fault, always, 0

    def generate(self, shots, *, progress=None):
        self.calls += 1
        made = super().generate(shots, progress=progress)
        if self.calls % 2 == 0 and not self.always:
            return made
        if self.fault == "frozen":
            return [Clip(clip.frames[:1].repeat(len(clip.frames), axis=0), clip.fps) for clip in made]
        return [Clip(clip.frames * 0, clip.fps) for clip in made]


@pytest.mark.parametrize("fault", ["black", "frozen"])
def test_a_black_or_frozen_clip_is_drawn_again_with_another_seed_and_told(board, fault):
    render_board(board, model=BlackAtFirst(fault), scenes=["s02"])
    record = takes_of_board(board)[0]["s02"][0].record
    assert record.notes == (f"shot 1 came out {fault}; drawn again with seed {record.seeds[0]}",)
    assert render_board(board, model=BlackAtFirst(fault), scenes=["s02"]).rendered == ()


def test_a_clip_that_stays_black_is_kept_and_told(board):
    render_board(board, model=BlackAtFirst(always=True), scenes=["s02"])
    assert takes_of_board(board)[0]["s02"][0].record.notes[0].endswith(", and came out black too")


class Failing(PaintedModel):
    """Draws two scenes and fails at the third."""

    def __init__(self, error):
        super().__init__()
        self.error = error

    def generate(self, shots, *, progress=None):
        if "wood 3" in shots[0].prompt:
            raise self.error
        return super().generate(shots, progress=progress)


@pytest.mark.parametrize(("error", "raised", "message"), [
    (RuntimeError("CUDA error"), RenderError, "s03: the model 'painted' failed: RuntimeError: CUDA error"),
    (MemoryError(), RenderError, "s03: not enough memory"),
    (ModelError("64x64 is too large"), ModelError, "s03: 64x64 is too large")])
def test_an_error_in_one_scene_names_it_and_keeps_those_before(board, error, raised, message):
    with pytest.raises(raised) as caught:
        render_board(board, model=Failing(error))
    assert message in str(caught.value)
    assert "2 of 4 scenes are finished and kept" in str(caught.value)
    assert render_board(board, model=PaintedModel()).kept == ("s01", "s02")


def test_ctrl_c_keeps_finished_scenes_and_says_how_to_go_on(board):
    message = "2 of 4 scenes are finished and kept; to go on: storyboard render"
    with pytest.raises(KeyboardInterrupt, match=message):
        render_board(board, model=Failing(KeyboardInterrupt()))
    assert render_board(board, model=PaintedModel()).rendered == ("s03", "s04")


def test_unknown_scenes_are_answered_with_the_nearest(board):
    with pytest.raises(RenderError, match="no scene 's2'; did you mean 's02'"):
        render_board(board, model=PaintedModel(), scenes=["s2"])


def test_unknown_engines_are_answered_with_those_there_are(board):
    with pytest.raises(RenderError, match="no engine 'cloud'; there are: local, ray"):
        render_board(board, model=PaintedModel(), engine="cloud")


def test_unknown_render_configs_are_answered_with_the_nearest(board):
    with pytest.raises(RenderError, match="no render config 'defalt'; did you mean 'default'"):
        render_board(board, model=PaintedModel(), config="defalt")


def test_misspelt_fields_of_a_render_config_are_named(board, tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("crff: 12\npreset: quick\n")
    with pytest.raises(RenderError, match="crff: no such field; did you mean 'crf'") as caught:
        render_board(board, model=PaintedModel(), config=path)
    assert "preset" in str(caught.value)


@pytest.mark.parametrize(("name", "message"), [
    ("nowhere/film.mp4", "no such folder"), ("film.avi", r"a file ending in \.mp4"), ("wood.board", "MP4")])
def test_an_output_that_cannot_be_written_is_told_before_any_work(board, tmp_path, name, message):
    model = PaintedModel()
    with pytest.raises(OutputError, match=message):
        render_board(board, model=model, output=tmp_path / name)
    assert model.requests == []


def test_a_folder_called_like_a_film_is_refused(board, tmp_path):
    (tmp_path / "film.mp4").mkdir()
    with pytest.raises(OutputError, match="that is a folder"):
        render_board(board, model=PaintedModel(), output=tmp_path / "film.mp4")


def test_faults_of_the_board_come_before_everything(board):
    edit(board, "scenes/s02.yaml", "title:", "titel:")
    with pytest.raises(BoardError, match="title"):
        render_board(board, model=PaintedModel())
    assert not (board / "takes").exists()


def test_an_unknown_model_is_answered_before_any_work(board):
    with pytest.raises(ModelError, match="no model 'paintet'"):
        render_board(board, model="paintet")
