"""Where scenes begin."""

from __future__ import annotations

import itertools
import time

import numpy as np
import pytest

from storyboard.planning import PlanOptions, plan
from storyboard.planning.cutting import NOTHING_HAPPENS, SPREAD, best_cuts
from storyboard.planning.marks import open_quotes
from storyboard.planning.openings import TIME_TURN
from storyboard.planning.scenes import scene_starts, usual_length
from storyboard.planning.topic import topic_depths
from storyboard.story.reading import Subject

FOX = Subject(id="fox", name="Fox", kind="animal", mentions=())
CROW = Subject(id="crow", name="Crow", kind="animal", mentions=())


def brute_force(scores, lengths, seen, mean, count):
    """Return the best score over all ways to cut, for comparison."""
    from itertools import combinations

    best = -np.inf
    for inner in combinations(range(1, len(scores)), count - 1):
        cuts = [0, *inner, len(scores)]
        total = sum(scores[cut] for cut in inner)
        for begin, end in itertools.pairwise(cuts):
            total -= 0.5 * (np.log(max(lengths[begin:end].sum(), 1) / mean) / SPREAD) ** 2
            total += NOTHING_HAPPENS * (seen[begin:end].sum() == 0)
        best = max(best, total)
    return best


@pytest.mark.parametrize("count", [1, 3, 6, 9])
def test_cuts_are_the_best_of_all(count):
    rng = np.random.default_rng(count)
    scores, lengths = rng.normal(size=9), rng.integers(1, 40, size=9).astype(float)
    seen = rng.integers(0, 2, size=9).astype(float)
    cuts = best_cuts(scores, lengths, seen, mean=20.0, count=count)
    assert cuts[0] == 0
    assert len(cuts) == count
    ends = [*cuts, 9]
    total = sum(scores[cut] for cut in cuts[1:])
    for begin, end in itertools.pairwise(ends):
        total -= 0.5 * (np.log(max(lengths[begin:end].sum(), 1) / 20.0) / SPREAD) ** 2
        total += NOTHING_HAPPENS * (seen[begin:end].sum() == 0)
    assert total == pytest.approx(brute_force(scores, lengths, seen, 20.0, count))


def test_free_count_is_no_worse_than_any_fixed_one():
    rng = np.random.default_rng(7)
    scores, lengths, seen = rng.normal(size=8), rng.integers(5, 40, size=8).astype(float), np.ones(8)
    cuts = best_cuts(scores, lengths, seen, mean=25.0)
    best = max(brute_force(scores, lengths, seen, 25.0, count) for count in range(1, 9))
    assert brute_force(scores, lengths, seen, 25.0, len(cuts)) == pytest.approx(best)


def test_marks_always_cut(make_reading):
    reading = make_reading(
        ["The Fox sat. The Fox slept.", "* * *", "The Fox sat. The Fox slept.", "CHAPTER II", "The Fox ran."],
        [FOX],
        [(i, "fox", "sit") for i in range(5)],
    )
    assert {2, 4} <= set(scene_starts(reading))
    assert scene_starts(reading, scenes=3) == [0, 2, 4]


def test_a_mark_before_the_first_sentence_makes_no_empty_scene(make_reading):
    reading = make_reading(
        ["CHAPTER I", "The Fox sat.", "CHAPTER II", "The Fox ran."],
        [FOX],
        [(0, "fox", "sit"), (1, "fox", "run")],
    )
    assert scene_starts(reading) == [0, 1]


@pytest.mark.parametrize("scenes", [1, 2, 5, 12])
def test_exactly_as_many_scenes_as_asked(make_reading, scenes):
    reading = make_reading(
        ["The Fox sat in the wood. The Fox slept. The Crow flew away."] * 4,
        [FOX, CROW],
        [(i, "fox", "sit") for i in range(12)],
    )
    starts = scene_starts(reading, scenes=scenes)
    assert len(starts) == scenes
    assert starts == sorted(set(starts))
    assert starts[0] == 0


def test_never_more_scenes_than_sentences(make_reading):
    reading = make_reading(["The Fox sat. The Fox slept."], [FOX], [(0, "fox", "sit")])
    assert scene_starts(reading, scenes=9) == [0, 1]


def test_a_new_place_and_time_begin_a_scene(make_reading):
    told = [
        "The Fox sat in the forest. The Fox slept. The Fox ate.",
        "Next morning the Crow was in the village. The Crow sang. The Crow flew.",
    ]
    reading = make_reading(
        [" ".join(told)],
        [FOX, CROW],
        [
            (0, "fox", "sit"),
            (1, "fox", "sleep"),
            (2, "fox", "eat"),
            (3, "crow", "be"),
            (4, "crow", "sing"),
            (5, "crow", "fly"),
        ],
    )
    assert scene_starts(reading, scenes=2) == [0, 3]


def test_dialogue_is_not_cut(make_reading):
    reading = make_reading(
        ["The Fox sat.", "“I am here. I am glad. I am old.”", "“Go away.”", "The Crow flew."],
        [FOX, CROW],
        [(0, "fox", "sit"), (5, "crow", "fly")],
    )
    assert open_quotes(reading) == [0.0, 0.0, 1.0, 1.0, 0.5, 0.0]
    assert not {2, 3} & set(scene_starts(reading, scenes=4))


@pytest.mark.parametrize(
    "opening",
    [
        "Next morning he rose",
        "One day a Fox",
        "At last he came",
        "“In the evening",
        "Two days later they",
        "When night came",
        "The following day",
        "At dawn the",
        "And so the next day",
        "It happened that",
    ],
)
def test_steps_in_time_are_heard(opening):
    assert TIME_TURN.match(opening)


@pytest.mark.parametrize(
    "opening", ["The Fox ran", "One fox ran", "He once saw", "Some people", "Days are long"]
)
def test_other_openings_are_no_step_in_time(opening):
    assert not TIME_TURN.match(opening)


def test_topic_turns_where_the_words_change():
    sea = ["ship", "sail", "wave", "captain", "storm", "rope"]
    farm = ["cow", "barn", "hay", "milk", "plough", "field"]
    rng = np.random.default_rng(0)
    sentences = [list(rng.choice(words, 10)) for words in [sea] * 40 + [farm] * 40]
    depths = topic_depths(sentences)
    assert len(depths) == 80
    assert 37 <= int(np.argmax(depths)) <= 43
    assert topic_depths(sentences[:3]) == [0.0, 0.0, 0.0]


def test_scenes_grow_with_the_story():
    assert 20 < usual_length(120) < 26
    assert 90 < usual_length(1400) < 130
    assert usual_length(50_000) == 400


def test_cutting_a_novel_takes_linear_time():
    rng = np.random.default_rng(1)

    def seconds(units):
        scores, lengths = rng.normal(size=units), rng.integers(5, 60, size=units).astype(float)
        begin = time.process_time()
        best_cuts(scores, lengths, np.ones(units), mean=lengths.sum() / 40, count=40)
        return time.process_time() - begin

    seconds(50)
    assert seconds(3000) < 5


def test_a_run_of_text_that_is_to_stay_a_scene_does():
    text = ("The fox sat in the garden. The fox ate an apple. The fox saw the crow.\n\nThe crow flew away. "
            "The fox ran into the village. The dog barked. The fox hid in a barrel.")
    kept = "The fox saw the crow.\n\nThe crow flew away."
    board = plan(text, PlanOptions(whole=(kept,)))
    assert kept.split() in [scene.text.split() for scene in board.scenes]
    assert not any("barked" in scene.text and "apple" in scene.text for scene in board.scenes)
    assert plan(text, PlanOptions(whole=("No such words.",))) == plan(text)


def test_no_scene_begins_inside_a_speech_in_single_quotes():
    told = ("The girl sat in the tower. She said: 'I will go with you. Bring a ladder of silk. Come soon. "
            "Then I will climb down.' The prince rode home through the wood. He slept in the castle. ") * 6
    for scene in plan(told).scenes:
        assert scene.text.startswith(("The girl", "She said", "The prince", "He slept"))
