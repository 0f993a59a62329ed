"""Whether every name in a scene means somebody: the cast of scenes and shots, and ``{id}`` in prompts."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from storyboard.board.documents import Keys, did_you_mean
from storyboard.board.model import Scene
from storyboard.board.wording import REFERENCE


def name_faults(scene: Scene, known: Collection[str] | None) -> Iterator[tuple[Keys, str, str]]:
    """Yield ``(where in the scene, what is wrong, the words to look for)``.

    Args:
        known: Ids of the board's cast; ``None`` when it could not be read, and names cannot be judged.
    """
    yield from _unknown(scene.cast, known, ("cast",))
    for index, shot in enumerate(scene.shots):
        keys: Keys = ("shots", index)
        yield from _unknown(shot.cast, known, (*keys, "cast"))
        if not shot.prompt:
            yield (*keys, "prompt"), "is blank; say in one sentence what the picture shows", ""
        rest = REFERENCE.sub("", shot.prompt)
        if "{" in rest or "}" in rest:
            yield ((*keys, "prompt"), "a brace without its partner; a subject is named as {id}",
                   "{" if "{" in rest else "}")
        for match in dict.fromkeys(REFERENCE.findall(shot.prompt)):
            if known is not None and match.strip() not in known:
                yield ((*keys, "prompt"), f"{{{match}}} is nobody in the cast; {_offer(match, known)}",
                       f"{{{match}}}")


def _unknown(names: tuple[str, ...], known: Collection[str] | None, keys: Keys,
             ) -> Iterator[tuple[Keys, str, str]]:
    for index, name in enumerate(names):
        if known is not None and name not in known:
            yield (*keys, index), f"'{name}' is nobody in the cast; {_offer(name, known)}", ""


def _offer(word: str, known: Collection[str]) -> str:
    if near := did_you_mean(word, known):
        return f"did you mean '{near}'?"
    if known:
        listed = ", ".join(list(known)[:12]) + (", ..." if len(known) > 12 else "")
        return f"the cast in board.yaml is {listed}"
    return "board.yaml has no cast yet; add it there"
