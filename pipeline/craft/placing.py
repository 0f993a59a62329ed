"""Fusing: figures into the boxes that were composed, and what no network can be trusted with.

A box says where and how large. Feet stand on the ground of the place, whoever flies is in the air, nobody
stands in another, and nobody leaves the frame: these hold always, however a box came out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.craft.layout import Layout, layout_of
from pipeline.craft.parts import Entity
from pipeline.world import WorldSpec, catalogue
from pipeline.world.camera import FRAMINGS, PAN, TILTED, View, framed, moved
from pipeline.world.pen import luma
from pipeline.world.staging import MARGIN, Placed, bounds, carried, posed

GAP = 0.03
"""Least room between two who stand side by side, in heights of the frame."""
AIR = 0.1
"""Least height of whoever flies above the ground."""
HEAD = 0.3
"""From the middle of a head to what must be seen above it, in heights of the figure."""


@dataclass(frozen=True, slots=True)
class Scene:
    """The place that figures are put into. Units: heights of the frame."""

    spec: WorldSpec
    """Of the background; its subjects do not matter."""
    wide: float
    n_frames: int

    @property
    def level(self) -> tuple[float, float]:
        """From where to where feet may stand."""
        low, high = catalogue.places()[self.spec.place].ground
        return low, high + 0.015

    @property
    def water(self) -> float | None:
        """Height of the waterline."""
        place = catalogue.places()[self.spec.place]
        rng = np.random.default_rng([self.spec.seed, 2])
        rng.uniform(*place.ground)
        return float(rng.uniform(*place.water)) if place.water is not None else None


def put(entity: Entity, layout: Layout, scene: Scene, offset: float) -> Placed:
    """Return an entity's figures in the box of ``layout``, settled in the scene.

    Args:
        offset: When its motion begins, in [0, 1).
    """
    kind = catalogue.kinds()[entity.subject.kind]
    place = catalogue.places()[scene.spec.place]
    figures = posed(entity.subject, kind, offset, entity.mood, scene.n_frames)
    box = bounds(figures)
    high, across = box[3] - box[1], box[2] - box[0]
    room = min((1 - 2 * MARGIN) / high, (scene.wide - 2 * MARGIN) / across)
    height = min(((layout.height / high) * (layout.width * scene.wide / across)) ** 0.5, room)
    action = entity.subject.action
    water = scene.water
    afloat = action == "swim" and (water is not None or place.submerged)
    flies = action == "fly" or (place.aloft and kind.rig in ("bird", "ghost"))
    sunk = afloat and not place.submerged and kind.group != "thing" and kind.rig != "fish"
    low, high_level = scene.level
    if not (flies or afloat):
        height = min(height, (high_level - MARGIN) / -box[1])  # From the ground to the top of the frame.
    y = layout.y - (box[1] + box[3]) / 2 * height
    if flies:
        y = min(y, low - AIR - box[3] * height)
    elif sunk and water is not None:
        y = water + min(max(y - water, 0.3 * height), 0.46 * height)
    elif not afloat and kind.rig != "ghost":
        y = min(max(y, low), high_level)
    y = max(y, MARGIN - box[1] * height)
    if not sunk:
        y = min(y, 1 - MARGIN - box[3] * height)
    x = layout.x * scene.wide - (-1 if layout.left else 1) * (box[0] + box[2]) / 2 * height
    way = layout.dx * scene.wide
    still = scene.n_frames < 2
    at = tuple(
        (x + (0.0 if still else way * (i / (scene.n_frames - 1) - 0.5)), y) for i in range(scene.n_frames)
    )
    grounded = not afloat and not flies and kind.rig not in ("ghost", "fish")
    return Placed(
        figures=figures,
        at=at,
        height=height,
        left=layout.left,
        dark=luma(catalogue.colours()[entity.subject.colour]) < 75,
        waterline=water if sunk else None,
        ground=y if grounded else None,
        half=0.36 * height * min(1.4, across),
    )


def side(spec: WorldSpec, wide: float) -> float:
    """Return what stays free at each side, so that a moving camera cuts nobody off."""
    if FRAMINGS[spec.framing] < 1.0:
        return MARGIN
    if spec.camera in ("pan", "tracking"):
        return MARGIN + 0.7 * PAN
    return MARGIN + 0.5 * (1 - TILTED) * wide if spec.camera == "tilt" else MARGIN


def fuse(spec: WorldSpec, placed: Sequence[Placed], wide: float) -> list[Placed]:
    """Return ``placed`` with nobody in another and nobody outside; in a carrier's hands what it carries."""
    found = list(placed)
    lifted = spec.relation == "carrying" and len(found) > 1
    free = [i for i in range(len(found)) if not (lifted and i == 1)]
    together = spec.relation == "chasing"
    settled = _side_by_side([found[i] for i in free], wide, side(spec, wide), together=together)
    for i, each in zip(free, settled, strict=True):
        found[i] = each
    if lifted:
        found[1] = carried(found[1], found[0], spec)
    return found


def _side_by_side(placed: list[Placed], wide: float, margin: float, *, together: bool) -> list[Placed]:
    """Shift figures until they do not touch, and shrink all of them if there is no room."""
    spans = [_span(each, wide, together=together) for each in placed]
    if len(placed) > 1:
        needed = sum(right - left for left, right in spans) + GAP * (len(placed) - 1)
        if needed > wide - 2 * margin:
            share = (wide - 2 * margin - GAP * (len(placed) - 1)) / (needed - GAP * (len(placed) - 1))
            placed = [_shrunk(each, share) for each in placed]
            spans = [_span(each, wide, together=together) for each in placed]
    order = sorted(range(len(placed)), key=lambda i: sum(spans[i]))
    lefts = [spans[i][0] for i in order]
    widths = [spans[i][1] - spans[i][0] for i in order]
    # Push to the right from the left edge, then back from the right edge: as little as it takes.
    for k in range(len(order)):
        least = margin if k == 0 else lefts[k - 1] + widths[k - 1] + GAP
        lefts[k] = max(lefts[k], least)
    for k in reversed(range(len(order))):
        most = wide - margin if k == len(order) - 1 else lefts[k + 1] - GAP
        lefts[k] = min(lefts[k], most - widths[k])
    moved_ = list(placed)
    for k, i in enumerate(order):
        moved_[i] = _shifted(placed[i], lefts[k] - spans[i][0])
    return moved_


def _span(placed: Placed, wide: float, *, together: bool) -> tuple[float, float]:
    """Return from where to where a figure reaches during the clip; ``together``: all go the same way."""
    layout = layout_of(placed, wide)
    way = 0.0 if together else abs(layout.dx)
    half = (layout.width + way) / 2
    return (layout.x - half) * wide, (layout.x + half) * wide


def _shifted(placed: Placed, by: float) -> Placed:
    return replace(placed, at=tuple((x + by, y) for x, y in placed.at))


def _shrunk(placed: Placed, share: float) -> Placed:
    """Return a smaller figure whose way is shorter by as much, and whose feet are where they were."""
    middle = (placed.at[0][0] + placed.at[-1][0]) / 2
    return replace(
        placed,
        height=placed.height * share,
        half=placed.half * share,
        at=tuple((middle + (x - middle) * share, y) for x, y in placed.at),
    )


def views(spec: WorldSpec, placed: Sequence[Placed], wide: float, n_frames: int) -> list[View]:
    """Return what the camera shows in each frame: around the first subject, or around all of several."""
    if not placed:
        focus, left = (wide / 2, 0.5), False
        base = View(0.0, 0.0, 1.0)
    else:
        focus, left = placed[0].face(0), placed[0].left
        base = framed(spec.framing, focus, wide)
        if len(placed) > 1 and FRAMINGS[spec.framing] < 1.0:
            focus, base = _around_all(spec, placed, wide)
    return [
        moved(base, spec.camera, i / max(1, n_frames - 1), wide=wide, focus=focus, left=left)
        for i in range(n_frames)
    ]


def _around_all(spec: WorldSpec, placed: Sequence[Placed], wide: float) -> tuple[tuple[float, float], View]:
    """Return the middle of all heads, and a view as close as it can be that cuts nobody off at a side."""
    spans = [_span(each, wide, together=False) for each in placed]
    left, right = min(span[0] for span in spans), max(span[1] for span in spans)
    faces = [each.face(frame) for each in placed for frame in (0, len(each.at) - 1)]
    tops = [y - HEAD * each.height for each in placed for _, y in (each.face(0),)]
    top, low = min(tops), max(y for _, y in faces)
    height = min(1.0, max(FRAMINGS[spec.framing], (right - left + 2 * MARGIN) / wide, (low - top) * 1.6))
    x, y = (left + right) / 2, sum(y for _, y in faces) / len(faces)
    corner_x = min(max(x - height * wide / 2, 0.0), wide * (1 - height))
    corner_y = min(max(min(y - 0.4 * height, top), 0.0), 1 - height)
    return (x, y), View(corner_x, corner_y, height)
