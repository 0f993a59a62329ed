"""The small BERT learns to guess words, trees and kinds of entities; its numpy code does what torch does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import spacy
import torch
from spacy.tokens import Doc
from spacy.vectors import Vectors

from pipeline.training.bert import Bert, BertSettings, WordSettings, WordTypes, learn_words
from pipeline.training.bert_tags import TagSettings, add_tags, learn_tags
from pipeline.training.bert_tasks import (
    BertTasks,
    TaskSettings,
    learn_tasks,
    save_tasks,
)
from pipeline.training.bert_windows import StoryText, TreeText, pack
from storyboard.story import bert as applied
from storyboard.story.weights import read_labels, read_weights

SIZE = BertSettings(embedding=8, width=64, layers=2, inner=32, window=12)
TASKS = TaskSettings(
    arc=12, label=6, rarest=1, updates=220, words=200, story_words=200, rate=3e-3,
    head_rate=1e-2, averaging=0.9, dropout=0, head_dropout=0, word_dropout=0, short=(1,), near=4,
    device="cpu", half=False,
)
TYPES = WordTypes(np.arange(6)[:, None], np.zeros((6, 4), dtype=np.float32))


def test_words_that_are_left_out_are_guessed_from_those_around_them(capsys):
    chance = np.random.default_rng(0)
    words = np.stack([chance.integers(0, 3, 4_000)] * 2, axis=1)
    words[:, 1] += 3  # After each of three words comes always the same one.
    settings = WordSettings(
        epochs=16, vocabulary=6, projection=16, windows=16, dropout=0, rate=1e-2, device="cpu")
    learn_words(words.reshape(-1), np.arange(6), TYPES, 6, SIZE, settings)
    loss = float(capsys.readouterr().out.split("loss ")[-1].split(",")[0])
    assert loss < 1.0  # By chance it is 1.79; with a neighbour left out as well, nobody can know.


def _tree_text(count: int) -> TreeText:
    chance = np.random.default_rng(1)
    words, heads, labels = [], [], []
    for _ in range(count):  # Words of one kind hang below the last word of the other kind.
        kinds = np.array([1, *chance.integers(0, 2, 3)])
        words += list(kinds)
        heads += [0, *(int(np.flatnonzero(kinds[:at])[-1]) + 1 for at in range(1, 4))]
        labels += ["ROOT", *("big" if kind else "small" for kind in kinds[1:])]
    return TreeText(np.array(words), np.full(count, 4), np.array(heads), labels)


def _stories(count: int) -> list[StoryText]:
    chance, texts = np.random.default_rng(2), []
    for _ in range(count):  # A word is of the kind of the one before it.
        words, every = chance.integers(2, 5, 20), np.arange(1, 20)
        texts.append(StoryText(words, np.full(2, 10), every, words[:-1] - 2))
    return texts


def test_trees_and_kinds_are_learned_together(capsys):
    learn_tasks(
        None, _tree_text(60), _stories(30), 5, TYPES, 6, SIZE, TASKS,
        dev_trees={"bank": _tree_text(80)}, dev_stories=_stories(40)[30:])
    told = capsys.readouterr().out
    scores = told.split("bank, windows of 1 words: UAS ")[1].split("\n")[0].split(", LAS ")
    assert min(map(float, scores)) > 95, told
    assert float(told.split("kinds F1 ")[1]) > 85, told  # Of what opens a window nothing is known.


def test_tags_are_learned_from_states_and_noted_beside_the_weights(tmp_path):
    chance = np.random.default_rng(3)
    truth = chance.integers(0, 3, 3_000)
    states = (np.eye(3)[truth] + 0.1 * chance.normal(size=(3_000, 3))).astype(np.float32)
    readings = [("NN/NOUN/Number=Sing", "VB/VERB/VerbForm=Inf", "IN/ADP/")[one] for one in truth]
    weights, known = learn_tags(states, [*readings[:-1], "FW/X/"], TagSettings(rarest=2, rate=0.05))
    assert set(known) == set(readings)  # What is too rare is left out.
    assert known[0] == max(set(readings), key=readings.count)
    guessed = (states @ weights["tag.weight"].T.astype(np.float32) + weights["tag.bias"]).argmax(axis=1)
    assert np.mean([known[one] == right for one, right in zip(guessed, readings, strict=True)]) > 0.99
    path = tmp_path / "bert.safetensors"
    save_tasks({"kind.bias": np.ones(7, dtype=np.float16)}, ["ROOT", "nsubj"], path)
    add_tags(weights, known, path)
    assert (read_labels(path), read_labels(path, "readings")) == (["ROOT", "nsubj"], known)
    assert set(read_weights(path)) == {"kind.bias", "tag.weight", "tag.bias"}


def test_the_states_are_those_of_torch_in_windows_of_any_length():
    torch.manual_seed(0)
    nlp = spacy.blank("en")
    chance = np.random.default_rng(0)
    nlp.vocab.vectors = Vectors(data=chance.normal(size=(1, applied.VECTOR)).astype(np.float32))
    size = replace(SIZE, window=applied.WINDOW, width=128)
    network = BertTasks(Bert(size, sum(applied.ROWS), applied.VECTOR), 3, TASKS).eval()
    weights = {
        name.removeprefix("bert."): one.detach().numpy().copy() for name, one in network.state_dict().items()}
    words = ["The", "fox", "saw", "the", "crow", ".", "She", "kept", "her", "cheese", "."]
    docs = [_sentences(Doc(nlp.vocab, words=words)), _sentences(Doc(nlp.vocab, words=words[:6]))]
    seen = [nlp.vocab.strings.add(applied.STOP), *(token.orth for doc in docs for token in doc)]
    found = applied.Bert(weights).states(docs)
    rows, vectors = applied.type_features(nlp.vocab, seen)
    with torch.no_grad():
        x = network.bert.embed(torch.from_numpy(rows), torch.from_numpy(vectors))
        expected = network.bert(x[None])[0, 1:]
        np.testing.assert_allclose(np.concatenate(found), expected.numpy(), atol=1e-4)
        kinds = network.kind(expected).numpy()
    columns = applied.Bert(weights).columns(np.concatenate(found))
    np.testing.assert_allclose(columns[:, : applied.ENTITIES], kinds, atol=1e-4)


def _sentences(doc: Doc) -> Doc:
    for token in doc:
        token.is_sent_start = token.i == 0 or doc[token.i - 1].text == "."
    return doc


def test_windows_hold_whole_sentences_and_longer_ones_are_cut():
    assert pack([100, 100, 100, 300, 5], 256) == [(0, 2), (2, 3), (3, 4), (4, 5)]
    assert list(applied.pack([100, 100, 100, 300, 5])) == [
        (0, 200), (200, 300), (300, 556), (556, 605)]
    assert pack([3, 4, 5], 1) == [(0, 1), (1, 2), (2, 3)]
    assert list(applied.pack([])) == []


def test_weights_are_kept_in_eight_bits_and_come_back_close(tmp_path):
    chance = np.random.default_rng(2)
    spread = chance.uniform(0.001, 3, (40, 1))
    arrays = {
        "table": (chance.normal(size=(40, 16)) * spread).astype(np.float16),
        "label": chance.normal(size=(3, 5, 4)).astype(np.float16),
        "bias": chance.normal(size=7).astype(np.float16),
        "empty": np.zeros((2, 3), dtype=np.float16),
    }
    path = tmp_path / "bert.safetensors"
    save_tasks(arrays, ["ROOT", "nsubj", "obj"], path)
    found = read_weights(path)
    assert set(found) == set(arrays)
    assert read_labels(path) == ["ROOT", "nsubj", "obj"]
    for name, array in arrays.items():
        most = np.abs(array.astype(np.float32)).max(axis=-1, keepdims=True)
        assert found[name].dtype == np.float32
        assert (np.abs(found[name] - array.astype(np.float32)) <= most / 127).all()
    np.testing.assert_array_equal(found["bias"], arrays["bias"].astype(np.float32))
    assert path.stat().st_size < 2_000
