"""A video model without weights, for tests: a square crosses a field, in colours that the request decides."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np

from pipeline.models.interface import Clip, ModelCard, Progress, ShotRequest, Translation, VideoModel

CARD = ModelCard(name="painted", title="Painted squares", licence="none", commercial=True, width=32,
                 height=32, n_frames=8, fps=8, max_frames=64, steps=2, guidance=0)


class PaintedModel(VideoModel):
    """Same request, same clip; another prompt or seed, other colours."""

    def __init__(self, *, version: str = "1", seconds_per_clip: float = 0.0) -> None:
        self.card = CARD
        self.version = version
        self.seconds_per_clip = seconds_per_clip
        self.requests: list[ShotRequest] = []

    @property
    def digest(self) -> str:
        return hashlib.sha256(f"painted {self.version}".encode()).hexdigest()

    def translate(self, prompt: str) -> Translation:
        return Translation(prompt, left_out=tuple(word for word in prompt.split() if word == "justice"))

    def generate(self, shots: Sequence[ShotRequest], *, progress: Progress | None = None) -> list[Clip]:
        clips = []
        for done, shot in enumerate(shots):
            self.requests.append(shot)
            if self.seconds_per_clip:
                time.sleep(self.seconds_per_clip)
            clips.append(Clip(self.paint(shot), self.card.fps))
            if progress:
                progress(done + 1, len(shots))
        return clips

    def paint(self, shot: ShotRequest) -> np.ndarray:
        chance = hashlib.sha256(f"{self.version}/{shot.prompt}/{shot.seed}/{shot.negative}".encode()).digest()
        frames = np.empty((shot.n_frames or CARD.n_frames, CARD.height, CARD.width, 3), np.uint8)
        frames[:] = list(chance[:3])
        for number, frame in enumerate(frames):
            left = 2 + 2 * number % 20
            frame[8:20, left:left + 10] = [255 - value for value in chance[:3]]
        return frames


class SmallModel(PaintedModel):
    """Draws several scenes at once, and knows how many it drew at the same time."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.card = replace(CARD, threads=1)
        self.at_work: list[threading.Thread] = []
        self.most = [0]

    @contextmanager
    def side_by_side(self, n: int) -> Iterator[list[VideoModel]]:
        others = [type(self)(seconds_per_clip=self.seconds_per_clip) for _ in range(n - 1)]
        for other in others:
            other.at_work, other.most = self.at_work, self.most
        yield [self, *others]

    def generate(self, shots: Sequence[ShotRequest], *, progress: Progress | None = None) -> list[Clip]:
        self.at_work.append(threading.current_thread())
        self.most[0] = max(self.most[0], len(self.at_work))
        try:
            return super().generate(shots, progress=progress)
        finally:
            self.at_work.remove(threading.current_thread())


def load() -> PaintedModel:
    """Return the model; for engines that load it in another process."""
    return PaintedModel()
