"""Transitions, cards, captions and music: only the frames concerned are encoded again."""

import wave
from fractions import Fraction

import av
import numpy as np
import pytest

from pipeline.film.assemble import Part, assemble
from pipeline.film.captions import Caption
from pipeline.film.compose import Look, burn_in, compose
from pipeline.film.config import Transition, load_render_config
from pipeline.film.encode import Encoding, decode_clip, encode_clip
from pipeline.film.sound import AUDIO_RATE, mixed, music, voice
from storyboard.errors import RenderError

ENCODING = Encoding(width=64, height=48, fps=Fraction(8))
LEVELS = (200, 100, 40)


@pytest.fixture
def scenes(tmp_path):
    parts = []
    for number, level in enumerate(LEVELS):
        frames = np.full((24, 48, 64, 3), level, np.uint8)
        frames[:, 10:20, 10:20] = 255 - level
        path = tmp_path / f"{number}.mp4"
        path.write_bytes(encode_clip(frames, ENCODING))
        parts.append(Part(f"s{number}", path, f"Scene {number}"))
    return parts


def film_of(parts, tmp_path, **changes):
    joined = assemble(parts, tmp_path / "film.mp4", encoding=ENCODING, title="T", facts={}, **changes)
    return joined, decode_clip(tmp_path / "film.mp4")


@pytest.mark.parametrize(("transition", "n_frames"), [
    (Transition.CUT, 72), (Transition.FADE, 72), (Transition.DISSOLVE, 72 - 8), (Transition.WIPE, 72 - 8)])
def test_length_of_the_film_is_that_of_its_scenes_less_what_overlaps(scenes, tmp_path, transition, n_frames):
    joined, film = film_of(compose(scenes, ENCODING, Look(transition=transition), tmp_path), tmp_path)
    assert joined.n_frames == len(film) == n_frames


@pytest.mark.parametrize("transition", [Transition.FADE, Transition.DISSOLVE, Transition.WIPE])
def test_frames_far_from_a_transition_are_copied_bit_by_bit(scenes, tmp_path, transition):
    parts = compose(scenes, ENCODING, Look(transition=transition, seconds=0.5), tmp_path)
    _, film = film_of(parts, tmp_path)
    first, second = decode_clip(scenes[0].clip), decode_clip(scenes[1].clip)
    assert (film[:20] == first[:20]).all()
    start = 24 if transition is Transition.FADE else 20
    assert (film[start + 8:start + 20] == second[8:20]).all()
    encoded = sum(len(decode_clip(part.clip)) for part in parts if part.clip not in {s.clip for s in scenes})
    assert encoded <= 2 * (8 + 4)


def test_a_dissolve_goes_evenly_from_one_picture_to_the_next(scenes, tmp_path):
    _, film = film_of(compose(scenes, ENCODING, Look(transition=Transition.DISSOLVE), tmp_path), tmp_path)
    levels = film[19:25, 40, 40].mean(axis=1)
    assert levels[0] == pytest.approx(200, abs=3)
    assert np.diff(levels) == pytest.approx([-12.5, -25, -25, -25, -12.5], abs=4)


def test_a_wipe_brings_the_new_picture_in_from_the_left(scenes, tmp_path):
    _, film = film_of(compose(scenes, ENCODING, Look(transition=Transition.WIPE), tmp_path), tmp_path)
    assert film[21, 40, 4].mean() == pytest.approx(100, abs=4)
    assert film[21, 40, 60].mean() == pytest.approx(200, abs=4)


def test_a_fade_passes_through_black(scenes, tmp_path):
    _, film = film_of(compose(scenes, ENCODING, Look(transition=Transition.FADE), tmp_path), tmp_path)
    assert film[23:25, 40, 40].mean() < 40


def test_cards_are_chapters_around_the_scenes(scenes, tmp_path):
    look = Look(title="The Wood", end="The End", card_seconds=2)
    _, film = film_of(compose(scenes, ENCODING, look, tmp_path), tmp_path)
    with av.open(str(tmp_path / "film.mp4")) as container:
        titles = [chapter["metadata"]["title"] for chapter in container.chapters()]
    assert titles == ["The Wood", "Scene 0", "Scene 1", "Scene 2", "The End"]
    assert len(film) == 16 + 72 + 16
    assert film[8, 2, 2].min() > 230  # paper
    assert film[8].min() < 120  # ink


def test_scenes_shorter_than_their_transitions_keep_half_of_themselves(scenes, tmp_path):
    for part in scenes:
        part.clip.write_bytes(encode_clip(np.full((3, 48, 64, 3), 90, np.uint8), ENCODING))
    parts = compose(scenes, ENCODING, Look(transition=Transition.DISSOLVE, seconds=5), tmp_path)
    assert film_of(parts, tmp_path)[0].n_frames == 3 * 3 - 2


def test_chapters_begin_with_the_transition_into_their_scene(scenes, tmp_path):
    film_of(compose(scenes, ENCODING, Look(transition=Transition.DISSOLVE), tmp_path), tmp_path)
    with av.open(str(tmp_path / "film.mp4")) as container:
        assert [chapter["start"] for chapter in container.chapters()] == [0, 2500, 5000]


def test_burnt_in_words_stand_in_the_lower_part_of_their_time_alone(scenes, tmp_path):
    captions = [Caption(Fraction(1), Fraction(2), "A FOX")]
    _, film = film_of(burn_in(scenes, captions, ENCODING, tmp_path), tmp_path)
    plain = np.concatenate([decode_clip(scene.clip) for scene in scenes])
    changed = np.abs(film.astype(int) - plain).max(axis=3) > 40
    assert changed[8:16, 24:].any(axis=(1, 2)).all()
    assert not changed[:8].any()
    assert not changed[16:].any()
    assert (film[24:] == plain[24:]).all(), "scenes without words are copied"


def tone(path, seconds, rate=22050):
    samples = (np.sin(np.arange(int(seconds * rate)) * 2 * np.pi * 440 / rate) * 20000).astype(np.int16)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return path


@pytest.mark.parametrize("seconds", [1, 20])
def test_music_lasts_as_long_as_the_film_and_ends_in_silence(scenes, tmp_path, seconds):
    sound = music(tone(tmp_path / "tone.wav", seconds), Fraction(9), 1.0)
    assert sound.shape == (9 * AUDIO_RATE, 2)
    assert np.abs(sound[:AUDIO_RATE]).max() > 0.3
    assert np.abs(sound[-500:]).max() < 0.01
    film_of(scenes, tmp_path, sound=sound)
    with av.open(str(tmp_path / "film.mp4")) as film:
        heard = sum(frame.samples for frame in film.decode(audio=0))
    assert heard / AUDIO_RATE == pytest.approx(9, abs=0.05)


def test_a_voice_is_heard_once_over_the_music_and_is_not_faded(tmp_path):
    spoken = voice(tone(tmp_path / "voice.wav", 2), Fraction(9), 1.0)
    assert spoken.shape == (9 * AUDIO_RATE, 2)
    assert np.abs(spoken[AUDIO_RATE:2 * AUDIO_RATE]).max() > 0.3
    assert np.abs(spoken[2 * AUDIO_RATE + 100:]).max() == 0, "it was repeated"
    both = mixed([spoken, music(tone(tmp_path / "music.wav", 3), Fraction(9), 0.2)])
    assert np.abs(both[:AUDIO_RATE]).max() <= 1
    assert 0.05 < np.abs(both[4 * AUDIO_RATE:5 * AUDIO_RATE]).max() < 0.2
    cut = voice(tmp_path / "voice.wav", Fraction(1), 1.0)
    assert np.abs(cut[-500:]).max() > 0.3


def test_a_film_with_music_has_the_same_bytes_again(scenes, tmp_path):
    sound = music(tone(tmp_path / "tone.wav", 3), Fraction(9), 0.5)
    film_of(scenes, tmp_path, sound=sound)
    first = (tmp_path / "film.mp4").read_bytes()
    film_of(scenes, tmp_path, sound=sound)
    assert (tmp_path / "film.mp4").read_bytes() == first


def test_a_file_that_is_no_music_is_named(tmp_path):
    path = tmp_path / "tone.mp3"
    path.write_bytes(b"no sound at all")
    with pytest.raises(RenderError, match=r"tone\.mp3: cannot be read as sound"):
        music(path, Fraction(2), 1.0)


@pytest.mark.parametrize("track", ["music", "voice"])
def test_sound_is_found_from_the_config_files_folder(tmp_path, track):
    tone(tmp_path / "tone.wav", 1)
    (tmp_path / "mine.yaml").write_text(f"{track}: tone.wav\n")
    assert getattr(load_render_config(tmp_path / "mine.yaml"), track) == tmp_path / "tone.wav"
    (tmp_path / "mine.yaml").write_text(f"{track}: drums.wav\n")
    with pytest.raises(RenderError, match=f"{track}: no such file"):
        load_render_config(tmp_path / "mine.yaml")
