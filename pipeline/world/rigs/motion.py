"""What a rig is told about the moment it draws."""

from __future__ import annotations

import math
from dataclasses import dataclass

from pipeline.world.pen import RGB, Pen, mix


@dataclass(frozen=True, slots=True)
class Motion:
    """An action at one moment."""

    action: str
    seconds: float
    """Time since the clip's beginning."""
    offset: float = 0.0
    """Where in its cycle the action begins, in turns [0, 1)."""
    mood: str = "calm"
    swimming_deep: bool = False

    def turn(self, per_second: float) -> float:
        """Return the angle in radians of a cycle with that frequency."""
        return 2 * math.pi * (self.seconds * per_second + self.offset)

    def wave(self, per_second: float, shift: float = 0.0) -> float:
        """Return a sine of that frequency, in [-1, 1]; ``shift`` in turns."""
        return math.sin(self.turn(per_second) + 2 * math.pi * shift)


@dataclass(frozen=True, slots=True)
class Look:
    """The colours that a figure is painted in."""

    own: RGB

    @property
    def light(self) -> RGB:
        return mix(self.own, (255, 255, 255), 0.42)

    @property
    def dark(self) -> RGB:
        return mix(self.own, (20, 16, 40), 0.28)


def jump_height(motion: Motion) -> tuple[float, float]:
    """Return how high a jump is at this moment, in [0, 1], and the crouch before and after it, in [0, 1]."""
    phase = (motion.seconds * 1.0 + motion.offset) % 1.0
    if phase < 0.25:
        return 0.0, math.sin(math.pi * phase / 0.25)
    air = (phase - 0.25) / 0.75
    return 4 * air * (1 - air), 0.0


def sleep_marks(pen: Pen, at: tuple[float, float], motion: Motion) -> None:
    """Three letters Z that rise from a sleeper."""
    for i in range(3):
        rise = (motion.seconds * 0.5 + motion.offset + i / 3) % 1.0
        size = 0.05 + 0.06 * rise
        x, y = at[0] + 0.08 + 0.22 * rise, at[1] - 0.05 - 0.36 * rise
        pen.limb([(x, y - size), (x + size, y - size), (x, y), (x + size, y)], 0.03, (250, 250, 255))
