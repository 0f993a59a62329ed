"""The second stage: a text encoder that learns what the words look like, by telling captions of clips apart.

It learns beside a small encoder of latents: of a batch of captions and frames, each caption must find its own
frame (symmetric InfoNCE, as in CLIP, https://arxiv.org/abs/2103.00020).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

from pipeline.training.config import TextSettings


def new_text_encoder(settings: TextSettings, tokenizer: CLIPTokenizer) -> CLIPTextModel:
    """Return an untrained text encoder for the tokens of ``tokenizer``."""
    return CLIPTextModel(
        CLIPTextConfig(
            vocab_size=len(tokenizer),
            hidden_size=settings.width,
            intermediate_size=4 * settings.width,
            projection_dim=settings.width,
            num_hidden_layers=settings.layers,
            num_attention_heads=settings.heads,
            max_position_embeddings=settings.max_length,
            bos_token_id=tokenizer.bos_token_id,
            # The pooled vector is read where the end token stands: its id must be this vocabulary's.
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        )
    )


class Retrieval(nn.Module):
    """Text encoder, encoder of latents, and the loss between them."""

    def __init__(self, text_encoder: CLIPTextModel, latent_channels: int, width: int = 64) -> None:
        super().__init__()
        self.text_encoder = text_encoder
        self.picture_encoder = nn.Sequential(
            nn.Conv2d(latent_channels, width, 3, padding=1),
            nn.SiLU(),
            nn.Conv2d(width, 2 * width, 3, stride=2, padding=1),
            nn.GroupNorm(8, 2 * width),
            nn.SiLU(),
            nn.Conv2d(2 * width, 4 * width, 3, stride=2, padding=1),
            nn.GroupNorm(8, 4 * width),
            nn.SiLU(),
            nn.AdaptiveAvgPool2d(2),
            nn.Flatten(),
            nn.Linear(16 * width, text_encoder.config.hidden_size),
        )
        self.temperature = nn.Parameter(torch.tensor(2.0))
        """Logarithm of what multiplies the cosines."""

    def forward(self, ids: Tensor, latents: Tensor) -> dict[str, Tensor]:
        """Return loss and accuracy over one batch.

        Args:
            ids: Token ids of captions. *Shape:* ``(batch, max_length)``
            latents: Frame of each caption's clip. *Shape:* ``(batch, channels, rows, columns)``
        """
        texts = F.normalize(self.text_encoder(ids).pooler_output.float(), dim=-1)
        pictures = F.normalize(self.picture_encoder(latents).float(), dim=-1)
        scores = self.temperature.clamp(max=4.6).exp() * texts @ pictures.T
        own = torch.arange(len(ids), device=ids.device)
        loss = (F.cross_entropy(scores, own) + F.cross_entropy(scores.T, own)) / 2
        return {"total": loss, "found": (scores.argmax(1) == own).float().mean()}


class TextTask:
    """Captions and frames of clips taken at random."""

    name = "text"

    def __init__(
        self,
        text_encoder: CLIPTextModel,
        ids: np.ndarray,
        latents: np.ndarray,
        settings: TextSettings,
        *,
        seed: int,
        n_validation: int,
    ) -> None:
        self.module = Retrieval(text_encoder, latents.shape[2])
        self.ids = ids
        self.latents = latents
        self.settings = settings
        self.seed = seed
        self.n_validation = n_validation

    def parameter_groups(self) -> list[dict[str, object]]:
        return [{"params": list(self.module.parameters())}]

    def batch(self, step: int) -> dict[str, Tensor]:
        rng = np.random.default_rng((self.seed, 2, step))
        return self._pick(rng.integers(len(self.latents) - self.n_validation, size=self.settings.batch), rng)

    def _pick(self, numbers: np.ndarray, rng: np.random.Generator) -> dict[str, Tensor]:
        frames = [self.latents[number, rng.integers(self.latents.shape[1])] for number in numbers]
        ids = [self.ids[number, rng.integers(self.ids.shape[1])] for number in numbers]
        return {"ids": torch.from_numpy(np.stack(ids)), "latents": torch.from_numpy(np.stack(frames)).float()}

    def look(self, folder: Path, label: str) -> Mapping[str, float]:
        numbers = np.arange(len(self.latents) - self.n_validation, len(self.latents))
        device = next(self.module.parameters()).device
        batch = self._pick(numbers, np.random.default_rng(self.seed))
        losses = self.module(**{name: tensor.to(device) for name, tensor in batch.items()})
        return {f"validation/{name}": float(value) for name, value in losses.items()}
