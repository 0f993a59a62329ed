"""Overrules the tagger where the small BERT is sure: it sees a whole window, the tagger a few words.

What a word is read as is its part of speech in both tag sets and its morphology, in one: ``readings``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.tokens import Doc

    Floats = NDArray[np.float32]

SURE = 0.85
"""Chance of a tag from which on the tagger is overruled."""
READING = "/"
"""Between the parts of a reading: ``VBD/VERB/Mood=Ind|Tense=Past|VerbForm=Fin``."""


def reading(tag: str, pos: str, morph: str) -> str:
    """Return what a word is read as, in one."""
    return READING.join((tag, pos, morph))


class TagOverrule:
    """Reads tags off the states of words."""

    def __init__(self, weights: Mapping[str, Floats], readings: Sequence[str]) -> None:
        """Prepare it.

        Args:
            weights: ``tag.weight`` (readings, width) and ``tag.bias``.
            readings: See ``reading``.
        """
        self._weight, self._bias = weights["tag.weight"].T.copy(), weights["tag.bias"]
        parts = [one.split(READING, 2) for one in readings]
        self._morphs = [morph for _, _, morph in parts]
        kinds = {(tag, pos): None for tag, pos, _ in parts}
        self._kinds = list(kinds)
        number = {kind: at for at, kind in enumerate(kinds)}
        self._kind_of = np.array([number[tag, pos] for tag, pos, _ in parts])

    def __call__(self, doc: Doc, states: Floats) -> None:
        """Write tags, parts of speech and morphology of the words that the tagger read otherwise.

        Args:
            doc: Tagged.
            states: *Shape:* ``(len(doc), width)``
        """
        if not len(doc):
            return
        scores = states @ self._weight + self._bias
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        odds /= odds.sum(axis=1, keepdims=True)
        chances = np.zeros((len(doc), len(self._kinds)), dtype=np.float32)
        np.add.at(chances.T, self._kind_of, odds.T)
        best = chances.argmax(axis=1)
        for at in np.flatnonzero(chances.max(axis=1) > SURE):
            token, kind = doc[int(at)], int(best[at])
            tag, pos = self._kinds[kind]
            if token.is_space or (token.tag_, token.pos_) == (tag, pos):
                continue
            if token.is_title == (token.pos_ == "PROPN") and "PROPN" in (token.pos_, pos):
                continue  # A name that no corpus has looks like nothing; its capital says what it is.
            token.tag_, token.pos_ = tag, pos
            own = np.where(self._kind_of == kind, odds[at], -1.0)
            token.set_morph(self._morphs[int(own.argmax())])  # type: ignore[attr-defined]  # In no stub.
