"""Figures for the built-in model: does a clip show what it should, how sharp is it, how long does it take."""

from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from diffusers import TextToVideoSDPipeline

from pipeline.configuration import configs_folder
from pipeline.models.machine import find_machine
from pipeline.training.autoencoder import psnr, to_frames, to_pixels
from pipeline.training.clips import facts_of, specs, subject_chances
from pipeline.training.config import SamplingSettings, StageSettings, StorybookConfig, load_config
from pipeline.training.diffusion import sample_rows
from pipeline.training.folder import most_subjects
from pipeline.training.grading import QUESTIONS, Row, grade
from pipeline.training.guided import guided_rows
from pipeline.training.judge import Judge, train_judge
from pipeline.training.metrics import found_own_caption, frechet_distance, mean_psnr, motion, steadiness
from pipeline.training.pictures import save_grid
from pipeline.training.shares import Share
from pipeline.world import WorldSpec, caption, draw, draw_masks

SHIPPED = Path(__file__).resolve().parent.parent / "models" / "weights" / "storybook"
JUDGE_SETTINGS = StageSettings(minutes=20, batch=48, learning_rate=1e-3, warmup=50, ema=0.995)
SEED = 20_000_003
"""Far from the seeds of training."""
CAPTIONS = 64


@dataclass(frozen=True)
class Likeness:
    """What one set of clips is like as a whole."""

    name: str
    distance: float
    """Fréchet distance of the judge's features to drawn clips of other captions of the same sort."""
    found: Share
    """Clips whose own caption the judge finds likeliest of 100."""
    motion: float
    """Mean change of a pixel from frame to frame, of 255."""
    steadiness: float
    """See ``pipeline.training.metrics``."""
    draft: float | None = None
    """PSNR in dB against the drafts that the clips started from: a guide that only gives the draft back has
    that of the reconstructions."""


@dataclass(frozen=True)
class Evaluation:
    """What was measured, and on what."""

    rows: tuple[Row, ...]
    likeness: tuple[Likeness, ...]
    psnr: float
    """Of the autoencoder over whole frames, in dB."""
    psnr_inside: float
    """Inside the subjects' masks."""
    seconds_a_clip: float
    parameters: int
    captions: int
    seed: int

    def as_json(self) -> dict[str, object]:
        """Return everything as plain data."""
        return dataclasses.asdict(self)

    def table(self) -> str:
        """Return the figures as tables in Markdown."""
        lines = [f"| clips | {' | '.join(QUESTIONS)} |", "|---" * (len(QUESTIONS) + 1) + "|"]
        lines += [
            f"| {row.name} | " + " | ".join(str(row.shares[name]) for name in QUESTIONS) + " |"
            for row in self.rows
        ]
        lines += [
            "",
            f"{self.captions} captions of each sort, seed {self.seed}; per cent right, 95 % intervals.",
            "",
            "| clips | FVD (judge) | R@1 of 100 | motion | steadiness | dB to the draft |",
            "|---|---|---|---|---|---|",
        ]
        lines += [
            f"| {one.name} | {one.distance:.1f} | {one.found} | {one.motion:.1f} | {one.steadiness:.3f} | "
            f"{'-' if one.draft is None else f'{one.draft:.1f}'} |"
            for one in self.likeness
        ]
        lines += [
            "",
            f"Reconstruction {self.psnr:.1f} dB over the frame, {self.psnr_inside:.1f} dB inside subjects; "
            f"{self.seconds_a_clip:.1f} s a clip; {self.parameters / 1e6:.1f} M parameters.",
        ]
        return "\n".join(lines)


def evaluate_storybook(
    folder: str | Path | None = None,
    *,
    config_path: str | Path | None = None,
    work: str | Path = "runs",
    captions: int = CAPTIONS,
    seed: int = SEED,
    sampling: SamplingSettings | None = None,
    strengths: Sequence[float] = (),
    batch: int = 8,
    report: Callable[[str], None] = lambda _: None,
) -> Evaluation:
    """Measure a trained model on captions of combinations that were held out, and of others.

    Args:
        folder: For ``TextToVideoSDPipeline.from_pretrained``; ``None``: the shipped weights.
        config_path: The settings it was trained with: its vocabulary and what was held out. ``None``: those
            of the shipped weights.
        work: The judge is read from its folder ``judge``, or trained and kept there.
        captions: Of each of the two sorts, with one or two subjects; a quarter as many with three, if the
            model was shown three.
        seed: Far from the seeds of training.
        sampling: Other settings than those that the weights were shipped with.
        strengths: Clips guided by the animatic are measured too, at each of these strengths.
        batch: Clips made in one call.
        report: Told what is being done.
    """
    folder = Path(folder) if folder is not None else SHIPPED
    config = load_config(config_path or configs_folder() / "train" / "storybook-cpu.yaml")
    work = Path(work)
    if (work / "judge" / "judge.json").exists():
        judge = Judge.load(work / "judge")
    else:
        report("training the judge")
        judge = train_judge(config, work, settings=JUDGE_SETTINGS)
    sampling = sampling or _shipped_sampling(folder, config)
    pipeline = TextToVideoSDPipeline.from_pretrained(folder)
    n_frames = config.video.n_frames
    few = _with_subjects(config, subject_chances(config)[:2])
    held_out = _take(few, captions, seed=seed, held_out=True)
    seen = _take(few, captions, seed=seed + 1, held_out=False)
    truth = [facts_of(spec) for spec in held_out]
    sayings = [caption(spec) for spec in held_out]
    report("drawing clips and putting them through the autoencoder")
    drawn = [_draw(spec, config) for spec in held_out]
    others = [_draw(spec, config) for spec in _take(few, captions, seed=seed + 2, held_out=True)]
    copies, whole, inside = _reconstruct(pipeline, drawn, held_out, config)
    report("making clips of unseen combinations")
    started = time.perf_counter()
    with _as_rendered():
        made = sample_rows(pipeline, sayings, sampling, n_frames=n_frames, batch=batch)
    seconds = (time.perf_counter() - started) / captions
    report("making clips of seen combinations")
    with _as_rendered():
        told = [caption(spec) for spec in seen]
        familiar = sample_rows(pipeline, told, sampling, n_frames=n_frames, batch=batch)
    sets = {"drawn": drawn, "reconstructed": copies, "model, unseen combinations": made}
    # Drawn by another chance than the clips that the reconstructions are of.
    drafts = [_draft(spec, config) for spec in held_out]
    for strength in strengths:
        report(f"making clips guided at strength {strength}")
        with _as_rendered():
            sets[f"guided at {strength}, unseen"] = guided_rows(
                pipeline, sayings, drafts, sampling, strength=strength
            )
    trios: tuple[Row, ...] = ()
    if most_subjects(config) > most_subjects(few):
        report("making clips of three subjects")
        three = _with_subjects(config, (0.0, 0.0, 1.0))
        asked = _take(three, max(1, captions // 4), seed=seed + 3, held_out=True)
        trios = _trio_rows(pipeline, judge, asked, config, sampling, strengths, batch=batch)
    _save_samples(work / f"samples-{folder.name}.png", sayings, made)
    for strength in strengths:
        clips = sets[f"guided at {strength}, unseen"]
        _save_samples(work / f"samples-{folder.name}-guided-{strength}.png", sayings, clips)
    reference = judge.features(others)
    to_draft = {name: mean_psnr(clips, drafts) for name, clips in sets.items() if name.startswith("guided")}
    to_draft |= {"reconstructed": mean_psnr(copies, drawn)}
    parts = (pipeline.unet, pipeline.vae, pipeline.text_encoder)
    stills = [np.repeat(clip[:1], len(clip), axis=0) for clip in drawn]
    return Evaluation(
        rows=(
            *(grade(name, judge, clips, truth) for name, clips in sets.items()),
            grade("model, seen combinations", judge, familiar, [facts_of(spec) for spec in seen]),
            *trios,
            grade("model, clip of another caption", judge, made[1:] + made[:1], truth),
            grade("drawn, clip at random", judge, drawn[1:] + drawn[:1], truth),
        ),
        likeness=tuple(
            Likeness(
                name,
                frechet_distance(judge.features(clips), reference),
                _share(found_own_caption(judge, clips, truth)),
                motion(clips),
                steadiness(judge, clips),
                to_draft.get(name),
            )
            for name, clips in {**sets, "drawn, first frame only": stills}.items()
        ),
        psnr=whole,
        psnr_inside=inside,
        seconds_a_clip=seconds,
        parameters=sum(weight.numel() for part in parts for weight in part.parameters()),
        captions=captions,
        seed=seed,
    )


def _trio_rows(
    pipeline: TextToVideoSDPipeline,
    judge: Judge,
    asked: Sequence[WorldSpec],
    config: StorybookConfig,
    sampling: SamplingSettings,
    strengths: Sequence[float],
    *,
    batch: int,
) -> tuple[Row, ...]:
    """Return rows for captions of three subjects: drawn, reconstructed, from noise, guided by drafts."""
    truth, sayings = [facts_of(spec) for spec in asked], [caption(spec) for spec in asked]
    drawn = [_draw(spec, config) for spec in asked]
    sets = {"drawn": drawn, "reconstructed": _reconstruct(pipeline, drawn, asked, config)[0]}
    with _as_rendered():
        n_frames = config.video.n_frames
        sets["model"] = sample_rows(pipeline, sayings, sampling, n_frames=n_frames, batch=batch)
        drafts = [_draft(spec, config) for spec in asked]
        for strength in strengths:
            made = guided_rows(pipeline, sayings, drafts, sampling, strength=strength)
            sets[f"guided at {strength}"] = made
    return tuple(grade(f"three subjects, {name}", judge, clips, truth) for name, clips in sets.items())


def _save_samples(
    path: Path, captions: Sequence[str], clips: Sequence[np.ndarray], *, count: int = 24
) -> None:
    """Show the first clips as they came, four frames of each."""
    path.parent.mkdir(parents=True, exist_ok=True)
    shown = [
        [clip[i] for i in np.linspace(0, len(clip) - 1, 4).round().astype(int)] for clip in clips[:count]
    ]
    save_grid(shown, path, titles=captions[:count], columns=3, scale=1)


def _as_rendered() -> AbstractContextManager[None]:
    """Return the block in which clips are made in the precision that a render makes them in on this CPU."""
    return torch.autocast("cpu", torch.bfloat16) if find_machine("cpu").bfloat16 else nullcontext()


def _share(found: Sequence[bool]) -> Share:
    return Share(sum(found), len(found))


def _shipped_sampling(folder: Path, config: StorybookConfig) -> SamplingSettings:
    """Return the sampling defaults that lie beside the weights."""
    kept = json.loads((folder / "sampling.json").read_text(encoding="utf-8"))
    return config.sampling.model_copy(update={"steps": kept["steps"], "guidance": kept["guidance"]})


def _take(config: StorybookConfig, count: int, *, seed: int, held_out: bool) -> list[WorldSpec]:
    stream = specs(config, seed=seed, held_out=held_out)
    return [next(stream) for _ in range(count)]


def _with_subjects(config: StorybookConfig, chances: tuple[float, ...]) -> StorybookConfig:
    """Return ``config`` with other chances of one, two and three subjects."""
    return config.model_copy(update={"vocabulary": {**config.vocabulary, "subjects": chances}})


def _draft(spec: WorldSpec, config: StorybookConfig) -> np.ndarray:
    """Return a clip of the same caption, drawn by another chance."""
    return _draw(dataclasses.replace(spec, seed=spec.seed ^ 1), config)


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
