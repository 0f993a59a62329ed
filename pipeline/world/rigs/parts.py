"""Shapes that are listed in YAML: things, hats, hair, tools."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ConfigDict

from pipeline.world.pen import RGB, Pen, Point


class PartShape(BaseModel):
    """One part: exactly one of the shapes. Coordinates in pairs, x forward, y down, in units of its owner."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    box: tuple[float, ...] | None = None
    """Left, top, right, bottom."""
    oval: tuple[float, ...] | None = None
    """Middle x, middle y, radius x, radius y."""
    poly: tuple[float, ...] | None = None
    soft: tuple[float, ...] | None = None
    """Control points of a closed smooth curve."""
    line: tuple[float, ...] | None = None
    bow: tuple[float, ...] | None = None
    """Start, control point and end of a bent line."""
    wheel: tuple[float, ...] | None = None
    """Middle x, middle y, radius of a wheel with spokes, which turns when its owner moves."""
    flame: tuple[float, ...] | None = None
    """Middle x, bottom y, height of a flame that flickers."""
    width: float = 0.05
    corner: float = 0.0
    fill: RGB | str = "own"
    """Red, green, blue; or the name of a shade that the owner gives: own, light, dark, hair."""
    ink: bool = True
    new: bool = True
    """Whether boxes and polygons begin an outline of their own."""


def _pairs(flat: tuple[float, ...], at: Point, scale: float) -> list[Point]:
    return [(at[0] + scale * x, at[1] + scale * y) for x, y in zip(flat[0::2], flat[1::2], strict=True)]


def draw_parts(
    pen: Pen,
    parts: Sequence[PartShape],
    shades: Mapping[str, RGB],
    *,
    at: Point = (0.0, 0.0),
    scale: float = 1.0,
    turn: float = 0.0,
) -> None:
    """Draw ``parts`` in order, origin ``at`` a point; ``turn`` in radians rolls wheels and moves flames."""
    for part in parts:
        fill = shades[part.fill] if isinstance(part.fill, str) else part.fill
        if part.new and part.ink and part.line is None and part.oval is None:
            pen.layer()
        if part.box is not None:
            (left, top), (right, bottom) = _pairs(part.box, at, scale)
            pen.box(left, top, right, bottom, fill, corner=part.corner * scale, ink=part.ink)
        elif part.oval is not None:
            pen.oval(
                _pairs(part.oval[:2], at, scale)[0],
                part.oval[2] * scale,
                part.oval[3] * scale,
                fill,
                ink=part.ink,
            )
        elif part.poly is not None:
            pen.poly(_pairs(part.poly, at, scale), fill, ink=part.ink)
        elif part.soft is not None:
            pen.soft(_pairs(part.soft, at, scale), fill, ink=part.ink)
        elif part.line is not None:
            pen.limb(_pairs(part.line, at, scale), part.width * scale, fill, ink=part.ink)
        elif part.bow is not None:
            start, control, end = _pairs(part.bow, at, scale)
            pen.bow(start, control, end, part.width * scale, fill, ink=part.ink)
        elif part.wheel is not None:
            _wheel(pen, _pairs(part.wheel[:2], at, scale)[0], part.wheel[2] * scale, fill, turn)
        elif part.flame is not None:
            _flame(pen, _pairs(part.flame[:2], at, scale)[0], part.flame[2] * scale, turn)


def _wheel(pen: Pen, centre: Point, radius: float, fill: RGB, turn: float) -> None:
    pen.oval(centre, radius, radius, (70, 52, 44))
    pen.oval(centre, radius * 0.74, radius * 0.74, (226, 214, 190), ink=False)
    for i in range(3):
        angle = turn + math.pi * i / 3
        dx, dy = radius * 0.8 * math.cos(angle), radius * 0.8 * math.sin(angle)
        pen.limb(
            [(centre[0] - dx, centre[1] - dy), (centre[0] + dx, centre[1] + dy)],
            radius * 0.14,
            fill,
            ink=False,
        )
    pen.oval(centre, radius * 0.2, radius * 0.2, (70, 52, 44), ink=False)


def _flame(pen: Pen, foot: Point, height: float, turn: float) -> None:
    for share, colour in ((1.0, (246, 92, 30)), (0.66, (252, 176, 40)), (0.36, (255, 240, 150))):
        tall = height * share * (1 + 0.12 * math.sin(turn * 2 + share * 5))
        wide = height * 0.34 * share
        lean = 0.12 * height * math.sin(turn + share * 3) * share
        pen.soft(
            [
                (foot[0] - wide, foot[1]),
                (foot[0] - wide * 1.1, foot[1] - tall * 0.45),
                (foot[0] + lean, foot[1] - tall * 1.25),
                (foot[0] + wide * 1.1, foot[1] - tall * 0.45),
                (foot[0] + wide, foot[1]),
            ],
            colour,
            ink=share == 1.0,
        )
