"""People: two legs, two arms, clothes."""

from __future__ import annotations

import math

from pipeline.world.pen import INK, RGB, Figure, Pen, Point, mix, reach
from pipeline.world.rigs.motion import Look, Motion, bush, sleep_marks
from pipeline.world.rigs.parts import draw_parts
from pipeline.world.rigs.person_head import BipedShape, attire, draw_head
from pipeline.world.rigs.postures import HIP, Pair, Pose, pose_of

THIGH = 0.2
SHIN = 0.2
UPPER = 0.16
FORE = 0.16
SHOULDER = 0.62
"""Lengths of the limbs and height of the shoulder, in units of the person's height."""

GARMENTS: dict[str, tuple[float, float, float]] = {
    "coat": (0.24, 0.17, 0.125),
    "shirt": (0.36, 0.14, 0.125),
    "tunic": (0.27, 0.18, 0.115),
    "dress": (0.19, 0.24, 0.1),
    "frock": (0.25, 0.25, 0.1),
    "robe": (0.05, 0.22, 0.125),
    "gown": (0.02, 0.34, 0.1),
    "box": (0.36, 0.15, 0.15),
}
"""Garment -> height of its hem, half its width there, half its width at the waist."""


def biped(shape: BipedShape, look: Look, motion: Motion) -> Figure:
    """Return a person in ``shape``'s clothes, posed for ``motion``."""
    pose = pose_of(motion)
    pen = Pen()
    lean = pose.lean + shape.stoop
    breath = 0.01 * motion.wave(0.5) if pose.asleep else 0.0
    down = pose.lying / (-math.pi / 2)
    with pen.turned(pose.lying, shift=(0.45 * down, -0.13 * down + breath - pose.lift)):
        hip = (0.0, -pose.hip)
        chest = (hip[0] + (SHOULDER - HIP) * math.sin(lean), hip[1] - (SHOULDER - HIP) * math.cos(lean))
        if motion.action == "sit":
            with pen.detail():
                _stump(pen, shape, hip)
        if shape.cape is not None:
            _cape(pen, shape.cape, chest, motion)
        _arm(pen, shape, look, chest, pose.arms[1], far=True)
        pen.layer()
        _leg(pen, shape, look, hip, pose.legs[1], far=True)
        _leg(pen, shape, look, hip, pose.legs[0], far=False)
        pen.layer()
        _clothes(pen, shape, look, hip, chest, pose, lean)
        pen.layer()
        head = (chest[0] + 0.14 * math.sin(lean + pose.nod), chest[1] - 0.17)
        with pen.turned(lean * 0.4 + pose.nod, about=head):
            draw_head(pen, shape, look, head, pose, motion)
        pen.layer()
        armed = shape.tool is not None and not pose.lying and motion.action in TOOL_IN_HAND
        near = (
            pose.arms[0]
            if not armed or motion.action in ("fight", "run")
            else (0.55 + 0.3 * pose.arms[0][0], 1.15)
        )
        hand = _arm(pen, shape, look, chest, near, far=False)
        if armed and shape.tool is not None:
            pen.layer()
            shades = {"own": look.own, "light": look.light, "dark": look.dark}
            draw_parts(pen, attire().tools[shape.tool], shades, at=hand)
        held = pen.place(hand)
        over = pen.place((head[0], head[1] - 0.2))
        face = pen.place(head)
    if pose.asleep:
        sleep_marks(pen, (-0.4, -0.32), motion)
    if pose.hides:
        pen.layer()
        bush(pen)
    return Figure(pen.parts, held, over, face)


def _stump(pen: Pen, shape: BipedShape, hip: Point) -> None:
    """The tree stump that somebody sits on."""
    top, half = hip[1] + 0.07, 0.13 * shape.bulk
    pen.layer()
    pen.poly(
        [
            (hip[0] - half, top),
            (hip[0] + half, top),
            (hip[0] + half + 0.02, -0.01),
            (hip[0] - half - 0.02, -0.01),
        ],
        (126, 86, 52),
    )
    pen.oval((hip[0], top), half, 0.03, (214, 178, 126))
    pen.layer()


TOOL_IN_HAND = frozenset({"stand", "walk", "run", "talk", "fight", "look"})
"""Actions that leave the near hand to the person's tool."""


def _leg(pen: Pen, shape: BipedShape, look: Look, hip: Point, angles: Pair, *, far: bool) -> None:
    start = (hip[0] + (-0.04 if far else 0.04), hip[1])
    knee = reach(start, angles[0], THIGH)
    foot = reach(knee, angles[1], SHIN - 0.03)
    cloth = look.own if shape.metal else shape.legs_colour
    cloth = mix(cloth, INK, 0.3) if far else cloth
    wide = 0.1 * shape.bulk
    if shape.shorts:
        pen.limb([start, knee, foot], wide * 0.85, shape.skin)
        pen.limb([start, knee], wide * 1.1, cloth, ink=False)
    else:
        pen.limb([start, knee, foot], wide, cloth)
    toe = reach(foot, angles[1] + math.pi / 2 - 0.1, 0.07)
    sole = 0.075 * max(1.0, shape.bulk / 1.22)
    pen.limb([foot, toe], sole, (70, 44, 30) if not shape.metal else (70, 76, 90))


def _arm(pen: Pen, shape: BipedShape, look: Look, chest: Point, angles: Pair, *, far: bool) -> Point:
    start = (chest[0] + (0.07 if far else -0.05) * shape.bulk, chest[1] + 0.04)
    elbow = reach(start, angles[0], UPPER)
    hand = reach(elbow, angles[1], FORE)
    wrist = reach(elbow, angles[1], FORE * 0.8)
    sleeve = shape.sleeves or look.own
    pen.limb([start, elbow, wrist], 0.082 * shape.bulk, mix(sleeve, (20, 16, 40), 0.28) if far else sleeve)
    pen.oval(hand, 0.043 * shape.bulk, 0.043 * shape.bulk, shape.skin)
    return hand


def _cape(pen: Pen, fill: RGB, chest: Point, motion: Motion) -> None:
    flutter = 0.03 * motion.wave(1.0) + (0.14 if motion.action in ("run", "fly") else 0.0)
    pen.soft(
        [
            (chest[0] + 0.06, chest[1] - 0.05),
            (chest[0] - 0.16, chest[1] - 0.04),
            (chest[0] - 0.26 - flutter, -0.1 - flutter),
            (chest[0] - 0.16 - flutter, -0.06),
            (chest[0] + 0.08, -0.12),
        ],
        fill,
    )
    pen.layer()


def _clothes(
    pen: Pen, shape: BipedShape, look: Look, hip: Point, chest: Point, pose: Pose, lean: float
) -> None:
    """The garment: from the shoulders down to where its kind ends."""
    bulk = shape.bulk
    bottom, flare, waist = GARMENTS[shape.garment]
    top = (chest[0], chest[1] - 0.03)
    low_y = hip[1] + (HIP - bottom)
    drift = 0.5 * (pose.legs[0][0] + pose.legs[1][0]) * 0.25 - 0.3 * lean * (HIP - bottom)
    if pose.hip < 0.3:  # sitting: the skirt lies over the thighs
        low_y, drift = hip[1] + 0.09, 0.1
        flare = max(flare, 0.2)
    wing = 0.115 * bulk
    left, right = (hip[0] + drift - flare * bulk, low_y), (hip[0] + drift + flare * bulk, low_y)
    sides = ((hip[0] - waist * bulk, hip[1] - 0.07), (hip[0] + waist * bulk, hip[1] - 0.07))
    pen.poly(
        [
            (top[0] - wing * 0.7, top[1] - 0.02),
            (top[0] - wing, top[1] + 0.05),
            sides[0],
            left,
            right,
            sides[1],
            (top[0] + wing, top[1] + 0.05),
            (top[0] + wing * 0.7, top[1] - 0.02),
        ],
        look.own,
    )
    if shape.stripes:
        for share in (0.3, 0.55, 0.8):
            y = top[1] + (low_y - top[1]) * share
            pen.limb(
                [(hip[0] - waist * bulk * 0.8, y), (hip[0] + waist * bulk * 0.8, y)],
                0.026,
                look.light,
                ink=False,
            )
    if shape.apron:
        pen.poly(
            [
                (top[0] - 0.01, top[1] + 0.06),
                (hip[0] + 0.0, hip[1] - 0.06),
                (hip[0] + drift - 0.02, low_y - 0.04),
                (hip[0] + drift + flare * 0.8, low_y - 0.04),
                (hip[0] + waist * 0.9, hip[1] - 0.06),
                (top[0] + 0.09, top[1] + 0.06),
            ],
            (252, 252, 252),
            ink=False,
        )
    if shape.straps:
        pen.limb([(top[0] - wing * 0.6, top[1] + 0.02), sides[1]], 0.03, (250, 250, 250), ink=False)
        pen.limb([(top[0] + wing * 0.6, top[1] + 0.02), sides[0]], 0.03, (250, 250, 250), ink=False)
    if shape.metal:
        pen.box(hip[0] - 0.07, top[1] + 0.07, hip[0] + 0.09, hip[1] - 0.04, look.light, corner=0.02)
        for i, light in enumerate(((240, 70, 60), (250, 210, 70), (80, 200, 110))):
            pen.oval((hip[0] - 0.03 + 0.04 * i, top[1] + 0.12), 0.015, 0.015, light, ink=False)
    elif shape.trim is not None:
        pen.limb([left, right], 0.05, shape.trim)
        pen.limb([top, (hip[0] + drift, low_y)], 0.05, shape.trim, ink=False)
    elif shape.garment in ("dress", "frock"):
        pen.limb([left, right], 0.03, look.light, ink=False)
    if shape.garment in ("coat", "shirt", "frock", "robe", "dress", "tunic"):
        belt = (58, 40, 30) if shape.garment in ("coat", "robe", "tunic") else look.dark
        half = waist * bulk * 0.95
        pen.limb([(hip[0] - half, hip[1] - 0.065), (hip[0] + half, hip[1] - 0.065)], 0.035, belt, ink=False)
