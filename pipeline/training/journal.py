"""The log of a stage: TensorBoard files for looking, a plain table for reading."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from torch import Tensor


class Journal:
    """Means of the figures over ``every`` steps, in ``table.csv`` and as TensorBoard scalars."""

    def __init__(self, folder: Path, *, every: int = 20, enabled: bool = True) -> None:
        self.folder = folder
        self.every = every
        self.enabled = enabled
        self._pending: dict[str, list[float | Tensor]] = {}
        self._board = None
        if enabled:
            folder.mkdir(parents=True, exist_ok=True)
            try:
                from torch.utils.tensorboard import SummaryWriter
            except ImportError:  # An extra: without it the table alone is written.
                return
            self._board = SummaryWriter(str(folder / "tensorboard"))

    def add(self, step: int, figures: Mapping[str, float | Tensor]) -> None:
        """Take the figures of one step; they are looked at when there are ``every`` of them."""
        for name, value in figures.items():
            self._pending.setdefault(name, []).append(value)
        if step % self.every == 0:
            means = {name: np.mean([float(one) for one in some]) for name, some in self._pending.items()}
            self.note(step, {name: float(mean) for name, mean in means.items()})
            self._pending.clear()

    def note(self, step: int, figures: Mapping[str, float]) -> None:
        """Write figures as they are."""
        if not self.enabled or not figures:
            return
        with (self.folder / "table.csv").open("a", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerows([step, name, f"{value:.6g}"] for name, value in figures.items())
        if self._board is not None:
            for name, value in figures.items():
                self._board.add_scalar(name, value, step)

    def close(self) -> None:
        """Flush the TensorBoard files."""
        if self._board is not None:
            self._board.close()
