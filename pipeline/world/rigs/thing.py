"""Things: parts listed in the kinds file."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from pipeline.world.pen import Figure, Pen
from pipeline.world.rigs.motion import Look, Motion, jump_height
from pipeline.world.rigs.parts import PartShape, draw_parts


class ThingShape(BaseModel):
    """A thing's parts in drawing order."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    parts: tuple[PartShape, ...] = ()
    sways: float = 0.0
    """How far it rocks, in radians."""


def thing(shape: ThingShape, look: Look, motion: Motion) -> Figure:
    """Return a thing made of the listed parts."""
    pen = Pen()
    shades = {"own": look.own, "light": look.light, "dark": look.dark}
    lift, tilt = 0.0, shape.sways * motion.wave(0.5)
    if motion.action == "jump":
        lift = 0.4 * jump_height(motion)[0]
    elif motion.action == "fall":
        drop = motion.cycle(2.0)
        lift, tilt = 0.9 * max(0.0, 1.0 - (drop / 0.45) ** 2), 1.6 * min(1.0, drop / 0.45)
    elif motion.action in ("walk", "run"):
        tilt += 0.02 * motion.wave(3.0)
    with pen.turned(tilt, about=(0.0, -0.3 if motion.action == "fall" else 0.0), shift=(0.0, -lift)):
        draw_parts(pen, shape.parts, shades, turn=motion.turn(0.5 if motion.action == "walk" else 1.0))
    return Figure(pen.parts)
