"""How a story brings on those who belong together: "he had three daughters", "twins called Max and Mia"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyboard.story.binding import subject_of
from storyboard.story.entities import MentionForm

if TYPE_CHECKING:
    from spacy.tokens import Token

    from storyboard.story.entities import Mention
    from storyboard.story.gathering import StoryReader
    from storyboard.story.participants import Participant

LONGEST = 20
"""Words before a colon among which those are named who are listed behind it."""
NUMERALS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven"}
HAVE = frozenset({"have", "own", "keep", "possess"})


def who_has(reader: StoryReader, mention: Mention) -> int | None:
    """Return the parent in "Hassan had three daughters"."""
    token = reader.doc[mention.head]
    if token.dep_ != "obj" or token.head.lemma_ not in HAVE or mention.possessor is not None:
        return None
    subject = subject_of(token.head)
    if subject is not None and subject.lower_ in {"who", "that"} and token.head.dep_ == "acl:relcl":
        subject = token.head.head
    return None if subject is None else reader.only_owner(subject.i)


def note_called(reader: StoryReader, mention: Mention, number: int) -> None:
    """Take Max and Mia of "twins called Max and Mia" and of "her twins, Max and Mia" for the twins."""
    token = reader.doc[mention.head]
    first = token.head if token.dep_ == "conj" else token
    verb = first.head
    if verb.lemma_ in {"call", "name"}:
        bearer = next((child.i for child in verb.children if child.dep_ == "nsubj:pass"), None)
        if bearer is None and verb.dep_.startswith("acl"):
            bearer = verb.head.i
    elif first.dep_ == "appos" and first.conjuncts and mention.form is MentionForm.NAME:
        bearer = first.head.i
    else:
        bearer = _counted_before(reader, first)
    group = None if bearer is None else reader.only_owner(bearer)
    if group is None or group == number or not reader.participants[group].plural:
        return
    told = reader.kin.told[group]
    told.append(number)
    reader.kin.group[number] = group
    if len(told) == 1 + len(first.conjuncts) and not reader.participants[group].members:
        complete(reader, reader.participants[group], tuple(sorted(told)))


def _counted_before(reader: StoryReader, first: Token) -> int | None:
    """Return the noun of those whom a list behind a colon names: "Three children lived there: Tom, Anna and
    Leo."."""
    start = first.left_edge.i
    if first.dep_ not in {"ROOT", "parataxis", "dep"} or not start or reader.doc[start - 1].text != ":":
        return None
    for back in range(first.i - 1, max(0, first.i - LONGEST), -1):
        other = reader.at.get(back)
        if other is not None and other.plural and other.kind in {"person", "animal"}:
            counts = {child.lower_ for child in reader.doc[back].children if child.dep_ == "nummod"}
            return back if counts & {NUMERALS.get(1 + len(first.conjuncts), "")} else None
    return None


def complete(reader: StoryReader, group: Participant, members: tuple[int, ...]) -> None:
    """Let a group be its members from now on and in what was told."""
    group.members = members
    reader.pairs.setdefault(members, group)
    for mention in group.mentions:
        reader.owner[mention.head] = members
