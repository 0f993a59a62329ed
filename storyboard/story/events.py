"""Events: who does what to whom, where; and whether it takes place in the story's world."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from storyboard.story.arguments import case_of, is_somebody, kind_of
from storyboard.story.clauses import Clause, clause_range, find_clauses
from storyboard.story.earlier import with_background
from storyboard.story.idioms import is_idiom
from storyboard.story.noun_phrases import phrase
from storyboard.story.reading import Block, Event, Span
from storyboard.story.wordings import parts_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

NEAR = 5
"""Tokens between a clause and the quotation that it tells of: marks and spaces."""


@dataclass(frozen=True, slots=True)
class Ownership:
    """Who stands where: answers of the resolution to events."""

    subject_at: dict[int, tuple[str, ...]]
    """Token of a mention's head -> subject ids."""
    quoted: Sequence[int]
    """For each token the index of its quotation, or -1."""
    speakers: Sequence[tuple[str, ...]] = ()
    """For each quotation those of whom the story says that they speak it; empty if it does not say so."""


def find_events(
    doc: Doc, sentences: Sequence[Span], who: Ownership, blocks: Sequence[Block] = ()
) -> tuple[Event, ...]:
    """Return the events of all sentences in text order."""
    who = replace(who, subject_at={**who.subject_at, **_parallel_objects(doc, who.subject_at)})
    starts = [span.start for span in sentences]
    events = []
    for clause in find_clauses(doc):
        offset = clause.verb.idx
        number = bisect_right(starts, offset) - 1
        if number >= 0 and offset < sentences[number].end:
            events.append((clause.verb, _event(clause, number, who)))
    return with_background(events, sentences, blocks)


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
        place_preposition=_place_case(clause),
        object_words=phrase(nominal[0]) if nominal else None,
        preposition=clause.preposition,
        negated=clause.negated,
        hypothetical=clause.hypothetical,
        in_speech=who.quoted[clause.verb.i] >= 0,
        says=_says(clause.verb, (start, end), agents, who),
        idiom=is_idiom(clause),
        parts=parts_of(clause, who.subject_at),
    )


def _parallel_objects(doc: Doc, subject_at: Mapping[int, tuple[str, ...]]) -> dict[int, tuple[str, ...]]:
    """Return what each "it" means for which a farther thing than the one beside it was found: "Anna washed
    the plate and Tom dropped it" is not of the cup of the sentence before."""
    mended: dict[int, tuple[str, ...]] = {}
    for it in doc:
        verb = it.head
        if it.lower_ != "it" or it.dep_ != "obj" or verb.dep_ != "conj" or verb.head.pos_ != "VERB":
            continue
        if any(child.dep_ not in {"nsubj", "cc", "obj", "punct"} for child in verb.children):
            continue
        thing = next((child for child in verb.head.children if child.dep_ == "obj"), None)
        if thing is None or thing.tag_ != "NN" or kind_of(thing) != "thing" or not thing.i < verb.i:
            continue
        found, meant = subject_at.get(it.i, ()), subject_at.get(thing.i, ())
        nouns = [token for token in doc[: it.i] if token.pos_ == "NOUN" and subject_at.get(token.i) == found]
        if found and found != meant and nouns and all(kind_of(noun) == "thing" for noun in nouns):
            near = any(noun.i > thing.sent.start for noun in nouns)
            mended |= {} if near else {it.i: meant}
    return mended


def _place_case(clause: Clause) -> str:
    """Return the preposition of the place: of "in the middle of the road" it is "in"."""
    place = clause.place
    if place is None:
        return ""
    if clause.verb.dep_ == "acl:relcl" and place == clause.verb.head:
        return "in"  # "the village where he had left them"
    above = place
    while case_of(above) == "of" and above.head != clause.verb and above.dep_ == "nmod":
        above = above.head
    return case_of(above)


def _says(verb: Token, clause: tuple[int, int], agents: tuple[str, ...], who: Ownership) -> bool:
    """Return whether the quotation beside a clause is spoken by its doer: of "It roared. “Dance!” shouted
    Ruby" only the shouting says something."""
    after, before = _speech_beside(verb, *clause, who.quoted)
    number = before if after is None else after
    if number is None:
        return False
    if after is not None and before is not None and agents and after < len(who.speakers):
        mine = [bool({*who.speakers[one]} & {*agents}) for one in (before, after)]
        if mine == [True, False]:
            return True  # "“Who goes there?” cried the soldier. “A friend!” cried Anna."
    told = who.speakers[number] if number < len(who.speakers) else ()
    last = verb.doc.char_span(*clause, alignment_mode="expand")  # The Doc's whole text is costly to ask for.
    near = verb.doc[last.end - 1 : last.end + 1].text if last is not None else ""
    if {":", ","} & set(near):
        return True  # "and cried: “Let down your hair!”"
    return not told or not agents or bool({*told} & {*agents})


def _speech_beside(
    verb: Token, start: int, end: int, quoted: Sequence[int]
) -> tuple[int | None, int | None]:
    """Return the numbers of the quotations that begin right behind a clause and end right before it."""
    if quoted[verb.i] >= 0:
        return None, None
    inside = verb.doc.char_span(start, end, alignment_mode="expand")
    if inside is None:
        return None, None
    after = range(inside.end, min(inside.end + NEAR, len(verb.doc)))
    before = range(inside.start - 1, max(inside.start - NEAR, -1), -1)
    # "‘Let me in!’ The king cried." and wept; "‘Let me in!’ cried the king." and called.
    first = verb.doc[inside.start]
    weeps = verb.lemma_ == "cry" and first.text[:1].isupper() and first.lower_ != "i" and first.i < verb.i
    return _reaches(verb.doc, after, quoted), None if weeps else _reaches(verb.doc, before, quoted)


def _reaches(doc: Doc, tokens: range, quoted: Sequence[int]) -> int | None:
    for index in tokens:
        if quoted[index] >= 0:
            return quoted[index]
        if doc[index].is_alpha:
            return None
    return None


def _place_words(place: Token | None) -> str | None:
    if place is None or is_somebody(place):
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
