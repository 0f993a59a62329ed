"""What scenes share: reference pictures that the model draws once, and the last frame that crosses a cut."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
from painted_model import CARD, PaintedModel
from PIL import Image
from small_board import edit, small_board, write_small_board

from pipeline.film.config import RenderConfig
from pipeline.render import clean, plan_render, render_board, retake, takes_of_board
from storyboard.board import write_board
from storyboard.errors import RenderError

CHAINED = RenderConfig(consistency=("looks", "chaining"))


def model_that_takes(*conditions, **fields):
    model = PaintedModel()
    model.card = replace(CARD, conditioning=conditions, **fields)
    return model


@pytest.fixture
def board(tmp_path):
    return write_small_board(tmp_path / "wood.board", 3)


@pytest.fixture
def in_one_wood(tmp_path):
    """Three scenes of the fox in one place; then the crow is there alone."""
    scenes = [
        scene.model_copy(update={"cast": ("fox",), "shots": (shot,)})
        for scene in small_board(3).scenes
        for shot in [scene.shots[0].model_copy(update={"prompt": "a {fox} walks", "cast": ("fox",)})]
    ]
    crow = small_board(1).scenes[0].model_copy(update={"id": "s04"})
    board = small_board(1).model_copy(update={"scenes": (*scenes, crow)})
    write_board(board, tmp_path / "one.board")
    return tmp_path / "one.board"


def test_a_subject_without_a_picture_is_drawn_once_and_every_scene_reads_it(board):
    model = model_that_takes("references")
    render_board(board, model=model)
    anchors = [request for request in model.requests if request.n_frames == 1]
    assert [anchor.prompt for anchor in anchors] == ["a black bird stands", "a red fox stands"]
    crow, fox = (next((board / "anchors").glob(f"{name}-*.png")) for name in ("crow", "fox"))
    given = [request.references for request in model.requests if request.n_frames != 1]
    assert given == [(crow,), (crow,), (fox,), (crow,), (crow,)]
    assert np.asarray(Image.open(fox)).shape == (CARD.height, CARD.width, 3)


def test_the_drawn_picture_is_part_of_the_recipe_and_is_the_same_when_it_is_lost(board):
    first = model_that_takes("references")
    render_board(board, model=first)
    before = {path.name: path.read_bytes() for path in (board / "anchors").iterdir()}
    shutil.rmtree(board / "anchors")
    assert plan_render(board, model=first).lines() == ["kept: s01, s02, s03"]
    retake(board, "s02", model=model_that_takes("references"))
    (fox,) = (board / "anchors").iterdir()
    assert fox.read_bytes() == before[fox.name]
    edit(board, "board.yaml", "look: red fox", "look: white fox")
    lines = plan_render(board, model=model_that_takes("references")).lines()
    assert lines[:2] == [
        "kept: s01, s03",
        "s02: to render (look of fox changed, reference picture of fox changed)",
    ]


def test_a_picture_of_the_users_own_is_taken_instead(board):
    Image.new("RGB", (8, 8), (250, 90, 10)).save(board / "fox.png")
    edit(board, "board.yaml", "look: red fox", "look: red fox\n    reference: fox.png")
    model = model_that_takes("references")
    render_board(board, model=model, scenes=["s02"])
    assert [request.references for request in model.requests] == [(board / "fox.png",)]


def test_a_model_that_only_makes_pictures_move_draws_no_references(board):
    model = model_that_takes("first_frame", "references", needs_picture=True)
    render_board(board, model=model)
    assert all(request.n_frames != 1 and not request.references for request in model.requests)


def test_a_model_without_references_draws_none(board):
    render_board(board, model=model_that_takes("first_frame"))
    assert not (board / "anchors").exists()


def test_clean_removes_anchors_and_they_come_back(board):
    render_board(board, model=model_that_takes("references"))
    clean(board)
    assert list((board / "anchors").iterdir()) == []


def test_without_looks_prompts_call_subjects_by_their_nouns(board):
    model = model_that_takes("first_frame")
    render_board(board, model=model, scenes=["s02"], config=RenderConfig(consistency=()))
    assert [request.prompt for request in model.requests] == ["a fox walks in wood 2"]


def test_a_scene_goes_on_from_the_last_frame_where_place_time_and_subject_continue(in_one_wood):
    model = model_that_takes("first_frame")
    render_board(in_one_wood, model=model, config=CHAINED)
    assert [request.first_frame is not None for request in model.requests[:3]] == [False, True, True]
    assert model.requests[3].first_frame is None, "the crow was not in frame before"
    last = model.paint(model.requests[0])[3]  # Eight frames are drawn, and half a second is shown.
    assert np.array_equal(model.requests[1].first_frame, last)


def test_without_chaining_nothing_crosses_a_cut(in_one_wood):
    model = model_that_takes("first_frame")
    render_board(in_one_wood, model=model)
    assert all(request.first_frame is None for request in model.requests)


@pytest.mark.parametrize(
    ("before", "after"), [("place: wood", "place: sea"), ("place: wood", "place: wood\n  time: night")]
)
def test_another_place_or_time_begins_anew(in_one_wood, before, after):
    edit(in_one_wood, "scenes/s02.yaml", before, after)
    model = model_that_takes("first_frame")
    render_board(in_one_wood, model=model, config=CHAINED)
    assert all(request.first_frame is None for request in model.requests)


def test_an_edit_is_felt_as_far_as_the_chain_goes_and_said(in_one_wood):
    render_board(in_one_wood, model=model_that_takes("first_frame"), config=CHAINED)
    again = plan_render(in_one_wood, model=model_that_takes("first_frame"), config=CHAINED)
    assert again.lines() == ["kept: s01, s02, s03, s04"]
    edit(in_one_wood, "scenes/s02.yaml", "walks", "runs")
    plan = plan_render(in_one_wood, model=model_that_takes("first_frame"), config=CHAINED)
    assert plan.lines()[:3] == [
        "kept: s01, s04",
        "s02: to render (prompt of shot 1 changed)",
        "s03: to render (s02, which it goes on from, changed)",
    ]
    film = render_board(in_one_wood, model=model_that_takes("first_frame"), config=CHAINED)
    assert film.rendered == ("s02", "s03")
    assert not film.left


def test_the_film_is_the_same_scene_by_scene_as_in_one_go(in_one_wood, tmp_path):
    other = tmp_path / "other.board"
    shutil.copytree(in_one_wood, other)
    render_board(in_one_wood, model=model_that_takes("first_frame"), config=CHAINED)
    for scene in ("s01", "s02", "s03", "s04"):
        film = render_board(other, model=model_that_takes("first_frame"), config=CHAINED, scenes=[scene])
    assert film.path.read_bytes() == (in_one_wood / "film.mp4").read_bytes()


def test_a_scene_whose_forerunner_is_missing_says_which(in_one_wood):
    with pytest.raises(RenderError, match="s02 goes on from s01, whose take is not there"):
        render_board(in_one_wood, model=model_that_takes("first_frame"), config=CHAINED, scenes=["s02"])


def test_the_take_it_went_on_from_is_in_the_record(in_one_wood):
    render_board(in_one_wood, model=model_that_takes("first_frame"), config=CHAINED)
    takes, _ = takes_of_board(in_one_wood)
    record = json.loads((takes["s02"][0].folder / "recipe.json").read_text())
    assert record["goes on"] == {"scene": "s01", "take": takes["s01"][0].record.digest}
