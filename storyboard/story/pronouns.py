"""Which participant a pronoun stands for: agreement and syntax rule out, recency and salience rank.

A light cousin of Lappin and Leass (1994): candidates are participants, not mentions, and the weights are few.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storyboard.story.entities import SUBJECT_ROLES, Mention, MentionForm, role_of
from storyboard.story.nouns import KIN
from storyboard.story.participants import Participant

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_ACTING = SUBJECT_ROLES | {"iobj", "nmod:poss"}
WINDOW = 8
"""Sentences back within which a participant can be taken up by a pronoun."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts for a candidate."""

    distance: float = -0.5
    """For each sentence between."""
    subject: float = 0.9
    """Its latest mention was a subject."""
    object: float = 0.2
    same_role: float = 0.4
    same_clause: float = 0.9
    """It is the subject of the clause in which a possessive stands."""
    salience: float = 0.35
    """Times the logarithm of the number of its mentions."""
    gender_known: float = 0.8
    other_speech_level: float = -0.8
    """The latest mention stands in a quotation and the pronoun does not, or the other way round."""
    animal_as_it: float = -0.7
    place_as_it: float = -0.8
    beyond_break: float = -1.5
    thing_acts: float = -1.2
    """A thing where the pronoun is the doer of a verb."""
    chained: float = 0.3
    """The latest mention was a pronoun."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Outcome for one pronoun."""

    participant: Participant
    confidence: float
    """Share of the best candidate among all, in (0, 1]."""


def choose(
    doc: Doc,
    mention: Mention,
    candidates: Sequence[Participant],
    *,
    quoted: Sequence[int],
    barred: frozenset[int],
    scene_start: int,
    weights: Weights,
) -> Choice | None:
    """Return the participant that a third-person pronoun stands for, or ``None`` when nobody fits.

    Args:
        doc: The parsed story.
        mention: The pronoun.
        candidates: Participants mentioned lately.
        quoted: For each token the index of its quotation, or -1.
        barred: Numbers of participants that cannot be meant: speaker and addressee of the quotation.
        scene_start: Token at which the scene (as far as marked) begins.
        weights: What counts.
    """
    token = doc[mention.head]
    scores: list[tuple[float, Participant]] = []
    for candidate in candidates:
        last = candidate.last
        if last is None or candidate.number in barred or not _agrees(mention, candidate):
            continue
        if _excluded_by_syntax(token, mention, candidate):
            continue
        scores.append((_score(doc, token, mention, candidate, quoted, scene_start, weights), candidate))
    if not scores:
        return None
    best, chosen = max(scores, key=lambda pair: (pair[0], pair[1].last.head if pair[1].last else 0))
    total = sum(math.exp(score - best) for score, _ in scores)
    return Choice(chosen, 1 / total)


def _agrees(mention: Mention, candidate: Participant) -> bool:
    if mention.plural:
        return candidate.may_be_they()
    if candidate.plural or (candidate.may_be_they() and mention.gender != "neuter"):
        return False
    if mention.gender == "neuter":
        return candidate.kind != "person" and candidate.gender not in {"male", "female"}
    if not candidate.animate:
        return False
    return candidate.gender in {None, mention.gender}


def _excluded_by_syntax(token: Token, mention: Mention, candidate: Participant) -> bool:
    """Binding: "he saw him" are two; "his mother" is not himself; a reflexive is the subject of its clause."""
    reflexive = mention.lemma.endswith(("self", "selves"))
    clause = _clause(token)
    subject = _subject(clause)
    if reflexive:
        return subject is not None and not _mentioned_at(candidate, subject.i)
    possessive = token.dep_ == "nmod:poss"
    if possessive:
        kin = token.head.lemma_.lower()
        return _mentioned_at(candidate, token.head.i) or (kin in KIN and kin in candidate.heads)
    for other in clause.children:
        if other.i != token.i and other.dep_ in {"nsubj", "nsubj:pass", "obj", "iobj", "obl", "obl:agent"} and (
                _mentioned_at(candidate, other.i)):
            return True
    if token.dep_ == "conj":
        return _mentioned_at(candidate, token.head.i)
    # "he" below a subject that stands in the same clause by coordination: "the Lion ... caught him".
    return (token.dep_ in {"obj", "iobj"} or (token.dep_ == "obl" and token.head == clause)) and (
        subject is not None and _mentioned_at(candidate, subject.i))


def _mentioned_at(candidate: Participant, index: int) -> bool:
    return any(mention.head == index for mention in candidate.mentions[-6:])


def _clause(token: Token) -> Token:
    """Return the verb or predicate above ``token``."""
    head = token.head
    while head.pos_ not in {"VERB", "AUX"} and head.dep_ not in {
            "ROOT", "conj", "advcl", "ccomp", "xcomp", "acl", "acl:relcl", "parataxis"} and head.head != head:
        head = head.head
    return head


def _subject(verb: Token) -> Token | None:
    """Return the subject of ``verb``, its own or one that it shares."""
    for _ in range(4):
        for child in verb.children:
            if child.dep_ in SUBJECT_ROLES:
                return child
        if verb.dep_ not in {"conj", "xcomp", "advcl"} or verb.head == verb:
            return None
        verb = verb.head
    return None


def _score(
    doc: Doc, token: Token, mention: Mention, candidate: Participant, quoted: Sequence[int], scene_start: int,
    weights: Weights,
) -> float:
    last = candidate.last
    assert last is not None
    score = weights.distance * min(WINDOW, max(0, mention.sentence - last.sentence))
    role, last_role = token.dep_, role_of(doc, last)
    if last_role in SUBJECT_ROLES:
        score += weights.subject
    elif last_role in {"obj", "iobj"}:
        score += weights.object
    if (role in SUBJECT_ROLES and last_role in SUBJECT_ROLES) or (role == last_role == "obj"):
        score += weights.same_role
    if role == "nmod:poss":
        subject = _subject(_clause(token))
        if subject is not None and _mentioned_at(candidate, subject.i):
            score += weights.same_clause
    score += weights.salience * math.log(1 + len(candidate.mentions))
    if mention.gender and candidate.gender == mention.gender:
        score += weights.gender_known
    if (quoted[last.head] >= 0) != (quoted[mention.head] >= 0):
        score += weights.other_speech_level
    if mention.gender == "neuter":
        if candidate.kind == "animal":
            score += weights.animal_as_it
        elif candidate.kind == "place":
            score += weights.place_as_it
    if candidate.kind in {"thing", "place"} and mention.gender != "neuter" and role in _ACTING:
        score += weights.thing_acts
    if last.head < scene_start:
        score += weights.beyond_break
    if last.form is MentionForm.PRONOUN:
        score += weights.chained
    return score
