"""Names and noun phrases with their type and their whole reach, nested ones too."""

import pytest

from storyboard.story.phrases import find_phrases
from storyboard.story.read import parse_text


def phrases(text):
    parsed = parse_text(text)
    return {(parsed.doc[one.start : one.end].text, one.label) for one in parsed.phrases.values() if one.label}


@pytest.mark.parametrize(("text", "expected"), [
    ("The mother of the boy came home.", {("The mother of the boy", "PER"), ("the boy", "PER")}),
    ("He walked into the kitchen of the old house.",
     {("the kitchen of the old house", "FAC"), ("the old house", "FAC")}),
    ("Mr. Holmes travelled to London by train.", {("Mr. Holmes", "PER"), ("London", "GPE")}),
    ("The girl who had a red cap met a wolf in the forest.",
     {("The girl who had a red cap", "PER"), ("the forest", "LOC")}),
])
def test_phrases_have_type_and_reach(text, expected):
    assert expected <= phrases(text)


def test_notions_are_no_phrases():
    assert phrases("Hope and patience are the reward of a quiet mind.") == set()


def test_without_the_shipped_tok2vec_nothing_is_guessed():
    doc = parse_text("The boy ran.").doc
    doc.tensor = doc.tensor[:, :10]
    assert find_phrases(doc, [False] * len(doc)) == {}
