"""Which participant a pronoun stands for: agreement and syntax rule out, recency and salience rank.

A light cousin of Lappin and Leass (1994): candidates are participants, not mentions; the weights are learned
by a softmax over the candidates (``storyboard.story.evaluation.pronoun_learning``).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from storyboard.story.entities import Mention, MentionForm
from storyboard.story.noun_phrases import SUBJECT_ROLES, role_of
from storyboard.story.nouns import KIN
from storyboard.story.participants import Participant

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_ACTING = SUBJECT_ROLES | {"iobj", "nmod:poss"}
WINDOW = 8
"""Sentences back within which a participant can be taken up by a pronoun."""


FEATURES = (
    "sentences",
    "same_sentence",
    "previous_sentence",
    "words",
    "same_paragraph",
    "nearest",
    "subject",
    "object",
    "oblique",
    "possessor",
    "subject_for_subject",
    "object_for_object",
    "subject_for_object",
    "clause_subject",
    "salience",
    "gender_known",
    "named",
    "chained",
    "first_in_sentence",
    "other_speech_level",
    "beyond_break",
    "animal_as_it",
    "place_as_it",
    "thing_acts",
    "recent_count",
    "plural_person",
    "unknown_kind",
)
"""What counts for a candidate, in the order of ``features``."""
Weights = tuple[float, ...]
WEIGHTS_FILE = Path(__file__).parent / "pronoun_weights.tsv"


@lru_cache(maxsize=1)
def learned_weights() -> Weights:
    """Return the weight of each of ``FEATURES``, as learned from LitBank's training part."""
    rows = dict(
        line.split("\t")
        for line in WEIGHTS_FILE.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    )
    return tuple(float(rows[name]) for name in FEATURES)


@dataclass(frozen=True, slots=True)
class Choice:
    """Outcome for one pronoun."""

    participant: Participant
    confidence: float
    """Share of the best candidate among all, in (0, 1]."""


@dataclass(frozen=True, slots=True)
class Context:
    """Where a pronoun stands."""

    quoted: Sequence[int]
    """For each token the index of its quotation, or -1."""
    paragraph_of: Mapping[int, int]
    """Block of each token."""
    scene_start: int
    """Token at which the scene (as far as it is marked) begins."""
    barred: frozenset[int]
    """Numbers of participants that cannot be meant: speaker and addressee of the quotation."""


def choose(
    doc: Doc, mention: Mention, candidates: Sequence[Participant], context: Context, weights: Weights
) -> Choice | None:
    """Return the participant that a third-person pronoun stands for, or ``None`` when nobody fits.

    Args:
        doc: The parsed story.
        mention: The pronoun.
        candidates: Participants mentioned lately, the latest last.
        context: Where the pronoun stands.
        weights: What counts, in the order of ``FEATURES``.
    """
    fitting = admissible(doc, mention, candidates, context)
    if not fitting:
        return None
    rows = features(doc, mention, fitting, context)
    scores = [sum(weight * value for weight, value in zip(weights, row, strict=True)) for row in rows]
    best = max(range(len(scores)), key=lambda index: (scores[index], index))
    total = sum(math.exp(score - scores[best]) for score in scores)
    return Choice(fitting[best], 1 / total)


def admissible(
    doc: Doc, mention: Mention, candidates: Sequence[Participant], context: Context
) -> list[Participant]:
    """Return the candidates that agreement and syntax allow, in order."""
    token = doc[mention.head]
    return [
        candidate
        for candidate in candidates
        if candidate.last is not None
        and candidate.number not in context.barred
        and _agrees(mention, candidate)
        and not _excluded_by_syntax(token, mention, candidate)
    ]


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
    """Binding: "he saw him" are two; "his mother" is not himself; a reflexive is the subject of its
    clause."""
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
        if (
            other.i != token.i
            and other.dep_ in {"nsubj", "nsubj:pass", "obj", "iobj", "obl", "obl:agent"}
            and (_mentioned_at(candidate, other.i))
        ):
            return True
    if token.dep_ == "conj":
        return _mentioned_at(candidate, token.head.i)
    # "he" below a subject that stands in the same clause by coordination: "the Lion ... caught him".
    return (token.dep_ in {"obj", "iobj"} or (token.dep_ == "obl" and token.head == clause)) and (
        subject is not None and _mentioned_at(candidate, subject.i)
    )


def _mentioned_at(candidate: Participant, index: int) -> bool:
    return any(mention.head == index for mention in candidate.mentions[-6:])


def _clause(token: Token) -> Token:
    """Return the verb or predicate above ``token``."""
    head = token.head
    while (
        head.pos_ not in {"VERB", "AUX"}
        and head.dep_ not in {"ROOT", "conj", "advcl", "ccomp", "xcomp", "acl", "acl:relcl", "parataxis"}
        and head.head != head
    ):
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


def features(
    doc: Doc, mention: Mention, candidates: Sequence[Participant], context: Context
) -> list[list[float]]:
    """Return one row of ``FEATURES`` for each candidate."""
    token = doc[mention.head]
    role = token.dep_
    clause_subject = _subject(_clause(token))
    latest = max((one.last.head for one in candidates if one.last), default=0)
    rows = []
    for candidate in candidates:
        last = candidate.last
        if last is None:
            continue
        before = max(0, mention.sentence - last.sentence)
        last_role = role_of(doc, last.head)
        was_subject, was_object = last_role in SUBJECT_ROLES, last_role in {"obj", "iobj"}
        is_subject, is_object = role in SUBJECT_ROLES, role in {"obj", "iobj"}
        it = mention.gender == "neuter"
        rows.append(
            [
                min(WINDOW, before) / WINDOW,
                float(before == 0),
                float(before == 1),
                math.log1p(abs(mention.head - last.head)) / 5,
                float(context.paragraph_of.get(last.head) == context.paragraph_of.get(mention.head)),
                float(last.head == latest),
                float(was_subject),
                float(was_object),
                float(last_role in {"obl", "obl:agent", "nmod"}),
                float(last_role == "nmod:poss"),
                float(was_subject and is_subject),
                float(was_object and is_object),
                float(was_subject and is_object),
                float(
                    clause_subject is not None
                    and not is_subject
                    and _mentioned_at(candidate, clause_subject.i)
                ),
                math.log1p(len(candidate.mentions)),
                float(bool(mention.gender) and candidate.gender == mention.gender),
                float(bool(candidate.names)),
                float(last.form is MentionForm.PRONOUN),
                float(_begins_sentence(doc, last)),
                float((context.quoted[last.head] >= 0) != (context.quoted[mention.head] >= 0)),
                float(last.head < context.scene_start),
                float(it and candidate.kind == "animal"),
                float(it and candidate.kind == "place"),
                float(candidate.kind in {"thing", "place"} and not it and role in _ACTING),
                math.log1p(sum(mention.sentence - other.sentence <= 4 for other in candidate.mentions[-12:])),
                float(mention.plural and candidate.kind in {"person", "animal"}),
                float(not candidate.kind),
            ]
        )
    return rows


def _begins_sentence(doc: Doc, mention: Mention) -> bool:
    """Whether no other noun stands before the mention in its sentence."""
    start = doc[mention.start].sent.start
    return not any(token.pos_ in {"NOUN", "PROPN", "PRON"} for token in doc[start : mention.start])
