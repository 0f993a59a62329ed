"""Clauses of the parse: the verb, who does it, what it is done to, where; before it is known who is who.

Rules over Universal Dependencies: subjects, objects, passives and agents, shared subjects of coordination,
control of infinitives, relative clauses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storyboard.story.arguments import (
    INTERROGATIVES,
    LINKING,
    RELATIVES,
    aim_of,
    antecedent_of,
    case_of,
    has_mark,
    is_inverted,
    is_oblique,
    is_time,
    object_of,
    place_of,
    recipient_of,
    state_of,
)
from storyboard.story.noun_phrases import SUBJECT_ROLES
from storyboard.story.nouns import noun_class
from storyboard.story.reality import MODALS, is_hypothetical, is_negated
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

CLAUSES = words("ROOT conj advcl ccomp xcomp acl acl:relcl parataxis csubj advcl:relcl appos list dep")
FINITE_AUX = words("ROOT conj advcl ccomp acl:relcl parataxis")


ASPECT = words(
    "begin start continue proceed commence cease stop finish keep go come happen seem appear use manage dare"
)
"""Verbs that only say how the infinitive below them runs; with it they are one event."""
OBJECT_CONTROL = words("""
tell order ask make let help see hear watch bid beg command force cause want allow permit persuade
entreat bring feel send urge invite advise find leave get set teach take lead call
""")
"""Verbs whose object does what the infinitive below says."""
FINDING = words("find see hear have get leave keep feel make want")
"""Verbs whose object something has been done to: "found the work done"."""
SENDING = words("send bring take lead call set leave")
"""Verbs whose object does what the clause of purpose says."""


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
    for token in doc:
        if _is_predicate(token):
            yield _clause(token)


def _clause(verb: Token) -> Clause:
    doer = _subject(verb)
    if _is_passive(verb):
        doers, objects = _members(_by_whom(verb)), _members(doer)
    else:
        obj = object_of(verb, doer)
        if obj is not None and is_inverted(verb, obj):
            doer, obj = obj, None
        doers, objects = _members(doer), _members(obj)
    receiver = recipient_of(verb)
    receiver = None if receiver in objects else receiver
    place, predicate = place_of(verb), _predicate(verb)
    preposition = ""
    if predicate == "be" and verb.pos_ in {"ADJ", "NOUN", "PROPN", "NUM"} and place is None:
        members = (verb, *(other for other in verb.conjuncts if other.i > verb.i))
        objects = tuple(token for token in members if _is_bare(token, verb))
    elif not objects and verb.lemma_ in LINKING and (state := state_of(verb)) is not None:
        objects = _members(state)
    elif not objects and (aim := aim_of(verb)) is not None:
        objects = _members(aim)
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


def _members(token: Token | None) -> tuple[Token, ...]:
    """Return a noun and those joined to it by "and"; of "who" and "which" the noun that they stand for."""
    if token is None:
        return ()
    if token.lower_ in RELATIVES and token.pos_ in {"PRON", "SCONJ", "DET"} and token.dep_ not in {"det"}:
        antecedent = _who_is(token)
        if antecedent is None and token.lower_ == "that" and token.dep_ in SUBJECT_ROLES:
            return (token,)  # "That had the advantage"
        return _members(antecedent) if antecedent is not None and antecedent != token else ()
    if token.lower_ in INTERROGATIVES:
        return ()
    return (token, *(other for other in token.conjuncts if other.i > token.i and other.pos_ != "VERB"))


def _who_is(relative: Token) -> Token | None:
    """Return the noun that a relative pronoun stands for.

    "the pace of the Tortoise, who replied": who is somebody. "came flying that was of gold": of a clause that
    the parser hung elsewhere it is who does that.
    """
    noun = antecedent_of(relative)
    if noun is None:
        governor = relative.head.head
        hung = relative.head.dep_ in {"ccomp", "advcl"} and relative.dep_ in SUBJECT_ROLES
        return _subject(governor) if hung and governor.i < relative.i and governor.pos_ == "VERB" else None
    if noun.pos_ == "PRON" and noun.lower_ in RELATIVES and noun != relative:
        return antecedent_of(noun)
    if relative.lower_ == "who" and noun_class(noun.lemma_.lower()).kind not in {"person", "animal"}:
        below = [child for child in noun.children if child.dep_ == "nmod" and case_of(child) == "of"]
        somebody = [child for child in below if noun_class(child.lemma_.lower()).kind in {"person", "animal"}]
        return somebody[0] if somebody else noun
    return noun


def _is_bare(member: Token, first: Token) -> bool:
    """Return whether a word joined to a predicate is one too: "hungry and tired", not "hungry, and wept"."""
    if member == first:
        return True
    framed = any(child.dep_ in {"cop", "aux", "case", *SUBJECT_ROLES} for child in member.children)
    participle = member.tag_ in {"VBN", "VBD"} and first.pos_ == "ADJ"
    return (member.pos_ in {"ADJ", "NOUN", "PROPN"} or participle) and not framed


def _is_predicate(token: Token) -> bool:
    if token.pos_ in {"VERB", "AUX"} and token.lower_ in MODALS and token.dep_ != "aux":
        return False  # "as well as she could"
    if token.pos_ == "VERB":
        if token.dep_ not in CLAUSES or _only_runs(token) or _describes(token) or _completes(token):
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
        and token.dep_ in FINITE_AUX
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


def _completes(verb: Token) -> bool:
    """Return whether a participle is what somebody is or becomes: "become hushed", "old and tattered"."""
    if verb.tag_ not in {"VBN", "VBD"} or not _bare_participle(verb):
        return False
    if verb.dep_ == "xcomp" and verb.tag_ == "VBN":
        return verb.head.lemma_ in LINKING and verb.head.lemma_ not in FINDING
    return (
        verb.dep_ == "conj"
        and verb.head.pos_ == "ADJ"
        and not any(child.dep_ in {"obj", "obl"} for child in verb.children)
        and any(child.dep_ == "cop" for child in verb.head.children)
    )


def _only_runs(verb: Token) -> bool:
    """Return whether a verb only says how the infinitive below it runs: "began to", "had to"."""
    below = _infinitive_below(verb)
    if below is None:
        return False
    objects = [c for c in verb.children if c.dep_ == "obj" and c.lower_ not in RELATIVES]
    bound = verb.lemma_ == "have" and has_mark(below, "to") and not objects
    return bound or verb.lemma_ in ASPECT


def _infinitive_below(verb: Token) -> Token | None:
    return next((child for child in verb.children if child.dep_ == "xcomp" and child.pos_ == "VERB"), None)


def _subject(verb: Token) -> Token | None:
    """Return who does it, shared or controlled subjects included."""
    own = [
        child
        for child in verb.children
        if child.dep_ in {"nsubj", "nsubj:pass", "nsubj:outer"}
        and child.pos_ != "ADV"
        and (not is_oblique(child) or _is_absolute(child, verb))
        and not _is_called(child, verb)
    ]
    if own:
        before = [child for child in own if child.i < verb.i]
        return (before or own)[-1]  # "This he said": the nearer one.
    if verb.dep_ in {"acl", "acl:relcl"}:
        return _subject_of_noun_clause(verb)
    copula = next((child for child in verb.children if child.dep_ == "cop"), None)
    if copula is not None:
        misplaced = next((child for child in copula.children if child.dep_ in SUBJECT_ROLES), None)
        expletive = next(
            (child for child in verb.children if child.dep_ == "expl" and child.lower_ == "it"), None
        )
        if misplaced is not None or expletive is not None:
            return misplaced if misplaced is not None else expletive
    nearest = verb.nbor(-1) if verb.i else verb
    if verb.tag_ == "VBG" and nearest.pos_ in {"NOUN", "PROPN"} and case_of(nearest) == "by":
        return nearest  # "was awakened by a mouse running over his face"
    if verb.dep_ == "appos" and copula is not None:
        return verb.head  # "The ass, being the tallest, marched up"
    if (nearer := _clause_before(verb)) is not None:
        return _subject(nearer)
    if verb.dep_ == "parataxis" and verb.tag_ == "VBG" and verb.head.pos_ in {"NOUN", "PROPN", "PRON"}:
        return verb.head  # "Winterbourne, laughing, answered"
    if verb.dep_ not in {"conj", "xcomp", "advcl", "ccomp", "parataxis"} or verb.head == verb:
        return _subject_inside(verb)
    governor = verb.head
    aimed = verb.dep_ == "advcl" and governor.lemma_ in SENDING and has_mark(verb, "to")
    if (verb.dep_ == "xcomp" and governor.lemma_ in OBJECT_CONTROL) or aimed:
        controlled = next((child for child in governor.children if child.dep_ in {"obj", "iobj"}), None)
        if controlled is not None:
            return controlled
    if verb.dep_ in {"ccomp", "parataxis"} and "Inf" not in verb.morph.get("VerbForm", []):
        # "The Ass, having entered ..., went out"; "he opened the bundle, took the sticks".
        shared = (
            verb.dep_ == "parataxis"
            and governor.i < verb.i
            and verb.tag_ == "VBD"
            and (governor.tag_ in {"VBG", "VBN", "VBD"})
        )
        return _subject(governor) if shared else None
    if verb.dep_ == "conj" and verb.tag_ == "VBG" and any(
        _is_absolute(child, governor) for child in governor.children
    ):
        return _subject(governor.head)  # "with her arms folded, frowning"
    if verb.dep_ == "conj" and governor.pos_ in {"NOUN", "PROPN"} and governor.dep_ == "ROOT":
        return governor  # "The Hare, believing it, assented" with the Hare as root.
    if governor.pos_ in {"VERB", "AUX", "ADJ", "NOUN"}:
        return _subject(governor)
    return None


def _is_absolute(noun: Token, verb: Token) -> bool:
    """Return whether a noun is the subject of a clause like "with her cap pulled over her face"."""
    led = case_of(noun) == "with" or has_mark(verb, "with")
    return verb.dep_ == "advcl" and led and noun.dep_ == "nsubj"


def _is_called(noun: Token, verb: Token) -> bool:
    """Return whether a noun behind an order is who gets it: "Tell me, Dame Gothel"."""
    return verb.tag_ == "VB" and noun.i > verb.i and noun.left_edge.nbor(-1).text == ","


def _clause_before(verb: Token) -> Token | None:
    """Return a clause that is nearer than the one that ``verb`` hangs from and that has a doer of its own.

    "The smell reached the wolf, and he sniffed, and stretched out his neck": who sniffed stretches. "of the
    Tortoise, who replied, laughing": who replied laughs.
    """
    if verb.dep_ == "conj" and verb.head.pos_ in {"VERB", "AUX"}:
        between = [
            other
            for other in verb.head.children
            if other.dep_ == "conj" and verb.head.i < other.i < verb.i and other.pos_ in {"VERB", "AUX"}
        ]
        framed = [one for one in between if any(child.dep_ in SUBJECT_ROLES for child in one.children)]
        return framed[-1] if framed else None
    before = verb.doc[verb.i - 2] if verb.i >= 2 and verb.nbor(-1).text == "," else verb
    if verb.dep_ == "advcl" and verb.tag_ == "VBG" and before.dep_ == "acl:relcl" and before.tag_ == "VBD":
        return before
    return None


def _subject_of_noun_clause(verb: Token) -> Token | None:
    noun = verb.head
    if has_mark(verb, "to") and noun.dep_ in {"obj", "xcomp", "ccomp"} and noun.head.pos_ in {"VERB", "AUX"}:
        return _subject(noun.head)  # "She had something to say", "he knew not what to think".
    return None if noun.lower_ in INTERROGATIVES else noun


def _subject_inside(verb: Token) -> Token | None:
    """Return the subject that the parser hung into the participle before: "The Ass, having come, left"."""
    for child in verb.children:
        if child.dep_ == "advcl" and child.i < verb.i and child.tag_ in {"VBG", "VBN"}:
            for inner in child.children:
                if inner.dep_ in {"nsubj", "nsubj:pass"}:
                    return inner
    return None


def _is_passive(verb: Token) -> bool:
    if any(child.dep_ in {"nsubj:pass", "aux:pass"} for child in verb.children):
        return verb.pos_ == "VERB"
    if verb.tag_ in {"VBN", "VBD"} and any(_is_absolute(child, verb) for child in verb.children):
        return True  # "with her cap pulled over her face"
    if verb.dep_ == "xcomp" and verb.tag_ == "VBN" and verb.head.lemma_ in FINDING:
        return not any(child.dep_ in {"aux", "cop"} for child in verb.children)  # "found it done"
    if verb.dep_ == "acl":
        return "Past" in verb.morph.get("Tense", []) and "Part" in verb.morph.get("VerbForm", [])
    return (
        verb.dep_ == "conj"
        and verb.tag_ == "VBN"
        and not any(child.dep_ in {"aux", *SUBJECT_ROLES} for child in verb.children)
        and _is_passive(verb.head)
    )


def _by_whom(verb: Token) -> Token | None:
    for child in verb.children:
        if child.dep_ in {"obl:agent", "obl"} and case_of(child) == "by" and not is_time(child):
            return child
    # "were kicked, knelt on and cursed by the crowd": what stands behind the last is that of all.
    joined = [other for other in verb.conjuncts if other.i > verb.i and other.tag_ == "VBN"]
    return _by_whom(joined[-1]) if joined and _bare_participle(joined[-1]) else None


def _bare_participle(verb: Token) -> bool:
    return not any(child.dep_ in {"aux", "aux:pass", *SUBJECT_ROLES} for child in verb.children)


def _predicate(verb: Token) -> str:
    if verb.pos_ not in {"VERB", "AUX"}:
        return "be"
    lemma = verb.lemma_.lower()
    if verb.lower_ in {"lay", "laid", "laying"} and (verb.tag_ == "VB" or verb.lower_ != "lay"):
        lemma = "lay"  # "lay" alone is the past of lie, more often than not.
    if lemma == "fall" and any(child.lower_ == "asleep" for child in verb.children):
        return "fall asleep"
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
