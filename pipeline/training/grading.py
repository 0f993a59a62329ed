"""What the judge says of many clips: shares of right answers with their intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.training.clips import FACTS, FIRST, NONE, SUBJECTS
from pipeline.training.judge import Judge
from pipeline.training.shares import Share

ALL_FACTS = "all"
ONE_SUBJECT = "all of one subject"
BOTH_SUBJECTS = "both subjects"
ALL_THREE = "all three"
COUNT = "count"
QUESTIONS = (
    *FIRST,
    *("place", "time", "weather", COUNT, "relation", "way"),
    *(ALL_FACTS, ONE_SUBJECT, BOTH_SUBJECTS, ALL_THREE),
)
"""Columns of the table. ``kind``, ``colour`` and ``action`` count every subject that a caption names; ``both
subjects`` and ``all three`` are kinds and colours in captions of so many."""


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
        count = _count(asked)
        for names in SUBJECTS[:count]:
            for question, fact in zip(FIRST, names, strict=True):
                answers[question].append(right[fact])
        for question in ("place", "time", "weather"):
            answers[question].append(right[question])
        answers[COUNT].append(_count(given) == count)
        answers[ALL_FACTS].append(all(right.values()))
        if count == 1:
            answers["way"].append(right["way"])
            answers[ONE_SUBJECT].append(all(right.values()))
        else:
            answers["relation"].append(right["relation"])
            who = all(right[fact] for names in SUBJECTS[:count] for fact in names[:2])
            answers[BOTH_SUBJECTS if count == 2 else ALL_THREE].append(who)
    return Row(name, {question: Share(sum(given), len(given)) for question, given in answers.items()})


def _count(facts: Mapping[str, str]) -> int:
    """Return of how many subjects ``facts`` say something."""
    return sum(facts[names[0]] != NONE for names in SUBJECTS)
