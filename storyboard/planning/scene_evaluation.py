"""How well scenes are found: chapter and scene breaks of novels, their number given."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from storyboard.planning.scene_learning import corpus, parsed_novel, read_novels
from storyboard.planning.scenes import scene_starts
from storyboard.story.evaluation.rows import Row

NEAR = 3
"""Paragraphs that a break may be off."""
BASELINES = "even spacing .499, TextTiling .422 (Pk)"
NEAR_BASELINE = "TextTiling .209; exact: Chapter Captor .453 with BERT on 9,126 novels (arXiv 2011.04163)"


@dataclass(frozen=True, slots=True)
class BreakScore:
    """How the breaks found in one novel compare with its own."""

    pk: float
    """Beeferman's Pk over paragraphs, half the mean segment apart; 0 is perfect."""
    near: int
    """Breaks found within ``NEAR`` paragraphs of one of the novel's, paired one to one."""
    found: int
    labelled: int


def compare_breaks(labelled: Sequence[int], found: Sequence[int], paragraphs: int) -> BreakScore:
    """Compare breaks, given as indices of the paragraphs that they stand before, in [1, paragraphs)."""
    from nltk.metrics.segmentation import pk

    def marks(breaks: Sequence[int]) -> str:
        here = set(breaks)
        return "".join("1" if index in here else "0" for index in range(1, paragraphs))

    half = max(1, round(paragraphs / (len(labelled) + 1) / 2))
    left, near = sorted(labelled), 0
    for place in sorted(found):
        close = [other for other in left if abs(other - place) <= NEAR]
        if close:
            left.remove(min(close, key=lambda other: abs(other - place)))
            near += 1
    return BreakScore(pk(marks(labelled), marks(found), k=half), near, len(found), len(labelled))


def measure_scenes(data: Path, language: str | None, part: str = "dev") -> list[Row]:
    """Return Pk and F1 within three paragraphs on a part of ``scene_breaks``.

    The novels are parsed without who is who, which takes longest and is no evidence for a scene.
    """
    scores = []
    for novel in read_novels(corpus(data, part)):
        reading, firsts = parsed_novel(novel, language)
        starts = scene_starts(reading, scenes=len(novel.breaks) + 1)
        found = sorted({bisect_right(firsts, start) - 1 for start in starts} - {0})
        scores.append(compare_breaks(novel.breaks, found, len(novel.paragraphs)))
    labelled = sum(score.labelled for score in scores)
    near = 2 * sum(score.near for score in scores) / (labelled + sum(score.found for score in scores))
    where = f"scene breaks {part}, their number given"
    return [
        Row(
            part=where,
            what="Pk",
            value=sum(score.pk for score in scores) / len(scores),
            goal=0.36,
            digits=3,
            smaller_is_better=True,
            anchor=BASELINES,
            cases=f"{len(scores)} novels",
        ),
        Row(
            part=where,
            what="F1 within 3 paragraphs",
            value=near,
            goal=0.35,
            digits=3,
            anchor=NEAR_BASELINE,
            cases=f"{labelled:,} breaks",
        ),
    ]
