"""The describer's network: a few frames in, one answer to each question out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from pipeline.describe.description import QUESTIONS
from storyboard.errors import ModelError

WEIGHTS = Path(__file__).parent / "weights"
LOOK_SECONDS = (0.0, 0.125, 1.0, 1.125)
"""When a clip is looked at: two pairs of neighbouring frames at 8 fps, a second apart: motion shows."""

Answers = Mapping[str, Sequence[str]]
"""Question -> all its possible answers."""


class AttributeNet(nn.Module):
    """Convolutions over single frames, then layers over what the frames show and how they differ."""

    def __init__(
        self, answers: Answers, widths: Sequence[int] = (24, 48, 96, 160), features: int = 224
    ) -> None:
        super().__init__()
        self.answers = {question: tuple(words) for question, words in answers.items()}
        layers: list[nn.Module] = []
        before = 3
        for width in widths:
            layers += [nn.Conv2d(before, width, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(width),
                       nn.ReLU()]
            before = width
        self.frame = nn.Sequential(*layers, nn.Flatten(), nn.Linear(before * 16, features), nn.ReLU())
        self.clip = nn.Sequential(nn.Linear(4 * features, features), nn.ReLU(), nn.Dropout(0.1))
        self.heads = nn.ModuleDict({question: nn.Linear(features, len(words))
                                    for question, words in self.answers.items()})

    def forward(self, looks: Tensor) -> dict[str, Tensor]:
        """Return question -> logits.

        Args:
            looks: Frames at ``LOOK_SECONDS``, RGB in [0, 1]. *Shape:* ``(batch, 4, 3, 64, 64)``

        Returns:
            *Shape of each:* ``(batch, n_answers)``
        """
        batch, n_looks = looks.shape[:2]
        seen = self.frame(looks.flatten(0, 1) - 0.5).unflatten(0, (batch, n_looks))
        a, b, c, d = seen.unbind(1)
        quick, slow = (a - b).abs() + (c - d).abs(), (a - c).abs() + (b - d).abs()
        clip = self.clip(torch.cat([seen.mean(1), quick, slow, seen.amax(1)], dim=1))
        return {question: head(clip) for question, head in self.heads.items()}


def look_at(frames: np.ndarray, fps: float) -> np.ndarray:
    """Return the frames that the network sees of a clip of any length.

    Args:
        frames: uint8 RGB. *Shape:* ``(n_frames, 64, 64, 3)``
        fps: Frames per second.

    Returns:
        *Shape:* ``(4, 3, 64, 64)``, float32 in [0, 1]
    """
    # A short clip is looked at in its own middle: the pairs move together, their distance within stays.
    last = len(frames) - 1
    late = min(LOOK_SECONDS[2], max(0.0, last / fps - LOOK_SECONDS[1]))
    times = (0.0, LOOK_SECONDS[1], late, late + LOOK_SECONDS[1])
    picked = [frames[min(last, round(time * fps))] for time in times]
    return np.ascontiguousarray(np.stack(picked).transpose(0, 3, 1, 2), dtype=np.float32) / 255


def save_describer(net: AttributeNet, folder: Path, *, note: Mapping[str, object]) -> None:
    """Write ``model.safetensors`` in half precision and ``describer.json`` with the answers."""
    folder.mkdir(parents=True, exist_ok=True)
    state = {name: value.half() if value.is_floating_point() else value
             for name, value in net.state_dict().items()}
    save_file({name: value.contiguous() for name, value in state.items()}, folder / "model.safetensors")
    content = {"answers": {question: list(words) for question, words in net.answers.items()}, **note}
    (folder / "describer.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def load_describer(folder: Path = WEIGHTS) -> AttributeNet:
    """Return the network of a folder, ready to look.

    Raises:
        ModelError: The weights are missing or damaged.
    """
    try:
        content = json.loads((folder / "describer.json").read_text(encoding="utf-8"))
        net = AttributeNet({question: content["answers"][question] for question in QUESTIONS})
        state = load_file(folder / "model.safetensors")
        net.load_state_dict({name: value.float() if value.is_floating_point() else value
                             for name, value in state.items()})
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise ModelError(f"{folder}: the describer's weights are missing or damaged ({error}); "
                         "train them with `python -m pipeline.describe.training`") from error
    return net.eval()
