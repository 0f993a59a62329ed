"""Legal lengths and sizes, and long shots in windows."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.models.interface import ModelCard
from pipeline.models.windows import (
    dissolved,
    legal_length,
    legal_size,
    longest_length,
    plan_windows,
    window_seed,
)


def card(*, multiple: int = 1, offset: int = 0, longest: int = 16) -> ModelCard:
    return ModelCard(
        name="m",
        title="m",
        licence="",
        commercial=True,
        width=64,
        height=64,
        n_frames=8,
        fps=8,
        max_frames=longest,
        steps=4,
        guidance=1.0,
        frame_multiple=multiple,
        frame_offset=offset,
    )


@pytest.mark.parametrize(("asked", "made"), [(1, 1), (2, 5), (5, 5), (7, 9), (80, 81), (81, 81)])
def test_lengths_of_four_k_plus_one_are_rounded_up(asked, made):
    assert legal_length(asked, card(multiple=4, offset=1)) == made


@pytest.mark.parametrize(("asked", "made"), [(1, 4), (4, 4), (5, 8)])
def test_lengths_of_four_k_have_no_zero(asked, made):
    assert legal_length(asked, card(multiple=4)) == made


def test_offset_of_two_is_the_shortest_length():
    assert [legal_length(n, card(offset=2)) for n in (1, 2, 3)] == [2, 2, 3]


def test_longest_length_is_legal_and_not_above_the_limit():
    assert longest_length(card(multiple=8, offset=1, longest=100)) == 97


def test_size_goes_to_the_nearest_multiple_and_never_to_zero():
    assert legal_size(70, 3, 16) == (64, 16)
    assert legal_size(72, 24, 16) == (64, 32)


@pytest.mark.parametrize("rule", [(1, 0), (4, 1), (8, 1), (6, 1), (4, 0)])
@pytest.mark.parametrize("overlap", [1, 2, 4])
def test_windows_cover_every_length_exactly_and_are_legal(rule, overlap):
    multiple, offset = rule
    model = card(multiple=multiple, offset=offset, longest=17)
    for n_frames in range(1, 90):
        windows = plan_windows(n_frames, model, overlap)
        assert sum(window.keep for window in windows) == n_frames
        assert windows[0].overlap == 0
        for window in windows:
            assert window.n_frames == legal_length(window.n_frames, model) <= 17
            assert window.overlap + window.keep <= window.n_frames
            assert window.keep > 0


def test_overlap_as_long_as_a_window_still_ends():
    assert len(plan_windows(10, card(longest=2), overlap=5)) == 9


def test_first_window_has_the_shots_seed_and_the_next_have_others():
    assert window_seed(7, 0) == 7
    assert len({window_seed(7, number) for number in range(20)}) == 20
    assert all(0 <= window_seed(2**32 - 1, number) < 2**32 for number in range(20))


def test_dissolve_keeps_the_length_and_goes_from_one_to_the_other():
    before, after = (np.full((4, 2, 2, 3), value, np.uint8) for value in (0, 240))
    joined = dissolved(before, after, 2)
    assert joined[:, 0, 0, 0].tolist() == [0, 0, 80, 160, 240, 240]
