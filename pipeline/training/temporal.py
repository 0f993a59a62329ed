"""The layers of UNet3DConditionModel that look along time, and how to train without them at first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import torch.nn.functional as F
from diffusers import UNet3DConditionModel
from diffusers.models.resnet import TemporalConvLayer
from diffusers.models.transformers.transformer_temporal import TransformerTemporalModel
from torch import Tensor, nn


def start_as_pictures(unet: UNet3DConditionModel, *, std: float = 1e-2) -> None:
    """Make all temporal layers (nearly) the identity, so that a model of pictures can become one of videos.

    diffusers zeroes the last temporal convolution but not the temporal attention. The convolution gets small
    random weights instead: it alone can tell the frames' order (attention here knows no positions), and from
    zero it starts slowly.
    """
    for layer in unet.modules():
        if isinstance(layer, TransformerTemporalModel):
            nn.init.zeros_(layer.proj_out.weight)
            nn.init.zeros_(layer.proj_out.bias)
        elif isinstance(layer, TemporalConvLayer):
            nn.init.normal_(layer.conv4[-1].weight, std=std)


def temporal_parameters(unet: UNet3DConditionModel) -> list[nn.Parameter]:
    """Return the parameters of all layers that look along time."""
    return [
        parameter
        for layer in unet.modules()
        if isinstance(layer, TransformerTemporalModel | TemporalConvLayer)
        for parameter in layer.parameters()
    ]


def flatten_convolutions(unet: UNet3DConditionModel) -> None:
    """Let convolutions along time run as flat ones, to which graphics cards have more ways than to deep ones.

    They give the same: ``(3, 1, 1)`` over frames, rows and columns is ``(3, 1)`` over frames and cells.
    """
    for layer in unet.modules():
        if isinstance(layer, nn.Conv3d) and layer.kernel_size[1:] == (1, 1):
            layer.forward = partial(_along_time, layer)  # type: ignore[method-assign]


def _along_time(layer: nn.Conv3d, x: Tensor) -> Tensor:
    flat = F.conv2d(x.flatten(3), layer.weight.squeeze(4), layer.bias, padding=(layer.padding[0], 0))
    return flat.unflatten(3, x.shape[3:])


class _NoConvolution(nn.Module):
    def forward(self, hidden_states: Tensor, num_frames: int = 1) -> Tensor:
        return hidden_states


class _NoAttention(nn.Module):
    def forward(self, hidden_states: Tensor, *_: object, **__: object) -> tuple[Tensor]:
        return (hidden_states,)


@contextmanager
def without_time(unet: UNet3DConditionModel) -> Iterator[None]:
    """Leave all temporal layers out of the forward pass: half the time of a step on single pictures."""
    replaced: list[tuple[nn.Module, str, nn.Module]] = [(unet, "transformer_in", unet.transformer_in)]
    for block in unet.modules():
        for name in ("temp_convs", "temp_attentions"):
            layers = getattr(block, name, None)
            if isinstance(layers, nn.ModuleList):
                replaced.append((block, name, layers))
    try:
        for block, name, layers in replaced:
            nothing = _NoConvolution if name == "temp_convs" else _NoAttention
            count = len(layers) if isinstance(layers, nn.ModuleList) else 0
            setattr(block, name, nn.ModuleList(nothing() for _ in range(count)) if count else nothing())
        yield
    finally:
        for block, name, layers in replaced:
            setattr(block, name, layers)
