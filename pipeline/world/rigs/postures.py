"""How people hold themselves in each action and mood."""

from __future__ import annotations

import math
from dataclasses import dataclass

from pipeline.world.rigs.motion import Motion, jump_height, tumble

HIP = 0.4
"""Height of the hip of somebody who stands, in units of the person's height."""

Pair = tuple[float, float]


@dataclass(slots=True)
class Pose:
    """Joint angles in radians: 0 hangs straight down, positive swings forward."""

    legs: tuple[Pair, Pair] = ((0.12, 0.08), (-0.12, -0.08))
    """(thigh, shin) of the near and the far leg."""
    arms: tuple[Pair, Pair] = ((-0.15, 0.1), (0.3, 0.5))
    """(upper arm, forearm) of the near and the far arm."""
    lean: float = 0.0
    hip: float = HIP
    lift: float = 0.0
    nod: float = 0.0
    mouth: float = 0.0
    """How wide the mouth is open, in [0, 1]."""
    lying: float = 0.0
    """Turn of the whole body: -pi/2 lies on its back."""
    asleep: bool = False
    weeps: bool = False
    hides: bool = False


def pose_of(motion: Motion) -> Pose:
    """Return the posture of ``motion``'s action at its moment, coloured by its mood."""
    pose = POSTURES[motion.action](motion)
    if motion.mood == "sad" and not pose.lying:
        pose.nod += 0.32
        pose.lean += 0.1
    elif motion.mood == "happy" and not pose.lying:
        pose.nod -= 0.1
        pose.lift += 0.02 * abs(motion.wave(1.0))
    elif motion.mood == "angry" and not pose.lying:
        pose.lean += 0.14
        if motion.action in ("stand", "walk"):
            pose.arms = ((0.5, 1.9), (0.7, 2.1))
    elif motion.mood == "afraid" and not pose.lying:
        pose.lean -= 0.1 - 0.04 * math.sin(motion.seconds * 40.0)
        if motion.action in ("stand", "walk", "run", "look"):
            pose.arms = ((0.7, 2.6), (0.9, 2.7))
    return pose


def _stand(motion: Motion) -> Pose:
    return Pose(lean=0.015 * motion.wave(0.5), nod=0.03 * motion.wave(0.5))


def _walk(motion: Motion) -> Pose:
    swing, later = motion.wave(1.0), motion.wave(1.0, 0.25)
    near, far = 0.5 * swing, -0.5 * swing
    return Pose(
        ((near, near - 0.5 * max(0.0, later)), (far, far - 0.5 * max(0.0, -later))),
        ((-0.6 * swing, -0.6 * swing + 0.3), (0.6 * swing, 0.6 * swing + 0.3)),
        0.05,
        lift=0.015 * abs(later),
    )


def _run(motion: Motion) -> Pose:
    fast = motion.wave(1.75)
    near, far = 0.15 + 0.85 * fast, 0.15 - 0.85 * fast
    bend, bend_far = 0.5 + 0.8 * max(0.0, -fast), 0.5 + 0.8 * max(0.0, fast)
    return Pose(
        ((near, near - bend), (far, far - bend_far)),
        ((-1.0 * fast, -1.0 * fast + 1.5), (1.0 * fast, 1.0 * fast + 1.5)),
        0.3,
        lift=0.05 + 0.04 * abs(motion.wave(1.75, 0.25)),
    )


def _jump(motion: Motion) -> Pose:
    high, crouch = jump_height(motion)
    if high > 0:
        return Pose(((0.5, -0.6), (-0.2, -1.0)), ((2.7, 2.9), (2.3, 2.5)), 0.05, lift=0.42 * high)
    return Pose(
        ((0.7 * crouch, -0.7 * crouch), (0.5 * crouch, -0.8 * crouch)),
        ((-0.8, -0.4), (-0.6, -0.3)),
        0.35 * crouch,
        hip=HIP - 0.1 * crouch,
    )


def _fly(motion: Motion) -> Pose:
    return Pose(((-0.1, -0.5), (-0.3, -0.8)), ((1.5, 1.6), (1.2, 1.5)), 0.9, lift=0.04 * motion.wave(0.75))


def _swim(motion: Motion) -> Pose:
    around = motion.turn(1.0)
    return Pose(
        ((-0.2, -0.3), (0.2, 0.1)),
        ((around, around), (around + math.pi, around + math.pi)),
        0.85,
        lift=0.02 * motion.wave(1.0),
    )


def _sleep(motion: Motion) -> Pose:
    return Pose(((0.25, -0.1), (0.05, -0.3)), ((0.2, 0.5), (0.4, 0.7)), asleep=True, lying=-math.pi / 2)


def _sit(motion: Motion) -> Pose:
    return Pose(
        ((1.25, 0.1), (1.45, 0.25)), ((0.45, 0.9), (0.6, 1.1)), -0.06 + 0.04 * motion.wave(0.5), hip=0.24
    )


def _eat(motion: Motion) -> Pose:
    bite = 0.5 + 0.5 * motion.wave(1.0)
    return Pose(
        arms=((0.5 + 0.5 * bite, 1.9 + 0.7 * bite), (0.3, 1.4)),
        lean=0.05,
        nod=0.12 * bite,
        mouth=0.4 + 0.6 * motion.wave(2.0),
    )


def _talk(motion: Motion) -> Pose:
    wave = motion.wave(1.0)
    return Pose(
        arms=((0.9 + 0.35 * wave, 1.9 + 0.5 * wave), (0.2 - 0.2 * wave, 0.9)),
        nod=0.06 * wave,
        mouth=0.5 + 0.5 * motion.wave(2.5),
    )


def _fight(motion: Motion) -> Pose:
    punch = max(0.0, motion.wave(1.5)) ** 2
    other = max(0.0, -motion.wave(1.5)) ** 2
    return Pose(
        ((0.55, 0.0), (-0.55, -0.35)),
        ((0.9 + 0.6 * punch, 2.3 - 0.75 * punch), (1.0 + 0.5 * other, 2.2 - 0.65 * other)),
        0.18 + 0.12 * (punch + other),
        hip=HIP - 0.03,
        mouth=0.3 * punch,
    )


def _fall(motion: Motion) -> Pose:
    down = tumble(motion)
    flail = motion.wave(2.0) * (1 - down)
    return Pose(
        ((0.4 * (1 - down), 0.0), (-0.3, -0.4)),
        ((1.6 + flail, 2.2 + flail), (2.2 - flail, 2.5 - flail)),
        lying=-1.5 * down,
        lift=0.03 * (1 - down),
        mouth=0.8,
    )


def _dance(motion: Motion) -> Pose:
    sway = motion.wave(1.0)
    kick = max(0.0, motion.wave(1.0))
    return Pose(
        ((0.9 * kick, 0.2 * kick), (-0.1, -0.1)),
        ((2.2 + 0.6 * sway, 2.7 + 0.4 * sway), (2.2 - 0.6 * sway, 2.7 - 0.4 * sway)),
        0.16 * sway,
        lift=0.05 * abs(motion.wave(1.0)),
        nod=-0.12 * sway,
        mouth=0.2,
    )


def _cry(motion: Motion) -> Pose:
    sob = motion.wave(2.0)
    return Pose(
        arms=((0.55, 2.75 + 0.05 * sob), (0.75, 2.8)), lean=0.12 + 0.03 * sob, nod=0.34, mouth=0.3, weeps=True
    )


def _look(motion: Motion) -> Pose:
    turn = motion.wave(0.5)
    return Pose(arms=((2.0, 2.6), (-0.2, 0.1)), lean=0.08 + 0.1 * turn, nod=0.2 * turn)  # shades the eyes


def _carry(motion: Motion) -> Pose:
    pose = _walk(motion)
    pose.arms = ((0.75, 1.75), (0.8, 1.8))
    pose.lean = -0.06
    return pose


def _give(motion: Motion) -> Pose:
    offer = 0.5 - 0.5 * math.cos(2 * math.pi * motion.cycle(2.0))
    return Pose(arms=((0.5 + 0.9 * offer, 1.4 + 0.2 * offer), (0.1, 0.4)), lean=0.1 * offer, nod=0.08 * offer)


def _hide(motion: Motion) -> Pose:
    peep = max(0.0, motion.wave(0.5))
    return Pose(((1.3, -1.1), (1.1, -1.2)), ((0.5, 1.6), (0.6, 1.7)), 0.25, hip=0.2 + 0.1 * peep, hides=True)


def _sneak(motion: Motion) -> Pose:
    """Bent over, on high slow steps with a stop in each, hands before the chest, the head turning to see."""
    step = math.sin(motion.turn(0.5) + 0.45 * math.sin(2 * motion.turn(0.5)))
    near, far = 0.5 + 0.5 * step, 0.5 - 0.5 * step
    return Pose(
        ((near, near - 1.0 - 0.4 * max(0.0, step)), (far, far - 1.0 - 0.4 * max(0.0, -step))),
        ((0.75 + 0.1 * step, 2.1), (0.95 - 0.1 * step, 2.2)),
        0.58,
        hip=HIP - 0.08 + 0.02 * abs(step),
        nod=-0.25 + 0.12 * motion.wave(0.5),
    )


POSTURES = {
    "stand": _stand,
    "walk": _walk,
    "run": _run,
    "jump": _jump,
    "fly": _fly,
    "swim": _swim,
    "sleep": _sleep,
    "sit": _sit,
    "eat": _eat,
    "talk": _talk,
    "fight": _fight,
    "fall": _fall,
    "dance": _dance,
    "cry": _cry,
    "look": _look,
    "carry": _carry,
    "give": _give,
    "hide": _hide,
    "sneak": _sneak,
}
"""Action -> the posture of people in it."""
