"""What a render will do before it does it: which scenes keep their takes, which are rendered, and why."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import Any

from pydantic import ValidationError

from pipeline.engines.maker import Maker
from pipeline.engines.worker import SceneJob, ShotJob
from pipeline.film.encode import Encoding, Fit
from pipeline.models.consistency import choose_levers
from pipeline.requests import frames_to_draw, held_parts, shot_jobs
from pipeline.takes import Choice, Take, Takes
from storyboard.board import Board, Scene
from storyboard.board.recipe import (
    Recipe,
    changed_parts,
    reference_digests,
    scene_recipe,
)
from storyboard.board.recipe import digest as recipe_digest
from storyboard.timecode import exact_rate, format_length


class Fate(StrEnum):
    """What a render does with a scene."""

    KEPT = "kept"
    """Its take is what the board says now."""
    RENDER = "render"
    LEFT = "left"
    """It has no valid take, and was not asked for with ``--scene``."""


@dataclass(frozen=True, slots=True, eq=False)
class ScenePlan:
    """What will be done with one scene, and why."""

    scene: Scene
    fate: Fate
    digest: str
    """Names the take that the scene needs."""
    recipe: Mapping[str, Any]
    reasons: tuple[str, ...]
    """``look of fox changed``, ``not rendered yet``, ``take 3 was chosen``."""
    take: Take | None
    """The take that is kept, or the one that stands in for a scene that is left."""
    n_frames: int
    """Length in frames of the film."""
    frames_to_draw: int
    """Frames that the model must draw."""
    seconds: float | None
    """Estimated time of work; ``None`` while nothing was ever rendered with this model in this board."""

    def __str__(self) -> str:
        words = {Fate.KEPT: "kept", Fate.RENDER: "to render", Fate.LEFT: "left as it is"}[self.fate]
        reasons = f" ({', '.join(self.reasons)})" if self.reasons else ""
        return f"{self.scene.id}: {words}{reasons}"


@dataclass(frozen=True, slots=True, eq=False)
class RenderPlan:
    """What a render will do, in the film's order."""

    scenes: tuple[ScenePlan, ...]
    model: str
    fps: Fraction

    @property
    def to_render(self) -> tuple[ScenePlan, ...]:
        """The scenes that will be rendered."""
        return tuple(scene for scene in self.scenes if scene.fate is Fate.RENDER)

    @property
    def kept(self) -> tuple[ScenePlan, ...]:
        """The scenes whose takes are what the board says."""
        return tuple(scene for scene in self.scenes if scene.fate is Fate.KEPT)

    @property
    def seconds(self) -> float | None:
        """Estimated time of all work; ``None`` if it cannot be known yet."""
        times = [scene.seconds for scene in self.to_render]
        return None if None in times else sum(time for time in times if time is not None)

    def lines(self) -> list[str]:
        """Return what is kept, what will be rendered and why, and how long it will take, for people."""
        plain = [scene.scene.id for scene in self.kept if not scene.reasons]
        told = [f"kept: {', '.join(plain)}"] if plain else []
        told += [str(scene) for scene in self.scenes if scene.fate is not Fate.KEPT or scene.reasons]
        if self.to_render:
            time = "time not known yet" if self.seconds is None else f"about {_length(self.seconds)}"
            told.append(f"{len(self.to_render)} of {len(self.scenes)} scenes to render, {time}")
        return told


@dataclass(frozen=True, slots=True, eq=False)
class Planner:
    """All that decides what a scene's take is made from, besides the scene."""

    board: Board
    folder: Path
    maker: Maker
    encoding: Encoding
    takes: Takes
    references: Mapping[str, str]
    """sha256 of each subject's reference picture by id; empty for a model that takes none."""
    levers: tuple[str, ...]
    """What keeps subjects the same from clip to clip; names of ``pipeline.models.consistency``."""

    def recipe(self, scene: Scene, *, take: int = 1, seed: int | None = None) -> Recipe:
        """Return what a take of ``scene`` with this chance is made from.

        Raises:
            BoardError: A prompt names somebody unknown.
        """
        return scene_recipe(self.board, scene, model=self.maker.name, model_digest=self.maker.digest,
                            take=take, seed=seed, references=self.references)

    def digest(self, scene: Scene, recipe: Recipe) -> str:
        """Return the name of the take of ``recipe``, clip and all: sha256 in hex."""
        content = [recipe_digest(recipe), self._encoding(), self._held(scene, recipe)]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def record(self, scene: Scene, recipe: Recipe, choice: Choice) -> dict[str, Any]:
        """Return ``recipe``, the encoding and the chance as they are kept beside the clip."""
        return {"scene": recipe.model_dump(mode="json"), "encoding": self._encoding(),
                **self._held(scene, recipe), "chance": {"take": choice.take, "seed": choice.seed}}

    def pinned(self, choice: Choice, scene: str, digest: str) -> Choice:
        """Return ``choice`` so that it means the very take ``digest`` as long as ``scene`` is not edited."""
        content = self._scene(scene)
        base = self.digest(content, self.recipe(content))
        return Choice(take=choice.take, seed=choice.seed, digest=digest, base=base)

    def plan(self, *, only: Collection[str] | None = None,
             choices: Mapping[str, Choice] | None = None) -> RenderPlan:
        """Return what must be rendered.

        Args:
            only: Ids of the scenes that may be rendered; ``None``: all.
            choices: By scene id, used instead of what is on the disk.
        """
        pace = self._pace()
        plans = []
        for scene in self.board.scenes:
            choice = (choices or {}).get(scene.id) or self.takes.choice(scene.id)
            asked = only is None or scene.id in only
            plans.append(self._plan_scene(scene, choice, asked, pace))
        return RenderPlan(tuple(plans), self.maker.name, self.encoding.fps)

    def plan_retake(self, scene: str, choice: Choice) -> ScenePlan:
        """Return what must be done for one more take of ``scene``, with the chance of ``choice``."""
        plan = self._plan_scene(self._scene(scene), choice, True, self._pace())
        return replace(plan, reasons=("another take",)) if plan.fate is Fate.RENDER else plan

    def job(self, plan: ScenePlan) -> SceneJob:
        """Return the work of rendering ``plan``."""
        shots = self._shots(plan.scene, Recipe.model_validate(plan.recipe["scene"]))
        return SceneJob(plan.scene.id, plan.digest, plan.recipe, shots, self.encoding, self.maker.name)

    def _shots(self, scene: Scene, recipe: Recipe) -> tuple[ShotJob, ...]:
        return shot_jobs(self.board, self.folder, scene, recipe, card=self.maker.card, fps=self.encoding.fps,
                         references=self.references, levers=self.levers)

    def _held(self, scene: Scene, recipe: Recipe) -> dict[str, Any]:
        """Return what consistency adds to the recipe, under its name; nothing if it adds nothing."""
        parts = held_parts(self._shots(scene, recipe))
        return {"consistency": parts} if parts else {}

    def _scene(self, name: str) -> Scene:
        return next(scene for scene in self.board.scenes if scene.id == name)

    def _plan_scene(self, scene: Scene, choice: Choice, asked: bool, pace: float | None) -> ScenePlan:
        base = self.digest(scene, self.recipe(scene))
        if choice.digest and choice.base == base and (take := self.takes.find(scene.id, choice.digest)):
            # The very take that a person chose, for the scene as it still is.
            return self._scene_plan(scene, take.record.digest, take.recipe, take, Fate.KEPT,
                                    (f"take {take.record.number} was chosen",), pace)
        recipe = self.recipe(scene, take=choice.take, seed=choice.seed)
        digest, record = self.digest(scene, recipe), self.record(scene, recipe, choice)
        if take := self.takes.find(scene.id, digest):
            chosen = choice != Choice()
            reasons = (_chance(choice),) if chosen else ()
            return self._scene_plan(scene, digest, record, take, Fate.KEPT, reasons, pace)
        reasons = self._why(scene, digest, recipe)
        stand_in = None if asked else self.takes.shown(scene.id)
        fate = Fate.RENDER if asked else Fate.LEFT
        return self._scene_plan(scene, digest, record, stand_in, fate, reasons, pace)

    def _scene_plan(self, scene: Scene, digest: str, record: Mapping[str, Any], take: Take | None, fate: Fate,
                    reasons: tuple[str, ...], pace: float | None) -> ScenePlan:
        lengths = [shot["n_frames"] for shot in record["scene"]["shots"]]
        drawn = sum(frames_to_draw(length, self.encoding.fps, self.maker.card) for length in lengths)
        seconds = pace * drawn if pace is not None else None
        return ScenePlan(scene, fate, digest, record, reasons, take, sum(lengths), drawn, seconds)

    def _why(self, scene: Scene, digest: str, recipe: Recipe) -> tuple[str, ...]:
        """Return why ``scene`` has no valid take, compared with the take that the film shows now."""
        if self.takes.is_damaged(scene.id, digest):
            return ("its take is damaged",)
        old = self.takes.shown(scene.id)
        if old is None:
            return ("not rendered yet",)
        try:
            before = Recipe.model_validate(old.recipe["scene"])
        except (KeyError, ValidationError):
            return ("its take is of an older version",)
        parts = [f"{part} changed" for part in changed_parts(before, recipe)]
        if old.recipe.get("encoding") != self._encoding():
            parts.append("encoding changed")
        if old.recipe.get("consistency") != self._held(scene, recipe).get("consistency") and not parts:
            parts.append("consistency changed")
        return tuple(parts) or ("its take is damaged",)

    def _pace(self) -> float | None:
        """Return the seconds of work for each frame drawn, from past takes of this model in this board."""
        records = [take.record for scene in self.takes.scenes() for take in self.takes.of_scene(scene)]
        paces = [record.seconds_of_work / record.frames_drawn for record in records
                 if record.model_digest == self.maker.digest and record.frames_drawn]
        return median(paces) if paces else None

    def _encoding(self) -> dict[str, Any]:
        # Size and frame rate are in the recipe already.
        return {"fit": str(self.encoding.fit), "crf": self.encoding.crf, "preset": self.encoding.preset}


def make_planner(board: Board, folder: Path, maker: Maker, *, fit: Fit, crf: int, preset: str,
                 consistency: Collection[str] | None = None, takes: str = "takes") -> Planner:
    """Return the planner of ``board`` with ``maker`` and this way of encoding.

    Args:
        takes: Name of the board's folder of takes.
        consistency: Names of the levers to use; ``None``: what suits the model.

    Raises:
        BoardError: A reference picture cannot be read.
        ModelError: The model cannot do what ``consistency`` asks for.
    """
    film = board.film
    encoding = Encoding(width=film.width, height=film.height, fps=exact_rate(film.fps), fit=fit, crf=crf,
                        preset=preset)
    levers = choose_levers(maker.card, consistency)
    references = reference_digests(board, folder) if "references" in levers else {}
    return Planner(board, folder, maker, encoding, Takes(folder, takes), references, levers)


def _length(seconds: float) -> str:
    return format_length(seconds) if seconds >= 1 else "1s"


def _chance(choice: Choice) -> str:
    words = [f"take {choice.take}"] if choice.take != 1 else []
    if choice.seed is not None:
        words.append(f"seed {choice.seed}")
    return f"{' with '.join(words) or 'take 1'} was chosen"
