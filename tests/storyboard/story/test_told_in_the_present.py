"""Stories told in the present, and other words that the tagger takes for nouns."""

from __future__ import annotations

import pytest

from storyboard.story import read_story


def deeds(text):
    """Return doer, verb and whom or what, by their names, of what happens."""
    reading = read_story(text)
    names = {subject.id: subject.name for subject in reading.subjects}
    return {
        (names.get(event.agent), event.predicate, names.get(event.patient) or event.object_words or "")
        for event in reading.events
    }


@pytest.mark.parametrize(
    ("text", "deed"),
    [
        ("Tom runs home and hugs Anna. Anna smiles.", ("Tom", "hug", "Anna")),
        ("Anna stops and kisses Tom. Tom smiles.", ("Anna", "kiss", "Tom")),
        ("Tom grabs the bag and kisses Anna. Tom goes.", ("Tom", "kiss", "Anna")),
        ("The police arrive and arrest Tom. The crowd cheers.", ("the crowd", "cheer", "")),
        ("The dragon roars and flies away. Tom runs.", ("the dragon", "roar", "")),
        ("The dragon roars and flies away. Tom runs.", ("the dragon", "fly", "")),
        ("Tom walks to the shop, buys bread and feeds the ducks.", ("Tom", "buy", "bread")),
        ("Peter drops the cup and Anna washes it. Anna smiles.", ("Peter", "drop", "the cup")),
        ("Peter drops the cup and Anna washes it. Anna smiles.", ("Anna", "wash", "the cup")),
        ("Peter kicked the ball and Anna found it. Tom ran.", ("Anna", "find", "the ball")),
        ("Tom sits down. Mia opens the door and waves to him.", ("Mia", "wave", "")),
        ("A seagull stole Tom's sandwich. Tom chased it.", ("the seagull", "steal", "the sandwich")),
    ],
)
def test_a_present_that_looks_like_a_noun_is_a_deed(text, deed):
    assert deed in deeds(text)


@pytest.mark.parametrize(
    "text",
    ["The baker sells cakes and drinks. Tom buys a cake.", "Tom sees the ships and waves. Anna sits down."],
)
def test_nouns_of_a_list_stay_nouns(text):
    assert not {verb for _, verb, _ in deeds(text)} & {"drink", "cake", "ship"}


@pytest.mark.parametrize(
    "text",
    [
        "Olivia drew a horse. Olivia smiled.",
        "Olivia painted a horse on the wall. Olivia smiled.",
        "Ben drew a dog and a cat. Ben smiled.",
        "Mia had a picture of a dragon. Mia smiled.",
    ],
)
def test_what_is_only_on_paper_is_no_animal_of_the_story(text):
    assert not [subject for subject in read_story(text).subjects if subject.kind == "animal"]


def test_a_horse_drawn_out_of_the_stable_is_there():
    reading = read_story("The boy drew a horse out of the stable. The horse kicked the boy.")
    assert [subject.kind for subject in reading.subjects].count("animal") == 1


def test_all_dogs_are_no_dog_of_the_story():
    reading = read_story("A dog is a good friend. Peter saw a dog. The dog barked.")
    animals = [subject for subject in reading.subjects if subject.kind == "animal"]
    assert [(subject.name, len(subject.mentions)) for subject in animals] == [("the dog", 2)]
