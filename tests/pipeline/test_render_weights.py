"""Boards rendered by a diffusion model that is loaded from a folder of weights, tiny and random."""

import shutil
import sys
from pathlib import Path

import av
import pytest
from small_board import edit, write_small_board

sys.path.insert(0, str(Path(__file__).parents[1] / "contracts"))

from pipeline.render import plan_render, render_board
from pipeline.reporting import Reporter
from storyboard.errors import ModelError


class Listener(Reporter):
    def __init__(self):
        self.steps = []

    def step(self, scene, done, total):
        self.steps.append((scene, done, total))


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    from checkpoints import build

    return build("text-to-video-sd", tmp_path_factory.mktemp("weights"))


@pytest.fixture
def board(tmp_path):
    return write_small_board(tmp_path / "wood.board", 2)


def test_a_folder_of_weights_draws_a_film(board, weights):
    listener = Listener()
    film = render_board(board, model=str(weights), reporter=listener)
    assert film.rendered == ("s01", "s02")
    assert listener.steps[-1][0] == "s02"
    assert listener.steps[-1][1] == listener.steps[-1][2]
    with av.open(str(film.path)) as container:
        assert sum(1 for _ in container.decode(video=0)) == film.n_frames == 16
        assert (container.streams.video[0].width, container.streams.video[0].height) == (64, 64)


def test_the_same_weights_in_another_folder_keep_every_take(board, weights, tmp_path):
    render_board(board, model=str(weights))
    moved = shutil.copytree(weights, tmp_path / "elsewhere" / weights.name)
    assert render_board(board, model=str(moved)).rendered == ()


def test_another_number_of_steps_is_another_picture(board, weights):
    render_board(board, model=str(weights))
    assert plan_render(board, model=str(weights), steps=3).lines()[-1].startswith("2 of 2 scenes to render")


def test_an_edit_renders_its_scene_alone(board, weights):
    first = render_board(board, model=str(weights)).path.read_bytes()
    edit(board, "scenes/s02.yaml", "walks", "runs")
    assert render_board(board, model=str(weights)).rendered == ("s02",)
    edit(board, "scenes/s02.yaml", "runs", "walks")
    assert render_board(board, model=str(weights)).path.read_bytes() == first


def test_damaged_weights_are_told_and_nothing_is_half_written(board, weights, tmp_path):
    broken = shutil.copytree(weights, tmp_path / "broken")
    (broken / "unet" / "diffusion_pytorch_model.safetensors").write_bytes(b"nothing")
    with pytest.raises(ModelError, match="broken: the weights cannot be loaded"):
        render_board(board, model=str(broken))
    assert not (board / "film.mp4").exists()
