"""Whatever happens to a render, the next one ends in the film that would have come without the fault."""

import contextlib
import itertools
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from listener import Listener
from painted_model import PaintedModel
from small_board import write_small_board

from pipeline import storage
from pipeline.render import render_board, retake
from storyboard.errors import OutputError, RenderError

CHILD = Path(__file__).with_name("render_in_child.py")
N_KILLS = 20


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    """Board and film as they are without any fault."""
    board = write_small_board(tmp_path_factory.mktemp("reference") / "wood.board", 6)
    render_board(board, model=PaintedModel())
    return board


@pytest.fixture
def board(tmp_path):
    return write_small_board(tmp_path / "wood.board", 6)


class Renderer:
    """Renders boards in processes of their own, one after the other."""

    def __init__(self):
        self.server = subprocess.Popen([sys.executable, str(CHILD)], stdin=subprocess.PIPE,
                                       stdout=subprocess.PIPE, text=True)

    def start(self, board, seconds_per_clip, *largest_file, at_once=1):
        line = "\t".join(map(str, [board, seconds_per_clip, at_once, *largest_file]))
        self.server.stdin.write(line + "\n")
        self.server.stdin.flush()
        self.process = int(self.server.stdout.readline())

    def kill(self):
        with contextlib.suppress(ProcessLookupError):  # It may be done already.
            os.kill(self.process, signal.SIGKILL)

    def end(self):
        """Return what the process said last; nothing if it was killed."""
        said = []
        while (line := self.server.stdout.readline()) != "over\n":
            assert line, "the process that starts renders has died"
            said.append(line.rstrip("\n"))
        return "".join(said)


@pytest.fixture(scope="module")
def renderer():
    if not hasattr(os, "fork"):
        pytest.skip("this system cannot fork")
    renderer = Renderer()
    with renderer.server:
        yield renderer
        renderer.server.stdin.close()


def finished(board):
    return {path.parts[-3] for path in board.glob("takes/s*/[0-9a-f]*/clip.mp4")}


def assert_same_result(board, reference):
    assert (board / "film.mp4").read_bytes() == (reference / "film.mp4").read_bytes()
    assert (board / "film.srt").read_bytes() == (reference / "film.srt").read_bytes()
    assert not list(board.rglob(".partial-*")), "an interrupted write left something behind"


def test_killed_at_random_moments_the_film_comes_out_the_same(reference, board, renderer):
    chance, killed_early = random.Random(20), 0
    for number in range(N_KILLS):
        shutil.rmtree(board / "takes", ignore_errors=True)
        (board / "film.mp4").unlink(missing_ok=True)
        (board / "film.srt").unlink(missing_ok=True)
        # Moments are told by what is finished and not by the clock alone: a busy machine is slow all over.
        enough, deadline = chance.randrange(7), time.monotonic() + 20
        renderer.start(board, 0.02, at_once=1 + number % 2)
        while len(finished(board)) < enough and time.monotonic() < deadline:
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.03))
        renderer.kill()
        renderer.end()
        there = finished(board)
        killed_early += len(there) < 6
        film = render_board(board, model=PaintedModel())
        assert set(film.kept) == there, "a finished scene was rendered again"
        assert_same_result(board, reference)
    assert killed_early >= N_KILLS // 4, "most renders were over before they were killed"


@pytest.mark.parametrize("largest_file", [200, 1800, 4000])
def test_when_a_file_cannot_grow_the_next_render_goes_on(reference, board, renderer, largest_file):
    renderer.start(board, 0, largest_file)
    output = renderer.end()
    assert output.startswith("OutputError: ")
    assert "cannot be written" in output
    assert "larger than this disk or account allows" in output
    assert not (board / "film.mp4").exists()
    render_board(board, model=PaintedModel())
    assert_same_result(board, reference)


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 64 KiB, where the system lets us have one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    try:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)],
                                 capture_output=True, check=False).returncode == 0
    except OSError:
        mounted = False
    if not mounted:
        pytest.skip("a small disk can only be mounted by an administrator")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_on_a_full_disk_the_message_says_so_and_with_room_the_render_goes_on(reference, small_disk):
    board = write_small_board(small_disk / "wood.board", 6)
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(20 * 1024))
    with pytest.raises(OutputError, match="no space left on the disk; make room"):
        render_board(board, model=PaintedModel())
    assert not (board / "film.mp4").exists()
    assert not list(board.rglob(".partial-*"))
    there = finished(board)
    ballast.unlink()
    subprocess.run(["mount", "-o", "remount,size=1m", str(small_disk)], check=True)
    film = render_board(board, model=PaintedModel())
    assert set(film.kept) == there
    assert_same_result(board, reference)


class PowerCutError(BaseException):
    """The machine stops here: nothing is tidied up."""


def cut_power(monkeypatch, moment):
    """Have the power fail at the ``moment``-th time that something is to be synced to the disk."""
    real, calls = storage.sync, itertools.count(1)

    def sync(path):
        if next(calls) != moment:
            return real(path)
        if path.is_file():  # Not synced: half of it is lost.
            os.truncate(path, path.stat().st_size // 2)
        monkeypatch.setattr(storage.shutil, "rmtree", lambda *path, **how: None)
        monkeypatch.setattr(Path, "unlink", lambda *path, **how: None)
        raise PowerCutError

    monkeypatch.setattr(storage, "sync", sync)


def test_a_power_cut_during_any_write_costs_nothing_that_was_finished(tmp_path):
    whole = write_small_board(tmp_path / "whole.board", 2)
    render_board(whole, model=PaintedModel())
    for moment in itertools.count(1):
        board = write_small_board(tmp_path / f"cut{moment}.board", 2)
        with pytest.MonkeyPatch.context() as patched:
            cut_power(patched, moment)
            try:
                render_board(board, model=PaintedModel())
            except PowerCutError:
                pass
            else:
                break
        render_board(board, model=PaintedModel())
        assert_same_result(board, whole)
    assert moment > 2 * 5 + 2 * 2, "two takes of three files and two folders; the film, its subtitles"


def flip_a_byte(take):
    content = bytearray((take / "clip.mp4").read_bytes())
    content[len(content) // 2] ^= 1
    (take / "clip.mp4").write_bytes(content)


DAMAGE = {
    "a flipped bit": flip_a_byte,
    "a cut clip": lambda take: os.truncate(take / "clip.mp4", 100),
    "an empty clip": lambda take: os.truncate(take / "clip.mp4", 0),
    "no clip": lambda take: (take / "clip.mp4").unlink(),
    "no record": lambda take: (take / "take.json").unlink(),
    "an empty record": lambda take: os.truncate(take / "take.json", 0),
    "a record of nonsense": lambda take: (take / "take.json").write_text('{"number": "three"}'),
    "no recipe": lambda take: (take / "recipe.json").unlink(),
    "a recipe of nonsense": lambda take: (take / "recipe.json").write_text("[1, 2]"),
    "an empty folder": lambda take: [path.unlink() for path in take.iterdir()],
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_take_is_noticed_and_rendered_again(reference, board, damage):
    shutil.copytree(reference / "takes", board / "takes")
    damage(next((board / "takes/s03").glob("*/clip.mp4")).parent)
    listener = Listener()
    film = render_board(board, model=PaintedModel(), reporter=listener)
    assert film.rendered == ("s03",)
    assert "s03: to render (its take is damaged)" in listener.lines
    assert_same_result(board, reference)


def test_what_an_interrupted_write_left_is_removed_and_never_taken_for_a_take(reference, board):
    shutil.copytree(reference / "takes", board / "takes")
    take = next((board / "takes/s03").glob("*/clip.mp4")).parent
    take.rename(take.with_name(".partial-abc"))
    (board / ".partial-def.mp4").write_bytes(b"half a film")
    assert render_board(board, model=PaintedModel()).rendered == ("s03",)
    assert_same_result(board, reference)


def test_a_damaged_note_of_what_the_film_shows_changes_nothing(reference, board):
    shutil.copytree(reference / "takes", board / "takes")
    (board / "takes/film.json").write_bytes(b"\xff\x00")
    assert render_board(board, model=PaintedModel()).rendered == ()
    assert_same_result(board, reference)


def test_a_damaged_choice_is_named_with_the_way_back(board):
    render_board(board, model=PaintedModel())
    retake(board, "s02", model=PaintedModel())
    (board / "takes/s02/chosen.json").write_text("take 2, please")
    with pytest.raises(RenderError, match=r"chosen.json: does not say which take is chosen.*delete it"):
        render_board(board, model=PaintedModel())


def test_a_second_render_waits_for_the_first_and_says_so(reference, board, renderer):
    listener = Listener()
    renderer.start(board, 0.05)
    while not finished(board):
        time.sleep(0.005)
    film = render_board(board, model=PaintedModel(), reporter=listener)
    assert renderer.end() == "done"
    assert film.rendered == ()
    assert len(listener.waits) == 1
    assert "another render of this board is at work" in listener.waits[0]
    assert_same_result(board, reference)


def test_a_render_that_may_not_wait_says_that_another_is_at_work(board, renderer):
    renderer.start(board, 0.05)
    while not finished(board):
        time.sleep(0.005)
    with pytest.raises(RenderError, match="another render of this board is at work"):
        render_board(board, model=PaintedModel(), wait=0)
    assert renderer.end() == "done"


def test_takes_that_are_a_link_to_elsewhere_are_refused(board, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (board / "takes").mkdir()
    (board / "takes/s01").symlink_to(elsewhere)
    with pytest.raises(RenderError, match="takes stay inside their board"):
        render_board(board, model=PaintedModel())
    assert not list(elsewhere.iterdir())


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0,
                    reason="an administrator may write anywhere")
def test_a_board_that_may_not_be_written_is_named(board):
    board.chmod(0o500)
    try:
        with pytest.raises(OutputError, match="no permission"):
            render_board(board, model=PaintedModel())
    finally:
        board.chmod(0o700)
