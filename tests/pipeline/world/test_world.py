"""The drawn world: same description, same pixels; nothing leaves the frame; sentences say what is drawn."""

import hashlib

import numpy as np
import pytest

from pipeline.world import (
    SubjectSpec,
    Vocabulary,
    WorldSpec,
    boxes,
    caption,
    caption_words,
    catalogue,
    concepts,
    draw,
    draw_masks,
    sample_spec,
)

EVERYWHERE = [(place, time) for place in catalogue.places() for time in ("day", "night")]


def test_the_same_seed_gives_the_same_pixels_and_another_seed_others():
    def digest(seed):
        spec = sample_spec(np.random.default_rng(seed))
        return hashlib.sha256(draw(spec, size=100, n_frames=3).tobytes()).hexdigest()

    assert digest(5) == digest(5)
    assert digest(5) != digest(6)


@pytest.mark.parametrize("kind", sorted(catalogue.kinds()))
def test_a_subject_stays_within_the_frame_in_every_action(kind):
    for number, action in enumerate(catalogue.kinds()[kind].can):
        holding = "cheese" if action in ("carry", "give") else None
        subject = SubjectSpec(
            kind=kind,
            colour="red",
            action=action,
            facing=("left", "right")[number % 2],
            x=0.35,
            size="big",
            holding=holding,
        )
        masks = draw_masks(WorldSpec(subjects=(subject,), place="river", seed=3), size=64, n_frames=6)
        border = np.concatenate([masks[:, 0].ravel(), masks[:, :, 0].ravel(), masks[:, :, -1].ravel()])
        assert border.max() == 0, (kind, action)
        if action != "swim":  # a swimmer ends at the waterline instead
            assert masks[:, -1].max() == 0, (kind, action)
        assert (masks == 1).mean(axis=(1, 2)).min() > 0.015, (kind, action)


def test_actions_move_and_differ_from_standing():
    def clip(action):
        subject = SubjectSpec(
            kind="king", colour="red", action=action, holding="crown" if action == "give" else None
        )
        return draw_masks(WorldSpec(subjects=(subject,), place="meadow", seed=1), size=64, n_frames=8)

    still = clip("stand")
    for action in catalogue.kinds()["king"].can:
        frames = clip(action)
        assert (frames[0] != frames[3]).any() or action in ("sit", "sleep", "stand"), action
        if action != "stand":
            assert (frames[5] != still[5]).mean() > 0.01, action


@pytest.mark.parametrize("mood", ["happy", "sad", "angry", "afraid"])
@pytest.mark.parametrize(
    "kind", ["woman", "robot", "thief", "ghost", "fox", "bird", "frog", "snake", "fish", "whale"]
)
def test_a_mood_shows(kind, mood):
    def picture(mood):
        subject = SubjectSpec(kind=kind, colour="orange", action=catalogue.kinds()[kind].can[0])
        return draw(
            WorldSpec(subjects=(subject,), place="meadow", mood=mood, framing="close-up"), size=96, n_frames=1
        )

    assert (picture("calm") != picture(mood)).any()


def test_every_place_at_every_time_is_a_picture_of_its_own():
    subject = SubjectSpec(kind="mouse", colour="grey", size="small")
    pictures = {}
    for place, time in EVERYWHERE:
        frame = draw(WorldSpec(subjects=(subject,), place=place, time=time, seed=4), size=48, n_frames=1)[0]
        pictures[place, time] = frame.astype(int)
    for one in EVERYWHERE:
        for other in EVERYWHERE:
            assert one == other or np.abs(pictures[one] - pictures[other]).mean() > 3, (one, other)


def test_weather_and_camera_change_the_clip():
    def clip(**settings):
        subject = SubjectSpec(kind="fox", colour="orange")
        return draw(WorldSpec(subjects=(subject,), place="meadow", seed=4, **settings), size=48, n_frames=6)

    plain = clip()
    for weather in catalogue.WEATHERS[1:]:
        assert (clip(weather=weather) != plain).any(), weather
    for camera in catalogue.CAMERAS[1:]:
        moving = clip(camera=camera)
        assert (
            np.abs(moving[0].astype(int) - moving[-1]).mean()
            > 2 * np.abs(plain[0].astype(int) - plain[-1]).mean()
        )


def test_a_mask_covers_just_the_pixels_that_a_subject_changes():
    fox, house = (
        SubjectSpec(kind="fox", colour="orange", x=0.3),
        SubjectSpec(kind="house", colour="red", x=0.72),
    )
    for camera, framing in (("static", "full"), ("zoom", "full"), ("pan", "medium")):
        spec = WorldSpec(subjects=(fox, house), place="meadow", seed=9, camera=camera, framing=framing)
        blue = WorldSpec(
            subjects=(fox, SubjectSpec(kind="house", colour="blue", x=0.72)),
            place="meadow",
            seed=9,
            camera=camera,
            framing=framing,
        )
        masks = draw_masks(spec, size=90, n_frames=2)
        assert set(np.unique(masks)) == {0, 1, 2}
        changed = (draw(spec, size=90, n_frames=2) != draw(blue, size=90, n_frames=2)).any(axis=-1)
        assert changed.any()
        assert (masks[changed] == 2).all()


def test_boxes_enclose_the_masks():
    masks = np.zeros((1, 8, 8), np.uint8)
    masks[0, 2:5, 3:7] = 2
    assert boxes(masks, 2).tolist() == [[[0, 0, 0, 0], [3, 2, 7, 5]]]


def test_the_canonical_caption_names_kind_colour_action_place_time_and_weather():
    bird = SubjectSpec(kind="bird", colour="black", action="fly")
    spec = WorldSpec(subjects=(bird,), place="forest", time="night", weather="rain")
    assert caption(spec) == "a black bird flies over the forest at night in the rain"
    woman = WorldSpec(subjects=(SubjectSpec(kind="woman", colour="red", action="walk"),), place="road")
    assert caption(woman) == "a woman in a red dress walks on the road"
    king = SubjectSpec(kind="king", colour="blue", action="carry", holding="crown", hair="black")
    spec = WorldSpec(subjects=(king,), place="castle", mood="happy", framing="close-up", camera="pan")
    assert caption(spec) == (
        "a happy king with black hair in a blue robe carries a crown by the castle, close-up, the camera pans"
    )
    spec = WorldSpec(
        subjects=(SubjectSpec(kind="dog", colour="brown"), SubjectSpec(kind="cat", colour="grey")),
        place="garden",
        relation="chasing",
    )
    assert caption(spec) == "a brown dog chases a grey cat in the garden"


def test_every_word_of_every_caption_is_listed():
    rng = np.random.default_rng(0)
    words = set(caption_words())
    for _ in range(400):
        spec = sample_spec(rng)
        assert set(caption(spec).replace(",", "").split()) <= words
        assert set(caption(spec, rng).replace(",", "").split()) <= words


def test_a_vocabulary_bounds_what_is_sampled_and_refuses_unknown_words():
    small = Vocabulary.from_mapping(
        {"kinds": ["fox", "girl"], "places": ["forest"], "weathers": ["clear"], "subjects": [1.0]}
    )
    rng = np.random.default_rng(1)
    drawn = [sample_spec(rng, vocabulary=small) for _ in range(50)]
    assert {spec.subjects[0].kind for spec in drawn} == {"fox", "girl"}
    assert {(spec.place, spec.weather, len(spec.subjects), spec.framing) for spec in drawn} == {
        ("forest", "clear", 1, "full")
    }
    with pytest.raises(ValueError, match=r"vocabulary\.kinds: nothing draws 'unicorn'"):
        Vocabulary.from_mapping({"kinds": ["unicorn"]})
    with pytest.raises(ValueError, match=r"vocabulary\.kindz: no such field"):
        Vocabulary.from_mapping({"kindz": ["fox"]})


def test_every_sampled_clip_can_be_drawn():
    rng = np.random.default_rng(8)
    for _ in range(60):
        spec = sample_spec(rng)
        assert draw(spec, size=32, n_frames=2).std() > 5


def test_outlines_that_skia_cannot_join_are_drawn_all_the_same():
    stork = SubjectSpec(kind="stork", colour="yellow", action="walk", facing="left", x=0.5256)
    spec = WorldSpec(subjects=(stork,), place="kitchen", framing="close-up", seed=1488336035)
    assert draw(spec, size=128, n_frames=16).std() > 5


def test_any_shape_and_length_is_drawn_from_one_description():
    spec = sample_spec(np.random.default_rng(2))
    assert draw(spec, size=(160, 90), n_frames=3).shape == (3, 90, 160, 3)


def test_concepts_list_every_sort_in_the_breadth_that_stories_need():
    found = concepts()
    least = {
        "person": 24,
        "animal": 26,
        "thing": 30,
        "place": 20,
        "action": 18,
        "colour": 12,
        "time": 4,
        "weather": 6,
        "mood": 5,
        "size": 3,
    }
    assert {sort: len(found[sort]) >= count for sort, count in least.items()} == dict.fromkeys(least, True)
    assert set(found) == set(least)
