"""The animatic draws what free English says, at any size, and tells what it cannot say."""

import numpy as np
import pytest

from pipeline.models import ShotRequest, load_model, model_digest
from storyboard.errors import ModelError


@pytest.fixture(scope="module")
def drawn():
    return load_model("drawn")


@pytest.mark.parametrize(
    ("prompt", "caption", "left_out"),
    [
        (
            "a sly crow perches on an old oak holding a piece of cheese, close-up, watercolour",
            "a black bird with a cheese sits in the forest, close-up",
            ("sly", "old", "holding", "watercolour"),
        ),
        (
            "girl in a red dress with a yellow cheese talks to old woman in a blue dress in the room",
            "a girl in a red dress with a yellow cheese talks"
            " and an old woman in a blue dress stands in the room",
            (),
        ),
        (
            "red fox chases white rabbit in the meadow in the rain",
            "a red fox chases a white rabbit in the meadow in the rain",
            (),
        ),
        (
            "a red fox looks at a black bird in the forest, wide shot",
            "a red fox looks and a black bird stands in the forest, wide shot",
            (),
        ),
    ],
)
def test_free_english_becomes_a_caption_of_up_to_three_subjects(drawn, prompt, caption, left_out):
    translation = drawn.translate(prompt)
    assert (translation.prompt, translation.left_out) == (caption, left_out)


def test_the_same_request_gives_the_same_clip_at_the_size_asked_for(drawn):
    request = ShotRequest("a king walks by the castle", n_frames=3, width=96, height=54, seed=5)
    one, other = drawn.generate([request, request])
    assert one.frames.shape == (3, 54, 96, 3)
    assert (one.frames == other.frames).all()


def test_a_subject_looks_the_same_in_another_place(drawn):
    def coat(place):
        clip = drawn.generate(
            [ShotRequest(f"a king in a red robe stands {place}", n_frames=1, width=96, height=96)]
        )[0]
        return int((np.abs(clip.frames[0].astype(int) - (214, 40, 40)).sum(-1) < 90).sum())

    assert min(coat("in the forest"), coat("in the meadow"), coat("in the snowfield")) > 150


def test_a_prompt_that_names_nothing_gives_an_empty_place(drawn):
    assert (
        drawn.generate([ShotRequest("justice prevails", n_frames=1, width=64, height=64)])[0].frames.std()
        > 10
    )


def test_sizes_and_lengths_that_cannot_be_are_refused(drawn):
    with pytest.raises(ModelError, match="draws 16 pixels a side and more, not 8x64"):
        drawn.generate([ShotRequest("a fox", width=8, height=64)])
    with pytest.raises(ModelError, match="n_frames is 0"):
        drawn.generate([ShotRequest("a fox", n_frames=0)])


def test_its_digest_is_the_one_that_takes_are_planned_with(drawn):
    assert drawn.digest == model_digest("drawn")
    assert len(drawn.digest) == 64
