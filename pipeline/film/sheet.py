"""The storyboard page: every scene with its panels, captions and times, as HTML to print and as a picture."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from pipeline.film.encode import decode_clip
from pipeline.film.page import Panel, SheetPage, SheetScene, SheetShot
from pipeline.film.sheet_html import sheet_html
from pipeline.film.sheet_picture import sheet_picture
from pipeline.storage import new_file, write_file
from pipeline.takes import ListedTake
from storyboard.board import Board, Scene
from storyboard.timecode import exact_rate, exact_seconds, format_length, frame_spans

PANELS_PER_SHOT = 3


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where the page was written."""

    html: Path
    picture: Path
    n_panels: int


def write_sheet(board: Board, takes: Mapping[str, Sequence[ListedTake]], folder: Path) -> Sheet:
    """Write ``sheet.html`` and ``sheet.png`` into ``folder``.

    Args:
        takes: By scene id; the one in the film gives the panels, and those that differ from it by chance
            alone are shown beside it. A scene without takes gets empty panels with its words.

    Raises:
        OutputError: They cannot be written.
        RenderError: A clip is damaged.
    """
    page = sheet_page(board, takes)
    html, picture = folder / "sheet.html", folder / "sheet.png"
    write_file(html, sheet_html(page))
    with new_file(picture) as partial:
        sheet_picture(page).save(partial, format="PNG", dpi=(300, 300))
    return Sheet(html, picture, sum(len(shot.panels) for scene in page.scenes for shot in scene.shots))


def sheet_page(board: Board, takes: Mapping[str, Sequence[ListedTake]]) -> SheetPage:
    """Return the page of ``board`` with the frames of its ``takes``."""
    fps = exact_rate(board.film.fps)
    cards, start = [], Fraction(0)
    for number, scene in enumerate(board.scenes, 1):
        spans = shot_spans(scene, fps)
        end = start + spans[-1].stop / fps
        cards.append(_card(board, scene, number, spans, (start, end), takes.get(scene.id, [])))
        start = end
    count = "1 scene" if len(cards) == 1 else f"{len(cards)} scenes"
    shown = {listed.take.record.model for of_scene in takes.values() for listed in of_scene if listed.in_film}
    facts = f"{count} · {format_length(start)} · model: {', '.join(sorted(shown)) or board.film.model}"
    if board.style:
        facts += f" · {board.style}"
    return SheetPage(board.title, facts, Fraction(board.film.width, board.film.height), tuple(cards))


def shot_spans(scene: Scene, fps: Fraction) -> list[range]:
    """Return the frames of each shot, counted from the scene's first; no shot is without a frame."""
    spans, start = [], 0
    for span in frame_spans([exact_seconds(shot.seconds) for shot in scene.shots], fps):
        stop = start + max(len(span), 1)
        spans.append(range(start, stop))
        start = stop
    return spans


def _card(board: Board, scene: Scene, number: int, spans: list[range], time: tuple[Fraction, Fraction],
          takes: Sequence[ListedTake]) -> SheetScene:
    shown = next((listed.take for listed in takes if listed.in_film), None)
    frames = decode_clip(shown.clip) if shown else None
    alike = [listed for listed in takes if listed.like_film]
    setting = scene.setting
    place = board.cast[setting.place].name if setting.place in board.cast else setting.place
    return SheetScene(
        number=number, id=scene.id, title=scene.title or f"Scene {number}",
        setting=", ".join(filter(None, [place, setting.time, setting.weather])),
        time=f"{_clock(time[0])} – {_clock(time[1])}",
        shots=tuple(_row(board, scene, index, spans[index], frames) for index in range(len(scene.shots))),
        text=" ".join(scene.text.split()),
        takes=tuple(_take_panel(listed) for listed in alike) if len(alike) > 1 else ())


def _row(board: Board, scene: Scene, index: int, span: range, frames: np.ndarray | None) -> SheetShot:
    shot = scene.shots[index]
    words = shot.action or shot.prompt
    for name, subject in board.cast.items():
        # The name has its own article: "a {fox}" would become "a the Fox".
        parts = re.split(r"(?:\b(?:an?|the)\s+)?\{" + re.escape(name) + r"\}", words, flags=re.IGNORECASE)
        words = subject.name.join(parts)
    at = [span.start + (2 * part + 1) * len(span) // (2 * PANELS_PER_SHOT) for part in range(PANELS_PER_SHOT)]
    # A clip may be shorter than the board says now, when the scene was edited and not yet rendered again.
    panels = tuple(Panel(None if frames is None else frames[min(number, len(frames) - 1)]) for number in at)
    seconds = format_length(len(span) / exact_rate(board.film.fps))
    return SheetShot(panels, words, f"{shot.size.value}, {shot.camera.value}, {seconds}")


def _take_panel(listed: ListedTake) -> Panel:
    frames = decode_clip(listed.take.clip)
    label = f"take {listed.number}" + (" (in the film)" if listed.in_film else "")
    return Panel(frames[len(frames) // 2], label)


def _clock(seconds: Fraction) -> str:
    """Return ``1:02.5``: minutes, seconds, and tenths where there are any."""
    tenths = round(seconds * 10)
    text = f"{tenths // 600}:{tenths // 10 % 60:02}"
    return text if tenths % 10 == 0 else f"{text}.{tenths % 10}"
