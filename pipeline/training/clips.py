"""The training clips: drawn once by the world, kept as arrays that are read from disk as needed."""

from __future__ import annotations

import dataclasses
import json
import multiprocessing
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

import numpy as np

from pipeline.training.config import StorybookConfig
from pipeline.world import Vocabulary, WorldSpec, caption, draw, draw_masks, sample_spec
from pipeline.world.captions import goes_left
from storyboard.errors import ModelError

FRAMES, MASKS = "frames.npy", "masks.npy"
"""In a folder of clips."""
FIRST = ("kind", "colour", "action")
"""What a caption says of the first subject."""
SECOND = ("second kind", "second colour", "second action")
THIRD = ("third kind", "third colour", "third action")
"""What it says of further ones; ``none`` where there is none."""
SUBJECTS = (FIRST, SECOND, THIRD)
FACTS = (*FIRST, "place", "time", "weather", *SECOND, *THIRD, "relation", "way")
"""What a caption says, in the order of the columns of ``TrainingClips.facts``."""
NONE = "none"
RELATIONS = (NONE, "chasing")
"""Relations that a caption puts into words; facing each other is how two subjects stand by default."""
WAYS = (NONE, "left")
"""Sides that a caption puts into words; a subject that is alone faces right by default."""


@dataclass(frozen=True, eq=False)
class TrainingClips:
    """Drawn clips with all that is known about them."""

    frames: np.ndarray
    """RGB. *Shape:* ``(clips, n_frames, size, size, 3)``, uint8"""
    masks: np.ndarray
    """Whether a pixel shows a subject. *Shape:* ``(clips, n_frames, size, size)``, bool"""
    captions: tuple[tuple[str, ...], ...]
    """For each clip its captions, the canonical one first."""
    facts: tuple[dict[str, str], ...]
    """For each clip the words of ``FACTS``."""

    def __len__(self) -> int:
        return len(self.frames)


def facts_of(spec: WorldSpec) -> dict[str, str]:
    """Return what the caption of a clip with one to three subjects says, by ``FACTS``."""
    told = {"place": spec.place, "time": spec.time, "weather": spec.weather}
    told["relation"] = spec.relation if spec.relation in RELATIONS else NONE
    told["way"] = "left" if goes_left(spec) else NONE
    for names, subject in zip(SUBJECTS, (*spec.subjects, None, None), strict=False):
        says = (NONE,) * 3 if subject is None else (subject.kind, subject.colour, subject.action)
        told |= dict(zip(names, says, strict=True))
    return {fact: told[fact] for fact in FACTS}


def subject_chances(config: StorybookConfig) -> tuple[float, ...]:
    """Return how likely clips of one, two and three subjects are in what a model learns from."""
    chances = config.vocabulary.get("subjects", (1.0,))
    return tuple(float(chance) for chance in chances) if isinstance(chances, tuple) else (1.0,)


def is_held_out(facts: dict[str, str], config: StorybookConfig) -> bool:
    """Whether a clip shows a combination that training must never see, of any subject."""
    return any(
        (facts[kind], facts[colour]) in config.data.held_out_colours
        or (facts[kind], facts[action]) in config.data.held_out_actions
        for kind, colour, action in SUBJECTS
    )


def specs(config: StorybookConfig, *, seed: int, held_out: bool = False) -> Iterator[WorldSpec]:
    """Yield specs without end: of the combinations that are trained on, or of those held out.

    Raises:
        ModelError: ``data.only`` names a field that no spec has, or leaves nothing.
    """
    rng = np.random.default_rng(seed)
    vocabulary = Vocabulary.from_mapping(config.vocabulary)
    missed = 0
    while missed < 100_000:
        spec = sample_spec(rng, vocabulary=vocabulary)
        missed += 1
        if is_held_out(facts_of(spec), config) == held_out and _is_kept(spec, config.data.only):
            missed = 0
            yield spec
    raise ModelError("data.only and the held-out pairs leave nothing to draw; allow more values")


def _is_kept(spec: WorldSpec, only: dict[str, tuple[str | int, ...]]) -> bool:
    """Whether the fields that no caption names have values that the configuration keeps."""
    for name, values in only.items():
        holder = spec if hasattr(spec, name) else spec.subjects[0]
        if not hasattr(holder, name):
            known = [field.name for part in (spec, spec.subjects[0]) for field in dataclasses.fields(part)]
            raise ModelError(f"data.only.{name}: a spec has no such field; there are: {', '.join(known)}")
        if getattr(holder, name) not in values:
            return False
    return True


def _draw_one(numbered: tuple[int, WorldSpec], config: StorybookConfig, folder: Path) -> str:
    """Draw a clip into the arrays of ``folder``; return its line of ``clips.jsonl``."""
    number, spec = numbered
    size, n_frames = config.video.size, config.video.n_frames
    rng = np.random.default_rng((config.seed, number))
    texts = [caption(spec), *(caption(spec, rng) for _ in range(config.data.variants))]
    _opened(folder / FRAMES)[number] = draw(spec, size=size, n_frames=n_frames)
    _opened(folder / MASKS)[number] = draw_masks(spec, size=size, n_frames=n_frames) > 0
    return json.dumps({"captions": texts, "facts": facts_of(spec)})


@lru_cache
def _opened(path: Path) -> np.ndarray:
    return np.load(path, mmap_mode="r+")


def draw_clips(config: StorybookConfig, folder: Path) -> TrainingClips:
    """Draw the training set under ``folder``, or read what an earlier run has drawn there.

    A run that was killed while drawing starts the drawing anew; it takes minutes.
    """
    count, size, n_frames = config.data.clips, config.video.size, config.video.n_frames
    finished = folder / "clips.jsonl"
    if not finished.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _opened.cache_clear()  # An earlier drawing into the same folder was stopped.
        new = partial(np.lib.format.open_memmap, mode="w+")
        new(folder / FRAMES, dtype=np.uint8, shape=(count, n_frames, size, size, 3)).flush()
        new(folder / MASKS, dtype=np.bool_, shape=(count, n_frames, size, size)).flush()
        work = enumerate(spec for _, spec in zip(range(count), specs(config, seed=config.seed), strict=False))
        records = list(_drawn(work, config, folder))
        _opened.cache_clear()
        temporary = finished.with_suffix(".tmp")
        temporary.write_text("\n".join(records), encoding="utf-8")
        temporary.replace(finished)
    return read_clips(folder)


def _drawn(
    work: Iterator[tuple[int, WorldSpec]], config: StorybookConfig, folder: Path
) -> Iterator[str]:
    """Draw in this process, or in ``data.workers`` fresh ones (forking would copy torch's threads)."""
    draw_one = partial(_draw_one, config=config, folder=folder)
    if config.data.workers == 1:
        yield from map(draw_one, work)
        return
    with multiprocessing.get_context("spawn").Pool(config.data.workers) as pool:
        yield from pool.imap(draw_one, work, chunksize=16)


def read_clips(folder: Path) -> TrainingClips:
    """Read clips that ``draw_clips`` has written."""
    lines = (folder / "clips.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    return TrainingClips(
        frames=np.load(folder / FRAMES, mmap_mode="r"),
        masks=np.load(folder / MASKS, mmap_mode="r"),
        captions=tuple(tuple(record["captions"]) for record in records),
        facts=tuple(record["facts"] for record in records),
    )
