"""A canonical caption says all that its description needs."""

import numpy as np
import pytest

from pipeline.world import Vocabulary, caption, sample_spec
from pipeline.world.parsing import parse_caption


def test_a_caption_that_is_parsed_says_the_same_again():
    rng = np.random.default_rng(0)
    words = Vocabulary(
        subjects=(0.5, 0.3, 0.2), cameras=(), framings=(), hair=0.2, holding=0.3, held_colour=0.5
    )
    for _ in range(400):
        text = caption(sample_spec(rng, vocabulary=words))
        assert caption(parse_caption(text)) == text


def test_what_a_caption_leaves_open_has_its_default():
    spec = parse_caption("a blue whale swims", seed=4)
    assert (spec.place, spec.time, spec.weather, spec.camera, spec.seed) == (
        "sea",
        "day",
        "clear",
        "static",
        4,
    )
    fox, crow = parse_caption("a red fox sits and a black bird flies in the forest").subjects
    assert (fox.facing, crow.facing) == ("right", "left")
    assert fox.x < crow.x


def test_what_is_held_is_read_with_its_colour():
    (king,) = parse_caption("a king in a red robe with a green apple walks in the garden").subjects
    assert (king.holding, king.holding_colour, king.action) == ("apple", "green", "walk")
    (girl,) = parse_caption("a girl in a pink dress gives a blue cup in the kitchen").subjects
    assert (girl.holding, girl.holding_colour) == ("cup", "blue")


@pytest.mark.parametrize("text", ["", "justice prevails"])
def test_nothing_to_draw_is_no_description(text):
    assert parse_caption(text) is None
