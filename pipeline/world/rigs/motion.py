"""What a rig is told about the moment it draws, and what all bodies share."""

from __future__ import annotations

import math
from dataclasses import dataclass

from pipeline.world.pen import RGB, Pen, Point, mix


@dataclass(frozen=True, slots=True)
class Motion:
    """An action at one moment."""

    action: str
    seconds: float
    """Time since the clip's beginning."""
    offset: float = 0.0
    """Where in its cycle the action begins, in turns [0, 1)."""
    mood: str = "calm"

    def turn(self, per_second: float) -> float:
        """Return the angle in radians of a cycle with that frequency."""
        return 2 * math.pi * (self.seconds * per_second + self.offset)

    def wave(self, per_second: float, shift: float = 0.0) -> float:
        """Return a sine of that frequency, in [-1, 1]; ``shift`` in turns."""
        return math.sin(self.turn(per_second) + 2 * math.pi * shift)

    def cycle(self, seconds: float) -> float:
        """Return how far a cycle of that many seconds is, in [0, 1); it begins with the clip."""
        return (self.seconds / seconds) % 1.0


@dataclass(frozen=True, slots=True)
class Look:
    """The colours that a figure is painted in."""

    own: RGB
    hair: RGB | None = None
    """``None``: the kind's own."""

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


def tumble(motion: Motion) -> float:
    """Return how far a fall is, in [0, 1]: a stagger, the fall, and lying still."""
    phase = motion.cycle(2.0)
    if phase < 0.2:
        return 0.12 * math.sin(phase / 0.2 * 2 * math.pi)
    return min(1.0, ((phase - 0.2) / 0.3) ** 2)


SLOPES = {"angry": 1.0, "sad": -1.0, "afraid": -1.0}
"""Mood -> how brows slope towards the front: down in anger, up in sorrow and fear."""
BLUSH: RGB = (246, 140, 140)


def brow(pen: Pen, middle: Point, half: float, mood: str, colour: RGB, *, slope: float = 0.04) -> None:
    """One brow that shows the mood; none if the mood moves no brows."""
    if mood in SLOPES:
        rise = slope * SLOPES[mood]
        pen.limb(
            [(middle[0] - half, middle[1] - rise), (middle[0] + half, middle[1] + rise)],
            0.032,
            colour,
            ink=False,
        )


def sleep_marks(pen: Pen, at: tuple[float, float], motion: Motion) -> None:
    """Three letters Z that rise from a sleeper."""
    for i in range(3):
        rise = (motion.seconds * 0.5 + motion.offset + i / 3) % 1.0
        size = 0.05 + 0.06 * rise
        x, y = at[0] + 0.08 + 0.22 * rise, at[1] - 0.05 - 0.36 * rise
        pen.limb([(x, y - size), (x + size, y - size), (x, y), (x + size, y)], 0.03, (250, 250, 255))


def tears(pen: Pen, eye: tuple[float, float], motion: Motion, size: float = 0.03) -> None:
    """Drops that run from an eye."""
    for i in range(3):
        fall = (motion.seconds * 1.2 + i / 3) % 1.0
        x, y = eye[0] + 0.03 * math.sin(i * 2.0) + 0.05 * fall, eye[1] + 0.03 + 0.34 * fall
        pen.soft(
            [
                (x, y - 2.2 * size),
                (x + 1.2 * size, y + 0.3 * size),
                (x, y + 1.3 * size),
                (x - 1.2 * size, y + 0.3 * size),
            ],
            (96, 190, 255),
        )


def bush(pen: Pen) -> None:
    """The bush that somebody hides behind."""
    for x, y, r in (
        (-0.3, -0.16, 0.2),
        (0.32, -0.16, 0.2),
        (-0.08, -0.26, 0.23),
        (0.16, -0.24, 0.22),
        (0.0, -0.1, 0.22),
    ):
        pen.oval((x, y), r, r * 0.85, (36, 112, 52))
    for x, y in ((-0.26, -0.22), (0.02, -0.3), (0.24, -0.24), (-0.08, -0.1), (0.3, -0.08)):
        pen.bow((x - 0.05, y), (x, y - 0.05), (x + 0.05, y), 0.025, (92, 170, 76), ink=False)
