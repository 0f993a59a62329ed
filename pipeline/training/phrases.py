"""Learns the phrase finder's network (``storyboard.story.phrases``) with torch.

The arrays come from the caller, since training knows nothing of stories:
``storyboard.story.evaluation.phrase_learning`` makes them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from pipeline.training.eight_bits import in_eight_bits

Arrays = Mapping[str, np.ndarray]


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseSettings:
    """Size and training of the network."""

    hidden: int = 128
    layers: int = 3
    edge_hidden: int = 64
    table_rows: int = 6_000
    hashes: int = 6
    labels: int = 7
    epochs: int = 12
    rate: float = 2e-3
    weight_decay: float = 0.02
    dropout: float = 0.35
    word_dropout: float = 0.25
    """Share of words whose learned rows are hidden, so that vectors and lexicon carry the rare ones."""
    seed: int = 0


class _Edge(nn.Module):
    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.hidden = nn.Linear(width, hidden)
        self.out = nn.Linear(hidden, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.out(F.relu(self.hidden(x)))[..., 0]


class PhraseNetwork(nn.Module):
    """Tokens to hidden states, nouns to labels and ends. Mirrors the numpy code that applies it."""

    def __init__(self, width: int, edge_width: int, settings: PhraseSettings) -> None:
        super().__init__()
        h = settings.hidden
        self.settings = settings
        self.table = nn.Embedding(settings.table_rows, h)
        nn.init.normal_(self.table.weight, std=0.1)
        self.gates = nn.Parameter(torch.ones(settings.hashes))
        self.input = nn.Linear(width, h)
        self.norms = nn.ModuleList(nn.LayerNorm(h) for _ in range(settings.layers + 1))
        self.convs = nn.ModuleList(nn.Linear(3 * h, h) for _ in range(settings.layers))
        self.tree = nn.Linear(2 * h, h)
        self.label = nn.Linear(h, settings.labels)
        self.edges = nn.ModuleDict(
            {name: _Edge(2 * h + edge_width, settings.edge_hidden) for name in ("start", "end")})

    def hidden(self, dense: Tensor, rows: Tensor, heads: Tensor) -> Tensor:
        """Return hidden states.

        Args:
            dense: *Shape:* ``(n, width)``
            rows: *Shape:* ``(n, hashes)``
            heads: *Shape:* ``(n,)``
        """
        drop = self.settings.dropout
        table = self.table(rows)
        if self.training:
            keep = torch.rand(rows.shape[0], 1, 1) >= self.settings.word_dropout
            table = table * keep
        x = self.input(F.dropout(dense, 0.15, self.training)) + torch.einsum("nkh,k->nh", table, self.gates)
        x = F.dropout(self.norms[0](F.relu(x)), drop, self.training)
        for conv, norm in zip(self.convs, self.norms[1:], strict=True):
            wide = F.pad(x, (0, 0, 1, 1))
            y = F.relu(conv(torch.cat([wide[:-2], wide[1:-1], wide[2:]], dim=1)))
            x = norm(x + F.dropout(y, drop, self.training))
        return x + F.dropout(F.relu(self.tree(torch.cat([x, x[heads]], dim=1))), drop, self.training)

    def edge_scores(self, name: str, hidden: Tensor, arrays: Mapping[str, Tensor]) -> Tensor:
        """Return the score of each possible ``start`` or ``end``, -inf where there is none."""
        places = arrays[f"{name}s"]  # (m, most)
        own = hidden[arrays["nouns"]][:, None].expand(-1, places.shape[1], -1)
        x = torch.cat([own, hidden[places.clamp(min=0)], arrays[f"{name}_features"]], dim=2)
        return self.edges[name](x).masked_fill(places < 0, float("-inf"))

    def arrays(self) -> dict[str, np.ndarray]:
        """Return the weights under the names that the numpy code reads, as float16."""
        out = {}
        for name, tensor in self.state_dict().items():
            words = name.split(".")
            if words[0] in {"norms", "convs"}:
                words = [f"{words[0].removesuffix('s')}{words[1]}", *words[2:]]
            if words[0] == "edges":
                words = words[1:]
            key = "table" if words == ["table", "weight"] else ".".join(words)
            out[key] = tensor.detach().numpy().astype(np.float16)
        return out


def learn_phrases(train: Sequence[Arrays], settings: PhraseSettings | None = None,
                  dev: Sequence[Arrays] = ()) -> dict[str, np.ndarray]:
    """Train the network and return its weights.

    Args:
        train: One set of arrays for each document.
        settings: Size and length.
        dev: Documents on which each epoch's F1 is printed; they choose nothing.
    """
    settings = settings or PhraseSettings()
    torch.manual_seed(settings.seed)
    documents, checks = [_tensors(one) for one in train], [_tensors(one) for one in dev]
    network = PhraseNetwork(documents[0]["dense"].shape[1], documents[0]["end_features"].shape[2], settings)
    optimizer = torch.optim.AdamW(network.parameters(), lr=settings.rate, weight_decay=settings.weight_decay)
    total = settings.epochs * len(documents)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, settings.rate, total_steps=total, pct_start=0.1)
    order = np.random.default_rng(settings.seed)
    averaged = torch.optim.swa_utils.AveragedModel(
        network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.99))
    for epoch in range(settings.epochs):
        network.train()
        losses = 0.0
        for number in order.permutation(len(documents)):
            loss = _loss(network, documents[number])
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            averaged.update_parameters(network)
            losses += float(loss.detach())
        if checks:
            print(f"epoch {epoch + 1}: loss {losses / len(documents):.3f}, {_score(averaged.module, checks)}",
                  flush=True)
    return averaged.module.arrays()


def save_phrases(weights: Mapping[str, np.ndarray], path: Path) -> None:
    """Write the weights as safetensors, in eight bits."""
    from safetensors.numpy import save_file

    save_file(in_eight_bits(weights), path)


def _tensors(arrays: Arrays) -> dict[str, Tensor]:
    return {name: torch.as_tensor(array.astype(np.int64) if array.dtype.kind == "i" else array)
            for name, array in arrays.items()}


def _loss(network: PhraseNetwork, arrays: Mapping[str, Tensor]) -> Tensor:
    hidden = network.hidden(arrays["dense"], arrays["rows"], arrays["heads"])
    loss = F.cross_entropy(network.label(hidden[arrays["nouns"]]), arrays["labels"], label_smoothing=0.05)
    for name in ("start", "end"):
        known = arrays[name] >= 0
        if known.any():
            scores = network.edge_scores(name, hidden, arrays)[known]
            loss = loss + 0.5 * F.cross_entropy(scores, arrays[name][known])
    return loss


@torch.no_grad()
def _score(network: PhraseNetwork, documents: Sequence[Mapping[str, Tensor]]) -> str:
    network.eval()
    right = predicted = expected = heads = 0
    for arrays in documents:
        hidden = network.hidden(arrays["dense"], arrays["rows"], arrays["heads"])
        label = network.label(hidden[arrays["nouns"]]).argmax(1)
        hit = (label == arrays["labels"]) & (label > 0)
        heads += int(hit.sum())
        for name in ("start", "end"):
            hit = hit & (network.edge_scores(name, hidden, arrays).argmax(1) == arrays[name])
        right += int(hit.sum())
        predicted += int((label > 0).sum())
        expected += int((arrays["labels"] > 0).sum())
    network.train()
    return (f"F1 {200 * right / max(1, predicted + expected):.1f}, "
            f"heads {200 * heads / max(1, predicted + expected):.1f}")
