"""Which sentences tell of a dream: nobody is where the dream is, and all is as before when it is over."""

from __future__ import annotations

import re
from bisect import bisect_right

from storyboard.story.reading import Reading

DREAM = re.compile(
    r"(?:^\W*(?:(?:and|but|then|once)\W+)?(?:in|during)\s+(?:a|one)"
    r"|(?<!as )(?<!if )(?<!though )(?<!like )(?<!\w)"
    r"(?:in|during)\s+(?:his|her|their|my|our|its|this|that|the))\s+(?:\w+\s+)?(?:dreams?|nightmares?)\b",
    re.IGNORECASE,
)
"""Not "as if in a dream"."""
WAKING = re.compile(r"\b(?:woke|awoke|wakes?|waked|wakened|awakened|awakes?)\b", re.IGNORECASE)
LONGEST = 10
"""Sentences within which a dream ends by a waking; without one it is the one sentence that tells of it."""


def dreamt(reading: Reading) -> frozenset[int]:
    """Return the indices of the sentences that tell of a dream, the waking left out."""
    found: set[int] = set()
    starts = [block.start for block in reading.blocks]
    for index, span in enumerate(reading.sentences):
        text = reading.text[slice(*span)]
        if index in found or not DREAM.search(text) or WAKING.search(text):
            continue
        found.add(index)
        block = bisect_right(starts, span.start)
        for after in range(index + 1, min(index + LONGEST, len(reading.sentences))):
            begin, end = reading.sentences[after]
            if bisect_right(starts, begin) > block + 1:
                break
            if WAKING.search(reading.text, begin, end):
                found |= set(range(index, after))
                break
    return frozenset(found)
