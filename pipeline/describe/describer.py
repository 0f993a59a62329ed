"""Say what a clip or a film shows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pipeline.describe.description import QUESTIONS, Description, Fact, sentence

if TYPE_CHECKING:
    from pipeline.describe.footage import Footage
    from pipeline.describe.network import AttributeNet


def describe(
    source: np.ndarray | str | Path, *, fps: float = 8.0, weights: Path | None = None
) -> Description:
    """Return what a clip or a film shows, shot by shot.

    The describer knows the drawn storybook world and looks for one subject: it answers every question with
    one of the world's words, also for a film that shows something else, and then mostly with less confidence.

    Args:
        source: Frames, uint8 RGB of *shape* ``(n_frames, height, width, 3)``, or the path of a video file.
        fps: Frames per second of ``source`` if it is frames.
        weights: Folder of the describer; ``None``: the one that is shipped.

    Raises:
        StoryboardError: The file is missing or no video, or there are no frames.
        ModelError: The describer's weights are missing.
    """
    from pipeline.describe.footage import read_footage, shots
    from storyboard.errors import StoryboardError

    if isinstance(source, np.ndarray):
        if source.ndim != 4 or source.shape[-1] != 3 or source.dtype != np.uint8 or not len(source):
            raise StoryboardError("a clip is uint8 (n_frames, height, width, 3) with at least one frame, "
                                  f"not {source.dtype} {source.shape}")
        footage = shots(source, fps)
    else:
        footage = read_footage(Path(source))
    parts = describe_shots(footage, _net(weights))
    if len(parts) == 1:
        return parts[0]
    lines = [part.text for part, before in zip(parts, [None, *parts], strict=False)
             if before is None or part.text != before.text]
    return Description(text="\n".join(lines), facts=parts[0].facts, start=0.0, end=parts[-1].end,
                       parts=tuple(parts))


def describe_shots(footage: Sequence[Footage], net: AttributeNet) -> list[Description]:
    """Return a description of each shot, in order."""
    import torch

    from pipeline.describe.network import look_at

    descriptions = []
    with torch.inference_mode():
        for shot in footage:
            looks = torch.from_numpy(look_at(shot.frames, shot.fps))[None]
            answers = {question: logits[0].softmax(0).numpy() for question, logits in net(looks).items()}
            facts = most_likely(answers, net)
            descriptions.append(Description(
                text=sentence({question: fact.value for question, fact in facts.items()}), facts=facts,
                start=shot.start, end=shot.end))
    return descriptions


def most_likely(answers: dict[str, np.ndarray], net: AttributeNet) -> dict[str, Fact]:
    """Return the likeliest answers that can be true together: a house does not run.

    Args:
        answers: Question -> probabilities of its answers. *Shape of each:* ``(n_answers,)``
    """
    from pipeline.world import catalogue

    kinds, actions = net.answers["subject"], net.answers["action"]
    table = catalogue.kinds()
    can = np.array([[action in table[kind].can for action in actions] for kind in kinds], dtype=float)
    joint = answers["subject"][:, None] * answers["action"][None] * can
    kind, action = np.unravel_index(int(joint.argmax()), joint.shape)
    chosen = {question: int(answers[question].argmax()) for question in QUESTIONS}
    chosen["subject"], chosen["action"] = int(kind), int(action)
    return {question: Fact(net.answers[question][number], float(answers[question][number]))
            for question, number in chosen.items()}


@lru_cache(maxsize=2)
def _net(weights: Path | None) -> AttributeNet:
    from pipeline.describe.network import WEIGHTS, load_describer

    return load_describer(weights or WEIGHTS)
