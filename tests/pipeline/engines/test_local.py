"""A small model draws several scenes at once: the same film, and nothing finished is lost."""

import sys
import threading
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from listener import Listener
from painted_model import PaintedModel, SmallModel
from small_board import write_small_board

from pipeline.engines.local import LocalEngine
from pipeline.engines.maker import find_maker
from pipeline.film.config import RenderConfig
from pipeline.models.threads import cores
from pipeline.render import render_board, retake, takes_of_board
from storyboard.errors import RenderError

TWO = RenderConfig(workers=2)


class FailsAtThree(SmallModel):
    def generate(self, shots, *, progress=None):
        if "wood 3" in shots[0].prompt:
            raise RuntimeError("no such kernel")
        return super().generate(shots, progress=progress)


class SlowAtFirst(SmallModel):
    """The earlier a scene or a take was begun, the longer it takes."""

    begun = 0

    def generate(self, shots, *, progress=None):
        SlowAtFirst.begun += 1
        time.sleep(max(0.2 - 0.08 * SlowAtFirst.begun, 0))
        return super().generate(shots, progress=progress)


@pytest.fixture
def six(tmp_path):
    return write_small_board(tmp_path / "six.board", 6)


def test_scenes_drawn_at_once_give_the_same_film(six, tmp_path):
    alone = write_small_board(tmp_path / "alone.board", 6)
    render_board(alone, model=PaintedModel())
    model, listener = SmallModel(seconds_per_clip=0.02), Listener()
    film = render_board(six, model=model, config=TWO, reporter=listener)
    assert model.most[0] == 2
    assert film.rendered == ("s01", "s02", "s03", "s04", "s05", "s06")
    assert film.path.read_bytes() == (alone / "film.mp4").read_bytes()
    assert sorted(listener.done) == list(film.rendered)
    assert listener.threads == {threading.main_thread()}, "what is shown to people comes from one thread"


def test_takes_are_numbered_as_they_were_asked_for_whichever_is_finished_first(board):
    render_board(board, model=SlowAtFirst(), config=TWO, scenes=["s02"])
    SlowAtFirst.begun = 0
    retake(board, "s02", takes=3, model=SlowAtFirst(), config=TWO)
    takes = takes_of_board(board)[0]["s02"]
    assert [(take.record.number, take.chance.take) for take in takes] == [(1, 1), (2, 2), (3, 3), (4, 4)]


def test_an_error_in_one_scene_lets_the_others_that_were_begun_be_finished(six):
    with pytest.raises(RenderError, match="s03: the model 'painted' failed: RuntimeError: no such kernel"):
        render_board(six, model=FailsAtThree(), config=TWO)
    kept = render_board(six, model=PaintedModel()).kept
    assert kept[:2] == ("s01", "s02")
    assert "s03" not in kept


class StopsAtTwo(Listener):
    """Somebody presses Ctrl-C when two scenes are finished."""

    def scene_done(self, scene, take):
        super().scene_done(scene, take)
        if len(self.done) == 2:
            raise KeyboardInterrupt


def test_ctrl_c_keeps_what_is_finished_and_leaves_no_thread_behind(six):
    with pytest.raises(KeyboardInterrupt, match=r"of 6 scenes are finished and kept; to go on: storyboard"):
        render_board(six, model=SmallModel(seconds_per_clip=0.02), config=TWO, reporter=StopsAtTwo())
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("draw-")]
    film = render_board(six, model=PaintedModel())
    assert 2 <= len(film.kept) < 6
    assert len(film.kept) + len(film.rendered) == 6


def test_as_many_at_once_as_there_are_cores_and_large_models_one_by_one(monkeypatch):
    monkeypatch.setattr("os.sched_getaffinity", lambda process: set(range(8)), raising=False)
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    assert cores() == 8
    small, large = find_maker(SmallModel()), find_maker(PaintedModel())
    assert LocalEngine().at_once(small, 20) == 8
    assert LocalEngine().at_once(small, 3) == 3
    assert LocalEngine(2).at_once(small, 20) == 2
    assert LocalEngine(2).at_once(large, 20) == 1
    monkeypatch.setenv("OMP_NUM_THREADS", "4")
    assert LocalEngine().at_once(small, 20) == 4
