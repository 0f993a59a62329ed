"""What one scene's clip is made from, its digest, and which part changed since a take was made.

A recipe holds every input that changes the picture, as the model gets it, and nothing else that could make
two equal pictures look different: no path, no date, no title, no text of the story. Beside it stand the words
it came from (prompts before expansion, looks, style): they are for explaining a new take and are not in the
digest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from storyboard.board.model import Board, CameraMove, Scene, Shot, ShotSize
from storyboard.board.names import shot_name_faults
from storyboard.board.wording import named_ids, with_looks
from storyboard.errors import BoardError
from storyboard.timecode import exact_rate, exact_seconds, frame_spans

_SIZE_WORDS = {ShotSize.WIDE: "wide shot", ShotSize.MEDIUM: "medium shot", ShotSize.CLOSE_UP: "close-up"}
_CAMERA_WORDS = {CameraMove.PAN: "the camera pans", CameraMove.TILT: "the camera tilts",
                 CameraMove.ZOOM: "the camera zooms in", CameraMove.TRACKING: "the camera follows"}


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ShotRecipe(_Record):
    """One call of the model."""

    prompt: str
    """What the model is asked for, looks and style included."""
    negative: str | None
    seed: int
    """In [0, 2**32)."""
    n_frames: int
    """Length in frames of the film, at ``Recipe.fps``."""
    references: tuple[str, ...]
    """sha256 of the reference pictures, in the order in which the model gets them."""


class ShotSource(_Record):
    """The words that a shot's recipe came from."""

    prompt: str
    size: str
    camera: str
    looks: dict[str, str]
    """Look of each subject that the prompt names, by id."""
    references: dict[str, str]
    """sha256 of the reference picture of each subject in frame that has one, by id."""


class Recipe(_Record):
    """All that changes the picture of one scene. The same recipe gives the same clip on the same device."""

    model: str
    model_digest: str
    """sha256 of weights and sampling settings (``VideoModel.digest``)."""
    width: int
    height: int
    """Size of the film in pixels."""
    fps: str
    """Frames per second, exact: ``8`` or ``24000/1001``."""
    shots: tuple[ShotRecipe, ...]
    style: str = ""
    """Not in the digest: already part of each prompt."""
    sources: tuple[ShotSource, ...] = ()
    """Not in the digest: where each of ``shots`` came from."""


def scene_recipe(board: Board, scene: Scene, *, model: str, model_digest: str, take: int = 1,
                 seed: int | None = None, references: Mapping[str, str] | None = None) -> Recipe:
    """Return the recipe of one take of ``scene``.

    Args:
        board: The board that ``scene`` belongs to.
        scene: A scene of it.
        model: The model's name, and
        model_digest: its ``digest``.
        take: Number of the take, from 1. Another number gives other seeds.
        seed: Used instead of the board's seed and of the shots' own, for ``render --scene s02 --seed 7``.
        references: sha256 of each subject's reference picture by id (``reference_digests``); empty for a
            model that takes none.

    Raises:
        BoardError: A prompt names somebody who is not in the cast.
    """
    digests = references or {}
    rate = exact_rate(board.film.fps)
    spans = frame_spans([exact_seconds(shot.seconds) for shot in scene.shots], rate)
    shots, sources = [], []
    for number, (shot, span) in enumerate(zip(scene.shots, spans, strict=True), start=1):
        shown = [name for name in reference_ids(board, shot) if name in digests]
        shots.append(ShotRecipe(
            prompt=expand_prompt(board, scene, shot),
            negative=" ".join(shot.negative.split()) or None if shot.negative else None,
            seed=_seed_of(board.film.seed, scene.id, number, shot, take, seed),
            n_frames=max(1, len(span)),
            references=tuple(digests[name] for name in shown)))
        sources.append(ShotSource(
            prompt=" ".join(shot.prompt.split()), size=shot.size, camera=shot.camera,
            looks={name: board.cast[name].look for name in named_ids(shot.prompt)},
            references={name: digests[name] for name in shown}))
    return Recipe(model=model, model_digest=model_digest, width=board.film.width, height=board.film.height,
                  fps=str(rate), shots=tuple(shots), style=board.style, sources=tuple(sources))


def expand_prompt(board: Board, scene: Scene, shot: Shot) -> str:
    """Return what the model is asked for in ``shot``: looks put in for ``{id}``, then framing, then style.

    A full shot by a still camera is the common case and goes without words. No period at the end, and blanks
    and line breaks count as one blank: how a prompt is laid out in the file does not change the picture.

    Raises:
        BoardError: The prompt names somebody who is not in the cast.
    """
    unknown = [f"scene {scene.id}: {fault.message}" for fault in shot_name_faults(shot, board.cast)]
    if unknown:
        raise BoardError(board.title, unknown)
    sentence = with_looks(shot.prompt, board.cast).rstrip(". ")
    style = " ".join(board.style.split()).rstrip(". ")
    parts = (sentence, _SIZE_WORDS.get(shot.size), _CAMERA_WORDS.get(shot.camera), style)
    return ", ".join(part for part in parts if part)


def shot_seed(board_seed: int, scene_id: str, shot_number: int, take: int = 1) -> int:
    """Return the seed of one take of one shot, in [0, 2**32).

    It comes from names, so that a new scene leaves the pictures of the others alone.

    Args:
        shot_number: Place of the shot in its scene, from 1.
        take: Number of the take, from 1.
    """
    return _named_number(f"{board_seed}/{scene_id}-{shot_number:02d}/{take}")


def _named_number(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=4).digest(), "big")


def _seed_of(board_seed: int, scene_id: str, number: int, shot: Shot, take: int, seed: int | None) -> int:
    if seed is not None:
        return shot_seed(seed, scene_id, number, take)
    if shot.seed is None:
        return shot_seed(board_seed, scene_id, number, take)
    return shot.seed if take == 1 else _named_number(f"{shot.seed}/take/{take}")


def reference_ids(board: Board, shot: Shot) -> list[str]:
    """Return the ids of the subjects in frame that have a reference picture, most important first."""
    in_frame = dict.fromkeys((*shot.cast, *named_ids(shot.prompt)))
    return [name for name in in_frame if name in board.cast and board.cast[name].reference]


def reference_digests(board: Board, folder: Path | str) -> dict[str, str]:
    """Return the sha256 of each subject's reference picture, by id.

    Args:
        folder: The board's folder, from which relative paths go.

    Raises:
        BoardError: A picture cannot be read.
    """
    digests, faults = {}, []
    for name, subject in board.cast.items():
        if subject.reference:
            try:
                digests[name] = hashlib.sha256((Path(folder) / subject.reference).read_bytes()).hexdigest()
            except OSError as error:
                faults.append(f"cast.{name}.reference: '{subject.reference}' cannot be read: "
                              f"{error.strerror}")
    if faults:
        raise BoardError(str(folder), faults)
    return digests


def digest(recipe: Recipe) -> str:
    """Return the name of what ``recipe`` gives: sha256, in hex, of all that changes the picture."""
    picture = recipe.model_dump(mode="json", exclude={"style", "sources"})
    text = json.dumps(picture, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def changed_parts(old: Recipe, new: Recipe) -> list[str]:
    """Return what differs between two recipes in a person's words: ``look of fox``, ``prompt of shot 2``.

    Equal digests give an empty list. What caused a change is named, not what follows from it: an edited look
    changes prompts too, but only the look is named.
    """
    if digest(old) == digest(new):
        return []
    parts: list[str] = []
    if old.model != new.model:
        parts.append("model")
    elif old.model_digest != new.model_digest:
        parts.append("weights of the model")
    if (old.width, old.height) != (new.width, new.height):
        parts.append("size")
    if old.fps != new.fps:
        parts.append("frame rate")
    if old.style != new.style:
        parts.append("style")
    if len(old.shots) != len(new.shots):
        return [*parts, f"number of shots ({len(old.shots)} before, {len(new.shots)} now)"]
    pairs = list(zip(old.shots, new.shots, strict=True))
    for number, (before, after) in enumerate(pairs, start=1):
        sources = (old.sources[number - 1:number], new.sources[number - 1:number])
        causes = _causes(number, *sources[0], *sources[1]) if all(sources) else []
        if not causes and before.prompt != after.prompt and "style" not in parts:
            causes = [f"prompt of shot {number}"]
        parts += causes
        if before.negative != after.negative:
            parts.append(f"negative of shot {number}")
        if before.n_frames != after.n_frames and old.fps == new.fps:
            parts.append(f"length of shot {number}")
    reseeded = [number for number, (before, after) in enumerate(pairs, start=1) if before.seed != after.seed]
    if len(reseeded) == len(pairs):
        parts.append("seed")
    else:
        parts += [f"seed of shot {number}" for number in reseeded]
    return list(dict.fromkeys(parts)) or ["the way prompts are put together"]


def _causes(number: int, before: ShotSource, after: ShotSource) -> list[str]:
    causes = []
    if before.prompt != after.prompt:
        causes.append(f"prompt of shot {number}")
    causes += [f"look of {name}" for name, look in after.looks.items()
               if before.looks.get(name, look) != look]
    pictured = sorted(before.references.keys() | after.references.keys())
    causes += [f"reference picture of {name}" for name in pictured
               if before.references.get(name) != after.references.get(name)]
    if (before.size, before.camera) != (after.size, after.camera):
        causes.append(f"framing of shot {number}")
    return causes
