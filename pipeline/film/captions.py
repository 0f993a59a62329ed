"""The story's sentences as subtitles, timed to the shots that show them."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from pipeline.film.caption_times import ShotTime, shots_of_pieces
from storyboard.timecode import format_timecode

LINE = 42
"""Characters in one line of a subtitle; what broadcasters agree on."""
_SENTENCE_END = re.compile(r"""(?<=[.!?…])(?<!\bMr\.)(?<!\bMrs\.)(?<!\bDr\.)(?<!\bSt\.)["'”’)\]]*\s+"""
                           r"""(?=["'“‘(\[]*[A-Z0-9])""")
_CLAUSE_END = re.compile(r"(?<=[,;:—])\s+")


@dataclass(frozen=True, slots=True)
class Caption:
    """Words on screen from ``start`` to ``end``, in seconds from the beginning of the film."""

    start: Fraction
    end: Fraction
    text: str
    """At most two lines where the words allow it."""


def sentences(text: str) -> list[str]:
    """Return the sentences of ``text``, each with its blanks made single."""
    # The reader's own sentences are not in the board, and its language pipeline must not load here.
    found, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        end = match.start() + len(match.group().rstrip())
        found.append(text[start:end])
        start = match.end()
    found.append(text[start:])
    return [" ".join(sentence.split()) for sentence in found if sentence.strip()]


def scene_captions(text: str, start: Fraction, end: Fraction,
                   shots: Sequence[ShotTime] = ()) -> list[Caption]:
    """Return the sentences of ``text`` as captions that fill the time from ``start`` to ``end``.

    Each comes with the shot that shows it, and those of one shot share its time by their length. Sentences
    longer than two lines are cut at a comma where there is one, else between words.

    Args:
        shots: Of the scene, in order; without them all sentences share the whole time.
    """
    pieces = [piece for sentence in sentences(text) for piece in _pieces(sentence)]
    if not pieces:
        return []
    chosen = shots_of_pieces(pieces, shots, end) if len(shots) > 1 else [0] * len(pieces)
    groups = [[piece for piece, shot in zip(pieces, chosen, strict=True) if shot == number]
              for number in dict.fromkeys(chosen)]
    # What is said of one shot stays until something is said of a later one.
    begins = [start, *(shots[number].start for number in list(dict.fromkeys(chosen))[1:])]
    return [caption for group, begin, stop in zip(groups, begins, [*begins[1:], end], strict=True)
            for caption in _shared(group, begin, stop)]


def _shared(pieces: Sequence[str], start: Fraction, end: Fraction) -> list[Caption]:
    """Share the time from ``start`` to ``end`` among ``pieces`` by their length."""
    total, spoken, captions = sum(map(len, pieces)), 0, []
    for piece in pieces:
        begin = start + (end - start) * Fraction(spoken, total)
        spoken += len(piece)
        # Two lines of like length read faster than a long and a short one.
        lines = _even(piece, len(textwrap.wrap(piece, LINE, break_long_words=False)))
        captions.append(Caption(begin, start + (end - start) * Fraction(spoken, total), "\n".join(lines)))
    return captions


def _pieces(sentence: str) -> list[str]:
    """Return ``sentence`` in parts of at most two lines."""
    if _fits(sentence):
        return [sentence]
    parts: list[str] = []
    for clause in _CLAUSE_END.split(sentence):
        if parts and _fits(f"{parts[-1]} {clause}"):
            parts[-1] += f" {clause}"
        else:
            n_parts = 1
            while not all(map(_fits, cut := _even(clause, n_parts))):
                n_parts += 1
            parts += cut
    return parts


def _fits(text: str) -> bool:
    return len(textwrap.wrap(text, LINE, break_long_words=False)) <= 2


def _even(text: str, n_lines: int) -> list[str]:
    """Return ``text`` in at most ``n_lines`` lines, the longest as short as can be. Words stay whole."""
    width = max(-(-len(text) // n_lines), 1)
    while len(lines := textwrap.wrap(text, width, break_long_words=False)) > n_lines:
        width += 1
    return lines


def srt(captions: Sequence[Caption]) -> str:
    """Return ``captions`` as a SubRip file."""
    blocks = (f"{number}\n{format_timecode(caption.start, decimal=',')} --> "
              f"{format_timecode(caption.end, decimal=',')}\n{caption.text}\n"
              for number, caption in enumerate(captions, 1))
    return "\n".join(blocks)
