"""What carries over from scene to scene: place, time, weather, and who is present."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from storyboard.board.model import Setting
from storyboard.planning.drawable import Drawable
from storyboard.planning.marks import is_heading
from storyboard.planning.openings import TIME_TURN
from storyboard.planning.places import scene_place
from storyboard.planning.prompts import SHELTERED
from storyboard.planning.whereabouts import HOUSE, TOWARDS, Whereabouts, told_place
from storyboard.story.dreams import dreamt
from storyboard.story.earlier import happens
from storyboard.story.reading import Event, Reading
from storyboard.story.reading import Subject as StorySubject
from storyboard.story.setting import setting_of


@dataclass(frozen=True, slots=True)
class Passage:
    """The run of sentences that becomes one scene."""

    first: int
    """Index of its first sentence in ``Reading.sentences``."""
    last: int
    """Index after its last sentence."""
    told: tuple[int, ...]
    """Its sentences without titles, headings and marks."""
    events: tuple[Event, ...]
    """In text order."""

    @property
    def seen(self) -> tuple[Event, ...]:
        """Return what takes place in it; of a scene that tells of nothing but what was before, that."""
        now = tuple(event for event in self.events if event.seen)
        return now if happens(now) else tuple(event for event in self.events if event.happened)


def passages(reading: Reading, starts: Sequence[int]) -> list[Passage]:
    """Cut a reading at ``starts`` (indices of sentences, rising, the first 0)."""
    cut = []
    positions = [event.sentence for event in reading.events]
    for first, last in zip(starts, [*starts[1:], len(reading.sentences)], strict=True):
        events = reading.events[bisect_left(positions, first) : bisect_left(positions, last)]
        told = tuple(index for index in range(first, last) if not is_heading(reading, index))
        cut.append(Passage(first, last, told, events))
    return cut


@dataclass(frozen=True, slots=True)
class PlacedScene:
    """Where and when a scene is seen."""

    setting: Setting
    elsewhere: Mapping[Event, str]
    """Place of each event that is not seen in the scene's own."""
    later: Mapping[Event, str]
    """Time of day of each event that is seen at another than the scene's first."""
    dreamt: frozenset[Event] = frozenset()
    """Events that somebody dreams."""


def placed_scenes(reading: Reading, scenes: Sequence[Passage], drawable: Drawable) -> list[PlacedScene]:
    """Return the setting of each scene: what it says itself, else what held before.

    A place holds until somebody is seen to go elsewhere, another is named, or the scene is of those who were
    left at another (``whereabouts``); a time of day until another is named, the story steps on in time, or it
    has not been told of for long; weather until the place or the time changes; a mood only in its own scene.
    """
    placed: list[PlacedScene] = []
    whereabouts = Whereabouts(drawable, {who.id for who in reading.subjects if who.kind == "person"})
    dreams = dreamt(reading)
    place = time = weather = None
    carried = 0
    for scene in scenes:
        said = setting_of(reading, scene.first, scene.last)
        dreaming = frozenset(event for event in scene.seen if event.sentence in dreams)
        awake = [event for event in scene.seen if event not in dreaming]
        if dreaming and awake:
            said = replace(said, place=_told_awake(reading, scene, dreams), whole=None)
        days = [index for index in scene.told if NEW_DAY.match(reading.text, *reading.sentences[index])]
        at_once = bool(days) and days[0] in scene.told[:1]
        begins = whereabouts.beginning(awake, place, new_day=at_once)
        only_before = place is not None and _only_before(scene)
        said_place = place if only_before else scene_place(said.place or said.whole, begins, drawable)
        moved = begins is not None and said_place != begins
        later_on = _goes_there_later(scene, said_place, begins, drawable)
        if moved and later_on and not _opens_there(reading, scene, said_place, begins, drawable):
            said_place, moved = begins, False
        stepped = any(_steps_on(reading, index) for index in scene.told[:1])
        carried = 0 if said.time or stepped else carried + 1
        indoors = said_place != place and drawable.place(said_place or "") in {None, *SHELTERED}
        if indoors or (said.time and said.time != time) or stepped:
            weather = None  # A storm goes on from the shore to the sea, not within the house.
        if stepped or carried > LONGEST_TIME:
            time = None
        first = time if time is not None and _acts_before(reading, scene, said.times) else said.time or time
        time, weather = first, said.weather or weather
        setting = Setting(place=said_place, time=time, weather=weather, mood=said.mood)
        times = _with_days(reading, said.times, days[at_once:])
        together = {event for event in awake if WE.search(reading.text, event.start, event.end)}
        elsewhere: dict[Event, str] = {}
        if not only_before:
            elsewhere = whereabouts.follow(awake, said_place, new=moved, together=together)
        elsewhere |= _dreamt_of(scene, dreaming, said_place, drawable)
        later = _later_times(reading, scene, times, time)
        placed.append(PlacedScene(setting, elsewhere, later, dreaming))
        # Who dreams lies at home, if he is nowhere else.
        place = _last_place(awake, placed[-1]) if awake or not dreaming else place or HOUSE
        time = times[-1][1] if times else time
    return placed


def _acts_before(reading: Reading, scene: Passage, times: Sequence[tuple[int, str]]) -> bool:
    """Return whether something is seen in a scene in the sentences before it first tells a time of day."""
    ends = (reading.sentences[event.sentence].end for event in scene.seen if event.agent is not None)
    return bool(times) and any(end <= times[0][0] for end in ends)


def _later_times(
    reading: Reading, scene: Passage, times: Sequence[tuple[int, str]], first: str | None
) -> dict[Event, str]:
    """Return the time of day of each event after the first change of it: a night may pass within a scene.

    A sentence that names one time has it for all its events, whether "in the morning" is before or behind.
    """
    later: dict[Event, str] = {}
    for event in scene.events:
        begin, end = reading.sentences[event.sentence]
        inside = {time for offset, time in times if begin <= offset < end}
        before = [time for offset, time in times if offset < (event.end if len(inside) > 1 else end)]
        if before and before[-1] != first:
            later[event] = before[-1]
    return later


LONGEST_TIME = 3
"""Scenes for which a time of day holds without being told of again; tales pass over nights in silence."""
LATER = re.compile(
    r"""["'“‘(]?\s*(?:(?:and|but|so|then|thus)[,\s]+)?
    (?: (?:a|some)\s+(?:long|short|little|few)?\s*(?:time|while|years?|days?)\s+(?:after|later|passed)
    | after\s+(?:a|an|one|two|three|some|many|several)\s+(?:\w+\s+){0,3}?(?:year|month|week|day)s?
    | (?:(?:the\s+)?(?:second|third|fourth|last)\s+(?:day|night|morning|time))
    | (?:time|years|months|weeks|days)\s+(?:passed|went)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
"""Further openings that step on in time, beside those that the model of scenes has learned with."""


NEW_DAY = re.compile(
    r"""["'“‘(]?\s*(?:(?:and|but|so|then)[,\s]+)?
    (?: (?:early\s+|late\s+)?(?:on|by|that|next|the\s+next|the\s+following)\s+
        (?:mon|tues|wednes|thurs|fri|satur|sun)day\b
    | (?:on\s+)?the\s+(?:next|following)\s+(?:day|morning)\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
"""Openings with which another day begins."""
WE = re.compile(r"\b(?:we|all of us|both of us)\b", re.IGNORECASE)
REMARK = 2
"""Sentences of what was before that make no scene of their own."""


def _steps_on(reading: Reading, sentence: int) -> bool:
    span = reading.sentences[sentence]
    return any(opening.match(reading.text, *span) for opening in (TIME_TURN, LATER, NEW_DAY))


def _goes_there_later(scene: Passage, place: str | None, before: str | None, drawable: Drawable) -> bool:
    """Return whether a scene begins where the one before was, and somebody only then goes to ``place``."""
    seen = 0
    for event in scene.seen:
        if event.agent is None:
            continue
        told = told_place(event, before, drawable)
        if told is not None:
            return told == place and seen > 0 and event.place_preposition in TOWARDS
        seen += 1
    return False


def _opens_there(
    reading: Reading, scene: Passage, place: str | None, before: str | None, drawable: Drawable
) -> bool:
    """Return whether the first sentence names the place as where it is, and not as where somebody goes."""
    first = scene.told[0] if scene.told else scene.first
    said = setting_of(reading, first, first + 1).place
    if said is None or scene_place(said, before, drawable) != place:
        return False
    events = [event for event in scene.seen if event.sentence == first]
    return bool(events) and all(told_place(event, before, drawable) != place for event in events)


def _only_before(scene: Passage) -> bool:
    """Return whether a scene is no more than a remark of what was before; the film does not go there."""
    return len(scene.told) <= REMARK and bool(scene.seen) and all(event.background for event in scene.seen)


def _told_awake(reading: Reading, scene: Passage, dreams: Collection[int]) -> str | None:
    """Return the first place that a scene tells of outside of its dreams."""
    awake = (index for index in scene.told if index not in dreams)
    return next((said for one in awake if (said := setting_of(reading, one, one + 1).place)), None)


def _dreamt_of(
    scene: Passage, dreaming: Collection[Event], place: str | None, drawable: Drawable
) -> dict[Event, str]:
    """Return the place of each event of a dream that is not the scene's own."""
    found: dict[Event, str] = {}
    where = place
    for event in scene.seen:
        if event in dreaming:
            where = told_place(event, where, drawable) or where
            if where is not None and where != place:
                found[event] = where
    return found


def _with_days(
    reading: Reading, times: Sequence[tuple[int, str]], days: Sequence[int]
) -> tuple[tuple[int, str], ...]:
    """Return the times of day of a scene, with plain day at each sentence in which another one begins."""
    found = list(times)
    for index in days:
        begin, end = reading.sentences[index]
        if not any(begin <= offset < end for offset, _ in times):
            found.append((begin, "day"))
    return tuple(sorted(found))


def _last_place(events: Sequence[Event], placed: PlacedScene) -> str | None:
    """Return where a scene ends."""
    ending = [event for event in events if event.agent is not None]
    return placed.elsewhere.get(ending[-1], placed.setting.place) if ending else placed.setting.place


def with_usual_place(settings: Sequence[Setting], place: str) -> list[Setting]:
    """Return the settings with ``place`` for the scenes before the first that names one.

    A place that the story leaves open would else be another one in every shot.
    """
    return [setting if setting.place else setting.model_copy(update={"place": place}) for setting in settings]


def present_subjects(
    reading: Reading, scenes: Sequence[Passage], settings: Sequence[Setting], cast: Collection[str]
) -> list[tuple[str, ...]]:
    """Return who of the cast is present in each scene, the most mentioned there first.

    Those who do or suffer something in it, or are named in the telling, are present; names inside quotations,
    or in what was before, are only talked about. In a scene that names nobody those of the scene before stay,
    if the place is the same.
    """
    spoken = _spoken_ranges(reading)
    order = {who: rank for rank, who in enumerate(cast)}
    present: list[tuple[str, ...]] = []
    for number, (scene, setting) in enumerate(zip(scenes, settings, strict=True)):
        begin, end = reading.sentences[scene.first].start, reading.sentences[scene.last - 1].end
        counts: dict[str, int] = {}
        seen = scene.seen
        before = [event for event in scene.events if event.background and event not in seen]
        for subject in reading.subjects:
            if subject.id not in cast:
                continue
            here = mentions_between(subject, begin, end)
            now = (start for start, _ in here if not any(one.start <= start < one.end for one in before))
            told = sum(not _inside(spoken, start) for start in now)
            stays = number > 0 and subject.id in present[-1] and setting.place == settings[number - 1].place
            if told or (here and stays):  # Who was here and is spoken to is still here.
                counts[subject.id] = told
        for event in seen:
            for who in (event.agent, event.patient, event.recipient):
                if who is not None and who in cast:
                    counts[who] = counts.get(who, 0) + 1
        everybody = tuple(sorted(counts, key=lambda who: (-counts[who], order[who])))
        if not everybody and number and setting.place == settings[number - 1].place:
            everybody = present[-1]
        present.append(everybody)
    return _with_silent(present, settings)


def _with_silent(present: list[tuple[str, ...]], settings: Sequence[Setting]) -> list[tuple[str, ...]]:
    """Return who is present, those included who are there before and after and not told of in between."""
    filled = list(present)
    for number in range(1, len(present) - 1):
        here, after = settings[number].place, settings[number + 1].place
        if settings[number - 1].place == here == after:
            around = [who for who in filled[number - 1] if who in present[number + 1]]
            filled[number] = (*filled[number], *(who for who in around if who not in filled[number]))
    return filled


TAKE_FROM = frozenset({"take", "catch", "seize", "snatch", "steal", "pick", "grab", "get", "receive", "win",
"keep", "clutch", "gather", "pluck",
                       "hold", "carry", "bring", "bear", "lift", "fetch", "find"})
"""Verbs after which the doer has the thing."""
LEAVE_OFF = frozenset({"drop", "fall", "give", "lose", "throw", "put", "lay", "set", "place", "leave", "eat",
"devour",
                       "swallow", "drink", "sell", "break", "hide", "return"})
"""Verbs after which nobody has it any more, or somebody else."""


HELD_SENTENCES = 8
"""How long a thing stays in the hands without being told of again."""


def holdings(reading: Reading, things: Collection[str]) -> dict[Event, str]:
    """Return for each event the thing that its agent has with it, from the taking to the letting go.

    Args:
        things: Cast ids of the things that can be held.
    """
    keeper: dict[str, str] = {}
    since: dict[str, int] = {}
    held: dict[Event, str] = {}
    for event in reading.events:
        if not event.happened:
            continue
        verb = event.predicate.split()[0]
        thing = event.patient if event.patient in things else event.agent if event.agent in things else None
        if thing is not None and thing == event.patient and event.agent is not None and verb in TAKE_FROM:
            keeper[thing] = event.agent
        if thing is not None:
            since[thing] = event.sentence
        mine = next((name for name, who in keeper.items()
                     if who == event.agent and event.sentence - since[name] <= HELD_SENTENCES), None)
        if mine is not None:
            held[event] = mine
        if thing is not None and verb in LEAVE_OFF:
            if verb in ("eat", "devour", "swallow", "drink") and event.agent is not None:
                held[event] = thing
            keeper.pop(thing, None)
    return held


def mentions_between(subject: StorySubject, begin: int, end: int) -> Sequence[tuple[int, int]]:
    """Return the mentions of a subject that start in ``[begin, end)``."""
    return subject.mentions[bisect_left(subject.mentions, (begin, -1)) : bisect_left(subject.mentions, (end,
    -1))]


def _spoken_ranges(reading: Reading) -> list[tuple[int, int]]:
    """Return the character ranges inside quotation marks, paragraph by paragraph."""
    ranges: list[tuple[int, int]] = []
    for block in reading.blocks or ():
        opened = -1
        for offset in range(block.start, block.end):
            char = reading.text[offset]
            if char == "“" or (char == '"' and opened < 0):
                opened = offset if opened < 0 else opened
            elif char in '”"' and opened >= 0:
                ranges.append((opened, offset + 1))
                opened = -1
        if opened >= 0:
            ranges.append((opened, block.end))
    return ranges


def _inside(ranges: Sequence[tuple[int, int]], offset: int) -> bool:
    index = bisect_left(ranges, (offset + 1, -1)) - 1
    return index >= 0 and ranges[index][0] <= offset < ranges[index][1]
