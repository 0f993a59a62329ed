"""The best tree over a sentence's words: Chu and Liu 1965, Edmonds 1967, on a matrix of scores."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Scores = NDArray[np.float64]
    Heads = NDArray[np.int64]

NEVER = -1e9
ROOTS_TRIED = 3
"""Words that are tried as the root, likeliest first, where the best heads form no tree."""


def best_tree(scores: Scores) -> Heads:
    """Return the heads that have the greatest sum of scores among the trees with one root.

    Args:
        scores: Of each word's heads: column 0 is "it is the root", column ``j`` the word ``j - 1``.
            *Shape:* ``(n, n + 1)``

    Returns:
        For each word 0 or the head's number plus one. *Shape:* ``(n,)``
    """
    length = len(scores)
    words = np.arange(length)
    scores = scores.copy()
    scores[words, words + 1] = NEVER
    heads: Heads = scores.argmax(axis=1)
    if np.count_nonzero(heads == 0) == 1 and _cycle(heads) is None:
        return heads
    best, found = -np.inf, heads
    for root in np.argsort(-scores[:, 0], kind="stable")[:ROOTS_TRIED]:
        rooted = scores.copy()
        rooted[:, 0] = NEVER
        rooted[root] = NEVER
        rooted[root, 0] = scores[root, 0]
        tree = _arborescence(rooted)
        total = rooted[words, tree].sum()
        if total > best:
            best, found = total, tree
    return found


def _arborescence(scores: Scores) -> Heads:
    """Return the best heads without a cycle: each becomes one word and is opened where it costs least."""
    heads: Heads = scores.argmax(axis=1)
    cycle = _cycle(heads)
    if cycle is None:
        return heads
    inside = np.array(cycle)
    outside = np.setdiff1d(np.arange(1, len(scores) + 1), inside)
    columns = np.concatenate([[0], outside])
    count = len(outside)
    smaller = np.full((count + 1, count + 2), NEVER)
    smaller[:count, :-1] = scores[np.ix_(outside - 1, columns)]
    leaving = scores[np.ix_(outside - 1, inside)]
    smaller[:count, -1] = leaving.max(axis=1)
    gain = scores[np.ix_(inside - 1, columns)] - scores[inside - 1, heads[inside - 1]][:, None]
    smaller[count, :-1] = gain.max(axis=0)
    within = _arborescence(smaller)
    result = heads.copy()
    for number, word in enumerate(outside):
        into_cycle = within[number] == count + 1
        result[word - 1] = inside[leaving[number].argmax()] if into_cycle else columns[within[number]]
    opened = inside[gain[:, within[count]].argmax()]
    result[opened - 1] = columns[within[count]]
    return result


def _cycle(heads: Heads) -> list[int] | None:
    """Return the words of a cycle, counted from 1, or ``None``."""
    above = [0, *heads.tolist()]
    seen = [0] * len(above)
    for start in range(1, len(above)):
        path, word = [], start
        while word and not seen[word]:
            seen[word] = start
            path.append(word)
            word = above[word]
        if word and seen[word] == start:
            return path[path.index(word) :]
    return None
