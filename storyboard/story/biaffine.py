"""Scores of arcs and their labels from the states of words: Dozat and Manning 2017
(https://arxiv.org/abs/1611.01734), in numpy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]


def arc_odds(hidden: Floats, lengths: Sequence[int], weights: Mapping[str, Floats]) -> Iterator[Floats]:
    """Yield for each sentence the logarithms of its words' chances to have each head, the root first.

    Args:
        hidden: Of sentences that follow each other. *Shape:* ``(n, 2 * width)``
        lengths: Words of each.
        weights: By name.

    Returns:
        *Shapes:* ``(length, length + 1)``
    """
    below, above = _roles("arc", hidden, weights)
    below = _with_one(below) @ weights["arc"]
    start = 0
    for length in lengths:
        part = slice(start, start + length)
        scores = below[part] @ np.concatenate([weights["arc_root"][None], above[part]]).T
        if "arc_near" in weights:
            scores[:, 1:] += _near(weights["arc_near"], length)
        yield _log_softmax(scores)
        start += length


def label_odds(hidden: Floats, heads: Ints, weights: Mapping[str, Floats]) -> Floats:
    """Return the logarithms of the chances of the labels of arcs.

    Args:
        hidden: Of the lower words. *Shape:* ``(n, width)``
        heads: 0 for the root, else the upper word's number plus one. *Shape:* ``(n,)``
        weights: By name.

    Returns:
        *Shape:* ``(n, labels)``
    """
    below, above = _roles("label", hidden, weights)
    above = _with_one(np.concatenate([weights["label_root"][None], above]))
    return _log_softmax(_label_scores(_with_one(below), above[heads], weights["label"]))


def _near(known: Floats, length: int) -> Floats:
    """Return what the distance alone tells of each pair of words. *Shape:* ``(length, length)``"""
    most, places = len(known) // 2, np.arange(length)
    near: Floats = known[np.clip(places - places[:, None], -most, most) + most]
    return near


def _roles(name: str, hidden: Floats, weights: Mapping[str, Floats]) -> tuple[Floats, Floats]:
    """Return what words are as lower and as upper ends of an ``arc``, or for its ``label``."""
    below, above = (
        _leaky(hidden @ weights[f"{name}_{role}.weight"].T + weights[f"{name}_{role}.bias"])
        for role in ("below", "above")
    )
    return below, above


def _label_scores(below: Floats, above: Floats, tensor: Floats) -> Floats:
    """Return the score of each label of each arc. *Shape of tensor:* ``(labels, width, width)``"""
    labels, width, _ = tensor.shape
    flat = np.ascontiguousarray(tensor.transpose(1, 0, 2)).reshape(width, labels * width)
    out = np.empty((len(below), labels), dtype=np.float32)
    for start in range(0, len(below), 512):  # The product of a whole batch would not fit the cache.
        part = slice(start, start + 512)
        wide = (below[part] @ flat).reshape(-1, labels, width)
        out[part] = np.matmul(wide, above[part][:, :, None])[:, :, 0]
    return out


def _leaky(x: Floats) -> Floats:
    out: Floats = np.maximum(x, np.float32(0.1) * x)
    return out


def _with_one(x: Floats) -> Floats:
    return np.concatenate([x, np.ones((len(x), 1), dtype=np.float32)], axis=1)


def _log_softmax(x: Floats) -> Floats:
    x = x - x.max(axis=1, keepdims=True)
    out: Floats = x - np.log(np.exp(x).sum(axis=1, keepdims=True))
    return out
