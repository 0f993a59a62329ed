"""The judge and the table of figures."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from pipeline.training.clips import FACTS
from pipeline.training.config import load_config
from pipeline.training.evaluation import Share, evaluate_storybook, grade
from pipeline.training.judge import Judge, draw_looks
from storyboard.errors import ModelError


def test_interval_narrows_with_more_answers_and_stays_within_a_share():
    few, many = Share(3, 4).interval, Share(300, 400).interval
    assert few[0] < many[0] < 0.75 < many[1] < few[1]
    assert Share(4, 4).interval[1] <= 1


def test_evaluation_has_a_row_for_each_sort_of_clip(
    tiny_run: Path, tiny_config_path: Path, judge_folder: Path
):
    result = evaluate_storybook(
        tiny_run / "model", config_path=tiny_config_path, work=judge_folder, captions=3, batch=2
    )
    assert [row.name for row in result.rows][:3] == ["drawn", "reconstructed", "model, unseen combinations"]
    for row in result.rows:
        assert set(row.shares) == {*FACTS, "all"}
        assert row.shares["all"].right <= min(row.shares[fact].right for fact in FACTS)
    assert result.table().count("\n| model") == 3
    assert json.dumps(result.as_json())


def test_a_saved_judge_says_the_same(judge_folder: Path, tiny_config_path: Path):
    judge = Judge.load(judge_folder / "judge")
    clip = np.random.default_rng(0).integers(0, 256, (5, 32, 32, 3), dtype=np.uint8)
    assert judge.facts([clip]) == Judge.load(judge_folder / "judge").facts([clip])
    assert set(judge.facts([clip])[0]) == set(FACTS)


def test_right_answers_are_counted():
    class Certain:
        def facts(self, clips):
            return [dict.fromkeys(FACTS, "x") for _ in clips]

    truth = [dict.fromkeys(FACTS, "x"), {**dict.fromkeys(FACTS, "x"), "colour": "y"}]
    row = grade("", Certain(), [np.zeros(1)] * 2, truth)
    assert row.shares["kind"].value == 1
    assert row.shares["colour"].value == row.shares["all"].value == 0.5


def test_the_judge_sees_held_out_combinations(tiny_config_path: Path):
    config = load_config(tiny_config_path)
    looks = draw_looks(config, 9, seed=1)
    fox, blue = 0, 2
    assert (looks.truth[0][:2] == (fox, blue)).all()
    assert looks.frames.shape == (9, 4, 32, 32, 3)


def test_missing_judge_is_a_plain_message(tmp_path: Path):
    with pytest.raises(ModelError, match="no judge there"):
        Judge.load(tmp_path)
