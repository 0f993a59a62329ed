"""Where a scene is after people have left, on another day, in dreams, and with voices from far away."""

from __future__ import annotations

import pytest

from storyboard.planning.options import PlanOptions
from storyboard.planning.planner import plan
from storyboard.story import read_story
from storyboard.story.dreams import dreamt
from storyboard.story.setting import setting_of


def shots(text, **options):
    return [shot for scene in plan(text, PlanOptions(**options)).scenes for shot in scene.shots]


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("Anna slept by the sea. On Friday we went to the aquarium. Maya kissed the octopus.", "in the hall"),
        ("Anna sat on the boat. On Saturday we drove home. Anna slept.", "in the room"),
        ("Tom and Anna walked to the lake. They went home.", "in the room"),
        ("Tom lived in a castle. Tom walked to the lake. Tom went home.", "in the castle"),
        ("The dog slept under the oak tree. The next day the farmer bought a lock.", "in the village"),
        ("The dog slept under the oak tree. The next day the dog barked.", "in the forest"),
        ("Ben ran to the river. Ruth sat down on a bench.", "by the river"),
        ("On Sunday Tom went to the zoo. Tom laughed. Tom drove home.", "in the room"),
        ("Mia sat on the swing in the park.", "in the garden"),
        (
            "The woman walked in the forest. Anna ran to the house. Anna knocked at the door. "
            "The woman opened it.",
            "in the room",
        ),
        ("We were in the park. Anna sat on a bench.", "in the garden"),
    ],
)
def test_people_who_left_are_not_where_they_were(text, end):
    assert shots(text)[-1].prompt.endswith(end)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("Anna ate the apple before breakfast.", "morning"),
        ("Every morning the farmer fed the animals before breakfast.", "morning"),
        ("In the morning the moon was gone.", "morning"),
        ("The moon shone. The stars did not shine.", "night"),
        ("He came home before the evening.", "day"),
    ],
)
def test_times_of_day(text, time):
    reading = read_story(text)
    assert setting_of(reading, 0, len(reading.sentences)).time == time


@pytest.mark.parametrize("scenes", [1, 2])
def test_another_day_is_no_evening(scenes):
    told = shots("One evening Tom walked in the village. On Monday he danced.", scenes=scenes)
    assert "evening" in told[0].prompt
    assert "evening" not in told[-1].prompt


def test_mondays_are_no_new_day():
    assert "evening" in shots("One evening Tom walked. On Mondays he danced.", scenes=1)[-1].prompt


def test_a_dream_is_over_when_somebody_wakes():
    told = shots("Tom slept on a raft. In his dream he walked on an island. He woke up and sat on the raft.")
    assert [shot.prompt.split(" ", 1)[1] for shot in told] == [
        "sleeps by the sea",
        "walks on the beach",
        "sits by the sea",
    ]
    assert told[1].action == "In a dream, Tom walks on an island."


def test_only_dreams_are_dreams():
    text = "In her dream Anna flew. She saw a castle. She woke up. Tom walked as if in a dream."
    assert dreamt(read_story(text)) == {0, 1}


def test_remembered_places_and_what_was_before_move_nobody():
    told = setting_of(read_story("Anna remembered the summer at the beach."), 0, 1)
    assert told.place is None
    text = "In the garden Claire sat down. She had rehearsed this conversation on the train. Claire laughed."
    assert all(shot.prompt.endswith("in the garden") for shot in shots(text, scenes=3))


@pytest.mark.parametrize(
    "text",
    [
        'Anna sat in the kitchen. The phone rang. "Come home," said her mother.',
        'Anna sat in the kitchen. "I love you," wrote Peter in a letter. Anna smiled.',
    ],
)
def test_voices_from_far_away_are_not_in_the_room(text):
    assert all("{anna}" in shot.prompt and "talks" not in shot.prompt for shot in shots(text))


def test_who_is_there_and_answers_the_phone_is_seen():
    told = shots('Anna sat in the kitchen. The phone rang. "Hello," said Anna.', scenes=1)
    assert any("talks" in shot.prompt for shot in told)


def test_a_place_before_a_name_is_the_place():
    for text in ("In the kitchen Anna laughed.", "In the kitchen Anna made tea."):
        assert str(setting_of(read_story(text), 0, 1).place).endswith("kitchen")


def test_crumbs_fall_where_the_sentence_is():
    text = (
        "Hansel sat in the room. On the way into the forest Hansel threw the crumbs away. "
        "The woman led Hansel into the forest."
    )
    board = plan(text, PlanOptions(scenes=2))
    assert board.scenes[1].setting.place == "forest"
    assert all(shot.prompt.endswith("in the forest") for shot in board.scenes[1].shots)
