"""Figures as lists of coloured parts, and the brush that inks and paints them with Skia."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import skia

RGB = tuple[int, int, int]
"""Red, green, blue in [0, 255]."""
Point = tuple[float, float]

INK: RGB = (28, 24, 32)
WHITE: RGB = (255, 255, 255)
SOFT_FROM = 120.0
"""Pixels per unit of a figure from which its shading is softened and runs over touching parts."""


def mix(a: RGB, b: RGB, share: float) -> RGB:
    """Return the colour that is ``share`` of ``b`` and the rest of ``a``."""
    return (
        round(a[0] + (b[0] - a[0]) * share),
        round(a[1] + (b[1] - a[1]) * share),
        round(a[2] + (b[2] - a[2]) * share),
    )


def tinted(colour: RGB, tint: tuple[float, float, float]) -> RGB:
    """Return ``colour`` in light of colour ``tint``, each channel a factor in [0, 1.2]."""
    return (
        min(255, round(colour[0] * tint[0])),
        min(255, round(colour[1] * tint[1])),
        min(255, round(colour[2] * tint[2])),
    )


def luma(colour: RGB) -> float:
    """Return the brightness of ``colour`` in [0, 255] (Rec. 601 weights)."""
    return 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]


def reach(start: Point, angle: float, length: float) -> Point:
    """Return the point ``length`` from ``start``; angle 0 hangs straight down, positive swings forward."""
    return start[0] + length * math.sin(angle), start[1] + length * math.cos(angle)


@dataclass(slots=True)
class Part:
    """One filled shape, or one thick line if ``width`` is above 0. Coordinates are the figure's own."""

    path: skia.Path
    fill: RGB
    width: float = 0.0
    ink: bool = True
    """Whether the part has the dark outline."""
    layer: int = 0
    """Parts of one layer share one outline; a higher layer lies on top with its own."""
    fine: bool = False
    """Drawn only where there are pixels enough for detail; it must lie within the rest of its figure."""


@dataclass(slots=True)
class Figure:
    """A posed subject: origin at its middle on the ground, x forward, y down, about 1 unit tall."""

    parts: list[Part] = field(default_factory=list)
    hold: Point = (0.3, -0.4)
    """Where a thing that it holds is drawn."""
    top: Point = (0.0, -1.0)
    """Just above the head."""
    face: Point = (0.0, -0.8)
    """Middle of the head, where a close-up looks."""


class Pen:
    """Collects parts under a current turn and shift."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self._matrix = skia.Matrix()
        self._layer = 0
        self._fine = False

    def layer(self) -> None:
        """Begin a new layer: what follows has an outline of its own."""
        self._layer += 1

    @contextmanager
    def detail(self) -> Iterator[None]:
        """Draw what is inside only where there are pixels enough, see ``Part.fine``."""
        self._fine = True
        try:
            yield
        finally:
            self._fine = False

    @contextmanager
    def turned(
        self, angle: float, about: Point = (0.0, 0.0), shift: Point = (0.0, 0.0), stretch: Point = (1.0, 1.0)
    ) -> Iterator[None]:
        """Turn what is drawn inside clockwise by ``angle`` radians about a point, then shift it."""
        kept = self._matrix
        self._matrix = skia.Matrix.Concat(kept, skia.Matrix())
        self._matrix.preTranslate(about[0] + shift[0], about[1] + shift[1])
        self._matrix.preRotate(math.degrees(angle))
        self._matrix.preScale(*stretch)
        self._matrix.preTranslate(-about[0], -about[1])
        try:
            yield
        finally:
            self._matrix = kept

    def place(self, point: Point) -> Point:
        """Return where ``point`` lies after the current turn and shift."""
        mapped = self._matrix.mapXY(*point)
        return mapped.x(), mapped.y()

    def _add(self, path: skia.Path, fill: RGB, width: float, ink: bool) -> None:
        path.transform(self._matrix)
        self.parts.append(Part(path, fill, width, ink, self._layer, self._fine))

    def oval(
        self, centre: Point, rx: float, ry: float, fill: RGB, *, angle: float = 0.0, ink: bool = True
    ) -> None:
        path = skia.Path()
        path.addOval(skia.Rect.MakeLTRB(centre[0] - rx, centre[1] - ry, centre[0] + rx, centre[1] + ry))
        if angle:
            path.transform(skia.Matrix.RotateDeg(math.degrees(angle), skia.Point(*centre)))
        self._add(path, fill, 0.0, ink)

    def poly(self, points: Sequence[Point], fill: RGB, *, ink: bool = True) -> None:
        path = skia.Path()
        path.addPoly([skia.Point(*point) for point in points], True)
        self._add(path, fill, 0.0, ink)

    def soft(self, points: Sequence[Point], fill: RGB, *, ink: bool = True) -> None:
        """A closed smooth curve whose control points are ``points``."""
        path = skia.Path()
        count = len(points)
        path.moveTo((points[-1][0] + points[0][0]) / 2, (points[-1][1] + points[0][1]) / 2)
        for i, (x, y) in enumerate(points):
            following = points[(i + 1) % count]
            path.quadTo(x, y, (x + following[0]) / 2, (y + following[1]) / 2)
        path.close()
        self._add(path, fill, 0.0, ink)

    def scalloped(self, points: Sequence[Point], fill: RGB) -> None:
        """A bat's wing: straight to the second and third point, then cut in between the rest."""
        path = skia.Path()
        path.moveTo(*points[0])
        path.lineTo(*points[1])
        path.lineTo(*points[2])
        for before, after in zip(points[2:], [*points[3:], points[0]], strict=True):
            middle = (before[0] + after[0]) / 2, (before[1] + after[1]) / 2
            path.quadTo(
                middle[0] + 0.35 * (points[1][0] - middle[0]),
                middle[1] + 0.35 * (points[1][1] - middle[1]),
                *after,
            )
        path.close()
        self._add(path, fill, 0.0, ink=True)

    def box(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        fill: RGB,
        *,
        corner: float = 0.0,
        ink: bool = True,
    ) -> None:
        path = skia.Path()
        path.addRoundRect(skia.Rect.MakeLTRB(left, top, right, bottom), corner, corner)
        self._add(path, fill, 0.0, ink)

    def limb(self, points: Sequence[Point], width: float, fill: RGB, *, ink: bool = True) -> None:
        """A thick round-ended line through two or more points."""
        path = skia.Path()
        path.moveTo(*points[0])
        for point in points[1:]:
            path.lineTo(*point)
        self._add(path, fill, width, ink)

    def bow(
        self, start: Point, control: Point, end: Point, width: float, fill: RGB, *, ink: bool = True
    ) -> None:
        """A thick round-ended bent line."""
        path = skia.Path()
        path.moveTo(*start)
        path.quadTo(*control, *end)
        self._add(path, fill, width, ink)


class Brush:
    """Paints figures on a canvas: position, size and direction of the figure, light, width of the ink."""

    def __init__(
        self,
        canvas: skia.Canvas,
        *,
        ink: float,
        tint: tuple[float, float, float] = (1.0, 1.0, 1.0),
        smooth: bool = True,
        shading: bool = False,
        fine: bool = False,
    ) -> None:
        """``ink`` is the width of outlines in pixels; ``shading`` models figures with light and shadow.

        ``fine`` draws the parts that need many pixels.
        """
        self.canvas = canvas
        self.ink = ink
        self.tint = tint
        self.shading = shading
        self._fine = fine
        self._smooth = smooth
        self._paints: dict[tuple[RGB, float, bool], skia.Paint] = {}

    def paint(self, colour: RGB, width: float = 0.0, *, shaded: bool = False) -> skia.Paint:
        """Return the paint of a colour, for lines of a width or, without one, for areas.

        ``shaded`` lets it grow darker from the head of a figure to its feet.
        """
        key = (colour, width, shaded)
        if key not in self._paints:
            made = skia.Paint(AntiAlias=self._smooth, Color=skia.Color(*tinted(colour, self.tint)))
            if shaded:
                light, dark = (
                    tinted(mix(colour, WHITE, 0.07), self.tint),
                    tinted(mix(colour, (30, 10, 50), 0.17), self.tint),
                )
                made.setShader(
                    skia.GradientShader.MakeLinear(
                        points=[skia.Point(0.1, -0.9), skia.Point(-0.1, 0.05)],
                        colors=[skia.Color(*light), skia.Color(*dark)],
                    )
                )
            if width > 0:
                made.setStyle(skia.Paint.kStroke_Style)
                made.setStrokeWidth(width)
                made.setStrokeCap(skia.Paint.kRound_Cap)
                made.setStrokeJoin(skia.Paint.kRound_Join)
            self._paints[key] = made
        return self._paints[key]

    def figure(
        self,
        figure: Figure,
        at: Point,
        height: float,
        *,
        left: bool = False,
        rim: RGB | None = None,
        flat: RGB | None = None,
    ) -> None:
        """Paint ``figure`` with its origin ``at`` a pixel, ``height`` pixels per unit.

        Args:
            left: Mirrored, to face left.
            rim: Colour of a line around the outline, for a dark figure before a dark background.
            flat: Paint everything, ink included, in this one colour (for masks).
        """
        canvas = self.canvas
        canvas.save()
        canvas.translate(*at)
        canvas.scale(-height if left else height, height)
        ink = self.ink / height
        parts = [part for part in figure.parts if self._fine or not part.fine]
        if rim is not None and flat is None:
            for part in parts:
                if part.ink:
                    canvas.drawPath(part.path, self.paint(rim, part.width + 4.2 * ink))
        start = 0
        while start < len(parts):
            stop = start
            while stop < len(parts) and parts[stop].layer == parts[start].layer:
                stop += 1
            for part in parts[start:stop]:
                if part.ink:
                    canvas.drawPath(part.path, self.paint(flat or INK, part.width + 2 * ink))
            if self.shading and flat is None:
                self._fill_shaded(parts[start:stop], left, soft=height >= SOFT_FROM)
            else:
                for part in parts[start:stop]:
                    canvas.drawPath(part.path, self.paint(flat or part.fill, part.width))
            start = stop
        canvas.restore()

    def _fill_shaded(self, parts: list[Part], left: bool, *, soft: bool) -> None:
        """Fill the parts of one layer in order and model the outlined ones before marks lie on them."""
        run: list[Part] = []
        for part in [*parts, None]:
            if part is None or not part.ink:
                for area, thickness in _areas(run, merged=soft):
                    self._model(area, thickness, left, soft=soft)
                run = []
            if part is not None:
                self.canvas.drawPath(part.path, self.paint(part.fill, part.width, shaded=True))
                if part.ink:
                    run.append(part)

    def _model(self, area: skia.Path, thickness: float, left: bool, *, soft: bool) -> None:
        """Shadow on the lower right of an area and light on its upper left, inside its outline."""
        if thickness < 0.05:
            return
        canvas = self.canvas
        band = min(0.1, 0.3 * thickness)
        shift = 0.34 * band
        across = shift if left else -shift
        blur = skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 0.22 * band) if soft else None
        canvas.save()
        canvas.clipPath(area, True)
        canvas.translate(across, -shift)
        canvas.drawPath(area, self._veil((36, 10, 60), 58 if soft else 44, band, blur))
        canvas.translate(-2 * across, 2 * shift)
        canvas.drawPath(area, self._veil((255, 250, 230), 52 if soft else 46, band, blur))
        canvas.restore()

    def _veil(self, colour: RGB, alpha: int, width: float, blur: skia.MaskFilter | None) -> skia.Paint:
        """Return a translucent paint for a band along an edge."""
        made = skia.Paint(
            AntiAlias=True,
            Color=skia.Color(*colour, alpha),
            Style=skia.Paint.kStroke_Style,
            StrokeWidth=width,
        )
        if blur is not None:
            made.setMaskFilter(blur)
        return made


def _areas(parts: list[Part], *, merged: bool) -> list[tuple[skia.Path, float]]:
    """Return areas and how thick they are; ``merged`` joins those of one colour, limbs among them."""
    joined: dict[RGB, tuple[skia.Path, float]] = {}
    apart = []
    for part in parts:
        if part.width and not merged:
            continue
        bounds = part.path.getBounds()
        thickness = part.width or min(bounds.width(), bounds.height())
        path = part.path
        if part.width:
            path = skia.Path()
            skia.Paint(
                Style=skia.Paint.kStroke_Style,
                StrokeWidth=part.width,
                StrokeCap=skia.Paint.kRound_Cap,
                StrokeJoin=skia.Paint.kRound_Join,
            ).getFillPath(part.path, path)
        if not merged:
            apart.append((path, thickness))
        elif part.fill in joined:
            before, thinner = joined[part.fill]
            try:
                joined[part.fill] = skia.Op(before, path, skia.kUnion_PathOp), min(thinner, thickness)
            except RuntimeError:  # Skia cannot join some curves that nearly touch: they are shaded one by one
                apart.append((path, thickness))
        else:
            joined[part.fill] = path, thickness
    return [*joined.values(), *apart]
