"""Screen time: exact in frames, whatever was asked."""

from __future__ import annotations

from fractions import Fraction

import pytest

from storyboard.errors import StoryboardError
from storyboard.planning import PlanOptions
from storyboard.planning.timing import scene_limit, share_seconds, share_shots
from storyboard.timecode import exact_rate, exact_seconds, frame_spans


@pytest.mark.parametrize("fps", [8, 12, 23.976, 24, 25, 29.97, 30])
@pytest.mark.parametrize("length", [Fraction(1), Fraction(45, 2), Fraction(60), Fraction(1001, 7)])
def test_shots_fill_the_asked_length_to_the_frame(length, fps):
    options = PlanOptions(length=length, fps=fps)
    weights = [1.0, 3.8, 0.2, 2.2, 1.6]
    seconds = share_seconds(weights, options)
    spans = frame_spans([exact_seconds(time) for time in seconds], exact_rate(fps))
    assert spans[-1].stop == round(length * exact_rate(fps))
    assert all(len(span) >= 1 for span in spans)


def test_heavier_shots_last_longer():
    seconds = share_seconds([1.0, 4.0, 1.0], PlanOptions(length=Fraction(12)))
    assert seconds[1] > seconds[0] == seconds[2]
    assert seconds[1] <= 2 * seconds[0]


def test_without_a_length_every_shot_lasts_the_usual_time():
    assert share_seconds([1.0, 4.0], PlanOptions(shot_seconds=2.5)) == [2.5, 2.5]


def test_asked_length_decides_how_many_shots():
    weights = [[3.0, 2.0, 1.0], [3.0, 0.5], [1.0]]
    assert share_shots(weights, PlanOptions(length=Fraction(6))).counts == (1, 1, 1)
    assert share_shots(weights, PlanOptions(length=Fraction(8))).counts == (2, 1, 1)
    assert share_shots(weights, PlanOptions(length=Fraction(600))).counts == (3, 2, 1)


def test_scenes_that_a_short_film_can_hold():
    assert scene_limit(PlanOptions(length=Fraction(9))) == 4
    assert scene_limit(PlanOptions(length=Fraction(1, 2))) == 1
    assert scene_limit(PlanOptions()) == 40


def test_length_too_short_for_the_scenes_is_refused_with_the_frames():
    with pytest.raises(
        StoryboardError, match="1 s at 8 frames per second are 8 frames, too few for 9 scenes"
    ):
        PlanOptions(length=Fraction(1), scenes=9)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"scenes": 0}, "a film of 0 scenes cannot be planned"),
        ({"length": Fraction(0)}, "a film cannot last 0 s"),
        ({"shot_seconds": 9.0}, "a shot cannot last 9 s with at most 6 s"),
    ],
)
def test_impossible_options_are_refused(options, message):
    with pytest.raises(StoryboardError, match=message):
        PlanOptions(**options)
