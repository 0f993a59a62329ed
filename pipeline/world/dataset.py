"""The data set: captioned clips with masks and boxes in tar shards that WebDataset reads."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from pipeline.world.samples import write_samples
from pipeline.world.shards import ShardRecord, shard_name, write_shard
from pipeline.world.splits import held_out_pairs, split_sizes
from storyboard.errors import OutputError, StoryboardError

FORMAT = 1
"""Version of the shards' content."""
CLIPS_PER_SHARD = 250


class BuildSettings(BaseModel):
    """What decides every byte of a data set."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int = FORMAT
    clips: int
    size: int
    n_frames: int
    seed: int
    captions: int = 5
    """Captions of each clip, the canonical one first."""
    per_shard: int = CLIPS_PER_SHARD
    world: str
    """Digest of what draws."""


@dataclass(frozen=True, slots=True)
class BuildResult:
    """A finished data set."""

    manifest: Path
    clips: int
    clips_per_second: float
    """Of those drawn in this run; 0 if all were there already."""


def world_digest() -> str:
    """Return the sha256 of all that decides how the world looks: this package's code and tables."""
    found = hashlib.sha256()
    here = Path(__file__).parent
    for path in sorted([*here.rglob("*.py"), *here.rglob("*.yaml")]):
        found.update(path.relative_to(here).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def build_dataset(
    folder: Path | str,
    *,
    clips: int = 20_000,
    size: int = 128,
    n_frames: int = 16,
    seed: int = 0,
    workers: int | None = None,
    per_shard: int = CLIPS_PER_SHARD,
    progress: Callable[[int, int], None] | None = None,
) -> BuildResult:
    """Draw a data set, or finish one that was interrupted.

    ``folder`` gets ``train-00000.tar`` and so on for each split, ``manifest.json`` with counts and digests,
    and ``samples.html`` to look at. A sample in a shard is ``KEY.mp4``, ``KEY.masks.png`` (the
    frames' masks one below the other; a pixel is the number of its subject), ``KEY.txt`` (the canonical
    caption) and ``KEY.json`` (captions, description, boxes). The same arguments give the same
    bytes, whatever the number of workers.

    Args:
        clips: In all splits together.
        size: Pixels of a side.
        workers: Processes; ``None``: one for each core.
        per_shard: Clips in one shard.
        progress: Told clips done and clips in all, after each shard.

    Raises:
        OutputError: The folder cannot be written, or holds a data set of other settings.
    """
    folder = Path(folder)
    settings = BuildSettings(
        clips=clips, size=size, n_frames=n_frames, seed=seed, per_shard=per_shard, world=world_digest()
    )
    _claim(folder, settings)
    jobs = [
        (split, shard, range(start, min(start + per_shard, count)))
        for split, count in split_sizes(clips).items()
        for shard, start in enumerate(range(0, count, per_shard))
    ]
    missing = [job for job in jobs if _finished(folder, job[0], job[1]) is None]
    begun, done = time.perf_counter(), clips - sum(len(numbers) for _, _, numbers in missing)
    drawn = sum(len(numbers) for _, _, numbers in missing)
    for _, _, numbers in _run(folder, settings, missing, workers or os.cpu_count() or 1):
        done += len(numbers)
        if progress is not None:
            progress(done, clips)
    seconds = time.perf_counter() - begun
    manifest = _write_manifest(folder, settings, jobs)
    if drawn or not (folder / "samples.html").exists():
        write_samples(folder, seed=seed, size=min(2 * size, 256))
    return BuildResult(manifest, clips, drawn / seconds if drawn else 0.0)


Job = tuple[str, int, range]
"""Split, number of the shard, numbers of its clips."""


def _run(folder: Path, settings: BuildSettings, jobs: Sequence[Job], workers: int) -> Iterator[Job]:
    """Draw the shards of ``jobs``, yielding each that is finished."""
    write = partial(_draw_shard, folder, settings)
    if workers == 1 or len(jobs) < 2:
        for job in jobs:
            write(job)
            yield job
        return
    with ProcessPoolExecutor(
        min(workers, len(jobs)), mp_context=multiprocessing.get_context("spawn")
    ) as pool:
        try:
            yield from pool.map(write, jobs)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _draw_shard(folder: Path, settings: BuildSettings, job: Job) -> Job:
    split, shard, numbers = job
    try:
        write_shard(
            folder,
            split,
            shard,
            numbers,
            seed=settings.seed,
            size=settings.size,
            n_frames=settings.n_frames,
            captions_per_clip=settings.captions,
        )
    except OSError as error:
        raise OutputError(
            f"{folder}: {error.strerror or error}; finished shards are kept, so the same command "
            "goes on from here"
        ) from error
    return job


def _claim(folder: Path, settings: BuildSettings) -> None:
    """Make ``folder`` the place of a data set with ``settings``."""
    path = folder / "build.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.write_text(settings.model_dump_json(indent=1) + "\n", encoding="utf-8")
            return
        before = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise OutputError(
            f"{folder}: cannot be used for a data set ({error}); name another folder"
        ) from error
    other = sorted(name for name, value in settings.model_dump().items() if before.get(name) != value)
    if other:
        raise OutputError(
            f"{folder}: holds a data set with another {', '.join(other)}; name another folder, or "
            "delete this one"
        )


def _finished(folder: Path, split: str, shard: int) -> ShardRecord | None:
    """Return the record of a finished shard."""
    path = folder / f"{shard_name(split, shard)}.json"
    if not path.exists() or not path.with_suffix(".tar").exists():
        return None
    return ShardRecord(**json.loads(path.read_text(encoding="utf-8")))


def _write_manifest(folder: Path, settings: BuildSettings, jobs: Sequence[Job]) -> Path:
    splits: dict[str, dict[str, object]] = {}
    for split in dict.fromkeys(job[0] for job in jobs):
        records = [_finished(folder, split, shard) for name, shard, _ in jobs if name == split]
        shards = [asdict(record) for record in records if record is not None]
        if len(shards) != len(records):
            raise StoryboardError(
                f"{folder}: shards of '{split}' have vanished while they were drawn; run it again"
            )
        splits[split] = {"clips": sum(shard["clips"] for shard in shards), "shards": shards}
    content = {"settings": settings.model_dump(), "splits": splits, "held_out": held_out_pairs()}
    path = folder / "manifest.json"
    temporary = path.with_suffix(".tmp")
    temporary.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    temporary.replace(path)
    return path
