"""Layers of open country: hills, mountains, trees, water, flowers."""

from __future__ import annotations

import math

import skia

from pipeline.world.pen import INK, RGB, Brush, mix
from pipeline.world.sky import sky_colours
from pipeline.world.stage import Stage


def _edge(stage: Stage, y: float, amp: float, n: float) -> list[tuple[float, float]]:
    """Return points of a wavy line from left to right."""
    start = stage.lot(0, 2 * math.pi)
    steps = 120 if stage.fine else 24
    return [
        (stage.width * i / steps, y + amp * math.sin(start + 2 * math.pi * n * i / steps))
        for i in range(steps + 1)
    ]


def band(stage: Stage, *, top: float, fill: RGB, wave: float = 0.0) -> None:
    stage.path([*_edge(stage, top, wave, 1.3), (stage.width, 1.0), (0, 1.0)], fill)


def hills(stage: Stage, *, y: float, amp: float, n: float, fill: RGB) -> None:
    stage.path([*_edge(stage, y, amp, n * stage.width * 0.7), (stage.width, 1.0), (0, 1.0)], fill)


def peaks(stage: Stage, *, y: float, height: float, n: int, fill: RGB, snow: bool) -> None:
    for i in range(n):
        tall = height * (1.0 if i == n - 1 else stage.lot(0.62, 0.85))
        x = stage.width * (0.5 if i == n - 1 else (0.05, 0.95)[i % 2]) + stage.lot(-0.12, 0.12)
        wide = tall * 0.78
        shade = mix(fill, INK, 0.16 * (i % 2))
        stage.canvas.drawRect(  # the ground's edge is wavy: no sky may show between it and the foot
            skia.Rect.MakeLTRB(x - wide, y - 0.002, x + wide, y + 0.05),
            stage.brush.paint(mix(shade, INK, 0.17)),
        )
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


def trunks(stage: Stage, *, y: float, n: int, width: float, fill: RGB, edges: bool = False) -> None:
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


def canopy(stage: Stage, *, y: float, fill: RGB) -> None:
    count = round(7 * stage.width)
    for i in range(count + 1):
        x = stage.width * i / count
        stage.canvas.drawCircle(
            x,
            y - stage.lot(0.05, 0.12),
            stage.lot(0.1, 0.14),
            stage.brush.paint(mix(fill, (90, 160, 60), 0.25 * (i % 2))),
        )


def dots(stage: Stage, *, top: float, bottom: float, n: int, r: float, fills: list[RGB]) -> None:
    for i in range(round(n * stage.width)):
        y = stage.lot(top, bottom)
        size = r * stage.lot(0.7, 1.3) * (0.6 + 0.6 * (y - top) / (bottom - top))
        stage.canvas.drawOval(
            skia.Rect.MakeXYWH(stage.lot(0, stage.width), y, size * 2, size * 1.3),
            stage.brush.paint(fills[i % len(fills)]),
        )


def reeds(stage: Stage, *, y: float, n: int, fill: RGB) -> None:
    for i in range(n):
        x = stage.width * (0.05 if i % 2 else 0.95) + stage.lot(-0.06, 0.06)
        stage.canvas.drawLine(
            x, y + 0.04, x + stage.lot(-0.03, 0.03), y - stage.lot(0.1, 0.2), stage.brush.paint(fill, 0.016)
        )


def firs(stage: Stage, *, y: float, height: float, n: int, fill: RGB, snow: bool) -> None:
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


def cacti(stage: Stage, *, y: float, height: float, n: int, fill: RGB) -> None:
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


def hedge(stage: Stage, *, y: float, height: float, fill: RGB) -> None:
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


def blooms(stage: Stage, *, top: float, bottom: float, n: int, fills: list[RGB]) -> None:
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


def palms(stage: Stage, *, y: float, height: float, fill: RGB) -> None:
    """Two leaning palm trees at the sides."""
    for side in (0.1, 0.9):
        x = stage.width * side + stage.lot(-0.03, 0.03)
        lean = 0.08 if side < 0.5 else -0.08
        tall = height * stage.lot(0.85, 1.05)
        trunk = skia.Path()
        trunk.moveTo(x, y)
        trunk.quadTo(x + lean * 0.2, y - tall * 0.6, x + lean, y - tall)
        stage.canvas.drawPath(trunk, stage.brush.paint((150, 104, 60), 0.04))
        for turn in (-2.9, -2.2, -1.1, -0.3, 0.3, 2.8):
            leaf = skia.Path()
            tip = (x + lean + 0.19 * math.cos(turn), y - tall + 0.13 * math.sin(turn) + 0.05)
            leaf.moveTo(x + lean, y - tall)
            leaf.quadTo(x + lean + 0.1 * math.cos(turn), y - tall + 0.13 * math.sin(turn) - 0.06, *tip)
            stage.canvas.drawPath(leaf, stage.brush.paint(fill, 0.04))


def rock(stage: Stage, *, fill: RGB, mouth: bool) -> None:
    """The inside of a cave; ``mouth`` opens it to the sky."""
    stage.path([(0, 0), (stage.width, 0), (stage.width, 1), (0, 1)], fill)
    for _ in range(round(9 * stage.width)):
        x, y, r = stage.lot(0, stage.width), stage.lot(0, 0.7), stage.lot(0.06, 0.14)
        stage.path(
            [(x - r, y), (x - r * 0.3, y - r * 0.6), (x + r, y - r * 0.2), (x + r * 0.5, y + r * 0.5)],
            mix(fill, (120, 110, 116), 0.22),
        )
    if mouth:
        x = stage.width * (0.26 if stage.rng.random() < 0.5 else 0.74)
        top, low = sky_colours(stage.time, stage.weather)
        hole = skia.Path()
        hole.addPoly(
            [
                skia.Point(
                    x + 0.2 * math.cos(t) * (1 + 0.1 * math.sin(5 * t)),
                    0.42 + 0.22 * math.sin(t) * (1 + 0.08 * math.cos(7 * t)),
                )
                for t in (2 * math.pi * i / 18 for i in range(18))
            ],
            True,
        )
        plain = Brush(stage.canvas, ink=0)
        stage.canvas.drawPath(hole, plain.paint(mix(top, low, 0.5)))
        stage.canvas.drawPath(hole, stage.brush.paint(mix(fill, INK, 0.5), 0.02))


def spikes(stage: Stage, *, fill: RGB) -> None:
    """Stalactites that hang from the roof."""
    count = round(7 * stage.width)
    for i in range(count):
        x = stage.width * (i + 0.5) / count + stage.lot(-0.03, 0.03)
        half, long = stage.lot(0.035, 0.06), stage.lot(0.12, 0.3)
        stage.path([(x - half, -0.01), (x + half, -0.01), (x + half * 0.1, long)], fill, outline=True)


def boulders(stage: Stage, *, y: float, size: float, fill: RGB) -> None:
    """A group of rocks near either side."""
    for x, way, share in ((0.06, 1.0, 1.0), (0.14, 1.0, 0.6), (0.93, -1.0, 0.85)):
        middle, r = x * stage.width, size * share
        stage.path(
            [
                (middle - r, y),
                (middle - 0.8 * r, y - 0.6 * r),
                (middle + 0.1 * way * r, y - r),
                (middle + 0.85 * r, y - 0.55 * r),
                (middle + r, y),
            ],
            mix(fill, INK, 0.1 * (share < 0.7)),
            outline=True,
        )
