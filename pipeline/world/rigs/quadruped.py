"""Four-legged animals, from mouse to horse."""

from __future__ import annotations

import math
from contextlib import nullcontext

from pipeline.world.pen import INK, RGB, WHITE, Figure, Pen, Point, luma, mix, reach
from pipeline.world.rigs.beast_head import draw_head
from pipeline.world.rigs.gaits import Pose, QuadrupedShape, pose_of
from pipeline.world.rigs.motion import Look, Motion, bush, sleep_marks, tears
from pipeline.world.rigs.tails import draw_tail


def quadruped(shape: QuadrupedShape, look: Look, motion: Motion) -> Figure:
    """Return an animal of ``shape`` posed for ``motion``."""
    pose = pose_of(shape, motion)
    pen = Pen()
    half, girth = shape.length / 2, shape.girth
    height = shape.legs * (1 - 0.8 * pose.crouch) + girth * 0.8
    hip_drop = height - girth * 0.9 if pose.sitting else 0.0
    shift = (0.0, hip_drop * 0.98 - pose.lift)
    with (
        pen.turned(pose.roll, about=(0.0, -height * 0.6)),
        pen.turned(pose.pitch, about=(-half, -height), shift=shift),
    ):
        turn = pose.pitch
        shoulder, hip = (half - 0.04, -height + 0.02), (-half + 0.04, -height + 0.02)
        pen.layer()
        if not pose.asleep:
            _leg(
                pen,
                shape,
                look,
                (shoulder[0] + 0.05, shoulder[1]),
                pose.legs[1] + turn,
                pose.bend[1],
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
                pose,
                far=True,
                hind=True,
            )
        if shape.wings:
            pen.layer()
            _wing(pen, look, (half * 0.3, -height - girth * 0.4), motion, far=True)
        pen.layer()
        root = (-half - girth * 0.45, -height - girth * 0.1)
        turned = pose.tail or (0.55 if pose.sitting and shape.tail == "lizard" else 0.0)
        with pen.turned(turned, about=root) if turned else nullcontext():
            draw_tail(pen, shape, look, root, pose)
        pen.layer()
        if not pose.asleep:
            _leg(pen, shape, look, hip, pose.legs[2] + turn, pose.bend[2], pose, far=False, hind=True)
        _trunk(pen, shape, look, half, height)
        neck_angle = math.pi - (shape.reach + pose.neck) - turn * 0.6
        root = (half, -height - girth * 0.35)
        head = reach(root, neck_angle, shape.neck + shape.head * 0.8)
        _neck(pen, shape, look, root, head)
        _coat(pen, shape, look, half, height)
        if not pose.asleep:
            _leg(pen, shape, look, shoulder, pose.legs[0] + turn, pose.bend[0], pose, far=False)
        elif not shape.shell:
            pen.limb([(half * 0.3, -0.07), (half + girth, -0.06)], shape.leg, look.dark)
            with pen.detail():
                _haunch(pen, shape, look, half, height)
        if shape.wings:
            pen.layer()
            _wing(pen, look, (half * 0.1, -height - girth * 0.4), motion, far=False)
        pen.layer()
        with pen.turned(pose.nod - turn * 0.8, about=head):
            mouth, eye = draw_head(pen, shape, look, head, pose, motion)
            over = pen.place((head[0], head[1] - shape.head - 0.1))
            face = pen.place(head)
    if pose.asleep:
        sleep_marks(pen, (over[0], over[1] + 0.05), motion)
    if pose.weeps:
        tears(pen, eye, motion)
    if pose.hides:
        pen.layer()
        with pen.turned(0.0, shift=(0.02, 0.0), stretch=(1.35, 1.0)):
            bush(pen)
    return Figure(pen.parts, mouth, over, face)


def _haunch(pen: Pen, shape: QuadrupedShape, look: Look, half: float, height: float) -> None:
    """The folded hind leg of an animal that lies down."""
    if shape.wool:
        return
    girth = shape.girth
    thigh = (-half * 0.75, -height + girth * 0.12)
    pen.layer()
    pen.oval(thigh, girth * 0.85, girth * 0.72, look.own, angle=-0.3)
    pen.limb([(thigh[0] - 0.02, -0.06), (thigh[0] + girth * 1.05, -0.055)], shape.leg * 0.95, look.own)


def limb_colour(shape: QuadrupedShape, look: Look, own: RGB) -> RGB:
    """Return the colour of legs and face: a woolly animal's are darker than its wool, or paler."""
    if not shape.wool:
        return own
    return (70, 60, 62) if luma(look.own) > 90 else (190, 180, 176)


def _leg(
    pen: Pen,
    shape: QuadrupedShape,
    look: Look,
    start: Point,
    angle: float,
    bend: float,
    pose: Pose,
    *,
    far: bool,
    hind: bool = False,
) -> None:
    long = (shape.legs + shape.girth * 0.75) * (1 - 0.6 * pose.crouch)
    if pose.sitting and hind:
        if not far:
            pen.oval((start[0] + 0.06, start[1]), shape.girth * 0.85, shape.girth * 0.75, look.own)
        knee = (start[0] + 0.1, start[1] + shape.girth * 0.5)
        foot = reach(knee, angle, 0.2)
    else:
        if pose.sitting:
            long *= 1.25
        knee = reach(start, angle + 0.12 * hind, long * 0.52)
        foot = reach(knee, angle - bend - 0.12 * hind, long * 0.48 - shape.leg * 0.4)
    colour = limb_colour(shape, look, look.dark if far else look.own)
    wide = shape.leg * (1.08 if hind else 1.0)
    pen.limb([start, knee, foot], wide, colour)
    if shape.socks or shape.hooves:
        pen.limb(
            [(knee[0] * 0.35 + foot[0] * 0.65, knee[1] * 0.35 + foot[1] * 0.65), foot],
            wide,
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
    if shape.spikes:
        for i in range(6):
            x = -half + 2 * half * i / 5
            pen.poly(
                [
                    (x - 0.07, -height - girth * 0.8),
                    (x - 0.02, -height - girth * 1.1 - 0.12),
                    (x + 0.06, -height - girth * 0.9),
                ],
                look.dark,
            )
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


def _coat(pen: Pen, shape: QuadrupedShape, look: Look, half: float, height: float) -> None:
    """Stripes, patches or spots on the trunk."""
    girth = shape.girth
    if shape.stripes:
        dark = mix(look.own, INK, 0.75) if luma(look.own) > 70 else mix(look.own, WHITE, 0.45)
        for x in (-0.85, -0.45, -0.05, 0.35, 0.75):
            pen.bow(
                (x * half, -height - girth * 0.88),
                (x * half + 0.06, -height - girth * 0.3),
                (x * half - 0.01, -height + girth * 0.15),
                0.042,
                dark,
                ink=False,
            )
    if shape.patches is not None:
        patch = shape.patches if luma(look.own) > 90 else (240, 236, 228)
        for x, y, rx, ry in ((-0.6, -0.35, 0.12, 0.42), (0.2, -0.25, 0.14, 0.5), (0.75, 0.25, 0.08, 0.3)):
            pen.oval((x * half, -height + y * girth), rx, ry * girth, patch, ink=False)
    if shape.spots is not None:
        for x, y in (
            (-0.8, -0.4),
            (-0.45, -0.62),
            (-0.4, -0.1),
            (0.0, -0.5),
            (0.1, 0.0),
            (0.45, -0.65),
            (0.5, -0.2),
        ):
            pen.oval((x * half, -height + y * girth), 0.03, 0.028, shape.spots, ink=False)


def _neck(pen: Pen, shape: QuadrupedShape, look: Look, root: Point, head: Point) -> None:
    if shape.mane == "crest":
        back = (root[0] - 0.15, root[1] - 0.02)
        hair = mix(look.own, INK, 0.6) if luma(look.own) > 60 else (120, 112, 110)
        pen.limb([back, (head[0] - 0.1, head[1] - 0.04)], 0.13, hair)
        pen.layer()
    colour = mix(look.own, (250, 230, 120), 0.3) if shape.shell else look.own
    pen.limb([(root[0] - 0.04, root[1] + 0.06), head], max(shape.head * 1.15, 0.12), colour)
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


def _wing(pen: Pen, look: Look, root: Point, motion: Motion, *, far: bool) -> None:
    """A dragon's wing: beating if it flies, half folded if not."""
    beat = motion.wave(1.5) if motion.action == "fly" else 0.55 + 0.1 * motion.wave(0.5)
    x, y = root
    shift = 0.1 if far else 0.0
    wrist = (x - 0.1 + shift, y - 0.9 * beat - 0.08)
    root = (x + shift, y)
    fingers = (
        (x - 0.7 + shift, y - 0.74 * beat),
        (x - 0.6 + shift, y - 0.3 * beat),
        (x - 0.26 + shift, y + 0.04),
    )
    skin = look.dark if far else mix(look.own, (255, 220, 120), 0.35)
    pen.scalloped([root, wrist, *fingers], skin)
    for finger in fingers[:2]:
        pen.limb([wrist, finger], 0.02, mix(skin, INK, 0.4), ink=False)
    pen.limb([root, wrist], 0.05, look.dark if far else look.own)
