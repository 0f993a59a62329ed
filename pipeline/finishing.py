"""Takes to the finished film: what stands between the scenes, subtitles, sound, metadata."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.film.assemble import Assembly, Part, assemble
from pipeline.film.caption_times import ShotTime
from pipeline.film.captions import Caption, scene_captions, srt
from pipeline.film.config import RenderConfig, Transition
from pipeline.film.encode import Encoding, count_frames
from pipeline.film.sound import mixed, music, voice
from pipeline.storage import PARTIAL, write_file, writing_errors
from pipeline.takes import Take
from storyboard.board import Board, Scene


@dataclass(frozen=True, slots=True)
class Finishing:
    """All that a film is finished from."""

    board: Board
    takes: Mapping[str, Take]
    """The take of each scene that is in the film, by scene id."""
    encoding: Encoding
    config: RenderConfig


def finish_film(work: Finishing, path: Path) -> tuple[Assembly, Path | None]:
    """Write the film at ``path``, and its subtitles beside it; return where they are, if there are any.

    Raises:
        RenderError: There are no takes, or one is damaged, or the music cannot be read.
        OutputError: The film cannot be written.
    """
    config, encoding = work.config, work.encoding
    parts = [Part(scene.id, work.takes[scene.id].clip, scene.title or f"Scene {number}")
             for number, scene in enumerate(work.board.scenes, 1) if scene.id in work.takes]
    with ExitStack() as held:
        if parts and _is_composed(config):
            with writing_errors(path):
                folder = held.enter_context(tempfile.TemporaryDirectory(prefix=PARTIAL, dir=path.parent))
                parts, captions = _compose(work, parts, Path(folder))
        else:
            captions = _captions(work, parts)
        shown = captions if config.subtitles else []
        sound = _sound(config, parts, encoding)
        joined = assemble(parts, path, encoding=encoding, title=work.board.title, facts=_facts(work.takes),
                          captions=shown, sound=sound)
    if not shown:
        return joined, None
    subtitles = path.with_suffix(".srt")
    write_file(subtitles, srt(shown))
    return joined, subtitles


def _sound(config: RenderConfig, parts: Sequence[Part], encoding: Encoding) -> np.ndarray | None:
    """Return what is heard, as ``assemble`` takes it; ``None`` for a silent film."""
    seconds = sum(map(_length, parts)) / encoding.fps
    tracks = []
    if config.music is not None:
        tracks.append(music(config.music, seconds, config.music_volume))
    if config.voice is not None:
        tracks.append(voice(config.voice, seconds, config.voice_volume))
    return mixed(tracks)


def _is_composed(config: RenderConfig) -> bool:
    return (config.transition is not Transition.CUT or config.title_card or config.end_card is not None
            or config.burn_captions)


def _compose(work: Finishing, parts: Sequence[Part], folder: Path) -> tuple[list[Part], list[Caption]]:
    from pipeline.film.compose import Look, burn_in, compose  # MoviePy takes most of a second to load

    config = work.config
    look = Look(transition=config.transition, seconds=config.transition_seconds,
                title=work.board.title if config.title_card else None, end=config.end_card,
                card_seconds=config.card_seconds)
    composed = compose(parts, work.encoding, look, folder)
    captions = _captions(work, composed)
    if config.burn_captions:
        composed = burn_in(composed, captions, work.encoding, folder)
    return composed, captions


def _captions(work: Finishing, parts: Sequence[Part]) -> list[Caption]:
    """Return the sentences of each scene, each timed to its shot within the parts of the scene."""
    times: dict[str, tuple[Fraction, Fraction]] = {}
    frames = 0
    for part in parts:
        start, frames = frames, frames + _length(part)
        begin = times[part.name][0] if part.name in times else start / work.encoding.fps
        times[part.name] = begin, frames / work.encoding.fps
    return [caption for scene in work.board.scenes if scene.id in times
            for caption in scene_captions(scene.text, *times[scene.id],
                                          _shot_times(work, scene, *times[scene.id]))]


def _shot_times(work: Finishing, scene: Scene, start: Fraction, end: Fraction) -> list[ShotTime]:
    """Return when each shot of ``scene`` begins; nothing if its take is of other shots than the board's."""
    # The take and not the board says how long its shots are: it may be older than the last edit.
    lengths = [shot["n_frames"] for shot in work.takes[scene.id].recipe["scene"]["shots"]]
    if len(lengths) != len(scene.shots):
        return []
    begins = [start + sum(lengths[:number]) / work.encoding.fps for number in range(len(lengths))]
    # A dissolve at the end of a short last shot can take all of it.
    return [ShotTime(begin, shot.action or shot.prompt)
            for begin, shot in zip(begins, scene.shots, strict=True) if begin < end]


def _length(part: Part) -> int:
    """Return how many frames of the film ``part`` fills."""
    return (count_frames(part.clip) if part.stop is None else part.stop) - part.first


def _facts(takes: Mapping[str, Take]) -> dict[str, Any]:
    """Return what the film was made from, for its ``comment`` field. No dates: equal films, equal bytes."""
    try:
        release = version("storyboard-film")
    except PackageNotFoundError:
        release = "unknown"
    records = {scene: take.record for scene, take in takes.items()}
    return {"tool": "storyboard", "version": release,
            "model": sorted({record.model for record in records.values()}),
            "model_digest": sorted({record.model_digest for record in records.values()}),
            "seeds": {scene: list(record.seeds) for scene, record in records.items()},
            "takes": {scene: record.digest for scene, record in records.items()}}
