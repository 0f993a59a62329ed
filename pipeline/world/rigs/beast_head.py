"""Heads of four-legged animals: skull, snout, ears, mane, horns."""

from __future__ import annotations

import math

from pipeline.world.pen import INK, RGB, WHITE, Pen, Point, luma, mix
from pipeline.world.rigs.gaits import Pose, QuadrupedShape
from pipeline.world.rigs.motion import Look, Motion


def draw_head(
    pen: Pen, shape: QuadrupedShape, look: Look, centre: Point, pose: Pose, motion: Motion
) -> tuple[Point, Point]:
    """Draw the head; return where mouth and eye are in the figure."""
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
    _horns(pen, shape, centre)
    _ears(pen, shape, face, centre, drop=motion.mood in ("sad", "afraid"))
    pen.layer()
    with pen.turned(shape.droop, about=centre):
        _snout(pen, shape, look, face, centre, pose, motion)
    eye = (x + 0.36 * r, y - 0.22 * r)
    pupil = INK if luma(face) > 90 else (20, 16, 20)
    if pose.asleep or pose.weeps:
        pen.limb(
            [(eye[0] - 0.05, eye[1]), (eye[0] + 0.05, eye[1] + 0.02)],
            0.03,
            pupil if not dark_face else (230, 230, 230),
            ink=False,
        )
    else:
        size = 0.026 + 0.11 * r
        if luma(face) < 130 or motion.mood == "afraid":
            pen.oval(eye, size * 1.6, size * 1.6, (255, 246, 190), ink=False)
        pen.oval(eye, size, size * 1.15, pupil, ink=False)
        pen.oval((eye[0] + 0.3 * size, eye[1] - 0.4 * size), 0.3 * size, 0.3 * size, WHITE, ink=False)
        slope = {"angry": 0.04, "sad": -0.04, "afraid": -0.04}.get(motion.mood)
        if slope is not None:
            brow = eye[1] - 2.1 * size
            pen.limb(
                [(eye[0] - 1.6 * size, brow - slope), (eye[0] + 1.6 * size, brow + slope)],
                0.032,
                INK if not dark_face else (220, 214, 210),
                ink=False,
            )
    if shape.whiskers:
        for dy in (-0.03, 0.05):
            pen.limb(
                [(x + r * 0.75, y + 0.3 * r + dy * 0.5), (x + r * 1.0 + 0.16, y + 0.2 * r + dy * 2.2)],
                0.014,
                mix(face, WHITE, 0.7) if luma(face) < 120 else (90, 84, 90),
                ink=False,
            )
    return pen.place((x + r * 0.8 + shape.snout + 0.02, y + 0.45 * r + 0.1 * shape.droop)), pen.place(eye)


def _snout(
    pen: Pen, shape: QuadrupedShape, look: Look, face: RGB, centre: Point, pose: Pose, motion: Motion
) -> None:
    """The skull with nose and mouth, drawn as if the snout pointed straight ahead."""
    x, y = centre
    r = shape.head
    tip_x = x + r * 0.8 + shape.snout
    if shape.beard:
        pen.poly(
            [(x + 0.7 * r, y + 0.6 * r), (tip_x - 0.04, y + 0.6 * r), (x + 0.8 * r, y + 0.6 * r + 0.18)],
            mix(face, WHITE, 0.5),
        )
    if pose.mouth > 0.2:
        with pen.turned(pose.mouth * 0.5, about=(x + 0.3 * r, y + 0.4 * r)):
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
    end = 0.5 * r * shape.taper
    pen.soft(
        [
            (x + 0.1 * r, y - 0.5 * r),
            (x + r, lip - 0.75 * r),
            (tip_x, lip - end),
            (tip_x + 0.02, lip + 0.6 * end),
            (x + 0.7 * r, lip + 0.5 * r),
            (x, y + 0.9 * r),
        ],
        face,
    )
    if shape.bib or shape.muzzle or shape.ruff:
        pale = mix(face, WHITE, 0.75) if shape.bib else mix(face, WHITE, 0.5)
        pen.soft(
            [
                (x + 0.45 * r, lip - 0.05 * r),
                (tip_x - 0.02, lip - 0.12 * r),
                (tip_x, lip + 0.44 * end),
                (x + 0.6 * r, lip + 0.45 * r),
                (x - 0.1 * r, y + 0.85 * r),
            ],
            pale,
            ink=False,
        )
    if shape.trunk:
        swing = 0.05 * motion.wave(0.75)
        raised = pose.mouth > 0.2
        low = (tip_x + 0.22, lip - 0.3) if raised else (tip_x + 0.1 + swing, lip + 0.52)
        if pose.asleep:
            low = (tip_x + 0.34, lip + 0.12)
        pen.bow((tip_x - 0.06, lip - 0.1 * r), (tip_x + 0.16, lip + 0.1), low, r * 0.42, face)
        pen.limb([(x + 0.9 * r, lip + 0.35 * r), (tip_x + 0.02, lip + 0.55 * r)], 0.06, WHITE)
    elif shape.disc:
        pink = mix(face, (250, 120, 140), 0.5)
        pen.oval((tip_x, lip - 0.12 * r), 0.06, 0.5 * r, pink)
        pen.oval((tip_x + 0.005, lip - 0.28 * r), 0.018, 0.026, INK, ink=False)
        pen.oval((tip_x + 0.005, lip + 0.05 * r), 0.018, 0.026, INK, ink=False)
    else:
        pen.oval(
            (tip_x - 0.005, lip - 0.6 * end),
            0.04 + 0.06 * r,
            0.035 + 0.05 * r,
            (30, 24, 30) if luma(look.own) >= 70 else (200, 130, 130),
            ink=False,
        )
    if motion.mood in ("happy", "sad") and pose.mouth <= 0.2 and not shape.trunk:
        curve = 0.06 if motion.mood == "happy" else -0.06
        pen.bow(
            (x + 0.6 * r, lip + 0.2 * r - curve * 0.5),
            (x + r, lip + 0.25 * r + curve),
            (tip_x - 0.03, lip + 0.15 * r - curve * 0.5),
            0.028,
            mix(face, INK, 0.7) if luma(face) > 60 else (190, 180, 180),
            ink=False,
        )
    if shape.teeth or motion.mood == "angry":
        gum = lip + min(0.1, 0.45 * end)  # a thin snout's edge lies higher than a blunt one's
        pen.poly(
            [(tip_x - 0.1, gum), (tip_x - 0.07, gum + 0.08), (tip_x - 0.04, gum)],
            WHITE,
            ink=False,
        )
    if shape.stripes:
        dark = mix(face, INK, 0.75) if luma(face) > 70 else mix(face, WHITE, 0.45)
        for dx in (-0.5, -0.1):
            pen.limb([(x + dx * r, y - 0.85 * r), (x + (dx + 0.1) * r, y - 0.45 * r)], 0.035, dark, ink=False)


def _horns(pen: Pen, shape: QuadrupedShape, centre: Point) -> None:
    x, y = centre
    r = shape.head
    bone = (236, 222, 190)
    if shape.horns == "short":
        for side in (0.1, -0.35):
            pen.bow(
                (x + side * r, y - 0.7 * r),
                (x + (side + 0.35) * r, y - 1.0 * r),
                (x + (side + 0.45) * r, y - 1.55 * r),
                0.055,
                bone,
            )
    elif shape.horns == "back":
        for side in (0.15, -0.25):
            pen.bow(
                (x + side * r, y - 0.7 * r),
                (x + (side - 0.1) * r, y - 2.1 * r),
                (x + (side - 1.3) * r, y - 2.0 * r),
                0.06,
                (150, 130, 106),
            )
    elif shape.horns == "antlers":
        for side, colour in ((0.35, (136, 94, 54)), (-0.35, (164, 116, 68))):
            foot, elbow, top = (
                (x + side * r, y - 0.7 * r),
                (x + (side - 1.3) * r, y - 1.9 * r),
                (x + (side - 0.5) * r, y - 3.4 * r),
            )
            pen.bow(foot, elbow, top, 0.045, colour)
            for (from_x, from_y), (to_x, to_y) in (
                ((-0.55, 1.1), (0.35, 2.1)),
                ((-0.75, 1.9), (-1.5, 2.7)),
                ((-0.68, 2.5), (0.1, 3.1)),
            ):
                pen.limb(
                    [(x + (side + from_x) * r, y - from_y * r), (x + (side + to_x) * r, y - to_y * r)],
                    0.038,
                    colour,
                )
            pen.layer()
    pen.layer()


def _ears(pen: Pen, shape: QuadrupedShape, face: RGB, centre: Point, *, drop: bool) -> None:
    x, y = centre
    r, ear = shape.head, shape.ear
    inner = mix(face, (255, 170, 170), 0.6)
    lean = -0.4 if drop else 0.0
    with pen.turned(lean, about=(x - 0.2 * r, y - 0.6 * r)):
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
            pen.oval(
                (x + 0.1 * r, y - 0.75 * r - ear * 0.5), 0.07, ear * 0.62, mix(face, INK, 0.2), angle=0.15
            )
            pen.oval((x - 0.5 * r, y - 0.7 * r - ear * 0.48), 0.078, ear * 0.62, face, angle=-0.25)
            pen.oval(
                (x - 0.5 * r, y - 0.7 * r - ear * 0.48), 0.035, ear * 0.45, inner, angle=-0.25, ink=False
            )
    if shape.ears == "flop":
        pen.layer()
        pen.soft(
            [
                (x - 0.75 * r, y - 0.9 * r),
                (x, y - 0.8 * r),
                (x - 0.3 * r, y - 0.2 * r + ear),
                (x - 0.95 * r, y - 0.2 * r + ear),
            ],
            mix(face, INK, 0.35),
        )
    elif shape.ears == "fan":
        pen.layer()
        pen.soft(
            [
                (x - 0.1 * r, y - 0.8 * r),
                (x - 1.7 * r, y - 1.3 * r),
                (x - 2.0 * r, y + 0.6 * r),
                (x - 1.0 * r, y + 1.2 * r),
                (x - 0.1 * r, y + 0.4 * r),
            ],
            mix(face, INK, 0.14),
        )
