"""The error tree: what is wrong, where, and what to do about it.

Errors are raised where the fault is found and printed once, by ``pipeline.cli.main``, which exits with 1.
"""

from __future__ import annotations

from collections.abc import Sequence


class StoryboardError(Exception):
    """Something the user can put right; its text is one plain message.

    StoryboardError
      StoryError      the text cannot be used
      LanguageError   the language pipeline is missing or does not fit
      BoardError      the board has faults (all of them are listed)
      ModelError      a video model is unknown, missing, or too large
      RenderError     a stage failed; names the scene and keeps what is done
      OutputError     a result cannot be written where it was asked for
    """


class StoryError(StoryboardError):
    """Raised when a text cannot be read as a story: missing, empty, binary, or in another encoding."""


class LanguageError(StoryboardError):
    """Raised when a spaCy pipeline is missing or lacks a component that reading needs."""


class BoardError(StoryboardError):
    """Raised with every fault found, so that one edit can mend them all."""

    def __init__(self, path: str, faults: Sequence[str]) -> None:
        self.path = path
        self.faults = tuple(faults)
        count = "1 fault" if len(self.faults) == 1 else f"{len(self.faults)} faults"
        super().__init__("\n".join([f"{path}: {count}", *(f"  {fault}" for fault in self.faults)]))


class ModelError(StoryboardError):
    """Raised when a model is unknown, its weights are missing or damaged, or it does not fit in memory."""


class RenderError(StoryboardError):
    """Raised when a stage of rendering failed; the message names the scene and what is kept."""


class OutputError(StoryboardError):
    """Raised when a file or folder cannot be written: no permission, no such folder, no space left."""
