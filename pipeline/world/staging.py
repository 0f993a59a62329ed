"""Posing the subjects of a clip and fitting them into the picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import skia

from pipeline.world import catalogue
from pipeline.world.camera import PAN, TILTED, tracked
from pipeline.world.pen import Figure, luma
from pipeline.world.rigs import RIGS, Look, Motion
from pipeline.world.spec import SubjectSpec, WorldSpec

FPS = 8.0
"""Frames per second that motion is drawn for."""
SIZES = {"small": 0.68, "normal": 1.0, "big": 1.25}
CROWD = {1: 1.0, 2: 0.8, 3: 0.72}
"""Number of subjects -> how large each is drawn in a square."""
ROOMY = {1: 1.0, 2: 1.0, 3: 0.92}
"""The same in a frame that is ``ROOMY_FROM`` times as wide as high, or wider."""
ROOMY_FROM = 1.7
SHARES = {1: 1.0, 2: 0.54, 3: 0.46}
"""Number of subjects -> the share of the frame's width that each may fill; the middle one of three stands
behind the others."""
WIDE_SHOT = 0.55
"""How large subjects are in a wide shot, against a full one."""
STRIDE = {"walk": 0.16, "run": 0.26, "fly": 0.2, "swim": 0.18, "carry": 0.14, "sneak": 0.09}
"""Action -> how far it carries a subject during a clip, in heights of the frame."""
MARGIN = 0.02
"""What stays free at each border, as a share of the frame's height."""
LEAD = 0.16
"""How far a single subject stands behind the middle of a wide frame, in heights of the frame for each height
that the frame is wider than a square: room to look and go into."""
SHORE = 0.865
"""How far back a subject may stand, as a share of the frame's height: behind it begins the water of sea and
river."""


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


@dataclass(frozen=True, slots=True)
class _Frame:
    """The stage that the subjects of one clip share."""

    spec: WorldSpec
    wide: float
    n_frames: int
    level: float
    water: float | None

    @property
    def crowd(self) -> int:
        """How many stand side by side: who is carried does not."""
        return len(self.spec.subjects) - (self.spec.relation == "carrying")

    @property
    def goes(self) -> bool:
        """Whether the first subject goes along with a camera that tracks it."""
        return bool(self.spec.subjects) and self.spec.subjects[0].action in STRIDE

    @property
    def side(self) -> float:
        """What stays free at each side, so that a moving camera does not cut a subject off."""
        if self.spec.framing not in ("full", "wide"):
            return MARGIN
        if self.spec.camera == "pan" or (self.spec.camera == "tracking" and not self.goes):
            return MARGIN + PAN
        return MARGIN + 0.5 * (1 - TILTED) * self.wide if self.spec.camera == "tilt" else MARGIN

    @property
    def roof(self) -> float:
        """What stays free above, so that a tilting camera comes down on the subject and not past it."""
        return MARGIN + (1 - TILTED) * (self.spec.camera == "tilt" and self.spec.framing in ("full", "wide"))

    def share(self) -> float:
        """Return the width that one subject may fill, with its border."""
        return SHARES[self.crowd] * (self.wide - 2 * (self.side - MARGIN))

    def scale(self) -> float:
        """Return how large subjects are for their number and the shape of the frame."""
        roomy = min(1.0, max(0.0, (self.wide - 1) / (ROOMY_FROM - 1)))
        scale = CROWD[self.crowd] + (ROOMY[self.crowd] - CROWD[self.crowd]) * roomy
        if self.spec.camera == "tilt" and self.spec.framing == "full":
            scale *= TILTED
        return scale * (WIDE_SHOT if self.spec.framing == "wide" else 1.0)

    def depth(self, index: int) -> float:
        """Return where the feet of one subject stand: the middle one of three behind the others."""
        if len(self.spec.subjects) < 3:
            return self.level + 0.015 * (index % 2)
        return max(self.level - 0.05, SHORE) if index == 1 else self.level + 0.02


def place_subjects(spec: WorldSpec, *, wide: float, n_frames: int) -> list[Placed]:
    """Pose every subject for every frame and fit it into a frame that is ``wide`` times as wide as high."""
    rng = np.random.default_rng([spec.seed, 2])
    place = catalogue.places()[spec.place]
    level = float(rng.uniform(*place.ground))
    water = float(rng.uniform(*place.water)) if place.water is not None else None
    frame = _Frame(spec, wide, n_frames, level, water)
    poses = []
    for subject in spec.subjects:
        kind = catalogue.kinds()[subject.kind]
        poses.append(posed(subject, kind, float(rng.random()), spec.mood, n_frames))
    load = _load(poses[1], spec) if spec.relation == "carrying" and len(poses) > 1 else None
    placed = [
        _placed(subject, figures, frame, i, load if i == 0 else None)
        for i, (subject, figures) in enumerate(zip(spec.subjects, poses, strict=True))
    ]
    if load is not None:
        placed[1] = carried(placed[1], placed[0], spec)
    return placed


def drawing_order(placed: Sequence[Placed]) -> list[int]:
    """Return the numbers of the subjects from the back to the front."""
    return [1, 0, 2] if len(placed) == 3 and placed[1].ground is not None else list(range(len(placed)))


@dataclass(frozen=True, slots=True)
class _Load:
    """What the first subject carries, in units of the carrier's height."""

    scale: float
    """Height of one unit of the load."""
    half: float
    """Half its width."""
    up: float
    """From its middle to its top, and to its bottom."""
    middle: float
    """Height of its middle above its ground, in its own units."""


def _load(figures: tuple[Figure, ...], spec: WorldSpec) -> _Load:
    """Return the second subject as what the first one carries: no wider than its carrier can hold."""
    carrier, load = (catalogue.kinds()[subject.kind] for subject in spec.subjects[:2])
    left, top, right, bottom = bounds(figures)
    scale = min(0.62 * load.height / carrier.height, 0.5 / (right - left), 0.5 / (bottom - top))
    return _Load(scale, max(-left, right) * scale, (bottom - top) / 2 * scale, -(top + bottom) / 2)


def carried(load: Placed, carrier: Placed, spec: WorldSpec) -> Placed:
    """Return ``load`` in the hands of ``carrier``."""
    size = _load(load.figures, spec)
    height = carrier.height * size.scale
    way = -1.0 if carrier.left else 1.0
    at = tuple(
        (
            x + way * figure.hold[0] * carrier.height,
            y + figure.hold[1] * carrier.height + size.middle * height,
        )
        for (x, y), figure in zip(carrier.at, carrier.figures, strict=True)
    )
    return replace(load, at=at, height=height, left=carrier.left, ground=None, waterline=None)


def _placed(
    subject: SubjectSpec, figures: tuple[Figure, ...], frame: _Frame, index: int, load: _Load | None
) -> Placed:
    """Fit one posed subject into the frame, with the ``load`` that it carries."""
    kind = catalogue.kinds()[subject.kind]
    place = catalogue.places()[frame.spec.place]
    wide, crowd, share, side = frame.wide, frame.crowd, frame.share(), frame.side
    height = kind.height * SIZES[subject.size] * frame.scale()
    left = subject.facing == "left"
    stride = STRIDE.get(subject.action, 0.0) * min(1.0, wide) * (1.0 if crowd == 1 else 0.4)
    if kind.group == "thing":
        stride *= 0.5
    afloat = (subject.action == "swim" or kind.water) and (frame.water is not None or place.submerged)
    shallow = afloat and kind.water and frame.water is not None and frame.water < 0.6
    if shallow:  # a strip of water far behind the beach
        height *= 0.45
    base = frame.depth(index)
    if subject.action == "fly":
        base = 0.6
    elif place.submerged and afloat:
        base = 0.72
    elif afloat and frame.water is not None:
        base = frame.water + (
            (0.05 if shallow else 0.12)
            if kind.rig == "fish"
            else 0.38 * height
            if kind.group != "thing"
            else 0.08 * height
        )
    sunk = afloat and not place.submerged and kind.group != "thing" and kind.rig != "fish"
    box = _with_load(bounds(figures), figures, load)
    height = min(
        height, (1 - MARGIN - frame.roof) / (box[3] - box[1]), (share - 2 * MARGIN - 0.06) / (box[2] - box[0])
    )
    stride = min(stride, max(0.06, share - 2 * MARGIN - height * (box[2] - box[0]))) if stride else 0.0
    across = (-box[2] * height, -box[0] * height) if left else (box[0] * height, box[2] * height)
    way = -1.0 if left else 1.0
    x = subject.x * wide - (way * LEAD * max(0.0, wide - 1) if crowd == 1 and not afloat else 0.0)
    x = min(max(x, side - across[0] + stride / 2), wide - side - across[1] - stride / 2)
    y = max(base, frame.roof - box[1] * height)
    if not sunk:
        y = min(y, 1 - MARGIN - box[3] * height)
    at = tuple((x + way * along, y) for along in _along(frame, stride))
    grounded = not afloat and subject.action != "fly" and kind.rig not in ("ghost", "fish")
    return Placed(
        figures,
        at,
        height,
        left,
        luma(catalogue.colours()[subject.colour]) < 75,
        frame.water if sunk else None,
        y if grounded else None,
        0.36 * height * min(1.4, box[2] - box[0]),
    )


def _along(frame: _Frame, stride: float) -> list[float]:
    """Return how far a subject is along its way at each frame: with the camera, if that tracks it."""
    shares = [i / max(1, frame.n_frames - 1) for i in range(frame.n_frames)]
    if stride and frame.spec.camera == "tracking":
        return [tracked(frame.spec.framing, share) for share in shares]
    return [stride * (share - 0.5) for share in shares]


def _with_load(
    box: tuple[float, float, float, float], figures: tuple[Figure, ...], load: _Load | None
) -> tuple[float, float, float, float]:
    """Return the bounds of a carrier together with its load."""
    if load is None:
        return box
    holds = [figure.hold for figure in figures]
    return (
        min(box[0], *(x - load.half for x, _ in holds)),
        min(box[1], *(y - load.up for _, y in holds)),
        max(box[2], *(x + load.half for x, _ in holds)),
        max(box[3], *(y + load.up for _, y in holds)),
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
    if subject.action == "fall" and kind.group != "thing":
        figures = tuple(_landed(figure) for figure in figures)
    if subject.holding is not None:
        held = catalogue.kinds()[subject.holding]
        _hand_over(figures, held, kind, subject.holding_colour or held.natural[0])
    return figures


def _landed(figure: Figure) -> Figure:
    """Return ``figure`` raised so far that it lies on the ground and not in it."""
    low = max(0.0, bounds((figure,))[3] - 0.03)
    up = skia.Matrix.Translate(0.0, -low)
    for part in figure.parts:
        part.path.transform(up)
    points = ((x, y - low) for x, y in (figure.hold, figure.top, figure.face))
    return Figure(figure.parts, *points)


def _hand_over(
    figures: tuple[Figure, ...], held: catalogue.Kind, holder: catalogue.Kind, colour: str
) -> None:
    """Add the held thing to each figure at its hand or mouth."""
    _, rig = RIGS[held.rig]
    shown = rig(held.shape, Look(catalogue.colours()[colour]), Motion("stand", 0.0))
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
            if part.fine:
                continue
            bounds = part.path.getBounds()
            pad = part.width / 2 + 0.03
            edges = [
                min(edges[0], bounds.left() - pad),
                min(edges[1], bounds.top() - pad),
                max(edges[2], bounds.right() + pad),
                max(edges[3], bounds.bottom() + pad),
            ]
    return edges[0], edges[1], edges[2], edges[3]
