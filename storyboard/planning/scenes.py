"""Where a scene begins: what has been learned of gaps, and the best cuts by dynamic programming."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from storyboard.planning.continuity import passages
from storyboard.planning.cutting import best_cuts
from storyboard.planning.drawable import Drawable
from storyboard.planning.gaps import gap_features
from storyboard.planning.marks import hard_marks, open_quotes, paragraph_starts, sentences_of
from storyboard.planning.places import scene_place
from storyboard.planning.scene_model import load_model
from storyboard.story.lexicon import load_lexicon
from storyboard.story.reading import Reading
from storyboard.story.setting import setting_of

HARD = 1000.0
"""Score of a marked cut: more than all evidence of a story together."""
INNER = -1.5
"""Log-odds that a gap inside a paragraph loses; the model has seen none there."""
IN_SPEECH = -8.0
"""What a gap inside a quotation loses."""
NEW_PLACE = 2.0
"""What a gap gains after which a place is told that is not the one before. Chapters, which the model has
learned from, are fewer than scenes, and a scene is in one place."""
LONGEST_MEAN = 400
"""Words of the usual scene of a novel; shorter stories have shorter scenes."""
FINE = 0.6
"""Longest paragraph that is not cut inside, as a share of the usual scene."""


def scene_starts(reading: Reading, *, scenes: int | None = None) -> list[int]:
    """Return the indices of the sentences at which a scene begins; the first is 0.

    Marks in the text (headings, asterisks, rules) always cut, unless fewer scenes are asked for than are
    marked.

    Args:
        reading: A story with at least one sentence.
        scenes: How many scenes to find; never more than there are sentences. ``None``: as many as the story
            has.
    """
    return SceneCutter(reading).starts(scenes)


class SceneCutter:
    """Cuts one story, as often as asked; what is found out about its gaps is kept.

    Args:
        reading: The story.
        whole: Runs of its text that are scenes of their own.
    """

    def __init__(self, reading: Reading, *, whole: Sequence[str] = ()) -> None:
        self._reading = reading
        self._words = np.array(
            [len(reading.text[start:end].split()) for start, end in reading.sentences], dtype=np.float64
        )
        runs = [run for text in whole if (run := sentences_of(reading, text)) is not None]
        self._hard = hard_marks(reading) | {edge for run in runs for edge in run} - {0, len(self._words)}
        self._within = {inner for first, after in runs for inner in range(first + 1, after)}
        self._paragraphs = paragraph_starts(reading) | {0}
        self._speech = open_quotes(reading)
        self._announced = [False, *(reading.text[span.end - 1] in ":," for span in reading.sentences[:-1])]
        self._happens = _visible_events(reading)
        self._places: list[bool] | None = None
        self._known: dict[tuple[int, ...], npt.NDArray[np.float64]] = {}

    def starts(self, scenes: int | None = None) -> list[int]:
        """Return the same as ``scene_starts``."""
        count = len(self._reading.sentences)
        if not count:
            return []
        total = float(self._words.sum())
        if scenes is not None:
            scenes = max(1, min(scenes, count))
        mean = total / scenes if scenes is not None else usual_length(int(total))
        units = self._units(mean, scenes or 1)
        odds = self._odds(units).copy()
        if scenes is None:
            odds -= _usual_odds(odds[1:], round(total / mean) - 1)
        hard = np.array([unit in self._hard for unit in units])
        within = np.array([unit in self._within and unit not in self._hard for unit in units])
        odds = np.where(hard, HARD, np.where(within, -HARD, odds))
        firsts = np.array(units)
        cuts = best_cuts(
            odds,
            np.add.reduceat(self._words, firsts),
            np.add.reduceat(self._happens, firsts),
            mean=mean,
            count=scenes,
        )
        return [units[cut] for cut in cuts]

    def _units(self, mean: float, scenes: int) -> list[int]:
        """Return the sentences at which a scene may begin: paragraphs' starts, and inside of long ones."""
        starts = sorted(self._paragraphs | self._hard)
        if len(starts) < scenes:
            return list(range(len(self._words)))
        units: list[int] = []
        for first, after in zip(starts, [*starts[1:], len(self._words)], strict=True):
            long = self._words[first:after].sum() > FINE * mean
            units += range(first, after) if long else [first]
        return units

    def _odds(self, units: Sequence[int]) -> npt.NDArray[np.float64]:
        """Return the log-odds that a scene begins at each unit. *Shape:* ``(units,)``"""
        if tuple(units) in self._known:
            return self._known[tuple(units)]
        model, moves = load_model(), self._moves()
        features = gap_features(self._reading, [(unit, unit not in self._paragraphs) for unit in units])
        odds = np.zeros(len(units))
        for index, (unit, gap) in enumerate(zip(units, features, strict=True)):
            if index:
                odds[index] = model.log_odds(gap) + INNER * (unit not in self._paragraphs)
                spoken = self._speech[unit] >= 1 or self._announced[unit]
                odds[index] += IN_SPEECH * spoken + NEW_PLACE * moves[unit]
        self._known[tuple(units)] = odds
        return odds

    def _moves(self) -> list[bool]:
        """Return for each sentence whether it tells of a place that is not the one before."""
        if self._places is None:
            drawable, place = Drawable(load_lexicon()), None
            self._places = []
            for index, scene in enumerate(passages(self._reading, range(len(self._reading.sentences)))):
                back = any(event.background for event in scene.seen)
                said = None if back else setting_of(self._reading, index, index + 1).place
                now = scene_place(said, place, drawable)
                self._places.append(place is not None and now != place)
                place = now
        return self._places


def usual_length(words: int) -> float:
    """Return the words of a usual scene in a story of so many words: 23 of 120, 110 of 1,400, 400 of a
    novel."""
    return float(min(max(words, 1) ** 0.65, LONGEST_MEAN))


def _usual_odds(odds: npt.NDArray[np.float64], cuts: int) -> float:
    """Return the log-odds above which as many gaps lie as the story may have cuts.

    The model's own are those of a chapter in a novel.
    """
    if not len(odds):
        return 0.0
    ranked = np.sort(odds)[::-1]
    return float(ranked[max(0, min(cuts, len(ranked)) - 1)])


def _visible_events(reading: Reading) -> npt.NDArray[np.float64]:
    """Return for each sentence how many events happened in it that somebody did."""
    happens = np.zeros(len(reading.sentences))
    for event in reading.events:
        if event.seen and event.agent is not None:
            happens[event.sentence] += 1
    return happens
