"""Heads that score arcs and their labels: Dozat and Manning 2017 (https://arxiv.org/abs/1611.01734)."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class BiaffineParser(nn.Module):
    """Base of the networks that parse. ``storyboard.story.biaffine`` is the same in numpy."""

    head_dropout: float

    def add_heads(self, width: int, arc: int, label: int, labels: int) -> None:
        """Make the weights.

        Args:
            width: Of the states of words.
            arc: Width in which arcs are scored.
            label: Width in which labels are scored.
            labels: How many there are.
        """
        self.arc_below, self.arc_above = (nn.Linear(width, arc) for _ in range(2))
        self.label_below, self.label_above = (nn.Linear(width, label) for _ in range(2))
        self.arc_root = nn.Parameter(torch.zeros(arc))
        self.label_root = nn.Parameter(torch.zeros(label))
        self.arc = nn.Parameter(torch.randn(arc + 1, arc) * 0.02)
        self.label = nn.Parameter(torch.randn(labels, label + 1, label + 1) * 0.02)

    def arc_scores(self, states: Tensor) -> Tensor:
        """Return the score of each head of each word, the root first. *Shape:* ``(texts, n, n + 1)``"""
        below, above = self._roles("arc", states)
        return _with_one(below) @ self.arc @ above.transpose(1, 2)

    def label_scores(self, states: Tensor, heads: Tensor) -> Tensor:
        """Return the score of each label of the arcs to ``heads``. *Shape:* ``(texts * n, labels)``"""
        below, above = self._roles("label", states)
        chosen = torch.gather(above, 1, heads[:, :, None].expand(-1, -1, above.shape[2]))
        labels, width, _ = self.label.shape
        wide = _with_one(below).flatten(0, 1) @ self.label.transpose(0, 1).reshape(width, -1)
        return (wide.view(-1, labels, width) @ _with_one(chosen).flatten(0, 1)[:, :, None])[:, :, 0]

    def drop(self, x: Tensor, share: float) -> Tensor:
        """Drop the same numbers of all words of a text."""
        return x * F.dropout(torch.ones_like(x[:, :1]), share, self.training)

    def _roles(self, name: str, states: Tensor) -> tuple[Tensor, Tensor]:
        below, above = (
            self.drop(F.leaky_relu(self.get_submodule(f"{name}_{role}")(states), 0.1), self.head_dropout)
            for role in ("below", "above"))
        root = self.get_parameter(f"{name}_root").to(above.dtype).expand(len(states), 1, -1)
        return below, torch.cat([root, above], dim=1)


def _with_one(x: Tensor) -> Tensor:
    return torch.cat([x, torch.ones_like(x[..., :1])], dim=-1)
