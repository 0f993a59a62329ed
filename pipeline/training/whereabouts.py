"""A small network that knows whether a pixel is the left or right, upper or lower one of its pair.

``AutoencoderKL`` enlarges by repeating each cell and convolving, so neighbours that come of one cell look
alike to it, and what the cell knows of its left half and of its right one cannot be told apart. The zeros
around the picture are the only landmark. From them this network works out the chequered patterns that make
the difference, level by level; ``pipeline.training.subpixel`` writes it into a decoder's spare channels. It
holds for the size that it was found for alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

CHANNELS = 8
"""Channels of every level that the network takes."""
LEVELS = 3
"""Doublings at which sides are told."""
BLOCKS_BELOW = 4
SHAKE = 0.02
"""Deviation of the factors that stand for the decoder's normalisations while the network learns."""
"""Residual blocks before the first doubling."""


class _Block(nn.Module):
    """A residual block as diffusers has it, without normalisation and with a reading of the sides."""

    def __init__(self, *, reads: bool) -> None:
        super().__init__()
        self.first = nn.Conv2d(CHANNELS, CHANNELS, 3, padding=1)
        self.second = nn.Conv2d(CHANNELS, CHANNELS, 3, padding=1)
        self.side = nn.Conv2d(CHANNELS, 1, 3, padding=1) if reads else None

    def forward(self, x: Tensor, shake: float = 0.0) -> tuple[Tensor, Tensor | None]:
        before, within = (1 + shake * torch.randn(2)).unbind() if shake else (1.0, 1.0)
        lit = F.silu(before * x)
        side = None if self.side is None else _scaled(self.side, lit, before)
        return x + self.second(F.silu(within * _scaled(self.first, lit, before))), side


def _scaled(conv: nn.Conv2d, x: Tensor, factor: Tensor | float) -> Tensor:
    """Convolve with the bias times ``factor``; in the decoder normalisation scales it too."""
    return F.conv2d(x, conv.weight, None, padding=1) + factor * conv.bias.view(-1, 1, 1)


class Whereabouts(nn.Module):
    """The network; it has no input but the size of the lowest level."""

    def __init__(self) -> None:
        super().__init__()
        self.start = nn.Parameter(torch.randn(CHANNELS))
        self.below = nn.ModuleList(_Block(reads=False) for _ in range(BLOCKS_BELOW))
        self.doublings = nn.ModuleList(nn.Conv2d(CHANNELS, CHANNELS, 3, padding=1) for _ in range(LEVELS))
        self.blocks = nn.ModuleList(
            nn.ModuleList([_Block(reads=True), _Block(reads=True)]) for _ in range(LEVELS)
        )

    def forward(self, side: int, *, shake: float = 0.0) -> tuple[Tensor, list[Tensor]]:
        """Return the two patterns below, and for each doubling first columns, then rows.

        Args:
            side: Cells along a side of the lowest level.
            shake: Deviation of random factors where the decoder normalises.

        Returns:
            Patterns of 1 and -1 in turn along columns and rows, *Shape:* ``(1, 2, side, side)``; and maps
            that are 1 for the left (upper) pixel of a pair and -1 for the other, two for each level.
        """
        x = self.start.view(1, -1, 1, 1).expand(1, CHANNELS, side, side)
        for block in self.below:
            x, _ = block(x, shake)
        below, sides = x[:, :2], []
        for enlarge, pair in zip(self.doublings, self.blocks, strict=True):
            x = enlarge(F.interpolate(x, scale_factor=2.0, mode="nearest"))
            for block in pair:
                x, told = block(x, shake)
                sides.append(told)
        return below, sides


@dataclass(frozen=True, eq=False)
class Found:
    """A trained network and how far it is from the truth."""

    network: Whereabouts
    worst: float
    """Largest error of any side at any pixel; the sides are 2 apart."""


def find_whereabouts(side: int, *, steps: int = 4000, seed: int = 0) -> Found:
    """Train the network for a picture of ``side`` cells; it takes about a minute."""
    torch.manual_seed(seed)
    network = Whereabouts()
    signs = 1.0 - 2.0 * (torch.arange(side * 2**LEVELS) % 2)
    goals = []
    for level in range(1, LEVELS + 1):
        row = signs[: side * 2**level].expand(side * 2**level, -1)
        goals += [row, row.T]
    below = torch.stack([goals[0][:side, :side], goals[1][:side, :side]])
    optimizer = torch.optim.Adam(network.parameters(), lr=3e-3)
    plan = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=6e-3, total_steps=steps)
    for _ in range(steps):
        told_below, told = network(side, shake=SHAKE)
        loss = ((told_below[0] - below) ** 2).mean()
        for answer, goal in zip(told, goals, strict=True):
            error = (answer[0, 0] - goal).abs()
            loss = loss + (error**2).mean() + 0.02 * error.amax()
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        plan.step()
    with torch.no_grad():
        _, told = network(side)
    pairs = zip(told, goals, strict=True)
    worst = max(float((answer[0, 0] - goal).abs().max()) for answer, goal in pairs)
    return Found(network=network, worst=worst)
