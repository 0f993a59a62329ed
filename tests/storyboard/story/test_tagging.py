"""Tags that the small BERT is sure of overrule the tagger; names and blanks stay as they are."""

from __future__ import annotations

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc

from storyboard.story.language import SHIPPED, load_language
from storyboard.story.tagging import TagOverrule, reading
from storyboard.story.weights import read_labels


def _overrule() -> TagOverrule:
    readings = [
        reading("NN", "NOUN", "Number=Sing"),
        reading("VBD", "VERB", "Number=Sing|Tense=Past|VerbForm=Fin"),
        reading("VBD", "VERB", "Number=Plur|Tense=Past|VerbForm=Fin"),
        reading("NNP", "PROPN", "Number=Sing"),
    ]
    weights = {"tag.weight": np.eye(4, dtype=np.float32), "tag.bias": np.zeros(4, np.float32)}
    return TagOverrule(weights, readings)


def _tagged(*words: str, tag: str = "NN", pos: str = "NOUN") -> Doc:
    return Doc(spacy.blank("en").vocab, words=list(words), tags=[tag] * len(words), pos=[pos] * len(words))


def test_the_sure_overrule_and_the_unsure_do_not():
    doc = _tagged("set", "set")
    _overrule()(doc, np.array([[0, 9, 0, 0], [0, 1, 0, 0]], dtype=np.float32))
    assert [token.tag_ for token in doc] == ["VBD", "NN"]
    assert str(doc[0].morph) == "Number=Sing|Tense=Past|VerbForm=Fin"


def test_readings_that_differ_in_morphology_alone_are_sure_together():
    doc = _tagged("set")
    _overrule()(doc, np.array([[0, 8, 8.2, 0]], dtype=np.float32))
    assert (doc[0].tag_, doc[0].morph.get("Number")) == ("VBD", ["Plur"])


def test_a_name_is_not_unmade_and_a_small_letter_makes_none():
    doc = _tagged("Zog", tag="NNP", pos="PROPN")
    _overrule()(doc, np.array([[9, 0, 0, 0]], dtype=np.float32))
    assert doc[0].pos_ == "PROPN"
    doc = _tagged("king")
    _overrule()(doc, np.array([[0, 0, 0, 9]], dtype=np.float32))
    assert doc[0].pos_ == "NOUN"


def test_nothing_comes_of_an_empty_text():
    _overrule()(_tagged(), np.zeros((0, 4), dtype=np.float32))


@pytest.mark.parametrize(
    ("text", "word", "tag"),
    [
        ("Longer, they lay down beneath a tree and slept.", "lay", "VBD"),
        ("She wept until the moon rises over the wood and the owl calls.", "calls", "VBZ"),
        ("He saw the enchantress standing before him.", "standing", "VBG"),
        ("The gardener set his eldest son to watch.", "set", "VBD"),
        ("They went to the shabby inn and spent all their money.", "shabby", "JJ"),
    ],
)
def test_words_of_stories_are_read_right(text, word, tag):
    assert [token.tag_ for token in load_language()(text) if token.text == word] == [tag]


def test_the_shipped_network_knows_what_it_reads():
    readings = read_labels(SHIPPED.with_name("bert.safetensors"), "readings")
    assert len(readings) > 60
    assert {one.split("/")[1] for one in readings} >= {"NOUN", "VERB", "ADJ", "ADV", "PRON", "PROPN"}
