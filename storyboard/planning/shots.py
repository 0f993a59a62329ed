"""From beats to shots: one drawable thing each, in the story's order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import count

from storyboard.board.model import Setting, Shot, ShotSize, Subject
from storyboard.board.wording import named_ids
from storyboard.planning.beats import Beat
from storyboard.planning.continuity import Passage
from storyboard.planning.drawable import Drawable
from storyboard.planning.prompts import subject_prompt, thing_prompt
from storyboard.planning.words import capitalised
from storyboard.story.reading import BlockKind, Reading

SIZES = {
    "talk": ShotSize.MEDIUM,
    "look": ShotSize.MEDIUM,
    "eat": ShotSize.MEDIUM,
    "laugh": ShotSize.MEDIUM,
    "cry": ShotSize.CLOSE_UP,
    "sing": ShotSize.MEDIUM,
}
"""Framing of actions that are seen best from near; all others show the whole subject."""

SECTION_NUMBER = re.compile(
    r"(?:chapter|book|part|section|act|scene|canto|volume|letter)?\s*"
    r"(?:[ivxlcdm]+|\d+|one|two|three|four|five|six|seven|eight|nine|ten|first|last)?\s*[.:]?",
    re.IGNORECASE,
)


def scene_shots(
    beats: Sequence[Beat], setting: Setting, drawable: Drawable, *, seconds: Sequence[float], new_place: bool
) -> list[Shot]:
    """Return one shot for each beat, in text order.

    Args:
        beats: The beats that are shown, at least one.
        seconds: Screen time of each shot in the order of the film.
        new_place: Whether the scene is elsewhere than the one before; then its first shot is wide.
    """
    shots: list[Shot] = []
    place = None if new_place else setting.place
    for number, (beat, time) in enumerate(
        zip(sorted(beats, key=lambda beat: beat.start), seconds, strict=True)
    ):
        size = SIZES.get(beat.action, ShotSize.FULL)
        other = {"place": beat.place or setting.place, "time": beat.time or setting.time}
        here = setting.model_copy(update=other)
        if here.place != place or (number == 0 and new_place):
            size = ShotSize.WIDE
        elif shots and size is ShotSize.MEDIUM and shots[-1].size is ShotSize.MEDIUM:
            size = ShotSize.CLOSE_UP  # Two cuts of the same framing look like a jump.
        prompt = subject_prompt(
            beat.agent,
            beat.action,
            here,
            drawable,
            held=beat.held,
            mood=beat.mood,
            company=beat.company,
            relation=beat.relation,
            phrase=beat.phrase,
            way=beat.way,
            plural=beat.plural,
        )
        shots.append(
            Shot(
                prompt=prompt,
                action=beat.sentence or None,
                cast=tuple(named_ids(prompt)),
                size=size,
                seconds=time,
            )
        )
        place = here.place
    return shots


def empty_shot(
    reading: Reading, scene: Passage, setting: Setting, drawable: Drawable, *, seconds: float
) -> Shot:
    """Return the shot of a scene without anybody: the first thing in it that can be drawn, or the place."""
    begin, end = reading.sentences[scene.first].start, reading.sentences[scene.last - 1].end
    words = reading.doc.char_span(begin, end, alignment_mode="expand") or ()
    nouns = [token.lemma_.lower() for token in words if token.pos_ in {"NOUN", "PROPN"}]
    thing = next((found for noun in nouns if (found := drawable.thing(noun) or drawable.being(noun))), None)
    sentence = " ".join(reading.text[slice(*reading.sentences[scene.first])].split())
    return Shot(
        prompt=thing_prompt(thing, setting, drawable), action=sentence, size=ShotSize.WIDE, seconds=seconds
    )


def scene_title(
    reading: Reading,
    scene: Passage,
    beats: Sequence[Beat],
    setting: Setting,
    cast: Mapping[str, Subject],
    used: set[str],
) -> str:
    """Return a short title: the heading above the scene, else its weightiest beat, else its place.

    Args:
        beats: Weightiest first.
        used: Titles of earlier scenes; another beat is preferred to a repetition.
    """
    if heading := _heading(reading, scene):
        return heading
    # A title with an object or a place says more than "The Hare moves".
    titles = sorted((beat.title for beat in beats if beat.title), key=lambda title: len(title.split()) < 4)
    for title in titles:
        if title not in used:
            return title
    if titles:
        return next(again for number in count(2) if (again := f"{titles[0]} ({number})") not in used)
    return capitalised(setting.place) if setting.place else ""


def _heading(reading: Reading, scene: Passage) -> str:
    """Return the last heading between the sentence before the scene and its first, without its number."""
    begin = reading.sentences[scene.first - 1].end if scene.first else 0
    end = reading.sentences[scene.first].start
    titles = []
    for block in reading.blocks:
        if block.kind is BlockKind.HEADING and begin <= block.start < end:
            title = " ".join(reading.text[block.start : block.end].split()).strip("#*_. ")
            if title and not SECTION_NUMBER.fullmatch(title):
                titles.append(
                    title.capitalize()
                    if title.isupper() and len(title.split()) == 1
                    else title.title().replace("'S", "'s").replace("’S", "’s")
                    if title.isupper()
                    else title
                )
    return titles[-1] if titles else ""
