"""Several takes of a scene: all are kept, one is chosen, the sheet shows them side by side."""

import pytest
from listener import Listener
from painted_model import PaintedModel
from small_board import edit, write_small_board

from pipeline.render import clean, plan_render, render_board, retake, sheet, takes_of_board, use_take
from storyboard.errors import RenderError


def clips(board):
    return {path.relative_to(board): path.read_bytes() for path in board.glob("takes/*/*/clip.mp4")}


def replan(board, model=None):
    return plan_render(board, model=model or PaintedModel()).lines()


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


def test_retakes_are_announced_as_takes_and_it_is_said_how_to_choose_another(rendered):
    listener = Listener()
    retake(rendered, "s02", takes=3, model=PaintedModel(), reporter=listener)
    assert listener.lines[0].startswith("s02: 3 more takes to render, about ")
    assert listener.notices[-1].splitlines() == [
        "s02: take 2 is in the film, takes 3, 4 are kept beside it",
        f"to see them side by side: storyboard sheet {rendered}",
        f"for another: storyboard retake {rendered} s02 --use 3"]
