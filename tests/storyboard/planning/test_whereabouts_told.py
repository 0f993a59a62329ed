"""What was before is not seen as if it were now, and a place at which nobody is moves nobody."""

from __future__ import annotations

import pytest

from storyboard.planning import plan
from storyboard.planning.options import PlanOptions
from storyboard.story import read_story
from storyboard.story.setting import setting_of


def shots(text, **options):
    return [shot for scene in plan(text, PlanOptions(**options)).scenes for shot in scene.shots]


def seen(text):
    """Return the verbs of what is seen to happen."""
    return {event.predicate for event in read_story(text).events if event.seen and event.predicate != "be"}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Peter ran along the road. His mother had gone to the castle. He met a wolf.", "road"),
        ("Godfrey met Molly on the road. Godfrey had told her at the mill about it. Molly laughed.", "road"),
        ("The queen danced in the hall. She had bought her shoes in the village. The king laughed.", "hall"),
        ("The boy sat on the sidewalk. He had been left there while his sister went to the doctor's office. "
         "His sister was coming, and he ran toward her.", "sidewalk"),
    ],
)
def test_what_had_been_done_elsewhere_moves_no_scene(text, place):
    assert {scene.setting.place for scene in plan(text).scenes} == {place}


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("Peter ran along the road. His mother had gone to the castle. He met a wolf.", "go"),
        ("Under the boat lay her father. He had slipped upon the ice and could not rise. He wept.", "slip"),
        ("The sailors saw some savages who had wandered out to sea. The sailors ran.", "wander out"),
        ("His mother had died long ago. The boy lived in a mill. He went into the forest.", "die"),
        ("Frank laughed. He had sailed to the island, he said, and had come home. Anna wept.", "come"),
    ],
)
def test_what_had_been_done_before_is_no_shot(text, verb):
    assert verb not in seen(text)


@pytest.mark.parametrize(
    ("text", "verbs"),
    [
        ("Once the king had gone out hunting and had met a fox. The fox had told him of a treasure. Now the "
         "king sat in his chamber.", {"meet", "tell", "sit"}),
        ("Anna wept in the kitchen.\n\nThat morning her brother had gone into the forest. There he had met a "
         "bear, and the bear had chased him.\n\nAnna heard the door.", {"go", "meet", "chase"}),
        ("The fox ran. He had just reached the river when a hunter came. He jumped.", {"reach", "come"}),
        ("The girl came in. The wolf had swallowed the grandmother and lay in her bed. She wept.",
         {"swallow"}),
        ("The soldier slept. The thieves had climbed over the wall and had stolen his horse. He woke.",
         {"climb", "steal"}),
        ("Scarcely had the giant sat down when the boy jumped out of the oven. The giant ran.", {"sit down"}),
        ("The king slept. Little Anna had been picking flowers, and she sang. The king woke.", {"pick"}),
        ("They had not gone far before they saw a fox sitting on a stone. The fox ran.", {"see", "sit"}),
        ("He saw that the hare had reached the goal. The hare slept.", {"reach"}),
    ],
)
def test_what_the_story_tells_in_the_past_perfect_is_seen(text, verbs):
    assert verbs <= seen(text)


def test_who_had_gone_away_is_not_in_the_scene():
    told = "Peter ran along the road. His mother had gone to the castle. He met a wolf."
    assert "mother" not in plan(told, PlanOptions(scenes=1)).scenes[0].cast


def test_a_scene_that_only_looks_back_shows_what_was():
    told = "Anna sat in the kitchen.\n\n* * *\n\nThe king had told Anna of a wolf.\n\n* * *\n\nAnna wept."
    assert any("{king} talks" in shot.prompt for shot in shots(told))


def test_snow_that_had_fallen_lies():
    for verb, weather in (("snowed", "snow"), ("rained", None)):
        board = plan(f"It had {verb} all night. The children ran into the garden.")
        assert board.scenes[0].setting.weather == weather


@pytest.mark.parametrize(
    "text",
    [
        "Peter ought to have been at school. He ate a cake.",
        "The kitten clung to the wood of the pole. A boy laughed.",
        "Peter stood staring at the falling snow in the yard.",
        "Peter fell past the window.",
        "The old woman stood outside at the window and looked in.",
        "A wolf ran behind Ichabod.",
        "The dog ran past John.",
        "The boy peeped back at the castle and laughed.",
        "The mother sent her to school.",
        "In many palaces the rooms stand in a row. The king laughed.",
    ],
)
def test_a_place_where_nobody_is_is_no_place(text):
    assert plan(text).scenes[0].setting.place in ("village", "meadow")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("The beast crossed the room to the exit which led to the street.", "the room"),
        ("The princess looked out of the tower.", "the tower"),
        ("She stood among the crowd in the station.", "the station"),
        ("Alice fell down a deep well.", "a deep well"),
        ("The old woman sat at the window and sewed.", "the window"),
    ],
)
def test_where_somebody_is_is_a_place(text, place):
    assert setting_of(read_story(text), 0, 1).place == place


def test_who_has_reached_the_middle_of_a_place_is_there():
    told = setting_of(read_story("When they had reached the middle of the forest, the father spoke."), 0, 1)
    assert (told.place or told.whole) == "the forest"


def test_a_well_in_a_garden_moves_no_scene():
    board = plan("The girl sat in the garden. She ran to the well and sang.", PlanOptions(scenes=2))
    assert [scene.setting.place for scene in board.scenes] == ["garden", "garden"]


def test_well_as_an_adverb_stays_one():
    doc = read_story("Alice found a well known song and sang it well. The frog sat in the old well.").doc
    assert [token.pos_ for token in doc if token.lower_ == "well"] == ["ADV", "ADV", "NOUN"]


def test_no_weather_reaches_a_room():
    told = shots("It rained. Anna sat in the kitchen. Peter ran into the garden.", scenes=1)
    assert any(shot.prompt.endswith("sits in the kitchen") for shot in told)
    assert any(shot.prompt.endswith("in the garden in the rain") for shot in told)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("The room was so dark that Anna could see nothing.", None),
        ("It was already dark.", "night"),
        ("They rode home before the sun went down.", "day"),
        ("The sun had gone down.", "evening"),
    ],
)
def test_a_dark_room_is_no_night(text, time):
    assert setting_of(read_story(text), 0, 1).time == time


def test_feared_thunder_is_no_storm():
    told = "He feared water for the thunder and lightning which came with it."
    assert setting_of(read_story(told), 0, 1).weather is None
