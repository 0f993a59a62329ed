"""Backgrounds: each layer of ``places.yaml`` is painted by one function of the table ``LAYERS``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import skia

from pipeline.world import buildings, interiors, landscape, sky, water
from pipeline.world.catalogue import Place
from pipeline.world.pen import Brush
from pipeline.world.stage import LIGHTS, Stage

DULL = {"rain": 0.87, "snow": 0.95, "fog": 0.92, "storm": 0.66, "wind": 1.0, "clear": 1.0}
"""Weather -> how much of the light is left."""

WINGS_FROM = 1.5
"""Width of the stage, in its heights, from which a place shows what furnishes the sides of a wide picture."""

LAYERS: dict[str, Callable[..., Any]] = {
    "sky": sky.sky,
    "clouds": sky.clouds,
    "cloudbank": sky.cloudbank,
    "band": landscape.band,
    "hills": landscape.hills,
    "peaks": landscape.peaks,
    "trunks": landscape.trunks,
    "canopy": landscape.canopy,
    "dots": landscape.dots,
    "firs": landscape.firs,
    "cacti": landscape.cacti,
    "palms": landscape.palms,
    "hedge": landscape.hedge,
    "blooms": landscape.blooms,
    "reeds": landscape.reeds,
    "rock": landscape.rock,
    "spikes": landscape.spikes,
    "waves": water.waves,
    "deep": water.deep,
    "rays": water.rays,
    "weeds": water.weeds,
    "bubbles": water.bubbles,
    "mast": water.mast,
    "rail": water.rail,
    "houses": buildings.houses,
    "castle": buildings.castle,
    "fence": buildings.fence,
    "road": buildings.road,
    "facades": buildings.facades,
    "cobbles": buildings.cobbles,
    "lamps": buildings.lamps,
    "wall": interiors.wall,
    "window": interiors.window,
    "picture": interiors.picture,
    "planks": interiors.planks,
    "rug": interiors.rug,
    "columns": interiors.columns,
    "banners": interiors.banners,
    "tiles": interiors.tiles,
    "shelves": interiors.shelves,
    "stove": interiors.stove,
    "bookcase": interiors.bookcase,
    "pans": interiors.pans,
    "boulders": landscape.boulders,
}
"""Name in ``places.yaml`` -> the function that paints it."""


def paint_background(
    canvas: skia.Canvas,
    place: Place,
    *,
    width: float,
    time: str,
    weather: str,
    rng: np.random.Generator,
    ink: float,
    detail: bool,
    fine: bool = False,
) -> None:
    """Paint all layers of ``place`` on ``canvas``, whose unit is the frame's height.

    Args:
        width: Of what is painted, in units.
        ink: Width of thin outlines, in units.
        detail: Shading and the grain of paper; for frames with pixels enough to show them.
        fine: Smooth edges of hills and ground; for large frames.
    """
    light = LIGHTS[time]
    if place.inside and time == "night" and not place.submerged:
        light = (0.62, 0.52, 0.5)
    elif weather != "clear" and not place.inside:
        dull = DULL[weather]
        light = (
            light[0] * (dull - 0.03 * (weather == "rain")),
            light[1] * dull,
            light[2] * min(1.0, dull + 0.05),
        )
    stage = Stage(canvas, width, time, weather, rng, Brush(canvas, ink=ink, tint=light), ink, detail, fine)
    for layer in (*place.layers, *(place.wings if width >= WINGS_FROM else ())):
        for name, arguments in layer.items():
            LAYERS[name](stage, **arguments)
    if detail:
        _grain(canvas, width, int(rng.integers(1000)))


def _grain(canvas: skia.Canvas, width: float, seed: int) -> None:
    """Lay the grain of watercolour paper over the picture: broad blooms of pigment and a fine tooth."""
    grey = skia.ColorFilters.Matrix([0.4, 0.3, 0.3, 0, 0] * 3 + [0, 0, 0, 0, 1])
    for frequency, strength in ((5.0, 80), (60.0, 30)):
        paint = skia.Paint(
            Shader=skia.PerlinNoiseShader.MakeFractalNoise(frequency, frequency, 3, seed),
            ColorFilter=grey,
            BlendMode=skia.BlendMode.kSoftLight,
            Alpha=strength,
        )
        canvas.drawRect(skia.Rect.MakeWH(width, 1.0), paint)
