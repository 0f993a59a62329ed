"""Weighs the parse anew: two more parsers, which look at whole sentences, and the first vote on each arc.

Both score all pairs of words (``biaffine``), one by the states of three LSTMs (``recurrent``), one by those
of the small BERT (``bert``), which sees the sentences around as well. The first parser's arcs get a bonus,
and the best tree wins (Sagae and Lavie 2006).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
from spacy.attrs import DEP, HEAD, IS_SPACE
from spacy.language import Language

from storyboard.story.arborescence import best_tree
from storyboard.story.bert import TENSOR, Bert
from storyboard.story.biaffine import arc_odds, label_odds
from storyboard.story.recurrent import encode, features, read_attributes
from storyboard.story.tagging import TagOverrule
from storyboard.story.weights import read_labels, read_weights

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.tokens import Doc, Span

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]
    Weights = Mapping[str, Floats]

LONGEST = 300
"""Words of a sentence above which the first parser alone decides: the cost of a sentence grows with their
square."""
ARC_BONUS = 0.9
LABEL_BONUS = 1.0
"""What the first parser's vote is worth, in logarithms of odds."""
RECURRENT, BERT = 0.5, 0.7
"""What the odds of the other two count."""
NOTHING = 20.0
UNKNOWN_LABEL = -6.0
"""Logarithm of the chance of a label that the LSTMs' parser does not know."""


class ArcVote:
    """Chooses heads and labels of each parsed sentence, and its tags where the small BERT is sure, and adds
    to ``Doc.tensor`` what else is read off the states of its words; needs the vectors of the shipped
    pipeline, and its tensor."""

    def __init__(
        self, recurrent: Weights, recurrent_labels: Sequence[str], bert: Weights, labels: Sequence[str],
        readings: Sequence[str] = (),
    ) -> None:
        self.overrule = TagOverrule(bert, readings) if readings else None
        self.recurrent, self.weights, self.bert = recurrent, bert, Bert(bert)
        self.labels = list(labels)
        self.label_number = {label: number for number, label in enumerate(labels)}
        known = {label: number for number, label in enumerate(recurrent_labels)}
        self.same_label = np.array([known.get(label, -1) for label in labels])

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
        sentences: list[Span] = []
        hidden: list[Floats] = []
        for doc, own in zip(docs, self.bert.states(docs), strict=True):
            tensor: Any = np.concatenate([doc.tensor[:, :TENSOR], self.bert.columns(own)], axis=1)
            doc.tensor = tensor
            if self.overrule is not None:
                self.overrule(doc, own)
            for one in doc.sents:
                if 1 < len(one) <= LONGEST:
                    sentences.append(one)
                    hidden.append(own[one.start : one.end])
        if not sentences:
            return
        order = sorted(range(len(sentences)), key=lambda number: -len(sentences[number]))
        sentences = [sentences[number] for number in order]
        voted = self._trees(sentences, np.concatenate([hidden[number] for number in order]))
        where: dict[int, list[tuple[Span, Ints, Ints]]] = {}
        for one, heads, labels in zip(sentences, *voted, strict=True):
            where.setdefault(id(one.doc), []).append((one, heads, labels))
        for doc in docs:
            if id(doc) in where:
                _rewrite(doc, where[id(doc)], self.labels)

    def _trees(self, sentences: Sequence[Span], hidden: Floats) -> tuple[list[Ints], list[Ints]]:
        """Return heads (0 for the root, else the word's number plus one) and labels' numbers.

        Args:
            sentences: Longest first.
            hidden: The small BERT's states of their words.
        """
        lengths = [len(one) for one in sentences]
        recurrent = encode(*features(sentences), lengths, self.recurrent)
        trees: list[Ints] = []
        chosen = np.zeros(len(hidden), dtype=np.int64)
        agreed = np.zeros(len(hidden), dtype=bool)
        start = 0
        for one, other, first, blank in zip(
            arc_odds(hidden, lengths, self.weights),
            arc_odds(recurrent, lengths, self.recurrent),
            _heads(sentences),
            read_attributes(sentences, [IS_SPACE]),
            strict=True,
        ):
            scores, stop = (BERT * one + RECURRENT * other).astype(np.float64), start + len(one)
            scores[:, 1:][:, blank[:, 0] > 0] -= NOTHING  # Nothing hangs on a blank.
            scores[np.arange(len(one)), first] += ARC_BONUS
            heads = best_tree(scores)
            trees.append(heads)
            chosen[start:stop] = np.where(heads > 0, heads + start, 0)
            agreed[start:stop] = heads == first
            start = stop
        known = np.where(
            self.same_label >= 0,
            label_odds(recurrent, chosen, self.recurrent)[:, self.same_label],
            np.float32(UNKNOWN_LABEL),
        )
        odds = (BERT * label_odds(hidden, chosen, self.weights) + RECURRENT * known).astype(np.float32)
        labels = self._labels(sentences, odds, chosen, agreed)
        return trees, np.split(labels, np.cumsum(lengths)[:-1])

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


def _heads(sentences: Sequence[Span]) -> list[Ints]:
    """Return for each word of each sentence 0 for the root, else the head's number plus one."""
    offsets = [values[:, 0].view(np.int64) for values in read_attributes(sentences, [HEAD])]
    return [np.where(one != 0, np.arange(1, len(one) + 1) + one, 0) for one in offsets]


def _rewrite(doc: Doc, sentences: Sequence[tuple[Span, Ints, Ints]], labels: Sequence[str]) -> None:
    arcs: Any = doc.to_array([HEAD, DEP])
    numbers = np.array([doc.vocab.strings.add(label) for label in labels], dtype=np.uint64)
    for one, heads, label in sentences:
        words = np.arange(1, len(one) + 1)
        offsets = np.where(heads > 0, heads - words, 0).astype(np.int64)
        arcs[one.start : one.end, 0] = offsets.view(np.uint64)
        arcs[one.start : one.end, 1] = numbers[label]
    doc.from_array([HEAD, DEP], arcs)


@Language.factory("storyboard_arcs")
def _make(nlp: Language, name: str, recurrent: str, bert: str) -> ArcVote:
    return ArcVote(read_weights(recurrent), read_labels(recurrent), read_weights(bert), read_labels(bert),
                   read_labels(bert, "readings"))
