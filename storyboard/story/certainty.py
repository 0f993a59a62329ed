"""How sure kind, gender, number and age of a participant are."""

from __future__ import annotations

from storyboard.story.entities import MentionForm
from storyboard.story.names import parse_name
from storyboard.story.nouns import TITLES, noun_class
from storyboard.story.participants import Participant
from storyboard.story.reading import Certainty

TOLD, BY_FIRST_NAME, BY_ADJECTIVE = 0.98, 0.85, 0.7
"""Told by a noun or title ("queen", "Mr."); by a first name; by "little" or "old" before the noun."""


def certainty(one: Participant) -> Certainty:
    """Return how sure the reader is of what it says of ``one``."""
    return Certainty(kind=_kind(one), gender=_gender(one), number=_number(one), age=_age(one))


def _kind(one: Participant) -> float:
    total = sum(one.kinds.values())
    if not total:
        return 0.5 if one.names else 0.0
    # One mention is less than ten: Laplace's rule.
    return round((one.kinds[one.kind] + 1) / (total + 2) if one.names else (one.kinds[one.kind]) / total, 3)


def _gender(one: Participant) -> float:
    if one.kind in {"place", "thing"} or one.plural:
        return 1.0 if not one.plural else 0.0
    gender = one.gender
    if gender is None:
        return 0.0
    if any(noun_class(head).gender == gender for head in one.heads) or any(
        TITLES.get(parse_name(name).title) == gender for name in one.names
    ):
        return TOLD
    weight = one.pronoun_gender[gender]
    share = (weight + 0.5) / (sum(one.pronoun_gender.values()) + 1)
    if any(parse_name(name).gender == gender for name in one.names):
        return round(max(BY_FIRST_NAME, share), 3)
    return round(share, 3)


def _number(one: Participant) -> float:
    nominal = [mention for mention in one.mentions if mention.form is not MentionForm.PRONOUN]
    if not nominal:
        return 0.8
    return round(sum(mention.plural == one.plural for mention in nominal) / len(nominal), 3)


def _age(one: Participant) -> float:
    if one.age is None:
        return 0.0
    return TOLD if any(noun_class(head).age == one.age for head in one.heads) else BY_ADJECTIVE
