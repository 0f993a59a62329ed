"""Start the denoising from a draft instead of from noise alone (SDEdit, https://arxiv.org/abs/2108.01073).

The draft, a clip that another maker draws in an instant, says who stands where and who looks how. At strength
1 nothing of it is left; the smaller the strength, the more of it stays.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np
import torch

SIBLINGS = {
    "TextToVideoSDPipeline": "VideoToVideoSDPipeline",
    "AnimateDiffPipeline": "AnimateDiffVideoToVideoPipeline",
    "CogVideoXPipeline": "CogVideoXVideoToVideoPipeline",
    "WanPipeline": "WanVideoToVideoPipeline",
}
"""Pipeline -> diffusers' pipeline of the same parts that starts from a video."""


def can_start_from_draft(pipe: Any) -> bool:
    """Whether diffusers has a video-to-video pipeline of the same parts."""
    return type(pipe).__name__ in SIBLINGS


def starting_from_draft(pipe: Any) -> Any:
    """Return the video-to-video pipeline that shares all parts of ``pipe``."""
    kind = _kind(SIBLINGS[type(pipe).__name__])
    wanted = inspect.signature(kind.__init__).parameters
    return kind(**{name: part for name, part in pipe.components.items() if name in wanted})


def at_least_one_step(steps: int, strength: float) -> float:
    """Return ``strength``, or the smallest at which one of ``steps`` is taken; diffusers rounds down."""
    return min(1.0, max(strength, (1 + 1e-9) / steps))


def steps_skipped(steps: int, strength: float) -> int:
    """Return how many of the denoising steps a draft saves, as diffusers counts."""
    return max(steps - min(int(steps * strength), steps), 0)


def draft_arguments(frames: np.ndarray, strength: float) -> dict[str, Any]:
    """Return the arguments that carry a draft.

    Args:
        frames: Of one clip or of several, uint8 RGB. *Shape:* ``(n_clips, n_frames, height, width, 3)``
        strength: In (0, 1]; part of the denoising steps that are taken.
    """
    video = torch.from_numpy(np.ascontiguousarray(frames)).permute(0, 1, 4, 2, 3).float() / 255
    return {"video": video, "strength": strength}


class Drafted:
    """Runs a pipeline from drafts: the same call, its length and size given by the draft."""

    def __init__(self, pipe: Any) -> None:
        self._pipe = pipe
        self._sibling = starting_from_draft(pipe)
        self._takes = inspect.signature(type(self._sibling).__call__).parameters

    def __call__(self, arguments: Mapping[str, Any], draft: np.ndarray, strength: float) -> Any:
        """Return what the pipeline gives for ``arguments``, starting from ``draft``.

        Args:
            arguments: Of the pipeline that the words alone would go to.
            draft: uint8 RGB. *Shape:* ``(n_frames, height, width, 3)``
            strength: In (0, 1].
        """
        for name in ("progress_bar", "encode_prompt"):  # Watched and remembered there, so here too.
            if name in vars(self._pipe):
                setattr(self._sibling, name, getattr(self._pipe, name))
        takes = self._takes.keys() - {"latents"}
        shared = {name: value for name, value in arguments.items() if name in takes}
        return self._sibling(**shared, **draft_arguments(draft[None], strength))


@cache
def _kind(name: str) -> Any:
    return getattr(import_module("diffusers"), name)
