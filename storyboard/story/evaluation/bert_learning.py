"""Corpora as numbers of word forms, from which the small BERT learns (``pipeline.training.bert``)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from storyboard.story.bert import Bert, type_features
from storyboard.story.evaluation.litbank import documents
from storyboard.story.evaluation.phrase_learning import kinds_of
from storyboard.story.read import parse_text
from storyboard.story.tagging import reading

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

    Ints = NDArray[np.int64]

Trees = tuple["Ints", "Ints", "Ints", list[str]]
"""Of sentences laid end to end: numbers of forms, the sentences' lengths, heads (0 for the root, else the
head's number in its sentence plus one), labels."""
Named = tuple["Ints", "Ints", "Ints", "Ints"]
"""Of a document: numbers of forms, the sentences' lengths, nouns, and the nouns' kinds."""


class Forms:
    """Numbers the forms of words as they are met."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab
        self._numbers: dict[int, int] = {}

    def __call__(self, texts: Iterable[str]) -> Ints:
        """Return the numbers of words."""
        known, add = self._numbers, self.vocab.strings.add
        return np.array([known.setdefault(add(text), len(known)) for text in texts], dtype=np.int64)

    def features(self) -> tuple[Ints, NDArray[np.float32]]:
        """Return rows in the learned table and vectors of all forms; see ``storyboard.story.bert``."""
        return type_features(self.vocab, list(self._numbers))

    def meant(self) -> Ints:
        """Return for each form the number of its word, whatever its capitals."""
        norms = np.array([self.vocab[form].norm for form in self._numbers], dtype=np.uint64)
        return np.asarray(np.unique(norms, return_inverse=True)[1], dtype=np.int64)


def plain_words(docs: Iterable[Doc], forms: Forms) -> Ints:
    """Return texts laid end to end, cut into words."""
    parts = [forms(token.text for token in doc if not token.is_space) for doc in docs]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


def tree_text(gold: Iterable[Doc], forms: Forms) -> Trees:
    """Return the sentences of a treebank with their trees."""
    words: list[Ints] = []
    lengths: list[int] = []
    heads: list[int] = []
    labels: list[str] = []
    for doc in gold:
        words.append(forms(token.text for token in doc))
        for one in doc.sents:
            lengths.append(len(one))
            heads += [0 if token.head.i == token.i else token.head.i - one.start + 1 for token in one]
            labels += [token.dep_ for token in one]
    return np.concatenate(words), np.array(lengths), np.array(heads), labels


def tag_examples(gold: Iterable[Doc], bert: Bert) -> tuple[NDArray[np.float32], list[str]]:
    """Return the states of the words of a treebank, and what each is read as.

    *Shape:* ``(n, width)``
    """
    states: list[NDArray[np.float32]] = []
    readings: list[str] = []
    stream = iter(gold)
    while some := list(islice(stream, 64)):
        states += bert.states(some)
        readings += [reading(token.tag_, token.pos_, str(token.morph)) for doc in some for token in doc]
    return np.concatenate(states), readings


def story_texts(data: Path, part: str, forms: Forms, *, language: Path | None = None) -> list[Named]:
    """Return the documents of LitBank's ``train`` or ``dev``.

    Args:
        data: Folder of the corpora.
        part: ``train`` or ``dev``.
        forms: Numbers of the words.
        language: Folder of an ``en_story``; by default the shipped one.
    """
    texts = []
    for gold in documents(data, part):
        parsed = parse_text(gold.text, language=language)
        words = [token for token in parsed.doc if not token.is_space]
        place = {token.i: number for number, token in enumerate(words)}
        lengths = [sum(not token.is_space for token in one) for one in parsed.doc.sents]
        kinds = kinds_of(gold, parsed)
        texts.append((
            forms(token.text for token in words),
            np.array([length for length in lengths if length]),
            np.array([place[at] for at in kinds], dtype=np.int64),
            np.array(list(kinds.values()), dtype=np.int64),
        ))
    return texts
