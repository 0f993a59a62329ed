"""What readers of fresh stories found wrong in captions, places, times and moods."""

from __future__ import annotations

import pytest

from storyboard.board.model import Scene
from storyboard.planning import plan


def scenes(text: str) -> list[Scene]:
    return list(plan(text).scenes)


@pytest.mark.parametrize(("text", "caption"), [
    ('"Bring me the sheep!" I cried.', "The narrator calls out."),
    ('Mrs. Okafor came in. "Ruben is ill," she said. Ruben slept at home.', "Mrs. Okafor speaks."),
    ('"Where are you?" Hannah called. Theo smiled.', "Hannah calls out."),
    ('"A clock," said I. "Precisely," said the detective.', "The narrator speaks."),
    ("Hannah sat on her bed. Her mother answered the phone.", "The mother answers the phone."),
    ("Our neighbour's cat came in. Jonas fed him.", "Jonas feeds the cat."),
    ("Clara gave the climber hot tea.", "Clara gives the climber hot tea."),
    ("The girls laughed. Mum and Dad sat in their car.", "Mum and Dad sit in their car."),
    ("The Mouse ran away. An old Toad, who had seen it all, shook her head.", "The Toad shakes her head."),
    ('Sir Geoffrey read the letter. "It is from Captain Wyndham," said he.', "Sir Geoffrey speaks."),
    ("I stood on the stage. Mum smiled. Mrs. Okafor put the crown on my head.",
     "Mrs. Okafor puts the crown on the narrator’s head."),
])
def test_who_does_what_to_whom(text: str, caption: str) -> None:
    assert caption in [shot.action for scene in scenes(text) for shot in scene.shots]


@pytest.mark.parametrize(("text", "word"), [
    ("Officer Dunn, who buys two rolls every day, comes into the bakery.", "rolls"),
    ("The old lady told him of her youth, when she had danced with the king.", "dances"),
    ("The king sat by her bed. He made it known that he was tired.", "makes"),
    ("The baby stopped crying.", "stops"),
    ("Lady Thorne helped herself to another kidney.", "helps"),
    ("I help my grandmother. She wears my grandfather's boots. He died before I was born.", "dies"),
    ("A cow stood before the door, and the girl was milking it.", "milks the door"),
    ("Elsa and Jonas sat in the tent. Elsa hugged the dog and let him sleep between them.", "between"),
])
def test_what_is_no_caption(text: str, word: str) -> None:
    captions = [shot.action for scene in scenes(text) for shot in scene.shots]
    assert captions
    assert not any(word in caption for caption in captions)


@pytest.mark.parametrize(("text", "place"), [
    ("Anna sat in the kitchen. Anna thought of her sister, who was waiting at the station.", "kitchen"),
    ("Anna sat in the kitchen. Anna watched the storm over the sea through the window.", "kitchen"),
    ("Edward was pacing the room.", "room"),
    ("The captain walked the deck.", "deck"),
])
def test_where_it_is(text: str, place: str) -> None:
    assert scenes(text)[-1].setting.place == place


@pytest.mark.parametrize(("text", "place"), [
    ("A fox and a crow agreed to share a garden. The crow planted seeds. The fox slept.", "garden"),
    ("The lift stopped between two floors. The woman pressed the alarm.", "lift"),
    ("Marisol was a nurse. The bell rang, and a patient cried. Marisol came.", "hospital"),
    ("The captain was thrown against the mast. “The sail!” she shouted. A wave came over the bow.", "deck"),
    ("The goalkeeper fell. The referee blew a whistle. We had lost the match.", "football field"),
    ("The fox in the wood ran as fast as he could.", "wood"),
    ("The girl laughed. A boy ran.", "village"),
    ("“My sister saw a nurse and a patient,” said Tom. Tom laughed.", "hospital"),
])
def test_where_a_story_is_that_does_not_say(text: str, place: str) -> None:
    assert scenes(text)[0].setting.place == place


def test_a_place_of_two_words_is_drawn_as_what_it_is() -> None:
    assert scenes("Pip sat in the space station.")[0].shots[0].prompt.endswith("in the room")


@pytest.mark.parametrize(("text", "time"), [
    ("We sang until midnight.", "night"),
    ("It was two in the morning. The family ate.", "night"),
    ("The sky had grown dark with clouds. The boy ran home.", None),
    ("One afternoon the street grew dark. Tom ran.", "day"),
])
def test_when_it_is(text: str, time: str | None) -> None:
    assert scenes(text)[-1].setting.time == time


def test_a_time_told_at_the_end_of_a_scene_is_not_that_of_its_beginning() -> None:
    told = scenes("At night Elsa woke up. Jonas laughed. In the morning, the bread was gone.")
    assert next(scene for scene in told if "Jonas" in scene.title).setting.time == "night"


def test_a_storm_goes_on_from_the_shore_to_the_sea_and_not_into_the_house() -> None:
    told = scenes(
        "A storm blew in. Einar ran down the road. He threw himself into the sea and swam. Then he went into "
        "the house and sat by the fire.")
    weather = {scene.setting.place: scene.setting.weather for scene in told}
    assert weather["sea"] == "storm"
    assert weather["house"] is None


def test_wind_that_falls_is_no_wind() -> None:
    assert scenes("The wind fell, and the boy sat down.")[0].setting.weather is None


@pytest.mark.parametrize("text", [
    '"Stop!" cried the captain.',
    '"Do you dance?" asked the old man.',
    "The poor man took off his cap.",
    "The child was no longer hungry or sad.",
    "Priya sat by the pool. Only she was still dry.",
])
def test_no_mood_is_told(text: str) -> None:
    assert scenes(text)[0].setting.mood is None


def test_a_mood_is_told() -> None:
    assert scenes("The captain cried and cried.")[0].setting.mood == "sad"
