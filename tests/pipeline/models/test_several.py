"""Prompts of several subjects in the words of a model that draws more than one."""

from __future__ import annotations

import pytest

from pipeline.models.interface import Translation
from pipeline.models.several import translate_for_world, translate_several
from pipeline.models.vocabulary import PromptTranslator
from pipeline.models.weights import SHIPPED


@pytest.fixture(scope="module")
def translator() -> PromptTranslator:
    return PromptTranslator(SHIPPED / "drawn")


@pytest.mark.parametrize(
    ("prompt", "caption"),
    [
        ("a red fox and a grey wolf walk in the village", "a red fox and a grey wolf walk in the village"),
        (
            "a red fox walks and a black crow sleeps in the forest at night",
            "a red fox walks and a black bird sleeps in the forest at night",
        ),
        (
            "a red fox speaks to a black crow in the forest",
            "a red fox talks and a black bird stands in the forest",
        ),
        ("a brown dog chases a white rabbit on the road", "a brown dog chases a white rabbit on the road"),
        ("a grey wolf runs after a white sheep", "a grey wolf chases a white sheep in the meadow"),
    ],
)
def test_each_subject_does_what_the_prompt_says_of_it(translator, prompt: str, caption: str):
    said = translate_several(translator, prompt, most=2)
    assert said.prompt == caption
    assert said.left_out == ()


@pytest.mark.parametrize(
    ("prompt", "caption"),
    [
        (
            "a red fox, a brown dog and a grey wolf are running in the forest",
            "a red fox runs and a brown dog runs and a grey wolf runs in the forest",
        ),
        (
            "a king in a red robe, a queen in a green gown and a small brown dog are walking by the sea",
            "a king in a red robe walks and a queen in a green gown walks and a brown dog walks by the sea",
        ),
        (
            "a king in red, a queen in green and a brown dog are sitting in the castle",
            "a king in a red robe sits and a queen in a green gown sits and a brown dog sits by the castle",
        ),
    ],
)
def test_all_of_a_list_do_what_is_said_of_them(prompt: str, caption: str):
    assert translate_several(PromptTranslator(SHIPPED / "storybook"), prompt, most=3).prompt == caption


@pytest.mark.parametrize(
    "text",
    [
        "a woman in a green dress and a man in a white coat stand in the room",
        "a red fox and a man in a white coat walk in the forest at night",
    ],
)
def test_a_draft_of_a_caption_shows_exactly_that_caption(translator, text: str):
    assert translate_for_world(translator, text) == Translation(text, (), ())
    for most in (2, 3):
        assert translate_several(translator, text, most=most) == Translation(text, (), ())


def test_a_caption_of_what_a_model_was_not_shown_is_translated():
    storybook = PromptTranslator(SHIPPED / "storybook")
    said = translate_several(storybook, "a pink pig and a red fox walk in the desert", most=2)
    assert "pink" not in said.prompt
    assert "desert" not in said.prompt
    assert "a red fox walks" in said.prompt or "and a red fox walk" in said.prompt


def test_a_model_of_one_subject_is_told_of_one_and_the_other_is_named(translator):
    said = translate_several(translator, "a red fox and a grey wolf walk in the village", most=1)
    assert said.prompt == "a red fox walks in the village"
    assert said.left_out == ("grey wolf",)
