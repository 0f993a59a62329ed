"""Levers of memory and speed on real pipelines, as far as a CPU can pull them."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.models import Levers, ShotRequest, load_model, model_digest
from storyboard.errors import ModelError

SHOT = ShotRequest("a red fox runs", seed=7)


@pytest.mark.parametrize(
    ("name", "levers"),
    [
        ("text-to-video-sd", Levers(vae_slicing=True)),
        ("text-to-video-sd", Levers(vae_tiling=True)),
        ("wan", Levers(vae_slicing=True, vae_tiling=True)),
        ("wan", Levers(attention="native")),
        ("stable-video-diffusion", Levers(vae_slicing=True, vae_tiling=True)),
    ],
)
def test_levers_that_save_memory_leave_the_clip_as_it_is(checkpoint, loaded, name, levers):
    shot = SHOT
    if name == "stable-video-diffusion":
        shot = ShotRequest("", seed=7, first_frame=np.full((16, 16, 3), 90, np.uint8))
    clip = load_model(checkpoint(name), device="cpu", levers=levers).generate([shot])[0]
    plain = loaded(name).generate([shot])[0]
    assert np.abs(clip.frames.astype(int) - plain.frames).max() <= 1


def test_half_precision_is_near_and_has_another_digest(checkpoint, loaded):
    model = load_model(checkpoint("text-to-video-sd"), device="cpu", levers=Levers(dtype="bfloat16"))
    assert str(model.pipe.unet.dtype) == "torch.bfloat16"
    difference = (
        model.generate([SHOT])[0].frames.astype(int) - loaded("text-to-video-sd").generate([SHOT])[0].frames
    )
    assert np.abs(difference).mean() < 4
    assert model.digest != model_digest(checkpoint("text-to-video-sd"))
    assert model.digest == model_digest(checkpoint("text-to-video-sd"), levers=Levers(dtype="bfloat16"))


def test_a_vae_that_suffers_keeps_full_precision(checkpoint):
    model = load_model(checkpoint("wan"), device="cpu", levers=Levers(dtype="bfloat16"))
    assert str(model.pipe.transformer.dtype) == "torch.bfloat16"
    assert str(model.pipe.vae.dtype) == "torch.float32"
    assert model.generate([SHOT])[0].frames.std() > 5


@pytest.mark.parametrize(("name", "cache"), [("wan", "first-block"), ("cogvideox", "pyramid-attention")])
def test_caches_run_again_and_again_with_the_same_result(checkpoint, name, cache):
    model = load_model(checkpoint(name), device="cpu", levers=Levers(cache=cache), steps=6)
    first, again = model.generate([SHOT])[0], model.generate([SHOT])[0]
    assert np.array_equal(first.frames, again.frames)


def test_an_unknown_attention_backend_is_refused(checkpoint):
    with pytest.raises(ModelError, match="attention 'fast' cannot be used here"):
        load_model(checkpoint("wan"), device="cpu", levers=Levers(attention="fast"))


def test_quantization_without_its_library_says_what_to_install(checkpoint, monkeypatch):
    monkeypatch.setattr("pipeline.models.loading.find_spec", lambda name: None)
    with pytest.raises(ModelError, match="quantize 8bit needs bitsandbytes: pip install bitsandbytes"):
        load_model(checkpoint("wan"), device="cpu", levers=Levers(quantize="8bit"))


def test_a_cuda_device_that_is_not_there_is_refused_before_loading(checkpoint):
    with pytest.raises(ModelError, match="there is no such GPU that torch can use"):
        load_model(checkpoint("wan"), device="cuda:63")
