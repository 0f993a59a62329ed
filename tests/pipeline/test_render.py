"""Board to film: only what changed is rendered, and it is said why."""

import json
import shutil
import time
from dataclasses import replace

import av
import pytest
from listener import Listener
from painted_model import CARD, PaintedModel
from small_board import edit

from pipeline.film.config import RenderConfig
from pipeline.render import plan_render, render_board
from storyboard.errors import ModelError


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


def test_another_encoding_is_a_reason_to_render(rendered, tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("crf: 30\n")
    plan = plan_render(rendered, model=PaintedModel(), config=path)
    assert plan.lines()[0] == "s01: to render (encoding changed)"


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


class Stepping(PaintedModel):
    """Works in ten steps of ten milliseconds for each shot."""

    def generate(self, shots, *, progress=None):
        for done in range(10 * len(shots)):
            time.sleep(0.01)
            if progress:
                progress(done + 1, 10 * len(shots))
        return super().generate(shots)


def test_before_the_first_take_a_dry_run_times_the_first_steps(board):
    model, listener = Stepping(), Listener()
    render_board(board, model=model, dry_run=True, reporter=listener)
    assert listener.notices == ["timing the first steps of s01 with the model painted"]
    assert listener.lines[-1].startswith("4 of 4 scenes to render, about ")
    assert model.requests == [], "it went on after the first steps"
    assert not (board / "takes").exists()


def test_a_render_tells_its_estimate_as_soon_as_there_can_be_one_and_once(board):
    listener = Listener()
    render_board(board, model=Stepping(), reporter=listener)
    assert listener.lines[-1] == "4 of 4 scenes to render, time not known yet"
    assert len(listener.estimates) == 1
    assert listener.estimates[0] > 0.5, "six shots of ten steps of ten milliseconds"
    again = Listener()
    render_board(board, model=Stepping(), seed=4, reporter=again)
    assert again.lines[-1].startswith("4 of 4 scenes to render, about ")
    assert again.estimates == []


class Unwilling(Listener):
    """Somebody says no to the estimate."""

    def estimated(self, seconds):
        raise KeyboardInterrupt


def test_a_no_to_the_estimate_ends_the_render_at_once(board):
    model = Stepping()
    with pytest.raises(KeyboardInterrupt, match="0 of 4 scenes are finished"):
        render_board(board, model=model, reporter=Unwilling())
    assert model.requests == []
