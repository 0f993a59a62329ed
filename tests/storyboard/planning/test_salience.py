"""A scene that has more events than shots shows what turns its story."""

from __future__ import annotations

import pytest

from storyboard.planning.options import PlanOptions
from storyboard.planning.planner import plan
from storyboard.planning.salience import shot_limits


def told(text, **options):
    return [shot.action for scene in plan(text, PlanOptions(**options)).scenes for shot in scene.shots]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "Tom picked up the bucket. Tom turned round. The king looked at the garden. The king stood. "
            "The king said that it was late. Tom gave the king a golden ring.",
            "Tom gives the king a golden ring.",
        ),
        (
            "Anna looked up. Anna turned round. The wolf looked at Anna. Anna waited. The wolf stood there. "
            "The hunter rescued Anna.",
            "The hunter rescues Anna.",
        ),
        (
            "Tom turned round. The dog looked at the lake. Tom looked up. The dog stood there. Tom fell into "
            "the lake. The dog pulled Tom out of the water.",
            "The dog pulls Tom out of the water.",
        ),
        ("Anna threw one end of a rope to the pig.", "Anna throws one end of a rope to the pig."),
    ],
)
def test_what_turns_the_story_is_shown(text, shown):
    assert shown in told(text, scenes=1, most_shots=2)


@pytest.mark.parametrize(
    "text",
    ["Tom pushed the door open and danced.", "Tom found himself alone and danced."],
)
def test_a_pushed_door_turns_nothing(text):
    assert told(text, scenes=1, most_shots=1) == ["Tom dances."]


def test_longer_scenes_get_more_shots_if_more_happens():
    much, little = [2.0] * 9, [2.0, 0.4, 0.4, 0.4, 0.4]
    assert shot_limits([much, little], [100, 100], 3) == [3, 3]
    assert shot_limits([much, little, little], [400, 100, 100], 3) == [6, 3, 3]
    assert shot_limits([little, much, much], [400, 100, 100], 3) == [3, 3, 3]
    assert shot_limits([[3.0] * 9], [100], 3) == [5]
