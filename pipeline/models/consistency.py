"""The same subject in every clip: five strategies, each by its name, chosen from what the model takes.

looks       the subject's fixed look stands in every prompt; the board's expansion of prompts does it
references  pictures of the subjects go to models that take them; the model draws those that are missing
chaining    a shot starts from the last frame of the one before it, inside a scene, and across a cut where the
            place continues (``pipeline.continuation``)
attention   self-attention also looks at an anchor: the subject drawn once, alone
noise       the initial noise is shared in part with all clips of the same subject

Scenes stay independent: an anchor is known by its words and its seed, which are part of a scene's recipe.
Who needs it first draws it and writes it down, the others read it, and if it is lost it comes out the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

import numpy as np

from pipeline.models.interface import Anchor, ModelCard, ShotRequest, VideoModel
from storyboard.errors import ModelError

STRATEGIES: Mapping[str, str | None] = {
    "looks": None,
    "references": "references",
    "chaining": "first_frame",
    "attention": "anchor",
    "noise": "anchor",
}
"""Strategy -> the condition that a model's card must name for it; ``None``: every model."""

AUTOMATIC = ("looks", "references")
"""What is used of a model whose card names no strategies; the others are chosen by name."""

NOISE_SHARE = 0.3
"""Part of the initial noise that clips of a subject share; much above it they copy each other's layout."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Who is in frame, as far as the strategies need to know."""

    id: str
    look: str
    """Words that can be drawn, without an article: ``red fox``."""
    reference: Path | None = None


def choose_strategies(card: ModelCard, wanted: Collection[str] | None = None) -> tuple[str, ...]:
    """Return the strategies to use, in the order of ``STRATEGIES``.

    Args:
        card: Says what the model takes, and which strategies were found best for it.
        wanted: Names; ``None``: those of the card, else those of ``AUTOMATIC`` that the model takes; empty:
            none.

    Raises:
        ModelError: There is no such strategy, or the model cannot do it.
    """
    if wanted is None:
        wanted = card.consistency or [name for name in AUTOMATIC if _takes(card, name)]
    for name in wanted:
        if name not in STRATEGIES:
            near = get_close_matches(name, STRATEGIES, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"there are: {', '.join(STRATEGIES)}"
            raise ModelError(f"no strategy of consistency '{name}'; {hint}")
        if not _takes(card, name):
            able = ", ".join(each for each in STRATEGIES if _takes(card, each))
            raise ModelError(f"model '{card.name}' cannot do '{name}'; of these it does: {able}")
    return tuple(name for name in STRATEGIES if name in wanted)


def hold_together(
    shots: Sequence[ShotRequest],
    subjects: Sequence[Sequence[Subject]],
    strategies: Collection[str],
    *,
    seed: int,
    noise_share: float = NOISE_SHARE,
    folder: Path | None = None,
) -> list[ShotRequest]:
    """Return the requests of one scene with the strategies applied.

    Args:
        shots: In the order in which they are shown.
        subjects: Who is in frame in each of ``shots``, most important first. The first one is held by
            anchors.
        strategies: As ``choose_strategies`` returns them.
        seed: Of the board: a subject has the same anchor in every scene.
        noise_share: Part of the initial noise that is shared, for ``noise``.
        folder: Where anchors are kept; ``None``: nowhere, they are drawn anew.
    """
    held = []
    for number, (shot, in_frame) in enumerate(zip(shots, subjects, strict=True)):
        if "references" in strategies and not shot.references:
            pictures = tuple(subject.reference for subject in in_frame if subject.reference is not None)
            shot = replace(shot, references=pictures)
        if "chaining" in strategies and number > 0:
            shot = replace(shot, follows=True)
        if in_frame and ("attention" in strategies or "noise" in strategies):
            shot = replace(
                shot,
                anchor=anchor_of(
                    in_frame[0],
                    seed=seed,
                    noise=noise_share if "noise" in strategies else 0.0,
                    attention="attention" in strategies,
                    folder=folder,
                ),
            )
        held.append(shot)
    return held


def anchor_of(
    subject: Subject, *, seed: int, noise: float, attention: bool, folder: Path | None = None
) -> Anchor:
    """Return the anchor of a subject: its look, alone and standing, with a seed of its own."""
    name = f"{seed}/anchor/{subject.id}".encode()
    own = int.from_bytes(hashlib.blake2b(name, digest_size=4).digest(), "big")
    article = "an" if subject.look[:1].lower() in set("aeiou") else "a"
    return Anchor(f"{article} {subject.look} stands", subject.look, own, noise, attention, folder)


def draw_reference(model: VideoModel, subject: Subject, *, seed: int) -> np.ndarray:
    """Draw a picture of a subject that has none, for models that take pictures.

    Args:
        model: Draws it; it may be another one than the one that draws the film.
        subject: Its look says what is drawn.
        seed: Of the board.

    Returns:
        uint8 RGB. *Shape:* ``(height, width, 3)``
    """
    anchor = anchor_of(subject, seed=seed, noise=0.0, attention=False)
    return model.generate([ShotRequest(anchor.prompt, n_frames=1, seed=anchor.seed)])[0].frames[0]


def _takes(card: ModelCard, strategy: str) -> bool:
    condition = STRATEGIES[strategy]
    return condition is None or condition in card.conditioning
