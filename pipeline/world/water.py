"""Layers of water: waves, the deep, and what belongs to ships."""

from __future__ import annotations

import skia

from pipeline.world.pen import INK, RGB, Brush, mix
from pipeline.world.stage import Stage


def waves(stage: Stage, *, top: float, bottom: float, n: int, fill: RGB) -> None:
    for _ in range(round(n * stage.width)):
        x, y = stage.lot(0, stage.width), stage.lot(top, bottom)
        long = 0.05 * (0.5 + (y - top) / (bottom - top))
        path = skia.Path()
        path.moveTo(x - long, y)
        path.quadTo(x, y - 0.018, x + long, y)
        stage.canvas.drawPath(path, stage.brush.paint(fill, 0.008))


def deep(stage: Stage, *, surface: RGB = (120, 214, 236), floor: RGB = (10, 56, 116)) -> None:
    """Water that grows darker downwards."""
    dim = {"night": 0.5, "evening": 0.8}.get(stage.time, 1.0)
    top = tuple(round(c * dim) for c in surface)
    low = tuple(round(c * dim) for c in floor)
    shader = skia.GradientShader.MakeLinear(
        points=[skia.Point(0, 0), skia.Point(0, 1)], colors=[skia.Color(*top), skia.Color(*low)]
    )
    stage.canvas.drawRect(skia.Rect.MakeWH(stage.width, 1.0), skia.Paint(Shader=shader))


def rays(stage: Stage, *, n: int) -> None:
    """Light that falls into the water."""
    alpha = 26 if stage.time == "night" else 46
    for i in range(n):
        x = stage.width * (i + 0.3) / n + stage.lot(-0.05, 0.05)
        ray = skia.Path()
        ray.addPoly(
            [
                skia.Point(x, -0.02),
                skia.Point(x + 0.09, -0.02),
                skia.Point(x + 0.02, 0.8),
                skia.Point(x - 0.16, 0.8),
            ],
            True,
        )
        stage.canvas.drawPath(ray, skia.Paint(AntiAlias=True, Color=skia.Color(255, 255, 255, alpha)))


def weeds(stage: Stage, *, y: float, n: int, fill: RGB) -> None:
    """Seaweed on the ground."""
    for i in range(round(n * stage.width)):
        x, tall = stage.lot(0, stage.width), stage.lot(0.12, 0.3)
        path = skia.Path()
        path.moveTo(x, y + 0.03)
        path.cubicTo(x + 0.05, y - tall * 0.3, x - 0.05, y - tall * 0.6, x + 0.02, y - tall)
        stage.canvas.drawPath(path, stage.brush.paint(mix(fill, (160, 60, 90), 0.5 * (i % 3 == 0)), 0.024))


def bubbles(stage: Stage, *, n: int) -> None:
    """Rings of air that rise."""
    for _ in range(round(n * stage.width)):
        stage.canvas.drawCircle(
            stage.lot(0, stage.width),
            stage.lot(0.05, 0.8),
            stage.lot(0.008, 0.02),
            Brush(stage.canvas, ink=0).paint((210, 240, 250), 0.006),
        )


def mast(stage: Stage, *, fill: RGB) -> None:
    """A ship's mast with its sail and ropes."""
    x = stage.width * (0.2 if stage.rng.random() < 0.5 else 0.8)
    stage.canvas.drawLine(x, -0.02, x, 0.72, stage.brush.paint(fill, 0.045))
    stage.canvas.drawLine(x - 0.2, 0.06, x + 0.2, 0.06, stage.brush.paint(fill, 0.03))
    stage.path(
        [
            (x - 0.19, 0.07),
            (x + 0.19, 0.07),
            (x + 0.15, 0.24),
            (x + 0.2, 0.42),
            (x - 0.2, 0.42),
            (x - 0.15, 0.24),
        ],
        (248, 240, 220),
        outline=True,
    )
    for side in (-1, 1):
        stage.canvas.drawLine(
            x + side * 0.03, 0.02, x + side * 0.4, 0.7, stage.brush.paint(mix(fill, INK, 0.3), 0.008)
        )


def rail(stage: Stage, *, y: float, height: float, fill: RGB) -> None:
    """A ship's rail."""
    count = round(9 * stage.width)
    for i in range(count + 1):
        x = stage.width * i / count
        stage.canvas.drawLine(x, y, x, y - height, stage.brush.paint(mix(fill, INK, 0.15), 0.022))
    for level in (1.0, 0.5):
        stage.canvas.drawLine(
            0,
            y - height * level,
            stage.width,
            y - height * level,
            stage.brush.paint(fill, 0.03 if level == 1.0 else 0.018),
        )
