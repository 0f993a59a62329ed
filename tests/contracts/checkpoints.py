"""Tiny checkpoints with random weights, one for each family, in diffusers' folder format and built offline.

They are loaded through the same door as real weights. Each takes some tenths of a second to build.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from transformer_families import (
    cogvideox,
    hunyuanvideo,
    hunyuanvideo_15,
    latte,
    ltx,
    ltx2,
    ltx_condition,
    mochi,
    sana_video,
    skyreels,
    wan,
    wan_image_to_video,
    wan_vace,
)
from unet_families import (
    add_ip_adapter,
    animatediff,
    i2vgen,
    stable_diffusion,
    stable_video_diffusion,
    text_to_video_flow,
    text_to_video_sd,
)


def build(name: str, folder: Path) -> Path:
    """Write the tiny checkpoint of a family to ``folder / name`` and return that path."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import diffusers
        import torch
        import transformers

        diffusers.utils.logging.set_verbosity_error()
        transformers.utils.logging.set_verbosity_error()
        transformers.utils.logging.disable_progress_bar()
        torch.manual_seed(0)
        maker, sampling = (CHECKPOINTS | PARTS)[name]
        path = folder / name
        maker().save_pretrained(path)
        if name in ADDED:
            ADDED[name](path)
    (path / "sampling.json").write_text(json.dumps({"steps": 2, **sampling}))
    return path


SMALL = {"width": 16, "height": 16, "fps": 8}
CHECKPOINTS: dict[str, tuple[Callable[[], Any], dict[str, Any]]] = {
    "text-to-video-sd": (text_to_video_sd, {**SMALL, "n_frames": 4, "max_frames": 6}),
    "text-to-video-flow": (text_to_video_flow, {**SMALL, "n_frames": 4, "max_frames": 6}),
    "animatediff": (animatediff, {**SMALL, "n_frames": 4, "max_frames": 6}),
    "animatediff-with-adapter": (animatediff, {**SMALL, "n_frames": 4, "max_frames": 6}),
    "latte": (latte, {**SMALL, "n_frames": 4, "max_frames": 6}),
    "wan": (wan, {**SMALL, "n_frames": 5, "max_frames": 9}),
    "wan-image-to-video": (wan_image_to_video, {**SMALL, "n_frames": 5, "max_frames": 9}),
    "wan-vace": (wan_vace, {**SMALL, "n_frames": 5, "max_frames": 9}),
    "ltx": (ltx, {"width": 32, "height": 32, "fps": 24, "n_frames": 9, "max_frames": 17}),
    "ltx-condition": (ltx_condition, {"width": 32, "height": 32, "fps": 24, "n_frames": 9, "max_frames": 17}),
    "ltx-2": (ltx2, {"width": 32, "height": 32, "fps": 24, "n_frames": 9, "max_frames": 17}),
    "cogvideox": (cogvideox, {**SMALL, "n_frames": 9, "max_frames": 17}),
    "mochi": (mochi, {**SMALL, "n_frames": 7, "max_frames": 13}),
    "skyreels": (skyreels, {**SMALL, "n_frames": 5, "max_frames": 9}),
    "sana-video": (sana_video, {"width": 32, "height": 32, "fps": 8, "n_frames": 5, "max_frames": 9}),
    "hunyuanvideo": (hunyuanvideo, {**SMALL, "n_frames": 5, "max_frames": 9}),
    "hunyuanvideo-1.5": (hunyuanvideo_15, {**SMALL, "n_frames": 5, "max_frames": 9}),
    "i2vgen": (i2vgen, {**SMALL, "n_frames": 4, "max_frames": 4}),
    "stable-video-diffusion": (stable_video_diffusion, {**SMALL, "n_frames": 4, "max_frames": 4}),
}
"""Name -> (what builds the pipeline, how it is sampled)."""

ADDED: dict[str, Callable[[Path], None]] = {"animatediff-with-adapter": add_ip_adapter}
"""What is laid beside the pipeline."""

PARTS = {"stable-diffusion": (stable_diffusion, {**SMALL, "n_frames": 4, "max_frames": 6})}
"""No video models by themselves."""
