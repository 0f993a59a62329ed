"""What counts for a mention and each participant that it may stand for, as numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from storyboard.story.binding import clause_of, mentioned_at, subject_of
from storyboard.story.entities import Determiner, Mention, MentionForm
from storyboard.story.noun_phrases import SUBJECT_ROLES, role_of
from storyboard.story.nouns import noun_class, same_being, stands_for
from storyboard.story.participants import Participant

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.tokens import Doc, Token

    from storyboard.story.families import Kinship

OBJECTS = frozenset({"obj", "iobj"})
OBLIQUES = frozenset({"obl", "obl:agent", "nmod"})
WINDOW = 8
"""Sentences back within which a participant is near."""
PLACES = frozenset({"FAC", "LOC", "GPE"})
POINTING = frozenset({"this", "that", "these", "those"})
LIVING = frozenset({"person", "animal"})
CANDIDATE_FEATURES = 68
MENTION_FEATURES = 32
WIDTH = MENTION_FEATURES + CANDIDATE_FEATURES


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a mention stands and what is known there."""

    doc: Doc
    quoted: Sequence[int]
    """For each token the index of its quotation, or -1."""
    paragraph_of: Mapping[int, int]
    """Block of each token."""
    scene_start: int
    """Token at which the scene (as far as it is marked) begins."""
    barred: frozenset[int]
    """Numbers of participants that cannot be meant: speaker and addressee of the quotation."""
    nearness: dict[tuple[str, str], float]
    """Cosines of words' vectors that have been worked out."""
    suggested: int | None = None
    """Number of the participant that the rules for nouns would take."""
    owners: frozenset[int] = frozenset()
    """Numbers of those whose the mention is: ``her`` in ``her mother``."""
    grown: frozenset[int] = frozenset()
    """Tokens of pronouns that no child can be: "he said to his wife"."""
    kin: Kinship | None = None
    """Who belongs to whom, as far as the story has told."""
    spoke: tuple[int | None, int | None] = (None, None)
    """Numbers of who spoke last before the mention, and to whom."""
    topic: int | None = None
    """Number of the first subject of the paragraph so far."""


def link_features(
    surroundings: Surroundings, mention: Mention, candidates: Sequence[Participant]
) -> NDArray[np.float32]:
    """Return one row for each candidate and a last one for "somebody new".

    *Shape:* ``(len(candidates) + 1, WIDTH)``
    """
    own = _of_mention(surroundings, mention, candidates)
    rows = [own + row for row in _of_candidates(surroundings, mention, candidates)]
    rows.append(own + [0.0] * (CANDIDATE_FEATURES - 1) + [1.0])
    return np.array(rows, dtype=np.float32)


def _of_mention(
    surroundings: Surroundings, mention: Mention, candidates: Sequence[Participant]
) -> list[float]:
    doc = surroundings.doc
    token = doc[mention.head]
    pronoun = mention.form is MentionForm.PRONOUN
    # Foxes that talk are told of as people are; the novels that taught the network have few.
    living = mention.kind in LIVING
    same_head = sum(mention.lemma in one.heads for one in candidates)
    return [
        float(pronoun),
        float(mention.gender == "male"),
        float(mention.gender == "female"),
        float(mention.gender == "neuter"),
        float(mention.plural),
        float(mention.lemma.endswith(("self", "selves"))),
        float(token.dep_ == "nmod:poss"),
        float(token.dep_ in SUBJECT_ROLES),
        float(token.dep_ in OBJECTS),
        float(token.dep_ in OBLIQUES),
        float(token.dep_ == "appos"),
        float(token.dep_ == "vocative"),
        float(surroundings.quoted[mention.head] >= 0),
        float(mention.determiner is Determiner.DEFINITE),
        float(mention.determiner is Determiner.INDEFINITE),
        float(mention.determiner is Determiner.POSSESSIVE),
        float(mention.determiner is Determiner.QUANTIFIED),
        float(mention.determiner is Determiner.OTHER),
        float(mention.determiner is Determiner.BARE),
        float(any(part.lower_ in POINTING for part in doc[mention.start : mention.head])),
        float(bool(mention.adjectives)),
        float(living),
        float(mention.kind == "place"),
        float(mention.kind == "thing"),
        float(mention.entity in PLACES),
        float(bool(mention.entity) or living),
        float(not pronoun and token.text[:1].isupper()),
        math.log1p(mention.reach[1] - mention.head),
        math.log1p(len(candidates)),
        math.log1p(same_head),
        float(surroundings.suggested is not None),
        float(token.head.pos_ in {"VERB", "AUX"}),
    ]


def _of_candidates(
    surroundings: Surroundings, mention: Mention, candidates: Sequence[Participant]
) -> list[list[float]]:
    doc = surroundings.doc
    token = doc[mention.head]
    role, pronoun = token.dep_, mention.form is MentionForm.PRONOUN
    clause_subject = subject_of(clause_of(token))
    lasts = [one.last for one in candidates]
    order = sorted((last.head for last in lasts if last), reverse=True)
    quotation, paragraph = surroundings.quoted[mention.head], surroundings.paragraph_of.get(mention.head)
    above = clauses_above(token)
    quiet = quotation < 0
    recents = [
        sum(mention.sentence - other.sentence <= 4 for other in candidate.mentions[-12:])
        for candidate in candidates
    ]
    total = max(1, sum(recents))
    is_subject, is_object, it = role in SUBJECT_ROLES, role in OBJECTS, mention.gender == "neuter"
    rows = []
    for candidate, last, recent in zip(candidates, lasts, recents, strict=True):
        assert last is not None
        before = max(0, mention.sentence - last.sentence)
        last_role = role_of(doc, last.head)
        was_subject, was_object = last_role in SUBJECT_ROLES, last_role in OBJECTS
        rank = order.index(last.head)
        heads = candidate.heads
        same = not pronoun and mention.lemma in heads
        rows.append([
            min(WINDOW, before) / WINDOW,
            min(60, before) / 60,
            float(before == 0),
            float(before == 1),
            math.log1p(abs(mention.head - last.head)) / 5,
            float(surroundings.paragraph_of.get(last.head) == paragraph),
            float(rank == 0),
            float(rank == 1),
            min(rank, 10) / 10,
            float(was_subject),
            float(was_object),
            float(last_role in OBLIQUES),
            float(last_role == "nmod:poss"),
            float(was_subject and is_subject),
            float(was_object and is_object),
            float(was_subject and is_object),
            float(
                clause_subject is not None
                and not is_subject
                and mentioned_at(candidate, clause_subject.i)
            ),
            math.log1p(len(candidate.mentions)),
            math.log1p(recent),
            float(bool(mention.gender) and candidate.gender == mention.gender),
            float(candidate.gender is None),
            float(bool(candidate.names)),
            float(last.form is MentionForm.PRONOUN),
            float(last.form is MentionForm.NAME),
            float(_begins_sentence(doc, last)),
            float((surroundings.quoted[last.head] >= 0) != (quotation >= 0)),
            float(quotation >= 0 and surroundings.quoted[last.head] == quotation),
            float(last.head < surroundings.scene_start),
            float(candidate.kind in LIVING),
            float(candidate.kind == "place"),
            float(candidate.kind == "thing"),
            float(it and candidate.kind == "animal"),
            float(candidate.plural),
            float(bool(candidate.members)),
            float(candidate.heads["narrator"] > 0),
            float(same),
            heads[mention.lemma] / max(1, candidate.nominal) if same else 0.0,
            float(bool(heads) and not same),
            float(bool(set(mention.adjectives) & candidate.adjectives)),
            float(bool(mention.adjectives) and not set(mention.adjectives) & candidate.adjectives),
            0.0 if pronoun else _kinship(mention.lemma, tuple(heads)),
            0.0 if pronoun else _nearness(surroundings, mention.lemma, tuple(heads)),
            float(surroundings.suggested == candidate.number),
            float(bool(surroundings.owners & candidate.possessors)),
            float(bool(surroundings.owners and candidate.possessors - surroundings.owners)),
            float(candidate.number in surroundings.owners),
            *_in_the_telling(surroundings, mention, candidate, above, quiet=quiet),
            recent / total,
            0.0,
        ])
    return rows


UNDER = {"ccomp": 0, "xcomp": 0, "parataxis": 0, "conj": 1}
"""How a clause hangs on the one above: told in it, joined to it, else subordinate."""


def clauses_above(token: Token) -> list[tuple[int, int]]:
    """Return the subjects of the clauses above a word's own, nearest first, with how the lower one hangs."""
    clause, found = clause_of(token), []
    for _ in range(3):
        above = clause.head
        if above == clause:
            break
        upper = clause_of(above) if above.pos_ not in {"VERB", "AUX"} else above
        subject = subject_of(upper)
        if subject is not None and subject.i != token.i:
            found.append((subject.i, UNDER.get(clause.dep_, 2)))
        if upper == clause:
            break
        clause = upper
    return found


def _in_the_telling(
    surroundings: Surroundings, mention: Mention, candidate: Participant, above: Sequence[tuple[int, int]],
    *, quiet: bool,
) -> list[float]:
    """Return how the text has spoken of a candidate lately, clause by clause."""
    doc, latest = surroundings.doc, candidate.mentions[-12:]
    named = next((one for one in reversed(latest) if one.form is not MentionForm.PRONOUN), None)
    since = 16 if named is None else min(16, max(0, mention.sentence - named.sentence))
    pronouns = sum(one.form is MentionForm.PRONOUN for one in candidate.mentions)
    after_name = len(latest) if named is None else len(latest) - 1 - latest.index(named)
    hangs = [0.0, 0.0, 0.0]
    for number, (subject, how) in enumerate(above):
        if mentioned_at(candidate, subject):
            hangs[how] = max(hangs[how], 1.0 - 0.3 * number)
    earlier = [one for one in latest if one.head < mention.head]
    here = any(
        one.sentence == mention.sentence and role_of(doc, one.head) in SUBJECT_ROLES for one in earlier
    )
    before = any(
        one.sentence == mention.sentence - 1 and role_of(doc, one.head) in SUBJECT_ROLES for one in earlier
    )
    main = any(
        mention.sentence - one.sentence <= 1 and _in_main_clause(doc[one.head]) for one in earlier
    )
    male, female = (candidate.pronoun_gender.get(gender, 0.0) for gender in ("male", "female"))
    sure = (male - female) / (1 + male + female) * {"male": 1, "female": -1}.get(mention.gender or "", 0)
    speaks, hears = (candidate.number == one for one in surroundings.spoke)
    last = candidate.last
    return [
        since / 16,
        float(since == 0),
        float(since == 1),
        math.log1p(after_name),
        pronouns / max(1, len(candidate.mentions)),
        *hangs,
        float(here),
        float(before),
        float(main),
        sure,
        float(candidate.told_gender is not None),
        float(speaks and quiet),
        float(hears and quiet),
        float(speaks and not quiet),
        float(hears and not quiet),
        float(surroundings.topic == candidate.number),
        float(last is not None and _within_subject(doc[last.head])),
        float(last is not None and doc[last.head].dep_ == "conj"),
    ]


def _in_main_clause(token: Token) -> bool:
    """Whether a word is the subject of its sentence's main clause."""
    return token.dep_ in SUBJECT_ROLES and (token.head.dep_ == "ROOT" or token.head.head.dep_ == "ROOT")


def _within_subject(token: Token) -> bool:
    """Whether a word only belongs to the subject: ``his`` in ``his voice broke``."""
    head = token.head
    return token.dep_ in {"nmod:poss", "nmod"} and head.dep_ in SUBJECT_ROLES


@lru_cache(maxsize=20_000)
def _kinship(lemma: str, heads: tuple[str, ...]) -> float:
    """Return how a noun stands to those of a participant: 1 the wider word, 0.5 the same being."""
    if any(stands_for(lemma, head) for head in heads):
        return 1.0
    if any(same_being(lemma, head) for head in heads):
        return 0.5
    mine = noun_class(lemma)
    return -0.5 if heads and not any(noun_class(head).kind == mine.kind for head in heads) else 0.0


def _nearness(surroundings: Surroundings, lemma: str, heads: tuple[str, ...]) -> float:
    """Return the highest cosine of the noun's vector with a participant's nouns, 0 without vectors."""
    vocab, known = surroundings.doc.vocab, surroundings.nearness
    best = 0.0
    for head in heads[:6]:
        pair = (lemma, head)
        if (value := known.get(pair)) is None:
            one, other = np.asarray(vocab[lemma].vector), np.asarray(vocab[head].vector)
            length = float(np.linalg.norm(one) * np.linalg.norm(other)) if len(one) else 0.0
            value = known[pair] = float(one @ other) / length if length else 0.0
        best = max(best, value)
    return best


def _begins_sentence(doc: Doc, mention: Mention) -> bool:
    """Whether no other noun stands before the mention in its sentence."""
    index = mention.start - 1
    while index >= 0 and not doc[index + 1].is_sent_start:
        if doc[index].pos_ in {"NOUN", "PROPN", "PRON"}:
            return False
        index -= 1
    return True
