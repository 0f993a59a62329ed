"""Free English becomes captions that a small model was trained on."""

import json
import time

import numpy as np
import pytest

from pipeline.models.vocabulary import PromptTranslator, write_word_table
from pipeline.world import Vocabulary, caption, concepts, sample_spec
from storyboard.errors import ModelError
from storyboard.story.lexicon import load_lexicon

ONE_SUBJECT = Vocabulary.from_mapping({
    "kinds": ["man", "woman", "boy", "girl", "king", "queen", "old man", "witch", "bird", "fox", "wolf",
              "dog", "cat", "mouse", "rabbit", "bear", "lion", "horse", "sheep", "tortoise", "frog", "fish",
              "house", "tree", "boat", "cheese", "apple", "sword", "flower", "bread"],
    "colours": ["red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "black", "white",
                "grey"],
    "places": ["forest", "meadow", "river", "sea", "mountain", "village", "room", "snowfield", "desert",
               "castle", "garden", "road"],
    "actions": ["stand", "walk", "run", "jump", "fly", "swim", "sleep", "sit", "eat", "talk"],
    "weathers": ["clear", "rain", "snow", "fog"], "subjects": [1.0], "holding": 0.0})
"""Captions that a small model can be taught."""

SMALL = {
    "person": ["man", "woman", "boy", "girl", "king"],
    "animal": ["bird", "fox", "wolf", "dog", "cat", "mouse", "rabbit", "bear", "lion", "horse", "fish"],
    "thing": ["tree", "house"],
    "place": ["forest", "meadow", "river", "sea", "mountain", "village", "room", "snowfield"],
    "action": ["stand", "walk", "run", "fly", "swim", "sleep", "sit", "eat"],
    "colour": ["red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "black", "white",
               "grey"],
    "time": ["day", "night"],
    "weather": ["clear", "rain", "snow"],
}


def model_folder(folder, vocabulary):
    (folder / "vocabulary.json").write_text(json.dumps(vocabulary))
    write_word_table(folder, load_lexicon())
    return folder


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return PromptTranslator(model_folder(tmp_path_factory.mktemp("small"), SMALL))


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    vocabulary = {kind: list(words) for kind, words in concepts().items()} | {"way": ["left"]}
    return PromptTranslator(model_folder(tmp_path_factory.mktemp("full"), vocabulary))


@pytest.mark.parametrize(("verb", "rest"), [
    ("sit", "in the room at night"), ("walk", "in the forest"), ("run", "in the snow"),
    ("sleep", "in the room"), ("fly", "over the forest"),
])
@pytest.mark.parametrize("group", [
    "a group of dwarfs in grey shirts", "a group of people in yellow coats", "a group of wolves",
    "a group of men in green coats with bread",
])
def test_many_may_have_their_verb_in_the_plural(full, group, verb, rest):
    singular = {"fly": "flies"}.get(verb, f"{verb}s")
    assert full.translate(f"{group} {verb} {rest}") == full.translate(f"{group} {singular} {rest}")


@pytest.mark.parametrize(("prompt", "became"), [
    ("a sly crow perches on an old oak holding a piece of cheese", "a black bird sits in the forest"),
    ("a young woman with long black hair in a blue dress", "a woman in a blue dress stands in the meadow"),
    ("A fox chases a rabbit through the snow", "a red fox runs in the meadow in the snow"),
    ("two crows were flying above the trees at midnight", "a black bird flies over the forest at night"),
    ("the king's daughter runs into the village", "a girl in a pink dress runs in the village"),
    ("a grey old wolf", "a grey wolf stands in the meadow"),
    ("a cat is sleeping", "a black cat sleeps in the meadow"),
    ("in the dark forest a wolf waits", "a grey wolf stands in the forest at night"),
    ("a big, black dog", "a black dog stands in the meadow"),
    ("the dog is big and black", "a black dog stands in the meadow"),
    ("a girl wearing a red cap picks flowers in the wood", "a girl in a red dress walks in the forest"),
    ("the fishes swim", "an orange fish swims in the river"),
    ("a goose and a swan fly over the lake", "a white bird flies over the river"),
    ("She sleeps in her chamber", "a woman in a red dress sleeps in the room"),
    ("The hare was fast asleep under a tree", "a brown rabbit sleeps in the forest"),
    ("a bird with blue feathers", "a blue bird stands in the meadow"),
    ("a man dressed in black walks along the shore", "a man in a black coat walks by the sea"),
    ("snow falls on the mountains", "on the mountain in the snow"),
    ("", ""),
    ("...", ""),
])
def test_free_english_becomes_a_caption(small, prompt, became):
    assert small.translate(prompt).prompt == became


def test_what_was_replaced_and_left_out_is_told(small):
    prompt = "a sly crow perches on an oak holding a piece of cheese, close-up, watercolour"
    translation = small.translate(prompt)
    assert ("crow", "black bird") in translation.replaced
    assert ("oak", "forest") in translation.replaced
    assert ("perches", "sits") in translation.replaced
    assert translation.left_out == ("sly", "holding", "cheese", "watercolour")


@pytest.mark.parametrize(("prompt", "left_out"), [
    ("a red fox looks at a black bird", "black bird"),
    ("a spaceship lands in the forest", "spaceship"),
    ("a woman with long black hair", "long black hair"),
    ("a dog zorbles the frimp", "frimp"),
    ("a fox cannot reach the grapes", "cannot reach"),
    ("three mice run", "three"),
    ("a happy group of dwarfs runs", "group of"),
    ("a happy group of dwarfs runs", "happy"),
    ("a cat sleeps in the room in a storm", "storm"),
    ("a cat sleeps in the room in the rain", "rain"),
])
def test_what_cannot_be_drawn_is_named(small, prompt, left_out):
    assert any(left_out in words or words in left_out for words in small.translate(prompt).left_out)


@pytest.mark.parametrize("framing", [
    "wide shot", "medium shot", "close-up", "the camera pans", "the camera tilts", "the camera zooms in",
    "the camera follows", "wide shot, the camera pans"])
def test_framing_is_passed_over_silently(small, framing):
    plain = "a red fox runs in the forest"
    translation = small.translate(f"{plain}, {framing}")
    assert translation.prompt == plain
    assert translation.left_out == ()


@pytest.mark.parametrize(("prompt", "became"), [
    ("a fox runs to the left through the forest", "a red fox runs to the left in the forest"),
    ("facing left, a king sits in the castle", "a king in a red robe sits facing left by the castle"),
    ("a wolf trots from right to left on the road", "a grey wolf walks to the left on the road"),
    ("a fox stands to the left of a tree in the meadow", "a red fox stands in the meadow"),
])
def test_the_way_that_is_said_is_kept(full, prompt, became):
    assert full.translate(prompt).prompt == became


def test_a_subject_that_was_seen_doing_nothing_is_drawn_as_it_is(tmp_path):
    (tmp_path / "actions.json").write_text(json.dumps({"fox": ["run"]}))
    translator = PromptTranslator(model_folder(tmp_path, SMALL))
    assert translator.translate("a wolf runs in the forest").prompt == "a grey wolf in the forest"
    assert translator.translate("a fox runs in the forest").prompt == "a red fox runs in the forest"


def test_a_model_that_knows_no_sides_says_so(small):
    translation = small.translate("a fox runs to the left in the forest")
    assert translation.prompt == "a red fox runs in the forest"
    assert "to the left" in translation.left_out


def test_canonical_captions_stay_as_they_are(full):
    rng, words = np.random.default_rng(7), ONE_SUBJECT
    for _ in range(300):
        text = caption(sample_spec(rng, vocabulary=words))
        translation = full.translate(text)
        assert (translation.prompt, translation.replaced, translation.left_out) == (text, (), ())


def test_other_word_orders_say_the_same(full):
    rng, words = np.random.default_rng(8), ONE_SUBJECT
    for _ in range(300):
        translation = full.translate(caption(sample_spec(rng, vocabulary=words), rng))
        assert translation.replaced == ()
        assert translation.left_out == ()


def test_every_translation_is_made_of_the_model_s_words(small):
    from pipeline.world import caption_words

    allowed = set(caption_words(Vocabulary.from_mapping({
        "kinds": SMALL["person"] + SMALL["animal"] + SMALL["thing"], "colours": SMALL["colour"],
        "places": SMALL["place"], "actions": SMALL["action"], "times": SMALL["time"],
        "weathers": SMALL["weather"]})))
    nouns = [entry.lemma for entry in load_lexicon().entries() if entry.pos == "n"][::97]
    verbs = [entry.lemma for entry in load_lexicon().entries() if entry.pos == "v"][::17]
    for i, noun in enumerate(nouns):
        prompt = small.translate(f"an old {noun} {verbs[i % len(verbs)]}s in the {nouns[-i]}").prompt
        assert set(prompt.split()) <= allowed, prompt


def test_a_folder_without_its_table_is_refused(tmp_path):
    (tmp_path / "vocabulary.json").write_text(json.dumps(SMALL))
    with pytest.raises(ModelError, match=r"lexicon\.json: missing"):
        PromptTranslator(tmp_path)


def test_a_vocabulary_beyond_the_world_is_refused(tmp_path):
    with pytest.raises(ModelError, match="the drawn world has no teapot"):
        model_folder(tmp_path, {**SMALL, "thing": ["teapot"]})


def test_loading_and_translating_are_quick(small, tmp_path):
    model_folder(tmp_path, SMALL)
    start = time.process_time()
    translator = PromptTranslator(tmp_path)
    translator.translate("a sly crow perches on an old oak")
    assert time.process_time() - start < 0.3
