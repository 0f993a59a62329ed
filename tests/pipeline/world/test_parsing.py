"""A canonical caption says all that its description needs."""

import numpy as np
import pytest

from pipeline.world import Vocabulary, caption, sample_spec
from pipeline.world.parsing import parse_caption


def test_a_caption_that_is_parsed_says_the_same_again():
    rng = np.random.default_rng(0)
    words = Vocabulary(subjects=(0.6, 0.4), cameras=(), framings=(), hair=0.2)
    for _ in range(300):
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


@pytest.mark.parametrize("text", ["", "justice prevails"])
def test_nothing_to_draw_is_no_description(text):
    assert parse_caption(text) is None
