"""What CRAFT learns from: clips taken apart into captions, layouts, partly composed pictures and single
entities."""

from __future__ import annotations

import json
import math
import tarfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image

from pipeline.craft.layout import Layout, at_frames, layout_of
from pipeline.craft.parts import Entity, entities_of
from pipeline.craft.words import find_heads
from pipeline.world import SubjectSpec, Vocabulary, WorldSpec, captions, catalogue, draw, draw_masks
from pipeline.world.camera import View
from pipeline.world.captions import phrases
from pipeline.world.splits import split_specs
from pipeline.world.staging import Placed, bounds, place_subjects
from storyboard.errors import StoryboardError

CLIP = 16
"""Frames of a training clip."""
SHOWN = (0, 8, 15)
"""Frames of a partly composed clip that networks look at."""
RASTER = (64, 36)
"""Width and height of those frames in pixels, whatever the shape of the clip."""
CROP = 48
"""Pixels of a side of an entity's picture."""
CROP_FRAMES = (0, 3, 6, 9)
CROP_GREY = 128
VOCABULARY = replace(Vocabulary.everything(), subjects=(0.45, 0.4, 0.15), holding=0.3, hair=0.25)
"""More clips of several entities, and more that is held, than the data set of the diffusion model has."""
SHAPES = (16 / 9, 16 / 9, 1.0, 4 / 3, 9 / 16)
"""Widths over heights that training clips have."""


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One entity that is added to a partly composed clip."""

    entity: Entity
    layout: Layout
    before: np.ndarray
    """What was composed so far, and in the last channel where entities are. *Shape:* ``(3, 36, 64, 4)``,
    uint8"""
    crop: np.ndarray
    """The entity alone. *Shape:* ``(4, 48, 48, 3)``, uint8"""


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """One clip taken apart."""

    spec: WorldSpec
    wide: float
    """Width over height of its frames."""
    captions: tuple[str, ...]
    """Those that name all entities in order."""
    heads: tuple[tuple[int, ...], ...]
    """For each caption, the number of the word that names each entity."""
    steps: tuple[Step, ...]
    background: np.ndarray
    """The clip without entities. *Shape:* ``(3, 36, 64, 3)``, uint8"""


def training_specs(seed: int, clips: int, *, split: str = "train") -> Iterator[WorldSpec]:
    """Yield descriptions of a split, drawn by lot."""
    for _, spec in split_specs(split, seed, range(clips), VOCABULARY):
        yield spec


def stored_specs(folder: Path, split: str = "train") -> Iterator[WorldSpec]:
    """Yield the descriptions of a data set that ``storyboard data build`` has written; its clips are not
    read.

    Raises:
        StoryboardError: The folder holds no such data set.
    """
    manifest = folder / "manifest.json"
    if not manifest.is_file():
        raise StoryboardError(
            f"{folder}: no manifest.json; CRAFT learns from descriptions of the drawn world: "
            "build a data set with `storyboard data build DIR`, or leave --data out"
        )
    for shard in json.loads(manifest.read_text(encoding="utf-8"))["splits"][split]["shards"]:
        path = folder / shard["name"]
        if not path.is_file():
            raise StoryboardError(f"{path}: is missing; build the data set again, finished shards are kept")
        with tarfile.open(path) as tar:
            for entry in tar:
                file = tar.extractfile(entry) if entry.name.endswith(".json") else None
                if file is not None:
                    fields = json.loads(file.read())["spec"]
                    subjects = tuple(SubjectSpec(**subject) for subject in fields.pop("subjects"))
                    yield WorldSpec(subjects=subjects, **fields)


def examples(
    specs: Iterable[WorldSpec], *, seed: int, progress: Callable[[int], None] | None = None
) -> Iterator[Example]:
    """Yield clips taken apart; one whose captions never name all its entities in order is passed over.

    Args:
        seed: Of captions and shapes of frames.
        progress: Told how many clips were looked at, after each.
    """
    for number, spec in enumerate(specs):
        rng = np.random.default_rng([seed, number])
        found = _example(spec, rng)
        if found is not None:
            yield found
        if progress is not None:
            progress(number + 1)


def _example(spec: WorldSpec, rng: np.random.Generator) -> Example | None:
    wide = SHAPES[int(rng.integers(len(SHAPES)))]
    names = [subject.kind for subject in spec.subjects]
    said = [
        (text, heads)
        for text in captions(spec, rng)
        if (heads := find_heads(text, names, nouns())) is not None
    ]
    if not said or not spec.subjects:
        return None
    whole = place_subjects(spec, wide=wide, n_frames=CLIP)
    seen = [at_frames(placed, SHOWN) for placed in whole]
    steps = []
    for number, entity in enumerate(entities_of(spec)):
        before = raster(spec, seen[:number], wide)
        crop = entity_picture(at_frames(whole[number], CROP_FRAMES), entity)
        steps.append(Step(entity, layout_of(whole[number], wide), before, crop))
    return Example(
        spec,
        wide,
        tuple(text for text, _ in said),
        tuple(heads for _, heads in said),
        tuple(steps),
        steps[0].before[..., :3],
    )


@cache
def nouns() -> dict[str, tuple[str, ...]]:
    """Return, for each kind, the nouns by which captions call it, its own first."""
    return {kind: (kind, *phrases().kinds.get(kind, ())) for kind in catalogue.kinds()}


def raster(spec: WorldSpec, placed: list[Placed], wide: float) -> np.ndarray:
    """Return a partly composed clip as the networks see it: the whole stage, small.

    Args:
        spec: The first ``len(placed)`` of its subjects are there already.
        placed: At the frames ``SHOWN`` only.

    Returns:
        RGB, and 255 where an entity is. *Shape:* ``(3, 36, 64, 4)``, uint8
    """
    partly = replace(spec, subjects=spec.subjects[: len(placed)])
    views = [View(0.0, 0.0, 1.0)] * len(SHOWN)
    size, n_frames = (max(16, round(RASTER[1] * wide)), RASTER[1]), len(SHOWN)
    frames = draw(partly, size=size, n_frames=n_frames, placed=placed, views=views)
    masks = (
        draw_masks(partly, size=size, n_frames=n_frames, placed=placed, views=views) > 0
        if placed
        else np.zeros(frames.shape[:3], bool)
    )
    layers = np.concatenate([frames, (masks * np.uint8(255))[..., None]], -1)
    if size == RASTER:
        return layers
    # Channel by channel: as RGBA, colours would be weighed with the mask.
    return np.stack([np.stack([_resized(layer[..., c]) for c in range(4)], -1) for layer in layers])


def _resized(channel: np.ndarray) -> np.ndarray:
    picture = Image.fromarray(np.ascontiguousarray(channel)).resize(RASTER, Image.Resampling.BOX)
    return np.asarray(picture)


def entity_picture(placed: Placed, entity: Entity) -> np.ndarray:
    """Return an entity alone on grey, as large as the picture holds. *Shape:* ``(4, 48, 48, 3)``, uint8"""
    box = bounds(placed.figures)
    height = 0.94 / max(box[2] - box[0], box[3] - box[1])
    way = -1 if placed.left else 1
    at = (0.5 - way * (box[0] + box[2]) / 2 * height, 0.5 - (box[1] + box[3]) / 2 * height)
    alone = replace(
        placed, at=(at,) * len(placed.figures), height=height, waterline=None, ground=None, dark=False
    )
    spec = WorldSpec(subjects=(entity.subject,), place="meadow", mood=entity.mood)
    count = len(placed.figures)
    views = [View(0.0, 0.0, 1.0)] * count
    frames = draw(spec, size=CROP, n_frames=count, placed=[alone], views=views)
    masks = draw_masks(spec, size=CROP, n_frames=count, placed=[alone], views=views)
    return np.where(masks[..., None] > 0, frames, np.uint8(CROP_GREY))


def shape_feature(wide: float) -> float:
    """Return the shape of a frame as a number around 0."""
    return math.log2(wide)
