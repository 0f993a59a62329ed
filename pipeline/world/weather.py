"""What falls or drifts through the air, frame by frame."""

from __future__ import annotations

import math

import numpy as np
import skia

FALLS_PER_SECOND = {"rain": 1.5, "storm": 1.9, "snow": 0.3}
"""How many heights of the frame a drop or flake falls in a second."""
DROPS = {"rain": 30, "storm": 46}
"""Drops for each height of the frame that it is wide."""
LEAVES = ((214, 120, 40), (196, 160, 50), (120, 160, 60))


def paint_weather(
    canvas: skia.Canvas, weather: str, *, width: float, seconds: float, seed: int, night: bool
) -> None:
    """Paint rain, snow, fog, storm or wind over the frame; the unit is the frame's height."""
    rng = np.random.default_rng([seed, 77])
    if weather in ("rain", "storm"):
        _rain(canvas, rng, width=width, seconds=seconds, night=night, storm=weather == "storm")
    elif weather == "snow":
        _snow(canvas, rng, width=width, seconds=seconds, night=night)
    elif weather == "fog":
        _fog(canvas, seed, width=width, seconds=seconds, night=night)
    elif weather == "wind":
        _wind(canvas, rng, width=width, seconds=seconds, night=night)


def _stroke(colour: int, width: float) -> skia.Paint:
    return skia.Paint(
        AntiAlias=True,
        Color=colour,
        Style=skia.Paint.kStroke_Style,
        StrokeWidth=width,
        StrokeCap=skia.Paint.kRound_Cap,
    )


def _rain(
    canvas: skia.Canvas, rng: np.random.Generator, *, width: float, seconds: float, night: bool, storm: bool
) -> None:
    colour = skia.Color(190, 214, 250, 215) if not night else skia.Color(150, 180, 240, 215)
    slant = 0.5 if storm else 0.28
    path = skia.Path()
    for x, y in rng.random((round(DROPS["storm" if storm else "rain"] * width), 2)):
        y = (y + FALLS_PER_SECOND["storm" if storm else "rain"] * seconds) % 1.1 - 0.05
        x = (x * (1 + slant * 0.8) - slant * y) * width
        path.moveTo(x, y)
        path.lineTo(x - 0.09 * slant, y + 0.085)
    canvas.drawPath(path, _stroke(colour, 0.011))


def paint_lightning(canvas: skia.Canvas, *, width: float, seconds: float, seed: int) -> None:
    """Paint what a storm shows behind the subjects: two frames of lightning every 1.4 seconds."""
    rng = np.random.default_rng([seed, 77])
    rng.random((round(DROPS["storm"] * width), 2))  # the drops are drawn by lot first
    strike = float(rng.uniform(0.2, 1.2))
    if (seconds - strike) % 1.4 < 0.26:
        canvas.drawRect(skia.Rect.MakeWH(width, 1), skia.Paint(Color=skia.Color(255, 255, 240, 60)))
        x = float(rng.uniform(0.15, 0.85)) * width
        bolt = skia.Path()
        bolt.addPoly(
            [
                skia.Point(x + dx, y)
                for dx, y in (
                    (0.02, 0.02),
                    (-0.06, 0.22),
                    (0.0, 0.22),
                    (-0.07, 0.46),
                    (0.07, 0.17),
                    (0.01, 0.17),
                    (0.09, 0.02),
                )
            ],
            True,
        )
        canvas.drawPath(bolt, skia.Paint(AntiAlias=True, Color=skia.Color(255, 246, 150)))


def _snow(
    canvas: skia.Canvas, rng: np.random.Generator, *, width: float, seconds: float, night: bool
) -> None:
    paint = skia.Paint(
        AntiAlias=True, Color=skia.Color(255, 255, 255) if not night else skia.Color(225, 232, 250)
    )
    path = skia.Path()
    for x, y, r, way in rng.random((round(34 * width), 4)):
        y = (y + FALLS_PER_SECOND["snow"] * (0.7 + 0.6 * r) * seconds) % 1.06 - 0.03
        x = (x + 0.03 * math.sin(6.3 * (way + 0.5 * seconds))) * width
        path.addCircle(x, y, 0.011 + 0.01 * r)
    canvas.drawPath(path, paint)


def _fog(canvas: skia.Canvas, seed: int, *, width: float, seconds: float, night: bool) -> None:
    shade = 236 if not night else 120
    tone = (shade, shade, min(255, shade + 6))
    canvas.drawRect(skia.Rect.MakeWH(width, 1.0), skia.Paint(Color=skia.Color(*tone, 24)))
    blur = skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 0.04)
    for i in range(5):  # once on the background, once more thinly before the subjects
        y = 0.18 + 0.17 * i
        for bank in range(round(1 + width)):
            drift = 0.08 * math.sin(1.2 * seconds + 1.7 * i + 2.3 * bank + seed % 7)
            x = (bank + 0.5 * (i % 2)) * width / (1 + width) + drift
            paint = skia.Paint(AntiAlias=True, Color=skia.Color(*tone, 52), MaskFilter=blur)
            canvas.drawOval(skia.Rect.MakeLTRB(x - 0.42, y - 0.085, x + 0.6, y + 0.085), paint)


def _wind(
    canvas: skia.Canvas, rng: np.random.Generator, *, width: float, seconds: float, night: bool
) -> None:
    colour = skia.Color(255, 255, 255, 190 if not night else 110)
    for x, y, pace in rng.random((round(7 * width), 3)):
        x = ((x + (0.5 + 0.5 * pace) * seconds) % 1.4 - 0.2) * width
        y = 0.08 + 0.75 * y
        gust = skia.Path()
        gust.moveTo(x - 0.2, y)
        gust.cubicTo(x - 0.05, y - 0.03, x + 0.02, y + 0.02, x + 0.1, y - 0.01)
        gust.cubicTo(x + 0.15, y - 0.04, x + 0.11, y - 0.08, x + 0.08, y - 0.05)
        canvas.drawPath(gust, _stroke(colour, 0.012))
    for i, (x, y, pace) in enumerate(rng.random((round(9 * width), 3))):
        x = ((x + (0.7 + 0.5 * pace) * seconds) % 1.2 - 0.1) * width
        y = (y + 0.05 * math.sin(5 * seconds + 6 * pace)) * 0.95
        canvas.save()
        canvas.translate(x, y)
        canvas.rotate(300 * seconds * (0.5 + pace) + 60 * i)
        canvas.drawOval(
            skia.Rect.MakeLTRB(-0.022, -0.011, 0.022, 0.011),
            skia.Paint(AntiAlias=True, Color=skia.Color(*LEAVES[i % 3])),
        )
        canvas.restore()
