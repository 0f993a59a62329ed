"""Legal lengths and sizes, and long shots as windows that continue each other."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from pipeline.models.interface import ModelCard
from storyboard.errors import ModelError

SIZE_LIMIT = 8192
"""Widest and highest picture, in pixels, that is taken for meant."""

LENGTH_LIMIT = 20_000
"""Longest shot, in frames, that is taken for meant."""


@dataclass(frozen=True, slots=True)
class Window:
    """One call of the model within a shot."""

    n_frames: int
    """Frames that the call makes; a legal length."""
    overlap: int
    """How many of them show again what the window before ended with; 0 for the first window."""
    keep: int
    """New frames that go in the clip, counted after the overlap."""


def legal_length(n_frames: int, card: ModelCard) -> int:
    """Return the shortest length that the model can make and that is not below ``n_frames``."""
    if n_frames <= card.frame_offset:
        # Zero times the multiple is a length only where the offset is one: a video VAE's single first frame.
        return card.frame_offset or card.frame_multiple
    steps = -(-(n_frames - card.frame_offset) // card.frame_multiple)
    return steps * card.frame_multiple + card.frame_offset


def longest_length(card: ModelCard) -> int:
    """Return the longest legal length of one call."""
    shortest = legal_length(1, card)
    steps = (card.max_frames - card.frame_offset) // card.frame_multiple
    return max(shortest, steps * card.frame_multiple + card.frame_offset)


def legal_size(width: int, height: int, multiple: int) -> tuple[int, int]:
    """Return width and height, each at the nearest multiple that is not zero."""
    return max(1, round(width / multiple)) * multiple, max(1, round(height / multiple)) * multiple


def plan_windows(n_frames: int, card: ModelCard, overlap: int) -> list[Window]:
    """Cut a shot of ``n_frames`` into calls of at most ``card.max_frames``.

    Args:
        n_frames: Frames of the clip.
        card: States the legal lengths and the longest.
        overlap: Frames by which a window begins before the end of the one before it.
    """
    longest = longest_length(card)
    if n_frames <= longest:
        return [Window(legal_length(n_frames, card), 0, n_frames)]
    # At least one new frame a window, or the shot would never end.
    overlap = min(overlap, longest - 1)
    windows = [Window(longest, 0, longest)]
    left = n_frames - longest
    while left > 0:
        length = min(longest, legal_length(left + overlap, card))
        new = min(left, length - overlap)
        windows.append(Window(length, overlap, new))
        left -= new
    return windows


def window_seed(seed: int, number: int) -> int:
    """Return the seed of a shot's window; that of the first is the shot's own."""
    if number == 0:
        return seed
    return int.from_bytes(hashlib.blake2b(f"{seed}/{number}".encode(), digest_size=4).digest(), "big")


def check_request(width: int, height: int, n_frames: int, seed: int) -> None:
    """Refuse what no model can make.

    Raises:
        ModelError: Names the value and its range.
    """
    for name, value, limit in (
        ("width", width, SIZE_LIMIT),
        ("height", height, SIZE_LIMIT),
        ("n_frames", n_frames, LENGTH_LIMIT),
    ):
        if not 1 <= value <= limit:
            raise ModelError(f"{name} is {value}; it must be from 1 to {limit}")
    if not 0 <= seed < 2**32:
        raise ModelError(f"seed is {seed}; it must be from 0 to {2**32 - 1}")


def dissolved(before: np.ndarray, after: np.ndarray, overlap: int) -> np.ndarray:
    """Join two runs of frames, the last ``overlap`` of the one fading into the first of the other."""
    weight = (np.arange(1, overlap + 1) / (overlap + 1))[:, None, None, None]
    mixed = before[-overlap:] * (1 - weight) + after[:overlap] * weight
    return np.concatenate([before[:-overlap], np.rint(mixed).astype(np.uint8), after[overlap:]])
