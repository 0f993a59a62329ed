"""What a diffusers pipeline can be asked for, read from the signature of its call.

The same input has many names among the families of diffusers; here each has one, its role.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from storyboard.errors import ModelError

ROLES: Mapping[str, tuple[str, ...]] = {
    "prompt": ("prompt",),
    "negative": ("negative_prompt",),
    "length": ("num_frames", "video_length", "frames", "segment_frame_length"),
    "width": ("width",),
    "height": ("height",),
    "steps": ("num_inference_steps",),
    "fps": ("frame_rate", "fps", "target_fps"),
    "generator": ("generator",),
    "latents": ("latents",),
    "output": ("output_type",),
    "first_frame": ("image", "cond_image"),
    "last_frame": ("last_image",),
    "references": ("reference_images", "ip_adapter_image"),
    "conditions": ("conditions",),
    "video": ("video",),
    "mask": ("mask",),
    "step_callback": ("callback_on_step_end",),
    "legacy_callback": ("callback",),
    "text_length": ("max_sequence_length",),
}
"""Role -> the names that it goes by, in the order in which they are tried."""

TEMPORAL_FACTORS = (
    "vae_scale_factor_temporal",
    "vae_temporal_compression_ratio",
    "vae_temporal_scale_factor",
)
"""Attributes of a pipeline that hold how many frames share one latent frame."""

PICTURE_FIRST = ("ImageToVideo", "Image2Video", "I2V", "StableVideoDiffusion", "Framepack")
"""Words in the names of pipelines that cannot do without a picture, whatever their signature says."""

SPATIAL_FACTORS = (
    "vae_scale_factor_spatial",
    "vae_spatial_compression_ratio",
    "vae_spatial_scale_factor",
    "vae_scale_factor",
)


@dataclass(frozen=True, slots=True)
class CallSignature:
    """The arguments of a pipeline's call, by role."""

    pipeline: str
    names: Mapping[str, str]
    """Role -> the argument's name in this pipeline; roles that it lacks are absent."""
    required: frozenset[str]
    """Arguments without a default."""
    defaults: Mapping[str, Any]
    """Every argument by its own name, with its default value."""

    def has(self, role: str) -> bool:
        return role in self.names


def read_signature(pipe: Any) -> CallSignature:
    """Read the roles that the call of ``pipe`` (a pipeline or its class) has.

    Raises:
        ModelError: The class is a placeholder for a library that is not installed, or makes no video
            from text or a picture.
    """
    kind = pipe if inspect.isclass(pipe) else type(pipe)
    parameters = [
        parameter
        for parameter in inspect.signature(kind.__call__).parameters.values()
        if parameter.name != "self"
    ]
    named = {
        parameter.name
        for parameter in parameters
        if parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
    }
    if not named:
        backends = ", ".join(getattr(kind, "_backends", ())) or "a library that is not installed"
        raise ModelError(f"{kind.__name__} needs {backends}; install it to use this model")
    names = {
        role: next(name for name in spellings if name in named)
        for role, spellings in ROLES.items()
        if named.intersection(spellings)
    }
    if "prompt" not in names and "first_frame" not in names:
        raise ModelError(f"{kind.__name__} takes neither a prompt nor a picture; storyboard cannot drive it")
    required = frozenset(
        parameter.name
        for parameter in parameters
        if parameter.default is parameter.empty and parameter.name in named
    )
    defaults = {parameter.name: parameter.default for parameter in parameters if parameter.name in named}
    return CallSignature(kind.__name__, names, required, defaults)


def starts_from_picture(pipeline: str) -> bool:
    """Whether a class of pipelines, by its name, can make nothing from words alone."""
    return any(word in pipeline for word in PICTURE_FIRST)


def defaults_of(signature: CallSignature) -> dict[str, Any]:
    """Return what a pipeline's call says of the card of an unknown family: size, length, steps, guidance."""
    fields = {
        "width": "width",
        "height": "height",
        "n_frames": signature.names.get("length", ""),
        "steps": "num_inference_steps",
        "guidance": "guidance_scale",
        "fps": signature.names.get("fps", ""),
    }
    found = {field: signature.defaults.get(name) for field, name in fields.items()}
    found = {field: value for field, value in found.items() if isinstance(value, int | float)}
    if "n_frames" in found:
        found["max_frames"] = found["n_frames"]
    return found


def length_rule(pipe: Any, *, known: bool) -> dict[str, int]:
    """Return the card's fields on legal lengths that the loaded weights decide.

    Args:
        pipe: The loaded pipeline.
        known: Whether the family's card states the rule already.
    """
    transformer = getattr(pipe, "transformer", None)
    fixed = getattr(getattr(transformer, "config", None), "video_length", None)
    if fixed:  # Latte: one learned position for each frame, so there is one length
        return {"frame_multiple": fixed, "frame_offset": 0, "max_frames": fixed}
    factor = next((int(getattr(pipe, name)) for name in TEMPORAL_FACTORS if hasattr(pipe, name)), 1)
    return {} if known or factor == 1 else {"frame_multiple": factor, "frame_offset": 1}


def size_multiple(pipe: Any) -> int:
    """Return what width and height must be multiples of: the VAE's factor times the transformer's patch."""
    factor = next((int(getattr(pipe, name)) for name in SPATIAL_FACTORS if hasattr(pipe, name)), 8)
    transformer = getattr(pipe, "transformer", None) or getattr(pipe, "transformer_2", None)
    patch = getattr(getattr(transformer, "config", None), "patch_size", 1) or 1
    return factor * (max(patch[-2:]) if isinstance(patch, tuple | list) else int(patch))
