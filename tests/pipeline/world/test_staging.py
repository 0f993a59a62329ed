"""Where subjects stand: on the ground, on the shore, in view of a moving camera, large enough to be seen."""

import numpy as np
import pytest

from pipeline.world import SubjectSpec, Vocabulary, WorldSpec, catalogue, draw, draw_masks, sample_spec
from pipeline.world.sampling import SLOTS
from pipeline.world.staging import bounds, place_subjects

WATER_ENDS = 0.855
"""Lowest point of the water of sea and river, as a share of the frame's height, see places.yaml."""


def one(kind, action, **settings):
    subject = SubjectSpec(kind=kind, colour="red", action=action)
    return WorldSpec(subjects=(subject,), **{"place": "meadow", "seed": 3, **settings})


def lowest(placed):
    """Return how far down it comes, as a share of the frame's height."""
    return placed.at[0][1] + bounds(placed.figures)[3] * placed.height


def three(*kinds, place="meadow"):
    subjects = (
        SubjectSpec(kind=kind, colour=colour, x=x)
        for kind, colour, x in zip(kinds, ("red", "green", "blue"), SLOTS[3], strict=True)
    )
    return WorldSpec(subjects=tuple(subjects), place=place, seed=5)


@pytest.mark.parametrize("place", ["sea", "river"])
def test_who_belongs_on_land_stands_on_the_shore(place):
    for kind in catalogue.kinds().values():
        for action in set(kind.can) - {"swim", "fly"}:
            for seed in (0, 1) if kind.group != "thing" else ():
                (placed,) = place_subjects(
                    one(kind.name, action, place=place, seed=seed), wide=1.0, n_frames=4
                )
                assert placed.ground is None or max(placed.ground, lowest(placed)) > WATER_ENDS, (
                    kind.name,
                    action,
                )
    for placed in place_subjects(three("fox", "wolf", "bear", place=place), wide=1.0, n_frames=2):
        assert lowest(placed) > WATER_ENDS


@pytest.mark.parametrize("kind", ["king", "fox", "tortoise", "horse", "bird", "dragon"])
def test_who_falls_begins_and_ends_on_the_ground(kind):
    masks = draw_masks(one(kind, "fall"), size=96, n_frames=16)
    lowest = [np.flatnonzero(mask.any(1))[-1] for mask in (masks[0], masks[-1])]
    assert abs(lowest[0] - lowest[1]) <= 4


@pytest.mark.parametrize("kind", ["fox", "bird", "king", "snake"])
@pytest.mark.parametrize("camera", ["pan", "tracking", "tilt"])
def test_a_moving_camera_keeps_its_subject_between_the_sides(kind, camera):
    for action in ("run", "talk", "fly"):
        if action in catalogue.kinds()[kind].can:
            masks = draw_masks(one(kind, action, camera=camera), size=72, n_frames=6)
            assert not masks[:, :, [0, -1]].any(), action
            assert masks[-1].any()


def test_a_camera_that_tracks_moves_the_place_and_not_the_subject():
    masks = draw_masks(one("fox", "run", camera="tracking"), size=96, n_frames=9)
    middles = [np.flatnonzero(mask.any(0)).mean() for mask in masks[::8]]  # a stride apart: the same posture
    assert abs(middles[0] - middles[1]) < 8
    frames = draw(one("fox", "run", camera="tracking", place="village"), size=96, n_frames=9).astype(int)
    assert np.abs(frames[0, :40] - frames[8, :40]).mean() > 4


@pytest.mark.parametrize("size", [64, (114, 64)])
def test_three_subjects_are_all_seen_and_one_alone_is_large(size):
    masks = draw_masks(three("king", "queen", "fox"), size=size, n_frames=2)
    height = [np.flatnonzero((masks[0] == k).any(1)) for k in (1, 2, 3)]
    assert all(rows[-1] - rows[0] > 64 * 0.2 for rows in height)
    wide = draw_masks(one("king", "stand"), size=size, n_frames=1)[0]
    assert len(np.flatnonzero(wide.any(1))) > 64 * 0.6


def test_a_wide_frame_leaves_room_before_a_single_subject():
    for facing, ahead in (("right", -1), ("left", 1)):
        subject = SubjectSpec(kind="fox", colour="orange", action="walk", facing=facing)
        (placed,) = place_subjects(WorldSpec(subjects=(subject,), place="road"), wide=16 / 9, n_frames=1)
        assert (placed.at[0][0] - 16 / 18) * ahead > 0.05


def test_what_is_carried_has_its_colour_and_stays_in_the_frame():
    def masks(colour):
        mouse = SubjectSpec(
            kind="mouse", colour="grey", action="carry", holding="cheese", holding_colour=colour
        )
        return WorldSpec(subjects=(mouse,), place="meadow", seed=1)

    plain, blue, named = (draw(masks(colour), size=64, n_frames=1) for colour in (None, "blue", "yellow"))
    assert (plain == named).all()  # the natural colour
    changed = (plain != blue).any(-1)
    assert changed.sum() > 60
    assert draw_masks(masks("blue"), size=64, n_frames=1)[changed].all()
    giant = SubjectSpec(kind="mouse", colour="grey", action="carry", facing="left")
    spec = WorldSpec(
        subjects=(giant, SubjectSpec(kind="basket", colour="red")), place="road", relation="carrying", seed=2
    )
    both = draw_masks(spec, size=64, n_frames=8)
    assert set(np.unique(both)) == {0, 1, 2}
    assert not both[:, :, [0, -1]].any()
    assert not both[:, [0, -1]].any()


def test_fine_parts_are_drawn_where_there_are_pixels_for_them():
    def stump(size):
        masks = draw_masks(one("king", "sit"), size=size, n_frames=1)[0]
        rows, columns = np.nonzero(masks)
        low = masks[int(rows.max() - 0.05 * size)]
        return np.count_nonzero(low) / np.ptp(columns)

    assert stump(200) > 1.5 * stump(128)


@pytest.mark.parametrize("kind", ["woman", "fox"])
def test_walk_run_and_sneak_are_told_apart(kind):
    found = {}
    for action in ("walk", "run", "sneak"):
        masks = draw_masks(one(kind, action), size=(192, 96), n_frames=16)
        (placed,) = place_subjects(one(kind, action), wide=2.0, n_frames=16)
        rows = [np.flatnonzero(mask.any(1)) for mask in masks]
        tall = np.mean([row[-1] - row[0] for row in rows]) / placed.height
        found[action] = placed.at[-1][0] - placed.at[0][0], tall, min(row[-1] for row in rows)
    assert found["sneak"][0] < found["walk"][0] < found["run"][0]  # how far they come
    assert found["sneak"][1] < 0.97 * found["walk"][1]  # bent, or low
    assert found["run"][2] < found["walk"][2]  # both feet in the air


def test_who_belongs_in_water_is_in_it():
    for kind, action in (("fish", "eat"), ("whale", "talk"), ("ship", "stand"), ("boat", "stand")):
        for place in ("sea", "river", "beach"):
            (placed,) = place_subjects(one(kind, action, place=place), wide=1.0, n_frames=2)
            assert placed.ground is None, (kind, place)
            assert placed.at[0][1] < 0.9


def test_an_action_that_no_old_vocabulary_names_is_not_sampled():
    rng = np.random.default_rng(0)
    actions = {one.action for _ in range(400) for one in sample_spec(rng).subjects}
    assert actions == set(catalogue.ACTIONS)
    sneaking = Vocabulary.from_mapping({"actions": ["sneak"], "kinds": ["fox"], "subjects": [1.0]})
    assert sample_spec(rng, vocabulary=sneaking).subjects[0].action == "sneak"
