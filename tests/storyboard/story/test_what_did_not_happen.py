"""What a story says of things that nobody does: nearly, hardly, neither, likened, pretended, disliked."""

from __future__ import annotations

import pytest

from storyboard.planning import plan
from storyboard.planning.options import PlanOptions
from storyboard.story import read_story


def events(text, predicate):
    return [one for one in read_story(text).events if one.predicate.split()[0] == predicate]


def told(text):
    """Return captions and prompts of the whole film."""
    board = plan(text, PlanOptions(scenes=1, most_shots=9))
    return " | ".join(f"{shot.action} {shot.prompt}" for scene in board.scenes for shot in scene.shots)


@pytest.mark.parametrize(
    ("text", "predicate"),
    [
        ("Peter nearly died.", "die"),
        ("John almost fell into the well.", "fall"),
        ("The dog hardly barked.", "bark"),
        ("The girl hardly ever spoke.", "speak"),
        ("Neither Anna nor Peter opened the door.", "open"),
        ("Neither of the sisters spoke.", "speak"),
        ("The fox neither ate nor slept.", "eat"),
        ("The king, who was sad and did not care what he ate, walked home.", "eat"),
        ("Mary was not used to thanking people.", "thank"),
        ("Peter hated talking to children.", "talk"),
        ("Her husband would be smiling and smiled upon.", "smile"),
        ("He walked like a man who has seen a ghost.", "see"),
        ("The lioness paused, as though turned to stone, and then she sprang.", "turn"),
        ("The swimmer used the stroke that a dog uses when swimming.", "swim"),
    ],
)
def test_what_is_nearly_hardly_or_never_done_is_not_drawn(text, predicate):
    found = events(text, predicate)
    assert found
    assert not any(one.happened for one in found)


@pytest.mark.parametrize(
    ("text", "predicate"),
    [
        ("He had hardly come in when the wolf sprang up.", "come"),
        ("The queen almost always walked home.", "walk"),
        ("Hardly a yard away ran a huge dog.", "run"),
        ("The lioness paused, as though turned to stone, and then she sprang.", "spring"),
        ("The witch who sits there in the tree ate the grandmother.", "sit"),
        ("She did not know that the wolf had eaten the goat.", "eat"),
    ],
)
def test_what_was_done_all_the_same_is_drawn(text, predicate):
    assert events(text, predicate)[0].happened


def test_a_likeness_is_not_acted_and_joins_no_cast():
    board = plan("The boy came in. He looked like an old man. He walked like a man who has seen a ghost.")
    assert [one.name for one in board.cast.values()] == ["the boy"]
    assert "looks" not in told("The boy came in. He looked as if he had seen a ghost.")
    assert "looks at" in told("The boy came in with Anna. He looked at Anna as if she were mad.")


def test_a_glance_hurts_nobody():
    assert "fight" not in told("Anna and the king met. Anna stabbed the king with a glance.")
    assert "The king devours Anna with his eyes. {king} looks at {anna}" in told(
        "Anna saw the king. The king devoured Anna with his eyes."
    )


@pytest.mark.parametrize(
    "text",
    [
        "Anna pretended to sleep. Anna went home.",
        "The man went in at the hole, which he had called a door.",
        "The servant suspected the cook. The servant went home.",
    ],
)
def test_to_pretend_to_name_and_to_suspect_is_not_to_speak(text):
    assert "talk" not in told(text)
