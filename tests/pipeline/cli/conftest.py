"""Runs the command line in this process, as a shell would: arguments in; exit code, stdout and stderr out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.cli.main import app

STORY = """The Fox and the Mouse

A red fox walked in the forest. The fox was hungry.

* * *

At night a grey mouse slept in a house by the river.
"""


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str


@pytest.fixture
def storyboard(capsys):
    """Return ``run(*arguments) -> Result``."""

    def run(*arguments: object) -> Result:
        with pytest.raises(SystemExit) as ended:
            app([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        code = ended.value.code
        return Result(code if isinstance(code, int) else 0 if code is None else 1, printed.out, printed.err)

    return run


@pytest.fixture(scope="session")
def story_text() -> str:
    return STORY


@pytest.fixture
def story(tmp_path: Path, story_text: str) -> Path:
    path = tmp_path / "fox.txt"
    path.write_text(story_text, encoding="utf-8")
    return path
