"""``storyboard render BOARD --model FOLDER`` makes a film with every family, as with real weights."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from checkpoints import CHECKPOINTS
from PIL import Image

from pipeline.cli.main import app
from storyboard.board import Board, write_board
from storyboard.board.model import FilmSettings, Scene, Setting, Shot, Subject, SubjectKind

FOX = Subject(name="the Fox", kind=SubjectKind.ANIMAL, look="red fox", reference="fox.png")
WOOD = Setting(place="forest", time="day")


def board_of(fox: Subject) -> Board:
    """Return two scenes of a fox in one wood; the second one has two shots."""
    shots = [
        Shot(prompt=f"a {{fox}} {verb}", cast=("fox",), seconds=0.25) for verb in ("runs", "sits", "looks")
    ]
    return Board(
        title="The Fox",
        film=FilmSettings(width=32, height=32, fps=8),
        cast={"fox": fox},
        scenes=(
            Scene(id="s01", setting=WOOD, cast=("fox",), shots=tuple(shots[:1])),
            Scene(id="s02", setting=WOOD, cast=("fox",), shots=tuple(shots[1:])),
        ),
    )


@pytest.fixture
def render(tmp_path: Path, checkpoint: Callable[[str], Path]) -> Callable[..., list[np.ndarray]]:
    """Return ``render(family, *flags, reference=True) -> the film's frames``."""

    def film_of(name: str, *flags: str, reference: bool = True) -> list[np.ndarray]:
        board = tmp_path / "fox.board"
        fox = FOX if reference else FOX.model_copy(update={"reference": None})
        write_board(board_of(fox), board)
        Image.new("RGB", (16, 16), (200, 80, 0)).save(board / "fox.png")
        with pytest.raises(SystemExit) as ended:
            app(["render", str(board), "--model", str(checkpoint(name)), "--device", "cpu", *flags])
        assert not ended.value.code
        with av.open(str(board / "film.mp4")) as container:
            return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]

    return film_of


@pytest.mark.parametrize("name", list(CHECKPOINTS))
def test_a_board_becomes_a_film(render, name):
    frames = render(name)
    assert len(frames) == 6
    assert frames[0].shape == (32, 32, 3)
    assert max(frame.std() for frame in frames) > 2, "nothing was drawn"


ABLE = {
    "text-to-video-sd": "looks,chaining,attention,noise",
    "animatediff": "looks,chaining,noise",
    "animatediff-with-adapter": "looks,references,chaining,noise",
    "wan-vace": "looks,references,chaining",
    "wan-image-to-video": "looks,references,chaining",
    "ltx-condition": "looks,chaining",
    "stable-video-diffusion": "references,chaining",
}


@pytest.mark.parametrize("name", list(ABLE))
def test_every_strategy_that_a_family_can_do_makes_a_film(render, name):
    assert len(render(name, "--consistency", ABLE[name])) == 6


@pytest.mark.parametrize("name", ["wan-vace", "animatediff-with-adapter"])
def test_a_subject_without_a_picture_is_drawn_by_the_model_itself(render, tmp_path, name):
    assert len(render(name, reference=False)) == 6
    (picture,) = (tmp_path / "fox.board" / "anchors").iterdir()
    assert picture.name.startswith("fox-")


def test_a_family_that_needs_a_picture_says_so_where_there_is_none(tmp_path, checkpoint, capsys):
    board = tmp_path / "fox.board"
    write_board(board_of(FOX.model_copy(update={"reference": None})), board)
    with pytest.raises(SystemExit) as ended:
        app(["render", str(board), "--model", str(checkpoint("stable-video-diffusion")), "--device", "cpu"])
    assert ended.value.code == 1
    assert "needs one to start from: give the scene's cast a reference picture" in capsys.readouterr().err
