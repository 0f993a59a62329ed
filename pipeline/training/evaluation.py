"""Figures for the built-in model: does a clip show what it should, how sharp is it, how long does it take."""

from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from diffusers import TextToVideoSDPipeline

from pipeline.configuration import configs_folder
from pipeline.training.autoencoder import psnr, to_frames, to_pixels
from pipeline.training.clips import FACTS, facts_of, specs
from pipeline.training.config import SamplingSettings, StageSettings, StorybookConfig, load_config
from pipeline.training.diffusion import sample_rows
from pipeline.training.judge import Judge, train_judge
from pipeline.training.shares import Share
from pipeline.world import WorldSpec, caption, draw, draw_masks

SHIPPED = Path(__file__).resolve().parent.parent / "models" / "weights" / "storybook"
JUDGE_SETTINGS = StageSettings(minutes=6, batch=64, learning_rate=1e-3, warmup=50, ema=0.99)


@dataclass(frozen=True)
class Row:
    """One line of the table: what the judge says of one kind of clips."""

    name: str
    shares: dict[str, Share]
    """Question, and ``all`` for all of them at once -> share of right answers."""


@dataclass(frozen=True)
class Evaluation:
    """What was measured, and on what."""

    rows: tuple[Row, ...]
    psnr: float
    """Of the autoencoder over whole frames, in dB."""
    psnr_inside: float
    """Inside the subjects' masks."""
    seconds_a_clip: float
    parameters: int
    captions: int
    seed: int
    motion: dict[str, float] = field(default_factory=dict)
    """Mean change of a pixel from frame to frame, of 255: drawn clips and the model's."""

    def as_json(self) -> dict[str, object]:
        """Return everything as plain data."""
        return dataclasses.asdict(self)

    def table(self) -> str:
        """Return the rows as a table in Markdown with the other figures below it."""
        names = [*FACTS, "all"]
        lines = ["| clips | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
        lines += [
            f"| {row.name} | " + " | ".join(str(row.shares[name]) for name in names) + " |"
            for row in self.rows
        ]
        changes = ", ".join(f"{name} {value:.1f}" for name, value in self.motion.items())
        lines += [
            "",
            f"{self.captions} captions of each sort, seed {self.seed}; per cent right, 95 % intervals.",
            f"Reconstruction {self.psnr:.1f} dB over the frame, {self.psnr_inside:.1f} dB inside subjects; "
            f"{self.seconds_a_clip:.1f} s a clip; {self.parameters / 1e6:.1f} M parameters.",
            f"Mean change of a pixel from frame to frame, of 255: {changes}.",
        ]
        return "\n".join(lines)


def grade(name: str, judge: Judge, clips: Sequence[np.ndarray], truth: Sequence[dict[str, str]]) -> Row:
    """Ask the judge what each clip shows and count the right answers."""
    said = judge.facts(clips)
    right = {fact: sum(a[fact] == b[fact] for a, b in zip(said, truth, strict=True)) for fact in FACTS}
    right["all"] = sum(a == b for a, b in zip(said, truth, strict=True))
    return Row(name, {fact: Share(count, len(clips)) for fact, count in right.items()})


def evaluate_storybook(
    folder: str | Path | None = None,
    *,
    config_path: str | Path | None = None,
    work: str | Path = "runs",
    captions: int = 64,
    seed: int = 20_000_003,
    sampling: SamplingSettings | None = None,
    batch: int = 8,
) -> Evaluation:
    """Measure a trained model on captions of combinations that were held out, and of others.

    Args:
        folder: For ``TextToVideoSDPipeline.from_pretrained``; ``None``: the shipped weights.
        config_path: The settings it was trained with: its vocabulary and what was held out. ``None``: those
            of the shipped weights.
        work: The judge is read from its folder ``judge``, or trained and kept there.
        captions: Of each of the two sorts.
        seed: Far from the seeds of training.
        sampling: Other settings than those that the weights were shipped with.
    """
    folder = Path(folder) if folder is not None else SHIPPED
    config = load_config(config_path or configs_folder() / "train" / "storybook-cpu.yaml")
    work = Path(work)
    if (work / "judge" / "judge.json").exists():
        judge = Judge.load(work / "judge")
    else:
        judge = train_judge(config, work, settings=JUDGE_SETTINGS)
    sampling = sampling or _shipped_sampling(folder, config)
    pipeline = TextToVideoSDPipeline.from_pretrained(folder)
    held_out = _take(config, captions, seed=seed, held_out=True)
    seen = _take(config, captions, seed=seed + 1, held_out=False)
    drawn = [_draw(spec, config) for spec in held_out]
    truth = [facts_of(spec) for spec in held_out]
    copies, whole, inside = _reconstruct(pipeline, drawn, held_out, config)
    n_frames = config.video.n_frames
    started = time.perf_counter()
    unseen_clips = sample_rows(
        pipeline, [caption(s) for s in held_out], sampling, n_frames=n_frames, batch=batch
    )
    seconds = (time.perf_counter() - started) / captions
    seen_clips = sample_rows(pipeline, [caption(s) for s in seen], sampling, n_frames=n_frames, batch=batch)
    shifted = unseen_clips[1:] + unseen_clips[:1]
    parts = (pipeline.unet, pipeline.vae, pipeline.text_encoder)
    return Evaluation(
        rows=(
            grade("drawn", judge, drawn, truth),
            grade("reconstructed", judge, copies, truth),
            grade("model, unseen combinations", judge, unseen_clips, truth),
            grade("model, seen combinations", judge, seen_clips, [facts_of(spec) for spec in seen]),
            grade("model, clip of another caption", judge, shifted, truth),
        ),
        psnr=whole,
        psnr_inside=inside,
        seconds_a_clip=seconds,
        parameters=sum(weight.numel() for part in parts for weight in part.parameters()),
        captions=captions,
        seed=seed,
        motion={"drawn": _motion(drawn), "model": _motion(unseen_clips)},
    )


def _shipped_sampling(folder: Path, config: StorybookConfig) -> SamplingSettings:
    """Return the sampling defaults that lie beside the weights."""
    kept = json.loads((folder / "sampling.json").read_text(encoding="utf-8"))
    return config.sampling.model_copy(update={"steps": kept["steps"], "guidance": kept["guidance"]})


def _take(config: StorybookConfig, count: int, *, seed: int, held_out: bool) -> list[WorldSpec]:
    stream = specs(config, seed=seed, held_out=held_out)
    return [next(stream) for _ in range(count)]


def _draw(spec: WorldSpec, config: StorybookConfig) -> np.ndarray:
    return draw(spec, size=config.video.size, n_frames=config.video.n_frames)


@torch.no_grad()
def _reconstruct(
    pipeline: TextToVideoSDPipeline,
    drawn: Sequence[np.ndarray],
    specs_drawn: Sequence[WorldSpec],
    config: StorybookConfig,
) -> tuple[list[np.ndarray], float, float]:
    """Return the clips through the autoencoder, and their PSNR over frames and inside the subjects."""
    copies, errors, inside = [], [], []
    for clip, spec in zip(drawn, specs_drawn, strict=True):
        pixels = to_pixels(clip)
        output = pipeline.vae.decode(pipeline.vae.encode(pixels).latent_dist.mode()).sample
        squared = ((output.clamp(-1, 1) - pixels) ** 2).mean(1).numpy()
        masks = draw_masks(spec, size=config.video.size, n_frames=config.video.n_frames) > 0
        copies.append(to_frames(output))
        errors.append(squared.mean())
        inside.append(squared[masks].mean() if masks.any() else squared.mean())
    return copies, psnr(float(np.mean(errors))), psnr(float(np.mean(inside)))


def _motion(clips: Sequence[np.ndarray]) -> float:
    return float(np.mean([np.abs(np.diff(clip.astype(np.int16), axis=0)).mean() for clip in clips]))
