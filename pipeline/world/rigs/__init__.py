"""Rigs: how a kind of body is drawn in each action. One visible table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel

from pipeline.world.pen import Figure
from pipeline.world.rigs.biped import biped
from pipeline.world.rigs.birds import BirdShape, bird
from pipeline.world.rigs.gaits import QuadrupedShape
from pipeline.world.rigs.motion import Look, Motion
from pipeline.world.rigs.person_head import BipedShape
from pipeline.world.rigs.quadruped import quadruped
from pipeline.world.rigs.small import FishShape, PlainShape, fish, frog, ghost, snake
from pipeline.world.rigs.thing import ThingShape, thing

RIGS: dict[str, tuple[type[BaseModel], Callable[[Any, Look, Motion], Figure]]] = {
    "biped": (BipedShape, biped),
    "quadruped": (QuadrupedShape, quadruped),
    "bird": (BirdShape, bird),
    "fish": (FishShape, fish),
    "frog": (PlainShape, frog),
    "snake": (PlainShape, snake),
    "ghost": (PlainShape, ghost),
    "thing": (ThingShape, thing),
}
"""Name in ``kinds.yaml`` -> the type of its ``shape`` and the function that draws it."""

__all__ = ["RIGS", "Look", "Motion"]
