"""Which model draws, and how an engine gets hold of it, in this process or in another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.models.interface import ModelCard, VideoModel
from pipeline.models.machine import Levers
from pipeline.models.weights import Trust


@dataclass(frozen=True, slots=True, eq=False)
class Maker:
    """A model before it is loaded. Can be sent to another process."""

    name: str
    """As it stands in recipes. Never a path: the same weights in another folder are the same model."""
    source: str
    """The name, folder or hub id that it is loaded by."""
    digest: str
    """Of weights and settings, as ``VideoModel.digest``."""
    card: ModelCard
    device: str = "auto"
    steps: int | None = None
    """Denoising steps instead of the model's own number."""
    levers: Levers | None = None
    """What was asked for of memory and speed; the rest is chosen where the model is loaded."""
    guidance: float | None = None
    """Strength of guidance instead of the model's own."""
    trust: Trust | None = None
    """What its folder may do besides being read."""
    loaded: VideoModel | None = None
    """Set when the caller brings a model that is in memory already."""

    def load(self, notice: Callable[[str], None] | None = None) -> VideoModel:
        """Return the model, loading it unless it was brought along.

        Args:
            notice: Told what the model chose for this machine, in plain sentences.

        Raises:
            ModelError: It cannot be loaded here.
        """
        if self.loaded is not None:
            return self.loaded
        from pipeline.models import load_model  # torch loads here, and only when something is drawn

        return load_model(self.source, device=self.device, steps=self.steps, guidance=self.guidance,
                          levers=self.levers, trust=self.trust, notice=notice)


def find_maker(model: str | VideoModel, *, device: str = "auto", steps: int | None = None,
               levers: Levers | None = None, guidance: float | None = None,
               trust: Trust | None = None) -> Maker:
    """Return the maker that ``model`` stands for. Loads nothing: a render that keeps all needs no torch.

    Args:
        model: A name from ``storyboard models``, a folder, a hub id, or a model in memory.

    Raises:
        ModelError: There is no such model, or its weights are not here.
    """
    if isinstance(model, VideoModel):
        return Maker(model.card.name, model.card.name, model.digest, model.card, loaded=model)
    from pipeline.models import model_card, model_digest

    digest = model_digest(model, steps=steps, guidance=guidance, levers=levers, trust=trust)
    card = model_card(model)
    return Maker(card.name, model, digest, card, device, steps, levers, guidance, trust)
