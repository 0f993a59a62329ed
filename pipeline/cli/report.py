"""What long work looks like: a progress bar on a terminal, plain lines elsewhere, nothing with ``--json``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.reporting import Reporter

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
    """Asks before work that takes long; elsewhere than on a terminal the estimate is only told."""

    limit: float
    """Estimated seconds from which work is long."""
    ask: bool

    def check(self, plan: RenderPlan) -> None:
        """Ask a person whether ``plan`` shall be rendered.

        Raises:
            KeyboardInterrupt: The answer is no.
        """
        if not self.ask or plan.seconds is None or plan.seconds <= self.limit:
            return
        print(
            f"This will take about {plan.seconds / 60:.0f} minutes. Render now? [y/N] ",
            end="",
            file=sys.stderr,
            flush=True,
        )
        if sys.stdin.readline().strip().lower() not in ("y", "yes"):
            raise KeyboardInterrupt("nothing rendered")


NEVER_ASK = LongWorkGuard(limit=0, ask=False)


@contextmanager
def reporter_for(*, quiet: bool = False, guard: LongWorkGuard = NEVER_ASK) -> Iterator[Reporter]:
    """Give the reporter that suits where stderr goes, and take its bar off the screen in the end.

    Raises:
        KeyboardInterrupt: Ctrl-C came; the message says how to go on.
    """
    if quiet:
        yield Reporter()
        return
    if not sys.stderr.isatty():
        yield LineReporter()
        return
    reporter = TerminalReporter(guard)
    try:
        yield reporter
    finally:
        reporter.close()


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


class LineReporter(Reporter):
    """A line for each thing that ends; for logs, pipes and CI."""

    def waiting(self, message: str) -> None:
        say(message)

    def planned(self, plan: RenderPlan) -> None:
        for line in plan.lines():
            say(line)

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
        self._number = 0
        self._total = 1

    def waiting(self, message: str) -> None:
        self._console.print(message, markup=False)

    def planned(self, plan: RenderPlan) -> None:
        for line in plan.lines():
            self._console.print(line, markup=False)
        self._guard.check(plan)

    def notice(self, message: str) -> None:
        self._console.print(message, style="dim", markup=False)

    def warning(self, message: str, scene: str | None = None) -> None:
        self._console.print(f"warning: {message}", style="yellow", markup=False)

    def scene_started(self, scene: str, number: int, total: int) -> None:
        if self._task is None:
            self._bar.start()
            self._task = self._bar.add_task("", total=float(total))
        self._number, self._total = number, total
        self._bar.update(self._task, description=f"{scene} ({number}/{total})", completed=float(number - 1))

    def step(self, scene: str, done: int, total: int) -> None:
        if self._task is not None:
            self._bar.update(
                self._task,
                description=f"{scene} ({self._number}/{self._total}) step {done}/{total}",
                completed=self._number - 1 + done / max(total, 1),
            )

    def scene_done(self, scene: str, take: Take) -> None:
        self._console.print(f"{scene}: rendered in {take.record.seconds_of_work:.1f} s", markup=False)
        for note in take.record.notes:
            self.warning(f"{scene}: {note}")

    def assembling(self, n_scenes: int) -> None:
        self.close()

    def film_done(self, film: Film) -> None:
        self._console.print(film_line(film), markup=False)

    def close(self) -> None:
        """Take the bar off the screen; needed before anything else is printed, also after an error."""
        self._bar.stop()


def film_line(film: Film) -> str:
    """Return the last line of a render."""
    return f"{film.path}: {film.seconds:.1f} s, {len(film.rendered)} scenes rendered, {len(film.kept)} kept"
