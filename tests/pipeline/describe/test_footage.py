"""Films become shots at the size that the describer looks at."""

import numpy as np
import pytest

from pipeline.describe.footage import SIZE, cuts, read_footage, shots, to_square
from storyboard.errors import StoryboardError


def moving_square(n_frames, colour, height=90, width=160, square=20):
    frames = np.full((n_frames, height, width, 3), 90, np.uint8)
    for i in range(n_frames):
        frames[i, 30:30 + square, 40 + 2 * i:40 + 2 * i + square] = colour
    return frames


def test_a_film_is_cut_where_the_picture_changes_and_nowhere_else():
    first, second = moving_square(16, (255, 0, 0)), 255 - moving_square(16, (255, 0, 0))
    parts = shots(np.concatenate([first, second]), fps=8)
    assert [(part.start, part.end) for part in parts] == [(0.0, 2.0), (2.0, 4.0)]


def test_a_single_frame_is_one_shot():
    assert len(shots(moving_square(1, (0, 255, 0)), fps=8)) == 1
    assert cuts(np.zeros((2, SIZE, SIZE, 3), np.uint8)) == []


def test_falling_snow_is_no_cut():
    noise = np.random.default_rng(0).integers(0, 255, (24, SIZE, SIZE, 3), dtype=np.uint8)
    assert cuts(noise) == []


@pytest.mark.parametrize("bars", [((0, 0), (20, 20)), ((24, 24), (0, 0))])
def test_black_bars_are_cut_off(bars):
    picture = np.random.default_rng(1).integers(60, 255, (3, 80, 80, 3), dtype=np.uint8)
    film = np.pad(picture, ((0, 0), *bars, (0, 0)))
    assert np.array_equal(to_square(film), to_square(picture))


def test_a_black_film_keeps_its_frames():
    assert to_square(np.zeros((2, 40, 60, 3), np.uint8)).shape == (2, SIZE, SIZE, 3)


def test_a_missing_file_and_a_file_without_pictures_are_refused(tmp_path):
    with pytest.raises(StoryboardError, match="no such file"):
        read_footage(tmp_path / "film.mp4")
    text = tmp_path / "story.txt"
    text.write_text("Once upon a time")
    with pytest.raises(StoryboardError, match="not a video"):
        read_footage(text)
