"""The drawn world itself as a maker of clips: crisp at any size, at once, and only what its words can say.

No network is asked. It is the animatic: what the built-in model was taught with, drawn anew for each prompt.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.models.family import families
from pipeline.models.interface import Clip, ModelCard, Progress, ShotRequest, Translation, VideoModel
from pipeline.models.several import translate_for_world
from pipeline.models.vocabulary import PromptTranslator
from pipeline.models.windows import check_request
from pipeline.world import WorldSpec
from pipeline.world.drawing import draw
from pipeline.world.parsing import parse_caption
from storyboard.errors import ModelError

LEAST = 16
"""Pixels of the shorter side below which nothing can be seen."""


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
            width, height, n_frames = measures(shot, self.card)
            nothing = WorldSpec(subjects=(), place="meadow", seed=shot.seed)
            frames = draw(spec or nothing, size=(width, height), n_frames=n_frames)
            clips.append(Clip(frames, self.card.fps))
            if progress is not None:
                progress(done, len(shots))
        return clips


def measures(shot: ShotRequest, card: ModelCard) -> tuple[int, int, int]:
    """Return width, height and number of frames that a shot is drawn with, by a model that draws the world.

    Raises:
        ModelError: The world cannot be drawn like that.
    """
    width = card.width if shot.width is None else shot.width
    height = card.height if shot.height is None else shot.height
    n_frames = card.n_frames if shot.n_frames is None else shot.n_frames
    check_request(width, height, n_frames, shot.seed)
    if min(width, height) < LEAST:
        raise ModelError(f"model '{card.name}' draws {LEAST} pixels a side and more, not {width}x{height}")
    if shot.first_frame is not None:
        raise ModelError(f"model '{card.name}' cannot start from a picture; it takes: a prompt only")
    return width, height, n_frames
