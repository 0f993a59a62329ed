"""Who speaks a quotation and to whom, and whom "they" takes up together: answers from the scene so far."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from storyboard.story.entities import MentionForm
from storyboard.story.kinship import called_out
from storyboard.story.link_features import WINDOW

if TYPE_CHECKING:
    from storyboard.story.entities import Mention
    from storyboard.story.gathering import StoryReader
    from storyboard.story.participants import Participant
    from storyboard.story.speech import Quotation


def several(reader: StoryReader, mention: Mention) -> tuple[int, ...]:
    """Return those whom "they" takes up together, when no plural participant is nearer."""
    for back in range(mention.head - 1, max(-1, mention.head - 80), -1):
        other = reader.at.get(back)
        if other is None or (reader.quoted[back] >= 0) != (reader.quoted[mention.head] >= 0):
            continue
        owners = reader.owner.get(back, ())
        if reader.narrator is not None and reader.narrator.number in owners:
            continue  # "Tom and I", "we" are never they.
        if len(owners) > 1:
            return owners
        if not owners:
            continue
        token = reader.doc[back]
        if reader.participants[owners[0]].may_be_they() and reader.participants[owners[0]].kind in {
            "person",
            "animal",
        }:
            return ()
        if token.dep_ == "conj" and token.head.i in reader.at:
            together = {
                number
                for member in (token.head, *token.head.conjuncts)
                for number in reader.owner.get(member.i, ())
            }
            if reader.narrator is not None and reader.narrator.number in together:
                continue
            living = [number for number in sorted(together) if reader.participants[number].animate]
            if len(living) > 1:
                return tuple(living)
    return pair_on_stage(reader, mention)


def others_than_doer(reader: StoryReader, mention: Mention, together: tuple[int, ...]) -> tuple[int, ...]:
    """Return those of several who are not the doer: in "Ben drove them" Ben is none of them."""
    token = reader.doc[mention.head]
    if token.dep_ not in {"obj", "iobj", "obl"} or token.head.pos_ != "VERB":
        return together
    subject = next((child.i for child in token.head.children if child.dep_ == "nsubj"), None)
    doers = reader.owner.get(subject, ()) if subject is not None else ()
    if not set(doers) & set(together) or set(doers) == set(together):
        return together
    rest = tuple(one for one in together if one not in doers)
    return rest if len(rest) > 1 else ()


def pair_on_stage(reader: StoryReader, mention: Mention) -> tuple[int, ...]:
    """Return the two who alone have acted in the last sentences: "they agreed"."""
    if mention.lemma not in {"they", "them", "twin"}:
        return ()
    near = [
        one
        for one in reader.recent
        if one.last
        and mention.sentence - one.last.sentence <= 2
        and one.animate
        and one.kind
        and not one.plural
        and not one.heads["narrator"]
    ]
    groups = [
        one
        for one in reader.recent
        if one.last
        and mention.sentence - one.last.sentence <= WINDOW
        and one.plural
        and one.kind in {"person", "animal"}
    ]
    return tuple(sorted(one.number for one in near)) if len(near) == 2 and not groups else ()


def speaker(reader: StoryReader, number: int, told: list[Mention]) -> tuple[int | None, int | None]:
    quotation = reader.quotations[number]
    speaker = living_owner(reader, quotation.speaker)
    addressee = living_owner(reader, quotation.addressee)
    before = reader.speakers[number - 1] if number else (None, None)
    gap = quotation.paragraph - reader.quotations[number - 1].paragraph if number else 99
    if speaker is None and gap == 0:
        speaker = announced(reader, quotation)
    if speaker is None and gap == 0:
        speaker, addressee = before[0], addressee or before[1]
    if speaker is None:
        speaker = actor(reader, told)
    if speaker is None and (told_before := announced(reader, quotation)) is not None:
        speaker = told_before
    if speaker is None and not told and gap == 1:
        speaker = before[1]
        if (
            speaker is None
            and number > 1
            and quotation.paragraph - reader.quotations[number - 2].paragraph == 2
        ):
            speaker = reader.speakers[number - 2][0]
    if addressee is None and gap <= 2:
        addressee = before[0] if before[0] != speaker else before[1]
    if addressee is None and speaker is not None:
        sentence = max((mention.sentence for mention in told), default=None)
        near = [
            one
            for one in reader.recent[-4:]
            if one.number != speaker
            and one.kind in {"person", "animal"}
            and one.last
            and not one.plural
            and (sentence is None or sentence - one.last.sentence <= 3)
        ]
        addressee = near[0].number if len(near) == 1 else None
    return speaker, addressee if addressee != speaker else None


def spoke_last(reader: StoryReader, index: int) -> tuple[int | None, int | None]:
    """Return who spoke last before a token, and to whom; within a quotation, in the one before."""
    number = reader.quoted[index]
    number = number - 1 if number >= 0 else bisect_left(reader.quotation_starts, index) - 1
    if number < 0:
        return None, None
    speaker, addressee = reader.speakers[number]
    if speaker is None:  # What is told around a quotation is read before the quotation.
        quotation = reader.quotations[number]
        speaker = living_owner(reader, quotation.speaker)
        speaker = announced(reader, quotation) if speaker is None else speaker
    return speaker, addressee


def living_owner(reader: StoryReader, index: int | None) -> int | None:
    owner = reader.only_owner(index)
    return owner if owner is not None and reader.participants[owner].animate else None


def actor(reader: StoryReader, told: list[Mention]) -> int | None:
    """Return the one person who acts in the words around the quotation."""
    actors = {
        owner
        for mention in told
        if reader.doc[mention.head].dep_ == "nsubj"
        for owner in reader.owner.get(mention.head, ())
        if reader.participants[owner].kind in {"person", "animal"}
    }
    return actors.pop() if len(actors) == 1 else None


def announced(reader: StoryReader, quotation: Quotation) -> int | None:
    """Return who was said to speak at the end of the paragraph before: "..., exclaiming:"."""
    index = quotation.start - 1
    while index >= 0 and (reader.doc[index].is_space or reader.doc[index].text in {"--", "—"}):
        index -= 1
    if index < 0 or reader.doc[index].text != ":":
        return None
    for back in range(index, max(-1, index - 60), -1):
        if reader.doc[back].dep_ in {"nsubj"} and reader.doc[back].sent == reader.doc[index].sent:
            owner = reader.only_owner(back)
            if owner is not None and reader.participants[owner].kind in {"person", "animal"}:
                return owner
    return None


def talking(reader: StoryReader, number: int) -> frozenset[int]:
    """Return those who are not "he" or "she" in a quotation: who speaks, and who is spoken to.

    The one taken for the listener may be spoken of after all: “How handsome is the Crow! Her voice ...”
    """
    if number < 0:
        return frozenset()
    speaker, addressee = reader.speakers[number]
    quotation = reader.quotations[number]
    if (
        addressee is not None
        and quotation.addressee is None
        and any(
            mention.form is not MentionForm.PRONOUN
            and reader.doc[mention.head].dep_ != "vocative"
            and reader.quoted[mention.head] >= 0
            and mention.head >= quotation.start - 80
            for mention in reader.participants[addressee].mentions[-6:]
        )
    ):
        addressee = None
    return frozenset(other for other in (speaker, addressee) if other is not None)


def vocative(reader: StoryReader, number: int, inside: list[Mention]) -> None:
    """Let a name called out tell the one spoken to."""
    for mention in inside:
        if reader.doc[mention.head].dep_ == "vocative":
            owner = reader.only_owner(mention.head)
            speaker, told = reader.speakers[number][0], reader.only_owner(reader.quotations[number].addressee)
            if told is not None and reader.participants[told] is reader.narrator:
                continue  # "“Come, Jane,” she said to me": Jane is who tells the story.
            if owner is not None and owner != speaker:
                reader.speakers[number] = (speaker, owner)


def addressed(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return to whom the story says that something is said, if the noun calls out: "said to the cat: ‘Pray,
    my good lady’"."""
    number = reader.quoted[mention.head]
    if number < 0 or mention.plural or not called_out(reader, mention):
        return None
    addressee = reader.only_owner(reader.quotations[number].addressee)
    if addressee is None:
        return None
    one = reader.participants[addressee]
    return one if one.animate and not one.voice and one.agrees(mention) else None
