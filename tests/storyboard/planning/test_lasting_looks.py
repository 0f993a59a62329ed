"""What the story says of a look holds for good only if it lasts, and colours whom it is said of."""

from __future__ import annotations

from storyboard.planning.planner import plan


def looks(text):
    return {one.name: one.look for one in plan(text).cast.values()}


def test_a_scarf_colours_no_fur_and_fur_does():
    found = looks("Pip the hedgehog wore a red scarf. Pip met a fox with white fur. The fox ran.")
    assert "red" not in found["Pip"]
    assert found["the fox"] == "white fox"


def test_wet_clothes_are_no_look_for_all_scenes():
    found = looks("Hughes jumped into the canal. He pulled off his wet clothes. Hughes went home.")
    assert "wet" not in found["Hughes"]


def test_a_red_cape_stays():
    assert "red" in looks("Anna wore a red cape. Anna went into the wood.")["Anna"]
