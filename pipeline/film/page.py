"""What stands on the storyboard page, before it becomes HTML or a picture."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """One picture of the page."""

    frame: np.ndarray | None
    """uint8 RGB, or ``None`` where nothing is rendered yet. *Shape:* ``(height, width, 3)``"""
    label: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class SheetShot:
    """One row of panels."""

    panels: tuple[Panel, ...]
    caption: str
    """What happens in it."""
    framing: str
    """``full, static, 2 s``"""


@dataclass(frozen=True, slots=True, eq=False)
class SheetScene:
    """One card of the page."""

    number: int
    id: str
    title: str
    setting: str
    """``forest, morning, rain``"""
    time: str
    """When it is in the film: ``0:04 – 0:08``."""
    shots: tuple[SheetShot, ...]
    text: str
    """The sentences of the story it shows."""
    takes: tuple[Panel, ...] = ()
    """A panel of every take, when there are several."""


@dataclass(frozen=True, slots=True, eq=False)
class SheetPage:
    """All that stands on the page."""

    title: str
    facts: str
    """``8 scenes, 32 s, model: storybook``"""
    aspect: Fraction
    """Width of a panel over its height."""
    scenes: tuple[SheetScene, ...]
