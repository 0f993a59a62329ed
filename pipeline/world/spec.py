"""What one clip shows, and how such descriptions are drawn by lot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

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
    hair: str | None = None
    """Colour of a person's hair; ``None``: the kind's own."""
    holding_colour: str | None = None
    """Colour of what it holds; ``None``: the first natural one of that kind."""


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
    framing: str = "full"
    """``wide``, ``full``, ``medium`` or ``close-up``, around the first subject."""
    relation: str | None = None
    """How the first two subjects are to each other: ``beside``, ``facing``, ``chasing`` (the first chases the
    second), ``carrying`` (the first carries the second)."""
    seed: int = 0
    """Chance of everything that no word tells: where trees stand, when a step begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """What may be sampled. An empty list means all that the world can draw; by default the camera stands
    still and shows the whole subject."""

    kinds: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    weathers: tuple[str, ...] = ()
    moods: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    cameras: tuple[str, ...] = ("static",)
    relations: tuple[str, ...] = ()
    framings: tuple[str, ...] = ("full",)
    subjects: tuple[float, ...] = (0.75, 0.22, 0.03)
    """Chances of one, two, three subjects."""
    natural: float = 0.5
    """Chance that a subject has one of its kind's natural colours; otherwise any."""
    holding: float = 0.1
    """Chance that a subject holds a thing."""
    hair: float = 0.0
    """Chance that the colour of a person's hair is chosen and said."""
    held_colour: float = 0.0
    """Chance that the colour of a held thing is chosen and said."""

    @classmethod
    def everything(cls) -> Vocabulary:
        """Return all there is, with every framing, move of the camera, colour of hair and of held things."""
        return cls(cameras=catalogue.CAMERAS, framings=catalogue.FRAMINGS, hair=0.15, held_colour=0.5)

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
        everything = replace(cls.everything().filled(), actions=(*catalogue.ACTIONS, *catalogue.MANNERS))
        for field in fields(cls):
            words, all_words = getattr(full, field.name), getattr(everything, field.name)
            if field.name in ("subjects", "natural", "holding", "hair", "held_colour"):
                continue
            for word in words:
                if word not in all_words:
                    raise ValueError(
                        f"vocabulary.{field.name}: nothing draws '{word}'; there are: {', '.join(all_words)}"
                    )
        return made

    def filled(self) -> Vocabulary:
        """Return the same with every empty list replaced by all there is."""
        return replace(
            self,
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
            framings=self.framings or catalogue.FRAMINGS,
        )
