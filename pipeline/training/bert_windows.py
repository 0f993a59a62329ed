"""Texts as windows of words, from which the small BERT learns its tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

UNKNOWN = -100
"""Number of a label that is too rare to be learned; ``cross_entropy`` passes it over."""


@dataclass(frozen=True, slots=True)
class TreeText:
    """Sentences with their trees, text after text."""

    words: np.ndarray
    """Numbers of types. *Shape:* ``(n,)``"""
    lengths: np.ndarray
    """Words of each sentence; they sum to ``n``."""
    heads: np.ndarray
    """0 for the root, else the head's number in its sentence plus one. *Shape:* ``(n,)``"""
    labels: Sequence[str]


@dataclass(frozen=True, slots=True)
class StoryText:
    """One document with what its nouns name."""

    words: np.ndarray
    """Numbers of types. *Shape:* ``(n,)``"""
    lengths: np.ndarray
    """Words of each sentence."""
    nouns: np.ndarray
    """Nouns whose kind is known. *Shape:* ``(m,)``"""
    kinds: np.ndarray
    """Of each noun, 0 for none. *Shape:* ``(m,)``"""


@dataclass(frozen=True, slots=True)
class Windows:
    """Sentences packed to windows, a stop before the first, padded with word 0. *Shapes:* ``(windows, n)``"""

    words: Tensor
    seen: Tensor
    sentence: Tensor
    """Number of each word's sentence, -1 where there is none."""
    heads: Tensor
    """Place of the head in the window plus one, 0 for the root, ``UNKNOWN`` where there is none."""
    labels: Tensor
    """Of arcs, or kinds of nouns."""

    def to(self, device: torch.device) -> Windows:
        """Return the same on a device."""
        return Windows(*(getattr(self, name).to(device) for name in self.__slots__))

    def some(self, at: Tensor) -> Windows:
        """Return some windows, as wide as the longest of them."""
        wide = int(self.seen[at].sum(1).max())
        return Windows(*(getattr(self, name)[at, :wide] for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Bank:
    """Windows, and which of them, about equally long, make one update."""

    windows: Windows
    groups: list[Tensor]

    def to(self, device: torch.device) -> Bank:
        """Return the same on a device."""
        return Bank(self.windows.to(device), [one.to(device) for one in self.groups])

    def batch(self, number: int) -> Windows:
        """Return the windows of one update."""
        return self.windows.some(self.groups[number])


def make_bank(windows: Windows, words: int) -> Bank:
    """Return windows in groups of about ``words`` words."""
    groups: list[Tensor] = []
    waiting: list[int] = []
    lengths = windows.seen.sum(1)
    for number in torch.argsort(lengths, stable=True).tolist():
        waiting.append(number)
        if len(waiting) * int(lengths[number]) >= words:
            groups.append(torch.tensor(waiting))
            waiting = []
    return Bank(windows, [*groups, torch.tensor(waiting)] if waiting else groups)


def pack(lengths: Sequence[int], window: int) -> list[tuple[int, int]]:
    """Return windows as ranges of sentences that follow each other and are together no longer than
    ``window``; a longer sentence has one for itself, of which the rest is cut."""
    ranges, start, full = [], 0, 0
    for number, length in enumerate(lengths):
        if number > start and full + length > window:
            ranges.append((start, number))
            start, full = number, 0
        full += int(length)
    if start < len(lengths):
        ranges.append((start, len(lengths)))
    return ranges


def tree_windows(
    text: TreeText, numbers: Mapping[str, int], stop: int, window: int, limit: int
) -> Windows:
    """Return a treebank in windows of at most ``window`` words, cut where ``limit`` is reached.

    Args:
        text: The treebank.
        numbers: Of the labels that are learned.
        stop: Number of the word before the first of each window.
        window: Words that fit.
        limit: Words after which a window ends with the sentence.
    """
    ranges, ends = pack(text.lengths, limit), np.cumsum(text.lengths)
    words, seen, sentence, heads, labels = _blank(len(ranges), window, stop)
    for row, (first, last) in enumerate(ranges):
        place = 1
        for number in range(first, last):
            length = min(int(text.lengths[number]), window + 1 - place)
            base = int(ends[number] - text.lengths[number])
            part, own = slice(place, place + length), slice(base, base + length)
            words[row, part], seen[row, part], sentence[row, part] = text.words[own], True, number
            over = text.heads[own]
            heads[row, part] = np.where(over == 0, 0, np.where(over <= length, over + place, UNKNOWN))
            labels[row, part] = [numbers.get(one, UNKNOWN) for one in text.labels[own]]
            place += length
    return Windows(*map(torch.from_numpy, (words, seen, sentence, heads, labels)))


def story_windows(text: StoryText, stop: int, window: int) -> Windows:
    """Return a document in windows, with the kinds of its nouns as labels."""
    kinds = np.full(len(text.words), UNKNOWN, dtype=np.int64)
    kinds[text.nouns] = text.kinds
    ranges, ends = pack(text.lengths, window), np.concatenate([[0], np.cumsum(text.lengths)])
    words, seen, sentence, heads, labels = _blank(len(ranges), window, stop)
    for row, (first, last) in enumerate(ranges):
        own = slice(int(ends[first]), min(int(ends[last]), int(ends[first]) + window))
        part = slice(1, 1 + own.stop - own.start)
        words[row, part], seen[row, part], labels[row, part] = text.words[own], True, kinds[own]
    return Windows(*map(torch.from_numpy, (words, seen, sentence, heads, labels)))


def _blank(count: int, window: int, stop: int) -> tuple[np.ndarray, ...]:
    shape = (count, window + 1)
    words, seen = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=bool)
    words[:, 0], seen[:, 0] = stop, True
    sentence, heads, labels = (np.full(shape, one, dtype=np.int64) for one in (-1, UNKNOWN, UNKNOWN))
    return words, seen, sentence, heads, labels


def joined(some: Sequence[Windows]) -> Windows:
    """Return the windows of several texts together."""
    return Windows(*(torch.cat([getattr(one, name) for one in some]) for name in Windows.__slots__))
