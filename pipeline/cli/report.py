"""What long work looks like: a progress bar on a terminal, plain lines elsewhere, nothing with ``--json``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.reporting import Reporter, about, count

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID

    from pipeline.render import Film
    from pipeline.schedule import RenderPlan
    from pipeline.takes import Take


def say(message: str) -> None:
    """Print one plain line for people. It goes to stderr, which leaves stdout to results."""
    print(message, file=sys.stderr, flush=True)


@dataclass(frozen=True, slots=True)
class LongWorkGuard:
    """Announces work that takes long, and on a terminal asks before it."""

    limit: float
    """Estimated seconds from which work is long."""
    ask: bool

    def is_long(self, seconds: float | None) -> bool:
        """Whether work of ``seconds`` is announced; an estimate that is not known yet is not."""
        return seconds is not None and seconds > self.limit

    def check(self, seconds: float | None) -> None:
        """Ask a person whether work of ``seconds`` shall be done, if it is long.

        Raises:
            KeyboardInterrupt: The answer is no.
        """
        if not self.ask or seconds is None or not self.is_long(seconds):
            return
        print(f"{long_work(seconds)} Render now? [y/N] ", end="", file=sys.stderr, flush=True)
        if sys.stdin.readline().strip().lower() not in ("y", "yes"):
            raise KeyboardInterrupt("not rendered")


NEVER_ASK = LongWorkGuard(limit=float("inf"), ask=False)


def long_work(seconds: float) -> str:
    """Return the sentence that announces long work."""
    return f"This will take about {seconds / 60:.0f} minutes."


@contextmanager
def reporter_for(*, quiet: bool = False, guard: LongWorkGuard = NEVER_ASK) -> Iterator[Reporter]:
    """Give the reporter that suits where stderr goes, and take its bar off the screen in the end.

    Raises:
        KeyboardInterrupt: Ctrl-C came; the message says how to go on.
    """
    if quiet:
        yield SilentReporter(guard)
        return
    if not sys.stderr.isatty():
        yield LineReporter(guard)
        return
    reporter = TerminalReporter(guard)
    try:
        yield reporter
    finally:
        reporter.close()


def print_plan(plan: RenderPlan) -> None:
    """Print what a render would do as JSON on stdout."""
    scenes = [
        {"id": each.scene.id, "fate": each.fate, "reasons": each.reasons, "seconds_of_work": each.seconds}
        for each in plan.scenes
    ]
    print(json.dumps({"seconds": plan.seconds, "at_once": plan.at_once, "scenes": scenes}, indent=2))


def print_film(film: Film) -> None:
    """Print a finished film as JSON on stdout."""
    print(
        json.dumps(
            {
                "film": str(film.path),
                "seconds": film.duration,
                "n_frames": film.n_frames,
                "rendered": film.rendered,
                "kept": film.kept,
                "left": film.left,
                "missing": film.missing,
                "subtitles": str(film.subtitles) if film.subtitles else None,
            },
            indent=2,
        )
    )


class SilentReporter(Reporter):
    """For ``--json``: says one thing alone, that the work will take long."""

    def __init__(self, guard: LongWorkGuard = NEVER_ASK) -> None:
        self._guard = guard
        self.plan: RenderPlan | None = None

    def planned(self, plan: RenderPlan) -> None:
        self.plan = plan
        if plan.seconds is not None:
            self.estimated(plan.seconds)

    def estimated(self, seconds: float) -> None:
        if self._guard.is_long(seconds):
            say(long_work(seconds))


class LineReporter(Reporter):
    """A line for each thing that ends; for logs, pipes and CI."""

    def __init__(self, guard: LongWorkGuard = NEVER_ASK) -> None:
        self._guard = guard

    def waiting(self, message: str) -> None:
        say(message)

    def planned(self, plan: RenderPlan) -> None:
        for line in plan.lines():
            say(line)
        if plan.seconds is not None and self._guard.is_long(plan.seconds):
            say(long_work(plan.seconds))

    def estimated(self, seconds: float) -> None:
        say(long_work(seconds) if self._guard.is_long(seconds) else f"all of it will take {about(seconds)}")

    def notice(self, message: str) -> None:
        say(message)

    def warning(self, message: str, scene: str | None = None) -> None:
        say(f"warning: {message}")

    def scene_started(self, scene: str, number: int, total: int) -> None:
        say(f"{scene}: rendering ({number} of {total})")

    def scene_done(self, scene: str, take: Take) -> None:
        say(f"{scene}: rendered in {take.record.seconds_of_work:.1f} s")
        for note in take.record.notes:
            say(f"warning: {scene}: {note}")

    def film_done(self, film: Film) -> None:
        say(film_line(film))


class TerminalReporter(Reporter):
    """One bar with scene, step and time left; finished scenes scroll by above it."""

    def __init__(self, guard: LongWorkGuard) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

        self._console: Console = Console(stderr=True, highlight=False)
        self._bar: Progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
        )
        self._guard = guard
        self._task: TaskID | None = None
        self._total = 1
        self._drawing: dict[str, float] = {}
        """Of each scene that is being drawn, how much is done, in [0, 1]."""
        self._finished = 0

    def waiting(self, message: str) -> None:
        self._console.print(message, markup=False)

    def planned(self, plan: RenderPlan) -> None:
        for line in plan.lines():
            self._console.print(line, markup=False)
        self._guard.check(plan.seconds)

    def estimated(self, seconds: float) -> None:
        if not self._guard.is_long(seconds):
            return  # The bar shows the time that is left.
        self._bar.stop()
        self._guard.check(seconds)
        if not self._guard.ask:
            self._console.print(long_work(seconds), markup=False)
        self._bar.start()

    def notice(self, message: str) -> None:
        self._console.print(message, style="dim", markup=False)

    def warning(self, message: str, scene: str | None = None) -> None:
        self._console.print(f"warning: {message}", style="yellow", markup=False)

    def scene_started(self, scene: str, number: int, total: int) -> None:
        if self._task is None:
            self._bar.start()
            self._task = self._bar.add_task("", total=float(total))
        self._total = total
        self._drawing[scene] = 0.0
        self._update()

    def step(self, scene: str, done: int, total: int) -> None:
        self._drawing[scene] = done / max(total, 1)
        self._update()

    def scene_done(self, scene: str, take: Take) -> None:
        self._drawing.pop(scene, None)
        self._finished += 1
        self._update()
        self._console.print(f"{scene}: rendered in {take.record.seconds_of_work:.1f} s", markup=False)
        for note in take.record.notes:
            self.warning(f"{scene}: {note}")

    def _update(self) -> None:
        if self._task is not None:
            names = ", ".join(self._drawing)
            self._bar.update(
                self._task,
                description=f"{names} ({self._finished} of {self._total} done)".lstrip(),
                completed=min(self._finished + sum(self._drawing.values()), float(self._total)),
            )

    def assembling(self, n_scenes: int) -> None:
        self.close()

    def film_done(self, film: Film) -> None:
        self._console.print(film_line(film), markup=False)

    def close(self) -> None:
        """Take the bar off the screen; needed before anything else is printed, also after an error."""
        self._bar.stop()


def film_line(film: Film) -> str:
    """Return the last line of a render."""
    rendered = count(len(film.rendered), "scene")
    return f"{film.path}: {film.seconds:.1f} s, {rendered} rendered, {len(film.kept)} kept"
