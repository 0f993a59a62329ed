"""Going on from a smaller model: nothing of what it knew is lost."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from pipeline.training.autoencoder import new_autoencoder
from pipeline.training.config import AutoencoderSettings, UNetSettings
from pipeline.training.diffusion import new_unet
from pipeline.training.patches import (
    find_components,
    largest_difference,
    project,
    read_components,
    set_encoder,
)
from pipeline.training.warmstart import load_start, start_decoder, start_unet
from pipeline.world import draw, sample_spec
from storyboard.errors import ModelError


def autoencoder_of(size: int, widths: tuple[int, ...], channels: int):
    settings = AutoencoderSettings(
        minutes=1, batch=1, learning_rate=1e-3, widths=widths, latent_channels=channels
    )
    return new_autoencoder(settings, size)


def drawn(size: int, count: int = 12) -> np.ndarray:
    rng = np.random.default_rng(3)
    return np.concatenate([draw(sample_spec(rng), size=size, n_frames=1) for _ in range(count)])


def test_components_of_a_larger_model_begin_with_those_of_the_smaller():
    small = find_components(drawn(32), 4)
    frames = drawn(64)
    large = find_components(frames, 6, averaged=1, known=small)
    halved = frames.reshape(len(frames), 32, 2, 32, 2, 3).mean((2, 4))
    assert np.abs(project(frames, large)[:, :4] - project(halved, small)).max() < 1e-3
    assert np.abs(large.axes.T @ large.axes - np.eye(6)).max() < 1e-5


def test_an_encoder_with_averaging_gives_the_projection_and_can_be_read_back():
    frames = drawn(64)
    components = find_components(frames, 4, averaged=1)
    autoencoder = autoencoder_of(64, (8, 16, 48, 48, 64), 4)
    set_encoder(autoencoder, components)
    assert largest_difference(autoencoder, frames[:2], components) < 0.03
    read = read_components(autoencoder)
    assert read.side == 16
    assert np.abs(project(frames, read) - project(frames, components)).max() < 1e-3


def test_a_decoder_with_one_more_level_keeps_what_the_levels_before_it_give():
    old, new = autoencoder_of(64, (8, 16, 16), 2), autoencoder_of(128, (8, 8, 16, 16), 3)
    anew = start_decoder(new, old)
    assert all(
        name.startswith(("encoder", "quant_conv", "decoder.up_blocks", "decoder.conv")) for name in anew
    )
    latents = torch.randn(1, 2, 4, 4)
    more = torch.cat([latents, torch.randn(1, 1, 4, 4)], dim=1)
    with torch.no_grad():
        before = old.decoder.mid_block(old.decoder.conv_in(old.post_quant_conv(latents)))
        after = new.decoder.mid_block(new.decoder.conv_in(new.post_quant_conv(more)))
    assert torch.allclose(before, after, atol=1e-5)


def test_a_denoiser_of_more_channels_says_the_same_of_the_old_ones():
    settings = UNetSettings(widths=(16, 16), head_dim=8, norm_groups=8)
    old = new_unet(settings, latent_channels=2, sample_size=4, text_width=16).eval()
    new = new_unet(settings, latent_channels=3, sample_size=4, text_width=16).eval()
    assert start_unet(new, old) == []
    noisy, states = torch.randn(1, 3, 2, 4, 4), torch.randn(1, 5, 16)
    with torch.no_grad():
        said, asked = new(noisy, 500, states).sample, old(noisy[:, :2], 500, states).sample
    assert torch.allclose(said[:, :2], asked, atol=1e-5)
    assert (said[:, 2:] == 0).all()


def test_a_start_that_is_not_there_is_a_plain_message(tmp_path):
    with pytest.raises(ModelError, match="leave out 'start_from'"):
        load_start(tmp_path)
