"""Where things are seen: places of scenes and of single shots, and what is no place or time at all."""

from __future__ import annotations

import pytest

from storyboard.planning import plan
from storyboard.planning.options import PlanOptions
from storyboard.story import read_story
from storyboard.story.setting import setting_of


def prompts(text, **options):
    return [shot.prompt for scene in plan(text, PlanOptions(**options)).scenes for shot in scene.shots]


def test_who_stays_is_seen_where_the_other_has_left():
    told = "A brown bear slept by the river. The king saw the bear and ran to the village."
    for scenes in (1, 2):
        assert "{bear} sleeps by the river" in prompts(told, scenes=scenes)
        assert "{king} runs in the village" in prompts(told, scenes=scenes)


def test_every_clause_has_its_place_and_its_shot():
    shown = prompts("The hen sat in the garden, and the bear swam in the lake.", scenes=1)
    assert "{bear} swims in the lake" in shown
    assert "{hen} sits in the garden" in shown


def test_where_a_scene_ends_the_next_begins():
    board = plan("The fox walked into the forest.\n\n* * *\n\nThe fox ate an apple.")
    assert [scene.setting.place for scene in board.scenes] == ["forest", "forest"]


HOUSEHOLD = """The king, the queen and their dog lived in a castle. One day a wolf came to the castle, and the
dog chased the wolf into the forest. The wolf ran and ran.

* * *

In the morning the dog came home, and the king and the queen danced.

* * *

The wolf met a fox. The fox laughed at the wolf.
"""


def test_a_scene_is_where_its_own_people_are():
    board = plan(HOUSEHOLD, PlanOptions(scenes=3))
    assert [scene.setting.place for scene in board.scenes] == ["castle", "castle", "forest"]
    first, second, _ = (" ".join(shot.prompt for shot in scene.shots) for scene in board.scenes)
    assert "{dog} chases {wolf} in the forest" in first
    assert "{king} and {queen} are dancing in the castle" in second
    assert "forest" not in second


def test_who_comes_to_where_the_film_is_does_not_move_it():
    board = plan(
        "The queen sat in the garden. The dog ran into the forest. The dog slept.\n\n* * *\n\n"
        "The queen came. The dog ran to the queen."
    )
    assert board.scenes[1].setting.place == "forest"


@pytest.mark.parametrize(
    "text",
    [
        "The man looked into the recesses of his spirit.",
        "The king pondered in an oppressive atmosphere.",
        "The king pondered in the evening.",
    ],
)
def test_figures_of_speech_are_no_places(text):
    assert plan(text).scenes[0].setting.place in ("village", "meadow")


def test_a_greeting_is_no_time_of_day():
    reading = read_story("The wolf came. “Good morning,” he said. “Spin the straw before morning!”")
    assert setting_of(reading, 0, 3).time is None
    reading = read_story("The girl worked, till long before morning all was done.")
    assert setting_of(reading, 0, 1).time == "night"


def test_white_as_snow_is_no_weather():
    reading = read_story("Mary had a lamb. Its fleece was white as snow.")
    assert setting_of(reading, 0, 2).weather is None


def test_who_lies_awake_is_not_seen_asleep():
    assert not any("sleeps" in prompt for prompt in prompts("The queen lay awake all night."))


def test_one_cannot_drink_a_meaning_nor_fight_at_a_door():
    assert "drinks" not in " ".join(prompts("The king drank the meaning of the words. The king sat."))
    assert "fights" not in " ".join(prompts("The wolf knocked at the door. The wolf ran."))


def test_a_place_before_its_verb_is_one():
    reading = read_story("In the garden stood a tree. The king sat.")
    assert setting_of(reading, 0, 1).place == "the garden"


def test_white_fur_and_wound_wool_are_no_weather():
    for text in ("The girl saw a snow-white bird. She wound the wool.", "Their hair whistled in the wind.",
                 "He ran like lightning.", "The snowy geese swam in the pond."):
        reading = read_story(text)
        assert setting_of(reading, 0, len(reading.sentences)).weather is None
    assert setting_of(read_story("It was a snowy night."), 0, 1).weather == "snow"
    assert setting_of(read_story("A cold wind blew."), 0, 1).weather == "wind"


def test_a_time_of_day_does_not_hold_for_ever():
    told = "At night the fox ran home." + "\n\n* * *\n\nThe fox ate an apple." * 5
    assert [scene.setting.time for scene in plan(told).scenes] == ["night"] * 4 + [None] * 2
    told = "At night the fox ran home.\n\n* * *\n\nA long while after the fox ate an apple."
    assert [scene.setting.time for scene in plan(told).scenes] == ["night", None]


def test_a_night_may_pass_within_a_scene():
    shown = prompts(
        "At night the thieves crept into the castle. In the morning the king slept. The queen danced.",
        scenes=1,
    )
    assert any("thieves" in prompt and prompt.endswith("at night") for prompt in shown)
    assert "{king} sleeps in the castle in the morning" in shown
    later = plan("At night the fox slept. In the morning the fox ran.\n\n* * *\n\nThe fox ate an apple.")
    assert later.scenes[1].setting.time == "morning"


def test_a_screenplay_s_heading_keeps_its_time():
    board = plan(
        "Title: A Meal\n\nEXT. STREET - DAY\n\nAnna walks.\n\n"
        "INT. KITCHEN - NIGHT\n\nAnna cooks breakfast. Tom sits.\n"
    )
    assert all("morning" not in shot.prompt for scene in board.scenes for shot in scene.shots)
    assert [scene.setting.time for scene in board.scenes] == ["day", "night"]


def test_who_reaches_a_place_is_there():
    shown = prompts("The fisherman sat in the boat. The fisherman reached the beach and slept.", scenes=1)
    assert any(prompt.endswith("on the beach") for prompt in shown)


def test_a_dead_tree_makes_nobody_sad():
    assert not any("sad" in prompt for prompt in prompts("An eagle sat in a dead tree.", scenes=1))


def test_part_of_a_place_is_at_the_place():
    board = plan("The octopus Ollie lived in a jar at the bottom of the sea. Ollie swam out of his jar.")
    assert board.scenes[0].setting.place == "sea"
    assert board.cast["ollie"].kind == "animal"
    assert "octopus" in board.cast["ollie"].look


def test_animals_of_the_sea_are_in_the_sea_if_no_place_is_told():
    board = plan("A whale met a crab. The whale laughed.")
    assert board.scenes[0].setting.place == "sea"


def test_a_storm_that_is_over_is_none():
    board = plan("When the storm was over, Peter carried the calf home. Peter slept.")
    assert board.scenes[0].setting.weather is None
