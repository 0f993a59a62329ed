"""How films are encoded and joined: ``configs/render/*.yaml``."""

from __future__ import annotations

from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from pipeline.configuration import configs_folder
from pipeline.film.encode import Fit
from storyboard.errors import RenderError

Preset = Literal["ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower",
                 "veryslow"]


class Transition(StrEnum):
    """How one scene gives way to the next."""

    CUT = "cut"
    DISSOLVE = "dissolve"
    """One picture melts into the other; the film is shorter by the time it takes."""
    FADE = "fade"
    """To black and up again."""
    WIPE = "wipe"
    """The new picture comes in from the left; the film is shorter by the time it takes."""


class RenderConfig(BaseModel):
    """What one file of ``configs/render`` says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fit: Fit = Fit.LETTERBOX
    """When the model's picture has another shape than the film."""
    crf: Annotated[int, Field(ge=0, le=51)] = 16
    """Quality of libx264; smaller is better and larger."""
    preset: Preset = "veryfast"
    """Effort of libx264."""
    subtitles: bool = True
    """The story's sentences, as a track in the film and as a ``.srt`` file beside it."""
    burn_captions: bool = False
    """The same sentences drawn into the pictures; every frame with words is then encoded a second time."""
    transition: Transition = Transition.CUT
    """Between scenes."""
    transition_seconds: Annotated[float, Field(gt=0, le=10)] = 0.5
    title_card: bool = False
    """A page with the board's title before the first scene."""
    end_card: str | None = None
    """Words of a page after the last scene."""
    card_seconds: Annotated[float, Field(gt=0, le=60)] = 2.5
    music: Path | None = None
    """A sound file, found from the config file's folder. Repeated if it is shorter than the film."""
    music_volume: Annotated[float, Field(ge=0, le=4)] = 1.0
    voice: Path | None = None
    """A recording, found from the config file's folder, that is heard once from the film's beginning."""
    voice_volume: Annotated[float, Field(ge=0, le=4)] = 1.0
    consistency: tuple[str, ...] | None = None
    """What keeps subjects the same: of ``looks``, ``references``, ``chaining``, ``attention``, ``noise``;
    ``None``: what suits the model."""
    guide: Literal["animatic", "none"] | None = None
    """What clips start from: the animatic's draft of each shot, or noise alone; ``None``: what suits the
    model."""
    guide_strength: Annotated[float, Field(gt=0, le=1)] | None = None
    """How much is denoised: at 1 nothing of the draft is left; ``None``: what suits the model."""
    workers: Annotated[int, Field(ge=1)] | None = None
    """How many scenes are rendered at once, on a cluster or, of a small model, on this machine; ``None``: as
    many as there is room for."""


def load_render_config(name_or_path: str | Path = "default") -> RenderConfig:
    """Return a file of ``configs/render`` by its name, or any file by its path.

    Raises:
        RenderError: There is no such file, or it has faults; each is named with its field.
    """
    path = _find(name_or_path)
    try:
        content = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        config = RenderConfig.model_validate(content or {})
    except (OSError, UnicodeDecodeError) as error:
        raise RenderError(f"{path}: cannot be read: {error}") from error
    except YAMLError as error:
        raise RenderError(f"{path}: is no YAML: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        raise RenderError("\n".join(f"{path}: {fault}" for fault in _faults(error))) from error
    return config.model_copy(update={
        name: _sound_file(path, name, sound)
        for name, sound in (("music", config.music), ("voice", config.voice)) if sound is not None})


def _sound_file(config: Path, name: str, sound: Path) -> Path:
    path = config.parent / sound
    if not path.is_file():
        raise RenderError(f"{config}: {name}: no such file: {path}")
    return path


def _find(name_or_path: str | Path) -> Path:
    folder = configs_folder() / "render"
    path = folder / f"{name_or_path}.yaml"
    if path.is_file():
        return path
    if Path(name_or_path).is_file():
        return Path(name_or_path)
    names = sorted(file.stem for file in folder.glob("*.yaml"))
    near = get_close_matches(str(name_or_path), names, n=1)
    hint = f"did you mean '{near[0]}'?" if near else f"there are: {', '.join(names)}; or name a file"
    raise RenderError(f"no render config '{name_or_path}'; {hint}")


def _faults(error: ValidationError) -> list[str]:
    faults = []
    for fault in error.errors():
        field = ".".join(map(str, fault["loc"])) or "the file"
        if fault["type"] == "extra_forbidden":
            near = get_close_matches(field, RenderConfig.model_fields, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"fields: {', '.join(RenderConfig.model_fields)}"
            faults.append(f"{field}: no such field; {hint}")
        else:
            faults.append(f"{field}: {fault['msg']}, not {fault['input']!r}")
    return faults
