"""Voices from far away: who speaks on the radio, the telephone or in a letter is not in the room."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from storyboard.story.reading import Event, Reading

RINGS = re.compile(
    r"\b(?:radio|(?:tele)?phone|mobile|intercom|loudspeaker|headset|television|walkie-talkie)\s+(?:\w+\s+){0,2}"
    r"(?:rang|rings?|buzz\w*|crackle\w*|beep\w*|hiss\w*|vibrate\w*|came\s+(?:on|alive))\b",
    re.IGNORECASE,
)
THROUGH = re.compile(
    r"\b(?:(?:in|by)\s+(?:(?:a|an|the|his|her|their|my)\s+)?(?:\w+\s+)?(?:letter|note|e-?mail|message|postcard|telegram)"
    r"|(?:on|over|through|from|via)\s+the\s+(?:\w+\s+)?(?:radio|(?:tele)?phone|intercom|loudspeaker|television))\b",
    re.IGNORECASE,
)
RECENT = 12
"""Sentences within which somebody who did something is still here."""


def far_voices(reading: Reading, events: Sequence[Event], speech: Mapping[Event, bool]) -> frozenset[Event]:
    """Return the events of a scene in which somebody speaks or writes from elsewhere.

    It is who has not been seen for long, and speaks as the telephone rings or "in a letter".

    Args:
        events: Those of the scene, in text order.
        speech: Which of them are speech.
    """
    far: set[Event] = set()
    for event in events:
        speaks = speech.get(event, False) or event.predicate == "write"
        if event.agent is None or not event.seen or not speaks:
            continue
        begin, end = reading.sentences[event.sentence]
        before = reading.sentences[max(event.sentence - 2, 0)].start
        if not (RINGS.search(reading.text, before, end) or THROUGH.search(reading.text, begin, end)):
            continue
        if not any(
            other.agent == event.agent and other.seen and other not in far
            for other in reading.events
            if event.sentence - RECENT <= other.sentence and other.start < event.start
        ):
            far.add(event)
    return frozenset(far)
