"""A small BERT over words, and how it first learns: to guess words that are left out of novels.

Masked words are Devlin et al. 2019 (https://arxiv.org/abs/1810.04805). The network is that of today: norms
before the blocks, rotary positions (Su et al. 2021, https://arxiv.org/abs/2104.09864), gated feed-forward
layers (Shazeer 2020, https://arxiv.org/abs/2002.05202), no biases. It reads words, not pieces of words: what
it sees of one are its vector, which floret made of its letters, and rows of a table for its form, ending and
shape. So no vocabulary ships, and each word has one state.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from pipeline.training.muon import Muon

UNKNOWN = -100
"""Number of a word that is too rare to be guessed; ``cross_entropy`` passes it over."""
REPORT_EVERY = 250
ROTARY_BASE = 10_000.0
HEAD = 64
"""Width of an attention head: ``storyboard.story.bert`` knows it too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BertSettings:
    """Size of the network."""

    embedding: int = 128
    """Width of the table of forms."""
    width: int = 256
    """A multiple of ``HEAD``."""
    layers: int = 10
    inner: int = 640
    """Width of the gated layers."""
    window: int = 256
    """Words that it sees at once."""


@dataclass(frozen=True, slots=True)
class WordTypes:
    """What is seen of each word, by the number of its form."""

    rows: np.ndarray
    """Rows in the learned table. *Shape:* ``(types, k)``"""
    vectors: np.ndarray
    """*Shape:* ``(types, v)``"""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordSettings:
    """Length of the training."""

    epochs: int = 111
    """Times that the corpus is read; 0 leaves the training out."""
    vocabulary: int = 16_000
    """Commonest words, which are guessed."""
    projection: int = 160
    masked: float = 0.25
    """Share of the words that are to be guessed."""
    shown: float = 0.1
    """Share of these that are seen all the same, as words will be seen later."""
    windows: int = 192
    """In one update."""
    rate: float = 3e-3
    weight_decay: float = 0.05
    warm_up: float = 0.04
    """Share of the updates in which the rate grows; from there it falls to nothing."""
    dropout: float = 0.1
    seed: int = 0
    device: str = "auto"
    """``auto``: a graphics card where there is one."""


class Bert(nn.Module):
    """Words to states. ``storyboard.story.bert`` is the same in numpy.

    The weights of all layers lie in one array a kind.
    """

    def __init__(self, settings: BertSettings, table_rows: int, vector: int) -> None:
        super().__init__()
        self.settings, self.dropout = settings, 0.0
        d, layers, inner = settings.width, settings.layers, settings.inner
        self.table = nn.Parameter(torch.randn(table_rows, settings.embedding) * 0.1)
        self.input = nn.Linear(vector + settings.embedding, d)
        self.start = nn.LayerNorm(d)
        self.mask = nn.Parameter(torch.randn(d) * 0.1)
        deep = (2 * layers) ** -0.5
        self.qkv = nn.Parameter(torch.randn(layers, 3 * d, d) * d**-0.5)
        self.out = nn.Parameter(torch.randn(layers, d, d) * d**-0.5 * deep)
        self.gate = nn.Parameter(torch.randn(layers, 2 * inner, d) * d**-0.5)
        self.down = nn.Parameter(torch.randn(layers, d, inner) * inner**-0.5 * deep)
        self.norms = nn.Parameter(torch.ones(layers, 2, d))
        self.end = nn.LayerNorm(d)
        cos, sin = rotary(settings.window + 1, HEAD)  # And a stop before the first.
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)

    def stacks(self) -> list[nn.Parameter]:
        """Return the weights of the layers, in one array a kind: the optimiser takes each for a table."""
        return [self.qkv, self.out, self.gate, self.down]

    def embed(self, rows: Tensor, vectors: Tensor) -> Tensor:
        """Return what is known of words by themselves.

        Args:
            rows: *Shape:* ``(..., k)``
            vectors: *Shape:* ``(..., v)``

        Returns:
            *Shape:* ``(..., width)``
        """
        flat = rows.reshape(-1, rows.shape[-1])
        table = F.embedding_bag(flat, self.table, mode="sum").view(*rows.shape[:-1], -1)
        return self.start(self.input(torch.cat([vectors, table.to(vectors.dtype)], dim=-1)))

    def forward(self, x: Tensor, seen: Tensor | None = None) -> Tensor:
        """Return the states of words in their windows.

        Args:
            x: From ``embed``. *Shape:* ``(windows, n, width)``, n at most ``settings.window``
            seen: Which places hold a word. *Shape:* ``(windows, n)``; by default all

        Returns:
            *Shape:* ``(windows, n, width)``
        """
        mask = None if seen is None else seen[:, None, None, :]
        dropout = self.dropout if self.training else 0.0
        cos, sin = self.cos[: x.shape[1]], self.sin[: x.shape[1]]
        x = F.dropout(x, dropout)
        for qkv, out, gate, down, norms in zip(
            self.qkv.unbind(), self.out.unbind(), self.gate.unbind(), self.down.unbind(),
            self.norms.unbind(), strict=True,
        ):
            x = layer(x, mask, (cos, sin), (qkv, out, gate, down, norms), dropout)
        return self.end(x)


def layer(
    x: Tensor, mask: Tensor | None, turns: tuple[Tensor, Tensor], weights: tuple[Tensor, ...],
    dropout: float,
) -> Tensor:
    """Return the states after one layer. *Shape:* ``(windows, n, width)``"""
    qkv, out, gate, down, norms = weights
    windows, n, d = x.shape
    y = F.layer_norm(x, (d,), norms[0])
    q, k, v = F.linear(y, qkv).view(windows, n, 3, d // HEAD, HEAD).permute(2, 0, 3, 1, 4)
    q, k = turned(q, *turns), turned(k, *turns)
    y = F.scaled_dot_product_attention(q, k, v.to(q.dtype), attn_mask=mask)
    y = F.linear(y.transpose(1, 2).reshape(windows, n, d), out)
    x = x + F.dropout(y, dropout)
    opened, let = F.linear(F.layer_norm(x, (d,), norms[1]), gate).chunk(2, dim=-1)
    return x + F.dropout(F.linear(F.gelu(opened, approximate="tanh") * let, down), dropout)


def rotary(length: int, width: int) -> tuple[Tensor, Tensor]:
    """Return cosines and sines of the turns of each place. *Shapes:* ``(length, width / 2)``"""
    speed = ROTARY_BASE ** (-torch.arange(0, width, 2) / width)
    angle = torch.arange(length)[:, None] * speed
    return angle.cos(), angle.sin()


def turned(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Turn the first half of ``x`` against the second by the place. *Shape:* ``(..., n, width)``"""
    one, other = x.chunk(2, dim=-1)
    return torch.cat([one * cos - other * sin, other * cos + one * sin], dim=-1).to(x.dtype)


class WordGuess(nn.Module):
    """States to scores of the commonest words; it does not ship."""

    def __init__(self, width: int, projection: int, counts: Tensor) -> None:
        super().__init__()
        self.first = nn.Linear(width, projection)
        self.norm = nn.LayerNorm(projection)
        self.second = nn.Linear(projection, len(counts))
        nn.init.normal_(self.second.weight, std=0.05)
        self.second.bias.data = torch.log(counts / counts.sum())

    def forward(self, x: Tensor) -> Tensor:
        return self.second(self.norm(F.gelu(self.first(x))))


def pick_device(name: str) -> torch.device:
    """Return the device of that name; ``auto`` is a graphics card where there is one."""
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    return torch.device(name)


def learn_words(
    words: np.ndarray, meant: np.ndarray, types: WordTypes, table_rows: int, size: BertSettings,
    settings: WordSettings,
) -> dict[str, Tensor]:
    """Train a network to guess words from what stands around them.

    Args:
        words: The corpus as numbers of types, novel after novel. *Shape:* ``(n,)``
        meant: For each type the number of its word, whatever its capitals. *Shape:* ``(types,)``
        types: What is seen of each.
        table_rows: Rows of the learned table.
        size: Of the network.
        settings: Length of the training.

    Returns:
        Weights by name, for ``bert_tasks.learn_tasks``.
    """
    torch.manual_seed(settings.seed)
    device = pick_device(settings.device)
    cuda = device.type == "cuda"
    chance = np.random.default_rng(settings.seed)
    network = Bert(size, table_rows, types.vectors.shape[1]).to(device)
    network.dropout = settings.dropout
    targets, counts = _targets(words, meant, settings.vocabulary)
    targets = targets.to(device)
    guess = WordGuess(size.width, settings.projection, counts).to(device)
    corpus = torch.from_numpy(words.astype(np.int32)).to(device)
    rows = torch.from_numpy(types.rows.astype(np.int32)).to(device)
    vectors = torch.from_numpy(types.vectors).to(device, torch.bfloat16 if cuda else torch.float32)
    parameters = [*network.parameters(), *guess.parameters()]
    optimizer = Muon(
        [{"params": parameters}], lr=settings.rate,
        embeddings=[network.table, guess.second.weight, *network.stacks()], momentum=0.95, betas=(0.9, 0.98),
        weight_decay=settings.weight_decay)

    def loss_of(places: Tensor) -> Tensor:
        with torch.autocast(device.type, torch.bfloat16, enabled=cuda):
            seen = corpus[places].long()
            asked = torch.rand(seen.shape, device=device) < settings.masked
            hidden = asked & (torch.rand(seen.shape, device=device) >= settings.shown)
            x = network.embed(rows[seen], vectors[seen])
            x = torch.where(hidden[..., None], network.mask.to(x.dtype), x)
            states = network(x)
            # As many as there are on average, so that all shapes stay the same.
            most = int(settings.masked * seen.numel())
            at = torch.topk(asked.flatten().float() + 0.5 * torch.rand(seen.numel(), device=device), most)[1]
            wanted = torch.where(asked.flatten()[at], targets[seen.flatten()[at]], UNKNOWN)
            return F.cross_entropy(
                guess(states.flatten(0, 1)[at]).float(), wanted, ignore_index=UNKNOWN)

    compiled = torch.compile(loss_of) if cuda else loss_of
    n, per_update = len(words), settings.windows
    total = max(1, settings.epochs * (n // size.window) // per_update)
    order = _windows(n, size.window, per_update, chance)
    losses: list[Tensor] = []
    started = time.monotonic()
    for step in range(total):
        done = step / total
        for group in optimizer.param_groups:
            group["lr"] = settings.rate * min(
                1.0, (step + 1) / (settings.warm_up * total), (1 - done) / (1 - settings.warm_up))
        loss = compiled(next(order).to(device))
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=False)
        losses.append(loss.detach())
        if (step + 1) % REPORT_EVERY == 0 or step + 1 == total:
            print(f"words left out, {step + 1} of {total}: loss {float(torch.stack(losses).mean()):.3f}, "
                  f"{time.monotonic() - started:.0f} s", flush=True)
            losses = []
    return {name: one.detach().float().cpu() for name, one in network.state_dict().items()}


def _targets(words: np.ndarray, meant: np.ndarray, most: int) -> tuple[Tensor, Tensor]:
    """Return for each type the number of its word among those to be guessed, and how often these stand."""
    counts = np.bincount(meant[words], minlength=int(meant.max()) + 1)
    common = np.argsort(-counts, kind="stable")[:most]
    common = common[counts[common] > 0]
    numbers = np.full(len(counts), UNKNOWN, dtype=np.int64)
    numbers[common] = np.arange(len(common))
    return torch.from_numpy(numbers[meant]), torch.from_numpy(counts[common]).float()


def _windows(n: int, length: int, count: int, chance: np.random.Generator) -> Iterator[Tensor]:
    """Yield places of ``count`` windows, for ever; each epoch cuts the corpus elsewhere."""
    waiting = np.zeros(0, dtype=np.int64)
    while True:
        while len(waiting) < count:
            first = int(chance.integers(min(length, max(1, n - length))))
            starts = np.arange(first, n - length + 1, length)
            waiting = np.concatenate([waiting, chance.permutation(starts)])
        yield torch.from_numpy(waiting[:count, None] + np.arange(length))
        waiting = waiting[count:]


def warm_rate(step: int, total: int, warm_up: float) -> float:
    """Return the share of the full rate: it grows to 1, then falls with a cosine to 0."""
    done = (step + 1) / total
    if done < warm_up:
        return done / warm_up
    return 0.5 * (1 + math.cos(math.pi * (done - warm_up) / (1 - warm_up)))
