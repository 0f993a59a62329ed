"""Real sentences through the shipped pipeline: sentences, who is who, what happens, where."""

import pytest

from storyboard.story import read_story
from storyboard.story.setting import setting_of

CROW = """The Fox and the Crow

A Crow having stolen a bit of meat, perched in a tree and held it in her beak. A Fox, seeing this, longed to
possess the meat himself, and by a wily stratagem succeeded. “How handsome is the Crow,” he exclaimed, “in the
beauty of her shape and in the fairness of her complexion! Oh, if her voice were only equal to her beauty, she
would deservedly be considered the Queen of Birds!” This he said deceitfully; but the Crow, anxious to
refute the
reflection cast upon her voice, set up a loud caw and dropped the flesh. The Fox quickly picked it up,
and thus
addressed the Crow: “My good Crow, your voice is right enough, but your wit is wanting.”
"""
FATHER = """A FATHER had a family of sons who were perpetually quarreling among themselves. When he
failed to heal
their disputes by his exhortations, he determined to give them a practical illustration of the evils of
disunion.
He then addressed them in these words: “My sons, if you are of one mind, you will be as this faggot.”
"""


@pytest.fixture(scope="module")
def crow():
    return read_story(CROW)


def sentences(text):
    reading = read_story(text)
    return [" ".join(reading.text[span.start : span.end].split()) for span in reading.sentences]


def events(text):
    return {event.predicate: event for event in read_story(text).events}


def test_cast_is_the_fables_cast(crow):
    assert [(one.id, one.name, one.kind, one.gender) for one in crow.subjects] == [
        ("crow", "the Crow", "animal", "female"),
        ("fox", "the Fox", "animal", "male"),
        ("meat", "the meat", "thing", "neuter"),
    ]


def test_mentions_hold_pronouns_and_synonyms(crow):
    words = {one.id: [crow.text[start:end] for start, end in one.mentions] for one in crow.subjects}
    assert words["crow"].count("her") == 6
    assert words["fox"] == ["A Fox", "himself", "he", "he", "The Fox", "My"]
    assert words["meat"] == ["a bit of meat", "it", "the meat", "the flesh", "it"]


def test_events_say_who_does_what(crow):
    happened = {(event.agent, event.predicate, event.patient) for event in crow.events if event.happened}
    assert {
        ("crow", "steal", "meat"),
        ("crow", "perch", None),
        ("crow", "drop", "meat"),
        ("fox", "pick up", "meat"),
        ("fox", "address", "crow"),
    } <= happened


def test_offsets_of_the_doc_are_those_of_the_text(crow):
    assert len(crow.doc.text) == len(crow.text)
    for token in crow.doc:
        if token.is_alpha:
            assert crow.text[token.idx : token.idx + len(token)].lower() == token.lower_


def test_reading_twice_gives_the_same(crow):
    again = read_story(CROW)
    assert again.subjects == crow.subjects
    assert again.events == crow.events
    assert again.sentences == crow.sentences


def test_group_and_its_head_are_two_subjects():
    reading = read_story(FATHER)
    assert {(one.id, one.kind, one.plural) for one in reading.subjects} >= {
        ("father", "person", False),
        ("sons", "person", True),
    }


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("“Come here!” said the fox. The crow came.", 2),
        ("“Really?” Alice asked. Then she went home.", 2),
        ("Mr. Fox met Dr. Owl on St. John Street. They talked.", 2),
        ("“I will go. You stay,” he said.", 2),
        ("He waited... and then he left. J. R. Smith came.", 2),
        ("The old man (he was very old!) sat down. He slept.", 2),
    ],
)
def test_sentences_hold_in_dialogue_and_after_titles(text, count):
    assert len(sentences(text)) == count


def test_what_does_not_happen_is_marked():
    assert events("The fox did not jump over the wall.")["jump"].negated
    assert events("The fox wanted to eat the crow.")["eat"].hypothetical
    assert events("If he had wings, the fox would fly.")["fly"].hypothetical
    assert events("The boy dreamed that a dragon came.")["come"].hypothetical
    assert events("The mouse said: “The cat sleeps in the barn.”")["sleep"].in_speech
    assert events("The fox jumped over the wall.")["jump"].happened


def test_passive_turns_agent_and_patient():
    caught = events("The lion was caught by the hunters. The hunters bound the lion.")["catch"]
    assert (caught.agent, caught.patient) == ("hunters", "lion")


def test_place_and_recipient_are_told():
    found = events("The girl gave a cake to her grandmother. The girl walked into the forest.")
    assert found["give"].recipient == "grandmother"
    assert found["walk"].place == "the forest"


def test_names_of_one_person_are_one_subject_and_of_two_are_two():
    reading = read_story(
        "Elizabeth Bennet walked home. Mr. Darcy met Elizabeth on the road. Miss Darcy smiled. "
        "Fitzwilliam Darcy bowed to Miss Bennet. Mr. Darcy laughed, and he went away."
    )
    groups = {one.name: set(one.aliases) for one in reading.subjects if one.kind == "person"}
    assert "Elizabeth" in groups["Elizabeth Bennet"]
    assert "Mr. Darcy" in groups["Fitzwilliam Darcy"]
    assert "Miss Darcy" in groups


def test_speaker_is_i_and_listener_is_you():
    reading = read_story("A wolf met a girl. “I am hungry,” said the wolf to the girl. “Do you fear me?”")
    words = {one.id: [reading.text[start:end] for start, end in one.mentions] for one in reading.subjects}
    assert "I" in words["wolf"]
    assert "you" in words["girl"]


def test_another_wolf_is_someone_else():
    reading = read_story("A wolf came to the house. The wolf knocked. Another wolf sat on the hill.")
    assert sum(one.head == "wolf" for one in reading.subjects) == 2


def test_setting_is_read_and_speech_gives_no_place():
    reading = read_story(
        "One stormy night an old man sat in his hut. “I was in Paris,” he said. "
        "The next morning he walked through the forest."
    )
    assert (setting_of(reading, 0, 1).time, setting_of(reading, 0, 1).weather) == ("night", "storm")
    assert setting_of(reading, 0, 1).place == "his hut"
    assert setting_of(reading, 1, 2).place is None
    assert (setting_of(reading, 2, 3).time, setting_of(reading, 2, 3).place) == ("morning", "the forest")


def test_looks_are_kept_as_attributes():
    reading = read_story(
        "A little girl with a red cap met an old wolf. The girl was afraid. The wolf was grey."
    )
    looks = {one.id: one.attributes for one in reading.subjects}
    assert "red cap" in looks["girl"]
    assert "grey" in looks["wolf"]


@pytest.mark.parametrize(
    "text",
    [
        "Fox",
        "A FOX RAN. THE FOX FELL.",
        "🦊🦊 ran. 🙂",
        "Hola. El zorro vio un cuervo.",
        "a\n b\n\n\n\n\nc",
        "The fox ran. " * 400,
        "1 2 3",
    ],
)
def test_odd_texts_are_read_without_failing(text):
    reading = read_story(text)
    assert all(reading.text[span.start : span.end].strip() for span in reading.sentences)


def test_text_in_capitals_keeps_its_cast():
    reading = read_story("THE FOX SAW A CROW. THE FOX SPOKE TO THE CROW.")
    assert {one.head for one in reading.subjects} >= {"fox", "crow"}


def test_other_languages_are_warned_of():
    text = "El zorro vio un cuervo en el árbol y quiso comer el queso que tenía en el pico. " * 4
    assert any("English" in warning for warning in read_story(text).warnings)


def test_a_girl_named_for_her_cap_is_a_person():
    reading = read_story(
        "There was a little girl who was always called Little Red-Cap. “Good day, Little Red-Cap,” "
        "said a wolf. Red-Cap ran into the wood. The wolf followed Little Red-Cap."
    )
    assert [one.kind for one in reading.subjects if one.name == "Little Red-Cap"] == ["person"]
