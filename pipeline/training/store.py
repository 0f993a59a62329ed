"""Arrays that batches are picked from: on disk for a processor, in its own memory for a graphics card."""

from __future__ import annotations

import warnings

import numpy as np
import torch
from torch import Tensor

SPARE = 0.4
"""Part of a card's free memory that an array may take; the rest is for the training."""


class Store:
    """An array, and where it is picked from."""

    def __init__(self, array: np.ndarray) -> None:
        """Keep ``array``, which may be mapped from disk."""
        self._array = array
        self._there: Tensor | None = None

    def pick(self, index: np.ndarray | tuple[np.ndarray, ...], device: torch.device) -> Tensor:
        """Return what stands at ``index`` on ``device``.

        The first call for a graphics card moves the whole array there, if there is room.

        Args:
            index: As for an array: numbers along the first axes.
        """
        if device.type == "cuda" and self._there is None and self._fits(device):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # That the file is only read is meant.
                self._there = torch.from_numpy(np.asarray(self._array)).to(device)
        if self._there is not None:
            parts = index if isinstance(index, tuple) else (index,)
            return self._there[tuple(torch.from_numpy(part).to(device) for part in parts)]
        return torch.from_numpy(self._array[index]).to(device)

    def _fits(self, device: torch.device) -> bool:
        free, _ = torch.cuda.mem_get_info(device)
        return self._array.nbytes < SPARE * free
