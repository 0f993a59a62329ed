"""Descriptions drawn by lot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from pipeline.world import catalogue
from pipeline.world.spec import SubjectSpec, Vocabulary, WorldSpec

SLOTS = {2: (0.28, 0.73), 3: (0.18, 0.5, 0.82)}
"""Number of subjects -> where they stand, as shares of the frame's width."""
HANDS_FREE = frozenset({"stand", "walk", "run", "fly"})
"""Actions in which a subject may hold something besides."""


def sample_spec(rng: np.random.Generator, *, vocabulary: Vocabulary | None = None) -> WorldSpec:
    """Draw a description by lot.

    Args:
        rng: The only source of chance.
        vocabulary: What may occur; ``None``: everything there is.
    """
    words = (vocabulary if vocabulary is not None else Vocabulary.everything()).filled()
    chances = np.asarray(words.subjects, dtype=float)
    count = 1 + int(rng.choice(len(chances), p=chances / chances.sum()))
    kinds = _kinds(rng, words, count)
    place = _place(rng, words, kinds)
    time = _pick(rng, words.times)
    weather = "clear" if place.inside and "clear" in words.weathers else _weather(rng, words)
    relation = _relation(rng, words, kinds)
    subjects = tuple(
        _subject(rng, words, catalogue.kinds()[name], place, i, len(kinds), relation)
        for i, name in enumerate(kinds)
    )
    if relation == "chasing":
        subjects = _chase(subjects, place)
    elif relation == "carrying":
        subjects = (
            replace(subjects[0], action="carry", holding=None, x=0.5),
            replace(subjects[1], action="stand", size="normal"),
            *subjects[2:],
        )
    spec = WorldSpec(
        subjects=subjects,
        place=place.name,
        time=time,
        weather=weather,
        mood=_pick(rng, words.moods, 0.5),
        camera=_pick(rng, words.cameras, 0.5),
        framing=_pick(rng, words.framings, 0.6),
        relation=relation,
        seed=int(rng.integers(2**31)),
    )
    return _held_coloured(spec, words) if words.held_colour else spec


def _held_coloured(spec: WorldSpec, words: Vocabulary) -> WorldSpec:
    """Return ``spec`` with some of what is held in a colour of its own.

    The lot hangs on the seed alone, so that no other lot falls differently than without colours.
    """
    rng = np.random.default_rng([spec.seed, 4])
    subjects = []
    for subject in spec.subjects:
        if subject.holding is not None and rng.random() < words.held_colour:
            natural = [
                colour for colour in catalogue.kinds()[subject.holding].natural if colour in words.colours
            ]
            some = natural if natural and rng.random() < words.natural else words.colours
            subject = replace(subject, holding_colour=_pick(rng, some))
        subjects.append(subject)
    return replace(spec, subjects=tuple(subjects))


def _pick(rng: np.random.Generator, words: Sequence[str], first: float = 0.0) -> str:
    """Return one of ``words``; the first with at least the chance ``first``."""
    if rng.random() < first:
        return words[0]
    return words[int(rng.integers(len(words)))]


def _weather(rng: np.random.Generator, words: Vocabulary) -> str:
    dry = "clear" in words.weathers and rng.random() < 0.4
    return "clear" if dry else _pick(rng, words.weathers)


def _place(rng: np.random.Generator, words: Vocabulary, kinds: Sequence[str]) -> catalogue.Place:
    """Return a place that suits the kinds: water for fish and boats, the sky for those who fly."""
    table = catalogue.kinds()
    wet = any(table[kind].water for kind in kinds)
    swim = "swim" in words.actions and all("swim" in table[kind].can for kind in kinds)
    fly = "fly" in words.actions and all("fly" in table[kind].can for kind in kinds)
    here = []
    for name in words.places:
        place = catalogue.places()[name]
        if (
            (wet and place.water is None and not place.submerged)
            or (place.submerged and not swim)
            or (place.aloft and not fly)
        ):
            continue
        here.append(name)
    return catalogue.places()[_pick(rng, here or words.places)]


def _kinds(rng: np.random.Generator, words: Vocabulary, count: int) -> list[str]:
    """Return ``count`` different kinds: things less often than the living, and after them."""
    table = catalogue.kinds()
    weights = np.asarray([0.6 if table[name].group == "thing" else 1.0 for name in words.kinds])
    count = min(count, len(words.kinds))
    chosen = [
        words.kinds[i]
        for i in rng.choice(len(words.kinds), size=count, replace=False, p=weights / weights.sum())
    ]
    return sorted(chosen, key=lambda name: table[name].group == "thing")


def _relation(rng: np.random.Generator, words: Vocabulary, kinds: list[str]) -> str | None:
    table = catalogue.kinds()
    if len(kinds) < 2:
        return None
    first, second = table[kinds[0]], table[kinds[1]]
    runs = (
        all(kind.group != "thing" and "run" in kind.can for kind in (first, second))
        and "run" in words.actions
    )
    lifts = "carry" in first.can and "carry" in words.actions and second.held
    ruled_out = {"chasing"} if len(kinds) > 2 or not runs else set()
    if not lifts:
        ruled_out.add("carrying")
    possible = [word for word in words.relations if word not in ruled_out]
    return _pick(rng, possible) if possible else None


def _actions(
    words: Vocabulary, kind: catalogue.Kind, place: catalogue.Place, held: Sequence[str]
) -> list[str]:
    """Return what ``kind`` may do in ``place``."""
    can = [action for action in kind.can if action in words.actions]
    if place.submerged and "swim" in can:
        return ["swim"]
    if place.aloft and "fly" in can:
        return ["fly"]
    return [
        action
        for action in can
        if (action != "swim" or place.water is not None)
        and (action != "fly" or not place.inside)
        and (action not in ("carry", "give") or held)
    ]


def _subject(
    rng: np.random.Generator,
    words: Vocabulary,
    kind: catalogue.Kind,
    place: catalogue.Place,
    index: int,
    count: int,
    relation: str | None,
) -> SubjectSpec:
    natural = [colour for colour in kind.natural if colour in words.colours]
    colour = _pick(rng, natural) if natural and rng.random() < words.natural else _pick(rng, words.colours)
    held = [name for name in words.kinds if catalogue.kinds()[name].held]
    can = _actions(words, kind, place, held)
    action = _pick(rng, can) if can else kind.can[0]
    if count == 1:
        x, facing = float(rng.uniform(0.42, 0.58)), _pick(rng, ("left", "right"))
    else:
        x = SLOTS[count][index] + float(rng.uniform(-0.02, 0.02))
        facing = _pick(rng, ("left", "right")) if relation == "beside" else ("right" if x < 0.5 else "left")
    may_hold = kind.group != "thing" and bool(held) and kind.rig != "fish"
    holds = may_hold and (
        action in ("carry", "give") or (action in HANDS_FREE and rng.random() < words.holding)
    )
    size = _pick(rng, sorted(words.sizes, key=lambda word: word != "normal"), 0.6)
    hair = None
    if kind.rig == "biped" and words.hair and rng.random() < words.hair:
        hair = _pick(rng, tuple(catalogue.hair_colours()))
        if getattr(kind.shape, "hair", "none") == "none":  # a robot's, or a knight's under the helmet
            hair = None
    return SubjectSpec(
        kind=kind.name,
        colour=colour,
        action=action,
        size=size,
        facing=facing,
        x=round(x, 4),
        holding=_pick(rng, held) if holds else None,
        hair=hair,
    )


def _chase(subjects: tuple[SubjectSpec, ...], place: catalogue.Place) -> tuple[SubjectSpec, ...]:
    """Return the first two running one behind the other; flying if both can."""
    hunter, hunted = subjects[:2]
    wings = (
        all("fly" in catalogue.kinds()[subject.kind].can for subject in (hunter, hunted)) and not place.inside
    )
    action = "fly" if wings else "run"
    front, back = (0.74, 0.24) if hunter.facing == "right" else (0.26, 0.76)
    return (
        replace(hunter, action=action, x=back, holding=None),
        replace(hunted, action=action, x=front, facing=hunter.facing, holding=None),
        *subjects[2:],
    )
