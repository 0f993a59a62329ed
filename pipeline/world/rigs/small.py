"""Birds, fish and frogs."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from pipeline.world.pen import INK, RGB, WHITE, Figure, Pen, luma, mix
from pipeline.world.rigs.motion import Look, Motion, jump_height, sleep_marks

BEAK: RGB = (250, 178, 40)


class BirdShape(BaseModel):
    """What makes one kind of bird."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    beak: float = 0.2


class PlainShape(BaseModel):
    """A rig without parameters."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def bird(shape: BirdShape, look: Look, motion: Motion) -> Figure:
    """Return a bird: on its two legs, or with beating wings if it flies."""
    pen = Pen()
    action = motion.action
    flying = action == "fly"
    asleep = action == "sleep"
    lift, lean, nod, mouth = 0.0, 0.0, 0.0, 0.0
    step = 0.0
    beat = motion.wave(2.0)
    if action == "walk":
        step = motion.wave(1.5)
        nod = 0.1 * motion.wave(3.0)
    elif action == "run":
        step, lean = 1.3 * motion.wave(2.0), 0.2
    elif action == "jump":
        high, crouch = jump_height(motion)
        lift = 0.42 * high - 0.05 * crouch
    elif action == "eat":
        lean = 0.45 + 0.35 * motion.wave(1.5)
        mouth = 0.3
    elif action == "talk":
        mouth, nod = 0.6 + 0.4 * motion.wave(2.5), -0.15
    elif action in ("sit", "sleep"):
        lift = -0.16
    elif flying:
        lift, lean = 0.1 - 0.06 * beat, 0.12
    elif action == "swim":
        lift = 0.02 * motion.wave(1.0) - 0.1
    pale = mix(look.own, WHITE, 0.5) if luma(look.own) > 60 else mix(look.own, WHITE, 0.18)
    with pen.turned(lean, about=(0.0, -0.45), shift=(0.0, -lift)):
        if flying:
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
        if not flying and action not in ("sit", "sleep"):
            for x, way in ((-0.04, 1.0), (0.07, -1.0)):
                foot = (x + 0.1 * step * way, lift if action != "jump" else -0.04)
                pen.limb([(x, -0.25), foot, (foot[0] + 0.08, foot[1])], 0.035, BEAK)
        pen.layer()
        pen.poly([(-0.24, -0.48), (-0.66, -0.42 + 0.02 * beat), (-0.64, -0.24), (-0.2, -0.3)], look.dark)
        pen.layer()
        pen.oval((-0.02, -0.42), 0.33, 0.22, look.own, angle=-0.25)
        head = (0.26, -0.72 if not asleep else -0.58)
        pen.limb([(0.16, -0.52), head], 0.22, look.own)
        pen.oval((0.1, -0.33), 0.17, 0.1, pale, angle=-0.3, ink=False)
        with pen.turned(nod, about=head):
            pen.oval(head, 0.165, 0.155, look.own)
            pen.layer()
            gape = 0.09 * mouth
            root = head[0] + 0.12
            pen.poly(
                [
                    (root, head[1] - 0.08 - gape),
                    (root + shape.beak, head[1] + 0.0 - gape * 1.6),
                    (root, head[1] + 0.03),
                ],
                BEAK,
            )
            pen.poly(
                [
                    (root, head[1] + 0.0),
                    (root + shape.beak * 0.85, head[1] + 0.03 + gape * 1.6),
                    (root, head[1] + 0.09 + gape),
                ],
                BEAK,
            )
            if asleep:
                pen.limb(
                    [(head[0] + 0.01, head[1] - 0.04), (head[0] + 0.1, head[1] - 0.03)],
                    0.025,
                    WHITE if luma(look.own) < 90 else INK,
                    ink=False,
                )
            else:
                pen.oval((head[0] + 0.05, head[1] - 0.04), 0.06, 0.06, WHITE, ink=False)
                pen.oval((head[0] + 0.065, head[1] - 0.04), 0.034, 0.034, INK, ink=False)
            hold = pen.place((head[0] + 0.1 + shape.beak, head[1] + 0.1))
            top = pen.place((head[0], head[1] - 0.2))
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
            pen.soft([(0.12, -0.5), (-0.1, -0.56), (-0.44, -0.36), (-0.3, -0.27), (0.04, -0.3)], look.dark)
    if asleep:
        sleep_marks(pen, top, motion)
    return Figure(pen.parts, hold, top)


def fish(shape: PlainShape, look: Look, motion: Motion) -> Figure:
    """Return a fish that beats its tail."""
    pen = Pen()
    beat = motion.wave(1.5)
    lift = 0.25 + 0.03 * motion.wave(0.75)
    pitch = 0.05 * motion.wave(0.75)
    if motion.action == "jump":
        high, _ = jump_height(motion)
        phase = (motion.seconds + motion.offset) % 1.0
        lift, pitch = 0.1 + 0.6 * high, -0.9 + 1.8 * phase
    with pen.turned(pitch, about=(0.0, -0.4), shift=(0.0, -lift)):
        wide = 0.24 * (0.65 + 0.35 * beat)
        pen.poly(
            [
                (-0.4, -0.4),
                (-0.8 + 0.05 * beat, -0.42 - wide - 0.1),
                (-0.68, -0.4),
                (-0.8 + 0.05 * beat, -0.38 + wide + 0.1),
            ],
            look.dark,
        )
        pen.poly([(-0.22, -0.6), (-0.12, -0.86), (0.24, -0.64)], look.dark)
        pen.poly([(-0.05, -0.2), (-0.16, -0.02), (0.16, -0.16)], look.dark)
        pen.layer()
        pen.soft(
            [(-0.62, -0.4), (-0.2, -0.76), (0.4, -0.74), (0.68, -0.4), (0.4, -0.06), (-0.2, -0.04)], look.own
        )
        pale = mix(look.own, WHITE, 0.55 if luma(look.own) > 60 else 0.25)
        pen.oval((0.08, -0.25), 0.3, 0.08, pale, ink=False)
        pen.bow((0.18, -0.58), (0.1, -0.4), (0.18, -0.22), 0.035, look.dark, ink=False)
        pen.poly(
            [(0.06, -0.4), (-0.16, -0.3 + 0.08 * beat), (-0.14, -0.48 + 0.08 * beat)], look.dark, ink=False
        )
        pen.oval((0.33, -0.47), 0.08, 0.08, WHITE)
        pen.oval((0.35, -0.47), 0.045, 0.05, INK, ink=False)
        pen.bow((0.5, -0.3), (0.44, -0.28), (0.4, -0.32), 0.03, INK, ink=False)
        hold, top = pen.place((0.62, -0.36)), pen.place((0.0, -0.9))
    return Figure(pen.parts, hold, top)


def frog(shape: PlainShape, look: Look, motion: Motion) -> Figure:
    """Return a squatting frog that leaps by stretching its hind legs."""
    pen = Pen()
    action = motion.action
    lift, pitch, stretch, mouth = 0.0, 0.0, 0.0, 0.0
    if action == "jump" or action in ("walk", "run"):
        high, crouch = jump_height(motion)
        phase = (motion.seconds + motion.offset) % 1.0
        lift, stretch = 0.6 * high - 0.05 * crouch, 1.0 if high > 0 else 0.0
        pitch = (-0.6 + 1.0 * (phase - 0.25) / 0.75) if high > 0 else 0.0
    elif action == "swim":
        stretch = 0.5 + 0.5 * motion.wave(1.0)
    elif action in ("talk", "eat"):
        mouth = 0.5 + 0.5 * motion.wave(2.0)
    puff = 0.03 * motion.wave(1.0)
    pale = mix(look.own, WHITE, 0.55)
    asleep = action == "sleep"
    with pen.turned(pitch, about=(0.0, -0.3), shift=(0.0, -lift)):
        pen.limb([(0.22, -0.28), (0.3, -0.1), (0.4, -0.04)], 0.1, look.dark)
        pen.layer()
        pen.soft(
            [(-0.56, -0.02), (-0.5, -0.36), (0.0, -0.72), (0.5, -0.72), (0.6, -0.36), (0.36, -0.02)], look.own
        )
        pen.oval((0.24, -0.2), 0.2, 0.12 + puff, pale, ink=False)
        pen.oval((0.2, -0.74), 0.13, 0.13, look.own)
        pen.oval((0.44, -0.72), 0.13, 0.13, look.own)
        for x in (0.23, 0.47):
            if asleep:
                pen.limb(
                    [(x - 0.07, -0.74), (x + 0.07, -0.74)],
                    0.03,
                    INK if luma(look.own) > 70 else WHITE,
                    ink=False,
                )
            else:
                pen.oval((x, -0.74), 0.085, 0.085, WHITE, ink=False)
                pen.oval((x + 0.02, -0.74), 0.05, 0.055, INK, ink=False)
        if mouth > 0.2:
            pen.oval((0.4, -0.42), 0.17, 0.03 + 0.1 * mouth, (170, 40, 60))
        else:
            pen.bow((0.16, -0.46), (0.4, -0.36), (0.6, -0.5), 0.03, mix(look.own, INK, 0.75), ink=False)
        pen.layer()
        if stretch > 0:
            pen.limb(
                [(-0.3, -0.2), (-0.55 * (0.6 + 0.4 * stretch), -0.12), (-0.5 - 0.4 * stretch, 0.0)],
                0.13,
                look.own,
            )
            pen.limb([(-0.5 - 0.4 * stretch, 0.0), (-0.62 - 0.4 * stretch, 0.08)], 0.07, look.own)
        else:
            pen.oval((-0.28, -0.2), 0.26, 0.17, look.own, angle=-0.5)
            pen.limb([(-0.42, -0.05), (-0.12, -0.045)], 0.09, look.own)
        pen.limb([(0.1, -0.2), (0.12, -0.05), (0.24, -0.045)], 0.09, look.own)
        hold, top = pen.place((0.6, -0.38)), pen.place((0.2, -0.92))
    if asleep:
        sleep_marks(pen, top, motion)
    return Figure(pen.parts, hold, top)
