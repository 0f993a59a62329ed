"""Learns the network that ranks participants for a mention (``storyboard.story.linking``) with torch.

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
    """Size and training of the network."""

    hidden: tuple[int, int] = (64, 32)
    epochs: int = 8
    batch: int = 32
    """Choices in one update."""
    rate: float = 2e-3
    weight_decay: float = 0.02
    dropout: float = 0.2
    seed: int = 0


class LinkNetwork(nn.Module):
    """Features of one candidate to its score."""

    def __init__(self, mean: Tensor, spread: Tensor, settings: LinkSettings) -> None:
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("spread", spread)
        self.first = nn.Linear(len(mean), settings.hidden[0])
        self.second = nn.Linear(settings.hidden[0], settings.hidden[1])
        self.out = nn.Linear(settings.hidden[1], 1, bias=False)
        self.dropout = nn.Dropout(settings.dropout)

    def forward(self, rows: Tensor) -> Tensor:
        """Return the scores. *Shape:* ``(n, width)`` to ``(n,)``"""
        x = self.dropout(F.relu(self.first((rows - self.mean) / self.spread)))
        return self.out(self.dropout(F.relu(self.second(x))))[:, 0]


def learn_links(train: Sequence[Example], settings: LinkSettings | None = None,
                dev: Sequence[Example] = ()) -> dict[str, np.ndarray]:
    """Make the right candidates likeliest (a softmax over each choice) and return the weights by name.

    Args:
        train: Choices.
        settings: Size and length.
        dev: Choices on which the share of right ones is printed; they choose nothing.
    """
    settings = settings or LinkSettings()
    torch.manual_seed(settings.seed)
    every = np.concatenate([rows for rows, _ in train])
    mean, spread = every.mean(axis=0), every.std(axis=0)
    spread[spread < 1e-3] = 1.0
    network = LinkNetwork(torch.tensor(mean), torch.tensor(spread), settings)
    total = settings.epochs * (len(train) // settings.batch + 1)
    optimizer = torch.optim.AdamW(network.parameters(), lr=settings.rate, weight_decay=settings.weight_decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, settings.rate, total_steps=total, pct_start=0.1)
    order = np.random.default_rng(settings.seed)
    for epoch in range(settings.epochs):
        network.train()
        shuffled = order.permutation(len(train))
        losses = []
        for start in range(0, len(train), settings.batch):
            loss = _loss(network, [train[number] for number in shuffled[start : start + settings.batch]])
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            losses.append(float(loss.detach()))
        if dev:
            told = f"loss {np.mean(losses):.3f}, right {_accuracy(network, dev)}"
            print(f"epoch {epoch + 1}: {told}", flush=True)
    return {name: tensor.detach().numpy().astype(np.float32) for name, tensor in network.state_dict().items()}


def joined(members: Sequence[Mapping[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """Return networks side by side, whose mean score ranks.

    One alone is at the mercy of its seed: a chain of pronouns goes one way or the other as a whole. The
    scaling of the features goes into the first layer, so that members may come from several trainings.

    Returns:
        ``first.weight`` (members * first, features), ``first.bias`` (members * first,), ``second.weight``
        (members, second, first), ``second.bias`` (members, 1, second), ``out.weight`` (members, second, 1).
    """
    scaled = [one["first.weight"].astype(np.float64) / one["spread"] for one in members]
    bias = [one["first.bias"] - weight @ one["mean"] for one, weight in zip(members, scaled, strict=True)]
    together = {
        "first.weight": np.concatenate(scaled),
        "first.bias": np.concatenate(bias),
        "second.weight": np.stack([one["second.weight"] for one in members]),
        "second.bias": np.stack([one["second.bias"][None] for one in members]),
        "out.weight": np.stack([one["out.weight"].T for one in members]),
    }
    return {name: np.ascontiguousarray(array, dtype=np.float32) for name, array in together.items()}


def save_links(weights: Mapping[str, np.ndarray], path: Path) -> None:
    """Write the weights as safetensors."""
    from safetensors.numpy import save_file

    save_file(dict(weights), path)


def _loss(network: LinkNetwork, batch: Sequence[Example]) -> Tensor:
    rows = torch.tensor(np.concatenate([rows for rows, _ in batch]))
    right = torch.tensor(np.concatenate([right for _, right in batch])) > 0
    choice = torch.tensor(np.repeat(np.arange(len(batch)), [len(right) for _, right in batch]))
    scores = network(rows)
    whole = _log_sum(scores, choice, len(batch))
    wanted = _log_sum(scores[right], choice[right], len(batch))
    return (whole - wanted).mean()


def _log_sum(scores: Tensor, choice: Tensor, n: int) -> Tensor:
    """Return the logarithm of the summed exponentials of each choice."""
    top = torch.full((n,), -1e9).scatter_reduce(0, choice, scores.detach(), "amax")
    return top + torch.zeros(n).index_add(0, choice, (scores - top[choice]).exp()).log()


@torch.no_grad()
def _accuracy(network: LinkNetwork, examples: Sequence[Example]) -> str:
    network.eval()
    scores = network(torch.tensor(np.concatenate([rows for rows, _ in examples]))).numpy()
    position, hits = 0, {True: [], False: []}
    for rows, right in examples:
        best = int(scores[position : position + len(rows)].argmax())
        position += len(rows)
        hits[bool(rows[0, 0] > 0)].append(right[best])
    return f"pronouns {100 * np.mean(hits[True]):.1f}, nouns {100 * np.mean(hits[False]):.1f}"
