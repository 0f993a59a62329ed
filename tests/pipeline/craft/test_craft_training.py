"""Training CRAFT: one network after the other, the same each time, and what comes out composes."""

import pytest
from safetensors.torch import load_file

from pipeline.craft.composing import Composer
from pipeline.craft.settings import CraftSettings, Stage, load_settings
from pipeline.craft.training import train_craft
from pipeline.world.dataset import build_dataset
from storyboard.errors import StoryboardError

SMALL = CraftSettings(
    clips=40,
    database=50,
    seed=3,
    word_dropout=0.0,
    **dict.fromkeys(
        ("reader", "layout", "entities", "backgrounds"), Stage(steps=6, batch=8, learning_rate=0.003)
    ),
)


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    said = []
    return train_craft(tmp_path_factory.mktemp("craft"), settings=SMALL, say=said.append), said


def test_the_networks_are_trained_in_turn(trained):
    _, said = trained
    order = [line.split(":")[0] for line in said if ": step 6 of 6" in line]
    assert order == ["reader", "layout", "entities", "backgrounds"]


def test_the_same_settings_give_the_same_weights(trained, tmp_path):
    train_craft(tmp_path, settings=SMALL)
    for name in ("networks.safetensors", "database.safetensors", "craft.json", "database.json"):
        assert (tmp_path / name).read_bytes() == (trained[0] / name).read_bytes()


def test_what_was_trained_composes_a_clip(trained):
    made = Composer(trained[0]).compose("a red fox walks in the forest", wide=1.0, n_frames=2)
    assert made.spec.place
    assert len(made.placed) == len(made.spec.subjects)


def test_a_database_has_at_most_as_many_entries_as_asked(trained):
    tensors = load_file(trained[0] / "database.safetensors")
    assert len(tensors["entities.kind"]) == 50
    assert tensors["entities.space.noun"].dtype.itemsize == 1
    lengths = tensors["entities.space.noun"].float().pow(2).sum(1).sqrt() / 127
    assert float((lengths - 1).abs().max()) < 0.05


def test_a_built_data_set_is_learnt_from(tmp_path):
    build_dataset(tmp_path / "data", clips=40, size=32, n_frames=2, seed=1, workers=1)
    folder = train_craft(tmp_path / "out", data=tmp_path / "data", settings=SMALL)
    assert len(Composer(folder).database.entities) > 0


def test_a_fault_in_the_settings_is_named(tmp_path):
    path = tmp_path / "craft.yaml"
    path.write_text("clips: 0\n", encoding="utf-8")
    with pytest.raises(StoryboardError, match=r"craft\.yaml: clips: Input should be greater than 0"):
        load_settings(path)
