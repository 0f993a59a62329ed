"""The drawn world: same description, same pixels; nothing leaves the frame; sentences say what is drawn."""

import hashlib

import numpy as np
import pytest

from pipeline.world import (
    SubjectSpec,
    Vocabulary,
    WorldSpec,
    caption,
    caption_words,
    catalogue,
    concepts,
    draw,
    draw_masks,
    sample_spec,
)


def test_the_same_seed_gives_the_same_pixels_and_another_seed_others():
    def digest(seed):
        return hashlib.sha256(
            draw(sample_spec(np.random.default_rng(seed)), size=48, n_frames=4).tobytes()
        ).hexdigest()

    assert digest(5) == digest(5)
    assert digest(5) != digest(6)


@pytest.mark.parametrize("kind", sorted(catalogue.kinds()))
def test_a_subject_stays_within_the_frame_in_every_action(kind):
    for action in catalogue.kinds()[kind].can:
        for facing in ("left", "right"):
            subject = SubjectSpec(kind=kind, colour="red", action=action, facing=facing, x=0.35, size="big")
            masks = draw_masks(WorldSpec(subjects=(subject,), place="river", seed=3), size=64, n_frames=8)
            border = np.concatenate([masks[:, 0].ravel(), masks[:, :, 0].ravel(), masks[:, :, -1].ravel()])
            assert border.max() == 0, (kind, action)
            if action != "swim":  # a swimmer ends at the waterline instead
                assert masks[:, -1].max() == 0, (kind, action)
            assert (masks == 1).mean(axis=(1, 2)).min() > 0.02, (kind, action)


def test_a_mask_covers_just_the_pixels_that_a_subject_changes():
    subjects = (
        SubjectSpec(kind="fox", colour="orange", x=0.3),
        SubjectSpec(kind="house", colour="red", x=0.72),
    )
    with_both = WorldSpec(subjects=subjects, place="meadow", seed=9)
    masks = draw_masks(with_both, size=96, n_frames=2)
    assert set(np.unique(masks)) == {0, 1, 2}
    other = WorldSpec(
        subjects=(subjects[0], SubjectSpec(kind="house", colour="blue", x=0.72)), place="meadow", seed=9
    )
    changed = (draw(with_both, size=96, n_frames=2) != draw(other, size=96, n_frames=2)).any(axis=-1)
    assert changed.any()
    assert (masks[changed] == 2).all()


def test_the_canonical_caption_names_kind_colour_action_place_time_and_weather():
    spec = WorldSpec(
        subjects=(SubjectSpec(kind="bird", colour="black", action="fly"),),
        place="forest",
        time="night",
        weather="rain",
    )
    assert caption(spec) == "a black bird flies over the forest at night in the rain"
    woman = WorldSpec(subjects=(SubjectSpec(kind="woman", colour="red", action="walk"),), place="road")
    assert caption(woman) == "a woman in a red dress walks on the road"


def test_every_word_of_every_caption_is_listed():
    rng = np.random.default_rng(0)
    words = set(caption_words())
    for _ in range(400):
        spec = sample_spec(rng)
        assert set(caption(spec).split()) <= words
        assert set(caption(spec, rng).split()) <= words


def test_a_vocabulary_bounds_what_is_sampled_and_refuses_unknown_words():
    small = Vocabulary.from_mapping(
        {"kinds": ["fox", "girl"], "places": ["forest"], "weathers": ["clear"], "subjects": [1.0]}
    )
    rng = np.random.default_rng(1)
    drawn = [sample_spec(rng, vocabulary=small) for _ in range(50)]
    assert {spec.subjects[0].kind for spec in drawn} == {"fox", "girl"}
    assert {(spec.place, spec.weather, len(spec.subjects)) for spec in drawn} == {("forest", "clear", 1)}
    with pytest.raises(ValueError, match=r"vocabulary\.kinds: nothing draws 'unicorn'"):
        Vocabulary.from_mapping({"kinds": ["unicorn"]})
    with pytest.raises(ValueError, match=r"vocabulary\.kindz: no such field"):
        Vocabulary.from_mapping({"kindz": ["fox"]})


def test_any_shape_and_length_is_drawn_from_one_description():
    spec = sample_spec(np.random.default_rng(2))
    assert draw(spec, size=(160, 90), n_frames=3).shape == (3, 90, 160, 3)


def test_concepts_list_every_sort():
    assert set(concepts()) == {
        "person",
        "animal",
        "thing",
        "place",
        "action",
        "colour",
        "time",
        "weather",
        "mood",
        "size",
    }
    assert "fox" in concepts()["animal"]
