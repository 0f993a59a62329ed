"""What is allowed in a board but probably not meant."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from storyboard.board.model import Board, Scene, SubjectKind
from storyboard.board.wording import REFERENCE, named_ids
from storyboard.timecode import exact_rate, exact_seconds

_PRONOUN = re.compile(
    r"\b(?:he|she|they|him|them|we|us|i|you|himself|herself|themselves|itself"
    r"|it(?!\s+(?:rains|snows|is\s+(?:raining|snowing|dark|night|day|morning|evening))))\b", re.IGNORECASE)
_TOLD_PRONOUN = re.compile(r"\b(he|him|himself|she|her|herself|they|them|themselves)\b", re.IGNORECASE)
_QUOTED = re.compile(r"“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)")
_FEMALE = frozenset(
    {"woman", "girl", "queen", "princess", "maid", "witch", "fairy", "lady", "mother", "sister"}
)
_MALE = frozenset({"man", "boy", "king", "prince", "wizard", "knight", "huntsman", "father", "brother"})
_NEGATION = re.compile(r"\b(?:not|no|never|nobody|nothing|none|without|cannot)\b|n['’]t\b", re.IGNORECASE)


def warnings(board: Board) -> list[str]:
    """Return what a person should know before rendering ``board``, one sentence each."""
    return [
        *_about_cast(board),
        *_about_names(board),
        *(line for scene in board.scenes for line in _about_scene(board, scene)),
    ]


def idle_edits(board: Board, planned: Board) -> list[str]:
    """Return the edits that change no picture although they look as if they did.

    The prompts alone are drawn. Who edits ``setting.time`` and leaves the prompts as the planner wrote them
    would wait in vain for the night.

    Args:
        planned: The board as the planner wrote it.
    """
    before = {scene.id: scene for scene in planned.scenes}
    lines = []
    for scene in board.scenes:
        old = before.get(scene.id)
        if old is None:
            continue
        same = [shot.prompt for shot in scene.shots] == [shot.prompt for shot in old.shots]
        edited = [name for name in type(scene.setting).model_fields
                  if getattr(scene.setting, name) != getattr(old.setting, name)]
        if same and edited:
            lines.append(f"scene {scene.id}: {' and '.join(edited)} of the setting changed, but the prompts "
                         "still say what they said; the prompts are what is drawn")
        for number, (shot, was) in enumerate(zip(scene.shots, old.shots, strict=False), start=1):
            if shot.action != was.action and shot.prompt == was.prompt:
                lines.append(f"scene {scene.id}, shot {number}: the action changed, but the prompt did not; "
                             "the prompt is what is drawn")
    return lines


def _about_cast(board: Board) -> Iterator[str]:
    in_frame: set[str] = set()
    for scene in board.scenes:
        in_frame.update([scene.setting.place or ""])
        for shot in scene.shots:
            in_frame.update(shot.cast, named_ids(shot.prompt))
    same_look = defaultdict(list)
    for name, subject in board.cast.items():
        if name not in in_frame:
            yield f"cast.{name}: {subject.name} is in the cast but never in frame"
        if not subject.look:
            yield f"cast.{name}: {subject.name} has no look, so every shot may draw another one"
        elif subject.kind is not SubjectKind.PLACE:
            same_look[" ".join(subject.look.casefold().split())].append(name)
    for look, names in same_look.items():
        if len(names) > 1:
            yield f"cast: {' and '.join(names)} have the same look ({look}) and cannot be told apart"


def _about_names(board: Board) -> Iterator[str]:
    """Name those of the cast whom the story never names, and the scenes whose pronouns stand for nobody."""
    told = " ".join([board.story, *(scene.text for scene in board.scenes)]).casefold()
    if not told.strip():
        return  # A board written by hand has no story to be named in.
    for name, subject in board.cast.items():
        # "the old man": the last word is enough; the story may say "an old, tired man".
        words = [(called.casefold().split() or [""])[-1] for called in (subject.name, *subject.aliases)]
        if not any(re.search(rf"\b{re.escape(word)}", told) for word in words if word):
            yield (f"cast.{name}: the story never names {subject.name}; give it the name or the look that "
                   "you have in mind")
    for scene in board.scenes:
        spoken = _TOLD_PRONOUN.findall(_QUOTED.sub(" ", scene.text))
        nobody = [word for word in dict.fromkeys(word.lower() for word in spoken)
                  if not any(_may_be(board, who, word) for who in scene.cast)]
        if nobody:
            yield (f"scene {scene.id}: '{nobody[0]}' in its text stands for nobody of its cast; add who is "
                   "meant to the cast of the scene")


def _may_be(board: Board, who: str, pronoun: str) -> bool:
    """Return whether a pronoun may stand for one of the cast, as far as its name and look tell."""
    subject = board.cast.get(who)
    if subject is None or subject.kind is SubjectKind.PLACE:
        return False
    words = set(re.findall(r"[a-z]+", f"{subject.name} {subject.look}".casefold()))
    if pronoun in ("they", "them", "themselves"):
        return True
    if subject.kind is SubjectKind.THING:
        return False
    other = _MALE if pronoun in ("she", "her", "herself") else _FEMALE
    mine = _FEMALE if other is _MALE else _MALE
    return bool(words & mine) or not words & other


def _about_scene(board: Board, scene: Scene) -> Iterator[str]:
    if not scene.cast and not any(shot.cast or named_ids(shot.prompt) for shot in scene.shots):
        yield f"scene {scene.id}: has no cast; its shots show a place without anybody"
    for number, shot in enumerate(scene.shots, start=1):
        where = f"scene {scene.id}, shot {number}"
        words = REFERENCE.sub(" ", shot.prompt)
        if pronoun := _PRONOUN.search(words):
            yield f"{where}: '{pronoun[0]}' in the prompt stands for nobody; a model sees this prompt alone"
        if negation := _NEGATION.search(words):
            yield (f"{where}: '{negation[0]}' in the prompt; models tend to draw what is denied. Say what is "
                   "seen, or use the field negative")
        strangers = [name for name in shot.cast if scene.cast and name not in scene.cast]
        if strangers:
            yield f"{where}: {', '.join(strangers)} in frame, but not in the scene's cast"
        if exact_seconds(shot.seconds) * exact_rate(board.film.fps) < Fraction(1, 2):
            yield f"{where}: {shot.seconds:g} s is shorter than one frame; it lasts one frame"
