"""The files of a board turned into a ``Board``, with every fault at its file and line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError, create_model

from storyboard.board.documents import Document, Fault, Keys, Plain, parse_document, unreadable
from storyboard.board.faultwords import in_words, place_in_words
from storyboard.board.layout import (
    BOARD_FILE,
    SCENES_FOLDER,
    STORY_FILE,
    board_folder,
    scene_files,
    scene_ids,
    slug,
)
from storyboard.board.model import FORMAT_VERSION, Board, Part, Scene
from storyboard.board.names import file_name_faults

BoardHead = create_model("BoardHead", __base__=Part, **{  # type: ignore[call-overload]
    name: (info.annotation, info) for name, info in Board.model_fields.items()
    if name not in ("scenes", "story", "notes")})
"""What ``board.yaml`` holds: the board without its scenes, which are files of their own."""


@dataclass(frozen=True, slots=True)
class SceneFile:
    """One file of ``scenes/``."""

    path: Path
    document: Document
    scene: Scene | None
    """``None`` if the file has faults."""
    claimed: str | None
    """The ``id`` written inside."""


@dataclass(frozen=True, slots=True)
class LoadedBoard:
    """A board's folder, read."""

    folder: Path
    head: Document
    scenes: tuple[SceneFile, ...]
    board: Board | None
    """``None`` if there are faults."""
    faults: tuple[str, ...]
    """``file:line: what is wrong; what to do``, in the order of files and lines."""


@dataclass(slots=True)
class _Faults:
    """Faults of one file after another."""

    lines: list[str] = field(default_factory=list)

    def add(self, name: str, faults: list[Fault]) -> None:
        unique = dict.fromkeys(sorted(faults, key=lambda fault: fault.line))
        self.lines += [f"{name}:{fault.line}: {fault.message}" for fault in unique]


def load_board(path: Path | str) -> LoadedBoard:
    """Read the folder of a board. Faults are collected, not raised."""
    folder = board_folder(path)
    head_path = folder / BOARD_FILE
    if not head_path.is_file():
        return LoadedBoard(folder, unreadable(""), (), None, (_no_board(folder),))
    faults = _Faults()
    head = _read(head_path)
    version = head.values.get("version", FORMAT_VERSION)
    if isinstance(version, int) and not isinstance(version, bool) and version > FORMAT_VERSION:
        # A newer format may differ anywhere: whatever else would be reported might be right in that format.
        message = (f"{BOARD_FILE}:{head.line(('version',))}: the board has format version {version}, this "
                   f"program reads up to {FORMAT_VERSION}; install a newer storyboard")
        return LoadedBoard(folder, head, (), None, (message,))
    board_fields, head_faults = _validated(BoardHead, head)
    cast = head.values.get("cast")
    cast = cast if isinstance(cast, dict) else {}
    faults.add(BOARD_FILE, [*head_faults, *_reference_faults(folder, cast, head)])
    # A misspelt id in the cast is one fault, not one more for each place that names it rightly.
    known = [*cast, *(slug(name) for name in cast if slug(name) not in cast)]
    files = _read_scenes(folder, known if head.values else None, faults)
    if not files and not (folder / SCENES_FOLDER).is_dir():
        faults.lines.append(f"{SCENES_FOLDER}: no such folder; a board has one file for each scene in it")
    elif not files:
        faults.lines.append(f"{SCENES_FOLDER}: no scene in it; a scene is a file such as s01.yaml")
    story = _read_story(folder / STORY_FILE, faults)
    board = None
    if not faults.lines:
        scenes = tuple(file.scene for file in files if file.scene is not None)
        board = Board(**dict(board_fields), scenes=scenes, story=story)
    return LoadedBoard(folder, head, tuple(files), board, tuple(faults.lines))


def _no_board(folder: Path) -> str:
    if folder.is_file():
        return f"{folder.name} is a file, not a board's folder; `storyboard plan` makes a board from a story"
    if folder.is_dir():
        return (f"{BOARD_FILE}: no such file, so this folder is no board; "
                "`storyboard plan` makes one from a story")
    return "no such folder; `storyboard plan` makes a board from a story"


def _read(path: Path) -> Document:
    try:
        return parse_document(path.read_bytes().decode("utf-8-sig"))  # Line ends stay as they are.
    except UnicodeDecodeError as error:
        before = path.read_bytes()[:error.start]
        return unreadable("a letter that is not UTF-8; save the file with the encoding UTF-8",
                          line=before.count(b"\n") + 1)
    except OSError as error:
        return unreadable(f"cannot be read: {error.strerror or error}")


def _read_story(path: Path, faults: _Faults) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError:
        faults.add(STORY_FILE, [Fault(1, "the text is not UTF-8; save it with the encoding UTF-8")])
    except OSError as error:
        faults.add(STORY_FILE, [Fault(1, f"cannot be read: {error.strerror or error}")])
    return ""


def _read_scenes(folder: Path, known: list[str] | None, faults: _Faults) -> list[SceneFile]:
    paths = scene_files(folder)
    documents = [_read(path) for path in paths]
    parsed = [_validated(Scene, document, fallback={"id": "x"}) for document in documents]
    claimed = [scene.id if scene is not None and "id" in document.values and document.values["id"] is not None
               else None for document, (scene, _) in zip(documents, parsed, strict=True)]
    files = []
    ids = scene_ids([path.stem for path in paths], claimed)
    rows = zip(paths, documents, parsed, ids, claimed, strict=True)
    for path, document, (scene, found), name, claim in rows:
        if scene is not None:
            scene = scene.model_copy(update={"id": name})
        for fault in file_name_faults(document.values, known):
            line = document.line_of_words(fault.keys, fault.words)
            found.append(Fault(line, _at(fault.keys, fault.message)))
        faults.add(f"{SCENES_FOLDER}/{path.name}", found)
        files.append(SceneFile(path, document, scene if not found else None, claim))
    return files


def _reference_faults(folder: Path, cast: Mapping[str, Plain], document: Document) -> list[Fault]:
    """A reference picture must be there, and inside the board's folder unless its path is absolute."""
    faults = []
    for name, subject in cast.items():
        reference = subject.get("reference") if isinstance(subject, dict) else None
        if not isinstance(reference, str) or not reference:
            continue
        keys: Keys = ("cast", name, "reference")
        picture = folder / reference
        if not Path(reference).is_absolute() and not picture.resolve().is_relative_to(folder.resolve()):
            message = (f"'{reference}' lies outside the board's folder; copy the picture into it, or "
                       "give the whole path from / on")
        elif not picture.is_file():
            message = f"no picture at '{reference}'"
        else:
            continue
        faults.append(Fault(document.line(keys), _at(keys, message)))
    return faults


def _at(keys: Keys, message: str) -> str:
    return f"{place_in_words(keys)}: {message}" if keys else message


def _validated(kind: type[Any], document: Document, fallback: Mapping[str, Plain] | None = None,
               ) -> tuple[Any, list[Fault]]:
    """Return the document as a ``kind``, or ``None`` and its faults."""
    faults = list(document.faults)
    if not document.values:
        return None, faults or [Fault(1, "the file is empty")]
    values: Any = {**(fallback or {}), **_without_blanks(document.values, ())}
    for _ in range(2):
        try:
            found = kind.model_validate(values)
        except ValidationError as error:
            errors = error.errors(include_url=False)
            if not _as_typed(values, errors, document):
                return None, [*faults, *in_words(errors, kind, document)]
        else:
            return (None if faults else found), faults
    return None, faults


def _without_blanks(value: Plain, keys: Keys) -> Any:
    """A field left blank is a field left out. A blank subject is kept, to be answered with what it lacks."""
    if isinstance(value, dict):
        return {name: _without_blanks({} if part is None else part, (*keys, name))
                for name, part in value.items() if part is not None or keys == ("cast",)}
    if isinstance(value, list):
        return [_without_blanks(part, (*keys, index)) for index, part in enumerate(value)]
    return value


def _as_typed(values: Any, errors: list[Any], document: Document) -> bool:
    """Where text is wanted and YAML saw a number (``title: 1984``), put back what was typed."""
    changed = False
    for error in errors:
        keys = tuple(error["loc"])
        if error["type"] != "string_type" or keys not in document.typed:
            continue
        holder = values
        for key in keys[:-1]:
            holder = holder[key]
        if not isinstance(holder[keys[-1]], str):
            holder[keys[-1]] = document.typed[keys]
            changed = True
    return changed
