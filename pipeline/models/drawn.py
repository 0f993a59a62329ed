"""The drawn world itself as a maker of clips: crisp at any size, at once, and only what its words can say.

No network is asked. It is the animatic: what the built-in model was taught with, drawn anew for each prompt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from pipeline.models.family import families
from pipeline.models.interface import Clip, ModelCard, Progress, ShotRequest, Translation, VideoModel
from pipeline.models.vocabulary import PromptTranslator
from pipeline.world import WorldSpec
from pipeline.world.captions import CAMERAS, FRAMINGS
from pipeline.world.drawing import draw
from pipeline.world.parsing import MOST, parse_caption
from storyboard.errors import ModelError


class DrawnModel(VideoModel):
    """Draws what a prompt's words say."""

    def __init__(self, folder: Path, device: str = "cpu", digest: str = "") -> None:
        """``folder`` holds the words; there is nothing to put on a ``device``."""
        self.card: ModelCard = families()["drawn"].card()
        self._translator = PromptTranslator(folder)
        self._digest = digest

    @property
    def digest(self) -> str:
        return self._digest

    def translate(self, prompt: str) -> Translation:
        """Return the caption that is drawn: up to three subjects; framing and camera where they are named."""
        return translate_for_world(self._translator, prompt)

    # A prompt that names nothing to be drawn gives an empty meadow; what it left out was said before.
    def generate(self, shots: Sequence[ShotRequest], *, progress: Progress | None = None) -> list[Clip]:
        clips = []
        for done, shot in enumerate(shots, start=1):
            spec = parse_caption(self.translate(shot.prompt).prompt, seed=shot.seed)
            size = (shot.width or self.card.width, shot.height or self.card.height)
            if min(size) < 16 or max(size) > 4096:
                raise ModelError(
                    f"model '{self.card.name}' draws 16 to 4096 pixels a side, not {size[0]}x{size[1]}"
                )
            n_frames = shot.n_frames or self.card.n_frames
            if not 1 <= n_frames <= self.card.max_frames:
                raise ModelError(
                    f"model '{self.card.name}' draws 1 to {self.card.max_frames} frames, not {n_frames}"
                )
            frames = draw(
                spec or WorldSpec(subjects=(), place="meadow", seed=shot.seed), size=size, n_frames=n_frames
            )
            clips.append(Clip(np.ascontiguousarray(frames), self.card.fps))
            if progress is not None:
                progress(done, len(shots))
        return clips


def translate_for_world(translator: PromptTranslator, prompt: str) -> Translation:
    """Return the caption that the world can show: up to three subjects; framing and camera where named.

    What the translator leaves out of a caption of one subject is tried as a subject of its own.
    """
    first = translator.translate(prompt)
    texts, left_out, replaced = [first.prompt], [], list(first.replaced)
    for words in first.left_out:
        other = translator.translate(f"a {words}") if len(texts) < MOST else Translation("")
        spec = parse_caption(other.prompt) if other.prompt else None
        if spec is not None and spec.subjects and not other.left_out:
            texts.append(other.prompt)
            replaced += other.replaced
        else:
            left_out.append(words)
    return Translation(_joined(texts) + _shot(prompt), tuple(dict.fromkeys(replaced)), tuple(left_out))


PLACE = re.compile(r" (?:in the|by the|on the|over the|at night|underwater)\b")


def _joined(texts: Sequence[str]) -> str:
    """Put further subjects before the first one's place: ``a fox sits and a bird stands in the forest``."""
    first, *others = texts
    cut = PLACE.search(first)
    at = cut.start() if cut else len(first)
    more = "".join(f" and {PLACE.split(text, maxsplit=1)[0]}" for text in others)
    return f"{first[:at]}{more}{first[at:]}" if first[:at] else first


def _shot(prompt: str) -> str:
    """Return framing and camera of a prompt as clauses after commas."""
    said = [part.strip() for part in prompt.lower().split(",")]
    known = [words for words in (*FRAMINGS.values(), *CAMERAS.values()) if words and words in said]
    return "".join(f", {words}" for words in known)
