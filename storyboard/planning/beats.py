"""Beats: what happens in a scene that can be seen, and how much each matters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from storyboard.planning.continuity import Passage, mentions_between
from storyboard.planning.drawable import HELD
from storyboard.planning.telling import Stage, event_sentence, event_title, other_party
from storyboard.planning.words import bare, capitalised, with_article
from storyboard.story.reading import Event
from storyboard.story.setting import setting_of

STILL = "stand"
"""What somebody does who does nothing that can be drawn."""

ACTION_WEIGHTS = {"stand": 0.8, "look": 1.0, "talk": 1.6, "work": 2.0, "walk": 2.2}
"""How much an action is worth seeing; all others have 3."""
OTHER_ACTION = 3.0
UNDRAWABLE = 0.5
MAIN_CLAUSE = 0.4
"""What the main clause of a sentence weighs more than its other clauses."""

BODY = frozenset(
    {
        "arm",
        "back",
        "beak",
        "body",
        "breast",
        "cheek",
        "ear",
        "eye",
        "face",
        "finger",
        "foot",
        "hair",
        "hand",
        "head",
        "heart",
        "jaw",
        "knee",
        "leg",
        "lip",
        "mouth",
        "neck",
        "nose",
        "paw",
        "shoulder",
        "tail",
        "throat",
        "tongue",
        "tooth",
        "voice",
        "wing",
    }
)
"""To open one's beak is no work, to give one's hand no gift."""

PHRASES = {("knock", "at"): STILL, ("knock", "on"): STILL}
"""Verb and preposition that show something else than the verb alone."""

FIGURATIVE = frozenset({"talk", "look", "laugh", "cry", "sing", "walk", "run", "stand", "sit"})
"""Actions that are seen whatever they are about; one cannot fight a feeling or drink a meaning."""

FREE_HANDS = frozenset(
    {"stand", "walk", "run", "fly", "sit", "jump", "look", "hide", "climb", "sneak", "swim", "eat"}
)
"""Actions in which what somebody holds is seen with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """One thing that happens and is seen."""

    start: int
    """Character offset, for the order."""
    agent: str
    """Cast id of who is in frame."""
    action: str
    """Drawn action, as a concept: ``sit``."""
    shown: str
    """The same as the chosen model draws it: a small model shows ``talk`` as ``stand``."""
    predicate: str
    """The story's own verb; ``perch``."""
    drawn: bool = True
    """Whether the action shows what the story says; else the agent only stands there."""
    other: str | None = None
    """Cast id of the one it is done to or with."""
    company: str | None = None
    """Cast id of the other one, where the model shows both of them in such an action."""
    held: str | None = None
    """What the agent has with it, as a prompt says it: ``{cheese}``, ``an apple``."""
    mood: str | None = None
    """Drawn mood of the agent, if the sentence has one: ``sad``."""
    place: str | None = None
    """Where it is seen, if that is not the scene's own place."""
    sentence: str = ""
    """For people: ``The Crow perches in a tree.``"""
    title: str = ""
    """The same in few words."""
    weight: float = 1.0


def scene_beats(
    stage: Stage,
    scene: Passage,
    *,
    present: Sequence[str],
    seen: frozenset[str],
    holding: Mapping[Event, str],
    where: Mapping[Event, str],
) -> list[Beat]:
    """Return the beats of a scene, the one most worth a shot first; at least one if anybody is present.

    Each further beat of the same subject or action weighs less, so that shots differ.

    Args:
        present: Who of the cast acts or could act in the scene.
        seen: Who was in the film before; newcomers weigh more.
        holding: Cast id of the thing that the agent of an event has with it (``continuity.holdings``).
        where: Place of each event that is not seen in the scene's own (``continuity.whereabouts``).
    """
    mentions = {subject.id: len(subject.mentions) for subject in stage.reading.subjects}
    most = max((mentions.get(who, 0) for who in stage.cast), default=1) or 1
    addressee = _addressees(stage, scene)
    beats: dict[tuple[str, str, str | None], Beat] = {}
    for event in scene.events:
        beat = _beat(stage, event, holding.get(event), addressee)
        if beat is None:
            continue
        weight = _action_weight(beat)
        weight += mentions.get(beat.agent, 0) / most + MAIN_CLAUSE * _in_main_clause(stage, event)
        weight += 0.8 * (beat.agent not in seen) + 0.5 * (beat.other is not None) + 0.5 * bool(beat.held)
        key = (beat.agent, beat.shown, where.get(event))  # What would look the same is shown once.
        if key not in beats or weight > beats[key].weight:
            beats[key] = replace(beat, weight=weight, place=where.get(event))
    if not beats and present:
        beats[present[0], STILL, None] = _presence(stage, scene, present[0])
    drawn = [beat for beat in beats.values() if beat.drawn]
    return _varied(drawn or list(beats.values()))


def _action_weight(beat: Beat) -> float:
    """Return the worth of an action, half for what is told and half for what the model shows."""
    if not beat.drawn:
        return UNDRAWABLE
    return (ACTION_WEIGHTS.get(beat.action, OTHER_ACTION) + ACTION_WEIGHTS.get(beat.shown, OTHER_ACTION)) / 2


def _varied(beats: list[Beat]) -> list[Beat]:
    """Order beats by weight, taking off a third for each earlier one of the same subject or action."""
    ordered: list[Beat] = []
    left = sorted(beats, key=lambda beat: (-beat.weight, beat.start))

    def worth(beat: Beat) -> float:
        alike = sum((beat.agent == other.agent) + (beat.shown == other.shown) for other in ordered)
        return beat.weight * 0.67**alike

    while left:
        best = max(left, key=lambda beat: (worth(beat), -beat.start))
        weight = worth(best)
        left.remove(best)
        ordered.append(replace(best, weight=weight))
    return ordered


def _addressees(stage: Stage, scene: Passage) -> dict[str, str]:
    """Return whom each of the two in a scene talks to; nothing if there are more or fewer than two."""
    begin = stage.reading.sentences[scene.first].start
    end = stage.reading.sentences[scene.last - 1].end
    here = [subject.id for subject in stage.actors if mentions_between(subject, begin, end)]
    return dict(zip(here, reversed(here), strict=True)) if len(here) == 2 else {}


def _beat(stage: Stage, event: Event, holding: str | None, addressee: Mapping[str, str]) -> Beat | None:
    agent = event.agent
    if agent is None or not event.happened or not stage.acts(agent):
        return None
    verb = event.predicate
    if verb == "fall asleep":
        verb = "sleep"
    if verb == "lie" and "awake" in stage.reading.text[event.start : event.end].split():
        verb = "sit"  # Who lies awake must not be seen asleep.
    action = stage.drawable.action(verb)
    if (
        action is not None
        and stage.drawable.needs_object(event.predicate)
        and not (event.object_words or event.patient not in (None, agent))
    ):
        action = None  # "The ass takes": the reader has not found what.
    if event.object_words and event.patient not in stage.cast:
        noun = bare(event.object_words).partition(" of ")[0].split()[-1].lower()
        sort = stage.drawable.sort_of(noun)
        unseen = sort is None or sort.kind not in ("thing", "person", "animal", "place")
        unseen = unseen or noun in BODY  # To open one's beak is no work, to bury one's face no sleep.
        if (noun in BODY and stage.drawable.handles(event.predicate)) or (
            unseen and action not in FIGURATIVE
        ):
            action = None
    action = PHRASES.get((verb.split()[0], event.preposition), action)
    other = other_party(stage, event)
    if other is None and action == "talk" and not event.object_words:
        other = addressee.get(agent)
    shown = (stage.model.action(verb) if action is not None else None) or STILL
    return Beat(
        start=event.start,
        agent=agent,
        action=action or STILL,
        shown=shown,
        predicate=event.predicate,
        drawn=action is not None,
        other=other,
        company=other if stage.acts(other) and action in stage.model.vocabulary.get("company", ()) else None,
        held=_held(stage, event, holding) if action is None or action in FREE_HANDS else None,
        mood=_mood(stage, event),
        sentence=event_sentence(stage, event, agent, other),
        title=event_title(stage, event, agent, other, action),
    )


def _held(stage: Stage, event: Event, holding: str | None) -> str | None:
    if holding is not None:
        return f"{{{holding}}}"
    if event.predicate.split()[0] in HELD and event.patient not in stage.cast and event.object_words:
        thing = stage.drawable.thing(event.object_words)
        return with_article(thing) if thing is not None else None
    return None


def _mood(stage: Stage, event: Event) -> str | None:
    begin, end = stage.reading.sentences[event.sentence]
    if sum(bool(mentions_between(who, begin, end)) for who in stage.actors) != 1:
        return None  # Whose mood it is cannot be told.
    said = setting_of(stage.reading, event.sentence, event.sentence + 1).mood
    return stage.drawable.mood(said) if said and said != "calm" else None


def _in_main_clause(stage: Stage, event: Event) -> bool:
    """Return whether the event's verb is the root of its sentence or stands beside it (``ran and
    jumped``)."""
    clause = stage.reading.doc.char_span(event.start, event.end, alignment_mode="expand") or ()
    verb = event.predicate.split()[0]
    token = next((token for token in clause if token.lemma_.lower() == verb), None)
    return token is not None and (
        token.dep_ == "ROOT" or (token.dep_ == "conj" and token.head.dep_ == "ROOT")
    )


def _presence(stage: Stage, scene: Passage, who: str) -> Beat:
    start = stage.reading.sentences[scene.first].start
    name = capitalised(stage.cast[who].name)
    verb = "are" if who in stage.plural else "is"
    return Beat(
        start=start,
        agent=who,
        action=STILL,
        shown=STILL,
        predicate="be",
        drawn=False,
        weight=UNDRAWABLE,
        sentence=f"{name} {verb} there.",
        title=name,
    )
