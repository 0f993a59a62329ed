"""Beats: what happens in a scene that can be seen, and how much each matters."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from storyboard.board.model import Subject
from storyboard.planning.continuity import Passage
from storyboard.planning.drawable import HELD, Drawable
from storyboard.planning.words import capitalised, in_sentence, third_person
from storyboard.story.reading import Event, Reading

STILL = "stand"
"""What somebody does who does nothing that can be drawn."""

ACTION_WEIGHTS = {"stand": 0.8, "look": 1.0, "talk": 1.6, "walk": 2.2, "carry": 2.2, "give": 2.2}
"""How much an action is worth seeing; all others have 3."""
OTHER_ACTION = 3.0
UNDRAWABLE = 0.5

PREPOSITIONS = frozenset(
    {
        "in", "on", "at", "by", "near", "into", "onto", "under", "over", "through", "to", "from", "across",
        "along", "beside", "behind", "before", "inside", "outside", "out", "up", "down", "upon", "within",
        "around", "towards", "toward", "against", "above", "below", "off", "beneath", "past", "round",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """One thing that happens and is seen."""

    start: int
    """Character offset, for the order."""
    agent: str
    """Cast id of who is in frame."""
    action: str
    """Drawn action, as a concept: ``sit``."""
    predicate: str
    """The story's own verb; ``perch``."""
    drawn: bool = True
    """Whether the action shows what the story says; else the agent only stands there."""
    other: str | None = None
    """Cast id of the one it is done to or with."""
    held: str | None = None
    """Concept of the thing in the agent's hands or mouth."""
    sentence: str = ""
    """For people: ``The Crow perches in a tree.``"""
    title: str = ""
    """The same in few words."""
    weight: float = 1.0


def scene_beats(
    reading: Reading,
    scene: Passage,
    cast: Mapping[str, Subject],
    drawable: Drawable,
    *,
    present: Sequence[str],
    seen: frozenset[str],
) -> list[Beat]:
    """Return the beats of a scene, the one most worth a shot first; at least one if anybody is present.

    Each further beat of the same subject or action weighs less, so that shots differ.

    Args:
        present: Who of the cast is in the scene.
        seen: Who was in the film before; newcomers weigh more.
    """
    mentions = {subject.id: len(subject.mentions) for subject in reading.subjects}
    most = max((mentions.get(who, 0) for who in cast), default=1) or 1
    beats: dict[tuple[str, str], Beat] = {}
    for event in scene.events:
        beat = _beat(reading, event, cast, drawable)
        if beat is None:
            continue
        weight = ACTION_WEIGHTS.get(beat.action, OTHER_ACTION) if beat.drawn else UNDRAWABLE
        weight += mentions.get(beat.agent, 0) / most
        weight += (
            0.8 * (beat.agent not in seen) + 0.5 * (beat.other is not None) + 0.5 * (beat.held is not None)
        )
        key = (beat.agent, beat.action)
        if key not in beats or weight > beats[key].weight:
            beats[key] = replace(beat, weight=weight)
    if not beats and present:
        beats[present[0], STILL] = _presence(reading, scene, present[0], cast)
    return _varied(list(beats.values()))


def _varied(beats: list[Beat]) -> list[Beat]:
    """Order beats by weight, taking off a third for each earlier one of the same subject or action."""
    ordered: list[Beat] = []
    left = sorted(beats, key=lambda beat: (-beat.weight, beat.start))
    while left:

        def worth(beat: Beat) -> float:
            alike = sum((beat.agent == other.agent) + (beat.action == other.action) for other in ordered)
            return beat.weight * 0.67**alike

        best = max(left, key=lambda beat: (worth(beat), -beat.start))
        ordered.append(replace(best, weight=worth(best)))
        left.remove(best)
    return ordered


def _beat(reading: Reading, event: Event, cast: Mapping[str, Subject], drawable: Drawable) -> Beat | None:
    agent = event.agent
    if not event.happened or agent is None or agent not in cast or cast[agent].kind not in ("person", "animal"):
        return None
    action = drawable.action(event.predicate)
    other = _other(event, cast)
    held = None
    if event.predicate.split()[0] in HELD and other is None and event.object_words:
        held = drawable.thing(event.object_words)
    return Beat(
        start=event.start,
        agent=agent,
        action=action or STILL,
        predicate=event.predicate,
        drawn=action is not None,
        other=other,
        held=held,
        sentence=_sentence(reading, event, agent, cast),
        title=_title(reading, event, agent, cast, action),
    )


def _presence(reading: Reading, scene: Passage, who: str, cast: Mapping[str, Subject]) -> Beat:
    start = reading.sentences[scene.first].start
    name = capitalised(cast[who].name)
    return Beat(
        start=start,
        agent=who,
        action=STILL,
        predicate="be",
        drawn=False,
        weight=UNDRAWABLE,
        sentence=f"{name} is there.",
        title=name,
    )


def _other(event: Event, cast: Mapping[str, Subject]) -> str | None:
    """Return the cast id of the one that something is done to or said to."""
    for who in (event.patient, event.recipient):
        if who is not None and who in cast and who != event.agent and cast[who].kind != "place":
            return who
    return None


def _object(event: Event, cast: Mapping[str, Subject]) -> str:
    if event.patient is not None and event.patient in cast and event.patient != event.agent:
        return in_sentence(cast[event.patient].name)
    return event.object_words or ""


def _place_phrase(reading: Reading, event: Event) -> str:
    """Return the place with the story's own preposition: ``in a tree``; empty if it stands without one."""
    if not event.place:
        return ""
    clause = reading.text[event.start : event.end]
    at = clause.find(event.place)
    if at < 0:
        return ""
    before = re.findall(r"[A-Za-z]+", clause[:at])
    return f"{before[-1].lower()} {event.place}" if before and before[-1].lower() in PREPOSITIONS else ""


def _sentence(reading: Reading, event: Event, agent: str, cast: Mapping[str, Subject]) -> str:
    name = cast[agent].name
    parts = [name, third_person(event.predicate), _object(event, cast)]
    if event.recipient is not None and event.recipient in cast and event.recipient != agent:
        parts.append(f"to {in_sentence(cast[event.recipient].name)}")
    place = _place_phrase(reading, event)
    if place and place not in " ".join(parts):
        parts.append(place)
    return capitalised(re.sub(r"\s+", " ", " ".join(part for part in parts if part))) + "."


def _title(
    reading: Reading, event: Event, agent: str, cast: Mapping[str, Subject], action: str | None
) -> str:
    name = cast[agent].name
    other = _other(event, cast)
    if action == "talk":
        tail = f"talks to {in_sentence(cast[other].name)}" if other else "talks"
        return capitalised(f"{name} {tail}")
    verb, thing, place = third_person(event.predicate), _object(event, cast), _place_phrase(reading, event)
    for tail in (f"{verb} {thing} {place}", f"{verb} {thing}", f"{verb} {place}", verb):
        title = capitalised(re.sub(r"\s+", " ", f"{name} {tail}").strip())
        if len(title) <= 42:
            return title
    return capitalised(name)
