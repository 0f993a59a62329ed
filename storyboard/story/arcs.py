"""Weighs the parse anew: a second parser, which looks at whole sentences, and the first vote on each arc.

The second parser scores all pairs of words (Dozat and Manning 2017, https://arxiv.org/abs/1611.01734) over
two bidirectional LSTMs; the first one's arcs get a bonus, and the best tree wins (Sagae and Lavie 2006).
Learned by ``pipeline.training.arcs`` with torch; applied here with numpy, to many sentences at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
from spacy.attrs import DEP, HEAD, NORM, PREFIX, SHAPE, SUFFIX
from spacy.language import Language

from storyboard.story.arborescence import best_tree
from storyboard.story.weights import read_labels, read_weights

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.tokens import Doc, Span

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

WEIGHTS_FILE = "arcs.safetensors"
"""In the folder of the pipeline."""
ROWS = (4_000, 1_000, 2_000, 1_000)
"""Rows of the learned table for forms, prefixes, suffixes and shapes."""
KEYS: list[int | str] = [NORM, PREFIX, SUFFIX, SHAPE]
TENSOR = 96
VECTOR = 64
LONGEST = 300
"""Words of a sentence above which the first parser alone decides: the cost of a sentence grows with their
square."""
ARC_BONUS = 0.9
LABEL_BONUS = 1.0
"""What the first parser's vote is worth, in logarithms of odds."""


class ArcVote:
    """Chooses heads and labels of each parsed sentence; needs the tensor of the shipped ``tok2vec``."""

    def __init__(self, weights: Mapping[str, Floats], labels: Sequence[str]) -> None:
        self.weights = weights
        self.labels = list(labels)
        self.label_number = {label: number for number, label in enumerate(labels)}

    def __call__(self, doc: Doc) -> Doc:
        self._vote([doc])
        return doc

    def pipe(self, docs: Iterable[Doc], batch_size: int = 64) -> Iterator[Doc]:
        """Yield the docs, parsed anew."""
        stream = iter(docs)
        while batch := list(islice(stream, batch_size)):
            self._vote(batch)
            yield from batch

    def _vote(self, docs: Sequence[Doc]) -> None:
        sentences = [one for doc in docs for one in doc.sents if 1 < len(one) <= LONGEST]
        if not sentences:
            return
        sentences.sort(key=len, reverse=True)
        dense, rows = features(sentences)
        hidden = encode(dense, rows, [len(one) for one in sentences], self.weights)
        voted = self._trees(sentences, hidden)
        where: dict[int, list[tuple[Span, Ints, Ints]]] = {}
        for one, heads, labels in zip(sentences, *voted, strict=True):
            where.setdefault(id(one.doc), []).append((one, heads, labels))
        for doc in docs:
            if id(doc) in where:
                _rewrite(doc, where[id(doc)], self.labels)

    def _trees(self, sentences: Sequence[Span], hidden: Floats) -> tuple[list[Ints], list[Ints]]:
        """Return heads (0 for the root, else the word's number plus one) and labels' numbers."""
        weights = self.weights
        trees: list[Ints] = []
        chosen = np.zeros(len(hidden), dtype=np.int64)
        agreed = np.zeros(len(hidden), dtype=bool)
        start = 0
        every = arc_odds(hidden, [len(one) for one in sentences], weights)
        for odds, first in zip(every, _heads(sentences), strict=True):
            scores, stop = odds.astype(np.float64), start + len(odds)
            scores[np.arange(len(odds)), first] += ARC_BONUS
            heads = best_tree(scores)
            trees.append(heads)
            chosen[start:stop] = np.where(heads > 0, heads + start, 0)
            agreed[start:stop] = heads == first
            start = stop
        label_below, label_above = _roles("label", hidden, weights)
        label_above = _with_one(np.concatenate([weights["label_root"][None], label_above]))
        scored = _label_scores(_with_one(label_below), label_above[chosen], weights["label"])
        labels = self._labels(sentences, _log_softmax(scored), chosen, agreed)
        return trees, np.split(labels, np.cumsum([len(one) for one in sentences])[:-1])

    def _labels(
        self, sentences: Sequence[Span], odds: Floats, chosen: Ints, agreed: NDArray[np.bool_]
    ) -> Ints:
        given = np.array(
            [self.label_number.get(token.dep_, -1) for one in sentences for token in one], dtype=np.int64
        )
        told = np.flatnonzero(agreed & (given >= 0))
        odds[told, given[told]] += LABEL_BONUS
        root = self.label_number["ROOT"]
        odds[:, root] = np.where(chosen == 0, np.inf, -np.inf)
        labels: Ints = odds.argmax(axis=1)
        return labels


def _read(sentences: Sequence[Span], attributes: list[int | str]) -> list[NDArray[np.uint64]]:
    """Return attributes of the words of each sentence. *Shapes:* ``(n, attributes)``"""
    docs = {id(one.doc): one.doc for one in sentences}
    values = {
        key: np.asarray(doc.to_array(attributes)).astype(np.uint64).reshape(len(doc), -1)
        for key, doc in docs.items()
    }
    return [values[id(one.doc)][one.start : one.end] for one in sentences]


def _heads(sentences: Sequence[Span]) -> list[Ints]:
    """Return for each word of each sentence 0 for the root, else the head's number plus one."""
    offsets = [values[:, 0].view(np.int64) for values in _read(sentences, [HEAD])]
    return [np.where(one != 0, np.arange(1, len(one) + 1) + one, 0) for one in offsets]


def features(sentences: Sequence[Span]) -> tuple[Floats, Ints]:
    """Return what is seen of each word: hidden state and word vector, and rows in the learned table.

    Args:
        sentences: With the tensor of the shipped ``tok2vec``; all ``n`` words are laid end to end.

    Returns:
        Arrays. *Shapes:* ``(n, TENSOR + VECTOR)`` and ``(n, 4)``
    """
    keys = np.concatenate(_read(sentences, KEYS))
    norms, where = np.unique(keys[:, 0], return_inverse=True)
    vectors = np.asarray(sentences[0].vocab.vectors.get_batch(norms.tolist()))[where]
    states = [one.doc.tensor[one.start : one.end] for one in sentences]
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
        dense: *Shape:* ``(n, TENSOR + VECTOR)``
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
        yield _log_softmax(below[part] @ np.concatenate([weights["arc_root"][None], above[part]]).T)
        start += length


def _roles(name: str, hidden: Floats, weights: Mapping[str, Floats]) -> tuple[Floats, Floats]:
    """Return what words are as lower and as upper ends of an ``arc``, or for its ``label``."""
    below, above = (
        _leaky(hidden @ weights[f"{name}_{role}.weight"].T + weights[f"{name}_{role}.bias"])
        for role in ("below", "above")
    )
    return below, above


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


def _rewrite(doc: Doc, sentences: Sequence[tuple[Span, Ints, Ints]], labels: Sequence[str]) -> None:
    arcs: Any = doc.to_array([HEAD, DEP])
    numbers = np.array([doc.vocab.strings.add(label) for label in labels], dtype=np.uint64)
    for one, heads, label in sentences:
        words = np.arange(1, len(one) + 1)
        offsets = np.where(heads > 0, heads - words, 0).astype(np.int64)
        arcs[one.start : one.end, 0] = offsets.view(np.uint64)
        arcs[one.start : one.end, 1] = numbers[label]
    doc.from_array([HEAD, DEP], arcs)


def _leaky(x: Floats) -> Floats:
    out: Floats = np.maximum(x, np.float32(0.1) * x)
    return out


def _with_one(x: Floats) -> Floats:
    return np.concatenate([x, np.ones((len(x), 1), dtype=np.float32)], axis=1)


def _log_softmax(x: Floats) -> Floats:
    x = x - x.max(axis=1, keepdims=True)
    out: Floats = x - np.log(np.exp(x).sum(axis=1, keepdims=True))
    return out


@Language.factory("storyboard_arcs")
def _make(nlp: Language, name: str, weights: str) -> ArcVote:
    return ArcVote(read_weights(weights), read_labels(weights))
