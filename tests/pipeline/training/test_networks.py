"""What the stages rely on: tokens, flow, whitening, temporal layers."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from pipeline.training import flow
from pipeline.training.autoencoder import ReconstructionLoss, new_autoencoder, to_frames, to_pixels, whiten
from pipeline.training.config import AutoencoderSettings, UNetSettings
from pipeline.training.diffusion import new_unet
from pipeline.training.patches import find_components, largest_difference, project, set_encoder
from pipeline.training.temporal import flatten_convolutions, temporal_parameters, without_time
from pipeline.training.tokenizer import build_tokenizer, token_ids

SETTINGS = AutoencoderSettings(minutes=1, batch=2, learning_rate=1e-3, widths=(8, 16), latent_channels=4)


def test_each_caption_word_is_one_token_and_no_character_ends_the_prompt():
    words = ("a", "an", "man", "woman", "rain", "king", "red", "bear", "bread")
    tokenizer = build_tokenizer(words, max_length=12)
    for word in words:
        assert len(tokenizer(word).input_ids) == 3
    ids = tokenizer("a zébra ☃").input_ids
    assert tokenizer.eos_token_id not in ids[:-1]
    assert tokenizer.eos_token_id not in (0, 1, 2)


def test_tokenizer_numbers_its_words_alike_every_time():
    words = ("fog", "fox", "dog", "flies", "boat", "goat", "close-up")
    vocabularies = [build_tokenizer(order, max_length=8).get_vocab() for order in (words, words[::-1])]
    assert vocabularies[0] == vocabularies[1]


def test_prompts_are_padded_with_the_end_token():
    tokenizer = build_tokenizer(("a", "fox"), max_length=6)
    ids = token_ids(tokenizer, ["a fox", ""])
    assert ids[0][3:] == [tokenizer.eos_token_id] * 3
    assert ids[1] == [tokenizer.bos_token_id] + [tokenizer.eos_token_id] * 5


def test_pixels_come_back_as_they_were():
    frames = np.arange(2 * 4 * 4 * 3, dtype=np.uint8).reshape(2, 4, 4, 3)
    assert (to_frames(to_pixels(frames)) == frames).all()


def test_whitening_changes_the_latents_and_not_the_pictures():
    torch.manual_seed(0)
    autoencoder = new_autoencoder(SETTINGS, 16).eval()
    pixels = torch.rand(8, 3, 16, 16) * 2 - 1
    with torch.no_grad():
        before = autoencoder.encode(pixels).latent_dist
        expected = autoencoder.decode(before.mode()).sample
        whiten(autoencoder, before.mean.mean((0, 2, 3)), before.mean.std((0, 2, 3)))
        after = autoencoder.encode(pixels).latent_dist
        assert after.mean.mean((0, 2, 3)).abs().max() < 1e-4
        assert (after.mean.std((0, 2, 3)) - 1).abs().max() < 1e-3
        assert torch.allclose(autoencoder.decode(after.mode()).sample, expected, atol=1e-4)


def test_error_on_the_subject_costs_more_than_on_the_background():
    torch.manual_seed(0)
    loss = ReconstructionLoss(new_autoencoder(SETTINGS, 16), SETTINGS).eval()
    masks = torch.zeros(1, 1, 16, 16)
    masks[..., :4, :4] = 1
    pixels = torch.zeros(1, 3, 16, 16)
    inside, outside = pixels.clone(), pixels.clone()
    inside[..., :4, :4] = 1
    outside[..., 8:12, 8:12] = 1
    with torch.no_grad():
        loss.autoencoder.decode = lambda latents: type("Output", (), {"sample": pixels})
        assert loss(inside, masks)["total"] > 3 * loss(outside, masks)["total"]


def test_path_of_the_flow_ends_in_noise_and_its_velocity_leads_there():
    data, noise = torch.randn(2, 3), torch.randn(2, 3)
    assert torch.equal(flow.add_noise(data, noise, torch.ones(2)), noise)
    start = flow.add_noise(data, noise, torch.full((2,), 0.25))
    assert torch.allclose(start + 0.75 * flow.velocity(data, noise), noise, atol=1e-6)


def test_shift_moves_times_towards_noise():
    plain = flow.sample_times(4000, shift=1.0, generator=torch.Generator().manual_seed(1))
    shifted = flow.sample_times(4000, shift=3.0, generator=torch.Generator().manual_seed(1))
    assert plain.mean() == pytest.approx(0.5, abs=0.02)
    assert (shifted > plain).all()
    assert plain.max() > 0.98


def test_a_new_network_treats_a_single_picture_alike_with_and_without_time():
    torch.manual_seed(0)
    unet = new_unet(
        UNetSettings(widths=(16, 16), head_dim=8, norm_groups=8),
        latent_channels=4,
        sample_size=8,
        text_width=16,
    ).eval()
    for layer in temporal_parameters(unet):
        assert layer.requires_grad
    latents, states = torch.randn(2, 4, 1, 8, 8), torch.randn(2, 5, 16)
    names = set(unet.state_dict())
    with torch.no_grad():
        whole = unet(latents, 500, states).sample
        with without_time(unet):
            picture = unet(latents, 500, states).sample
    assert set(unet.state_dict()) == names
    # The temporal convolutions start with small weights, not with none.
    assert (whole - picture).abs().mean() < 0.1 * picture.abs().mean()


def test_encoder_set_to_components_gives_their_projection():
    settings = SETTINGS.model_copy(update={"widths": (16, 48, 48, 128), "latent_channels": 6})
    frames = np.random.default_rng(0).integers(0, 256, (12, 16, 24, 3), dtype=np.uint8)
    components = find_components(frames, 6)
    autoencoder = new_autoencoder(settings, 16).eval()
    set_encoder(autoencoder, components)
    assert project(frames, components).shape == (12, 6, 2, 3)
    assert largest_difference(autoencoder, frames, components) < 0.02


def test_components_are_ordered_and_their_latents_have_unit_power():
    rng = np.random.default_rng(0)
    grey = rng.integers(0, 256, (40, 2, 2, 1)).repeat(8, 1).repeat(8, 2).repeat(3, 3)
    frames = np.clip(grey + rng.integers(-9, 10, (40, 16, 16, 3)), 0, 255).astype(np.uint8)
    latents = project(frames, find_components(frames, 4))
    deviations = latents.std((0, 2, 3))
    assert deviations[0] == deviations.max()
    assert (latents**2).mean() == pytest.approx(1, abs=0.02)


def test_components_that_do_not_fit_are_refused():
    frames = np.zeros((2, 16, 16, 3), np.uint8)
    with pytest.raises(ValueError, match="need 4 levels"):
        set_encoder(new_autoencoder(SETTINGS, 16), find_components(frames, 4))


def test_flat_convolutions_along_time_give_the_same():
    torch.manual_seed(0)
    settings = UNetSettings(widths=(16, 32), head_dim=8, norm_groups=8)
    unet = new_unet(settings, latent_channels=4, sample_size=4, text_width=16).eval()
    given = torch.randn(2, 4, 5, 4, 4), torch.tensor([300.0, 700.0]), torch.randn(2, 6, 16)
    with torch.no_grad():
        deep = unet(*given).sample
        flatten_convolutions(unet)
        assert torch.allclose(deep, unet(*given).sample, atol=1e-5)
        for layer in unet.modules():
            if isinstance(layer, torch.nn.Conv3d):
                layer.weight.zero_()  # They are those that ran, not copies of them.
        assert not torch.allclose(deep, unet(*given).sample, atol=1e-5)
