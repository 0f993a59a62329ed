"""The best places to cut a sequence: a score for every gap, a prior over lengths, dynamic programming."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

NOTHING_HAPPENS = -4.0
"""Score of a scene in which nothing can be seen to happen: a moral, a remark."""
SPREAD = 0.5
"""Standard deviation of the logarithm of a scene's length."""


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
