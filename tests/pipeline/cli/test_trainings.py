"""``train``, ``evaluate`` and ``data build`` from the command line."""

from __future__ import annotations

import json

import numpy as np

from pipeline.world.shards import encode_clip


def test_an_unknown_training_or_evaluation_is_answered_with_the_list(storyboard):
    trained = storyboard("train", "storybok")
    assert trained.code == 1
    assert "no training 'storybok'; there are: storybook, language" in trained.err
    measured = storyboard("evaluate", "film")
    assert measured.code == 1
    assert "no evaluation 'film'; there are: storybook" in measured.err


def test_the_language_pipeline_asks_for_its_corpora(storyboard):
    result = storyboard("train", "language")
    assert result.code == 1
    assert "--data" in result.err


def test_a_data_set_is_built_with_its_manifest(tmp_path, storyboard):
    result = storyboard(
        "data", "build", tmp_path / "world", "--clips", "8", "--size", "32", "--frames", "2", "--workers", "1"
    )
    assert result.code == 0
    assert "8 clips" in result.err
    manifest = json.loads((tmp_path / "world" / "manifest.json").read_text(encoding="utf-8"))
    assert sum(shard["clips"] for split in manifest["splits"].values() for shard in split["shards"]) == 8


def test_craft_asks_for_a_data_set_of_descriptions(tmp_path, storyboard):
    result = storyboard("train", "craft", "--data", tmp_path)
    assert result.code == 1
    assert "no manifest.json; CRAFT learns from descriptions of the drawn world" in result.err


def test_own_videos_are_checked_and_their_faults_named(tmp_path, storyboard):
    frames = np.zeros((6, 40, 64, 3), np.uint8)
    (tmp_path / "a.mp4").write_bytes(encode_clip(frames))
    (tmp_path / "metadata.jsonl").write_text('{"file_name": "a.mp4", "text": ["dark", "nothing"]}\n')
    checked = storyboard("data", "check", tmp_path)
    assert (checked.code, checked.out) == (0, "train: 1 clips, 0.8 s, 2 captions, 64x40\n")
    (tmp_path / "metadata.jsonl").write_text('{"file_name": "b.mp4", "text": "dark"}\n')
    faulty = storyboard("data", "check", tmp_path)
    assert faulty.code == 1
    assert "metadata.jsonl:1: no such file: b.mp4" in faulty.err


def test_a_training_that_takes_no_data_says_so(tmp_path, storyboard):
    result = storyboard("train", "storybook", "--data", tmp_path)
    assert result.code == 1
    assert "storybook is trained on clips that it draws itself" in result.err
    assert "storyboard data check DIR" in result.err
