"""Whether clips start from a draft of the animatic, and how much of it stays."""

from __future__ import annotations

from pipeline.models import model_digest
from pipeline.models.interface import Guide, ModelCard
from storyboard.errors import ModelError, RenderError

ANIMATIC = "animatic"
NO_GUIDE = "none"
DRAFTSMAN = "drawn"
"""The model that draws the animatic's drafts."""
USUAL_STRENGTH = 0.6
"""For a model of which no strength was measured; diffusers' own default."""


def choose_guide(card: ModelCard, wanted: str | None, strength: float | None) -> Guide | None:
    """Return what the clips of a model start from.

    Args:
        card: Says whether the model can start from a draft, and at which strength it does so best.
        wanted: ``animatic``, ``none``, or ``None``: what was measured to be best for the model.
        strength: In (0, 1]; ``None``: the card's.

    Raises:
        ModelError: The model cannot start from a draft.
    """
    if wanted is None:
        wanted = ANIMATIC if card.guide_strength is not None or strength is not None else NO_GUIDE
    if wanted == NO_GUIDE:
        return None
    if "draft" not in card.conditioning:
        raise ModelError(
            f"model '{card.name}' cannot start from a draft; leave out the guide, or take a model that "
            "can: storyboard models"
        )
    strength = strength if strength is not None else card.guide_strength or USUAL_STRENGTH
    return Guide(DRAFTSMAN, model_digest(DRAFTSMAN), strength)


def read_guide(text: str) -> tuple[str, float | None]:
    """Return guide and strength of ``animatic``, ``animatic:0.5`` or ``none``.

    Raises:
        RenderError: ``text`` is none of these.
    """
    name, _, number = text.strip().partition(":")
    try:
        strength = float(number) if number else None
    except ValueError:
        strength = 0.0
    if name not in (ANIMATIC, NO_GUIDE) or (strength is not None and not 0 < strength <= 1):
        raise RenderError(f"--guide {text}: say animatic, animatic:0.5 (a strength above 0, up to 1) or none")
    return name, strength
