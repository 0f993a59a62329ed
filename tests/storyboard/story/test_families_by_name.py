"""Who is who by titles and surnames: Mr. and Mrs. Bennet, Captain Ashburnham and his wife, the American."""

from __future__ import annotations

import pytest

from storyboard.story import read_story
from storyboard.story.names import group_names
from storyboard.story.reading import Reading, Subject


def subject(reading: Reading, name: str) -> Subject:
    found = [one for one in reading.subjects if one.name == name]
    assert len(found) == 1, [one.name for one in reading.subjects]
    return found[0]


def said(reading: Reading, one: Subject) -> list[str]:
    return [reading.text[start:end] for start, end in one.mentions]


@pytest.mark.parametrize(("text", "name"), [
    ("The poets filled Mr. Pett's rooms. Mr. Pett sighed.", "Mr. Pett"),
    ("Sir Walter Elliot's daughter sang. Sir Walter Elliot slept.", "Sir Walter Elliot"),
    ("The nose of good-natured Miss Jemima shone. Miss Jemima laughed.", "Miss Jemima"),
])
def test_a_name_that_owns_something_is_whole(text: str, name: str) -> None:
    assert len(subject(read_story(text), name).mentions) == 2


def test_mr_bennets_wife_is_mrs_bennet_though_she_is_named_later() -> None:
    reading = read_story(
        "Mr. Bennet was old. His wife came in and laughed. Mrs. Bennet sat down. Jane Bennet ran home. "
        "Her mother kissed her. Her father was reading. Mr. Bennet looked up.")
    assert said(reading, subject(reading, "Mrs. Bennet")) == ["His wife", "Mrs. Bennet", "Her mother"]
    assert "Her father" in said(reading, subject(reading, "Mr. Bennet"))


def test_who_has_a_mother_of_her_own_is_not_the_mother_of_her_namesake() -> None:
    reading = read_story(
        "Winnie Verloc came in. Mrs. Verloc's mother was asleep. Winnie Verloc kissed her mother. "
        "Mrs. Verloc sat down.")
    assert "her mother" not in said(reading, subject(reading, "Mrs. Verloc"))


def groups(*names: str) -> set[frozenset[str]]:
    return {frozenset(group.names) for group in group_names(names).values()}


def test_captain_and_mrs_are_two() -> None:
    assert len(groups("Captain Ashburnham", "Mrs Ashburnham")) == 2
    assert len(groups("Lady Elliot", "Miss Elliot")) == 2
    assert len(groups("Captain Ashburnham", "Mr Ashburnham")) == 1


def test_the_elder_sister_has_the_surname() -> None:
    assert groups("Miss Pinkerton", "Miss Jemima", "Miss Jemima Pinkerton") == {
        frozenset({"Miss Pinkerton"}), frozenset({"Miss Jemima", "Miss Jemima Pinkerton"})}
    assert len(groups("Miss Carter", "Miss Evelyn Carter")) == 1


def test_where_somebody_is_from_is_no_name() -> None:
    reading = read_story("A young Englishman came by. The Englishman smiled at the Turk. He sat down.")
    assert said(reading, subject(reading, "the Englishman")) == ["A young Englishman", "The Englishman", "He"]
    assert subject(reading, "the Englishman").gender == "male"


def test_a_title_in_capitals_is_that_of_a_name() -> None:
    reading = read_story("MRS. HALL WAS ASLEEP. Mrs. Hall slept on.")
    assert len(subject(reading, "Mrs. Hall").mentions) == 2


def test_what_stands_behind_a_name_is_nobody() -> None:
    reading = read_story("James Stevenson, Esq., walked home. He sat down.")
    assert [one.name for one in reading.subjects if one.kind == "person"] == ["James Stevenson"]


def test_a_german_shepherd_is_a_dog() -> None:
    reading = read_story("A German shepherd barked at the boy. The dog ran away.")
    dog = next(one for one in reading.subjects if one.kind == "animal")
    assert dog.head == "dog"
    assert len(dog.mentions) == 2


@pytest.mark.parametrize(("text", "name", "head"), [
    ("The cat had a kitten. Its name was Lucky. Lucky ran away.", "Lucky", "kitten"),
    ("A woman had a daughter. Her name was Anna. Anna sang.", "Anna", "daughter"),
    ("The boar, whose name is Major, climbed on the platform. Major spoke.", "Major", "boar"),
    ("Coach Moreno blew a whistle. The coach shouted at Leo.", "Coach Moreno", "coach"),
])
def test_whose_name_it_is(text: str, name: str, head: str) -> None:
    one = subject(read_story(text), name)
    assert one.head == head
