"""Teaches the small BERT its two tasks at once: trees, and what kind of entity a noun names.

Trees are biaffine (Dozat and Manning 2017, https://arxiv.org/abs/1611.01734).
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from pipeline.training.bert import Bert, BertSettings, WordTypes, pick_device, warm_rate
from pipeline.training.bert_windows import (
    UNKNOWN,
    StoryText,
    TreeText,
    Windows,
    joined,
    make_bank,
    story_windows,
    tree_windows,
)
from pipeline.training.biaffine import BiaffineParser
from pipeline.training.eight_bits import in_eight_bits

FAR = -1e4
KINDS = 7
"""Kinds of entities, none included: ``storyboard.story.bert`` knows it too."""

StatesOf = Callable[["BertTasks", Tensor, Tensor], Tensor]
"""Numbers of words, and which places hold one, to their states."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskSettings:
    """Size and training of what reads the states."""

    arc: int = 128
    label: int = 64
    rarest: int = 15
    """Times that a label must occur."""
    updates: int = 2_000
    words: int = 5_500
    """Of treebanks, in one update."""
    story_words: int = 4_000
    """Of stories, in one update."""
    short: tuple[int, ...] = (1, 60)
    """Windows of treebanks are cut at so many words, or after one sentence, as often as they are not, since
    a story may be short."""
    near: int = 16
    """Words between the ends of an arc that are told apart."""
    rate: float = 6e-4
    head_rate: float = 2e-3
    weight_decay: float = 0.05
    averaging: float = 0.995
    """Decay of the average of the weights, which is what is kept."""
    dropout: float = 0.15
    head_dropout: float = 0.33
    word_dropout: float = 0.1
    """Share of words that are left out."""
    kind_weight: float = 0.5
    warm_up: float = 0.08
    seed: int = 0
    device: str = "auto"
    half: bool = True
    """Whether products of matrices are in bfloat16, which is faster where the processor has it."""


class BertTasks(BiaffineParser):
    """The network with its heads. ``storyboard.story.bert`` is the same in numpy."""

    def __init__(self, bert: Bert, labels: int, settings: TaskSettings) -> None:
        super().__init__()
        d, self.settings, self.bert = bert.settings.width, settings, bert
        self.head_dropout = settings.head_dropout
        self.add_heads(d, settings.arc, settings.label, labels)
        self.arc_near = nn.Parameter(torch.zeros(2 * settings.near + 1))
        self.kind = nn.Linear(d, KINDS)

    def arc_scores(self, states: Tensor) -> Tensor:
        """Return the score of each head of each word, the root first. *Shape:* ``(windows, n, n + 1)``"""
        places, near = torch.arange(states.shape[1], device=states.device), self.settings.near
        away = (places - places[:, None]).clamp(-near, near) + near
        return super().arc_scores(states).float() + F.pad(self.arc_near[away].float(), (1, 0))


def learn_tasks(
    start: Mapping[str, Tensor] | None, trees: TreeText, stories: Sequence[StoryText], stop: int,
    types: WordTypes, table_rows: int, size: BertSettings, settings: TaskSettings, *,
    dev_trees: Mapping[str, TreeText] | None = None, dev_stories: Sequence[StoryText] = (),
) -> tuple[dict[str, np.ndarray], list[str]]:
    """Train the network and what reads its states.

    Args:
        start: Weights from ``bert.learn_words``; by chance where there are none.
        trees: Treebanks.
        stories: Documents with kinds.
        stop: Number of the word before the first of each window; see ``storyboard.story.bert.STOP``.
        types: What is seen of each word.
        table_rows: Rows of the learned table.
        size: Of the network.
        settings: Size of the heads, and length.
        dev_trees: On which scores are printed; they choose nothing.
        dev_stories: Likewise.

    Returns:
        Weights as float16 by the names that the numpy code reads, and the labels, commonest first.
    """
    torch.manual_seed(settings.seed)
    chance = np.random.default_rng(settings.seed)
    device = pick_device(settings.device)
    counted = Counter(trees.labels)
    labels = [label for label, count in counted.most_common() if count >= settings.rarest or label == "ROOT"]
    numbers = {label: number for number, label in enumerate(labels)}
    bert = Bert(size, table_rows, types.vectors.shape[1])
    if start:
        bert.load_state_dict(dict(start))
    bert.dropout = settings.dropout
    network = BertTasks(bert, len(labels), settings).to(device)
    rows = torch.from_numpy(types.rows.astype(np.int32)).to(device)
    vectors = torch.from_numpy(types.vectors).to(device)
    banks = [
        make_bank(tree_windows(trees, numbers, stop, size.window, limit), settings.words).to(device)
        for limit in (size.window, *settings.short)]
    told = [story_windows(one, stop, size.window) for one in stories]
    shelf = make_bank(joined(told), settings.story_words).to(device) if told else None
    lower = list(bert.parameters())
    upper = [one for name, one in network.named_parameters() if not name.startswith("bert.")]
    optimizer = torch.optim.AdamW(
        [{"params": lower, "share": settings.rate}, {"params": upper, "share": settings.head_rate}],
        settings.rate, betas=(0.9, 0.98), weight_decay=settings.weight_decay)
    averaged = torch.optim.swa_utils.AveragedModel(
        network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(settings.averaging))

    def states_of(model: BertTasks, words: Tensor, seen: Tensor) -> Tensor:
        x = model.bert.embed(rows[words], vectors[words])
        if model.training:
            left_out = torch.rand(words.shape, device=device) < settings.word_dropout
            x = torch.where(left_out[..., None], model.bert.mask.to(x.dtype), x)
        return model.bert(x, seen)

    picks = [_picks(len(one.groups), 1, chance) for one in banks]
    story_picks = _picks(len(shelf.groups), 1, chance) if shelf else None
    began, losses = time.monotonic(), []
    for step in range(settings.updates):
        network.train()
        for group in optimizer.param_groups:
            group["lr"] = group["share"] * warm_rate(step, settings.updates, settings.warm_up)
        source = 0 if chance.random() < 0.5 else int(chance.integers(len(banks)))
        batch = banks[source].batch(int(next(picks[source])[0]))
        with torch.autocast(device.type, torch.bfloat16, enabled=settings.half):
            loss = _tree_loss(network, states_of(network, batch.words, batch.seen), batch)
            if shelf and story_picks:
                batch = shelf.batch(int(next(story_picks)[0]))
                kinds = _kind_loss(network, states_of(network, batch.words, batch.seen), batch)
                loss = loss + settings.kind_weight * kinds
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        averaged.update_parameters(network)
        losses.append(loss.detach())
        if (step + 1) % 100 == 0 or step + 1 == settings.updates:
            print(f"tasks, {step + 1} of {settings.updates}: loss {float(torch.stack(losses).mean()):.3f}, "
                  f"{time.monotonic() - began:.0f} s", flush=True)
            losses = []
    best = averaged.module.eval()
    with torch.no_grad():
        for name, tree in (dev_trees or {}).items():
            for limit in (size.window, 1):
                windows = tree_windows(tree, numbers, stop, size.window, limit)
                scored = _tree_score(best, states_of, windows, device)
                print(f"{name}, windows of {limit} words: {scored}", flush=True)
        if dev_stories:
            windows = joined([story_windows(one, stop, size.window) for one in dev_stories])
            print(f"stories: {_kind_score(best, states_of, windows, device)}", flush=True)
    return _arrays(best), labels


def save_tasks(weights: Mapping[str, np.ndarray], labels: Sequence[str], path: Path) -> None:
    """Write weights, in eight bits, and the labels of arcs as safetensors."""
    from safetensors.numpy import save_file

    save_file(in_eight_bits(weights), path, metadata={"labels": " ".join(labels)})


def _arrays(network: BertTasks) -> dict[str, np.ndarray]:
    left_out = {"bert.mask", "bert.cos", "bert.sin"}  # Only learning leaves words out.
    return {name.removeprefix("bert."): one.detach().float().cpu().numpy().astype(np.float16)
            for name, one in network.state_dict().items() if name not in left_out}


def _picks(count: int, size: int, chance: np.random.Generator) -> Iterator[np.ndarray]:
    """Yield ``size`` of ``count`` numbers, for ever, all of them before one comes again."""
    waiting = np.zeros(0, dtype=np.int64)
    while True:
        while len(waiting) < size:
            waiting = np.concatenate([waiting, chance.permutation(count)])
        yield waiting[:size]
        waiting = waiting[size:]


def _arcs(network: BertTasks, states: Tensor, sentence: Tensor) -> Tensor:
    """Return scores of heads; those outside of the word's sentence are very low."""
    scores = network.arc_scores(states).float()
    same = sentence[:, :, None] == sentence[:, None, :]
    same = torch.cat([torch.ones_like(same[:, :, :1]), same], dim=2)
    return scores.masked_fill(~same, FAR)


def _tree_loss(network: BertTasks, states: Tensor, batch: Windows) -> Tensor:
    heads, labels = batch.heads, batch.labels
    scores = _arcs(network, states, batch.sentence)
    loss = F.cross_entropy(scores.flatten(0, 1), heads.flatten(), ignore_index=UNKNOWN)
    scores = network.label_scores(states, heads.clamp(min=0)).float()
    return loss + F.cross_entropy(scores, labels.flatten(), ignore_index=UNKNOWN)


def _kind_loss(network: BertTasks, states: Tensor, batch: Windows) -> Tensor:
    states = F.dropout(states, network.settings.head_dropout, network.training)
    return F.cross_entropy(network.kind(states).float().flatten(0, 1), batch.labels.flatten(),
                           ignore_index=UNKNOWN, label_smoothing=0.05)


def _tree_score(network: BertTasks, states_of: StatesOf, windows: Windows, device: torch.device) -> str:
    windows = windows.to(device)
    arcs = both = total = 0
    for start in range(0, len(windows.words), 32):
        batch = windows.some(torch.arange(start, min(start + 32, len(windows.words)), device=device))
        states = states_of(network, batch.words, batch.seen)
        heads = _arcs(network, states, batch.sentence).argmax(2)
        labels = network.label_scores(states, heads).argmax(1).view_as(heads)
        known = batch.heads != UNKNOWN
        hit = (heads == batch.heads) & known
        arcs += int(hit.sum())
        both += int((hit & (labels == batch.labels)).sum())
        total += int(known.sum())
    return f"UAS {100 * arcs / total:.2f}, LAS {100 * both / total:.2f}"


def _kind_score(network: BertTasks, states_of: StatesOf, windows: Windows, device: torch.device) -> str:
    windows = windows.to(device)
    kinds = network.kind(states_of(network, windows.words, windows.seen)).argmax(2)
    hits = int(((kinds == windows.labels) & (kinds > 0)).sum())
    expected = int((windows.labels > 0).sum())
    predicted = int(((kinds > 0) & (windows.labels != UNKNOWN)).sum())
    return f"kinds F1 {200 * hits / max(1, expected + predicted):.2f}"
