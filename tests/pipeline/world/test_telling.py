"""Captions with variety: different sentences that say what is to be seen."""

import re

import numpy as np
import pytest

from pipeline.world import SubjectSpec, Vocabulary, WorldSpec, caption, captions, sample_spec
from pipeline.world.telling import FORMS, plural

ALL = Vocabulary(cameras=(), framings=(), hair=0.2, held_colour=0.5, subjects=(0.4, 0.4, 0.2), holding=0.3)


@pytest.fixture(scope="module")
def told():
    rng = np.random.default_rng(3)
    specs = [sample_spec(rng, vocabulary=ALL) for _ in range(150)]
    return [(spec, captions(spec, rng)) for spec in specs]


def said(spec, count=12):
    return captions(spec, np.random.default_rng(0), count=count)


def test_a_clip_has_five_different_captions_that_begin_with_the_canonical_one(told):
    for spec, texts in told:
        assert texts[0] == caption(spec)
        assert len(set(texts)) == 5


def test_captions_are_well_formed(told):
    for _, texts in told:
        for text in texts[1:]:
            assert not re.search(r"  |\b(\w+) \1\b| [,.]|,,|^\W|\W$", text), text
            assert not re.search(r"\ba [aeiou]|\ban [^aeiou]", text), text


def test_captions_vary_in_length_and_form(told):
    lengths = [len(text.split()) for _, texts in told for text in texts]
    assert min(lengths) <= 4 < 20 <= max(lengths)
    openings = {text.split()[0] for _, texts in told for text in texts}
    assert {"a", "in", "we", "there", "here", "at"} <= openings
    assert len(FORMS) >= 5


def test_the_side_that_is_said_is_the_side_that_is_gone_to():
    for facing, other in (("left", "right"), ("right", "left")):
        spec = WorldSpec(
            subjects=(SubjectSpec(kind="fox", colour="red", action="run", facing=facing),), place="road"
        )
        sides = " ".join(said(spec, 40)).replace(f"from {other} to {facing}", f"to the {facing}")
        assert f"the {facing}" in sides
        assert other not in sides.split()


def test_a_relation_is_said_in_both_voices():
    pair = (
        SubjectSpec(kind="dog", colour="brown", action="run"),
        SubjectSpec(kind="cat", colour="grey", action="run"),
    )
    texts = said(WorldSpec(subjects=pair, place="road", relation="chasing"), 30)
    assert any(re.search(r"chased by a brown (dog|hound)", text) for text in texts)
    assert any(re.search(r"(chases|pursues|runs after) a grey cat", text) for text in texts)
    pair = (SubjectSpec(kind="king", colour="red"), SubjectSpec(kind="queen", colour="blue", facing="left"))
    facing = said(WorldSpec(subjects=pair, place="hall", relation="facing"), 30)
    assert any("face to face" in text or "facing each other" in text for text in facing)


def test_mood_weather_and_camera_are_said_in_sentences_of_their_own():
    king = SubjectSpec(kind="king", colour="red", action="sit")
    spec = WorldSpec(
        subjects=(king,),
        place="garden",
        time="night",
        weather="rain",
        mood="sad",
        camera="zoom",
        framing="close-up",
    )
    texts = " ".join(said(spec, 60))
    assert re.search(r"it is (night|dark)", texts)
    assert re.search(r"the king (looks sad|seems unhappy)", texts)
    assert re.search(r"the camera (zooms in|moves closer)", texts)


@pytest.mark.parametrize(
    ("third", "base"),
    [
        ("runs after", "run after"),
        ("watches", "watch"),
        ("cries", "cry"),
        ("has a meal", "have a meal"),
        ("dozes", "doze"),
    ],
)
def test_several_do_what_one_does(third, base):
    assert plural(third) == base
