"""Layers that people have made: houses, castles, fences, roads."""

from __future__ import annotations

import skia

from pipeline.world.pen import INK, RGB, Brush, mix
from pipeline.world.stage import Stage


def houses(stage: Stage, *, y: float, height: float, n: int, fills: list[RGB], roof: RGB) -> None:
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


def castle(stage: Stage, *, y: float, height: float, fill: RGB) -> None:
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


def fence(stage: Stage, *, y: float, height: float, fill: RGB) -> None:
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


def road(stage: Stage, *, top: float, fill: RGB, line: RGB) -> None:
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


def facades(stage: Stage, *, y: float, n: int, fills: list[RGB]) -> None:
    """A row of tall town houses, side by side."""
    count = max(3, round(n * stage.width))
    wide = stage.width / count
    lit: RGB = (255, 226, 110) if stage.time == "night" else (96, 122, 150)
    glass = Brush(stage.canvas, ink=0) if stage.time == "night" else stage.brush
    for i in range(count):
        left, top = wide * i, y - stage.lot(0.44, 0.6)
        wall = fills[i % len(fills)]
        stage.path([(left, y), (left, top), (left + wide, top), (left + wide, y)], wall, outline=True)
        stage.path(
            [
                (left - 0.01, top),
                (left + wide * 0.2, top - 0.08),
                (left + wide * 0.8, top - 0.08),
                (left + wide + 0.01, top),
            ],
            (122, 70, 62),
            outline=True,
        )
        for row in range(3):
            for column in (0.22, 0.6):
                if row == 2 and column > 0.5:
                    continue
                stage.canvas.drawRect(
                    skia.Rect.MakeXYWH(left + wide * column, top + 0.05 + 0.14 * row, wide * 0.2, 0.075),
                    glass.paint(lit),
                )
        stage.canvas.drawRect(
            skia.Rect.MakeXYWH(left + wide * 0.58, y - 0.14, wide * 0.24, 0.14),
            stage.brush.paint((90, 58, 44)),
        )


def cobbles(stage: Stage, *, top: float, fill: RGB) -> None:
    """Rows of paving stones that grow towards the front."""
    y, tall = top, 0.022
    row = 0
    while y < 1.0:
        wide = tall * 2.6
        for i in range(int(stage.width / wide) + 2):
            x = (i - 0.5 * (row % 2)) * wide
            stage.canvas.drawRoundRect(
                skia.Rect.MakeXYWH(x, y, wide * 0.88, tall * 0.8),
                tall * 0.3,
                tall * 0.3,
                stage.brush.paint(mix(fill, (200, 200, 206), stage.lot(0.0, 0.4))),
            )
        y += tall
        tall *= 1.28
        row += 1


def lamps(stage: Stage, *, y: float, height: float, n: int) -> None:
    """Street lamps, lit at night."""
    for i in range(n):
        x = stage.width * (0.1, 0.9)[i % 2]
        stage.canvas.drawLine(x, y, x, y - height, stage.brush.paint((50, 54, 66), 0.02))
        plain = Brush(stage.canvas, ink=0)
        colour: RGB = (255, 236, 150) if stage.time in ("night", "evening") else (226, 232, 236)
        if stage.time == "night":
            stage.canvas.drawCircle(
                x, y - height, 0.11, skia.Paint(AntiAlias=True, Color=skia.Color(255, 226, 120, 70))
            )
        stage.canvas.drawCircle(x, y - height, 0.036, plain.paint(colour))
        stage.canvas.drawLine(
            x - 0.03, y - height - 0.045, x + 0.03, y - height - 0.045, stage.brush.paint((50, 54, 66), 0.018)
        )
