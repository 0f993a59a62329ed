"""The first stage: an autoencoder that keeps small subjects and their colours.

The subject fills a fifth of the picture or less, so a plain loss ends with perfect backgrounds and grey
smears on them. The drawn masks say where to look.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderKL
from diffusers.models.resnet import ResnetBlock2D
from torch import Tensor, nn

from pipeline.training.clips import TrainingClips
from pipeline.training.config import AutoencoderSettings, ReconstructionSettings
from pipeline.training.pictures import save_grid
from pipeline.training.store import Store


def new_autoencoder(settings: AutoencoderSettings, size: int) -> AutoencoderKL:
    """Return an untrained autoencoder; the picture shrinks by ``2 ** (len(widths) - 1)``."""
    levels = len(settings.widths)
    autoencoder = AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * levels,
        up_block_types=("UpDecoderBlock2D",) * levels,
        block_out_channels=settings.widths,
        layers_per_block=1,
        latent_channels=settings.latent_channels,
        norm_num_groups=1 if settings.subpixel else 8,
        mid_block_add_attention=False,
        sample_size=size,
        scaling_factor=1.0,
    )
    # torch's own initialisation shrinks the signal at every convolution: measured on one batch, forty steps
    # then end with twice the error.
    for layer in autoencoder.modules():
        if isinstance(layer, nn.Conv2d):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="linear")
            nn.init.zeros_(layer.bias)
    # Each residual block starts as the identity, so that the whole is nearly linear and learns patches first.
    for layer in autoencoder.modules():
        if isinstance(layer, ResnetBlock2D):
            nn.init.zeros_(layer.conv2.weight)
    # The posterior starts nearly certain. With deviations of 1 the first hundreds of steps would be spent on
    # making the latents larger than their own noise.
    with torch.no_grad():
        autoencoder.quant_conv.weight[: settings.latent_channels] *= 2
        autoencoder.quant_conv.weight[settings.latent_channels :] = 0
        autoencoder.quant_conv.bias[settings.latent_channels :] = -5
    return autoencoder


def to_pixels(frames: np.ndarray | Tensor) -> Tensor:
    """Return uint8 frames as the networks want them.

    Args:
        frames: *Shape:* ``(..., height, width, 3)``

    Returns:
        RGB in [-1, 1]. *Shape:* ``(..., 3, height, width)``
    """
    given = frames if isinstance(frames, Tensor) else torch.from_numpy(np.array(frames))
    return given.movedim(-1, -3).float() / 127.5 - 1


def to_frames(pixels: Tensor) -> np.ndarray:
    """Return the inverse of ``to_pixels``, clipped to what a picture can show."""
    scaled = (pixels.float().clamp(-1, 1) + 1) * 127.5
    return scaled.round().to(torch.uint8).movedim(-3, -1).cpu().numpy()


def psnr(error: float) -> float:
    """Return decibels for a mean squared error of pixels in [-1, 1]."""
    return float(10 * np.log10(4 / max(error, 1e-10)))


LATENT_NOISE = 0.05
"""Deviation of what is added to known latents in training."""


class ReconstructionLoss(nn.Module):
    """The autoencoder with its loss, so that one call of it is one step."""

    def __init__(self, autoencoder: AutoencoderKL, settings: ReconstructionSettings) -> None:
        super().__init__()
        self.autoencoder = autoencoder
        self.settings = settings

    def forward(self, pixels: Tensor, masks: Tensor, latents: Tensor | None = None) -> dict[str, Tensor]:
        """Return the losses of one batch.

        Args:
            pixels: RGB in [-1, 1]. *Shape:* ``(batch, 3, height, width)``
            masks: 1 where a subject is, else 0. *Shape:* ``(batch, 1, height, width)``
            latents: Of an encoder that stays as it is, so that it need not run. *Shape:* ``(batch, channels,
                rows, columns)``
        """
        if latents is None:
            posterior = self.autoencoder.encode(pixels).latent_dist
            latents = posterior.sample()
            kl = (
                posterior.mean.float() ** 2 + posterior.var.float() - 1 - posterior.logvar.float()
            ).mean() / 2
        else:
            # A little noise, for the denoiser's latents will not be exact either.
            latents = latents + LATENT_NOISE * torch.randn_like(latents)
            kl = torch.zeros((), device=pixels.device)
        output = self.autoencoder.decode(latents).sample.float()
        weights = 1 + (self.settings.mask_weight - 1) * masks
        weights = weights / weights.mean()
        error = (output - pixels).abs()
        pixel = (weights * error).mean()
        edge = sum(
            (weights[..., 1:, 1:] * (_step(output, axis) - _step(pixels, axis)).abs()).mean()
            for axis in (-1, -2)
        )
        # Colour first: the mean over a mask is right long before its pixels are.
        area = masks.sum((2, 3)).clamp(min=1)
        colour = (((output - pixels) * masks).sum((2, 3)) / area).abs().mean()
        total = (
            pixel
            + self.settings.edge_weight * edge
            + self.settings.colour_weight * colour
            + self.settings.kl_weight * kl
        )
        squared = (output - pixels).detach() ** 2
        inside = (squared * masks).sum() / (3 * masks.sum()).clamp(min=1)
        return {
            "total": total,
            "pixel": pixel,
            "edge": edge,
            "colour": colour,
            "kl": kl,
            "squared": squared.mean(),
            "squared_inside": inside,
        }


class AnchoredLoss(ReconstructionLoss):
    """The same where the encoder is trained too and the latents must not drift far.

    A denoiser that was trained on the latents as they were can then go on with them as they become.
    """

    def __init__(self, autoencoder: AutoencoderKL, settings: AutoencoderSettings) -> None:
        super().__init__(autoencoder, settings)
        self.weight = settings.anchor
        self._anchor = (copy.deepcopy(autoencoder).requires_grad_(False).eval(),)
        """The autoencoder as it was; in a tuple, so that it is not trained or saved."""

    def forward(self, pixels: Tensor, masks: Tensor, latents: Tensor | None = None) -> dict[str, Tensor]:
        """Return the losses of one batch; ``drift`` is the mean square of what the latents have moved."""
        given = self.autoencoder.encode(pixels).latent_dist.mode()
        with torch.no_grad():
            before = self._anchor[0].to(pixels.device).encode(pixels).latent_dist.mode()
        losses = super().forward(pixels, masks, given)
        drift = ((given.float() - before.float()) ** 2).mean()
        return losses | {"total": losses["total"] + self.weight * drift, "drift": drift.detach()}


def _step(pictures: Tensor, axis: int) -> Tensor:
    """Return differences of neighbours along ``axis``, cut so that both axes have one shape."""
    return pictures.diff(dim=axis)[..., -(pictures.shape[-2] - 1) :, -(pictures.shape[-1] - 1) :]


class AutoencoderTask:
    """Single frames of the training clips, taken at random."""

    name = "autoencoder"

    def __init__(
        self,
        autoencoder: AutoencoderKL,
        clips: TrainingClips,
        settings: ReconstructionSettings,
        *,
        seed: int,
        n_validation: int,
        latents: np.ndarray | None = None,
    ) -> None:
        """Prepare the task.

        Args:
            latents: Of all frames, where the encoder is not trained.
                *Shape:* ``(clips, n_frames, channels, rows, columns)``
        """
        anchored = isinstance(settings, AutoencoderSettings) and settings.train_encoder
        loss = AnchoredLoss if anchored else ReconstructionLoss
        self.module = loss(autoencoder, settings)
        self._frames, self._masks = Store(clips.frames), Store(clips.masks)
        self._latents = None if latents is None else Store(latents)
        self.clips = clips
        self.settings = settings
        self.seed = seed
        self.n_validation = n_validation

    def parameter_groups(self) -> list[dict[str, object]]:
        return [{"params": [parameter for parameter in self.module.parameters() if parameter.requires_grad]}]

    def batch(self, step: int) -> dict[str, Tensor]:
        rng = np.random.default_rng((self.seed, 1, step))
        n_clips, n_frames = self.clips.frames.shape[:2]
        return self._pick(
            [
                (int(rng.integers(n_clips - self.n_validation)), int(rng.integers(n_frames)))
                for _ in range(self.settings.batch)
            ]
        )

    def _pick(self, places: list[tuple[int, int]]) -> dict[str, Tensor]:
        numbers, frames = np.array(places).T
        at, device = (numbers, frames), next(self.module.parameters()).device
        batch = {
            "pixels": to_pixels(self._frames.pick(at, device)),
            "masks": self._masks.pick(at, device).float().unsqueeze(1),
        }
        if self._latents is not None:
            batch["latents"] = self._latents.pick(at, device).float()
        return batch

    def look(self, folder: Path, label: str) -> Mapping[str, float]:
        n_clips, n_frames = self.clips.frames.shape[:2]
        places = [(n_clips - 1 - number, number % n_frames) for number in range(self.n_validation)]
        batch = self._pick(places)
        autoencoder = self.module.autoencoder
        output = autoencoder.decode(autoencoder.encode(batch["pixels"]).latent_dist.mode()).sample.float()
        squared = (output - batch["pixels"]) ** 2
        inside = (squared * batch["masks"]).sum() / (3 * batch["masks"].sum()).clamp(min=1)
        shown = min(48, len(places))
        pairs = np.stack([to_frames(batch["pixels"][:shown]), to_frames(output[:shown])], axis=1)
        save_grid(list(pairs), folder / f"reconstructions-{label}.png", columns=8, scale=2)
        return {"validation/psnr": psnr(float(squared.mean())), "validation/psnr_inside": psnr(float(inside))}


@torch.no_grad()
def encode_clips(
    autoencoder: AutoencoderKL, clips: TrainingClips, path: Path, *, device: torch.device
) -> np.ndarray:
    """Encode every frame once and keep the latents beside the clips.

    Returns:
        Modes of the posteriors, float16. *Shape:* ``(clips, n_frames, channels, rows, columns)``
    """
    if path.exists():
        return np.load(path, mmap_mode="r")
    autoencoder.to(device).eval()
    n_clips, n_frames, size = clips.frames.shape[:3]
    side = size // 2 ** (len(autoencoder.config.block_out_channels) - 1)
    temporary = path.with_suffix(".tmp")
    latents = np.lib.format.open_memmap(
        temporary,
        mode="w+",
        dtype=np.float16,
        shape=(n_clips, n_frames, autoencoder.config.latent_channels, side, side),
    )
    per_call = max(1, (1024 if device.type == "cuda" else 64) // n_frames)
    for start in range(0, n_clips, per_call):
        frames = torch.from_numpy(np.array(clips.frames[start : start + per_call])).to(device)
        pixels = to_pixels(frames).flatten(0, 1)
        with torch.autocast(device.type, torch.bfloat16):
            modes = autoencoder.encode(pixels).latent_dist.mode()
        latents[start : start + per_call] = modes.float().unflatten(0, (-1, n_frames)).cpu().numpy()
    latents.flush()
    temporary.replace(path)
    return np.load(path, mmap_mode="r")


@torch.no_grad()
def whiten(autoencoder: AutoencoderKL, mean: Tensor, std: Tensor) -> None:
    """Fold mean and standard deviation of the latents into the two 1x1 convolutions around them.

    So each channel of the latents has mean 0 and deviation 1 while ``scaling_factor`` stays 1: diffusers'
    text-to-video pipelines know no other place for them.

    Args:
        mean, std: Of each channel over the training set. *Shape:* ``(channels,)``
    """
    channels = len(mean)
    before, after = autoencoder.quant_conv, autoencoder.post_quant_conv
    before.weight[:channels] /= std.view(-1, 1, 1, 1)
    before.bias[:channels] = (before.bias[:channels] - mean) / std
    before.bias[channels:] -= 2 * std.log()
    after.bias += (after.weight[:, :, 0, 0] * mean).sum(1)
    after.weight *= std.view(1, -1, 1, 1)
