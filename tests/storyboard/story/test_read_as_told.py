"""What readers of boards found wrong, in its smallest text: who is meant, who is given what, what is real."""

from __future__ import annotations

import pytest

from storyboard.planning.planner import plan_reading
from storyboard.story import read_story
from storyboard.story.entities import find_mentions
from storyboard.story.gathering import Resolution
from storyboard.story.participants import Participant
from storyboard.story.read import parse_text
from storyboard.story.strays import HERO, claim_strays


def cast(text: str) -> set[str]:
    return {one.name for one in plan_reading(read_story(text)).cast.values()}


def actions(text: str) -> list[str]:
    return [shot.action for scene in plan_reading(read_story(text)).scenes for shot in scene.shots]


@pytest.mark.parametrize(("text", "names"), [
    ("Snow-white slept in the hut. The dwarfs found Snow-white.", {"Snow-white", "the dwarfs"}),
    ("Red-beard came to the hut and slept.", {"Red-beard"}),
    ("Coach Moreno threw down her cap. Coach Moreno shouted at Linnea.", {"Coach Moreno", "Linnea"}),
    ("Walter sat in a boat. His mother-in-law held the rod.", {"Walter", "the mother-in-law"}),
    ("Adaeze lay on the grass. She held her ankle.", {"Adaeze"}),
    ("A drake came into the yard. The duckling ran away.", {"the drake", "the duckling"}),
    ("A king had a daughter, and she was called Rosebud. The queen died.",
     {"the king", "Rosebud", "the queen"}),
    ("The poor child slept. The wicked woman painted her face and knocked at the door.",
     {"the child", "the woman"}),
    ("Anna lived by the sea with a robot called Bolt. Anna slept. Bolt slept.", {"Anna", "Bolt"}),
    ("Maria and her sister Anna walked home. Anna sang.", {"Maria", "Anna"}),
    ("Jack met a man. The old fellow laughed. The stranger gave Jack a bean.", {"Jack", "the stranger"}),
])
def test_the_cast_is_who_the_story_tells_of(text, names):
    assert cast(text) == names


@pytest.mark.parametrize(("text", "told"), [
    ("Chloe was given the ball by Mr. Adeyemi.", "Mr. Adeyemi gives the ball to Chloe."),
    ("Ben was handed the trophy by the mayor.", "The mayor hands the trophy to Ben."),
    ("Anna held out her hand. Tom held out a rose to her.", "Tom holds out a rose to Anna."),
    ("Anna met a witch in the forest. The girl threw an apple at her.", "The girl throws an apple at Anna."),
    ("Tom and Ben stood there. Tom shouted. Zor entered the hall. He laughed.", "Zor laughs."),
    ("Mr. Linden sat in the library. There was doubt in the voice of Curtis as he entered the room.",
     "Curtis enters the room."),
    ("Her neighbour Doña Carmen opened the door. Doña Carmen smiled.", "Doña Carmen opens the door."),
    ("Elena fell asleep on the plane. In the dream Mateo was a little boy, and he laughed at her.",
     "In a dream, Mateo laughs at Elena."),
])
def test_who_does_what_to_whom(text, told):
    assert told in actions(text)


@pytest.mark.parametrize(("text", "words"), [
    ("For a moment she imagined Mateo lying in the snow, with a condor above him. Elena sighed.", "condor"),
    ("Tom pictured Anna dancing in the snow. He sighed.", "dances"),
    ("Anna's husband, who used to drive a tram, kissed her.", "drives"),
])
def test_what_is_pictured_or_was_once_is_not_drawn(text, words):
    told = actions(text)
    assert told
    assert not any(words in one for one in told)


@pytest.mark.parametrize("text", ["Anna tears the letter in two.", "Instead of laughing, Priya knelt down."])
def test_what_is_not_done_or_not_meant_gives_no_mood(text):
    assert [scene.setting.mood for scene in plan_reading(read_story(text)).scenes] == [None]


def test_the_dead_do_nothing_more():
    text = (
        "Nora sat at the window. Her mother was dead. She was not so tired now. She opened the door and "
        "walked into the garden."
    )
    assert "Nora opens the door." in actions(text)


@pytest.mark.parametrize(("others", "claimed"), [(2, True), (12, False)])
def test_pronouns_that_nobody_claims_are_the_hero_s_where_there_is_but_one(others, claimed):
    parsed = parse_text("Eveline ran. Anna ran. " + "She sat. " * (HERO + 14))
    eveline, anna, *pronouns = find_mentions(parsed.doc, parsed.sentences, parsed.phrases)
    people = [Participant(number) for number in range(3)]
    owner = {}
    shares = [eveline, *pronouns[:HERO]], [anna, *pronouns[HERO : HERO + others]], pronouns[-2:]
    for one, mentions in zip(people, shares, strict=True):
        one.told_gender = "female"
        for mention in mentions:
            one.add(mention)
            owner[mention.head] = (one.number,)
    people[2].unclaimed = True
    read = Resolution(people, owner, [], unresolved=pronouns[-2:])
    claim_strays(read)
    assert read.unresolved == ([] if claimed else pronouns[-2:])
    assert [owner[one.head] for one in pronouns[-2:]] == [(0 if claimed else 2,)] * 2
