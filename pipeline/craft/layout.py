"""Where an entity stands in a clip and how large it is, read off a placed figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.world.staging import Placed, bounds

FIELDS = ("x", "y", "width", "height", "dx", "dy")


@dataclass(frozen=True, slots=True)
class Layout:
    """The box of an entity in the middle of a clip, and its way. Units: shares of the frame's width and
    height."""

    x: float
    """Of the box's middle."""
    y: float
    width: float
    height: float
    dx: float
    """How far the box goes during the clip."""
    dy: float
    left: bool
    """Whether the entity faces left."""

    def vector(self) -> np.ndarray:
        """Return the numbers in the order of ``FIELDS``, then 1 for left or 0. *Shape:* ``(7,)``, float32"""
        return np.asarray([*(getattr(self, name) for name in FIELDS), float(self.left)], np.float32)

    def box(self, share: float) -> tuple[float, float, float, float]:
        """Return left, top, right, bottom when ``share`` of the clip is over."""
        x, y = self.x + self.dx * (share - 0.5), self.y + self.dy * (share - 0.5)
        return x - self.width / 2, y - self.height / 2, x + self.width / 2, y + self.height / 2


def layout_of(placed: Placed, wide: float) -> Layout:
    """Return the layout of a figure that is placed in a frame ``wide`` times as wide as high.

    The box holds the figure in all its postures.
    """
    box = bounds(placed.figures)
    middle = (box[0] + box[2]) / 2 * placed.height * (-1 if placed.left else 1)
    first, last = placed.at[0], placed.at[-1]
    return Layout(
        x=((first[0] + last[0]) / 2 + middle) / wide,
        y=(first[1] + last[1]) / 2 + (box[1] + box[3]) / 2 * placed.height,
        width=(box[2] - box[0]) * placed.height / wide,
        height=(box[3] - box[1]) * placed.height,
        dx=(last[0] - first[0]) / wide,
        dy=last[1] - first[1],
        left=placed.left,
    )


def at_frames(placed: Placed, frames: Sequence[int]) -> Placed:
    """Return ``placed`` at some of its frames."""
    return replace(
        placed,
        figures=tuple(placed.figures[i] for i in frames),
        at=tuple(placed.at[i] for i in frames),
    )


def overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> float:
    """Return the intersection of two boxes over their union, in [0, 1]."""
    wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if wide <= 0 or high <= 0:
        return 0.0
    areas = sum(max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1]) for box in (a, b))
    return wide * high / (areas - wide * high)


def temporal_overlap(a: Layout, b: Layout) -> float:
    """Return the mean ``overlap`` of two layouts at the beginning, in the middle and at the end of a clip."""
    return float(np.mean([overlap(a.box(share), b.box(share)) for share in (0.0, 0.5, 1.0)]))
