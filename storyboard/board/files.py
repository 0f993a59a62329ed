"""A board on disk: read, written, and written again without losing what a person changed in it."""

from __future__ import annotations

import errno
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from storyboard.board.documents import Plain
from storyboard.board.faultwords import place_in_words
from storyboard.board.layout import (
    BOARD_FILE,
    PLAN_FILE,
    SCENES_FOLDER,
    STORY_FILE,
    board_folder,
    is_board,
    scene_stems,
)
from storyboard.board.loading import LoadedBoard, load_board
from storyboard.board.model import Board, CameraMove, ShotSize
from storyboard.board.names import scene_name_faults
from storyboard.board.rewriting import changed_document, new_document
from storyboard.errors import BoardError, OutputError

_BOARD_COMMENT = """\
A film's board. Edit it, then `storyboard render` this folder: only what you changed is rendered again.
{id} in a prompt becomes the look of that subject; changing a look changes every scene it is in."""

_SCENE_COMMENT = f"""\
One scene, one clip. The prompts are what is drawn; the rest helps people to find their way.
size: {", ".join(ShotSize)}. camera: {", ".join(CameraMove)}. A shot may also have a seed and a negative."""

_NOTES_HEAD = "# Notes of the planner, renewed when it plans again:\n"


def read_board(folder: Path | str) -> Board:
    """Return the board in ``folder`` (its ``board.yaml`` may be named instead).

    Raises:
        BoardError: There is no board, or it has faults; every fault is named with file and line.
    """
    loaded = load_board(folder)
    if loaded.board is None:
        raise BoardError(str(folder), loaded.faults)
    return loaded.board


def write_board(board: Board, folder: Path | str, *, planned: bool = False,
                plan: Board | None = None) -> None:
    """Make ``folder`` say what ``board`` says.

    Only what differs is changed: files that already say it are not touched, and in the others comments, order
    of fields and the style of blocks stay. Scene files are named for their ids; one whose place in the film's
    order changed is renamed. The file of a scene that is not in ``board`` moves to ``scenes/removed``.

    Args:
        planned: ``board`` comes from the planner. It is also remembered as such, so that ``replan`` can tell
            a person's edits from the planner's words.
        plan: The planner's own words, if ``board`` holds a person's edits besides.

    Raises:
        BoardError: ``board`` names somebody who is not in its cast, or the files in ``folder`` have faults
            and cannot be changed safely.
        OutputError: The folder cannot be written.
    """
    folder = board_folder(folder)
    _refuse_unreadable(board, folder)
    loaded = load_board(folder) if is_board(folder) else None
    if loaded is not None and loaded.board is None:
        raise BoardError(str(folder), [*loaded.faults, "nothing was written; mend these first"])
    try:
        (folder / SCENES_FOLDER).mkdir(parents=True, exist_ok=True)
        _write_scenes(board, folder, loaded)
        if not (folder / STORY_FILE).exists() or (loaded is not None and loaded.board is not None
                                                  and loaded.board.story != board.story):
            write_atomically(folder / STORY_FILE, board.story)
        if planned:
            remembered = (plan or board).model_dump_json(indent=1, exclude={"notes"})
            write_atomically(folder / PLAN_FILE, remembered)
        # Last, because a folder without it is no board: an interrupted first write leaves no half board.
        _write_head(board, folder, loaded, planned=planned)
    except OSError as error:
        raise OutputError(_cannot_write(folder, error)) from error


def read_plan(folder: Path | str) -> Board | None:
    """Return the board as the planner wrote it last, or ``None`` if that is not known (any more)."""
    try:
        return Board.model_validate_json((board_folder(folder) / PLAN_FILE).read_bytes())
    except (OSError, ValidationError):
        return None


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write a whole file or nothing: under a temporary name, synced to the disk, then renamed.

    A file that already holds ``content`` is not touched. Text is written as UTF-8 with its own line ends.

    Raises:
        OSError: The file cannot be written; what was there before is unharmed.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    if path.is_file() and path.read_bytes() == data:
        return
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o777)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make a rename in ``folder`` last through a power cut, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _cannot_write(folder: Path, error: OSError) -> str:
    where = error.filename or folder
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"cannot write the board to {folder}: the disk is full; make room and run the command again"
    return f"cannot write the board to {folder}: {where}: {error.strerror or error}; choose another folder"


def _refuse_unreadable(board: Board, folder: Path) -> None:
    """A board that could be written but not be read again is refused at once."""
    faults = [f"scene {scene.id}, {place_in_words(fault.keys)}: {fault.message}"
              for scene in board.scenes for fault in scene_name_faults(scene, board.cast)]
    ids = [scene.id for scene in board.scenes]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    faults += [f"scene {name}: two scenes have this id" for name in twice]
    if not board.scenes:
        faults.append("the board has no scenes")
    if faults:
        raise BoardError(str(folder), faults)
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"cannot write the board to {folder}: a file of that name is there; "
                          "choose another name")


def _head_values(board: Board) -> dict[str, Plain]:
    values: dict[str, Plain] = json.loads(board.model_dump_json(exclude={"scenes", "story", "notes"}))
    return values


def _scene_values(scene: Any) -> dict[str, Plain]:
    """Return the scene's fields in the order in which a person reads them."""
    values: dict[str, Any] = json.loads(scene.model_dump_json())
    return values


def _write_head(board: Board, folder: Path, loaded: LoadedBoard | None, *, planned: bool) -> None:
    new = _head_values(board)
    if loaded is None or loaded.board is None:
        text = new_document(new, _BOARD_COMMENT)
    elif (old := _head_values(loaded.board)) != new:
        text = changed_document(loaded.head.source, old, new)
    else:
        text = loaded.head.source
    if board.notes or planned:
        text = _with_notes(text, board.notes)
    if loaded is None or text != loaded.head.source:
        write_atomically(folder / BOARD_FILE, text)


def _with_notes(text: str, notes: tuple[str, ...]) -> str:
    """Put the planner's notes below the comment at the top, in place of those of its last time."""
    newline = "\r\n" if "\r\n" in text else "\n"
    text = text.replace("\r\n", "\n")
    text = re.sub(re.escape(_NOTES_HEAD) + r"(?:#   .*\n)*", "", text)
    if notes:
        top = re.match(r"(?:#.*\n)*", text)
        end = top.end() if top else 0
        lines = "".join(f"#   - {' '.join(note.split())}\n" for note in notes)
        text = text[:end] + _NOTES_HEAD + lines + text[end:]
    return text.replace("\n", newline)


def _write_scenes(board: Board, folder: Path, loaded: LoadedBoard | None) -> None:
    scenes = folder / SCENES_FOLDER
    present = {file.scene.id: file for file in (loaded.scenes if loaded else ()) if file.scene is not None}
    ids = [scene.id for scene in board.scenes]
    removed = [file.path for name, file in present.items() if name not in ids]
    for path in removed:
        (scenes / "removed").mkdir(exist_ok=True)
        path.replace(scenes / "removed" / path.name)
    stems = scene_stems(ids, {name: file.path.stem for name, file in present.items()})
    moves: dict[Path, Path] = {}
    for scene, stem in zip(board.scenes, stems, strict=True):
        file = present.get(scene.id)
        path = scenes / f"{stem}{file.path.suffix if file else '.yaml'}"
        new = _scene_values(scene)
        if file is None or file.scene is None:
            text = new_document(new, _SCENE_COMMENT)
        else:
            old = _scene_values(file.scene)
            # A copied file still claims the other scene's id inside.
            old["id"] = file.claimed if file.claimed is not None else scene.id
            text = changed_document(file.document.source, old, new) if old != new else file.document.source
            if path != file.path:
                moves[file.path] = path
        target = file.path if file else path
        if file is None or text != file.document.source:
            write_atomically(target, text)
    _rename(moves)


def _rename(moves: Mapping[Path, Path]) -> None:
    """Rename files whose new names may be each other's old ones."""
    aside = {}
    for number, (old, new) in enumerate(moves.items()):
        aside[old.with_name(f".{number}.{old.name}")] = new
        old.replace(old.with_name(f".{number}.{old.name}"))
    for old, new in aside.items():
        old.replace(new)
