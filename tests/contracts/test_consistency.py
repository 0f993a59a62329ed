"""The levers that keep a subject the same: following shots, shared noise, shared attention."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeline.models import ShotRequest, load_model
from pipeline.models.interface import Anchor

ANCHOR = Anchor("a red fox", "red fox", seed=11)
SHOT = ShotRequest("a red fox runs over the snow", seed=5)
ANCHORED = ["text-to-video-sd", "text-to-video-flow"]


def difference(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one.astype(int) - other).mean())


@pytest.mark.parametrize("name", ["text-to-video-sd", "wan-image-to-video", "ltx-condition"])
def test_a_following_shot_depends_on_the_last_frame_before_it_and_does_not_show_it_twice(checkpoint, name):
    model = load_model(checkpoint(name), device="cpu", steps=6)
    picture = np.random.default_rng(0).integers(0, 255, (16, 16, 3), np.uint8)
    first = replace(SHOT, first_frame=picture)
    other = replace(first, seed=6)
    shot = replace(SHOT, seed=9, follows=True)
    before, after = model.generate([first, shot])
    assert after.frames.shape == before.frames.shape
    alone = model.generate(
        [replace(shot, follows=False, first_frame=before.frames[-1], n_frames=len(after.frames) + 1)]
    )[0]
    assert np.array_equal(after.frames, alone.frames[1:])
    assert not np.array_equal(after.frames, model.generate([other, shot])[1].frames)


def test_the_first_shot_follows_nothing(loaded):
    model = loaded("text-to-video-sd")
    assert np.array_equal(
        model.generate([replace(SHOT, follows=True)])[0].frames, model.generate([SHOT])[0].frames
    )


def test_a_model_that_cannot_go_on_starts_anew_and_says_so(loaded):
    model = loaded("wan")
    clips = model.generate([SHOT, replace(SHOT, follows=True)])
    assert np.array_equal(clips[0].frames, clips[1].frames)
    assert any("each shot starts anew" in notice for notice in model.notices)


@pytest.mark.parametrize("name", [*ANCHORED, "animatediff", "latte"])
def test_shared_noise_goes_from_none_to_all(loaded, name):
    model = loaded(name)
    shots = [replace(SHOT, seed=seed) for seed in (1, 2)]

    def apart(share: float) -> float:
        one, other = model.generate([replace(shot, anchor=replace(ANCHOR, noise=share)) for shot in shots])
        return difference(one.frames, other.frames)

    plain = model.generate([shots[0]])[0]
    assert np.array_equal(plain.frames, model.generate([replace(shots[0], anchor=ANCHOR)])[0].frames)
    assert apart(1.0) == 0
    assert apart(0.0) > apart(0.6) > apart(0.95) > 0


@pytest.mark.parametrize("name", ANCHORED)
def test_shared_attention_changes_the_clip_as_the_anchor_does(loaded, name):
    model = loaded(name)
    plain = model.generate([SHOT])[0]
    shared = [replace(SHOT, anchor=replace(ANCHOR, attention=True, seed=seed)) for seed in (1, 2)]
    one, other = model.generate(shared)
    assert difference(one.frames, plain.frames) > 0
    assert difference(one.frames, other.frames) > 0
    assert np.array_equal(model.generate(shared[:1])[0].frames, one.frames), (
        "an anchor kept equals one made anew"
    )
    assert np.array_equal(model.generate([SHOT])[0].frames, plain.frames), (
        "nothing stays behind in the network"
    )


def test_drawing_an_anchor_counts_no_steps_but_can_be_cancelled(checkpoint):
    model = load_model(checkpoint("text-to-video-sd"), device="cpu")
    told: list[int] = []
    model.generate(
        [replace(SHOT, anchor=replace(ANCHOR, attention=True))],
        progress=lambda done, total: told.append(done),
    )
    assert told == [0, 0, 1, 2]


def test_an_anchor_is_written_once_and_read_by_others(checkpoint, tmp_path):
    shot = replace(SHOT, anchor=replace(ANCHOR, attention=True, folder=tmp_path / "anchors"))
    made = []
    for expected in ([0, 0, 1, 2], [1, 2], [0, 0, 1, 2]):  # Drawn, read, and drawn anew when it is damaged.
        model, told = load_model(checkpoint("text-to-video-sd"), device="cpu"), []
        made += model.generate([shot], progress=lambda done, total, told=told: told.append(done))
        assert told == expected
        (kept,) = (tmp_path / "anchors").iterdir()
        if len(made) == 2:
            kept.write_bytes(kept.read_bytes()[:100])
    assert np.array_equal(made[0].frames, made[1].frames)
    assert np.array_equal(made[0].frames, made[2].frames)


def test_an_anchor_that_cannot_be_written_is_drawn_all_the_same(checkpoint, tmp_path):
    nowhere = replace(ANCHOR, attention=True, folder=tmp_path / "another" / "machine" / "anchors")
    model = load_model(checkpoint("text-to-video-sd"), device="cpu")
    kept = model.generate([replace(SHOT, anchor=replace(ANCHOR, attention=True))])[0]
    assert np.array_equal(model.generate([replace(SHOT, anchor=nowhere)])[0].frames, kept.frames)
    assert not (tmp_path / "another").exists()


def test_other_steps_or_another_size_have_an_anchor_of_their_own(checkpoint, tmp_path):
    shot = replace(SHOT, anchor=replace(ANCHOR, attention=True, folder=tmp_path / "anchors"))
    for steps in (2, 3):
        load_model(checkpoint("text-to-video-sd"), device="cpu", steps=steps).generate(
            [shot, replace(shot, width=32)]
        )
    assert len(list((tmp_path / "anchors").iterdir())) == 4


def test_the_subjects_words_are_found_among_the_tokens(loaded):
    from pipeline.models.attention import positions_of

    tokenizer = loaded("text-to-video-sd").pipe.tokenizer
    found = positions_of(tokenizer, "a red fox runs", "red fox")
    ids = tokenizer("a red fox runs").input_ids
    assert [ids[place] for place in found] == tokenizer("red fox", add_special_tokens=False).input_ids
    assert positions_of(tokenizer, "a red fox runs", "crow") == []


def test_the_map_of_the_subject_keeps_some_places_and_drops_others():
    import torch

    from pipeline.models.attention import _of_subject, _subject_map

    picture = torch.zeros(2, 4)
    picture[0, 1] = 1.0
    picture[1, 3] = 0.8
    seen = _subject_map([picture])
    tokens = torch.arange(2 * 2 * 4 * 1, dtype=torch.float32).reshape(2, 2, 4, 1)
    assert _of_subject(tokens, seen)[..., 0].tolist() == [[1, 7], [9, 15]]


def test_a_model_without_anchors_says_so(loaded):
    model = loaded("wan")
    model.generate([replace(SHOT, anchor=replace(ANCHOR, noise=0.5))])
    assert any("takes no anchors" in notice for notice in model.notices)


def test_a_subject_without_a_picture_is_drawn_once_and_the_same(loaded):
    from pipeline.models.consistency import Subject, draw_reference

    fox = Subject("fox", "red fox")
    picture = draw_reference(loaded("text-to-video-sd"), fox, seed=3)
    assert picture.shape == (16, 16, 3)
    assert np.array_equal(picture, draw_reference(loaded("text-to-video-sd"), fox, seed=3))
    assert not np.array_equal(picture, draw_reference(loaded("text-to-video-sd"), fox, seed=4))


def test_a_subject_is_found_in_its_translated_prompt():
    from pipeline.models.calls import subject_in

    crow = Anchor("a sly crow stands", "sly crow", seed=0)
    assert subject_in("a black bird stands in the meadow", crow) == "black bird"
    assert subject_in("a sly crow stands", crow) == "sly crow"
    assert subject_in("a woman in a red dress stands in the meadow", crow) == "woman in a red dress"
