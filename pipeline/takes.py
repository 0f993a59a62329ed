"""The takes of a board: every rendering that was made, kept under the digest of what it was made from.

takes/
  s02/
    3f9a…/            one folder for each take, named for its recipe's digest
      clip.mp4        the clip
      last.png        its last frame as the model drew it, for a scene that goes on from it
      recipe.json     everything that decides its picture
      take.json       its number, seeds, model, seconds of work, and the clip's own digest
    chosen.json       only where a person chose: which take number and seed the scene uses
  film.json           which take of each scene the film shows
"""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.continuation import LAST_FRAME
from pipeline.storage import remove_partials, write_file, write_folder, writing_errors
from storyboard.board.layout import board_folder
from storyboard.errors import RenderError

_NAME_LENGTH = 16
"""Hexadecimal digits of a digest in a folder's name: 64 bits, enough for all takes of one scene."""


class TakeRecord(BaseModel):
    """What ``take.json`` says."""

    model_config = ConfigDict(frozen=True)

    number: int
    """1, 2, 3 in the order in which the scene's takes were made; what ``--use`` is given."""
    digest: str
    """sha256 of the recipe."""
    clip_sha256: str
    model: str
    model_digest: str
    seeds: tuple[int, ...]
    """Seed with which each shot was drawn in the end."""
    n_frames: int
    seconds_of_work: float
    """Time that drawing and encoding took."""
    frames_drawn: int
    """Frames that the model made for it, more than are shown when the model is faster than the film."""
    notes: tuple[str, ...] = ()
    """What went otherwise than asked: ``shot 2 came out black and was drawn again with seed 7``."""
    made: str = ""
    """Date and time, for people. It decides nothing."""


class Choice(BaseModel):
    """What a person decided for a scene with ``retake``, ``--use`` or ``--seed``; it outlives edits."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    take: int = 1
    """Chance number in the recipe: another number gives other seeds."""
    seed: int | None = None
    """Used in place of the board's seed and of the shots' own."""
    digest: str | None = None
    """The very take that was chosen. It is used as long as the scene is what it was then."""
    base: str | None = None
    """Digest of the scene as it was then, with chance number 1 and the board's own seed."""


@dataclass(frozen=True, slots=True)
class Take:
    """One rendering of one scene that is on the disk, whole."""

    scene: str
    folder: Path
    record: TakeRecord
    recipe: Mapping[str, Any]

    @property
    def clip(self) -> Path:
        """Path of the clip."""
        return self.folder / "clip.mp4"

    @property
    def chance(self) -> Choice:
        """The chance number and seed that it was made with."""
        chance = self.recipe.get("chance", {})
        return Choice(take=chance.get("take", 1), seed=chance.get("seed"))


@dataclass(frozen=True, slots=True)
class ListedTake:
    """A take and what it is to the film."""

    take: Take
    in_film: bool
    chosen: bool
    """Whether a person chose it."""
    like_film: bool
    """Whether it differs from the one in the film by chance alone, not by the words, looks or model."""

    @property
    def number(self) -> int:
        """What ``--use`` is given."""
        return self.take.record.number


@dataclass(frozen=True, slots=True)
class FreshTake:
    """A clip just made, to be kept."""

    scene: str
    digest: str
    recipe: Mapping[str, Any]
    clip: bytes
    model: str
    model_digest: str
    seeds: tuple[int, ...]
    n_frames: int
    frames_drawn: int
    seconds_of_work: float
    notes: tuple[str, ...] = ()
    last_frame: bytes | None = None
    """PNG of the last frame."""


class Takes:
    """The ``takes`` folder of one board, or another one that is kept just so and apart from it."""

    def __init__(self, board_dir: Path, name: str = "takes") -> None:
        self.board_dir = board_dir
        self.folder = board_dir / name

    @contextmanager
    def lock(self, *, wait: float = -1, waiting: Callable[[], None] | None = None) -> Iterator[None]:
        """Hold the board for one render; another one waits.

        The operating system lets go of the lock when its holder dies, however it dies.

        Args:
            wait: Seconds to wait for another render to end; negative: as long as it takes.
            waiting: Called once if there is another render.

        Raises:
            RenderError: Another render still holds the board after ``wait`` seconds.
        """
        with writing_errors(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.folder / ".lock")
            try:
                lock.acquire(timeout=0)
            except Timeout:
                if waiting:
                    waiting()
                try:
                    lock.acquire(timeout=wait, poll_interval=0.1)
                except Timeout as error:
                    raise RenderError(f"{self.board_dir}: another render of this board is at work; "
                                      f"wait until it is done") from error
        try:
            if self.folder.name == "takes":  # Another render may be writing a film beside these takes.
                remove_partials(self.board_dir)
            for folder in (self.folder, *self._scene_folders()):
                remove_partials(folder)
            yield
        finally:
            lock.release()

    def find(self, scene: str, digest: str) -> Take | None:
        """Return the take of ``scene`` made from ``digest``; ``None`` if there is none or it is damaged."""
        take = _read(scene, self.place(scene, digest))
        return take if take and take.record.digest == digest and _is_whole(take) else None

    def place(self, scene: str, digest: str) -> Path:
        """Return the folder of the take of ``scene`` made from ``digest``, whether there is one or not."""
        return self._folder(scene) / digest[:_NAME_LENGTH]

    def is_damaged(self, scene: str, digest: str) -> bool:
        """Whether there is something in the place of this take that is not the take."""
        return self.place(scene, digest).exists() and self.find(scene, digest) is None

    def of_scene(self, scene: str) -> list[Take]:
        """Return all takes of ``scene`` by number. Their clips are not read; see ``find``."""
        folder = self._folder(scene)
        if not folder.is_dir():
            return []
        takes = (_read(scene, path) for path in folder.iterdir() if path.is_dir())
        found = [take for take in takes if take and take.clip.is_file()]
        return sorted(found, key=lambda take: take.record.number)

    def numbered(self, scene: str, number: int) -> Take:
        """Return take ``number`` of ``scene``.

        Raises:
            RenderError: There is none, or it is damaged.
        """
        takes = {take.record.number: take for take in self.of_scene(scene)}
        if number not in takes:
            known = f"it has: {', '.join(map(str, takes))}" if takes else "it has none; render it first"
            raise RenderError(f"{scene} has no take {number}; {known}")
        if not _is_whole(takes[number]):
            raise RenderError(f"{scene}: take {number} is damaged; choose another, or render the scene again")
        return takes[number]

    def listed(self, scene: str) -> list[ListedTake]:
        """Return all takes of ``scene`` by number, and what each is to the film."""
        shown, chosen = self.shown(scene), self.choice(scene).digest
        like = _without_chance(shown) if shown else None
        return [ListedTake(take, shown is not None and take.folder == shown.folder,
                           take.record.digest == chosen, _without_chance(take) == like)
                for take in self.of_scene(scene)]

    def scenes(self) -> list[str]:
        """Return the ids of all scenes that have a folder here, also of scenes no longer in the board."""
        return [folder.name for folder in self._scene_folders()]

    def new_numbers(self, wanted: Sequence[tuple[str, str]]) -> dict[str, int]:
        """Return, by digest, the number of each take that is going to be made.

        Args:
            wanted: Scene and digest of each, those of one scene in the order in which they are counted.
        """
        numbers: dict[str, int] = {}
        last: dict[str, int] = {}
        for scene, digest in wanted:
            damaged = _read(scene, self.place(scene, digest))
            if damaged:
                numbers[digest] = damaged.record.number
                continue
            if scene not in last:
                last[scene] = max((take.record.number for take in self.of_scene(scene)), default=0)
            last[scene] += 1
            numbers[digest] = last[scene]
        return numbers

    def keep(self, fresh: FreshTake, number: int | None = None) -> Take:
        """Write ``fresh`` and return it as a take. After this it outlives a crash and a power cut.

        Args:
            number: From ``new_numbers``; ``None``: the next one.

        Raises:
            OutputError: It cannot be written; nothing is left of it.
        """
        folder = self.place(fresh.scene, fresh.digest)
        if number is None:
            number = self.new_numbers([(fresh.scene, fresh.digest)])[fresh.digest]
        record = TakeRecord(
            number=number,
            digest=fresh.digest, clip_sha256=_sha256(fresh.clip), model=fresh.model,
            model_digest=fresh.model_digest, seeds=fresh.seeds, n_frames=fresh.n_frames,
            seconds_of_work=round(fresh.seconds_of_work, 3), frames_drawn=fresh.frames_drawn,
            notes=fresh.notes, made=time.strftime("%Y-%m-%dT%H:%M:%S%z"))
        last = {} if fresh.last_frame is None else {LAST_FRAME: fresh.last_frame}
        write_folder(folder, {
            "clip.mp4": fresh.clip,
            **last,
            "recipe.json": _json(fresh.recipe),
            "take.json": _json(record.model_dump(mode="json")),
        })
        return Take(fresh.scene, folder, record, fresh.recipe)

    def choice(self, scene: str) -> Choice:
        """Return what a person decided for ``scene``; else chance number 1 and the board's seed."""
        path = self._folder(scene) / "chosen.json"
        try:
            return Choice.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            return Choice()
        except (OSError, ValidationError) as error:
            raise RenderError(f"{path}: does not say which take is chosen ({_first_line(error)}); "
                              f"delete it to go back to the scene's own take") from error

    def choose(self, scene: str, choice: Choice) -> None:
        """Remember ``choice`` for ``scene``.

        Raises:
            OutputError: It cannot be written.
        """
        path = self._folder(scene) / "chosen.json"
        with writing_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, _json(choice.model_dump(mode="json", exclude_none=True)))

    def shown(self, scene: str) -> Take | None:
        """Return the take of ``scene`` that the film shows now; else the newest whole one, or ``None``."""
        takes = self.of_scene(scene)
        digest = self._in_film().get(scene)
        first = [take for take in takes if take.record.digest == digest]
        return next((take for take in [*first, *reversed(takes)] if _is_whole(take)), None)

    def remember_film(self, takes: Mapping[str, Take]) -> None:
        """Write down which take of each scene the film shows.

        Raises:
            OutputError: It cannot be written.
        """
        shown = {scene: take.record.digest for scene, take in takes.items()}
        write_file(self.folder / "film.json", _json(shown))

    def _in_film(self) -> dict[str, str]:
        try:
            content = json.loads((self.folder / "film.json").read_bytes())
        except (OSError, ValueError):
            return {}  # Only the newest take is then taken for the one in the film.
        return content if isinstance(content, dict) else {}

    def remove(self, take: Take) -> None:
        """Delete ``take`` from the disk.

        Raises:
            OutputError: It cannot be deleted.
        """
        with writing_errors(take.folder):
            shutil.rmtree(take.folder)

    def _folder(self, scene: str) -> Path:
        folder = self.folder / scene
        # A link would let a board that came from somebody else write and delete outside its own folder.
        if folder.is_symlink() or self.folder.is_symlink():
            raise RenderError(f"{folder}: is a link, and takes stay inside their board; "
                              f"put a folder in its place")
        return folder

    def _scene_folders(self) -> list[Path]:
        if not self.folder.is_dir():
            return []
        return sorted(path for path in self.folder.iterdir() if path.is_dir() and not path.is_symlink())


def list_takes(board_dir: Path | str) -> dict[str, list[ListedTake]]:
    """Return all takes of a board by scene id, also of scenes that are no longer in it."""
    takes = Takes(board_folder(board_dir))
    return {scene: takes.listed(scene) for scene in takes.scenes()}


def _without_chance(take: Take) -> object:
    """Return all of a take's recipe that is not chance."""
    scene = take.recipe.get("scene", {})
    shots = [{name: value for name, value in shot.items() if name != "seed"}
             for shot in scene.get("shots", [])]
    return {**scene, "shots": shots}, take.recipe.get("encoding")


def _read(scene: str, folder: Path) -> Take | None:
    """Return the take in ``folder`` if its two records can be read."""
    try:
        record = TakeRecord.model_validate_json((folder / "take.json").read_bytes())
        recipe = json.loads((folder / "recipe.json").read_bytes())
    except (OSError, ValueError):
        return None
    return Take(scene, folder, record, recipe) if isinstance(recipe, dict) else None


def _is_whole(take: Take) -> bool:
    try:
        return _sha256(take.clip.read_bytes()) == take.record.clip_sha256
    except OSError:
        return False


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _json(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False, sort_keys=True) + "\n").encode()


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
