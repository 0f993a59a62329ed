"""What the judge says of many clips: shares of right answers with their intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.training.clips import FACTS, FIRST, NONE, SECOND
from pipeline.training.judge import Judge
from pipeline.training.shares import Share

ALL_FACTS = "all"
ONE_SUBJECT = "all of one subject"
BOTH_SUBJECTS = "both subjects"
COUNT = "count"
QUESTIONS = (*FIRST, "place", "time", "weather", COUNT, "relation", ALL_FACTS, ONE_SUBJECT, BOTH_SUBJECTS)
"""Columns of the table. ``kind``, ``colour`` and ``action`` count every subject that a caption names."""


@dataclass(frozen=True)
class Row:
    """One line of the table: what the judge says of one kind of clips."""

    name: str
    shares: dict[str, Share]
    """One of ``QUESTIONS`` -> share of right answers."""


def grade(name: str, judge: Judge, clips: Sequence[np.ndarray], truth: Sequence[Mapping[str, str]]) -> Row:
    """Ask the judge what each clip shows and count the right answers.

    Args:
        truth: Facts of each clip's caption, by ``FACTS``.
    """
    said = judge.facts(clips)
    answers: dict[str, list[bool]] = {question: [] for question in QUESTIONS}
    for given, asked in zip(said, truth, strict=True):
        right = {fact: given[fact] == asked[fact] for fact in FACTS}
        two = asked[SECOND[0]] != NONE
        for question, other in zip(FIRST, SECOND, strict=True):
            answers[question] += [right[question], right[other]] if two else [right[question]]
        for question in ("place", "time", "weather"):
            answers[question].append(right[question])
        answers[COUNT].append((given[SECOND[0]] != NONE) == two)
        answers[ALL_FACTS].append(all(right.values()))
        if two:
            answers["relation"].append(right["relation"])
            answers[BOTH_SUBJECTS].append(all(right[fact] for fact in ("kind", "colour", *SECOND[:2])))
        else:
            answers[ONE_SUBJECT].append(all(right.values()))
    return Row(name, {question: Share(sum(given), len(given)) for question, given in answers.items()})
