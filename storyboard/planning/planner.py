"""From a story to a board: scenes, cast, settings, shots and their words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from storyboard.board.model import Board, Scene, Setting, Subject
from storyboard.errors import StoryboardError
from storyboard.planning.beats import Beat, scene_beats
from storyboard.planning.cast import cast_looks
from storyboard.planning.continuity import (
    Passage,
    PlacedScene,
    holdings,
    passages,
    placed_scenes,
    present_subjects,
    with_usual_place,
)
from storyboard.planning.drawable import Drawable
from storyboard.planning.notes import beyond_model, scene_ids, screen_time, shortened, undrawn, unread_signs
from storyboard.planning.options import PlanOptions
from storyboard.planning.salience import shot_limits
from storyboard.planning.scenes import SceneCutter
from storyboard.planning.shots import empty_shot, scene_shots, scene_title
from storyboard.planning.telling import Stage
from storyboard.planning.timing import scene_limit, share_seconds, share_shots
from storyboard.planning.typical_places import likely_place
from storyboard.planning.words import with_article
from storyboard.story.entities import FIRST, SECOND, THIRD
from storyboard.story.lexicon import load_lexicon
from storyboard.story.reading import Reading
from storyboard.story.reading import Subject as StorySubject
from storyboard.story.wordlists import words

LARGEST_CAST = 40
"""Most people and animals of a film; further ones of a novel are told of but not cast."""
LONE_PRONOUNS = 6
"""Pronouns from which somebody whom the story never names is one of its people all the same."""
KEPT_UP = 2_500
"""Words for each of which somebody is spoken of once at least, if a long story keeps speaking of him."""
FOOD_VERBS = words("eat cook roast fry boil bake give buy sell serve have devour dine")
"""Verbs that say nothing of whether an animal lives."""
RECURRING = 3
"""Mentions that make a thing worth the same look throughout."""


def plan(text: str, options: PlanOptions = PlanOptions()) -> Board:  # noqa: B008 - frozen
    """Read a story and plan its film.

    Raises:
        StoryError: The text is empty or no text.
        StoryboardError: The options cannot be met.
    """
    from storyboard.story import read_story  # spaCy loads here.

    return plan_reading(read_story(text), options)


def plan_reading(reading: Reading, options: PlanOptions = PlanOptions()) -> Board:  # noqa: B008 - frozen
    """Plan the film of a story that is read already. The same reading and options give the same board."""
    # The board's words are all that can be drawn at all, so that it serves another model too; what this model
    # draws best decides which beats are shown.
    drawable, model = Drawable(load_lexicon()), Drawable(load_lexicon(), options.vocabulary)
    scenes, notes = _choose_scenes(reading, options)
    placed = placed_scenes(reading, scenes, drawable)
    who = _who_is_cast(reading, drawable)
    settings, place_notes = _open_places(reading, scenes, [scene.setting for scene in placed], who, drawable)
    notes += place_notes
    casting = cast_looks(who, model)
    present = present_subjects(reading, scenes, settings, casting.cast)
    stage = Stage.of(reading, casting.cast, drawable, model, any_words=options.vocabulary is None)
    beats = _beats(stage, scenes, placed, present)
    lengths = [len(_told_text(reading, scene).split()) for scene in scenes]
    shown, seconds = _choose_shots(beats, lengths, options)
    board_scenes = _board_scenes(
        reading, scenes, settings, casting.cast, drawable, present, beats, shown, seconds
    )
    used = _used(board_scenes, reading, casting.cast)
    board_scenes = [
        scene.model_copy(update={"cast": tuple(who for who in scene.cast if who in used)}) for scene in
        board_scenes
    ]
    guessed = [note for who, note in casting.notes.items() if who in used]
    notes += [*unread_signs(reading.text), *reading.warnings, *guessed]
    notes += undrawn(shown, settings, casting.cast, drawable)
    notes += beyond_model(shown, settings, drawable, model, options.model)
    notes += screen_time(seconds, options)
    return Board(
        title=options.title or reading.title or _first_words(reading),
        style=options.style,
        film=options.film,
        cast={who: subject for who, subject in casting.cast.items() if who in used},
        scenes=tuple(board_scenes),
        story=reading.text,
        notes=shortened(notes),
    )


def _choose_scenes(reading: Reading, options: PlanOptions) -> tuple[list[Passage], list[str]]:
    if not reading.sentences:
        raise StoryboardError("the story has no sentence; a film needs at least one")
    cutter = SceneCutter(reading, whole=options.whole)
    if options.scenes is not None:
        starts = cutter.starts(options.scenes)
        if len(starts) < options.scenes:
            raise StoryboardError(
                f"the story has {len(reading.sentences)} sentences, too few for {options.scenes} "
                f"scenes; ask for {len(starts)} or fewer"
            )
        return passages(reading, starts), []
    starts = cutter.starts()
    limit = scene_limit(options)
    if len(starts) <= limit:
        return passages(reading, starts), []
    reason = "the asked length" if options.length is not None else f"the limit of {options.most_scenes}"
    note = f"The story has {len(starts)} scenes; they were merged into {limit} for {reason}."
    return passages(reading, cutter.starts(limit)), [note]


def _who_is_cast(reading: Reading, drawable: Drawable) -> list[StorySubject]:
    """Return who gets a look: all who do or suffer something, and things that keep coming back."""
    active: dict[str, int] = {}
    named = {one.id for one in reading.subjects if not one.name.startswith("the ")}
    for event in reading.events:
        as_food = event.predicate.split()[0] in FOOD_VERBS
        for who in (event.agent, *event.companions, event.recipient, None if as_food else event.patient):
            if who is not None:
                active[who] = active.get(who, 0) + event.seen
        for part in event.parts:  # "Anna walked with Leo"
            if part.preposition in WITH and part.subject in named:
                active[part.subject] = active.get(part.subject, 0) + event.seen
    eaten = {event.patient for event in reading.events if event.predicate.split()[0] in FOOD_VERBS}
    people, things = [], []
    for subject in reading.subjects:
        if subject.kind in ("person", "animal"):
            if _is_unbound(subject, reading) or _is_god(subject, reading):
                continue
            if subject.kind == "animal" and subject.id in eaten and not active.get(subject.id):
                continue  # "gave her a basket of fish": a meal, and nobody of the story.
            if active.get(subject.id) or len(subject.mentions) > 1:
                people.append(subject)
        elif (
            subject.kind == "thing"
            and len(subject.mentions) >= RECURRING
            and active.get(subject.id)
            and drawable.thing(subject.head or subject.name)
        ):
            things.append(subject)
    return people[:LARGEST_CAST] + things[: LARGEST_CAST // 4]


WITH = frozenset({"with", "beside", "behind", "after", "near", "by"})
"""Prepositions before somebody who is there too."""


def _is_god(subject: StorySubject, reading: Reading) -> bool:
    """Whether a subject is the God of wishes and prayers, who has no look; a god of myths is "the god"."""
    written = {reading.text[start:end] for start, end in subject.mentions}
    return subject.head in {"god", ""} and "God" in written


def _is_unbound(subject: StorySubject, reading: Reading) -> bool:
    """Whether a subject is a few pronouns and no more, in a story that has others whom they may mean.

    A look of its own would draw a stranger in the place of one of them.
    """
    if len(subject.mentions) >= LONE_PRONOUNS or subject.head:
        return False
    if any(reading.text[start:end].lower() not in FIRST | SECOND | THIRD for start, end in subject.mentions):
        return False
    first = min(one.mentions[0] for one in reading.subjects if one.mentions)
    return subject.mentions[0] != first and any(
        one is not subject
        and one.kind == subject.kind
        and one.gender in {None, subject.gender}
        and len(one.mentions) > len(subject.mentions)
        for one in reading.subjects
    )


def _open_places(
    reading: Reading, scenes: Sequence[Passage], settings: list[Setting], who: Sequence[StorySubject],
    drawable: Drawable,
) -> tuple[list[Setting], list[str]]:
    """Give the scenes before the first named place one: that which the words make likely, else animals are
    outdoors, whales in the sea, people at home."""
    unnamed = next((index for index, setting in enumerate(settings) if setting.place), len(settings))
    if not unnamed:
        return settings, []
    ids = scene_ids(len(settings))
    where = ids[0] if unnamed == 1 else f"{ids[0]} to {ids[unnamed - 1]}"
    end = reading.sentences[scenes[unnamed - 1].last - 1].end
    if (likely := likely_place(reading, end, drawable)) is not None:
        note = f"{where}: the story names no place; {with_article(likely)} is guessed from its words."
        return with_usual_place(settings, likely), [note]
    place = "village"
    if who and who[0].kind == "animal":
        place = drawable.surroundings(who[0].head or who[0].name) or "meadow"
    return with_usual_place(settings, place), [f"{where}: the story names no place; the {place} is shown."]


def _beats(
    stage: Stage,
    scenes: Sequence[Passage],
    placed: Sequence[PlacedScene],
    present: Sequence[tuple[str, ...]],
) -> list[list[Beat]]:
    things = {
        who
        for who, subject in stage.cast.items()
        if subject.kind == "thing" and stage.drawable.is_portable(subject.look or subject.name)
    }
    holding = holdings(stage.reading, things)
    seen: set[str] = set()
    beats = []
    for scene, where, here in zip(scenes, placed, present, strict=True):
        actors = [who for who in here if stage.acts(who)]
        found = scene_beats(stage, scene, present=actors, seen=frozenset(seen), holding=holding, placed=where)
        seen.update(beat.agent for beat in found)
        beats.append(found)
    return beats


def _choose_shots(
    beats: Sequence[Sequence[Beat]], lengths: Sequence[int], options: PlanOptions
) -> tuple[list[Sequence[Beat]], list[list[float]]]:
    """Return the beats that are shown in each scene and the screen time of its shots."""
    weights = [[beat.weight for beat in scene] or [1.0] for scene in beats]
    budget = share_shots(weights, options, shot_limits(weights, lengths, options.most_shots))
    shown = [
        sorted(scene[:count], key=lambda beat: beat.start)
        for scene, count in zip(beats, budget.counts, strict=True)
    ]
    times = share_seconds([beat.weight for scene in shown for beat in scene or [_NOBODY]], options)
    seconds, used = [], 0
    for count in budget.counts:
        seconds.append(times[used : used + count])
        used += count
    return list(shown), seconds


_NOBODY = Beat(start=0, agent="", action="", shown="", predicate="")
"""Stands for the one shot of a scene without anybody."""


def _board_scenes(
    reading: Reading,
    scenes: Sequence[Passage],
    settings: Sequence[Setting],
    cast: Mapping[str, Subject],
    drawable: Drawable,
    present: Sequence[tuple[str, ...]],
    beats: Sequence[Sequence[Beat]],
    shown: Sequence[Sequence[Beat]],
    seconds: Sequence[Sequence[float]],
) -> list[Scene]:
    board_scenes: list[Scene] = []
    titles: set[str] = set()
    ids = scene_ids(len(scenes))
    for index, (scene, setting) in enumerate(zip(scenes, settings, strict=True)):
        new_place = index == 0 or setting.place != settings[index - 1].place
        if shown[index]:
            shots = scene_shots(shown[index], setting, drawable, seconds=seconds[index], new_place=new_place)
        else:
            shots = [empty_shot(reading, scene, setting, drawable, seconds=seconds[index][0])]
        title = scene_title(reading, scene, shown[index], setting, cast, titles)
        titles.add(title)
        board_scenes.append(
            Scene(
                id=ids[index],
                title=title,
                setting=setting,
                # What is held in a shot is in the scene, though the scene's own words do not name it.
                cast=tuple(dict.fromkeys([*present[index], *(who for shot in shots for who in shot.cast)])),
                text=_told_text(reading, scene),
                shots=tuple(shots),
            )
        )
    return board_scenes


def _used(scenes: Sequence[Scene], reading: Reading, cast: Mapping[str, Subject]) -> set[str]:
    """Return who needs a look: all in frame, and people and animals that the story keeps speaking of."""
    in_frame = {who for scene in scenes for shot in scene.shots for who in shot.cast}
    enough = max(RECURRING, len(reading.doc) // KEPT_UP)
    often = {subject.id for subject in reading.subjects if len(subject.mentions) >= enough}
    present = {who for scene in scenes for who in scene.cast}
    return in_frame | {who for who in present & often if cast[who].kind != "thing"}


def _told_text(reading: Reading, scene: Passage) -> str:
    """Return the sentences of a scene word for word, from the first to the last, headings left out."""
    runs: list[list[int]] = []
    for index in scene.told:
        if runs and index == runs[-1][-1] + 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return "\n\n".join(
        reading.text[reading.sentences[run[0]].start : reading.sentences[run[-1]].end] for run in runs
    )


def _first_words(reading: Reading) -> str:
    words = reading.text[reading.sentences[0].start : reading.sentences[0].end].split()
    return " ".join(words[:6]).rstrip(".,;:!?") + (" …" if len(words) > 6 else "")
