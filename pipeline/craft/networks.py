"""CRAFT's networks: words to states, a layout in a partly composed clip, queries and targets of retrieval."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

GRID = (16, 9)
"""Columns and rows of the places where a box may have its middle."""
BOX = 6
"""Numbers that a cell predicts of a box: where in the cell, log width, log height, dx, dy."""
LEAST_SIGMA = 0.01
WIDTHS: Mapping[str, int] = {
    "noun": 24,
    "held": 16,
    "adjective": 24,
    "size": 8,
    "hair": 12,
    "mood": 12,
    "verb": 24,
}
"""Numbers of an embedding in each space."""


class TextEncoder(nn.Module):
    """Words to states, read in both directions."""

    def __init__(self, words: int, width: int = 48, hidden: int = 80) -> None:
        super().__init__()
        self.embed = nn.Embedding(words, width, padding_idx=0)
        self.read = nn.GRU(width, hidden, batch_first=True, bidirectional=True)
        self.width = 2 * hidden

    def forward(self, words: Tensor, lengths: Tensor) -> Tensor:
        """Return a state for each word. *Shapes:* ``(B, T)``, ``(B,)`` -> ``(B, T, width)``"""
        packed = pack_padded_sequence(
            self.embed(words), lengths.cpu(), batch_first=True, enforce_sorted=False
        )
        states, _ = pad_packed_sequence(self.read(packed)[0], batch_first=True, total_length=words.shape[1])
        return states


class Reader(nn.Module):
    """Finds the words of a caption that name its entities."""

    def __init__(self, words: int) -> None:
        super().__init__()
        self.text = TextEncoder(words, hidden=48)
        self.tag = nn.Linear(self.text.width, 1)

    def forward(self, words: Tensor, lengths: Tensor) -> Tensor:
        """Return for each word the log-odds that it names an entity. *Shape:* ``(B, T)``"""
        return self.tag(self.text(words, lengths)).squeeze(-1)


class Field:
    """Distribution of a layout: a cell, then a Gaussian for the box given the cell, and which way it
    faces."""

    def __init__(self, cells: Tensor, left: Tensor, mean: Tensor, sigma: Tensor) -> None:
        """*Shapes:* ``(B, cells)`` for the log-odds of cells and of facing left, else ``(B, BOX, cells)``"""
        self.cells, self.left, self.mean, self.sigma = cells, left, mean, sigma

    @classmethod
    def of(cls, raw: Tensor) -> Field:
        """Return what a network's output stands for. *Shape:* ``(B, 2 + 2 * BOX, rows, columns)``"""
        flat = raw.flatten(2)
        mean, spread = flat[:, 2:].unflatten(1, (2, BOX)).unbind(1)
        return cls(flat[:, 0], flat[:, 1], mean, F.softplus(spread) + LEAST_SIGMA)

    @classmethod
    def usual(cls, layouts: Tensor) -> Field:
        """Return the distribution of ``layouts`` themselves, whatever the words: the most frequent one.

        *Shape:* ``(n, 7)``
        """
        cell, box = to_cells(layouts)
        count = GRID[0] * GRID[1]
        frequency = torch.bincount(cell, minlength=count) + 0.1
        spread = torch.ones(1, BOX, count)
        odds = torch.logit(layouts[:, 6].mean().clamp(0.01, 0.99))
        return cls(
            frequency.log()[None],
            odds.expand(1, count),
            box.mean(0)[None, :, None] * spread,
            box.std(0)[None, :, None].clamp(min=LEAST_SIGMA) * spread,
        )

    def repeated(self, count: int) -> Field:
        """Return the same distribution for ``count`` entities."""
        return Field(
            *(each.expand(count, *each.shape[1:]) for each in (self.cells, self.left, self.mean, self.sigma))
        )

    def nll(self, target: Tensor) -> Tensor:
        """Return the negative log-likelihood of layouts in nats: cell and box. *Shape:* ``(B, 7)`` ->
        ``(B,)``"""
        cell, box = to_cells(target)
        mean, sigma = (_at(values, cell) for values in (self.mean, self.sigma))
        gaussian = 0.5 * ((box - mean) / sigma) ** 2 + sigma.log() + 0.5 * math.log(2 * math.pi)
        return F.cross_entropy(self.cells, cell, reduction="none") + gaussian.sum(1)

    def facing_loss(self, target: Tensor) -> Tensor:
        """Return the cross-entropy of the way that it faces. *Shape:* ``(B, 7)`` -> ``(B,)``"""
        cell, _ = to_cells(target)
        odds = self.left.gather(1, cell[:, None]).squeeze(1)
        return F.binary_cross_entropy_with_logits(odds, target[:, 6], reduction="none")

    def layouts(self, cells: Tensor | None = None) -> Tensor:
        """Return the likeliest layouts, in the cells given or in the likeliest ones.

        Returns:
            x, y, width, height, dx, dy, probability of facing left. *Shape:* ``(B, 7)``
        """
        cell = self.cells.argmax(1) if cells is None else cells
        return from_cells(cell, _at(self.mean, cell), self.left.gather(1, cell[:, None]).sigmoid())


class LayoutComposer(nn.Module):
    """Where and how large an entity stands in a partly composed clip."""

    def __init__(self, words: int) -> None:
        super().__init__()
        self.text = TextEncoder(words)
        self.look = nn.Sequential(
            nn.Conv2d(12, 24, 3, stride=2, padding=1),
            nn.ReLU(),
            nn.Conv2d(24, 48, 3, stride=2, padding=1),
            nn.ReLU(),
            nn.Conv2d(48, 48, 3, padding=1),
            nn.ReLU(),
        )
        self.say = nn.Linear(self.text.width, 64)
        self.place = nn.Sequential(
            nn.Conv2d(48 + 48 + 64 + 3, 64, 1),
            nn.ReLU(),
            nn.Conv2d(64, 64, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(64, 2 + 2 * BOX, 1),
        )
        columns, rows = GRID
        y, x = torch.meshgrid(torch.linspace(-1, 1, rows), torch.linspace(-1, 1, columns), indexing="ij")
        self.register_buffer("grid", torch.stack([x, y]), persistent=False)

    def forward(self, words: Tensor, lengths: Tensor, heads: Tensor, video: Tensor, shape: Tensor) -> Field:
        """Return the distribution of the layout of one entity.

        Args:
            words: Numbers of the caption's words. *Shape:* ``(B, T)``
            heads: Which word names the entity. *Shape:* ``(B,)``
            video: What is composed so far, in [0, 1]. *Shape:* ``(B, 12, 36, 64)``
            shape: Log2 of width over height. *Shape:* ``(B,)``
        """
        state = F.relu(self.say(at_heads(self.text(words, lengths), heads)))
        seen = self.look(video)
        rows, columns = seen.shape[2:]
        everywhere = torch.cat([seen.mean((2, 3)), state, shape[:, None]], 1)
        spread = everywhere[:, :, None, None].expand(-1, -1, rows, columns)
        where = self.grid[None].expand(len(words), -1, -1, -1)
        return Field.of(self.place(torch.cat([seen, spread, where], 1)))


class Spaces(nn.Module):
    """Features to one embedding of length 1 for each space."""

    def __init__(self, features: int, spaces: Sequence[str]) -> None:
        super().__init__()
        self.names = tuple(spaces)
        self.project = nn.ModuleDict({name: nn.Linear(features, WIDTHS[name]) for name in self.names})

    def forward(self, features: Tensor) -> dict[str, Tensor]:
        return {name: F.normalize(self.project[name](features), dim=1) for name in self.names}


class Query(nn.Module):
    """What to look for: the caption at one word, the partly composed clip, and the entity's box.

    What an entity is (noun, adjective) hangs on the words alone, so that the same words find the same one in
    every clip; how it acts (verb) also on the clip so far.
    """

    def __init__(self, words: int, spaces: Sequence[str], *, context: bool) -> None:
        super().__init__()
        self.text = TextEncoder(words)
        self.context = context
        lone = [name for name in spaces if not (context and name == "verb")]
        self.words = nn.Sequential(nn.Linear(self.text.width, 96), nn.ReLU())
        self.spaces = Spaces(96, lone)
        if context:
            self.look = Look(12, 32)
            self.act = nn.Sequential(nn.Linear(self.text.width + 32 + 7, 64), nn.ReLU())
            self.verb = Spaces(96 + 64, ["verb"])

    def forward(
        self,
        words: Tensor,
        lengths: Tensor,
        heads: Tensor,
        video: Tensor | None = None,
        layout: Tensor | None = None,
    ) -> dict[str, Tensor]:
        """Return an embedding for each space. Arguments as of ``LayoutComposer``; a background is named by
        the whole caption, and ``heads`` is passed over."""
        states = self.text(words, lengths)
        if self.context:
            state = at_heads(states, heads)
        else:
            half = self.text.width // 2
            state = torch.cat([at_heads(states, lengths - 1)[:, :half], states[:, 0, half:]], 1)
        said = self.words(state)
        found = self.spaces(said)
        if self.context and video is not None and layout is not None:
            acts = self.act(torch.cat([state, self.look(video), layout], 1))
            found |= self.verb(torch.cat([said, acts], 1))
        return found


class Look(nn.Module):
    """Pictures to features."""

    def __init__(self, channels: int, features: int, width: int = 24) -> None:
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(channels, width, 3, stride=2, padding=1),
            nn.ReLU(),
            nn.Conv2d(width, 2 * width, 3, stride=2, padding=1),
            nn.ReLU(),
            nn.Conv2d(2 * width, 3 * width, 3, stride=2, padding=1),
            nn.ReLU(),
        )
        # Average and peak over a grid of 3 x 3: parts of a figure keep their place.
        self.out = nn.Linear(3 * width * 9 * 2, features)

    def forward(self, pictures: Tensor) -> Tensor:
        """*Shape:* ``(B, channels, h, w)`` -> ``(B, features)``"""
        seen = self.net(pictures)
        pooled = torch.cat([F.adaptive_avg_pool2d(seen, 3), F.adaptive_max_pool2d(seen, 3)], 1)
        return F.relu(self.out(pooled.flatten(1)))


class Target(nn.Module):
    """What there is to find: the picture of an entity or of a background, and the entity's box."""

    def __init__(self, spaces: Sequence[str], channels: int, *, box: int) -> None:
        super().__init__()
        self.look = Look(channels, 128, 32)
        self.spaces = Spaces(128 + box, spaces)

    def forward(self, pictures: Tensor, box: Tensor | None = None) -> dict[str, Tensor]:
        """Return an embedding for each space. *Shapes:* ``(B, channels, h, w)``, ``(B, box)``"""
        seen = self.look(pictures)
        return self.spaces(seen if box is None else torch.cat([seen, box], 1))


class Labels(nn.Module):
    """Auxiliary heads: which noun, adjective and verb an embedding stands for. Queries and targets share
    them."""

    def __init__(self, spaces: Mapping[str, Sequence[str]], sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.parts = {part: space for space, parts in spaces.items() for part in parts}
        self.heads = nn.ModuleDict(
            {part: nn.Linear(WIDTHS[space], sizes[part]) for part, space in self.parts.items()}
        )
        self.scale = 8.0  # Embeddings have length 1: without it the softmax could never be sure.

    def odds(self, found: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Return how likely each value of each part is. *Shape of each:* ``(B, values)``, logarithms"""
        return {
            part: F.log_softmax(self.scale * self.heads[part](found[space]), 1)
            for part, space in self.parts.items()
        }

    def loss(self, found: Mapping[str, Tensor], labels: Mapping[str, Tensor]) -> Tensor:
        """Return half the cross-entropy of all parts together."""
        odds = self.odds(found)
        return 0.5 * torch.stack([F.nll_loss(odds[part], labels[part]) for part in odds]).sum()


def at_heads(states: Tensor, heads: Tensor) -> Tensor:
    """Return the states of some words. *Shapes:* ``(B, T, C)``, ``(B,)`` -> ``(B, C)``"""
    return states[torch.arange(len(states)), heads]


def to_cells(layouts: Tensor) -> tuple[Tensor, Tensor]:
    """Return cell numbers and what a cell predicts of a box. *Shape:* ``(B, 7)`` -> ``(B,)``, ``(B, 6)``"""
    columns, rows = GRID
    size = torch.tensor([columns, rows], dtype=layouts.dtype)
    scaled = layouts[:, :2] * size
    cell = torch.minimum(scaled.floor().clamp(min=0), size - 1)
    box = torch.cat([scaled - cell, layouts[:, 2:4].clamp(min=1e-3).log(), 4 * layouts[:, 4:6]], 1)
    return (cell[:, 1] * columns + cell[:, 0]).long(), box


def from_cells(cell: Tensor, box: Tensor, left: Tensor) -> Tensor:
    """Return layouts; the inverse of ``to_cells``."""
    columns, rows = GRID
    corner = torch.stack([cell % columns, cell // columns], 1).to(box.dtype)
    place = (corner + box[:, :2]) / torch.tensor([columns, rows], dtype=box.dtype)
    return torch.cat([place, box[:, 2:4].exp(), box[:, 4:6] / 4, left], 1)


def _at(values: Tensor, cell: Tensor) -> Tensor:
    """Return what some cells predict. *Shapes:* ``(B, BOX, cells)``, ``(B,)`` -> ``(B, BOX)``"""
    return values.gather(2, cell[:, None, None].expand(-1, values.shape[1], 1)).squeeze(2)


def triplet(query: Tensor, target: Tensor, same: Tensor, *, margin: float = 0.1) -> Tensor:
    """Return the triplet loss with the hardest wrong targets of the batch.

    Args:
        query: *Shape:* ``(B, C)``, each of length 1; so are targets.
        same: Which targets are as right as a query's own. *Shape:* ``(B, B)``, bool
    """
    similar = query @ target.T
    own = similar.diagonal()
    wrong = similar.masked_fill(same, -2.0)
    hardest = torch.stack([wrong.max(1).values, wrong.max(0).values])
    return F.relu(margin - own + hardest).mean()
