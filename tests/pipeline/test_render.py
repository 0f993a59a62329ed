"""Board to film: only what changed is rendered, and it is said why."""

import json
import shutil
from dataclasses import replace

import av
import pytest
from painted_model import CARD, PaintedModel
from small_board import edit, write_small_board

from pipeline.film.config import RenderConfig
from pipeline.models.interface import Clip
from pipeline.render import clean, plan_render, render_board, retake, sheet, takes_of_board, use_take
from pipeline.reporting import Reporter
from storyboard.errors import BoardError, ModelError, OutputError, RenderError


class Listener(Reporter):
    """Remembers what was said."""

    def __init__(self):
        self.lines, self.warnings, self.steps, self.done = [], [], [], []

    def planned(self, plan):
        self.lines = plan.lines()

    def warning(self, message, scene=None):
        self.warnings.append(message)

    def step(self, scene, done, total):
        self.steps.append((scene, done, total))

    def scene_done(self, scene, take):
        self.done.append(scene)


@pytest.fixture
def board(tmp_path):
    return write_small_board(tmp_path / "wood.board")


@pytest.fixture
def rendered(board):
    render_board(board, model=PaintedModel())
    return board


def clips(board):
    return {path.relative_to(board): path.read_bytes() for path in board.glob("takes/*/*/clip.mp4")}


def replan(board, model=None):
    return plan_render(board, model=model or PaintedModel()).lines()


def test_a_board_becomes_one_film_with_a_chapter_for_each_scene(board):
    film = render_board(board, model=PaintedModel())
    assert film.rendered == ("s01", "s02", "s03", "s04")
    assert film.path == board / "film.mp4"
    with av.open(str(film.path)) as container:
        assert [chapter["metadata"]["title"] for chapter in container.chapters()] == [
            "Wood 1", "Wood 2", "Wood 3", "Wood 4"]
        facts = json.loads(container.metadata["comment"])
        assert container.metadata["title"] == "The Wood"
        frames = sum(1 for _ in container.decode(video=0))
    assert facts["model"] == ["painted"]
    assert frames == film.n_frames == (4 + 8 + 4) * 2
    assert film.subtitles.read_text().startswith("1\n00:00:00,000 -->")


def test_rendering_again_renders_nothing_and_gives_the_same_bytes(rendered):
    before, model = (rendered / "film.mp4").read_bytes(), PaintedModel()
    film = render_board(rendered, model=model)
    assert film.rendered == ()
    assert film.kept == ("s01", "s02", "s03", "s04")
    assert model.requests == []
    assert (rendered / "film.mp4").read_bytes() == before


def test_an_edited_prompt_renders_its_scene_alone_and_says_why(rendered):
    before, model, listener = clips(rendered), PaintedModel(), Listener()
    edit(rendered, "scenes/s02.yaml", "walks in wood 2", "runs in wood 2")
    film = render_board(rendered, model=model, reporter=listener)
    assert film.rendered == ("s02",)
    assert [request.prompt for request in model.requests] == ["a red fox runs in wood 2"]
    assert "s02: to render (prompt of shot 1 changed)" in listener.lines
    assert "kept: s01, s03, s04" in listener.lines
    after = clips(rendered)
    assert {path: after[path] for path in before} == before


def test_an_edited_look_renders_only_the_scenes_with_that_subject(rendered):
    edit(rendered, "board.yaml", "red fox", "grey fox")
    assert replan(rendered)[1:3] == [f"{scene}: to render (look of fox changed)" for scene in ("s02", "s04")]


def test_moving_inserting_and_deleting_scenes_renders_only_what_is_new(rendered):
    (rendered / "scenes/s01.yaml").rename(rendered / "scenes/s09.yaml")
    shutil.copy(rendered / "scenes/s02.yaml", rendered / "scenes/s03b.yaml")
    (rendered / "scenes/s04.yaml").unlink()
    film = render_board(rendered, model=PaintedModel())
    assert film.rendered == ("s03b",)
    assert set(film.kept) == {"s01", "s02", "s03"}


def test_an_edited_title_renders_nothing_but_names_the_chapter_anew(rendered):
    edit(rendered, "scenes/s02.yaml", "Wood 2", "The dark wood")
    assert render_board(rendered, model=PaintedModel()).rendered == ()
    with av.open(str(rendered / "film.mp4")) as film:
        assert film.chapters()[1]["metadata"]["title"] == "The dark wood"


def test_other_weights_of_the_model_render_everything(rendered):
    assert replan(rendered, PaintedModel(version="2"))[0] == "s01: to render (weights of the model changed)"


def test_an_undone_edit_finds_its_old_take(rendered):
    edit(rendered, "scenes/s02.yaml", "walks", "runs")
    render_board(rendered, model=PaintedModel())
    edit(rendered, "scenes/s02.yaml", "runs", "walks")
    assert render_board(rendered, model=PaintedModel()).rendered == ()


def test_one_scene_alone_leaves_the_others_out_and_says_so(board):
    listener = Listener()
    film = render_board(board, model=PaintedModel(), scenes=["s02"], reporter=listener)
    assert film.rendered == ("s02",)
    assert film.missing == ("s01", "s03", "s04")
    assert listener.warnings == ["not in the film, because not rendered yet: s01, s03, s04"]


def test_one_scene_alone_keeps_the_old_pictures_of_edited_others(rendered):
    listener = Listener()
    edit(rendered, "board.yaml", "red fox", "grey fox")
    film = render_board(rendered, model=PaintedModel(), scenes=["s02"], reporter=listener)
    assert (film.rendered, film.left) == (("s02",), ("s04",))
    assert listener.warnings == ["in the film as rendered before the last edit: s04"]


def test_a_seed_for_one_scene_is_remembered_until_another_is_given(rendered):
    before = (rendered / "film.mp4").read_bytes()
    assert render_board(rendered, model=PaintedModel(), scenes=["s03"], seed=7).rendered == ("s03",)
    seven = (rendered / "film.mp4").read_bytes()
    assert seven != before
    assert render_board(rendered, model=PaintedModel()).rendered == ()
    assert (rendered / "film.mp4").read_bytes() == seven
    assert "s03: kept (seed 7 was chosen)" in replan(rendered)
    assert render_board(rendered, model=PaintedModel(), scenes=["s03"], seed=8).rendered == ("s03",)


def test_the_same_seed_gives_the_same_clip(board, tmp_path):
    render_board(board, model=PaintedModel(), seed=7)
    other = write_small_board(tmp_path / "other.board")
    render_board(other, model=PaintedModel(), seed=7)
    assert clips(board) == clips(other)
    assert (board / "film.mp4").read_bytes() == (other / "film.mp4").read_bytes()


def test_retake_keeps_every_take_and_puts_the_first_new_one_into_the_film(rendered):
    film = retake(rendered, "s02", takes=3, model=PaintedModel())
    takes, shown = takes_of_board(rendered)
    assert film.rendered == ("s02",)
    assert [take.record.number for take in takes["s02"]] == [1, 2, 3, 4]
    assert len({take.clip.read_bytes() for take in takes["s02"]}) == 4
    assert shown["s02"] == 2
    assert render_board(rendered, model=PaintedModel()).rendered == ()


def test_a_chosen_take_stays_in_the_film_until_the_scene_is_edited(rendered):
    retake(rendered, "s02", takes=2, model=PaintedModel())
    use_take(rendered, "s02", 3, model=PaintedModel())
    third = (rendered / "film.mp4").read_bytes()
    assert render_board(rendered, model=PaintedModel()).rendered == ()
    assert (rendered / "film.mp4").read_bytes() == third
    edit(rendered, "scenes/s02.yaml", "walks", "runs")
    assert render_board(rendered, model=PaintedModel()).rendered == ("s02",)
    assert takes_of_board(rendered)[1]["s02"] == 4


def test_the_first_take_can_be_chosen_again(rendered):
    before = (rendered / "film.mp4").read_bytes()
    retake(rendered, "s02", model=PaintedModel())
    assert (rendered / "film.mp4").read_bytes() != before
    use_take(rendered, "s02", 1, model=PaintedModel())
    assert (rendered / "film.mp4").read_bytes() == before


def test_a_take_that_is_not_there_is_answered_with_those_that_are(rendered):
    with pytest.raises(RenderError, match="s02 has no take 9; it has: 1"):
        use_take(rendered, "s02", 9, model=PaintedModel())


def test_clean_removes_only_what_the_film_does_not_show(rendered):
    retake(rendered, "s02", takes=2, model=PaintedModel())
    (rendered / "scenes/s04.yaml").unlink()
    before = (rendered / "film.mp4").read_bytes()
    named = clean(rendered, dry_run=True)
    assert len(list(rendered.glob("takes/*/*/clip.mp4"))) == 6
    removed = clean(rendered)
    assert [take.folder for take in named] == [take.folder for take in removed]
    assert [(take.scene, take.record.number) for take in removed] == [("s02", 1), ("s02", 3), ("s04", 1)]
    render_board(rendered, model=PaintedModel())
    assert len(before) != len((rendered / "film.mp4").read_bytes())  # s04 has gone, and that alone
    assert replan(rendered)[0] == "kept: s01, s03"


def test_dry_run_changes_nothing(board):
    before = sorted(board.rglob("*"))
    film = render_board(board, model=PaintedModel(), dry_run=True, seed=3)
    assert film.rendered == ("s01", "s02", "s03", "s04")
    assert sorted(board.rglob("*")) == before


def test_time_is_estimated_from_past_takes(rendered):
    plan = plan_render(rendered, model=PaintedModel(), seed=5)
    assert plan.seconds is not None
    assert plan.lines()[-1].startswith("4 of 4 scenes to render, about ")
    assert plan_render(rendered, model=PaintedModel(version="2")).seconds is None


def test_words_that_cannot_be_drawn_are_named(board):
    edit(board, "scenes/s01.yaml", "walks", "seeks justice")
    listener = Listener()
    render_board(board, model=PaintedModel(), reporter=listener)
    assert listener.warnings == ["s01: painted cannot draw 'justice'; the picture goes without"]


def test_a_film_of_another_shape_than_the_model_is_told_of(board):
    edit(board, "board.yaml", "height: 64", "height: 36")
    listener = Listener()
    render_board(board, model=PaintedModel(), reporter=listener)
    assert listener.warnings == ["painted draws 32x32 and the film is 64x36: black bars fill the rest"]


def test_shots_get_their_frames_at_the_films_rate(board):
    edit(board, "board.yaml", "fps: 8", "fps: 24")
    film = render_board(board, model=PaintedModel())
    assert film.n_frames == 24 * 4
    with av.open(str(film.path)) as container:
        assert container.streams.video[0].average_rate == 24


def test_progress_names_scene_and_step(board):
    listener = Listener()
    render_board(board, model=PaintedModel(), reporter=listener)
    assert listener.steps[:2] == [("s01", 1, 2), ("s01", 2, 2)]
    assert listener.done == ["s01", "s02", "s03", "s04"]


def held_model():
    model = PaintedModel()
    model.card = replace(CARD, conditioning=("first_frame", "anchor"))
    return model


def test_consistency_by_name_reaches_the_model_and_is_part_of_the_recipe(rendered):
    model, config = held_model(), RenderConfig(consistency=("looks", "chaining", "noise"))
    film = render_board(rendered, model=model, config=config)
    assert film.rendered == ("s01", "s02", "s03", "s04")
    assert [request.follows for request in model.requests] == [False, True, False, False, True, False]
    assert [request.anchor.subject for request in model.requests[1:3]] == ["black bird", "red fox"]
    assert plan_render(rendered, model=held_model()).lines() == ["kept: s01, s02, s03, s04"]
    assert plan_render(rendered, model=held_model(), config=config).lines() == ["kept: s01, s02, s03, s04"]
    chaining = RenderConfig(consistency=("looks", "chaining"))
    chained = plan_render(rendered, model=held_model(), config=chaining)
    assert chained.lines()[0] == "kept: s02, s04", "a scene of one shot is the same with and without chaining"


def test_consistency_that_a_model_cannot_do_is_refused(board):
    with pytest.raises(ModelError, match="model 'painted' cannot do 'noise'"):
        render_board(board, model=PaintedModel(), config=RenderConfig(consistency=("noise",)))


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


def test_another_encoding_is_a_reason_to_render(rendered, tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("crf: 30\n")
    plan = plan_render(rendered, model=PaintedModel(), config=path)
    assert plan.lines()[0] == "s01: to render (encoding changed)"


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


def test_a_picture_book_has_pages_around_scenes_that_melt_and_keeps_every_take(rendered):
    film = render_board(rendered, model=PaintedModel(), config="picture-book")
    assert film.rendered == ()
    overlaps = 3 * 2
    assert film.n_frames == 20 + 32 - overlaps + 20
    with av.open(str(film.path)) as container:
        assert [chapter["metadata"]["title"] for chapter in container.chapters()] == [
            "The Wood", "Wood 1", "Wood 2", "Wood 3", "Wood 4", "The End"]
    assert film.subtitles.read_text().startswith("1\n00:00:02,500 -->")
    assert not list(rendered.rglob(".partial-*"))


def test_the_sheet_has_a_panel_for_each_shot_and_every_take(rendered):
    retake(rendered, "s02", takes=2, model=PaintedModel())
    page = sheet(rendered)
    text = page.html.read_text(encoding="utf-8")
    assert page.n_panels == 3 * (2 + 1 + 2 + 1)
    assert text.count("<img") == page.n_panels + 3
    assert "take 2 (in the film)" in text
    assert page.picture.read_bytes().startswith(b"\x89PNG")


def test_the_sheet_of_a_board_without_takes_shows_its_words(board):
    edit(board, "scenes/s02.yaml", "It walks.", "The Fox <walks> & sings.")
    text = sheet(board).html.read_text(encoding="utf-8")
    assert text.count("not rendered") == 18
    assert "The Fox &lt;walks&gt; &amp; sings." in text
