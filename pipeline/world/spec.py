"""What one clip shows, and how such descriptions are drawn by lot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np

from pipeline.world import catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectSpec:
    """One subject of a clip."""

    kind: str
    colour: str
    """Of the clothes if it is a person, of the body otherwise."""
    action: str = "stand"
    size: str = "normal"
    facing: str = "right"
    """``left`` or ``right``."""
    x: float = 0.5
    """Where its middle stands, as a share of the frame's width."""
    holding: str | None = None
    """A kind of thing in its hand or mouth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldSpec:
    """Everything that decides the picture of one clip. Same spec, size and length: same pixels."""

    subjects: tuple[SubjectSpec, ...]
    """One to three, most important first."""
    place: str
    time: str = "day"
    weather: str = "clear"
    mood: str = "calm"
    camera: str = "static"
    relation: str | None = None
    """How the first two subjects are to each other; ``chasing``: the first chases the second."""
    seed: int = 0
    """Chance of everything that no word tells: where trees stand, when a step begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """What may be sampled. Empty means all that the world can draw."""

    kinds: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    weathers: tuple[str, ...] = ()
    moods: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    cameras: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    subjects: tuple[float, ...] = (0.75, 0.22, 0.03)
    """Chances of one, two, three subjects."""
    natural: float = 0.5
    """Chance that a subject has one of its kind's natural colours; otherwise any."""
    holding: float = 0.1
    """Chance that a subject holds a thing."""

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Sequence[str] | Sequence[float] | float]) -> Vocabulary:
        """Return the vocabulary of a training config.

        Raises:
            ValueError: A field or a word does not exist; the message names those that do.
        """
        known = {field.name for field in fields(cls)}
        for name in mapping:
            if name not in known:
                raise ValueError(f"vocabulary.{name}: no such field; there are: {', '.join(sorted(known))}")
        made = cls(
            **{
                name: tuple(value) if isinstance(value, Sequence) else float(value)  # type: ignore[arg-type]
                for name, value in mapping.items()
            }
        )
        full = made.filled()
        everything = cls().filled()
        for field in fields(cls):
            words, all_words = getattr(full, field.name), getattr(everything, field.name)
            if field.name in ("subjects", "natural", "holding"):
                continue
            for word in words:
                if word not in all_words:
                    raise ValueError(
                        f"vocabulary.{field.name}: nothing draws '{word}'; there are: {', '.join(all_words)}"
                    )
        return made

    def filled(self) -> Vocabulary:
        """Return the same with every empty list replaced by all there is."""
        return Vocabulary(
            kinds=self.kinds or tuple(catalogue.kinds()),
            colours=self.colours or tuple(catalogue.colours()),
            places=self.places or tuple(catalogue.places()),
            actions=self.actions or catalogue.ACTIONS,
            times=self.times or catalogue.TIMES,
            weathers=self.weathers or catalogue.WEATHERS,
            moods=self.moods or catalogue.MOODS,
            sizes=self.sizes or catalogue.SIZES,
            cameras=self.cameras or catalogue.CAMERAS,
            relations=self.relations or catalogue.RELATIONS,
            subjects=self.subjects,
            natural=self.natural,
            holding=self.holding,
        )


def _pick(rng: np.random.Generator, words: Sequence[str], first: float = 0.0) -> str:
    """Return one of ``words``; the first with at least the chance ``first``."""
    if rng.random() < first:
        return words[0]
    return words[int(rng.integers(len(words)))]


def sample_spec(rng: np.random.Generator, *, vocabulary: Vocabulary | None = None) -> WorldSpec:
    """Draw a description by lot.

    Args:
        rng: The only source of chance.
        vocabulary: What may occur; ``None``: everything.
    """
    words = (vocabulary or Vocabulary()).filled()
    chances = np.asarray(words.subjects, dtype=float)
    count = 1 + int(rng.choice(len(chances), p=chances / chances.sum()))
    kinds = _kinds(rng, words, count)
    wet = any(catalogue.kinds()[kind].water for kind in kinds)
    here = [name for name in words.places if not wet or catalogue.places()[name].water is not None] or list(
        words.places
    )
    place = catalogue.places()[_pick(rng, here)]
    time = _pick(rng, words.times)
    weather = "clear" if place.inside and "clear" in words.weathers else _weather(rng, words)
    relation = _relation(rng, words, kinds)
    subjects = []
    for i, name in enumerate(kinds):
        subjects.append(_subject(rng, words, catalogue.kinds()[name], place, i, count, relation))
    if relation == "chasing":
        facing = subjects[0].facing
        action = (
            "fly"
            if all("fly" in catalogue.kinds()[s.kind].can for s in subjects[:2]) and not place.inside
            else "run"
        )
        front, back = (0.74, 0.24) if facing == "right" else (0.26, 0.76)
        subjects[0] = _with(subjects[0], action=action, x=back, holding=None)
        subjects[1] = _with(subjects[1], action=action, x=front, facing=facing, holding=None)
    return WorldSpec(
        subjects=tuple(subjects),
        place=place.name,
        time=time,
        weather=weather,
        mood=_pick(rng, words.moods, 0.5),
        camera=_pick(rng, words.cameras, 0.5),
        relation=relation,
        seed=int(rng.integers(2**31)),
    )


def _with(
    subject: SubjectSpec, *, action: str, x: float, holding: str | None, facing: str | None = None
) -> SubjectSpec:
    return SubjectSpec(
        kind=subject.kind,
        colour=subject.colour,
        action=action,
        size=subject.size,
        facing=facing or subject.facing,
        x=x,
        holding=holding,
    )


def _weather(rng: np.random.Generator, words: Vocabulary) -> str:
    dry = "clear" in words.weathers and rng.random() < 0.4
    return "clear" if dry else _pick(rng, words.weathers)


def _kinds(rng: np.random.Generator, words: Vocabulary, count: int) -> list[str]:
    """Return ``count`` different kinds, things less often than the living, and never first among the living."""
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
    possible = list(words.relations)
    alive = all(table[kind].group != "thing" and "run" in table[kind].can for kind in kinds[:2])
    if len(kinds) > 2 or not alive or "run" not in words.actions:
        possible = [word for word in possible if word != "chasing"]
    return _pick(rng, possible) if possible else None


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
    can = [
        action
        for action in kind.can
        if action in words.actions
        and (action != "swim" or place.water is not None)
        and (action != "fly" or not place.inside)
    ]
    action = _pick(rng, can) if can else kind.can[0]
    if count == 1:
        x, facing = float(rng.uniform(0.42, 0.58)), _pick(rng, ("left", "right"))
    else:
        slots = {2: (0.28, 0.73), 3: (0.18, 0.5, 0.82)}[count]
        x = slots[index] + float(rng.uniform(-0.02, 0.02))
        facing = _pick(rng, ("left", "right")) if relation == "beside" else ("right" if x < 0.5 else "left")
    held = [name for name in words.kinds if catalogue.kinds()[name].held]
    holds = (
        kind.group != "thing"
        and held
        and action in ("stand", "walk", "run", "fly")
        and kind.rig != "fish"
        and rng.random() < words.holding
    )
    return SubjectSpec(
        kind=kind.name,
        colour=colour,
        action=action,
        size=_pick(rng, _sizes(words), 0.6),
        facing=facing,
        x=round(x, 4),
        holding=_pick(rng, held) if holds else None,
    )


def _sizes(words: Vocabulary) -> tuple[str, ...]:
    """Return the sizes with ``normal`` first."""
    return tuple(sorted(words.sizes, key=lambda size: size != "normal"))
