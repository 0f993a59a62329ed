"""Scores on the worked example of Pradhan et al. (2014), Scoring coreference partitions."""

import pytest

from storyboard.story.evaluation.coreference_metrics import b_cubed, ceaf_e, conll_average, lea, muc

KEY = [frozenset("abc"), frozenset("defg")]
RESPONSE = [frozenset("ab"), frozenset("cd"), frozenset("fghi")]


@pytest.mark.parametrize(("metric", "recall", "precision"), [
    (muc, 2 / 5, 2 / 5), (b_cubed, 35 / 12 / 7, 4 / 8), (ceaf_e, 1.3 / 2, 1.3 / 3)])
def test_scores_are_those_of_the_paper(metric, recall, precision):
    score = metric(KEY, RESPONSE)
    assert score.recall == pytest.approx(recall)
    assert score.precision == pytest.approx(precision)


def test_perfect_and_empty_answers():
    assert conll_average(KEY, KEY) == pytest.approx(1)
    assert lea(KEY, KEY).f1 == pytest.approx(1)
    assert conll_average(KEY, []) == 0


def test_lea_counts_links_by_size_of_entity():
    score = lea(KEY, RESPONSE)
    assert score.recall == pytest.approx((3 * 1 / 3 + 4 * 1 / 6) / 7)
    assert score.precision == pytest.approx((2 * 1 + 2 * 0 + 4 * 1 / 6) / 8)
