"""What the shipped network reads off real sentences."""

from __future__ import annotations

from storyboard.story import read_story
from storyboard.story.bert import COLUMNS, KIND_COLUMNS, has_columns
from storyboard.story.phrases import LABELS
from storyboard.story.read import parse_text

TEXT = (
    "Margaret lived with her brother Tom in London. Every morning she walked to the river and fed the swans. "
    "Tom stayed at home, for he was lame."
)


def test_each_word_of_a_story_has_its_columns_and_blanks_have_none():
    doc = parse_text(TEXT + "\n\nThe end came soon.").doc
    assert has_columns(doc)
    assert doc.tensor.shape == (len(doc), COLUMNS)
    for token in doc:
        assert bool(doc.tensor[token.i].any()) != token.is_space


def test_people_places_and_things_are_told_apart():
    doc = parse_text(TEXT).doc
    kinds = {token.text: LABELS[doc.tensor[token.i, KIND_COLUMNS].argmax()] for token in doc}
    assert kinds["Margaret"] == kinds["Tom"] == kinds["brother"] == "PER"
    assert kinds["London"] == "GPE"
    assert kinds["morning"] == ""


def test_reading_is_the_same_however_often_it_is_done():
    once, again = (read_story(TEXT * 3) for _ in range(2))
    assert once.subjects == again.subjects
