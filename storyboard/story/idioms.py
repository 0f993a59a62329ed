"""Verbs that say something else than they name: "took leave", "called him a thief", "made her laugh"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyboard.story.arguments import BODY, OBLIQUES, case_of, is_somebody, is_time
from storyboard.story.clauses import Clause
from storyboard.story.nouns import noun_class
from storyboard.story.turns import PLAIN
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Token

IDIOMS = words("take put set bring lay keep hold fall have give make throw cast lose get")
"""Verbs that mean something else with a notion behind a preposition: "took her at her word"."""
OUTBURSTS = words("passion rage fury fit tear tears laughter ecstasy raptures temper")
"""What one flies or bursts into without moving."""
HOLD = words("""
hold care leave place part notice heed pity aim refuge breath courage root advantage birth way account charge
possession sight offence farewell
""")
"""Nouns that with such a verb, and without an article, are one word: "took hold of it"."""
NAMING = words("call name term style dub")
LIKENING = words("look seem sound smell feel taste appear")
"""Verbs that with "like" or "as if" say how somebody strikes one."""
CAUSING = words("make let bid cause get")
"""Verbs that say nothing to be seen beside what somebody is made to do: "made Peter laugh"."""
DEEDS = words("walk ride drive swim drink sail stroll run trip meal time while moment")
"""For which somebody is taken without being mistaken for it."""
WAYS = words("about ahead around aside away back behind down in out over past round through up")
"""Words behind "look" that say where to."""
NOTIONS = ("ity", "ness", "tion", "sion", "ment", "ance", "ence", "hood", "dom")
"""Endings of what nobody can stand in."""
ENDS = words("power conclusion life grief light mind age terms blows death harm ruin nothing")
"""What one comes to without a step."""


def is_idiom(clause: Clause) -> bool:
    """Return whether a verb says something else than it names: "put her in mind of it", "took leave"."""
    if clause.predicate in PLAIN and clause.predicate != clause.verb.lemma_:
        return False
    if any(child.dep_ == "obl" and child.lemma_.lower() in OUTBURSTS for child in clause.verb.children):
        return True
    helped = any(child.lower_.endswith(("self", "selves")) for child in clause.verb.children)
    if clause.verb.lemma_ == "help" and helped:
        return True  # "helped herself to another kidney"
    if _is_ending(clause.verb) or _is_making_known(clause.verb):
        return True
    if _is_naming(clause.verb) or _is_likening(clause) or _is_causing(clause.verb):
        return True
    if is_mistaking(clause) or _is_reaching(clause):
        return True
    if clause.verb.lemma_ not in IDIOMS:
        return False
    if clause.objects and held_of(clause.objects[0]) is not None:
        return False
    if any(noun.lemma_.lower() in HOLD and noun.tag_ == "NN" for noun in clause.objects):
        return not any(child.dep_ in {"det", "nmod:poss"} for child in clause.objects[0].children)
    if clause.place is not None:
        return False
    return any(
        child.dep_ in {"obl", "nmod"}
        and child.pos_ == "NOUN"
        and child.i > clause.verb.i
        and case_of(child) in {"in", "at", "to", "into", "by", "of", "out"}
        and _is_notion(child)
        for child in clause.verb.children
    )


def _is_ending(verb: Token) -> bool:
    """Return whether a verb only says that something is done no more: "stopped crying"."""
    return verb.lemma_ in {"stop", "cease"} and any(
        child.dep_ == "xcomp" and child.tag_ == "VBG" for child in verb.children
    )


def _is_making_known(verb: Token) -> bool:
    """Return whether something is said in other words: "made it known that"."""
    it = any(child.dep_ == "obj" and child.lower_ == "it" for child in verb.children)
    known = any(child.lower_ in {"known", "clear", "plain"} for child in verb.children)
    return verb.lemma_ == "make" and it and known


def _is_naming(verb: Token) -> bool:
    """Return whether a verb only gives a name: "the rock, which I had called a door"."""
    if verb.lemma_ not in NAMING:
        return False
    named = [child for child in verb.children if child.dep_ in {"obj", "iobj", "xcomp", "nsubj:pass"}]
    nominal = [one for one in named if one.pos_ in {"NOUN", "PROPN", "ADJ"} and one.i > verb.i]
    return len(named) > 1 and bool(nominal)


def _is_likening(clause: Clause) -> bool:
    """Return whether a verb says how somebody looks, not that he looks: "looked like an old man"."""
    verb = clause.verb
    if verb.lemma_ not in LIKENING:
        return False
    if any(state.pos_ == "ADJ" for state in clause.objects) and not clause.preposition:
        return True
    for child in verb.children:
        if child.i > verb.i and child.dep_ in OBLIQUES and case_of(child) == "like":
            return True
        marks = {part.lower_ for part in child.children if part.i < child.i}
        if child.dep_ in {"advcl", "ccomp"} and "as" in marks and marks & {"if", "though"}:
            aimed = (other.dep_ == "obl" or other.lower_ in WAYS for other in verb.children)
            return child.i > verb.i and not any(aimed)
    return False


def _is_causing(verb: Token) -> bool:
    below = (child for child in verb.children if child.dep_ == "xcomp" and child.tag_ == "VB")
    return verb.lemma_ in CAUSING and any(below)


def is_mistaking(clause: Clause) -> bool:
    """Return whether somebody or something is only taken for another: "took the pearls for peas"."""
    verb = clause.verb
    if verb.lemma_ not in {"take", "mistake"} or not clause.objects:
        return False
    thing = clause.objects[0].pos_ == "NOUN" and not is_somebody(clause.objects[0])
    for child in verb.children:
        if child.dep_ not in OBLIQUES or case_of(child) != "for" or child.i < clause.objects[0].i:
            continue
        left = {part.lower_ for part in child.lefts if part.dep_ in {"det", "nmod:poss", "nummod"}}
        kind = noun_class(child.lemma_.lower()).kind
        any_one = bool(left & {"a", "an"}) or (not left and child.tag_ == "NNS")
        if any_one and kind in {"person", "animal", "thing"} and child.lemma_.lower() not in DEEDS:
            return not (thing and kind == "person")
    return False


def _is_reaching(clause: Clause) -> bool:
    """Return whether one comes to no place but to a notion: "arrived at maturity", "came to an agreement"."""
    if clause.verb.lemma_ not in {"arrive", "come"}:
        return False
    return any(
        child.dep_ in OBLIQUES and child.pos_ == "NOUN" and case_of(child) in {"at", "to", "into"}
        and (child.lemma_.lower() in ENDS or child.lemma_.lower().endswith(NOTIONS)) and _is_notion(child)
        for child in clause.verb.children
    )


def held_of(noun: Token) -> Token | None:
    """Return what one takes hold of."""
    if noun.lower_ != "hold" or any(child.dep_ in {"det", "nmod:poss"} for child in noun.children):
        return None
    return next((child for child in noun.children if child.dep_ == "nmod" and case_of(child) == "of"), None)


def _is_notion(noun: Token) -> bool:
    lemma = noun.lemma_.lower()
    return not noun_class(lemma).kind and lemma not in BODY and not is_time(noun)
