"""What part of the stage the frame shows: framing, and the camera's moves."""

from __future__ import annotations

from dataclasses import dataclass

FRAMINGS: dict[str, float] = {"wide": 1.0, "full": 1.0, "medium": 0.66, "close-up": 0.44}
"""Framing -> height of the part that is shown, in heights of the whole stage."""

PAN = 0.16
"""How far a pan or a tracking camera goes to each side, in heights of the frame."""
TILTED = 0.8
"""Height of the part that a tilting camera shows, in heights of the whole stage."""


@dataclass(frozen=True, slots=True)
class View:
    """A part of the stage. The unit is the height of the stage; the stage begins at 0, 0."""

    left: float
    top: float
    height: float

    def width(self, wide: float) -> float:
        """Return the width of the part for frames that are ``wide`` times as wide as high."""
        return self.height * wide


def framed(framing: str, focus: tuple[float, float], wide: float) -> View:
    """Return what ``framing`` shows of a stage around ``focus``, without leaving the stage."""
    height = FRAMINGS[framing]
    if height == 1.0:
        return View(0.0, 0.0, 1.0)
    left = min(max(focus[0] - height * wide / 2, 0.0), wide * (1 - height))
    top = min(max(focus[1] - height * (0.5 if framing == "close-up" else 0.38), 0.0), 1 - height)
    return View(left, top, height)


def moved(
    view: View, camera: str, share: float, *, wide: float, focus: tuple[float, float], left: bool
) -> View:
    """Return what a moving camera shows when ``share`` of the clip is over, in [0, 1].

    A pan goes to the right; a tilt comes down from above; a zoom goes in on ``focus``; a tracking camera goes
    with the subject, to the ``left`` or the right. Pan and tracking look up to ``PAN`` beyond
    the stage's sides.
    """
    ease = share * share * (3 - 2 * share)
    h = view.height
    if camera == "pan":
        return View(view.left + PAN * h * (2 * ease - 1), view.top, h)
    if camera == "tracking":
        return View(view.left + PAN * h * (2 * share - 1) * (-1 if left else 1), view.top, h)
    if camera == "tilt":
        small = min(h, TILTED)
        bottom = min(view.top + (h - small), 1 - small) if h < 1 else 1 - small
        return View(
            view.left + (h - small) * wide / 2,
            bottom * ease if h == 1 else max(0.0, bottom - 0.25 * h * (1 - ease)),
            small,
        )
    if camera == "zoom":
        small = h * (1 - 0.28 * ease)
        x = min(max(focus[0] - small * wide / 2, view.left), view.left + (h - small) * wide)
        y = min(max(focus[1] - small * 0.42, view.top), view.top + h - small)
        return View(view.left + (x - view.left) * ease, view.top + (y - view.top) * ease, small)
    return view


def tracked(framing: str, share: float) -> float:
    """Return how far a tracking camera is when ``share`` of the clip is over, in heights of the stage."""
    return PAN * FRAMINGS[framing] * (2 * share - 1)
