"""Posing the subjects of a clip and fitting them into the picture."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import skia

from pipeline.world import catalogue
from pipeline.world.pen import Figure, luma
from pipeline.world.rigs import RIGS, Look, Motion
from pipeline.world.spec import SubjectSpec, WorldSpec

FPS = 8.0
"""Frames per second that motion is drawn for."""
SIZES = {"small": 0.68, "normal": 1.0, "big": 1.25}
CROWD = {1: 1.0, 2: 0.8, 3: 0.62}
"""Number of subjects -> how large each is drawn."""
SHARES = {1: 1.0, 2: 0.54, 3: 0.4}
"""Number of subjects -> the share of the frame's width that each may fill."""
WIDE_SHOT = 0.55
"""How large subjects are in a wide shot, against a full one."""
STRIDE = {"walk": 0.16, "run": 0.26, "fly": 0.2, "swim": 0.18, "carry": 0.14}
"""Action -> how far it carries a subject during a clip, in heights of the frame."""
MARGIN = 0.02
"""What stays free at each border, as a share of the frame's height."""


@dataclass(frozen=True, slots=True)
class Placed:
    """One subject at every frame, already fitted into the picture. Units: heights of the stage."""

    figures: tuple[Figure, ...]
    at: tuple[tuple[float, float], ...]
    height: float
    left: bool
    dark: bool
    waterline: float | None
    ground: float | None
    """Where its shadow falls; ``None``: it is in the air or in water."""
    half: float
    """Half its width at the ground."""

    def face(self, frame: int) -> tuple[float, float]:
        """Return where the middle of its head is."""
        x, y = self.figures[frame].face
        way = -1.0 if self.left else 1.0
        return self.at[frame][0] + way * x * self.height, self.at[frame][1] + y * self.height


def place_subjects(spec: WorldSpec, *, wide: float, n_frames: int) -> list[Placed]:
    """Pose every subject for every frame and fit it into a frame that is ``wide`` times as wide as high."""
    rng = np.random.default_rng([spec.seed, 2])
    place = catalogue.places()[spec.place]
    level = float(rng.uniform(*place.ground))
    water = float(rng.uniform(*place.water)) if place.water is not None else None
    placed = []
    for i, subject in enumerate(spec.subjects):
        offset = float(rng.random())
        placed.append(_placed(subject, offset, level + 0.015 * (i % 2), water, wide, n_frames, spec))
    if spec.relation == "carrying" and len(placed) > 1:
        placed[1] = carried(placed[1], placed[0], spec)
    return placed


def carried(load: Placed, carrier: Placed, spec: WorldSpec) -> Placed:
    """Return ``load`` in the hands of ``carrier``."""
    scale = (
        0.62
        * catalogue.kinds()[spec.subjects[1].kind].height
        / catalogue.kinds()[spec.subjects[0].kind].height
    )
    height = carrier.height * scale
    way = -1.0 if carrier.left else 1.0
    at = tuple(
        (x + way * figure.hold[0] * carrier.height, y + figure.hold[1] * carrier.height + 0.4 * height)
        for (x, y), figure in zip(carrier.at, carrier.figures, strict=True)
    )
    return replace(load, at=at, height=height, left=carrier.left, ground=None, waterline=None)


def _placed(
    subject: SubjectSpec,
    offset: float,
    level: float,
    water: float | None,
    wide: float,
    n_frames: int,
    spec: WorldSpec,
) -> Placed:
    kind = catalogue.kinds()[subject.kind]
    place = catalogue.places()[spec.place]
    crowd = len(spec.subjects) - (spec.relation == "carrying")
    figures = posed(subject, kind, offset, spec.mood, n_frames)
    height = kind.height * SIZES[subject.size] * CROWD[crowd] * (WIDE_SHOT if spec.framing == "wide" else 1.0)
    left = subject.facing == "left"
    stride = STRIDE.get(subject.action, 0.0) * min(1.0, wide) * (1.0 if crowd == 1 else 0.4)
    if kind.group == "thing":
        stride *= 0.5
    afloat = subject.action == "swim" and (water is not None or place.submerged)
    base = level
    if subject.action == "fly":
        base = 0.6
    elif place.submerged and afloat:
        base = 0.72
    elif afloat and water is not None:
        base = water + (
            0.12 if kind.rig == "fish" else 0.38 * height if kind.group != "thing" else 0.08 * height
        )
    sunk = afloat and not place.submerged and kind.group != "thing" and kind.rig != "fish"
    box = bounds(figures)
    share = SHARES[crowd] * wide
    height = min(
        height, (1 - 2 * MARGIN) / (box[3] - box[1]), (share - 2 * MARGIN - 0.06) / (box[2] - box[0])
    )
    stride = min(stride, max(0.06, share - 2 * MARGIN - height * (box[2] - box[0]))) if stride else 0.0
    if spec.camera == "tracking":
        stride = 0.0
    across = (-box[2] * height, -box[0] * height) if left else (box[0] * height, box[2] * height)
    x = min(max(subject.x * wide, MARGIN - across[0] + stride / 2), wide - MARGIN - across[1] - stride / 2)
    y = max(base, MARGIN - box[1] * height)
    if not sunk:
        y = min(y, 1 - MARGIN - box[3] * height)
    way = -1.0 if left else 1.0
    at = tuple((x + way * stride * (i / max(1, n_frames - 1) - 0.5), y) for i in range(n_frames))
    grounded = not afloat and subject.action != "fly" and kind.rig not in ("ghost", "fish")
    return Placed(
        figures,
        at,
        height,
        left,
        luma(catalogue.colours()[subject.colour]) < 75,
        water if sunk else None,
        y if grounded else None,
        0.36 * height * min(1.4, box[2] - box[0]),
    )


def posed(
    subject: SubjectSpec, kind: catalogue.Kind, offset: float, mood: str, n_frames: int
) -> tuple[Figure, ...]:
    """Return the subject's figure at each frame, with what it holds."""
    hair = catalogue.hair_colours()[subject.hair] if subject.hair is not None else None
    look = Look(catalogue.colours()[subject.colour], hair)
    _, rig = RIGS[kind.rig]
    motion = Motion(subject.action, 0.0, offset, mood)
    figures = tuple(rig(kind.shape, look, replace(motion, seconds=i / FPS)) for i in range(n_frames))
    if subject.holding is not None:
        _hand_over(figures, catalogue.kinds()[subject.holding], kind)
    return figures


def _hand_over(figures: tuple[Figure, ...], held: catalogue.Kind, holder: catalogue.Kind) -> None:
    """Add the held thing to each figure at its hand or mouth."""
    _, rig = RIGS[held.rig]
    shown = rig(held.shape, Look(catalogue.colours()[held.natural[0]]), Motion("stand", 0.0))
    scale = 0.55 * held.height / holder.height
    for figure in figures:
        matrix = skia.Matrix.Translate(figure.hold[0], figure.hold[1] + 0.5 * scale)
        matrix.preScale(scale, scale)
        above = 1 + max(part.layer for part in figure.parts)
        for part in shown.parts:
            path = skia.Path(part.path)
            path.transform(matrix)
            figure.parts.append(replace(part, path=path, width=part.width * scale, layer=part.layer + above))


def bounds(figures: tuple[Figure, ...]) -> tuple[float, float, float, float]:
    """Return left, top, right, bottom of all figures together, with their outlines, in the figure's units."""
    edges = [math.inf, math.inf, -math.inf, -math.inf]
    for figure in figures:
        for part in figure.parts:
            bounds = part.path.getBounds()
            pad = part.width / 2 + 0.03
            edges = [
                min(edges[0], bounds.left() - pad),
                min(edges[1], bounds.top() - pad),
                max(edges[2], bounds.right() + pad),
                max(edges[3], bounds.bottom() + pad),
            ]
    return edges[0], edges[1], edges[2], edges[3]
