"""Where what a verb says takes place: a noun behind a preposition, an adverb, what "where" stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyboard.story.arguments import (
    BODY,
    GARMENTS,
    LARGE,
    OBLIQUES,
    PLACE_CASES,
    antecedent_of,
    case_of,
    concept_of,
    is_oblique,
    is_somebody,
    is_way,
    kind_of,
    moves,
)
from storyboard.story.lexicon.lexicon import load_lexicon
from storyboard.story.nouns import ABSTRACT
from storyboard.story.nowhere import OPENINGS, is_part_of_thing, is_person_s_name
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Token

SOURCES = words("from off out")
PLACE_ADVERBS = words(
    "home upstairs downstairs outside outdoors indoors inside abroad aloft ashore overhead there here"
)
STAYING = words("""
be live dwell stand lie sit sleep rest stay remain wait hide perch come go enter return run walk ride
climb wander travel fall jump fly swim sail step spring hang float rush hurry
""")
"""Verbs whose "in" and "at" say where, even of a noun that is in no word list."""
INSIDE = words("in into at inside within through")
TOWARDS = words("into onto towards toward through across beneath")
"""Prepositions of motion: what stands behind them is a place, whatever noun it is."""
GOALS = words("to towards toward before")
"""Prepositions of motion before somebody who is gone to."""
BESIDE = words("towards toward beside behind near by under over round around to before past upon on")
"""Prepositions behind which even a pronoun says where."""
RESTING = words("""
on upon into onto over under against behind beside across round around by to towards toward in above below
beneath about
""")
"""Prepositions before a part of a body that say where something is or goes."""


def place_of(verb: Token) -> Token | None:
    """Return the head of the place, nearest first; persons and times are none."""
    if verb.pos_ == "ADV" and verb.lower_ in PLACE_ADVERBS:
        return verb  # "The storm was abroad."
    if verb.pos_ in {"NOUN", "PROPN"} and case_of(verb) in PLACE_CASES:
        somewhere = case_of(verb) in INSIDE and not kind_of(verb) and not _is_unseen(verb)
        return verb if somewhere or _is_place(verb, verb) else None
    around = list(verb.children)
    # "stood astonished in the middle", "led them deeper into the wood": the place hangs below the adverb.
    around += [below for child in around if child.pos_ in {"ADJ", "ADV"} for below in child.children]
    found = [
        place
        for child in around
        if child.dep_ in OBLIQUES or is_oblique(child)
        if (place := _place_in(child, verb)) is not None
    ]
    outside = next((child for child in verb.children if child.lower_ in {"outside", "outdoors"}), None)
    if found and outside is not None and outside.pos_ == "ADV" and concept_of(found[0]) in OPENINGS:
        return outside  # "stood outside at the window"
    if found:  # "from the house into the garden": where to, before where from.
        return next((place for place in found if case_of(place) not in SOURCES), found[0])
    way = next((child for child in verb.children if child.dep_ == "obj" and is_way(child, verb)), None)
    if way is not None:
        return way
    for child in around:
        if child.dep_ in {"advmod", "obl:unmarked", "obl:npmod"} and child.lower_ in PLACE_ADVERBS:
            return child
    clause = verb.head if verb.dep_ == "xcomp" and verb.head.lemma_ == "have" else verb  # "had to live"
    if clause.dep_ == "acl:relcl" and any(child.lower_ == "where" for child in clause.children):
        return clause.head if clause.head.pos_ in {"NOUN", "PROPN"} else None
    if verb.dep_ == "advcl" and any(child.lower_ == "where" for child in verb.children):
        return place_of(verb.head) if verb.head.i < verb.i and verb.head.pos_ == "VERB" else None
    return None


def _place_in(noun: Token, verb: Token) -> Token | None:
    """Return the place in a phrase: itself, that of which it is a part, or where it is in turn."""
    if noun.lower_ == "which" and case_of(noun) in PLACE_CASES:
        antecedent = antecedent_of(noun)
        return antecedent if antecedent is not None and _holds(antecedent, verb) else None
    if noun.pos_ == "PRON" and case_of(noun) in BESIDE and moves(verb):
        return noun if noun.lower_ not in {"all", "which", "what"} else None
    if noun.pos_ not in {"NOUN", "PROPN"} or case_of(noun) not in PLACE_CASES:
        return None
    if is_somebody(noun) and case_of(noun) in GOALS and moves(verb):
        return noun  # "went to the king"
    start = noun.left_edge.i
    if noun.lower_ in {"earth", "world"} and start and noun.doc[start - 1].tag_ in {"WRB", "WP"}:
        return None  # "where on earth"
    if _is_place(noun, verb):
        return noun
    if kind_of(noun) == "time":
        return None
    if _is_rest(noun, verb):
        return noun
    for child in noun.children:
        of_part = noun.lemma_.lower() in ABSTRACT and case_of(child) == "of"
        if child.dep_ == "nmod" and (of_part or case_of(child) in PLACE_CASES) and _is_place(child, verb):
            return child
    return None


def _holds(noun: Token, verb: Token) -> bool:
    """Return whether something can be done in or on what a noun names: "the house in which he lived"."""
    lemma, kind = noun.lemma_.lower(), kind_of(noun)
    if kind in {"place", "thing"} or lemma in BODY:
        return True
    return not kind and lemma not in ABSTRACT and (verb.lemma_ in STAYING or moves(verb))


def _is_place(noun: Token, verb: Token) -> bool:
    lemma, kind, case = noun.lemma_.lower(), kind_of(noun), case_of(noun)
    if lemma in ABSTRACT or kind in {"person", "animal"} or is_person_s_name(noun) or is_part_of_thing(noun):
        return False
    if noun.ent_type_ in {"FAC", "LOC", "GPE"} or kind == "place":
        return True
    if kind == "thing":
        concept = concept_of(noun)
        if case == "by":
            return concept in LARGE
        return not (case in {"in", "on"} and concept in GARMENTS)
    return not kind and case in INSIDE and verb.lemma_ in STAYING and not _is_unseen(noun)


def _is_rest(noun: Token, verb: Token) -> bool:
    """Return whether a part of a body, or any noun behind a preposition of motion, says where."""
    lemma, case = noun.lemma_.lower(), case_of(noun)
    if lemma in BODY:
        handled = verb.lemma_ in {"put", "lay", "throw", "set", "place"}
        looked = verb.lemma_ in {"look", "gaze", "peer", "stare"} and case in {"in", "into"}
        if case == "at" and lemma == "foot":
            return True  # "fell at his feet"
        return case in RESTING and (handled or looked or (moves(verb) and case != "in"))
    if case not in TOWARDS or not moves(verb) or lemma in ABSTRACT:
        return False
    return kind_of(noun) in {"", "thing"} and not _is_unseen(noun)


def _is_unseen(noun: Token) -> bool:
    """Return whether a noun that is in no list is likelier a state or a time than a place: ``in silence``."""
    bare = not any(child.dep_ in {"det", "nmod:poss"} for child in noun.children)
    return (
        bare
        or load_lexicon().lookup(noun.lemma_, "n") is not None
        or noun.lemma_.lower().endswith(
            ("ness", "tion", "ment", "ence", "ance", "ity", "time", "ing", "ure", "ism", "hood", "ship")
        )
    )
