"""One shard of the data set: a tar file of samples, written whole or not at all."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from PIL import Image

from pipeline.world.drawing import boxes, draw, draw_masks
from pipeline.world.spec import WorldSpec
from pipeline.world.splits import SPLITS, split_specs
from pipeline.world.staging import FPS
from pipeline.world.telling import captions

QUALITY = "10"
"""Constant rate factor of H.264 in 4:4:4: differences from the drawing are below what an eye sees."""


@dataclass(frozen=True, slots=True)
class ShardRecord:
    """What is known of a finished shard."""

    name: str
    clips: int
    sha256: str


def shard_name(split: str, shard: int) -> str:
    """Return a shard's name without its ending."""
    return f"{split}-{shard:05d}"


def write_shard(
    folder: Path,
    split: str,
    shard: int,
    numbers: range,
    *,
    seed: int,
    size: int,
    n_frames: int,
    captions_per_clip: int,
) -> ShardRecord:
    """Draw the clips of one shard and write them under their name once all are there.

    Raises:
        OSError: The shard cannot be written; nothing of it is left.
    """
    path = folder / f"{shard_name(split, shard)}.tar"
    temporary = path.with_suffix(".tar.part")
    try:
        with temporary.open("wb") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.USTAR_FORMAT) as tar:
                for number, spec in split_specs(split, seed, numbers):
                    rng = np.random.default_rng([seed, list(SPLITS).index(split), number, 1])
                    for ending, content in _sample(spec, rng, size, n_frames, captions_per_clip).items():
                        _add(tar, f"{split}{number:07d}.{ending}", content)
            file.flush()
            os.fsync(file.fileno())
        record = ShardRecord(path.name, len(numbers), _digest(temporary))
        temporary.replace(path)
        described = path.with_suffix(".json.part")
        described.write_text(json.dumps(asdict(record)) + "\n", encoding="utf-8")
        described.replace(path.with_suffix(".json"))
    finally:
        temporary.unlink(missing_ok=True)
    return record


def _sample(
    spec: WorldSpec, rng: np.random.Generator, size: int, n_frames: int, captions_per_clip: int
) -> dict[str, bytes]:
    """Return the files of one sample by their endings."""
    masks = draw_masks(spec, size=size, n_frames=n_frames)
    said = captions(spec, rng, count=captions_per_clip)
    facts = {
        "captions": said,
        "spec": asdict(spec),
        "boxes": boxes(masks, len(spec.subjects)).tolist(),
        "fps": FPS,
    }
    strip = io.BytesIO()
    Image.fromarray(masks.reshape(-1, masks.shape[2])).save(strip, "PNG")
    return {
        "mp4": encode_clip(draw(spec, size=size, n_frames=n_frames)),
        "masks.png": strip.getvalue(),
        "txt": said[0].encode(),
        "json": json.dumps(facts, separators=(",", ":")).encode(),
    }


def encode_clip(frames: np.ndarray, fps: float = FPS) -> bytes:
    """Return an MP4 of ``frames``. *Shape:* ``(n_frames, height, width, 3)``, uint8 RGB."""
    import av

    target = io.BytesIO()
    with av.open(target, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=Fraction(fps).limit_denominator(1000))
        stream.height, stream.width = frames.shape[1:3]
        stream.pix_fmt = "yuv444p"
        stream.thread_count = 1  # more threads cut slices differently from machine to machine
        # Planning B-frames, x264 reads memory that it has not written where a row of macroblocks is no
        # multiple of eight: other bytes from run to run (seen with MALLOC_PERTURB_).
        stream.options = {"crf": QUALITY, "preset": "fast", "bf": "0"}
        for frame in frames:
            # Left to convert by itself, the encoder gives other bytes for the same frame once in a while.
            planes = av.VideoFrame.from_ndarray(frame, format="rgb24").to_ndarray(format="yuv444p")
            container.mux(stream.encode(av.VideoFrame.from_ndarray(planes, format="yuv444p")))
        container.mux(stream.encode(None))
    return target.getvalue()


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mtime = len(content), 0  # no dates: the same clips are the same bytes
    tar.addfile(entry, io.BytesIO(content))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
