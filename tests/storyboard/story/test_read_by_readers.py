"""What readers of fresh stories found wrong in casts: doubles, merges, wrong kinds."""

from __future__ import annotations

import pytest

from storyboard.planning import plan


def cast(text: str) -> dict[str, str]:
    """Return name -> look."""
    return {one.name: one.look for one in plan(text).cast.values()}


@pytest.mark.parametrize(("text", "names"), [
    ("Tilly sat down. Tilly laughed.", {"Tilly"}),
    ("Grace sat in the kitchen. At school, Ivy laughed at Grace.", {"Grace", "Ivy"}),
    ('A boy came in. "What is your name?" "Felix," said the boy. Felix cried.', {"Felix"}),
    ('A boy stood in the door. "I am Felix," said the boy. Felix smiled.', {"Felix"}),
    ("A thin man stood on the steps. It was Mr. Adler. Mr. Adler smiled.", {"Mr. Adler"}),
    ("Mum laughed. Sam hugged his mother.", {"Mum", "Sam"}),
    ("Mum took us to the zoo. Anna's mother came too. Anna laughed. She fed Anna.",
     {"Mum", "the narrator", "Anna", "Anna’s mother"}),
    ("Elsa grabbed Jonas by the arm. The twins laughed so loudly that Mum came.", {"Elsa", "Jonas", "Mum"}),
    ('Thaddeus was the greatest wizard in the valley. "Sweep the tower," said the wizard. "Yes," said Wren.',
     {"Thaddeus", "Wren"}),
    ('"Hello," whispered Grandma Ines.', {"Grandma Ines"}),
    ("The Pelican was a ship. Finn laughed.", {"Finn"}),
    ("Maya met the cleaning lady, Mrs. Bloom.", {"Maya", "Mrs. Bloom"}),
    ("The cat, Whiskers, purred. Whiskers slept.", {"Whiskers"}),
    ("A tractor stopped. Leo laughed.", {"Leo"}),
    ("There was a baby and me, Kasimir. The baby cried.", {"the baby"}),
    ("Captain Rudd spoke to the mate.", {"Captain Rudd", "the mate"}),
    ("Mr. Crane and I walked down the street. Crane turned up his collar.", {"Mr. Crane", "the narrator"}),
    ("The youngest, Hans, took the fiddle.", {"Hans"}),
    ("Leo and Max walked through the wood. The travellers sat down.", {"Leo", "Max"}),
    ("The stranger sat in the darkest corner. The stout man looked at him.", {"the stranger", "the man"}),
    ("Ben drove Mia to school. Mia waved.", {"Ben", "Mia"}),
    ("Anna hugs Ben.", {"Anna", "Ben"}),
    ("A picture hung there. It represented a lady with a rose. Tom looked at it.", {"Tom"}),
    ("We had one dog, a black Labrador called Pepper. Pepper began to bark.", {"Pepper", "the narrator"}),
    ("Einar kept the light. His only company was a goat called Duchess.", {"Einar", "Duchess"}),
    ('Amara was five. Her grandfather drove her home. "Babies like everybody," said Grandpa.',
     {"Amara", "the grandfather"}),
    ("The foreman Mr. Brandt came running. The foreman shouted.", {"Mr. Brandt"}),
    ("Dr. Shah opened the door. The vet knelt down. Dr. Shah smiled.", {"Dr. Shah"}),
    ("A man in a grey coat and a woman in a red dress walked into the room.", {"the man", "the woman"}),
    ("A fat cook called Bruno and a thin cook called Wei came in. Both cooks laughed.", {"Bruno", "Wei"}),
    ("Anna drew a dragon. The teacher hung the dragon on the wall.", {"Anna", "the teacher"}),
    ("One morning Ingrid's father opened the stable. Ingrid sang.", {"Ingrid’s father", "Ingrid"}),
    ("Two boys sit at the table. Hassan is reading a book. Leo hides it. Hassan laughs.", {"Hassan", "Leo"}),
    ('The mare came closer. "What\'s her name?" asked Lars. "Freya," said Ingrid. Freya ate the apple.',
     {"Freya", "Lars", "Ingrid"}),
    ("A brown puppy looked up. \"I'll call him Biscuit,\" said Ruby. Biscuit ran off.", {"Ruby", "Biscuit"}),
    ("A pipe burst by my ear. Evans pulled off his apron.", {"Evans"}),
    ("Sir Geoffrey took up the letter, broke the seal, and read it through.", {"Sir Geoffrey"}),
    ("Ruby had asked for a puppy. Ruby lifted the lid. A brown puppy with one white ear barked at her.",
     {"Ruby", "the puppy"}),
    ("A charcoal burner and his wife lived in a hut. The wife sang.", {"the burner", "the wife"}),
    ('King Orlo sat down. "Has the king walked?" asked Safi. The king sprang up.', {"King Orlo", "Safi"}),
    ("Marisol was a nurse on Ward Seven. The boy was called Theo. Theo slept.", {"Marisol", "Theo"}),
    ("Amina sat. The doctor came in. \"I'm Dr. Lund,\" she said. Dr. Lund smiled.", {"Amina", "Dr. Lund"}),
    ("Dr. Marsh came in. The physician sat down.", {"Dr. Marsh"}),
    ("Dr. Marsh came in. The visitor sat down.", {"Dr. Marsh"}),
    ("Sir William crossed the room. The baronet sat down beside Lucy.", {"Sir William", "Lucy"}),
    ('The Fox met a Hen. "Good day," said the rogue.', {"the Fox", "the Hen"}),
    ("Edward was pacing the room. The unhappy youth covered his face.", {"Edward"}),
    ("The crew began to murmur. The boatswain, Bragg, came aft.", {"the crew", "Bragg"}),
    ("The captain spoke to the mate. The boatswain, Bragg, came aft.", {"the captain", "the mate", "Bragg"}),
    ("The stranger proved to be a Captain Vane. He bowed to Mrs. Harding.", {"Captain Vane", "Mrs. Harding"}),
    ("A young man was pacing before the fire. It was Edward. Edward turned round.", {"Edward"}),
])
def test_nobody_twice_and_nobody_invented(text: str, names: set[str]) -> None:
    assert set(cast(text)) == names


@pytest.mark.parametrize(("text", "name", "kind"), [
    ("Dr. Patel was a kind woman. She smiled at Amir.", "Dr. Patel", "woman"),
    ("Hannah loved her dog Rex. Rex ran to Hannah.", "Rex", "dog"),
    ("The postwoman smiled.", "the postwoman", "woman"),
    ("The younger, Lucy, was small.", "Lucy", "woman"),
    ("The elder, Anne, was tall.", "Anne", "woman"),
    ("A little grey man sat upon a stump.", "the man", "man"),
    ("Dr. Marsh threw the bridle to the boy. The doctor took a bottle.", "the boy", "boy"),
    ("Grace was seven. Her best friend Ivy stood in the kitchen.", "Ivy", "girl"),
    ("Amir asked his dad for a ball. Amir ran.", "Amir", "boy"),
    ("Mr. Brown drove home. His dad was old. Mr. Brown sat down.", "Mr. Brown", "man"),
    ("Captain Vane bowed to Mrs. Harding.", "Captain Vane", "man"),
    ("We had one dog, a black Labrador called Pepper. Pepper began to bark.", "Pepper", "dog"),
    ("The headmaster turned the pages.", "the headmaster", "man"),
    ("A pale lady in a grey gown stood by the window.", "the lady", "grey"),
    ("Sailor the dog swam. Mira saw a brown puppy. She named it Pearl. Pearl barked.", "Pearl", "brown"),
    ("Mira hugged her grandpa. Grandpa smiled.", "Mira", "girl"),
    ("The guinea pig slept.", "the guinea pig", "guinea"),
])
def test_what_somebody_is(text: str, name: str, kind: str) -> None:
    assert kind in cast(text)[name].split()
