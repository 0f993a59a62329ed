"""Decides the sentence boundaries that punctuation leaves open: lines without a stop, small letters after.

A network of one hidden layer looks at the three tokens on either side of the gap. Learned by
``pipeline.training.boundaries`` with torch; applied here with numpy, before the parser, which keeps to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from spacy.attrs import SENT_START
from spacy.language import Language

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.tokens import Doc, Token

    Floats = NDArray[np.float32]

WEIGHTS_FILE = "boundaries.safetensors"
"""In the folder of the pipeline."""
REACH = 3
"""Tokens that are looked at on either side of a gap."""
TENSOR = 96
FLAGS = 8
WIDTH = 2 * REACH * (TENSOR + FLAGS) + 6
"""Numbers for each gap."""
FAR = 20
"""Tokens beyond which the distance to the next settled boundary is all the same."""


class SentenceBoundaries:
    """Settles what ``storyboard_sentences`` left open; needs the tensor of the shipped ``tok2vec``."""

    def __init__(self, weights: Mapping[str, Floats]) -> None:
        self.weights = weights

    def __call__(self, doc: Doc) -> Doc:
        gaps, rows = open_gaps(doc)
        for gap, chance in zip(gaps, boundary_chances(rows, self.weights), strict=True):
            doc[gap].is_sent_start = bool(chance > 0.5)
        return doc


@Language.factory("storyboard_boundaries")
def _make(nlp: Language, name: str, weights: str) -> SentenceBoundaries:
    from safetensors.numpy import load_file

    arrays = load_file(weights)
    return SentenceBoundaries({key: array.astype(np.float32) for key, array in arrays.items()})


def boundary_chances(rows: Floats, weights: Mapping[str, Floats]) -> Floats:
    """Return the probability that a sentence begins after each gap.

    Args:
        rows: From ``open_gaps``. *Shape:* ``(n, WIDTH)``
        weights: ``hidden.weight`` *shape* ``(hidden, WIDTH)``, ``hidden.bias``, ``out.weight`` *shape*
            ``(1, hidden)``, ``out.bias``.
    """
    hidden = np.maximum(rows @ weights["hidden.weight"].T + weights["hidden.bias"], 0)
    chances: Floats = 1 / (1 + np.exp(-(hidden @ weights["out.weight"][0] + weights["out.bias"][0])))
    return chances


def open_gaps(doc: Doc) -> tuple[list[int], Floats]:
    """Return the tokens before which a boundary is open, and what is seen of each.

    Args:
        doc: With the marks of ``storyboard_sentences`` and the tensor of ``tok2vec``.

    Returns:
        Indices of tokens, and an array. *Shape:* ``(n, WIDTH)``
    """
    marks = doc.to_array([SENT_START]).astype(np.int64).reshape(-1)
    marks[:1] = 1
    gaps = np.flatnonzero(marks == 0)
    rows = np.zeros((len(gaps), WIDTH), dtype=np.float32)
    if not len(gaps):
        return [], rows
    length, settled = len(doc), np.flatnonzero(marks == 1)
    follower = np.searchsorted(settled, gaps)
    before = settled[follower - 1]
    after = np.append(settled, length)[follower]
    flags: dict[int, list[float]] = {}
    window = rows[:, : WIDTH - 6].reshape(len(gaps), 2 * REACH, TENSOR + FLAGS)
    for number, gap in enumerate(gaps):
        for place, index in enumerate(range(gap - REACH, gap + REACH)):
            if 0 <= index < length:
                if index not in flags:
                    flags[index] = _flags(doc[index])
                window[number, place, :TENSOR] = doc.tensor[index]
                window[number, place, TENSOR:] = flags[index]
    rows[:, WIDTH - 6 :] = np.stack(
        [
            np.minimum(gaps - before, FAR) / 10,
            np.minimum(after - gaps, FAR) / 10,
            gaps < REACH + 1,
            length - gaps < REACH + 1,
            before == 0,
            after == length,
        ],
        axis=1,
    )
    return [int(gap) for gap in gaps], rows


def _flags(token: Token) -> list[float]:
    text = token.text
    return [
        float(text[:1].isupper()),
        float(text.isupper() and len(text) > 1),
        float(text[:1].isdigit()),
        float(token.is_punct),
        float(token.like_url or token.like_email),
        float(bool(token.whitespace_)),
        float(len(text) == 1),
        float(text[:1].islower()),
    ]
