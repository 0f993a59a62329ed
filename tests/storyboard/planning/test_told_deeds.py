"""Captions that tell the deed: hands taken, passives, gifts, chases, calls, gestures."""

from __future__ import annotations

import pytest

from storyboard.planning import plan
from storyboard.planning.options import PlanOptions
from storyboard.story import read_story


def told(text):
    """Return captions, and captions with prompts, of the whole film."""
    board = plan(text, PlanOptions(scenes=1, most_shots=9))
    shots = [shot for scene in board.scenes for shot in scene.shots]
    return [shot.action for shot in shots], " | ".join(f"{shot.action} {shot.prompt}" for shot in shots)


@pytest.mark.parametrize(
    ("text", "caption"),
    [
        ("Peter met the captain. Peter shook the captain's hand.", "Peter shakes the captain's hand."),
        ("The soldier came. Anna caught hold of the soldier's coat.",
         "Anna catches hold of the soldier's coat."),
        ("Anna met Peter. Anna took Peter by the hand.", "Anna takes Peter by the hand."),
        ("Otto met Rosa. Otto brought Rosa a rose.", "Otto brings Rosa a rose."),
        ("Anna gave the door a push. Anna sat down.", "Anna gives the door a push."),
        ("The king came. The king shrugged his shoulders.", "The king shrugs his shoulders."),
        ("The witch lived in a house.", "The witch lives in a house."),
        ("Peter was a sailor. Peter was made captain.", "Peter is made captain."),
        ("The prince slept. The prince was thrown into a dungeon.", "The prince is thrown into a dungeon."),
        ("The dog barked. The dog was tied to a tree.", "The dog is tied to a tree."),
        ("The man skipped out of the parlour and into the road.", "The man skips out of the parlour."),
        ("Karen waited until a fisherman far out on the water saw the light.",
         "The fisherman sees the light."),
        ("Anna met an old woman. Anna took the old woman for a witch.",
         "Anna takes the woman for a witch."),
        ("The Princess met Peter. The Princess laughed and kissed Peter.", "The Princess laughs."),
        ("The kitten only mewed and faintly waved its tail.", "The kitten waves its tail."),
    ],
)
def test_a_caption_tells_the_deed(text, caption):
    assert caption in told(text)[0]


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("I found myself captive. I went home.", "myself"),
        ("Anna made Peter laugh. Anna sat down.", "makes"),
        ("Sola was a girl. Sola had arrived at maturity.", "arrives"),
        ("Molly walked home. Molly found herself.", "finds"),
        ("The visitor stood with his back to Mrs. Hall.", "stands to"),
        ("The mother sat. The mother clutched the sleeping child at her bosom.", "fight"),
        ("John fell. Anna caught him.", "fight"),
        ("The guards took the man. The guards threw him into the river.", "fight"),
        ("A grey fox slipped away between the trees.", "falls"),
        ("Peter was called a thief. Peter went home.", "called"),
    ],
)
def test_a_caption_and_its_picture_say_nothing_else(text, missing):
    assert missing not in told(text)[1]


def test_who_runs_after_somebody_chases_and_who_leaps_upon_somebody_jumps_at_him():
    assert "{alice} chases {rabbit}" in told("Alice saw the rabbit. Alice ran after the rabbit.")[1]
    assert "{cat} jumps at {king}" in told("The cat leaped upon the king. The king ran away.")[1]


@pytest.mark.parametrize(
    "text",
    [
        "“Who goes there?” cried the soldier. “Help!” cried Anna.",
        "Peter gave a cry. Peter ran home.",
        "Anna saw the wolf. “Run!” she cried.",
    ],
)
def test_who_calls_out_does_not_weep(text):
    assert "sad" not in told(text)[1]
    assert "cries" not in told(text)[1]


def test_who_weeps_is_sad():
    assert "a sad {baby}" in told("The baby cried.")[1]


def test_a_question_is_put_to_the_one_who_answers():
    text = "The passengers laughed. “Is it the one?” asked the conductor. “Yes,” said the lady."
    assert "The conductor talks to the lady." in told(text)[0]


def test_each_of_two_speeches_in_a_row_is_spoken_by_its_own_speaker():
    events = read_story("“Who goes there?” asked the soldier. “A friend,” said Anna.").events
    assert [(one.agent, one.says) for one in events if one.predicate in {"ask", "say"}] == [
        ("soldier", True),
        ("anna", True),
    ]


@pytest.mark.parametrize(
    ("text", "caption"),
    [
        ("Olivia drew a horse. Olivia smiled.", "Olivia draws a horse."),
        ("Mum made Ben a hot chocolate. Ben smiled.", "Mum makes Ben a hot chocolate."),
        ("Jordan came. Jordan bought Olivia an orange juice.", "Jordan buys Olivia an orange juice."),
        ("The king came. The king made Peter a knight.", "The king makes Peter a knight."),
        ("The cook went pale. The cook sat down.", "The cook goes pale."),
        ("The king grew pale. The king sat down.", "The king grows pale."),
        ("Anna was at home. Anna tried to open the door.", "Anna tries to open the door."),
        ("Mia stood there. Sam tripped and fell into Mia's arms.", "Sam falls into Mia's arms."),
        ("Tom took the cup and broke it. Anna washed the plate and Tom dropped it.", "Tom drops the plate."),
        ("Anna put the cake on the table and Tom ate it.", "Tom eats the cake."),
        ("Peter threw the ball and the dog caught it.", "The dog catches the ball."),
        ("Tom carries the box and Anna opens it.", "Anna opens the box."),
        ("Anna was afraid. Anna switched off the light.", "Anna switches off the light."),
        ("Anna was happy. Anna watched the sunset.", "Anna watches the sunset."),
        ("The crowd cheers. The crowd is happy.", "The crowd cheers."),
        ("Anna came. Tom called the police.", "Tom calls the police."),
        ("Chloe fell. Li called an ambulance.", "Li calls an ambulance."),
        ("Anna was ill. Tom phoned Anna.", "Tom phones Anna."),
        ("Yuri saw a robot. Yuri called her name, but nobody answered.", "Yuri calls out."),
        ("Tom sat at home. Anna counted the coins.", "Anna counts the coins."),
    ],
)
def test_a_caption_tells_of_everyday_deeds(text, caption):
    assert caption in told(text)[0]


@pytest.mark.parametrize(
    ("text", "caption", "absent"),
    [
        ("Anna came. The police came. Tom called the police.", "Tom calls the police.", "{police}"),
        ("Chloe fell. Li called an ambulance.", "Li calls an ambulance.", "{chloe}"),
        ("Anna was ill. Tom phoned Anna.", "Tom phones Anna.", "{anna}"),
        ("The robot hid. Yuri looked for the robot.", "Yuri looks for the robot.", "{robot}"),
    ],
)
def test_who_is_called_or_sought_is_not_there_yet(text, caption, absent):
    board = plan(text, PlanOptions(scenes=1, most_shots=9))
    prompts = [shot.prompt for scene in board.scenes for shot in scene.shots if shot.action == caption]
    assert prompts
    assert not [prompt for prompt in prompts if absent in prompt]


@pytest.mark.parametrize(
    "text",
    [
        "Tom wanted to hug Anna, but she had already gone. Tom cried.",
        "Anna waits. The mayor wants to give Captain Comet a medal, but he has already gone. Anna smiles.",
        "Anna gave Tom a medal, but he had already left. Anna sighed.",
    ],
)
def test_who_had_already_gone_is_not_seen_going(text):
    captions, _ = told(text)
    assert not [caption for caption in captions if caption.split()[-1] in {"goes.", "leaves."}]
