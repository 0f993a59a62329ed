"""The second parser's numpy code does what the torch network does, the network learns, and is kept small."""

import numpy as np
import torch

from pipeline.training.arcs import ArcNetwork, ArcSentence, ArcSettings, learn_arcs
from storyboard.story.biaffine import arc_odds
from storyboard.story.recurrent import encode

SMALL = ArcSettings(embedding=8, hidden=6, arc=5, label=4, rarest=1, epochs=40, words=20, rate=1e-2)


def test_the_states_are_those_of_torch_for_sentences_of_any_length():
    torch.manual_seed(0)
    network = ArcNetwork(10, 7, 20, 3, SMALL).eval()
    weights = {name: array.astype(np.float32) for name, array in network.arrays().items()}
    network.load_state_dict({name: tensor.half().float() for name, tensor in network.state_dict().items()})
    chance = np.random.default_rng(0)
    lengths = [5, 3, 3, 1]
    dense = chance.normal(size=(sum(lengths), 10)).astype(np.float32)
    rows = chance.integers(0, 20, (sum(lengths), 4))
    found = encode(dense, rows, lengths, weights)
    start = 0
    for length in lengths:
        part = slice(start, start + length)
        with torch.no_grad():
            expected = network(torch.tensor(dense[part])[None], torch.tensor(rows[part])[None])[0]
        np.testing.assert_allclose(found[part], expected.numpy(), atol=2e-3)
        start += length


def test_a_small_treebank_is_learned():
    chance = np.random.default_rng(1)
    sentences = []
    for _ in range(60):  # Words of one kind hang below the last word of the other kind.
        kinds = np.array([1, *chance.integers(0, 2, 3)])
        heads = [0]
        for word in range(1, 4):
            heads.append(int(np.flatnonzero(kinds[:word])[-1]) + 1)
        labels = ("ROOT", *("big" if kind else "small" for kind in kinds[1:]))
        dense = np.eye(3, dtype=np.float32)[kinds]
        sentences.append(ArcSentence(dense, np.zeros((4, 1), dtype=np.int64), np.array(heads), labels))
    settings = ArcSettings(
        embedding=8, hidden=12, arc=12, label=6, rarest=1, epochs=30, words=40, rate=1e-2,
        dropout=0, input_dropout=0, state_dropout=0, word_state_dropout=0, word_dropout=0, averaging=0.9,
    )
    weights, labels = learn_arcs(sentences, 3, 1, settings)
    assert set(labels) == {"ROOT", "big", "small"}
    arrays = {name: array.astype(np.float32) for name, array in weights.items()}
    right = 0
    for one in sentences:
        (odds,) = arc_odds(encode(one.dense, one.rows, [4], arrays), [4], arrays)
        right += int((odds.argmax(1) == one.heads).sum())
    assert right > 0.95 * 4 * len(sentences)
