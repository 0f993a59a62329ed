"""Prepares the second parser: before any tree, its LSTMs learn to guess words that are left out of novels.

The masked words of BERT (Devlin et al. 2019, https://arxiv.org/abs/1810.04805) over the LSTMs of
``arcs.ArcNetwork``. They see word vectors and forms alone: the hidden states of the pipeline know the words
on both sides of their own, so that nothing would be left to guess.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from pipeline.training.arcs import ArcNetwork, ArcSettings

UNKNOWN = -100
"""Number of a word that is too rare to be guessed; ``cross_entropy`` passes it over."""
REPORT_EVERY = 500
PREPARED = ("table.", "input.", "norm.", "lstms.")
"""What of the network is learned here, by the beginning of its names."""


@dataclass(frozen=True, slots=True)
class WordCorpus:
    """Sentences laid end to end."""

    words: np.ndarray
    """For each word the number of its type. *Shape:* ``(n,)``"""
    rows: np.ndarray
    """Rows in the learned table. *Shape:* ``(n, k)``"""
    lengths: np.ndarray
    """Words of each sentence; they sum to ``n``."""
    vectors: np.ndarray
    """Of each type. *Shape:* ``(types, width)``"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskedWordSettings:
    """Length of the training."""

    epochs: int = 4
    """Times that the corpus is read; 0 leaves the preparation out."""
    vocabulary: int = 12_000
    """Commonest words, which are guessed."""
    projection: int = 128
    masked: float = 0.25
    """Share of the words that are left out."""
    words: int = 1_600
    """In one update; all sentences of an update are of one length, so that nothing is padded."""
    rate: float = 2.5e-3
    weight_decay: float = 0.01
    warm_up: int = 300
    """Updates in which the rate grows."""
    dropout: float = 0.1
    seed: int = 0


def learn_masked_words(
    corpus: WordCorpus, states: int, table_rows: int, arcs: ArcSettings, settings: MaskedWordSettings
) -> dict[str, Tensor]:
    """Train the lower part of an ``ArcNetwork``.

    Args:
        corpus: Of novels.
        states: How many hidden states the parser will see before each word's vector; here they are zero.
        table_rows: Rows of the learned table.
        arcs: Size of the network.
        settings: Length of the training.

    Returns:
        Weights by the names that they have in an ``ArcNetwork``, for ``learn_arcs``.
    """
    torch.manual_seed(settings.seed)
    chance = np.random.default_rng(settings.seed)
    network = ArcNetwork(states + corpus.vectors.shape[1], states, table_rows, 1, arcs)
    targets, counts = _targets(corpus, settings.vocabulary)
    guess = nn.Sequential(
        nn.Linear(2 * arcs.hidden, settings.projection), nn.GELU(),
        nn.Linear(settings.projection, len(counts)))
    nn.init.normal_(guess[2].weight, std=0.05)
    guess[2].bias.data = torch.log(counts / counts.sum())
    lower = {name: one for name, one in network.named_parameters() if name.startswith(PREPARED)}
    parameters = [*lower.values(), *guess.parameters()]
    optimizer = torch.optim.AdamW(
        parameters, settings.rate, betas=(0.9, 0.98), weight_decay=settings.weight_decay)
    total = settings.epochs * sum(1 for _ in _batches(corpus.lengths, settings.words, chance))
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, settings.rate, total_steps=total + 2, pct_start=min(0.3, settings.warm_up / (total + 2)),
        div_factor=100, cycle_momentum=False)
    vectors, step, losses = torch.as_tensor(corpus.vectors), 0, []
    starts = np.cumsum(corpus.lengths) - corpus.lengths
    for epoch in range(settings.epochs):
        for batch in _batches(corpus.lengths, settings.words, chance):
            places = starts[batch][:, None] + np.arange(corpus.lengths[batch[0]])
            words = torch.from_numpy(corpus.words[places].astype(np.int64))
            rows = torch.from_numpy(corpus.rows[places].astype(np.int64))
            hidden = torch.rand(words.shape) < settings.masked
            x = _states(network, vectors[words], rows, ~hidden, settings.dropout)
            asked = hidden & (targets[words] != UNKNOWN)
            loss = F.cross_entropy(guess(x[asked]), targets[words][asked])
            optimizer.zero_grad(set_to_none=True)
            if bool(asked.any()):
                loss.backward()
                nn.utils.clip_grad_norm_(parameters, 1.0)
                optimizer.step()
                losses.append(float(loss.detach()))
            schedule.step()
            step += 1
            if losses and step % REPORT_EVERY == 0:
                print(f"words left out, {step} of {total}: loss {np.mean(losses):.3f}", flush=True)
                losses = []
        print(f"words left out, epoch {epoch + 1} of {settings.epochs}", flush=True)
    return {name: one.detach().clone() for name, one in lower.items()}


def _targets(corpus: WordCorpus, most: int) -> tuple[Tensor, Tensor]:
    """Return the number of each type among those to be guessed, and how often each of these stands."""
    counts = np.bincount(corpus.words, minlength=len(corpus.vectors))
    common = np.argsort(-counts, kind="stable")[:most]
    common = common[counts[common] > 0]
    targets = np.full(len(corpus.vectors), UNKNOWN, dtype=np.int64)
    targets[common] = np.arange(len(common))
    return torch.from_numpy(targets), torch.from_numpy(counts[common]).float()


def _states(network: ArcNetwork, vectors: Tensor, rows: Tensor, shown: Tensor, dropout: float) -> Tensor:
    """Return the states of the uppermost LSTM. *Shape:* ``(sentences, n, 2 * hidden)``"""
    seen = shown[..., None]
    dense = torch.cat([vectors.new_zeros(*vectors.shape[:2], network.states), vectors * seen], dim=2)
    table = (network.table(rows) * seen[..., None]).sum(2)
    x = network.norm(torch.cat([network.input(dense), table], dim=2))
    for number, lstm in enumerate(network.lstms):
        x = lstm(F.dropout(x, dropout if number else dropout / 2))[0]
    return x


def _batches(lengths: np.ndarray, words: int, chance: np.random.Generator) -> Iterator[np.ndarray]:
    """Yield numbers of sentences of one length, about ``words`` words together."""
    groups: defaultdict[int, list[int]] = defaultdict(list)
    batches: list[np.ndarray] = []
    for number in chance.permutation(len(lengths)):
        length = int(lengths[number])
        groups[length].append(int(number))
        if len(groups[length]) * length >= words:
            batches.append(np.array(groups.pop(length)))
    batches += [np.array(group) for _, group in sorted(groups.items())]
    chance.shuffle(batches)  # type: ignore[arg-type]  (a list may be shuffled as well)
    yield from batches
