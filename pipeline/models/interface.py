"""The one interface behind which every maker of clips stands."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np


@dataclass(frozen=True, slots=True)
class Anchor:
    """A clip of one subject alone that other clips are made to look like. It is never shown.

    It is known by what it is made from, so that every scene can make it anew and none waits for another.
    """

    prompt: str
    """The subject's look in one sentence."""
    subject: str
    """The words of ``prompt`` that name the subject: what is to be taken over is found by them."""
    seed: int
    """In [0, 2**32)."""
    noise: float = 0.0
    """Share of the initial noise's variance that comes from the anchor, in [0, 1]."""
    attention: bool = False
    """Whether self-attention also looks at the anchor's subject."""
    folder: Path | None = field(default=None, compare=False)
    """Where what is taken over is kept, for other scenes to read; ``None``: nowhere. It decides nothing."""


@dataclass(frozen=True, slots=True)
class Guide:
    """A draft that the denoising starts from, known by who draws it. It is never shown."""

    maker: str
    """Name of the model that draws the draft from the shot's own prompt and seed, in an instant."""
    digest: str
    """``VideoModel.digest`` of that model."""
    strength: float
    """In (0, 1]: how much of the denoising is done; at 1 nothing of the draft is left."""


@dataclass(frozen=True, slots=True)
class ShotRequest:
    """What one call of a model is asked for."""

    prompt: str
    """One English sentence; all cast references already replaced by looks."""
    n_frames: int | None = None
    """``None``: the model's own length."""
    width: int | None = None
    """Pixels; ``None``: the model's own size."""
    height: int | None = None
    seed: int = 0
    """In [0, 2**32). Same request and seed give the same clip on the same device."""
    negative: str | None = None
    references: tuple[Path, ...] = ()
    """Pictures of the subjects in frame, for models that take them."""
    first_frame: np.ndarray | None = None
    """Picture to start from, uint8 RGB. *Shape:* ``(height, width, 3)``"""
    follows: bool = False
    """Whether to start from the last frame of the request before it in the same call of ``generate``."""
    anchor: Anchor | None = None
    """What the subject should look like, for models whose card names ``anchor``."""
    guide: Guide | None = None
    """What the denoising starts from, for models whose card names ``draft``."""


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """Frames in order. *Shape of* ``frames``: ``(n_frames, height, width, 3)``, uint8 RGB."""

    frames: np.ndarray
    fps: float
    """Frames per second at which the clip is meant to be shown."""

    def __post_init__(self) -> None:
        if self.frames.dtype != np.uint8 or self.frames.ndim != 4 or self.frames.shape[-1] != 3:
            raise ValueError(f"a clip is uint8 (n_frames, height, width, 3), not "
                             f"{self.frames.dtype} {self.frames.shape}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCard:
    """What a video model can do: facts of its family (``configs/models/*.yaml``) and of its weights."""

    name: str
    title: str
    licence: str
    commercial: bool
    """Whether the licence of the weights allows commercial use."""
    width: int
    height: int
    """Size the model was trained at, in pixels."""
    n_frames: int
    """Length the model was trained at."""
    fps: float
    max_frames: int
    """Longest clip of one call that still looks right."""
    steps: int
    """Denoising steps by default; 0 for a model without steps."""
    guidance: float
    size_multiple: int = 8
    any_size: bool = False
    """Whether every size comes out as well as its own, so that it is asked for the film's."""
    frame_multiple: int = 1
    """Legal lengths are ``frame_multiple * k + frame_offset``."""
    frame_offset: int = 0
    hub_id: str | None = None
    download_gb: float = 0.0
    memory_gb: float = 0.0
    """GPU memory it needs without any lever, approximately."""
    threads: int | None = None
    """Threads of a CPU that draw one clip, for a network so small that more gain nothing; several clips are
    then drawn at once. ``None``: all threads draw one clip after the other."""
    conditioning: tuple[str, ...] = ()
    """Of ``first_frame``, ``references``, ``negative``, ``video``, ``anchor``, ``draft``."""
    subjects: int | None = None
    """How many subjects one clip can show; ``None``: as many as the words name."""
    guide_strength: float | None = None
    """Strength at which a draft guides the model best, as measured; ``None``: it is not guided by itself."""
    needs_picture: bool = False
    """Whether it makes a picture move, and draws nothing from words alone."""
    consistency: tuple[str, ...] = ()
    """Strategies that keep a subject the same best, as measured; empty: not measured."""

    @property
    def licence_in_words(self) -> str:
        """The licence of the weights, marked where it does not allow every use."""
        if self.commercial or not self.licence or self.licence.startswith("see "):
            return self.licence
        return f"{self.licence} ({'non-commercial' if '-NC' in self.licence else 'limits commercial use'})"


class Progress(Protocol):
    """Called after each step of work inside ``generate``."""

    def __call__(self, done: int, total: int) -> None: ...


class VideoModel(ABC):
    """Makes clips from requests.

    Loading happens in the constructor; ``generate`` may be called any number of times.
    """

    card: ModelCard

    @property
    @abstractmethod
    def digest(self) -> str:
        """sha256 of all that decides the picture besides the request: weights, configs, sampling settings."""

    @abstractmethod
    def generate(self, shots: Sequence[ShotRequest], *, progress: Progress | None = None) -> list[Clip]:
        """Make one clip for each request, in order.

        Args:
            shots: Requests; those of equal size and length may be made in one batch. The result does not
                depend on how they are batched.
            progress: Told after each denoising step. May raise ``KeyboardInterrupt`` to cancel.

        Raises:
            ModelError: A request cannot be met (size, length, conditioning), with what the model can do.
        """

    @contextmanager
    def side_by_side(self, n: int) -> Iterator[list[VideoModel]]:
        """Give up to ``n`` models that draw the same clips as this one, each in a thread of its own.

        This one is the first of them; a model that cannot share its weights gives itself alone.
        """
        yield [self]

    def translate(self, prompt: str) -> Translation:
        """Return ``prompt`` in the words that this model knows. Large models take it as it is."""
        return Translation(prompt)


@dataclass(frozen=True, slots=True)
class Translation:
    """A prompt in a model's own vocabulary."""

    prompt: str
    replaced: tuple[tuple[str, str], ...] = ()
    """``(word, what it became)``: ``("crow", "black bird")``."""
    left_out: tuple[str, ...] = ()
    """Words that the model cannot draw; the user is told."""


ModelFactory = Callable[[Path, str], VideoModel]
"""(folder of the weights, device) -> model."""
