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


def test_what_the_vote_hangs_wrongly_is_mended():
    tale = (
        "A HARE one day ridiculed the short feet and slow pace of the Tortoise, who replied, laughing: “I "
        "will beat you in a race.” The Hare laughed at the Tortoise."
    )
    deeds = {(one.agent, one.predicate) for one in read_story(tale).events}
    assert {("hare", "ridicule"), ("tortoise", "reply")} <= deeds
    woken = read_story("A Lion was awakened from sleep by a Mouse running over his face. The Mouse ran.")
    assert ("mouse", "awaken", "lion") in {(one.agent, one.predicate, one.patient) for one in woken.events}


def test_verse_is_parsed_past_its_line_ends():
    verse = (
        "The dwarf sang:\n\n “Merrily I dance and sing;\n  Little does my lady dream\n"
        "  Rumpelstilt is my name!”"
    )
    parsed = parse_text(verse).doc
    name = next(token for token in parsed if token.text == "Rumpelstilt")
    assert (name.dep_, name.head.text) == ("nsubj", "name")
    assert not any(token.head.is_space for token in parsed if not token.is_space)


def test_a_name_that_is_somebody_once_is_so_in_the_whole_story():
    story = "Mr. Ogilvy opened the door. Ogilvy moved about, invisible but audible. At last Ogilvy sat down."
    phrases = parse_text(story)
    names = [token.i for token in phrases.doc if token.text == "Ogilvy"]
    assert [phrases.phrases[at].label for at in names] == ["PER"] * 3
