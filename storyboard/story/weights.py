"""Reads the weights of the small networks that lie beside the pipeline."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

SCALE = ".scale"
"""Ending of the name under which the steps of an array lie that is stored in eight bits."""


def read_weights(path: Path | str) -> dict[str, Floats]:
    """Return a network's arrays by name, as float32.

    An array ``name`` of int8 counts in steps of ``name.scale``, one step for each row of its last axis.
    """
    from safetensors.numpy import load_file

    arrays = load_file(path)
    return {
        name: array.astype(np.float32) * arrays[f"{name}{SCALE}"].astype(np.float32)
        if array.dtype == np.int8
        else array.astype(np.float32)
        for name, array in arrays.items()
        if not name.endswith(SCALE)
    }


def read_labels(path: Path | str, name: str = "labels") -> list[str]:
    """Return the labels that are noted beside the arrays of a network, in order; none if none are."""
    from safetensors import safe_open

    with safe_open(path, framework="numpy") as file:
        noted = (file.metadata() or {}).get(name, "")
        return str(noted).split(" ") if noted else []
