"""``storyboard train language``, whole, on corpora in miniature."""

from __future__ import annotations

import pytest
from safetensors.numpy import load_file
from tiny_corpora import write_tiny_corpora

from pipeline.configuration import configs_folder
from pipeline.training.config import read_settings
from pipeline.training.language_settings import LanguageTraining
from storyboard.story import read_story
from storyboard.story.bert import ROWS, WEIGHTS_FILE
from storyboard.story.boundaries import WIDTH
from storyboard.story.language import SHIPPED

SETTINGS = """
vectors: {dim: 64, rows: 200, epochs: 1, min_count: 1}
steps: {syntax: 20, entities: 20}
boundaries: {hidden: 4, members: 2, epochs: 2}
masked_words: {epochs: 1, projection: 8}
arcs: {embedding: 8, hidden: 8, arc: 8, label: 6, epochs: 1}
bert: {embedding: 8, width: 64, layers: 1, inner: 16}
bert_words: {epochs: 1, projection: 8, windows: 1, device: cpu}
tasks: {arc: 8, label: 6, updates: 2, words: 200, story_words: 200, device: cpu, half: false}
phrases: {hidden: 16, layers: 1, edge_hidden: 8, epochs: 1}
links: {members: 1, epochs: 1}
parts: 2
link_rounds: 2
"""


@pytest.fixture(scope="module")
def corpora(tmp_path_factory):
    return write_tiny_corpora(tmp_path_factory.mktemp("corpora"))


def test_one_command_trains_all_and_the_result_reads_stories(tmp_path, corpora, storyboard):
    config, run = tmp_path / "tiny.yaml", tmp_path / "run"
    config.write_text(SETTINGS, encoding="utf-8")
    result = storyboard("train", "language", "--data", corpora, "--config", config, "-o", run)
    assert result.code == 0, result.err
    shipped = {"boundaries.safetensors", "arcs.safetensors", "LICENSE.md", "config.cfg"}
    assert shipped <= {path.name for path in (run / "en_story").iterdir()}
    assert (run / "masked_words.safetensors").exists()
    assert (run / "bert_words.safetensors").exists()
    assert (run / "phrases.safetensors").exists()
    assert (run / "links.safetensors").exists()
    reading = read_story("The fox saw the crow. She sang to the king.", language=run / "en_story")
    assert [reading.text[one.start : one.end] for one in reading.sentences] == [
        "The fox saw the crow.", "She sang to the king."
    ]
    weights = (run / "bert.safetensors").read_bytes()
    again = storyboard("train", "language", "--data", corpora, "--config", config, "-o", run)
    assert again.code == 0
    assert (run / "bert.safetensors").read_bytes() == weights  # Nothing is trained twice.


def test_a_misspelt_setting_is_named(tmp_path, corpora, storyboard):
    config = tmp_path / "odd.yaml"
    config.write_text("tasks: {update: 3}\n", encoding="utf-8")
    result = storyboard("train", "language", "--data", corpora, "--config", config, "-o", tmp_path / "run")
    assert result.code == 1
    assert "tasks.update: Unexpected keyword argument" in result.err


def test_missing_corpora_are_named(tmp_path, storyboard):
    result = storyboard("train", "language", "--data", tmp_path, "-o", tmp_path / "run")
    assert result.code == 1
    assert "no litbank, ud_ewt, gum_open, pd_novels, scene_breaks" in result.err


def test_the_shipped_networks_have_the_size_that_the_settings_say():
    settings = read_settings(configs_folder() / "train" / "language.yaml", LanguageTraining)
    bert = load_file(SHIPPED.parent / WEIGHTS_FILE)
    assert bert["table"].shape == (sum(ROWS), settings.bert.embedding)
    assert bert["qkv"].shape == (settings.bert.layers, 3 * settings.bert.width, settings.bert.width)
    assert bert["label"].shape[1:] == (settings.tasks.label + 1, settings.tasks.label + 1)
    boundaries = load_file(SHIPPED / "boundaries.safetensors")
    assert boundaries["hidden.weight"].shape == (
        settings.boundaries.hidden * settings.boundaries.members, WIDTH
    )
