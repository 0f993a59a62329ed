"""The storyboard page as one picture, 300 dots to the inch on the width of an A4 page."""

from __future__ import annotations

from PIL import Image, ImageDraw

from pipeline.film.fonts import font, wrap
from pipeline.film.page import Panel, SheetPage, SheetScene

_WIDTH, _MARGIN, _GAP, _PAD, _SPACE = 2480, 110, 60, 44, 16
"""Of the page, around it, between cards, inside a card, between panels; in pixels."""
_COLUMNS, _TAKES_PER_ROW = 2, 4
_INK, _SOFT, _LINE, _PAPER = (34, 33, 31), (111, 106, 98), (217, 211, 199), (250, 248, 243)
_TALLEST = 16000
"""Pages of very long films are made smaller, so that viewers still open them."""
_STORY_LINES = 5


def sheet_picture(page: SheetPage) -> Image.Image:
    """Return the page, all scenes in reading order in two columns."""
    cards = [_card(scene, float(page.aspect)) for scene in page.scenes]
    top, heights = 330, []
    for first in range(0, len(cards), _COLUMNS):
        heights.append(max(card.height for card in cards[first:first + _COLUMNS]))
    picture = Image.new("RGB", (_WIDTH, top + sum(heights) + _GAP * len(heights) + 40), _PAPER)
    draw = ImageDraw.Draw(picture)
    title = font("serif", 84)
    draw.text((_MARGIN, 110), _shorten(page.title, title, _WIDTH - 2 * _MARGIN), _INK, title)
    facts = font("sans", 34)
    draw.text((_MARGIN, 230), _shorten(page.facts, facts, _WIDTH - 2 * _MARGIN), _SOFT, facts)
    y = top
    for row, height in enumerate(heights):
        for column, card in enumerate(cards[row * _COLUMNS:(row + 1) * _COLUMNS]):
            x = _MARGIN + column * (card.width + _GAP)
            # Cards of one row are equally tall, so that the page reads as a grid.
            draw.rounded_rectangle((x, y, x + card.width - 1, y + height - 1), 14, "white", _LINE, 2)
            picture.paste(card.crop((8, 8, card.width - 8, card.height - 8)), (x + 8, y + 8))
        y += height + _GAP
    if picture.height > _TALLEST:
        size = picture.width * _TALLEST // picture.height, _TALLEST
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    return picture


def _card(scene: SheetScene, aspect: float) -> Image.Image:
    """Return one scene's card: a tall white page is drawn on from the top and cut where the words end."""
    width = (_WIDTH - 2 * _MARGIN - _GAP * (_COLUMNS - 1)) // _COLUMNS
    inner = width - 2 * _PAD
    per_row = len(scene.shots[0].panels)
    panel_height = round((inner - _SPACE * (per_row - 1)) / per_row / aspect)
    takes_height = (round(inner / _TAKES_PER_ROW / aspect) + 70) * -(-len(scene.takes) // _TAKES_PER_ROW)
    card = Image.new("RGB", (width, 700 + len(scene.shots) * (panel_height + 300) + takes_height), "white")
    draw = ImageDraw.Draw(card)
    y = _head(draw, scene, width)
    for shot in scene.shots:
        _panels(card, shot.panels, y, inner, per_row, panel_height)
        y += panel_height + 18
        note = font("sans", 26)
        words, note_width = font("serif", 32), note.getlength(shot.framing)
        draw.text((width - _PAD - note_width, y + 6), shot.framing, _SOFT, note)
        for line in _lines(shot.caption, words, inner - note_width - 30, 3):
            draw.text((_PAD, y), line, _INK, words)
            y += 44
        y += 26
    if scene.text:
        y = _rule(draw, y, width)
        story = font("serif", 28)
        for line in _lines(scene.text, story, inner, _STORY_LINES):
            draw.text((_PAD, y), line, _SOFT, story)
            y += 40
        y += 12
    if scene.takes:
        y = _takes(card, draw, scene, _rule(draw, y, width), inner, aspect)
    return card.crop((0, 0, width, y + _PAD - 16))


def _head(draw: ImageDraw.ImageDraw, scene: SheetScene, width: int) -> int:
    """Draw number, title, time and setting; return where the panels begin."""
    middle, radius = _PAD + 30, 30
    draw.ellipse((_PAD, middle - radius, _PAD + 2 * radius, middle + radius), _INK)
    draw.text((_PAD + radius, middle), str(scene.number), "white", font("bold", 30), anchor="mm")
    clock = font("sans", 28)
    draw.text((width - _PAD, middle), scene.time, _SOFT, clock, anchor="rm")
    title, left = font("serif", 40), _PAD + 2 * radius + 24
    y = middle
    for line in _lines(scene.title, title, width - _PAD - left - 36 - clock.getlength(scene.time), 2):
        draw.text((left, y), line, _INK, title, anchor="lm")
        y += 50
    if scene.setting:
        small = font("sans", 28)
        setting = _shorten(scene.setting, small, width - _PAD - left)
        draw.text((left, y), setting, _SOFT, small, anchor="lm")
        y += 40
    return y


def _panels(card: Image.Image, panels: tuple[Panel, ...], y: int, inner: int, per_row: int,
            height: int) -> None:
    draw = ImageDraw.Draw(card)
    step = (inner + _SPACE) / per_row
    for number, panel in enumerate(panels):
        x, right = _PAD + round(number * step), _PAD + round((number + 1) * step) - _SPACE
        if panel.frame is None:
            draw.rectangle((x, y, right - 1, y + height - 1), _PAPER, _LINE, 2)
            middle = (x + right) // 2, y + height // 2
            draw.text(middle, "not rendered", _SOFT, font("sans", 26), anchor="mm")
        else:
            picture = Image.fromarray(panel.frame).resize((right - x, height), Image.Resampling.LANCZOS)
            card.paste(picture, (x, y))


def _takes(card: Image.Image, draw: ImageDraw.ImageDraw, scene: SheetScene, y: int, inner: int,
           aspect: float) -> int:
    """Draw a panel of every take, side by side; return where the next thing begins."""
    height = round((inner - _SPACE * (_TAKES_PER_ROW - 1)) / _TAKES_PER_ROW / aspect)
    step = (inner + _SPACE) / _TAKES_PER_ROW
    for first in range(0, len(scene.takes), _TAKES_PER_ROW):
        row = scene.takes[first:first + _TAKES_PER_ROW]
        _panels(card, row, y, inner, _TAKES_PER_ROW, height)
        for number, take in enumerate(row):
            draw.text((_PAD + round(number * step), y + height + 10), take.label, _SOFT, font("sans", 26))
        y += height + 60
    return y


def _rule(draw: ImageDraw.ImageDraw, y: int, width: int) -> int:
    draw.line((_PAD, y, width - _PAD, y), _LINE, 2)
    return y + 22


def _lines(text: str, face, width: float, most: int) -> list[str]:
    """Return ``text`` in at most ``most`` lines; what is left over is marked by dots."""
    lines = wrap(text, face, width)
    if len(lines) > most:
        lines = [*lines[:most - 1], _shorten(" ".join(lines[most - 1:]), face, width)]
    return lines


def _shorten(text: str, face, width: float) -> str:
    """Return ``text``, cut so that it is at most ``width`` pixels long."""
    if face.getlength(text) <= width:
        return text
    while text and face.getlength(text + "…") > width:
        text = text[:-1]
    return text.rstrip(" ,;:.") + "…"
