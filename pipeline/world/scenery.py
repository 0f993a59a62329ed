"""Backgrounds: each layer of ``places.yaml`` is painted by one function of the table ``LAYERS``."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import skia

from pipeline.world.catalogue import Place
from pipeline.world.pen import INK, RGB, WHITE, Brush, mix

Tint = tuple[float, float, float]

SKIES: dict[str, tuple[RGB, RGB]] = {
    "morning": ((150, 200, 244), (255, 226, 178)),
    "day": ((92, 176, 246), (202, 234, 252)),
    "evening": ((112, 72, 150), (255, 142, 72)),
    "night": ((14, 18, 58), (44, 54, 118)),
}
"""Time of day -> colour at the top of the sky and at the horizon."""

LIGHTS: dict[str, Tint] = {
    "morning": (1.0, 0.95, 0.86),
    "day": (1.0, 1.0, 1.0),
    "evening": (0.96, 0.78, 0.7),
    "night": (0.34, 0.4, 0.68),
}
"""Time of day -> what the ground's colours are multiplied with."""

SUBJECT_LIGHTS: dict[str, Tint] = {
    "morning": (1.0, 0.99, 0.96),
    "day": (1.0, 1.0, 1.0),
    "evening": (1.0, 0.92, 0.86),
    "night": (0.84, 0.86, 0.98),
}
"""The same for subjects: weaker, so that their colours can still be named."""


@dataclass(slots=True)
class Stage:
    """A canvas in units of the frame's height, and all that decides the background."""

    canvas: skia.Canvas
    width: float
    """Width of the frame in units of its height."""
    time: str
    weather: str
    rng: np.random.Generator
    brush: Brush
    ink: float
    """Width of the background's thin outlines, in units."""

    def path(self, points: list[tuple[float, float]], fill: RGB, *, outline: bool = False) -> None:
        """Fill a polygon; ``outline`` adds a thin darker line."""
        shape = skia.Path()
        shape.addPoly([skia.Point(*point) for point in points], True)
        self.canvas.drawPath(shape, self.brush.paint(fill))
        if outline:
            self.canvas.drawPath(shape, self.brush.paint(mix(fill, INK, 0.5), self.ink))

    def lot(self, low: float, high: float) -> float:
        return float(self.rng.uniform(low, high))


def paint_background(
    canvas: skia.Canvas,
    place: Place,
    *,
    width: float,
    time: str,
    weather: str,
    rng: np.random.Generator,
    ink: float,
) -> None:
    """Paint all layers of ``place`` on ``canvas``, whose unit is the frame's height."""
    light = LIGHTS[time]
    if weather in ("rain", "snow", "fog"):
        light = (light[0] * 0.84, light[1] * 0.88, light[2] * 0.94)
    if place.inside and time == "night":
        light = (0.62, 0.52, 0.5)
    stage = Stage(canvas, width, time, weather, rng, Brush(canvas, ink=ink, tint=light), ink)
    for layer in place.layers:
        for name, arguments in layer.items():
            LAYERS[name](stage, **arguments)


def sky_colours(time: str, weather: str) -> tuple[RGB, RGB]:
    """Return the sky's colours at the top and at the horizon."""
    top, low = SKIES[time]
    if weather == "clear":
        return top, low
    grey = {"rain": (112, 122, 138), "snow": (176, 186, 202), "fog": (204, 208, 214)}[weather]
    dim = {"morning": 0.95, "day": 1.0, "evening": 0.75, "night": 0.32}[time]
    cloud = (round(grey[0] * dim), round(grey[1] * dim), round(grey[2] * dim))
    return mix(top, cloud, 0.75), mix(low, cloud, 0.65)


def _sky(stage: Stage, *, pale: float = 0.0, warm: float = 0.0) -> None:
    top, low = sky_colours(stage.time, stage.weather)
    if stage.time != "night":
        top, low = mix(top, WHITE, pale), mix(low, WHITE, pale)
        top, low = mix(top, (255, 206, 116), warm), mix(low, (255, 232, 160), warm)
    paint = skia.Paint(
        Shader=skia.GradientShader.MakeLinear(
            points=[skia.Point(0, 0), skia.Point(0, 0.62)], colors=[skia.Color(*top), skia.Color(*low)]
        )
    )
    stage.canvas.drawRect(skia.Rect.MakeWH(stage.width, 1.0), paint)
    plain = Brush(stage.canvas, ink=0)
    x = stage.lot(0.12, 0.3) * stage.width if stage.rng.random() < 0.5 else stage.lot(0.7, 0.88) * stage.width
    if stage.time == "night":
        for _ in range(14 if stage.weather == "clear" else 0):
            stage.canvas.drawCircle(
                stage.lot(0, stage.width),
                stage.lot(0.02, 0.5),
                stage.lot(0.005, 0.011),
                plain.paint((255, 252, 220)),
            )
        if stage.weather == "clear":
            stage.canvas.drawCircle(x, 0.15, 0.085, plain.paint((255, 246, 196)))
            stage.canvas.drawCircle(x + 0.038, 0.135, 0.075, plain.paint(mix(top, low, 0.2)))
    elif stage.weather == "clear":
        if stage.time == "day":
            stage.canvas.drawCircle(x, 0.14, 0.075, plain.paint((255, 232, 90)))
            _cloud(stage, plain, (stage.width - x), 0.17, 0.1, WHITE)
        else:
            sun = (255, 244, 180) if stage.time == "morning" else (255, 90, 50)
            stage.canvas.drawCircle(x, 0.42, 0.11, plain.paint(sun))
    if stage.weather in ("rain", "snow"):
        for i in range(4):
            _cloud(
                stage,
                plain,
                stage.width * (i + 0.5) / 4 + stage.lot(-0.05, 0.05),
                stage.lot(0.03, 0.1),
                0.13,
                mix(top, (40, 44, 60), 0.35) if stage.weather == "rain" else mix(top, WHITE, 0.4),
            )


def _cloud(stage: Stage, brush: Brush, x: float, y: float, size: float, fill: RGB) -> None:
    for dx, dy, r in ((-0.9, 0.15, 0.5), (0.0, -0.1, 0.75), (0.85, 0.15, 0.55)):
        stage.canvas.drawOval(
            skia.Rect.MakeXYWH(x + (dx - r) * size, y + (dy - r * 0.8) * size, 2 * r * size, 1.6 * r * size),
            brush.paint(fill),
        )


def _edge(stage: Stage, y: float, amp: float, n: float) -> list[tuple[float, float]]:
    """Return points of a wavy line from left to right."""
    start = stage.lot(0, 2 * math.pi)
    steps = 24
    return [
        (stage.width * i / steps, y + amp * math.sin(start + 2 * math.pi * n * i / steps))
        for i in range(steps + 1)
    ]


def _band(stage: Stage, *, top: float, fill: RGB, wave: float = 0.0) -> None:
    stage.path([*_edge(stage, top, wave, 1.3), (stage.width, 1.0), (0, 1.0)], fill)


def _hills(stage: Stage, *, y: float, amp: float, n: float, fill: RGB) -> None:
    stage.path([*_edge(stage, y, amp, n * stage.width * 0.7), (stage.width, 1.0), (0, 1.0)], fill)


def _peaks(stage: Stage, *, y: float, height: float, n: int, fill: RGB, snow: bool) -> None:
    for i in range(n):
        tall = height * (1.0 if i == n - 1 else stage.lot(0.62, 0.85))
        x = stage.width * (0.5 if i == n - 1 else (0.05, 0.95)[i % 2]) + stage.lot(-0.12, 0.12)
        wide = tall * 0.78
        shade = mix(fill, INK, 0.16 * (i % 2))
        stage.path([(x - wide, y), (x, y - tall), (x + wide, y)], shade, outline=True)
        stage.path([(x, y - tall), (x + wide, y), (x + wide * 0.2, y)], mix(shade, INK, 0.2))
        if snow:
            stage.path(
                [
                    (x - wide * 0.34, y - tall * 0.66),
                    (x, y - tall),
                    (x + wide * 0.34, y - tall * 0.66),
                    (x + wide * 0.14, y - tall * 0.72),
                    (x, y - tall * 0.58),
                    (x - wide * 0.16, y - tall * 0.74),
                ],
                (246, 250, 255),
            )


def _trunks(stage: Stage, *, y: float, n: int, width: float, fill: RGB, edges: bool = False) -> None:
    for i in range(n):
        share = (i + 0.5) / n if not edges else (0.04, 0.96, 0.2 if stage.rng.random() < 0.5 else 0.8)[i % 3]
        x = stage.width * share + stage.lot(-0.03, 0.03)
        half = width / 2 * stage.lot(0.8, 1.2)
        stage.path(
            [
                (x - half * 1.4, y + 0.02),
                (x - half, y - 0.2),
                (x - half, -0.1),
                (x + half, -0.1),
                (x + half, y - 0.2),
                (x + half * 1.4, y + 0.02),
            ],
            fill,
            outline=edges,
        )
        stage.path(
            [(x + half * 0.3, -0.1), (x + half, -0.1), (x + half, y), (x + half * 0.4, y)],
            mix(fill, INK, 0.22),
        )


def _canopy(stage: Stage, *, y: float, fill: RGB) -> None:
    count = round(7 * stage.width)
    for i in range(count + 1):
        x = stage.width * i / count
        stage.canvas.drawCircle(
            x,
            y - stage.lot(0.05, 0.12),
            stage.lot(0.1, 0.14),
            stage.brush.paint(mix(fill, (90, 160, 60), 0.25 * (i % 2))),
        )


def _dots(stage: Stage, *, top: float, bottom: float, n: int, r: float, fills: list[RGB]) -> None:
    for i in range(round(n * stage.width)):
        y = stage.lot(top, bottom)
        size = r * stage.lot(0.7, 1.3) * (0.6 + 0.6 * (y - top) / (bottom - top))
        stage.canvas.drawOval(
            skia.Rect.MakeXYWH(stage.lot(0, stage.width), y, size * 2, size * 1.3),
            stage.brush.paint(fills[i % len(fills)]),
        )


def _waves(stage: Stage, *, top: float, bottom: float, n: int, fill: RGB) -> None:
    for _ in range(round(n * stage.width)):
        x, y = stage.lot(0, stage.width), stage.lot(top, bottom)
        long = 0.05 * (0.5 + (y - top) / (bottom - top))
        path = skia.Path()
        path.moveTo(x - long, y)
        path.quadTo(x, y - 0.018, x + long, y)
        stage.canvas.drawPath(path, stage.brush.paint(fill, 0.008))


def _reeds(stage: Stage, *, y: float, n: int, fill: RGB) -> None:
    for i in range(n):
        x = stage.width * (0.05 if i % 2 else 0.95) + stage.lot(-0.06, 0.06)
        stage.canvas.drawLine(
            x, y + 0.04, x + stage.lot(-0.03, 0.03), y - stage.lot(0.1, 0.2), stage.brush.paint(fill, 0.016)
        )


def _houses(stage: Stage, *, y: float, height: float, n: int, fills: list[RGB], roof: RGB) -> None:
    count = max(2, round(n * stage.width))
    for i in range(count):
        tall = height * stage.lot(0.75, 1.1)
        half = 0.105 * stage.lot(0.9, 1.15)
        x = stage.width * (i + 0.5) / count + stage.lot(-0.015, 0.015)
        wall = fills[i % len(fills)]
        lit = (255, 226, 110) if stage.time == "night" else (110, 140, 170)
        plain = Brush(stage.canvas, ink=0) if stage.time == "night" else stage.brush
        stage.path(
            [(x - half, y), (x - half, y - tall * 0.55), (x + half, y - tall * 0.55), (x + half, y)],
            wall,
            outline=True,
        )
        stage.path(
            [(x - half * 1.25, y - tall * 0.53), (x, y - tall), (x + half * 1.25, y - tall * 0.53)],
            mix(roof, INK, 0.14 * (i % 2)),
            outline=True,
        )
        for dx in (-0.5, 0.5):
            stage.canvas.drawRect(
                skia.Rect.MakeXYWH(x + dx * half - 0.022, y - tall * 0.44, 0.044, 0.055), plain.paint(lit)
            )
        stage.canvas.drawRect(
            skia.Rect.MakeXYWH(x - 0.024, y - tall * 0.22, 0.048, tall * 0.22),
            stage.brush.paint((110, 70, 44)),
        )


def _castle(stage: Stage, *, y: float, height: float, fill: RGB) -> None:
    x = stage.width / 2 + stage.lot(-0.06, 0.06)
    fill = fill
    for dx, tall, half in (
        (0.0, 0.82, 0.14),
        (-0.34, 0.9, 0.09),
        (0.34, 0.9, 0.09),
        (-0.17, 0.5, 0.13),
        (0.17, 0.5, 0.13),
    ):
        top = y - height * tall
        points = [(x + dx - half, y), (x + dx - half, top)]
        step = 2 * half / 5
        for i in range(5):
            left = x + dx - half + i * step
            up = top - 0.035 if i % 2 == 0 else top
            points += [(left, up), (left + step, up)]
        stage.path(
            [*points, (x + dx + half, top), (x + dx + half, y)],
            mix(fill, INK, 0.12 if dx else 0.0),
            outline=True,
        )
        if abs(dx) > 0.3:
            stage.path(
                [(x + dx - half * 1.2, top - 0.02), (x + dx, top - 0.2), (x + dx + half * 1.2, top - 0.02)],
                (70, 96, 176),
                outline=True,
            )
    stage.canvas.drawLine(x, y - height * 0.82, x, y - height * 1.12, stage.brush.paint((90, 70, 60), 0.012))
    stage.path([(x, y - height * 1.12), (x + 0.13, y - height * 1.07), (x, y - height * 1.0)], (216, 50, 60))
    lit = (
        Brush(stage.canvas, ink=0).paint((255, 226, 110))
        if stage.time == "night"
        else stage.brush.paint((70, 70, 90))
    )
    for dx in (-0.34, 0.34, 0.0):
        stage.canvas.drawRoundRect(
            skia.Rect.MakeXYWH(x + dx - 0.02, y - height * 0.66, 0.04, 0.08), 0.02, 0.02, lit
        )
    stage.canvas.drawRoundRect(
        skia.Rect.MakeXYWH(x - 0.07, y - 0.17, 0.14, 0.3), 0.07, 0.07, stage.brush.paint((88, 58, 40))
    )


def _firs(stage: Stage, *, y: float, height: float, n: int, fill: RGB, snow: bool) -> None:
    for i in range(max(2, round(n * stage.width))):
        x = stage.width * (0.07, 0.93, 0.2, 0.8, 0.35, 0.65)[i % 6] + stage.lot(-0.04, 0.04)
        tall = height * stage.lot(0.7, 1.1)
        for step in range(3):
            base = y - tall * 0.28 * step
            half = tall * (0.34 - 0.08 * step)
            stage.path([(x - half, base), (x, base - tall * 0.44), (x + half, base)], fill)
            if snow:
                stage.path(
                    [
                        (x - half * 0.5, base - tall * 0.22),
                        (x, base - tall * 0.44),
                        (x + half * 0.5, base - tall * 0.22),
                    ],
                    (240, 246, 252),
                )


def _cacti(stage: Stage, *, y: float, height: float, n: int, fill: RGB) -> None:
    for i in range(n):
        x = stage.width * (0.12, 0.88)[i % 2] + stage.lot(-0.04, 0.04)
        tall = height * stage.lot(0.8, 1.1)
        paint = stage.brush.paint(fill, 0.055)
        stage.canvas.drawLine(x, y, x, y - tall, paint)
        for side in (-1, 1):
            bend = y - tall * (0.45 if side < 0 else 0.3)
            stage.canvas.drawLine(x, bend, x + side * 0.08, bend, stage.brush.paint(fill, 0.04))
            stage.canvas.drawLine(
                x + side * 0.08, bend, x + side * 0.08, bend - tall * 0.35, stage.brush.paint(fill, 0.04)
            )


def _hedge(stage: Stage, *, y: float, height: float, fill: RGB) -> None:
    count = round(9 * stage.width)
    for i in range(count + 1):
        stage.canvas.drawCircle(
            stage.width * i / count,
            y - height * stage.lot(0.65, 0.85),
            0.085,
            stage.brush.paint(mix(fill, INK, 0.12 * (i % 2))),
        )
    stage.canvas.drawRect(
        skia.Rect.MakeLTRB(0, y - height * 0.75, stage.width, y + 0.1), stage.brush.paint(fill)
    )


def _fence(stage: Stage, *, y: float, height: float, fill: RGB) -> None:
    count = round(11 * stage.width)
    for level in (0.3, 0.7):
        stage.canvas.drawLine(
            0, y - height * level, stage.width, y - height * level, stage.brush.paint(fill, 0.022)
        )
    for i in range(count):
        x = stage.width * (i + 0.5) / count
        stage.path(
            [
                (x - 0.022, y),
                (x - 0.022, y - height * 0.85),
                (x, y - height),
                (x + 0.022, y - height * 0.85),
                (x + 0.022, y),
            ],
            fill,
        )


def _blooms(stage: Stage, *, top: float, bottom: float, n: int, fills: list[RGB]) -> None:
    for i in range(round(n * stage.width)):
        x, y = stage.lot(0, stage.width), stage.lot(top, bottom)
        fill = fills[i % len(fills)]
        for turn in range(5):
            angle = 2 * math.pi * turn / 5
            stage.canvas.drawCircle(
                x + 0.018 * math.cos(angle), y + 0.018 * math.sin(angle), 0.013, stage.brush.paint(fill)
            )
        stage.canvas.drawCircle(
            x,
            y,
            0.011,
            stage.brush.paint((250, 220, 70) if fill[2] > 100 or fill[1] < 150 else (150, 90, 40)),
        )


def _road(stage: Stage, *, top: float, fill: RGB, line: RGB) -> None:
    x = stage.width / 2 + stage.lot(-0.1, 0.1)
    middle = stage.width / 2
    stage.path(
        [(x - 0.035, top), (x + 0.035, top), (middle + 0.46, 1.0), (middle - 0.46, 1.0)], fill, outline=True
    )
    for a, b in ((0.12, 0.24), (0.38, 0.55), (0.75, 1.0)):
        xa, xb = x + (middle - x) * a, x + (middle - x) * b
        wa, wb = 0.004 + 0.022 * a, 0.004 + 0.022 * b
        ya, yb = top + (1 - top) * a, top + (1 - top) * b
        stage.path([(xa - wa, ya), (xa + wa, ya), (xb + wb, yb), (xb - wb, yb)], line)


def _wall(stage: Stage, *, fill: RGB, stripe: RGB) -> None:
    stage.canvas.drawRect(skia.Rect.MakeWH(stage.width, 1.0), stage.brush.paint(fill))
    count = round(8 * stage.width)
    for i in range(count):
        stage.canvas.drawRect(
            skia.Rect.MakeXYWH(stage.width * i / count, 0, stage.width / count / 2, 0.68),
            stage.brush.paint(stripe),
        )


def _window(stage: Stage, *, x: float, y: float, w: float, h: float) -> None:
    x = x * stage.width if stage.width > 1.2 else x
    plain = Brush(stage.canvas, ink=0)
    top, low = sky_colours(stage.time, "clear" if stage.weather == "fog" else stage.weather)
    stage.canvas.drawRect(skia.Rect.MakeXYWH(x, y, w, h), plain.paint(mix(top, low, 0.4)))
    if stage.time == "night":
        stage.canvas.drawCircle(x + w * 0.7, y + h * 0.3, 0.035, plain.paint((255, 246, 196)))
    frame = stage.brush.paint((250, 246, 236), 0.024)
    stage.canvas.drawRect(skia.Rect.MakeXYWH(x, y, w, h), frame)
    stage.canvas.drawLine(x + w / 2, y, x + w / 2, y + h, frame)
    stage.canvas.drawLine(x, y + h / 2, x + w, y + h / 2, frame)


def _picture(stage: Stage, *, x: float, y: float, w: float, h: float) -> None:
    x = stage.width - (1 - x)
    stage.canvas.drawRect(skia.Rect.MakeXYWH(x, y, w, h), stage.brush.paint((120, 180, 160)))
    stage.path(
        [(x, y + h), (x + w * 0.4, y + h * 0.35), (x + w * 0.7, y + h * 0.7), (x + w, y + h)], (70, 120, 90)
    )
    stage.canvas.drawRect(skia.Rect.MakeXYWH(x, y, w, h), stage.brush.paint((140, 92, 50), 0.026))


def _planks(stage: Stage, *, top: float, n: int, fill: RGB) -> None:
    for i in range(n + 1):
        y = top + (1 - top) * i / n
        stage.canvas.drawLine(0, y, stage.width, y, stage.brush.paint(fill, 0.01))


def _rug(stage: Stage, *, y: float, fill: RGB) -> None:
    half = 0.38 * stage.width
    stage.canvas.drawOval(
        skia.Rect.MakeLTRB(stage.width / 2 - half, y - 0.075, stage.width / 2 + half, y + 0.075),
        stage.brush.paint(fill),
    )
    stage.canvas.drawOval(
        skia.Rect.MakeLTRB(stage.width / 2 - half * 0.8, y - 0.05, stage.width / 2 + half * 0.8, y + 0.05),
        stage.brush.paint(mix(fill, WHITE, 0.3), 0.012),
    )


LAYERS: dict[str, Callable[..., Any]] = {
    "sky": _sky,
    "band": _band,
    "hills": _hills,
    "peaks": _peaks,
    "trunks": _trunks,
    "canopy": _canopy,
    "dots": _dots,
    "waves": _waves,
    "reeds": _reeds,
    "houses": _houses,
    "castle": _castle,
    "firs": _firs,
    "cacti": _cacti,
    "hedge": _hedge,
    "fence": _fence,
    "blooms": _blooms,
    "road": _road,
    "wall": _wall,
    "window": _window,
    "picture": _picture,
    "planks": _planks,
    "rug": _rug,
}
"""Name in ``places.yaml`` -> the function that paints it."""
