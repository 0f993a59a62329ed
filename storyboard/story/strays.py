"""Pronouns that nobody has claimed in a story that has one hero of that sex."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storyboard.story.gathering import Resolution

HERO = 20
"""Mentions from which somebody may be the hero."""
OUTWEIGHS = 5
"""How many times as many these are as those of the next of that sex."""


def claim_strays(read: Resolution) -> None:
    """Give pronouns that nobody has claimed to the hero of that sex, if the story has but one.

    A chain of them, once begun, goes on by itself for the rest of a scene.
    """
    for gender in ("male", "female"):
        known = sorted(
            (one for one in read.participants if one.gender == gender and one.names and not one.plural),
            key=lambda one: -len(one.mentions))
        if not known or len(known[0].mentions) < HERO:
            continue
        hero = known[0]
        if len(known) > 1 and len(known[1].mentions) * OUTWEIGHS > len(hero.mentions):
            continue
        for one in read.participants:
            stray = one.unclaimed and one.gender == gender and not (one.plural or one.names or one.heads)
            if not stray or one.mentions[0].head < hero.mentions[0].head:
                continue
            for mention in one.mentions:
                hero.add(mention)
                read.owner[mention.head] = (hero.number,)
            hero.mentions.sort(key=lambda mention: mention.head)
            moved = {mention.head for mention in one.mentions}
            read.unresolved = [mention for mention in read.unresolved if mention.head not in moved]
            one.mentions = []
