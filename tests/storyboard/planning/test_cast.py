"""Looks."""

from __future__ import annotations

import pytest

from storyboard.planning import plan
from storyboard.planning.cast import cast_looks
from storyboard.planning.drawable import Drawable
from storyboard.story.lexicon import load_lexicon
from storyboard.story.reading import Subject

SMALL = {
    "person": ("man", "woman", "girl", "boy", "king"),
    "animal": ("bird", "fox", "lion", "mouse"),
    "colour": ("red", "green", "blue", "black", "yellow", "grey"),
    "place": ("forest", "village"),
    "action": ("stand", "walk", "run", "fly", "sit", "talk"),
}


def subject(name, kind="person", **more):
    return Subject(id=name.lower().replace(" ", "-"), name=name, kind=kind, mentions=((0, 1),), **more)


def looks(*subjects, vocabulary=None):
    casting = cast_looks(subjects, Drawable(load_lexicon(), vocabulary))
    return {who: member.look for who, member in casting.cast.items()}


@pytest.mark.parametrize(
    ("head", "look"),
    [
        ("crow", "black crow"),
        ("fox", "red fox"),
        ("lion", "yellow lion"),
        ("mouse", "grey mouse"),
    ],
)
def test_animals_have_their_natural_colour(head, look):
    assert looks(subject(f"the {head}", "animal", head=head)) == {f"the-{head}": look}


def test_the_story_s_colour_goes_before_nature():
    assert looks(subject("the Crow", "animal", head="crow", attributes=("white",))) == {
        "the-crow": "white crow"
    }


def test_two_of_a_kind_differ():
    found = looks(subject("the Fox", "animal", head="fox"), subject("the Old Fox", "animal", head="fox"))
    assert len(set(found.values())) == 2
    assert all(look.endswith(" fox") for look in found.values())


def test_people_get_clothes_in_colours_of_their_own():
    found = looks(*(subject(name, gender="male") for name in ("Tom", "Dick", "Harry", "Jack", "Will")))
    assert all(look.startswith("man in a") and look.endswith(" coat") for look in found.values())
    assert len(set(found.values())) == 5


def test_what_the_story_says_of_clothes_is_kept_and_not_given_to_others():
    found = looks(
        subject("Ann", gender="female"),
        subject("Red-Cap", gender="female", age="child", attributes=("red cap",)),
    )
    assert found["red-cap"] == "girl in a red cap"
    assert "red" not in found["ann"]


@pytest.mark.parametrize(
    ("more", "noun"),
    [
        ({"head": "grandmother", "gender": "female"}, "old woman"),
        ({"head": "king"}, "king"),
        ({"head": "child", "gender": "male"}, "boy"),
        ({"gender": "male", "age": "old"}, "old man"),
        ({"head": "servant", "gender": "female"}, "maid"),
        ({"head": "teacher", "gender": "female"}, "woman"),
    ],
)
def test_people_are_drawn_by_word_gender_and_age(more, noun):
    assert looks(subject("Somebody", **more))["somebody"].startswith(f"{noun} in ")


def test_an_open_gender_is_chosen_once_for_all_and_said():
    casting = cast_looks([subject("Robin")], Drawable(load_lexicon()))
    noun = casting.cast["robin"].look.split()[0]
    assert noun in ("man", "woman")
    said = f"The story does not say whether Robin is male or female; drawn as a {noun}."
    assert casting.notes == {"robin": said}
    assert casting == cast_looks([subject("Robin")], Drawable(load_lexicon()))


def test_choice_does_not_hang_on_the_others_unless_they_clash():
    alone = looks(subject("Martha", gender="female"))["martha"]
    beside = looks(subject("the Fox", "animal", head="fox"), subject("Martha", gender="female"))["martha"]
    assert alone == beside


def test_colours_stay_in_the_model_s_vocabulary():
    found = looks(*(subject(f"Person {letter}", gender="female") for letter in "ABCDEF"), vocabulary=SMALL)
    assert {look.split()[3] for look in found.values()} == set(SMALL["colour"])


def test_many_are_a_group():
    assert looks(subject("the Mice", "animal", head="mouse", plural=True))["the-mice"] == "group of grey mice"
    assert looks(subject("the sons", head="son", plural=True, gender="male"))["the-sons"].startswith(
        "group of boys in"
    )


def test_a_party_is_a_group_of_people():
    assert looks(subject("the party", head="party"))["the-party"].startswith("group of people in ")


def test_a_large_cast_has_no_two_looks_alike(make_reading):
    names = [f"Mr. {letter}ob" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXY"]
    people = [Subject(id=name.lower().replace(". ", "-"), name=name, kind="person", gender="male",
                           mentions=((0, 1),)) for name in names]
    looks = [subject.look for subject in cast_looks(people, Drawable(load_lexicon())).cast.values()]
    assert len(set(looks)) == len(looks)


def test_a_meal_is_nobody_of_the_cast():
    board = plan("The fisherman gave the girl a basket of fish. The girl ate the fish. The girl slept.")
    assert not any(who.startswith("fish") and who != "fisherman" for who in board.cast)
    hunted = plan("The fox caught a fish. The fish swam away. The fox ate the fish.")
    assert "fish" in hunted.cast


def test_a_granddaughter_is_a_girl_and_a_brother_who_is_a_smith_a_smith():
    board = plan(
        "John met his brother Tom, a blacksmith, in the village. His granddaughter Lily carried the bread. "
        "Tom slept. Lily ran."
    )
    assert board.cast["lily"].look.startswith("girl in")
    assert board.cast["tom"].look.startswith("blacksmith in")


def test_little_red_cap_wears_red():
    board = plan("Little Red-Cap walked into the forest. The wolf met Little Red-Cap. Little Red-Cap ran.")
    assert "red cap" in board.cast["little-red-cap"].look
