"""Frames to one H.264 clip, and back. All clips of a film are made alike, so that they join without encoding.

The bytes are a function of the frames and the settings alone: one encoder thread, fixed preset, no dates.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc, Interpolation
from PIL import Image

from storyboard.errors import RenderError
from storyboard.timecode import exact_rate

_PRECISE = (Interpolation.BICUBIC | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INP
            | Interpolation.BITEXACT)
"""Conversion to YUV without the shortcuts that differ from one processor to the next."""
_FULL_COLOUR = Interpolation.BICUBIC | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT
"""Conversion from YUV that gives white as 255; with swscale's plain C path it is 253."""


class Fit(StrEnum):
    """What is done when the model's picture has another shape than the film's."""

    LETTERBOX = "letterbox"
    """All of the picture, black bars around it."""
    CROP = "crop"
    """The middle of the picture, the whole frame filled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """How frames become a clip. All of it decides the bytes of the clip."""

    width: int
    """Of the film, in pixels, even."""
    height: int
    fps: Fraction
    """Exact and constant."""
    fit: Fit = Fit.LETTERBOX
    crf: int = 16
    """Quality of libx264, in [0, 51]; smaller is better and larger. 16 is hard to tell from the source."""
    preset: str = "veryfast"


@dataclass(frozen=True, slots=True)
class Signature:
    """What must be equal in two clips before packets of one may follow packets of the other."""

    codec: str
    width: int
    height: int
    pixel_format: str
    rate: Fraction
    time_base: Fraction
    parameter_sets: bytes
    """SPS and PPS as the container keeps them."""


def frame_numbers(n_source: int, source_fps: float, n_frames: int, fps: Fraction) -> tuple[list[int], bool]:
    """Return which source frame is shown at each film frame, and whether the source had to be slowed down.

    Each film frame shows the source frame that is due at its time; times are exact, so that nothing drifts.
    A source shorter than its place is spread evenly over it instead of standing still at the end.

    Args:
        n_source: Frames that the model made, at ``source_fps`` frames per second.
        n_frames: Frames that the film needs, at ``fps``.
    """
    rate = exact_rate(source_fps) / fps
    # The last frame may be held for the rest of its own time, and by rounding one more film frame.
    if (n_frames - 1) * rate < n_source:
        return [int(number * rate) for number in range(n_frames)], False
    return [number * n_source // n_frames for number in range(n_frames)], True


def fit_frame(frame: np.ndarray, width: int, height: int, fit: Fit = Fit.LETTERBOX) -> np.ndarray:
    """Return ``frame`` at the film's size, with its proportions kept.

    Args:
        frame: uint8 RGB. *Shape:* ``(h, w, 3)``
        fit: What to do with the part that does not fit.

    Returns:
        uint8 RGB. *Shape:* ``(height, width, 3)``
    """
    h, w = frame.shape[:2]
    if (w, h) == (width, height):
        return frame
    ratio = (max if fit is Fit.CROP else min)(Fraction(width, w), Fraction(height, h))
    inner = max(round(w * ratio), 1), max(round(h * ratio), 1)
    picture = Image.fromarray(frame).resize(inner, Image.Resampling.LANCZOS)
    if inner == (width, height):
        return np.asarray(picture)
    page = Image.new("RGB", (width, height))
    page.paste(picture, ((width - inner[0]) // 2, (height - inner[1]) // 2))
    return np.asarray(page)


def same_shape(w: int, h: int, width: int, height: int) -> bool:
    """Whether a picture of ``w`` x ``h`` fills ``width`` x ``height`` without bars or cropping."""
    ratio = min(Fraction(width, w), Fraction(height, h))
    return (round(w * ratio), round(h * ratio)) == (width, height)


def encode_clip(frames: Iterable[np.ndarray], encoding: Encoding) -> bytes:
    """Return ``frames`` as an MP4 with one H.264 stream: yuv420p, closed groups of pictures, no B-frames.

    Without B-frames, time stamps begin at 0 and run in order, so that a clip needs no edit list: the place
    where players differ most when clips are joined.

    Args:
        frames: uint8 RGB of any one size. *Shape of each:* ``(h, w, 3)``

    Raises:
        RenderError: There are no frames.
    """
    target = io.BytesIO()
    with av.open(target, "w", format="mp4") as container:
        stream = add_video(container, encoding)
        count = 0
        for frame in frames:
            picture = fit_frame(frame, encoding.width, encoding.height, encoding.fit)
            container.mux(stream.encode(video_frame(picture, count, encoding)))
            count += 1
        if count:
            container.mux(stream.encode(None))
    if not count:
        raise RenderError("a clip of no frames cannot be written; give the shot a longer time")
    return target.getvalue()


def add_video(container: Any, encoding: Encoding) -> Any:
    """Return a video stream of ``container`` that encodes as ``encoding`` says."""
    group = key_frame_distance(encoding)
    stream = container.add_stream("libx264", rate=encoding.fps, options={
        "crf": str(encoding.crf), "preset": encoding.preset, "bf": "0",
        "g": str(group), "keyint_min": str(group), "sc_threshold": "0", "flags": "+cgop",
    })
    stream.width, stream.height, stream.pix_fmt = encoding.width, encoding.height, "yuv420p"
    context = stream.codec_context
    context.time_base = 1 / encoding.fps
    # Several threads give other bytes on machines with other numbers of cores.
    context.thread_count = 1
    # Players guess the colours of untagged video, some BT.601 and some BT.709: a red fox turns orange.
    context.colorspace, context.color_range = Colorspace.ITU709, ColorRange.MPEG
    context.color_primaries, context.color_trc = ColorPrimaries.BT709, ColorTrc.BT709
    return stream


def key_frame_distance(encoding: Encoding) -> int:
    """Return after how many frames there is a key frame, at which a clip can be cut without encoding."""
    return max(round(encoding.fps), 1)


def video_frame(picture: np.ndarray, number: int, encoding: Encoding) -> av.VideoFrame:
    """Return ``picture`` (uint8 RGB, the film's size) as frame ``number`` of a clip, in BT.709."""
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24").reformat(
        format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG,
        interpolation=_PRECISE, threads=1)
    frame.pts, frame.time_base = number, 1 / encoding.fps
    return frame


def decode_clip(source: Path | bytes) -> np.ndarray:
    """Return all frames of a clip, uint8 RGB. *Shape:* ``(n_frames, height, width, 3)``.

    Raises:
        RenderError: The file is no video, or damaged.
    """
    with _opened(source) as container:
        frames = [rgb(frame) for frame in container.decode(video=0)]
    if not frames:
        raise RenderError("a clip holds no frames; render its scene again")
    return np.stack(frames)


def rgb(frame: av.VideoFrame) -> np.ndarray:
    """Return a decoded frame as uint8 RGB. *Shape:* ``(height, width, 3)``."""
    return frame.reformat(format="rgb24", src_colorspace=Colorspace.ITU709, src_color_range=ColorRange.MPEG,
                          dst_color_range=ColorRange.JPEG, interpolation=_FULL_COLOUR, threads=1).to_ndarray()


def signature(container: Any) -> Signature:
    """Return what decides whether the video of an open ``container`` can be joined by copying."""
    stream = container.streams.video[0]
    context = stream.codec_context
    return Signature(context.name, context.width, context.height, str(context.pix_fmt), stream.average_rate,
                     stream.time_base, context.extradata or b"")


def signature_of(clip: Path) -> Signature:
    """Return the signature of a clip on the disk.

    Raises:
        RenderError: The clip is damaged.
    """
    with _opened(clip) as container:
        return signature(container)


def count_frames(clip: Path) -> int:
    """Return how many frames a clip has, without decoding it.

    Raises:
        RenderError: The clip is damaged.
    """
    with _opened(clip) as container:
        return container.streams.video[0].frames


@contextmanager
def _opened(source: Path | bytes) -> Iterator[Any]:
    name = source.name if isinstance(source, Path) else "clip"
    try:
        with av.open(str(source) if isinstance(source, Path) else io.BytesIO(source)) as container:
            yield container
    except (av.FFmpegError, IndexError) as error:
        raise RenderError(f"{name}: cannot be read as video ({error}); render its scene again") from error


@lru_cache(maxsize=16)
def expected_signature(encoding: Encoding) -> Signature:
    """Return the signature of every clip that ``encode_clip`` makes with ``encoding``."""
    black = np.zeros((encoding.height, encoding.width, 3), np.uint8)
    with av.open(io.BytesIO(encode_clip([black], encoding))) as container:
        return signature(container)


def encode_again(clip: Path, encoding: Encoding) -> bytes:
    """Return ``clip``, of any size and frame rate, as ``encoding`` says; it lasts as long as before.

    Raises:
        RenderError: The clip is damaged.
    """
    frames = decode_clip(clip)
    with _opened(clip) as container:
        rate = container.streams.video[0].average_rate
    length = max(round(len(frames) / rate * encoding.fps), 1)
    numbers, _ = frame_numbers(len(frames), float(rate), length, encoding.fps)
    return encode_clip((frames[number] for number in numbers), encoding)
