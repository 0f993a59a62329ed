"""Learns the second parser (``storyboard.story.arcs``) with torch: Dozat and Manning 2017, biaffine arcs.

The sentences come from the caller: ``storyboard.story.evaluation.syntax_learning`` makes them.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from pipeline.training.biaffine import BiaffineParser
from pipeline.training.eight_bits import in_eight_bits

UNKNOWN = -100
"""Number of a label that is too rare to be learned; ``cross_entropy`` passes it over."""


@dataclass(frozen=True, slots=True)
class ArcSentence:
    """What is seen of a sentence of ``n`` words, and its tree."""

    dense: np.ndarray
    """Hidden states and word vectors. *Shape:* ``(n, width)``"""
    rows: np.ndarray
    """Rows in the learned table. *Shape:* ``(n, k)``"""
    heads: np.ndarray
    """0 for the root, else the head's number plus one. *Shape:* ``(n,)``"""
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArcSettings:
    """Size and training of the network."""

    embedding: int = 64
    hidden: int = 112
    """Units of an LSTM in one direction."""
    layers: int = 2
    arc: int = 128
    label: int = 64
    rarest: int = 15
    """Times that a label must occur."""
    longest: int = 120
    """Words of the longest sentence that is learned from."""
    epochs: int = 12
    words: int = 1_200
    """In one update; all sentences of an update are of one length, so that nothing is padded."""
    rate: float = 3e-3
    weight_decay: float = 0.02
    averaging: float = 0.995
    """Decay of the average of the weights, which is what is kept."""
    dropout: float = 0.33
    input_dropout: float = 0.15
    state_dropout: float = 0.3
    word_state_dropout: float = 0.3
    """Share of words whose hidden state is left out: the pipeline was trained on the same sentences, and
    knows them better than it will know others."""
    word_dropout: float = 0.2
    seed: int = 0


class ArcNetwork(BiaffineParser):
    """Words to scores of arcs and labels. Mirrors the numpy code that applies it."""

    def __init__(
        self, width: int, states: int, table_rows: int, labels: int, settings: ArcSettings
    ) -> None:
        super().__init__()
        self.settings, self.states = settings, states
        size, state = settings.embedding, 2 * settings.hidden
        self.table = nn.Embedding(table_rows, size)
        nn.init.normal_(self.table.weight, std=0.1)
        self.input = nn.Linear(width, size)
        self.norm = nn.LayerNorm(2 * size)
        self.lstms = nn.ModuleList(
            nn.LSTM(state if layer else 2 * size, settings.hidden, bidirectional=True, batch_first=True)
            for layer in range(settings.layers))
        self.head_dropout = settings.dropout
        self.add_heads(state, settings.arc, settings.label, labels)

    def forward(self, dense: Tensor, rows: Tensor) -> Tensor:
        """Return hidden states.

        Args:
            dense: *Shape:* ``(sentences, n, width)``
            rows: *Shape:* ``(sentences, n, k)``

        Returns:
            *Shape:* ``(sentences, n, 2 * hidden)``
        """
        settings, table = self.settings, self.table(rows)
        if self.training:
            shape = dense.shape[:2]
            states = F.dropout(dense[..., : self.states], settings.state_dropout)
            states = states * (torch.rand(*shape, 1) >= settings.word_state_dropout)
            dense = torch.cat([states, dense[..., self.states :]], dim=2)
            table = table * (torch.rand(*shape, 1, 1) >= settings.word_dropout)
        x = self.norm(torch.cat([self.input(dense), table.sum(2)], dim=2))
        x = self.drop(x, settings.input_dropout)
        for lstm in self.lstms:
            x = self.drop(lstm(x)[0], settings.dropout)
        return x

    def arrays(self) -> dict[str, np.ndarray]:
        """Return the weights under the names that the numpy code reads, as float16."""
        arrays = {}
        for name, tensor in self.state_dict().items():
            if not name.startswith("lstms."):
                arrays["table" if name == "table.weight" else name] = tensor
        for layer, lstm in enumerate(self.lstms):
            for direction, ending in (("forward", "_l0"), ("backward", "_l0_reverse")):
                key = f"lstm{layer}.{direction}"
                arrays[f"{key}.input"] = getattr(lstm, f"weight_ih{ending}")
                arrays[f"{key}.state"] = getattr(lstm, f"weight_hh{ending}")
                arrays[f"{key}.bias"] = getattr(lstm, f"bias_ih{ending}") + getattr(lstm, f"bias_hh{ending}")
        return {name: array.detach().numpy().astype(np.float16) for name, array in arrays.items()}


def learn_arcs(
    sentences: Sequence[ArcSentence], states: int, table_rows: int, settings: ArcSettings | None = None,
    *, start: Mapping[str, Tensor] | None = None,
) -> tuple[dict[str, np.ndarray], list[str]]:
    """Train the network.

    Args:
        sentences: Of treebanks.
        states: How many of the first numbers of ``dense`` are hidden states.
        table_rows: Rows of the learned table.
        settings: Size and length.
        start: Weights to go on from, from ``masked_words.learn_masked_words``; others start by chance.

    Returns:
        Its weights as float16, and its labels, commonest first.
    """
    settings = settings or ArcSettings()
    torch.manual_seed(settings.seed)
    counted = Counter(label for one in sentences for label in one.labels)
    labels = [label for label, count in counted.most_common() if count >= settings.rarest or label == "ROOT"]
    samples = _samples(sentences, {label: number for number, label in enumerate(labels)}, settings)
    network = ArcNetwork(sentences[0].dense.shape[1], states, table_rows, len(labels), settings)
    network.load_state_dict(dict(start or {}), strict=False)
    chance = random.Random(settings.seed)
    total = settings.epochs * sum(1 for _ in _batches(samples, settings, chance))
    optimizer = torch.optim.AdamW(
        network.parameters(), settings.rate, betas=(0.9, 0.95), weight_decay=settings.weight_decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, settings.rate, total_steps=total, pct_start=0.1)
    averaged = torch.optim.swa_utils.AveragedModel(
        network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(settings.averaging))
    for epoch in range(settings.epochs):
        losses, updates = 0.0, 0
        for dense, rows, heads, numbers in _batches(samples, settings, chance):
            hidden = network(dense, rows)
            loss = F.cross_entropy(network.arc_scores(hidden).flatten(0, 1), heads.flatten())
            scores = network.label_scores(hidden, heads)
            if bool((numbers != UNKNOWN).any()):
                loss = loss + F.cross_entropy(scores, numbers.flatten(), ignore_index=UNKNOWN)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            averaged.update_parameters(network)
            losses, updates = losses + float(loss.detach()), updates + 1
        print(f"arcs, epoch {epoch + 1} of {settings.epochs}: loss {losses / updates:.3f}", flush=True)
    return averaged.module.arrays(), labels


def save_arcs(weights: Mapping[str, np.ndarray], labels: Sequence[str], path: Path) -> None:
    """Write weights, in eight bits, and labels as safetensors."""
    from safetensors.numpy import save_file

    save_file(in_eight_bits(weights), path, metadata={"labels": " ".join(labels)})


Sample = tuple[Tensor, Tensor, Tensor, Tensor]


def _samples(
    sentences: Sequence[ArcSentence], numbers: Mapping[str, int], settings: ArcSettings
) -> dict[int, list[Sample]]:
    """Return the sentences by their length."""
    samples: dict[int, list[Sample]] = defaultdict(list)
    for one in sentences:
        if len(one.labels) <= settings.longest:
            samples[len(one.labels)].append((
                torch.as_tensor(one.dense),
                torch.as_tensor(one.rows),
                torch.as_tensor(one.heads, dtype=torch.int64),
                torch.tensor([numbers.get(label, UNKNOWN) for label in one.labels]),
            ))
    return samples


def _batches(
    samples: Mapping[int, list[Sample]], settings: ArcSettings, chance: random.Random
) -> Iterator[list[Tensor]]:
    batches: list[list[Sample]] = []
    for length, group in samples.items():
        count = max(1, settings.words // length)
        shuffled = chance.sample(group, len(group))
        batches += [shuffled[start : start + count] for start in range(0, len(shuffled), count)]
    chance.shuffle(batches)
    for batch in batches:
        yield [torch.stack(column).float() if number == 0 else torch.stack(column)
               for number, column in enumerate(zip(*batch, strict=True))]
