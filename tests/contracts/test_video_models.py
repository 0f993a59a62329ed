"""What every ``VideoModel`` keeps to, whoever made it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeline.models import Clip, ShotRequest, VideoModel
from storyboard.errors import ModelError

NEEDS_PICTURE = {"wan-image-to-video", "stable-video-diffusion", "i2vgen"}
PICTURE = np.full((16, 16, 3), 90, np.uint8)


def request_for(
    model: VideoModel, prompt: str = "a red fox runs over the snow", **fields: object
) -> ShotRequest:
    shot = ShotRequest(prompt, seed=7)
    if model.card.name in NEEDS_PICTURE:
        shot = replace(shot, first_frame=PICTURE)
    return replace(shot, **fields)


def make(model: VideoModel, *shots: ShotRequest) -> list[Clip]:
    return model.generate(shots)


def test_clip_has_the_cards_size_length_and_rate(model):
    clip = make(model, request_for(model))[0]
    card = model.card
    assert clip.frames.shape == (card.n_frames, card.height, card.width, 3)
    assert clip.frames.dtype == np.uint8
    assert clip.fps == card.fps


def test_clip_uses_the_range_of_bytes(model):
    frames = make(model, request_for(model))[0].frames
    assert frames.std() > 5, "all pixels alike: the range is wrong"
    assert frames.max() > 128, "floats in [0, 1] taken for bytes"


def test_same_seed_gives_the_same_clip_and_another_seed_another(model):
    shot = request_for(model)
    first, again = make(model, shot)[0], make(model, shot)[0]
    assert np.array_equal(first.frames, again.frames)
    other = make(model, replace(shot, seed=8))[0]
    assert not np.array_equal(first.frames, other.frames)


def test_prompt_changes_the_clip(model):
    if model.card.name in NEEDS_PICTURE and "prompt" not in model.signature.names:
        pytest.skip("takes a picture only")
    one, other = (
        make(model, request_for(model, prompt))[0] for prompt in ("a red fox", "the night is 3 x 7!")
    )
    assert not np.array_equal(one.frames, other.frames)


def test_batch_equals_one_by_one(model):
    shots = [
        request_for(model, seed=seed, prompt=prompt) for seed, prompt in ((1, "a fox"), (2, "snow at night"))
    ]
    together = make(model, *shots)
    for clip, shot in zip(together, shots, strict=True):
        assert np.array_equal(clip.frames, make(model, shot)[0].frames)


def test_shots_of_several_sizes_come_back_in_order(model):
    wide = request_for(model, width=2 * model.card.width)
    clips = make(model, request_for(model), wide, request_for(model))
    assert [clip.frames.shape[2] for clip in clips] == [
        model.card.width,
        2 * model.card.width,
        model.card.width,
    ]
    assert np.array_equal(clips[0].frames, clips[2].frames)


def test_progress_counts_up_to_the_total(model):
    told: list[tuple[int, int]] = []
    model.generate(
        [request_for(model), request_for(model, seed=9)],
        progress=lambda done, total: told.append((done, total)),
    )
    total = 2 * max(model.card.steps, 1)  # a model without steps tells after each clip
    assert told == [(done, total) for done in range(1, total + 1)]


def test_cancelling_in_the_progress_stops_at_once_and_leaves_the_model_usable(model):
    before = make(model, request_for(model))[0]

    def cancel(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        model.generate([request_for(model)], progress=cancel)
    assert np.array_equal(make(model, request_for(model))[0].frames, before.frames)


def test_clip_is_exactly_as_long_as_asked_for(model):
    for n_frames in (1, model.card.n_frames - 1, model.card.max_frames + 3):
        assert len(make(model, request_for(model, n_frames=n_frames))[0].frames) == n_frames


def test_odd_sizes_are_rounded_and_said(model):
    if model.card.any_size:
        clip = make(model, request_for(model, width=85, height=49))[0]
        assert clip.frames.shape[1:3] == (49, 85)
        return
    said = len(model.notices)
    width = model.card.width + model.card.size_multiple // 2 - 1
    clip = make(model, request_for(model, width=width))[0]
    assert clip.frames.shape[2] == model.card.width
    assert any(f"{width}x{model.card.height}" in notice for notice in model.notices[said:])


def test_first_frame_leads_to_another_clip_or_is_refused(model):
    pictures = [np.full((16, 16, 3), value, np.uint8) for value in (10, 240)]
    shots = [ShotRequest("a red fox runs", seed=3, first_frame=picture) for picture in pictures]
    if "first_frame" in model.card.conditioning:
        dark, light = make(model, *shots)
        assert not np.array_equal(dark.frames, light.frames)
    else:
        with pytest.raises(ModelError, match="cannot start from a picture"):
            make(model, shots[0])


@pytest.mark.parametrize(
    ("field", "value"),
    [("width", 0), ("height", -8), ("n_frames", 0), ("seed", -1), ("seed", 2**32), ("width", 10**6)],
)
def test_impossible_requests_are_refused_by_name(model, field, value):
    with pytest.raises(ModelError, match=f"{field} is {value}"):
        make(model, request_for(model, **{field: value}))


def test_digest_is_a_sha256(model):
    assert len(model.digest) == 64
    assert int(model.digest, 16) >= 0


def test_no_shots_give_no_clips(model):
    assert model.generate([]) == []
