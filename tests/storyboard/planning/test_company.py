"""Who is named beside the doer is in the cast and in the picture."""

from __future__ import annotations

import pytest

from storyboard.planning.planner import plan


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Anna walked with Leo. Anna laughed.", "leo"),
        ("Emma went to the park with Noah. Emma laughed.", "noah"),
        ("Mia sat beside Isla. Mia slept.", "isla"),
    ],
)
def test_who_is_there_too_is_seen(text, other):
    board = plan(text)
    assert other in board.cast
    assert any(f"{{{other}}}" in shot.prompt for scene in board.scenes for shot in scene.shots)


def test_who_points_says_nothing():
    shots = [shot for scene in plan("Chloe pointed at the sky. Liam slept.").scenes for shot in scene.shots]
    assert shots[0].action == "Chloe points at the sky."
