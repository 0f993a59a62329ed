"""Layers of rooms: walls, floors, windows, furniture that belongs to the place."""

from __future__ import annotations

import skia

from pipeline.world.pen import INK, RGB, WHITE, Brush, mix
from pipeline.world.sky import sky_colours
from pipeline.world.stage import Stage


def wall(stage: Stage, *, fill: RGB, stripe: RGB) -> None:
    stage.canvas.drawRect(skia.Rect.MakeWH(stage.width, 1.0), stage.brush.paint(fill))
    count = round(8 * stage.width)
    for i in range(count):
        stage.canvas.drawRect(
            skia.Rect.MakeXYWH(stage.width * i / count, 0, stage.width / count / 2, 0.68),
            stage.brush.paint(stripe),
        )


def window(stage: Stage, *, x: float, y: float, w: float, h: float) -> None:
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


def picture(stage: Stage, *, x: float, y: float, w: float, h: float) -> None:
    x = stage.width - (1 - x)
    stage.canvas.drawRect(skia.Rect.MakeXYWH(x, y, w, h), stage.brush.paint((120, 180, 160)))
    stage.path(
        [(x, y + h), (x + w * 0.4, y + h * 0.35), (x + w * 0.7, y + h * 0.7), (x + w, y + h)], (70, 120, 90)
    )
    stage.canvas.drawRect(skia.Rect.MakeXYWH(x, y, w, h), stage.brush.paint((140, 92, 50), 0.026))


def planks(stage: Stage, *, top: float, n: int, fill: RGB) -> None:
    for i in range(n + 1):
        y = top + (1 - top) * i / n
        stage.canvas.drawLine(0, y, stage.width, y, stage.brush.paint(fill, 0.01))


def rug(stage: Stage, *, y: float, fill: RGB) -> None:
    half = 0.38 * stage.width
    stage.canvas.drawOval(
        skia.Rect.MakeLTRB(stage.width / 2 - half, y - 0.075, stage.width / 2 + half, y + 0.075),
        stage.brush.paint(fill),
    )
    stage.canvas.drawOval(
        skia.Rect.MakeLTRB(stage.width / 2 - half * 0.8, y - 0.05, stage.width / 2 + half * 0.8, y + 0.05),
        stage.brush.paint(mix(fill, WHITE, 0.3), 0.012),
    )


def columns(stage: Stage, *, y: float, n: int, fill: RGB) -> None:
    """Columns of a great hall."""
    count = max(2, round(n * stage.width))
    for i in range(count):
        x = stage.width * (i + 0.5) / count
        stage.path([(x - 0.035, 0.1), (x + 0.035, 0.1), (x + 0.04, y), (x - 0.04, y)], fill, outline=True)
        stage.path([(x + 0.012, 0.1), (x + 0.035, 0.1), (x + 0.04, y), (x + 0.014, y)], mix(fill, INK, 0.16))
        for top, bottom in ((0.06, 0.11), (y - 0.04, y + 0.01)):
            stage.path(
                [(x - 0.06, top), (x + 0.06, top), (x + 0.06, bottom), (x - 0.06, bottom)], fill, outline=True
            )
    stage.path(
        [(0, -0.01), (stage.width, -0.01), (stage.width, 0.07), (0, 0.07)], mix(fill, INK, 0.1), outline=True
    )


def banners(stage: Stage, *, n: int, fills: list[RGB]) -> None:
    """Cloths that hang from the wall."""
    count = max(2, round(n * stage.width))
    for i in range(count):
        x = stage.width * (i + 1.0) / (count + 1)
        stage.path(
            [(x - 0.05, 0.12), (x + 0.05, 0.12), (x + 0.05, 0.4), (x, 0.35), (x - 0.05, 0.4)],
            fills[i % len(fills)],
            outline=True,
        )
        stage.canvas.drawCircle(x, 0.22, 0.024, stage.brush.paint((250, 226, 120)))


def tiles(stage: Stage, *, top: float, fill: RGB) -> None:
    """A chequered floor in perspective."""
    middle = stage.width / 2
    rows = (0.0, 0.14, 0.34, 0.62, 1.0)
    count = round(8 * stage.width)
    for row in range(4):
        ya, yb = top + (1 - top) * rows[row], top + (1 - top) * rows[row + 1]
        spread = [0.55 + 0.75 * (y - top) / (1 - top) for y in (ya, yb)]
        for i in range(-count, count, 2):
            left, right = (i + row % 2) * 0.13, (i + 1 + row % 2) * 0.13
            stage.path(
                [
                    (middle + left * spread[0], ya),
                    (middle + right * spread[0], ya),
                    (middle + right * spread[1], yb),
                    (middle + left * spread[1], yb),
                ],
                fill,
            )


def shelves(stage: Stage, *, y: float) -> None:
    """Two shelves with pots."""
    left, right = stage.width - 0.46, stage.width - 0.08
    for level, jars in (
        (y - 0.1, ((230, 90, 70), (240, 190, 70), (90, 150, 200))),
        (y + 0.08, ((250, 250, 250), (120, 180, 120), (200, 120, 170))),
    ):
        for i, jar in enumerate(jars):
            x = left + 0.05 + 0.12 * i
            stage.canvas.drawRoundRect(
                skia.Rect.MakeXYWH(x, level - 0.08, 0.07, 0.08), 0.015, 0.015, stage.brush.paint(jar)
            )
        stage.canvas.drawLine(left, level, right, level, stage.brush.paint((142, 92, 50), 0.022))


def stove(stage: Stage, *, y: float) -> None:
    """A cupboard and a stove along the wall."""
    stage.path([(0, y - 0.2), (stage.width, y - 0.2), (stage.width, y), (0, y)], (196, 140, 92), outline=True)
    stage.canvas.drawRect(
        skia.Rect.MakeLTRB(0, y - 0.225, stage.width, y - 0.19), stage.brush.paint((240, 236, 226))
    )
    count = round(5 * stage.width)
    for i in range(count):
        x = stage.width * (i + 0.5) / count
        stage.canvas.drawLine(
            x - stage.width / count / 2,
            y - 0.19,
            x - stage.width / count / 2,
            y,
            stage.brush.paint((150, 102, 64), 0.008),
        )
        stage.canvas.drawCircle(x + 0.05, y - 0.1, 0.011, stage.brush.paint((90, 60, 40)))
    x = stage.width - 0.3
    stage.path(
        [(x - 0.11, y - 0.235), (x + 0.11, y - 0.235), (x + 0.11, y), (x - 0.11, y)],
        (70, 74, 84),
        outline=True,
    )
    stage.canvas.drawRoundRect(
        skia.Rect.MakeXYWH(x - 0.075, y - 0.15, 0.15, 0.1),
        0.02,
        0.02,
        Brush(stage.canvas, ink=0).paint((255, 150, 50)),
    )
    stage.canvas.drawRoundRect(
        skia.Rect.MakeXYWH(x - 0.06, y - 0.3, 0.12, 0.07), 0.015, 0.015, stage.brush.paint((190, 70, 60))
    )


BOOKS: tuple[RGB, ...] = ((196, 70, 62), (66, 112, 176), (232, 180, 72), (86, 146, 92), (146, 92, 160))


def bookcase(stage: Stage, *, x: float, y: float, w: float, h: float) -> None:
    """A case of books against the wall; ``x`` is the share of the width where its middle stands."""
    left, top = x * stage.width - w / 2, y - h
    wood: RGB = (142, 92, 50)
    stage.path([(left, top), (left + w, top), (left + w, y), (left, y)], wood, outline=True)
    rows = 3
    for row in range(rows):
        shelf = top + h * (row + 1) / rows - 0.02
        stage.canvas.drawRect(
            skia.Rect.MakeLTRB(left + 0.02, shelf - h / rows + 0.04, left + w - 0.02, shelf),
            stage.brush.paint(mix(wood, INK, 0.45)),
        )
        for i in range(7):
            tall = h / rows * (0.55 + 0.08 * ((3 * i + row) % 4))
            at = left + 0.03 + i * (w - 0.06) / 7
            stage.canvas.drawRect(
                skia.Rect.MakeLTRB(at, shelf - tall, at + (w - 0.06) / 7 - 0.004, shelf),
                stage.brush.paint(BOOKS[(i + 2 * row) % len(BOOKS)]),
            )


def pans(stage: Stage, *, x: float, y: float) -> None:
    """A rail with copper pans; ``x`` is the share of the width where its middle hangs."""
    middle = x * stage.width
    stage.canvas.drawLine(middle - 0.2, y, middle + 0.2, y, stage.brush.paint((110, 78, 54), 0.014))
    for i, size in enumerate((0.05, 0.042, 0.034)):
        at = middle - 0.14 + 0.14 * i
        stage.canvas.drawLine(at, y, at, y + 0.1, stage.brush.paint((90, 64, 44), 0.012))
        stage.canvas.drawCircle(at, y + 0.1 + size, size, stage.brush.paint((206, 118, 62)))
        stage.canvas.drawCircle(at, y + 0.1 + size, size * 0.72, stage.brush.paint((166, 88, 46)))
