"""Rendering on Ray gives the same film as rendering here, also when workers die."""

import os
import sys
import warnings
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from painted_model import CARD, PaintedModel
from small_board import edit, write_small_board

from pipeline.film.config import RenderConfig
from pipeline.render import render_board, takes_of_board
from pipeline.reporting import Reporter
from storyboard.errors import RenderError

ray = pytest.importorskip("ray")
TWO_WORKERS = RenderConfig(workers=2)


class Listener(Reporter):
    def __init__(self):
        self.warnings, self.started, self.done = [], [], []

    def warning(self, message, scene=None):
        self.warnings.append(message)

    def scene_started(self, scene, number, total):
        self.started.append((scene, number, total))

    def scene_done(self, scene, take):
        self.done.append(scene)


class Mortal(PaintedModel):
    """Its process dies the first time that it draws wood 3, and always when it draws wood 13."""

    def __init__(self, mark):
        super().__init__()
        self.mark = mark

    def generate(self, shots, *, progress=None):
        if "wood 13" in shots[0].prompt:
            os._exit(1)
        if "wood 3" in shots[0].prompt and not self.mark.exists():
            self.mark.touch()
            os._exit(1)
        return super().generate(shots, progress=progress)


class Chaining(PaintedModel):
    """Begins with the picture that it is given."""

    def __init__(self):
        super().__init__()
        self.card = replace(CARD, conditioning=("first_frame",))

    def paint(self, shot):
        frames = super().paint(shot)
        if shot.first_frame is not None:
            frames[:, :4] = shot.first_frame[:4] + 1
        return frames


class Failing(PaintedModel):
    def generate(self, shots, *, progress=None):
        raise RuntimeError("no such kernel")


@pytest.fixture(scope="module", autouse=True)
def cluster():
    """One cluster for all tests: starting it is what takes time."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    for module in (sys.modules[PaintedModel.__module__], sys.modules[__name__]):
        # Workers cannot import what lies in the folder of tests.
        ray.cloudpickle.register_pickle_by_value(module)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Ray's own
        ray.init(address="local", num_cpus=2, include_dashboard=False, log_to_driver=False,
                 logging_level="ERROR", object_store_memory=80 * 2**20)
        yield
        ray.shutdown()


@pytest.fixture
def boards(tmp_path):
    return [write_small_board(tmp_path / name, 6) for name in ("here.board", "there.board")]


def test_the_film_is_the_same_as_the_one_rendered_here(boards):
    here, there = boards
    listener = Listener()
    edit(there, "scenes/s01.yaml", "walks", "walks")
    render_board(here, model=PaintedModel())
    film = render_board(there, model=PaintedModel(), engine="ray", config=TWO_WORKERS, reporter=listener)
    assert film.rendered == ("s01", "s02", "s03", "s04", "s05", "s06")
    assert (there / "film.mp4").read_bytes() == (here / "film.mp4").read_bytes()
    assert listener.started == [(f"s0{number}", number, 6) for number in range(1, 7)]
    assert sorted(listener.done) == ["s01", "s02", "s03", "s04", "s05", "s06"]


def test_a_chain_of_scenes_is_rendered_in_its_order(boards):
    here, there = boards
    for board in boards:
        for path in sorted((board / "scenes").glob("*.yaml")):
            path.write_text(path.read_text().replace("{crow}", "{fox}").replace("[crow]", "[fox]"))
    chained = RenderConfig(workers=2, consistency=("looks", "chaining"))
    one = render_board(here, model=Chaining(), config=chained)
    other = render_board(there, model=Chaining(), config=chained, engine="ray")
    assert other.path.read_bytes() == one.path.read_bytes()


def test_a_dead_worker_is_replaced_and_the_film_is_the_same(boards, tmp_path):
    here, there = boards
    listener = Listener()
    render_board(here, model=PaintedModel())
    render_board(there, model=Mortal(tmp_path / "mark"), engine="ray", config=TWO_WORKERS, reporter=listener)
    assert (there / "film.mp4").read_bytes() == (here / "film.mp4").read_bytes()
    assert len(listener.warnings) == 1
    assert listener.warnings[0].startswith("s03: its worker died")


def test_a_scene_that_kills_every_worker_is_named_and_the_others_are_kept(boards, tmp_path):
    edit(boards[0], "scenes/s03.yaml", "wood 3", "wood 13")
    with pytest.raises(RenderError, match="s03: its worker died 3 times"):
        render_board(boards[0], model=Mortal(tmp_path / "mark"), engine="ray", config=TWO_WORKERS)
    assert {"s01", "s02"} <= set(takes_of_board(boards[0])[0])


def test_an_error_in_a_worker_names_its_scene(boards):
    with pytest.raises(RenderError, match=r"s0[12]: the model 'painted' failed: RuntimeError: no such"):
        render_board(boards[0], model=Failing(), engine="ray", config=TWO_WORKERS)


def test_words_that_cannot_be_drawn_are_named_once(boards):
    edit(boards[0], "scenes/s01.yaml", "walks", "seeks justice")
    listener = Listener()
    render_board(boards[0], model=PaintedModel(), engine="ray", reporter=listener)
    assert listener.warnings == ["s01: painted cannot draw 'justice'; the picture goes without"]
