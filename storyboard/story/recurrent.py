"""The second parser's network: what words are in their sentence, by three bidirectional LSTMs, in numpy.

Learned by ``pipeline.training.arcs`` with torch; applied here to many sentences at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from spacy.attrs import NORM, PREFIX, SHAPE, SUFFIX

from storyboard.story.bert import TENSOR

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.tokens import Span

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

WEIGHTS_FILE = "arcs.safetensors"
"""In the folder of the pipeline."""
ROWS = (4_000, 1_000, 2_000, 1_000)
"""Rows of the learned table for forms, prefixes, suffixes and shapes."""
KEYS: list[int | str] = [NORM, PREFIX, SUFFIX, SHAPE]


def read_attributes(
    sentences: Sequence[Span], attributes: list[int | str]
) -> list[NDArray[np.uint64]]:
    """Return attributes of the words of each sentence. *Shapes:* ``(n, attributes)``"""
    docs = {id(one.doc): one.doc for one in sentences}
    values = {
        key: np.asarray(doc.to_array(attributes)).astype(np.uint64).reshape(len(doc), -1)
        for key, doc in docs.items()
    }
    return [values[id(one.doc)][one.start : one.end] for one in sentences]


def features(sentences: Sequence[Span]) -> tuple[Floats, Ints]:
    """Return what is seen of each word: hidden state and word vector, and rows in the learned table.

    Args:
        sentences: With the tensor of the shipped ``tok2vec``; all ``n`` words are laid end to end.

    Returns:
        Arrays. *Shapes:* ``(n, TENSOR + 64)`` and ``(n, 4)``
    """
    keys = np.concatenate(read_attributes(sentences, KEYS))
    norms, where = np.unique(keys[:, 0], return_inverse=True)
    vectors = np.asarray(sentences[0].vocab.vectors.get_batch(norms.tolist()))[where]
    states = [one.doc.tensor[one.start : one.end, :TENSOR] for one in sentences]
    dense = np.concatenate([np.concatenate(states), vectors], axis=1).astype(np.float32)
    return dense, table_rows(keys)


def table_rows(keys: NDArray[np.uint64]) -> Ints:
    """Return the rows in the learned table of words of which ``KEYS`` are known. *Shapes:* ``(n, 4)``"""
    offsets = np.cumsum((0, *ROWS[:-1]))
    rows: Ints = (keys % np.array(ROWS, dtype=np.uint64)).astype(np.int64) + offsets
    return rows


def encode(dense: Floats, rows: Ints, lengths: Sequence[int], weights: Mapping[str, Floats]) -> Floats:
    """Return the hidden states of the words of sentences that follow each other, longest first.

    Args:
        dense: *Shape:* ``(n, TENSOR + 64)``
        rows: *Shape:* ``(n, 4)``
        lengths: Words of each sentence, falling; they sum to ``n``.
        weights: By name.

    Returns:
        *Shape:* ``(n, 2 * width)``
    """
    table = weights["table"][rows].sum(axis=1)
    x = np.concatenate([dense @ weights["input.weight"].T + weights["input.bias"], table], axis=1)
    mean, spread = x.mean(axis=1, keepdims=True), np.sqrt(x.var(axis=1, keepdims=True) + 1e-5)
    x = (x - mean) / spread * weights["norm.weight"] + weights["norm.bias"]
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    # Words by their place: first all first words, then all second words of the sentences that have one ...
    active = [int(np.count_nonzero(np.asarray(lengths) > place)) for place in range(lengths[0])]
    forward = np.concatenate([starts[:count] + place for place, count in enumerate(active)])
    ends = starts + np.asarray(lengths) - 1
    backward = np.concatenate([ends[:count] - place for place, count in enumerate(active)])
    layer = 0
    while f"lstm{layer}.forward.input" in weights:
        out = np.empty((len(x), 2 * weights[f"lstm{layer}.forward.state"].shape[1]), dtype=np.float32)
        half = out.shape[1] // 2
        for name, order, columns in (
            ("forward", forward, slice(0, half)),
            ("backward", backward, slice(half, None)),
        ):
            out[order, columns] = _lstm(x[order], active, weights, f"lstm{layer}.{name}")
        x, layer = out, layer + 1
    return x


def _lstm(x: Floats, active: Sequence[int], weights: Mapping[str, Floats], name: str) -> Floats:
    """Run an LSTM over words in order of their place; ``active`` of them at each place."""
    gates = x @ weights[f"{name}.input"].T + weights[f"{name}.bias"]
    recurrent = np.ascontiguousarray(weights[f"{name}.state"].T)
    width = recurrent.shape[0]
    out = np.empty((len(x), width), dtype=np.float32)
    state = np.zeros((active[0], width), dtype=np.float32)
    cell = np.zeros((active[0], width), dtype=np.float32)
    start = 0
    for count in active:
        now = gates[start : start + count] + state[:count] @ recurrent
        # torch's order of gates: input, forget, cell, output. sigmoid(x) = (1 + tanh(x / 2)) / 2.
        now[:, : 2 * width] *= 0.5
        now[:, 3 * width :] *= 0.5
        np.tanh(now, out=now)
        let_in, keep = now[:, :width] * 0.5 + 0.5, now[:, width : 2 * width] * 0.5 + 0.5
        cell[:count] = keep * cell[:count] + let_in * now[:, 2 * width : 3 * width]
        state[:count] = (now[:, 3 * width :] * 0.5 + 0.5) * np.tanh(cell[:count])
        out[start : start + count] = state[:count]
        start += count
    return out
