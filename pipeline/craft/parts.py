"""What an entity's and a background's description are made of, sorted by the words that say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pipeline.world import SubjectSpec, WorldSpec, catalogue

ENTITY_SPACES: Mapping[str, tuple[str, ...]] = {
    "noun": ("kind",),
    "held": ("holding", "holding_colour"),
    "adjective": ("colour",),
    "size": ("size",),
    "hair": ("hair",),
    "mood": ("mood",),
    "verb": ("action", "role"),
}
"""Space of an entity's embedding -> the parts of its description that the space tells apart."""
BACKGROUND_SPACES: Mapping[str, tuple[str, ...]] = {"noun": ("place",), "adjective": ("time", "weather")}
NOTHING = ""
"""Value of a part that a description leaves open."""
ROLES = (NOTHING, "chases", "chased", "carries", "carried")
"""What an entity is to the other one, where a caption relates them."""
POSTURE = frozenset({"action", "facing", "x", "holding", "holding_colour"})
"""Fields of a subject that change from scene to scene; all the others are its identity."""


@cache
def values() -> dict[str, tuple[str, ...]]:
    """Return every value that a part can have."""
    kinds = catalogue.kinds()
    return {
        "kind": tuple(kinds),
        "holding": (NOTHING, *(name for name, kind in kinds.items() if kind.held)),
        "holding_colour": (NOTHING, *catalogue.colours()),
        "colour": tuple(catalogue.colours()),
        "size": catalogue.SIZES,
        "hair": (NOTHING, *catalogue.hair_colours()),
        "mood": catalogue.MOODS,
        "action": catalogue.ACTIONS,
        "role": ROLES,
        "place": tuple(catalogue.places()),
        "time": catalogue.TIMES,
        "weather": catalogue.WEATHERS,
    }


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity of a clip: the description of a subject, how it feels, and what it is to another."""

    subject: SubjectSpec
    mood: str
    role: str

    def part(self, name: str) -> str:
        """Return the value of a part."""
        if name in ("mood", "role"):
            return str(getattr(self, name))
        return getattr(self.subject, name) or NOTHING


def entities_of(spec: WorldSpec) -> tuple[Entity, ...]:
    """Return the entities of a clip in order."""
    roles = {"chasing": ("chases", "chased"), "carrying": ("carries", "carried")}.get(spec.relation or "", ())
    return tuple(
        Entity(
            subject,
            spec.mood if catalogue.kinds()[subject.kind].group != "thing" else "calm",
            roles[number] if number < len(roles) else NOTHING,
        )
        for number, subject in enumerate(spec.subjects)
    )


def relation_of(roles: tuple[str, ...]) -> str | None:
    """Return the relation of the first two subjects, from what each is to the other."""
    if roles[:1] == ("chases",) and len(roles) > 1:
        return "chasing"
    if roles[:1] == ("carries",) and roles[1:2] == ("carried",):
        return "carrying"
    return None
