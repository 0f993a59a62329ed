"""Turns of phrase that show one thing: tears, knees, weddings; places of today."""

from __future__ import annotations

import pytest

from storyboard.planning import plan


def captions(text: str) -> list[str]:
    return [shot.action for scene in plan(text).scenes for shot in scene.shots]


@pytest.mark.parametrize(("text", "caption"), [
    ("The queen fell to weeping.", "The queen weeps."),
    ("Tom burst into tears.", "Tom weeps."),
    ("The girl fell on her knees before the king.", "The girl kneels before the king."),
    ("The girl threw herself at the king's feet.", "The girl kneels at the king's feet."),
    ("The king took another wife.", "The king marries the wife."),
    ("The king took his wife to the forest.", "The king takes the wife to the forest."),
    ("The boy stayed at home because his mother was ill.", "The boy stays at home."),
])
def test_what_a_turn_of_phrase_shows(text: str, caption: str) -> None:
    assert captions(text) == [caption]


@pytest.mark.parametrize(("text", "place"), [
    ("The spaceship landed on the moon. Zoe walked across the dust.", "moon"),
    ("In class, Mr. Lee drew a triangle.", "class"),
    ("At the airport Mia waved to her uncle.", "airport"),
])
def test_places_of_today(text: str, place: str) -> None:
    scene = plan(text).scenes[-1]
    assert scene.setting.place == place
    assert scene.setting.time is None
