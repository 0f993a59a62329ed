"""A small BERT over words, in numpy: what each word means where it stands.

Learned by ``pipeline.training.bert`` and ``bert_tasks`` with torch, which say what it is made of; applied
here to many windows at once. Three things are read off its states: trees (``arcs``), tags (``tagging``), and
the kind of entity that a noun names (``phrase_features``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from spacy.attrs import IS_SPACE, ORTH

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

WEIGHTS_FILE = "bert.safetensors"
"""Beside the folder of the pipeline."""
ROWS = (10_000, 1_000, 2_000, 1_000)
"""Rows of the learned table for forms (each has two of them), prefixes, suffixes and shapes."""
VECTOR = 64
"""Numbers of a word's vector."""
WINDOW = 256
"""Words that are seen at once."""
STOP = "."
"""Word before the first of each window. Words look at the first one when they look for nothing, so that its
own state says little of it; and a story's first word is often its hero's name."""
TOGETHER = 8
"""Windows whose states are in memory at once."""
HEAD = 64
"""Width of an attention head."""
ROTARY_BASE = 10_000.0
TENSOR = 96
"""Columns of ``Doc.tensor`` that the pipeline's ``tok2vec`` fills; what is read off the states comes after
them."""
ENTITIES = 7
KIND_COLUMNS = slice(TENSOR, TENSOR + ENTITIES)
"""Scores of the kinds of entities, ``phrases.LABELS``."""
COLUMNS = KIND_COLUMNS.stop
"""Width of ``Doc.tensor`` in the end."""


class Bert:
    """The network with its weights; keeps what it knows of words by themselves."""

    def __init__(self, weights: Mapping[str, Floats]) -> None:
        self.weights = weights
        self._known: dict[int, int] = {}
        self._embedded = np.zeros((0, len(weights["end.weight"])), dtype=np.float32)
        # The first norm of each half of a layer has a weight and no bias: it becomes part of what follows.
        norms = weights["norms"]
        self._qkv = np.ascontiguousarray((weights["qkv"] * norms[:, None, 0]).swapaxes(1, 2))
        self._gate = np.ascontiguousarray((weights["gate"] * norms[:, None, 1]).swapaxes(1, 2))
        self._out = np.ascontiguousarray(weights["out"].swapaxes(1, 2))
        self._down = np.ascontiguousarray(weights["down"].swapaxes(1, 2))
        speed = ROTARY_BASE ** (-np.arange(0, HEAD, 2) / HEAD)
        angle = np.arange(WINDOW + 1)[:, None] * speed
        self._turns = np.cos(angle).astype(np.float32), np.sin(angle).astype(np.float32)

    def states(self, docs: Sequence[Doc]) -> list[Floats]:
        """Return the states of the words of texts that follow each other.

        Args:
            docs: Cut into sentences.

        Returns:
            Zeros for blanks, which are no words. *Shapes:* ``(len(doc), width)``
        """
        lengths = [sum(not token.is_space for token in one) for doc in docs for one in doc.sents]
        whole = np.zeros((sum(len(doc) for doc in docs), self._embedded.shape[1]), dtype=np.float32)
        ends = np.cumsum([len(doc) for doc in docs])[:-1]
        if not any(lengths):
            return np.split(whole, ends)
        seen_of = [np.asarray(doc.to_array([ORTH, IS_SPACE])).reshape(len(doc), 2) for doc in docs]
        forms, blank = np.concatenate(seen_of).astype(np.uint64).T
        kept = np.flatnonzero(blank == 0)
        words = self._embed(docs[0].vocab, forms[kept])
        before = self._embed(docs[0].vocab, np.array([docs[0].vocab.strings.add(STOP)], dtype=np.uint64))[0]
        windows = sorted(pack([one for one in lengths if one]), key=lambda one: one[0] - one[1])
        out = np.empty_like(words)
        for start in range(0, len(windows), TOGETHER):
            some = windows[start : start + TOGETHER]
            longest = some[0][1] - some[0][0] + 1
            x = np.zeros((len(some), longest, words.shape[1]), dtype=np.float32)
            seen = np.zeros((len(some), longest), dtype=bool)
            for number, (first, last) in enumerate(some):
                stop = last - first + 1
                x[number, 0], x[number, 1:stop], seen[number, :stop] = before, words[first:last], True
            x = self._layers(x, seen)
            for number, (first, last) in enumerate(some):
                out[first:last] = x[number, 1 : last - first + 1]
        whole[kept] = out
        return np.split(whole, ends)

    def columns(self, states: Floats) -> Floats:
        """Return what is read off the states of words, for the columns of ``Doc.tensor`` after ``TENSOR``.

        *Shape:* ``(n, COLUMNS - TENSOR)``
        """
        return self._linear("kind", states)

    def _linear(self, name: str, x: Floats) -> Floats:
        out: Floats = x @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]
        return out

    def _embed(self, vocab: Vocab, forms: NDArray[np.uint64]) -> Floats:
        """Return what is known of words by themselves. *Shape:* ``(n, width)``"""
        types, where = np.unique(forms, return_inverse=True)
        fresh = [int(one) for one in types if int(one) not in self._known]
        if fresh:
            rows, vectors = type_features(vocab, fresh)
            table = self.weights["table"][rows].sum(axis=1)
            x = self._linear("input", np.concatenate([vectors, table], axis=1))
            x = _normed(x) * self.weights["start.weight"] + self.weights["start.bias"]
            self._known.update(zip(fresh, range(len(self._embedded), len(self._embedded) + len(fresh)),
                                   strict=True))
            self._embedded = np.concatenate([self._embedded, x])
        out: Floats = self._embedded[[self._known[int(one)] for one in types]][where]
        return out

    def _layers(self, x: Floats, seen: NDArray[np.bool_]) -> Floats:
        windows, n, width = x.shape
        heads = width // HEAD
        unseen = np.where(seen, np.float32(0), np.float32(-1e9))[:, None, None, :]
        cos, sin = (one[:n] for one in self._turns)
        for qkv, out, gate, down in zip(self._qkv, self._out, self._gate, self._down, strict=True):
            y = (_normed(x).reshape(-1, width) @ qkv).reshape(windows, n, 3, heads, HEAD)
            q, k, v = y.transpose(2, 0, 3, 1, 4)
            scores = _turned(q, cos, sin) @ _turned(k, cos, sin).swapaxes(2, 3)
            scores *= np.float32(HEAD**-0.5)
            scores += unseen
            scores -= scores.max(axis=3, keepdims=True)
            np.exp(scores, out=scores)
            scores /= scores.sum(axis=3, keepdims=True)
            x = x + ((scores @ v).swapaxes(1, 2).reshape(-1, width) @ out).reshape(x.shape)
            opened, let = np.split(_normed(x).reshape(-1, width) @ gate, 2, axis=1)
            x = x + ((_gelu(opened) * let) @ down).reshape(x.shape)
        normed: Floats = _normed(x) * self.weights["end.weight"] + self.weights["end.bias"]
        return normed


def pack(lengths: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield windows as ranges of words: sentences that follow each other, together no longer than ``WINDOW``;
    a longer sentence is cut."""
    start = stop = 0
    for length in lengths:
        if stop - start + length > WINDOW and stop > start:
            yield start, stop
            start = stop
        stop += length
        while stop - start > WINDOW:
            yield start, start + WINDOW
            start += WINDOW
    if stop > start:
        yield start, stop


def type_features(vocab: Vocab, forms: Sequence[int]) -> tuple[Ints, Floats]:
    """Return what is seen of words by themselves.

    Args:
        vocab: With the vectors of the shipped pipeline.
        forms: Hashes of the words as they are written.

    Returns:
        Rows in the learned table, ``(n, 5)``, and vectors, ``(n, VECTOR)``
    """
    lexemes = [vocab[form] for form in forms]
    norms = np.array([one.norm for one in lexemes], dtype=np.uint64)
    prefixes = np.array([one.prefix for one in lexemes], dtype=np.uint64)
    suffixes = np.array([one.suffix for one in lexemes], dtype=np.uint64)
    shapes = np.array([one.shape for one in lexemes], dtype=np.uint64)
    columns, offset = [], 0
    for size, keys in zip(ROWS, ((norms, norms >> np.uint64(32)), (prefixes,), (suffixes,), (shapes,)),
                          strict=True):
        columns += [(key % np.uint64(size)).astype(np.int64) + offset for key in keys]
        offset += size
    vectors = np.asarray(vocab.vectors.get_batch(norms.tolist()), dtype=np.float32)
    return np.stack(columns, axis=1), vectors


def has_columns(doc: Doc) -> bool:
    """Whether kinds were read off the states of a doc's words."""
    return doc.tensor.ndim == 2 and doc.tensor.shape[1] == COLUMNS


def _normed(x: Floats) -> Floats:
    """Return numbers whose mean is 0 and variance 1 over the last axis."""
    x = x - x.mean(axis=-1, keepdims=True)
    x /= np.sqrt(np.einsum("...i,...i->...", x, x)[..., None] / x.shape[-1] + np.float32(1e-5))
    return x


def _gelu(x: Floats) -> Floats:
    """Return the Gaussian error linear unit in its tanh form (https://arxiv.org/abs/1606.08415)."""
    inner = x * x
    inner *= np.float32(0.7978845608 * 0.044715)
    inner += np.float32(0.7978845608)
    inner *= x
    np.tanh(inner, out=inner)
    inner += np.float32(1)
    inner *= x
    inner *= np.float32(0.5)
    return inner


def _turned(x: Floats, cos: Floats, sin: Floats) -> Floats:
    """Turn the first half of ``x`` against the second by the place. *Shape:* ``(..., n, HEAD)``"""
    one, other = x[..., : HEAD // 2], x[..., HEAD // 2 :]
    return np.concatenate([one * cos - other * sin, other * cos + one * sin], axis=-1)
