"""How much a beat is worth seeing: what turns a story before what only leads from one thing to the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from storyboard.story.reading import Event, PartRole
from storyboard.story.wordlists import words

ACTION_WEIGHTS = {"stand": 0.8, "look": 1.0, "talk": 1.6, "work": 2.0, "walk": 2.2}
"""How much an action is worth seeing; all others have ``OTHER_ACTION``."""
OTHER_ACTION = 3.0
UNDRAWABLE = 0.5
TURNING = 3.6
"""Least worth of what turns a story, whatever the picture of it is."""
TURNING_POINTS = words("""
fall drop collapse sink drown die perish slip stumble crash break smash burst explode burn
rescue save free release untie revive wake attack kill slay stab shoot fight beat strike hit bite kick sting
push throw fling hurl catch capture seize grab steal rob snatch swallow devour chase
find discover give hand marry wed kiss embrace hug pull drag fetch bury win
""")
"""Verbs of falls, rescues, attacks, finds, gifts and deaths."""
FALLS = words("fall drop sink slip")
THROWS = words("throw fling hurl scatter")
THROWING = 2.0
"""Least worth of throwing a thing, of which the picture is but somebody who stands."""
OF_BEINGS = words("""
rescue save wake kill slay push throw fling hurl pull drag seize grab snatch kick kiss embrace hug marry wed
""")
"""Those that turn the story only if they are done to somebody: who pushes a door open does little."""
FINDS = words("find discover give hand")
"""Those that need a thing or somebody that is found or given: not "found himself", "found it impossible"."""
SLIGHT = 0.5
"""What of the weight is left of what merely leads on."""
SLIGHT_VERBS = words("turn look see watch glance gaze stare stand wait pause stop nod listen hear notice") | {
    "turn round", "turn around", "turn away", "turn back", "look up", "look down", "look round",
    "look around", "look back", "look out", "pick up", "stand up", "get up", "rise up", "sit up",
    "stand still",
}
GIFTS = words("give hand")
UNNAMED = words("other another one myself yourself ourselves")
NO_TURN = words("asleep ill sick silent love")
"""Into what one falls without a fall."""
SAME = 0.67
"""What is left of the weight for each weightier beat of the same subject or action."""
SAME_TURNING = 0.85
"""The same of what turns the story: the hero may do two such things in one scene."""
BARE_MOVE = 0.6
"""What of the weight is left of a mere "comes" or "goes"."""
MOVES = words("come go return proceed move pass get set start approach arrive appear enter leave")
"""Verbs of mere movement."""
EARLIER = 0.4
"""What of the weight is left of what had been done before."""


class Seen(Protocol):
    """What of a beat its worth hangs on."""

    @property
    def action(self) -> str: ...
    @property
    def shown(self) -> str: ...
    @property
    def drawn(self) -> bool: ...
    @property
    def predicate(self) -> str: ...
    @property
    def turning(self) -> bool: ...


def action_worth(beat: Seen) -> float:
    """Return the worth of an action, half for what is told and half for what the model shows."""
    if not beat.drawn:
        return UNDRAWABLE
    worth = (ACTION_WEIGHTS.get(beat.action, OTHER_ACTION) + ACTION_WEIGHTS.get(beat.shown, OTHER_ACTION)) / 2
    worth = max(worth, TURNING) if beat.turning else worth
    return max(worth, THROWING) if beat.predicate.split()[0] in THROWS else worth


def turns(event: Event, other: str | None) -> bool:
    """Return whether an event is a fall, a rescue, an attack, a find, a gift or a death.

    Args:
        other: The person or animal it is done to or with, if any.
    """
    first, *particle = event.predicate.split()
    itself = event.patient is not None and event.patient == event.agent
    if first not in TURNING_POINTS or event.idiom or itself:
        return False
    objects = [part for part in event.parts if part.role is PartRole.OBJECT]
    if first in FALLS:
        return not objects and not NO_TURN & {*particle, *(part.words for part in event.parts)}
    if first in OF_BEINGS:
        return other is not None
    if first in FINDS:
        named = any(part.words not in UNNAMED and (part.words or part.subject) for part in objects)
        roles = {part.role for part in event.parts}
        # "gave the man": what was given is not known.
        apart = first not in GIFTS or event.recipient is not None or event.patient is None
        apart = apart or event.patient != other
        return named and apart and not roles & {PartRole.STATE, PartRole.REFLEXIVE}
    return True


def scale(event: Event) -> float:
    """Return the share of its weight that is left of what is slight, or lies before."""
    share = EARLIER if event.earlier else 1.0
    if event.predicate in SLIGHT_VERBS and not event.says:
        share *= SLIGHT
    if event.predicate.split()[0] in MOVES and not _goes_somewhere(event):
        share *= BARE_MOVE
    return share


def shot_limits(weights: Sequence[Sequence[float]], lengths: Sequence[int], most: int) -> list[int]:
    """Return the most shots of each scene: ``most``, and more of one that is long or in which much happens.

    Args:
        weights: For each scene the weights of its possible shots, greatest first.
        lengths: Words of each scene.
        most: Shots of a scene of usual length.
    """
    usual = sum(lengths) / max(len(lengths), 1)
    limits = []
    for scene, length in zip(weights, lengths, strict=True):
        longer = min(int(most * length / max(usual, 1.0)), LONGEST * most)
        worthy = sum(weight >= WORTHY for weight in scene)
        strong = min(sum(weight >= STRONG for weight in scene), most + most * 2 // 3)
        limits.append(max(most, strong, min(longer, worthy)))
    return limits


LONGEST = 2
"""How many times the shots of a usual scene the longest one has at most."""
WORTHY = 1.5
"""Weight of a beat for which a long scene gets a shot more."""
STRONG = 2.5
"""Weight of a beat for which any scene gets a shot more, up to two thirds more."""


def _goes_somewhere(event: Event) -> bool:
    """Return whether a movement has an aim that is told: "came to the castle", "met the lion"."""
    return any(part.role in (PartRole.OBJECT, PartRole.PHRASE) for part in event.parts)
