"""Count the denoising steps of a pipeline, whatever its family.

Step callbacks differ among pipelines and some have none; all of them advance a progress bar, once a step. So
the bar is where steps are counted, and where the user's cancellation gets in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from pipeline.models.interface import Progress


class StepCounter:
    """Adds up the steps of several calls and tells them on, never beyond the total and never backwards."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress = progress
        self._total = total
        self._done = 0
        self._finished = 0
        self._paused = False

    def step(self) -> None:
        """One more step is done."""
        if not self._paused:
            self._tell(self._done + 1)
        elif self._progress is not None:
            self._progress(self._done, self._total)  # So that a cancellation gets in here too.

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Count no steps inside the block: they are work on something that is not shown."""
        self._paused = True
        try:
            yield
        finally:
            self._paused = False

    def finish(self, steps: int) -> None:
        """So many steps of work are finished, however many of them the pipeline counted."""
        self._finished += steps
        self._tell(self._finished)

    def _tell(self, done: int) -> None:
        done = min(done, self._total)
        if done > self._done:
            self._done = done
            if self._progress is not None:
                self._progress(done, self._total)


class _Bar:
    """What a pipeline takes for its progress bar."""

    def __init__(self, counter: StepCounter, iterable: Iterable[Any] | None) -> None:
        self._counter = counter
        self._iterable = iterable

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *fault: object) -> None:
        """Nothing is open."""

    def __iter__(self) -> Iterator[Any]:
        for item in self._iterable or ():
            yield item
            self._counter.step()

    def update(self, n: float = 1) -> None:
        self._counter.step()

    def set_postfix(self, *values: object, **named: object) -> None:
        """Pipelines write figures beside their bar; nobody reads them here."""

    set_description = set_postfix

    def close(self) -> None:
        """Nothing is open."""


@contextmanager
def steps_counted(pipe: Any, counter: StepCounter) -> Iterator[None]:
    """Have every step of ``pipe`` told to ``counter``, and no bar drawn."""

    def progress_bar(iterable: Iterable[Any] | None = None, total: int | None = None) -> _Bar:
        return _Bar(counter, iterable)

    pipe.progress_bar = progress_bar
    try:
        yield
    finally:
        del pipe.progress_bar
