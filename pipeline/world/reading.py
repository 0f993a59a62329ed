"""One door to captioned clips: a data set that was built here, or a folder of a user's own videos."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from PIL import Image

from pipeline.world.spec import SubjectSpec, WorldSpec
from pipeline.world.splits import SPLITS
from storyboard.errors import StoryboardError


@dataclass(frozen=True, slots=True, eq=False)
class CaptionedClip:
    """A clip and what is known of it."""

    name: str
    frames: np.ndarray
    """RGB. *Shape:* ``(n_frames, height, width, 3)``, uint8"""
    fps: float
    captions: tuple[str, ...]
    spec: WorldSpec | None = None
    """The full description, for drawn clips."""
    masks: np.ndarray | None = None
    """Number of the subject at each pixel, 0 for none. *Shape:* ``(n_frames, height, width)``, uint8"""
    boxes: np.ndarray | None = None
    """*Shape:* ``(n_frames, subjects, 4)``, int32: left, top, right, bottom"""


def read_clips(
    folder: Path | str, split: str = "train", *, size: int | None = None, n_frames: int | None = None
) -> Iterator[CaptionedClip]:
    """Yield the clips of a data set.

    Args:
        folder: What ``build_dataset`` has written; or a folder with videos and a ``metadata.jsonl`` whose
            lines are ``{"file_name": "a.mp4", "text": "what it shows"}``, the convention of Hugging Face. In
            such a folder the splits may be sub-folders (``train``, ``validation``, ``test``), else
            all is ``train``.
        split: ``train``, ``validation``, ``test`` or ``unseen``.
        size: Crop the middle square and scale it to so many pixels; for a user's videos only.
        n_frames: Take so many frames, evenly spread; for a user's videos only.

    Raises:
        StoryboardError: There is no such data set or split, a line of the metadata cannot be used (its number
            is named), or a video cannot be decoded.
    """
    folder = Path(folder)
    manifest = folder / "manifest.json"
    if manifest.is_file():
        yield from _built(folder, json.loads(manifest.read_text(encoding="utf-8")), split)
        return
    own = folder / split if (folder / split / "metadata.jsonl").is_file() else folder
    if not (own / "metadata.jsonl").is_file():
        raise StoryboardError(
            f"{folder}: neither manifest.json (a built data set) nor metadata.jsonl (own videos) is "
            "there; build one with: storyboard data build DIR"
        )
    if own is folder and split != "train":
        raise StoryboardError(
            f"{folder}: has no split '{split}'; put its videos and metadata.jsonl in {folder / split}"
        )
    yield from _own(own, size, n_frames)


@dataclass(frozen=True, slots=True)
class Counts:
    """What a split holds."""

    clips: int
    seconds: float
    captions: int
    sizes: str
    """``128x128``, or all sizes with a comma between them."""


def count_clips(folder: Path | str, split: str | None = None) -> dict[str, Counts]:
    """Read every clip of ``split``, or of every split that is there, and count.

    Raises:
        StoryboardError: As of ``read_clips``.
    """
    return {name: _counted(read_clips(folder, name)) for name in ([split] if split else splits_of(folder))}


def splits_of(folder: Path | str) -> list[str]:
    """Return the splits that a data set or a folder of videos has; ``train`` if it cannot be told."""
    folder = Path(folder)
    if (folder / "manifest.json").is_file():
        return list(json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["splits"])
    own = [name for name in SPLITS if (folder / name / "metadata.jsonl").is_file()]
    return own or ["train"]


def _counted(clips: Iterator[CaptionedClip]) -> Counts:
    count, seconds, captions, sizes = 0, 0.0, 0, set()
    for clip in clips:
        count += 1
        seconds += len(clip.frames) / clip.fps
        captions += len(clip.captions)
        sizes.add(clip.frames.shape[2:0:-1])
    return Counts(count, seconds, captions, ", ".join(f"{width}x{height}" for width, height in sorted(sizes)))


def _built(folder: Path, manifest: dict[str, Any], split: str) -> Iterator[CaptionedClip]:
    if split not in manifest["splits"]:
        raise StoryboardError(f"{folder}: no split '{split}'; there are: {', '.join(manifest['splits'])}")
    for shard in manifest["splits"][split]["shards"]:
        path = folder / shard["name"]
        if not path.is_file():
            raise StoryboardError(f"{path}: is missing; build the data set again, finished shards are kept")
        with tarfile.open(path) as tar:
            sample: dict[str, bytes] = {}
            for entry in tar:
                file = tar.extractfile(entry)
                name, _, ending = entry.name.partition(".")
                if file is None:
                    continue
                sample[ending] = file.read()
                if ending == "json":  # the last file of a sample
                    yield _sample(name, sample)
                    sample = {}


def _sample(name: str, files: dict[str, bytes]) -> CaptionedClip:
    facts = json.loads(files["json"])
    frames = np.stack(list(_frames(io.BytesIO(files["mp4"]), name)))
    masks = np.asarray(Image.open(io.BytesIO(files["masks.png"]))).reshape(frames.shape[:3])
    subjects = tuple(SubjectSpec(**subject) for subject in facts["spec"].pop("subjects"))
    return CaptionedClip(
        name,
        frames,
        facts["fps"],
        tuple(facts["captions"]),
        WorldSpec(subjects=subjects, **facts["spec"]),
        masks,
        np.asarray(facts["boxes"], np.int32).reshape(len(frames), -1, 4),
    )


def _own(folder: Path, size: int | None, n_frames: int | None) -> Iterator[CaptionedClip]:
    path = folder / "metadata.jsonl"
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        video, text = _entry(path, number, line)
        frames = list(_frames(video, str(video)))
        if not frames:
            raise StoryboardError(f"{video}: has no pictures")
        if n_frames is not None:
            frames = [frames[round(i * (len(frames) - 1) / max(1, n_frames - 1))] for i in range(n_frames)]
        if size is not None:
            frames = [_square(frame, size) for frame in frames]
        yield CaptionedClip(video.stem, np.stack(frames), _rate(video), text)


def _entry(path: Path, number: int, line: str) -> tuple[Path, tuple[str, ...]]:
    """Return video and captions of one line of metadata."""
    try:
        entry = json.loads(line)
        name, text = entry["file_name"], entry["text"]
    except (ValueError, KeyError, TypeError) as error:
        raise StoryboardError(
            f'{path}:{number}: expected {{"file_name": "a.mp4", "text": "what it shows"}}'
        ) from error
    video = (path.parent / name).resolve()
    if not video.is_relative_to(path.parent.resolve()):
        raise StoryboardError(f"{path}:{number}: '{name}' lies outside the folder")
    if not video.is_file():
        raise StoryboardError(f"{path}:{number}: no such file: {name}")
    return video, tuple(text) if isinstance(text, list) else (str(text),)


def _frames(source: Path | IO[bytes], name: str) -> Iterator[np.ndarray]:
    import av

    try:
        with av.open(source if not isinstance(source, Path) else str(source)) as container:
            for frame in container.decode(video=0):
                yield frame.to_ndarray(format="rgb24")
    except (av.error.FFmpegError, IndexError) as error:
        raise StoryboardError(f"{name}: is no video that can be decoded ({error})") from error


def _rate(video: Path) -> float:
    import av

    with av.open(str(video)) as container:
        return float(container.streams.video[0].average_rate or 8)


def _square(frame: np.ndarray, size: int) -> np.ndarray:
    height, width = frame.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    cut = Image.fromarray(frame[top : top + side, left : left + side])
    return np.asarray(cut.resize((size, size), Image.Resampling.LANCZOS))
