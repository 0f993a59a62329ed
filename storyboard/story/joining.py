"""What a verb joined by "and" goes on with, and whether a phrase behind it is its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from storyboard.story.arguments import SOUNDING, has_mark, is_oblique
from storyboard.story.lexicon.frames import is_intransitive
from storyboard.story.noun_phrases import SUBJECT_ROLES
from storyboard.story.nouns import noun_class
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Token

FINITE = frozenset({"VBD", "VBZ", "VBP"})
INVARIANT = words("shut set put cut let hit cast read spread burst hurt beat split thrust bid knit rid")
"""Verbs whose past is their bare form."""
STATES = words("be have lie stand hang lead contain hold become seem appear look run reach cover consist end")
"""Verbs that a thing does as well as a person."""


def mend_joined(verb: Token) -> None:
    """Hang a verb joined by "and" from the verb that it goes on with, and give it the phrases behind it."""
    if verb.dep_ != "conj" or verb.head.i > verb.i:
        return
    above = _goes_on_with(verb)
    if above is not None and above != verb.head and not verb.is_ancestor(above):
        verb.head = above
    if verb.pos_ == "VERB":
        _take_phrases(verb)


def _goes_on_with(verb: Token) -> Token | None:
    """Return the clause that a verb joined by "and" goes on with, if it is not the one it hangs from."""
    if crossed := _crossed(verb):
        return crossed
    first = verb.head
    framed = any(child.dep_ in SUBJECT_ROLES | {"expl"} for child in verb.children)
    if framed or first.pos_ not in {"VERB", "AUX", "ADJ", "NOUN"}:
        return None
    if near := _outcome(verb):
        return near
    if has_mark(verb, "to"):
        # "intending to wait until she went home, and then to steal": one infinitive goes on with another.
        return (
            None
            if not _is_finite(first)
            else next((other for other in _clauses_above(first) if has_mark(other, "to")), None)
        )
    if verb.tag_ == "VBG" and _is_finite(first) and not any(child.dep_ == "aux" for child in verb.children):
        return _participle_before(verb)
    if not _is_told(verb):
        return None
    if not _is_finite(first):
        # "that he had met one and seen another"
        told_before = first.tag_ == "VBN" and first.dep_ != "acl:relcl"
        above = (other for other in _clauses_above(first) if _is_told(other))
        return None if told_before else next(above, None)
    if _is_dead_end(first, verb):
        return next((other for other in _clauses_above(first) if _is_told(other) and _is_done(other)), None)
    return None


def _participle_before(verb: Token) -> Token | None:
    """Return the participle that another goes on with: "heard the steed panting and blowing"."""
    for near in reversed(verb.doc[verb.head.i + 1 : verb.left_edge.i + 1]):
        if near.tag_ == "VBG" and near.dep_ in {"xcomp", "advcl", "acl"} and verb.head.is_ancestor(near):
            return near if not verb.is_ancestor(near) else None
        if near.is_punct and near.text != ",":
            return None
    return None


def _outcome(verb: Token) -> Token | None:
    """Return what came of something, if a verb goes on with that: "so heavy that he sank, and fell dead"."""
    if not any(child.dep_ == "advmod" and child.lower_ == "so" for child in verb.head.children):
        return None
    for clause in verb.head.children:
        told = clause.dep_ in {"ccomp", "advcl"} and has_mark(clause, "that") and _is_finite(clause)
        if told and verb.head.i < clause.i < verb.i and _is_told(verb):
            return clause
    return None


def _crossed(verb: Token) -> Token | None:
    """Return the verb between ``verb`` and its head that hangs from neither: arcs do not cross in English."""
    for between in verb.doc[verb.head.i + 1 : verb.i]:
        if between.pos_ != "VERB" or verb.is_ancestor(between):
            continue
        if between.is_ancestor(verb.head) or between.head.i > verb.i:
            return between
    return None


def _clauses_above(verb: Token) -> Iterator[Token]:
    """Yield the clauses that a verb lies in, nearest first, which stand before it."""
    below = verb
    while below.head != below:
        below = below.head
        if below.pos_ in {"VERB", "AUX"} and below.i < verb.i:
            yield below


def _is_finite(verb: Token) -> bool:
    return verb.tag_ in FINITE or verb.pos_ != "VERB"


def _is_told(verb: Token) -> bool:
    """Return whether a verb is a plain past or present: no "had", no infinitive, no participle."""
    if any(child.dep_ in {"aux", "aux:pass"} for child in verb.children) or has_mark(verb, "to"):
        return False
    return verb.tag_ in FINITE or (verb.tag_ in {"VB", "VBN"} and verb.lower_ in INVARIANT)


def _is_dead_end(clause: Token, verb: Token) -> bool:
    """Return whether a relative clause is of a thing, and the verb behind its comma is somebody's.

    "gave her a push that drove her far into it, and shut the door"; not "a tower, which lay in a forest, and
    had neither stairs nor door".
    """
    before = verb.doc[max(0, verb.left_edge.i - 1) : verb.i]
    if verb.lemma_ in STATES or not any(token.text == "," for token in before):
        return False
    if any(child.dep_ == "expl" for child in clause.children):
        return True  # "where there was a great heap of straw, and gave her a wheel"
    subject = next((child for child in clause.children if child.dep_ in SUBJECT_ROLES), None)
    if clause.dep_ != "acl:relcl" or subject is None or subject.lower_ not in {"which", "that"}:
        return False
    return (
        clause.head.pos_ == "NOUN"
        and noun_class(clause.head.lemma_.lower()).kind not in {"person", "animal", ""}
    ) or (clause.head.pos_ == "NOUN" and subject.lower_ == "which")


def _is_done(clause: Token) -> bool:
    """Return whether somebody does what a clause says."""
    for child in clause.children:
        if child.dep_ in SUBJECT_ROLES:
            return child.pos_ in {"PROPN", "PRON"} or noun_class(child.lemma_.lower()).kind in {
                "person",
                "animal",
            }
    return clause.dep_ == "conj" and _is_done(clause.head)


def _take_phrases(verb: Token) -> None:
    """Give a verb what hangs from the verb before it: "stopped, but went on to the end"."""
    first = verb.head
    joined = [one.i for one in first.children if one.dep_ == "conj" and one.i > verb.i and one.pos_ == "VERB"]
    end = joined[0] if joined else len(verb.doc)
    alone = first.lemma_ in SOUNDING or is_intransitive(first.lemma_)
    has = any(child.dep_ == "obj" for child in verb.children) or is_intransitive(verb.lemma_)
    for child in list(first.children):
        if alone and not has and child.dep_ == "obj" and verb.i < child.i < end:
            child.head = verb  # "laughed and kissed Peter"
        if child.dep_ in {"obl", "nmod"} and is_oblique(child) and verb.i < child.i < end:
            child.head, child.dep_ = verb, "obl"
