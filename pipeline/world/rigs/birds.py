"""Birds, on their two legs or with beating wings."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from pipeline.world.pen import INK, RGB, WHITE, Figure, Pen, Point, luma, mix
from pipeline.world.rigs.motion import BLUSH, Look, Motion, bush, jump_height, sleep_marks, tears, tumble


class BirdShape(BaseModel):
    """What makes one kind of bird; lengths in units of its height."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    beak: float = 0.2
    hooked: bool = False
    flat: bool = False
    """A duck's bill."""
    neck: float = 0.0
    """How much longer the neck is than a crow's."""
    legs: float = 0.25
    comb: float = 0.0
    """Height of a red comb."""
    tufts: bool = False
    """An owl's ears and round face."""
    plume: bool = False
    """A cock's arched tail."""
    tail: str = "long"
    """``long``, ``short``, ``up`` or ``fan``."""
    white_head: bool = False
    bill: RGB = (250, 178, 40)


def bird(shape: BirdShape, look: Look, motion: Motion) -> Figure:
    """Return a bird of ``shape`` posed for ``motion``."""
    pen = Pen()
    action = motion.action
    flying, asleep = action == "fly", action == "sleep"
    down = action in ("sit", "sleep", "cry", "hide")
    beat = motion.wave(2.0)
    lift, lean, nod, mouth, step = _posture(motion)
    extra = shape.legs - 0.25
    raise_ = 0.0 if down or flying else extra
    roll = 2.2 * tumble(motion) if action == "fall" else 0.0
    with (
        pen.turned(lean + roll, about=(0.0, -0.45 - raise_), shift=(0.0, -lift)),
        pen.turned(0.0, shift=(0.0, -raise_)),
    ):
        if flying:
            _far_wing(pen, look, beat)
        if not flying and not down:
            for x, way in ((-0.04, 1.0), (0.07, -1.0)):
                foot = (x + 0.1 * step * way, lift + raise_ if action != "jump" else -0.04 + raise_)
                pen.limb([(x, -0.25), foot, (foot[0] + 0.08, foot[1])], 0.035, shape.bill)
        pen.layer()
        _tail(pen, shape, look, beat)
        pen.layer()
        pen.oval((-0.02, -0.42), 0.33, 0.22, look.own, angle=-0.25)
        head = (0.26 + 0.25 * shape.neck, -0.72 - shape.neck) if not asleep else (0.26, -0.58)
        pen.limb([(0.16, -0.52), head], 0.22 if not shape.neck else 0.12, look.own)
        pale = mix(look.own, WHITE, 0.5) if luma(look.own) > 60 else mix(look.own, WHITE, 0.18)
        pen.oval((0.1, -0.33), 0.17, 0.1, pale, angle=-0.3, ink=False)
        with pen.turned(nod, about=head):
            _head(pen, shape, look, head, mouth, motion)
            hold = pen.place((head[0] + 0.1 + shape.beak, head[1] + 0.1))
            top = pen.place((head[0], head[1] - 0.2))
            face = pen.place(head)
        pen.layer()
        if flying:
            tip = (-0.3, -0.46 - 0.66 * beat)
            pen.soft(
                [
                    (0.16, -0.46),
                    (0.02, -0.46 - 0.5 * beat),
                    (tip[0] + 0.12, tip[1] - 0.02),
                    (tip[0] - 0.14, tip[1] + 0.05),
                    (-0.3, -0.42 - 0.2 * beat),
                    (-0.22, -0.4),
                ],
                mix(look.own, look.dark, 0.5),
            )
        else:
            flap = 0.22 * max(0.0, motion.wave(2.0)) if action in ("fight", "dance", "fall") else 0.0
            pen.soft(
                [(0.12, -0.5), (-0.1, -0.56), (-0.44, -0.36 - flap), (-0.3, -0.27 - flap), (0.04, -0.3)],
                look.dark,
            )
    if asleep:
        sleep_marks(pen, top, motion)
    if action == "cry":
        tears(pen, (face[0] + 0.08, face[1]), motion)
    if action == "hide":
        pen.layer()
        bush(pen)
    return Figure(pen.parts, hold, top, face)


def _posture(motion: Motion) -> tuple[float, float, float, float, float]:
    """Return lift, lean, nod, opening of the beak, and step."""
    action = motion.action
    sad = 0.3 if motion.mood == "sad" else 0.0
    if action in ("walk", "carry"):
        return 0.0, 0.0, 0.1 * motion.wave(3.0) + sad, 0.0, motion.wave(1.5)
    if action == "run":
        return 0.0, 0.2, sad, 0.0, 1.3 * motion.wave(2.0)
    if action == "jump":
        high, crouch = jump_height(motion)
        return 0.42 * high - 0.05 * crouch, 0.0, sad, 0.0, 0.0
    if action == "eat":
        return 0.0, 0.45 + 0.35 * motion.wave(1.5), 0.0, 0.3, 0.0
    if action == "talk":
        return 0.0, 0.0, -0.15 + sad, 0.6 + 0.4 * motion.wave(2.5), 0.0
    if action in ("sit", "sleep", "hide"):
        return -0.16, 0.0, sad, 0.0, 0.0
    if action == "cry":
        return -0.16, 0.0, 0.35 + 0.05 * motion.wave(2.0), 0.3, 0.0
    if action == "fly":
        return 0.1 - 0.06 * motion.wave(2.0), 0.12, 0.0, 0.0, 0.0
    if action == "swim":
        return 0.02 * motion.wave(1.0) - 0.1, 0.0, 0.0, 0.0, 0.0
    if action == "fight":
        return 0.08 * max(0.0, motion.wave(1.5)), 0.25 * motion.wave(1.5), 0.0, 0.6, 0.6 * motion.wave(1.5)
    if action == "dance":
        return 0.08 * abs(motion.wave(1.0)), 0.2 * motion.wave(1.0), -0.2, 0.0, motion.wave(1.0)
    if action == "look":
        return 0.0, -0.06, 0.28 * motion.wave(0.5), 0.0, 0.0
    if action == "give":
        return 0.0, 0.25 - 0.25 * motion.wave(0.5), 0.1, 0.0, 0.0
    return 0.0, 0.0, 0.06 * motion.wave(0.5) + sad, 0.0, 0.0


def _far_wing(pen: Pen, look: Look, beat: float) -> None:
    tip = (0.24, -0.54 - 0.6 * beat)
    pen.soft(
        [
            (0.2, -0.46),
            (0.3, -0.5 - 0.4 * beat),
            (tip[0] + 0.12, tip[1]),
            (tip[0] - 0.14, tip[1] + 0.06),
            (-0.12, -0.48),
        ],
        look.dark,
    )


TAILS: dict[str, list[Point]] = {
    "short": [(-0.16, -0.56), (-0.4, -0.56), (-0.62, -0.68), (-0.54, -0.42), (-0.34, -0.3), (-0.16, -0.32)],
    "up": [(-0.14, -0.56), (-0.4, -0.66), (-0.6, -0.96), (-0.72, -0.66), (-0.52, -0.4), (-0.16, -0.32)],
    "fan": [(-0.16, -0.5), (-0.5, -0.5), (-0.78, -0.54), (-0.76, -0.2), (-0.5, -0.24), (-0.14, -0.3)],
}
"""Tails by name, as control points of closed curves."""


def _tail(pen: Pen, shape: BirdShape, look: Look, beat: float) -> None:
    if shape.plume:
        for i, bend in enumerate((0.0, 0.12, 0.24)):
            pen.bow(
                (-0.24, -0.44),
                (-0.5, -0.98 + bend),
                (-0.68 + 0.05 * i, -0.42 + bend),
                0.09,
                mix(look.dark, (20, 120, 90), 0.35 * i),
            )
    elif shape.tail != "long":
        pen.soft([(x, y + 0.02 * beat) for x, y in TAILS[shape.tail]], look.dark)
    else:
        pen.poly([(-0.24, -0.48), (-0.66, -0.42 + 0.02 * beat), (-0.64, -0.24), (-0.2, -0.3)], look.dark)


def _head(pen: Pen, shape: BirdShape, look: Look, head: Point, mouth: float, motion: Motion) -> None:
    colour = WHITE if shape.white_head else look.own
    if shape.comb:
        for dx, high in ((-0.08, 0.7), (0.0, 1.0), (0.08, 0.7)):
            pen.oval((head[0] + dx, head[1] - 0.13), 0.05, shape.comb * high, (224, 40, 44))
    if shape.tufts:
        for dx in (-0.12, 0.1):
            pen.poly(
                [
                    (head[0] + dx - 0.06, head[1] - 0.1),
                    (head[0] + dx, head[1] - 0.27),
                    (head[0] + dx + 0.07, head[1] - 0.1),
                ],
                look.own,
            )
    size = 1.3 if shape.tufts else 0.85 if shape.neck else 1.0
    pen.oval(head, 0.165 * size, 0.155 * size, colour)
    pen.layer()
    gape = 0.09 * mouth
    root = head[0] + 0.12
    y = head[1]
    if shape.tufts:
        pen.poly(
            [(head[0] + 0.0, y + 0.02), (head[0] + 0.12, y + 0.02), (head[0] + 0.06, y + 0.14 + gape)],
            shape.bill,
        )
    elif shape.flat:
        pen.soft(
            [
                (root - 0.02, y - 0.04 - gape),
                (root + shape.beak * 0.6, y - 0.03 - gape),
                (root + shape.beak * 1.2, y - gape),
                (root + shape.beak, y + 0.06),
                (root - 0.02, y + 0.07),
            ],
            shape.bill,
        )
        if gape:
            pen.soft(
                [
                    (root, y + 0.05),
                    (root + shape.beak, y + 0.06 + gape),
                    (root + shape.beak * 0.9, y + 0.12 + gape),
                    (root, y + 0.1),
                ],
                shape.bill,
            )
    elif shape.hooked:
        pen.soft(
            [
                (root - 0.02, y - 0.09 - gape),
                (root + shape.beak, y - 0.08 - gape),
                (root + shape.beak, y + 0.14 - gape),
                (root + shape.beak * 0.5, y + 0.03),
            ],
            shape.bill,
        )
        pen.poly(
            [(root, y + 0.02), (root + shape.beak * 0.6, y + 0.05 + gape), (root, y + 0.09 + gape)],
            shape.bill,
        )
    else:
        pen.poly([(root, y - 0.08 - gape), (root + shape.beak, y - gape * 1.6), (root, y + 0.03)], shape.bill)
        pen.poly(
            [(root, y), (root + shape.beak * 0.85, y + 0.03 + gape * 1.6), (root, y + 0.09 + gape)],
            shape.bill,
        )
    if shape.comb:
        pen.oval((root + 0.02, y + 0.14), 0.035, 0.06, (224, 40, 44))
    eyes = (head[0] - 0.06, head[0] + 0.16) if shape.tufts else (head[0] + 0.05,)
    for x in eyes:
        if motion.action in ("sleep", "cry"):
            pen.limb(
                [(x - 0.04, y - 0.04), (x + 0.05, y - 0.03)],
                0.025,
                WHITE if luma(colour) < 90 else INK,
                ink=False,
            )
            continue
        wide = 0.085 if shape.tufts else 0.06
        pen.oval((x, y - 0.04), wide, wide, WHITE if luma(colour) < 225 else (252, 226, 120), ink=False)
        pen.oval((x + 0.015, y - 0.04), 0.034, 0.034, INK, ink=False)
        if motion.mood == "happy":
            pen.oval((x - 0.03, y + 0.06), 0.05, 0.032, BLUSH, ink=False)
        slope = {"angry": 0.04, "sad": -0.04, "afraid": -0.04}.get(motion.mood)
        if slope is not None:
            slope *= -1.0 if len(eyes) == 2 and x == eyes[1] else 1.0
            pen.limb(
                [(x - 0.07, y - 0.11 - slope), (x + 0.07, y - 0.11 + slope)],
                0.03,
                INK if luma(colour) > 90 else (210, 206, 200),
                ink=False,
            )
