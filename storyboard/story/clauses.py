"""Clauses of the parse: the verb, who does it, what it is done to, where; before it is known who is who.

Rules over Universal Dependencies: subjects, objects, passives and agents, shared subjects of coordination,
control of infinitives, relative clauses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storyboard.story.arguments import (
    LINKING,
    RECIPIENT_VERBS,
    RELATIVES,
    SAYING,
    aim_of,
    case_of,
    has_mark,
    is_inverted,
    is_oblique,
    is_somebody,
    object_of,
    recipient_of,
    state_of,
)
from storyboard.story.doers import FINDING, by_whom, is_bare_participle, is_passive, members, subject_of
from storyboard.story.lexicon.lexicon import load_lexicon
from storyboard.story.locatives import place_of
from storyboard.story.mending import mended
from storyboard.story.noun_phrases import SUBJECT_ROLES
from storyboard.story.reality import MODALS, is_hypothetical, is_negated
from storyboard.story.turns import KNEELING, KNEES, plain_verb
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

CLAUSES = words("ROOT conj advcl ccomp xcomp acl acl:relcl parataxis csubj advcl:relcl appos list dep")
FINITE_AUX = words("ROOT conj advcl ccomp acl:relcl parataxis")


ASPECT = words("begin start continue proceed commence finish keep go come happen seem appear use manage dare")
"""Verbs that only say how the infinitive below them runs; with it they are one event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One predicate with its arguments, as tokens of the parse."""

    verb: Token
    """The verb; of a copula the adjective or noun."""
    predicate: str
    """Lemma with the particle: ``pick up``; ``be`` of a copula."""
    doers: tuple[Token, ...] = ()
    """Heads of who does it, those joined by "and" included."""
    objects: tuple[Token, ...] = ()
    """Heads of what it is done to; of a passive the surface subject."""
    preposition: str = ""
    """What stands between verb and object: ``at``, for "look at"."""
    recipient: Token | None = None
    place: Token | None = None
    """Head of the phrase that says where, or an adverb: home."""
    negated: bool = False
    hypothetical: bool = False


def find_clauses(doc: Doc) -> Iterator[Clause]:
    """Yield the clauses of a parsed story in text order."""
    for token in mended(doc):
        if _is_predicate(token):
            yield clause_at(token)


def clause_at(verb: Token) -> Clause:
    """Return the clause of a verb, or of what stands behind a copula."""
    doer, receiver = subject_of(verb), recipient_of(verb)
    if is_passive(verb):
        doers, objects = members(by_whom(verb)), members(doer)
        given = next((child for child in verb.children if child.dep_ == "obj"), None)
        living = doer is not None and (doer.pos_ == "PROPN" or is_somebody(doer))
        if given is not None and living and verb.lemma_ in RECIPIENT_VERBS:
            objects, receiver = members(given), doer  # "Chloe was given the ball"
    else:
        obj = object_of(verb, doer)
        if obj is not None and is_inverted(verb, obj):
            doer, obj = obj, None
        doers, objects = members(doer), members(obj)
    receiver = None if receiver in objects else receiver
    if receiver is not None and receiver == place_of(verb) and not is_somebody(receiver):
        receiver = None  # "brought to bed"
    if receiver is not None and receiver.lower_ in RELATIVES:
        receiver = next(iter(members(receiver)), None)  # "the twins to which she had given birth"
    place, predicate = place_of(verb), _predicate(verb)
    place = None if place == receiver or _is_of_body(place, predicate) else place
    if predicate == "be" and not doers and _is_there(verb):
        return Clause(
            verb=verb,
            predicate="be",
            doers=members(verb),
            place=place,
            negated=is_negated(verb),
            hypothetical=is_hypothetical(verb),
        )
    preposition = ""
    if predicate == "be" and place != verb and _says_what(verb):
        place = place if place is not None and place.dep_ != "nmod" else None
        joined = (verb, *(other for other in verb.conjuncts if other.i > verb.i))
        objects = tuple(token for token in joined if _is_bare(token, verb))
    elif not objects and verb.lemma_ in LINKING and (state := state_of(verb)) is not None:
        objects = members(state)
    elif not objects and (aim := aim_of(verb)) is not None:
        objects = members(aim)
        preposition = case_of(aim)
        receiver = None if receiver == aim else receiver
        place = None if place == aim else place
    return Clause(
        verb=verb,
        predicate=predicate,
        doers=doers,
        objects=objects,
        preposition=preposition,
        recipient=receiver,
        place=place,
        negated=is_negated(verb),
        hypothetical=is_hypothetical(verb),
    )


def _is_of_body(place: Token | None, predicate: str) -> bool:
    return predicate == KNEELING and place is not None and place.lemma_.lower() in KNEES


def _is_there(noun: Token) -> bool:
    """Return whether what stands behind "was" is the subject: "in front of the house was a trough"."""
    copula = next((child for child in noun.children if child.dep_ == "cop"), None)
    before = [child for child in noun.children if copula is not None and child.i < copula.i]
    return (
        noun.pos_ == "NOUN"
        and copula is not None
        and copula.i < noun.i
        and any(is_oblique(child) or child.lower_ in {"here", "there"} for child in before)
    )


def _says_what(predicate: Token) -> bool:
    """Return whether the word behind a copula says what somebody is: "still", read as an adverb, included."""
    if predicate.pos_ in {"ADJ", "NOUN", "PROPN", "NUM"}:
        return True
    return predicate.pos_ == "ADV" and load_lexicon().holds(predicate.lower_, "a")


def _is_bare(member: Token, first: Token) -> bool:
    """Return whether a word joined to a predicate is one too: "hungry and tired", not "hungry, and wept"."""
    if member == first:
        return True
    framed = any(child.dep_ in {"cop", "aux", "case", *SUBJECT_ROLES} for child in member.children)
    participle = first.pos_ == "ADJ" and _completes(member)
    return (member.pos_ in {"ADJ", "NOUN", "PROPN"} or participle) and not framed


def _is_participle(member: Token) -> bool:
    """Return whether a word joined to an adjective is one: "old and tattered", not "alarmed, and asked"."""
    several = any(other.pos_ == "ADJ" and other != member.head for other in member.conjuncts)
    if member.tag_ == "VBD" and not several and any(child.text == "," for child in member.children):
        return False
    return member.tag_ in {"VBN", "VBD"} and member.lemma_ not in SAYING


def _is_predicate(token: Token) -> bool:
    if token.pos_ in {"VERB", "AUX"} and token.lower_ in MODALS and token.dep_ != "aux":
        return False  # "as well as she could"
    if token.pos_ == "VERB":
        if token.dep_ not in CLAUSES or _only_runs(token) or _describes(token) or _completes(token):
            return False
        if _stands_before_noun(token):
            return False
        return not (token.dep_ == "xcomp" and token.head.lemma_ in {"call", "name"})
    if token.lemma_ == "about":
        return False  # "was about to kill": the killing is the event.
    # "She was surprised": the participle is an adjective, "was" its copula, whatever the parser calls it.
    copulas = {"cop", "aux:pass"} if token.pos_ == "ADJ" else {"cop"}
    if token.dep_ in CLAUSES and any(child.dep_ in copulas for child in token.children):
        return True
    if token.lemma_ == "be" and any(
        child.dep_ == "advcl" and child.tag_ == "VBG" and child.i > token.i for child in token.children
    ):
        return False  # "He was, moreover, approaching the place"
    says_something = token.lemma_ == "be" or any(child.dep_ == "obj" for child in token.children)
    return (
        token.pos_ == "AUX"
        and (token.dep_ in FINITE_AUX or (token.dep_ == "xcomp" and _only_runs(token.head)))
        and says_something
        and any(child.dep_ in SUBJECT_ROLES for child in token.children)
    )


def _describes(verb: Token) -> bool:
    """Return whether a participle only says what something is like: "with trembling hands"."""
    following = verb.nbor() if verb.i + 1 < len(verb.doc) else verb
    return (
        verb.tag_ == "VBG"
        and has_mark(verb, "with")
        and following.dep_ == "obj"
        and following.head == verb
        and following.tag_ == "NNS"
    )


def _stands_before_noun(verb: Token) -> bool:
    """Return whether a participle is one of a noun's adjectives: "a short, hunched, beetle-browed man"."""
    if verb.tag_ not in {"VBN", "VBG", "VBD"}:
        return False
    if verb.dep_ == "acl" and verb.head.i > verb.i:
        return True
    first = verb.head
    return verb.dep_ == "conj" and first.dep_ == "amod" and first.head.i > verb.i


def _completes(verb: Token) -> bool:
    """Return whether a participle is what somebody is or becomes: "become hushed", "old and tattered"."""
    if verb.tag_ not in {"VBN", "VBD"} or not is_bare_participle(verb):
        return False
    if verb.dep_ == "xcomp" and verb.tag_ == "VBN":
        return verb.head.lemma_ in LINKING and verb.head.lemma_ not in FINDING
    return (
        verb.dep_ == "conj"
        and verb.head.pos_ == "ADJ"
        and _is_participle(verb)
        and not any(child.dep_ in {"obj", "obl"} for child in verb.children)
        and any(child.dep_ == "cop" for child in verb.head.children)
    )


def _only_runs(verb: Token) -> bool:
    """Return whether a verb only says how the infinitive below it runs: "began to", "had to"."""
    below = _infinitive_below(verb)
    if below is None and verb.lower_ == "used":  # "used often to hunt"
        clauses = (child for child in verb.children if child.dep_ == "advcl" and has_mark(child, "to"))
        below = None if any(child.dep_ == "obj" for child in verb.children) else next(clauses, None)
    if below is None:
        return False
    if verb.lemma_ == "go" and has_mark(below, "to") and below.lemma_ not in {"sleep", "work"}:
        return verb.tag_ == "VBG"  # "was going to give", not "went to see"
    objects = [c for c in verb.children if c.dep_ == "obj" and c.lower_ not in RELATIVES]
    bound = verb.lemma_ == "have" and has_mark(below, "to") and not objects
    return bound or verb.lemma_ in ASPECT


def _infinitive_below(verb: Token) -> Token | None:
    return next((child for child in verb.children if child.dep_ == "xcomp" and _is_clause(child)), None)


def _is_clause(token: Token) -> bool:
    """Return whether a word is a verb or has a copula with "to": "used to be a field"."""
    if token.pos_ == "VERB" or (token.pos_ == "AUX" and token.lemma_ == "be"):
        return True
    return has_mark(token, "to") and any(child.dep_ == "cop" for child in token.children)


def _predicate(verb: Token) -> str:
    if verb.pos_ not in {"VERB", "AUX"}:
        return "be"
    lemma = verb.lemma_.lower()
    if verb.lower_ in {"lay", "laid", "laying"} and (verb.tag_ == "VB" or verb.lower_ != "lay"):
        lemma = "lay"  # "lay" alone is the past of lie, more often than not.
    if lemma == "fall" and any(child.lower_ == "asleep" for child in verb.children):
        return "fall asleep"
    if (plain := plain_verb(verb)) is not None:
        return plain
    particle = next((child.lower_ for child in verb.children if child.dep_ == "compound:prt"), "")
    return f"{lemma} {particle}".strip()


def clause_range(verb: Token) -> tuple[int, int]:
    """Return the characters from the first to the last word of a clause, without the clauses below it."""
    inside = [verb]
    for child in verb.children:
        if child.dep_ in CLAUSES or child.is_space or child.is_punct:
            continue
        inside += [token for token in child.subtree if not token.is_space]
    first, last = min(inside, key=lambda token: token.i), max(inside, key=lambda token: token.i)
    return first.idx, last.idx + len(last)
