"""Initial noise that clips of one subject share in part.

The rest is each clip's own, so that the sum keeps a variance of 1: ``sqrt(a) * shared + sqrt(1 - a) * own``.
"""

from __future__ import annotations

from math import sqrt
from typing import Any

import torch
from torch import Tensor

from pipeline.models.held import can_hold


def can_share_noise(pipe: Any) -> bool:
    """Whether the initial latents can be given: single-picture latents of known shape."""
    return can_hold(pipe)


def shared_noise(
    pipe: Any, *, width: int, height: int, n_frames: int, seed: int, anchor_seed: int, share: float
) -> Tensor:
    """Return initial latents for one clip. *Shape:* ``(1, channels, n_frames, height / f, width / f)``

    Args:
        pipe: Its VAE codes single pictures, by the factor f.
        width: In pixels.
        height: In pixels.
        n_frames: Of the clip.
        seed: Of the clip's own noise; with ``share`` 0 it is what the pipeline itself would draw.
        anchor_seed: Of the shared noise.
        share: Part of the variance that is shared, in [0, 1].
    """
    denoiser = getattr(pipe, "unet", None) or pipe.transformer
    factor = pipe.vae_scale_factor
    frame = (denoiser.config.in_channels, height // factor, width // factor)
    own = torch.randn((1, frame[0], n_frames, *frame[1:]), generator=_generator(seed), dtype=denoiser.dtype)
    # Frame by frame, so that clips of different lengths share the noise of the frames that both have.
    source = _generator(anchor_seed)
    shared = torch.stack(
        [torch.randn(frame, generator=source, dtype=denoiser.dtype) for _ in range(n_frames)], dim=1
    )[None]
    return sqrt(share) * shared + sqrt(1 - share) * own


def _generator(seed: int) -> torch.Generator:
    return torch.Generator("cpu").manual_seed(seed)
