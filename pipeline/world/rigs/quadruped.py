"""Four-legged animals, from mouse to horse."""

from __future__ import annotations

import math
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from pipeline.world.pen import INK, WHITE, Figure, Pen, Point, luma, mix, reach
from pipeline.world.rigs.motion import Look, Motion, jump_height, sleep_marks


class QuadrupedShape(BaseModel):
    """What makes one kind of animal; lengths in units of its height."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    length: float = 0.5
    """From shoulder to hip."""
    girth: float = 0.18
    """Half the depth of the trunk."""
    legs: float = 0.3
    leg: float = 0.1
    """Thickness of a leg."""
    neck: float = 0.16
    head: float = 0.18
    """Radius of the skull."""
    snout: float = 0.15
    taper: float = 0.6
    """How wide the snout's end is, as a share of its root."""
    droop: float = 0.15
    """How far the snout points down, in radians."""
    reach: float = 0.75
    """Angle of the neck from upright, in radians."""
    ears: str = "point"
    ear: float = 0.14
    tail: str = "thin"
    mane: str | None = None
    tip: bool = False
    bib: bool = False
    socks: bool = False
    ruff: bool = False
    teeth: bool = False
    collar: bool = False
    whiskers: bool = False
    muzzle: bool = False
    hooves: bool = False
    wool: bool = False
    shell: bool = False
    hop: bool = False


@dataclass(slots=True)
class Pose:
    """Angles of the four legs and the turn of trunk and head, in radians."""

    legs: tuple[float, float, float, float] = (0.05, -0.05, 0.05, -0.05)
    """Front near, front far, hind near, hind far; positive swings forward."""
    bend: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    pitch: float = 0.0
    lift: float = 0.0
    crouch: float = 0.0
    """Share of the legs' length that is folded away, in [0, 1]."""
    neck: float = 0.0
    """Added to the neck's angle: forward and down."""
    nod: float = 0.0
    mouth: float = 0.0
    wag: float = 0.0
    asleep: bool = False
    sitting: bool = False


def pose_of(shape: QuadrupedShape, motion: Motion) -> Pose:
    """Return the posture of ``motion``'s action at its moment."""
    action = motion.action
    if action == "walk" and not shape.hop:
        a, b = motion.wave(1.0), motion.wave(1.0, 0.25)
        return Pose(
            (0.5 * a, -0.5 * a, -0.45 * a, 0.45 * a),
            (0.5 * max(0, b), 0.5 * max(0, -b), 0.5 * max(0, -b), 0.5 * max(0, b)),
            lift=0.015 * abs(b),
            nod=0.05 * a,
            wag=0.3 * a,
        )
    if action in ("run", "walk"):
        rate = 2.0 if action == "run" else 1.0
        a, b = motion.wave(rate), motion.wave(rate, 0.25)
        return Pose(
            (0.95 * a, 0.75 * a + 0.15, -0.95 * a, -0.75 * a - 0.15),
            (0.5 * max(0, -a),) * 2 + (0.2, 0.2),
            pitch=0.12 * b,
            lift=0.07 + 0.07 * a,
            neck=0.25 + 0.1 * b,
            wag=0.5 * b,
        )
    if action == "jump":
        high, crouch = jump_height(motion)
        if high > 0:
            phase = (motion.seconds + motion.offset) % 1.0
            return Pose(
                (0.9, 1.1, -0.8, -1.0), pitch=-0.45 + 0.9 * (phase - 0.25) / 0.75, lift=0.5 * high, wag=0.4
            )
        return Pose((0.3, 0.2, 0.3, 0.2), crouch=0.5 * crouch, pitch=-0.1 * crouch)
    if action == "fly":
        a = motion.wave(1.0)
        return Pose((1.2, 1.0, -1.1, -0.9), lift=0.05 * a, pitch=-0.1, wag=a)
    if action == "sit":
        return Pose(
            (0.0, 0.06, 0.9, 0.9),
            pitch=-0.62,
            neck=-0.3,
            wag=0.5 * motion.wave(0.75),
            sitting=True,
            nod=0.04 * motion.wave(0.5),
        )
    if action == "sleep":
        return Pose((1.5, 1.4, 1.5, 1.4), crouch=1.0, neck=1.0, asleep=True, lift=0.012 * motion.wave(0.5))
    if action == "eat":
        bite = motion.wave(1.5)
        return Pose(
            (0.2, 0.0, 0.05, -0.05),
            pitch=0.1,
            neck=1.5 + 0.1 * bite,
            nod=0.3 + 0.1 * bite,
            mouth=0.5 + 0.5 * motion.wave(2.0),
        )
    if action == "talk":
        return Pose(
            neck=-0.15 + 0.06 * motion.wave(1.0),
            nod=-0.15,
            mouth=0.55 + 0.45 * motion.wave(2.5),
            wag=0.3 * motion.wave(1.0),
        )
    if action == "swim":
        a = motion.wave(1.5)
        return Pose(
            (0.9 * a, -0.9 * a, -0.9 * a, 0.9 * a), neck=-0.1, lift=0.02 * motion.wave(1.0), pitch=-0.08
        )
    return Pose(wag=0.35 * motion.wave(1.0), nod=0.03 * motion.wave(0.5))


def quadruped(shape: QuadrupedShape, look: Look, motion: Motion) -> Figure:
    """Return an animal of ``shape`` posed for ``motion``."""
    pose = pose_of(shape, motion)
    pen = Pen()
    half, girth = shape.length / 2, shape.girth
    height = shape.legs * (1 - 0.8 * pose.crouch) + girth * 0.8
    hip_drop = 0.0
    if pose.sitting:
        hip_drop = height - girth * 0.9
    with pen.turned(pose.pitch, about=(-half, -height), shift=(0.0, hip_drop * 0.98 - pose.lift)):
        shoulder, hip = (half - 0.04, -height + 0.02), (-half + 0.04, -height + 0.02)
        length = shape.legs + girth * 0.75
        turn = pose.pitch
        pen.layer()
        if not pose.asleep:
            _leg(
                pen,
                shape,
                look,
                (shoulder[0] + 0.05, shoulder[1]),
                pose.legs[1] + turn,
                pose.bend[1],
                length,
                pose,
                far=True,
            )
            _leg(
                pen,
                shape,
                look,
                (hip[0] + 0.07, hip[1]),
                pose.legs[3] + turn,
                pose.bend[3],
                length,
                pose,
                far=True,
                hind=True,
            )
        pen.layer()
        _tail(pen, shape, look, (-half - girth * 0.45, -height - girth * 0.1), pose)
        pen.layer()
        if not pose.asleep:
            _leg(pen, shape, look, hip, pose.legs[2] + turn, pose.bend[2], length, pose, far=False, hind=True)
        _trunk(pen, shape, look, half, height)
        neck_angle = math.pi - (shape.reach + pose.neck) - turn * 0.6
        root = (half, -height - girth * 0.35)
        head = reach(root, neck_angle, shape.neck + shape.head * 0.8)
        _neck(pen, shape, look, root, head)
        if not pose.asleep:
            _leg(pen, shape, look, shoulder, pose.legs[0] + turn, pose.bend[0], length, pose, far=False)
        elif not shape.shell:
            pen.limb([(half * 0.3, -0.07), (half + girth, -0.06)], shape.leg, look.dark)
        pen.layer()
        with pen.turned(pose.nod - turn * 0.8, about=head):
            mouth = _head(pen, shape, look, head, pose)
            over = pen.place((head[0], head[1] - shape.head - 0.1))
    if pose.asleep:
        sleep_marks(pen, (over[0], over[1] + 0.05), motion)
    return Figure(pen.parts, mouth, over)


def _leg(
    pen: Pen,
    shape: QuadrupedShape,
    look: Look,
    start: Point,
    angle: float,
    bend: float,
    length: float,
    pose: Pose,
    *,
    far: bool,
    hind: bool = False,
) -> None:
    long = length * (1 - 0.6 * pose.crouch)
    if pose.sitting and hind:
        if not far:
            pen.oval((start[0] + 0.06, start[1] + 0.0), shape.girth * 0.85, shape.girth * 0.75, look.own)
        knee, foot = start, reach((start[0] + 0.1, start[1] + shape.girth * 0.5), angle, 0.2)
        knee = (start[0] + 0.1, start[1] + shape.girth * 0.5)
    else:
        if pose.sitting:
            long *= 1.25
        knee = reach(start, angle + 0.12 * (1 if hind else 0), long * 0.52)
        foot = reach(knee, angle - bend - 0.12 * (1 if hind else 0), long * 0.48 - shape.leg * 0.4)
    colour = look.dark if far else look.own
    if shape.wool:
        colour = (70, 60, 62) if luma(look.own) > 90 else (190, 180, 176)
    pen.limb([start, knee, foot], shape.leg * (1.0 if not hind else 1.08), colour)
    if shape.socks or shape.hooves:
        pen.limb(
            [(knee[0] * 0.35 + foot[0] * 0.65, knee[1] * 0.35 + foot[1] * 0.65), foot],
            shape.leg,
            (60, 36, 26) if shape.socks and luma(look.own) > 70 else (64, 50, 44),
            ink=False,
        )


def _trunk(pen: Pen, shape: QuadrupedShape, look: Look, half: float, height: float) -> None:
    girth = shape.girth
    if shape.shell:
        pen.oval((0.0, -height), half + 0.08, girth * 1.1, mix(look.own, (240, 220, 120), 0.45))
        pen.layer()
        dome = mix(look.own, INK, 0.2)
        pen.soft(
            [
                (-half - 0.14, -height + 0.08),
                (-half - 0.06, -height - 0.36),
                (0.0, -height - 0.56),
                (half + 0.06, -height - 0.36),
                (half + 0.14, -height + 0.08),
                (0, -height + 0.09),
            ],
            dome,
        )
        for x, y in ((-0.2, -0.12), (0.02, -0.26), (0.22, -0.1), (0.02, -0.05)):
            pen.oval((x, -height + y), 0.085, 0.065, look.light, ink=False)
        return
    if shape.wool:
        for i in range(9):
            angle = 2 * math.pi * i / 9
            pen.oval(
                (half * 1.05 * math.cos(angle), -height - 0.04 + girth * 0.75 * math.sin(angle)),
                0.14,
                0.14,
                look.own,
            )
        pen.oval((0, -height - 0.04), half, girth * 0.85, look.own, ink=False)
        for x, y in ((-0.14, -0.1), (0.08, -0.02), (-0.04, 0.1), (0.16, -0.14)):
            pen.bow(
                (x - 0.05, -height + y),
                (x, -height + y + 0.07),
                (x + 0.05, -height + y),
                0.022,
                mix(look.own, INK, 0.3),
                ink=False,
            )
        return
    pen.soft(
        [
            (-half - girth * 0.9, -height - girth * 0.7),
            (0, -height - girth * 1.05),
            (half + girth * 0.6, -height - girth * 1.25),
            (half + girth * 1.0, -height + girth * 0.5),
            (half * 0.4, -height + girth * 1.1),
            (-half * 0.5, -height + girth * 0.75),
            (-half - girth * 0.9, -height + girth * 0.9),
        ],
        look.own,
    )


def _neck(pen: Pen, shape: QuadrupedShape, look: Look, root: Point, head: Point) -> None:
    if shape.mane == "crest":
        back = (root[0] - 0.15, root[1] - 0.02)
        pen.limb(
            [back, (head[0] - 0.1, head[1] - 0.04)],
            0.13,
            mix(look.own, INK, 0.6) if luma(look.own) > 60 else (120, 112, 110),
        )
        pen.layer()
    colour = mix(look.own, (250, 230, 120), 0.3) if shape.shell else look.own
    pen.limb([(root[0] - 0.04, root[1] + 0.06), head], max(shape.head * 1.15, 0.12), colour, ink=True)
    if shape.bib:
        pen.limb(
            [(root[0] + 0.09, root[1] + 0.13), (head[0] + 0.02, head[1] + shape.head * 0.8)],
            shape.head * 0.5,
            WHITE,
            ink=False,
        )
    if shape.collar:
        mid = (root[0] * 0.55 + head[0] * 0.45, root[1] * 0.55 + head[1] * 0.45)
        pen.limb(
            [(mid[0] - 0.1, mid[1] - 0.05), (mid[0] + 0.09, mid[1] + 0.09)],
            0.05,
            (214, 40, 60) if look.own[0] < 210 else (40, 90, 210),
            ink=False,
        )


def _tail(pen: Pen, shape: QuadrupedShape, look: Look, root: Point, pose: Pose) -> None:
    x, y = root[0] + 0.06, root[1]
    wag = 0.12 * pose.wag
    kind = shape.tail
    if pose.asleep and kind in ("brush", "hang", "thin", "tuft", "curl", "string"):
        pen.bow(
            (x, y + 0.05), (x - 0.2, -0.02), (x + 0.25, -0.05), 0.05 if kind != "brush" else 0.14, look.dark
        )
        return
    if kind == "brush":
        pen.soft(
            [
                (x, y + 0.02),
                (x - 0.16, y + 0.12 + wag),
                (x - 0.36, y + 0.02 + wag),
                (x - 0.46, y - 0.2 + wag),
                (x - 0.32, y - 0.3 + wag),
                (x - 0.14, y - 0.14),
            ],
            look.own,
        )
        if shape.tip:
            pen.soft(
                [
                    (x - 0.36, y - 0.08 + wag),
                    (x - 0.46, y - 0.16 + wag),
                    (x - 0.43, y - 0.27 + wag),
                    (x - 0.3, y - 0.26 + wag),
                ],
                WHITE,
                ink=False,
            )
    elif kind == "hang":
        pen.soft(
            [
                (x + 0.02, y - 0.04),
                (x - 0.12, y + 0.02),
                (x - 0.24 - wag, y + 0.3),
                (x - 0.14 - wag, y + 0.36),
                (x + 0.0, y + 0.14),
            ],
            look.own,
        )
    elif kind == "up":
        pen.bow((x, y), (x - 0.16, y - 0.06), (x - 0.16 - wag, y - 0.28), 0.07, look.own)
    elif kind == "curl":
        pen.bow((x, y + 0.02), (x - 0.2, y + 0.04), (x - 0.18, y - 0.22), 0.065, look.own)
        pen.bow((x - 0.18, y - 0.2), (x - 0.17, y - 0.4), (x - 0.04 - wag, y - 0.4), 0.065, look.own)
    elif kind == "string":
        pen.bow(
            (x, y + 0.1),
            (x - 0.25, y + 0.22 + wag),
            (x - 0.42, y - 0.02 - wag),
            0.035,
            mix(look.own, (250, 150, 160), 0.6),
        )
    elif kind == "ball":
        pen.oval((x - 0.03, y), 0.085, 0.085, look.light if shape.hop or shape.wool else look.own)
    elif kind == "tuft":
        pen.bow((x, y), (x - 0.24, y + 0.02), (x - 0.24 - wag, y - 0.26), 0.045, look.own)
        pen.oval((x - 0.24 - wag, y - 0.28), 0.075, 0.085, mix(look.own, (90, 40, 10), 0.6))
    elif kind == "long":
        hair = mix(look.own, INK, 0.6) if luma(look.own) > 60 else (120, 112, 110)
        pen.soft(
            [
                (x + 0.04, y - 0.06),
                (x - 0.16, y - 0.06),
                (x - 0.22 - wag, y + 0.36),
                (x - 0.1 - wag, y + 0.42),
                (x - 0.04, y + 0.1),
            ],
            hair,
        )
    else:
        pen.poly([(x + 0.02, y + 0.04), (x - 0.14, y + 0.12), (x + 0.04, y + 0.14)], look.light)


def _head(pen: Pen, shape: QuadrupedShape, look: Look, centre: Point, pose: Pose) -> Point:
    """Draw the head; return the place of the mouth."""
    x, y = centre
    r = shape.head
    face = look.own
    dark_face = luma(look.own) < 70
    if shape.wool:
        face = (70, 60, 62) if luma(look.own) > 90 else (190, 180, 176)
    if shape.shell:
        face = mix(look.own, (250, 230, 120), 0.3)
    if shape.mane == "full":
        hair = mix(look.own, (120, 50, 10), 0.62) if not dark_face else mix(look.own, (150, 90, 50), 0.6)
        for i in range(10):
            angle = 2 * math.pi * i / 10
            pen.oval(
                (x - 0.05 + 1.2 * r * math.cos(angle), y + 0.02 + 1.2 * r * math.sin(angle)),
                0.55 * r,
                0.55 * r,
                hair,
            )
        pen.oval((x - 0.05, y), 1.3 * r, 1.3 * r, hair, ink=False)
        pen.layer()
    _ears(pen, shape, look, face, centre)
    pen.layer()
    with pen.turned(shape.droop, about=centre):
        tip_x = x + r * 0.8 + shape.snout
        if pose.mouth > 0.2:
            jaw = pose.mouth * 0.5
            with pen.turned(jaw, about=(x + 0.3 * r, y + 0.4 * r)):
                pen.limb(
                    [(x + 0.4 * r, y + 0.55 * r), (tip_x - 0.03, y + 0.5 * r)],
                    r * 0.42 * shape.taper + 0.02,
                    face,
                )
            pen.limb(
                [(x + 0.5 * r, y + 0.5 * r), (tip_x - 0.06, y + 0.55 * r)], r * 0.3, (160, 40, 50), ink=False
            )
        pen.oval(centre, r, r * 0.92, face)
        lip = y + 0.36 * r
        pale = mix(face, WHITE, 0.75) if shape.bib else mix(face, WHITE, 0.5)
        light = shape.bib or shape.muzzle or shape.ruff
        pen.soft(
            [
                (x + 0.1 * r, y - 0.5 * r),
                (x + r, lip - 0.75 * r),
                (tip_x, lip - 0.5 * r * shape.taper),
                (tip_x + 0.02, lip + 0.3 * r * shape.taper),
                (x + 0.7 * r, lip + 0.5 * r),
                (x + 0.0 * r, y + 0.9 * r),
            ],
            face,
        )
        if light:
            pen.soft(
                [
                    (x + 0.45 * r, lip - 0.05 * r),
                    (tip_x - 0.02, lip - 0.12 * r),
                    (tip_x, lip + 0.22 * r * shape.taper),
                    (x + 0.6 * r, lip + 0.45 * r),
                    (x - 0.1 * r, y + 0.85 * r),
                ],
                pale,
                ink=False,
            )
        pen.oval(
            (tip_x - 0.005, lip - 0.3 * r * shape.taper),
            0.04 + 0.06 * r,
            0.035 + 0.05 * r,
            (30, 24, 30) if not dark_face else (200, 130, 130),
            ink=False,
        )
        if shape.teeth:
            pen.poly(
                [(tip_x - 0.1, lip + 0.1), (tip_x - 0.07, lip + 0.18), (tip_x - 0.04, lip + 0.1)],
                WHITE,
                ink=False,
            )
    eye = (x + 0.36 * r, y - 0.22 * r)
    pupil = INK if luma(face) > 90 else (20, 16, 20)
    if pose.asleep:
        pen.limb(
            [(eye[0] - 0.05, eye[1]), (eye[0] + 0.05, eye[1] + 0.02)],
            0.03,
            pupil if not dark_face else (230, 230, 230),
            ink=False,
        )
    else:
        size = 0.026 + 0.11 * r
        if luma(face) < 130:
            pen.oval(eye, size * 1.6, size * 1.6, (255, 246, 190), ink=False)
        pen.oval(eye, size, size * 1.15, pupil, ink=False)
    if shape.whiskers:
        for dy in (-0.03, 0.05):
            pen.limb(
                [(x + r * 0.75, y + 0.3 * r + dy * 0.5), (x + r * 1.0 + 0.16, y + 0.2 * r + dy * 2.2)],
                0.014,
                mix(face, WHITE, 0.7) if luma(face) < 120 else (90, 84, 90),
                ink=False,
            )
    return pen.place((x + r * 0.8 + shape.snout + 0.02, y + 0.45 * r + 0.1 * shape.droop))


def _ears(pen: Pen, shape: QuadrupedShape, look: Look, face: tuple[int, int, int], centre: Point) -> None:
    x, y = centre
    r, ear = shape.head, shape.ear
    inner = mix(face, (255, 170, 170), 0.6)
    if shape.ears == "point":
        for back, colour in ((0.42, mix(face, INK, 0.25)), (-0.35, face)):
            pen.poly(
                [
                    (x + (back - 0.42) * r, y - 0.55 * r),
                    (x + (back - 0.15) * r, y - 0.7 * r - ear),
                    (x + (back + 0.42) * r, y - 0.62 * r),
                ],
                colour,
            )
        pen.poly(
            [
                (x - 0.62 * r, y - 0.7 * r),
                (x - 0.48 * r, y - 0.72 * r - ear * 0.62),
                (x - 0.16 * r, y - 0.72 * r),
            ],
            inner,
            ink=False,
        )
    elif shape.ears == "round":
        pen.oval((x + 0.35 * r, y - 0.85 * r), ear * 0.9, ear * 0.9, mix(face, INK, 0.25))
        pen.oval((x - 0.55 * r, y - 0.8 * r), ear, ear, face)
        pen.oval((x - 0.55 * r, y - 0.8 * r), ear * 0.62, ear * 0.62, inner, ink=False)
    elif shape.ears == "long":
        pen.oval((x + 0.1 * r, y - 0.75 * r - ear * 0.5), 0.07, ear * 0.62, mix(face, INK, 0.2), angle=0.15)
        pen.oval((x - 0.5 * r, y - 0.7 * r - ear * 0.48), 0.078, ear * 0.62, face, angle=-0.25)
        pen.oval((x - 0.5 * r, y - 0.7 * r - ear * 0.48), 0.035, ear * 0.45, inner, angle=-0.25, ink=False)
    elif shape.ears == "flop":
        pen.layer()
        pen.soft(
            [
                (x - 0.75 * r, y - 0.9 * r),
                (x + 0.0 * r, y - 0.8 * r),
                (x - 0.3 * r, y - 0.2 * r + ear),
                (x - 0.95 * r, y - 0.2 * r + ear),
            ],
            mix(face, INK, 0.35),
        )
