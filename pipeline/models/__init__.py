"""The makers of clips, behind one interface. Importing this package imports no torch; ``load_model`` does."""

from pipeline.models.interface import Clip, ModelCard, ShotRequest, Translation, VideoModel
from pipeline.models.levers import read_levers
from pipeline.models.machine import Levers
from pipeline.models.registry import (
    ModelStatus,
    list_models,
    load_model,
    model_status,
)
from pipeline.models.sources import find_model, model_card, model_digest
from pipeline.models.weights import Trust

__all__ = [
    "Clip",
    "Levers",
    "ModelCard",
    "ModelStatus",
    "ShotRequest",
    "Translation",
    "Trust",
    "VideoModel",
    "find_model",
    "list_models",
    "load_model",
    "model_card",
    "model_digest",
    "model_status",
    "read_levers",
]
