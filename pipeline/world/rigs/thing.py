"""Things: parts listed in the kinds file."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from pipeline.world.pen import RGB, Figure, Pen, Point
from pipeline.world.rigs.motion import Look, Motion, jump_height


class PartShape(BaseModel):
    """One part: exactly one of the shapes, coordinates in pairs, in units of the thing's height."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    box: tuple[float, ...] | None = None
    """Left, top, right, bottom."""
    oval: tuple[float, ...] | None = None
    """Middle x, middle y, radius x, radius y."""
    poly: tuple[float, ...] | None = None
    soft: tuple[float, ...] | None = None
    line: tuple[float, ...] | None = None
    width: float = 0.05
    corner: float = 0.0
    fill: RGB | str = "own"
    ink: bool = True


class ThingShape(BaseModel):
    """A thing's parts in drawing order."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    parts: tuple[PartShape, ...] = ()
    sways: float = 0.0
    """How far it rocks, in radians."""


def _pairs(flat: tuple[float, ...]) -> list[Point]:
    return list(zip(flat[0::2], flat[1::2], strict=True))


def thing(shape: ThingShape, look: Look, motion: Motion) -> Figure:
    """Return a thing made of the listed parts."""
    pen = Pen()
    shades = {"own": look.own, "light": look.light, "dark": look.dark}
    lift = 0.4 * jump_height(motion)[0] if motion.action == "jump" else 0.0
    with pen.turned(shape.sways * motion.wave(0.5), shift=(0.0, -lift)):
        for part in shape.parts:
            fill = shades[part.fill] if isinstance(part.fill, str) else part.fill
            if part.box is not None:
                pen.layer()
                left, top, right, bottom = part.box
                pen.box(left, top, right, bottom, fill, corner=part.corner, ink=part.ink)
            elif part.oval is not None:
                x, y, rx, ry = part.oval
                pen.oval((x, y), rx, ry, fill, ink=part.ink)
            elif part.poly is not None:
                pen.layer()
                pen.poly(_pairs(part.poly), fill, ink=part.ink)
            elif part.soft is not None:
                pen.layer()
                pen.soft(_pairs(part.soft), fill, ink=part.ink)
            elif part.line is not None:
                pen.limb(_pairs(part.line), part.width, fill, ink=part.ink)
    return Figure(pen.parts)
