"""Words for anybody of his sort, and who somebody unknown turns out to be, bring nobody new in."""

import pytest

from storyboard.story import read_story


def people(text):
    return {one.name for one in read_story(text).subjects if one.kind in {"person", "animal"}}


@pytest.mark.parametrize(("text", "names"), [
    ("A stranger came to the inn. Mrs. Hall opened the door. Her guest sat by the fire. The visitor took off "
     "his hat.", {"the stranger", "Mrs. Hall"}),
    ("Dick walked in the street. Our hero met a lady. He smiled.", {"Dick", "the lady"}),
    ("A boy sat on the step with his kitten. The kitten ran, and her master ran after it.",
     {"the boy", "the kitten"}),
    ("A beast waddled in. The brute lay down. The creature growled.", {"the beast"}),
    ("A man was running towards the stables. It was the butler. He opened the door.", {"the butler"}),
    ("A masked figure stood in the hall. The stranger was tall. The guests saw the mummer.",
     {"the figure", "the guests"}),
    ("A wolf met a fox in the wood. The latter ran away.", {"the wolf", "the fox"}),
    ("The dancers entered the hall. A throng of the dancers ran to the door.", {"the dancers"}),
    ("Nora sat at the window. He sang about the lass that loves a sailor, and she smiled.",
     {"Nora", "the man"}),
    ("An ass met a cat. “Pray, my good lady,” said the ass, “what is the matter with you?” The cat wept.",
     {"the ass", "the cat"}),
    ("The queen sat on her throne, and the nurse stood by her side. “Is it a cat?” asked the queen. “No,” "
     "said the dwarf. “Is it a dog?” said the lady slyly. The dwarf ran away.",
     {"the queen", "the nurse", "the dwarf"}),
    ("Two men robbed a coach. They were Paul's brothers, who had turned robbers. Paul wept.",
     {"the men", "Paul"}),
    ("The vet is a woman called Dr Lund. Dr Lund gives Rex a pill. She smiles.", {"Dr Lund", "Rex"}),
])
def test_the_same_by_another_word_stands_once(text, names):
    assert people(text) == names


@pytest.mark.parametrize(("text", "name"), [
    ("A dog and a cat sat in the garden. The creature growled.", "the creature"),
    ("Dick had a dog and served a merchant. His master gave him bread. He ate it.", "the merchant"),
    ("A man stood there. It was not the butler. He opened the door.", "the man"),
])
def test_what_may_be_another_stays_another(text, name):
    assert name in people(text)
