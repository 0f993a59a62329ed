"""Tiny checkpoints, built once in a session when a test first asks for them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from checkpoints import CHECKPOINTS, build

from pipeline.models import VideoModel, load_model


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return the folder of a family's tiny checkpoint."""
    folder = tmp_path_factory.mktemp("checkpoints")

    def folder_of(name: str) -> Path:
        return folder / name if (folder / name).is_dir() else build(name, folder)

    return folder_of


@pytest.fixture(scope="session")
def loaded(checkpoint: Callable[[str], Path]) -> Callable[[str], VideoModel]:
    """Return the loaded tiny model of a family."""
    models: dict[str, VideoModel] = {}

    def model_of(name: str) -> VideoModel:
        if name not in models:
            if name in SHIPPED:
                models[name] = load_model(name, device="cpu", steps=SHIPPED[name])
            else:
                models[name] = load_model(checkpoint(name), device="cpu")
        return models[name]

    return model_of


SHIPPED = {"drawn": None, "storybook": 1}
"""Models that no checkpoint stands in for, as what is shipped is small -> denoising steps."""


@pytest.fixture(params=[*CHECKPOINTS, *SHIPPED])
def model(request: pytest.FixtureRequest, loaded: Callable[[str], VideoModel]) -> VideoModel:
    """Each family's model in turn."""
    return loaded(request.param)
