"""A training run so small that all its stages take seconds."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

TINY = """
seed: 3
video: {size: 32, n_frames: 4, fps: 8}
vocabulary:
  kinds: [fox, fish, woman]
  colours: [red, green, blue]
  places: [forest, river]
  actions: [stand, walk, swim]
  times: [day]
  weathers: [clear]
  sizes: [normal]
  moods: [calm]
  cameras: [static]
  subjects: [0.6, 0.4]
  relations: [facing, chasing]
  holding: 0.0
data: {clips: 20, validation: 8, variants: 1, only: {facing: [right]}, held_out_colours: [[fox, blue]]}
autoencoder: {minutes: 1, steps: 3, batch: 4, learning_rate: 1.0e-3, widths: [8, 8, 16], latent_channels: 4}
text: {minutes: 1, steps: 3, batch: 4, learning_rate: 1.0e-3, width: 16, layers: 1, heads: 2, max_length: 32}
unet: {widths: [16, 16], layers: 1, head_dim: 8, norm_groups: 8}
diffusion:
  - {minutes: 1, steps: 3, batch: 4, learning_rate: 1.0e-3, n_frames: 1, save_every: 0}
  - {minutes: 1, steps: 2, batch: 2, learning_rate: 1.0e-3, n_frames: 4, shift: 2.0}
  - {minutes: 1, steps: 2, batch: 2, learning_rate: 1.0e-3, n_frames: 4, shift: 2.0, fold_guidance: 2.0}
refine: {minutes: 1, steps: 3, batch: 4, learning_rate: 1.0e-3, clips: 3, strengths: [0.5], optimizer: muon}
sampling: {steps: 2, guidance: 2.0, max_frames: 8}
"""


@pytest.fixture(scope="session")
def tiny_settings() -> dict:
    """The settings as plain data, to be changed by a test."""
    return YAML(typ="safe").load(TINY)


@pytest.fixture(scope="session")
def tiny_config_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tiny") / "tiny.yaml"
    path.write_text(TINY, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def tiny_run(tiny_config_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished run."""
    from pipeline.training.storybook import train_storybook

    output = tmp_path_factory.mktemp("run")
    train_storybook(tiny_config_path, output)
    return output


@pytest.fixture(scope="session")
def judge_folder(tiny_config_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a judge that was trained for a few steps."""
    from pipeline.training.config import StageSettings, load_config
    from pipeline.training.judge import train_judge

    work = tmp_path_factory.mktemp("judge")
    settings = StageSettings(minutes=1, steps=3, batch=4, learning_rate=1e-3)
    train_judge(load_config(tiny_config_path), work, settings=settings, clips=20)
    return work
