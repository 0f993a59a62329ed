"""Bad input gets one clear message and exit code 1, with nothing half-written."""

from __future__ import annotations

import subprocess
import sys

import pytest


def nothing_new(folder, *known):
    return sorted(path.name for path in folder.iterdir()) == sorted(known)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "there is no such file"),
        (b"", "the text is empty"),
        (b"  \n\n\t", "the text is empty"),
        (b"\x7fELF\x02\x01\x01\x00\x00\x00", "binary file"),
        ("Ein Mädchen ging.".encode("latin-1"), "not in UTF-8"),
    ],
)
def test_a_text_that_is_none(tmp_path, storyboard, content, message):
    path = tmp_path / "story.txt"
    if content is not None:
        path.write_bytes(content)
    result = storyboard("render", path)
    assert result.code == 1
    assert message in result.err
    assert str(path) in result.err
    assert result.err.count("\n") == 1
    assert nothing_new(tmp_path, *(["story.txt"] if content is not None else []))


def test_an_unknown_model_is_answered_with_the_list(tmp_path, story, storyboard):
    result = storyboard("render", story, "--model", "storybok")
    assert result.code == 1
    assert "no model 'storybok'" in result.err
    assert "did you mean 'storybook'?" in result.err
    assert "modelscope" in result.err
    assert nothing_new(tmp_path, "fox.txt")


def test_an_output_that_cannot_be_written_is_said_before_the_work(tmp_path, story, storyboard):
    result = storyboard("render", story, "-o", tmp_path / "no" / "such" / "film.mp4")
    assert result.code == 1
    assert "film.mp4" in result.err
    assert "no such folder" in result.err
    assert nothing_new(tmp_path, "fox.txt")


def test_a_misspelt_field_is_named_with_file_line_and_the_right_word(tmp_path, story, storyboard):
    board = tmp_path / "fox.board"
    assert storyboard("plan", story).code == 0
    path = board / "scenes" / "s01.yaml"
    lines = path.read_text(encoding="utf-8").replace("seconds:", "secnds:", 1).splitlines(keepends=True)
    path.write_text("".join(lines), encoding="utf-8")
    line = 1 + next(number for number, text in enumerate(lines) if "secnds" in text)
    for result in (storyboard("render", board), storyboard("check", board)):
        assert result.code == 1
        said = result.err + result.out
        assert f"s01.yaml:{line}" in said
        assert "secnds" in said
        assert "did you mean 'seconds'?" in said
    assert not (board / "film.mp4").exists()


def test_an_unknown_scene_is_answered_with_the_scenes(tmp_path, story, storyboard):
    storyboard("plan", story)
    result = storyboard("render", tmp_path / "fox.board", "--scene", "s99")
    assert result.code == 1
    assert "s99" in result.err
    assert "s01" in result.err


def test_options_of_planning_are_refused_for_a_board(tmp_path, story, storyboard):
    storyboard("plan", story)
    result = storyboard("render", tmp_path / "fox.board", "--length", "20s")
    assert result.code == 1
    assert "--length" in result.err


def test_wrong_usage_is_exit_code_2(storyboard):
    assert storyboard("render").code == 2
    assert storyboard("render", "story.txt", "--seed", "-1").code == 2
    assert storyboard("draw").code == 2


def test_help_and_plan_load_no_torch(story):
    program = (
        "import sys\nfrom pipeline.cli.main import app\n"
        "try:\n    app(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        "print('torch' in sys.modules, 'spacy' in sys.modules)"
    )
    for arguments, loaded in ((["--help"], "False False"), (["plan", str(story)], "False True")):
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True
        )
        assert done.stdout.splitlines()[-1] == loaded


def test_a_second_subject_that_the_model_draws_is_no_word_that_it_cannot(tmp_path, storyboard):
    story = tmp_path / "story.txt"
    story.write_text("A brown bear slept by the river. The king looked at the bear.", encoding="utf-8")
    board = tmp_path / "story.board"
    assert storyboard("plan", story, "-o", board).code == 0
    scenes = sorted(board.glob("scenes/*.yaml"))
    scene = scenes[-1].read_text(encoding="utf-8")
    assert "{king} looks at {bear}" in scene
    assert "cannot draw" not in storyboard("check", board).out
    scenes[-1].write_text(scene.replace("{bear}", "a spaceship"), encoding="utf-8")
    assert "cannot draw: spaceship" in storyboard("check", board).out
