"""Who is who in a story: read several times, each with the genders that the one before made clear."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from storyboard.story.ages import tell_ages
from storyboard.story.childhood import tell_children
from storyboard.story.gathering import Resolution, StoryReader
from storyboard.story.linking import Weights, learned_weights
from storyboard.story.strays import claim_strays

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from storyboard.story.entities import Mention
    from storyboard.story.participants import Participant
    from storyboard.story.reading import Block
    from storyboard.story.speech import Quotation

PASSES = 3
"""Readings of the story: each settles more genders from the pronouns of the one before."""


def resolve(
    doc: Doc,
    blocks: Sequence[Block],
    mentions: Sequence[Mention],
    quotations: Sequence[Quotation],
    *,
    weights: Weights | None = None,
) -> Resolution:
    """Return who is who.

    Args:
        doc: The parsed story.
        blocks: Its blocks; headings and breaks bound the scenes.
        mentions: From ``find_mentions``.
        quotations: From ``find_quotations``.
        weights: Of the network that ranks candidates; by default those shipped.
    """
    genders: dict[int, str] = {}
    result = None
    for number in range(PASSES):
        reader = StoryReader(doc, blocks, mentions, quotations, genders, weights or learned_weights())
        result = reader.read()
        found = settle_genders(result.participants, genders, first=number == 0)
        if found == genders:
            break
        genders = found
    assert result is not None
    claim_strays(result)
    tell_ages(doc, result)
    tell_children(doc, result)
    return result


def settle_genders(participants: list[Participant], known: dict[int, str], *, first: bool) -> dict[int, str]:
    """Return gender by token of first mention: the clearest cases first, since they clear up the others."""
    found = dict(known)
    for participant in participants:
        if not participant.mentions or participant.members or participant.voice:
            continue
        key = participant.mentions[0].head
        if participant.told_gender or participant.plural or key in found:
            continue
        male, female, neuter = (participant.pronoun_gender[gender] for gender in ("male", "female", "neuter"))
        most, other = max(male, female), min(male, female)
        needed = 1.6 if first else 1.15
        if most >= 0.5 and most > needed * other and most >= neuter * 0.5:
            found[key] = "male" if male > female else "female"
        elif neuter >= 1.0 and neuter > 3 * most:
            found[key] = "neuter"
    return found
