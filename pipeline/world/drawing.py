"""From a description to frames and masks."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import skia

from pipeline.world import catalogue
from pipeline.world.pen import WHITE, Brush, Figure, luma, mix
from pipeline.world.rigs import RIGS, Look, Motion
from pipeline.world.scenery import LIGHTS, SUBJECT_LIGHTS, paint_background
from pipeline.world.spec import SubjectSpec, WorldSpec
from pipeline.world.weather import paint_weather

FPS = 8.0
"""Frames per second that motion is drawn for."""
SIZES = {"small": 0.68, "normal": 1.0, "big": 1.25}
CROWD = {1: 1.0, 2: 0.8, 3: 0.62}
"""Number of subjects -> how large each is drawn."""
STRIDE = {"walk": 0.16, "run": 0.26, "fly": 0.2, "swim": 0.18}
"""Action -> how far it carries a subject during a clip, in heights of the frame."""
MARGIN = 0.02
"""What stays free at each border, as a share of the frame's height."""


@dataclass(frozen=True, slots=True)
class Placed:
    """One subject at every frame, already fitted into the picture. Units: heights of the frame."""

    figures: tuple[Figure, ...]
    at: tuple[tuple[float, float], ...]
    height: float
    left: bool
    dark: bool
    waterline: float | None


def pixels(size: int | tuple[int, int]) -> tuple[int, int]:
    """Return (width, height) of ``size``, which is one number for a square."""
    return (size, size) if isinstance(size, int) else size


def draw(spec: WorldSpec, *, size: int | tuple[int, int] = 128, n_frames: int = 16) -> np.ndarray:
    """Draw the clip that ``spec`` describes.

    Args:
        size: Pixels of the square's side, or (width, height).
        n_frames: Length at 8 frames per second.

    Returns:
        RGB. *Shape:* ``(n_frames, height, width, 3)``, uint8
    """
    width, height = pixels(size)
    place = catalogue.places()[spec.place]
    wide = width / height
    out = np.zeros((n_frames, height, width, 4), np.uint8)
    back = np.zeros((height, width, 4), np.uint8)
    ink = ink_pixels(height)
    surface = _surface(back)
    surface.getCanvas().scale(height, height)
    paint_background(
        surface.getCanvas(),
        place,
        width=wide,
        time=spec.time,
        weather=spec.weather,
        rng=np.random.default_rng([spec.seed, 1]),
        ink=0.6 * ink / height,
    )
    if spec.weather == "fog" and not place.inside:
        paint_weather(
            surface.getCanvas(), "fog", width=wide, seconds=0.0, seed=spec.seed, night=spec.time == "night"
        )
    del surface
    out[:] = back
    placed = place_subjects(spec, wide=wide, n_frames=n_frames)
    tint = SUBJECT_LIGHTS[spec.time] if not place.inside else (1.0, 1.0, 1.0)
    rim = mix(WHITE, (200, 210, 255), 0.5)
    for i in range(n_frames):
        surface = _surface(out[i])
        canvas = surface.getCanvas()
        brush = Brush(canvas, ink=ink, tint=tint)
        for subject in placed:
            x, y = subject.at[i]
            if subject.waterline is not None:
                canvas.save()
                canvas.clipRect(skia.Rect.MakeLTRB(0, 0, width, subject.waterline * height))
            brush.figure(
                subject.figures[i],
                (x * height, y * height),
                subject.height * height,
                left=subject.left,
                rim=rim if subject.dark or spec.time == "night" else None,
            )
            if subject.waterline is not None:
                canvas.restore()
                _ripples(canvas, subject, i, height, LIGHTS[spec.time])
        if spec.weather != "clear" and not place.inside:
            canvas.save()
            canvas.scale(height, height)
            paint_weather(
                canvas, spec.weather, width=wide, seconds=i / FPS, seed=spec.seed, night=spec.time == "night"
            )
            canvas.restore()
        del surface, canvas, brush
    return np.ascontiguousarray(out[..., :3])


def draw_masks(spec: WorldSpec, *, size: int | tuple[int, int] = 128, n_frames: int = 16) -> np.ndarray:
    """Return which subject each pixel shows.

    Returns:
        0 for the background, k for the k-th subject of ``spec`` (what it holds belongs to it).
        *Shape:* ``(n_frames, height, width)``, uint8
    """
    width, height = pixels(size)
    masks = np.zeros((n_frames, height, width, 4), np.uint8)
    for i in range(n_frames):
        surface = _surface(masks[i])
        canvas = surface.getCanvas()
        brush = Brush(canvas, ink=ink_pixels(height), smooth=False)
        for number, subject in enumerate(
            place_subjects(spec, wide=width / height, n_frames=n_frames), start=1
        ):
            canvas.save()
            if subject.waterline is not None:
                canvas.clipRect(skia.Rect.MakeLTRB(0, 0, width, subject.waterline * height))
            x, y = subject.at[i]
            brush.figure(
                subject.figures[i],
                (x * height, y * height),
                subject.height * height,
                left=subject.left,
                flat=(number, number, number),
            )
            canvas.restore()
    return np.ascontiguousarray(masks[..., 0])


def ink_pixels(height: int) -> float:
    """Return the width of subjects' outlines in pixels of a frame of that height."""
    return 0.75 + 0.0065 * height


def _surface(array: np.ndarray) -> skia.Surface:
    return skia.Surface(array, colorType=skia.kRGBA_8888_ColorType)


def place_subjects(spec: WorldSpec, *, wide: float, n_frames: int) -> list[Placed]:
    """Pose every subject for every frame and fit it into a frame that is ``wide`` times as wide as high."""
    rng = np.random.default_rng([spec.seed, 2])
    place = catalogue.places()[spec.place]
    level = float(rng.uniform(*place.ground))
    water = float(rng.uniform(*place.water)) if place.water is not None else None
    placed = []
    for i, subject in enumerate(spec.subjects):
        offset = float(rng.random())
        placed.append(
            _placed(subject, offset, level + 0.015 * (i % 2), water, wide, n_frames, len(spec.subjects), spec)
        )
    return placed


def _placed(
    subject: SubjectSpec,
    offset: float,
    level: float,
    water: float | None,
    wide: float,
    n_frames: int,
    crowd: int,
    spec: WorldSpec,
) -> Placed:
    kind = catalogue.kinds()[subject.kind]
    colour = catalogue.colours()[subject.colour]
    look = Look(colour)
    _, rig = RIGS[kind.rig]
    motion = Motion(subject.action, 0.0, offset, spec.mood)
    figures = tuple(rig(kind.shape, look, replace(motion, seconds=i / FPS)) for i in range(n_frames))
    if subject.holding is not None:
        held = catalogue.kinds()[subject.holding]
        _hand_over(figures, held, kind)
    height = kind.height * SIZES[subject.size] * CROWD[crowd]
    left = subject.facing == "left"
    stride = STRIDE.get(subject.action, 0.0) * min(1.0, wide) * (1.0 if crowd == 1 else 0.4)
    if kind.group == "thing":
        stride *= 0.5
    afloat = subject.action == "swim" and water is not None
    base = level
    if subject.action == "fly":
        base = 0.6
    elif afloat and water is not None:
        base = water + (
            0.12 if kind.rig == "fish" else 0.38 * height if kind.group != "thing" else 0.08 * height
        )
    sunk = afloat and kind.group != "thing" and kind.rig != "fish"
    box = _bounds(figures)
    share = {1: 1.0, 2: 0.54, 3: 0.4}[crowd] * wide
    height = min(
        height, (1 - 2 * MARGIN) / (box[3] - box[1]), (share - 2 * MARGIN - 0.06) / (box[2] - box[0])
    )
    stride = min(stride, max(0.06, share - 2 * MARGIN - height * (box[2] - box[0])))
    across = (-box[2] * height, -box[0] * height) if left else (box[0] * height, box[2] * height)
    x = min(max(subject.x * wide, MARGIN - across[0] + stride / 2), wide - MARGIN - across[1] - stride / 2)
    y = max(base, MARGIN - box[1] * height)
    if not sunk:
        y = min(y, 1 - MARGIN - box[3] * height)
    way = -1.0 if left else 1.0
    at = tuple((x + way * stride * (i / max(1, n_frames - 1) - 0.5), y) for i in range(n_frames))
    return Placed(figures, at, height, left, luma(colour) < 75, water if sunk else None)


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


def _bounds(figures: tuple[Figure, ...]) -> tuple[float, float, float, float]:
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


def _ripples(
    canvas: skia.Canvas, subject: Placed, frame: int, height: int, light: tuple[float, float, float]
) -> None:
    """White water around a swimmer."""
    x = subject.at[frame][0] * height
    y = (subject.waterline or 0.0) * height
    half = 0.34 * subject.height * height * (1 + 0.12 * math.sin(frame * 1.3))
    colour = skia.Color(round(200 + 55 * light[0]) - 1, round(200 + 55 * light[1]) - 1, 254)
    paint = skia.Paint(
        AntiAlias=True,
        Color=colour,
        Style=skia.Paint.kStroke_Style,
        StrokeWidth=0.018 * height,
        StrokeCap=skia.Paint.kRound_Cap,
    )
    canvas.drawLine(x - half, y, x + half, y, paint)
    canvas.drawLine(x - half * 0.6, y + 0.04 * height, x + half * 0.7, y + 0.04 * height, paint)
