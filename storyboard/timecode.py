"""Seconds, frames and exact frame rates. Time is a ``Fraction`` of a second; floats are for people and YAML.

A float such as ``23.976`` or ``2.1`` is what somebody typed; ``exact_rate`` and ``exact_seconds`` say what
it means.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from storyboard.errors import StoryboardError

_NTSC_RATES = (Fraction(24000, 1001), Fraction(30000, 1001), Fraction(48000, 1001), Fraction(60000, 1001),
               Fraction(120000, 1001))

_NUMBER = r"[0-9]+(?:[.][0-9]+)?"
_UNIT_LENGTH = re.compile(
    rf"(?:({_NUMBER})\s*(?:h|hr|hrs|hours?))?\s*(?:({_NUMBER})\s*(?:m|min|mins|minutes?))?"
    rf"\s*(?:({_NUMBER})\s*(?:s|secs?|seconds?))?", re.IGNORECASE)
_CLOCK_LENGTH = re.compile(r"(?:([0-9]+):)?([0-9]+):([0-9]{1,2}(?:[.][0-9]+)?)")


def exact_seconds(seconds: float) -> Fraction:
    """Return the number of seconds that was typed: ``2.1`` is 21/10, not the nearest binary fraction."""
    return Fraction(str(seconds))


def exact_rate(fps: float) -> Fraction:
    """Return the frame rate that ``fps`` stands for, in frames per second.

    ``23.976``, ``29.97``, ``59.94`` (rounded as people round them) become the broadcast rates over 1001;
    everything else is taken as the decimal that was typed.
    """
    for rate in _NTSC_RATES:
        if abs(fps - float(rate)) < 0.0006:
            return rate
    return Fraction(str(fps))


def frame_spans(durations: Sequence[Fraction], frame_rate: Fraction) -> list[range]:
    """Lay shots end to end on whole frames, without gaps.

    Args:
        durations: Screen time of each shot in seconds, in order.
        frame_rate: Frames per second, exact: ``Fraction(24000, 1001)``, not 23.976.

    Returns:
        The frame numbers of each shot; each range starts where the one before ended. A shot shorter than
        half a frame may get an empty range.
    """
    spans: list[range] = []
    start, elapsed = 0, Fraction(0)
    for duration in durations:
        # Rounding the running total keeps the error below half a frame however many shots there are;
        # rounding each shot alone would let it grow with every cut.
        elapsed += duration
        end = _round_half_up(elapsed * frame_rate)
        spans.append(range(start, end))
        start = end
    return spans


def _round_half_up(value: Fraction) -> int:
    """Round to the nearest whole number, halves upwards, so that equal shots get equal lengths more often."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def parse_length(text: str) -> Fraction:
    """Return the seconds that a length such as ``60s``, ``1m30s``, ``0:45``, ``1:02:03.5`` or ``90`` means.

    Raises:
        StoryboardError: The text is no length, or the length is not above zero.
    """
    words = text.strip()
    if re.fullmatch(_NUMBER, words):
        seconds = Fraction(words)
    elif clock := _CLOCK_LENGTH.fullmatch(words):
        hours, minutes, rest = clock.groups()
        if Fraction(rest) >= 60 or (hours is not None and int(minutes) >= 60):
            raise StoryboardError(f"length '{text}': minutes and seconds after a colon go up to 59; "
                                  f"write it as 90s, 1m30s or 1:30")
        seconds = int(hours or 0) * 3600 + int(minutes) * 60 + Fraction(rest)
    elif words and (units := _UNIT_LENGTH.fullmatch(words)):
        parts = zip(units.groups(), (3600, 60, 1), strict=True)
        seconds = sum((Fraction(number) * size for number, size in parts if number), start=Fraction(0))
    else:
        raise StoryboardError(f"length '{text}' is not understood; write it as 60s, 1m30s, 2m, 1:30 or 0:45")
    if seconds <= 0:
        raise StoryboardError(f"length '{text}' is nothing; a film needs more than 0 seconds")
    return seconds


def format_timecode(seconds: Fraction | float, *, decimal: str = ".") -> str:
    """Return ``hours:minutes:seconds`` with milliseconds: ``00:01:30.250``.

    Args:
        seconds: Time from the start, not negative.
        decimal: Mark before the milliseconds; ``","`` gives the form of SubRip subtitles.

    Raises:
        ValueError: ``seconds`` is negative.
    """
    if seconds < 0:
        raise ValueError(f"a timecode cannot be negative: {seconds}")
    milliseconds = _round_half_up(Fraction(seconds) * 1000)
    whole, milliseconds = divmod(milliseconds, 1000)
    minutes, second = divmod(whole, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02d}:{minute:02d}:{second:02d}{decimal}{milliseconds:03d}"


def format_length(seconds: Fraction | float) -> str:
    """Return a length as people say it: ``45s``, ``1m30s``, ``2h05m``; with a decimal below ten seconds."""
    if seconds < 10:
        return f"{float(seconds):.1f}".removesuffix(".0") + "s"
    whole = _round_half_up(Fraction(seconds))
    minutes, second = divmod(whole, 60)
    hour, minute = divmod(minutes, 60)
    if hour:
        return f"{hour}h{minute:02d}m"
    return f"{minute}m{second:02d}s" if minute else f"{second}s"
