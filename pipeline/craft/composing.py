"""A caption to a clip: entities and background are retrieved, placed one after the other, and fused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from pipeline.craft.batches import Words, as_video, as_words
from pipeline.craft.database import Database, read_database
from pipeline.craft.examples import SHOWN, raster, shape_feature
from pipeline.craft.layout import FIELDS, Layout, at_frames
from pipeline.craft.model import CraftNetworks, read_networks
from pipeline.craft.networks import Labels
from pipeline.craft.parts import Entity, relation_of
from pipeline.craft.placing import Scene, fuse, put, views
from pipeline.craft.retrieval import Found, Wanted, retrieve_background, retrieve_entity
from pipeline.world import WorldSpec
from pipeline.world.camera import View
from pipeline.world.captions import CAMERAS, FRAMINGS
from pipeline.world.staging import Placed

MOST = 3
"""Entities in one clip."""
SURE = 0.7
"""How likely it must be that a lone entity faces left; otherwise it faces right, as in the shot before."""
TURNED = frozenset({"talk", "give", "fight"})
"""Actions of one of two for which both are turned to each other."""
GREED = 4.0
"""Power of the chances from which a seed draws the cell of a box: likelier ones become likelier still."""


@dataclass(frozen=True, slots=True)
class Composition:
    """All that a clip is drawn from, at any size of the shape it was composed for."""

    spec: WorldSpec
    placed: tuple[Placed, ...]
    views: tuple[View, ...]
    found: tuple[Found, ...]
    """Each entity as it was retrieved."""
    layouts: tuple[Layout, ...]
    """Each box as it was composed, before it was settled in the scene."""


class Composer:
    """CRAFT: its networks and its database.

    Args:
        folder: What ``train_craft`` has written.

    Raises:
        ModelError: A file is missing, damaged or of another version.
    """

    def __init__(self, folder: Path) -> None:
        self.networks: CraftNetworks = read_networks(folder)
        self.database: Database = read_database(folder)

    @torch.no_grad()
    def compose(self, caption: str, *, wide: float, n_frames: int, seed: int = 0) -> Composition:
        """Return the clip that ``caption`` describes.

        Args:
            wide: Width over height of its frames.
            seed: Where subjects stand within what is likely, and when their motion begins. Who they are and
                where the clip plays hang on the words alone.
        """
        rng = np.random.default_rng([seed, 11])
        spec = self._scene(caption)
        numbers = self.networks.words.numbers(caption)
        found: list[Found] = []
        boxes: list[Layout] = []
        placed: list[Placed] = []
        offsets: list[float] = []
        for head in self.heads(numbers):
            words = as_words([numbers], [head])
            before = self._before(spec, placed, wide)
            box = self.layout(words, before, wide, rng, alone=not placed)
            found.append(retrieve_entity(self.database, self.query(words, before, box)))
            boxes.append(box)
            offsets.append(float(rng.random()))
            spec = _with(spec, [each.entity for each in found], boxes)
            scene = Scene(spec, wide, n_frames)
            settled = zip(spec.subjects, found, turned(spec, boxes), offsets, strict=True)
            placed = fuse(
                spec,
                [
                    put(replace(each.entity, subject=subject), layout, scene, offset)
                    for subject, each, layout, offset in settled
                ],
                wide,
            )
        shown = views(spec, placed, wide, n_frames)
        return Composition(spec, tuple(placed), tuple(shown), tuple(found), tuple(boxes))

    @torch.no_grad()
    def heads(self, numbers: np.ndarray) -> list[int]:
        """Return which words of a caption name its entities, at most ``MOST``."""
        words = as_words([numbers], [0])
        odds = self.networks.reader(words.numbers, words.lengths)[0]
        return [int(i) for i in torch.nonzero(odds > 0).flatten()][:MOST]

    @torch.no_grad()
    def layout(
        self, words: Words, before: Tensor, wide: float, rng: np.random.Generator, *, alone: bool
    ) -> Layout:
        """Return where the entity at a word stands: in a likely cell by lot.

        Args:
            before: What is composed so far. *Shape:* ``(1, 12, 36, 64)``
            alone: Whether nobody is there yet.
        """
        shape = torch.tensor([shape_feature(wide)])
        field = self.networks.layout(words.numbers, words.lengths, words.heads, before, shape)
        chances = (GREED * field.cells[0]).softmax(0).double().numpy()
        cells = torch.tensor([int(rng.choice(len(chances), p=chances / chances.sum()))])
        numbers = field.layouts(cells)[0].tolist()
        return Layout(
            **dict(zip(FIELDS, numbers[:6], strict=True)), left=numbers[6] > (SURE if alone else 0.5)
        )

    @torch.no_grad()
    def query(self, words: Words, before: Tensor, box: Layout) -> Wanted:
        """Return what entity to look for."""
        vector = torch.from_numpy(box.vector())[None]
        asked = self.networks.entity_query(words.numbers, words.lengths, words.heads, before, vector)
        return wanted(asked, self.networks.entity_labels)[0]

    @torch.no_grad()
    def background_query(self, caption: str) -> Wanted:
        """Return what background to look for."""
        words = as_words([self.networks.words.numbers(caption)], [0])
        asked = self.networks.background_query(words.numbers, words.lengths, words.heads)
        return wanted(asked, self.networks.background_labels)[0]

    def _scene(self, caption: str) -> WorldSpec:
        """Return the retrieved background as a clip without subjects, with framing and camera as clauses
        say."""
        background = retrieve_background(self.database, self.background_query(caption))
        clauses = [part.strip() for part in caption.lower().split(",")[1:]]
        return WorldSpec(
            subjects=(),
            place=background.place,
            time=background.time,
            weather=background.weather,
            seed=background.seed,
            framing=next((name for name, words in FRAMINGS.items() if words and words in clauses), "full"),
            camera=next((name for name, words in CAMERAS.items() if words and words in clauses), "static"),
        )

    def _before(self, spec: WorldSpec, placed: list[Placed], wide: float) -> Tensor:
        """Return what is composed so far as networks see it. *Shape:* ``(1, 12, 36, 64)``"""
        frames = [round(share / (SHOWN[-1]) * (_length(placed) - 1)) for share in SHOWN]
        return as_video([raster(spec, [at_frames(each, frames) for each in placed], wide)])


def _length(placed: list[Placed]) -> int:
    return len(placed[0].at) if placed else 1


def wanted(asked: Mapping[str, Tensor], labels: Labels) -> list[Wanted]:
    """Return what to look for, from embeddings. *Shape of each:* ``(B, width)``"""
    odds = labels.odds(asked)
    count = len(next(iter(asked.values())))
    return [
        Wanted(
            {space: each[i] for space, each in asked.items()}, {part: each[i] for part, each in odds.items()}
        )
        for i in range(count)
    ]


def turned(spec: WorldSpec, boxes: list[Layout]) -> list[Layout]:
    """Return ``boxes`` with two who talk, give or fight turned to each other."""
    acts = any(subject.action in TURNED for subject in spec.subjects)
    if len(boxes) != 2 or spec.relation is not None or not acts:
        return boxes
    first, second = boxes
    return [replace(first, left=first.x > second.x), replace(second, left=first.x <= second.x)]


def _with(spec: WorldSpec, entities: list[Entity], boxes: list[Layout]) -> WorldSpec:
    """Return ``spec`` with these entities as its subjects, where their boxes are."""
    mood = next((entity.mood for entity in entities if entity.mood != "calm"), "calm")
    placeless = replace(spec, relation=relation_of(tuple(entity.role for entity in entities)), mood=mood)
    with_subjects = replace(placeless, subjects=tuple(entity.subject for entity in entities))
    subjects = tuple(
        replace(entity.subject, x=round(box.x, 4), facing="left" if box.left else "right")
        for entity, box in zip(entities, turned(with_subjects, boxes), strict=True)
    )
    return replace(with_subjects, subjects=subjects)
