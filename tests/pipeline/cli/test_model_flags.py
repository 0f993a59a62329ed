"""Flags that say how a model is run: one for each lever, and what its folder may do."""

from __future__ import annotations

import json

import pytest


@pytest.fixture
def board(tmp_path, story, storyboard):
    assert storyboard("plan", story).code == 0
    return tmp_path / "fox.board"


@pytest.fixture
def started(monkeypatch):
    """Return what the render is started with, instead of rendering."""
    told = {}

    def render_board(*args, **named):
        told.update(named)
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.render.render_board", render_board)
    monkeypatch.setattr("pipeline.render.retake", render_board)
    return told


LEVERS = {
    "--dtype": ("bfloat16", "dtype", "bfloat16"),
    "--offload": ("group", "offload", "group"),
    "--vae-slicing": (None, "vae_slicing", True),
    "--no-vae-slicing": (None, "vae_slicing", False),
    "--vae-tiling": (None, "vae_tiling", True),
    "--no-compile": (None, "compile", False),
    "--cache": ("first-block", "cache", "first-block"),
    "--attention": ("flash", "attention", "flash"),
    "--quantize": ("8bit", "quantize", "8bit"),
    "--batch": (3, "batch", 3),
}


@pytest.mark.parametrize("command", [("render",), ("retake",)])
@pytest.mark.parametrize("flag", list(LEVERS))
def test_each_lever_has_a_flag_and_the_others_stay_open(board, storyboard, started, command, flag):
    value, name, expected = LEVERS[flag]
    scene = ["s01"] if command == ("retake",) else []
    storyboard(*command, board, *scene, flag, *([] if value is None else [value]))
    levers = started["levers"]
    fields = [field for field in levers.__dataclass_fields__ if getattr(levers, field) is not None]
    assert fields == [name]
    assert getattr(levers, name) == expected


def test_without_a_flag_all_is_left_to_the_machine(board, storyboard, started):
    storyboard("render", board)
    assert started["levers"] is None
    assert started["trust"] is None
    assert started["guidance"] is None
    assert started["config"].consistency is None


def test_a_value_that_a_lever_does_not_take_is_answered_with_those_that_it_does(board, storyboard):
    result = storyboard("render", board, "--dtype", "float8")
    assert result.code == 1
    assert result.err == "storyboard: lever 'dtype' takes float32 or bfloat16 or float16, not 'float8'\n"


@pytest.mark.parametrize(
    ("words", "expected"), [("none", ()), ("looks, noise", ("looks", "noise")), ("chaining", ("chaining",))]
)
def test_consistency_is_overruled_by_name(board, storyboard, started, words, expected):
    storyboard("render", board, "--consistency", words)
    assert started["config"].consistency == expected


def test_a_misspelt_strategy_is_answered_before_anything_is_drawn(board, storyboard):
    result = storyboard("render", board, "--consistency", "loks")
    assert result.code == 1
    assert "did you mean 'looks'?" in result.err


def test_trust_is_given_by_name_only(board, storyboard, started):
    storyboard("render", board, "--allow-pickle", "--trust-code", "--guidance", "2.5")
    assert (started["trust"].pickled, started["trust"].code) == (True, True)
    assert started["guidance"] == 2.5


def test_how_the_model_runs_is_printed(board, storyboard):
    result = storyboard("render", board, "--steps", "1", "--dtype", "float32", "--vae-slicing")
    assert result.code == 0, result.err
    assert "storybook on CPU" in result.err
    assert ": float32, decodes in slices" in result.err


def test_models_as_json_says_what_each_can_do(storyboard):
    listed = json.loads(storyboard("models", "--json").out)
    vace = next(status for status in listed if status["card"]["name"] == "wan-vace")
    assert "references" in vace["card"]["conditioning"]
    assert vace["get"].startswith("hf download Wan-AI/Wan2.1-VACE-1.3B-diffusers")


def test_the_table_names_licences_that_do_not_allow_every_use_and_what_is_here(storyboard):
    lines = {line.split()[0]: line for line in storyboard("models").out.splitlines() if line.strip()}
    assert "CC-BY-NC-4.0 (non-commercial)" in lines["modelscope"]
    assert "LTX-2 Community (limits commercial use)" in lines["ltx-2"]
    assert "7.4 GB, not here" in lines["modelscope"]
    assert " here " in lines["storybook"]
    assert "…" not in "".join(lines.values()), "something is cut off"


def test_one_model_is_told_in_full(storyboard):
    out = storyboard("models", "wan-vace").out
    assert out.startswith("wan-vace: Wan 2.1 VACE 1.3B\n")
    assert "to get them: hf download Wan-AI/Wan2.1-VACE-1.3B-diffusers" in out
    assert "consistency: looks, references" in out


def test_an_unknown_model_is_one_message(storyboard):
    result = storyboard("models", "wan-vase")
    assert result.code == 1
    assert "did you mean 'wan-vace'?" in result.err
