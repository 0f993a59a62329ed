"""What stands on both sides of a gap in a story: the features by which a scene's beginning is told.

Everything is read from words, tags and entities alone, so that what is learned does not hang on who is who.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from storyboard.planning.openings import (
    ARRIVING,
    LEAVING,
    PLACE_CASES,
    TIME_TURN,
    TIME_WORDS,
    UNTOLD,
)
from storyboard.planning.topic import topic_depths
from storyboard.story.nouns import noun_class

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from storyboard.story.reading import Reading

WINDOWS = (1, 3, 8)
"""Units on each side whose cast and words are compared."""
NOMINALS = frozenset({"NOUN", "PROPN"})
QUOTES = frozenset('“”"')
OPENING_WORDS = 3
"""Words at the start of a unit that count as its opening."""


@dataclass(slots=True)
class Unit:
    """A run of sentences without an inner gap: a paragraph, or a sentence of a long one."""

    start: int
    end: int
    """Characters."""
    inner: bool = False
    """Whether it begins inside a paragraph."""
    words: int = 0
    spoken: int = 0
    """Words inside quotation marks."""
    opens_speech: bool = False
    ends_speech: bool = False
    cast: set[str] = field(default_factory=set)
    """Names, and nouns of people and animals."""
    places: set[str] = field(default_factory=set)
    content: Counter[str] = field(default_factory=Counter)
    first: list[Token] = field(default_factory=list)
    """Tokens of the first sentence."""
    last: list[Token] = field(default_factory=list)
    """Tokens of the last sentence."""
    present: int = 0
    past: int = 0
    """Finite verbs by tense, outside quotations."""
    me: int = 0
    """First person outside quotations."""
    vector: npt.NDArray[np.float32] | None = None
    """Sum of the word vectors of its content words."""


def gap_features(reading: Reading, units: Sequence[tuple[int, bool]]) -> list[dict[str, float]]:
    """Return the features of the gap before each unit; those of the first are empty.

    Args:
        reading: Its ``doc``, ``sentences`` and ``text`` are used.
        units: For each unit the index of its first sentence, rising from 0, and whether it begins inside a
            paragraph.
    """
    found = _units(reading, units)
    if not found:
        return []
    depths = topic_depths([list(unit.content.elements()) for unit in found])
    usual = float(np.mean([unit.words for unit in found])) or 1.0
    sums = _running_vectors(found)
    last_seen: dict[str, int] = {}
    told = 0
    features: list[dict[str, float]] = []
    for index, unit in enumerate(found):
        if index:
            gap = dict(_own(found[index - 1], unit, usual))
            gap.update(_around(found, index, sums))
            gap.update(_returns(unit, last_seen, told))
            gap["topic"] = depths[index]
            gap.update(_words(found[index - 1], unit))
            features.append({name: value for name, value in gap.items() if value})
        else:
            features.append({})
        told += unit.words
        last_seen.update(dict.fromkeys(unit.cast, told))
    return features


def _units(reading: Reading, starts: Sequence[tuple[int, bool]]) -> list[Unit]:
    sentences = reading.sentences
    found: list[Unit] = []
    doc = reading.doc
    offsets = [token.idx for token in doc]
    for (first, inner), after in zip(
        starts, [*(start for start, _ in starts[1:]), len(sentences)], strict=True
    ):
        unit = Unit(sentences[first].start, sentences[after - 1].end, inner)
        begin, stop = bisect_left(offsets, unit.start), bisect_left(offsets, unit.end)
        head_end = bisect_left(offsets, sentences[first].end)
        tail_start = bisect_left(offsets, sentences[after - 1].start)
        unit.first = [token for token in doc[begin:head_end] if not token.is_space]
        unit.last = [token for token in doc[tail_start:stop] if not token.is_space]
        _take_in(unit, doc, begin, stop)
        found.append(unit)
    return found


def _take_in(unit: Unit, doc: Doc, begin: int, stop: int) -> None:
    inside = False
    vectors: list[npt.NDArray[np.float32]] = []
    for token in doc[begin:stop]:
        text = token.text
        if text in QUOTES:
            inside = text == "“" or (text == '"' and not inside)
            continue
        if not token.is_alpha:
            continue
        unit.words += 1
        unit.spoken += inside
        pos = token.pos_
        if pos in NOMINALS:
            lemma = token.lemma_.lower()
            kind = noun_class(lemma).kind if pos == "NOUN" else ""
            entity = token.ent_type_
            if entity in {"FAC", "LOC", "GPE"} or kind == "place":
                unit.places.add(lemma)
            elif pos == "PROPN" or kind in {"person", "animal"}:
                unit.cast.add(lemma)
        if pos in {"NOUN", "PROPN", "VERB", "ADJ"} and not token.is_stop:
            unit.content[token.lemma_.lower()] += 1
            vectors.append(np.asarray(token.vector))
        if not inside:
            tag = token.tag_
            unit.present += tag in {"VBZ", "VBP"}
            unit.past += tag == "VBD"
            unit.me += token.lower_ in {"i", "me", "my", "we", "us", "our"}
    if vectors:
        unit.vector = np.stack(vectors).sum(axis=0)
    marks = [token.text for token in doc[begin : begin + 1]] + [token.text for token in doc[stop - 1 : stop]]
    unit.opens_speech = bool(marks) and marks[0] in "“\"'‘"
    unit.ends_speech = bool(marks) and marks[-1] in "”\"'’"


def _own(before: Unit, after: Unit, usual: float) -> Iterator[tuple[str, float]]:
    """Yield what the two units at the gap say by themselves."""
    yield "inner", float(after.inner)
    yield "opens speech", float(after.opens_speech)
    yield "ended in speech", float(before.ends_speech)
    yield "opened with speech", float(before.opens_speech)
    yield "between turns", float(before.ends_speech and after.opens_speech)
    yield "length after", math.log((after.words + 1) / usual)
    yield "length before", math.log((before.words + 1) / usual)
    first = after.first
    text = "".join(token.text_with_ws for token in first)
    yield "time turn", float(TIME_TURN.match(text) is not None)
    yield "first sentence", math.log(len(first) + 1)
    yield "last sentence", math.log(len(before.last) + 1)
    lead = first[: max(12, len(first) // 3)]
    yield "time words", float(sum(token.lemma_.lower() in TIME_WORDS for token in lead))
    yield "date", float(any(token.like_num for token in lead))
    yield "place named", float(any(_is_place(token) for token in lead))
    yield "place first", float(bool(lead) and lead[0].lower_ in PLACE_CASES)
    yield (
        "name",
        float(any(token.pos_ == "PROPN" and token.ent_type_ not in {"GPE", "LOC"} for token in lead)),
    )
    yield "pronoun", float(any(token.lower_ in {"he", "she", "they", "it"} for token in lead[:4]))
    yield (
        "points back",
        float(any(token.lower_ in {"this", "that", "these", "those", "such"} for token in lead[:4])),
    )
    yield "had done", float(_pluperfect(lead))
    yield "was", float(any(token.lemma_ == "be" and token.tag_ == "VBD" for token in lead))
    yield "there was", float(any(token.dep_ == "expl" or token.tag_ == "EX" for token in lead))
    yield "and", float(bool(first) and first[0].lower_ in {"and", "but", "so", "then", "for", "or", "yet"})
    yield "arrives", float(any(token.lemma_ in ARRIVING for token in first if token.pos_ == "VERB"))
    yield "left", float(any(token.lemma_ in LEAVING for token in before.last if token.pos_ == "VERB"))
    yield "closing time", float(any(token.lemma_.lower() in TIME_WORDS for token in before.last))
    end = before.last[-1].text if before.last else ""
    yield "exclaimed", float("!" in {token.text for token in before.last[-3:]})
    yield "asked", float("?" in {token.text for token in before.last[-3:]})
    yield "trailed off", float(end in {"...", "…"})


def _around(units: Sequence[Unit], index: int, sums: npt.NDArray[np.float32]) -> Iterator[tuple[str, float]]:
    """Yield how unlike the two sides are, near and far."""
    for window in WINDOWS:
        low, high = max(0, index - window), min(len(units), index + window)
        before, after = units[low:index], units[index:high]
        yield f"cast {window}", _distance(before, after, "cast")
        yield f"places {window}", _distance(before, after, "places")
        yield f"words {window}", 1 - _cosine(before, after)
        yield f"vector {window}", 1 - _vector_cosine(sums[index] - sums[low], sums[high] - sums[index])
        yield f"speech before {window}", _share(before, "spoken")
        yield f"speech after {window}", _share(after, "spoken")
        yield f"tense {window}", abs(_present(before) - _present(after))
        yield f"me {window}", abs(_share(before, "me") - _share(after, "me"))


def _returns(unit: Unit, last_seen: dict[str, int], told: int) -> Iterator[tuple[str, float]]:
    """Yield how new the cast of a unit is to the story, and how long it was away."""
    away = [told - last_seen[who] for who in unit.cast if who in last_seen]
    yield "newcomers", math.log1p(sum(who not in last_seen for who in unit.cast))
    yield "away", math.log1p(max(away, default=0))
    yield "nearest", math.log1p(min(away, default=0))


def _words(before: Unit, after: Unit) -> Iterator[tuple[str, float]]:
    """Yield the plain words at the gap: how the unit opens, its first sentence, how the one before closes."""
    opening = [token for token in after.first if token.is_alpha][:OPENING_WORDS]
    for place, token in enumerate(opening):
        if token.pos_ != "PROPN":
            yield f"{'first' if place == 0 else 'opening'}={token.lower_}", 1.0
    for token in after.first:
        if token.is_alpha and token.pos_ != "PROPN":
            yield f"sentence={token.lemma_.lower()}", 1.0
    for token in before.last:
        if token.is_alpha and token.pos_ != "PROPN":
            yield f"close={token.lemma_.lower()}", 1.0


def _is_place(token: Token) -> bool:
    if token.ent_type_ in {"FAC", "LOC", "GPE"}:
        return True
    return token.pos_ == "NOUN" and noun_class(token.lemma_.lower()).kind == "place"


def _pluperfect(tokens: Sequence[Token]) -> bool:
    return any(token.lower_ == "had" and token.dep_ == "aux" for token in tokens)


def _distance(before: Sequence[Unit], after: Sequence[Unit], what: str) -> float:
    left: set[str] = set().union(*(getattr(unit, what) for unit in before)) - UNTOLD
    right: set[str] = set().union(*(getattr(unit, what) for unit in after)) - UNTOLD
    return 1 - len(left & right) / len(left | right) if left and right else 0.5


def _cosine(before: Sequence[Unit], after: Sequence[Unit]) -> float:
    left: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for unit in before:
        left.update(unit.content)
    for unit in after:
        right.update(unit.content)
    shared = sum(count * right[word] for word, count in left.items() if word in right)
    norm = math.sqrt(sum(c * c for c in left.values()) * sum(c * c for c in right.values()))
    return shared / norm if norm else 0.0


def _running_vectors(units: Sequence[Unit]) -> npt.NDArray[np.float32]:
    """Return the sums of the word vectors of all units before each. *Shape:* ``(units + 1, width)``"""
    width = next((len(unit.vector) for unit in units if unit.vector is not None), 1)
    rows = [unit.vector if unit.vector is not None else np.zeros(width, np.float32) for unit in units]
    return np.concatenate([np.zeros((1, width)), np.cumsum(rows, axis=0, dtype=np.float64)]).astype(
        np.float32
    )


def _vector_cosine(left: npt.NDArray[np.float32], right: npt.NDArray[np.float32]) -> float:
    norm = float(np.linalg.norm(left) * np.linalg.norm(right))
    shared = float(np.dot(left, right))
    return shared / norm if norm > 1e-6 else 0.0


def _share(units: Sequence[Unit], what: str) -> float:
    return float(sum(getattr(unit, what) for unit in units) / max(sum(unit.words for unit in units), 1))


def _present(units: Sequence[Unit]) -> float:
    present, past = sum(unit.present for unit in units), sum(unit.past for unit in units)
    return present / (present + past) if present + past else 0.0
