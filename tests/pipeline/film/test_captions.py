"""Sentences to subtitles."""

from fractions import Fraction
from itertools import pairwise

import pytest

from pipeline.film.caption_times import ShotTime
from pipeline.film.captions import LINE, scene_captions, sentences, srt

FABLE = ("A Fox once saw a Crow fly off with a piece of cheese in its beak and settle on a branch of a tree. "
         "“That's for me, as I am a Fox,” said Master Reynard, and he walked up to the foot of the tree. "
         "“Good-day, Mistress Crow!” he cried.")


def test_captions_fill_the_time_without_gaps_and_hold_every_word():
    captions = scene_captions(FABLE, Fraction(2), Fraction(9))
    assert captions[0].start == 2
    assert captions[-1].end == 9
    assert all(one.end == two.start for one, two in pairwise(captions))
    assert " ".join(" ".join(caption.text.split()) for caption in captions) == " ".join(FABLE.split())


def test_captions_have_at_most_two_lines_that_can_be_read_at_a_glance():
    for caption in scene_captions(FABLE * 3, Fraction(0), Fraction(60)):
        lines = caption.text.split("\n")
        assert len(lines) <= 2
        assert max(map(len, lines)) <= LINE


def test_longer_sentences_stay_longer():
    captions = scene_captions("Short one. This is a sentence of many more words.", Fraction(0), Fraction(10))
    assert captions[0].end < Fraction(4)


@pytest.mark.parametrize(("text", "expected"), [
    ("Mr. Fox ran. He fell.", ["Mr. Fox ran.", "He fell."]),
    ("“Stop!” he cried. “Why?”", ["“Stop!” he cried.", "“Why?”"]),
    ("“Who are you?” She stopped.", ["“Who are you?”", "She stopped."]),
    ("No end", ["No end"]),
    ("One\n  line.\n\nAnother.", ["One line.", "Another."]),
    ("", []),
])
def test_text_is_cut_into_sentences(text, expected):
    assert sentences(text) == expected


def test_no_text_gives_no_captions():
    assert scene_captions("  \n", Fraction(0), Fraction(1)) == []


def test_a_word_longer_than_a_line_is_kept_whole():
    word = "a" * 100
    captions = scene_captions(f"Then {word} came and went away again.", Fraction(0), Fraction(1))
    assert any(word in caption.text for caption in captions)


def test_subrip_file_has_numbers_times_and_words():
    text = srt(scene_captions("One. Two.", Fraction(0), Fraction(7202)))
    assert text == "1\n00:00:00,000 --> 01:00:01,000\nOne.\n\n2\n01:00:01,000 --> 02:00:02,000\nTwo.\n"


def shots(*words):
    return [ShotTime(Fraction(2 * number), text) for number, text in enumerate(words)]


@pytest.mark.parametrize(("text", "shown", "starts"), [
    ("A wolf was standing by the river. A sheep came to the river to drink.",
     shots("The wolf stands by the river.", "The sheep walks."), [0, 2]),
    # A sentence that no shot shows goes with the one that is nearest.
    ("The sheep ran to the village. A man stood there. It was late. He went home.",
     shots("The sheep runs to the village.", "The man stands.", "He goes home."), [0, 2, 4, None]),
    # One long sentence lies over all shots.
    ("He slept.", shots("He sleeps.", "Night falls."), [0]),
    # Nothing in common: spread over the scene.
    ("Aaa aaa. Bbb bbb. Ccc ccc.", shots("xxx", "yyy", "zzz"), [0, 2, 4]),
    # Later shots first in the text: captions still run forwards.
    ("The man came. The fox ran.", shots("The fox runs.", "The man comes."), [0, None]),
])
def test_sentences_come_with_the_shots_that_show_them(text, shown, starts):
    captions = scene_captions(text, Fraction(0), Fraction(2 * len(shown)), shown)
    assert captions[-1].end == 2 * len(shown)
    assert all(one.end == two.start for one, two in pairwise(captions))
    assert [caption.start for caption, start in zip(captions, starts, strict=True) if start is not None] == [
        start for start in starts if start is not None]
    assert " ".join(" ".join(caption.text.split()) for caption in captions) == text
