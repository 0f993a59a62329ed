"""English sentences that say what a clip shows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict
from ruamel.yaml import YAML

from pipeline.world import catalogue
from pipeline.world.spec import SubjectSpec, Vocabulary, WorldSpec

TIMES = {"morning": "in the morning", "day": "by day", "evening": "in the evening", "night": "at night"}
WEATHERS = {
    "clear": "",
    "rain": "in the rain",
    "snow": "in the snow",
    "fog": "in the fog",
    "storm": "in the storm",
    "wind": "in the wind",
}
FRAMINGS = {"full": "", "wide": "wide shot", "medium": "medium shot", "close-up": "close-up"}
GOING = frozenset({"walk", "run", "fly", "swim", "carry", "sneak"})
"""Actions that lead somewhere, so that a sentence may say to which side."""
LADEN = frozenset({"carry", "give"})
"""Actions whose sentences name a thing: no side is said in them, for it could be a second subject."""
TO_THE_LEFT, FACING_LEFT = "to the left", "facing left"
CAMERAS = {
    "static": "",
    "pan": "the camera pans",
    "tilt": "the camera tilts",
    "zoom": "the camera zooms in",
    "tracking": "the camera follows",
}


class Phrases(BaseModel):
    """Other words for the same, from ``phrases.yaml``; the first of each is the plain one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    verbs: dict[str, tuple[tuple[str, str], ...]]
    """Verb -> (third person, form in -ing)."""
    places: dict[str, tuple[str, ...]]
    times: dict[str, tuple[str, ...]]
    weathers: dict[str, tuple[str, ...]]
    moods: dict[str, tuple[str, ...]]
    sizes: dict[str, tuple[str, ...]]
    openings: tuple[str, ...]
    kinds: dict[str, tuple[str, ...]]
    """Kind -> other nouns for it."""
    attributes: dict[str, tuple[str, ...]]
    """Mood -> adjectives that may stand before a noun."""
    feelings: dict[str, tuple[str, ...]]
    """Mood -> what somebody does who feels it."""
    relations: dict[str, tuple[str, ...]]
    ways: dict[str, tuple[str, ...]]
    """Side -> words for moving there."""
    time_sentences: dict[str, tuple[str, ...]]
    weather_sentences: dict[str, tuple[str, ...]]
    cameras: dict[str, tuple[str, ...]]
    framings: dict[str, tuple[str, ...]]


@cache
def phrases() -> Phrases:
    """Return the words of rich captions."""
    text = (Path(__file__).parent / "phrases.yaml").read_text(encoding="utf-8")
    return Phrases.model_validate(YAML(typ="safe").load(text))


def _plain_verbs() -> dict[str, tuple[str, str]]:
    plain = {verb: forms[0] for verb, forms in phrases().verbs.items()}
    return {**plain, "look": ("looks", "looking")}


VERBS = _plain_verbs()
"""Verb -> third person, and the form in -ing, in the plain wording of ``caption``."""


class Wording:
    """Chooses words: always the plain ones, or one of several by lot."""

    def __init__(self, rng: np.random.Generator | None = None) -> None:
        """``rng``: ``None`` for plain words."""
        self._rng = rng

    def of(self, options: Sequence[str]) -> str:
        """Return one of ``options``, the first if the wording is plain."""
        return options[0] if self._rng is None else options[int(self._rng.integers(len(options)))]

    def verb(self, verb: str) -> tuple[str, str]:
        """Return third person and form in -ing."""
        options = phrases().verbs[verb]
        if self._rng is None:
            return VERBS[verb]
        return options[int(self._rng.integers(len(options)))]

    def place(self, name: str) -> str:
        return self.of(phrases().places.get(name, (name,)))

    def mood(self, mood: str) -> str:
        return self.of(phrases().moods[mood])

    def size(self, size: str) -> str:
        return self.of(phrases().sizes[size])


PLAIN = Wording()


def article(phrase: str) -> str:
    """Return ``phrase`` with ``a`` or ``an`` before it."""
    return f"{'an' if phrase[0] in 'aeiou' else 'a'} {phrase}"


def subject_phrase(subject: SubjectSpec, mood: str = "calm", wording: Wording = PLAIN) -> str:
    """Return ``a small black bird`` or ``a woman with black hair in a red dress``."""
    kind = catalogue.kinds()[subject.kind]
    words = [] if subject.size == "normal" else [wording.size(subject.size)]
    if mood != "calm" and kind.group != "thing":
        words.append(wording.mood(mood))
    if kind.wears is None:
        words.append(subject.colour)
    words.append(kind.name)
    phrase = article(" ".join(words))
    if subject.hair is not None:
        phrase += f" with {subject.hair} hair"
    if kind.wears is not None:
        phrase += f" in {article(subject.colour)} {kind.wears}"
    if subject.holding is not None and subject.action not in ("carry", "give"):
        phrase += f" with {held_phrase(subject)}"
    return phrase


def held_phrase(subject: SubjectSpec) -> str:
    """Return ``an apple``, or ``a green apple`` where the colour of what ``subject`` holds was chosen."""
    return article(" ".join(word for word in (subject.holding_colour, subject.holding) if word))


def _verb(subject: SubjectSpec) -> str:
    return catalogue.kinds()[subject.kind].verbs.get(subject.action, subject.action)


def goes_left(spec: WorldSpec) -> bool:
    """Whether the caption says that the only subject faces left; unsaid, it faces right.

    Several face each other, or run one behind the other to the right.
    """
    first, *others = spec.subjects
    return first.facing == "left" and not others and _acts(first) and first.action not in LADEN


def way_left(action: str) -> str:
    """Return how a caption says that somebody does ``action`` towards the left."""
    return TO_THE_LEFT if action in GOING else FACING_LEFT


def _acts(subject: SubjectSpec) -> bool:
    """Whether a sentence says what the subject does: of a thing that merely stands, it does not."""
    return catalogue.kinds()[subject.kind].group != "thing" or subject.action != "stand"


def _place(spec: WorldSpec, wording: Wording) -> str:
    place = catalogue.places()[spec.place]
    name = wording.place(place.name)
    actions = {subject.action for subject in spec.subjects if _acts(subject)}
    if actions == {"fly"} and not place.inside and not place.aloft:
        return f"over the {name}"
    if actions == {"swim"} and not place.submerged:
        return f"{'by' if place.at == 'on the' else 'in'} the {name}"
    return f"{place.at} {name}".strip()


def _clause(spec: WorldSpec, form: int, wording: Wording) -> str:
    """Return who does what; ``form`` 0: walks, 1: walking, 2: is walking."""

    def does(subject: SubjectSpec, verb: str) -> str:
        forms = wording.verb(verb)
        text = (forms[0], forms[1], f"is {forms[1]}")[form]
        if subject.holding is not None and subject.action in ("carry", "give"):
            text += f" {held_phrase(subject)}"
        if goes_left(spec):
            text += f" {way_left(subject.action)}"
        return text

    name = {subject: subject_phrase(subject, spec.mood, wording) for subject in spec.subjects}
    first, second = (*spec.subjects, None)[:2]
    if second is not None and spec.relation in ("chasing", "carrying"):
        verb = "chase" if spec.relation == "chasing" else "carry"
        text = f"{name[first]} {does(first, verb)} {name[second]}"
        for third in spec.subjects[2:]:
            text += (
                f" and {name[third]} {does(third, _verb(third))}"
                if _acts(third)
                else f" beside {name[third]}"
            )
        return text
    alive = [subject for subject in spec.subjects if _acts(subject)]
    things = " and ".join(name[subject] for subject in spec.subjects if not _acts(subject))
    if (
        len(alive) == 2
        and _verb(alive[0]) == _verb(alive[1])
        and form == 0
        and alive[0].holding is None is alive[1].holding
    ):
        text = f"{name[alive[0]]} and {name[alive[1]]} {_verb(alive[0])}"
    else:
        text = " and ".join(f"{name[subject]} {does(subject, _verb(subject))}" for subject in alive)
    return f"{text} beside {things}" if text and things else text or things


def _shot(spec: WorldSpec) -> str:
    """Return framing and camera as clauses after commas."""
    return "".join(f", {words}" for words in (FRAMINGS[spec.framing], CAMERAS[spec.camera]) if words)


def caption(spec: WorldSpec, rng: np.random.Generator | None = None) -> str:
    """Say what ``spec`` shows.

    Args:
        rng: ``None``: the canonical form, complete and regular. Otherwise one of several forms by lot: other
            word order, other form of the verb, time or weather unsaid. The words are the same few
            (``caption_words``).
    """
    place, time, weather = _place(spec, PLAIN), TIMES[spec.time], WEATHERS[spec.weather]
    if rng is None:
        time = "" if spec.time == "day" else time
        return " ".join(part for part in (_clause(spec, 0, PLAIN), place, time, weather) if part) + _shot(
            spec
        )
    if spec.time == "day" and rng.random() < 0.8:
        time = ""
    if time and rng.random() < 0.12:
        time = ""
    if weather and rng.random() < 0.12:
        weather = ""
    if rng.random() < 0.08:
        place = ""
    form = int(rng.choice(3, p=(0.5, 0.35, 0.15)))
    text = _ordered(_clause(spec, form, PLAIN), place, time, weather, int(rng.integers(4)))
    if form == 1 and not text.startswith(("in", "on", "by", "over", "at")) and rng.random() < 0.2:
        text = f"there is {text}"
    return text + _shot(spec)


def _ordered(clause: str, place: str, time: str, weather: str, order: int) -> str:
    parts = (
        (clause, place, time, weather),
        (place, time, weather, clause),
        (time, clause, place, weather),
        (clause, time, weather, place),
    )[order]
    return " ".join(part for part in parts if part)


def caption_words(vocabulary: Vocabulary | None = None) -> tuple[str, ...]:
    """Return every word that ``caption`` can use with ``vocabulary``, sorted, without commas."""
    words = (vocabulary if vocabulary is not None else Vocabulary.everything()).filled()
    found = {
        "a",
        "an",
        "and",
        "the",
        "in",
        "by",
        "at",
        "on",
        "over",
        "with",
        "beside",
        "is",
        "there",
        "chases",
        "chasing",
        "chase",
        *TO_THE_LEFT.split(),
        *FACING_LEFT.split(),
    }
    for kind in (catalogue.kinds()[name] for name in words.kinds):
        found.update(kind.name.split(), (kind.wears or "").split())
        for action in set(kind.can) & set(words.actions):
            verb = kind.verbs.get(action, action)
            found.update((verb, *PLAIN.verb(verb)))
    if words.hair:
        found.update(("hair", *catalogue.hair_colours()))
    shots = (*(FRAMINGS[word] for word in words.framings), *(CAMERAS[word] for word in words.cameras))
    for text in (
        *words.colours,
        *words.places,
        *(TIMES[word] for word in words.times),
        *(WEATHERS[word] for word in words.weathers),
        *(word for word in words.moods if word != "calm"),
        *(word for word in words.sizes if word != "normal"),
        *shots,
    ):
        found.update(text.split())
    return tuple(sorted(found))
