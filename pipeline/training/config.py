"""The settings of a training run of the built-in model, read from one YAML file."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from storyboard.errors import ModelError


class Settings(BaseModel):
    """Settings are read once and never change; a misspelt name is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


SomeSettings = TypeVar("SomeSettings", bound=Settings)


class VideoSettings(Settings):
    """What the model makes."""

    size: int
    """Width and height in pixels; the autoencoder's compression must divide it."""
    n_frames: int
    fps: float


class DataSettings(Settings):
    """How much of the drawn world is looked at. See ``pipeline.training.clips``."""

    clips: int
    """Clips drawn, each with its masks and captions."""
    validation: int = 64
    """The last clips of the set, which no stage trains on."""
    workers: int = 1
    """Processes that draw."""
    variants: int = 3
    """Captions beside the canonical one for each clip."""
    only: dict[str, tuple[str | int, ...]] = {}
    """Field of ``WorldSpec`` -> the values kept. What no caption names and the model is spared."""
    held_out_colours: tuple[tuple[str, str], ...] = ()
    """Pairs of kind and colour that are never trained on; the evaluation asks for them."""
    held_out_actions: tuple[tuple[str, str], ...] = ()


class StageSettings(Settings):
    """One stage: a budget, an optimiser. Shared by all that are trained."""

    minutes: float
    """Time that the stage may take, drawing samples included. The learning rate decays over it."""
    batch: int
    learning_rate: float
    steps: int | None = None
    """Stop after so many steps; the learning rate then decays over steps, not over time."""
    warmup: int = 100
    """Steps until the full learning rate."""
    final_rate: float = 0.05
    """Learning rate at the end, as a part of the full one."""
    weight_decay: float = 0.01
    optimizer: Literal["adamw", "muon"] = "adamw"
    """See ``pipeline.training.muon``."""
    ema: float = 0.998
    """Decay of the average of the weights, which is what the next stage gets."""
    save_every: float = 3.0
    """Minutes between checkpoints."""
    look_every: float = 10.0
    """Minutes between pictures to look at."""


class ReconstructionSettings(StageSettings):
    """What counts in a picture that is given back."""

    mask_weight: float = 12.0
    """A pixel of the subject counts so many times more than one of the background."""
    colour_weight: float = 1.0
    edge_weight: float = 0.5
    kl_weight: float = 1e-3


class AutoencoderSettings(ReconstructionSettings):
    """See ``pipeline.training.autoencoder``."""

    widths: tuple[int, ...]
    """Channels of each level; each level but the first halves the picture."""
    latent_channels: int = 8
    principal: bool = False
    """Set the encoder to the principal components of patches, unless the run goes on from a model with the
    same encoder. See ``pipeline.training.patches``."""
    train_encoder: bool = False
    """Where ``principal`` is set: train the encoder too, from there on. Otherwise the decoder alone."""
    anchor: float = 0.02
    """Weight of how far the latents drift from those of the encoder as it was; for ``train_encoder``."""
    subpixel: bool = False
    """Set the decoder to the inverse of that encoder before it is trained; for five levels as wide as in
    ``configs/train/storybook-cpu.yaml``. See ``pipeline.training.subpixel``."""


class RefineSettings(ReconstructionSettings):
    """See ``pipeline.training.refine``."""

    clips: int = 900
    """So many are denoised, once."""
    strengths: tuple[float, ...] = (0.3, 0.4, 0.5)
    """How much of each is noised, one of these by chance."""
    share: float = 0.5
    """Part of a batch that comes of denoised latents."""


class TextSettings(StageSettings):
    """See ``pipeline.training.text``."""

    width: int
    layers: int
    heads: int
    max_length: int = 32
    """Tokens of a prompt, with the two that mark its ends."""


class DiffusionSettings(StageSettings):
    """See ``pipeline.training.diffusion``."""

    n_frames: int
    """1: pictures, with the temporal layers left out."""
    mask_weight: float = 4.0
    dropout: float = 0.1
    """Part of the captions replaced by the empty one, for guidance."""
    shift: float = 1.0
    """Moves training towards noise: ``t' = s t / (1 + (s - 1) t)``."""
    text_rate: float = 0.3
    """Learning rate of the text encoder, as a part of the UNet's."""
    temporal_rate: float = 1.0
    """Learning rate of the temporal layers, as a multiple of the UNet's."""
    fold_guidance: float | None = None
    """Guidance that this stage folds into the weights: the network learns to say at once what it would say
    with it, so that sampling needs one call a step instead of two (https://arxiv.org/abs/2210.03142)."""


class UNetSettings(Settings):
    """Shape of the denoiser."""

    widths: tuple[int, ...]
    layers: int = 1
    head_dim: int = 16
    norm_groups: int = 16


class SamplingSettings(Settings):
    """The defaults that are shipped with the weights."""

    steps: int
    guidance: float
    shift: float = 1.0
    max_frames: int
    guide_strength: float | None = None
    """Strength at which the animatic's drafts guide the model best, as measured; ``None``: not guided."""
    seed: int = 11


class StorybookConfig(Settings):
    """A whole training run."""

    seed: int = 0
    start_from: str = ""
    """Folder of a model in diffusers' format to go on from, or ``shipped``; empty: begin anew. The new model
    may have more channels of latents and one more halving of the picture; all else must be as wide."""
    video: VideoSettings
    vocabulary: dict[str, float | tuple[float, ...] | tuple[str, ...]]
    """What may be drawn, see ``pipeline.world.Vocabulary``."""
    data: DataSettings
    autoencoder: AutoencoderSettings
    unet: UNetSettings
    text: TextSettings
    diffusion: tuple[DiffusionSettings, ...] = Field(min_length=1)
    """One after the other: pictures first, then short windows, then whole clips."""
    refine: RefineSettings | None = None
    """After them the decoder once more, on what the denoiser gives."""
    sampling: SamplingSettings


def load_config(path: str | Path) -> StorybookConfig:
    """Read the settings of a training run of the built-in model; see ``read_settings``."""
    return read_settings(path, StorybookConfig)


def read_settings(path: str | Path, kind: type[SomeSettings]) -> SomeSettings:
    """Read settings from a YAML file.

    Raises:
        ModelError: The file is missing, is not YAML, or has a field that is missing, misspelt or of
            the wrong type.
    """
    path = Path(path)
    try:
        data = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        return kind.model_validate(data)
    except OSError as error:
        raise ModelError(f"{path}: {error.strerror}; name a file of configs/train") from error
    except YAMLError as error:
        raise ModelError(f"{path}: not YAML: {error}") from error
    except ValidationError as error:
        faults = [
            f"  {'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}" for fault in error.errors()
        ]
        raise ModelError("\n".join([f"{path}: the training cannot be set up from this", *faults])) from error
