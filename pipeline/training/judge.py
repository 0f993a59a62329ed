"""The judge: says what a clip shows. It is trained on drawn clips alone and used for evaluation alone.

It never chooses among samples and no model is trained against it, so that its figures stay honest.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from accelerate import Accelerator
from PIL import Image
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from pipeline.training.autoencoder import to_frames, to_pixels
from pipeline.training.clips import FACTS, FIRST, NONE, RELATIONS, SUBJECTS, WAYS, facts_of, specs
from pipeline.training.config import StageSettings, StorybookConfig
from pipeline.training.loop import train_stage
from pipeline.world import Vocabulary, draw
from storyboard.errors import ModelError

N_LOOKS = 4
"""Frames of a clip that the judge looks at, evenly from the first to the last."""
N_FEATURES = 192
"""Numbers in which the judge sums up a clip; distances between sets of clips are taken over them."""

Answers = Mapping[str, tuple[str, ...]]
"""Question, one of ``FACTS``, -> the answers that there are."""


def answers_of(config: StorybookConfig) -> dict[str, tuple[str, ...]]:
    """Return what each question can be answered with in the vocabulary of ``config``."""
    words = Vocabulary.from_mapping(config.vocabulary).filled()
    answers = {"place": words.places, "time": words.times, "weather": words.weathers}
    answers |= {"relation": RELATIONS, "way": WAYS}
    for names in SUBJECTS:
        others = () if names == FIRST else (NONE,)
        for name, known in zip(names, (words.kinds, words.colours, words.actions), strict=True):
            answers[name] = (*others, *known)
    return {fact: answers[fact] for fact in FACTS}


def looks(frames: np.ndarray) -> np.ndarray:
    """Return the frames of a clip that the judge looks at. *Shape:* ``(N_LOOKS, height, width, 3)``"""
    return frames[np.linspace(0, len(frames) - 1, N_LOOKS).round().astype(int)]


class JudgeNet(nn.Module):
    """A small convolutional network over a few frames at once, with one head for each question."""

    def __init__(self, answers: Answers, width: int = 32) -> None:
        super().__init__()
        sizes = (3 * N_LOOKS, width, 2 * width, 4 * width, 4 * width)
        layers: list[nn.Module] = []
        for before, after in pairwise(sizes):
            layers += [
                nn.Conv2d(before, after, 3, stride=2, padding=1),
                nn.GroupNorm(8, after),
                nn.SiLU(),
                nn.Conv2d(after, after, 3, padding=1),
                nn.GroupNorm(8, after),
                nn.SiLU(),
            ]
        # Pooled to a grid and not to one number: who stands on the left is the first subject.
        self.trunk = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(4), nn.Flatten(), nn.Dropout(0.1))
        self.summary = nn.Sequential(nn.Linear(16 * sizes[-1], N_FEATURES), nn.SiLU())
        self.heads = nn.ModuleDict(
            {name: nn.Linear(N_FEATURES, len(words)) for name, words in answers.items()}
        )

    def features(self, pixels: Tensor) -> Tensor:
        """Return what the heads read.

        Args:
            pixels: RGB in [-1, 1]. *Shape:* ``(batch, N_LOOKS, 3, height, width)``

        Returns:
            *Shape:* ``(batch, N_FEATURES)``
        """
        return self.summary(self.trunk(pixels.flatten(1, 2)))

    def scores(self, pixels: Tensor) -> dict[str, Tensor]:
        """Return logits for each question.

        Args:
            pixels: RGB in [-1, 1]. *Shape:* ``(batch, N_LOOKS, 3, height, width)``
        """
        features = self.features(pixels)
        return {name: head(features).float() for name, head in self.heads.items()}

    def forward(self, pixels: Tensor, truth: Tensor) -> dict[str, Tensor]:
        """Return cross-entropy and accuracy of each question.

        Args:
            truth: Number of the right answer to each question. *Shape:* ``(batch, questions)``
        """
        scores = self.scores(pixels)
        losses = [F.cross_entropy(logits, truth[:, i]) for i, logits in enumerate(scores.values())]
        said = {name: logits.argmax(1) for name, logits in scores.items()}
        right = {name: (said[name] == truth[:, i]).float().mean() for i, name in enumerate(said)}
        return {"total": torch.stack(losses).sum(), **right}


@dataclass(frozen=True, eq=False)
class Looks:
    """Drawn clips as the judge sees them."""

    frames: np.ndarray
    """*Shape:* ``(clips, N_LOOKS, height, width, 3)``, uint8"""
    truth: np.ndarray
    """*Shape:* ``(clips, questions)``, int64"""


def draw_looks(config: StorybookConfig, count: int, *, seed: int) -> Looks:
    """Draw clips of all combinations; half of them hold one that is held out from the model's training."""
    answers = answers_of(config)
    seen, held_out = specs(config, seed=seed), specs(config, seed=seed + 1, held_out=True)
    has_held_out = bool(config.data.held_out_colours or config.data.held_out_actions)
    frames, truth = [], []
    for number in range(count):
        spec = next(held_out if has_held_out and number % 2 == 0 else seen)
        frames.append(looks(draw(spec, size=config.video.size, n_frames=config.video.n_frames)))
        facts = facts_of(spec)
        truth.append([answers[name].index(facts[name]) for name in FACTS])
    return Looks(frames=np.stack(frames), truth=np.asarray(truth))


def spoil(pixels: Tensor, rng: np.random.Generator) -> Tensor:
    """Make drawn clips look as if a model had made them: moved a little, blur, blocks, noise, wrong contrast.

    Args:
        pixels: RGB in [-1, 1]. *Shape:* ``(batch, N_LOOKS, 3, height, width)``
    """
    spoilt = []
    for clip in pixels:
        clip = _moved(clip, rng)
        if rng.random() < 0.5:  # Blur, as if taken through a smaller picture.
            height, width = clip.shape[-2:]
            factor = float(rng.uniform(0.45, 0.95))
            small = (round(height * factor), round(width * factor))
            clip = F.interpolate(clip, small, mode="bilinear", antialias=True, align_corners=False)
            clip = F.interpolate(clip, (height, width), mode="bilinear", align_corners=False)
        if rng.random() < 0.25:
            clip = _compressed(clip, quality=int(rng.integers(20, 70)))
        if rng.random() < 0.5:
            noise = torch.from_numpy(rng.standard_normal(clip.shape, dtype=np.float32))
            clip = clip + float(rng.uniform(0, 0.12)) * noise
        clip = clip * float(rng.uniform(0.92, 1.05)) + float(rng.uniform(-0.05, 0.05))
        spoilt.append(clip.clamp(-1, 1))
    return torch.stack(spoilt)


def _moved(pixels: Tensor, rng: np.random.Generator) -> Tensor:
    """Return pictures moved by up to a twentieth of their side, the same for all."""
    height, width = pixels.shape[-2:]
    most = height // 20
    down, right = (int(number) for number in rng.integers(0, 2 * most + 1, size=2))
    padded = F.pad(pixels, (most,) * 4, mode="replicate")
    return padded[..., down : down + height, right : right + width]


def _compressed(pixels: Tensor, *, quality: int) -> Tensor:
    """Return pictures as JPEG gives them back. *Shape of* ``pixels``: ``(n, 3, height, width)``"""
    restored = []
    for frame in to_frames(pixels):
        file = io.BytesIO()
        Image.fromarray(frame).save(file, "JPEG", quality=quality)
        restored.append(np.asarray(Image.open(file)))
    return to_pixels(np.stack(restored))


class JudgeTask:
    """Drawn clips, spoilt at random."""

    name = "judge"

    def __init__(
        self, net: JudgeNet, training: Looks, validation: Looks, settings: StageSettings, *, seed: int
    ) -> None:
        self.module = net
        self.training = training
        self.validation = validation
        self.settings = settings
        self.seed = seed

    def parameter_groups(self) -> list[dict[str, object]]:
        return [{"params": list(self.module.parameters())}]

    def batch(self, step: int) -> dict[str, Tensor]:
        rng = np.random.default_rng((self.seed, 4, step))
        chosen = rng.integers(len(self.training.truth), size=self.settings.batch)
        pixels = spoil(to_pixels(self.training.frames[chosen]), rng)
        return {"pixels": pixels, "truth": torch.from_numpy(self.training.truth[chosen])}

    def look(self, folder: Path, label: str) -> Mapping[str, float]:
        device = next(self.module.parameters()).device
        right: list[np.ndarray] = []
        for start in range(0, len(self.validation.truth), 64):
            scores = self.module.scores(to_pixels(self.validation.frames[start : start + 64]).to(device))
            given = np.stack([logits.argmax(1).cpu().numpy() for logits in scores.values()], axis=1)
            right.append(given == self.validation.truth[start : start + 64])
        accuracy = np.concatenate(right).mean(0)
        return {f"validation/{name}": float(value) for name, value in zip(FACTS, accuracy, strict=True)}


class Judge:
    """A trained judge."""

    def __init__(self, net: JudgeNet, answers: Answers) -> None:
        self.net = net.eval()
        self.answers = answers

    @torch.no_grad()
    def facts(self, clips: Sequence[np.ndarray]) -> list[dict[str, str]]:
        """Say what each clip shows.

        Args:
            clips: Frames, uint8 RGB, of the size that the judge was trained on.
                *Shape of each:* ``(n_frames, height, width, 3)``
        """
        said = []
        for clip in clips:
            scores = self.net.scores(self._looks(clip))
            said.append({name: self.answers[name][int(logits.argmax())] for name, logits in scores.items()})
        return said

    @torch.no_grad()
    def features(self, clips: Sequence[np.ndarray]) -> np.ndarray:
        """Return what the judge sums each clip up in. *Shape:* ``(clips, N_FEATURES)``"""
        return np.concatenate([self.net.features(self._looks(clip)).float().numpy() for clip in clips])

    @torch.no_grad()
    def log_likelihoods(self, clip: np.ndarray, captions: Sequence[Mapping[str, str]]) -> np.ndarray:
        """Return how likely the judge finds each of several sets of facts for one clip.

        Args:
            captions: Answers by question, as ``facts`` returns them.

        Returns:
            Sums of log-probabilities over the questions. *Shape:* ``(captions,)``
        """
        scores = {
            name: logits.log_softmax(1)[0] for name, logits in self.net.scores(self._looks(clip)).items()
        }
        return np.asarray(
            [
                sum(float(scores[name][self.answers[name].index(facts[name])]) for name in scores)
                for facts in captions
            ]
        )

    def _looks(self, clip: np.ndarray) -> Tensor:
        return to_pixels(looks(clip)).unsqueeze(0)

    def save(self, folder: Path) -> None:
        """Write the weights and the answers."""
        folder.mkdir(parents=True, exist_ok=True)
        save_file(self.net.state_dict(), folder / "judge.safetensors")
        (folder / "judge.json").write_text(json.dumps(self.answers, indent=1), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Judge:
        """Read what ``save`` has written.

        Raises:
            ModelError: There is none.
        """
        try:
            answers = json.loads((folder / "judge.json").read_text(encoding="utf-8"))
            net = JudgeNet(answers)
            net.load_state_dict(load_file(folder / "judge.safetensors"))
        except OSError as error:
            raise ModelError(f"{folder}: no judge there; train one with train_judge") from error
        if tuple(answers) != FACTS:
            raise ModelError(f"{folder}: the judge there answers other questions; remove it to train one")
        return cls(net, {name: tuple(words) for name, words in answers.items()})


def train_judge(
    config: StorybookConfig,
    output: Path,
    *,
    settings: StageSettings,
    clips: int = 8000,
    seed: int = 1_000_003,
) -> Judge:
    """Draw clips and train a judge for the vocabulary of ``config`` on them.

    Args:
        output: Its checkpoints, table and finished weights are written to ``output/judge``.
        clips: Drawn for training; a sixteenth as many again for its own test.
        seed: Far from any seed that a generating model is trained with.
    """
    torch.manual_seed(seed)
    net = JudgeNet(answers_of(config))
    training = draw_looks(config, clips, seed=seed)
    validation = draw_looks(config, max(1, clips // 16), seed=seed + 17)
    task = JudgeTask(net, training, validation, settings, seed=seed)
    train_stage(task, settings, output, accelerator=Accelerator(mixed_precision="bf16"))
    judge = Judge(net.to("cpu"), answers_of(config))
    judge.save(output / "judge")
    return judge
