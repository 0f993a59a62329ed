"""What four-legged animals are made of, and how they hold themselves in each action and mood."""

from __future__ import annotations

import math
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from pipeline.world.pen import RGB
from pipeline.world.rigs.motion import Motion, jump_height, tumble


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
    horns: str | None = None
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
    beard: bool = False
    trunk: bool = False
    """A long nose that hangs and swings."""
    disc: bool = False
    """A pig's nose."""
    wings: bool = False
    spikes: bool = False
    stripes: bool = False
    patches: RGB | None = None
    spots: RGB | None = None


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
    tail: float = 0.0
    """Turn of the tail at its root, against the pitch of an animal that stands up."""
    roll: float = 0.0
    """Turn of the whole animal, as when it falls."""
    asleep: bool = False
    sitting: bool = False
    weeps: bool = False
    hides: bool = False


def pose_of(shape: QuadrupedShape, motion: Motion) -> Pose:
    """Return the posture of ``motion``'s action at its moment, coloured by its mood."""
    pose = _bound(motion, 1.0) if motion.action == "walk" and shape.hop else GAITS[motion.action](motion)
    if pose.asleep:
        return pose
    if motion.mood == "sad":
        pose.neck += 0.45
        pose.nod += 0.2
        pose.wag = -1.2
    elif motion.mood == "happy":
        pose.neck -= 0.15
        pose.wag = 1.2 * motion.wave(2.0)
    elif motion.mood == "angry":
        pose.neck += 0.25
        pose.crouch = max(pose.crouch, 0.12)
        pose.mouth = max(pose.mouth, 0.35)
    elif motion.mood == "afraid":
        pose.crouch = max(pose.crouch, 0.28)
        pose.pitch += 0.05 + 0.02 * math.sin(motion.seconds * 40.0)
        pose.wag = -1.5
    return pose


def _stand(motion: Motion) -> Pose:
    return Pose(wag=0.35 * motion.wave(1.0), nod=0.03 * motion.wave(0.5))


def _walk(motion: Motion) -> Pose:
    a, b = motion.wave(1.0), motion.wave(1.0, 0.25)
    return Pose(
        (0.5 * a, -0.5 * a, -0.45 * a, 0.45 * a),
        (0.5 * max(0, b), 0.5 * max(0, -b), 0.5 * max(0, -b), 0.5 * max(0, b)),
        lift=0.015 * abs(b),
        nod=0.05 * a,
        wag=0.3 * a,
    )


def _bound(motion: Motion, rate: float) -> Pose:
    a, b = motion.wave(rate), motion.wave(rate, 0.25)
    return Pose(
        (0.95 * a, 0.75 * a + 0.15, -0.95 * a, -0.75 * a - 0.15),
        (0.5 * max(0, -a), 0.5 * max(0, -a), 0.2, 0.2),
        pitch=0.12 * b,
        lift=0.07 + 0.07 * a,
        neck=0.25 + 0.1 * b,
        wag=0.5 * b,
    )


def _run(motion: Motion) -> Pose:
    return _bound(motion, 2.0)


def _jump(motion: Motion) -> Pose:
    high, crouch = jump_height(motion)
    if high > 0:
        phase = (motion.seconds + motion.offset) % 1.0
        return Pose(
            (0.9, 1.1, -0.8, -1.0), pitch=-0.45 + 0.9 * (phase - 0.25) / 0.75, lift=0.5 * high, wag=0.4
        )
    return Pose((0.3, 0.2, 0.3, 0.2), crouch=0.5 * crouch, pitch=-0.1 * crouch)


def _fly(motion: Motion) -> Pose:
    a = motion.wave(1.0)
    return Pose((0.7, 0.5, -0.9, -0.7), (0.6, 0.6, 0.3, 0.3), lift=0.05 * a, pitch=-0.1, wag=a)


def _sit(motion: Motion) -> Pose:
    return Pose(
        (0.0, 0.06, 0.9, 0.9),
        pitch=-0.62,
        neck=-0.3,
        wag=0.5 * motion.wave(0.75),
        sitting=True,
        nod=0.04 * motion.wave(0.5),
    )


def _sleep(motion: Motion) -> Pose:
    return Pose((1.5, 1.4, 1.5, 1.4), crouch=1.0, neck=1.0, asleep=True, lift=0.012 * motion.wave(0.5))


def _eat(motion: Motion) -> Pose:
    bite = motion.wave(1.5)
    return Pose(
        (0.2, 0.0, 0.05, -0.05),
        pitch=0.1,
        neck=1.5 + 0.1 * bite,
        nod=0.3 + 0.1 * bite,
        mouth=0.5 + 0.5 * motion.wave(2.0),
    )


def _talk(motion: Motion) -> Pose:
    return Pose(
        neck=-0.15 + 0.06 * motion.wave(1.0),
        nod=-0.15,
        mouth=0.55 + 0.45 * motion.wave(2.5),
        wag=0.3 * motion.wave(1.0),
    )


def _swim(motion: Motion) -> Pose:
    a = motion.wave(1.5)
    return Pose((0.9 * a, -0.9 * a, -0.9 * a, 0.9 * a), neck=-0.1, lift=0.02 * motion.wave(1.0), pitch=-0.08)


def _fight(motion: Motion) -> Pose:
    rear = max(0.0, motion.wave(1.0))
    return Pose(
        (1.0 + 0.5 * motion.wave(2.0), 1.2 - 0.5 * motion.wave(2.0), 0.1, -0.1),
        (0.5, 0.5, 0.0, 0.0),
        pitch=-0.75 * rear,
        tail=0.6 * rear,
        neck=0.2,
        mouth=0.6 + 0.4 * motion.wave(2.0),
        wag=0.6,
    )


def _fall(motion: Motion) -> Pose:
    down = tumble(motion)
    kick = motion.wave(2.0)
    return Pose(
        (0.3 + 0.3 * kick, -0.2, 0.2, -0.3 - 0.3 * kick), roll=2.4 * down, lift=0.05 * down, mouth=0.5
    )


def _dance(motion: Motion) -> Pose:
    sway = motion.wave(1.0)
    return Pose(
        (1.2 + 0.5 * sway, 1.4 - 0.5 * sway, 0.25 * sway, -0.25 * sway),
        pitch=-0.85 + 0.15 * sway,
        tail=0.7,
        neck=-0.1,
        lift=0.06 * abs(sway),
        wag=sway,
        mouth=0.25,
    )


def _cry(motion: Motion) -> Pose:
    return Pose(
        pitch=-0.62,
        legs=(0.0, 0.06, 0.9, 0.9),
        neck=0.25,
        nod=0.25 + 0.04 * motion.wave(2.0),
        sitting=True,
        weeps=True,
        mouth=0.3,
    )


def _look(motion: Motion) -> Pose:
    turn = motion.wave(0.5)
    return Pose(
        (0.15, -0.05, 0.05, -0.05),
        (0.9, 0.0, 0.0, 0.0),
        neck=-0.35 + 0.25 * turn,
        nod=-0.05 + 0.12 * turn,
        wag=0.1,
    )


def _give(motion: Motion) -> Pose:
    offer = 0.5 - 0.5 * math.cos(2 * math.pi * motion.cycle(2.0))
    return Pose(pitch=0.04 * offer, neck=0.35 * offer, nod=0.2 * offer, wag=0.4 * motion.wave(1.0))


def _hide(motion: Motion) -> Pose:
    return Pose(crouch=0.6 - 0.2 * max(0.0, motion.wave(0.5)), neck=-0.1, hides=True)


def _sneak(motion: Motion) -> Pose:
    """Low to the ground, one paw after the other, the head stretched forward."""
    a, b = motion.wave(0.5), motion.wave(0.5, 0.25)
    return Pose(
        (0.55 * a, -0.55 * a, -0.45 * b, 0.45 * b),
        (0.6 * max(0, b), 0.6 * max(0, -b), 0.4 * max(0, -a), 0.4 * max(0, a)),
        crouch=0.42,
        neck=0.55 + 0.08 * a,
        nod=-0.1,
        wag=-0.9,
    )


GAITS = {
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
    "carry": _walk,
    "give": _give,
    "hide": _hide,
    "sneak": _sneak,
}
"""Action -> the posture of four-legged animals in it."""
