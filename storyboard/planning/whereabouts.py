"""Whereabouts: at which place each subject of a story is, from event to event and from scene to scene."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from storyboard.planning.drawable import Drawable
from storyboard.planning.places import scene_place
from storyboard.planning.words import bare
from storyboard.story.nowhere import AT_OPENINGS, FALLING, OPENINGS
from storyboard.story.reading import Event
from storyboard.story.setting import REACHING
from storyboard.story.wordlists import words

ARRIVALS = words("""
come go run walk ride fly swim climb creep sneak hurry rush hasten travel wander return enter arrive jump leap
spring fall lead bring carry take drive sail flee step descend march crawl follow set hop dash slip steal turn
get
""")
"""Verbs after whose "to" somebody is in the new place."""
STAYS = words("""
be live dwell stand lie sit sleep rest stay remain wait hide perch play work meet find see eat drink dance
sing hunt walk run swim fly bathe kneel graze wake die cry weep catch gather doze talk speak float
""") | {"fall asleep"}
"""Verbs whose "in" and "by" say where somebody is."""
TOWARDS = words("to into onto towards toward home up down upon")
AWAY = words("from off out")
COMING = words("come arrive appear enter return approach get reach")
"""Verbs by which somebody joins those who are there, wherever he was before."""
AT_HOME = words("come go drive get arrive reach return be stay remain sit live sleep")
"""Verbs after whose "home" somebody is seen there; who runs or rides home is seen on the way."""
HOUSE = "house"
USUAL = "village"
"""Where somebody is of whom nothing is known on another day."""
NATURE = words("forest lake river sea beach mountain desert road sky underwater cave") | {"ship deck"}
"""Drawn places in which a person is not at home."""
LIVING = words("live dwell reside lodge reign")
"""Verbs that say where somebody's home is."""
GOING_AFTER = words("chase follow pursue hunt catch join overtake accompany")
"""Verbs whose doer is where the other one is."""
OPENING = words("open unlock answer")
KNOCKING = words("knock ring rap tap")
APART = words("""
seek want miss love hate remember forget know expect fear think mourn pity envy await hear call see watch
search
""")
"""Verbs whose doer and object may be far apart."""
HOME = "home"
KEPT_APART = 2
"""Scenes for which somebody is still where he was seen last while the film is elsewhere; later he has come
along untold."""


class Whereabouts:
    """Who of a story is at which place; scenes are followed in their order.

    Who goes somewhere is there from then on, with those who go along; all others stay where they were: "The
    bear slept by the river. The king ran to the village" leaves the bear by the river.
    """

    def __init__(self, drawable: Drawable, people: Collection[str] = ()) -> None:
        self._drawable = drawable
        self._people = people
        self._at: dict[str, str | None] = {}
        self._seen: dict[str, int] = {}
        self._scene = 0
        self._homes: dict[str, str | None] = {}

    def beginning(
        self, events: Iterable[Event], current: str | None, *, new_day: bool = False
    ) -> str | None:
        """Return where the next scene begins, if it names no place.

        It is where the film is, if anybody who acts in the scene was last there or nobody's place is known;
        else where the first of them was: after the dog has run into the forest, the queen who dances is still
        in the castle.

        Args:
            events: Those that are seen in the scene, in text order.
            current: Where the scene before ended.
            new_day: Whether another day begins; then those whose place nobody knows are at home.
        """
        self._scene += 1
        places: list[str | None] = []
        asked: dict[str, None] = {}
        for event in events:
            who = event.agent
            if who is None or who in asked:
                continue
            asked[who] = None
            if event.place == HOME and event.predicate.split()[0] in AT_HOME and self._home(who):
                places.append(self._home(who))
            elif event.predicate.split()[0] not in COMING and self._is_there(who):
                places.append(self._at[who])
        if new_day and asked and not places and current is not None:
            first = next(iter(asked))
            return self._homes.get(first) or USUAL
        return current if not places or current in places else places[0]

    def follow(
        self,
        events: Iterable[Event],
        place: str | None,
        *,
        new: bool = False,
        together: Collection[Event] = (),
    ) -> dict[Event, str]:
        """Return for each event of a scene the place at which it is seen, where that is not the scene's own.

        Args:
            events: Those that are seen in the scene, in text order.
            place: Of the scene.
            new: Whether the scene itself says that it is there; then all who act in it are.
            together: Events that "we" do: all who are known go along.
        """
        here: dict[str, str | None] = {}
        elsewhere: dict[Event, str] = {}
        last, before = place, ""
        for event in events:
            verb = event.predicate.split()[0]
            who = [name for name in (event.agent, *event.companions) if name is not None]
            told = self._told(event, here.get(event.agent or "", place))
            if told is None and verb in OPENING and before in KNOCKING:
                told = last  # Who opens is where the other one knocks.
            if told is None and not new and event.agent not in here and verb not in COMING:
                told = self._left_at(event, here)
            if told is None and event.patient in here and verb in GOING_AFTER:
                told = here[event.patient]
            if told is not None:
                taken = [event.patient] if event.patient and verb in ARRIVALS | GOING_AFTER else []
                here.update(dict.fromkeys([*who, *taken], told))
                if event in together and verb in ARRIVALS:
                    here.update(dict.fromkeys(self._at, told))
            seen_at = here.get(who[0], place) if who else place
            last, before = seen_at, verb
            if seen_at is not None and seen_at != place:
                elsewhere[event] = seen_at
            beside = [event.recipient, event.patient] if verb not in APART else []
            for name in (*who, *beside):
                if name is not None:
                    here.setdefault(name, seen_at)
            for name in who:
                lives = verb in LIVING and event.place not in (None, HOME)
                if lives:
                    self._homes[name] = seen_at
                elif name not in self._homes:
                    gone_there = told is not None and verb in ARRIVALS
                    self._homes[name] = seen_at if self._may_live_at(name, seen_at, gone_there) else None
                if event.place == HOME and verb in ARRIVALS:
                    here[name] = self._home(name) or here[name]
        self._at.update(here)
        self._seen.update(dict.fromkeys(here, self._scene))
        return elsewhere

    def _home(self, who: str) -> str | None:
        """Return where somebody lives: a house, if it is a person of whom nothing else is told."""
        return self._homes.get(who) or (HOUSE if who in self._people else None)

    def _may_live_at(self, who: str, place: str | None, gone_there: bool) -> bool:
        """Whether a place where somebody is seen first may be his home; people are only out in nature."""
        if who not in self._people:
            return True
        return place is not None and not gone_there and self._drawable.place(place) not in NATURE

    def _left_at(self, event: Event, here: dict[str, str | None]) -> str | None:
        beside = (name for part in event.parts for name in (part.subject, part.owner))
        others = (event.patient, event.recipient, *event.companions, *beside)
        who = event.agent
        if who is None or event.says or any(name in here for name in others):
            return None
        return self._at[who] if self._is_there(who) else None

    def _is_there(self, who: str) -> bool:
        """Whether somebody may still be where he was seen last."""
        return who in self._at and self._scene - self._seen[who] <= KEPT_APART

    def _told(self, event: Event, current: str | None) -> str | None:
        if event.place == HOME:
            at_home = event.predicate.split()[0] in AT_HOME and event.agent is not None
            return self._home(event.agent or "") if at_home else None
        return told_place(event, current, self._drawable)


def told_place(event: Event, current: str | None, drawable: Drawable) -> str | None:
    """Return the place that an event puts its doer in; ``None`` if it tells of none that can be drawn."""
    verb, case = event.predicate, event.place_preposition
    if not event.place and event.object_words and verb in REACHING:
        place = scene_place(event.object_words, current, drawable)
        return place if place is not None and drawable.place(place) is not None else None
    if not event.place or case in AWAY or event.place == HOME:
        return None
    arrives = verb.split()[0] in ARRIVALS or (verb.split()[0] in GOING_AFTER and case in TOWARDS)
    if not (arrives or (verb in STAYS and case not in TOWARDS)):
        return None
    sort = drawable.sort_of(bare(event.place).split()[-1].lower())
    if sort is not None and sort.name in OPENINGS and case not in AT_OPENINGS and (
        case != "past" or verb.split()[0] in FALLING
    ):
        return None  # "fell past the window"
    place = scene_place(event.place, current, drawable)
    return place if place is not None and drawable.place(place) is not None else None
