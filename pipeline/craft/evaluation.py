"""How well CRAFT places, retrieves and composes: on validation and test, combinations seen and unseen apart.

Captions are canonical, as boards have them, unless a row says otherwise. Networks are asked one step at a
time on the true partly composed clip, except in the last table, which runs the whole chain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from pipeline.craft.batches import as_video, as_words, layouts
from pipeline.craft.composing import Composer, wanted
from pipeline.craft.database import Described, Table
from pipeline.craft.examples import Example, Step, examples, shape_feature, training_specs
from pipeline.craft.layout import FIELDS, Layout, layout_of, temporal_overlap
from pipeline.craft.measures import Mean, Report, Section, Share
from pipeline.craft.model import parameter_count, read_prior
from pipeline.craft.networks import Field
from pipeline.craft.retrieval import Wanted, nearest, retrieve_background, retrieve_entity
from pipeline.models.threads import computing_with

SHIPPED = Path(__file__).resolve().parent.parent / "models" / "weights" / "craft"
GROUPS = {
    "validation, seen": ("validation", 0),
    "validation, unseen": ("unseen", 0),
    "test, seen": ("test", 1),
    "test, unseen": ("unseen", 1),
}
"""Group -> split, and what is added to the seed: the two of ``unseen`` share no clip."""
Classes = Mapping[str, tuple[str, ...]]
CLASSES: Classes = {
    "noun": ("kind", "holding"),
    "adjective": ("colour", "size", "hair", "mood", "holding_colour"),
    "verb": ("action", "role"),
}
PLACES: Classes = {"place": ("place",), "time": ("time",), "weather": ("weather",)}
PIXELS = (1280, 720)
"""Size of the frame in which distances are counted."""
TEN = 10
CLIPS = 200
"""Of each group."""


class HasParts(Protocol):
    """A description that can be asked for its parts."""

    def part(self, name: str) -> str:
        """Return the value of a part."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """One entity of one caption."""

    example: Example
    step: Step
    caption: int
    head: int


@dataclass(slots=True)
class _Recalls:
    """Right answers of a ranking: at 1 and at 10, by class of words."""

    counts: Counter[str] = field(default_factory=Counter)
    of: int = 0

    def add(self, ranked: Sequence[Described], wanted: Described, classes: Classes) -> None:
        """Count one query whose answers are ``ranked``, the best first."""
        self.of += 1
        every = {**classes, "all": tuple(part for parts in classes.values() for part in parts)}
        for name, parts in every.items():
            for most in (1, TEN):
                if any(all(one.part(p) == wanted.part(p) for p in parts) for one in ranked[:most]):
                    self.counts[f"{name}@{most}"] += 1

    def row(self, classes: Classes, *, only_first: bool = False) -> list[object]:
        return [
            Share(self.counts[f"{name}@{most}"], self.of) if most == 1 or not only_first else None
            for name in (*classes, "all")
            for most in (1, TEN)
        ]


def evaluate_craft(folder: Path | str | None = None, *, clips: int = CLIPS, seed: int = 70_001) -> Report:
    """Measure CRAFT.

    Args:
        folder: What ``train_craft`` has written; ``None``: what is shipped.
        clips: Of each of the four groups.
        seed: Far from that of training.
    """
    folder = Path(folder) if folder is not None else SHIPPED
    composer, prior = Composer(folder), read_prior(folder)
    report = Report(
        f"{clips} clips of each group, seed {seed}; per cent right or means, 95 % intervals. "
        f"{parameter_count(composer.networks) / 1e6:.2f} M parameters; the database holds "
        f"{len(composer.database.entities)} entities and {len(composer.database.backgrounds)} backgrounds."
    )
    with computing_with(1):
        for name, (split, more) in GROUPS.items():
            found = list(examples(training_specs(seed + more, clips, split=split), seed=seed + more))
            report.add(name, _layouts(composer, prior, found))
            report.add(name, _entities(composer, found, seed))
            report.add(name, _backgrounds(composer, found, seed))
            report.add(name, _chain(composer, found))
    return report


def canonical(found: Sequence[Example]) -> list[Asked]:
    """Return every entity of the canonical captions."""
    return [
        Asked(example, step, 0, example.heads[0][number])
        for example in found
        for number, step in enumerate(example.steps)
    ]


def by_lot(found: Sequence[Example], seed: int) -> list[Asked]:
    """Return every entity of captions in other words and another order."""
    rng = np.random.default_rng([seed, 3])
    asked = []
    for example in found:
        which = int(rng.integers(len(example.captions)))
        asked += [
            Asked(example, step, which, example.heads[which][number])
            for number, step in enumerate(example.steps)
        ]
    return asked


def _layouts(composer: Composer, prior: Field, found: Sequence[Example]) -> Section:
    asked = canonical(found)
    truth = layouts([each.step for each in asked])
    made = _field(composer, asked)
    usual = prior.repeated(len(asked))
    section = Section("layout composer", ("NLL, nats", "distance, pixels at 1280x720", "IoU"))
    for name, distribution in (("layout composer", made), ("most frequent layout", usual)):
        boxes = _boxes(distribution.layouts())
        section.row(name, [Mean.of(distribution.nll(truth).tolist()), *_fit(boxes, asked)])
    section.row("oracle layout", ["", *_fit([each.step.layout for each in asked], asked)])
    return section


def _entities(composer: Composer, found: Sequence[Example], seed: int) -> Section:
    table = composer.database.entities
    heads = [f"{name} @{most}" for name in (*CLASSES, "all") for most in (1, TEN)]
    section = Section("entity retriever, recall", heads)
    for name, asked in (("canonical", canonical(found)), ("other words", by_lot(found, seed))):
        for kind, boxes in (
            ("oracle layout", None),
            ("composed layout", _boxes(_field(composer, asked).layouts())),
        ):
            if name == "other words" and boxes is not None:
                continue
            queries = _queries(composer, asked, boxes)
            whole, drawn = _Recalls(), _Recalls()
            for each, query in zip(asked, queries, strict=True):
                ranked = [table.entries[i] for i in nearest(table, query, TEN)]
                whole.add(ranked, each.step.entity, CLASSES)
                if boxes is None:
                    drawn.add([retrieve_entity(composer.database, query).entity], each.step.entity, CLASSES)
            section.row(f"nearest entity, {name}, {kind}", whole.row(CLASSES))
            if boxes is None:
                section.row(f"recombined, {name}", drawn.row(CLASSES, only_first=True))
    asked = canonical(found)
    truth = [each.step.entity for each in asked]
    section.row("most frequent", _most_frequent(table, truth, CLASSES))
    section.row("random entity", _random(table, truth, CLASSES, seed))
    section.row("oracle retrieval", _oracle(table, truth, CLASSES))
    return section


def _backgrounds(composer: Composer, found: Sequence[Example], seed: int) -> Section:
    table = composer.database.backgrounds
    heads = [f"{name} @{most}" for name in (*PLACES, "all") for most in (1, TEN)]
    section = Section("background retriever, recall", heads)
    whole, drawn = _Recalls(), _Recalls()
    wanted = [_Scenery(example) for example in found]
    for example, truth in zip(found, wanted, strict=True):
        query = composer.background_query(example.captions[0])
        whole.add([table.entries[i] for i in nearest(table, query, TEN)], truth, PLACES)
        drawn.add([retrieve_background(composer.database, query)], truth, PLACES)
    section.row("nearest background", whole.row(PLACES))
    section.row("recombined", drawn.row(PLACES, only_first=True))
    section.row("most frequent", _most_frequent(table, wanted, PLACES))
    section.row("random background", _random(table, wanted, PLACES, seed))
    section.row("oracle retrieval", _oracle(table, wanted, PLACES))
    return section


def _chain(composer: Composer, found: Sequence[Example]) -> Section:
    """Compose whole clips, on what was composed before, and compare descriptions."""
    section = Section(
        "whole clips",
        (
            "all named entities",
            "all nouns",
            "all adjectives",
            "all verbs",
            "background",
            "all of it",
            "IoU",
            "apart",
        ),
    )
    right: Counter[str] = Counter()
    overlaps: list[float] = []
    for example in found:
        made = composer.compose(example.captions[0], wide=example.wide, n_frames=16, seed=example.spec.seed)
        wanted = [step.entity for step in example.steps]
        got = [each.entity for each in made.found]
        same = {"named": len(got) == len(wanted)}
        for name, parts in CLASSES.items():
            same[name] = same["named"] and all(
                a.part(p) == b.part(p) for a, b in zip(got, wanted, strict=True) for p in parts
            )
        place = (example.spec.place, example.spec.time, example.spec.weather)
        same["background"] = (made.spec.place, made.spec.time, made.spec.weather) == place
        same["everything"] = all(same.values())
        settled = [layout_of(placed, example.wide) for placed in made.placed]
        if same["named"]:
            overlaps += [
                temporal_overlap(a, step.layout) for a, step in zip(settled, example.steps, strict=True)
            ]
        same["apart"] = made.spec.relation == "carrying" or all(
            temporal_overlap(a, b) < 0.02 for i, a in enumerate(settled) for b in settled[:i]
        )
        right.update(name for name, value in same.items() if value)
    names = ("named", *CLASSES, "background", "everything")
    shares = [Share(right[name], len(found)) for name in names]
    section.row("composed", [*shares, Mean.of(overlaps, digits=2), Share(right["apart"], len(found))])
    return section


@dataclass(frozen=True, slots=True)
class _Scenery:
    """Where and when an example plays, part by part."""

    example: Example

    def part(self, name: str) -> str:
        return str(getattr(self.example.spec, name))


@torch.no_grad()
def _field(composer: Composer, asked: Sequence[Asked]) -> Field:
    words = as_words(*_said(composer, asked))
    video = as_video([each.step.before for each in asked])
    shape = torch.tensor([shape_feature(each.example.wide) for each in asked])
    return composer.networks.layout(words.numbers, words.lengths, words.heads, video, shape)


@torch.no_grad()
def _queries(composer: Composer, asked: Sequence[Asked], boxes: Sequence[Layout] | None) -> list[Wanted]:
    words = as_words(*_said(composer, asked))
    video = as_video([each.step.before for each in asked])
    where = [each.step.layout for each in asked] if boxes is None else boxes
    vectors = torch.from_numpy(np.stack([box.vector() for box in where]))
    found = composer.networks.entity_query(words.numbers, words.lengths, words.heads, video, vectors)
    return wanted(found, composer.networks.entity_labels)


def _said(composer: Composer, asked: Sequence[Asked]) -> tuple[list[np.ndarray], list[int]]:
    numbers = [composer.networks.words.numbers(each.example.captions[each.caption]) for each in asked]
    return numbers, [each.head for each in asked]


def _boxes(numbers: Tensor) -> list[Layout]:
    return [Layout(**dict(zip(FIELDS, row[:6], strict=True)), left=row[6] > 0.5) for row in numbers.tolist()]


def _fit(boxes: Sequence[Layout], asked: Sequence[Asked]) -> list[object]:
    """Return distance and overlap of boxes with the true ones."""
    width, height = PIXELS
    truth = [each.step.layout for each in asked]
    away = [
        float(np.hypot((a.x - b.x) * width, (a.y - b.y) * height)) for a, b in zip(boxes, truth, strict=True)
    ]
    over = [temporal_overlap(a, b) for a, b in zip(boxes, truth, strict=True)]
    return [Mean.of(away, digits=0), Mean.of(over, digits=2)]


def _most_frequent(table: Table[Described], wanted: Sequence[HasParts], classes: Classes) -> list[object]:
    """Answer each class with its one, and its ten, most frequent values of the database."""
    out: list[object] = []
    every = {**classes, "all": tuple(part for parts in classes.values() for part in parts)}
    for parts in every.values():
        counts = Counter(tuple(entry.part(p) for p in parts) for entry in table.entries)
        usual = [value for value, _ in counts.most_common(TEN)]
        for most in (1, TEN):
            right = sum(tuple(one.part(p) for p in parts) in usual[:most] for one in wanted)
            out.append(Share(right, len(wanted)))
    return out


def _random(table: Table[Described], wanted: Sequence[HasParts], classes: Classes, seed: int) -> list[object]:
    rng = np.random.default_rng([seed, 5])
    recalls = _Recalls()
    for one in wanted:
        recalls.add([table.entries[int(i)] for i in rng.integers(len(table), size=TEN)], one, classes)
    return recalls.row(classes)


def _oracle(table: Table[Described], wanted: Sequence[HasParts], classes: Classes) -> list[object]:
    """Return what the best entry of the database could reach: what it holds at all."""
    out: list[object] = []
    for parts in (*classes.values(), tuple(part for each in classes.values() for part in each)):
        known = {tuple(entry.part(p) for p in parts) for entry in table.entries}
        share = Share(sum(tuple(one.part(p) for p in parts) in known for one in wanted), len(wanted))
        out += [share, share]
    return out
