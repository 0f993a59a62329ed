"""Where a scene begins: evidence at every gap, and the best cuts by dynamic programming."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from storyboard.planning.cues import GapCues, gap_cues
from storyboard.story.reading import Reading

WEIGHTS = GapCues(paragraph=0.8, place=1.5, time=2.0, cast=1.5, newcomer=1.0, topic=0.8, dialogue=-3.0)
"""What each cue adds to the score of a cut; with ``CUT`` the log-odds that a scene begins there."""
CUT = -0.4
"""Score of a cut that nothing speaks for."""
HARD = 1000.0
"""Score of a marked cut: more than all cues of a story together."""
NOTHING_HAPPENS = -4.0
"""Score of a scene in which nothing can be seen to happen: a moral, a remark."""
SPREAD = 0.5
"""Standard deviation of the logarithm of a scene's length."""
LONGEST_MEAN = 400
"""Words of the usual scene of a novel; shorter stories have shorter scenes."""


def scene_starts(reading: Reading, *, scenes: int | None = None) -> list[int]:
    """Return the indices of the sentences at which a scene begins; the first is 0.

    Marks in the text (headings, asterisks, rules) always cut, unless fewer scenes are asked for than are
    marked.

    Args:
        reading: A story with at least one sentence.
        scenes: How many scenes to find; never more than there are sentences. ``None``: as many as the story
            has.
    """
    return starts_from_cues(reading, gap_cues(reading), scenes=scenes)


def starts_from_cues(reading: Reading, cues: Sequence[GapCues], *, scenes: int | None = None) -> list[int]:
    """Return the same as ``scene_starts``, for cues that are found already."""
    if not cues:
        return []
    scores = np.array([_score(cue) for cue in cues])
    words = np.array([len(reading.text[start:end].split()) for start, end in reading.sentences], dtype=float)
    happens = _visible_events(reading)
    if scenes is not None:
        scenes = max(1, min(scenes, len(cues)))
        mean = words.sum() / scenes
    else:
        mean = usual_length(int(words.sum()))
    units = _units(cues, scenes, mean, words)
    lengths = np.add.reduceat(words, units)
    seen = np.add.reduceat(happens, units)
    cuts = best_cuts(scores[units], lengths, seen, mean=mean, count=scenes)
    return [int(units[cut]) for cut in cuts]


def usual_length(words: int) -> float:
    """Return the words of a usual scene in a story of so many words: 23 of 120, 110 of 1,400, 400 of a
    novel."""
    return float(min(max(words, 1) ** 0.65, LONGEST_MEAN))


def best_cuts(
    scores: npt.NDArray[np.float64],
    lengths: npt.NDArray[np.float64],
    seen: npt.NDArray[np.float64],
    *,
    mean: float,
    count: int | None = None,
) -> list[int]:
    """Return the units that begin a scene so that the sum of all scores is greatest.

    A scene of L words scores ``-(ln(L / mean) / SPREAD)^2 / 2`` and ``NOTHING_HAPPENS`` if nothing is seen
    in it;
    a cut before unit i scores ``scores[i]``. Time O(units x window x count), exact within the window.

    Args:
        scores: Score of a cut before each unit; that of the first is not used. *Shape:* ``(units,)``
        lengths: Words of each unit. *Shape:* ``(units,)``
        seen: How many visible events each unit has. *Shape:* ``(units,)``
        mean: Words of a usual scene.
        count: Exactly so many scenes, at most ``units``; ``None``: whatever scores best.
    """
    units = len(scores)
    words = np.concatenate([[0.0], np.cumsum(lengths)])
    events = np.concatenate([[0.0], np.cumsum(seen)])
    # Row 0 alone when the count is free; else row k holds the best score with k scenes so far.
    rows = 1 if count is None else count + 1
    for window in (max(60, int(8 * mean / max(words[-1] / units, 1e-9))), units):
        best = np.full((rows, units + 1), -np.inf)
        back = np.zeros((rows, units + 1), dtype=np.int64)
        best[0, 0] = 0.0
        for end in range(1, units + 1):
            begin = max(0, end - window)
            span = np.maximum(words[end] - words[begin:end], 1.0)
            gain = -0.5 * (np.log(span / mean) / SPREAD) ** 2
            gain += np.where(events[end] > events[begin:end], 0.0, NOTHING_HAPPENS)
            gain += np.where(np.arange(begin, end) > 0, scores[begin:end], 0.0)
            sources = best[:, begin:end] if count is None else best[:-1, begin:end]
            totals = sources + gain
            choice = totals.argmax(axis=1)
            value = totals[np.arange(len(totals)), choice]
            if count is None:
                best[:, end], back[:, end] = value, begin + choice
            else:
                best[1:, end], back[1:, end] = value, begin + choice
        if np.isfinite(best[-1, units]):
            break
    cuts: list[int] = []
    row, end = rows - 1, units
    while end > 0:
        end = int(back[row, end])
        cuts.append(end)
        row -= count is not None
    return cuts[::-1]


def _score(cue: GapCues) -> float:
    if cue.hard:
        return HARD
    names = ("paragraph", "place", "time", "cast", "newcomer", "topic", "dialogue")
    return CUT + float(sum(getattr(WEIGHTS, name) * getattr(cue, name) for name in names))


def _visible_events(reading: Reading) -> npt.NDArray[np.float64]:
    """Return for each sentence how many events happened in it that somebody did."""
    happens = np.zeros(len(reading.sentences))
    for event in reading.events:
        if event.happened and event.agent is not None:
            happens[event.sentence] += 1
    return happens


def _units(
    cues: Sequence[GapCues], scenes: int | None, mean: float, words: npt.NDArray[np.float64]
) -> npt.NDArray[np.int64]:
    """Return the sentences at which a scene may begin: paragraphs' starts where those are fine enough."""
    starts = [0] + [i for i, cue in enumerate(cues) if i and (cue.hard or cue.paragraph)]
    paragraphs = np.array(starts, dtype=np.int64)
    longest = np.add.reduceat(words, paragraphs).max()
    if len(paragraphs) >= 3 * (scenes or 1) and longest <= 2 * mean:
        return paragraphs
    return np.arange(len(cues), dtype=np.int64)
