"""Examples to learn sentence boundaries and arcs from: treebanks as the pipeline sees them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np
from spacy.tokens import Doc

from storyboard.story.boundaries import open_gaps
from storyboard.story.recurrent import KEYS, features, table_rows
from storyboard.story.sentences import mark_boundaries

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.language import Language
    from spacy.tokens import Token

Arcs = tuple["NDArray[np.float32]", "NDArray[np.int64]", "NDArray[np.int64]", tuple[str, ...]]
"""Of a sentence: what is seen of its words, rows in the learned table
(``storyboard.story.recurrent.features``), heads (0 for the root, else the head's number plus one), labels."""


Words = tuple["NDArray[np.int64]", "NDArray[np.int64]", "NDArray[np.int64]", "NDArray[np.float32]"]
"""Of sentences laid end to end: the type of each word, its rows in the learned table, the sentences' lengths,
and a vector for each type."""
SHORTEST, LONGEST = 4, 60
"""Words of the sentences of ``plain_sentences``."""
STOPS, OPENING = frozenset(".!?"), frozenset("“\"‘")


def plain_sentences(docs: Iterable[Doc]) -> Words:
    """Return the sentences of text that nobody has annotated; shorter and longer ones are left out.

    Args:
        docs: Paragraphs, cut into words with the pipeline's tokenizer; at least one sentence.
    """
    keys, lengths, vocabulary = [], [], None
    for doc in docs:
        if not len(doc):
            continue
        vocabulary, start = doc.vocab, 0
        seen = np.asarray(doc.to_array(KEYS)).astype(np.uint64).reshape(len(doc), -1)
        for token in doc:
            last = token.i + 1 == len(doc)
            if not last and not (token.text in STOPS and _opens(doc[token.i + 1])):
                continue
            if SHORTEST <= token.i + 1 - start <= LONGEST:
                keys.append(seen[start : token.i + 1])
                lengths.append(token.i + 1 - start)
            start = token.i + 1
    every = np.concatenate(keys)
    types, words = np.unique(every[:, 0], return_inverse=True)
    assert vocabulary is not None
    vectors = np.asarray(vocabulary.vectors.get_batch(types.tolist()), dtype=np.float32)
    return words, table_rows(every), np.array(lengths), vectors


def _opens(token: Token) -> bool:
    return token.text in OPENING or token.text[:1].isupper()


def boundary_examples(
    gold: Iterable[Doc], nlp: Language
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Return what is seen of each open gap, and whether a sentence begins there.

    Args:
        gold: Annotated paragraphs.
        nlp: The pipeline with ``tok2vec`` and ``tagger``.

    Returns:
        Arrays. *Shapes:* ``(n, storyboard.story.boundaries.WIDTH)`` and ``(n,)``
    """
    paragraphs = list(gold)
    rows, begins = [], []
    with nlp.select_pipes(enable=["tok2vec", "tagger", "morphologizer", "trainable_lemmatizer"]):
        for doc, truth in zip(nlp.pipe(doc.text for doc in paragraphs), paragraphs, strict=True):
            starts = {sentence.start_char for sentence in truth.sents}
            gaps, seen = open_gaps(mark_boundaries(doc))
            rows.append(seen)
            begins += [doc[gap].idx in starts for gap in gaps]
    return np.concatenate(rows), np.array(begins, dtype=bool)


def arc_examples(gold: Iterable[Doc], nlp: Language) -> Iterator[Arcs]:
    """Yield each sentence with its tree.

    Args:
        gold: Annotated paragraphs.
        nlp: The pipeline with ``tok2vec``.
    """
    paragraphs = list(gold)
    bare = [
        Doc(nlp.vocab, words=[token.text for token in doc], spaces=[bool(token.whitespace_) for token in doc])
        for doc in paragraphs
    ]
    with nlp.select_pipes(enable=["tok2vec"]):
        for doc, truth in zip(nlp.pipe(bare), paragraphs, strict=True):
            for sentence in truth.sents:
                dense, rows = features([doc[sentence.start : sentence.end]])
                heads = [
                    0 if token.head.i == token.i else token.head.i - sentence.start + 1 for token in sentence
                ]
                yield dense, rows, np.array(heads), tuple(token.dep_ for token in sentence)
