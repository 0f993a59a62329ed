"""From a description to frames and masks."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import skia

from pipeline.world import catalogue
from pipeline.world.camera import PAN, View, framed, moved, tracked
from pipeline.world.pen import WHITE, Brush, mix
from pipeline.world.scenery import paint_background
from pipeline.world.spec import WorldSpec
from pipeline.world.stage import LIGHTS, SUBJECT_LIGHTS
from pipeline.world.staging import FPS, STRIDE, Placed, drawing_order, place_subjects
from pipeline.world.weather import paint_lightning, paint_weather

DETAIL_FROM = 96
"""Height of the frame in pixels from which shading, shadows and grain are drawn; below they are noise."""
FINE_FROM = 160
"""Height of the frame in pixels from which figures have their fine parts, such as the stump that somebody
sits on."""

Size = int | tuple[int, int]
"""Pixels of a square's side, or (width, height)."""


def pixels(size: Size) -> tuple[int, int]:
    """Return (width, height) of ``size``."""
    return (size, size) if isinstance(size, int) else size


def draw(
    spec: WorldSpec,
    *,
    size: Size = 128,
    n_frames: int = 16,
    placed: Sequence[Placed] | None = None,
    views: Sequence[View] | None = None,
) -> np.ndarray:
    """Draw the clip that ``spec`` describes.

    Args:
        size: Pixels of the square's side, or (width, height).
        n_frames: Length at 8 frames per second.
        placed: Where its subjects stand in each frame, one for each; ``None``: as the world places them.
        views: What the camera shows in each frame; ``None``: as framing and camera of ``spec`` say.

    Returns:
        RGB. *Shape:* ``(n_frames, height, width, 3)``, uint8
    """
    width, height = pixels(size)
    wide = width / height
    if placed is None:
        placed = place_subjects(spec, wide=wide, n_frames=n_frames)
    if views is None:
        views = camera_views(spec, placed, wide, n_frames)
    frames = np.empty((n_frames, height, width, 3), np.uint8)
    canvas_pixels = np.zeros((height, width, 4), np.uint8)
    show_place = _place_painter(spec, views, width, height)
    for i in range(n_frames):
        show_place(canvas_pixels, i)
        surface = _surface(canvas_pixels)
        canvas = surface.getCanvas()
        outside = not catalogue.places()[spec.place].inside
        if spec.weather == "storm" and outside:
            canvas.save()
            canvas.scale(height, height)
            paint_lightning(canvas, width=wide, seconds=i / FPS, seed=spec.seed)
            canvas.restore()
        _paint_subjects(canvas, spec, placed, views[i], i, height)
        if spec.weather != "clear" and outside:
            canvas.scale(height, height)
            paint_weather(
                canvas, spec.weather, width=wide, seconds=i / FPS, seed=spec.seed, night=spec.time == "night"
            )
        del surface
        for channel in range(3):  # several times as fast as copying [..., :3]
            frames[i, ..., channel] = canvas_pixels[..., channel]
    return frames


def draw_masks(
    spec: WorldSpec,
    *,
    size: Size = 128,
    n_frames: int = 16,
    placed: Sequence[Placed] | None = None,
    views: Sequence[View] | None = None,
) -> np.ndarray:
    """Return which subject each pixel shows. Arguments as of ``draw``.

    Returns:
        0 for the background, k for the k-th subject of ``spec`` (what it holds belongs to it).
        *Shape:* ``(n_frames, height, width)``, uint8
    """
    width, height = pixels(size)
    wide = width / height
    if placed is None:
        placed = place_subjects(spec, wide=wide, n_frames=n_frames)
    if views is None:
        views = camera_views(spec, placed, wide, n_frames)
    masks = np.zeros((n_frames, height, width, 4), np.uint8)
    for i in range(n_frames):
        surface = _surface(masks[i])
        canvas = surface.getCanvas()
        brush = Brush(canvas, ink=ink_pixels(height, views[i]), smooth=False, fine=height >= FINE_FROM)
        for k in drawing_order(placed):
            _paint_figure(brush, placed[k], views[i], i, height, flat=k + 1)
        del surface
    return np.ascontiguousarray(masks[..., 0])


def boxes(masks: np.ndarray, subjects: int) -> np.ndarray:
    """Return the box around each subject in each frame.

    Args:
        masks: As ``draw_masks`` returns them.
        subjects: How many there are.

    Returns:
        Left, top, right, bottom in pixels, right and bottom exclusive; zeros where a subject is not seen.
        *Shape:* ``(n_frames, subjects, 4)``, int32
    """
    found = np.zeros((len(masks), subjects, 4), np.int32)
    for i, mask in enumerate(masks):
        for k in range(subjects):
            rows, columns = np.flatnonzero((mask == k + 1).any(1)), np.flatnonzero((mask == k + 1).any(0))
            if len(rows):
                found[i, k] = columns[0], rows[0], columns[-1] + 1, rows[-1] + 1
    return found


def ink_pixels(height: int, view: View) -> float:
    """Return the width of subjects' outlines in pixels of a frame of that height."""
    return (0.75 + 0.0065 * height) / math.sqrt(view.height)


def _surface(array: np.ndarray) -> skia.Surface:
    return skia.Surface(array, colorType=skia.kRGBA_8888_ColorType)


def camera_views(spec: WorldSpec, placed: Sequence[Placed], wide: float, n_frames: int) -> list[View]:
    """Return what the camera shows in each frame, by framing and camera of ``spec``."""
    first = placed[0] if placed else None
    focus = first.face(0) if first is not None else (wide / 2, 0.5)
    left = first is not None and first.left
    if (
        spec.camera == "tracking" and spec.subjects and spec.subjects[0].action in STRIDE
    ):  # the camera frames where the subject would stand, and both go from there
        focus = focus[0] + (-1 if left else 1) * -tracked(spec.framing, 0.0), focus[1]
    base = framed(spec.framing, focus, wide)
    return [
        moved(base, spec.camera, i / max(1, n_frames - 1), wide=wide, focus=focus, left=left)
        for i in range(n_frames)
    ]


def _place_painter(
    spec: WorldSpec, views: Sequence[View], width: int, height: int
) -> Callable[[np.ndarray, int], None]:
    """Return what fills a frame, by its number, with the place: painted once, shown through the camera.

    A frame is RGBA. *Shape:* ``(height, width, 4)``, uint8
    """
    wide = width / height
    if all(view == views[0] for view in views):
        back = np.zeros((height, width, 4), np.uint8)
        _paint_place(back, spec, height / views[0].height, wide, (-views[0].left, -views[0].top), 0.0)
        return lambda frame, _: np.copyto(frame, back)
    scale = height / min(view.height for view in views)
    back = np.zeros((round(scale), round(scale * (wide + 2 * PAN)), 4), np.uint8)
    _paint_place(back, spec, scale, wide, (0.0, 0.0), PAN)
    # A copy: the picture outlives this call, and Skia keeps no array alive.
    image = skia.Image.fromarray(back, colorType=skia.kRGBA_8888_ColorType, copy=True)
    whole = skia.Rect.MakeWH(width, height)

    def show(frame: np.ndarray, number: int) -> None:
        view = views[number]
        shown = skia.Rect.MakeXYWH(
            (view.left + PAN) * scale, view.top * scale, view.width(wide) * scale, view.height * scale
        )
        surface = _surface(frame)
        surface.getCanvas().drawImageRect(image, shown, whole, skia.SamplingOptions(skia.FilterMode.kLinear))
        del surface

    return show


def _paint_place(
    back: np.ndarray, spec: WorldSpec, scale: float, wide: float, shift: tuple[float, float], beyond: float
) -> None:
    place = catalogue.places()[spec.place]
    height = len(back)
    surface = _surface(back)
    canvas = surface.getCanvas()
    canvas.scale(scale, scale)
    canvas.translate(*shift)
    full = wide + 2 * beyond
    paint_background(
        canvas,
        place,
        width=full,
        time=spec.time,
        weather=spec.weather,
        rng=np.random.default_rng([spec.seed, 1]),
        ink=0.6 * (0.75 + 0.0065 * height) / height,
        detail=scale >= DETAIL_FROM,
        fine=scale >= FINE_FROM,
    )
    if spec.weather == "fog" and not place.inside:
        paint_weather(canvas, "fog", width=full, seconds=0.0, seed=spec.seed, night=spec.time == "night")


def _paint_subjects(
    canvas: skia.Canvas, spec: WorldSpec, placed: Sequence[Placed], view: View, frame: int, height: int
) -> None:
    place = catalogue.places()[spec.place]
    lit = place.inside and not place.submerged
    brush = Brush(
        canvas,
        ink=ink_pixels(height, view),
        tint=(1.0, 1.0, 1.0) if lit else SUBJECT_LIGHTS[spec.time],
        shading=height >= DETAIL_FROM,
        fine=height >= FINE_FROM,
    )
    scale = height / view.height
    if brush.shading:
        for subject in placed:
            _shadow(canvas, subject, view, frame, scale)
    night = spec.time == "night" or spec.place == "cave"
    for subject in (placed[k] for k in drawing_order(placed)):
        _paint_figure(brush, subject, view, frame, height, rim=subject.dark or night)
        if subject.waterline is not None:
            _ripples(canvas, subject, view, frame, scale, LIGHTS[spec.time])


def _paint_figure(
    brush: Brush,
    subject: Placed,
    view: View,
    frame: int,
    height: int,
    *,
    rim: bool = False,
    flat: int | None = None,
) -> None:
    scale = height / view.height
    x, y = subject.at[frame]
    canvas = brush.canvas
    canvas.save()
    if subject.waterline is not None:
        canvas.clipRect(skia.Rect.MakeLTRB(-1e5, -1e5, 1e5, (subject.waterline - view.top) * scale))
    brush.figure(
        subject.figures[frame],
        ((x - view.left) * scale, (y - view.top) * scale),
        subject.height * scale,
        left=subject.left,
        rim=mix(WHITE, (200, 210, 255), 0.5) if rim else None,
        flat=None if flat is None else (flat, flat, flat),
    )
    canvas.restore()


def _shadow(canvas: skia.Canvas, subject: Placed, view: View, frame: int, scale: float) -> None:
    """A soft dark oval on the ground."""
    if subject.ground is None:
        return
    x, y = (subject.at[frame][0] - view.left) * scale, (subject.ground - view.top) * scale
    wide, high = subject.half * scale, 0.024 * scale
    paint = skia.Paint(
        AntiAlias=True,
        Color=skia.Color(20, 16, 50, 84),
        MaskFilter=skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 0.008 * scale),
    )
    canvas.drawOval(skia.Rect.MakeLTRB(x - wide, y - high, x + wide, y + high), paint)


def _ripples(
    canvas: skia.Canvas,
    subject: Placed,
    view: View,
    frame: int,
    scale: float,
    light: tuple[float, float, float],
) -> None:
    """White water around a swimmer."""
    x = (subject.at[frame][0] - view.left) * scale
    y = ((subject.waterline or 0.0) - view.top) * scale
    half = 0.34 * subject.height * scale * (1 + 0.12 * math.sin(frame * 1.3))
    colour = skia.Color(round(200 + 55 * light[0]) - 1, round(200 + 55 * light[1]) - 1, 254)
    paint = skia.Paint(
        AntiAlias=True,
        Color=colour,
        Style=skia.Paint.kStroke_Style,
        StrokeWidth=0.018 * scale,
        StrokeCap=skia.Paint.kRound_Cap,
    )
    canvas.drawLine(x - half, y, x + half, y, paint)
    canvas.drawLine(x - half * 0.6, y + 0.04 * scale, x + half * 0.7, y + 0.04 * scale, paint)
