"""Relations, lists and orders: nobody stands twice in the cast because the story calls him by what he is to
another, and nobody is lost in a list."""

import pytest

from storyboard.story import read_story


def people(text):
    """Return the people and animals of a story, each by the name that it goes by."""
    return {one.name: one for one in read_story(text).subjects if one.kind in {"person", "animal"}}


@pytest.mark.parametrize(("text", "names"), [
    ("Anna and her sister Emma sat in the kitchen. “I am hungry,” Emma said. She slept.",
     {"Anna", "Emma"}),
    ("Emma is Anna's sister. Anna gave her sister a cake.", {"Anna", "Emma"}),
    ("Jo looked for Maya. Jo hugged her daughter.", {"Jo", "Maya"}),
    ("Tom's daughter Maya was lost. Tom hugged his daughter.", {"Tom", "Maya"}),
    ("Anna ran to the garden. Peter saw his wife. He kissed her.", {"Anna", "Peter"}),
    ("My husband Tom slept. Maya kissed her uncle.", {"Tom", "Maya"}),
    ("Leo sat on the beach. Max jumped on the raft. He gave his friend an oar.", {"Leo", "Max"}),
    ("Leo and Max ran to the lake. The two boys jumped into the water.", {"Leo", "Max"}),
    ("Leo, Mia and Ben ran to the lake. The three friends laughed.", {"Leo", "Mia", "Ben"}),
    ("A fisherman lived with his wife. The wife sang. “I am hungry,” said the mother.",
     {"the fisherman", "the wife"}),
    ("Tom went to school. Miss Brown opened the door. The teacher sang.", {"Tom", "Miss Brown"}),
    ("In a village lived a widow and her daughter Lisbeth. Her mother wept and begged her to stay, but the "
     "girl put on her shoes and set off.", {"the widow", "Lisbeth"}),
    ("In a village lived a widow and her daughter. The mother sat by the fire. The girl sang.",
     {"the widow", "the daughter"}),
    ("The King's daughter was beautiful. The Princess sang. The King kissed his daughter.",
     {"the King", "the Princess"}),
    ("A brother and sister walked in the forest. The brother climbed a tree. The boy saw a light.",
     {"the brother", "the sister"}),
])
def test_a_relation_is_filled_by_the_only_one_present(text, names):
    assert set(people(text)) == names


def test_a_farmer_by_name_is_the_farmer():
    assert "the farmer" not in people("Farmer Nell fed the hens. The farmer closed the gate.")


@pytest.mark.parametrize(("text", "relation"), [
    ("Tom met Anna at school. Then Tom went home and kissed his mother. She smiled.", "the mother"),
    ("Tom met Anna at school. Then he went home and kissed his sister. She smiled.", "the sister"),
    ("Mr. Brown opened the door. Anna called her friend. He came.", "the friend"),
    ("Tom and Bob fought two robbers. The men ran away.", "the men"),
    ("The king had two daughters. The elder was proud. One day the princess went to the lake.",
     "the princess"),
])
def test_who_may_be_somebody_else_stays_another(text, relation):
    found = people(text)
    assert relation in found
    assert not {"Anna", "Tom", "Mr. Brown"} & set(found[relation].aliases)


@pytest.mark.parametrize(("text", "names"), [
    ("Two friends, Tom and Anna, walked into the forest. They saw a bear.", {"Tom", "Anna", "the bear"}),
    ("A boy fell into the river. Two students, Chloe Barnes and Sam Li, pulled the boy out of the water.",
     {"the boy", "Chloe Barnes", "Sam Li"}),
    ("Nora lived with her twins, Alfie and Maya. Alfie built a tower. Maya laughed.",
     {"Nora", "Alfie", "Maya"}),
    ("The boy Peter and the girl Anna lived with an aunt. Peter sang. Anna slept.",
     {"Peter", "Anna", "the aunt"}),
    ("There were two brothers. The elder went into the forest. The younger stayed at home and cooked soup.",
     {"the elder brother", "the younger brother"}),
])
def test_several_are_their_members(text, names):
    assert set(people(text)) == names


def test_the_youngest_of_three_gets_his_name():
    found = people("A miller had three sons, and when he died the youngest, whose name was Hans, got nothing "
                   "but a kettle. Hans sang.")
    assert "the youngest" not in found
    assert found["Hans"].head == "son"


def test_those_told_by_order_act():
    reading = read_story("A king had three daughters. The eldest ate a cake. The youngest danced with Peter.")
    agents = {event.predicate: event.agent for event in reading.events}
    assert agents["eat"] == "eldest-daughter"
    assert agents["dance"] == "youngest-daughter"
