"""The attention of ``UNet3DConditionModel`` in bfloat16 on a CPU, without work that is done twice.

Its blocks repeat the text for every frame and make keys and values of each repetition; here they are made
once for each prompt, and all places of all frames ask the same ones. Heads are small and sequences short
(at most a few hundred places), where plain products in bfloat16 take half the time of torch's fused kernel
for CPUs (in float32 it is the other way round). The sums are the same ones in another order: pictures differ
by rounding alone, and are as near to those of float32 as before.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

LONGEST = 256
"""Places in a sequence up to which the plain products are the faster way."""


def use_cpu_attention(network: Any) -> bool:
    """Set the attention of ``network`` if it is one that this module is for; return whether it is.

    Whoever calls the network then passes ``cross_attention_kwargs={"n_frames": ...}``.
    """
    if type(network).__name__ != "UNet3DConditionModel":
        return False
    network.set_attn_processor({
        name: _WordAttention() if _looks_at_words(name) else _PlainAttention()
        for name in network.attn_processors})
    return True


def _looks_at_words(name: str) -> bool:
    # The second attention of the temporal blocks is self-attention too.
    return ".attentions." in name and ".attn2." in name


class _PlainAttention:
    """Attention among the places of one sequence, or from it to one other sequence."""

    # n_frames is taken by each processor, or diffusers would warn of an argument that nobody wants.
    def __call__(self, attn: Any, hidden_states: Tensor, encoder_hidden_states: Tensor | None = None,
                 attention_mask: Tensor | None = None, n_frames: int | None = None) -> Tensor:
        """Return what each place took in. *Shape:* ``(batch, places, channels)``, as ``hidden_states``.

        Args:
            encoder_hidden_states: What is looked at, ``None`` for the places themselves.
                *Shape:* ``(batch, others, channels)``
        """
        seen = hidden_states if encoder_hidden_states is None else encoder_hidden_states
        query, key, value = (_heads(layer(states), attn.heads) for layer, states in (
            (attn.to_q, hidden_states), (attn.to_k, seen), (attn.to_v, seen)))
        return attn.to_out[0](_joined(_look(query, key, value, attn.scale), hidden_states.shape))


class _WordAttention:
    """Attention from every place of every frame to the words of the frame's prompt."""

    def __call__(self, attn: Any, hidden_states: Tensor, encoder_hidden_states: Tensor,
                 attention_mask: Tensor | None = None, n_frames: int = 1) -> Tensor:
        """Return what each place took in. *Shape:* ``(batch * n_frames, places, channels)``

        Args:
            encoder_hidden_states: The same words for all frames of a clip.
                *Shape:* ``(batch * n_frames, words, channels)``
        """
        words = encoder_hidden_states[::n_frames]
        query = attn.to_q(hidden_states).unflatten(0, (-1, n_frames)).flatten(1, 2)
        query, key, value = (_heads(states, attn.heads)
                             for states in (query, attn.to_k(words), attn.to_v(words)))
        return attn.to_out[0](_joined(_look(query, key, value, attn.scale), hidden_states.shape))


def _heads(states: Tensor, heads: int) -> Tensor:
    """``(batch, places, channels)`` to ``(batch, heads, places, channels / heads)``"""
    return states.unflatten(-1, (heads, -1)).transpose(1, 2)


def _joined(states: Tensor, shape: torch.Size) -> Tensor:
    return states.transpose(1, 2).reshape(*shape[:-1], -1)


def _look(query: Tensor, key: Tensor, value: Tensor, scale: float) -> Tensor:
    if key.shape[2] > LONGEST:
        return torch.nn.functional.scaled_dot_product_attention(query, key, value, scale=scale)
    return (query * scale @ key.transpose(-1, -2)).softmax(-1) @ value
