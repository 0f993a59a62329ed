"""Examples as tensors: everything that CRAFT's networks see, in one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from pipeline.craft.examples import Example, Step, shape_feature
from pipeline.craft.parts import BACKGROUND_SPACES, ENTITY_SPACES, values
from pipeline.craft.words import UNKNOWN, WordList, padded
from pipeline.world import WorldSpec, catalogue
from pipeline.world.captions import TIMES, WEATHERS

PLACE_ALONE = 0.15
"""Share of the captions that name no entity when backgrounds are learnt."""


@dataclass(frozen=True, slots=True)
class Words:
    """Captions of a batch, and the word that each is read at."""

    numbers: Tensor
    """*Shape:* ``(B, T)``"""
    lengths: Tensor
    heads: Tensor
    """*Shape:* ``(B,)``"""


class Batches:
    """Draws batches from examples by lot."""

    def __init__(
        self, examples: Sequence[Example], words: WordList, *, seed: int, word_dropout: float
    ) -> None:
        self.examples = examples
        self.entities = [(e, s) for e, example in enumerate(examples) for s in range(len(example.steps))]
        self._words = words
        self._rng = np.random.default_rng(seed)
        self._dropout = word_dropout

    def pick(self, count: int) -> list[tuple[int, int]]:
        """Return (number of the clip, number of the entity) of ``count`` entities."""
        return [self.entities[i] for i in self._rng.integers(len(self.entities), size=count)]

    def steps(self, picked: Sequence[tuple[int, int]]) -> list[Step]:
        return [self.examples[clip].steps[entity] for clip, entity in picked]

    def words(self, picked: Sequence[tuple[int, int]]) -> Words:
        """Return one caption by lot for each entity, some of its words hidden."""
        sentences, heads = [], []
        for clip, entity in picked:
            example = self.examples[clip]
            which = int(self._rng.integers(len(example.captions)))
            numbers = self._words.numbers(example.captions[which])
            hidden = self._rng.random(len(numbers)) < self._dropout
            hidden[list(example.heads[which])] = False
            sentences.append(np.where(hidden, UNKNOWN, numbers))
            heads.append(example.heads[which][entity])
        return as_words(sentences, heads)

    def places(self, clips: Sequence[int]) -> Words:
        """Return one caption by lot for each clip; some say nothing but the place, as a shot of nobody
        does."""
        sentences = []
        for clip in clips:
            example = self.examples[clip]
            text = example.captions[int(self._rng.integers(len(example.captions)))]
            if self._rng.random() < PLACE_ALONE:
                text = place_phrase(example.spec)
            sentences.append(self._words.numbers(text))
        return as_words(sentences, [0] * len(sentences))

    def tags(self, picked: Sequence[tuple[int, int]]) -> tuple[Words, Tensor]:
        """Return captions, and 1 for every word that names an entity. *Shape of tags:* ``(B, T)``"""
        sentences, named = [], []
        for clip, _ in picked:
            example = self.examples[clip]
            which = int(self._rng.integers(len(example.captions)))
            sentences.append(self._words.numbers(example.captions[which]))
            named.append(example.heads[which])
        words = as_words(sentences, [heads[0] for heads in named])
        tags = torch.zeros(words.numbers.shape)
        for row, heads in zip(tags, named, strict=True):
            row[list(heads)] = 1.0
        return words, tags

    def shapes(self, picked: Sequence[tuple[int, int]]) -> Tensor:
        return torch.tensor([shape_feature(self.examples[clip].wide) for clip, _ in picked])


def place_phrase(spec: WorldSpec) -> str:
    """Return ``in the forest at night in the rain``, as captions of nobody have it."""
    time = "" if spec.time == "day" else TIMES[spec.time]
    parts = (catalogue.places()[spec.place].at, spec.place, time, WEATHERS[spec.weather])
    return " ".join(part for part in parts if part)


def as_words(sentences: Sequence[np.ndarray], heads: Sequence[int]) -> Words:
    numbers, lengths = padded(sentences)
    return Words(torch.from_numpy(numbers), torch.from_numpy(lengths), torch.tensor(list(heads)))


def as_video(pictures: Sequence[np.ndarray]) -> Tensor:
    """Return clips as channels. *Shape:* n times ``(frames, h, w, c)``, uint8 -> ``(n, frames * c, h, w)``"""
    stacked = torch.from_numpy(np.stack(pictures)).permute(0, 1, 4, 2, 3).flatten(1, 2)
    # In the order that convolutions on a CPU are fastest with.
    return (stacked.float() / 255 - 0.5).contiguous(memory_format=torch.channels_last)


def entity_labels(steps: Sequence[Step]) -> dict[str, Tensor]:
    """Return the number of each part's value. *Shape of each:* ``(B,)``"""
    return {
        part: torch.tensor([values()[part].index(step.entity.part(part)) for step in steps])
        for parts in ENTITY_SPACES.values()
        for part in parts
    }


def background_labels(examples: Sequence[Example]) -> dict[str, Tensor]:
    """Return the number of each part's value. *Shape of each:* ``(B,)``"""
    return {
        part: torch.tensor([values()[part].index(getattr(example.spec, part)) for example in examples])
        for parts in BACKGROUND_SPACES.values()
        for part in parts
    }


def layouts(steps: Sequence[Step]) -> Tensor:
    """Return layouts. *Shape:* ``(B, 7)``"""
    return torch.from_numpy(np.stack([step.layout.vector() for step in steps]))
