"""The database: entities and backgrounds of the training split, their descriptions and their embeddings."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Generic, TypeVar

import torch
from safetensors.torch import load_file
from torch import Tensor

from pipeline.craft.batches import as_video, layouts
from pipeline.craft.examples import Example
from pipeline.craft.model import CraftNetworks
from pipeline.craft.parts import BACKGROUND_SPACES, ENTITY_SPACES, Entity
from pipeline.world import SubjectSpec
from storyboard.errors import ModelError

SCALE = 127.0
"""Embeddings are kept as bytes: their numbers lie in [-1, 1]."""
LEFT_OUT = frozenset({"x"})
"""Fields of a subject that a layout gives anew."""
BACKGROUND_FIELDS = ("place", "time", "weather", "seed")


@dataclass(frozen=True, slots=True)
class Background:
    """Where and when a clip plays."""

    place: str
    time: str
    weather: str
    seed: int
    """Where its trees and clouds are."""

    def part(self, name: str) -> str:
        """Return the value of a part."""
        return str(getattr(self, name))


Described = TypeVar("Described", Entity, Background)


class Table(Generic[Described]):
    """Descriptions with an embedding in each space."""

    def __init__(self, entries: Sequence[Described], embeddings: Mapping[str, Tensor]) -> None:
        """``embeddings``: *Shape of each:* ``(entries, width)``, float32"""
        self.entries = tuple(entries)
        self.embeddings = dict(embeddings)
        self._held: dict[str, tuple[str, ...]] = {}

    def __len__(self) -> int:
        return len(self.entries)

    def held(self, part: str) -> tuple[str, ...]:
        """Return every value of a part that an entry has."""
        if part not in self._held:
            self._held[part] = tuple(dict.fromkeys(entry.part(part) for entry in self.entries))
        return self._held[part]

    def similarity(self, query: Mapping[str, Tensor], spaces: Sequence[str] | None = None) -> Tensor:
        """Return the sum of cosines over spaces. *Shapes:* ``(B, width)`` each -> ``(B, entries)``"""
        return torch.stack(
            [query[space] @ self.embeddings[space].T for space in spaces or self.embeddings]
        ).sum(0)


@dataclass(frozen=True, slots=True)
class Database:
    """All that can be retrieved."""

    entities: Table[Entity]
    backgrounds: Table[Background]


@torch.no_grad()
def embed_entities(networks: CraftNetworks, steps: Sequence[Any]) -> dict[str, Tensor]:
    """Return the target embeddings of entities. *Shape of each:* ``(n, width)``"""
    found = [
        networks.entity_target(as_video([step.crop for step in some]), layouts(some)[:, 2:4])
        for some in _portions(steps)
    ]
    return {space: torch.cat([each[space] for each in found]) for space in ENTITY_SPACES}


@torch.no_grad()
def embed_backgrounds(networks: CraftNetworks, examples: Sequence[Example]) -> dict[str, Tensor]:
    """Return the target embeddings of backgrounds. *Shape of each:* ``(n, width)``"""
    found = [
        networks.background_target(as_video([example.background for example in some]))
        for some in _portions(examples)
    ]
    return {space: torch.cat([each[space] for each in found]) for space in BACKGROUND_SPACES}


def build_database(
    networks: CraftNetworks, examples: Sequence[Example], *, most: int
) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Return the database of ``examples`` as it is written: tensors, and the words that their numbers
    stand for.

    Args:
        most: Entities, and at most as many backgrounds, from the first on.
    """
    steps = [step for example in examples for step in example.steps][:most]
    seen = examples[:most]
    entities = [_fields(step.entity) for step in steps]
    backgrounds = [_place_fields(example) for example in seen]
    tensors = {f"entities.space.{space}": each for space, each in embed_entities(networks, steps).items()}
    tensors |= {
        f"backgrounds.space.{space}": each for space, each in embed_backgrounds(networks, seen).items()
    }
    tensors = {name: (each * SCALE).round().to(torch.int8).contiguous() for name, each in tensors.items()}
    facts: dict[str, Any] = {}
    for table, rows in (("entities", entities), ("backgrounds", backgrounds)):
        for field in rows[0]:
            if field == "seed":
                tensors[f"{table}.{field}"] = torch.tensor([row[field] for row in rows], dtype=torch.int64)
                continue
            known = sorted({row[field] for row in rows}, key=str)
            facts[f"{table}.{field}"] = known
            numbers = torch.tensor([known.index(row[field]) for row in rows])
            tensors[f"{table}.{field}"] = numbers.to(torch.uint8 if len(known) < 256 else torch.int16)
    return tensors, facts


def read_database(folder: Path) -> Database:
    """Read ``database.safetensors`` and ``database.json``.

    Raises:
        ModelError: A file is missing or damaged, or names what the world no longer draws.
    """
    try:
        tensors = load_file(folder / "database.safetensors")
        facts = json.loads((folder / "database.json").read_text(encoding="utf-8"))
        entities = [_entity(row) for row in _rows("entities", tensors, facts)]
        backgrounds = [Background(**row) for row in _rows("backgrounds", tensors, facts)]
        return Database(
            Table(entities, {space: _floats(tensors[f"entities.space.{space}"]) for space in ENTITY_SPACES}),
            Table(
                backgrounds,
                {space: _floats(tensors[f"backgrounds.space.{space}"]) for space in BACKGROUND_SPACES},
            ),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{folder}: its database cannot be used ({error}); train it anew: storyboard train craft"
        ) from error


def _floats(bytes_: Tensor) -> Tensor:
    return bytes_.float() / SCALE


def _fields(entity: Entity) -> dict[str, Any]:
    subject = {f.name: getattr(entity.subject, f.name) for f in fields(SubjectSpec) if f.name not in LEFT_OUT}
    return {**subject, "mood": entity.mood, "role": entity.role}


def _entity(row: dict[str, Any]) -> Entity:
    mood, role = row.pop("mood"), row.pop("role")
    return Entity(SubjectSpec(**row), mood, role)


def _place_fields(example: Example) -> dict[str, Any]:
    return {name: getattr(example.spec, name) for name in BACKGROUND_FIELDS}


def _rows(table: str, tensors: Mapping[str, Tensor], facts: Mapping[str, list[Any]]) -> list[dict[str, Any]]:
    columns: dict[str, list[Any]] = {}
    for name, tensor in tensors.items():
        owner, _, field = name.partition(".")
        if owner == table and field != "seed" and not field.startswith("space."):
            columns[field] = [facts[name][number] for number in tensor.tolist()]
    if f"{table}.seed" in tensors:
        columns["seed"] = tensors[f"{table}.seed"].tolist()
    names, rows = list(columns), zip(*columns.values(), strict=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


def _portions(items: Sequence[Any], size: int = 256) -> list[Sequence[Any]]:
    return [items[i : i + size] for i in range(0, len(items), size)]
