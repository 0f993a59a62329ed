"""Rigs: how a kind of body is drawn in each action. One visible table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel

from pipeline.world.pen import Figure
from pipeline.world.rigs.biped import BipedShape, biped
from pipeline.world.rigs.motion import Look, Motion
from pipeline.world.rigs.quadruped import QuadrupedShape, quadruped
from pipeline.world.rigs.small import BirdShape, PlainShape, bird, fish, frog
from pipeline.world.rigs.thing import ThingShape, thing

RIGS: dict[str, tuple[type[BaseModel], Callable[[Any, Look, Motion], Figure]]] = {
    "biped": (BipedShape, biped),
    "quadruped": (QuadrupedShape, quadruped),
    "bird": (BirdShape, bird),
    "fish": (PlainShape, fish),
    "frog": (PlainShape, frog),
    "thing": (ThingShape, thing),
}
"""Name in ``kinds.yaml`` -> the type of its ``shape`` and the function that draws it."""

__all__ = ["RIGS", "Look", "Motion"]
