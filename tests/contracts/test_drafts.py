"""Every family that diffusers can start from a video starts from a draft through the one adapter."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.models import ShotRequest, load_model
from pipeline.models.interface import Guide

CAPTION = "a red fox stands in the meadow"
FAMILIES = ["text-to-video-sd", "text-to-video-flow", "animatediff", "cogvideox", "wan"]


@pytest.mark.parametrize("name", FAMILIES)
def test_a_draft_guides_and_what_is_made_depends_on_it(checkpoint, name: str):
    model = load_model(checkpoint(name), device="cpu", steps=4)
    assert "draft" in model.card.conditioning

    def made(strength: float, seed: int) -> np.ndarray:
        guide = Guide("drawn", "", strength)
        return model.generate([ShotRequest(CAPTION, width=32, height=32, seed=seed, guide=guide)])[0].frames

    plain = model.generate([ShotRequest(CAPTION, width=32, height=32, seed=1)])[0].frames
    guided = made(0.5, 1)
    assert guided.shape == plain.shape
    assert guided.dtype == np.uint8
    assert not np.array_equal(guided, plain)
    assert np.array_equal(guided, made(0.5, 1))
    assert not np.array_equal(guided, made(1.0, 1))


def test_other_families_draw_from_the_words_and_say_so(checkpoint):
    model = load_model(checkpoint("mochi"), device="cpu", steps=2)
    shot = ShotRequest(CAPTION, seed=1, guide=Guide("drawn", "", 0.5))
    guided = model.generate([shot])[0].frames
    assert np.array_equal(guided, model.generate([ShotRequest(CAPTION, seed=1)])[0].frames)
    assert any("cannot start from a draft" in notice for notice in model.notices)
