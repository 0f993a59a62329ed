"""The networks that rank participants learn choices, and score side by side as each would alone."""

import numpy as np

from pipeline.training.links import LinkSettings, learn_links
from storyboard.story.linking import link_scores

SETTINGS = LinkSettings(hidden=(8, 6), members=3, epochs=30, batch=16, rate=1e-2, dropout=0.0)


def choices(count, seed):
    """Return choices of which the right candidate has the largest sum of the first two features."""
    chance, made = np.random.default_rng(seed), []
    for _ in range(count):
        rows = chance.normal(size=(chance.integers(2, 6), 4)).astype(np.float32) * [1, 1, 5, 0] + [0, 0, 3, 1]
        right = np.zeros(len(rows), dtype=np.float32)
        right[rows[:, :2].sum(1).argmax()] = 1
        made.append((rows.astype(np.float32), right))
    return made


def test_choices_are_learned():
    weights = learn_links(choices(300, 0), SETTINGS)
    right = [truth[link_scores(rows, weights).argmax()] for rows, truth in choices(100, 1)]
    assert np.mean(right) > 0.85


def test_the_score_is_the_mean_over_the_members():
    weights = learn_links(choices(40, 2), SETTINGS)
    assert weights["first.weight"].shape == (3 * 8, 4)
    rows = choices(1, 3)[0][0]
    alone = []
    for member in range(3):
        first = slice(8 * member, 8 * (member + 1))
        alone.append(link_scores(rows, {
            "first.weight": weights["first.weight"][first],
            "first.bias": weights["first.bias"][first],
            **{name: weights[name][member : member + 1] for name in
               ("second.weight", "second.bias", "out.weight")},
        }))
    np.testing.assert_allclose(link_scores(rows, weights), np.mean(alone, axis=0), atol=1e-5)
    assert np.std(alone, axis=0).max() > 1e-3  # They are not one network three times.
