"""Clips that start from a draft: what is kept of it, what the recipe says, what cannot be guided."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeline.guiding import choose_guide, read_guide
from pipeline.models import load_model, model_card
from pipeline.models.guide import at_least_one_step, steps_skipped
from pipeline.models.interface import ShotRequest
from storyboard.errors import ModelError, RenderError

CAPTION = "a red fox stands in the meadow"


@pytest.fixture(scope="module")
def storybook():
    return load_model("storybook", device="cpu", steps=4)


def distance(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one.astype(int) - other.astype(int)).mean())


def test_the_weaker_the_strength_the_more_of_the_draft_stays(storybook):
    card = storybook.card
    draft = load_model("drawn").generate(
        [ShotRequest(CAPTION, n_frames=8, width=card.width, height=card.height, seed=3)]
    )[0].frames
    made = {}
    for strength in (0.25, 1.0):
        guide = choose_guide(card, "animatic", strength)
        made[strength] = storybook.generate([ShotRequest(CAPTION, n_frames=8, seed=3, guide=guide)])[0].frames
        assert made[strength].shape == draft.shape
    assert distance(made[0.25], draft) < distance(made[1.0], draft)
    assert distance(made[0.25], draft) > 0


def test_same_request_gives_the_same_guided_clip_however_it_is_batched(storybook):
    guide = choose_guide(storybook.card, "animatic", 0.5)
    shots = [ShotRequest(CAPTION, n_frames=4, seed=seed, guide=guide) for seed in (1, 2)]
    together = storybook.generate(shots)
    alone = [storybook.generate([shot])[0] for shot in shots]
    for one, other in zip(together, alone, strict=True):
        assert (one.frames == other.frames).all()


def test_a_guided_shot_longer_than_the_model_is_made_in_windows(storybook):
    guide = choose_guide(storybook.card, "animatic", 0.5)
    longer = storybook.card.max_frames + 6
    clip = storybook.generate([ShotRequest(CAPTION, n_frames=longer, seed=1, guide=guide)])[0]
    assert len(clip.frames) == longer


def test_a_model_that_cannot_start_from_a_draft_says_so():
    with pytest.raises(ModelError, match="cannot start from a draft"):
        choose_guide(model_card("mochi"), "animatic", None)


def test_without_a_measured_strength_nothing_is_guided_unless_asked_for():
    card = replace(model_card("storybook"), guide_strength=None)
    assert choose_guide(card, None, None) is None
    assert choose_guide(card, "animatic", None).strength == 0.6
    assert choose_guide(replace(card, guide_strength=0.4), None, None).strength == 0.4
    assert choose_guide(replace(card, guide_strength=0.4), "none", None) is None


def test_however_few_the_steps_one_is_taken():
    model = load_model("storybook", device="cpu", steps=2)
    guide = choose_guide(model.card, "animatic", 0.1)
    assert len(model.generate([ShotRequest(CAPTION, n_frames=2, seed=1, guide=guide)])[0].frames) == 2
    for steps in (1, 3, 49):
        assert steps_skipped(steps, at_least_one_step(steps, 0.001)) == steps - 1


def test_steps_that_a_draft_saves():
    assert [steps_skipped(12, strength) for strength in (0.25, 0.5, 1.0)] == [9, 6, 0]


def test_guide_is_read_from_the_command_line():
    assert read_guide("animatic") == ("animatic", None)
    assert read_guide("animatic:0.5") == ("animatic", 0.5)
    assert read_guide("none") == ("none", None)
    for wrong in ("animatics", "animatic:0", "animatic:2", "animatic:x", "drawn"):
        with pytest.raises(RenderError, match="say animatic"):
            read_guide(wrong)
