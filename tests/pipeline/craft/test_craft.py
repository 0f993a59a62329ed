"""CRAFT as it is shipped: what words name is shown, also in combinations that training never saw."""

import numpy as np
import pytest

from pipeline.craft.composing import Composer
from pipeline.craft.examples import training_specs
from pipeline.craft.layout import layout_of, overlap
from pipeline.models import ShotRequest, load_model, model_digest
from pipeline.models.weights import SHIPPED
from pipeline.world import caption, catalogue, draw_masks
from pipeline.world.splits import shows_held_out
from storyboard.errors import ModelError

PARTS = ("kind", "colour", "action")


@pytest.fixture(scope="module")
def composer():
    return Composer(SHIPPED / "craft")


@pytest.fixture(scope="module")
def craft():
    return load_model("craft")


@pytest.fixture(scope="module")
def composed(composer):
    """Clips of held-out combinations of what training saw, composed from their captions."""
    known = set(composer.database.entities.held("kind"))
    specs = [
        spec
        for spec in training_specs(5, 48, split="unseen")
        if known.issuperset(subject.kind for subject in spec.subjects)
    ]
    return [(spec, composer.compose(caption(spec), wide=16 / 9, n_frames=6)) for spec in specs]


def shares(right):
    return sum(right) / len(right)


def test_what_words_name_is_composed_though_its_combination_was_held_out(composed):
    assert shares([len(made.found) == len(spec.subjects) for spec, made in composed]) >= 0.9
    pairs = [
        (a.entity.subject, b)
        for spec, made in composed
        if len(made.found) == len(spec.subjects)
        for a, b in zip(made.found, spec.subjects, strict=False)
    ]
    assert shares([a.kind == b.kind for a, b in pairs]) >= 0.95
    assert shares([a.colour == b.colour for a, b in pairs]) >= 0.95
    assert shares([a.action == b.action for a, b in pairs]) >= 0.85


def test_place_and_time_are_those_that_words_name(composed):
    assert shares([made.spec.place == spec.place for spec, made in composed]) >= 0.95
    assert shares([made.spec.time == spec.time for spec, made in composed]) >= 0.95


def test_no_entry_of_the_database_was_held_out(composer):
    for entity in composer.database.entities.entries:
        assert not shows_held_out_entity(entity)


def shows_held_out_entity(entity):
    from pipeline.world import WorldSpec

    return shows_held_out(WorldSpec(subjects=(entity.subject,), place="meadow"))


def test_a_held_out_combination_is_put_together_from_several_entries(composed):
    held_out = [
        each
        for spec, made in composed
        for each, wanted in zip(made.found, spec.subjects, strict=False)
        if shows_held_out_subject(wanted) and all(
            getattr(each.entity.subject, part) == getattr(wanted, part) for part in PARTS
        )
    ]
    assert held_out
    assert not any(each.whole for each in held_out)


def shows_held_out_subject(subject):
    from pipeline.world import WorldSpec

    return shows_held_out(WorldSpec(subjects=(subject,), place="meadow"))


def test_nobody_stands_in_another_or_leaves_the_frame(composed):
    for spec, made in composed:
        boxes = [layout_of(placed, 16 / 9).box(0.5) for placed in made.placed]
        if made.spec.relation == "carrying":
            continue
        for number, box in enumerate(boxes):
            assert all(overlap(box, other) < 0.01 for other in boxes[:number]), caption(spec)
            assert box[0] > -0.02, caption(spec)
            assert box[2] < 1.02, caption(spec)


def test_feet_are_on_the_ground_and_wings_in_the_air(composed):
    for spec, made in composed:
        place = catalogue.places()[made.spec.place]
        for placed, each in zip(made.placed, made.found, strict=True):
            if placed.ground is not None:
                assert place.ground[0] - 0.01 <= placed.ground <= place.ground[1] + 0.02, caption(spec)
            if each.entity.subject.action == "fly" and made.spec.relation != "carrying":
                assert layout_of(placed, 16 / 9).box(0.5)[3] < place.ground[0], caption(spec)


def test_two_who_talk_face_each_other(composer):
    for seed in range(4):
        text = "a red fox talks and a black bird stands in the forest"
        first, second = composer.compose(text, wide=16 / 9, n_frames=2, seed=seed).placed
        assert first.left != second.left
        assert (first.at[0][0] > second.at[0][0]) == first.left


@pytest.mark.parametrize(
    "captions",
    [
        (
            "a red fox walks in the forest in the morning",
            "a happy red fox runs over the snowfield at night in the snow",
            "a brown bear stands and a red fox talks in the village, medium shot",
        ),
        (
            "a king in a purple robe sits in the hall",
            "a king in a purple robe chases a white rabbit in the garden in the evening",
        ),
    ],
)
def test_the_same_words_find_the_same_subject_in_every_scene(composer, captions):
    kind = "fox" if "fox" in captions[0] else "king"
    looks = set()
    for seed, text in enumerate(captions):
        made = composer.compose(text, wide=16 / 9, n_frames=2, seed=seed)
        (subject,) = [s for s in made.spec.subjects if s.kind == kind]
        looks.add((subject.kind, subject.colour, subject.size, subject.hair))
        found = next(each for each in made.found if each.entity.subject.kind == kind)
        looks.add(("source", found.source))
    assert len(looks) == 2


def test_the_same_subject_has_the_same_colours_in_the_drawn_clips(composer):
    from pipeline.world import draw

    means = []
    for place in ("forest", "meadow", "village"):
        made = composer.compose(f"a red fox stands in the {place}", wide=1.0, n_frames=1)
        staged = {"size": 256, "n_frames": 1, "placed": made.placed, "views": made.views}
        frame, mask = draw(made.spec, **staged)[0], draw_masks(made.spec, **staged)[0]
        means.append(np.median(frame[mask == 1], 0))
    assert np.abs(np.diff(means, axis=0)).max() <= 12


def test_the_same_words_play_in_the_same_place(composer):
    specs = [
        composer.compose(f"{who} in the forest at night", wide=1.0, n_frames=1, seed=seed).spec
        for seed, who in enumerate(("a red fox runs", "a black bird sits"))
    ]
    assert specs[0].place == specs[1].place == "forest"
    assert specs[0].seed == specs[1].seed


def test_free_english_is_drawn_at_the_size_asked_for(craft):
    request = ShotRequest("the sly vixen perches in the wood at dusk", n_frames=2, width=320, height=180)
    one, other = craft.generate([request, request])
    assert one.frames.shape == (2, 180, 320, 3)
    assert (one.frames == other.frames).all()


def test_a_prompt_that_names_nobody_gives_a_place(craft):
    request = ShotRequest("night over the village", n_frames=1, width=160, height=90)
    assert craft.generate([request])[0].frames.std() > 5


def test_its_digest_is_the_one_that_takes_are_planned_with(craft):
    assert craft.digest == model_digest("craft")


def test_damaged_files_are_named_with_what_to_do(tmp_path):
    with pytest.raises(ModelError, match="storyboard train craft"):
        Composer(tmp_path)
