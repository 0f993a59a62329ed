"""Takes back mends of trees that have tied words into a ring, so that no text can hang the reading."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from spacy.attrs import DEP, HEAD

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.tokens import Doc

ARCS: list[int | str] = [HEAD, DEP]


def mend_safely(doc: Doc, mends: Sequence[Callable[[Doc], None]]) -> None:
    """Apply each mend to the trees of ``doc``; where one ties a ring, the sentence is as it was before."""
    if not len(doc):
        return
    for mend in mends:
        before: Any = doc.to_array(ARCS)
        mend(doc)
        _untangle(doc, before)


def _untangle(doc: Doc, before: NDArray[np.uint64]) -> None:
    now: Any = doc.to_array(ARCS)
    tied = _tied(_heads(now))
    if not tied.any():
        return
    sentence = _roots(_heads(before))
    now[np.isin(sentence, sentence[tied])] = before[np.isin(sentence, sentence[tied])]
    untied: Any = before if _tied(_heads(now)).any() else now
    doc.from_array(ARCS, untied)


def _heads(arcs: NDArray[np.uint64]) -> NDArray[np.int64]:
    offsets: NDArray[np.int64] = np.ascontiguousarray(arcs[:, 0]).view(np.int64)
    return np.arange(len(arcs)) + offsets


def _roots(heads: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each word where going up from it ends, by steps that double."""
    above = heads
    for _ in range(len(heads).bit_length()):
        above = above[above]
    return above


def _tied(heads: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which words no root stands above."""
    roots = _roots(heads)
    found: NDArray[np.bool_] = heads[roots] != roots
    return found
