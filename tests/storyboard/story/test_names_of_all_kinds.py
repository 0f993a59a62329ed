"""Names in stories for children and of today: animals with names of people, words as names, new ones."""

from __future__ import annotations

import pytest

from storyboard.story import read_story


def cast(text):
    return {one.name: one for one in read_story(text).subjects if one.kind in {"person", "animal"}}


@pytest.mark.parametrize(
    ("text", "name", "head"),
    [
        ("Oscar the bear walked into the forest. Oscar ate the honey.", "Oscar", "bear"),
        ("Percy the penguin swam in the sea. Percy caught a fish.", "Percy", "penguin"),
        ("Rosie, an old elephant, walked to the river.", "Rosie", "elephant"),
        ("Petunia was a clever pig. Petunia opened the gate.", "Petunia", "pig"),
        ("Once there was a rabbit named Clover. Clover ate a carrot.", "Clover", "rabbit"),
        ("“Hello,” said Bella, the cat. Bella ran away.", "Bella", "cat"),
        ("Daisy the cow walked to the river. She drank.", "Daisy", "cow"),
        ("I find a kitten. We call him Dustbin. Dustbin jumps onto the table.", "Dustbin", "kitten"),
        ("The girl found a kitten. She named him Smoky. Smoky drank the milk.", "Smoky", "kitten"),
        ("King Leo the lion called the bird. Leo was sad.", "King Leo", "lion"),
        ("The lion, who was called Leo, roared. Leo was hungry.", "Leo", "lion"),
        ("Max, the dog, and Ruby, the cat, ran into the garden. Ruby slept.", "Ruby", "cat"),
        ("Max, the dog, and Ruby, the cat, ran into the garden. Ruby slept.", "Max", "dog"),
        ("There lived a girl named Daisy and her bear, Buttons. Buttons slept.", "Buttons", "bear"),
        ("Peter Rabbit ran into the garden. Mr. McGregor chased Peter.", "Peter Rabbit", "rabbit"),
        ("She filled the trough for Petunia the pig. Petunia was clever.", "Petunia", "pig"),
        ("Scout, the sheepdog, saw her. So Scout jumped.", "Scout", "sheepdog"),
        ("Captain Whiskers was a brave cat. Captain Whiskers sailed the sea.", "Captain Whiskers", "cat"),
    ],
)
def test_an_animal_with_a_person_s_name_is_the_animal(text, name, head):
    one = cast(text)[name]
    assert (one.kind, one.head) == ("animal", head)


@pytest.mark.parametrize(
    ("text", "name", "head"),
    [
        ("There was a dog called Duke. Duke ran into the forest.", "Duke", "dog"),
        ("A dog called Duke saw a king under a tree. Duke barked.", "Duke", "dog"),
        ("Tiger the cat sat on the wall. Tiger slept.", "Tiger", "cat"),
        ("Scout the dog ran home. Scout barked.", "Scout", "dog"),
        ("Pip the mouse hid. Pip ate the cheese. The mouse slept.", "Pip", "mouse"),
        ("Pip the hedgehog met a cat named Whiskers. Whiskers laughed.", "Whiskers", "cat"),
        ("Crane, the butler, opened the door. Crane smiled.", "Crane", "butler"),
        ("The wizard Merlin met a witch. Merlin laughed.", "Merlin", "wizard"),
    ],
)
def test_a_word_that_is_given_as_a_name_means_nothing_else(text, name, head):
    found = cast(text)
    assert found[name].head == head
    assert not any(other != name and other.split()[-1].lower() in {name.lower(), head} for other in found)


@pytest.mark.parametrize(
    "text",
    [
        "Hans opened the door and rode to the lake.",
        "Yuri flew the shuttle. Yuri landed.",
        "Robin climbed the tree. Robin was seven.",
        "Tarzan had always hated water. He saw the bank.",
        "Alfie built a sandcastle on the beach. Alfie laughed.",
        "Will opened the door. Will sat on the chair.",
        "Poppy opened the door. Poppy sat on the chair.",
        "Zog the dragon flew over the hill. Zog was hungry.",
    ],
)
def test_who_opens_the_sentence_is_somebody_and_one(text):
    (one,) = cast(text).values()
    assert one.name == text.split()[0]
    assert not one.plural


def test_no_other_word_with_a_capital_becomes_somebody():
    found = cast("Suddenly the wolf jumped. Look, a ship. Yesterday the farmer came. There was a fox.")
    assert set(found) == {"the wolf", "the farmer", "the fox"}
    found = cast("There were two dogs. There they slept. Then the king sang. Lucky for him, he woke.")
    assert set(found) <= {"the dogs", "the king"}


def test_surnames_and_other_names_of_one():
    assert set(cast("Helen Marsh opened the door. Marsh looked at the safe.")) == {"Helen Marsh"}
    found = cast("Captain Sarah Stone stood on the deck. Stone looked at the sea.")
    assert set(found) == {"Captain Sarah Stone"}
    found = cast("Inspector Helen Marsh sat down. Marsh looked at the safe. She laughed. Marsh slept.")
    assert {name: one.gender for name, one in found.items()} == {"Inspector Helen Marsh": "female"}
    assert set(cast("Marcus is Captain Comet. Captain Comet flies over the city.")) == {"Captain Comet"}
    assert cast("The police arrested the thief.")["the police"].plural


def test_a_name_behind_somebody_is_no_place():
    assert cast("A wolf ran behind Ichabod. Ichabod fell.")["Ichabod"].kind == "person"


def test_who_is_called_by_a_noun_like_a_name_keeps_it():
    assert set(cast("Mom kissed Ben. Dad drove the car. Ben hugged his dad.")) == {"Mom", "Ben", "Dad"}
    found = cast("Mrs. Duck walked to the pond. Mr. Fox watched her. Old Bear slept. Old Bear was tired.")
    assert {name: one.kind for name, one in found.items()} == dict.fromkeys(
        ("Mrs. Duck", "Mr. Fox", "Old Bear"), "animal")
    assert set(cast("The Fox saw the Crow. “O Crow,” said the Fox, “sing!”")) == {"the Fox", "the Crow"}


def test_several_at_the_head_of_a_sentence_are_no_name():
    found = cast("Rabbits ran in the field. Soldiers came. Mice were dancing.")
    assert {name: one.head for name, one in found.items()} == {
        "the rabbits": "rabbit", "the soldiers": "soldier", "the mice": "mouse"}
    assert all(one.plural for one in found.values())


def test_a_noun_that_no_list_has_is_people_where_the_story_says_so():
    found = cast("Those zogles were fools. They ran away. The zogles came back.")
    assert [one.kind for one in found.values()] == ["person"]
    assert cast("The zogles were green. The zogles lay on the table.") == {}


def test_names_that_are_only_listed_are_nobody():
    found = cast("The girl began with Timothy, Benjamin, Jeremiah, and all the names she could remember.")
    assert not {"Timothy", "Benjamin", "Jeremiah"} & set(found)


def test_her_is_no_owner_of_a_name_that_is_given():
    text = (
        "Duke saw a kitten under a tree. The kitten was afraid. “Do not bark, Duke,” said Ivy. She picked up "
        "the kitten. “I will call her Biscuit.” Biscuit slept on the bed.")
    assert cast(text)["Biscuit"].kind != "thing"
    assert not any("Biscuit" in one.name and one.kind == "thing" for one in read_story(text).subjects)
