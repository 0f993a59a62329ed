"""The folder of the finished model, in diffusers' own format."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import torch
from diffusers import AutoencoderKL, TextToVideoSDPipeline, UNet3DConditionModel, UniPCMultistepScheduler
from torch import nn
from transformers import CLIPTextModel, CLIPTokenizer

from pipeline.training.clips import NONE, SUBJECTS, subject_chances
from pipeline.training.config import StorybookConfig
from pipeline.world.catalogue import COMPANY, TOGETHER


def new_pipeline(
    autoencoder: AutoencoderKL,
    text_encoder: CLIPTextModel,
    tokenizer: CLIPTokenizer,
    unet: UNet3DConditionModel,
    *,
    shift: float,
) -> TextToVideoSDPipeline:
    """Put the parts together; its scheduler is one of the two that can follow a flow here."""
    scheduler = UniPCMultistepScheduler(
        prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=shift
    )
    return TextToVideoSDPipeline(
        vae=autoencoder, text_encoder=text_encoder, tokenizer=tokenizer, unet=unet, scheduler=scheduler
    )


def actions_by_kind(
    facts: Iterable[Mapping[str, str]], held_out: Iterable[tuple[str, str]] = ()
) -> dict[str, list[str]]:
    """Return the actions that each kind of subject does in the clips of ``facts``.

    Args:
        held_out: Pairs of kind and action that the training was spared for the test. The evaluation asks for
            them, so a film may.
    """
    seen: dict[str, set[str]] = {}
    for clip in facts:
        for kind, _, action in SUBJECTS:
            if clip.get(kind, NONE) != NONE:
                seen.setdefault(clip[kind], set()).add(clip[action])
    for kind, action in held_out:
        seen.get(kind, set()).add(action)
    return {kind: sorted(seen[kind]) for kind in sorted(seen)}


def most_subjects(config: StorybookConfig) -> int:
    """Return how many subjects the clips that a model learns from show at most."""
    return len(subject_chances(config))


def knows_left(config: StorybookConfig) -> bool:
    """Return whether the clips that a model learns from face both ways."""
    return "left" in config.data.only.get("facing", ("left", "right"))


def save_model(
    pipeline: TextToVideoSDPipeline,
    config: StorybookConfig,
    concepts: Mapping[str, Sequence[str]],
    folder: Path,
    *,
    facts: Iterable[Mapping[str, str]] = (),
) -> None:
    """Write the model, its two large parts in half precision, its words and its sampling defaults.

    ``facts`` of the clips that it was trained on become ``actions.json``: who can be asked to do what.

    ``TextToVideoSDPipeline.from_pretrained(folder)`` loads it. The pipeline itself stays in full precision.
    """
    folder.mkdir(parents=True, exist_ok=True)
    pipeline.save_pretrained(folder, safe_serialization=True)
    # The text encoder stays in full precision: transformers would load half precision as it is, diffusers
    # makes full precision of it, and the two would not fit together.
    for name, part in (("vae", pipeline.vae), ("unet", pipeline.unet)):
        # torch's own cast: diffusers' warns of layers to be kept in full precision, of which there are none.
        nn.Module.to(copy.deepcopy(part), torch.float16).save_pretrained(folder / name)
    most = most_subjects(config)
    company = {"company": COMPANY, "together": TOGETHER[: most - 1]} if most > 1 else {}
    words = {**concepts, **company, **({"way": ("left",)} if knows_left(config) else {})}
    _write_json(folder / "vocabulary.json", {name: list(known) for name, known in words.items()})
    if seen := actions_by_kind(facts, config.data.held_out_actions):
        _write_json(folder / "actions.json", seen)
    sampling, video = config.sampling, config.video
    _write_json(
        folder / "sampling.json",
        {
            "steps": sampling.steps,
            "guidance": sampling.guidance,
            "n_frames": video.n_frames,
            "fps": video.fps,
            "width": video.size,
            "height": video.size,
            "max_frames": sampling.max_frames,
            "subjects": most_subjects(config),
            **({} if sampling.guide_strength is None else {"guide_strength": sampling.guide_strength}),
        },
    )


def _write_json(path: Path, content: Mapping[str, object]) -> None:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
