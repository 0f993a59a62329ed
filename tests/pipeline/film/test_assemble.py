"""Clips to one film: copied packets, chapters, subtitles, and the same bytes for the same clips."""

import json
import time
from fractions import Fraction
from itertools import pairwise

import av
import numpy as np
import pytest

from pipeline.film.assemble import Part, assemble
from pipeline.film.captions import Caption
from pipeline.film.encode import Encoding, decode_clip, encode_clip
from storyboard.errors import OutputError, RenderError

ENCODING = Encoding(width=64, height=48, fps=Fraction(8))


def coloured_clip(path, n_frames, level, encoding=ENCODING):
    frames = np.full((n_frames, 48, 64, 3), level, np.uint8)
    frames[:, 10:20, 10:20] = 255 - level
    path.write_bytes(encode_clip(frames, encoding))
    return path


@pytest.fixture
def parts(tmp_path):
    return [Part(f"s{number:02}", coloured_clip(tmp_path / f"{number}.mp4", 8 + number, 40 * number),
                 f"Scene “{number}”") for number in range(1, 5)]


def join(parts, path, **changes):
    given = {"encoding": ENCODING, "title": "Лиса", "facts": {"seeds": [1, 2]}} | changes
    return assemble(parts, path, **given)


def test_film_holds_every_frame_of_every_clip_unchanged(parts, tmp_path):
    joined = join(parts, tmp_path / "film.mp4")
    assert joined.n_frames == 9 + 10 + 11 + 12
    film = decode_clip(tmp_path / "film.mp4")
    assert (film == np.concatenate([decode_clip(part.clip) for part in parts])).all()


def test_frames_follow_each_other_at_one_rate_across_joints(parts, tmp_path):
    join(parts, tmp_path / "film.mp4")
    with av.open(str(tmp_path / "film.mp4")) as film:
        times = [packet.pts for packet in film.demux(video=0) if packet.size]
    assert len({later - earlier for earlier, later in pairwise(times)}) == 1


def test_index_comes_before_the_pictures(parts, tmp_path):
    join(parts, tmp_path / "film.mp4")
    content = (tmp_path / "film.mp4").read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def test_chapters_and_metadata_can_be_read_back(parts, tmp_path):
    join(parts, tmp_path / "film.mp4")
    with av.open(str(tmp_path / "film.mp4")) as film:
        chapters = film.chapters()
        assert film.metadata["title"] == "Лиса"
        assert json.loads(film.metadata["comment"]) == {"seeds": [1, 2]}
    assert [chapter["metadata"]["title"] for chapter in chapters] == [part.chapter for part in parts]
    assert [chapter["start"] for chapter in chapters] == [0, 1125, 2375, 3750]
    assert chapters[-1]["end"] == 5250


def test_subtitles_are_a_track_with_times_and_words(parts, tmp_path):
    captions = [Caption(Fraction(0), Fraction(2), "Un renard\nvit"),
                Caption(Fraction(3), Fraction(5), "“Ça!”")]
    join(parts, tmp_path / "film.mp4", captions=captions)
    with av.open(str(tmp_path / "film.mp4")) as film:
        assert film.streams.subtitles[0].metadata["language"] == "eng"
        packets = [(packet.pts, packet.duration, bytes(packet)[2:].decode())
                   for packet in film.demux(subtitles=0) if packet.size > 2]
    assert packets == [(0, 2000, "Un renard\nvit"), (3000, 2000, "“Ça!”")]


def test_same_clips_give_the_same_film(parts, tmp_path):
    join(parts, tmp_path / "one.mp4")
    join(parts, tmp_path / "two.mp4")
    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "two.mp4").read_bytes()


def test_two_hundred_clips_are_joined_in_less_than_a_second(parts, tmp_path):
    begin = time.process_time()  # Not the clock: other programs may be busy on this machine.
    joined = join(parts * 50, tmp_path / "film.mp4")
    assert time.process_time() - begin < 1
    assert joined.n_frames == 42 * 50


def test_a_clip_of_another_size_is_encoded_again_and_only_that(parts, tmp_path):
    odd = Encoding(width=96, height=48, fps=Fraction(12))
    parts[1] = Part("s02", coloured_clip(tmp_path / "odd.mp4", 12, 100, odd), "odd")
    joined = join(parts, tmp_path / "film.mp4")
    assert joined.n_frames == 9 + 8 + 11 + 12
    film = decode_clip(tmp_path / "film.mp4")
    assert (film[:9] == decode_clip(parts[0].clip)).all()
    assert film[12, 2, 2].max() <= 3  # the bar above a wider picture


def test_a_damaged_clip_is_named_and_leaves_no_film(parts, tmp_path):
    parts[2].clip.write_bytes(parts[2].clip.read_bytes()[:200])
    with pytest.raises(RenderError, match=r"s03: its clip 3\.mp4 is damaged"):
        join(parts, tmp_path / "film.mp4")
    assert not (tmp_path / "film.mp4").exists()
    assert not list(tmp_path.glob(".partial-*"))


def test_a_film_of_no_scenes_is_refused(tmp_path):
    with pytest.raises(RenderError, match="no scenes"):
        join([], tmp_path / "film.mp4")


def test_a_folder_that_is_not_there_is_named(parts, tmp_path):
    with pytest.raises(OutputError, match="no such folder"):
        join(parts, tmp_path / "nowhere" / "film.mp4")


def test_an_old_film_stays_when_the_new_one_fails(parts, tmp_path):
    join(parts, tmp_path / "film.mp4")
    before = (tmp_path / "film.mp4").read_bytes()
    parts[0].clip.write_bytes(b"")
    with pytest.raises(RenderError):
        join(parts, tmp_path / "film.mp4")
    assert (tmp_path / "film.mp4").read_bytes() == before
