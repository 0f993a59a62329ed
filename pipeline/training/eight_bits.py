"""Stores the weights of small networks in eight bits; ``storyboard.story.weights`` reads them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

STEPS = 127
"""The largest number of an int8 that has its negative."""
LEAST = np.float16(6.2e-5)
"""The smallest normal float16: no step is finer."""


def in_eight_bits(arrays: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return tables as int8 in steps, one step (``name.scale``, float16) for each row of the last axis.

    Vectors stay as they are: they are few, and a step of their own would save nothing.
    """
    stored: dict[str, np.ndarray] = {}
    for name, array in arrays.items():
        if array.ndim < 2:
            stored[name] = array
            continue
        most = np.abs(array.astype(np.float32)).max(axis=-1, keepdims=True)
        scale = np.maximum((most / STEPS).astype(np.float16), LEAST)
        counts = np.rint(array.astype(np.float32) / scale.astype(np.float32))
        stored[name] = np.clip(counts, -STEPS, STEPS).astype(np.int8)
        stored[f"{name}.scale"] = scale
    return stored
