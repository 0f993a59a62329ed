"""What there is to draw: kinds, colours, places, read once from this package's YAML files."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from ruamel.yaml import YAML

from pipeline.world.pen import RGB
from pipeline.world.rigs import RIGS

COMPANY = ("talk", "look", "fight", "dance")
"""Actions in which plans put the other one into the picture too, for models that show two."""
TOGETHER = ("two", "three")
"""How many subjects a clip can show."""
ACTIONS = (
    "stand",
    "walk",
    "run",
    "jump",
    "fly",
    "swim",
    "sleep",
    "sit",
    "eat",
    "talk",
    "fight",
    "fall",
    "dance",
    "cry",
    "look",
    "carry",
    "give",
    "hide",
)
MANNERS = ("sneak",)
"""Actions that are drawn when they are asked for, and sampled only by a vocabulary that names them: those of
``ACTIONS`` alone are what a vocabulary means that names none."""
TIMES = ("morning", "day", "evening", "night")
WEATHERS = ("clear", "rain", "snow", "fog", "storm", "wind")
MOODS = ("calm", "happy", "sad", "angry", "afraid")
SIZES = ("small", "normal", "big")
CAMERAS = ("static", "pan", "tilt", "zoom", "tracking")
FRAMINGS = ("full", "wide", "medium", "close-up")
RELATIONS = ("beside", "facing", "chasing", "carrying")


class Kind(BaseModel):
    """One kind of subject."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    name: str
    group: Literal["person", "animal", "thing"]
    rig: str
    height: float
    """Height of one unit of the figure, as a share of the frame's height, when it stands alone."""
    can: tuple[str, ...]
    natural: tuple[str, ...]
    """Colours that it most often has."""
    wears: str | None = None
    """Word for the part that has the colour; ``None``: the whole body has it."""
    verbs: dict[str, str] = Field(default_factory=dict)
    """Action -> another verb for it: a boat that swims sails."""
    water: bool = False
    """Whether it belongs in water."""
    held: bool = False
    """Whether it is small enough to be carried."""
    shape: BaseModel


class Place(BaseModel):
    """One place: the words before it, and its layers from back to front."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    at: str
    """``in the``, ``by the``, ``on the``."""
    water: tuple[float, float] | None = None
    """Where swimmers' waterline lies, from and to, as shares of the frame's height."""
    inside: bool = False
    """Whether no weather reaches it."""
    submerged: bool = False
    """Whether it is under water: whoever is there swims."""
    aloft: bool = False
    """Whether it is in the air: whoever is there flies."""
    ground: tuple[float, float] = (0.87, 0.92)
    """Where feet stand, from and to, as shares of the frame's height."""
    layers: tuple[dict[str, dict[str, Any]], ...]
    wings: tuple[dict[str, dict[str, Any]], ...] = ()
    """Further layers, for wide pictures."""


def _read(name: str) -> dict[str, Any]:
    with (Path(__file__).parent / name).open(encoding="utf-8") as file:
        return {name: _frozen(value) for name, value in YAML(typ="safe").load(file).items()}


def _frozen(value: Any) -> Any:
    """Return ``value`` with every list a tuple, so that colours can be keys."""
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    if isinstance(value, dict):
        return {key: _frozen(item) for key, item in value.items()}
    return value


@cache
def kinds() -> dict[str, Kind]:
    """Return every kind by its name."""
    found = {}
    for name, entry in _read("kinds.yaml").items():
        if name.startswith("."):
            continue
        entry = dict(entry)
        shape = entry.pop("shape", {})
        if "parts" in entry:
            shape = {"parts": entry.pop("parts"), "sways": entry.pop("sways", 0.0)}
        found[name] = Kind(
            name=name, group=entry.pop("class"), shape=RIGS[entry["rig"]][0].model_validate(shape), **entry
        )
    return found


@cache
def places() -> dict[str, Place]:
    """Return every place by its name."""
    return {name: Place(name=name, **entry) for name, entry in _read("places.yaml").items()}


@cache
def colours() -> dict[str, RGB]:
    """Return every colour a subject may have."""
    return {name: (rgb[0], rgb[1], rgb[2]) for name, rgb in _read("palette.yaml").items()}


@cache
def hair_colours() -> dict[str, RGB]:
    """Return every colour that hair may have."""
    return {name: (rgb[0], rgb[1], rgb[2]) for name, rgb in _read("hair.yaml").items()}


def concepts() -> dict[str, tuple[str, ...]]:
    """Return all that can be drawn, by sort: ``person``, ``animal``, ``thing``, ``place``, ``action``, ..."""
    groups = {
        group: tuple(kind.name for kind in kinds().values() if kind.group == group)
        for group in ("person", "animal", "thing")
    }
    return {
        **groups,
        "place": tuple(places()),
        "action": (*ACTIONS, *MANNERS),
        "colour": tuple(colours()),
        "time": TIMES,
        "weather": WEATHERS,
        "mood": MOODS,
        "size": SIZES,
    }
