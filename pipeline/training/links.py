"""Learns the networks that rank participants for a mention (``storyboard.story.linking``) with torch.

The choices come from the caller, since training knows nothing of stories:
``storyboard.story.evaluation.link_learning`` makes them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

Example = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkSettings:
    """Size and training of the networks."""

    hidden: tuple[int, int] = (64, 32)
    members: int = 8
    """Networks whose mean score ranks. One alone is at the mercy of its seed: a chain of pronouns goes one
    way or the other as a whole."""
    epochs: int = 8
    batch: int = 48
    """Choices in one update."""
    rate: float = 2e-3
    weight_decay: float = 0.02
    dropout: float = 0.2
    seed: int = 0


class LinkNetworks(nn.Module):
    """Features of candidates to their scores, by several networks side by side."""

    def __init__(self, width: int, settings: LinkSettings) -> None:
        super().__init__()
        first, second = settings.hidden
        self.first = _Layers(settings.members, width, first)
        self.second = _Layers(settings.members, first, second)
        self.out = _Layers(settings.members, second, 1)
        self.dropout = nn.Dropout(settings.dropout)

    def forward(self, rows: Tensor) -> Tensor:
        """Return the scores. *Shape:* ``(n, width)`` to ``(members, n)``"""
        x = self.dropout(F.relu(self.first(rows.expand(len(self.first.weight), -1, -1))))
        return (self.dropout(F.relu(self.second(x))) @ self.out.weight.transpose(1, 2))[..., 0]


class _Layers(nn.Module):
    """One linear layer of each network."""

    def __init__(self, members: int, width: int, out: int) -> None:
        super().__init__()
        bound = width**-0.5
        self.weight = nn.Parameter(torch.empty(members, out, width).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.empty(members, 1, out).uniform_(-bound, bound))

    def forward(self, x: Tensor) -> Tensor:
        return torch.baddbmm(self.bias, x, self.weight.transpose(1, 2))


@dataclass(frozen=True, slots=True)
class _Choices:
    """All choices end to end."""

    rows: Tensor
    right: Tensor
    starts: np.ndarray
    lengths: np.ndarray

    def batch(self, numbers: np.ndarray) -> tuple[Tensor, Tensor, Tensor]:
        """Return the rows of some choices, which of them are right, and the number of each row's choice."""
        lengths = self.lengths[numbers]
        choice = np.repeat(np.arange(len(numbers)), lengths)
        within = np.arange(len(choice)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        at = torch.from_numpy(np.repeat(self.starts[numbers], lengths) + within)
        return self.rows[at], self.right[at], torch.from_numpy(choice)


def learn_links(train: Sequence[Example], settings: LinkSettings | None = None,
                dev: Sequence[Example] = ()) -> dict[str, np.ndarray]:
    """Make the right candidates likeliest (a softmax over each choice) and return the weights by name.

    Args:
        train: Choices.
        settings: Size and length.
        dev: Choices on which the share of right ones is printed; they choose nothing.

    Returns:
        The networks side by side, the scaling of the features within the first layer: ``first.weight``
        (members * first, features), ``first.bias`` (members * first,), ``second.weight`` (members, second,
        first), ``second.bias`` (members, 1, second), ``out.weight`` (members, second, 1).
    """
    settings = settings or LinkSettings()
    torch.manual_seed(settings.seed)
    every = np.concatenate([rows for rows, _ in train])
    mean, spread = every.mean(axis=0), every.std(axis=0)
    spread[spread < 1e-3] = 1.0
    lengths = np.array([len(rows) for rows, _ in train])
    choices = _Choices(
        torch.from_numpy((every - mean) / spread),
        torch.from_numpy(np.concatenate([right for _, right in train]) > 0),
        np.cumsum(lengths) - lengths, lengths)
    networks = LinkNetworks(every.shape[1], settings)
    total = settings.epochs * -(-len(train) // settings.batch)
    optimizer = torch.optim.AdamW(networks.parameters(), lr=settings.rate, weight_decay=settings.weight_decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, settings.rate, total_steps=total, pct_start=0.1)
    order = np.random.default_rng(settings.seed)
    for epoch in range(settings.epochs):
        networks.train()
        shuffled = order.permutation(len(train))
        losses = []
        for start in range(0, len(train), settings.batch):
            loss = _loss(networks, *choices.batch(shuffled[start : start + settings.batch]))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            losses.append(float(loss.detach()) / settings.members)
        if dev:
            told = f"loss {np.mean(losses):.3f}, right {_accuracy(networks, dev, mean, spread)}"
            print(f"epoch {epoch + 1}: {told}", flush=True)
    return _arrays(networks, mean, spread)


def _arrays(networks: LinkNetworks, mean: np.ndarray, spread: np.ndarray) -> dict[str, np.ndarray]:
    weights = {name: tensor.detach().numpy() for name, tensor in networks.state_dict().items()}
    first = weights["first.weight"] / spread.astype(np.float64)
    bias = weights["first.bias"][:, 0] - first @ mean
    together = {
        "first.weight": first.reshape(-1, first.shape[2]),
        "first.bias": bias.reshape(-1),
        "second.weight": weights["second.weight"],
        "second.bias": weights["second.bias"],
        "out.weight": weights["out.weight"].transpose(0, 2, 1),
    }
    return {name: np.ascontiguousarray(array, dtype=np.float32) for name, array in together.items()}


def save_links(weights: Mapping[str, np.ndarray], path: Path) -> None:
    """Write the weights as safetensors."""
    from safetensors.numpy import save_file

    save_file(dict(weights), path)


def _loss(networks: LinkNetworks, rows: Tensor, right: Tensor, choice: Tensor) -> Tensor:
    """Return the sum over the networks of the mean loss of the choices."""
    scores, n = networks(rows), int(choice[-1]) + 1
    whole = _log_sum(scores, choice, n)
    wanted = _log_sum(scores[:, right], choice[right], n)
    return (whole - wanted).mean(dim=1).sum()


def _log_sum(scores: Tensor, choice: Tensor, n: int) -> Tensor:
    """Return the logarithm of the summed exponentials of each choice. *Shape:* ``(members, n)``"""
    index = choice.expand(len(scores), -1)
    top = torch.full((len(scores), n), -1e9).scatter_reduce(1, index, scores.detach(), "amax")
    summed = torch.zeros_like(top).index_add(1, choice, (scores - top.gather(1, index)).exp())
    return top + summed.log()


@torch.no_grad()
def _accuracy(
    networks: LinkNetworks, examples: Sequence[Example], mean: np.ndarray, spread: np.ndarray
) -> str:
    networks.eval()
    every = torch.from_numpy((np.concatenate([rows for rows, _ in examples]) - mean) / spread)
    scores = networks(every.float()).mean(dim=0).numpy()
    position, hits = 0, {True: [], False: []}
    for rows, right in examples:
        best = int(scores[position : position + len(rows)].argmax())
        position += len(rows)
        hits[bool(rows[0, 0] > 0)].append(right[best])
    return f"pronouns {100 * np.mean(hits[True]):.1f}, nouns {100 * np.mean(hits[False]):.1f}"
