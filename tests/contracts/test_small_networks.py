"""What a small network does on a CPU: several clips at once, no work done twice, the same pictures."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest
import torch

from pipeline.models import Levers, ShotRequest, load_model
from pipeline.models.cpu_attention import use_cpu_attention

PROMPTS = ("a fox", "snow", "a cat runs", "night")
SHOTS = [ShotRequest(prompt, seed=seed) for seed, prompt in enumerate(PROMPTS)]


@pytest.mark.parametrize(("guidance", "halves"), [(1.0, 1), (7.5, 2)])
def test_without_guidance_there_is_one_forward_pass_a_step(checkpoint, guidance, halves):
    model = load_model(checkpoint("text-to-video-sd"), device="cpu", guidance=guidance)
    batches = []
    model.pipe.unet.register_forward_pre_hook(lambda network, args: batches.append(args[0].shape[0]))
    model.generate([SHOTS[0]])
    assert batches == [halves] * model.card.steps


def test_clips_drawn_at_once_by_threads_are_those_drawn_one_by_one(checkpoint):
    model = load_model(checkpoint("text-to-video-sd"), device="cpu")
    model.card = replace(model.card, threads=1)
    alone, together = model.generate(SHOTS), {}
    before = torch.get_num_threads()
    with model.side_by_side(2) as models:
        assert len(models) == 2
        assert models[1].pipe.unet.conv_in.weight is models[0].pipe.unet.conv_in.weight, "weights are shared"

        def draw(number: int) -> None:
            for shot in (number, number + 2):
                together[shot] = models[number].generate([SHOTS[shot]])[0]

        threads = [threading.Thread(target=draw, args=(number,)) for number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert torch.get_num_threads() == before
    for number, clip in enumerate(alone):
        assert np.array_equal(together[number].frames, clip.frames)


def test_a_model_for_all_threads_draws_alone(loaded):
    model = loaded("text-to-video-sd")
    with model.side_by_side(4) as models:
        assert models == [model]


def test_attention_without_repetitions_gives_the_same_clip(checkpoint):
    model = load_model(checkpoint("text-to-video-sd"), device="cpu")
    latents = torch.randn(2, 4, 6, 8, 8, generator=torch.Generator().manual_seed(0))
    words = torch.randn(2, 7, model.pipe.unet.config.cross_attention_dim,
                        generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        stock = model.pipe.unet(latents, 500, encoder_hidden_states=words).sample
        assert use_cpu_attention(model.pipe.unet)
        ours = model.pipe.unet(latents, 500, encoder_hidden_states=words,
                               cross_attention_kwargs={"n_frames": 6}).sample
    assert torch.allclose(ours, stock, atol=1e-4)
    assert not use_cpu_attention(model.pipe.vae), "other networks are left as they are"


def test_in_bfloat16_the_clip_is_as_near_to_float32_as_with_diffusers_attention(checkpoint):
    def frames(**levers: str) -> np.ndarray:
        return load_model(checkpoint("text-to-video-sd"), device="cpu",
                          levers=Levers(**levers)).generate([SHOTS[0]])[0].frames.astype(int)

    exact = frames(dtype="float32")
    ours = np.abs(frames(dtype="bfloat16") - exact).mean()
    stock = np.abs(frames(dtype="bfloat16", attention="native") - exact).mean()
    assert ours < 1.5 * stock + 0.5
