"""Learns the network of sentence boundaries (``storyboard.story.boundaries``) with torch.

The arrays come from the caller: ``storyboard.story.evaluation.syntax_learning`` makes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundarySettings:
    """Size and training of the network."""

    hidden: int = 64
    """Hidden units of one member."""
    members: int = 4
    """Networks, from other seeds, of whose logits the mean is taken."""
    epochs: int = 24
    batch: int = 256
    rate: float = 2e-3
    weight_decay: float = 0.1
    dropout: float = 0.5
    hidden_dropout: float = 0.3
    seed: int = 0


def learn_boundaries(
    rows: np.ndarray, begins: np.ndarray, settings: BoundarySettings | None = None
) -> dict[str, np.ndarray]:
    """Train the members and return them joined to one network, as float16.

    Args:
        rows: What is seen of each gap. *Shape:* ``(n, width)``
        begins: Whether a sentence begins there. *Shape:* ``(n,)``
        settings: Size and length.
    """
    settings = settings or BoundarySettings()
    seen = torch.as_tensor(rows, dtype=torch.float32)
    mean, spread = seen.mean(0), seen.std(0) + 1e-3
    target = torch.as_tensor(begins, dtype=torch.float32)
    members = [
        _learn_member((seen - mean) / spread, target, settings, settings.seed + number)
        for number in range(settings.members)
    ]
    # The spread goes into the weights, so that what is seen can be given as it is.
    hidden = torch.cat([member.hidden.weight for member in members]) / spread
    bias = torch.cat([member.hidden.bias for member in members]) - hidden @ mean
    arrays = {
        "hidden.weight": hidden,
        "hidden.bias": bias,
        "out.weight": torch.cat([member.out.weight for member in members], dim=1) / len(members),
        "out.bias": torch.stack([member.out.bias for member in members]).mean(0),
    }
    return {name: array.detach().numpy().astype(np.float16) for name, array in arrays.items()}


class _Member(nn.Module):
    def __init__(self, width: int, settings: BoundarySettings) -> None:
        super().__init__()
        self.settings = settings
        self.hidden = nn.Linear(width, settings.hidden)
        self.out = nn.Linear(settings.hidden, 1)

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(self.hidden(F.dropout(x, self.settings.dropout, self.training)))
        return self.out(F.dropout(x, self.settings.hidden_dropout, self.training))[:, 0]


def _learn_member(seen: Tensor, target: Tensor, settings: BoundarySettings, seed: int) -> _Member:
    torch.manual_seed(seed)
    member = _Member(seen.shape[1], settings)
    optimizer = torch.optim.AdamW(member.parameters(), settings.rate, weight_decay=settings.weight_decay)
    steps = settings.epochs * -(-len(seen) // settings.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, settings.rate, total_steps=steps)
    for _ in range(settings.epochs):
        for chosen in torch.randperm(len(seen)).split(settings.batch):
            loss = F.binary_cross_entropy_with_logits(member(seen[chosen]), target[chosen])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return member.eval()


def save_boundaries(weights: dict[str, np.ndarray], path: Path) -> None:
    """Write the weights as safetensors."""
    from safetensors.numpy import save_file

    save_file(weights, path)
