"""Training of the built-in model ``storybook``, from nothing to the folder that is shipped."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from accelerate import Accelerator
from diffusers import AutoencoderKL, TextToVideoSDPipeline
from transformers import CLIPTokenizer

from pipeline.training.autoencoder import AutoencoderTask, encode_clips, new_autoencoder, whiten
from pipeline.training.clips import TrainingClips, draw_clips
from pipeline.training.config import SamplingSettings, StorybookConfig, load_config
from pipeline.training.diffusion import DiffusionTask, new_unet
from pipeline.training.folder import new_pipeline, save_model
from pipeline.training.loop import train_stage
from pipeline.training.patches import (
    PATCH,
    Components,
    encoder_parameters,
    find_components,
    project,
    read_components,
    set_encoder,
)
from pipeline.training.refine import RefineTask, denoise_clips
from pipeline.training.subpixel import set_decoder
from pipeline.training.temporal import flatten_convolutions
from pipeline.training.text import TextTask, new_text_encoder
from pipeline.training.tokenizer import build_tokenizer, token_ids
from pipeline.training.warmstart import (
    load_start,
    same_shape,
    start_decoder,
    start_text_encoder,
    start_unet,
)
from pipeline.world import Vocabulary, caption_words, concepts
from storyboard.errors import ModelError, OutputError

SHIPPED = Path(__file__).resolve().parent.parent / "models" / "weights" / "storybook"
LATENTS = "latents.npy"
"""Where in the folder of a run the encoded clips are."""


@dataclass(frozen=True)
class EncodedClips:
    """What the second and third stage train on."""

    latents: np.ndarray
    """*Shape:* ``(clips, n_frames, channels, rows, columns)``, float16"""
    weights: np.ndarray
    """Part of each cell that the subject covers. *Shape:* ``(clips, n_frames, rows, columns)``, float16"""
    ids: np.ndarray
    """Token ids: canonical caption, variants, the empty one. *Shape:* ``(clips, captions + 1, length)``"""


def train_storybook(config_path: str | Path, output: str | Path, *, resume: bool = True) -> Path:
    """Draw the data and train all stages, each within its budget of time.

    Args:
        config_path: A file of ``configs/train``.
        output: Folder of the run: drawn clips, checkpoints, logs, pictures; the finished model in ``model/``.
        resume: Go on from what is there; otherwise an earlier run in ``output`` is an error.

    Returns:
        The folder of the finished model, for ``TextToVideoSDPipeline.from_pretrained``.

    Raises:
        ModelError: The settings cannot be used, or the run in ``output`` was made with others.
        OutputError: ``output`` holds an earlier run and ``resume`` is off.
    """
    config = load_config(config_path)
    output = Path(output)
    _claim(output, Path(config_path), config, resume=resume)
    accelerator = Accelerator(mixed_precision="bf16")
    with accelerator.main_process_first():
        clips = draw_clips(config, output / "clips")
    start = start_of(config)
    autoencoder = train_autoencoder(config, clips, output, accelerator, start)
    tokenizer = _tokenizer(config, output) if start is None else start.tokenizer
    with accelerator.main_process_first():
        encoded = _encode(config, clips, autoencoder, tokenizer, output, accelerator.device)
    torch.manual_seed(config.seed + 2)
    text_encoder = new_text_encoder(config.text, tokenizer)
    if start is not None:
        start_text_encoder(text_encoder, start.text_encoder)
    train_stage(
        TextTask(
            text_encoder,
            encoded.ids,
            encoded.latents,
            config.text,
            seed=config.seed,
            n_validation=config.data.validation,
        ),
        config.text,
        output,
        accelerator=accelerator,
    )
    torch.manual_seed(config.seed + 3)
    unet = new_unet(
        config.unet,
        latent_channels=config.autoencoder.latent_channels,
        sample_size=encoded.latents.shape[-1],
        text_width=config.text.width,
    )
    if start is not None:
        start_unet(unet, start.unet)
    pipeline = new_pipeline(autoencoder, text_encoder, tokenizer, unet, shift=config.sampling.shift)
    _train_diffusion(config, pipeline, clips, encoded, output, accelerator)
    _refine(config, pipeline, clips, encoded, output, accelerator)
    if accelerator.is_main_process:
        finished = config.model_copy(update={"sampling": sampling_after(config, len(config.diffusion))})
        save_model(pipeline, finished, trained_concepts(config), output / "model", facts=clips.facts)
    return output / "model"


def start_of(config: StorybookConfig) -> TextToVideoSDPipeline | None:
    """Return the model that ``config`` goes on from, if it names one.

    Raises:
        ModelError: There is none in the folder that it names.
    """
    if not config.start_from:
        return None
    return load_start(SHIPPED if config.start_from == "shipped" else config.start_from)


def sampling_after(config: StorybookConfig, stages: int) -> SamplingSettings:
    """Return how to sample after so many stages of diffusion: without guidance once it is in the weights."""
    folded = any(settings.fold_guidance is not None for settings in config.diffusion[:stages])
    return config.sampling.model_copy(update={"guidance": 1.0}) if folded else config.sampling


def trained_concepts(config: StorybookConfig) -> dict[str, tuple[str, ...]]:
    """Return the concept words that the model learns, in the groups of ``pipeline.world.concepts``."""
    words = Vocabulary.from_mapping(config.vocabulary).filled()
    known = {*words.kinds, *words.places, *words.actions, *words.colours, *words.times, *words.weathers}
    return {
        group: tuple(word for word in all_words if word in known)
        for group, all_words in concepts().items()
        if group in ("person", "animal", "thing", "place", "action", "colour", "time", "weather")
    }


def _tokenizer(config: StorybookConfig, output: Path) -> CLIPTokenizer:
    """Return the run's tokenizer; it is kept, so that new words in the world do not renumber the old ones."""
    kept = output / "tokenizer"
    if not kept.exists():
        build_tokenizer(caption_words(), max_length=config.text.max_length).save_pretrained(kept)
    return CLIPTokenizer.from_pretrained(kept)


def _claim(output: Path, config_path: Path, config: StorybookConfig, *, resume: bool) -> None:
    """Keep the settings beside the run, so that it is never resumed with others that shape the networks."""
    kept = output / "config.yaml"
    if kept.exists():
        if not resume:
            raise OutputError(f"{output}: holds an earlier run; resume it, or name another folder")
        earlier = load_config(kept)
        for part in ("video", "vocabulary", "data", "unet", "seed"):
            if getattr(earlier, part) != getattr(config, part):
                raise ModelError(f"{output}: the run there has another '{part}'; name another folder")
    try:
        output.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(config_path, kept)
    except OSError as error:
        raise OutputError(f"{output}: {error.strerror}") from error


def train_autoencoder(
    config: StorybookConfig,
    clips: TrainingClips,
    output: Path,
    accelerator: Accelerator,
    start: TextToVideoSDPipeline | None = None,
) -> AutoencoderKL:
    """Train the autoencoder, or its decoder alone; its latents have about mean 0 and mean square 1."""
    torch.manual_seed(config.seed + 1)  # So that a resumed run begins each network alike.
    settings = config.autoencoder
    autoencoder = new_autoencoder(settings, config.video.size)
    latents = components = None
    if start is not None and same_shape(autoencoder, start.vae):
        autoencoder.load_state_dict(start.vae.state_dict())
    elif settings.principal:
        components = principal_components(config, clips, None if start is None else start.vae)
        set_encoder(autoencoder, components)
        if settings.subpixel:
            set_decoder(autoencoder, components, _some_frames(config, clips))
        elif start is not None:
            start_decoder(autoencoder, start.vae)
    if settings.principal and not settings.train_encoder:
        with accelerator.main_process_first():
            if components is None:
                latents = encode_clips(autoencoder, clips, output / LATENTS, device=accelerator.device)
            else:
                latents = project_clips(clips, components, output / LATENTS)
        for parameter in encoder_parameters(autoencoder):
            parameter.requires_grad_(False)
    if accelerator.device.type == "cuda":  # The order of numbers in which its convolutions are fast.
        autoencoder.to(memory_format=torch.channels_last)
    train_stage(
        AutoencoderTask(
            autoencoder,
            clips,
            config.autoencoder,
            seed=config.seed,
            n_validation=config.data.validation,
            latents=latents,
        ),
        config.autoencoder,
        output,
        accelerator=accelerator,
    )
    autoencoder.to(memory_format=torch.contiguous_format)  # In which weights are written.
    autoencoder.requires_grad_(False).eval()
    if not config.autoencoder.principal:
        _whiten(config, clips, autoencoder, output, accelerator.device)
    return autoencoder


def principal_components(
    config: StorybookConfig, clips: TrainingClips, earlier: AutoencoderKL | None = None
) -> Components:
    """Return the components of frames taken evenly from the clips that are trained on.

    Those of an ``earlier`` model come first, as they are.
    """
    levels, halvings = len(config.autoencoder.widths), int(np.log2(PATCH))
    return find_components(
        _some_frames(config, clips),
        config.autoencoder.latent_channels,
        averaged=levels - 1 - halvings,
        known=None if earlier is None else read_components(earlier),
    )


def _some_frames(config: StorybookConfig, clips: TrainingClips) -> np.ndarray:
    """Return frames taken evenly from the clips that are trained on.

    Returns:
        uint8 RGB. *Shape:* ``(n, size, size, 3)``
    """
    numbers = np.linspace(0, len(clips) - config.data.validation - 1, min(len(clips), 3000)).astype(int)
    return np.stack([clips.frames[number, number % clips.frames.shape[1]] for number in numbers])


def project_clips(clips: TrainingClips, components: Components, path: Path) -> np.ndarray:
    """Encode all frames by linear algebra, which is a hundred times faster than the encoder set to the same.

    Returns:
        *Shape:* ``(clips, n_frames, channels, rows, columns)``, float16
    """
    if not path.exists():
        temporary = path.with_suffix(".tmp")
        with temporary.open("wb") as file:
            np.save(file, np.stack([project(clip, components).astype(np.float16) for clip in clips.frames]))
        temporary.replace(path)
    return np.load(path, mmap_mode="r")


def _whiten(
    config: StorybookConfig,
    clips: TrainingClips,
    autoencoder: AutoencoderKL,
    output: Path,
    device: torch.device,
) -> None:
    """Whiten the latents by their mean and deviation over some of the clips."""
    rng = np.random.default_rng(config.seed)
    chosen = np.sort(rng.choice(len(clips), size=min(len(clips), 512), replace=False))
    frame = int(rng.integers(clips.frames.shape[1]))
    one = slice(frame, frame + 1)
    some = TrainingClips(
        frames=clips.frames[chosen, one], masks=clips.masks[chosen, one], captions=(), facts=()
    )
    scratch = output / "some-latents.npy"
    scratch.unlink(missing_ok=True)
    latents = torch.from_numpy(encode_clips(autoencoder, some, scratch, device=device).astype(np.float32))
    whiten(autoencoder, latents.mean((0, 1, 3, 4)).to(device), latents.std((0, 1, 3, 4)).to(device))
    scratch.unlink()


def _encode(
    config: StorybookConfig,
    clips: TrainingClips,
    autoencoder: AutoencoderKL,
    tokenizer: CLIPTokenizer,
    output: Path,
    device: torch.device,
) -> EncodedClips:
    latents = encode_clips(autoencoder, clips, output / LATENTS, device=device)
    cell = config.video.size // latents.shape[-1]
    weights = np.stack(
        [
            F.avg_pool2d(torch.from_numpy(np.array(mask)).to(device).float(), cell).cpu().numpy()
            for mask in clips.masks
        ]
    ).astype(np.float16)
    flat = token_ids(tokenizer, (text for texts in clips.captions for text in texts))
    empty = np.asarray(token_ids(tokenizer, [""]))
    ids = np.asarray(flat).reshape(len(clips), -1, config.text.max_length)
    ids = np.concatenate([ids, np.broadcast_to(empty, (len(clips), 1, config.text.max_length))], axis=1)
    return EncodedClips(latents=latents, weights=weights, ids=ids)


def _refine(
    config: StorybookConfig,
    pipeline: TextToVideoSDPipeline,
    clips: TrainingClips,
    encoded: EncodedClips,
    output: Path,
    accelerator: Accelerator,
) -> None:
    """Train the decoder on what the finished denoiser gives, where the settings say so."""
    if config.refine is None:
        return
    n_validation = config.data.validation
    with accelerator.main_process_first(), accelerator.autocast():
        denoised = denoise_clips(
            pipeline,
            clips,
            config.refine,
            sampling_after(config, len(config.diffusion)),
            output / "denoised.npz",
            n_trained=len(clips) - n_validation,
            seed=config.seed,
        )
    autoencoder = pipeline.vae
    for part in (autoencoder.decoder, autoencoder.post_quant_conv):
        part.requires_grad_(True)
    train_stage(
        RefineTask(
            autoencoder,
            clips,
            config.refine,
            denoised,
            seed=config.seed,
            n_validation=n_validation,
            latents=encoded.latents,
        ),
        config.refine,
        output,
        accelerator=accelerator,
    )
    autoencoder.requires_grad_(False).eval()


def _train_diffusion(
    config: StorybookConfig,
    pipeline: TextToVideoSDPipeline,
    clips: TrainingClips,
    encoded: EncodedClips,
    output: Path,
    accelerator: Accelerator,
) -> None:
    """Run the diffusion tasks one after the other over the same networks."""
    if accelerator.device.type == "cuda":
        flatten_convolutions(pipeline.unet)
    shown = [texts[0] for texts in clips.captions[-min(24, config.data.validation) :]]
    for number, settings in enumerate(config.diffusion, start=1):
        name = f"diffusion-{number}-{settings.n_frames}f"
        sampling = sampling_after(config, number)
        task = DiffusionTask(
            name,
            pipeline,
            encoded.latents,
            encoded.weights,
            encoded.ids,
            settings,
            sampling,
            seed=config.seed,
            captions=shown,
            n_validation=config.data.validation,
        )
        train_stage(task, settings, output, accelerator=accelerator)
        if accelerator.is_main_process:  # An interim model, for whoever cannot wait.
            interim = config.model_copy(update={"sampling": sampling})
            save_model(pipeline, interim, trained_concepts(config), output / "interim")
