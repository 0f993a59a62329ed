"""What scenes share and no scene waits for: pictures of subjects that a model has drawn itself.

A subject without a reference picture is drawn once, alone, by the model that draws the film, and the picture
is kept in the board's folder ``anchors``. It is known by what it is made from before it is drawn, so that a
recipe can hold it; whoever needs it first writes it, and the others read it.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

from PIL import Image

from pipeline.models.consistency import Subject, anchor_of, draw_reference
from pipeline.models.interface import ShotRequest, VideoModel
from pipeline.storage import write_file, writing_errors
from storyboard.board import Board, SubjectKind
from storyboard.errors import OutputError

FOLDER = "anchors"
"""Folder of a board in which anchors are kept. Deleted, they are drawn anew, and come out the same."""


@dataclass(frozen=True, slots=True)
class DrawnReference:
    """A subject's reference picture that the model draws itself."""

    subject: Subject
    seed: int
    """Of the board."""
    digest: str
    """sha256 of all that it is made from, the model included."""
    path: Path
    """Where it is kept."""


def with_drawn_references(
    board: Board, folder: Path, model_digest: str
) -> tuple[Board, dict[str, DrawnReference]]:
    """Return ``board`` with a reference picture for each subject that has a look and no picture.

    Args:
        folder: The board's.
        model_digest: Of the model that draws the film.

    Returns:
        The board, whose new references may not be on the disk yet, and how each is drawn, by subject.
    """
    cast, drawn = dict(board.cast), {}
    for name, subject in board.cast.items():
        if subject.reference or not subject.look or subject.kind is SubjectKind.PLACE:
            continue
        who = Subject(name, subject.look)
        anchor = anchor_of(who, seed=board.film.seed, noise=0.0, attention=False)
        content = ["reference", model_digest, anchor.prompt, anchor.seed]
        digest = hashlib.sha256(json.dumps(content).encode()).hexdigest()
        relative = Path(FOLDER) / f"{name}-{digest[:16]}.png"
        cast[name] = subject.model_copy(update={"reference": relative.as_posix()})
        drawn[name] = DrawnReference(who, board.film.seed, digest, folder / relative)
    return board.model_copy(update={"cast": cast}), drawn


def with_pictures(
    requests: Sequence[ShotRequest], drawn: Sequence[DrawnReference], model: VideoModel
) -> list[ShotRequest]:
    """Return ``requests`` whose references are all on the disk, after drawing those that were not.

    On a machine that does not share the board's disk they are drawn into a temporary folder.
    """
    moved = {}
    for reference in drawn:
        if not reference.path.is_file():
            moved[reference.path] = _draw(reference, model)
    return [
        replace(request, references=tuple(moved.get(path, path) for path in request.references))
        for request in requests
    ]


def _draw(reference: DrawnReference, model: VideoModel) -> Path:
    """Draw a reference picture and return where it lies now."""
    picture = draw_reference(model, reference.subject, seed=reference.seed)
    file = BytesIO()
    Image.fromarray(picture).save(file, "PNG")
    for path in (reference.path, Path(tempfile.gettempdir()) / "storyboard" / reference.path.name):
        try:
            path.parent.mkdir(exist_ok=True)
            write_file(path, file.getvalue())
        except (OSError, OutputError):
            continue
        return path
    raise OutputError(f"{reference.path}: the reference picture cannot be written there, nor for a time")


def remove_anchors(board_dir: Path) -> None:
    """Delete the pictures and recordings in a board's folder of anchors.

    Raises:
        OutputError: One cannot be deleted.
    """
    folder = board_dir / FOLDER
    if folder.is_symlink() or not folder.is_dir():  # A link could lead out of the board.
        return
    with writing_errors(folder):
        for path in folder.iterdir():
            if path.suffix in (".png", ".safetensors"):
                path.unlink()
