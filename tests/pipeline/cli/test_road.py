"""The whole road with the shipped language pipeline and the shipped video model, at few steps."""

from __future__ import annotations

import hashlib
import json
import shutil
from itertools import pairwise
from pathlib import Path

import av
import pytest

from storyboard.board import read_board

STEPS = ("--steps", "2")


def clips(board: Path) -> dict[str, str]:
    """Digest of every take's clip, by scene and take folder."""
    return {
        f"{path.parent.parent.name}/{path.parent.name}": hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((board / "takes").glob("*/*/clip.mp4"))
    }


def edit(path: Path, old: str, new: str) -> None:
    """Change the first ``old`` in a file, as a person would."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def boxes(path: Path) -> list[str]:
    """Names of the top-level boxes of an MP4, in order (ISO/IEC 14496-12)."""
    data, at, names = path.read_bytes(), 0, []
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        names.append(data[at + 4 : at + 8].decode("latin-1"))
        at += size or len(data)
    return names


@pytest.fixture(scope="module")
def rendered(tmp_path_factory, story_text) -> Path:
    """A folder with a story, its film and its board."""
    from pipeline.cli.main import app

    folder = tmp_path_factory.mktemp("road")
    (folder / "fox.txt").write_text(story_text, encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        app(["render", str(folder / "fox.txt"), *STEPS])
    assert ended.value.code in (0, None)
    return folder


@pytest.fixture
def board(rendered, tmp_path) -> Path:
    """A copy of the rendered board, to be edited."""
    return Path(shutil.copytree(rendered / "fox.board", tmp_path / "fox.board"))


def test_a_story_becomes_one_mp4_that_plays_everywhere(rendered):
    film = rendered / "fox.mp4"
    with av.open(str(film)) as container:
        video = container.streams.video[0]
        assert (video.codec_context.name, video.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert (video.width, video.height) == (512, 512)
        assert container.metadata["title"] == "The Fox and the Mouse"
        assert "storybook" in container.metadata["comment"]
        times = [frame.pts * video.time_base for frame in container.decode(video=0)]
        steps = {later - earlier for earlier, later in pairwise(times)}
        chapters = [chapter["metadata"]["title"] for chapter in container.chapters()]
    content = read_board(rendered / "fox.board")
    assert len(steps) == 1
    assert len(times) == sum(round(shot.seconds * 8) for scene in content.scenes for shot in scene.shots)
    assert chapters == [scene.title for scene in content.scenes]
    names = boxes(film)
    assert names.index("moov") < names.index("mdat")


def test_the_board_says_who_is_who(rendered):
    content = read_board(rendered / "fox.board")
    assert [scene.id for scene in content.scenes] == ["s01", "s02"]
    assert {"fox", "mouse"} <= set(content.cast)
    assert content.cast["fox"].look == "red fox"
    assert content.cast["mouse"].look == "grey mouse"
    assert content.scenes[1].setting.time == "night"


def test_an_edited_prompt_renders_its_scene_alone_and_says_why(board, storyboard):
    before = clips(board)
    path = board / "scenes" / "s02.yaml"
    edit(path, "{mouse}", "a white rabbit")
    result = storyboard("render", board, *STEPS)
    assert result.code == 0
    assert "s02: to render (prompt of shot 1" in result.err
    assert "kept: s01" in result.err
    after = clips(board)
    assert {name: digest for name, digest in after.items() if name in before} == before
    assert [name.split("/")[0] for name in after if name not in before] == ["s02"]


def test_rendering_again_renders_nothing(board, storyboard):
    result = storyboard("render", board, *STEPS, "--json")
    assert json.loads(result.out)["rendered"] == []


def test_one_scene_with_another_seed(board, storyboard):
    before = clips(board)
    result = storyboard("render", board, "--scene", "s02", "--seed", "7", *STEPS, "--json")
    assert json.loads(result.out)["rendered"] == ["s02"]
    assert len(clips(board)) == len(before) + 1


def test_a_retake_keeps_the_old_take_and_use_goes_back_to_it(board, storyboard):
    storyboard("render", board, *STEPS)
    first = (board / "film.mp4").read_bytes()
    result = storyboard("retake", board, "s02", *STEPS, "--json")
    assert json.loads(result.out)["rendered"] == ["s02"]
    assert (board / "film.mp4").read_bytes() != first
    assert "1 2*" in storyboard("show", board).out
    assert storyboard("retake", board, "s02", "--use", "1").code == 0
    assert "1* 2" in storyboard("show", board).out


def test_a_dry_run_changes_nothing(board, storyboard):
    (board / "film.mp4").unlink(missing_ok=True)
    result = storyboard("render", board, "--seed", "3", "--dry-run", *STEPS)
    assert result.code == 0
    assert "2 of 2 scenes to render" in result.err
    assert not (board / "film.mp4").exists()


def test_planning_again_keeps_an_edit_twice(rendered, board, storyboard):
    path = board / "board.yaml"
    edit(path, "look: red fox", "look: blue fox")
    for _ in range(2):
        result = storyboard("plan", rendered / "fox.txt", "-o", board)
        assert result.code == 0
        assert read_board(board).cast["fox"].look == "blue fox"
    assert "kept:" in result.err


def test_the_sheet_and_the_graph_are_written(board, tmp_path, storyboard):
    assert storyboard("sheet", board).code == 0
    assert (board / "sheet.png").read_bytes().startswith(b"\x89PNG")
    assert "The Fox and the Mouse" in (board / "sheet.html").read_text(encoding="utf-8")
    for name in ("graph.svg", "graph.json", "graph.graphml"):
        assert storyboard("show", board, "--graph", tmp_path / name).code == 0
        assert (tmp_path / name).stat().st_size > 500


def test_what_cannot_be_drawn_is_named(board, storyboard):
    path = board / "scenes" / "s02.yaml"
    edit(path, "{mouse}", "a locomotive and {mouse}")
    result = storyboard("render", board, *STEPS)
    assert result.code == 0
    assert "locomotive" in result.err
    assert "locomotive" in storyboard("check", board).out


def test_ctrl_c_keeps_finished_scenes_and_says_how_to_go_on(board, storyboard, monkeypatch):
    before = clips(board)
    from pipeline.models.diffusion import DiffusionModel

    draw, drawn = DiffusionModel.generate, []

    def interrupted(self, shots, *, progress=None):
        drawn.append(shots)
        if len(drawn) > 1:
            raise KeyboardInterrupt
        return draw(self, shots, progress=progress)

    monkeypatch.setattr(DiffusionModel, "generate", interrupted)
    stopped = storyboard("render", board, "--scene", "s01", "--scene", "s02", "--seed", "11", *STEPS)
    assert stopped.code == 130
    assert f"to go on: storyboard render {board}" in stopped.err
    assert len(clips(board)) == len(before) + 1
    monkeypatch.setattr(DiffusionModel, "generate", draw)
    result = storyboard("render", board, *STEPS, "--json")
    assert json.loads(result.out)["rendered"] == ["s02"]
