"""Clips to one MP4 by copying their packets: nothing is decoded, nothing is encoded again.

The file depends on the clips, titles and captions alone, so that the same film has the same bytes.
"""

from __future__ import annotations

import io
import json
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av

from pipeline.film.captions import Caption
from pipeline.film.encode import Encoding, Signature, encode_again, expected_signature, signature
from pipeline.storage import new_file
from storyboard.errors import RenderError

_MILLISECONDS = Fraction(1, 1000)


@dataclass(frozen=True, slots=True)
class Part:
    """One clip of the film."""

    name: str
    """For messages: the scene's id."""
    clip: Path
    chapter: str | None = None
    """Title of the chapter that begins here; ``None``: the chapter before goes on."""


@dataclass(frozen=True, slots=True)
class Assembly:
    """What was joined."""

    n_frames: int
    seconds: Fraction
    starts: tuple[Fraction, ...]
    """Where each part begins, in seconds."""


def assemble(parts: Sequence[Part], target: Path, *, encoding: Encoding, title: str, facts: Mapping[str, Any],
             captions: Sequence[Caption] = (), language: str = "eng") -> Assembly:
    """Join ``parts`` into ``target``: H.264 with the index at the front, chapters, subtitles, metadata.

    Args:
        parts: In the film's order.
        encoding: What clips are like. One that is not, because an older encoder or another size made it, is
            encoded again; the others are copied.
        facts: What the film was made from, written as JSON into the ``comment`` field.
        captions: Become a subtitle track that players can switch on.

    Raises:
        RenderError: There are no parts, one is damaged, or they do not fit together.
        OutputError: ``target`` cannot be written.
    """
    if not parts:
        raise RenderError("a film of no scenes cannot be assembled; render a scene first")
    with new_file(target) as partial, _film(partial, title, facts) as film:
        return _join(film, parts, encoding, captions, language)


def _film(path: Path, title: str, facts: Mapping[str, Any]) -> Any:
    """Open ``path`` for writing."""
    film = av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"})
    # Metadata set after the first packet would be lost in silence.
    film.metadata["title"] = title
    film.metadata["comment"] = json.dumps(facts, ensure_ascii=False, sort_keys=True)
    return film


def _join(film: Any, parts: Sequence[Part], encoding: Encoding, captions: Sequence[Caption],
          language: str) -> Assembly:
    expected = expected_signature(encoding)
    stream, text, starts, elapsed = None, None, [], 0
    waiting = deque(sorted(captions, key=lambda caption: caption.start))
    for part in parts:
        with _open(part, expected, encoding) as clip:
            source = clip.streams.video[0]
            if stream is None:
                stream = film.add_stream_from_template(source)
                if captions:
                    text = film.add_mux_stream("mov_text")
                    text.time_base, text.metadata["language"] = _MILLISECONDS, language
            starts.append(elapsed * expected.time_base)
            tick = 1 / (expected.rate * expected.time_base)
            for packet in clip.demux(source):
                if packet.size:
                    packet.pts += elapsed
                    packet.dts += elapsed
                    # A caption lies beside the pictures it belongs to, so that a film plays while it loads.
                    while waiting and waiting[0].start <= packet.pts * expected.time_base:
                        film.mux(_subtitle(waiting.popleft(), text))
                    packet.stream = stream
                    film.mux(packet)
            elapsed += int(source.frames * tick)
    seconds = elapsed * expected.time_base
    film.set_chapters(_chapters(parts, [*starts, seconds]))
    return Assembly(int(seconds * expected.rate), seconds, tuple(starts))


@contextmanager
def _open(part: Part, expected: Signature, encoding: Encoding) -> Iterator[Any]:
    """Open the clip of ``part``, encoded again if it is not as ``expected``."""
    try:
        with av.open(str(part.clip)) as clip:
            fits = signature(clip) == expected
            if fits:
                yield clip
        if not fits:
            with av.open(io.BytesIO(encode_again(part.clip, encoding))) as clip:
                yield clip
    except (ValueError, IndexError) as error:  # What PyAV raises for invalid data, and for no video at all.
        raise RenderError(f"{part.name}: its clip {part.clip.name} is damaged ({error}); "
                          f"render the scene again") from error


def _chapters(parts: Sequence[Part], times: Sequence[Fraction]) -> list[dict[str, Any]]:
    """Return a chapter for each part that begins one; ``times`` has one more entry, the end."""
    begins = [number for number, part in enumerate(parts) if part.chapter is not None]
    ends = [*begins[1:], len(parts)]
    return [{"id": number, "start": round(times[begin] / _MILLISECONDS),
             "end": round(times[end] / _MILLISECONDS), "time_base": _MILLISECONDS,
             "metadata": {"title": parts[begin].chapter}}
            for number, (begin, end) in enumerate(zip(begins, ends, strict=True))]


def _subtitle(caption: Caption, stream: Any) -> av.Packet:
    """Return ``caption`` as a sample of 3GPP timed text: two bytes of length, then UTF-8."""
    text = caption.text.encode()
    packet = av.Packet(len(text).to_bytes(2, "big") + text)
    packet.stream, packet.time_base = stream, _MILLISECONDS
    packet.pts = packet.dts = round(caption.start / _MILLISECONDS)
    packet.duration = round(caption.end / _MILLISECONDS) - packet.pts
    packet.is_keyframe = True
    return packet
