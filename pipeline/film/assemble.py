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
import numpy as np

from pipeline.film.captions import Caption
from pipeline.film.encode import Encoding, Signature, encode_again, expected_signature, signature
from pipeline.film.sound import AUDIO_RATE
from pipeline.storage import new_file
from storyboard.errors import RenderError

_MILLISECONDS = Fraction(1, 1000)
_AAC_FRAME = 1024


@dataclass(frozen=True, slots=True)
class Part:
    """One clip of the film."""

    name: str
    """For messages: the scene's id."""
    clip: Path
    chapter: str | None = None
    """Title of the chapter that begins here; ``None``: the chapter before goes on."""
    first: int = 0
    """Number of the clip's first frame that is shown: a key frame."""
    stop: int | None = None
    """Number of the first frame that is not shown any more; ``None``: all are shown."""


@dataclass(frozen=True, slots=True)
class Assembly:
    """What was joined."""

    n_frames: int
    seconds: Fraction
    starts: tuple[Fraction, ...]
    """Where each part begins, in seconds."""


def assemble(parts: Sequence[Part], target: Path, *, encoding: Encoding, title: str, facts: Mapping[str, Any],
             captions: Sequence[Caption] = (), sound: np.ndarray | None = None,
             language: str = "eng") -> Assembly:
    """Join ``parts`` into ``target``: H.264 with the index at the front, chapters, subtitles, metadata.

    Args:
        parts: In the film's order.
        encoding: What clips are like. One that is not, because an older encoder or another size made it, is
            encoded again; the others are copied.
        facts: What the film was made from, written as JSON into the ``comment`` field.
        captions: Become a subtitle track that players can switch on.
        sound: float32 in [-1, 1] at ``AUDIO_RATE``; becomes an AAC track. *Shape:* ``(n_samples, 2)``
        language: Of the captions, ISO 639-2.

    Raises:
        RenderError: There are no parts, one is damaged, or they do not fit together.
        OutputError: ``target`` cannot be written.
    """
    if not parts:
        raise RenderError("a film of no scenes cannot be assembled; render a scene first")
    with new_file(target) as partial, _film(partial, title, facts) as film:
        return _join(film, parts, encoding, captions, sound, language)


def _film(path: Path, title: str, facts: Mapping[str, Any]) -> Any:
    """Open ``path`` for writing."""
    film = av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"})
    # Metadata set after the first packet would be lost in silence.
    film.metadata["title"] = title
    film.metadata["comment"] = json.dumps(facts, ensure_ascii=False, sort_keys=True)
    return film


def _join(film: Any, parts: Sequence[Part], encoding: Encoding, captions: Sequence[Caption],
          sound: np.ndarray | None, language: str) -> Assembly:
    expected = expected_signature(encoding)
    tick = int(1 / (expected.rate * expected.time_base))
    stream, starts, elapsed = None, [], 0
    beside: deque[tuple[Fraction, av.Packet]] = deque()
    for part in parts:
        with _open(part, expected, encoding) as clip:
            source = clip.streams.video[0]
            if stream is None:
                stream = film.add_stream_from_template(source)
                beside = deque(sorted([*_text(film, captions, language), *_sound(film, sound)],
                                      key=lambda item: item[0]))
            starts.append(elapsed * expected.time_base)
            shown = range(part.first, source.frames if part.stop is None else part.stop)
            for packet in clip.demux(source):
                # Without B-frames the order of packets is the order of frames.
                if packet.size and packet.pts // tick in shown:
                    packet.pts += elapsed - part.first * tick
                    packet.dts = packet.pts
                    # Words and sound lie beside their pictures, so that a film plays while it loads.
                    while beside and beside[0][0] <= packet.pts * expected.time_base:
                        film.mux(beside.popleft()[1])
                    packet.stream = stream
                    film.mux(packet)
            elapsed += len(shown) * tick
    film.mux([packet for _, packet in beside])
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


def _text(film: Any, captions: Sequence[Caption], language: str) -> list[tuple[Fraction, av.Packet]]:
    """Return the packets of a subtitle track, each with its time in seconds."""
    if not captions:
        return []
    stream = film.add_mux_stream("mov_text")
    stream.time_base, stream.metadata["language"] = _MILLISECONDS, language
    return [(caption.start, _subtitle(caption, stream)) for caption in captions]


def _sound(film: Any, samples: np.ndarray | None) -> list[tuple[Fraction, av.Packet]]:
    """Return the packets of a sound track in AAC, each with its time in seconds."""
    if samples is None:
        return []
    stream = film.add_stream("aac", rate=AUDIO_RATE, layout="stereo")
    stream.bit_rate = 160_000
    packets = []
    for first in range(0, len(samples), _AAC_FRAME):
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples[first:first + _AAC_FRAME].T), "fltp",
                                           "stereo")
        frame.sample_rate, frame.pts, frame.time_base = AUDIO_RATE, first, Fraction(1, AUDIO_RATE)
        packets += stream.encode(frame)
    packets += stream.encode(None)
    return [(packet.pts * packet.time_base, packet) for packet in packets]


def _subtitle(caption: Caption, stream: Any) -> av.Packet:
    """Return ``caption`` as a sample of 3GPP timed text: two bytes of length, then UTF-8."""
    text = caption.text.encode()
    packet = av.Packet(len(text).to_bytes(2, "big") + text)
    packet.stream, packet.time_base = stream, _MILLISECONDS
    packet.pts = packet.dts = round(caption.start / _MILLISECONDS)
    packet.duration = round(caption.end / _MILLISECONDS) - packet.pts
    packet.is_keyframe = True
    return packet
