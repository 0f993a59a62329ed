"""The judge and the table of figures."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from pipeline.training.clips import FACTS, NONE, SECOND, THIRD
from pipeline.training.config import load_config
from pipeline.training.evaluation import evaluate_storybook
from pipeline.training.grading import QUESTIONS, grade
from pipeline.training.judge import Judge, answers_of, draw_looks
from pipeline.training.metrics import found_own_caption, frechet_distance
from pipeline.training.shares import Share
from storyboard.errors import ModelError


def test_interval_narrows_with_more_answers_and_stays_within_a_share():
    few, many = Share(3, 4).interval, Share(300, 400).interval
    assert few[0] < many[0] < 0.75 < many[1] < few[1]
    assert Share(4, 4).interval[1] <= 1


def test_evaluation_has_a_row_for_each_sort_of_clip(
    tiny_run: Path, tiny_config_path: Path, judge_folder: Path
):
    result = evaluate_storybook(
        tiny_run / "model",
        config_path=tiny_config_path,
        work=judge_folder,
        captions=3,
        strengths=(0.5,),
        batch=2,
    )
    assert [row.name for row in result.rows] == [
        "drawn",
        "reconstructed",
        "model, unseen combinations",
        "guided at 0.5, unseen",
        "model, seen combinations",
        "model, clip of another caption",
        "drawn, clip at random",
    ]
    for row in result.rows:
        assert set(row.shares) == set(QUESTIONS)
        assert row.shares["all"].of == 3
        assert row.shares["kind"].of == 3 + row.shares["both subjects"].of
    assert result.table().count("\n| model") == 4  # unseen twice, as right or wrong and as a set
    still = result.likeness[-1]
    assert still.name == "drawn, first frame only"
    assert still.motion == 0
    assert still.steadiness == pytest.approx(1)
    assert json.dumps(result.as_json())
    for name in ("samples-model.png", "samples-model-guided-0.5.png"):
        assert (judge_folder / name).stat().st_size > 1000


def test_captions_of_three_subjects_have_rows_of_their_own(
    tiny_run: Path, tiny_settings: dict, judge_folder: Path, tmp_path: Path
):
    from ruamel.yaml import YAML

    vocabulary = {**tiny_settings["vocabulary"], "subjects": [0.5, 0.3, 0.2]}
    YAML().dump({**tiny_settings, "vocabulary": vocabulary}, tmp_path / "three.yaml")
    result = evaluate_storybook(
        tiny_run / "model",
        config_path=tmp_path / "three.yaml",
        work=judge_folder,
        captions=4,
        strengths=(0.5,),
    )
    rows = {row.name: row.shares for row in result.rows}
    for name in ("drawn", "reconstructed", "model", "guided at 0.5"):
        assert rows[f"three subjects, {name}"]["all three"].of == 1
        assert rows[f"three subjects, {name}"]["kind"].of == 3
    assert rows["drawn"]["all three"].of == 0


def test_a_saved_judge_says_the_same(judge_folder: Path, tiny_config_path: Path):
    judge = Judge.load(judge_folder / "judge")
    clip = np.random.default_rng(0).integers(0, 256, (5, 32, 32, 3), dtype=np.uint8)
    assert judge.facts([clip]) == Judge.load(judge_folder / "judge").facts([clip])
    assert set(judge.facts([clip])[0]) == set(FACTS)


def facts(**changed: str) -> dict[str, str]:
    alone = {**dict.fromkeys(FACTS, "x"), **dict.fromkeys((*SECOND, *THIRD, "relation", "way"), NONE)}
    return alone | changed


class Certain:
    """Says what it was told to say."""

    def __init__(self, *said: dict[str, str]) -> None:
        self.said = list(said)

    def facts(self, clips: list[np.ndarray]) -> list[dict[str, str]]:
        return self.said


def test_right_answers_are_counted():
    row = grade("", Certain(facts(), facts()), [np.zeros(1)] * 2, [facts(), facts(colour="y")])
    assert row.shares["kind"].value == 1
    assert (
        row.shares["colour"].value == row.shares["all"].value == row.shares["all of one subject"].value == 0.5
    )
    assert row.shares["both subjects"].of == row.shares["relation"].of == row.shares["all three"].of == 0


def test_the_side_is_asked_of_one_who_is_alone():
    said = [facts(), facts(way="left")]
    row = grade("", Certain(*said), [np.zeros(1)] * 2, [facts(way="left")] * 2)
    assert (row.shares["way"].right, row.shares["way"].of, row.shares["all"].right) == (1, 2, 1)


def test_all_three_subjects_of_a_caption_are_asked_for():
    asked = facts(**dict.fromkeys((*SECOND, *THIRD), "y"))
    said = [asked, asked | {"third action": "z"}, asked | {"third colour": "z"}, facts()]
    row = grade("", Certain(*said), [np.zeros(1)] * 4, [asked] * 4)
    assert (row.shares["all three"].right, row.shares["all three"].of) == (2, 4)
    assert (row.shares["colour"].right, row.shares["colour"].of, row.shares["count"].right) == (9, 12, 3)
    assert row.shares["both subjects"].of == 0


def test_both_subjects_of_a_caption_are_asked_for():
    pair = {"second kind": "y", "second colour": "y", "second action": "y"}
    asked = facts(**pair, relation="chasing")
    said = [asked, asked | {"second colour": "z"}, facts()]
    row = grade("", Certain(*said), [np.zeros(1)] * 3, [asked] * 3)
    assert (row.shares["both subjects"].right, row.shares["both subjects"].of) == (1, 3)
    assert (row.shares["kind"].right, row.shares["kind"].of) == (5, 6)
    assert (row.shares["colour"].right, row.shares["count"].right, row.shares["relation"].right) == (4, 2, 2)


def test_distance_of_sets_is_nothing_for_the_same_and_grows_with_their_difference():
    rng = np.random.default_rng(0)
    clips = rng.standard_normal((200, 8))
    assert frechet_distance(clips, clips) == pytest.approx(0, abs=1e-3)
    # Two normal distributions that differ in the mean alone: the squared distance of the means.
    assert frechet_distance(clips, clips + 2) == pytest.approx(8 * 4, rel=1e-3)


def test_own_caption_is_found_where_the_judge_is_right():
    class Knowing:
        def log_likelihoods(self, clip, captions):
            return np.asarray([float(caption["kind"] == clip) for caption in captions])

    captions = [facts(kind=kind) for kind in ("fox", "cat", "man")]
    assert found_own_caption(Knowing(), ["fox", "man", "man"], captions) == [True, False, True]


def test_the_judge_sees_held_out_combinations(tiny_config_path: Path):
    config = load_config(tiny_config_path)
    looks = draw_looks(config, 9, seed=1)
    answers = [list(words) for words in answers_of(config).values()]
    said = {name: answers[i][looks.truth[0][i]] for i, name in enumerate(FACTS)}
    assert ("fox", "blue") in {(said["kind"], said["colour"]), (said["second kind"], said["second colour"])}
    assert looks.frames.shape == (9, 4, 32, 32, 3)


def test_missing_judge_is_a_plain_message(tmp_path: Path):
    with pytest.raises(ModelError, match="no judge there"):
        Judge.load(tmp_path)
