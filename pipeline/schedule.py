"""What a render will do before it does it: which scenes keep their takes, which are rendered, and why."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import Any, Self

from pydantic import ValidationError

from pipeline.anchors import DrawnReference, with_drawn_references
from pipeline.continuation import LAST_FRAME, Continuation, place_continues
from pipeline.engines.maker import Maker
from pipeline.engines.worker import SceneJob, ShotJob
from pipeline.film.encode import Encoding, Fit
from pipeline.guiding import choose_guide
from pipeline.models.consistency import choose_strategies
from pipeline.models.interface import Guide
from pipeline.reporting import about, count
from pipeline.requests import frames_to_draw, held_parts, shot_jobs, without_looks
from pipeline.takes import Choice, Take, Takes
from storyboard.board import Board, Scene
from storyboard.board.recipe import (
    Recipe,
    changed_parts,
    reference_digests,
    scene_recipe,
)
from storyboard.board.recipe import digest as recipe_digest
from storyboard.timecode import exact_rate


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
    """Estimated time of work; ``None`` while nothing was rendered with this model in this board."""
    goes_on: Continuation | None = None
    """The take that it goes on from, where chaining crosses the cut before it."""

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
    at_once: int = 1
    """How many scenes are rendered at the same time."""

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
        """Estimated time until all work is done; ``None`` if it cannot be known yet."""
        times = [scene.seconds for scene in self.to_render if scene.seconds is not None]
        if len(times) < len(self.to_render):
            return None
        return sum(times) / self.at_once

    def at_pace(self, pace: float) -> Self:
        """Return this plan with the estimate of a model that needs ``pace`` seconds for each frame drawn."""
        return replace(self, scenes=tuple(replace(scene, seconds=pace * scene.frames_to_draw)
                                          for scene in self.scenes))

    def lines(self) -> list[str]:
        """Return what is kept, what will be rendered and why, and how long it will take, for people."""
        plain = [scene.scene.id for scene in self.kept if not scene.reasons]
        told = [f"kept: {', '.join(plain)}"] if plain else []
        told += [str(scene) for scene in self.scenes if scene.fate is not Fate.KEPT or scene.reasons]
        if self.to_render:
            time = "time not known yet" if self.seconds is None else about(self.seconds)
            told.append(f"{len(self.to_render)} of {count(len(self.scenes), 'scene')} to render, {time}")
        return told


@dataclass(frozen=True, slots=True, eq=False)
class RetakePlan(RenderPlan):
    """More takes of one scene; ``scenes`` has an entry for each of them."""

    def lines(self) -> list[str]:
        scene, there = self.scenes[0].scene.id, len(self.kept)
        told = [f"{scene}: {count(there, 'such take')} there already"] if there else []
        if self.to_render:
            time = "time not known yet" if self.seconds is None else about(self.seconds)
            told.append(f"{scene}: {count(len(self.to_render), 'more take')} to render, {time}")
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
    strategies: tuple[str, ...]
    """What keeps subjects the same from clip to clip; names of ``pipeline.models.consistency``."""
    drawn: Mapping[str, DrawnReference]
    """Reference pictures that the model draws itself, by id; their digests are among ``references``."""
    guide: Guide | None = None
    """What clips start from, instead of from noise alone."""

    def recipe(self, scene: Scene, *, take: int = 1, seed: int | None = None) -> Recipe:
        """Return what a take of ``scene`` with this chance is made from.

        Raises:
            BoardError: A prompt names somebody unknown.
        """
        board = self.board if "looks" in self.strategies else without_looks(self.board)
        return scene_recipe(board, scene, model=self.maker.name, model_digest=self.maker.digest,
                            take=take, seed=seed, references=self.references)

    def digest(self, scene: Scene, recipe: Recipe, goes_on: Continuation | None = None) -> str:
        """Return the name of the take of ``recipe``, clip and all: sha256 in hex."""
        content = [recipe_digest(recipe), self._encoding(), self._held(scene, recipe, goes_on)]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def record(self, scene: Scene, recipe: Recipe, choice: Choice,
               goes_on: Continuation | None = None) -> dict[str, Any]:
        """Return ``recipe``, the encoding and the chance as they are kept beside the clip."""
        return {"scene": recipe.model_dump(mode="json"), "encoding": self._encoding(),
                **self._held(scene, recipe, goes_on), "chance": {"take": choice.take, "seed": choice.seed}}

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
        plans: list[ScenePlan] = []
        for scene in self.board.scenes:
            choice = (choices or {}).get(scene.id) or self.takes.choice(scene.id)
            asked = only is None or scene.id in only
            goes_on = self._continuation(scene, plans[-1]) if plans else None
            plans.append(self._plan_scene(scene, choice, asked, pace, goes_on))
        return RenderPlan(tuple(plans), self.maker.name, self.encoding.fps)

    def plan_retakes(self, scene: str, choices: Sequence[Choice]) -> RetakePlan:
        """Return what must be done for more takes of ``scene``, one for each of ``choices``."""
        goes_on = next(plan.goes_on for plan in self.plan(only=()).scenes if plan.scene.id == scene)
        pace, content = self._pace(), self._scene(scene)
        plans = [self._plan_scene(content, choice, True, pace, goes_on) for choice in choices]
        return RetakePlan(tuple(plans), self.maker.name, self.encoding.fps)

    def job(self, plan: ScenePlan) -> SceneJob:
        """Return the work of rendering ``plan``."""
        shots = self._shots(plan.scene, Recipe.model_validate(plan.recipe["scene"]))
        shown = {path for shot in shots for path in shot.request.references}
        drawn = tuple(reference for reference in self.drawn.values() if reference.path in shown)
        return SceneJob(plan.scene.id, plan.digest, plan.recipe, shots, self.encoding, self.maker.name, drawn,
                        plan.goes_on)

    def _shots(self, scene: Scene, recipe: Recipe) -> tuple[ShotJob, ...]:
        return shot_jobs(self.board, self.folder, scene, recipe, card=self.maker.card, fps=self.encoding.fps,
                         references=self.references, strategies=self.strategies, guide=self.guide)

    def _held(self, scene: Scene, recipe: Recipe, goes_on: Continuation | None) -> dict[str, Any]:
        """Return what consistency adds to the recipe, under its names; nothing if it adds nothing."""
        parts = held_parts(self._shots(scene, recipe))
        held: dict[str, Any] = {"consistency": parts} if parts else {}
        if goes_on is not None:
            held["goes on"] = {"scene": goes_on.scene, "take": goes_on.digest}
        return held

    def _continuation(self, scene: Scene, before: ScenePlan) -> Continuation | None:
        """Return the take that ``scene`` goes on from; ``before``: what is done with the scene before it."""
        continues = place_continues(before.scene, scene, self.board.cast)
        if "chaining" not in self.strategies or not continues:
            return None
        digest = before.take.record.digest if before.take else before.digest
        path = self.takes.place(before.scene.id, digest) / LAST_FRAME
        if before.take and not path.is_file():
            return None  # A take of an older version, without that picture.
        return Continuation(before.scene.id, digest, path)

    def _scene(self, name: str) -> Scene:
        return next(scene for scene in self.board.scenes if scene.id == name)

    def _plan_scene(self, scene: Scene, choice: Choice, asked: bool, pace: float | None,
                    goes_on: Continuation | None) -> ScenePlan:
        base = self.digest(scene, self.recipe(scene))
        if choice.digest and choice.base == base and (take := self.takes.find(scene.id, choice.digest)):
            # The very take that a person chose, for the scene as it still is.
            return self._scene_plan(scene, take.record.digest, take.recipe, take, Fate.KEPT,
                                    (f"take {take.record.number} was chosen",), pace)
        recipe = self.recipe(scene, take=choice.take, seed=choice.seed)
        digest = self.digest(scene, recipe, goes_on)
        record = self.record(scene, recipe, choice, goes_on)
        if take := self.takes.find(scene.id, digest):
            chosen = choice != Choice()
            reasons = (_chance(choice),) if chosen else ()
            plan = self._scene_plan(scene, digest, record, take, Fate.KEPT, reasons, pace)
            return replace(plan, goes_on=goes_on)
        reasons = self._why(scene, digest, recipe, goes_on)
        stand_in = None if asked else self.takes.shown(scene.id)
        fate = Fate.RENDER if asked else Fate.LEFT
        plan = self._scene_plan(scene, digest, record, stand_in, fate, reasons, pace)
        return replace(plan, goes_on=goes_on)

    def _scene_plan(self, scene: Scene, digest: str, record: Mapping[str, Any], take: Take | None, fate: Fate,
                    reasons: tuple[str, ...], pace: float | None) -> ScenePlan:
        lengths = [shot["n_frames"] for shot in record["scene"]["shots"]]
        drawn = sum(frames_to_draw(length, self.encoding.fps, self.maker.card) for length in lengths)
        seconds = pace * drawn if pace is not None else None
        return ScenePlan(scene, fate, digest, record, reasons, take, sum(lengths), drawn, seconds)

    def _why(self, scene: Scene, digest: str, recipe: Recipe,
             goes_on: Continuation | None) -> tuple[str, ...]:
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
        held = self._held(scene, recipe, goes_on)
        if goes_on is not None and old.recipe.get("goes on", held["goes on"]) != held["goes on"]:
            parts.append(f"{goes_on.scene}, which it goes on from, changed")
        if not parts and any(old.recipe.get(name) != held.get(name) for name in ("consistency", "goes on")):
            both = [[one.get("guide") for one in kept.get("consistency", ())] for kept in (old.recipe, held)]
            parts.append("consistency changed" if both[0] == both[1] else "guide changed")
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
                 consistency: Collection[str] | None = None, guide: str | None = None,
                 guide_strength: float | None = None, takes: str = "takes") -> Planner:
    """Return the planner of ``board`` with ``maker`` and this way of encoding.

    Args:
        takes: Name of the board's folder of takes.
        consistency: Names of the strategies to use; ``None``: what suits the model.
        guide: ``animatic`` or ``none``; ``None``: what suits the model.
        guide_strength: See ``pipeline.guiding``.

    Raises:
        BoardError: A reference picture cannot be read.
        ModelError: The model cannot do what ``consistency`` asks for.
    """
    film = board.film
    encoding = Encoding(width=film.width, height=film.height, fps=exact_rate(film.fps), fit=fit, crf=crf,
                        preset=preset)
    strategies = choose_strategies(maker.card, consistency)
    references, drawn = {}, {}
    if "references" in strategies:
        references = reference_digests(board, folder)
        if not maker.card.needs_picture:
            board, drawn = with_drawn_references(board, folder, maker.digest)
            references |= {name: reference.digest for name, reference in drawn.items()}
    return Planner(board, folder, maker, encoding, Takes(folder, takes), references, strategies, drawn,
                   choose_guide(maker.card, guide, guide_strength))


def _chance(choice: Choice) -> str:
    words = [f"take {choice.take}"] if choice.take != 1 else []
    if choice.seed is not None:
        words.append(f"seed {choice.seed}")
    return f"{' with '.join(words) or 'take 1'} was chosen"
