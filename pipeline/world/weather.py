"""What falls or drifts through the air, frame by frame."""

from __future__ import annotations

import numpy as np
import skia

FALLS_PER_SECOND = {"rain": 1.5, "snow": 0.3}
"""How many heights of the frame a drop or flake falls in a second."""


def paint_weather(
    canvas: skia.Canvas, weather: str, *, width: float, seconds: float, seed: int, night: bool
) -> None:
    """Paint rain, snow or fog over the frame; the unit is the frame's height."""
    rng = np.random.default_rng([seed, 77])
    if weather == "rain":
        colour = skia.Color(190, 214, 250, 215) if not night else skia.Color(150, 180, 240, 215)
        paint = skia.Paint(AntiAlias=True, Color=colour, Style=skia.Paint.kStroke_Style, StrokeWidth=0.011)
        path = skia.Path()
        drops = rng.random((round(30 * width), 2))
        for x, y in drops:
            y = (y + FALLS_PER_SECOND["rain"] * seconds) % 1.1 - 0.05
            x = (x * 1.2 - 0.28 * y) * width
            path.moveTo(x, y)
            path.lineTo(x - 0.025, y + 0.085)
        canvas.drawPath(path, paint)
    elif weather == "snow":
        paint = skia.Paint(
            AntiAlias=True, Color=skia.Color(255, 255, 255) if not night else skia.Color(225, 232, 250)
        )
        flakes = rng.random((round(34 * width), 4))
        path = skia.Path()
        for x, y, r, way in flakes:
            y = (y + FALLS_PER_SECOND["snow"] * (0.7 + 0.6 * r) * seconds) % 1.06 - 0.03
            x = (x + 0.03 * np.sin(6.3 * (way + 0.5 * seconds))) * width
            path.addCircle(x, y, 0.011 + 0.01 * r)
        canvas.drawPath(path, paint)
    elif weather == "fog":
        shade = 236 if not night else 120
        for i in range(5):  # once on the background, once more thinly before the subjects
            y = 0.2 + 0.17 * i
            drift = 0.08 * np.sin(1.2 * seconds + 1.7 * i + seed % 7)
            paint = skia.Paint(AntiAlias=True, Color=skia.Color(shade, shade, min(255, shade + 6), 50))
            canvas.drawRoundRect(
                skia.Rect.MakeLTRB(-0.3 + drift, y - 0.08, width + 0.3 + drift, y + 0.08), 0.08, 0.08, paint
            )
