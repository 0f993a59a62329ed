"""Which words of a scene belong to which of its shots: told by the words that both share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

_WORD = re.compile(r"[^\W\d_]{3,}")
_STEM = 5
"""Letters by which words are compared: ``walking`` and ``walks`` are one, ``forest`` and ``fort`` are two."""
_COMMON = frozenset({
    "the", "and", "was", "were", "had", "has", "have", "she", "her", "his", "him", "they", "them", "their",
    "then", "that", "this", "with", "from", "for", "not", "but", "into", "onto", "upon", "who", "which",
    "where", "when", "there"})
_OUT_OF_PLACE = 0.5
"""What it costs to show words at the other end of their scene, in shared words."""


@dataclass(frozen=True, slots=True)
class ShotTime:
    """When a shot begins, in seconds from the beginning of the film, and what it shows."""

    start: Fraction
    words: str


def shots_of_pieces(pieces: Sequence[str], shots: Sequence[ShotTime], end: Fraction) -> list[int]:
    """Return for each of ``pieces`` the number of the shot that it is spoken over; never backwards.

    The best of all such ways by dynamic programming: the most shared words, and where nothing is shared, the
    piece and its shot about as far into the scene as each other.

    Args:
        pieces: Of the scene's text, in order.
        shots: Of the scene, in order; at least one.
        end: Of the scene.
    """
    scores = [[_score(piece, shot) for shot in _places(shots, end)] for piece in _shares(pieces)]
    best: list[list[float]] = []
    for number, row in enumerate(scores):
        # Up to this shot, the best way to place all pieces before this one.
        before, most = [], float("-inf")
        for shot in range(len(shots)):
            most = max(most, best[number - 1][shot]) if number else 0.0
            before.append(most)
        best.append([one + two for one, two in zip(row, before, strict=True)])
    chosen, last = [0] * len(pieces), len(shots) - 1
    for number in range(len(pieces) - 1, -1, -1):
        last = chosen[number] = max(range(last + 1), key=lambda shot: best[number][shot])
    return chosen


def _score(piece: tuple[float, frozenset[str]], shot: tuple[float, frozenset[str]]) -> float:
    return len(piece[1] & shot[1]) - _OUT_OF_PLACE * abs(piece[0] - shot[0])


def _shares(pieces: Sequence[str]) -> list[tuple[float, frozenset[str]]]:
    """Return where in the text the middle of each piece is, in [0, 1], and its stems."""
    total, before, found = max(sum(map(len, pieces)), 1), 0, []
    for piece in pieces:
        found.append(((before + len(piece) / 2) / total, _stems(piece)))
        before += len(piece)
    return found


def _places(shots: Sequence[ShotTime], end: Fraction) -> list[tuple[float, frozenset[str]]]:
    """Return where in the scene the middle of each shot is, in [0, 1], and its stems."""
    begin, stops = shots[0].start, [*(shot.start for shot in shots[1:]), end]
    length = max(end - begin, Fraction(1, 1000))
    return [(float(((shot.start + stop) / 2 - begin) / length), _stems(shot.words))
            for shot, stop in zip(shots, stops, strict=True)]


def _stems(text: str) -> frozenset[str]:
    words = (word.lower() for word in _WORD.findall(text))
    return frozenset(word[:_STEM].rstrip("s") for word in words if word not in _COMMON)
