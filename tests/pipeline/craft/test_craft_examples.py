"""What CRAFT learns from: entities found in captions, boxes that hold figures, only the training split."""

import numpy as np
import pytest

from pipeline.craft.examples import examples, nouns, stored_specs, training_specs
from pipeline.craft.layout import layout_of, overlap
from pipeline.craft.words import find_heads, tokens
from pipeline.world import boxes, draw_masks
from pipeline.world.dataset import build_dataset
from pipeline.world.splits import shows_held_out, split_sizes
from pipeline.world.staging import place_subjects
from storyboard.errors import StoryboardError


@pytest.mark.parametrize(
    ("caption", "names", "words"),
    [
        ("a red fox chases a black bird in the forest", ["fox", "bird"], ["fox", "bird"]),
        ("at night an old man in a grey coat sits beside a bed", ["old man", "bed"], ["man", "bed"]),
        ("a lad holding a loaf of bread waits. it rains", ["boy"], ["lad"]),
    ],
)
def test_entities_are_found_by_their_names_in_the_order_of_the_caption(caption, names, words):
    heads = find_heads(caption, names, nouns())
    assert [tokens(caption)[head] for head in heads] == words


def test_a_caption_in_another_order_is_not_taken():
    assert find_heads("a bird and a fox walk", ["fox", "bird"], nouns()) is None


def test_a_layout_is_the_box_of_the_drawn_pixels():
    for spec in training_specs(1, 12):
        placed = place_subjects(spec, wide=1.0, n_frames=4)
        if spec.framing not in ("full", "wide") or spec.camera != "static":
            continue
        seen = boxes(draw_masks(spec, size=100, n_frames=4), len(spec.subjects))
        for number, each in enumerate(placed):
            if each.waterline is not None or spec.relation == "carrying":
                continue
            layout = layout_of(each, 1.0)
            shown = [box for box in seen[:, number] / 100 if box[2] > box[0]]
            union = np.min([box[:2] for box in shown], 0), np.max([box[2:] for box in shown], 0)
            way = abs(layout.dx) / 2
            left, top, right, bottom = layout.box(0.5)
            assert left - way <= union[0][0] + 0.03
            assert top <= union[0][1] + 0.03
            assert right + way >= union[1][0] - 0.03
            assert bottom >= union[1][1] - 0.03


def test_a_partly_composed_clip_shows_the_entities_before_and_no_other():
    for example in examples(training_specs(2, 12), seed=2):
        assert example.steps[0].before[..., 3].max() == 0
        for step, later in zip(example.steps, example.steps[1:], strict=False):
            mask = later.before[1, ..., 3] > 127
            if not mask.any():  # out of sight: carried before the camera, or under water
                continue
            rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
            seen = (columns[0] / 64, rows[0] / 36, (columns[-1] + 1) / 64, (rows[-1] + 1) / 36)
            assert overlap(seen, step.layout.box(0.5)) > 0.05


def test_the_training_split_shows_no_held_out_pair():
    assert not any(shows_held_out(spec) for spec in training_specs(3, 300))


def test_descriptions_are_read_from_a_built_data_set(tmp_path):
    build_dataset(tmp_path, clips=40, size=32, n_frames=2, seed=1, workers=1)
    stored = list(stored_specs(tmp_path))
    assert len(stored) == split_sizes(40)["train"]
    assert all(spec.subjects and not shows_held_out(spec) for spec in stored)


def test_a_folder_of_videos_alone_is_refused_with_what_to_do(tmp_path):
    with pytest.raises(StoryboardError, match="build a data set with `storyboard data build DIR`"):
        list(stored_specs(tmp_path))
