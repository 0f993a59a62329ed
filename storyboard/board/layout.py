"""What a board's folder holds and how its files are named; the order and the ids of scenes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from pathlib import Path

BOARD_FILE = "board.yaml"
STORY_FILE = "story.txt"
SCENES_FOLDER = "scenes"
PLAN_FILE = ".plan.json"
"""What the planner wrote last, so that a person's edits can be told from the planner's words."""

_SCENE_SUFFIXES = (".yaml", ".yml")


def is_board(path: Path | str) -> bool:
    """Whether ``path`` is a board's folder, or the ``board.yaml`` inside one."""
    return (board_folder(path) / BOARD_FILE).is_file()


def board_folder(path: Path | str) -> Path:
    """Return the folder that is meant by ``path``: itself, or what holds it if it is a ``board.yaml``."""
    path = Path(path)
    return path.parent if path.name == BOARD_FILE and not path.is_dir() else path


def natural_key(stem: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that sorts names as people do: ``s2`` before ``s10``, ``s02`` before ``s02b``."""
    parts = re.split(r"([0-9]+)", stem.casefold())
    key = [(0, int(part), "") if part[0] in "0123456789" else (1, 0, part) for part in parts if part]
    return (*key, (-1, 0, stem))  # Shorter first; then `S1` and `s01` differ, but always in the same order.


def scene_files(folder: Path) -> list[Path]:
    """Return the files of the scenes in the film's order. Hidden files and editors' copies are none."""
    scenes = folder / SCENES_FOLDER
    if not scenes.is_dir():
        return []
    files = [path for path in scenes.iterdir()
             if path.suffix in _SCENE_SUFFIXES and not path.name.startswith((".", "#")) and path.is_file()]
    return sorted(files, key=lambda path: (natural_key(path.stem), path.suffix))


def scene_ids(stems: Sequence[str], claimed: Sequence[str | None]) -> list[str]:
    """Return the id of each scene file.

    A file keeps the id written inside, so that a renamed file stays the same scene. When several files claim
    one id, as after copying a file, the one that is named for it keeps it (else the first), and the others
    are new scenes, named for their files.

    Args:
        stems: Names of the files without suffix, in order.
        claimed: The ``id`` inside each, or ``None``.
    """
    owner: dict[str, int] = {}
    for index, (stem, name) in enumerate(zip(stems, claimed, strict=True)):
        if name is not None and (name not in owner or (stem == name and stems[owner[name]] != name)):
            owner[name] = index
    taken = set(owner)
    ids = []
    for index, (stem, name) in enumerate(zip(stems, claimed, strict=True)):
        if name is not None and owner[name] == index:
            ids.append(name)
        else:
            ids.append(free_scene_id(taken, slug(stem)))
            taken.add(ids[-1])
    return ids


def slug(words: str) -> str:
    """Return ``words`` as an id: small letters, digits, ``-`` and ``_``."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9_]+", "-", plain).strip("-_")[:80] or "x"


def free_scene_id(taken: Collection[str], wish: str | None = None) -> str:
    """Return an id that no scene has: ``wish``, else ``wish-2``, ...; without a wish the next ``sNN``."""
    if wish is None:
        numbers = [int(match[1]) for name in taken if (match := re.fullmatch(r"s([0-9]+).*", name))]
        return f"s{max(numbers, default=0) + 1:02d}"
    if wish not in taken:
        return wish
    number = 2
    while f"{wish}-{number}" in taken:
        number += 1
    return f"{wish}-{number}"


def new_scene_file(scene_id: str, before: str | None, after: str | None) -> str | None:
    """Return the stem of a file for ``scene_id`` that sorts between two others, or ``None`` if none is found.

    Args:
        before: Stem of the file in front of it, ``None`` at the beginning.
        after: Stem of the file behind it, ``None`` at the end.
    """
    number = re.match(r"(\D*)([0-9]+)", after or "")
    earlier = f"{number[1]}{int(number[2]) - 1:02d}" if number and int(number[2]) > 0 else "0"
    for stem in (scene_id, f"{before}-{scene_id}", f"{before}z-{scene_id}", f"{earlier}-{scene_id}"):
        if ((before is None or natural_key(before) < natural_key(stem))
                and (after is None or natural_key(stem) < natural_key(after))
                and not stem.startswith("None")):
            return stem
    return None


def scene_stems(ids: Sequence[str], present: dict[str, str]) -> list[str]:
    """Return the file stem of each scene so that files sort in the scenes' order, renaming as few as can be.

    Args:
        ids: Ids of the scenes in order.
        present: The stem of each scene that already has a file.
    """
    kept = _longest_rising([(index, present[name]) for index, name in enumerate(ids) if name in present])
    stems: dict[int, str] = dict(kept)
    used = {stem.casefold() for stem in stems.values()}
    for index, name in enumerate(ids):
        if index in stems:
            continue
        after = next((stems[later] for later in range(index + 1, len(ids)) if later in stems), None)
        stem = new_scene_file(name, stems.get(index - 1), after)
        if stem is None or stem.casefold() in used:
            width = max(2, len(str(len(ids))))
            return [f"{number:0{width}d}-{name}" for number, name in enumerate(ids, start=1)]
        stems[index] = stem
        used.add(stem.casefold())
    return [stems[index] for index in range(len(ids))]


def _longest_rising(items: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return the longest run of ``items``, not necessarily neighbours, whose stems sort upwards."""
    best: list[list[tuple[int, str]]] = []
    for item in items:
        runs = [run for run in best if natural_key(run[-1][1]) < natural_key(item[1])]
        best.append([*max(runs, key=len, default=[]), item])
    return max(best, key=len, default=[])
