"""What a render says while it works, and what it returns. Nothing below the command line prints."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from storyboard.timecode import format_length

if TYPE_CHECKING:  # A reporter only passes these on; importing them would bring in all that it reports on.
    from pipeline.schedule import RenderPlan
    from pipeline.takes import Take


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """A finished film."""

    path: Path
    duration: float
    """In seconds."""
    n_frames: int
    rendered: tuple[str, ...]
    """Ids of the scenes rendered for it just now."""
    kept: tuple[str, ...]
    """Ids of the scenes whose takes were there already."""
    left: tuple[str, ...] = ()
    """Ids of the scenes that are not what the board says now, because only others were asked for."""
    missing: tuple[str, ...] = ()
    """Ids of the scenes that are not in the film, because they were never rendered."""
    subtitles: Path | None = None

    @property
    def seconds(self) -> float:
        """``duration`` under its unit's name."""
        return self.duration


class Reporter:
    """Told what happens, in order; every method may be overridden, none has to be.

    ``planned``, ``estimated`` and ``step`` may raise ``KeyboardInterrupt`` to stop; finished scenes are kept.
    """

    def waiting(self, message: str) -> None:
        """Another render holds the board; this one begins when that one ends."""

    def planned(self, plan: RenderPlan) -> None:
        """Told before anything is rendered: what is kept, what will be rendered, and why."""

    def estimated(self, seconds: float) -> None:
        """All the work will take about so long; told where ``planned`` could not know it yet, as soon as the
        first steps are done."""

    def notice(self, message: str) -> None:
        """What the model chose or rounded for this machine."""

    def warning(self, message: str, scene: str | None = None) -> None:
        """Something could not be done as asked; ``message`` names the scene if it is about one."""

    def scene_started(self, scene: str, number: int, total: int) -> None:
        """``scene`` is being drawn, the ``number``-th (from 1) of ``total`` to render."""

    def step(self, scene: str, done: int, total: int) -> None:
        """The model has done ``done`` of ``total`` steps of ``scene``."""

    def scene_done(self, scene: str, take: Take) -> None:
        """The clip of ``scene`` is on the disk. May come from another thread."""

    def assembling(self, n_scenes: int) -> None:
        """All scenes are there and are being joined."""

    def film_done(self, film: Film) -> None:
        """The film is on the disk."""


def about(seconds: float) -> str:
    """Return an estimate in words: ``about 12m``."""
    # Nobody waits for seconds where there are minutes.
    rounded = seconds if seconds < 120 else round(seconds / 60) * 60
    return f"about {format_length(rounded) if rounded >= 1 else '1s'}"


def count(number: int, noun: str) -> str:
    """Return ``1 scene``, ``2 scenes``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
