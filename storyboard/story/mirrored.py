"""Kin seen from the other side: whose granddaughter she is, he is her grandfather."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from storyboard.story.kinship import called_out, whose
from storyboard.story.nouns import noun_class
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from storyboard.story.entities import Mention
    from storyboard.story.gathering import StoryReader
    from storyboard.story.participants import Participant

PAIRS = (
    (
        words("grandfather grandmother grandpa grandma granny grandparent"),
        words("granddaughter grandson grandchild"),
    ),
    (words("uncle aunt auntie"), words("niece nephew")),
    (words("godfather godmother"), words("godson goddaughter godchild")),
    (words("teacher master schoolmaster tutor governess"), words("pupil student scholar apprentice")),
)
"""Nouns of the two sides; brothers, parents and couples are kept by ``families``."""


def mirrored(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return whose grandchild the owner is, for "her grandfather", and the other way round."""
    sides = ((own, other) for pair in PAIRS for own, other in (pair, pair[::-1]))
    other_side = next((other for own, other in sides if mention.lemma in own), None)
    if other_side is None or mention.plural:
        return None
    owners: Collection[int]
    if mention.possessor is not None:
        owners = whose(reader, mention)
    elif called_out(reader, mention):
        speaker = reader.speakers[reader.quoted[mention.head]][0]
        owners = () if speaker is None else (speaker,)
    else:
        return None
    gender = noun_class(mention.lemma).gender
    fitting = {
        number
        for owner in owners
        if other_side & set(reader.participants[owner].heads)
        for number in reader.participants[owner].possessors
        if reader.participants[number].gender in {None, gender} or gender is None
    } - set(owners)
    found = [reader.participants[number] for number in fitting if reader.participants[number].agrees(mention)]
    return found[0] if len(found) == 1 else None
