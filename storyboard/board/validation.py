"""``storyboard check``: all faults of a board at once, and what is allowed but probably not meant."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from storyboard.board.advice import idle_edits, warnings
from storyboard.board.files import read_plan
from storyboard.board.loading import load_board

__all__ = ["CheckResult", "check_board", "warnings"]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What is wrong with a board, and what is doubtful."""

    faults: tuple[str, ...]
    """``file:line: what is wrong; what to do``. Nothing can be rendered while there are any."""
    warnings: tuple[str, ...]
    """One sentence each; the board can be rendered all the same."""


def check_board(folder: Path | str) -> CheckResult:
    """Read the board in ``folder`` and return all that can be said against it."""
    loaded = load_board(folder)
    if loaded.board is None:
        return CheckResult(loaded.faults, ())
    planned = read_plan(folder)
    idle = idle_edits(loaded.board, planned) if planned is not None else []
    return CheckResult((), (*warnings(loaded.board), *idle))
