"""What a layer of the background paints on, and the light of each time of day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import skia

from pipeline.world.pen import INK, RGB, WHITE, Brush, mix, tinted

Tint = tuple[float, float, float]

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
    """Width of what is painted, in units."""
    time: str
    weather: str
    rng: np.random.Generator
    brush: Brush
    ink: float
    """Width of the background's thin outlines, in units."""
    detail: bool
    """Whether there are pixels enough for shading."""
    fine: bool = False
    """Whether there are so many that a bent line of few pieces shows its corners."""

    def path(self, points: list[tuple[float, float]], fill: RGB, *, outline: bool = False) -> None:
        """Fill a polygon; ``outline`` adds a thin darker line."""
        shape = skia.Path()
        shape.addPoly([skia.Point(*point) for point in points], True)
        self.canvas.drawPath(shape, self._shaded(shape, fill) if self.detail else self.brush.paint(fill))
        if outline:
            self.canvas.drawPath(shape, self.brush.paint(mix(fill, INK, 0.5), self.ink))

    def _shaded(self, shape: skia.Path, fill: RGB) -> skia.Paint:
        """Return a paint that is lighter at the top of ``shape`` than at its bottom."""
        bounds = shape.getBounds()
        light, dark = (
            tinted(mix(fill, WHITE, 0.13), self.brush.tint),
            tinted(mix(fill, INK, 0.17), self.brush.tint),
        )
        shader = skia.GradientShader.MakeLinear(
            points=[skia.Point(0, bounds.top()), skia.Point(0, min(bounds.bottom(), 1.0))],
            colors=[skia.Color(*light), skia.Color(*dark)],
        )
        return skia.Paint(AntiAlias=True, Shader=shader)

    def lot(self, low: float, high: float) -> float:
        """Return a number between ``low`` and ``high`` by lot."""
        return float(self.rng.uniform(low, high))
