"""Coreference scores: MUC, B-cubed, CEAF-e and their mean (the CoNLL score), and LEA.

Clusters are sets of mentions; a mention is anything hashable, here a pair of character offsets.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

Cluster = frozenset[Hashable]


@dataclass(frozen=True, slots=True)
class Score:
    """Precision and recall in [0, 1]."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean; 0 where both are."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def _score(correct_p: float, predicted: float, correct_r: float, gold: float) -> Score:
    return Score(correct_p / predicted if predicted else 0.0, correct_r / gold if gold else 0.0)


def muc(gold: Sequence[Cluster], predicted: Sequence[Cluster]) -> Score:
    """Return the link-based score of Vilain et al. (1995)."""

    def links(key: Sequence[Cluster], response: Sequence[Cluster]) -> tuple[int, int]:
        owner = {mention: number for number, cluster in enumerate(response) for mention in cluster}
        correct = total = 0
        for cluster in key:
            parts = {owner.get(mention, ("alone", mention)) for mention in cluster}
            correct += len(cluster) - len(parts)
            total += len(cluster) - 1
        return correct, total

    recall, precision = links(gold, predicted), links(predicted, gold)
    return _score(*precision, *recall)


def b_cubed(gold: Sequence[Cluster], predicted: Sequence[Cluster]) -> Score:
    """Return the mention-based score of Bagga and Baldwin (1998)."""

    def overlap(key: Sequence[Cluster], response: Sequence[Cluster]) -> tuple[float, int]:
        owner = {mention: cluster for cluster in response for mention in cluster}
        correct = sum(len(cluster & owner[mention]) / len(cluster)
                      for cluster in key for mention in cluster if mention in owner)
        return correct, sum(map(len, key))

    recall, precision = overlap(gold, predicted), overlap(predicted, gold)
    return _score(*precision, *recall)


def ceaf_e(gold: Sequence[Cluster], predicted: Sequence[Cluster]) -> Score:
    """Return the entity-based score of Luo (2005) with the similarity phi-4."""
    from scipy.optimize import linear_sum_assignment  # type: ignore[import-untyped]

    if not gold or not predicted:
        return Score(0.0, 0.0)
    similarity = np.array([[2 * len(key & response) / (len(key) + len(response)) for response in predicted]
                           for key in gold])
    rows, columns = linear_sum_assignment(-similarity)
    best = float(similarity[rows, columns].sum())
    return _score(best, len(predicted), best, len(gold))


def lea(gold: Sequence[Cluster], predicted: Sequence[Cluster]) -> Score:
    """Return the link-based, entity-aware score of Moosavi and Strube (2016); singletons have one
    self-link."""

    def resolved(key: Sequence[Cluster], response: Sequence[Cluster]) -> tuple[float, int]:
        total = 0.0
        for cluster in key:
            if len(cluster) == 1:
                links, correct = 1, sum(other == cluster for other in response)
            else:
                links = len(cluster) * (len(cluster) - 1) // 2
                correct = sum(len(cluster & other) * (len(cluster & other) - 1) // 2 for other in response)
            total += len(cluster) * correct / links
        return total, sum(map(len, key))

    recall, precision = resolved(gold, predicted), resolved(predicted, gold)
    return _score(*precision, *recall)


def conll_average(gold: Sequence[Cluster], predicted: Sequence[Cluster]) -> float:
    """Return the mean F1 of MUC, B-cubed and CEAF-e, the measure of the CoNLL-2012 shared task."""
    return (muc(gold, predicted).f1 + b_cubed(gold, predicted).f1 + ceaf_e(gold, predicted).f1) / 3
