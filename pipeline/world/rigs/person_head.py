"""Heads of people: face, hair, beard, hat."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict
from ruamel.yaml import YAML

from pipeline.world.pen import INK, RGB, Pen, Point
from pipeline.world.rigs.motion import Look, Motion, tears
from pipeline.world.rigs.parts import PartShape, draw_parts
from pipeline.world.rigs.postures import Pose

Parts = tuple[PartShape, ...]


class Hair(BaseModel):
    """Hair under and over the face."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    behind: Parts = ()
    front: Parts = ()


class Attire(BaseModel):
    """All hair, beards, hats and tools there are, by name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hair: dict[str, Hair]
    beards: dict[str, Parts]
    hats: dict[str, Parts]
    tools: dict[str, Parts]


@cache
def attire() -> Attire:
    """Return what ``attire.yaml`` lists."""
    path = Path(__file__).parent.parent / "attire.yaml"
    return Attire.model_validate(YAML(typ="safe").load(path.read_text(encoding="utf-8")))


class BipedShape(BaseModel):
    """What makes one kind of person; lengths are shares of the height."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    garment: str = "coat"
    hair: str = "short"
    hair_colour: RGB = (90, 56, 30)
    skin: RGB = (250, 206, 166)
    legs_colour: RGB = (72, 62, 90)
    sleeves: RGB | None = None
    """``None``: the garment's colour."""
    trim: RGB | None = None
    apron: bool = False
    stripes: bool = False
    straps: bool = False
    cape: RGB | None = None
    hat: str | None = None
    beard: str | None = None
    nose: float = 0.05
    bulk: float = 1.0
    head: float = 1.0
    stoop: float = 0.0
    tool: str | None = None
    shorts: bool = False
    metal: bool = False
    """Limbs in the body's colour, as a robot has."""


def draw_head(pen: Pen, shape: BipedShape, look: Look, centre: Point, pose: Pose, motion: Motion) -> None:
    """Draw a head of ``shape`` around ``centre``."""
    x, y = centre
    r = 0.145 * shape.head
    hair = attire().hair[shape.hair]
    shades = {"own": look.own, "light": look.light, "dark": look.dark, "hair": look.hair or shape.hair_colour}
    draw_parts(pen, hair.behind, shades, at=centre, scale=r)
    pen.layer()
    pen.oval(centre, r, r, shape.skin)
    if shape.nose:
        pen.poly(
            [
                (x + 0.85 * r, y - 0.12 * r),
                (x + 0.9 * r + shape.nose, y + 0.22 * r),
                (x + 0.8 * r, y + 0.32 * r),
            ],
            shape.skin,
        )
    if shape.beard is not None:
        draw_parts(pen, attire().beards[shape.beard], shades, at=centre, scale=r)
    draw_parts(pen, hair.front, shades, at=centre, scale=r)
    _face(pen, shape, centre, r, pose, motion)
    pen.layer()
    if shape.hat is not None:
        draw_parts(pen, attire().hats[shape.hat], shades, at=centre, scale=r)
        if shape.hat in MASKS:
            _brows(pen, centre, r, motion.mood, MASKS[shape.hat])


MASKS: dict[str, RGB] = {"iron": INK, "mask": (236, 232, 226)}
"""Hats that cover the brows, and the colour of the brows that are drawn on them."""


def _face(pen: Pen, shape: BipedShape, centre: Point, r: float, pose: Pose, motion: Motion) -> None:
    x, y = centre
    wide = 1.3 if motion.mood == "afraid" else 1.0
    for side in (0.12, 0.66):
        eye = (x + side * r, y - 0.08 * r)
        if pose.asleep or pose.weeps:
            pen.bow(
                (eye[0] - 0.14 * r, eye[1]),
                (eye[0], eye[1] + 0.12 * r),
                (eye[0] + 0.14 * r, eye[1]),
                0.09 * r,
                INK,
                ink=False,
            )
        else:
            if wide > 1:
                pen.oval(eye, 0.24 * r, 0.3 * r, (255, 255, 255), ink=False)
            pen.oval(eye, 0.13 * r, 0.18 * r, INK, ink=False)
            pen.oval((eye[0] + 0.04 * r, eye[1] - 0.07 * r), 0.04 * r, 0.05 * r, (255, 255, 255), ink=False)
    if shape.hat not in MASKS:
        _brows(pen, centre, r, motion.mood)
    if pose.weeps:
        tears(pen, (x + 0.3 * r, y + 0.1 * r), motion)
    open_ = max(0.0, pose.mouth)
    mouth = (x + 0.42 * r, y + 0.5 * r)
    if motion.mood == "afraid":
        open_ = max(open_, 0.35)
    if open_ > 0.15:
        pen.oval(mouth, 0.2 * r, 0.1 * r + 0.22 * r * open_, (150, 30, 40), ink=False)
        return
    smile = {"calm": 0.16, "happy": 0.34, "sad": -0.26, "angry": -0.14}[motion.mood]
    half = 0.3 * r if motion.mood == "happy" else 0.22 * r
    rise = -0.04 * r if smile > 0 else 0.08 * r
    pen.bow(
        (mouth[0] - half, mouth[1] + rise),
        (mouth[0], mouth[1] + smile * r),
        (mouth[0] + half, mouth[1] + rise),
        0.09 * r,
        (130, 40, 40),
        ink=False,
    )
    if motion.mood == "happy":
        pen.oval((x + 0.02 * r, y + 0.36 * r), 0.15 * r, 0.1 * r, (246, 150, 140), ink=False)


def _brows(pen: Pen, centre: Point, r: float, mood: str, colour: RGB = INK) -> None:
    """Brows tell moods apart: angry ones meet, sad and frightened ones rise in the middle."""
    if mood not in ("angry", "sad", "afraid"):
        return
    x, y = centre
    slope = 0.16 if mood == "angry" else -0.13
    for side, way in ((0.1, 1.0), (0.68, -1.0)):
        middle = (x + side * r, y - 0.4 * r)
        pen.limb(
            [
                (middle[0] - 0.17 * r, middle[1] - slope * way * r),
                (middle[0] + 0.17 * r, middle[1] + slope * way * r),
            ],
            0.1 * r,
            colour,
            ink=False,
        )
