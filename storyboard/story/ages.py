"""How old somebody is said or seen to be: "I was ten years old", "a boy of twelve", "Mary was a girl", "his
daughter drove to the hospital"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from storyboard.story.nouns import noun_class
from storyboard.story.reality import is_hypothetical, is_negated
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from storyboard.story.gathering import Resolution
    from storyboard.story.participants import Participant

NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100,
}
GROWN_UP = 15
"""Years from which somebody is drawn as a man or a woman."""
AGED = 60
"""Years from which somebody is drawn as an old one."""
GROWN = words("smoke marry wed shave")
"""What no child does; "drive" besides where nothing is driven but a car."""
CARS = words("car van lorry truck bus taxi cab tractor motorcycle")
TRADE = re.compile(r"(?:er|or|man|woman|smith|herd|wright|ist|eer|nurse|pilot|judge|cook|clerk|priest)$")
"""Endings of what grown people are."""
NO_TRADE = words("""
stranger dancer singer swimmer player runner winner loser beginner teenager youngster liar sister brother
""")


def tell_ages(doc: Doc, resolution: Resolution) -> None:
    """Give an age to each participant of whom it is told and no noun tells it."""
    for person, age in _told(doc):
        owners = resolution.owner.get(person.i, ())
        if len(owners) == 1 and (one := resolution.participants[owners[0]]).age is None and not one.plural:
            one.age = age
    for group in resolution.participants:
        if group.members and any(noun_class(head).age == "child" for head in group.heads):
            for member in (resolution.participants[number] for number in group.members):
                member.age = member.age or "child"  # "Twins called Max and Mia": "the children".
    grown = {owner for token in _grown(doc) for owner in resolution.owner.get(token.i, ())}
    kin = resolution.kin
    for number in grown.union(kin.spouse, *kin.parents.values()):
        _tell_grown(resolution.participants[number])
    for number, others in kin.siblings.items():
        for other in others:  # "A brother and a sister ... The boy": she is a girl.
            if resolution.participants[number].age == "child":
                resolution.participants[other].age = resolution.participants[other].age or "child"
    for one in resolution.participants:
        if any(TRADE.search(role) and role not in NO_TRADE for role in one.roles):
            _tell_grown(one)


def _tell_grown(one: Participant) -> None:
    if one.kind == "person" and not one.plural:
        one.age = one.age or "adult"


def _grown(doc: Doc) -> Iterator[Token]:
    """Yield who does what no child does: "he smoked a cigarette", "Karen drove to the hospital"."""
    for token in doc:
        verb = token.head
        if token.dep_ != "nsubj" or verb.pos_ != "VERB" or is_negated(verb) or is_hypothetical(verb):
            continue
        driven = [child.lemma_.lower() for child in verb.children if child.dep_ == "obj"]
        if verb.lemma_ in GROWN or (verb.lemma_ == "drive" and set(driven) <= CARS):
            yield token


def _told(doc: Doc) -> Iterator[tuple[Token, str]]:
    """Yield who is told to be a child or old."""
    for token in doc:
        person: Token | None = None
        age = None
        if token.lower_ == "old":
            years = next((child for child in token.children if child.lemma_.lower() == "year"), None)
            counts = years.children if years is not None else ()
            age = _age(next((child for child in counts if child.dep_ == "nummod"), None))
            person = token.head if token.dep_.startswith("acl") else _subject(token)
        elif token.pos_ == "NUM" and token.dep_ == "nmod" and token.head.pos_ == "NOUN":
            of = any(child.lower_ == "of" for child in token.children)
            somebody = noun_class(token.head.lemma_.lower()).kind == "person"
            age = _age(token) if of and somebody else None
            person = _subject(token.head) or token.head
        elif token.pos_ == "NUM" and any(child.dep_ == "cop" for child in token.children):
            age, person = _age(token), _subject(token)
        elif token.pos_ == "NOUN" and any(child.dep_ == "cop" for child in token.children):
            age, person = noun_class(token.lemma_.lower()).age, _subject(token)
            if age is None and any(child.lower_ in {"old", "elderly"} for child in token.children):
                age = "old" if noun_class(token.lemma_.lower()).gender else None  # "I am an old woman now."
        if person is not None and age is not None and not (is_negated(token) or is_hypothetical(token)):
            yield person, age


def _subject(token: Token) -> Token | None:
    return next((child for child in token.children if child.dep_ == "nsubj" and child.i < token.i), None)


def _age(number: Token | None) -> str | None:
    """Return ``child`` or ``old`` for a number of years, nothing for those between."""
    if number is None:
        return None
    first = number.left_edge if number.left_edge.pos_ == "NUM" else number
    tens = first.lower_.partition("-")[0]  # "thirty-five" is one word or three.
    years = int(number.text) if number.text.isdecimal() else NUMBERS.get(tens, GROWN_UP)
    return "child" if 0 < years < GROWN_UP else "old" if years >= AGED else None
