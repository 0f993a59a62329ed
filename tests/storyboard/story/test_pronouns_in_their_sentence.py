"""Pronouns whose own sentence tells whom they mean, and the dead, who do nothing more."""

from __future__ import annotations

import pytest

from storyboard.story import read_story


def doers(text):
    return [(one.agent, one.predicate) for one in read_story(text).events]


@pytest.mark.parametrize(
    ("text", "doer", "verb"),
    [
        ("When he came home, Peter ate his bread.", "peter", "come"),
        ("When he had eaten, the king slept.", "king", "eat"),
        ("When she came to the gate, Karen saw the dog.", "karen", "come"),
        ("The wolf went into the forest. As for Peter, he came to the village.", "peter", "come"),
        ("Tom sat down. Anna laughed so hard that she fell off the gate.", "anna", "fall"),
        ("Anna hid. Tom found her sitting in a tree.", "anna", "sit"),
        ("The old king died. He had left a son called Peter. He rode to the castle.", "peter", "ride"),
        ("Marcus walks into the room. Lucy smiles at him from the front row.", "lucy", "smile"),
    ],
)
def test_the_sentence_says_who_it_is(text, doer, verb):
    assert (doer, verb) in doers(text)


def test_whom_the_clause_in_front_tells_of_is_met():
    text = "A grandmother lived in the wood, and just as Anna entered the wood, a wolf met her."
    reading = read_story(text)
    met = next(one for one in reading.events if one.predicate == "meet")
    assert (met.agent, met.patient) == ("wolf", "anna")


def test_who_nearly_died_or_is_named_again_goes_on():
    assert ("king", "ride") in doers("The king nearly died. He rode to the castle.")
    assert ("king", "ride") in doers("The king died. Then the king woke. He rode to the castle.")


def test_nobody_is_invented_for_the_pronoun_in_front():
    assert [one.name for one in read_story("When he came home, Peter ate his bread.").subjects] == ["Peter"]


def test_what_somebody_is_said_to_be_tells_sex_and_age():
    subjects = {one.name: one for one in read_story("Jordan is a big boy. He hit the wall.").subjects}
    jordan = subjects["Jordan"]
    assert (jordan.gender, jordan.age) == ("male", "child")
