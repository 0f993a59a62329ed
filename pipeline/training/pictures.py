"""Pictures to look at while a model is trained."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw


def save_grid(
    rows: Sequence[np.ndarray], path: Path, *, titles: Sequence[str] = (), columns: int = 1, scale: int = 2
) -> None:
    """Write strips of frames as one PNG.

    Args:
        rows: Each a strip, uint8 RGB, all of one shape. *Shape of each:* ``(n_frames, height, width, 3)``
        titles: One line over each strip.
        columns: Strips side by side.
        scale: Each pixel becomes a square of so many.
    """
    strips = [np.concatenate(list(row), axis=1).repeat(scale, 0).repeat(scale, 1) for row in rows]
    height, width = strips[0].shape[:2]
    header = 14 if titles else 0
    n_lines = -(-len(strips) // columns)
    sheet = Image.new("RGB", (columns * (width + 6), n_lines * (height + header + 4)), "white")
    pen = ImageDraw.Draw(sheet)
    for number, strip in enumerate(strips):
        left, top = number % columns * (width + 6), number // columns * (height + header + 4)
        sheet.paste(Image.fromarray(strip), (left, top + header))
        if titles:
            pen.text((left + 2, top + 1), titles[number], fill="black")
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(path)
