"""Clips of a trained model that start from drafts, for the evaluation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from diffusers import TextToVideoSDPipeline

from pipeline.models.guide import draft_arguments, starting_from_draft
from pipeline.training.config import SamplingSettings


@torch.no_grad()
def guided_rows(
    pipeline: TextToVideoSDPipeline,
    captions: Sequence[str],
    drafts: Sequence[np.ndarray],
    sampling: SamplingSettings,
    *,
    strength: float,
) -> list[np.ndarray]:
    """Make one clip for each caption, starting from its draft.

    Args:
        drafts: uint8 RGB. *Shape of each:* ``(n_frames, height, width, 3)``
        strength: In (0, 1]; 1 starts from noise alone.

    Returns:
        Frames, uint8. *Shape of each:* ``(n_frames, height, width, 3)``
    """
    guided = starting_from_draft(pipeline)
    guided.set_progress_bar_config(disable=True)
    rows: list[np.ndarray] = []
    # One at a time: the noising of diffusers' video-to-video pipeline cannot take several clips.
    for number, (text, draft) in enumerate(zip(captions, drafts, strict=True)):
        frames = guided(
            text,
            num_inference_steps=sampling.steps,
            guidance_scale=sampling.guidance,
            generator=torch.Generator().manual_seed(sampling.seed + number),
            output_type="np",
            **draft_arguments(draft[None], strength),
        ).frames
        rows.append((np.asarray(frames[0]) * 255).round().astype(np.uint8))
    return rows
