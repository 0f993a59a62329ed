"""The words that a video model gets: one drawable thing, in the present tense, without pronouns and bare
names."""

from __future__ import annotations

from collections.abc import Sequence

from storyboard.board.model import Setting
from storyboard.planning.drawable import Drawable
from storyboard.planning.words import agreeing, listed, ongoing, with_article

PLACES = {
    "mountain": "on the mountain",
    "road": "on the road",
    "beach": "on the beach",
    "river": "by the river",
    "lake": "by the lake",
    "sea": "by the sea",
    "meadow": "in the meadow",
    "snowfield": "in the snow",
    "street": "in the street",
    "underwater": "under the sea",
    "ship deck": "on the ship",
    "deck": "on the deck",
    "sky": "in the sky",
}
"""Phrases of places; all others are ``in the ...``."""

TIMES = {"morning": "in the morning", "evening": "in the evening", "night": "at night"}
"""Phrases of times of day; daylight needs none."""

WEATHERS = {
    "rain": "in the rain",
    "snow": "in the snow",
    "fog": "in the fog",
    "storm": "in a storm",
    "wind": "in the wind",
}
"""Phrases of weather; clear weather needs none."""


COMPANY = {"talk": "to", "look": "at", "fight": "with", "dance": "with"}
"""Action -> how the one that it is done to or with stands after the verb."""
TOGETHER = frozenset({"walk", "run", "sit", "sleep", "swim", "fly", "climb", "dance"})
"""Actions that two do together: ``{fox} and {ass} are walking``."""

INDOORS = frozenset({"room", "house", "kitchen", "hall", "cave", "underwater", "sky", "ship deck"})
"""Places over which nothing flies."""

SHELTERED = INDOORS - {"sky", "ship deck"}
"""Places that no weather reaches."""

WATER = frozenset({"river", "lake", "sea"})


def place_words(setting: Setting, drawable: Drawable, action: str = "") -> str:
    """Return ``in the forest``; of a flight ``over the forest``, of a swim ``in the river``; empty if
    unknown."""
    place = drawable.place(setting.place) if setting.place else None
    if place is None:
        return ""
    if action == "fly" and place not in INDOORS:
        return f"over the {place}"
    if action == "swim" and place in WATER:
        return f"in the {place}"
    return PLACES.get(place, f"in the {place}")


def air_words(setting: Setting, drawable: Drawable) -> str:
    """Return time and weather, ``at night in the rain``; empty by day in clear weather, without weather in a
    room."""
    time = TIMES.get(drawable.time(setting.time) or "", "") if setting.time else ""
    weather = WEATHERS.get(drawable.weather(setting.weather) or "", "") if setting.weather else ""
    place = drawable.place(setting.place) if setting.place else None
    if place in SHELTERED or (place is not None and PLACES.get(place) == weather):
        weather = ""
    return f"{time} {weather}".strip()


def subject_prompt(
    subject: str,
    action: str,
    setting: Setting,
    drawable: Drawable,
    *,
    held: str | None = None,
    mood: str | None = None,
    company: Sequence[str] = (),
    relation: str = "",
    phrase: str = "",
    way: str = "",
    plural: bool = False,
) -> str:
    """Return the prompt of a shot of one subject: ``{crow} with a cheese sits in the forest at night``.
    With ``company`` there are more: ``{fox} talks to {crow} in the forest``, ``{king}, {queen} and {dog} are
    walking in the garden``, ``{woman} stands beside {max} and {mia}``.

    Args:
        subject: Id of the cast; its reference stands for the look.
        action: Drawn action as a concept, ``sit``.
        held: What the subject has with it: ``an apple``, or the reference of a thing, ``{cheese}``.
        mood: Concept of how it feels.
        company: Ids of the others that it is done to or with, for models that show several.
        relation: With ``company`` what they do: ``fight with``, ``and walk``.
        phrase: What the subject does, in words of the story; instead of ``action``.
        way: Side that a lone subject goes to: ``to the left``.
        plural: Whether the subject is many: ``{dwarfs} sit in the room``.
    """
    does, beside = phrase or agreeing(action, plural=plural), ""
    if company and not phrase:
        joined = relation.removeprefix("and ")
        others = [f"{{{who}}}" for who in company]
        if joined != relation:
            does = f"and {others[-1]} are {ongoing(joined)}"
            beside = "".join(f", {other}" for other in others[:-1])
        else:
            does = f"{agreeing(relation, plural=plural)} {listed(others)}"
    parts = [
        (f"{with_article(mood)} {{{subject}}}" if mood else f"{{{subject}}}")
        + (f" with {held}" if held else "")
        + beside,
        does,
        way if not company else "",
        place_words(setting, drawable, action),
        air_words(setting, drawable),
    ]
    return " ".join(part for part in parts if part)


def thing_prompt(thing: str | None, setting: Setting, drawable: Drawable) -> str:
    """Return the prompt of a shot without anybody: a thing in its place, else the place alone."""
    air = air_words(setting, drawable)
    if thing is not None:
        return " ".join(part for part in (with_article(thing), place_words(setting, drawable), air) if part)
    place = drawable.place(setting.place) if setting.place else None
    return f"{with_article(place or 'landscape')} {air}".strip()
