"""The scene graph as a picture: scenes are rows, the cast are lines that run through them.

The layout is exact arithmetic (rows below each other, one lane for each subject, wrapped text), so nothing
overlaps.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    import networkx as nx

MARGIN = 36
PANEL = 300
"""Width of a scene's title box."""
LANE = 34
"""Distance of two lanes."""
ACTIONS = 430
"""Width of the column of what happens."""
LINE = 19
"""Height of a line of text."""
ROW_GAP = 14
CARD = 250
"""Width of a subject's card in the cast list."""
PAPER, INK, FAINT = "#fbf7ee", "#2f2a26", "#8d8377"
FONT = "font-family=\"'DejaVu Sans',Verdana,Arial,sans-serif\""

LINE_COLOURS = {
    "red": "#d8412f",
    "orange": "#ef8a1d",
    "yellow": "#e3b505",
    "green": "#3f9b45",
    "blue": "#2f6fd6",
    "purple": "#8e44ad",
    "pink": "#ea77ab",
    "brown": "#8a5a33",
    "black": "#3a3740",
    "white": "#c9c2b4",
    "grey": "#8b9097",
    "golden": "#d9a514",
    "silver": "#9aa3ad",
}
SPARE_COLOURS = ("#1f8a8c", "#b5533c", "#6a7f2b", "#5a5fc0", "#b03a6f", "#4b7a9e", "#9c7a1e", "#5b4a6b")
UNTOLD = frozenset({"the", "a", "an", "of", "mr", "mrs", "miss", "dr", "sir", "lady", "lord"})
"""Words of a name that no initial is made of."""
TIME_TINTS = {"morning": "#fff1cf", "evening": "#ffe0cc", "night": "#dfe3f3", "day": "#ffffff"}
PLACE_COLOURS = {
    "forest": "#4f9d55",
    "wood": "#4f9d55",
    "woods": "#4f9d55",
    "meadow": "#9ccb5b",
    "field": "#9ccb5b",
    "river": "#5fa8d3",
    "lake": "#5fa8d3",
    "sea": "#3f7fc0",
    "mountain": "#9aa0b5",
    "desert": "#e2b65c",
    "snowfield": "#c9dcec",
    "garden": "#d58ab5",
}
"""Colours that people expect of a place."""
PLACE_TINTS = (
    "#7fb069",
    "#e6aa68",
    "#5fa8d3",
    "#ca6680",
    "#a78bc4",
    "#d1b74f",
    "#62b6a6",
    "#b08968",
    "#8c9bb0",
)


@dataclass(frozen=True, slots=True)
class _Lane:
    node: str
    label: str
    look: str
    initials: str
    colour: str
    x: float


@dataclass(frozen=True, slots=True)
class _Row:
    node: str
    y: float
    height: float
    title: tuple[str, ...]
    setting: str
    place: str | None
    tint: str
    actions: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    """Lines of text and the subjects in frame, for each shot."""


def draw_graph(graph: nx.MultiDiGraph) -> str:
    """Return the picture of a scene graph as SVG text.

    Args:
        graph: As ``scene_graph`` makes it.
    """
    scenes = sorted(
        (node for node, kind in graph.nodes(data="kind") if kind == "scene"),
        key=lambda node: graph.nodes[node]["order"],
    )
    lanes = _lanes(graph, scenes)
    places = list(dict.fromkeys(place for node in scenes if (place := _place(graph, node))))
    place_colours = {
        place: PLACE_COLOURS.get(place, PLACE_TINTS[i % len(PLACE_TINTS)]) for i, place in enumerate(places)
    }
    columns = len({lane.x for lane in lanes})
    width = max(MARGIN * 2 + PANEL + LANE * (columns + 1) + ACTIONS, MARGIN * 2 + 3 * CARD)
    columns = int((width - 2 * MARGIN) // CARD)
    cards = list(_cards(lanes, columns, top=MARGIN + 56))
    top = MARGIN + 56 + (-(-len(lanes) // columns)) * 50 + 26
    rows = _rows(graph, scenes, top)
    bottom = rows[-1].y + rows[-1].height if rows else top
    times = [time for time in TIME_TINTS if any(graph.nodes[node].get("time") == time for node in scenes)]
    parts = [
        f'<rect width="100%" height="100%" fill="{PAPER}"/>',
        _text(MARGIN, MARGIN + 22, str(graph.graph.get("title", "")), size=26, bold=True),
        *cards,
        *_bands(rows, width, place_colours),
        *_lines(graph, lanes, rows),
        *_details(lanes, rows),
        *_legend(bottom + 34, width, place_colours, times),
    ]
    legend_lines = 1 + max(line for _, line, _, _ in _legend_items(width, place_colours, times))
    height = bottom + 34 + legend_lines * 26 + MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" {FONT}>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _lanes(graph: nx.MultiDiGraph, scenes: list[str]) -> list[_Lane]:
    """Give each subject a lane, in the order of their first scene, and a colour of its own."""
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for order, scene in enumerate(scenes):
        for node in graph.predecessors(scene):
            if graph.nodes[node]["kind"] == "subject":
                first.setdefault(node, order)
                last[node] = order
    used: set[str] = set()
    lanes: list[_Lane] = []
    ends: list[int] = []
    for index, node in enumerate(sorted(first, key=lambda node: first[node])):
        data = graph.nodes[node]
        colour = next(
            (
                LINE_COLOURS[word]
                for word in re.findall(r"\w+", data["look"].lower())
                if word in LINE_COLOURS and LINE_COLOURS[word] not in used
            ),
            None,
        )
        if colour is None:
            free = [spare for spare in SPARE_COLOURS if spare not in used]
            colour = free[0] if free else SPARE_COLOURS[index % len(SPARE_COLOURS)]
        used.add(colour)
        # Who comes when another is gone for good takes that lane: a novel stays narrow enough to be seen.
        column = next((number for number, end in enumerate(ends) if end < first[node]), len(ends))
        ends[column : column + 1] = [last[node]]
        x = MARGIN + PANEL + LANE * (column + 1)
        taken = {lane.initials for lane in lanes}
        lanes.append(_Lane(node, data["label"], data["look"], _initials(data["label"], taken), colour, x))
    return lanes


def _initials(name: str, taken: Collection[str] = ()) -> str:
    """Return at most two letters for a dot: ``C`` for the Crow (``Cr`` where that is taken), ``TH`` for
    Mr. Teddy Henfrey."""
    words = re.findall(r"[^\W\d_]+", name)
    words = [word for word in words if word.lower() not in UNTOLD] or words or ["?"]
    first = "".join(word[0].upper() for word in (words[:1] + words[-1:] if len(words) > 1 else words))
    longer = [words[-1][0].upper() + letter.lower() for letter in words[-1][1:]]
    return next((letters for letters in (first, *longer) if letters not in taken), first)


def _rows(graph: nx.MultiDiGraph, scenes: list[str], top: float) -> list[_Row]:
    rows: list[_Row] = []
    y = top
    for node in scenes:
        data = graph.nodes[node]
        title = tuple(_wrap(data["label"], PANEL - 64, 15, most=2, bold=True))
        place = _place(graph, node)
        words = [place, *(data.get(name) for name in ("time", "weather", "mood"))]
        shown = sorted(
            (edge["order"], action)
            for _, action, key, edge in graph.out_edges(node, keys=True, data=True)
            if key == "shows"
        )
        actions = []
        for _, action in shown:
            who = [
                subject
                for relation in ("does", "with")
                for subject, _, key in graph.in_edges(action, keys=True)
                if key == relation
            ]
            room = ACTIONS - 30 - 14 * max(1, len(who))
            actions.append((tuple(_wrap(graph.nodes[action]["label"], room, 13, most=3)), tuple(who)))
        text_height = max(len(title) * LINE + LINE, sum(len(lines) * LINE for lines, _ in actions))
        setting = next(_wrap("  ·  ".join(word for word in words if word), PANEL - 64, 12, most=1), "")
        rows.append(
            _Row(
                node,
                y,
                text_height + 22,
                title,
                setting,
                place,
                TIME_TINTS.get(data.get("time", ""), TIME_TINTS["day"]),
                tuple(actions),
            )
        )
        y += text_height + 22 + ROW_GAP
    return rows


def _place(graph: nx.MultiDiGraph, scene: str) -> str | None:
    for _, node, key in graph.out_edges(scene, keys=True):
        if key == "at":
            return str(graph.nodes[node]["label"])
    return None


def _cards(lanes: list[_Lane], columns: int, top: float) -> Iterator[str]:
    for index, lane in enumerate(lanes):
        x, y = MARGIN + (index % columns) * CARD, top + (index // columns) * 50
        name = next(_wrap(lane.label, CARD - 40, 14, most=1, bold=True), "")
        yield from _dot(x + 10, y + 8, lane)
        yield _text(x + 26, y + 13, name, size=14, bold=True)
        yield _text(x + 26, y + 30, next(_wrap(lane.look, CARD - 40, 12, most=1), ""), size=12, colour=FAINT)


def _bands(rows: list[_Row], width: float, place_colours: dict[str, str]) -> Iterator[str]:
    for row, after in zip(rows, [*rows[1:], None], strict=True):
        yield _box(MARGIN, row.y, width - 2 * MARGIN, row.height, 10, row.tint, ' stroke="#e3dac9"')
        yield _box(MARGIN, row.y, 10, row.height, 5, place_colours.get(row.place or "", "#ddd5c6"))
        if after is not None:
            x, y = MARGIN + 33, row.y + row.height
            yield (
                f'<path d="M {x} {y + 1:g} v {ROW_GAP - 6} m -4 -4 l 4 5 l 4 -5" fill="none" '
                f'stroke="{FAINT}" stroke-width="1.6" stroke-linecap="round"/>'
            )


def _lines(graph: nx.MultiDiGraph, lanes: list[_Lane], rows: list[_Row]) -> Iterator[str]:
    """The line of each subject from its first scene to its last: whole where present, dotted where away."""
    for lane in lanes:
        where = [i for i, row in enumerate(rows) if graph.has_edge(lane.node, row.node, key="in")]
        for here, there in itertools.pairwise(where):
            ends = (lane.x, _middle(rows[here])), (lane.x, _middle(rows[there]))
            yield _line(*ends, lane.colour, dotted=there > here + 1)
        for index in where:
            if any(lane.node in who for _, who in rows[index].actions):
                yield from _dot(lane.x, _middle(rows[index]), lane)
            else:
                yield _circle(lane.x, _middle(rows[index]), 7.5, PAPER, outline=lane.colour, stroke=3)


def _dot(x: float, y: float, lane: _Lane) -> Iterator[str]:
    """A subject's dot with its initials."""
    yield _circle(x, y, 9, lane.colour)
    light = sum(int(lane.colour[at : at + 2], 16) for at in (1, 3, 5)) > 430
    size, ink = 9 if len(lane.initials) > 1 else 10, INK if light else PAPER
    yield (
        f'<text x="{x:g}" y="{y + size * 0.36:g}" font-size="{size}" font-weight="bold" text-anchor="middle" '
        f'fill="{ink}">{escape(lane.initials)}</text>'
    )


def _details(lanes: list[_Lane], rows: list[_Row]) -> Iterator[str]:
    colours = {lane.node: lane.colour for lane in lanes}
    right = max((lane.x for lane in lanes), default=MARGIN + PANEL) + LANE
    for row in rows:
        y = row.y + 26
        yield _text(MARGIN + 22, y, row.node.partition(":")[2], size=12, colour=FAINT)
        for line in row.title:
            yield _text(MARGIN + 56, y, line, size=15, bold=True)
            y += LINE
        yield _text(MARGIN + 56, y, row.setting, size=12, colour=FAINT)
        y = row.y + 26
        for lines, who in row.actions:
            for rank, node in enumerate(who):
                yield _circle(right + 6 + 14 * rank, y - 5, 5, colours.get(node, FAINT))
            for line in lines:
                yield _text(right + 6 + 14 * max(1, len(who)), y, line, size=13)
                y += LINE


def _legend(y: float, width: float, place_colours: dict[str, str], times: list[str]) -> Iterator[str]:
    for x, line, kind, label in _legend_items(width, place_colours, times):
        top = y + line * 26
        if kind == "frame":
            yield _circle(x + 8, top - 4, 7, FAINT)
        elif kind == "present":
            yield _circle(x + 8, top - 4, 6, PAPER, outline=FAINT, stroke=3)
        elif kind == "away":
            yield _line((x, top - 4), (x + 18, top - 4), FAINT, dotted=True)
        else:
            yield _box(x + 2, top - 12, 12, 16, 4, kind, ' stroke="#cfc4b0"')
        yield _text(x + 24, top, label, size=12, colour=FAINT)


def _legend_items(
    width: float, place_colours: dict[str, str], times: list[str]
) -> Iterator[tuple[float, int, str, str]]:
    x, line = float(MARGIN), 0
    items = [
        ("frame", "in frame"),
        ("present", "present, not in frame"),
        ("away", "away"),
        *((TIME_TINTS[time], time) for time in times),
        *((colour, place) for place, colour in place_colours.items()),
    ]
    for kind, label in items:
        step = 44 + _width(label, 12)
        if x + step > width - MARGIN and x > MARGIN:
            x, line = float(MARGIN), line + 1
        yield x, line, kind, label
        x += step


def _middle(row: _Row) -> float:
    return row.y + row.height / 2


def _width(text: str, size: float, *, bold: bool = False) -> float:
    """Return a cautious width of a line in pixels; the reader's font is not known."""
    units = sum(
        0.36
        if char in "iljtf.,:;'’ |!I"
        else 0.95
        if char in "mwMW"
        else 0.74
        if char.isupper()
        else 1.05
        if ord(char) > 0x2000
        else 0.62
        for char in text
    )
    return units * size * (1.12 if bold else 1.0)


def _wrap(text: str, room: float, size: float, *, most: int, bold: bool = False) -> Iterator[str]:
    """Yield at most ``most`` lines that fit in ``room`` pixels; what is cut off becomes an ellipsis."""
    line, lines = "", 0
    words = text.split()
    for index, word in enumerate(words):
        longer = f"{line} {word}".strip()
        if _width(longer, size, bold=bold) <= room:
            line = longer
            continue
        if lines == most - 1 or not line:
            cut = " ".join([line, *words[index:]]).strip()
            while cut and _width(cut + "…", size, bold=bold) > room:
                cut = cut[:-1]
            yield cut.rstrip() + "…"
            return
        yield line
        line, lines = word, lines + 1
    if line:
        if _width(line, size, bold=bold) > room:
            while line and _width(line + "…", size, bold=bold) > room:
                line = line[:-1]
            line += "…"
        yield line


def _circle(x: float, y: float, r: float, fill: str, *, outline: str = INK, stroke: float = 1) -> str:
    ring = f'stroke="{outline}" stroke-width="{stroke:g}"'
    return f'<circle cx="{x:g}" cy="{y:g}" r="{r:g}" fill="{fill}" {ring}/>'


def _box(x: float, y: float, width: float, height: float, corner: float, fill: str, more: str = "") -> str:
    size = f'width="{width:g}" height="{height:g}" rx="{corner:g}"'
    return f'<rect x="{x:g}" y="{y:g}" {size} fill="{fill}"{more}/>'


def _line(start: tuple[float, float], end: tuple[float, float], colour: str, *, dotted: bool = False) -> str:
    ends = f'x1="{start[0]:g}" y1="{start[1]:g}" x2="{end[0]:g}" y2="{end[1]:g}"'
    dash = ' stroke-dasharray="1 8"' if dotted else ""
    return f'<line {ends} stroke="{colour}" stroke-width="4" stroke-linecap="round"{dash}/>'


def _text(x: float, y: float, text: str, *, size: int, bold: bool = False, colour: str = INK) -> str:
    visible = "".join(char for char in text if char.isprintable())
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x:g}" y="{y:g}" font-size="{size}"{weight} fill="{colour}">{escape(visible)}</text>'
