"""Captions as word numbers, and where in a caption its entities are named."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

TOKEN = re.compile(r"[a-z]+(?:-[a-z]+)*|[,.]")
PAD, UNKNOWN = 0, 1


def tokens(text: str) -> list[str]:
    """Return the words of a caption; commas and full stops count as words."""
    return TOKEN.findall(text.lower())


class WordList:
    """Word -> number. 0 fills up, 1 is every word that no training caption has."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(words)
        self._numbers = {word: number for number, word in enumerate(self.words, start=2)}

    def __len__(self) -> int:
        return len(self.words) + 2

    @classmethod
    def of(cls, captions: Iterable[str], *, least: int = 3) -> WordList:
        """Return the words that ``captions`` use at least ``least`` times, by the alphabet."""
        counts = Counter(word for text in captions for word in tokens(text))
        return cls(sorted(word for word, count in counts.items() if count >= least))

    def numbers(self, text: str) -> np.ndarray:
        """Return the numbers of a caption's words. *Shape:* ``(words,)``, int64; at least one."""
        found = [self._numbers.get(word, UNKNOWN) for word in tokens(text)]
        return np.asarray(found or [UNKNOWN], np.int64)


def padded(sentences: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return sentences as one array and their lengths. *Shapes:* ``(n, longest)`` and ``(n,)``, int64."""
    lengths = np.asarray([len(sentence) for sentence in sentences], np.int64)
    out = np.full((len(sentences), int(lengths.max())), PAD, np.int64)
    for row, sentence in zip(out, sentences, strict=True):
        row[: len(sentence)] = sentence
    return out, lengths


def find_heads(text: str, kinds: Sequence[str], nouns: Mapping[str, Sequence[str]]) -> tuple[int, ...] | None:
    """Return where the entities of these ``kinds`` stand in a caption: the number of each name's last word.

    For training, where the kinds are known. ``None`` if they are not all named, in this order.

    Args:
        nouns: Kind -> the nouns that name it. The longest that fits is the one that is meant ("old man"
        rather
            than "man").
    """
    words = tokens(text)
    known = sorted(
        ((noun.split(), kind) for kind, named in nouns.items() for noun in named),
        key=lambda each: len(each[0]),
        reverse=True,
    )
    heads, wanted, at = [], list(kinds), 0
    while at < len(words) and wanted:
        found = next(((noun, kind) for noun, kind in known if words[at : at + len(noun)] == noun), None)
        if found is None:
            at += 1
            continue
        noun, kind = found
        if kind == wanted[0]:
            heads.append(at + len(noun) - 1)
            wanted.pop(0)
        at += len(noun)
    return tuple(heads) if not wanted else None
