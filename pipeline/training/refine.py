"""The last stage: the decoder learns to show what the denoiser gives.

Until here it has seen latents of drawn clips, exact but for a little noise; those of the denoiser are softer.
Drafts that are noised a little and denoised again still show their clip, so the clip itself can be the goal.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderKL, TextToVideoSDPipeline
from torch import Tensor

from pipeline.models.guide import draft_arguments, starting_from_draft
from pipeline.training.autoencoder import AutoencoderTask
from pipeline.training.clips import TrainingClips
from pipeline.training.config import RefineSettings, SamplingSettings


@dataclass(frozen=True, eq=False)
class Denoised:
    """Clips that were noised and denoised again."""

    numbers: np.ndarray
    """Of the clips. *Shape:* ``(n,)``"""
    latents: np.ndarray
    """*Shape:* ``(n, n_frames, channels, rows, columns)``, float16"""


@torch.no_grad()
def denoise_clips(
    pipeline: TextToVideoSDPipeline,
    clips: TrainingClips,
    settings: RefineSettings,
    sampling: SamplingSettings,
    path: Path,
    *,
    n_trained: int,
    seed: int,
) -> Denoised:
    """Denoise some of the first ``n_trained`` clips once, as a render with drafts does, and keep the latents.

    Args:
        path: ``.npz`` that is written, or read if it is there.
    """
    if not path.exists():
        guided = starting_from_draft(pipeline)
        guided.set_progress_bar_config(disable=True)
        rng = np.random.default_rng((seed, 5))
        numbers = np.sort(rng.choice(n_trained, size=min(settings.clips, n_trained), replace=False))
        rows = []
        for number in numbers:
            strength = float(rng.choice(settings.strengths))
            given = guided(
                clips.captions[number][0],
                num_inference_steps=sampling.steps,
                guidance_scale=sampling.guidance,
                generator=torch.Generator().manual_seed(int(number)),
                output_type="latent",
                **draft_arguments(np.array(clips.frames[number])[None], strength),
            ).frames
            rows.append(given[0].float().transpose(0, 1).cpu().numpy().astype(np.float16))
        temporary = path.with_suffix(".tmp")
        with temporary.open("wb") as file:
            np.savez(file, numbers=numbers, latents=np.stack(rows))
        temporary.replace(path)
    with np.load(path) as kept:
        return Denoised(numbers=kept["numbers"], latents=kept["latents"])


class RefineTask(AutoencoderTask):
    """Frames of drawn clips, some by their own latents and some by denoised ones."""

    name = "refine"

    def __init__(
        self,
        autoencoder: AutoencoderKL,
        clips: TrainingClips,
        settings: RefineSettings,
        denoised: Denoised,
        *,
        seed: int,
        n_validation: int,
        latents: np.ndarray,
    ) -> None:
        super().__init__(autoencoder, clips, settings, seed=seed, n_validation=n_validation, latents=latents)
        self.denoised = denoised
        self.share = settings.share

    def batch(self, step: int) -> dict[str, Tensor]:
        batch = super().batch(step)
        rng = np.random.default_rng((self.seed, 6, step))
        n_frames = self.clips.frames.shape[1]
        for place in range(round(self.share * self.settings.batch)):
            row, frame = int(rng.integers(len(self.denoised.numbers))), int(rng.integers(n_frames))
            shown = self._pick([(int(self.denoised.numbers[row]), frame)])
            shown["latents"] = torch.from_numpy(self.denoised.latents[row, frame]).float().unsqueeze(0)
            for name, tensor in shown.items():
                batch[name][place] = tensor[0]
        return batch
