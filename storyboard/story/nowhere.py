"""What stands behind a preposition of place, or as a place at all, and where nobody is: what is only looked
at, wood that something is made of, a window, somebody's name, where a road leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyboard.story.arguments import BODY, LARGE, case_of, concept_of, kind_of
from storyboard.story.noun_phrases import SUBJECT_ROLES
from storyboard.story.nouns import name_gender
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Token

LOOKING = words("look gaze stare glance peep peer point gape glare wave shout call")
"""Verbs behind which a place is seen or called to: "peeped back at the house"."""
SIGHTS = words("at to towards toward into through over upon on across")
LEADING = words("lead open stretch extend belong")
"""What roads and doors do towards a place."""
SENDING = words("send order invite write banish")
"""Verbs whose doer stays where he is."""
GOALS = words("to into onto towards toward for")
MATERIALS = words("wood hollow bank mouth")
"""Places that are also parts of a thing or what it is made of: "the wood of the pole"."""
OPENINGS = words("window door")
"""Concepts of what parts two places: nobody is in it, and who passes it may be on either side."""
AT_OPENINGS = words("at by in near beside to on")
FALLING = words("fall drop tumble plunge sink jump climb leap")
BEFORE_PEOPLE = words("behind before after beside beneath against past")
"""Prepositions before somebody rather than before a town."""


def is_nowhere(noun: Token, verb: Token) -> bool:
    """Return whether a noun behind a preposition, or behind a verb, is no place at which its verb happens."""
    return is_person_s_name(noun) or is_part_of_thing(noun) or is_passed(noun, verb)


def is_elsewhere(noun: Token, verb: Token) -> bool:
    """Return whether a noun names a place that is only seen, or that something leads or is sent to."""
    case = case_of(noun)
    subject = next((child for child in verb.children if child.dep_ in SUBJECT_ROLES), None)
    is_thing = subject is not None and kind_of(subject) in {"place", "thing"}
    if verb.lemma_ in LOOKING and not is_thing:
        before = (child for child in verb.children if child.i < noun.i and child.i > verb.i)
        # "staring out of the window at the snow in the yard"
        seen = (child for child in before if child.pos_ == "NOUN")
        return case in SIGHTS or any(case_of(child) in SIGHTS | {"out", "from"} for child in seen)
    if verb.lemma_ in {"watch", "see", "observe"} and case in {"over", "across", "through"} and not is_thing:
        return True  # "watched the storm over the sea"
    if verb.lemma_ in LEADING and case in GOALS:  # "the only exit, which led to the street"
        return verb.dep_ in {"acl", "acl:relcl"} and (subject is None or subject.lower_ in {"which", "that"})
    return verb.lemma_ in SENDING and case in GOALS


def is_person_s_name(noun: Token) -> bool:
    """Return whether a bare name is likelier that of a person: a first name, or behind "behind"."""
    if noun.pos_ != "PROPN" or any(child.dep_ in {"det", "compound", "amod"} for child in noun.children):
        return False
    return name_gender(noun.text) is not None or case_of(noun) in BEFORE_PEOPLE


def is_part_of_thing(noun: Token) -> bool:
    """Return whether a noun names a part of a thing or of a body: "the wood of the pole"."""
    if noun.lemma_.lower() not in MATERIALS:
        return False
    wholes = (child for child in noun.children if child.dep_ == "nmod" and case_of(child) == "of")
    return any(
        (kind_of(whole) == "thing" and concept_of(whole) not in LARGE) or whole.lemma_.lower() in BODY
        for whole in wholes
    )


def is_passed(noun: Token, verb: Token) -> bool:
    """Return whether a window or door says nothing of where somebody is: "fell past the window"."""
    if concept_of(noun) not in OPENINGS:
        return False
    if any(child.lower_ == "outside" and child.dep_ == "advmod" for child in verb.children):
        return True
    # What flies past a window is seen from within.
    within = case_of(noun) == "past" and verb.lemma_ not in FALLING
    return not within and case_of(noun) not in AT_OPENINGS
