"""A new plan over an edited board: what a person changed survives.

Three boards meet: ``base``, what the planner wrote last; ``old``, what stands on disk now; ``new``, the
planner's new plan. Where old differs from base, a person changed it, and the person's word is kept; elsewhere
the new plan's is taken. Scenes are the same scene when they show (nearly) the same text, whatever their ids.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from storyboard.board.files import read_board, read_plan, write_board
from storyboard.board.layout import free_scene_id, is_board
from storyboard.board.model import Board, Part, Scene, Shot, Subject
from storyboard.board.wording import REFERENCE, named_ids

SAME_SCENE = 0.5
"""Share of words that two scenes have in common (Dice coefficient) from which on they count as one scene."""

P = TypeVar("P", bound=Part)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplanReport:
    """What became of a person's edits."""

    kept: tuple[str, ...] = ()
    """Edits that stand in the new board: ``scene s02: title``, ``cast.fox: look``."""
    dropped: tuple[str, ...] = ()
    """What went, with the reason."""
    plan: Board
    """The new plan as the planner made it, with the ids of the old board: the base of the next time."""


def write_plan(new: Board, folder: Path | str) -> ReplanReport:
    """Write a fresh plan to ``folder``; over a board that is there already, a person's edits are kept.

    Raises:
        BoardError: The board that is there has faults.
        OutputError: The folder cannot be written.
    """
    if not is_board(folder):
        write_board(new, folder, planned=True)
        return ReplanReport(plan=new)
    board, report = replan(read_board(folder), new, read_plan(folder))
    write_board(board, folder, planned=True, plan=report.plan)
    return report


def edited_texts(folder: Path | str) -> tuple[str, ...]:
    """Return the texts, as the planner wrote them, of the scenes of a board that a person worked on.

    Where a text still stands in the story it should stay a scene, or the work on it would be lost.

    Raises:
        BoardError: The board has faults.
    """
    if not is_board(folder):
        return ()
    old, base = read_board(folder), read_plan(folder)
    planned = {scene.id: scene for scene in base.scenes} if base else {}
    texts = []
    for scene in old.scenes:
        was = planned.get(scene.id)
        if scene.text and (base is None or (was is not None and scene != was)):
            texts.append(was.text if was is not None else scene.text)
    return tuple(texts)


def replan(old: Board, new: Board, base: Board | None) -> tuple[Board, ReplanReport]:
    """Return ``new`` with the edits that a person made in ``old``, and what was kept and dropped.

    Args:
        old: The board as it stands.
        new: The planner's new plan of the same (or a changed) story.
        base: The board as the planner wrote it last. ``None``: not known, so everything in ``old`` counts as
            written by a person.
    """
    plan = _with_old_subject_ids(new, old)
    base = _with_old_subject_ids(base, old) if base else None
    ids = _matching_ids(plan, old, base)
    plan = plan.model_copy(update={"scenes": tuple(
        scene.model_copy(update={"id": name}) for scene, name in zip(plan.scenes, ids, strict=True))})
    kept: list[str] = []
    dropped: list[str] = []
    scenes = _scenes(old, plan, base, kept, dropped)
    cast = _cast(old, plan, base, scenes, kept, dropped)
    head, changed = _merged(old, plan, base, skip=("version", "cast", "scenes", "story", "notes", "film"))
    film, changed_film = _merged(old.film, plan.film, base.film if base else None)
    kept[:0] = [*changed, *(f"film: {name}" for name in changed_film)]
    board = head.model_copy(update={"film": film, "cast": cast, "scenes": tuple(scenes)})
    return board, ReplanReport(kept=tuple(kept), dropped=tuple(dropped), plan=plan)


def _merged(old: P, new: P, base: P | None, skip: Sequence[str] = ()) -> tuple[P, list[str]]:
    """Return ``new`` with the fields that differ between ``old`` and ``base``, and their names."""
    kept = [name for name in type(new).model_fields if name not in skip
            and getattr(old, name) != getattr(new, name)
            and (base is None or getattr(old, name) != getattr(base, name))]
    return new.model_copy(update={name: getattr(old, name) for name in kept}), kept


# --- which scene is which

def _matching_ids(plan: Board, old: Board, base: Board | None) -> list[str]:
    """Return the id of each scene of ``plan``: that of the scene with its text, or one never used before."""
    # The planner's own text decides where it is known: a person may have shortened it on the board.
    texts = {scene.id: scene.text for scene in old.scenes}
    texts.update({scene.id: scene.text for scene in base.scenes} if base else {})
    left = {name: _sequence(text) for name, text in texts.items()}
    ids: list[str | None] = [None] * len(plan.scenes)
    # First those that kept id and text, then those that kept the text: a refrain may stand in several scenes.
    for kept_id in (True, False):
        for index, scene in enumerate(plan.scenes):
            here = _sequence(scene.text)
            found = [name for name, there in left.items() if here == there
                     and (name == scene.id if kept_id else bool(here))]
            if ids[index] is None and found:
                ids[index] = found[0]
                del left[found[0]]
    words = {name: Counter(sequence) for name, sequence in left.items() if sequence}
    pairs = []
    for index, scene in enumerate(plan.scenes):
        if ids[index] is None and scene.text:
            shown = Counter(_sequence(scene.text))
            pairs += [(likeness, -index, name) for name, there in words.items()
                      if (likeness := _likeness(shown, there)) >= SAME_SCENE]
    for _, negative_index, likest in sorted(pairs, reverse=True):
        if ids[-negative_index] is None and likest in words:
            ids[-negative_index] = likest
            del words[likest]
    taken = {*texts, *(name for name in ids if name)}
    settled = []
    for name in ids:
        settled.append(name or free_scene_id(taken))
        taken.add(settled[-1])
    return settled


def _sequence(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _likeness(first: Counter[str], second: Counter[str]) -> float:
    total = first.total() + second.total()
    return 2 * sum(min(count, second[word]) for word, count in first.items()) / total if total else 0.0


def _home_of(text: str, plan: Board) -> str | None:
    """Return the id of the scene that tells nearly all of ``text`` among other things."""
    words = Counter(_sequence(text))
    for scene in plan.scenes:
        there = Counter(_sequence(scene.text))
        if words and sum(min(count, there[word]) for word, count in words.items()) >= 0.8 * words.total():
            return scene.id
    return None


# --- scenes

def _scenes(old: Board, plan: Board, base: Board | None, kept: list[str], dropped: list[str]) -> list[Scene]:
    before = {scene.id: scene for scene in old.scenes}
    planned_before = {scene.id: scene for scene in base.scenes} if base else {}
    planned = {scene.id: scene for scene in plan.scenes}
    result: dict[str, Scene] = {}
    for name, scene in planned.items():
        if name in before:
            result[name] = _scene(before[name], scene, planned_before.get(name), kept)
        elif name in planned_before:
            kept.append(f"scene {name}: stays out")
        else:
            result[name] = scene
    for name, scene in before.items():
        if name in planned:
            continue
        if name not in planned_before and (base is not None or not scene.text):
            result[name] = scene
            kept.append(f"scene {name}: your own")
        else:
            edits: list[str] = []
            if name in planned_before:
                _scene(scene, planned_before[name], planned_before[name], edits)
            lost = ", ".join(edit.partition(": ")[2] for edit in edits)
            title = f" ({scene.title})" if scene.title else ""
            text = planned_before[name].text if name in planned_before else scene.text
            home = _home_of(text, plan)
            why = f"its text is in scene {home} now" if home else "its text is no longer in the story"
            dropped.append(f"scene {name}{title}: {why}" + (f"; with it went your {lost}" if lost else ""))
    if not result:  # Every scene had been taken out by hand: a board without scenes is none.
        return list(plan.scenes)
    return [result[name] for name in _order(old, plan, base, result, kept)]


def _scene(old: Scene, new: Scene, base: Scene | None, kept: list[str]) -> Scene:
    scene, changed = _merged(old, new, base, skip=("id", "setting", "shots"))
    setting, changed_setting = _merged(old.setting, new.setting, base.setting if base else None)
    kept += [f"scene {new.id}: {name}" for name in (*changed, *changed_setting)]
    shots = _shots(old, new, base, kept)
    return scene.model_copy(update={"setting": setting, "shots": shots})


def _shots(old: Scene, new: Scene, base: Scene | None, kept: list[str]) -> tuple[Shot, ...]:
    if old.shots == new.shots or (base is not None and old.shots == base.shots):
        return new.shots
    if base is None or not len(old.shots) == len(new.shots) == len(base.shots):
        # The person's shots and the planner's cannot be paired: those that a person worked on are the film's.
        kept.append(f"scene {new.id}: shots")
        return old.shots
    shots = []
    rows = zip(old.shots, new.shots, base.shots, strict=True)
    for number, (before, after, planned) in enumerate(rows, start=1):
        if before != planned and after.action != planned.action:
            # The planner shows something else there now; half of each would be neither.
            shots.append(before)
            kept.append(f"scene {new.id}: shot {number}")
            continue
        shot, changed = _merged(before, after, planned)
        shots.append(shot)
        kept += [f"scene {new.id}: {name} of shot {number}" for name in changed]
    return tuple(shots)


def _order(old: Board, plan: Board, base: Board | None, names: Mapping[str, Scene],
           kept: list[str]) -> list[str]:
    """Return the ids of ``names`` in the new plan's order, or in the person's if that was changed by hand."""
    by_person = [scene.id for scene in old.scenes if scene.id in names]
    by_plan = [scene.id for scene in plan.scenes if scene.id in names]
    planned_before = [scene.id for scene in base.scenes] if base else by_plan
    shared = set(by_person) & set(planned_before)
    moved = ([name for name in by_person if name in shared]
             != [name for name in planned_before if name in shared])
    if moved:
        kept.append("order of scenes")
    order, others = (by_person, by_plan) if moved else (by_plan, by_person)
    for index, name in enumerate(others):
        if name not in order:
            # Behind the scene that it follows where it comes from.
            earlier = [order.index(other) for other in others[:index][-1:] if other in order]
            order.insert(earlier[0] + 1 if earlier else 0, name)
    return order


# --- cast

def _with_old_subject_ids(new: Board, old: Board) -> Board:
    """Return ``new`` with the ids that ``old`` has for subjects of the same name."""
    free = {(subject.name.casefold(), subject.kind): name for name, subject in old.cast.items()
            if name not in new.cast}
    ids = {name: free[subject.name.casefold(), subject.kind] for name, subject in new.cast.items()
           if name not in old.cast and (subject.name.casefold(), subject.kind) in free}
    if not ids:
        return new

    def renamed(names: Sequence[str]) -> tuple[str, ...]:
        return tuple(ids.get(name, name) for name in names)

    scenes = []
    for scene in new.scenes:
        shots = tuple(shot.model_copy(update={
            "cast": renamed(shot.cast),
            "prompt": REFERENCE.sub(lambda match: f"{{{ids.get(match[1].strip(), match[1])}}}", shot.prompt),
        }) for shot in scene.shots)
        place = scene.setting.place
        setting = scene.setting.model_copy(update={"place": ids.get(place, place) if place else place})
        scenes.append(scene.model_copy(update={
            "cast": renamed(scene.cast), "shots": shots, "setting": setting}))
    cast = {ids.get(name, name): subject for name, subject in new.cast.items()}
    return new.model_copy(update={"cast": cast, "scenes": tuple(scenes)})


def _cast(old: Board, plan: Board, base: Board | None, scenes: Sequence[Scene], kept: list[str],
          dropped: list[str]) -> dict[str, Subject]:
    planned_before = base.cast if base else {}
    needed: set[str] = set()
    for scene in scenes:
        needed.update(scene.cast, [scene.setting.place or ""])
        for shot in scene.shots:
            needed.update(shot.cast, named_ids(shot.prompt))
    cast: dict[str, Subject] = {}
    for name, subject in plan.cast.items():
        if name in old.cast:
            cast[name], changed = _merged(old.cast[name], subject, planned_before.get(name))
            kept += [f"cast.{name}: {field}" for field in changed]
        elif name in planned_before and name not in needed:
            kept.append(f"cast.{name}: stays out")
        else:
            cast[name] = subject
            if name in planned_before:
                dropped.append(f"cast.{name}: is back, because the new plan shows {subject.name}")
    for name, subject in old.cast.items():
        if name in plan.cast:
            continue
        if name in needed or (base is not None and name not in planned_before):
            cast[name] = subject
            why = "your own" if name not in planned_before else "still named in a scene"
            kept.append(f"cast.{name}: {why}")
        elif base is None or subject != planned_before[name]:
            dropped.append(f"cast.{name}: {subject.name} is no longer in the story")
    return cast
