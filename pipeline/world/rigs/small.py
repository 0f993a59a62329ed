"""Fish, frogs, snakes and ghosts."""

from __future__ import annotations

import math

from pydantic import BaseModel, ConfigDict

from pipeline.world.pen import INK, WHITE, Figure, Pen, luma, mix
from pipeline.world.rigs.motion import BLUSH, Look, Motion, brow, jump_height, sleep_marks, tears


class FishShape(BaseModel):
    """What makes one kind of fish."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    whale: bool = False
    """A flat tail, a pale belly and a spout."""


class PlainShape(BaseModel):
    """A rig without parameters."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def fish(shape: FishShape, look: Look, motion: Motion) -> Figure:
    """Return a fish that beats its tail."""
    pen = Pen()
    beat = motion.wave(1.5)
    lift = 0.25 + 0.03 * motion.wave(0.75)
    pitch = 0.05 * motion.wave(0.75)
    if motion.action == "jump":
        high, _ = jump_height(motion)
        phase = (motion.seconds + motion.offset) % 1.0
        lift, pitch = 0.1 + 0.6 * high, -0.9 + 1.8 * phase
    mouth = 0.5 + 0.5 * motion.wave(2.5) if motion.action in ("talk", "eat") else 0.0
    with pen.turned(pitch, about=(0.0, -0.4), shift=(0.0, -lift)):
        wide = 0.24 * (0.65 + 0.35 * beat)
        if shape.whale:
            _whale(pen, look, motion, beat)
        else:
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
                [(-0.62, -0.4), (-0.2, -0.76), (0.4, -0.74), (0.68, -0.4), (0.4, -0.06), (-0.2, -0.04)],
                look.own,
            )
            pale = mix(look.own, WHITE, 0.55 if luma(look.own) > 60 else 0.25)
            pen.oval((0.08, -0.25), 0.3, 0.08, pale, ink=False)
            pen.bow((0.18, -0.58), (0.1, -0.4), (0.18, -0.22), 0.035, look.dark, ink=False)
            pen.poly(
                [(0.06, -0.4), (-0.16, -0.3 + 0.08 * beat), (-0.14, -0.48 + 0.08 * beat)],
                look.dark,
                ink=False,
            )
            pen.oval((0.33, -0.47), 0.08, 0.08, WHITE)
            pen.oval((0.35, -0.47), 0.045, 0.05, INK, ink=False)
            brow(pen, (0.34, -0.6), 0.08, motion.mood, INK)
            if motion.mood == "happy":
                pen.oval((0.3, -0.32), 0.06, 0.035, BLUSH, ink=False)
            if mouth > 0.3 or motion.mood == "afraid":
                pen.oval((0.51, -0.32), 0.05, 0.03 + 0.05 * mouth, (150, 40, 60), ink=False)
            else:
                curve = {"sad": -0.05, "angry": -0.03}.get(motion.mood, 0.03)
                pen.bow((0.52, -0.31), (0.46, -0.29 + curve), (0.4, -0.31), 0.03, INK, ink=False)
        hold, top, face = pen.place((0.62, -0.36)), pen.place((0.0, -0.9)), pen.place((0.33, -0.42))
    return Figure(pen.parts, hold, top, face)


def _whale(pen: Pen, look: Look, motion: Motion, beat: float) -> None:
    y = -0.52 + 0.08 * beat
    pen.soft(
        [
            (-0.5, -0.42),
            (-0.78, y - 0.18),
            (-0.98, y - 0.3),
            (-0.8, y - 0.06),
            (-0.98, y + 0.12),
            (-0.72, y + 0.02),
        ],
        look.dark,
    )
    pen.layer()
    pen.soft(
        [
            (-0.74, -0.5),
            (-0.3, -0.5),
            (0.1, -0.9),
            (0.72, -0.84),
            (0.84, -0.36),
            (0.56, -0.04),
            (-0.1, -0.04),
            (-0.5, -0.3),
        ],
        look.own,
    )
    pale = mix(look.own, WHITE, 0.6)
    pen.soft(
        [(0.8, -0.3), (0.5, -0.24), (-0.1, -0.2), (-0.1, -0.06), (0.5, -0.08), (0.72, -0.14)], pale, ink=False
    )
    pen.poly([(0.12, -0.2), (-0.1, 0.04 + 0.04 * beat), (0.3, -0.1)], look.dark)
    pen.oval((0.5, -0.48), 0.06, 0.06, WHITE)
    pen.oval((0.515, -0.48), 0.035, 0.038, INK, ink=False)
    brow(pen, (0.51, -0.6), 0.07, motion.mood, mix(look.own, INK, 0.75))
    smile = {"happy": 0.08, "sad": -0.07, "angry": -0.03, "afraid": -0.07}.get(motion.mood, 0.03)
    talking = motion.action == "talk" and motion.wave(2.5) > 0
    if talking:
        pen.oval((0.66, -0.29), 0.06, 0.05, (150, 40, 60), ink=False)
    else:
        pen.bow(
            (0.54, -0.29), (0.64, -0.28 + smile), (0.76, -0.31), 0.03, mix(look.own, INK, 0.75), ink=False
        )
    spout = 0.16 + 0.05 * motion.wave(2.0)
    for way in (-1.0, 1.0):
        pen.bow(
            (0.3, -0.84),
            (0.3 + 0.02 * way, -0.9 - spout),
            (0.3 + 0.18 * way, -0.86 - spout * 0.6),
            0.04,
            (150, 210, 250),
        )


def frog(shape: PlainShape, look: Look, motion: Motion) -> Figure:
    """Return a squatting frog that leaps by stretching its hind legs."""
    pen = Pen()
    action = motion.action
    lift, pitch, stretch, mouth = 0.0, 0.0, 0.0, 0.0
    if action in ("jump", "walk", "run", "dance"):
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
    shut = action in ("sleep", "cry")
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
            if shut:
                pen.limb(
                    [(x - 0.07, -0.74), (x + 0.07, -0.74)],
                    0.03,
                    INK if luma(look.own) > 70 else WHITE,
                    ink=False,
                )
            else:
                pen.oval((x, -0.74), 0.085, 0.085, WHITE, ink=False)
                pen.oval((x + 0.02, -0.74), 0.05, 0.055, INK, ink=False)
                mood = motion.mood if x < 0.3 else MIRRORED.get(motion.mood, "")
                brow(pen, (x, -0.86), 0.08, mood, mix(look.own, INK, 0.8))
        if action == "cry":
            tears(pen, (0.45, -0.66), motion)
        if mouth > 0.2:
            pen.oval((0.4, -0.42), 0.17, 0.03 + 0.1 * mouth, (170, 40, 60))
        else:
            curve = {"sad": -0.6, "afraid": -0.6, "angry": -0.52, "happy": -0.22}.get(motion.mood, -0.36)
            if motion.mood == "happy":
                pen.oval((0.14, -0.52), 0.07, 0.045, BLUSH, ink=False)
            pen.bow((0.16, -0.46), (0.4, curve), (0.6, -0.5), 0.03, mix(look.own, INK, 0.75), ink=False)
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
        hold, top, face = pen.place((0.6, -0.38)), pen.place((0.2, -0.92)), pen.place((0.3, -0.6))
    if action == "sleep":
        sleep_marks(pen, top, motion)
    return Figure(pen.parts, hold, top, face)


def snake(shape: PlainShape, look: Look, motion: Motion) -> Figure:
    """Return a snake that winds along the ground with its head raised."""
    pen = Pen()
    rate = {"run": 1.75, "walk": 1.0, "swim": 1.0}.get(motion.action, 0.3)
    asleep = motion.action == "sleep"
    mouth = 0.5 + 0.5 * motion.wave(2.0) if motion.action in ("talk", "eat", "fight") else 0.0
    body = []
    for i in range(15):
        share = i / 14
        body.append((-0.8 + 1.1 * share, -0.1 - 0.085 * (1 + math.sin(motion.turn(rate) - 9.0 * share))))
    rise, ahead = 0.52 + 0.05 * motion.wave(0.75), 0.06 * motion.wave(0.75)
    if asleep:
        rise, ahead = 0.12 + 0.01 * motion.wave(0.5), 0.04
    elif motion.action == "fight":  # draws back, then strikes
        strike = max(0.0, motion.wave(1.0)) ** 3 - 0.45 * max(0.0, -motion.wave(1.0))
        rise, ahead = 0.56 - 0.24 * max(0.0, strike), 0.34 * strike
    elif motion.action == "eat":
        rise, ahead = 0.2 + 0.1 * motion.wave(1.0), 0.14
    elif motion.action == "run":
        rise, ahead = 0.3, 0.12 + 0.03 * motion.wave(1.75)
    if motion.mood == "sad":
        rise *= 0.7
    neck, head = (0.42, -0.12), (0.4 + ahead, -0.08 - rise)
    pen.limb(body, 0.13, look.own)
    pen.bow(body[-1], neck, head, 0.13, look.own)
    pale = mix(look.own, (255, 240, 120), 0.55) if luma(look.own) > 60 else (150, 140, 90)
    for x, y in body[1:-1:2]:
        pen.oval((x, y - 0.01), 0.034, 0.034, pale, ink=False)
    pen.layer()
    pen.limb(
        [(head[0] + 0.18, head[1] + 0.02), (head[0] + 0.32, head[1] + 0.02 + 0.02 * motion.wave(2.5))],
        0.022,
        (220, 40, 60),
        ink=False,
    )
    if mouth > 0.3:
        pen.oval((head[0] + 0.14, head[1] + 0.05), 0.1, 0.05 + 0.04 * mouth, (180, 50, 70))
    pen.soft(
        [
            (head[0] - 0.16, head[1] - 0.04),
            (head[0], head[1] - 0.16),
            (head[0] + 0.24, head[1] - 0.08),
            (head[0] + 0.26, head[1] + 0.06),
            (head[0], head[1] + 0.12),
            (head[0] - 0.16, head[1] + 0.08),
        ],
        look.own,
    )
    eye = (head[0] + 0.04, head[1] - 0.05)
    if asleep:
        pen.limb(
            [(eye[0] - 0.04, eye[1]), (eye[0] + 0.04, eye[1])],
            0.025,
            INK if luma(look.own) > 70 else WHITE,
            ink=False,
        )
        sleep_marks(pen, (head[0], head[1] - 0.1), motion)
    else:
        pen.oval(eye, 0.05, 0.05, (255, 244, 160), ink=False)
        pen.oval((eye[0] + 0.012, eye[1]), 0.022, 0.036, INK, ink=False)
        dark = mix(look.own, INK, 0.8)
        brow(
            pen, (eye[0], eye[1] - 0.07), 0.06, motion.mood, dark if luma(look.own) > 60 else (210, 206, 200)
        )
        smile = {"happy": 0.07, "sad": -0.05, "angry": -0.03, "afraid": -0.05}.get(motion.mood)
        if smile is not None and mouth <= 0.3:
            y = head[1] + 0.06
            pen.bow(
                (head[0] + 0.04, y),
                (head[0] + 0.14, y + smile),
                (head[0] + 0.22, y - 0.01),
                0.022,
                dark,
                ink=False,
            )
    return Figure(pen.parts, (head[0] + 0.26, head[1] + 0.1), (head[0], head[1] - 0.2), head)


MIRRORED = {"angry": "sad", "sad": "angry", "afraid": "angry"}
"""Mood -> the slope of the brow on the other side of a face that looks at us."""


def ghost(shape: PlainShape, look: Look, motion: Motion) -> Figure:
    """Return a ghost: a floating sheet with two eyes."""
    pen = Pen()
    rate = {"run": 1.5, "walk": 1.0, "fly": 1.0, "dance": 1.5}.get(motion.action, 0.5)
    lift = (
        0.08 + 0.03 * motion.wave(rate) + (0.35 * jump_height(motion)[0] if motion.action == "jump" else 0.0)
    )
    lean = {"run": 0.3, "walk": 0.1, "fly": 0.45}.get(motion.action, 0.0) + (
        0.2 * motion.wave(1.0) if motion.action == "dance" else 0.0
    )
    arm = {"fight": 0.2 * motion.wave(1.5), "dance": 0.2 * motion.wave(1.0)}.get(
        motion.action, 0.04 * motion.wave(0.5)
    )
    with pen.turned(lean, about=(0.0, -0.1), shift=(0.0, -lift)):
        hem = []
        for i in range(7):
            x = 0.3 - 0.1 * i
            hem.append((x, -0.02 - 0.1 * (i % 2) + 0.03 * math.sin(motion.turn(1.0) + i)))
        pen.soft(
            [(-0.3, -0.3), (-0.26, -0.86), (-0.1, -1.0), (0.12, -1.0), (0.28, -0.86), (0.32, -0.3), *hem],
            look.own,
        )
        pen.soft([(0.2, -0.6), (0.5, -0.62 - arm), (0.54, -0.5 - arm), (0.22, -0.42)], look.own)
        pen.soft([(-0.2, -0.6), (-0.46, -0.56 + arm), (-0.48, -0.44 + arm), (-0.22, -0.42)], look.own)
        dark = INK if luma(look.own) > 90 else (250, 240, 160)
        for x in (-0.02, 0.16):
            if motion.action in ("sleep", "cry"):
                pen.limb([(x - 0.05, -0.78), (x + 0.05, -0.78)], 0.025, dark, ink=False)
            else:
                wide = 1.25 if motion.mood == "afraid" else 1.0
                turn = 0.05 * motion.wave(0.5) if motion.action == "look" else 0.0
                pen.oval((x + turn, -0.78), 0.045 * wide, 0.07 * wide, dark, ink=False)
            brow(pen, (x, -0.91), 0.06, motion.mood if x < 0.1 else MIRRORED.get(motion.mood, ""), dark)
        smile = {"happy": 0.1, "sad": -0.09}.get(motion.mood)
        if smile is not None and motion.action not in ("talk", "eat"):
            pen.bow((-0.04, -0.62), (0.07, -0.62 + smile), (0.18, -0.62), 0.03, dark, ink=False)
        else:
            open_ = 0.5 + 0.5 * motion.wave(2.5) if motion.action in ("talk", "eat") else 0.5
            pen.oval((0.07, -0.62), 0.05, 0.02 + 0.06 * open_, dark, ink=False)
        if motion.action == "cry":
            tears(pen, (0.16, -0.7), motion)
        hold, top, face = pen.place((0.5, -0.54 - arm)), pen.place((0.0, -1.06)), pen.place((0.07, -0.75))
    if motion.action == "sleep":
        sleep_marks(pen, top, motion)
    return Figure(pen.parts, hold, top, face)
