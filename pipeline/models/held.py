"""Hold the first frames of a clip in place while the rest is denoised.

The replacement method of video diffusion (Ho et al. 2022, arXiv 2204.03458, section 3.1, there for extending
a clip): after each step the latents of the known frames are set to the known latents at the noise of that
step, so that the network always sees them and draws what goes with them. It serves models whose VAE codes
each picture alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor

HOLDING = ("TextToVideoSDPipeline", "AnimateDiffPipeline", "AnimateDiffSDXLPipeline", "LattePipeline")
"""Pipelines with single-picture latents of shape ``(batch, channels, n_frames, height, width)``."""


def can_hold(pipe: Any) -> bool:
    """Whether frames can be held in this pipeline."""
    return type(pipe).__name__ in HOLDING


@dataclass(frozen=True, slots=True)
class HeldFrames:
    """Known frames at the start of a clip, as latents. *Shape of both:* ``(1, channels, n_held, height,
    width)``"""

    latents: Tensor
    noise: Tensor
    """The same for all steps: the known frames travel straight from noise to picture."""

    def put_back(self, scheduler: Any, step: int, latents: Tensor) -> None:
        """Overwrite the held frames of ``latents`` in place, at the noise level that follows ``step``.

        Args:
            scheduler: After its ``step``-th step.
            step: Counted from 0.
            latents: *Shape:* ``(1, channels, n_frames, height, width)``, ``n_frames`` >= ``n_held``
        """
        known = self.latents.to(latents)
        if step + 1 < len(scheduler.timesteps):
            level = scheduler.timesteps[step + 1].reshape(1)
            mix = scheduler.add_noise if hasattr(scheduler, "add_noise") else None
            if mix is not None:
                known = mix(known, self.noise.to(latents), level)
            else:
                known = scheduler.scale_noise(known, level, self.noise.to(latents))
        latents[:, :, : known.shape[2]] = known


def hold(pipe: Any, frames: np.ndarray, *, width: int, height: int, seed: int) -> HeldFrames:
    """Encode the frames that a clip is to begin with.

    Args:
        pipe: Its VAE codes single pictures.
        frames: uint8 RGB, of any size. *Shape:* ``(n_held, height, width, 3)``
        width: Of the clip, in pixels.
        height: Of the clip, in pixels.
        seed: Of the noise under the held frames.
    """
    vae = pipe.vae
    pictures = np.stack(
        [
            np.asarray(Image.fromarray(frame).resize((width, height), Image.Resampling.LANCZOS))
            for frame in frames
        ]
    )
    pixels = torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 127.5 - 1
    coded = (
        vae.encode(pixels.to(device=vae.device, dtype=vae.dtype)).latent_dist.mode()
        * vae.config.scaling_factor
    )
    latents = coded.permute(1, 0, 2, 3)[None].float().cpu()
    noise = torch.randn(latents.shape, generator=torch.Generator("cpu").manual_seed(seed))
    return HeldFrames(latents, noise)
