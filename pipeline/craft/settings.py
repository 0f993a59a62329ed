"""Settings of CRAFT's training, read from ``configs/train/craft.yaml``."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML, YAMLError

from pipeline.configuration import configs_folder
from storyboard.errors import StoryboardError


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Stage(_Part):
    """How one network is trained."""

    steps: int = Field(gt=0)
    batch: int = Field(gt=1)
    learning_rate: float = Field(gt=0)


class CraftSettings(_Part):
    """The whole training."""

    clips: int = Field(gt=0)
    """Clips of the training split that are drawn; with a data set, the most of it that are used."""
    database: int = Field(gt=0)
    """Entities, and at most as many backgrounds, that are kept for retrieval."""
    seed: int = Field(ge=0)
    word_dropout: float = Field(ge=0, lt=1)
    """Share of words that are hidden in training, so that unknown words do no harm."""
    reader: Stage
    layout: Stage
    entities: Stage
    backgrounds: Stage


def load_settings(path: Path | str | None = None) -> CraftSettings:
    """Read the settings of a training.

    Raises:
        StoryboardError: The file cannot be read; the message names the field.
    """
    path = Path(path) if path is not None else configs_folder() / "train" / "craft.yaml"
    try:
        return CraftSettings.model_validate(
            YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
        )
    except OSError as error:
        raise StoryboardError(f"{path}: cannot be read ({error.strerror})") from error
    except YAMLError as error:
        raise StoryboardError(f"{path}: not YAML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise StoryboardError(f"{path}: {where}: {first['msg']}") from error
