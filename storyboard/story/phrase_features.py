"""What the phrase finder sees of a story: numbers for each token, and the ends that a phrase may have.

Used alike when the weights are learned and when they are applied.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from spacy.strings import hash_string  # type: ignore[attr-defined]

from storyboard.story.bert import ENTITIES, KIND_COLUMNS, TENSOR, has_columns
from storyboard.story.lexicon.lexicon import load_lexicon
from storyboard.story.nouns import KIN, TITLES, name_gender, noun_class
from storyboard.story.wordlists import in_order

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.tokens import Doc, Token

PARTS_OF_SPEECH = in_order(
    "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X SPACE"
)
RELATIONS = in_order("""
ROOT nsubj nsubj:pass obj iobj obl obl:agent obl:unmarked nmod nmod:poss nmod:unmarked nmod:desc appos
conj compound flat amod nummod det det:predet case cc cop aux mark advmod advcl acl acl:relcl ccomp
xcomp csubj parataxis vocative discourse expl fixed punct dep list dislocated
""")
KINDS = ("person", "animal", "place", "thing")
HASH_ROWS = 6_000
"""Rows of the learned table of word forms; two of them are added up for each word."""
HASHES = 6
"""Row numbers for each token: two for its lower-case form, two for its lemma, one for the lexicon's concept,
one for the lemma of its syntactic head."""
MOST_ENDS = 8
"""Ends (and starts) of a phrase that are weighed at most."""
FLAGS = 26
VECTOR = 64
WIDTH = VECTOR + TENSOR + len(PARTS_OF_SPEECH) + len(RELATIONS) + FLAGS + ENTITIES
"""Numbers for each token."""
EDGE = len(RELATIONS) + 10
"""Numbers for each possible end or start."""


@dataclass(frozen=True, slots=True)
class TokenFeatures:
    """A story as arrays; ``n`` is the number of its tokens."""

    dense: NDArray[np.float32]
    """*Shape:* ``(n, WIDTH)``"""
    rows: NDArray[np.int32]
    """Row numbers in the learned table. *Shape:* ``(n, HASHES)``"""
    heads: NDArray[np.int32]
    """Index of each token's syntactic head. *Shape:* ``(n,)``"""


def token_features(doc: Doc, quoted: Sequence[bool] | None = None) -> TokenFeatures:
    """Return the features of a parsed story.

    Args:
        doc: From ``parsing.parse`` with the shipped pipeline: the tensor of its ``tok2vec`` is kept.
        quoted: Whether each token is inside a quotation.
    """
    n = len(doc)
    dense = np.zeros((n, WIDTH), dtype=np.float32)
    rows = np.zeros((n, HASHES), dtype=np.int32)
    heads = np.fromiter((token.head.i for token in doc), dtype=np.int32, count=n)
    if n == 0:
        return TokenFeatures(dense, rows, heads)
    vectors: dict[int, NDArray[np.float32]] = {}
    part = {name: number for number, name in enumerate(PARTS_OF_SPEECH)}
    relation = {name: number for number, name in enumerate(RELATIONS)}
    dense[:, VECTOR : VECTOR + TENSOR] = doc.tensor[:, :TENSOR]
    at_part, at_relation = VECTOR + TENSOR, VECTOR + TENSOR + len(PARTS_OF_SPEECH)
    at_flags = at_relation + len(RELATIONS)
    if has_columns(doc):  # What the small BERT takes the word for.
        scores = doc.tensor[:, KIND_COLUMNS]
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        dense[:, at_flags + FLAGS :] = odds / odds.sum(axis=1, keepdims=True)
    for token in doc:
        index = token.i
        if token.is_space:
            continue
        vector = vectors.get(token.lower)
        if vector is None:
            raw = np.asarray(token.vocab[token.lower].vector, dtype=np.float32)
            vector = vectors[token.lower] = raw / np.float32(np.linalg.norm(raw) + 1e-6)
        dense[index, :VECTOR] = vector
        dense[index, at_part + part.get(token.pos_, 16)] = 1
        if (number := relation.get(token.dep_, relation.get(token.dep_.split(":")[0]))) is not None:
            dense[index, at_relation + number] = 1
        lemma = token.lemma_.lower()
        flags, concept = _flags(token, lemma)
        dense[index, at_flags : at_flags + FLAGS] = flags
        if quoted is not None and quoted[index]:
            dense[index, at_flags + FLAGS - 1] = 1
        rows[index] = _rows(token.lower_, lemma, concept, token.head.lemma_.lower())
    return TokenFeatures(dense, rows, heads)


def _rows(form: str, lemma: str, concept: str, head: str) -> list[int]:
    keys = (f"a{form}", f"b{form}", f"c{lemma}", f"d{lemma}", f"e{concept}", f"f{head}")
    return [hash_string(key) % HASH_ROWS for key in keys]


def _flags(token: Token, lemma: str) -> tuple[list[float], str]:
    """Return what lexicon, spelling and article tell, and the lexicon's concept."""
    word = token.text
    nominal = token.pos_ in {"NOUN", "PROPN", "ADJ"}
    told = noun_class(lemma) if nominal else None
    entry = load_lexicon().lookup(lemma, "NOUN") if nominal else None
    first = name_gender(word) if word[:1].isupper() else None
    left = {child.lower_ for child in token.children if child.i < token.i} if nominal else set()
    kind = told.kind if told else ""
    return [
        *(float(kind == one) for one in KINDS),
        float(nominal and entry is None),
        float(bool(entry and entry.approximate)),
        float(bool(told and told.gender == "male")),
        float(bool(told and told.gender == "female")),
        float(bool(told and told.age)),
        float(lemma in KIN),
        float(token.lower_ in TITLES),
        float(first == "male"),
        float(first == "female"),
        float(word[:1].isupper()),
        float(word.isupper() and len(word) > 1),
        float(bool(token.is_sent_start)),
        float(token.i > 0 and token.nbor(-1).is_punct),
        float("Plur" in token.morph.get("Number", [])),
        float(bool(left & {"the", "this", "that", "these", "those"})),
        float(bool(left & {"a", "an"})),
        float(bool(left & {"my", "his", "her", "their", "our", "your", "its"})),
        float(not left),
        float(any(child.dep_ == "case" for child in token.children) if nominal else 0),
        float("-" in word),
        float(token.like_num),
        0.0,
    ], f"{entry.concept.kind} {entry.concept.name}" if entry else ""


def is_candidate(token: Token) -> bool:
    """Whether ``token`` can be the head of a phrase that names an entity."""
    return token.pos_ in {"NOUN", "PROPN"} or (
        token.pos_ in {"ADJ", "NUM", "X"} and token.dep_ in {"nsubj", "obj", "obl", "nmod", "conj", "appos"}
    )


def ends(token: Token) -> list[tuple[int, str]]:
    """Return the last tokens that the phrase of ``token`` may have, nearest first, with the relation of what
    it takes in last."""
    doc = token.doc
    found: dict[int, str] = {token.i: "self"}
    for child in token.children:
        if child.i > token.i:
            last = _trimmed_end(doc, child.right_edge.i, token.i)
            found.setdefault(last, child.dep_)
    # Where the parse has cut the phrase short or hung what follows elsewhere.
    limit = min(len(doc), token.i + 3)
    for index in range(token.i + 1, limit):
        if doc[index].is_punct or doc[index].is_space:
            break
        found.setdefault(index, "next")
    return sorted(found.items())[:MOST_ENDS]


def starts(token: Token) -> list[tuple[int, str]]:
    """Return the first tokens that the phrase of ``token`` may have, nearest first, with the relation of what
    it takes in last."""
    doc = token.doc
    found: dict[int, str] = {token.i: "self"}
    for child in token.children:
        if child.i < token.i:
            first = child.left_edge.i
            while first < token.i and (doc[first].is_punct or doc[first].is_space):
                first += 1
            found.setdefault(first, child.dep_)
            found.setdefault(child.i, child.dep_)
    for index in range(token.i - 1, max(-1, token.i - 3), -1):
        if doc[index].is_punct or doc[index].is_space:
            break
        found.setdefault(index, "next")
    return sorted(found.items(), reverse=True)[:MOST_ENDS]


def _trimmed_end(doc: Doc, last: int, least: int) -> int:
    while last > least and (doc[last].is_punct or doc[last].is_space):
        last -= 1
    return last


def edge_features(token: Token, edges: Sequence[tuple[int, str]]) -> NDArray[np.float32]:
    """Return the features of the possible ends or starts of one phrase. *Shape:* ``(len(edges), EDGE)``"""
    doc = token.doc
    rows = np.zeros((len(edges), EDGE), dtype=np.float32)
    for number, (index, relation) in enumerate(edges):
        if relation in RELATIONS:
            rows[number, RELATIONS.index(relation)] = 1
        step = 1 if index >= token.i else -1
        beyond = doc[index + step] if 0 <= index + step < len(doc) else None
        inside = doc[min(index, token.i) : max(index, token.i) + 1]
        distance = abs(index - token.i)
        rows[number, len(RELATIONS) :] = [
            float(relation == "self"),
            float(relation == "next"),
            distance / 10,
            float(distance > 10),
            float(number == len(edges) - 1),
            float(any(part.text in {",", ";", "--", "—"} for part in inside[1:-1])),
            float(beyond is not None and beyond.is_punct),
            float(beyond is not None and beyond.pos_ == "ADP"),
            float(doc[index].pos_ in {"NOUN", "PROPN"}),
            float(doc[index].text[:1].isupper()),
        ]
    return rows
