"""Start the denoising from a draft instead of from noise alone (SDEdit, https://arxiv.org/abs/2108.01073).

The draft, a clip that another maker draws in an instant, says who stands where and who looks how. At strength
1 nothing of it is left; the smaller the strength, the more of it stays.
"""

from __future__ import annotations

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
    return kind(**pipe.components)


def draft_arguments(frames: np.ndarray, strength: float) -> dict[str, Any]:
    """Return the arguments that carry a draft.

    Args:
        frames: Of one clip or of several, uint8 RGB. *Shape:* ``(n_clips, n_frames, height, width, 3)``
        strength: In (0, 1]; part of the denoising steps that are taken.
    """
    video = torch.from_numpy(np.ascontiguousarray(frames)).permute(0, 1, 4, 2, 3).float() / 255
    return {"video": video, "strength": strength}


@cache
def _kind(name: str) -> Any:
    return getattr(import_module("diffusers"), name)
