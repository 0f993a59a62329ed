r"""Train the describer on drawn clips, and measure it on clips that it has not seen.

    python -m pipeline.describe.training --output pipeline/describe/weights --minutes 12 \
        --config configs/train/storybook-cpu.yaml
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from ruamel.yaml import YAML
from torch import Tensor
from torch.nn import functional as F

from pipeline.describe.description import QUESTIONS
from pipeline.describe.footage import SIZE
from pipeline.describe.network import WEIGHTS, AttributeNet, load_describer, look_at, save_describer
from pipeline.world import Vocabulary, WorldSpec, draw, sample_spec

TEST_SEED = 1_000_003
"""Clips of the test come from this seed, those of training from others."""
FPS = 8.0
N_FRAMES = 10
"""Enough for every look: the last is after 1.125 seconds."""
PLAIN = {"subjects": (1.0,), "natural": 0.3, "holding": 0.0, "moods": ("calm",), "cameras": ("static",)}
"""What no question asks for is not drawn."""
EVERYTHING = Vocabulary(**PLAIN)


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Drawn clips with their answers."""

    looks: Tensor
    """uint8. *Shape:* ``(n, 4, 3, 64, 64)``"""
    labels: Tensor
    """Number of the answer to each question. *Shape:* ``(n, len(QUESTIONS))``"""

    def __len__(self) -> int:
        return len(self.looks)


def vocabulary_of(config: Path) -> Vocabulary:
    """Return what the built-in model of a training configuration draws, plainly."""
    words = YAML(typ="safe").load(config.read_text(encoding="utf-8"))["vocabulary"]
    return Vocabulary.from_mapping({**words, **PLAIN})


def answers_of(vocabulary: Vocabulary = EVERYTHING) -> dict[str, tuple[str, ...]]:
    """Return every question's answers in a vocabulary of the drawn world."""
    words = vocabulary.filled()
    return dict(zip(QUESTIONS, (words.kinds, words.colours, words.actions, words.places, words.times,
                                words.weathers), strict=True))


FIELDS = {"subject": "kinds", "colour": "colours", "action": "actions", "place": "places", "time": "times",
          "weather": "weathers"}
"""Question -> field of the vocabulary."""


def values_of(spec: WorldSpec) -> dict[str, str]:
    """Return the true answers for a clip of one subject."""
    subject = spec.subjects[0]
    return {"subject": subject.kind, "colour": subject.colour, "action": subject.action, "place": spec.place,
            "time": spec.time, "weather": spec.weather}


def draw_examples(n: int, *, seed: int, answers: Mapping[str, tuple[str, ...]]) -> Examples:
    """Draw ``n`` clips of one subject by lot, of which ``answers`` can tell everything."""
    rng = np.random.default_rng(seed)
    words = {field: answers[question] for question, field in FIELDS.items()}
    vocabulary = Vocabulary.from_mapping({**words, **PLAIN})
    looks = np.zeros((n, 4, 3, SIZE, SIZE), np.uint8)
    labels = np.zeros((n, len(QUESTIONS)), np.int64)
    for i in range(n):
        spec = sample_spec(rng, vocabulary=vocabulary)
        frames = draw(spec, size=SIZE, n_frames=N_FRAMES)
        looks[i] = np.rint(look_at(frames, FPS) * 255).astype(np.uint8)
        values = values_of(spec)
        labels[i] = [answers[question].index(values[question]) for question in QUESTIONS]
    return Examples(torch.from_numpy(looks), torch.from_numpy(labels))


def train_describer(
    output: Path,
    *,
    minutes: float = 12.0,
    n_clips: int = 16_000,
    batch: int = 64,
    seed: int = 0,
    vocabulary: Vocabulary = EVERYTHING,
    report: Callable[[str], None] = print,
) -> Path:
    """Train a describer within a budget of time and write it to ``output``.

    Args:
        output: Folder of the weights.
        minutes: Time for drawing and training together.
        n_clips: Clips of the training set; drawing stops at a third of the time.
        vocabulary: What it learns to tell; the fewer words, the surer.
        report: Told one line now and then.

    Returns:
        ``output``.
    """
    start = time.monotonic()
    answers = answers_of(vocabulary)
    torch.manual_seed(seed)
    parts: list[Examples] = []
    while sum(map(len, parts)) < n_clips and (not parts or time.monotonic() - start < 20 * minutes):
        size = min(500, n_clips - sum(map(len, parts)))
        parts.append(draw_examples(size, seed=seed * 100_000 + len(parts) + 1, answers=answers))
    looks = torch.cat([part.looks for part in parts])
    labels = torch.cat([part.labels for part in parts])
    report(f"{len(looks)} clips drawn in {time.monotonic() - start:.0f} s")
    net = AttributeNet(answers).to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(net.parameters(), lr=2e-3, weight_decay=0.02)
    begun, budget = time.monotonic(), 60 * minutes - (time.monotonic() - start)
    step, order = 0, torch.randperm(len(looks))
    while (spent := (time.monotonic() - begun) / max(budget, 1e-6)) < 1 or step == 0:
        for group in optimizer.param_groups:
            # Up over the first twentieth, then down to nothing as the time runs out.
            fall = 0.5 + 0.5 * float(np.cos(np.pi * min(spent, 1.0)))
            group["lr"] = 2e-3 * min(1.0, spent / 0.05 + 0.02) * fall
        if (step * batch) % len(looks) + batch > len(looks):
            order = torch.randperm(len(looks))
        here = (step * batch) % len(looks)
        chosen = order[here:here + batch] if here + batch <= len(looks) else order[:batch]
        loss = _loss(net(worn(looks[chosen])), labels[chosen])
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        step += 1
        if step % 200 == 0:
            report(f"step {step}  {100 * min(spent, 1):.0f} % of the time  loss {loss.item():.3f}")
    net.eval()
    save_describer(net, output, note={"clips": len(looks), "steps": step, "seed": seed})
    return output


def worn(looks: Tensor) -> Tensor:
    """Return clips as a video model or a codec leaves them: blurred, noisy, shifted, off in brightness.

    Args:
        looks: uint8. *Shape:* ``(batch, 4, 3, 64, 64)``

    Returns:
        float in [0, 1], same shape.
    """
    batch = len(looks)
    flat = looks.flatten(0, 1).float() / 255
    kind = torch.rand(())
    if kind < 0.4:
        smaller = int(torch.randint(28, 56, ()))
        flat = F.interpolate(F.interpolate(flat, size=smaller, mode="area"), size=SIZE, mode="bilinear")
    shift = torch.randint(-2, 3, (2,)).tolist()
    flat = F.pad(flat, (2, 2, 2, 2), mode="replicate")[:, :, 2 + shift[0]:2 + shift[0] + SIZE,
                                                       2 + shift[1]:2 + shift[1] + SIZE]
    clips = flat.unflatten(0, (batch, 4))
    if torch.rand(()) < 0.5:
        clips = clips + 0.06 * torch.rand(batch, 1, 1, 1, 1) * torch.randn_like(clips)
    gain = 1 + 0.16 * (torch.rand(batch, 1, 1, 1, 1) - 0.5)
    return (clips * gain + 0.06 * (torch.rand(batch, 1, 1, 1, 1) - 0.5)).clamp(0, 1)


def evaluate_describer(folder: Path = WEIGHTS, *, n_clips: int = 1000) -> dict[str, float]:
    """Return the share of right answers to each question on unseen drawn clips, and of all right."""
    net = load_describer(folder)
    test = draw_examples(n_clips, seed=TEST_SEED, answers=net.answers)
    with torch.inference_mode():
        logits = [net(part.float() / 255) for part in test.looks.split(100)]
    right = torch.stack([torch.cat([each[question] for each in logits]).argmax(1) == test.labels[:, i]
                         for i, question in enumerate(QUESTIONS)], dim=1)
    shares = {question: right[:, i].float().mean().item() for i, question in enumerate(QUESTIONS)}
    return {**shares, "all": right.all(1).float().mean().item()}


def _loss(logits: Mapping[str, Tensor], labels: Tensor) -> Tensor:
    losses = [F.cross_entropy(logits[question], labels[:, i], label_smoothing=0.02)
              for i, question in enumerate(QUESTIONS)]
    return torch.stack(losses).sum()


def main() -> None:
    """Train, then print the table."""
    parser = argparse.ArgumentParser(description="Train the describer on drawn clips.")
    parser.add_argument("--output", type=Path, default=WEIGHTS)
    parser.add_argument("--minutes", type=float, default=12.0)
    parser.add_argument("--clips", type=int, default=16_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--config", type=Path, help="tell only what a model so trained draws")
    arguments = parser.parse_args()
    vocabulary = vocabulary_of(arguments.config) if arguments.config else EVERYTHING
    train_describer(arguments.output, minutes=arguments.minutes, n_clips=arguments.clips, seed=arguments.seed,
                    vocabulary=vocabulary)
    for question, share in evaluate_describer(arguments.output).items():
        print(f"{question:8} {100 * share:5.1f} %")


if __name__ == "__main__":
    main()
