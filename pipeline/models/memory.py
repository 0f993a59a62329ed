"""Apply the levers of memory and speed to a loaded pipeline, and give way by steps when memory runs out."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import torch

from pipeline.models.machine import Levers
from storyboard.errors import ModelError


def place(pipe: Any, levers: Levers, device: str) -> None:
    """Put a pipeline on its device and set the levers that need no loading anew.

    Raises:
        ModelError: A lever that the user asked for does not exist for this model.
    """
    if levers.attention is not None:
        _set_attention(pipe, levers.attention)
    _set_vae(pipe, levers)
    if levers.cache != "none":
        _set_cache(pipe, levers.cache or "none")
    if levers.compile:
        _compile(pipe)
    _offload(pipe, levers.offload or "none", device)


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error says that the device's or the main memory is full."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    return isinstance(error, RuntimeError) and (
        "out of memory" in str(error) or "can't allocate memory" in str(error)
    )


def relief(pipe: Any, levers: Levers, device: str) -> tuple[Levers, str] | None:
    """Take the next step that needs less memory: a smaller batch, slices and tiles, then offloading.

    Returns:
        The levers as they now stand and one sentence that says what was done; ``None`` when no step is left.
    """
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    for step, sentence in _steps(pipe, levers, device):
        if step.offload != levers.offload:
            _offload(pipe, step.offload or "none", device)
        _set_vae(pipe, step)
        return step, sentence
    return None


def _steps(pipe: Any, levers: Levers, device: str) -> Iterator[tuple[Levers, str]]:
    if (levers.batch or 1) > 1:
        yield replace(levers, batch=1), "memory ran out: one shot at a time from here on"
    vae = getattr(pipe, "vae", None)
    if not levers.vae_slicing and hasattr(vae, "enable_slicing"):
        yield replace(levers, vae_slicing=True), "memory ran out: frames are decoded in slices from here on"
    if not levers.vae_tiling and hasattr(vae, "enable_tiling"):
        yield replace(levers, vae_tiling=True), "memory ran out: frames are decoded in tiles from here on"
    if device.startswith("cuda"):
        if levers.offload == "none":
            yield (
                replace(levers, offload="model"),
                "memory ran out: weights at rest wait in main memory from here on",
            )
        if levers.offload in ("none", "model"):
            yield (
                replace(levers, offload="sequential"),
                ("memory ran out: weights wait in main memory layer by layer from here on; this is slow"),
            )


def _set_vae(pipe: Any, levers: Levers) -> None:
    vae = getattr(pipe, "vae", None)
    # Some autoencoders have the methods but raise in them, others lack them; neither is a reason to stop.
    for wanted, method in ((levers.vae_slicing, "enable_slicing"), (levers.vae_tiling, "enable_tiling")):
        if wanted and hasattr(vae, method):
            try:
                getattr(vae, method)()
            except NotImplementedError:
                continue


def _offload(pipe: Any, offload: str, device: str) -> None:
    if not device.startswith("cuda"):
        pipe.to(device)
        return
    if offload == "none":
        pipe.to(device)
        return
    pipe.remove_all_hooks()
    pipe.to("cpu")
    if offload == "model":
        pipe.enable_model_cpu_offload(device=device)
    elif offload == "sequential":
        pipe.enable_sequential_cpu_offload(device=device)
    else:
        pipe.enable_group_offload(
            onload_device=torch.device(device), offload_type="leaf_level", use_stream=True
        )


def _denoisers(pipe: Any) -> list[Any]:
    return [
        part
        for part in (getattr(pipe, name, None) for name in ("transformer", "transformer_2", "unet"))
        if part is not None
    ]


def _set_attention(pipe: Any, name: str) -> None:
    for denoiser in _denoisers(pipe):
        if not hasattr(denoiser, "set_attention_backend"):
            raise ModelError(
                f"attention '{name}': {type(denoiser).__name__} has one attention backend only"
            )
        try:
            denoiser.set_attention_backend(name)
        except (ValueError, RuntimeError, ImportError) as fault:
            raise ModelError(f"attention '{name}' cannot be used here: {fault}") from fault


def _set_cache(pipe: Any, name: str) -> None:
    from diffusers import FirstBlockCacheConfig, PyramidAttentionBroadcastConfig

    for denoiser in _denoisers(pipe):
        if not hasattr(denoiser, "enable_cache"):
            raise ModelError(f"cache '{name}': {type(denoiser).__name__} has none")
        if name == "first-block":
            denoiser.enable_cache(FirstBlockCacheConfig(threshold=0.1))
        else:
            denoiser.enable_cache(
                PyramidAttentionBroadcastConfig(
                    spatial_attention_block_skip_range=2,
                    spatial_attention_timestep_skip_range=(100, 800),
                    current_timestep_callback=lambda: pipe.current_timestep,
                )
            )


def _compile(pipe: Any) -> None:
    for denoiser in _denoisers(pipe):
        if getattr(denoiser, "_repeated_blocks", None):
            denoiser.compile_repeated_blocks(fullgraph=True)
        else:
            denoiser.compile()
