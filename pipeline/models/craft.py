"""CRAFT as a maker of clips: what a prompt names is retrieved from the training split, placed, fused, and
drawn.

See ``pipeline.craft``. The same words find the same entity and the same place in every clip.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.models.drawn import measures
from pipeline.models.family import families
from pipeline.models.interface import Clip, ModelCard, Progress, ShotRequest, Translation, VideoModel
from pipeline.models.several import translate_for_world
from pipeline.models.threads import computing_with
from pipeline.models.vocabulary import PromptTranslator


class CraftModel(VideoModel):
    """Composes, retrieves, fuses and draws."""

    def __init__(self, folder: Path, device: str = "cpu", digest: str = "") -> None:
        """``folder`` holds networks, database and words; the networks are too small for another
        ``device``."""
        from pipeline.craft.composing import Composer  # torch loads here

        self.card: ModelCard = families()["craft"].card()
        self._translator = PromptTranslator(folder)
        self._composer = Composer(folder)
        self._digest = digest

    @property
    def digest(self) -> str:
        return self._digest

    def translate(self, prompt: str) -> Translation:
        """Return the caption that is composed: up to three subjects; framing and camera where they are
        named."""
        return translate_for_world(self._translator, prompt)

    def generate(self, shots: Sequence[ShotRequest], *, progress: Progress | None = None) -> list[Clip]:
        clips = []
        for done, shot in enumerate(shots, start=1):
            clips.append(self._clip(shot))
            if progress is not None:
                progress(done, len(shots))
        return clips

    def _clip(self, shot: ShotRequest) -> Clip:
        from pipeline.world import draw

        width, height, n_frames = measures(shot, self.card)
        caption = self.translate(shot.prompt).prompt
        with computing_with(1):
            made = self._composer.compose(caption, wide=width / height, n_frames=n_frames, seed=shot.seed)
        frames = draw(
            made.spec, size=(width, height), n_frames=n_frames, placed=made.placed, views=made.views
        )
        return Clip(frames, self.card.fps)
