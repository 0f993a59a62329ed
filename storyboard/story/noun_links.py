"""Rules by which a noun takes up a participant: the same noun again, or the only one near whom it can mean.

For things they decide; for people, animals and places the learned network weighs what they suggest
(``linking``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyboard.story.entities import Determiner
from storyboard.story.link_features import WINDOW
from storyboard.story.nouns import KIN, noun_class, same_being, same_thing, stands_for

if TYPE_CHECKING:
    from storyboard.story.entities import Mention
    from storyboard.story.gathering import StoryReader
    from storyboard.story.participants import Participant

NOUN_WINDOW = 120
"""Sentences after which "the man" no longer means the man of before, unless he is a main participant."""
MOST_ALIKE = 40
"""Participants with the same noun that are looked at, so that time stays linear in the story's length."""
MAIN_AFTER = 6
"""Mentions from which a participant counts as a main one."""


def same_noun(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return the participant that the story has called by this noun before."""
    if mention.determiner in {Determiner.INDEFINITE, Determiner.QUANTIFIED}:
        return None
    capital = reader.doc[mention.head].text[:1].isupper()
    bare = mention.determiner is Determiner.BARE
    if bare and not (
        capital or mention.plural or mention.lemma in KIN or reader.doc[mention.head].dep_ == "vocative"
    ):
        return None
    owners = set(reader.owner.get(mention.possessor, ())) if mention.possessor is not None else set()
    fitting = []
    for participant in reader.by_head.get(mention.lemma, [])[-MOST_ALIKE:]:
        last = participant.last
        if last is None or not participant.agrees(mention):
            continue
        if (
            owners
            and participant.possessors
            and not owners & participant.possessors
            and (mention.kind in {"person", "animal"})
        ):
            continue
        if mention.possessor is not None and participant.number in owners:
            continue
        near = mention.sentence - last.sentence <= NOUN_WINDOW
        if near or capital or len(participant.mentions) >= MAIN_AFTER:
            fitting.append(participant)
    if not fitting:
        return None
    if "first" in mention.adjectives:
        return min(fitting, key=lambda one: one.number)
    exact = (
        [one for one in fitting if set(mention.adjectives) & one.adjectives] if mention.adjectives else []
    )
    return max(exact or fitting, key=lambda one: one.last.head if one.last else 0)


def other_noun(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return the only one near whom another noun can mean: "the bird" for the crow, "the flesh" for
    the meat."""
    if mention.possessor is not None:
        return None
    if mention.kind in {"person", "animal"}:
        alike = [
            one
            for one in reader.recent
            if one.last
            and mention.sentence - one.last.sentence <= 2 * WINDOW
            and one.agrees(mention)
            and any(same_being(mention.lemma, head) for head in one.heads)
        ]
        if len(alike) == 1:
            return alike[0]
    if mention.plural:
        return None
    if mention.kind == "thing":
        same = [
            one
            for one in reader.recent
            if one.last
            and mention.sentence - one.last.sentence <= WINDOW
            and one.kind == "thing"
            and not one.plural
            and any(same_thing(mention.lemma, head) for head in one.heads)
        ]
        return same[0] if len(same) == 1 else None
    if mention.kind not in {"person", "animal"}:
        return None
    fitting = []
    for participant in reader.recent:
        last = participant.last
        if last is None or mention.sentence - last.sentence > WINDOW or not participant.agrees(mention):
            continue
        if any(stands_for(mention.lemma, head) for head in participant.heads) or (
            participant.names
            and not participant.heads
            and noun_class(mention.lemma).gender
            and (participant.gender == mention.gender)
            and mention.lemma in {"girl", "boy", "woman", "man", "lady"}
        ):
            fitting.append(participant)
    return fitting[0] if len(fitting) == 1 else None
