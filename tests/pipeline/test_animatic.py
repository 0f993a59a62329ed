"""A first look: drawn by CRAFT at the film's size, and nothing of the film is touched."""

import json

import av
import pytest
from painted_model import PaintedModel
from small_board import edit, write_small_board

from pipeline.animatic import render_animatic
from pipeline.render import plan_render, render_board, takes_of_board, use_take


@pytest.fixture
def board(tmp_path):
    return write_small_board(tmp_path / "wood.board", 2)


def files(folder):
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_animatic_is_as_long_and_as_large_as_the_film(board):
    film = render_board(board, model=PaintedModel())
    animatic = render_animatic(board)
    assert animatic.path == board / "film.animatic.mp4"
    assert animatic.n_frames == film.n_frames
    with av.open(str(animatic.path)) as container:
        assert (container.streams.video[0].width, container.streams.video[0].height) == (64, 64)
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    assert min(frame[:4].mean() for frame in frames) > 8, "drawn at the film's size there are no black bars"


def test_the_takes_of_the_film_stay_as_they_are(board):
    render_board(board, model=PaintedModel())
    render_board(board, model=PaintedModel(), scenes=["s01"], seed=9)
    use_take(board, "s01", 1, model=PaintedModel())
    before, takes = files(board / "takes"), takes_of_board(board)
    film = (board / "film.mp4").read_bytes()
    render_animatic(board)
    after = files(board / "takes")
    assert {path: after[path] for path in before} == before
    assert takes_of_board(board)[1] == takes[1]
    assert (board / "film.mp4").read_bytes() == film
    assert plan_render(board, model=PaintedModel()).to_render == ()


def test_an_animatic_before_the_film_leaves_all_scenes_to_render(board):
    render_animatic(board)
    assert not any((board / "takes").glob("s*"))
    assert len(plan_render(board, model=PaintedModel()).to_render) == 2


def test_only_what_was_edited_is_drawn_again(board):
    first = render_animatic(board)
    assert first.rendered == ("s01", "s02")
    assert render_animatic(board).rendered == ()
    edit(board, "scenes/s02.yaml", "walks", "sleeps")
    assert render_animatic(board).rendered == ("s02",)
    record = next((board / "animatic" / "s02").glob("*/take.json"))
    assert json.loads(record.read_text(encoding="utf-8"))["model"] == "craft"
