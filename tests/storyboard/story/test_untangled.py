"""A mend that ties words into a ring is taken back, and no other is."""

from __future__ import annotations

from storyboard.story.language import load_language
from storyboard.story.untangled import mend_safely


def test_a_ring_is_taken_back_sentence_by_sentence():
    doc = load_language()("The fox saw the crow. The crow sang.")
    heads = [token.head.i for token in doc]

    def tie(text):
        text[1].head, text[2].head = text[2], text[1]
        text[8].dep_ = "dep"

    mend_safely(doc, [tie])
    assert [token.head.i for token in doc] == heads
    assert doc[8].dep_ == "dep"


def test_what_ties_no_ring_stays():
    doc = load_language()("The fox saw the crow.")

    def hang(text):
        text[4].head = text[1]

    mend_safely(doc, [hang])
    assert doc[4].head.i == 1
