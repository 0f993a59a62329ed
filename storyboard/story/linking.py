"""Which participant a noun or pronoun stands for, or whether it opens a new one.

Agreement and syntax rule out, a small learned network ranks (``link_features``): one pass in reading order
over participants, not over pairs of mentions. Learned by ``pipeline.training.links``; applied here with
numpy.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from storyboard.story.binding import excluded, listed_with, mentioned_at
from storyboard.story.entities import Mention, MentionForm
from storyboard.story.families import SEX
from storyboard.story.forward import is_gone
from storyboard.story.link_features import Surroundings, link_features
from storyboard.story.names import parse_name
from storyboard.story.nouns import BABIES, KIN, YOUNG
from storyboard.story.participants import Participant
from storyboard.story.weights import read_weights
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.tokens import Token

    Floats = NDArray[np.float32]

WEIGHTS_FILE = Path(__file__).parent / "links.safetensors"
LEAST_CHANCE = 0.05
"""Probability from which the participant that the rules suggest is taken rather than somebody new."""
Weights = Mapping[str, "Floats"]


@dataclass(frozen=True, slots=True)
class Choice:
    """Outcome for one mention."""

    participant: Participant | None
    """``None`` where the mention opens a new participant."""
    confidence: float
    """Probability of the choice among all, in (0, 1]."""


@lru_cache(maxsize=1)
def learned_weights() -> Weights:
    """Return the shipped network's arrays by name."""
    return read_weights(WEIGHTS_FILE)


def choose(
    surroundings: Surroundings,
    mention: Mention,
    candidates: Sequence[Participant],
    weights: Weights,
    *,
    doubt: float = 0.0,
) -> Choice:
    """Return the participant that the mention stands for.

    Args:
        surroundings: Where it stands, and what is known there.
        mention: A noun or a third-person pronoun.
        candidates: From ``admissible``.
        weights: From ``learned_weights``.
        doubt: Added to the score of a new participant: the larger, the fewer wrong merges.
    """
    if not candidates:
        return Choice(None, 1.0)
    scores = link_scores(link_features(surroundings, mention, candidates), weights)
    scores[-1] += doubt
    odds = np.exp(scores - scores.max())
    odds /= odds.sum()
    best = int(odds.argmax())
    if best == len(candidates):
        best = _after_all(surroundings, mention, candidates, odds)
    chosen = candidates[best] if best < len(candidates) else None
    return Choice(chosen, float(odds[best]))


def _after_all(
    surroundings: Surroundings, mention: Mention, candidates: Sequence[Participant], odds: Floats
) -> int:
    """Return the index of who is meant although the network finds somebody new likelier, or that of nobody.

    It has learned from people in novels: that the King of a tale is the King again, "it" a thing, and an
    animal "he" before anything has told its gender, the rules know better.
    """
    for index, candidate in enumerate(candidates):
        if candidate.number == surroundings.suggested and odds[index] >= LEAST_CHANCE:
            return index
    # A robot is admissible for "it" as well.
    kinds = {"thing", "animal", "person"} if mention.gender == "neuter" else {"animal"}
    if mention.form is MentionForm.PRONOUN and not mention.plural:
        near = [
            index
            for index, candidate in enumerate(candidates)
            if candidate.kind in kinds
            and (mention.gender == "neuter" or odds[index] >= LEAST_CHANCE)
            and candidate.last is not None
            and mention.sentence - candidate.last.sentence <= 1
        ]
        if near:
            return max(near, key=lambda index: (odds[index], index))
    return len(candidates)


PETTING = words("feed stroke pat pet groom saddle bridle leash brush")
"""Verbs of which an animal is the object rather than somebody, where there is one."""
TENDING = words("milk saddle groom shear bridle")
"""Verbs whose "it" is an animal: she milked it."""
HANDLING = words("""
plant sow open close shut lock unlock read write sign unfold fold pour bake sew knit weave build repair mend
spell unwrap wear light extinguish ring play spend earn borrow lend
""")
"""Verbs whose "it" is a thing: she planted it, he read it."""


def link_scores(rows: Floats, weights: Weights) -> Floats:
    """Return the score of each row, the mean over several networks side by side.

    *Shape:* ``(candidates + 1, features)`` to ``(candidates + 1,)``
    """
    members, _, width = weights["second.weight"].shape
    x: Floats = np.maximum(rows @ weights["first.weight"].T + weights["first.bias"], np.float32(0))
    x = x.reshape(len(rows), members, width).swapaxes(0, 1)
    x = np.maximum(x @ weights["second.weight"].swapaxes(1, 2) + weights["second.bias"], np.float32(0))
    scores: Floats = (x @ weights["out.weight"])[..., 0].mean(axis=0)
    return scores


def admissible(
    surroundings: Surroundings, mention: Mention, candidates: Sequence[Participant]
) -> list[Participant]:
    """Return the candidates that agreement and syntax allow, in order."""
    token = surroundings.doc[mention.head]
    tended = mention.gender == "neuter" and token.dep_ == "obj" and token.head.lemma_ in TENDING
    handled = mention.gender == "neuter" and token.dep_ == "obj" and token.head.lemma_ in HANDLING
    return [
        candidate
        for candidate in candidates
        if candidate.last is not None
        and candidate.number not in surroundings.barred
        and not _embraces(mention, candidate)
        and not (tended and candidate.kind != "animal")
        and not (handled and candidate.kind in {"person", "animal"})
        and (
            _pronoun_agrees(mention, candidate)
            and not (candidate.age == "child" and mention.head in surroundings.grown)
            and not is_gone(surroundings.doc, mention, candidate)
            and not excluded(token, mention, candidate, surroundings.kin)
            if mention.form is MentionForm.PRONOUN
            else candidate.agrees(mention)
            and not _another_age(mention, candidate)
            and not _another_relation(surroundings, mention, candidate)
            and not listed_with(token, candidate)
            and not _own_relative(token, candidate)
            and not _does_it_to(token, candidate)
            and not _is_told_apart(mention, candidate)
        )
    ]


GROWN = words("""
woman man lady gentleman queen king witch wizard nurse mother father wife husband grandmother grandfather
widow stepmother stepfather enchantress sorceress teacher doctor
""")
GROWN_TITLES = words("mr mrs dr captain sir lady lord professor colonel general major judge")
PLAIN = words("man woman boy girl lad lass fellow youth gentleman")
REIGNING = words("king queen emperor empress sultan")
TINY = BABIES | {"child"}
ROYAL = words("queen king")
HEIRS = words("daughter son princess prince child girl boy")


def _another_age(mention: Mention, candidate: Participant) -> bool:
    """Whether nobody would call somebody so: no witch is "the girl", no child "the woman", and a king's
    daughter is "the queen" when she was said to be."""
    heads = {head for head in candidate.heads if candidate.heads[head]}
    if mention.lemma in heads or mention.lemma in candidate.roles:
        return False
    if mention.lemma in PLAIN and heads & REIGNING:
        return True  # Nobody calls the king "the young man".
    if mention.lemma in YOUNG:
        grown = heads & GROWN or any(parse_name(name).title in GROWN_TITLES for name in candidate.names)
        return bool(grown) and not heads & (YOUNG | HEIRS)
    if mention.lemma in ROYAL:
        return bool(heads & HEIRS) and not heads & ROYAL
    return mention.lemma in GROWN and bool(heads & TINY) and not heads & GROWN


def people_first(
    mention: Mention, candidates: list[Participant], talkers: Collection[str], verb: str = ""
) -> list[Participant]:
    """Return the candidates for "he" and "she": beside people, animals only if the story lets them talk.

    Args:
        mention: A pronoun.
        candidates: From ``admissible``.
        talkers: Nouns of those who speak somewhere in the story.
        verb: Lemma of the verb of which the pronoun is the object, or empty.
    """
    if mention.gender not in {"male", "female"} or not any(one.kind == "person" for one in candidates):
        return candidates
    if verb in PETTING and any(one.kind == "animal" for one in candidates):
        return [one for one in candidates if one.kind == "animal"]  # "Jonas fed him"
    return [
        one
        for one in candidates
        if one.kind != "animal" or one.names or any(head in talkers for head in one.heads)
    ]


def _another_relation(surroundings: Surroundings, mention: Mention, candidate: Participant) -> bool:
    """Whether a noun of kinship would be taken for somebody who was never called so: a girl is not her
    grandmother."""
    owner = "" if mention.possessor is None else surroundings.doc[mention.possessor].lower_
    owner_sex = SEX.get(owner)
    return (
        mention.lemma in KIN
        and mention.lemma not in candidate.heads
        and candidate.nominal > 0
        and surroundings.suggested != candidate.number
    ) or (
        surroundings.kin is not None
        and surroundings.kin.forbids(mention.lemma, surroundings.owners, candidate.number, owner_sex)
    )


def _own_relative(token: Token, candidate: Participant) -> bool:
    """Whether the noun says whose relative the candidate is: the miller of "the miller's daughter"."""
    relative = token.head.lemma_.lower()
    return token.dep_ == "nmod:poss" and relative in KIN and relative in candidate.heads


def _does_it_to(token: Token, candidate: Participant) -> bool:
    """Whether the candidate does what is done to the noun: "Dr. Marsh threw the bridle to the boy"."""
    if token.dep_ not in {"obj", "iobj", "obl"} or token.head.pos_ != "VERB":
        return False
    return any(
        child.dep_ in {"nsubj", "nsubj:pass"} and mentioned_at(candidate, child.i)
        for child in token.head.children
    )


BUILD = words("stout fat thin tall short bearded bald lame blind plump lean burly slender")
STRANGERS = words("man woman stranger traveller gentleman lady person figure passenger visitor guest")


def _is_told_apart(mention: Mention, candidate: Participant) -> bool:
    """Whether a figure that nobody was said to have tells strangers apart: the stout man, the stranger."""
    new = BUILD & set(mention.adjectives)
    if not new or mention.lemma not in STRANGERS or candidate.names or not candidate.heads:
        return False
    return not new & candidate.adjectives and STRANGERS.issuperset(candidate.heads)


def _embraces(mention: Mention, candidate: Participant) -> bool:
    """Whether one stands within the other's phrase: "the mother of the boy" is not the boy."""
    first, last = mention.reach
    for other in candidate.mentions[-3:]:
        inside = first <= other.head < last or other.reach[0] <= mention.head < other.reach[1]
        # "the girl who loved her cap": a pronoun in the clause after a noun may be the noun.
        if inside and (mention.form is not MentionForm.PRONOUN or mention.head < other.head):
            return True
    return False


def _pronoun_agrees(mention: Mention, candidate: Participant) -> bool:
    if candidate.voice or candidate.offstage:
        return False
    if mention.plural:
        return candidate.may_be_they()
    if candidate.plural or (candidate.may_be_they() and mention.gender != "neuter"):
        return False
    if mention.gender == "neuter":
        near = candidate.kind != "person" or (
            candidate.last is not None and mention.sentence - candidate.last.sentence <= 1
        )
        return near and candidate.may_be_it() and candidate.gender not in {"male", "female"}
    if not candidate.animate:
        return False
    return (candidate.gender or candidate.leaning) in {None, mention.gender}
