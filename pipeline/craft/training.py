"""Training CRAFT: first the reader, then layout composer, entity retriever and background retriever, in
turn."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional as F

from pipeline.craft.batches import Batches, as_video, background_labels, entity_labels, layouts
from pipeline.craft.database import build_database
from pipeline.craft.examples import Example, examples, stored_specs, training_specs
from pipeline.craft.model import CraftNetworks, write_networks
from pipeline.craft.networks import Labels, triplet
from pipeline.craft.parts import BACKGROUND_SPACES, ENTITY_SPACES
from pipeline.craft.settings import CraftSettings, Stage, load_settings
from pipeline.craft.words import WordList
from pipeline.world import WorldSpec, catalogue, concepts
from storyboard.errors import StoryboardError

Say = Callable[[str], None]
INDEX = '{"_class_name": "CraftModel", "_diffusers_version": "0"}'
"""By this file the folder is known as one of weights."""


def train_craft(
    output: Path | str,
    *,
    config: Path | str | None = None,
    data: Path | str | None = None,
    settings: CraftSettings | None = None,
    say: Say = lambda line: None,
) -> Path:
    """Train CRAFT's networks and build its database, on the training split alone.

    Args:
        output: Gets networks, database, and what the words of prompts may become.
        config: Settings; ``None``: ``configs/train/craft.yaml``.
        data: A data set of ``storyboard data build``, whose training split is used; ``None``: descriptions of
            the training split are drawn by lot.
        settings: Instead of ``config``.
        say: Told how far it is, one line at a time.

    Raises:
        StoryboardError: The settings or the data set cannot be used.
    """
    settings = settings or load_settings(config)
    begun = time.process_time()
    specs: Iterable[WorldSpec] = (
        training_specs(settings.seed, settings.clips)
        if data is None
        else islice(stored_specs(Path(data)), settings.clips)
    )

    def count(number: int) -> None:
        if number % 1000 == 0:
            say(f"{number} clips taken apart, {time.process_time() - begun:.0f} s")

    known = list(examples(specs, seed=settings.seed, progress=count))
    if not known:
        raise StoryboardError(f"{data}: the training split has no clip whose caption names its subjects")
    words = WordList.of(text for example in known for text in example.captions)
    torch.manual_seed(settings.seed)
    networks = CraftNetworks(words).to(memory_format=torch.channels_last)
    batches = Batches(known, words, seed=settings.seed, word_dropout=settings.word_dropout)
    _train(networks.reader, settings.reader, "reader", say, lambda n: _reader_loss(networks, batches, n))
    _train(networks.layout, settings.layout, "layout", say, lambda n: _layout_loss(networks, batches, n))
    entities = nn.ModuleList([networks.entity_query, networks.entity_target, networks.entity_labels])
    _train(entities, settings.entities, "entities", say, lambda n: _entity_loss(networks, batches, n))
    places = nn.ModuleList(
        [networks.background_query, networks.background_target, networks.background_labels]
    )
    _train(places, settings.backgrounds, "backgrounds", say, lambda n: _background_loss(networks, batches, n))
    output = Path(output)
    output.mkdir(parents=True, exist_ok=True)
    write_networks(networks, output, layouts([step for example in known for step in example.steps]))
    tensors, facts = build_database(networks, known, most=settings.database)
    save_file(tensors, output / "database.safetensors")
    (output / "database.json").write_text(json.dumps(facts, separators=(",", ":")) + "\n", encoding="utf-8")
    vocabulary = {
        **concepts(),
        "holding": [name for name, kind in catalogue.kinds().items() if kind.held],
        "company": catalogue.COMPANY,
        "together": catalogue.TOGETHER,
    }
    (output / "vocabulary.json").write_text(json.dumps(vocabulary) + "\n", encoding="utf-8")
    (output / "model_index.json").write_text(INDEX + "\n", encoding="utf-8")
    say(f"{output}: {time.process_time() - begun:.0f} s in all")
    return output


def _train(network: nn.Module, stage: Stage, name: str, say: Say, loss_of: Callable[[int], Tensor]) -> None:
    """Train one network for its number of steps; the learning rate falls along a cosine."""
    optimizer = torch.optim.AdamW(network.parameters(), lr=stage.learning_rate, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / 50) * 0.5 * (1 + math.cos(math.pi * step / stage.steps))
    )
    network.train()
    begun, mean = time.process_time(), 0.0
    for step in range(1, stage.steps + 1):
        loss = loss_of(stage.batch)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        mean += (float(loss.detach()) - mean) * max(0.01, 1 / step)
        if step % max(1, stage.steps // 5) == 0:
            say(f"{name}: step {step} of {stage.steps}, loss {mean:.3f}, {time.process_time() - begun:.0f} s")
    network.eval()


def _reader_loss(networks: CraftNetworks, batches: Batches, count: int) -> Tensor:
    words, tags = batches.tags(batches.pick(count))
    odds = networks.reader(words.numbers, words.lengths)
    inside = torch.arange(odds.shape[1])[None] < words.lengths[:, None]
    return F.binary_cross_entropy_with_logits(odds[inside], tags[inside])


def _layout_loss(networks: CraftNetworks, batches: Batches, count: int) -> Tensor:
    picked = batches.pick(count)
    steps, words = batches.steps(picked), batches.words(picked)
    video = as_video([step.before for step in steps])
    field = networks.layout(words.numbers, words.lengths, words.heads, video, batches.shapes(picked))
    truth = layouts(steps)
    return (field.nll(truth) + field.facing_loss(truth)).mean()


def _entity_loss(networks: CraftNetworks, batches: Batches, count: int) -> Tensor:
    picked = batches.pick(count)
    steps, words = batches.steps(picked), batches.words(picked)
    where, labels = layouts(steps), entity_labels(steps)
    query = networks.entity_query(
        words.numbers, words.lengths, words.heads, as_video([step.before for step in steps]), where
    )
    target = networks.entity_target(as_video([step.crop for step in steps]), where[:, 2:4])
    return _retrieval_loss(query, target, labels, networks.entity_labels, ENTITY_SPACES)


def _background_loss(networks: CraftNetworks, batches: Batches, count: int) -> Tensor:
    picked = batches.pick(count)
    found: list[Example] = [batches.examples[clip] for clip, _ in picked]
    words = batches.places([clip for clip, _ in picked])
    query = networks.background_query(words.numbers, words.lengths, words.heads)
    target = networks.background_target(as_video([example.background for example in found]))
    return _retrieval_loss(
        query, target, background_labels(found), networks.background_labels, BACKGROUND_SPACES
    )


def _retrieval_loss(
    query: Mapping[str, Tensor],
    target: Mapping[str, Tensor],
    labels: Mapping[str, Tensor],
    heads: Labels,
    spaces: Mapping[str, Sequence[str]],
) -> Tensor:
    """Return the triplet loss of each space, and the auxiliary losses on both embeddings."""
    loss = heads.loss(query, labels) + heads.loss(target, labels)
    for space, parts in spaces.items():
        same = torch.stack([labels[part][:, None] == labels[part][None] for part in parts]).all(0)
        loss = loss + triplet(query[space], target[space], same)
    return loss
