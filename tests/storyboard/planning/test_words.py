"""Small English."""

from __future__ import annotations

import pytest

from storyboard.planning.words import bare, in_sentence, listed, third_person, with_article


@pytest.mark.parametrize(
    ("verb", "form"),
    [
        ("sit", "sits"),
        ("fly", "flies"),
        ("catch", "catches"),
        ("go", "goes"),
        ("play", "plays"),
        ("pick up", "picks up"),
        ("be", "is"),
        ("have", "has"),
        ("pass", "passes"),
        ("fix", "fixes"),
    ],
)
def test_third_person(verb, form):
    assert third_person(verb) == form


def test_articles_and_determiners():
    assert with_article("old man") == "an old man"
    assert with_article("fox") == "a fox"
    assert bare("the dark wood") == "dark wood"
    assert bare("her own little house") == "own little house"
    assert bare("the") == "the"


def test_lists_and_names_inside_a_sentence():
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert in_sentence("The Fox") == "the Fox"
    assert in_sentence("Theodore") == "Theodore"
