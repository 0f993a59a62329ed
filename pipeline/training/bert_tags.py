"""Teaches what reads parts of speech off the states of the small BERT, which stays as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from pipeline.training.eight_bits import in_eight_bits


@dataclass(frozen=True, slots=True, kw_only=True)
class TagSettings:
    """Length of the training."""

    epochs: int = 6
    batch: int = 512
    rate: float = 2e-3
    weight_decay: float = 0.05
    dropout: float = 0.2
    rarest: int = 15
    """Times that a reading must occur."""
    seed: int = 0


def learn_tags(
    states: np.ndarray, readings: Sequence[str], settings: TagSettings
) -> tuple[dict[str, np.ndarray], list[str]]:
    """Learn one linear layer.

    Args:
        states: Of the words. *Shape:* ``(n, width)``
        readings: What each is read as; see ``storyboard.story.tagging``.
        settings: Length.

    Returns:
        ``tag.weight`` and ``tag.bias`` as float16, and the readings, commonest first.
    """
    torch.manual_seed(settings.seed)
    known = [one for one, count in Counter(readings).most_common() if count >= settings.rarest]
    number = {one: at for at, one in enumerate(known)}
    kept = np.array([one in number for one in readings])
    x = torch.from_numpy(np.ascontiguousarray(states[kept], dtype=np.float32))
    y = torch.tensor([number[one] for one in readings if one in number])
    layer = nn.Linear(x.shape[1], len(known))
    optimizer = torch.optim.AdamW(layer.parameters(), settings.rate, weight_decay=settings.weight_decay)
    for epoch in range(settings.epochs):
        for group in optimizer.param_groups:
            group["lr"] = settings.rate * (1 - epoch / settings.epochs)
        for some in torch.randperm(len(x)).split(settings.batch):
            loss = F.cross_entropy(
                layer(F.dropout(x[some], settings.dropout)), y[some], label_smoothing=0.02)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    weights = {"tag.weight": layer.weight, "tag.bias": layer.bias}
    return {name: one.detach().numpy().astype(np.float16) for name, one in weights.items()}, known


def add_tags(weights: dict[str, np.ndarray], readings: Sequence[str], path: Path) -> None:
    """Write the layer into the file of the network's weights."""
    from safetensors import safe_open
    from safetensors.numpy import load_file, save_file

    with safe_open(path, framework="numpy") as file:
        noted = dict(file.metadata())
    arrays = load_file(path) | in_eight_bits(weights)
    save_file(arrays, path, metadata=noted | {"readings": " ".join(readings)})
