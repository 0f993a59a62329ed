"""Short tales: nobody twice under two words, nobody who is no one."""

from __future__ import annotations

import pytest

from storyboard.planning.planner import plan
from storyboard.story import read_story


def people(text):
    reading = read_story(text)
    return {one.name: [reading.text[start:end] for start, end in one.mentions]
            for one in reading.subjects if one.kind in {"person", "animal"}}


def test_a_prince_with_and_without_his_name_is_one():
    found = people("The Prince Prospero was happy and brave. He called a thousand friends. "
                   "Then the prince shut the gates, and the prince laughed.")
    mine = [mentions for name, mentions in found.items() if "Prospero" in name]
    assert len(mine) == 1
    assert mine[0].count("the prince") == 2


def test_two_princes_with_names_stay_two():
    found = people("Prince Hal met Prince John by the river. Prince Hal sang. Prince John listened. "
                   "Later the prince went home.")
    assert sum("Hal" in name or "John" in name for name in found) == 2


def test_who_is_seen_again_by_another_is_no_second():
    found = people("An enchantress lived in a tower. The enchantress was old, and she was feared. She sang. "
                   "She locked the door. She went into the wood. One day a hunter hid behind a tree. "
                   "He saw that an enchantress came there. Then the enchantress cried.")
    assert sum("enchantress" in name for name in found) == 1


def test_another_witch_stays_another():
    found = people("A witch lived in a hut. The witch was old. She sang. She locked the door. She ate. "
                   "She slept. One day a hunter met another witch. The other witch laughed.")
    assert sum("witch" in name for name in found) == 2


def test_the_donkey_is_the_ass():
    found = people("An ass ran away from his master. The ass met a dog. The ass said: “Come with me.” "
                   "The ass sang, and the ass danced. The dog barked at the ass. The ass slept. "
                   "“What do you see, Donkey?” said the dog. The donkey looked up.")
    assert not any("onkey" in name for name in found)


def test_a_little_man_is_the_dwarf():
    found = people("The girl wept. A funny little man came in. The little man sat down. “Do not weep,” "
                   "said the little man. The girl gave him a ring. The next night the dwarf came again. "
                   "The dwarf laughed.")
    assert sum("man" in name or "dwarf" in name for name in found) == 1


@pytest.mark.parametrize(("text", "nobody"), [
    ("Anna cooked. She bought Sunday’s dinner in the market, and Tom ate it in January.", "Sunday"),
    ("Anna left with Frank. She lived with him in Buenos Ayres. He liked it in Buenos Ayres.", "Buenos"),
])
def test_days_and_places_are_nobody(text, nobody):
    assert not any(nobody in name for name in people(text))


def test_a_man_named_friday_is_somebody():
    found = people("The sailor met Friday on the beach. Friday smiled and ran to the boat. "
                   "The sailor liked Friday.")
    assert any("Friday" in name for name in found)


def test_a_pronoun_in_a_list_is_not_who_stands_before_it():
    found = people("She sat at the window. The children used to play there: the Devines, little Keogh, "
                   "she and her brothers. She was tired. Then she slept.")
    assert not any(word.lower() == "she" for word in found.get("Keogh", []))


def test_a_name_behind_a_pronoun_is_its_name():
    found = people("She sat at the window. Her head was heavy. She was tired. Then she would be married—"
                   "she, Eveline. She smiled.")
    assert {"She", "she", "Eveline"} <= set(found["Eveline"])


def test_a_few_pronouns_are_no_stranger_on_the_board():
    board = plan("Once a miller had a daughter. The miller met a king. The king took the girl to his hall. "
                 "The king gave her a wheel. The miller went home. The king laughed.")
    assert not {"the man", "the woman", "the stranger"} & {one.name for one in board.cast.values()}


def test_god_is_not_drawn():
    board = plan("The girl wept. “Sleep in peace, God will help us,” said the boy to the girl. "
                 "The boy made a fire. God helped the boy, and God helped the girl.")
    assert not any("God" in one.name for one in board.cast.values())
