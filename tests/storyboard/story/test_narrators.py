"""Who tells the story is in it: "we" and "us", "X and I", a single "me"; and what the story says of him."""

import pytest

from storyboard.planning.options import PlanOptions
from storyboard.planning.planner import plan
from storyboard.story import read_story


def told(text):
    """Return the cast and what the shots of a story's board say."""
    board = plan(text, PlanOptions())
    return {one.name: one.look for one in board.cast.values()}, [
        shot.action for scene in board.scenes for shot in scene.shots
    ]


def narrator(text):
    found = [one for one in read_story(text).subjects if one.name == "the narrator"]
    return found[0] if found else None


@pytest.mark.parametrize(("text", "actions"), [
    ("We packed the car and drove to the beach. We built a castle.", ["The narrator drives to the beach."]),
    ("Tom and I walked into the forest. We saw a bear. The bear chased us.",
     ["Tom and the narrator walk into the forest.", "The bear chases the narrator and Tom."]),
    ("My friend Lucy and I went to the lake. She swam. Then we ate cake.",
     ["Lucy and the narrator go to the lake.", "Lucy swims.", "The narrator and Lucy eat cake."]),
    ("Dad took me to the zoo. We saw a lion.", ["The narrator and Dad see the lion."]),
    ("A man was sitting on a stone. He pointed to the well. We walked to the well together.",
     ["The narrator and the man walk to the well together."]),
])
def test_we_are_the_narrator_and_whom_the_story_told_of_beside_him(text, actions):
    cast, shots = told(text)
    assert "the narrator" in cast
    assert set(actions) <= set(shots)


@pytest.mark.parametrize("text", [
    "Priya opened the door. I walked into the house.",
    "I bought Olivia an orange juice.",
    "A beggar stood at the corner. The beggar struck me.",
    "The blind man pulled me close up to him.",
    "Mum got a job in Leeds, so there I was, standing in front of the class.",
])
def test_one_act_puts_the_narrator_into_the_story(text):
    cast, shots = told(text)
    assert "the narrator" in cast
    assert any("narrator" in shot for shot in shots)


@pytest.mark.parametrize("text", [
    "We often despise what is most useful to us. The stag ran into the forest. The hunters killed him.",
    "There was once a king, as I have heard. He had a horse. We shall see how he lost it.",
    "I once knew a man who had a donkey. The donkey ran away. The man wept.",
])
def test_who_only_tells_is_not_in_the_story(text):
    assert "the narrator" not in told(text)[0]


def test_they_are_never_the_narrator():
    reading = read_story("Tom and I sat in the kitchen. Two robbers came in. They took the money.")
    robbed = next(event for event in reading.events if event.predicate == "take")
    assert robbed.agent == "robbers"


@pytest.mark.parametrize(("text", "gender", "age"), [
    ("I am an old woman now. One day a soldier came to my door. I gave him bread.", "female", "old"),
    ("I was a girl of ten. I ran into the garden.", "female", "child"),
    ("When I was a girl, my uncle gave me a horse. I rode it.", "female", "child"),
    ("“Come, Jane,” said Mrs. Reed to me. I followed her.", "female", None),
    ("“Mary, come here!” shouted Mum. I ran into the kitchen.", "female", None),
    ("Mary had a dog. “Mary, come here!” shouted Mum. I ran into the kitchen.", None, None),
])
def test_what_the_story_tells_of_the_narrator(text, gender, age):
    one = narrator(text)
    assert (one.gender, one.age) == (gender, age)


@pytest.mark.parametrize(("text", "name", "look"), [
    ("Jordan is a big boy. He hit me. I cried.", "Jordan", "boy"),
    ("On Monday a big kid called Jordan took my ball. I wanted to punch him. He ran away.", "Jordan", "boy"),
    ("Peter Hall was old. His daughter Karen is a doctor. Karen drove to the hospital.", "Karen", "woman"),
    ("Anna sat in the hall. Her nephew Edward stood at the window. He smoked a cigarette.", "Edward", "man"),
    ("Anna sat in the hall. Her nephew Edward stood at the window. He played with a ball.", "Edward", "boy"),
])
def test_looks_are_as_old_as_the_story_says(text, name, look):
    assert told(text)[0][name].startswith(look)
