"""Transitions, cards and burnt-in captions: the frames concerned are encoded, all others are copied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from pipeline.film.assemble import Part
from pipeline.film.captions import Caption
from pipeline.film.config import Transition
from pipeline.film.effects import captioned, card, faded, overlapped
from pipeline.film.encode import (
    Encoding,
    decode_clip,
    encode_again,
    encode_clip,
    expected_signature,
    key_frame_distance,
    signature_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What stands between and around the scenes."""

    transition: Transition = Transition.CUT
    seconds: float = 0.5
    """How long a transition takes."""
    title: str | None = None
    """Words of a page before the first scene."""
    end: str | None = None
    """Words of a page after the last one."""
    card_seconds: float = 2.5


@dataclass(slots=True)
class _Bench:
    """Where new clips are put."""

    folder: Path
    encoding: Encoding
    made: int = field(default=0)

    def part(self, name: str, frames: Iterable[np.ndarray], chapter: str | None = None) -> Part:
        """Encode ``frames`` as a part of the film."""
        self.made += 1
        path = self.folder / f"{self.made:04}.mp4"
        path.write_bytes(encode_clip(frames, self.encoding))
        return Part(name, path, chapter)


    def fitting(self, part: Part) -> Part:
        """Return ``part``; if its clip is of another size or rate than the film, encoded again."""
        if signature_of(part.clip) == expected_signature(self.encoding):
            return part
        self.made += 1
        path = self.folder / f"{self.made:04}.mp4"
        path.write_bytes(encode_again(part.clip, self.encoding))
        return replace(part, clip=path)


@dataclass(slots=True)
class _Middle:
    """The part of a scene that stays as it is: from a key frame to where the next transition begins."""

    part: Part
    frames: np.ndarray
    first: int
    stop: int


def compose(parts: Sequence[Part], encoding: Encoding, look: Look, folder: Path) -> list[Part]:
    """Return the parts of the film with what ``look`` puts between and around them.

    Args:
        parts: The scenes, each a chapter.
        folder: Where new clips are written; the film is to be assembled before it is removed.

    Raises:
        RenderError: A clip is damaged.
    """
    bench = _Bench(folder, encoding)
    parts = [bench.fitting(part) for part in parts]
    film = list(parts) if look.transition is Transition.CUT else _with_transitions(parts, look, bench)
    page = encoding.width, encoding.height, encoding.fps, look.card_seconds
    if look.title is not None:
        film.insert(0, bench.part("title", card(look.title, *page), look.title))
    if look.end is not None:
        film.append(bench.part("end", card(look.end, *page), look.end))
    return film


def burn_in(parts: Sequence[Part], captions: Sequence[Caption], encoding: Encoding,
            folder: Path) -> list[Part]:
    """Return ``parts`` with ``captions`` drawn into their pictures; those without captions stay as they are.

    Args:
        captions: Timed from the beginning of the film.
        folder: As for ``compose``.
    """
    bench, burnt, start = _Bench(folder, encoding, 5000), [], Fraction(0)
    for part in parts:
        frames = decode_clip(part.clip)[part.first:part.stop]
        end = start + len(frames) / encoding.fps
        if any(caption.start < end and caption.end > start for caption in captions):
            part = replace(bench.part(part.name, captioned(frames, start, captions, encoding.fps)),
                           chapter=part.chapter)
        burnt.append(part)
        start = end
    return burnt


def _with_transitions(parts: Sequence[Part], look: Look, bench: _Bench) -> list[Part]:
    film, fps = [], bench.encoding.fps
    middle = _whole(parts[0])
    lead: list[np.ndarray] = []
    for following in parts[1:]:
        after = _whole(following)
        wanted = max(round(look.seconds * fps), 2)
        # Half of each scene at most, so that its two transitions never meet.
        n_frames = min(wanted, len(middle.frames) // 2, len(after.frames) // 2)
        tail = middle.frames[len(middle.frames) - n_frames:]
        middle.stop = len(middle.frames) - n_frames
        film += _shown(middle, lead, bench)
        if look.transition is Transition.FADE:
            if n_frames:
                film.append(bench.part(middle.part.name, faded(tail, fps, out=True)))
            lead = faded(after.frames[:n_frames], fps, out=False)
        else:
            lead = overlapped(look.transition, tail, after.frames[:n_frames], fps) if n_frames else []
        after.first = n_frames
        middle = after
    return [*film, *_shown(middle, lead, bench)]


def _shown(middle: _Middle, lead: Sequence[np.ndarray], bench: _Bench) -> list[Part]:
    """Return one scene: ``lead`` and the frames up to the next key frame encoded anew, the rest copied."""
    if not lead:
        return [replace(middle.part, first=middle.first, stop=middle.stop)]
    distance = key_frame_distance(bench.encoding)
    key = min(-(-middle.first // distance) * distance, middle.stop)
    new = bench.part(middle.part.name, [*lead, *middle.frames[middle.first:key]], middle.part.chapter)
    if key == middle.stop:
        return [new]
    return [new, replace(middle.part, chapter=None, first=key, stop=middle.stop)]


def _whole(part: Part) -> _Middle:
    frames = decode_clip(part.clip)
    return _Middle(part, frames, 0, len(frames))


