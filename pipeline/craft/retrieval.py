"""From a caption's embeddings to a description: retrieve, and where no entry has it all, recombine parts.

The entity whose embedding is nearest in all spaces together is the one that CRAFT retrieves. It is asked for
a combination of noun, adjective and verb, and the database need not hold that combination. So each space is
also asked by itself which value its embedding stands for, by the auxiliary heads that queries and targets
share; what is drawn has the values of all spaces. What an entity is comes from the first entry that is the
same (the same words find the same one in every scene); how it acts, from its verb.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from torch import Tensor

from pipeline.craft.database import Background, Database, Described, Table
from pipeline.craft.parts import BACKGROUND_SPACES, ENTITY_SPACES, NOTHING, Entity, values
from pipeline.world import SubjectSpec, catalogue


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for."""

    embeddings: Mapping[str, Tensor]
    """One for each space. *Shape of each:* ``(width,)``"""
    odds: Mapping[str, Tensor]
    """Log-likelihood of each value of each part, as in ``parts.values``. *Shape of each:* ``(values,)``"""


@dataclass(frozen=True, slots=True)
class Found:
    """An entity as it is drawn."""

    entity: Entity
    whole: bool
    """Whether one entry of the database has all of its parts; otherwise parts of several were recombined."""
    source: int
    """Number of the entry that says who it is."""


def nearest(table: Table[Described], wanted: Wanted, count: int) -> list[int]:
    """Return the numbers of the entries that are nearest in all spaces together, nearest first."""
    similar = table.similarity({space: each[None] for space, each in wanted.embeddings.items()})[0]
    return [int(number) for number in similar.topk(min(count, len(table))).indices]


def retrieve_entity(database: Database, wanted: Wanted) -> Found:
    """Return the entity that is ``wanted``."""
    table = database.entities
    said = _agreed(table, wanted, ENTITY_SPACES)
    kind = catalogue.kinds()[said["kind"]]
    said["action"] = _likeliest("action", wanted, kind.can)
    if said["hair"] and kind.rig != "biped":
        said["hair"] = NOTHING
    source = _same(table, said, (("kind", "colour", "size", "hair"), ("kind", "colour"), ("kind",)))
    whole = _same(table, said, (tuple(said),), default=None) is not None
    subject: SubjectSpec = replace(
        table.entries[source].subject,
        kind=said["kind"],
        colour=said["colour"],
        size=said["size"],
        hair=said["hair"] or None,
        holding=said["holding"] or None,
        holding_colour=(said["holding_colour"] or None) if said["holding"] else None,
        action=said["action"],
    )
    return Found(Entity(subject, said["mood"], said["role"]), whole, source)


def retrieve_background(database: Database, wanted: Wanted) -> Background:
    """Return the background that is ``wanted``: of a place always the same one, in the light asked for."""
    table = database.backgrounds
    said = _agreed(table, wanted, BACKGROUND_SPACES)
    source = table.entries[_same(table, said, (("place",),))]
    inside = catalogue.places()[said["place"]].inside
    return replace(source, time=said["time"], weather="clear" if inside else said["weather"])


def _agreed(table: Table[Described], wanted: Wanted, spaces: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the likeliest value of each part, of those that the database holds."""
    return {part: _likeliest(part, wanted, table.held(part)) for parts in spaces.values() for part in parts}


def _likeliest(part: str, wanted: Wanted, among: Collection[str]) -> str:
    # The world can do what no training clip shows, so that no network has a number for it: sneaking.
    known = [value for value in among if value in values()[part]]
    return max(known, key=lambda value: float(wanted.odds[part][values()[part].index(value)]))


def _same(
    table: Table[Described], said: Mapping[str, str], wanted: Sequence[Sequence[str]], default: int | None = 0
) -> int:
    """Return the first entry that has what was said in the parts ``wanted``; failing that, in fewer of
    them."""
    for parts in wanted:
        for number, entry in enumerate(table.entries):
            if all(entry.part(part) == said[part] for part in parts):
                return number
    return default  # type: ignore[return-value]
