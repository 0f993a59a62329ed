"""IP-Adapter: a picture of the subject beside the prompt, for pipelines that load one (AnimateDiff).

After "IP-Adapter: Text Compatible Image Prompt Adapter" (Ye et al. 2023, arXiv 2308.06721). Its weights are
no part of the model's: they come from the hub's local cache, or lie in ``ip_adapter`` in the model's folder.
Where they are, the model takes reference pictures; where they are not, it goes without.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from pipeline.models.weights import Trust
from storyboard.errors import ModelError

SUBFOLDER = "ip_adapter"
"""Folder in a model's folder that holds an adapter: one file of weights, and ``image_encoder``."""

SCALE = 0.6
"""Weight of the picture beside the prompt; at 1 the picture's background comes along."""


@dataclass(frozen=True, slots=True)
class AdapterFiles:
    """An IP-Adapter on this machine."""

    weights: Path
    """Safetensors."""
    encoder: Path
    """Folder of the CLIP vision model that reads the picture."""


def adapter_in(folder: Path) -> AdapterFiles | None:
    """Return the adapter that lies in a model's folder, if there is one."""
    weights = sorted((folder / SUBFOLDER).glob("*.safetensors"))
    encoder = folder / SUBFOLDER / "image_encoder"
    return AdapterFiles(weights[0], encoder) if weights and encoder.is_dir() else None


def load_adapter(pipe: Any, files: AdapterFiles, trust: Trust) -> None:
    """Put an adapter into a pipeline, switched off.

    Raises:
        ModelError: The pipeline takes none, or its image encoder is pickled.
    """
    if not hasattr(pipe, "load_ip_adapter"):
        raise ModelError(f"{files.weights}: {type(pipe).__name__} takes no IP-Adapter; take it away")
    if not trust.pickled and not any(files.encoder.glob("*.safetensors")):
        raise ModelError(f"{files.encoder}: has no safetensors file, and pickled weights can run code")
    pipe.load_ip_adapter(
        str(files.weights.parent),
        subfolder="",
        weight_name=files.weights.name,
        image_encoder_folder=files.encoder.name,
        local_files_only=True,
    )
    pipe.set_ip_adapter_scale(0.0)


def has_adapter(pipe: Any) -> bool:
    """Whether an adapter was loaded into the pipeline."""
    return getattr(getattr(pipe, "unet", None), "encoder_hid_proj", None) is not None


@contextmanager
def adapter_scale(pipe: Any, picture: Image.Image | None) -> Iterator[dict[str, Any]]:
    """Switch the adapter on inside the block if there is a picture.

    Yields:
        The arguments of the call; a pipeline with an adapter wants a picture even when it is switched off.
    """
    if not has_adapter(pipe):
        yield {}
        return
    if picture is None:
        yield {"ip_adapter_image": Image.new("RGB", (8, 8))}
        return
    pipe.set_ip_adapter_scale(SCALE)
    try:
        yield {"ip_adapter_image": picture}
    finally:
        pipe.set_ip_adapter_scale(0.0)
