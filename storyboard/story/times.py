"""Times of day that the words of a story tell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from storyboard.story.noun_phrases import SUBJECT_ROLES
from storyboard.story.reality import is_negated
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Token

TIMES = {
    "morning": words("morning dawn daybreak sunrise breakfast cockcrow daylight forenoon"),
    "day": words("noon midday afternoon noonday noontide"),
    "evening": words("evening dusk sunset twilight nightfall supper eve sundown"),
    "night": words("night midnight moonlight moon star starlight tonight bedtime"),
}
UNDER_THE_SKY = words("""
night day morning evening afternoon weather sky air field ground road street land landscape season winter sea
""")
"""What has weather: a snowy night."""
BEFORE = {"morning": "night", "day": "morning", "evening": "day", "night": "evening"}
"""What it is "before" a time of day, "till" it."""
MEALS = words("breakfast supper")
"""Before a meal it is the same time of day as at it."""
LIGHTS = words("moon star moonlight starlight")
SETTING = words("set go vanish disappear fade pale sink")
GONE = words("gone away down")
DARKENING = 8
"""Words before "dark" among which a time of day makes it no night."""
SMALL_HOURS = words("one two three four 1 2 3 4")
GROUND = words("on onto")
SHINING = words("shine gaze look stare glance smile fall howl bark")
"""Verbs with "on the moon" said from far below, or of its light."""


def times_of(tokens: list[Token]) -> Iterator[tuple[int, str]]:
    """Yield each time of day that is told, with the offset of its word."""
    for token in tokens:
        word = token.lemma_.lower()
        for time, names in TIMES.items():
            if word not in names:
                continue
            around = {child.lower_ for child in token.children}
            if around & {"every", "each", "good"} or (word == "night" and "all" in around):
                continue
            if word in LIGHTS and (_is_gone(token) or _is_ground(token)):
                continue
            if time == "morning" and word == "morning" and _is_small_hour(token):
                yield token.idx, "night"  # "two in the morning"
                continue
            before = around & {"before", "till", "until"} and word not in MEALS and word != "midnight"
            yield token.idx, BEFORE[time] if before else time
        if token.lower_ == "dark" and token.dep_ != "amod" and _is_outdoors(token) and not _is_by_day(token):
            yield token.idx, "night"
        if word == "sun" and token.dep_ == "nsubj" and _goes_down(token.head):
            marks = {child.lower_ for child in token.head.children if child.dep_ in {"mark", "advmod"}}
            yield token.idx, BEFORE["evening"] if marks & {"before", "till", "until"} else "evening"


def _is_by_day(dark: Token) -> bool:
    """Return whether it grows dark by day: "One afternoon the street grew dark"."""
    before = dark.doc[max(0, dark.i - DARKENING) : dark.i]
    return any(part.lower_ in TIMES["morning"] | TIMES["day"] for part in before)


def _is_small_hour(morning: Token) -> bool:
    before = morning.doc[max(0, morning.i - 4) : morning.i]
    return any(part.lower_ in SMALL_HOURS for part in before) and before[-1].lower_ == "the"


def _is_ground(moon: Token) -> bool:
    """Return whether somebody is on the moon, or on the way there: "landed on the moon"."""
    case = next((child.lower_ for child in moon.children if child.dep_ == "case"), "")
    return case in GROUND and moon.head.lemma_ not in SHINING


def _is_gone(light: Token) -> bool:
    """Return whether the moon or a star is no more to be seen: "in the morning the moon was gone"."""
    clause = light.head
    gone = clause.lemma_.lower() in SETTING or any(child.lower_ in GONE for child in clause.children)
    return light.dep_ in SUBJECT_ROLES and (gone or clause.lower_ in GONE or is_negated(clause))


def _is_outdoors(dark: Token) -> bool:
    """Return whether it is dark, and not a room or somebody's hair."""
    clause = dark if dark.pos_ == "ADJ" and dark.dep_ != "xcomp" else dark.head
    if any(part.lower_ == "with" for part in dark.doc[dark.i + 1 : dark.i + 2]):
        return False  # "dark with clouds"
    if dark.pos_ != "ADJ":
        return True
    subjects = [child for child in clause.children if child.dep_ in SUBJECT_ROLES]
    return all(child.pos_ == "PRON" or child.lemma_.lower() in UNDER_THE_SKY for child in subjects)


def _goes_down(verb: Token) -> bool:
    down = any(child.lower_ == "down" for child in verb.children)
    return verb.lemma_ in {"set", "sink"} or (verb.lemma_ == "go" and down)
