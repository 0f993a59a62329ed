"""The families of models: facts that no program can read off the weights, one YAML file each in
``configs/models``."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML, YAMLError

from pipeline.configuration import configs_folder
from pipeline.models.interface import ModelCard
from pipeline.models.weights import ModelIndex
from storyboard.errors import ModelError

Scalar = bool | int | float | str
Condition = Literal["first_frame", "references", "negative", "video", "anchor", "draft"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Companion(_Part):
    """A component that lies in a place of its own, such as AnimateDiff's motion adapter."""

    kind: str
    """Its class in diffusers."""
    hub_id: str


class Adapter(_Part):
    """An IP-Adapter that makes a family take reference pictures; used where it is in the local cache."""

    hub_id: str
    weights: str
    """File of safetensors in it; the image encoder lies beside it."""


class Family(_Part):
    """One file of ``configs/models``. Field by field the same as ``ModelCard``, and how the family is
    driven."""

    name: str
    title: str
    maker: str | None = None
    """``module:Class`` of a model that diffusers does not make; called with (folder, device, digest)."""
    draws_world: bool = False
    """Whether it draws with ``pipeline.world``, whose code then decides its pictures too."""
    pipeline: str | None = None
    """Class of the pipeline in diffusers."""
    also: tuple[str, ...] = ()
    """Other classes of pipelines for weights of the family."""
    marks: dict[str, Scalar] = Field(default_factory=dict)
    """What tells these weights from others of the same class: ``transformer.num_layers: 30``; without a dot,
    a setting of the pipeline."""
    shipped: str | None = None
    """Folder under ``pipeline/models/weights``."""
    hub_id: str | None = None
    companions: dict[str, Companion] = Field(default_factory=dict)
    adapter: Adapter | None = None

    licence: str
    commercial: bool
    download_gb: Annotated[float, Field(ge=0)] = 0.0
    memory_gb: Annotated[float, Field(ge=0)] = 0.0

    width: Annotated[int, Field(gt=0)]
    height: Annotated[int, Field(gt=0)]
    n_frames: Annotated[int, Field(gt=0)]
    fps: Annotated[float, Field(gt=0)]
    max_frames: Annotated[int, Field(gt=0)]
    size_multiple: Annotated[int, Field(gt=0)] = 8
    any_size: bool = False
    frame_multiple: Annotated[int, Field(gt=0)] = 1
    frame_offset: Annotated[int, Field(ge=0)] = 0
    threads: Annotated[int, Field(gt=0)] | None = None
    """Of a CPU, for one clip of a small network; nothing in its pipeline may draw from torch's own generator.
    """
    steps: Annotated[int, Field(ge=0)]
    guidance: float
    guidance_argument: str | None = "guidance_scale"
    """Argument of the call that takes ``guidance``; ``guider``: a component of the pipeline does; ``null``:
    none."""
    arguments: dict[str, Scalar] = Field(default_factory=dict)
    """Further arguments of every call."""
    conditioning: tuple[Condition, ...] = ()
    subjects: Annotated[int, Field(gt=0)] | None = None
    guide_strength: Annotated[float, Field(gt=0, le=1)] | None = None
    needs_picture: bool = False
    """Whether it makes a picture move, and draws nothing from words alone."""
    consistency: tuple[str, ...] = ()
    """Strategies of ``pipeline.models.consistency`` that were measured to be best; empty: not measured."""
    keep_float32: tuple[str, ...] = ()
    """Components that lose too much in half precision."""
    cpu_bfloat16: bool = False
    """Whether its pictures stay the same to the eye in bfloat16; used on CPUs that have it in hardware."""
    cache: Literal["none", "pyramid-attention", "first-block"] = "none"
    """The cache between denoising steps that is known to work with the family."""
    verified: str
    """What of this family was run, and what was not."""
    note: str = ""

    def card(self) -> ModelCard:
        """Return the card of the family as its file states it."""
        shared = {field: getattr(self, field) for field in ModelCard.__dataclass_fields__}
        return ModelCard(**shared)


class Sampling(_Part):
    """``sampling.json`` in a folder of weights: how these weights are sampled, over what the family's file
    says."""

    steps: Annotated[int, Field(gt=0)] | None = None
    guidance: float | None = None
    n_frames: Annotated[int, Field(gt=0)] | None = None
    max_frames: Annotated[int, Field(gt=0)] | None = None
    fps: Annotated[float, Field(gt=0)] | None = None
    width: Annotated[int, Field(gt=0)] | None = None
    height: Annotated[int, Field(gt=0)] | None = None
    subjects: Annotated[int, Field(gt=0)] | None = None
    guide_strength: Annotated[float, Field(gt=0, le=1)] | None = None


def read_sampling(folder: Path) -> Sampling:
    """Read ``sampling.json`` of a folder of weights; without the file nothing is overruled.

    Raises:
        ModelError: The file is there but cannot be used.
    """
    path = folder / "sampling.json"
    if not path.is_file():
        return Sampling()
    try:
        return Sampling.model_validate_json(path.read_bytes())
    except ValidationError as fault:
        raise ModelError(f"{path}: {_first_fault(fault)}") from fault


def read_family(path: Path) -> Family:
    """Read one file of ``configs/models``.

    Raises:
        ModelError: The file has a fault; the message names the field.
    """
    try:
        content = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
        return Family.model_validate(content)
    except YAMLError as fault:
        raise ModelError(f"{path}: not YAML: {fault}") from fault
    except ValidationError as fault:
        raise ModelError(f"{path}: {_first_fault(fault)}") from fault


@cache
def families() -> dict[str, Family]:
    """Return all families by name: what is shipped first, led by the built-in model; else by the alphabet."""
    found = [read_family(path) for path in sorted((configs_folder() / "models").glob("*.yaml"))]
    return {
        family.name: family
        for family in sorted(
            found, key=lambda each: (each.shipped is None, each.maker is not None, each.name)
        )
    }


def recognise(folder: Path, index: ModelIndex) -> Family | None:
    """Return the family that a folder's weights belong to: same pipeline class, and as many marks as agree.

    A folder of a known class whose marks agree with none (a smaller or a later model) gets the facts of the
    class's family with the fewest marks; an unknown class gets ``None``.
    """
    same_class = [
        family
        for family in families().values()
        if index.pipeline in (family.pipeline, *family.also) and family.shipped is None
    ]
    agreeing = [
        family
        for family in same_class
        if all(_value_of(folder, index, mark) == value for mark, value in family.marks.items())
    ]
    if agreeing:
        return max(agreeing, key=lambda family: len(family.marks))
    return min(same_class, key=lambda family: len(family.marks), default=None)


def _value_of(folder: Path, index: ModelIndex, mark: str) -> object:
    component, _, key = mark.rpartition(".")
    if not component:
        return index.settings.get(key)
    try:
        return json.loads((folder / component / "config.json").read_text(encoding="utf-8")).get(key)
    except (OSError, ValueError):
        return None


def _first_fault(error: ValidationError) -> str:
    first = error.errors()[0]
    return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
