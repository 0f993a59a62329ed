"""Other pipelines behind one adapter: ClearNLP labels and OntoNotes entities, as in ``en_core_web_*``."""

import shutil

import pytest
import spacy
from spacy.tokens import Doc
from spacy.training import Example

from storyboard.errors import LanguageError
from storyboard.story import read_story
from storyboard.story.labels import universal_labels
from storyboard.story.language import SHIPPED, load_language
from storyboard.story.read import parse_text

# Words, tags, parts of speech, heads, ClearNLP labels, lemmas, entities.
SENTENCES = [
    ("The fox gave the cheese to Anna in London .", "DT NN VBD DT NN IN NNP IN NNP .",
     "DET NOUN VERB DET NOUN ADP PROPN ADP PROPN PUNCT", [1, 2, 2, 4, 2, 2, 5, 2, 7, 2],
     "det nsubj ROOT det dobj dative pobj prep pobj punct", "the fox give the cheese to Anna in London .",
     "O O O O O O B-PERSON O B-GPE O"),
    ("The crow was caught by the fox .", "DT NN VBD VBN IN DT NN .", "DET NOUN AUX VERB ADP DET NOUN PUNCT",
     [1, 3, 3, 3, 3, 6, 4, 3], "det nsubjpass auxpass ROOT agent det pobj punct",
     "the crow be catch by the fox .", "O O O O O O O O"),
    ("Anna was a queen .", "NNP VBD DT NN .", "PROPN AUX DET NOUN PUNCT", [1, 1, 3, 1, 1],
     "nsubj ROOT det attr punct", "Anna be a queen .", "B-PERSON O O O O"),
]


def gold(vocab, row):
    words, tags, pos, heads, deps, lemmas, entities = row
    return Doc(vocab, words=words.split(), tags=tags.split(), pos=pos.split(), heads=heads, deps=deps.split(),
               lemmas=lemmas.split(), ents=entities.split())


@pytest.fixture(scope="module")
def clearnlp(tmp_path_factory):
    """A pipeline with the label sets of ``en_core_web_sm``, which has learned three sentences by heart."""
    nlp = spacy.blank("en")
    small = {"@architectures": "spacy.HashEmbedCNN.v2", "pretrained_vectors": None, "width": 32, "depth": 2,
             "embed_size": 200, "window_size": 1, "maxout_pieces": 2, "subword_features": True}
    for name in ("tagger", "morphologizer", "trainable_lemmatizer", "parser", "ner"):
        rare = {"trainable_lemmatizer": {"min_tree_freq": 1}, "parser": {"min_action_freq": 1}}
        nlp.add_pipe(name, config={"model": {"tok2vec": small}, **rare.get(name, {})})
    examples = [Example(nlp.make_doc(row[0]), gold(nlp.vocab, row)) for row in SENTENCES]
    nlp.initialize(lambda: examples)
    for _ in range(60):
        nlp.update(examples)
    folder = tmp_path_factory.mktemp("pipeline") / "clear"
    nlp.to_disk(folder)
    return folder


def test_universal_labels_of_dative_passive_and_copula():
    vocab = load_language().vocab
    gave, caught, was = (universal_labels(gold(vocab, row)) for row in SENTENCES)
    labels = {token.text: (token.dep_, token.head.text) for token in gave}
    assert labels["cheese"] == ("obj", "gave")
    assert labels["Anna"] == ("obl", "gave")
    assert labels["London"] == ("obl", "gave")
    assert labels["in"] == ("case", "London")
    labels = {token.text: (token.dep_, token.head.text) for token in caught}
    assert labels["crow"] == ("nsubj:pass", "caught")
    assert labels["fox"] == ("obl:agent", "caught")
    labels = {token.text: (token.dep_, token.head.text) for token in was}
    assert labels["queen"] == ("ROOT", "queen")
    assert labels["was"] == ("cop", "queen")
    assert [(span.text, span.label_) for span in gave.ents] == [("Anna", "PER"), ("London", "GPE")]


def test_a_pipeline_with_other_labels_reads_a_story(clearnlp):
    reading = read_story("The fox gave the cheese to Anna in London .", language=clearnlp)
    assert {"fox", "anna"} <= {one.id for one in reading.subjects}
    given = next(event for event in reading.events if event.predicate == "give")
    assert given.agent == "fox"


def test_a_pipeline_that_is_not_there_is_named():
    with pytest.raises(LanguageError, match="no language pipeline 'en_core_web_none'"):
        load_language("en_core_web_none")


def test_a_pipeline_without_a_parser_is_refused(tmp_path):
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.to_disk(tmp_path / "bare")
    with pytest.raises(LanguageError, match="has no tagger, morphologizer, lemmatizer, parser, ner"):
        load_language(tmp_path / "bare")


STORY = "The captain of the ship walked to the old house in London. He met a tall woman there."


def test_a_copy_of_the_shipped_pipeline_under_another_name_reads_the_same(tmp_path):
    copy = tmp_path / "my_english"
    shutil.copytree(SHIPPED, copy)
    mine, ours = read_story(STORY, language=copy), read_story(STORY)
    assert (mine.subjects, mine.events, mine.warnings) == (ours.subjects, ours.events, ours.warnings)
    assert parse_text(STORY, language=copy).phrases == parse_text(STORY).phrases != {}


def test_a_pipeline_of_other_states_says_what_is_left_out(clearnlp):
    reading = read_story("The fox gave the cheese to Anna in London .", language=clearnlp)
    assert any("without the phrase finder" in warning for warning in reading.warnings)
    assert not any("phrase finder" in warning for warning in read_story(STORY).warnings)


def test_signs_among_words_are_no_words_and_stay_in_the_text():
    reading = read_story("🦊 The fox saw 🐦 a crow in a tree. The crow dropped the 🧀 cheese. 🎉")
    assert [(one.predicate, one.agent) for one in reading.events] == [("see", "fox"), ("drop", "crow")]
    assert reading.events[1].object_words == "the cheese"
    assert "🧀" in reading.text


def test_a_short_text_in_another_language_is_named():
    warnings = read_story("Es war einmal ein kleines Kind. Der Wolf ging in den Wald und schlief.").warnings
    assert any("does not look like English" in warning for warning in warnings)
    assert not any("English" in warning for warning in read_story("The fox ran. He fell.").warnings)
