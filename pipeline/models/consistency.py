"""The same subject in every clip: five levers, each by its name, chosen from what the model takes.

looks       the subject's fixed look stands in every prompt; the board's expansion of prompts does it
references  pictures of the subjects go to models that take them
chaining    a shot starts from the last frame of the one before it, inside a scene
attention   self-attention also looks at an anchor: the subject drawn once, alone
noise       the initial noise is shared in part with all clips of the same subject

Scenes stay independent: an anchor is known by its words and its seed, which are part of a scene's recipe, and
every scene can draw it anew.
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

LEVERS: Mapping[str, str | None] = {
    "looks": None,
    "references": "references",
    "chaining": "first_frame",
    "attention": "anchor",
    "noise": "anchor",
}
"""Lever -> the condition that a model's card must name for it; ``None``: every model."""

AUTOMATIC = ("looks", "references")
"""What is used unless the board says otherwise; the others are chosen by name."""

NOISE_SHARE = 0.3
"""Part of the initial noise that clips of a subject share; much above it they copy each other's layout."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Who is in frame, as far as the levers need to know."""

    id: str
    look: str
    """Words that can be drawn, without an article: ``red fox``."""
    reference: Path | None = None


def choose_levers(card: ModelCard, wanted: Collection[str] | None = None) -> tuple[str, ...]:
    """Return the levers to use, in the order of ``LEVERS``.

    Args:
        card: Says what the model takes.
        wanted: Names of levers; ``None``: those of ``AUTOMATIC`` that the model takes; empty: none.

    Raises:
        ModelError: There is no such lever, or the model cannot do it.
    """
    if wanted is None:
        return tuple(lever for lever in AUTOMATIC if _takes(card, lever))
    for lever in wanted:
        if lever not in LEVERS:
            near = get_close_matches(lever, LEVERS, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"there are: {', '.join(LEVERS)}"
            raise ModelError(f"no consistency lever '{lever}'; {hint}")
        if not _takes(card, lever):
            able = ", ".join(name for name in LEVERS if _takes(card, name))
            raise ModelError(f"model '{card.name}' cannot do '{lever}'; of these it does: {able}")
    return tuple(lever for lever in LEVERS if lever in wanted)


def hold_together(
    shots: Sequence[ShotRequest],
    subjects: Sequence[Sequence[Subject]],
    levers: Collection[str],
    *,
    seed: int,
    noise_share: float = NOISE_SHARE,
) -> list[ShotRequest]:
    """Return the requests of one scene with the levers applied.

    Args:
        shots: In the order in which they are shown.
        subjects: Who is in frame in each of ``shots``, most important first. The first one is held by
            anchors.
        levers: As ``choose_levers`` returns them.
        seed: Of the board: a subject has the same anchor in every scene.
        noise_share: Part of the initial noise that is shared, for ``noise``.
    """
    held = []
    for number, (shot, in_frame) in enumerate(zip(shots, subjects, strict=True)):
        if "references" in levers and not shot.references:
            pictures = tuple(subject.reference for subject in in_frame if subject.reference is not None)
            shot = replace(shot, references=pictures)
        if "chaining" in levers and number > 0:
            shot = replace(shot, follows=True)
        if in_frame and ("attention" in levers or "noise" in levers):
            shot = replace(
                shot,
                anchor=anchor_of(
                    in_frame[0],
                    seed=seed,
                    noise=noise_share if "noise" in levers else 0.0,
                    attention="attention" in levers,
                ),
            )
        held.append(shot)
    return held


def anchor_of(subject: Subject, *, seed: int, noise: float, attention: bool) -> Anchor:
    """Return the anchor of a subject: its look, alone and standing, with a seed of its own."""
    name = f"{seed}/anchor/{subject.id}".encode()
    own = int.from_bytes(hashlib.blake2b(name, digest_size=4).digest(), "big")
    return Anchor(f"a {subject.look} stands", subject.look, own, noise=noise, attention=attention)


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


def _takes(card: ModelCard, lever: str) -> bool:
    condition = LEVERS[lever]
    return condition is None or condition in card.conditioning
