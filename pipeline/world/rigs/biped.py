"""People: two legs, two arms, clothes, hair, hats."""

from __future__ import annotations

import math
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from pipeline.world.pen import INK, RGB, WHITE, Figure, Pen, Point, mix, reach
from pipeline.world.rigs.motion import Look, Motion, jump_height, sleep_marks

THIGH = 0.2
SHIN = 0.2
UPPER = 0.16
FORE = 0.16
HIP = 0.4
SHOULDER = 0.62
GOLD: RGB = (252, 206, 48)


class BipedShape(BaseModel):
    """What makes one kind of person; lengths are shares of the height."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    garment: str = "coat"
    hair: str = "short"
    hair_colour: RGB = (90, 56, 30)
    skin: RGB = (250, 206, 166)
    legs_colour: RGB = (72, 62, 90)
    trim: RGB | None = None
    hat: str | None = None
    beard: str | None = None
    nose: float = 0.05
    bulk: float = 1.0
    head: float = 1.0
    stoop: float = 0.0
    stick: bool = False
    shorts: bool = False


@dataclass(slots=True)
class Pose:
    """Joint angles in radians: 0 hangs straight down, positive swings forward."""

    legs: tuple[tuple[float, float], tuple[float, float]] = ((0.12, 0.08), (-0.12, -0.08))
    """(thigh, shin) of the near and the far leg."""
    arms: tuple[tuple[float, float], tuple[float, float]] = ((-0.15, 0.1), (0.3, 0.5))
    lean: float = 0.0
    hip: float = HIP
    lift: float = 0.0
    nod: float = 0.0
    mouth: float = 0.0
    asleep: bool = False
    lying: float = 0.0


def pose_of(motion: Motion) -> Pose:
    """Return the posture of ``motion``'s action at its moment."""
    action = motion.action
    swing = motion.wave(1.0)
    if action == "walk":
        near, far = 0.5 * swing, -0.5 * swing
        bend = 0.5 * max(0.0, motion.wave(1.0, 0.25))
        bend_far = 0.5 * max(0.0, -motion.wave(1.0, 0.25))
        return Pose(
            ((near, near - bend), (far, far - bend_far)),
            ((-0.6 * swing, -0.6 * swing + 0.3), (0.6 * swing, 0.6 * swing + 0.3)),
            0.05,
            lift=0.015 * abs(motion.wave(1.0, 0.25)),
        )
    if action == "run":
        fast = motion.wave(1.75)
        near, far = 0.15 + 0.85 * fast, 0.15 - 0.85 * fast
        bend = 0.5 + 0.8 * max(0.0, -fast)
        bend_far = 0.5 + 0.8 * max(0.0, fast)
        return Pose(
            ((near, near - bend), (far, far - bend_far)),
            ((-1.0 * fast, -1.0 * fast + 1.5), (1.0 * fast, 1.0 * fast + 1.5)),
            0.3,
            lift=0.05 + 0.04 * abs(motion.wave(1.75, 0.25)),
        )
    if action == "jump":
        high, crouch = jump_height(motion)
        if high > 0:
            return Pose(((0.5, -0.6), (-0.2, -1.0)), ((2.7, 2.9), (2.3, 2.5)), 0.05, lift=0.42 * high)
        return Pose(
            ((0.7 * crouch, -0.7 * crouch), (0.5 * crouch, -0.8 * crouch)),
            ((-0.8, -0.4), (-0.6, -0.3)),
            0.35 * crouch,
            hip=HIP - 0.1 * crouch,
        )
    if action == "sit":
        sway = 0.04 * motion.wave(0.5)
        return Pose(((1.25, 0.1), (1.45, 0.25)), ((0.45, 0.9), (0.6, 1.1)), -0.06 + sway, hip=0.24)
    if action == "eat":
        bite = 0.5 + 0.5 * motion.wave(1.0)
        return Pose(
            arms=((0.5 + 0.5 * bite, 1.9 + 0.7 * bite), (0.3, 1.4)),
            lean=0.05,
            nod=0.12 * bite,
            mouth=0.4 + 0.6 * motion.wave(2.0),
        )
    if action == "talk":
        wave = motion.wave(1.0)
        return Pose(
            arms=((0.9 + 0.35 * wave, 1.9 + 0.5 * wave), (0.2 - 0.2 * wave, 0.9)),
            nod=0.06 * wave,
            mouth=0.5 + 0.5 * motion.wave(2.5),
        )
    if action == "fly":
        return Pose(
            ((-0.1, -0.5), (-0.3, -0.8)), ((1.5, 1.6), (1.2, 1.5)), 0.9, lift=0.04 * motion.wave(0.75)
        )
    if action == "swim":
        around = motion.turn(1.0)
        return Pose(
            ((-0.2, -0.3), (0.2, 0.1)),
            ((around, around), (around + math.pi, around + math.pi)),
            0.85,
            lift=0.02 * motion.wave(1.0),
        )
    if action == "sleep":
        return Pose(((0.25, -0.1), (0.05, -0.3)), ((0.2, 0.5), (0.4, 0.7)), asleep=True, lying=-math.pi / 2)
    return Pose(lean=0.015 * motion.wave(0.5), nod=0.03 * motion.wave(0.5))


def biped(shape: BipedShape, look: Look, motion: Motion) -> Figure:
    """Return a person in ``shape``'s clothes, posed for ``motion``."""
    pose = pose_of(motion)
    pen = Pen()
    lean = pose.lean + shape.stoop
    breath = 0.01 * motion.wave(0.5) if pose.asleep else 0.0
    shift = (0.45, -0.13 + breath) if pose.lying else (0.0, -pose.lift)
    with pen.turned(pose.lying, shift=shift):
        hip = (0.0, -pose.hip)
        chest = (hip[0] + (SHOULDER - HIP) * math.sin(lean), hip[1] - (SHOULDER - HIP) * math.cos(lean))
        _arm(pen, shape, look, chest, pose.arms[1], far=True)
        pen.layer()
        _leg(pen, shape, hip, pose.legs[1], far=True)
        _leg(pen, shape, hip, pose.legs[0], far=False)
        pen.layer()
        _clothes(pen, shape, look, hip, chest, pose, lean)
        pen.layer()
        head = (chest[0] + 0.14 * math.sin(lean + pose.nod), chest[1] - 0.17)
        with pen.turned(lean * 0.4 + pose.nod, about=head):
            _head(pen, shape, look, head, pose)
        pen.layer()
        hand = _arm(pen, shape, look, chest, pose.arms[0], far=False)
        if shape.stick and not pose.lying:
            pen.limb([(hand[0] + 0.02, hand[1] - 0.12), (hand[0] + 0.05, pose.lift)], 0.035, (122, 78, 40))
        held = pen.place(hand)
        over = pen.place((head[0], head[1] - 0.2))
    if pose.asleep:
        sleep_marks(pen, (-0.4, -0.32), motion)
    return Figure(pen.parts, held, over)


def _leg(pen: Pen, shape: BipedShape, hip: Point, angles: tuple[float, float], *, far: bool) -> None:
    start = (hip[0] + (-0.04 if far else 0.04), hip[1])
    knee = reach(start, angles[0], THIGH)
    foot = reach(knee, angles[1], SHIN - 0.03)
    cloth = mix(shape.legs_colour, INK, 0.3) if far else shape.legs_colour
    wide = 0.1 * shape.bulk
    if shape.shorts:
        pen.limb([start, knee, foot], wide * 0.85, shape.skin)
        pen.limb([start, knee], wide * 1.1, cloth, ink=False)
    else:
        pen.limb([start, knee, foot], wide, cloth)
    toe = reach(foot, angles[1] + math.pi / 2 - 0.1, 0.07)
    pen.limb([foot, toe], 0.075, (70, 44, 30))


def _arm(
    pen: Pen, shape: BipedShape, look: Look, chest: Point, angles: tuple[float, float], *, far: bool
) -> Point:
    start = (chest[0] + (0.07 if far else -0.05) * shape.bulk, chest[1] + 0.04)
    elbow = reach(start, angles[0], UPPER)
    hand = reach(elbow, angles[1], FORE)
    wrist = reach(elbow, angles[1], FORE * 0.8)
    pen.limb([start, elbow, wrist], 0.082 * shape.bulk, look.dark if far else look.own)
    pen.oval(hand, 0.043, 0.043, shape.skin)
    return hand


def _clothes(
    pen: Pen, shape: BipedShape, look: Look, hip: Point, chest: Point, pose: Pose, lean: float
) -> None:
    """The garment: from the shoulders down to where its kind ends."""
    bulk = shape.bulk
    bottom, flare = {
        "coat": (0.24, 0.17),
        "shirt": (0.36, 0.14),
        "dress": (0.19, 0.24),
        "frock": (0.25, 0.25),
        "robe": (0.05, 0.22),
        "gown": (0.02, 0.34),
    }[shape.garment]
    waist = 0.1 if shape.garment in ("dress", "frock", "gown") else 0.125
    top = (chest[0], chest[1] - 0.03)
    low_y = hip[1] + (HIP - bottom)
    drift = 0.5 * (pose.legs[0][0] + pose.legs[1][0]) * 0.25 - 0.3 * lean * (HIP - bottom)
    if pose.hip < 0.3:  # sitting: the skirt lies over the thighs
        low_y, drift = hip[1] + 0.09, 0.1
        flare = max(flare, 0.2)
    wing = 0.115 * bulk
    points = [
        (top[0] - wing * 0.7, top[1] - 0.02),
        (top[0] - wing, top[1] + 0.05),
        (hip[0] - waist * bulk, hip[1] - 0.07),
        (hip[0] + drift - flare * bulk, low_y),
        (hip[0] + drift + flare * bulk, low_y),
        (hip[0] + waist * bulk, hip[1] - 0.07),
        (top[0] + wing, top[1] + 0.05),
        (top[0] + wing * 0.7, top[1] - 0.02),
    ]
    pen.poly(points, look.own)
    left, right = points[3], points[4]
    if shape.trim is not None:
        pen.limb([left, right], 0.05, shape.trim)
        pen.limb([top, (hip[0] + drift, low_y)], 0.05, shape.trim, ink=False)
    elif shape.garment in ("dress", "frock"):
        pen.limb([left, right], 0.03, look.light, ink=False)
    if shape.garment in ("coat", "shirt", "frock", "robe", "dress"):
        belt = (58, 40, 30) if shape.garment in ("coat", "robe") else look.dark
        pen.limb(
            [(hip[0] - waist * bulk * 0.95, hip[1] - 0.065), (hip[0] + waist * bulk * 0.95, hip[1] - 0.065)],
            0.035,
            belt,
            ink=False,
        )


def _head(pen: Pen, shape: BipedShape, look: Look, centre: Point, pose: Pose) -> None:
    x, y = centre
    r = 0.145 * shape.head
    hair = shape.hair_colour
    if shape.hair == "long":
        pen.soft(
            [
                (x - 1.2 * r, y - 0.9 * r),
                (x + 0.9 * r, y - 1.3 * r),
                (x + 0.7 * r, y),
                (x + 0.1 * r, y + 1.5 * r),
                (x - 1.35 * r, y + 1.9 * r),
            ],
            hair,
        )
    elif shape.hair == "plaits":
        for side in (-1.0, 0.95):
            pen.oval((x + side * 1.15 * r, y + 0.75 * r), 0.3 * r, 0.65 * r, hair, angle=0.3 * side)
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
        long = 1.9 if shape.beard == "long" else 1.3
        pen.soft(
            [
                (x - 0.5 * r, y + 0.1 * r),
                (x + 0.2 * r, y + 0.5 * r),
                (x + 1.1 * r, y + 0.1 * r),
                (x + 0.9 * r, y + 0.9 * r),
                (x + 0.3 * r, y + long * r),
                (x - 0.5 * r, y + 0.9 * r),
            ],
            hair,
        )
    if shape.hair == "short":
        pen.soft(
            [
                (x - 1.15 * r, y + 0.5 * r),
                (x - 1.25 * r, y - 1.1 * r),
                (x, y - 1.35 * r),
                (x + 1.2 * r, y - 1.0 * r),
                (x + 0.7 * r, y - 0.45 * r),
                (x - 0.3 * r, y - 0.5 * r),
                (x - 0.6 * r, y + 0.4 * r),
            ],
            hair,
        )
    elif shape.hair == "tuft":
        pen.soft(
            [
                (x - 1.1 * r, y + 0.1 * r),
                (x - 1.2 * r, y - 1.2 * r),
                (x + 0.1 * r, y - 1.3 * r),
                (x + 0.6 * r, y - 1.6 * r),
                (x + 1.1 * r, y - 0.8 * r),
                (x + 0.2 * r, y - 0.6 * r),
                (x - 0.6 * r, y - 0.4 * r),
            ],
            hair,
        )
    elif shape.hair in ("long", "plaits"):
        pen.soft(
            [
                (x - 1.15 * r, y + 0.5 * r),
                (x - 1.25 * r, y - 1.2 * r),
                (x + 0.1 * r, y - 1.35 * r),
                (x + 1.2 * r, y - 1.0 * r),
                (x + 0.85 * r, y - 0.25 * r),
                (x + 0.1 * r, y - 0.6 * r),
                (x - 0.6 * r, y - 0.1 * r),
            ],
            hair,
        )
    elif shape.hair == "bald":
        pen.soft(
            [
                (x - 1.1 * r, y + 0.6 * r),
                (x - 1.35 * r, y - 0.3 * r),
                (x - 0.8 * r, y - 0.6 * r),
                (x - 0.5 * r, y + 0.3 * r),
            ],
            hair,
        )
    _face(pen, shape, centre, r, pose)
    pen.layer()
    _hat(pen, shape, look, centre, r)


def _face(pen: Pen, shape: BipedShape, centre: Point, r: float, pose: Pose) -> None:
    x, y = centre
    for side in (0.12, 0.66):
        eye = (x + side * r, y - 0.08 * r)
        if pose.asleep:
            pen.limb([(eye[0] - 0.13 * r, eye[1]), (eye[0] + 0.13 * r, eye[1])], 0.1 * r, INK, ink=False)
        else:
            pen.oval(eye, 0.13 * r, 0.18 * r, INK, ink=False)
    open_ = max(0.0, pose.mouth)
    mouth = (x + 0.42 * r, y + 0.48 * r)
    if open_ > 0.15:
        pen.oval(mouth, 0.2 * r, 0.1 * r + 0.22 * r * open_, (150, 30, 40), ink=False)
    else:
        pen.bow(
            (mouth[0] - 0.22 * r, mouth[1] - 0.04 * r),
            (mouth[0], mouth[1] + 0.16 * r),
            (mouth[0] + 0.22 * r, mouth[1] - 0.04 * r),
            0.09 * r,
            (130, 40, 40),
            ink=False,
        )


def _hat(pen: Pen, shape: BipedShape, look: Look, centre: Point, r: float) -> None:
    x, y = centre
    if shape.hat in ("crown", "tiara"):
        low, high = (-0.6, -1.65) if shape.hat == "crown" else (-0.8, -1.45)
        pen.poly(
            [
                (x - 0.95 * r, y + low * r),
                (x - 1.1 * r, y + high * r),
                (x - 0.5 * r, y + (high + 0.45) * r),
                (x, y + (high - 0.12) * r),
                (x + 0.5 * r, y + (high + 0.45) * r),
                (x + 1.1 * r, y + high * r),
                (x + 0.95 * r, y + low * r),
            ],
            GOLD,
        )
        pen.oval((x, y + (low - 0.22) * r), 0.14 * r, 0.14 * r, (214, 30, 60), ink=False)
    elif shape.hat == "pointed":
        cloth = mix(look.own, INK, 0.25)
        pen.poly(
            [
                (x - 0.95 * r, y - 0.6 * r),
                (x - 0.5 * r, y - 2.0 * r),
                (x - 0.75 * r, y - 2.7 * r),
                (x + 0.2 * r, y - 1.9 * r),
                (x + 0.95 * r, y - 0.6 * r),
            ],
            cloth,
        )
        pen.oval((x, y - 0.6 * r), 1.6 * r, 0.24 * r, cloth)
        pen.limb(
            [(x - 0.8 * r, y - 0.9 * r), (x + 0.78 * r, y - 0.9 * r)],
            0.2 * r,
            mix(WHITE, look.own, 0.25),
            ink=False,
        )
