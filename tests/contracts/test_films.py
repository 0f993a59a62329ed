"""A board becomes a film with every family, through the same door as with real weights."""

from __future__ import annotations

import av
import pytest
from checkpoints import CHECKPOINTS
from PIL import Image

from pipeline.render import render_board
from storyboard.board import Board, write_board
from storyboard.board.model import FilmSettings, Scene, Shot, Subject, SubjectKind

FOX = Subject(name="the Fox", kind=SubjectKind.ANIMAL, look="red fox", reference="fox.png")
BOARD = Board(
    title="The Fox",
    film=FilmSettings(width=32, height=32, fps=8),
    cast={"fox": FOX},
    scenes=(
        Scene(id="s01", cast=("fox",), shots=(Shot(prompt="a {fox} runs", cast=("fox",), seconds=0.5),)),
    ),
)


@pytest.mark.parametrize("name", list(CHECKPOINTS))
def test_a_board_becomes_a_film(checkpoint, tmp_path, name):
    board = tmp_path / "fox.board"
    write_board(BOARD, board)
    Image.new("RGB", (16, 16), (200, 80, 0)).save(board / "fox.png")
    film = render_board(board, model=str(checkpoint(name)), device="cpu")
    with av.open(str(film.path)) as container:
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    assert len(frames) == 4
    assert frames[0].shape == (32, 32, 3)
    assert max(frame.std() for frame in frames) > 2, "nothing was drawn"
