"""Whom "I", "you" and "we" mean: who speaks and hears, the narrator, or somebody who is only heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyboard.story.narrators import told_together

if TYPE_CHECKING:
    from storyboard.story.entities import Mention
    from storyboard.story.gathering import StoryReader
    from storyboard.story.participants import Participant


def place_speaking(reader: StoryReader, mention: Mention, number: int) -> None:
    """Place a pronoun of the first or second person.

    Args:
        number: Of the quotation that it stands in, or -1.
    """
    speaker, addressee = reader.speakers[number] if number >= 0 else (None, None)
    if number < 0 and mention.person == 1:
        us = reader.together(told_together(reader, mention)) if mention.plural else reader.narrator_of()
        us.voice = us.plural
        reader.place_at(mention, us)
    elif mention.plural:
        who = speaker if number < 0 or speaker is not None else -1 - number
        voice = _voice(reader, ("we" if mention.person == 1 else "all of you", who), plural=True)
        if mention.person == 1 and speaker is not None:
            reader.we[voice.number] = speaker
        reader.place_at(mention, voice)
    elif number < 0:
        reader.place_at(mention, _voice(reader, ("you", None)))
    else:
        who = speaker if mention.person == 1 else addressee
        if who is None:
            who = _voice(reader, ("I" if mention.person == 1 else "you", number)).number
            pair = (who, addressee) if mention.person == 1 else (speaker, who)
            reader.speakers[number] = pair
        reader.place_at(mention, reader.participants[who])


def _voice(reader: StoryReader, key: tuple[str, int | None], *, plural: bool = False) -> Participant:
    """Return who is only heard: whoever says "I" where the story does not tell who speaks."""
    if key not in reader.voices:
        voice = reader.begun()
        voice.voice, voice.plural = True, plural
        voice.kinds["person"] += 1
        reader.voices[key] = voice
    return reader.voices[key]
