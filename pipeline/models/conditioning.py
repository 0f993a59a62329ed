"""First frames and reference pictures: what a pipeline takes, and in which arguments.

Three families of arguments are told apart: a picture to start from (``image``), a masked video beside
reference pictures (Wan VACE), and a list of conditions (LTX-2). A model of single-picture VAE has none of
them; its first frames are held in place while the rest is denoised, see ``held``.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, UnidentifiedImageError

from pipeline.models.adapter import has_adapter
from pipeline.models.attention import can_share_attention
from pipeline.models.guide import can_start_from_draft
from pipeline.models.held import can_hold
from pipeline.models.interface import ShotRequest
from pipeline.models.noise import can_share_noise
from pipeline.models.signature import CallSignature, starts_from_picture
from storyboard.errors import ModelError


def conditions_of(pipe: Any, signature: CallSignature) -> tuple[str, ...]:
    """Return which of the conditions that ``ModelCard.conditioning`` names a loaded pipeline takes."""
    taken = []
    masked = signature.has("video") and signature.has("mask")
    if masked or signature.has("conditions") or _takes_picture(pipe, signature) or can_hold(pipe):
        taken.append("first_frame")
    if takes_references(pipe, signature) or needs_picture(signature):
        taken.append("references")
    # Where guidance is embedded, a negative prompt does nothing unless true guidance is switched on too.
    if signature.has("negative") and signature.defaults.get("true_cfg_scale", 2) > 1:
        taken.append("negative")
    if masked:
        taken.append("video")
    if can_share_attention(pipe) or can_share_noise(pipe):
        taken.append("anchor")
    if can_start_from_draft(pipe):
        taken.append("draft")
    return tuple(taken)


def needs_picture(signature: CallSignature) -> bool:
    """Whether a pipeline can make nothing from words alone."""
    if signature.names.get("first_frame") in signature.required:
        return True
    return signature.has("first_frame") and starts_from_picture(signature.pipeline)


def takes_references(pipe: Any, signature: CallSignature) -> bool:
    """Whether pictures of subjects can be given; an IP-Adapter must have been loaded for that."""
    name = signature.names.get("references")
    return has_adapter(pipe) if name == "ip_adapter_image" else name is not None


def condition_arguments(
    pipe: Any,
    signature: CallSignature,
    *,
    first_frames: np.ndarray | None,
    references: Sequence[Path],
    width: int,
    height: int,
    n_frames: int,
) -> dict[str, Any]:
    """Return the arguments of the call that carry the pictures; for an IP-Adapter see ``adapter``.

    Args:
        pipe: The loaded pipeline.
        signature: Its roles.
        first_frames: What the clip begins with, uint8 RGB. *Shape:* ``(n, height, width, 3)``
        references: Pictures of the subjects in frame.
        width: Of the clip, in pixels.
        height: Of the clip, in pixels.
        n_frames: Length of the clip.

    Raises:
        ModelError: A reference cannot be read as a picture.
    """
    arguments: dict[str, Any] = {}
    pictures = (
        []
        if first_frames is None
        else [
            Image.fromarray(frame).resize((width, height), Image.Resampling.LANCZOS) for frame in first_frames
        ]
    )
    if pictures and signature.has("video") and signature.has("mask"):
        pictures = pictures[:n_frames]
        unknown = n_frames - len(pictures)
        grey, black, white = (Image.new("RGB", (width, height), (value,) * 3) for value in (128, 0, 255))
        arguments["video"] = pictures + [grey] * unknown
        arguments["mask"] = [black] * len(pictures) + [white] * unknown
    elif pictures and signature.has("conditions"):
        arguments["conditions"] = _conditions(signature, pictures[-1])
    elif pictures and _takes_picture(pipe, signature):
        # Where one picture is taken, the last is the one that the new window goes on from.
        arguments[signature.names["first_frame"]] = pictures[-1]
    if references and signature.names.get("references") == "reference_images":
        arguments["reference_images"] = [read_picture(path) for path in references]
    return arguments


def starting_picture(shot: ShotRequest, signature: CallSignature, name: str) -> np.ndarray | None:
    """Return the picture that a shot starts from: its own, or a reference where the model cannot do without.

    Raises:
        ModelError: The model needs a picture and the shot has none.
    """
    if shot.first_frame is not None:
        frame = np.asarray(shot.first_frame)
        if frame.dtype != np.uint8 or frame.ndim != 3 or frame.shape[-1] != 3:
            raise ModelError(f"a first frame is uint8 (height, width, 3), not {frame.dtype} {frame.shape}")
        return frame
    if not needs_picture(signature):
        return None
    if shot.references:
        return np.asarray(read_picture(shot.references[0]))
    raise ModelError(
        f"model '{name}' makes a picture move and needs one to start from: give the scene's cast a "
        "reference picture, or take a text-to-video model"
    )


def read_picture(path: Path) -> Image.Image:
    """Read a picture as RGB.

    Raises:
        ModelError: The file is missing or no picture.
    """
    try:
        with Image.open(path) as picture:
            return picture.convert("RGB")
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as fault:
        raise ModelError(f"{path}: cannot be read as a picture ({fault})") from fault


def _takes_picture(pipe: Any, signature: CallSignature) -> bool:
    if not signature.has("first_frame"):
        return False
    # Wan's image-to-video class loads text-to-video weights without a word and fails in the call: they lack
    # the channels of the picture.
    if signature.pipeline == "WanImageToVideoPipeline":
        transformer = getattr(pipe, "transformer", None) or getattr(pipe, "transformer_2", None)
        config = getattr(transformer, "config", None)
        return bool(pipe.config.get("expand_timesteps")) or getattr(config, "in_channels", 36) > 16
    return True


def _conditions(signature: CallSignature, picture: Image.Image) -> list[Any]:
    if signature.pipeline.startswith("LTX2"):
        from diffusers.pipelines.ltx2.pipeline_ltx2_condition import LTX2VideoCondition

        return [LTX2VideoCondition(frames=picture, index=0, strength=1.0)]
    from diffusers.pipelines.ltx.pipeline_ltx_condition import LTXVideoCondition

    return [LTXVideoCondition(image=picture, frame_index=0)]
