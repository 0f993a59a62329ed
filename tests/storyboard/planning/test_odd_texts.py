"""Texts that are hardly stories: a sensible board, or one clear message."""

from __future__ import annotations

import pytest

from storyboard.errors import StoryboardError
from storyboard.planning import plan


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the text is empty"),
        (" \n\n ", "the text is empty"),
        ("🦊🧀🐦", "the text holds signs (🦊🧀🐦) but no word"),
        ("*** --- ###", "but no word"),
        ("CHAPTER I\n\nCHAPTER II", "no sentence"),
    ],
)
def test_texts_without_words_have_one_message(text, message):
    with pytest.raises(StoryboardError) as error:
        plan(text)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_one_word_is_drawn():
    assert "fox" in plan("Fox").scenes[0].shots[0].prompt


def test_capitals_are_read_like_small_letters():
    board = plan("THE FOX SAW A CROW IN A TREE.\n\nTHE FOX SPOKE TO THE CROW. THE CROW SANG.")
    assert set(board.cast) == {"fox", "crow"}
    prompts = [shot.prompt for scene in board.scenes for shot in scene.shots]
    assert any(prompt.endswith("{crow} sings in the forest") for prompt in prompts)


def test_verse_has_its_cast():
    board = plan(
        "Mary had a little lamb,\nIts fleece was white as snow,\nAnd everywhere that Mary went\n"
        "The lamb was sure to go.\n\nIt followed her to school one day,\nWhich was against the rule,\n"
        "It made the children laugh and play\nTo see a lamb at school."
    )
    assert {"mary", "lamb"} <= set(board.cast)


@pytest.mark.parametrize(
    "text",
    [
        "从前有一只狐狸。它看见一只乌鸦站在树上。",
        "Жила-была лиса. Она увидела ворону на дереве.",
        "El zorro vio un cuervo en el árbol y quiso comer el queso que tenía en el pico. " * 3,
    ],
)
def test_other_languages_are_named_in_a_note(text):
    assert any("English" in note for note in plan(text).notes)


def test_signs_among_words_are_named_in_a_note():
    assert any("🦊" in note for note in plan("🦊 saw a bird in a tree.").notes)


def test_a_long_paragraph_without_an_end_is_cut_into_scenes():
    board = plan("The fox ran into the wood and the crow sat in a tree. " * 400)
    assert len(board.scenes) > 5
