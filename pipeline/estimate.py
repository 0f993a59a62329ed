"""How long a render will take, before there are takes to tell by: from the first steps of its first scene."""

from __future__ import annotations

import time
from collections.abc import Sequence

from pipeline.engines.maker import Maker
from pipeline.engines.worker import SceneJob, draw_scene
from pipeline.reporting import Film, Reporter
from pipeline.schedule import RenderPlan, ScenePlan
from pipeline.takes import Take

_WARM = 1
"""Steps that say nothing: the first one also prepares the network's kernels."""
_TIMED = 2
"""Steps that are enough to tell."""
_BESIDE_STEPS = 1.2
"""A clip takes so many times its steps: with its text, decoding and encoding."""


class _Stopwatch:
    """Times the first steps of a scene."""

    def __init__(self) -> None:
        self._begun: tuple[int, float] | None = None

    def seconds(self, done: int, total: int) -> float | None:
        """Return how long a scene of ``total`` steps takes, once ``done`` steps are enough to tell."""
        if self._begun is None:
            if done >= _WARM:
                self._begun = done, time.perf_counter()
            return None
        first, begin = self._begun
        if done < first + _TIMED - 1:
            return None
        return (time.perf_counter() - begin) / (done - first) * total * _BESIDE_STEPS


class FirstEstimate(Reporter):
    """Passes everything on to another reporter, and tells it an estimate as soon as there can be one."""

    def __init__(self, reporter: Reporter, plans: Sequence[ScenePlan], at_once: int) -> None:
        self._reporter, self._at_once = reporter, at_once
        self._frames = [plan.frames_to_draw for plan in plans]
        self._of_scene = {plan.scene.id: plan.frames_to_draw for plan in plans}
        self._watches: dict[str, _Stopwatch] = {}
        self._told = False

    def _tell(self, scene: str, seconds: float) -> None:
        self._told = True
        self._reporter.estimated(seconds * sum(self._frames) / self._of_scene[scene] / self._at_once)

    def waiting(self, message: str) -> None:
        self._reporter.waiting(message)

    def planned(self, plan: RenderPlan) -> None:
        self._reporter.planned(plan)

    def notice(self, message: str) -> None:
        self._reporter.notice(message)

    def warning(self, message: str, scene: str | None = None) -> None:
        self._reporter.warning(message, scene)

    def scene_started(self, scene: str, number: int, total: int) -> None:
        self._reporter.scene_started(scene, number, total)

    def step(self, scene: str, done: int, total: int) -> None:
        self._reporter.step(scene, done, total)
        if not self._told:
            seconds = self._watches.setdefault(scene, _Stopwatch()).seconds(done, total)
            if seconds is not None:
                self._tell(scene, seconds)

    def scene_done(self, scene: str, take: Take) -> None:
        self._reporter.scene_done(scene, take)
        if not self._told:  # A model without steps.
            self._tell(scene, take.record.seconds_of_work)

    def assembling(self, n_scenes: int) -> None:
        self._reporter.assembling(n_scenes)

    def film_done(self, film: Film) -> None:
        self._reporter.film_done(film)


class _Enough(BaseException):
    """Ends the drawing that was only begun to be timed."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds


def timed_pace(job: SceneJob, n_frames: int, maker: Maker, reporter: Reporter) -> float:
    """Return the seconds of work for each frame drawn, by drawing the first steps of ``job``.

    Args:
        n_frames: That the model draws for ``job``.

    Raises:
        RenderError, ModelError: The model cannot be loaded or does not draw.
    """
    model, watch = maker.load(reporter.notice), _Stopwatch()

    def progress(done: int, total: int) -> None:
        seconds = watch.seconds(done, total)
        if seconds is not None:
            raise _Enough(seconds)

    try:
        return draw_scene(job, model, progress).seconds / n_frames
    except _Enough as enough:
        return enough.seconds / n_frames
