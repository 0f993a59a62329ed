"""Going on from a trained model when the new one is larger: more channels, a further halving."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import torch
from diffusers import AutoencoderKL, TextToVideoSDPipeline, UNet3DConditionModel
from torch import nn
from transformers import CLIPTextModel

from storyboard.errors import ModelError

WIDENED = ("decoder.conv_in.weight", "post_quant_conv.weight", "post_quant_conv.bias", "conv_in.weight",
           "conv_out.weight", "conv_out.bias")  # fmt: skip
"""Parameters with one channel for each channel of the latents: the old channels come first, new ones add
nothing at first."""


def load_start(folder: str | Path) -> TextToVideoSDPipeline:
    """Return the model that a training goes on from.

    Raises:
        ModelError: There is none in ``folder``.
    """
    try:
        return TextToVideoSDPipeline.from_pretrained(Path(folder))
    except OSError as error:
        raise ModelError(f"{folder}: no model to start from; leave out 'start_from' to begin anew") from error


def same_shape(new: AutoencoderKL, old: AutoencoderKL) -> bool:
    """Whether both have the same layers of the same sizes: one can go on where the other stopped."""
    shapes = ({name: part.shape for name, part in each.named_parameters()} for each in (new, old))
    return next(shapes) == next(shapes) and new.config.norm_num_groups == old.config.norm_num_groups


@torch.no_grad()
def start_decoder(new: AutoencoderKL, old: AutoencoderKL) -> list[str]:
    """Copy the decoder's levels that both have; a further level at the end starts anew.

    Returns:
        Names of the parameters that start anew.
    """
    # What turns features into pixels fits only where the last level is the same.
    same_levels = len(new.decoder.up_blocks) == len(old.decoder.up_blocks)
    parts = ["decoder.conv_in", "decoder.mid_block", "decoder.up_blocks", "post_quant_conv"]
    return _copy(
        new, old, parts if not same_levels else [*parts, "decoder.conv_norm_out", "decoder.conv_out"]
    )


@torch.no_grad()
def start_unet(new: UNet3DConditionModel, old: UNet3DConditionModel) -> list[str]:
    """Copy the denoiser; returns the names of the parameters that start anew."""
    return _copy(new, old, [""])


@torch.no_grad()
def start_text_encoder(new: CLIPTextModel, old: CLIPTextModel) -> list[str]:
    """Copy the text encoder; both must read the same tokens."""
    return _copy(new, old, [""])


def _copy(new: nn.Module, old: nn.Module, parts: Iterable[str]) -> list[str]:
    """Copy what has the same name and shape; widen what has more channels of latents."""
    parts = tuple(parts)
    kept = dict(old.named_parameters())
    anew = []
    for name, parameter in new.named_parameters():
        source = kept.get(name) if name.startswith(parts) else None
        if source is None:
            anew.append(name)
        elif source.shape == parameter.shape:
            parameter.copy_(source)
        elif name in WIDENED and all(a >= b for a, b in zip(parameter.shape, source.shape, strict=True)):
            # A new channel that is read or written starts at zero, but a post-quantisation that was the
            # identity stays one.
            nn.init.zeros_(parameter)
            if name == "post_quant_conv.weight":
                for channel in range(source.shape[0], parameter.shape[0]):
                    parameter[channel, channel] = 1
            parameter[tuple(slice(0, size) for size in source.shape)] = source
        else:
            anew.append(name)
    return anew
