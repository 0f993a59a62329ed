"""Self-attention that also looks at an anchor: the subject drawn once, for every scene to look like.

After "Multi-Shot Character Consistency for Text-to-Video Models" (Atzmon et al. 2024, arXiv 2412.07750) and
its model for pictures, ConsiStory (Tewel et al. 2024, arXiv 2402.03286): keys and values of the anchor's
subject are added to those of the clip, in the spatial self-attention of the decoder's side and in the middle
steps alone, since shared attention throughout trades motion for identity. Where the subject is, the
cross-attention of its words says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

SHARED_STEPS = (0.1, 0.8)
"""Part of the denoising in which attention is shared: after the layout is found, before fine texture."""

ANCHOR_FRAMES = 4
"""How many frames of the anchor are looked at, evenly spaced."""

SUBJECT_LEVEL = 0.4
"""A place belongs to the subject from this part of the way between the least and the most attention."""


@dataclass(frozen=True, slots=True)
class AnchorTokens:
    """What a clip of the subject left behind at each layer and step: the inputs of self-attention."""

    tokens: dict[tuple[int, str], Tensor]
    """(step, layer) -> *shape* ``(n_halves, n_tokens, channels)``; halves: without and with the prompt."""
    n_steps: int


def can_share_attention(pipe: Any) -> bool:
    """Whether the pipeline's network has spatial self-attention that can be shared (UNet3DConditionModel)."""
    return type(getattr(pipe, "unet", None)).__name__ == "UNet3DConditionModel"


@contextmanager
def recorded(pipe: Any, *, n_frames: int, n_steps: int, subject: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Record the anchor while it is drawn inside the block.

    Args:
        pipe: Draws one clip, once, inside the block.
        n_frames: Of that clip.
        n_steps: Denoising steps of that clip.
        subject: Positions of the subject's words among the prompt's tokens; empty: the whole picture counts.

    Yields:
        A dict whose ``anchor`` is the :class:`AnchorTokens` when the block has ended.
    """
    step = _StepOfNetwork(pipe.unet)
    chosen = _evenly(n_frames, ANCHOR_FRAMES)
    inputs: dict[tuple[int, str], Tensor] = {}
    maps: list[Tensor] = []
    shared = _shared_steps(n_steps)

    def note_input(layer: str, hidden: Tensor) -> None:
        if step.number in shared:
            halves = hidden.unflatten(0, (-1, n_frames))[:, chosen]
            inputs[step.number, layer] = halves.clone()

    def note_words(attn: Any, hidden: Tensor, words: Tensor) -> None:
        if subject and step.number in shared:
            maps.append(_map_of_words(attn, hidden, words, n_frames, chosen, subject))

    result: dict[str, Any] = {}
    with step, _listening(pipe.unet, note_input, note_words):
        yield result
    seen = _subject_map(maps)
    result["anchor"] = AnchorTokens(
        {key: _of_subject(halves, seen) for key, halves in inputs.items()}, n_steps=n_steps
    )


@contextmanager
def shared_attention(pipe: Any, anchor: AnchorTokens) -> Iterator[None]:
    """Let the clip that is drawn inside the block look at ``anchor``; both have the same number of steps."""
    step = _StepOfNetwork(pipe.unet)

    def extra(layer: str, hidden: Tensor) -> Tensor | None:
        tokens = anchor.tokens.get((step.number, layer))
        if tokens is None or not tokens.shape[1]:
            return None
        # Halves are (without prompt, with prompt); without guidance there is one. Frames follow each other.
        frames = hidden.shape[0] // tokens.shape[0] if hidden.shape[0] >= tokens.shape[0] else 1
        return tokens.to(hidden).repeat_interleave(frames, dim=0)

    with step, _extended(pipe.unet, extra):
        yield


def positions_of(tokenizer: Any, prompt: str, words: str) -> list[int]:
    """Return where the tokens of ``words`` stand in ``prompt``; empty when they do not stand there in a
    row."""
    whole = tokenizer(prompt, truncation=True, max_length=tokenizer.model_max_length).input_ids
    part = tokenizer(words, add_special_tokens=False).input_ids
    for start in range(len(whole) - len(part) + 1):
        if part and whole[start : start + len(part)] == part:
            return list(range(start, start + len(part)))
    return []


class _StepOfNetwork:
    """Counts the forward passes of a network, one a step."""

    def __init__(self, network: Any) -> None:
        self.number = -1
        self._network = network

    def __enter__(self) -> _StepOfNetwork:
        self._handle = self._network.register_forward_pre_hook(self._count)
        return self

    def __exit__(self, *fault: object) -> None:
        self._handle.remove()

    def _count(self, *call: object) -> None:
        self.number += 1


def _spatial_attention(network: Any, kind: str) -> Iterator[tuple[str, Any]]:
    for name, module in network.named_modules():
        spatial = ".attentions." in name and name.startswith(("mid_block", "up_blocks"))
        if spatial and name.endswith(kind):
            yield name, module


@contextmanager
def _listening(network: Any, note_input: Any, note_words: Any) -> Iterator[None]:
    handles = []

    def listen_to_self(layer: str) -> Any:
        return lambda module, args, named: note_input(layer, args[0])

    def listen_to_words(module: Any, args: tuple[Any, ...], named: dict[str, Any]) -> None:
        words = named.get("encoder_hidden_states")
        if words is not None:
            note_words(module, args[0], words)

    for name, module in _spatial_attention(network, "attn1"):
        handles.append(module.register_forward_pre_hook(listen_to_self(name), with_kwargs=True))
    for _, module in _spatial_attention(network, "attn2"):
        handles.append(module.register_forward_pre_hook(listen_to_words, with_kwargs=True))
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


@contextmanager
def _extended(network: Any, extra: Any) -> Iterator[None]:
    handles = []

    def extend(layer: str) -> Any:
        def hook(module: Any, args: tuple[Any, ...], named: dict[str, Any]) -> Any:
            added = extra(layer, args[0])
            if added is None:
                return None
            # Keys and values come from the clip and from the anchor; the queries stay the clip's own.
            return args, {**named, "encoder_hidden_states": torch.cat([args[0], added], dim=1)}

        return hook

    for name, module in _spatial_attention(network, "attn1"):
        handles.append(module.register_forward_pre_hook(extend(name), with_kwargs=True))
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def _shared_steps(n_steps: int) -> range:
    return range(int(SHARED_STEPS[0] * n_steps), max(1, round(SHARED_STEPS[1] * n_steps)))


def _evenly(n_frames: int, most: int) -> list[int]:
    count = min(n_frames, most)
    return [round(place * (n_frames - 1) / max(count - 1, 1)) for place in range(count)]


def _map_of_words(
    attn: Any, hidden: Tensor, words: Tensor, n_frames: int, chosen: list[int], subject: Sequence[int]
) -> Tensor:
    """Return how much each place looks at the subject's words. *Shape:* ``(n_chosen, side, side)`` or
    flat."""
    query, key = attn.to_q(hidden), attn.to_k(words)
    scores = attn.get_attention_scores(attn.head_to_batch_dim(query), attn.head_to_batch_dim(key))
    scores = scores.unflatten(0, (-1, attn.heads)).mean(1)[..., list(subject)].mean(-1)
    return scores.unflatten(0, (-1, n_frames))[-1, chosen].float()


def _subject_map(maps: Sequence[Tensor]) -> dict[int, Tensor]:
    """Average the maps of each resolution and mark the subject. Number of places -> bool ``(n_chosen,
    places)``."""
    by_size: dict[int, list[Tensor]] = {}
    for one in maps:
        by_size.setdefault(one.shape[1], []).append(one)
    marked = {}
    for places, all_of_size in by_size.items():
        mean = torch.stack(all_of_size).mean(0)
        low, high = mean.amin(), mean.amax()
        marked[places] = mean >= low + SUBJECT_LEVEL * (high - low)
    return marked


def _of_subject(halves: Tensor, seen: dict[int, Tensor]) -> Tensor:
    """Keep the tokens of the subject. ``(n_halves, n_chosen, places, channels)`` to ``(n_halves, n,
    channels)``."""
    mask = seen.get(halves.shape[2])
    flat = halves.flatten(1, 2)
    return flat if mask is None else flat[:, mask.flatten()]
