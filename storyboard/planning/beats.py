"""Beats: what happens in a scene that can be seen, and how much each matters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from storyboard.planning.acts import (
    FREE_HANDS,
    STILL,
    UNSEEN_VERBS,
    action_of,
    is_glance,
    other_party,
    relation_to,
)
from storyboard.planning.continuity import Passage, PlacedScene, mentions_between
from storyboard.planning.drawable import HELD
from storyboard.planning.passives import told_passive
from storyboard.planning.prompts import COMPANY
from storyboard.planning.salience import SAME, SAME_TURNING, UNDRAWABLE, action_worth, scale, turns
from storyboard.planning.speaking import addressees, away_words, is_by_phone, is_speech, speech_words
from storyboard.planning.telling import Stage, Telling, told, told_speech, tried_verb
from storyboard.planning.voices import far_voices
from storyboard.planning.whereabouts import LIVING
from storyboard.planning.words import capitalised, in_sentence, with_article
from storyboard.story.moods import MOODS
from storyboard.story.reading import Event
from storyboard.story.setting import setting_of
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Token

MAIN_CLAUSE = 0.4
"""What the main clause of a sentence weighs more than its other clauses."""
UNTOLD = words("be have do seem appear become happen know think mean")
"""Verbs that a caption does not say where the picture does not show them."""
ALONE = words("""
wait stay remain hesitate listen tremble shiver shudder knock wake awake arise blush yield cheer faint
""")
"""Verbs that a caption says by themselves."""
MOST_IN_FRAME = 3
"""Subjects that a frame has room for, each large enough to be known."""
GOING = words("walk run fly swim")
"""Actions that lead somewhere."""
COMING_TOGETHER = words("meet gather assemble unite")
HOMEWARD = words("back home homeward homewards")


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
    company: tuple[str, ...] = ()
    """Cast ids of the others in the frame, where the model shows all of them."""
    relation: str = ""
    """With ``company``: what they are seen to do, as a lemma: ``fight with``, ``and walk``."""
    held: str | None = None
    """What the agent has with it, as a prompt says it: ``{cheese}``, ``an apple``."""
    mood: str | None = None
    """Drawn mood of the agent, if the sentence has one: ``sad``."""
    place: str | None = None
    """Where it is seen, if that is not the scene's own place."""
    time: str | None = None
    """Time of day, if that is not the scene's own."""
    phrase: str = ""
    """What the agent does, with what it is done to, for a model that takes any words: ``gnaws a rope``;
    empty if the action alone says it."""
    way: str = ""
    """Side that the agent goes to, for a model that knows sides: who comes back goes the other way."""
    sentence: str = ""
    """For people: ``The Crow perches in a tree.``"""
    title: str = ""
    """The same in few words."""
    plural: bool = False
    """Whether the agent is many: the dwarfs sit."""
    weight: float = 1.0
    turning: bool = False
    """Whether it turns the story: a fall, a rescue, a death."""


def scene_beats(
    stage: Stage,
    scene: Passage,
    *,
    present: Sequence[str],
    seen: frozenset[str],
    holding: Mapping[Event, str],
    placed: PlacedScene,
) -> list[Beat]:
    """Return the beats of a scene, the one most worth a shot first; at least one if anybody is present.

    Each further beat of the same subject or action weighs less, so that shots differ.

    Args:
        present: Who of the cast acts or could act in the scene.
        seen: Who was in the film before; newcomers weigh more.
        holding: Cast id of the thing that the agent of an event has with it (``continuity.holdings``).
        placed: Where and when the scene and those of its events are that are elsewhere or later.
    """
    mentions = {subject.id: len(subject.mentions) for subject in stage.reading.subjects}
    most = max((mentions.get(who, 0) for who in stage.cast), default=1) or 1
    speech = {event: is_speech(event, stage.drawable.action(event.predicate)) for event in scene.events}
    hearer = addressees(stage, scene.events, speech, _pair(stage, scene))
    far = far_voices(stage.reading, scene.events, speech)
    beats: dict[tuple[object, ...], Beat] = {}
    for event in scene.seen:
        if event in far:
            continue
        passive = _passive_beat(stage, event)
        if passive is None and (event.agent is None or not stage.acts(event.agent)):
            continue
        if passive is not None:
            beat = passive
        elif event.agent is None:
            continue
        elif speech[event]:
            beat = _speech_beat(stage, event, event.agent, hearer.get(event))
        else:
            beat = _beat(stage, event, event.agent, holding.get(event))
        beat = replace(beat, turning=turns(event, beat.other if stage.acts(beat.other) else None))
        weight = action_worth(beat)
        weight += mentions.get(beat.agent, 0) / most + MAIN_CLAUSE * _in_main_clause(stage, event)
        weight += 0.8 * (beat.agent not in seen) + 0.5 * bool(beat.held)
        weight += 0.5 * (beat.other is not None and beat.action != "talk")
        weight *= scale(event)
        # What would look the same is shown once.
        place, time = placed.elsewhere.get(event), placed.later.get(event)
        if event in placed.dreamt and beat.sentence:
            beat = replace(beat, sentence=f"In a dream, {in_sentence(beat.sentence)}")
        key = (beat.agent, beat.company, beat.shown, beat.phrase, place, time, beat.drawn)
        if key not in beats or weight > beats[key].weight:
            beats[key] = replace(beat, weight=weight, place=place, time=time)
    away = {event.agent for event in far} - {event.agent for event in scene.seen if event not in far}
    present = [who for who in present if who not in away]
    if not beats and present:
        beats[present[0], STILL] = _presence(stage, scene, present[0])
    drawn = [beat for beat in beats.values() if beat.drawn]
    told_once = {beat.sentence: beat for beat in sorted(drawn or beats.values(), key=lambda one: one.weight)}
    return _varied(list(told_once.values()))


def _varied(beats: list[Beat]) -> list[Beat]:
    """Order beats by weight, taking off a share for each earlier one of the same subject or action."""
    ordered: list[Beat] = []
    left = sorted(beats, key=lambda beat: (-beat.weight, beat.start))

    def worth(beat: Beat) -> float:
        alike = sum((beat.agent == other.agent) + (beat.shown == other.shown) for other in ordered)
        return beat.weight * (SAME_TURNING if beat.turning else SAME) ** alike

    while left:
        best = max(left, key=lambda beat: (worth(beat), -beat.start))
        weight = worth(best)
        left.remove(best)
        ordered.append(replace(best, weight=weight))
    return ordered


def _pair(stage: Stage, scene: Passage) -> dict[str, str]:
    """Return for each of the two in a scene the other one; nothing if there are more or fewer than two."""
    begin = stage.reading.sentences[scene.first].start
    end = stage.reading.sentences[scene.last - 1].end
    here = [subject.id for subject in stage.actors if mentions_between(subject, begin, end)]
    return dict(zip(here, reversed(here), strict=True)) if len(here) == 2 else {}


def _speech_beat(stage: Stage, event: Event, agent: str, other: str | None) -> Beat:
    name = in_sentence(stage.cast[other].name) if other is not None else None
    verb, rest = away_words(event) or speech_words(event, name, plural=agent in stage.plural)
    other = other if rest and away_words(event) is None and not is_by_phone(event) else None
    sentence, title = told_speech(stage, agent, verb, rest)
    seen = event.predicate.split()[0] not in UNSEEN_VERBS or event.says
    action = "talk" if seen else None
    return Beat(
        start=event.start,
        agent=agent,
        plural=agent in stage.plural,
        action=action or STILL,
        shown=(stage.model.action("talk") if action else None) or STILL,
        predicate=event.predicate,
        drawn=seen,
        other=other,
        company=(other,) if other is not None and seen and _shows_both(stage, "talk", other) else (),
        relation="talk to",
        mood=_mood(stage, event),
        sentence=sentence,
        title=title,
    )


def _passive_beat(stage: Stage, event: Event) -> Beat | None:
    """Return what is done to somebody by nobody in particular: "Peter was made captain"."""
    passive = told_passive(stage, event)
    if passive is None or event.patient is None:
        return None
    sentence, title, action = passive
    return Beat(
        start=event.start,
        agent=event.patient,
        plural=event.patient in stage.plural,
        action=action,
        shown=stage.model.action(action) or STILL,
        predicate=event.predicate,
        mood=_mood(stage, event),
        sentence=sentence,
        title=title,
    )


def _shows_both(stage: Stage, relation: str, other: str | None) -> bool:
    """Return whether the model draws somebody and the one that such an action is done to or with."""
    if not relation or not stage.acts(other):
        return False
    if stage.any_words:
        return True
    shown = stage.model.vocabulary.get("company", ())
    # A model that draws two in several actions of both draws them side by side as well.
    return relation.split()[0] in shown or (len(shown) > 1 and relation.split()[0] not in COMPANY)


def _beat(stage: Stage, event: Event, agent: str, holding: str | None) -> Beat:
    telling = told(stage, event, agent)
    action = action_of(stage, event, agent, telling)
    other = other_party(stage, event)
    relation = relation_to(stage, event, action, other) if action is not None else ""
    along = _alongside(stage, event, agent)
    company: tuple[str, ...] = ()
    if other is not None and _shows_both(stage, relation, other):
        besides = next((part.others for part in event.parts if part.subject == other), ())
        others = (one for one in besides if one != agent and stage.acts(one))
        company = (other, *others)[: _most_in_frame(stage) - 1]
    if action is None and along and event.predicate in LIVING | COMING_TOGETHER:
        action = STILL  # Who they are that live together is worth a picture.
    if not company and action is not None:
        company, relation = along, f"and {action}"
    shown = (stage.model.action(action) if action is not None else None) or STILL
    own_words = stage.any_words and telling.has_object and action is not None and not is_glance(event)
    phrase = telling.phrase if own_words and not telling.to_place else ""
    says_it = action is not None or _can_be_told(stage, event, telling)
    held = _held(stage, event, holding) if action is None or action in FREE_HANDS else None
    if held and held.startswith("{") and held in phrase:
        phrase = ""  # What is in the hands is seen before and after as well: the fox with the cheese eats.
    return Beat(
        start=event.start,
        agent=agent,
        plural=agent in stage.plural,
        action=action or STILL,
        shown=shown,
        predicate=event.predicate,
        drawn=action is not None,
        other=other,
        company=company,
        relation=relation if company else "",
        held=held if not phrase else None,
        mood=_mood(stage, event),
        way=_way(stage, event, action),
        phrase=phrase,
        sentence=telling.sentence if says_it else _standing(stage, agent),
        title=telling.title if says_it else capitalised(stage.cast[agent].name),
    )


def _can_be_told(stage: Stage, event: Event, telling: Telling) -> bool:
    """Return whether a caption can say what the picture does not show: "Anna shakes her head"."""
    verb = event.predicate.split()[0]
    if not telling.whole or event.idiom or verb in UNTOLD or (not event.parts and verb not in ALONE):
        return False
    if tried_verb(event) is not None:
        return True  # "tries to open the door"
    clause = stage.reading.doc.char_span(event.start, event.end, alignment_mode="expand") or ()
    verbs = (token for token in clause if token.lemma_.lower() == verb)
    # "The king decides" leaves out what.
    return not any(child.dep_ in {"ccomp", "xcomp", "csubj"} for verb in verbs for child in verb.children)


def _way(stage: Stage, event: Event, action: str | None) -> str:
    """Return ``to the left`` for who comes back or goes home; everybody else goes to the right.

    It is film's screen direction: going out one way and home the other.
    """
    if action not in GOING or "left" not in stage.model.vocabulary.get("way", ()):
        return ""
    words = stage.reading.text[event.start : event.end].lower().split()
    back = event.predicate.split()[0] == "return" or any(word.strip(".,;!?\"”") in HOMEWARD for word in words)
    return "to the left" if back else ""


def _alongside(stage: Stage, event: Event, agent: str) -> tuple[str, ...]:
    """Return those of the cast who do it too, as many as the model shows beside the agent."""
    joined = [who for who in event.companions if who != agent and _shows_both(stage, "and", who)]
    return tuple(joined[: _most_in_frame(stage) - 1])


def _most_in_frame(stage: Stage) -> int:
    """Return how many subjects the model shows at once."""
    told = stage.model.vocabulary.get("together", ("two",))
    return MOST_IN_FRAME if stage.any_words or "three" in told else 2


def _standing(stage: Stage, who: str) -> str:
    """Return what is seen of somebody who does nothing that can be drawn."""
    return f"{capitalised(stage.cast[who].name)} {'stand' if who in stage.plural else 'stands'} there."


def _held(stage: Stage, event: Event, holding: str | None) -> str | None:
    if holding is not None:
        return f"{{{holding}}}"
    if event.idiom or any(part.preposition == "hold of" for part in event.parts):
        return None  # "caught hold of the soldier's coat": he has it on.
    if event.predicate.split()[0] in HELD and event.patient not in stage.cast and event.object_words:
        thing = stage.drawable.thing(event.object_words)
        return with_article(thing) if thing is not None and stage.drawable.is_portable(thing) else None
    return None


def _mood(stage: Stage, event: Event) -> str | None:
    begin, end = stage.reading.sentences[event.sentence]
    if sum(bool(mentions_between(who, begin, end)) for who in stage.actors) != 1:
        return None  # Whose mood it is cannot be told.
    said = setting_of(stage.reading, event.sentence, event.sentence + 1).mood
    if said == "sad" and _calls(stage, event):
        return None  # "“Run!” she cried", "gave a cry"
    return stage.drawable.mood(said) if said and said != "calm" else None


def _calls(stage: Stage, event: Event) -> bool:
    """Return whether all that is sad in a sentence is that somebody calls out."""
    noun = (event.object_words or "").split()[-1:] == ["cry"]
    out = event.predicate == "cry" and event.says
    if not (noun or out or event.predicate == "cry out"):
        return False
    words_ = (token.lemma_.lower() for token in _tokens(stage, event.sentence))
    return not any(word in MOODS["sad"] and word != "cry" for word in words_)


def _tokens(stage: Stage, sentence: int) -> Iterable[Token]:
    begin, end = stage.reading.sentences[sentence]
    return stage.reading.doc.char_span(begin, end, alignment_mode="expand") or ()


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
    return Beat(
        start=start,
        agent=who,
        plural=who in stage.plural,
        action=STILL,
        shown=STILL,
        predicate="be",
        drawn=False,
        weight=UNDRAWABLE,
        sentence=_standing(stage, who),
        title=capitalised(stage.cast[who].name),
    )
