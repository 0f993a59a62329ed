"""Events: who does what to whom, where; and whether it takes place in the story's world."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storyboard.story.arguments import case_of
from storyboard.story.clauses import Clause, clause_range, find_clauses
from storyboard.story.noun_phrases import phrase
from storyboard.story.reading import Event, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


@dataclass(frozen=True, slots=True)
class Ownership:
    """Who stands where: answers of the resolution to events."""

    subject_at: dict[int, tuple[str, ...]]
    """Token of a mention's head -> subject ids."""
    quoted: Sequence[int]
    """For each token the index of its quotation, or -1."""


def find_events(doc: Doc, sentences: Sequence[Span], who: Ownership) -> tuple[Event, ...]:
    """Return the events of all sentences in text order."""
    starts = [span.start for span in sentences]
    events = []
    for clause in find_clauses(doc):
        offset = clause.verb.idx
        number = bisect_right(starts, offset) - 1
        if number >= 0 and offset < sentences[number].end:
            events.append(_event(clause, number, who))
    return tuple(events)


def _event(clause: Clause, sentence: int, who: Ownership) -> Event:
    agents = _ids(clause.doers, who)
    patients = _ids(clause.objects[:1], who) if clause.predicate != "be" else ()
    nominal = [token for token in clause.objects if token.pos_ in {"NOUN", "PROPN", "ADJ"}]
    start, end = clause_range(clause.verb)
    return Event(
        sentence=sentence,
        start=start,
        end=end,
        predicate=clause.predicate,
        agent=agents[0] if agents else None,
        companions=agents[1:],
        patient=patients[0] if patients else None,
        recipient=next(iter(_ids((clause.recipient,), who)), None) if clause.recipient is not None else None,
        place=_place_words(clause.place),
        place_preposition=case_of(clause.place) if clause.place is not None else "",
        object_words=phrase(nominal[0]) if nominal else None,
        preposition=clause.preposition,
        negated=clause.negated,
        hypothetical=clause.hypothetical,
        in_speech=who.quoted[clause.verb.i] >= 0,
    )


def _place_words(place: Token | None) -> str | None:
    if place is None:
        return None
    return phrase(place) if place.pos_ in {"NOUN", "PROPN"} else place.lower_


def _ids(tokens: Sequence[Token], who: Ownership) -> tuple[str, ...]:
    """Return the subjects at ``tokens``."""
    found: list[str] = []
    for token in tokens:
        found += [name for name in who.subject_at.get(token.i, ()) if name not in found]
    if not found and tokens:
        for child in tokens[0].children:  # "a bit of meat", "one of the sons"
            if child.dep_ == "nmod" and any(part.lower_ == "of" for part in child.children):
                found += who.subject_at.get(child.i, ())
    return tuple(found)
