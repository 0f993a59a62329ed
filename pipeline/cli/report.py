"""What long work looks like: a progress bar on a terminal, plain lines elsewhere, nothing with ``--json``."""

from __future__ import annotations

import sys
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


def reporter_for(*, quiet: bool = False) -> Reporter:
    """Return the reporter that suits where stderr goes."""
    if quiet:
        return Reporter()
    return TerminalReporter() if sys.stderr.isatty() else LineReporter()


def plan_lines(plan: RenderPlan) -> list[str]:
    """Return what will happen, a line for each scene, and an estimate of the time."""
    return [str(line) for line in plan.lines()]


class LineReporter(Reporter):
    """A line for each thing that ends; for logs, pipes and CI."""

    def __init__(self) -> None:
        self._place = ""

    def waiting(self, message: str) -> None:
        say(message)

    def planned(self, plan: RenderPlan) -> None:
        for line in plan_lines(plan):
            say(line)

    def warning(self, message: str, scene: str | None = None) -> None:
        say(f"warning: {message}")

    def scene_started(self, scene: str, number: int, total: int) -> None:
        self._place = f"{number}/{total}"

    def scene_done(self, scene: str, take: Take) -> None:
        say(f"{scene}: rendered in {take.record.seconds_of_work:.1f} s ({self._place})")
        for note in take.record.notes:
            say(f"warning: {scene}: {note}")

    def film_done(self, film: Film) -> None:
        say(film_line(film))


class TerminalReporter(Reporter):
    """One bar with scene, step and time left; finished scenes scroll by above it."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

        self._console: Console = Console(stderr=True, highlight=False)
        self._bar: Progress = Progress(
            TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TextColumn("left"),
            TimeRemainingColumn(), console=self._console, transient=True)
        self._task: TaskID | None = None
        self._number = 0
        self._total = 1

    def waiting(self, message: str) -> None:
        self._console.print(message, markup=False)

    def planned(self, plan: RenderPlan) -> None:
        for line in plan_lines(plan):
            self._console.print(line, markup=False)

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
            self._bar.update(self._task, description=f"{scene} ({self._number}/{self._total}) step {done}/{total}",
                             completed=self._number - 1 + done / max(total, 1))

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
