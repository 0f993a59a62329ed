"""Rectified flow: straight paths from the data to noise (https://arxiv.org/abs/2209.03003)."""

from __future__ import annotations

import torch
from torch import Tensor


def sample_times(count: int, *, shift: float, generator: torch.Generator, uniform: float = 0.15) -> Tensor:
    """Return times of training, logit-normal as in https://arxiv.org/abs/2403.03206, some of them uniform.

    The logit-normal density is 0 at t = 1, where sampling starts; the uniform part covers it.

    Args:
        shift: ``t' = s t / (1 + (s - 1) t)``. Many frames that are nearly alike average the noise away, so
            video wants more of it than pictures.
        uniform: Part of the times that is uniform.

    Returns:
        Times in (0, 1); 1 is noise. *Shape:* ``(count,)``
    """
    times = torch.randn(count, generator=generator).sigmoid()
    flat = torch.rand(count, generator=generator)
    times = torch.where(torch.rand(count, generator=generator) < uniform, flat, times)
    return shift * times / (1 + (shift - 1) * times)


def add_noise(data: Tensor, noise: Tensor, times: Tensor) -> Tensor:
    """Return the point of the straight path: ``x_t = (1 - t) x + t n``.

    Args:
        data, noise: *Shape:* ``(batch, ...)``
        times: *Shape:* ``(batch,)``
    """
    t = times.view(-1, *(1,) * (data.dim() - 1))
    return (1 - t) * data + t * noise


def velocity(data: Tensor, noise: Tensor) -> Tensor:
    """Return what the network predicts: the direction from the data to the noise."""
    return noise - data
