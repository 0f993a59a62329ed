"""Whether every name in a scene means somebody: the cast of scenes and shots, and ``{id}`` in prompts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from storyboard.board.documents import Keys, Plain, did_you_mean
from storyboard.board.model import Scene, Shot
from storyboard.board.wording import REFERENCE


@dataclass(frozen=True, slots=True)
class NameFault:
    """One name that means nobody."""

    keys: Keys
    """Where it stands in the scene."""
    message: str
    words: str = ""
    """What to look for there, when it stands inside a longer text."""


def scene_name_faults(scene: Scene, known: Collection[str]) -> list[NameFault]:
    """Return every name in ``scene`` that is not among the ids ``known``."""
    in_shots = (shot_name_faults(shot, known, index) for index, shot in enumerate(scene.shots))
    return [*_unknown(scene.cast, known, ("cast",)), *(fault for faults in in_shots for fault in faults)]


def shot_name_faults(shot: Shot, known: Collection[str], index: int = 0) -> list[NameFault]:
    """Return the same for one shot, the ``index``-th of its scene from 0."""
    return [*_unknown(shot.cast, known, ("shots", index, "cast")),
            *_in_prompt(shot.prompt, known, ("shots", index, "prompt"))]


def file_name_faults(values: Mapping[str, Plain], known: Collection[str] | None) -> list[NameFault]:
    """Return the same for a scene file that may have other faults: what is no name is passed over.

    Args:
        known: ``None`` when the cast could not be read, so that names cannot be judged.
    """
    faults = list(_unknown(_words(values.get("cast")), known, ("cast",)))
    shots = values.get("shots")
    for index, shot in enumerate(shots if isinstance(shots, list) else []):
        if isinstance(shot, dict):
            faults += _unknown(_words(shot.get("cast")), known, ("shots", index, "cast"))
            prompt = shot.get("prompt")
            if isinstance(prompt, str):
                faults += _in_prompt(prompt, known, ("shots", index, "prompt"))
    return faults


def _words(value: Plain) -> list[str]:
    return [item if isinstance(item, str) else "" for item in value] if isinstance(value, list) else []


def _unknown(names: Sequence[str], known: Collection[str] | None, keys: Keys) -> Iterator[NameFault]:
    for index, name in enumerate(names):
        if known is not None and name and name not in known:
            yield NameFault((*keys, index), f"'{name}' is nobody in the cast; {_offer(name, known)}")


def _in_prompt(prompt: str, known: Collection[str] | None, keys: Keys) -> Iterator[NameFault]:
    if not prompt.strip():
        yield NameFault(keys, "is blank; say in one sentence what the picture shows")
    rest = REFERENCE.sub("", prompt)
    if "{" in rest or "}" in rest:
        yield NameFault(keys, "a brace without its partner; a subject is named as {id}")
    for name in dict.fromkeys(REFERENCE.findall(prompt)):
        if known is not None and name.strip() not in known:
            yield NameFault(keys, f"{{{name}}} is nobody in the cast; {_offer(name, known)}", f"{{{name}}}")


def _offer(word: str, known: Collection[str]) -> str:
    if near := did_you_mean(word, known):
        return f"did you mean '{near}'?"
    if known:
        listed = ", ".join(list(known)[:12]) + (", ..." if len(known) > 12 else "")
        return f"the cast in board.yaml is {listed}"
    return "board.yaml has no cast yet; add it there"
