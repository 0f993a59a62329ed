"""Frames of a film at the size that the describer looks at, cut into shots."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from PIL import Image

from storyboard.errors import StoryboardError

SIZE = 64
"""Pixels of the square that is looked at."""
WORKING_HEIGHT = 144
"""Films are decoded this small: enough to find their black bars."""
DARK = 20
"""A border whose pixels are never brighter than this is a bar and no picture."""
CUT = 26.0
"""Mean difference between neighbouring frames, of 255, from which a new shot may begin."""


@dataclass(frozen=True, slots=True, eq=False)
class Footage:
    """One shot. *Shape of* ``frames``: ``(n_frames, SIZE, SIZE, 3)``, uint8 RGB."""

    frames: np.ndarray
    fps: float
    start: float
    """Seconds from the beginning of the film."""

    @property
    def end(self) -> float:
        return self.start + len(self.frames) / self.fps


def read_footage(path: Path) -> list[Footage]:
    """Decode a film and return its shots.

    Raises:
        StoryboardError: The file is missing, is no video, or has no frame.
    """
    import av

    if not path.is_file():
        raise StoryboardError(f"{path}: no such file")
    frames: list[np.ndarray] = []
    try:
        with av.open(str(path)) as container:
            if not container.streams.video:
                raise StoryboardError(f"{path}: has no picture, only {len(container.streams)} other streams")
            stream = container.streams.video[0]
            rate = float(stream.average_rate or 8)
            for frame in container.decode(stream):
                height = min(WORKING_HEIGHT, frame.height)
                width = max(1, round(frame.width * height / frame.height))
                frames.append(frame.to_ndarray(format="rgb24", width=width, height=height))
    except (av.FFmpegError, UnicodeError) as error:
        raise StoryboardError(f"{path}: not a video that can be decoded ({error})") from error
    if not frames:
        raise StoryboardError(f"{path}: has no frame")
    return shots(np.stack(frames), rate)


def shots(frames: np.ndarray, fps: float) -> list[Footage]:
    """Return the shots of a film, black bars cut off, at the size that is looked at.

    Args:
        frames: uint8 RGB. *Shape:* ``(n_frames, height, width, 3)``
        fps: Frames per second, above 0.
    """
    small = to_square(frames)
    starts = [0, *cuts(small), len(small)]
    return [Footage(small[start:end], fps, start / fps) for start, end in pairwise(starts)]


def cuts(frames: np.ndarray) -> list[int]:
    """Return the numbers of the frames that begin a new shot, besides the first."""
    if len(frames) < 3:
        return []
    steps = np.abs(np.diff(frames.astype(np.int16), axis=0)).mean(axis=(1, 2, 3))
    found: list[int] = []
    for i, step in enumerate(steps):
        around = np.concatenate([steps[max(0, i - 4):i], steps[i + 1:i + 5]])
        # Falling snow and a running subject also change every frame; a cut stands out from its neighbours.
        if step > CUT and step > 3 * float(np.median(around)) and (not found or i + 1 - found[-1] > 2):
            found.append(i + 1)
    return found


def to_square(frames: np.ndarray) -> np.ndarray:
    """Cut off black bars, then the longer sides, and scale. *Shape:* ``(n_frames, SIZE, SIZE, 3)``"""
    frames = frames[:, *_inside_bars(frames)]
    height, width = frames.shape[1:3]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    frames = frames[:, top:top + side, left:left + side]
    if side == SIZE:
        return frames
    resized = [np.asarray(Image.fromarray(frame).resize((SIZE, SIZE), Image.Resampling.BOX if side > SIZE
                                                        else Image.Resampling.BILINEAR)) for frame in frames]
    return np.stack(resized)


def _inside_bars(frames: np.ndarray) -> tuple[slice, slice]:
    """Return the rows and columns of the picture; all of them if what is left would be no picture."""
    brightest = frames.max(axis=(0, 3))
    rows, columns = np.flatnonzero(brightest.max(axis=1) > DARK), np.flatnonzero(brightest.max(axis=0) > DARK)
    height, width = brightest.shape
    if len(rows) < height / 4 or len(columns) < width / 4:
        return slice(None), slice(None)
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
