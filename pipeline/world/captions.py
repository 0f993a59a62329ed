"""English sentences that say what a clip shows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.world import catalogue
from pipeline.world.spec import SubjectSpec, Vocabulary, WorldSpec

VERBS = {
    "stand": ("stands", "standing"),
    "walk": ("walks", "walking"),
    "run": ("runs", "running"),
    "jump": ("jumps", "jumping"),
    "fly": ("flies", "flying"),
    "swim": ("swims", "swimming"),
    "sleep": ("sleeps", "sleeping"),
    "sit": ("sits", "sitting"),
    "eat": ("eats", "eating"),
    "talk": ("talks", "talking"),
    "sail": ("sails", "sailing"),
    "chase": ("chases", "chasing"),
}
"""Verb -> third person, and the form in -ing."""
TIMES = {"morning": "in the morning", "day": "by day", "evening": "in the evening", "night": "at night"}
WEATHERS = {"clear": "", "rain": "in the rain", "snow": "in the snow", "fog": "in the fog"}


def article(phrase: str) -> str:
    """Return ``phrase`` with ``a`` or ``an`` before it."""
    return f"{'an' if phrase[0] in 'aeiou' else 'a'} {phrase}"


def subject_phrase(subject: SubjectSpec, mood: str = "calm", *, article_first: bool = True) -> str:
    """Return ``a small black bird`` or ``a woman in a red dress``."""
    kind = catalogue.kinds()[subject.kind]
    words = [] if subject.size == "normal" else [subject.size]
    if mood != "calm" and kind.group != "thing":
        words.append(mood)
    if kind.wears is None:
        words.append(subject.colour)
    words.append(kind.name)
    phrase = " ".join(words)
    if article_first:
        phrase = article(phrase)
    if kind.wears is not None:
        phrase += f" in {article(subject.colour)} {kind.wears}"
    if subject.holding is not None:
        phrase += f" with {article(subject.holding)}"
    return phrase


def _verb(subject: SubjectSpec) -> tuple[str, str]:
    return VERBS[catalogue.kinds()[subject.kind].verbs.get(subject.action, subject.action)]


def _place(spec: WorldSpec) -> str:
    place = catalogue.places()[spec.place]
    actions = {
        subject.action
        for subject in spec.subjects
        if catalogue.kinds()[subject.kind].group != "thing" or subject.action == "swim"
    }
    if actions == {"fly"} and not place.inside:
        return f"over the {place.name}"
    if actions == {"swim"}:
        return f"in the {place.name}"
    return f"{place.at} {place.name}"


def _clause(spec: WorldSpec, form: int) -> str:
    """Return who does what; ``form`` 0: walks, 1: walking, 2: is walking."""

    def does(subject: SubjectSpec) -> str:
        verb = _verb(subject)
        return (verb[0], verb[1], f"is {verb[1]}")[form]

    table = catalogue.kinds()
    alive = [s for s in spec.subjects if table[s.kind].group != "thing" or s.action == "swim"]
    things = [s for s in spec.subjects if s not in alive]
    name = [subject_phrase(subject, spec.mood) for subject in alive]
    if spec.relation == "chasing" and len(alive) == 2:
        chase = ("chases", "chasing", "is chasing")[form]
        text = f"{name[0]} {chase} {name[1]}"
    elif len(alive) == 2 and _verb(alive[0]) == _verb(alive[1]) and form == 0:
        text = f"{name[0]} and {name[1]} {catalogue.kinds()[alive[0].kind].verbs.get(alive[0].action, alive[0].action)}"
    else:
        text = " and ".join(f"{phrase} {does(subject)}" for phrase, subject in zip(name, alive, strict=True))
    others = " and ".join(subject_phrase(thing) for thing in things)
    if text and others:
        return f"{text} beside {others}"
    return text or others


def caption(spec: WorldSpec, rng: np.random.Generator | None = None) -> str:
    """Say what ``spec`` shows.

    Args:
        rng: ``None``: the canonical form, complete and regular. Otherwise one of several forms by lot: other word
            order, other verb form, time or weather unsaid.
    """
    place, time, weather = _place(spec), TIMES[spec.time], WEATHERS[spec.weather]
    if rng is None:
        time = "" if spec.time == "day" else time
        return " ".join(part for part in (_clause(spec, 0), place, time, weather) if part)
    if spec.time == "day" and rng.random() < 0.8:
        time = ""
    if time and rng.random() < 0.12:
        time = ""
    if weather and rng.random() < 0.12:
        weather = ""
    if rng.random() < 0.08:
        place = ""
    clause = _clause(spec, int(rng.choice(3, p=(0.5, 0.35, 0.15))))
    order = int(rng.integers(4))
    parts: Sequence[str] = (
        (clause, place, time, weather),
        (place, time, weather, clause),
        (time, clause, place, weather),
        (clause, time, weather, place),
    )[order]
    text = " ".join(part for part in parts if part)
    return (
        f"there is {text}"
        if text.startswith(clause) and " is " not in text and "ing " in clause and rng.random() < 0.2
        else text
    )


def caption_words(vocabulary: Vocabulary | None = None) -> tuple[str, ...]:
    """Return every word that captions of ``vocabulary`` can contain, sorted."""
    words = (vocabulary or Vocabulary()).filled()
    kinds = [catalogue.kinds()[name] for name in words.kinds]
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
    }
    for kind in kinds:
        found.update(kind.name.split())
        found.update((kind.wears or "").split())
        for action in kind.can:
            if action in words.actions:
                verb = kind.verbs.get(action, action)
                found.update((verb, *VERBS[verb]))
    for text in (
        *words.colours,
        *words.places,
        *(TIMES[t] for t in words.times),
        *(WEATHERS[w] for w in words.weathers),
        *(m for m in words.moods if m != "calm"),
        *(s for s in words.sizes if s != "normal"),
    ):
        found.update(text.split())
    return tuple(sorted(found))
