"""The concept lexicon: words reach what can be drawn."""

import time

import pytest

from storyboard.story.lexicon import Concept, load_lexicon, measure_coverage
from storyboard.story.lexicon.lexicon import TABLES, Lexicon

SMALL_MODEL = {
    "person": ["man", "woman", "boy", "girl", "king"],
    "animal": ["bird", "fox", "dog", "cat", "mouse", "horse", "fish"],
    "thing": ["tree", "house"],
    "place": ["forest", "meadow", "river", "room", "village"],
    "action": ["stand", "walk", "run", "fly", "sit"],
    "colour": ["red", "blue", "black", "white", "grey", "brown", "green", "yellow"],
}


@pytest.mark.parametrize(("word", "pos", "kind", "name"), [
    ("raven", "NOUN", "animal", "crow"),
    ("vixen", "NOUN", "animal", "fox"),
    ("lady", "NOUN", "person", "woman"),
    ("grandmother", "NOUN", "person", "old woman"),
    ("lion", "NOUN", "animal", "lion"),
    ("oak", "NOUN", "thing", "tree"),
    ("cottage", "NOUN", "thing", "house"),
    ("brook", "NOUN", "place", "river"),
    ("ass", "NOUN", "animal", "donkey"),
    ("queen", "NOUN", "person", "queen"),
    ("serpent", "NOUN", "animal", "snake"),
    ("sea lion", "NOUN", "animal", "whale"),
    ("hot dog", "NOUN", "thing", "food"),
    ("Crow", "PROPN", "animal", "crow"),
    ("gallop", "VERB", "action", "run"),
    ("perch", "VERB", "action", "sit"),
    ("soar", "VERB", "action", "fly"),
    ("devour", "VERB", "action", "eat"),
    ("pick up", "VERB", "action", "carry"),
    ("crimson", "ADJ", "colour", "red"),
    ("furious", "ADJ", "mood", "angry"),
    ("gigantic", "ADJ", "size", "big"),
    ("dawn", "NOUN", "time", "morning"),
    ("blizzard", "NOUN", "weather", "snow"),
])
def test_story_words_reach_their_concept(word, pos, kind, name):
    assert load_lexicon().lookup(word, pos).concept == Concept(kind, name)


@pytest.mark.parametrize(("word", "pos", "name"), [
    ("crow", "NOUN", "bird"),
    ("wolf", "NOUN", "dog"),
    ("donkey", "NOUN", "horse"),
    ("witch", "NOUN", "woman"),
    ("castle", "NOUN", "house"),
    ("soldier", "NOUN", "man"),
    ("dance", "VERB", "walk"),
    ("orange", "ADJ", "red"),
    ("brook", "NOUN", "river"),
])
def test_a_small_vocabulary_gets_the_nearest_concept_it_has(word, pos, name):
    assert load_lexicon().nearest(word, pos, SMALL_MODEL).name == name


def test_nothing_is_invented_for_what_cannot_be_drawn():
    lexicon = load_lexicon()
    assert lexicon.lookup("reason", "NOUN") is None
    assert lexicon.lookup("xyzzy", "NOUN") is None
    assert lexicon.nearest("sword", "NOUN", SMALL_MODEL) is None


def test_the_story_s_gender_chooses_between_man_and_woman():
    lexicon = load_lexicon()
    assert lexicon.nearest("doctor", "NOUN", SMALL_MODEL).name == "man"
    assert lexicon.nearest("doctor", "NOUN", SMALL_MODEL, gender="female").name == "woman"


@pytest.mark.parametrize(("noun", "colour"), [
    ("crow", "black"),
    ("swan", "white"),
    ("frog", "green"),
    ("canary", "yellow"),
    ("mouse", "grey"),
    ("fox", "red"),
    ("lobster", "red"),
    ("grass", "green"),
    ("woman", None),
    ("reason", None),
])
def test_natural_colours(noun, colour):
    assert load_lexicon().natural_colour(noun) == colour


def test_irregular_forms_are_known():
    lexicon = load_lexicon()
    assert lexicon.lemma_of("mice", "NOUN") == "mouse"
    assert lexicon.lemma_of("flew", "VERB") == "fly"
    assert lexicon.lookup("wolves", "NOUN").concept.name == "wolf"


def test_every_chain_stays_among_the_concepts_and_ends_at_the_kind():
    lexicon = load_lexicon()
    names = lexicon.concepts()
    for entry in lexicon.entries():
        assert entry.chain[0] == entry.concept
        assert all(link.name in names[link.kind] for link in entry.chain[:-1])
        assert entry.chain[-1].name == entry.concept.kind or entry.concept.name == entry.concept.kind \
            or entry.concept.kind in {link.name for link in entry.chain}


def test_the_tables_are_small_and_load_quickly():
    assert sum(path.stat().st_size for path in TABLES.glob("*.tsv")) < 1_500_000
    start = time.process_time()
    Lexicon(TABLES)
    assert time.process_time() - start < 0.15


def test_coverage_counts_tokens_and_names_what_is_missing():
    tokens = [("fox", "NOUN")] * 3 + [("reason", "NOUN"), ("think", "VERB"), ("run", "VERB"), ("the", "DET")]
    coverage = measure_coverage(load_lexicon(), tokens)
    assert coverage["n"].tokens == 4
    assert coverage["n"].drawn == 0.75
    assert coverage["n"].unmapped == (("reason", 1),)
    assert coverage["v"].tokens == 2
    assert coverage["v"].drawn == 0.5
