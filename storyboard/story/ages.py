"""How old somebody is said to be: "I was ten years old", "a boy of twelve", "Mary was a girl"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from storyboard.story.nouns import noun_class
from storyboard.story.reality import is_hypothetical, is_negated

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from storyboard.story.gathering import Resolution

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
