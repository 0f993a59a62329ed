"""From a scene's recipe to what the model is asked for, shot by shot."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any

from pipeline.anchors import FOLDER
from pipeline.engines.worker import ShotJob
from pipeline.models.consistency import Subject, hold_together
from pipeline.models.interface import Anchor, Guide, ModelCard, ShotRequest
from storyboard.board import Board, CameraMove, Scene, Shot
from storyboard.board.recipe import Recipe, reference_ids
from storyboard.board.wording import named_ids
from storyboard.timecode import exact_rate

SHORT_MODEL = 16
"""Models made for clips of up to this many frames draw badly when asked for fewer; the rest is cut off."""

_IN_RECIPE = ("looks", "references")
"""Strategies of consistency that a recipe holds already: in its prompts, and by its references' digests."""


def shot_jobs(board: Board, folder: Path, scene: Scene, recipe: Recipe, *, card: ModelCard,
              fps: Fraction, references: Collection[str],
              strategies: Collection[str], guide: Guide | None = None) -> tuple[ShotJob, ...]:
    """Return the work of drawing ``scene`` as ``recipe`` says.

    Args:
        folder: The board's, from which relative paths of reference pictures go.
        references: Ids of the subjects whose reference pictures the model gets.
        strategies: Of consistency, by name.
        guide: What the denoising starts from.
    """
    requests = []
    for shot, drawn in zip(scene.shots, recipe.shots, strict=True):
        pictures = [name for name in reference_ids(board, shot) if name in references]
        requests.append(ShotRequest(
            drawn.prompt, n_frames=frames_to_draw(drawn.n_frames, fps, card), seed=drawn.seed,
            width=board.film.width if card.any_size else None,
            height=board.film.height if card.any_size else None, negative=drawn.negative, guide=guide,
            references=tuple(folder / str(board.cast[name].reference) for name in pictures)))
    held = hold_together(requests, [_subjects(board, shot) for shot in scene.shots],
                         [name for name in strategies if name not in _IN_RECIPE], seed=board.film.seed,
                         folder=folder / FOLDER)
    return tuple(
        ShotJob(request, drawn.n_frames, shot.camera is not CameraMove.STATIC or bool(shot.action))
        for request, drawn, shot in zip(held, recipe.shots, scene.shots, strict=True))


def held_parts(jobs: Sequence[ShotJob]) -> list[Mapping[str, Any]]:
    """Return what consistency and a guide added to each shot's request; nothing if nothing to any."""
    if not any(job.request.follows or job.request.anchor or job.request.guide for job in jobs):
        return []
    return [{"follows": job.request.follows, "anchor": _facts(job.request.anchor),
             **({"guide": asdict(job.request.guide)} if job.request.guide else {})} for job in jobs]


def without_looks(board: Board) -> Board:
    """Return ``board`` whose prompts call subjects by their nouns alone, for the lack of ``looks``."""
    cast = {name: subject.model_copy(update={"look": ""}) for name, subject in board.cast.items()}
    return board.model_copy(update={"cast": cast})


def frames_to_draw(n_frames: int, fps: Fraction, card: ModelCard) -> int:
    """Return how many frames a model is asked for, to fill ``n_frames`` of a film at ``fps``."""
    needed = max(ceil(n_frames * exact_rate(card.fps) / fps), min(card.n_frames, SHORT_MODEL))
    steps = ceil(Fraction(needed - card.frame_offset, card.frame_multiple))
    return card.frame_offset + max(steps, 0) * card.frame_multiple


def _facts(anchor: Anchor | None) -> dict[str, Any] | None:
    """Return all of an anchor that shows in the picture; not where it is kept."""
    if anchor is None:
        return None
    return {name: value for name, value in asdict(anchor).items() if name != "folder"}


def _subjects(board: Board, shot: Shot) -> list[Subject]:
    """Return who is in frame and looks like something, most important first."""
    ids = dict.fromkeys((*shot.cast, *named_ids(shot.prompt)))
    cast = [(name, board.cast[name]) for name in ids if name in board.cast]
    return [Subject(name, subject.look) for name, subject in cast if subject.look]
