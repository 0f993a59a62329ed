"""What is laid over pictures or put between them, by MoviePy: transitions, cards, captions.

Frames come in and frames go out, uint8 RGB. *Shape:* ``(n_frames, height, width, 3)``
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from moviepy import CompositeVideoClip, ImageClip, TextClip, VideoClip, vfx

from pipeline.film.captions import Caption
from pipeline.film.config import Transition
from pipeline.film.fonts import font, font_path, wrap

_PAPER, _INK = (250, 248, 243), "#22211f"


def overlapped(kind: Transition, before: np.ndarray, after: np.ndarray, fps: Fraction) -> list[np.ndarray]:
    """Return the frames that lead from ``before`` to ``after``, both shown at once.

    Args:
        kind: ``DISSOLVE`` or ``WIPE``.
        before: The last frames of one scene, and
        after: as many of the next one's first.
    """
    seconds = float(len(before) / fps)
    upper = _moving(after, fps)
    if kind is Transition.DISSOLVE:
        upper = upper.with_effects([vfx.CrossFadeIn(seconds)])
    else:
        height, width = after.shape[1:3]
        columns = np.broadcast_to((np.arange(width) + 0.5) / width, (height, width))
        upper = upper.with_mask(VideoClip(lambda t: (columns < t / seconds).astype(float), is_mask=True,
                                          duration=seconds))
    return _frames(CompositeVideoClip([_moving(before, fps), upper]), len(before), fps)


def faded(frames: np.ndarray, fps: Fraction, *, out: bool) -> list[np.ndarray]:
    """Return ``frames`` going to black (``out``) or coming from it."""
    seconds = float(len(frames) / fps)
    effect = vfx.FadeOut(seconds) if out else vfx.FadeIn(seconds)
    return _frames(_moving(frames, fps).with_effects([effect]), len(frames), fps)


def card(text: str, width: int, height: int, fps: Fraction, seconds: float) -> list[np.ndarray]:
    """Return a page with ``text`` in its middle, coming from black and going to it."""
    size = max(height // 12, 10)
    lines = wrap(text, font("serif", size), width * 0.8)
    while size > 10 and (len(lines) > 4 or _widest(lines, "serif", size) > width * 0.8):
        size -= 1
        lines = wrap(text, font("serif", size), width * 0.8)
    words = TextClip(text="\n".join(lines), font=font_path("serif"), font_size=size, color=_INK,
                     method="label", text_align="center", interline=size // 3, margin=(size // 4, size // 2))
    page = CompositeVideoClip([ImageClip(np.full((height, width, 3), _PAPER, np.uint8)),
                               words.with_position("center")], size=(width, height)).with_duration(seconds)
    fade = min(0.4, seconds / 3)
    n_frames = max(round(seconds * fps), 1)
    return _frames(page.with_effects([vfx.FadeIn(fade), vfx.FadeOut(fade)]), n_frames, fps)


def captioned(frames: np.ndarray, start: Fraction, captions: Sequence[Caption],
              fps: Fraction) -> list[np.ndarray]:
    """Return ``frames``, which begin at ``start`` seconds of the film, with the captions of their time.

    White words with a dark edge near the lower border: they can be read on any picture.
    """
    height, width = frames.shape[1:3]
    end = start + len(frames) / fps
    shown = [caption for caption in captions if caption.start < end and caption.end > start]
    size = max(height // 20, 9)
    # One size for all, so that the words do not jump; it goes by the widest line.
    widest = _widest([line for caption in shown for line in caption.text.split("\n")], "sans", size)
    size = max(int(size * min(1, width * 0.92 / max(widest, 1))), 7)
    words = []
    for caption in shown:
        clip = TextClip(text=caption.text, font=font_path("sans"), font_size=size, color="white",
                        stroke_color="black", stroke_width=max(size // 12, 1), method="label",
                        text_align="center", margin=(size // 3, size // 3))
        clip = clip.with_position(("center", height - clip.h - height // 40))
        words.append(clip.with_start(float(caption.start - start)).with_end(float(caption.end - start)))
    whole = CompositeVideoClip([_moving(frames, fps), *words], size=(width, height))
    return _frames(whole, len(frames), fps)


def _widest(lines: Sequence[str], style: str, size: int) -> float:
    return max((font(style, size).getlength(line) for line in lines), default=0)


def _moving(frames: np.ndarray, fps: Fraction) -> VideoClip:
    def frame_at(t: float) -> np.ndarray:
        return frames[min(int(t * fps), len(frames) - 1)]

    return VideoClip(frame_at, duration=float(len(frames) / fps))


def _frames(clip: VideoClip, n_frames: int, fps: Fraction) -> list[np.ndarray]:
    """Return the frames of ``clip``, each as it is in the middle of its time."""
    times = [float((number + Fraction(1, 2)) / fps) for number in range(n_frames)]
    return [clip.get_frame(time).astype(np.uint8) for time in times]
