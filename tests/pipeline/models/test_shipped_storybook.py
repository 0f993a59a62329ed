"""The built-in model as it is shipped."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.models import Levers, ShotRequest, list_models, load_model, model_digest
from pipeline.models.weights import SHIPPED


@pytest.fixture(scope="module")
def storybook():
    return load_model("storybook", device="cpu", steps=2)


def test_it_is_here_whole_and_fits():
    status = list_models()[0]
    assert (status.card.name, status.missing, status.get, status.fits) == ("storybook", (), None, "yes")
    assert status.card.commercial


def test_it_is_small_enough_for_a_repository():
    sizes = [path.stat().st_size for path in (SHIPPED / "storybook").rglob("*") if path.is_file()]
    assert sum(sizes) < 45e6


def test_it_draws_what_a_plain_pipeline_draws_but_for_half_precision():
    import warnings

    import torch

    exact = load_model("storybook", device="cpu", steps=2, levers=Levers(dtype="float32"))
    prompt = exact.translate("a red fox runs in the forest").prompt
    clip = exact.generate([ShotRequest(prompt, seed=5)])[0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from diffusers import TextToVideoSDPipeline

        plain = TextToVideoSDPipeline.from_pretrained(SHIPPED / "storybook", dtype=torch.float32)
        plain.set_progress_bar_config(disable=True)
        frames = plain(
            prompt,
            num_frames=exact.card.n_frames,
            num_inference_steps=2,
            guidance_scale=exact.card.guidance,
            generator=torch.Generator("cpu").manual_seed(5),
        ).frames[0]
    assert np.array_equal(clip.frames, np.rint(frames * 255).astype(np.uint8))


def test_it_draws_again_what_it_drew_and_its_digest_is_known_before(storybook):
    shot = ShotRequest("a black bird flies over the meadow", seed=3, n_frames=4)
    first, again = storybook.generate([shot, shot])
    assert np.array_equal(first.frames, again.frames)
    assert first.frames.shape == (4, storybook.card.height, storybook.card.width, 3)
    assert storybook.digest == model_digest("storybook", steps=2)


def test_it_reads_free_english_and_says_what_it_leaves_out(storybook):
    translation = storybook.translate("a sly crow perches on an old oak holding a piece of cheese")
    assert "black bird" in translation.prompt
    assert ("crow", "black bird") in translation.replaced
    assert "sly" in translation.left_out
    assert storybook.translate(translation.prompt).prompt == translation.prompt
    same = [
        ShotRequest(text, seed=1, n_frames=2)
        for text in (translation.prompt, "a sly crow perches on an old oak holding a piece of cheese")
    ]
    one, other = storybook.generate(same)
    assert np.array_equal(one.frames, other.frames)
