"""Music under the film and a voice over it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from storyboard.errors import RenderError

AUDIO_RATE = 44100
"""Samples of sound in a second."""
_ENDS = 2.0
"""Seconds over which sound fades out at the end of the film."""


def voice(path: Path, seconds: Fraction, volume: float) -> np.ndarray:
    """Return the sound of a recording for a film of ``seconds``: played once, from the beginning.

    Returns:
        As ``music``; silence where the recording is over.

    Raises:
        RenderError: There is no such file, or it holds no sound.
    """
    n_samples = int(seconds * AUDIO_RATE)
    samples = _read(path, n_samples) * np.float32(volume)
    return np.clip(np.pad(samples, ((0, n_samples - len(samples)), (0, 0))), -1, 1)


def mixed(tracks: Sequence[np.ndarray]) -> np.ndarray | None:
    """Return ``tracks``, all of one length, sounding together; ``None`` if there are none."""
    return np.clip(np.sum(tracks, axis=0, dtype=np.float32), -1, 1) if tracks else None


def music(path: Path, seconds: Fraction, volume: float) -> np.ndarray:
    """Return the sound of a file for a film of ``seconds``: repeated if too short, faded out at the end.

    Returns:
        float32 in [-1, 1], ``AUDIO_RATE`` samples a second. *Shape:* ``(n_samples, 2)``

    Raises:
        RenderError: There is no such file, or it holds no sound.
    """
    n_samples = int(seconds * AUDIO_RATE)
    samples = _read(path, n_samples)
    samples = np.tile(samples, (-(-n_samples // len(samples)), 1))[:n_samples] * np.float32(volume)
    n_fading = min(int(_ENDS * AUDIO_RATE), n_samples // 4)
    samples[n_samples - n_fading:] *= np.linspace(1, 0, n_fading, dtype=np.float32)[:, None]
    return np.clip(samples, -1, 1)


def _read(path: Path, n_samples: int) -> np.ndarray:
    """Return the sound of a file, as much of it as is needed. *Shape:* ``(at most n_samples, 2)``"""
    pieces, count = [], 0
    resampler = av.AudioResampler(format="fltp", layout="stereo", rate=AUDIO_RATE)
    try:
        with av.open(str(path)) as file:
            for frame in file.decode(audio=0):
                for part in resampler.resample(frame):
                    pieces.append(part.to_ndarray())
                    count += part.samples
                if count >= n_samples:
                    break
            else:
                pieces += [part.to_ndarray() for part in resampler.resample(None)]
    except (av.FFmpegError, IndexError) as error:
        raise RenderError(f"{path}: cannot be read as sound ({error}); "
                          f"name a sound file: .mp3, .wav, .flac, .ogg, .m4a") from error
    if not pieces:
        raise RenderError(f"{path}: holds no sound; name another file")
    return np.concatenate(pieces, axis=1).T[:n_samples].astype(np.float32)
