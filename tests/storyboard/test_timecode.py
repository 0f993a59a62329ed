"""Exact time."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest

from storyboard.errors import StoryboardError
from storyboard.timecode import (
    exact_rate,
    exact_seconds,
    format_length,
    format_timecode,
    frame_spans,
    parse_length,
)


def test_spans_touch_and_end_on_the_rounded_total():
    spans = frame_spans([Fraction(1, 3)] * 100, Fraction(24000, 1001))
    assert all(before.stop == after.start for before, after in pairwise(spans))
    assert spans[0].start == 0
    assert spans[-1].stop == round(Fraction(100, 3) * Fraction(24000, 1001))


def test_spans_never_drift_by_more_than_half_a_frame():
    durations = [exact_seconds(0.7 + n % 7 / 10) for n in range(500)]
    rate, elapsed = Fraction(30000, 1001), Fraction(0)
    for duration, span in zip(durations, frame_spans(durations, rate), strict=True):
        elapsed += duration
        assert abs(span.stop - elapsed * rate) <= Fraction(1, 2)


def test_no_shots_have_no_spans():
    assert frame_spans([], Fraction(8)) == []


@pytest.mark.parametrize(("fps", "rate"), [
    (23.976, Fraction(24000, 1001)), (23.98, Fraction(2398, 100)), (29.97, Fraction(30000, 1001)),
    (59.94, Fraction(60000, 1001)), (24, Fraction(24)), (12.5, Fraction(25, 2)), (8.0, Fraction(8)),
])
def test_a_typed_frame_rate_is_made_exact(fps, rate):
    assert exact_rate(fps) == rate


def test_typed_seconds_are_the_decimal_that_was_typed():
    assert exact_seconds(2.1) == Fraction(21, 10)
    assert exact_seconds(3) == 3


@pytest.mark.parametrize(("text", "seconds"), [
    ("60s", 60), ("60", 60), ("1m30s", 90), ("1m 30s", 90), ("2m", 120), ("0:45", 45), ("1:30", 90),
    ("01:02:03.5", Fraction(7447, 2)), ("1h", 3600), ("1h5m", 3900), (" 90 S ", 90), ("1.5m", 90),
    ("2 minutes", 120), ("45 sec", 45), ("0.5s", Fraction(1, 2)), ("90:00", 5400),
])
def test_lengths_are_read_as_people_write_them(text, seconds):
    assert parse_length(text) == seconds


@pytest.mark.parametrize("text", ["", " ", "soon", "-5s", "1:75", "1:60:00", "s", "5x", "1m2m", "1,5m", ":30",
                                  "1e3", "٣s"])
def test_what_is_no_length_is_answered_with_what_is(text):
    with pytest.raises(StoryboardError, match=r"60s|90s"):
        parse_length(text)


@pytest.mark.parametrize("text", ["0", "0s", "0:00", "0m0s"])
def test_a_film_of_no_length_is_refused(text):
    with pytest.raises(StoryboardError, match="more than 0 seconds"):
        parse_length(text)


@pytest.mark.parametrize(("seconds", "shown"), [
    (0, "00:00:00.000"), (Fraction(361, 4), "00:01:30.250"), (3600, "01:00:00.000"),
    (Fraction(59_999_6, 10_000), "00:01:00.000"), (360000, "100:00:00.000"), (Fraction(1, 3), "00:00:00.333"),
])
def test_timecodes_are_rounded_once_and_carry_over(seconds, shown):
    assert format_timecode(seconds) == shown


def test_subtitles_have_a_comma():
    assert format_timecode(Fraction(5, 2), decimal=",") == "00:00:02,500"


def test_a_negative_timecode_is_refused():
    with pytest.raises(ValueError, match="negative"):
        format_timecode(-1)


@pytest.mark.parametrize(("seconds", "shown"), [
    (2, "2s"), (2.5, "2.5s"), (45, "45s"), (90, "1m30s"), (7500, "2h05m"), (59.7, "1m00s"), (9.99, "10.0s"),
])
def test_lengths_are_shown_as_people_say_them(seconds, shown):
    assert format_length(seconds) == shown.replace("10.0s", "10s")
