"""What the pictures will not show of what the story tells, one sentence each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from storyboard.board.model import Setting, Subject
from storyboard.planning.beats import Beat
from storyboard.planning.drawable import Drawable
from storyboard.planning.options import PlanOptions
from storyboard.planning.words import listed

MOST_NOTES = 25


def unread_signs(text: str) -> list[str]:
    """Say so if a story holds pictures that stand for words; they are not read."""
    signs = dict.fromkeys(character for character in text if unicodedata.category(character) == "So")
    shown = " ".join(list(signs)[:6])
    return [f"Signs in the text ({shown}) are not read; write words instead."] if signs else []


def scene_ids(count: int) -> list[str]:
    """Return ``s01``, ``s02``, ... with as many digits as the last one needs."""
    width = max(2, len(str(count)))
    return [f"s{number:0{width}d}" for number in range(1, count + 1)]


def undrawn(
    shown: Sequence[Sequence[Beat]],
    settings: Sequence[Setting],
    cast: Mapping[str, Subject],
    drawable: Drawable,
) -> list[str]:
    """Name the verbs and places for which there is no picture at all."""
    notes = []
    ids = scene_ids(len(shown))
    for scene, beats in zip(ids, shown, strict=True):
        if not beats:
            notes.append(f"{scene}: nobody is seen to do anything; the place is shown.")
        for beat in beats:
            if not beat.drawn and beat.predicate != "be":
                who = cast[beat.agent].name
                notes.append(f"{scene}: no picture for '{beat.predicate}'; {who} is just seen there.")
    places: dict[str, list[str]] = {}
    for scene, setting in zip(ids, settings, strict=True):
        if setting.place and drawable.place(setting.place) is None:
            places.setdefault(setting.place, []).append(scene)
    notes += [f"{listed(where)}: no picture for the place '{place}'." for place, where in places.items()]
    return notes


def beyond_model(
    shown: Sequence[Sequence[Beat]],
    settings: Sequence[Setting],
    drawable: Drawable,
    model: Drawable,
    name: str,
) -> list[str]:
    """Name the actions and places of the prompts for which the chosen model draws the nearest that it knows.

    Args:
        model: The lexicon narrowed to the model's vocabulary.
        name: The model's name.
    """
    actions = {beat.action: beat.shown for beats in shown for beat in beats if beat.action != beat.shown}
    places = {}
    for setting in settings:
        if setting.place and (place := drawable.place(setting.place)) is not None:
            nearest = model.place(setting.place)
            if nearest != place:
                places[place] = nearest or "any place"
    changed = [f"{word} (as {nearest})" for word, nearest in (actions | places).items()]
    return (
        [f"The model {name} draws these words as the nearest it knows: {listed(changed)}."] if changed else []
    )


def screen_time(seconds: Sequence[Sequence[float]], options: PlanOptions) -> list[str]:
    """Say so where an asked length makes shots longer than ``options.max_shot_seconds``."""
    longest = max(time for scene in seconds for time in scene)
    if longest <= options.max_shot_seconds:
        return []
    return [
        f"The asked length holds shots of up to {longest:.1f} s, longer than {options.max_shot_seconds:g} s; "
        f"the story has no more to show."
    ]


def shortened(notes: Sequence[str]) -> tuple[str, ...]:
    """Return the notes without repetitions, at most ``MOST_NOTES`` and the number of the rest."""
    unique = list(dict.fromkeys(re.sub(r"\s+", " ", note).strip() for note in notes))
    if len(unique) <= MOST_NOTES:
        return tuple(unique)
    return (*unique[:MOST_NOTES], f"And {len(unique) - MOST_NOTES} more of these.")
