"""What happens, told to people: a sentence for a shot, a few words for a scene."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from storyboard.board.model import Subject
from storyboard.planning.drawable import Drawable
from storyboard.planning.words import agreeing, capitalised, in_sentence
from storyboard.story.reading import Event, Reading
from storyboard.story.reading import Subject as StorySubject

LONGEST_TITLE = 42
"""Characters."""

NOWHERE = frozenset({"here", "there", "home"})
"""Places that stand without a preposition."""

BARE_SPEECH = frozenset({"say", "tell", "exclaim", "utter", "address", "remark", "speak", "observe",
"continue"})
"""Verbs that say nothing without what is said."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Who and what a story's events are about."""

    reading: Reading
    cast: Mapping[str, Subject]
    plural: frozenset[str]
    """Cast ids of those who are many."""
    drawable: Drawable
    model: Drawable
    """The same, narrowed to what the chosen model draws."""
    actors: tuple[StorySubject, ...]
    """People and animals of the cast, as the reading has them."""

    @classmethod
    def of(
        cls, reading: Reading, cast: Mapping[str, Subject], drawable: Drawable, model: Drawable
    ) -> Stage:
        """Return the stage of a reading and its cast."""
        plural = frozenset(subject.id for subject in reading.subjects if subject.plural)
        actors = tuple(subject for subject in reading.subjects
                       if subject.id in cast and cast[subject.id].kind in ("person", "animal"))
        return cls(reading, cast, plural, drawable, model, actors)

    def acts(self, who: str | None) -> bool:
        """Return whether somebody is a person or animal of the cast."""
        return who is not None and who in self.cast and self.cast[who].kind in ("person", "animal")


def other_party(stage: Stage, event: Event) -> str | None:
    """Return the cast id of the one that something is done to or said to."""
    for who in (event.patient, event.recipient):
        if who is not None and who in stage.cast and who != event.agent and stage.cast[who].kind != "place":
            return who
    return None


def event_sentence(stage: Stage, event: Event, agent: str, other: str | None) -> str:
    """Return ``The Crow perches in a tall tree.``

    Args:
        other: Cast id of the one that it is done to or said to.
    """
    verb = agreeing(event.predicate, plural=agent in stage.plural)
    parts = [stage.cast[agent].name, verb, _object(stage, event)]
    if event.predicate in BARE_SPEECH and not parts[2]:
        parts[1] = agreeing("speak", plural=agent in stage.plural)
    if other is not None and other != event.patient:
        parts.append(f"to {in_sentence(stage.cast[other].name)}")
    place = _place_phrase(event)
    if place and place not in " ".join(parts):
        parts.append(place)
    return capitalised(re.sub(r"\s+", " ", " ".join(part for part in parts if part))) + "."


def event_title(stage: Stage, event: Event, agent: str, other: str | None, action: str | None) -> str:
    """Return the event in at most ``LONGEST_TITLE`` characters: ``The Fox talks to the Crow``."""
    name, plural = stage.cast[agent].name, agent in stage.plural
    if action == "talk" and (event.predicate in BARE_SPEECH or not _object(stage, event)):
        tail = f" to {in_sentence(stage.cast[other].name)}" if other else ""
        return capitalised(f"{name} {agreeing('talk', plural=plural)}{tail}")
    verb, thing = agreeing(event.predicate, plural=plural), _object(stage, event)
    place = _place_phrase(event)
    for tail in (f"{verb} {thing} {place}", f"{verb} {thing}", f"{verb} {place}", verb):
        title = capitalised(re.sub(r"\s+", " ", f"{name} {tail}").strip())
        if len(title) <= LONGEST_TITLE:
            return title
    return capitalised(name)


def _object(stage: Stage, event: Event) -> str:
    """Return what it is done to with its preposition, ``at the door``; empty if it is nothing."""
    return f"{event.preposition} {words}".strip() if (words := _object_words(stage, event)) else ""


def _object_words(stage: Stage, event: Event) -> str:
    if event.patient is not None and event.patient in stage.cast and event.patient != event.agent:
        return in_sentence(stage.cast[event.patient].name)
    words = re.sub(r"\s+", " ", event.object_words or "").strip()
    # "came the same day": a time is nothing that is acted upon.
    return "" if words and stage.drawable.is_time(words) else words


def _place_phrase(event: Event) -> str:
    """Return the place with the story's own preposition, ``in a tree``; empty if it stands without one."""
    if not event.place or not event.place_preposition or event.place in NOWHERE:
        return ""
    return f"{event.place_preposition} {event.place}"
