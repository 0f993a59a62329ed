"""A small board, in memory and on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from storyboard.board import Board, Scene, Setting, Shot, ShotSize, Subject, SubjectKind, write_board


@pytest.fixture
def fable() -> Board:
    """The Fox and the Crow in three scenes."""
    return Board(
        title="The Fox and the Crow",
        style="watercolour",
        cast={
            "fox": Subject(name="the Fox", kind=SubjectKind.ANIMAL, look="red fox", aliases=("Master Fox",)),
            "crow": Subject(name="the Crow", kind=SubjectKind.ANIMAL, look="black bird"),
        },
        scenes=(
            Scene(id="s01", title="The crow in the tree", setting=Setting(place="forest", time="morning"),
                  cast=("crow",), text="A Crow sat in a tree.",
                  shots=(Shot(prompt="{crow} sits in the forest", action="The crow sits.", cast=("crow",)),)),
            Scene(id="s02", title="The fox speaks", setting=Setting(place="forest"), cast=("fox", "crow"),
                  text='"Good day," said the Fox: "sing!"\n\nThe Crow listened.',
                  shots=(Shot(prompt="{fox} looks at {crow}", cast=("fox", "crow"), seconds=2.5),
                         Shot(prompt="{crow} listens", cast=("crow",), size=ShotSize.CLOSE_UP))),
            Scene(id="s03", title="The end", cast=("fox",), text="The Fox ran away.",
                  shots=(Shot(prompt="{fox} runs in the forest", cast=("fox",)),)),
        ),
        story="A Crow sat in a tree.\r\n\"Good day,\" ...\n",
    )


@pytest.fixture
def folder(fable: Board, tmp_path: Path) -> Path:
    """The same board on disk."""
    path = tmp_path / "fable.board"
    write_board(fable, path)
    return path
