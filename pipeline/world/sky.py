"""The sky at each time of day and in each weather."""

from __future__ import annotations

import skia

from pipeline.world.pen import RGB, WHITE, Brush, mix
from pipeline.world.stage import Stage

SKIES: dict[str, tuple[RGB, RGB]] = {
    "morning": ((150, 200, 244), (255, 226, 178)),
    "day": ((92, 176, 246), (202, 234, 252)),
    "evening": ((112, 72, 150), (255, 142, 72)),
    "night": ((14, 18, 58), (44, 54, 118)),
}
"""Time of day -> colour at the top of the sky and at the horizon."""


CLOUDED: dict[str, tuple[RGB, float]] = {
    "rain": ((112, 122, 138), 0.75),
    "snow": ((176, 186, 202), 0.75),
    "fog": ((204, 208, 214), 0.75),
    "storm": ((58, 62, 84), 0.88),
    "wind": ((170, 200, 220), 0.35),
}
"""Weather -> the colour of its sky by day, and how much of the sky takes it."""


def sky_colours(time: str, weather: str) -> tuple[RGB, RGB]:
    """Return the sky's colours at the top and at the horizon."""
    top, low = SKIES[time]
    if weather == "clear":
        return top, low
    grey, share = CLOUDED[weather]
    dim = {"morning": 0.95, "day": 1.0, "evening": 0.75, "night": 0.32}[time]
    cloud = (round(grey[0] * dim), round(grey[1] * dim), round(grey[2] * dim))
    return mix(top, cloud, share), mix(low, cloud, share - 0.1)


def sky(stage: Stage, *, pale: float = 0.0, warm: float = 0.0) -> None:
    """The sky with sun, moon, stars or clouds; ``pale`` and ``warm`` in [0, 1] shift its colours."""
    top, low = sky_colours(stage.time, stage.weather)
    if stage.time != "night":
        top, low = mix(top, WHITE, pale), mix(low, WHITE, pale)
        top, low = mix(top, (255, 206, 116), warm), mix(low, (255, 232, 160), warm)
    shader = skia.GradientShader.MakeLinear(
        points=[skia.Point(0, 0), skia.Point(0, 0.62)], colors=[skia.Color(*top), skia.Color(*low)]
    )
    stage.canvas.drawRect(skia.Rect.MakeWH(stage.width, 1.0), skia.Paint(Shader=shader))
    plain = Brush(stage.canvas, ink=0)
    x = stage.lot(0.12, 0.3) * stage.width if stage.rng.random() < 0.5 else stage.lot(0.7, 0.88) * stage.width
    bright = stage.weather in ("clear", "wind")
    if stage.time == "night":
        for _ in range(round(14 * max(1.0, stage.width)) if bright else 0):
            stage.canvas.drawCircle(
                stage.lot(0, stage.width),
                stage.lot(0.02, 0.5),
                stage.lot(0.005, 0.011),
                plain.paint((255, 252, 220)),
            )
        if bright:
            _glow(stage, x, 0.15, 0.2, (255, 246, 196))
            if stage.detail:
                stage.canvas.drawPath(_crescent(x), plain.paint((255, 246, 196)))
            else:
                stage.canvas.drawCircle(x, 0.15, 0.085, plain.paint((255, 246, 196)))
                stage.canvas.drawCircle(x + 0.038, 0.135, 0.075, plain.paint(mix(top, low, 0.2)))
    elif bright:
        if stage.time == "day":
            _glow(stage, x, 0.14, 0.19, (255, 244, 170))
            stage.canvas.drawCircle(x, 0.14, 0.075, plain.paint((255, 232, 90)))
            cloud(stage, plain, (stage.width - x), 0.17, 0.1, WHITE)
        else:
            sun: RGB = (255, 244, 180) if stage.time == "morning" else (255, 90, 50)
            _glow(stage, x, 0.42, 0.28, sun)
            stage.canvas.drawCircle(x, 0.42, 0.11, plain.paint(sun))
    if stage.weather in ("rain", "snow", "storm"):
        count = round(4 * max(1.0, stage.width))
        fill = mix(top, WHITE, 0.4) if stage.weather == "snow" else mix(top, (40, 44, 60), 0.35)
        for i in range(count):
            cloud(
                stage,
                plain,
                stage.width * (i + 0.5) / count + stage.lot(-0.05, 0.05),
                stage.lot(0.03, 0.1),
                0.13,
                fill,
            )


def _crescent(x: float) -> skia.Path:
    """Return the outline of the moon, so that its dark side is the sky behind it."""
    full, shadow = skia.Path(), skia.Path()
    full.addCircle(x, 0.15, 0.085)
    shadow.addCircle(x + 0.038, 0.135, 0.075)
    return skia.Op(full, shadow, skia.kDifference_PathOp)


def _glow(stage: Stage, x: float, y: float, radius: float, colour: RGB) -> None:
    """Light around sun or moon, where there are pixels enough."""
    if not stage.detail:
        return
    shader = skia.GradientShader.MakeRadial(
        center=skia.Point(x, y), radius=radius, colors=[skia.Color(*colour, 150), skia.Color(*colour, 0)]
    )
    stage.canvas.drawCircle(x, y, radius, skia.Paint(AntiAlias=True, Shader=shader))


def cloud(stage: Stage, brush: Brush, x: float, y: float, size: float, fill: RGB) -> None:
    """One cloud of three puffs around a point."""
    puffs = ((-0.9, 0.15, 0.5), (0.0, -0.1, 0.75), (0.85, 0.15, 0.55))
    for shade in ((0.1, mix(fill, (90, 110, 160), 0.2)), (0.0, fill)) if stage.detail else ((0.0, fill),):
        for dx, dy, r in puffs:
            box = skia.Rect.MakeXYWH(
                x + (dx - r) * size, y + (dy - r * 0.8 + shade[0]) * size, 2 * r * size, 1.6 * r * size
            )
            stage.canvas.drawOval(box, brush.paint(shade[1]))


def clouds(stage: Stage, *, n: int) -> None:
    """Clouds all over the sky."""
    top, _ = sky_colours(stage.time, stage.weather)
    plain = Brush(stage.canvas, ink=0)
    for i in range(round(n * stage.width)):
        cloud(
            stage,
            plain,
            stage.width * (i + stage.lot(0.1, 0.9)) / (n * stage.width),
            stage.lot(0.15, 0.75),
            stage.lot(0.09, 0.16),
            mix(WHITE, top, 0.1 if stage.time != "night" else 0.62),
        )


def cloudbank(stage: Stage, *, y: float) -> None:
    """A floor of clouds."""
    top, _ = sky_colours(stage.time, stage.weather)
    plain = Brush(stage.canvas, ink=0)
    fill = mix(WHITE, top, 0.12 if stage.time != "night" else 0.55)
    count = round(6 * stage.width)
    for i in range(count + 1):
        stage.canvas.drawCircle(
            stage.width * i / count,
            y + stage.lot(0.02, 0.06),
            stage.lot(0.1, 0.15),
            plain.paint(mix(fill, top, 0.12 * (i % 2))),
        )
    stage.canvas.drawRect(skia.Rect.MakeLTRB(0, y + 0.04, stage.width, 1), plain.paint(fill))
