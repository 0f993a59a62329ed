"""Frames to clips: size, colour, time, and the same bytes for the same frames."""

import io
from fractions import Fraction
from itertools import pairwise

import av
import numpy as np
import pytest

from pipeline.film.encode import (
    Encoding,
    Fit,
    decode_clip,
    encode_again,
    encode_clip,
    expected_signature,
    fit_frame,
    frame_numbers,
    signature,
)
from storyboard.errors import RenderError


def encoding(**changes):
    return Encoding(**{"width": 64, "height": 48, "fps": Fraction(8)} | changes)


def moving_square(n_frames=12, height=48, width=64, colour=(200, 60, 30)):
    frames = np.full((n_frames, height, width, 3), (90, 160, 230), np.uint8)
    for number, frame in enumerate(frames):
        frame[10:30, 4 + 2 * number:24 + 2 * number] = colour
    return frames


def test_same_frames_give_the_same_bytes():
    assert encode_clip(moving_square(), encoding()) == encode_clip(moving_square(), encoding())


def test_clip_is_h264_in_yuv420p_with_constant_rate_and_tagged_colours():
    with av.open(io.BytesIO(encode_clip(moving_square(), encoding()))) as container:
        stream = container.streams.video[0]
        times = [packet.pts for packet in container.demux(stream) if packet.size]
        assert stream.codec_context.name == "h264"
        assert stream.codec_context.pix_fmt == "yuv420p"
        assert stream.average_rate == 8
        assert {later - earlier for earlier, later in pairwise(times)} == {
            int(1 / (8 * stream.time_base))}
        assert times[0] == 0
        assert stream.codec_context.color_primaries == 1  # BT.709


def test_every_second_begins_with_a_key_frame_that_stands_alone():
    with av.open(io.BytesIO(encode_clip(moving_square(24), encoding()))) as container:
        keys = [number for number, packet in enumerate(container.demux(video=0))
                if packet.size and packet.is_keyframe]
    assert keys == [0, 8, 16]


def test_colours_come_back_as_they_went_in():
    for colour in [(0, 0, 0), (255, 255, 255), (128, 128, 128), (200, 60, 30)]:
        frames = np.full((4, 48, 64, 3), colour, np.uint8)
        back = decode_clip(encode_clip(frames, encoding()))
        assert np.abs(back.astype(int) - frames.astype(int)).max() <= 3, colour


def test_small_pictures_are_enlarged_to_the_film():
    assert decode_clip(encode_clip(moving_square(3, 24, 32), encoding())).shape == (3, 48, 64, 3)


def test_letterbox_keeps_all_of_the_picture_between_black_bars():
    fitted = fit_frame(np.full((40, 40, 3), 200, np.uint8), 80, 40)
    assert fitted.shape == (40, 80, 3)
    assert (fitted[:, 20:60] == 200).all()
    assert (fitted[:, :20] == 0).all()
    assert (fitted[:, 60:] == 0).all()


def test_crop_fills_the_frame_with_the_middle():
    picture = np.zeros((40, 40, 3), np.uint8)
    picture[10:30] = 200
    assert (fit_frame(picture, 80, 40, Fit.CROP)[4:36] >= 195).all()


def test_odd_model_sizes_become_the_even_size_of_the_film():
    assert decode_clip(encode_clip(moving_square(2, 45, 61), encoding())).shape == (2, 48, 64, 3)


@pytest.mark.parametrize(("source_fps", "fps", "n_frames"), [
    (8, Fraction(24), 48), (16, Fraction(24000, 1001), 95), (24, Fraction(8), 16), (7.5, Fraction(30), 120)])
def test_each_film_frame_shows_the_source_frame_due_at_its_time(source_fps, fps, n_frames):
    shown, slowed = frame_numbers(1000, source_fps, n_frames, fps)
    assert not slowed
    for number, source in enumerate(shown):
        due = Fraction(number) / fps * Fraction(source_fps)
        assert source <= due < source + 1


def test_frame_rates_do_not_drift_over_an_hour():
    fps = Fraction(24000, 1001)
    n_frames = round(3600 * fps)
    shown, _ = frame_numbers(8 * 3601, 8, n_frames, fps)
    assert abs(shown[-1] / 8 - 3600) < 0.2


def test_a_clip_that_is_too_short_is_slowed_down_to_its_place():
    shown, slowed = frame_numbers(8, 8, 24, Fraction(8))
    assert slowed
    assert shown == [number // 3 for number in range(24)]


def test_no_frames_are_refused():
    with pytest.raises(RenderError, match="no frames"):
        encode_clip([], encoding())


def test_a_damaged_clip_is_named(tmp_path):
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"this is no film" * 100)
    with pytest.raises(RenderError, match=r"clip\.mp4: cannot be read as video"):
        decode_clip(path)


def test_all_clips_of_one_encoding_have_one_signature():
    for frames in (moving_square(1), moving_square(9, 24, 32)):
        clip = encode_clip(frames, encoding())
        with av.open(io.BytesIO(clip)) as container:
            assert signature(container) == expected_signature(encoding())


def test_a_clip_of_another_size_and_rate_can_be_made_to_fit(tmp_path):
    path = tmp_path / "clip.mp4"
    path.write_bytes(encode_clip(moving_square(24), encoding(width=32, height=24, fps=Fraction(12))))
    again = encode_again(path, encoding())
    with av.open(io.BytesIO(again)) as container:
        assert signature(container) == expected_signature(encoding())
    assert decode_clip(again).shape == (16, 48, 64, 3)
