"""The third stage: the denoiser and the text encoder, by rectified flow over latents.

It runs as several tasks over one network: pictures first, for a picture costs a thirtieth of a clip, then
short windows, then whole clips.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import torch
from diffusers import TextToVideoSDPipeline, UNet3DConditionModel
from torch import Tensor, nn
from transformers import CLIPTextModel

from pipeline.training import flow
from pipeline.training.config import DiffusionSettings, SamplingSettings, UNetSettings
from pipeline.training.pictures import save_grid
from pipeline.training.store import Store
from pipeline.training.temporal import start_as_pictures, temporal_parameters, without_time


def new_unet(
    settings: UNetSettings, *, latent_channels: int, sample_size: int, text_width: int
) -> UNet3DConditionModel:
    """Return an untrained denoiser that reads the text at every level.

    diffusers leaves the text out of the lowest level by default; there it matters most and costs least.
    """
    levels = len(settings.widths)
    unet = UNet3DConditionModel(
        sample_size=sample_size,
        in_channels=latent_channels,
        out_channels=latent_channels,
        down_block_types=("CrossAttnDownBlock3D",) * levels,
        up_block_types=("CrossAttnUpBlock3D",) * levels,
        block_out_channels=settings.widths,
        layers_per_block=settings.layers,
        cross_attention_dim=text_width,
        attention_head_dim=settings.head_dim,
        norm_num_groups=settings.norm_groups,
    )
    start_as_pictures(unet)
    return unet


class Denoiser(nn.Module):
    """Text encoder and UNet with the loss of rectified flow, or with that of folding guidance in."""

    def __init__(
        self, unet: UNet3DConditionModel, text_encoder: CLIPTextModel, settings: DiffusionSettings
    ) -> None:
        super().__init__()
        self.unet = unet
        self.text_encoder = text_encoder
        self.settings = settings
        self._teacher: tuple[nn.Module, ...] = ()
        """UNet and text encoder as they were; in a tuple, so that they are not trained or saved."""
        if settings.fold_guidance is not None:
            self._teacher = tuple(
                copy.deepcopy(part).requires_grad_(False).eval() for part in (unet, text_encoder)
            )

    def forward(
        self, latents: Tensor, noise: Tensor, times: Tensor, weights: Tensor, ids: Tensor, empty: Tensor
    ) -> dict[str, Tensor]:
        """Return the loss of one batch.

        Args:
            latents, noise: *Shape:* ``(batch, channels, n_frames, rows, columns)``
            times: In (0, 1); 1 is noise. *Shape:* ``(batch,)``
            weights: Part of each cell that the subject covers, in [0, 1].
                *Shape:* as one channel of ``latents``
            ids: Token ids. *Shape:* ``(batch, max_length)``
            empty: Those of the empty caption. *Shape:* ``(1, max_length)``
        """
        # Exactly the call of diffusers' pipeline: no attention mask, the last hidden states.
        states = self.text_encoder(ids)[0]
        noisy = flow.add_noise(latents, noise, times)
        with without_time(self.unet) if latents.shape[2] == 1 else nullcontext():
            predicted = self.unet(noisy, times * 1000, states).sample.float()
        target = self._guided(noisy, times, ids, empty) if self._teacher else flow.velocity(latents, noise)
        squared = (predicted - target) ** 2
        scale = 1 + (self.settings.mask_weight - 1) * weights.unsqueeze(1)
        return {"total": (squared * scale).mean() / scale.mean(), "plain": squared.mean().detach()}

    @torch.no_grad()
    def _guided(self, noisy: Tensor, times: Tensor, ids: Tensor, empty: Tensor) -> Tensor:
        """Return what the teacher says with guidance: two calls of it."""
        unet, text_encoder = (part.to(noisy.device) for part in self._teacher)
        guidance = self.settings.fold_guidance
        states = text_encoder(torch.cat([ids, empty.expand_as(ids)]))[0]
        said = unet(torch.cat([noisy, noisy]), torch.cat([times, times]) * 1000, states).sample.float()
        with_text, without = said.chunk(2)
        return without + guidance * (with_text - without)


class DiffusionTask:
    """Windows of frames from the encoded clips."""

    def __init__(
        self,
        name: str,
        pipeline: TextToVideoSDPipeline,
        latents: np.ndarray,
        weights: np.ndarray,
        ids: np.ndarray,
        settings: DiffusionSettings,
        sampling: SamplingSettings,
        *,
        seed: int,
        captions: list[str],
        n_validation: int,
    ) -> None:
        """Prepare one task.

        Args:
            pipeline: Its UNet and text encoder are trained.
            latents: *Shape:* ``(clips, n_frames, channels, rows, columns)``
            weights: Part of each cell that the subject covers. *Shape:* ``(clips, n_frames, rows, columns)``
            ids: Token ids of the captions of each clip, canonical ones first, the empty caption last.
                *Shape:* ``(clips, captions + 1, max_length)``
            captions: What is sampled on the way, to be looked at.
        """
        self.name = name
        self.pipeline = pipeline
        self.shape = latents.shape
        self.ids = ids
        self._latents, self._weights = Store(latents), Store(weights)
        self.settings = settings
        self.sampling = sampling
        self.seed = seed
        self.captions = captions
        self.n_validation = n_validation
        self.module = Denoiser(pipeline.unet, pipeline.text_encoder, settings)

    def parameter_groups(self) -> list[dict[str, object]]:
        unet, text_encoder = self.module.unet, self.module.text_encoder
        temporal = temporal_parameters(unet)
        is_temporal = {id(parameter) for parameter in temporal}
        spatial = [parameter for parameter in unet.parameters() if id(parameter) not in is_temporal]
        groups: list[dict[str, object]] = [
            {"params": spatial, "rate": 1.0},
            {"params": list(text_encoder.parameters()), "rate": self.settings.text_rate},
        ]
        for parameter in temporal:
            parameter.requires_grad_(self.settings.n_frames > 1)
        if self.settings.n_frames > 1:
            groups.append({"params": temporal, "rate": self.settings.temporal_rate})
        return groups

    def batch(self, step: int) -> dict[str, Tensor]:
        rng = np.random.default_rng((self.seed, 3, self.settings.n_frames, step))
        numbers = rng.integers(self.shape[0] - self.n_validation, size=self.settings.batch)
        batch = self._pick(numbers, rng)
        generator = torch.Generator().manual_seed(int(rng.integers(2**62)))
        batch["times"] = flow.sample_times(len(numbers), shift=self.settings.shift, generator=generator)
        return self._with_noise(batch, int(rng.integers(2**62)))

    def _with_noise(self, batch: dict[str, Tensor], seed: int) -> dict[str, Tensor]:
        device = batch["latents"].device
        generator = torch.Generator(device).manual_seed(seed)
        batch["empty"] = torch.from_numpy(self.ids[0, -1:].copy())
        batch["noise"] = torch.randn(batch["latents"].shape, generator=generator, device=device)
        return batch

    def _pick(self, numbers: np.ndarray, rng: np.random.Generator) -> dict[str, Tensor]:
        length, count = self.settings.n_frames, len(numbers)
        starts = rng.integers(self.shape[1] - length + 1, size=count)
        at = (numbers[:, None], starts[:, None] + np.arange(length))
        # Half of the captions in the canonical form, which is what prompts are translated to.
        forms = np.where(rng.random(count) < 0.5, 0, rng.integers(self.ids.shape[1] - 1, size=count))
        forms = np.where(rng.random(count) < self.settings.dropout, -1, forms)
        device = next(self.module.parameters()).device
        return {
            "latents": self._latents.pick(at, device).float().transpose(1, 2),
            "weights": self._weights.pick(at, device).float(),
            "ids": torch.from_numpy(self.ids[numbers, forms]),
        }

    def look(self, folder: Path, label: str) -> Mapping[str, float]:
        rows = sample_rows(self.pipeline, self.captions, self.sampling, n_frames=self.settings.n_frames)
        shown = [row[:: max(1, len(row) // 4)][:4] for row in rows]
        save_grid(
            shown,
            folder / f"samples-{label}.png",
            titles=self.captions,
            columns=4 if len(shown[0]) == 1 else 2,
            scale=3 if len(shown[0]) == 1 else 2,
        )
        return {"validation/loss": self._validation_loss()}

    def _validation_loss(self) -> float:
        """Return the plain loss over the clips that are not trained on, at fixed times and noise."""
        rng = np.random.default_rng(self.seed)
        batch = self._pick(np.arange(self.shape[0] - self.n_validation, self.shape[0]), rng)
        batch = self._with_noise(batch, self.seed)
        batch["times"] = torch.linspace(0.05, 0.95, self.n_validation)
        device = next(self.module.parameters()).device
        return float(self.module(**{name: tensor.to(device) for name, tensor in batch.items()})["plain"])


@torch.no_grad()
def sample_rows(
    pipeline: TextToVideoSDPipeline,
    captions: list[str],
    sampling: SamplingSettings,
    *,
    n_frames: int,
    batch: int = 16,
) -> list[np.ndarray]:
    """Make one clip for each caption by the shipped pipeline with the shipped settings.

    Returns:
        Frames, uint8. *Shape of each:* ``(n_frames, height, width, 3)``
    """
    pipeline.set_progress_bar_config(disable=True)
    rows: list[np.ndarray] = []
    for start in range(0, len(captions), batch):
        generators = [
            torch.Generator().manual_seed(sampling.seed + start + number)
            for number in range(len(captions[start : start + batch]))
        ]
        with without_time(pipeline.unet) if n_frames == 1 else nullcontext():
            frames = pipeline(
                captions[start : start + batch],
                num_frames=n_frames,
                generator=generators,
                num_inference_steps=sampling.steps,
                guidance_scale=sampling.guidance,
                output_type="np",
            ).frames
        rows += list((np.asarray(frames) * 255).round().astype(np.uint8))
    return rows
