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
            models[name] = load_model(name if name in WORLD else checkpoint(name), device="cpu")
        return models[name]

    return model_of


WORLD = ("drawn",)
"""Models that no checkpoint stands in for: what is shipped is small."""


@pytest.fixture(params=[*CHECKPOINTS, *WORLD])
def model(request: pytest.FixtureRequest, loaded: Callable[[str], VideoModel]) -> VideoModel:
    """Each family's model in turn."""
    return loaded(request.param)
