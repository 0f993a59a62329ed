"""Scenes in parallel on a Ray cluster: one model in each worker, clips sent back as finished MP4 bytes.

No disk has to be shared: workers get requests and return clips, and the driver alone writes takes. What is on
the driver's disk, and not Ray's object store, decides what is finished. Reference pictures are the exception:
they are read by their paths, which must then be the same on every node.
"""

from __future__ import annotations

import logging
import os
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from pipeline.continuation import next_ready, ready
from pipeline.engines.maker import Maker
from pipeline.engines.worker import SceneJob, draw_scene, encode_scene, undrawable
from pipeline.models.interface import VideoModel
from pipeline.reporting import Reporter
from pipeline.takes import FreshTake
from storyboard.errors import RenderError, StoryboardError

_TRIES = 3
"""How often a scene is given to a worker before it is the scene, and not the worker, that is to blame."""
_POLL = 0.25
"""Seconds between looks at how far the workers are."""
_STARTING = 300.0
"""Seconds that a worker may take to load its model before a cluster without room is suspected."""


class SceneWorker:
    """Runs in a process of its own and keeps its model for all scenes that it is given."""

    def __init__(self, threads: int | None) -> None:
        self._threads = threads
        self._model: VideoModel | None = None
        self._steps = (0, 0)

    def undrawable(self, jobs: Sequence[SceneJob], maker: Maker) -> dict[str, str]:
        """Return a warning for each job with words that cannot be drawn, and the scene it is about."""
        model = self._load(maker)
        return {message: job.scene for job in jobs for message in undrawable(job, model)}

    def make(self, job: SceneJob, maker: Maker) -> FreshTake:
        """Draw and encode ``job``. It may be called again for the same job: equal jobs give equal clips."""
        self._steps = (0, 0)
        return encode_scene(draw_scene(job, self._load(maker), self._count))

    def steps(self) -> tuple[int, int]:
        """Return how many steps of the present scene are done, and of how many."""
        return self._steps

    def _load(self, maker: Maker) -> VideoModel:
        # Not in the constructor: what goes wrong there reaches the driver as a death without its reason.
        if self._model is None:
            if self._threads is not None:
                import torch

                torch.set_num_threads(self._threads)
            model = maker.load()
            if model.digest != maker.digest:
                raise RenderError(f"a worker has other weights or settings of '{maker.name}' than this "
                                  f"machine; install the same version on every node")
            self._model = model
        return self._model

    def _count(self, done: int, total: int) -> None:
        self._steps = (done, total)


class ClusterEngine:
    """Renders on the Ray cluster at ``address``; on one started for the purpose if there is none."""

    def __init__(self, address: str | None = None, workers: int | None = None) -> None:
        self.address = address
        self.workers = workers

    def at_once(self, maker: Maker, n_jobs: int) -> int:
        """Return how many scenes are rendered at once, where that was said; a cluster is asked later."""
        return min(self.workers or 1, n_jobs)

    def __call__(self, jobs: Sequence[SceneJob], maker: Maker, keep: Callable[[FreshTake], None],
                 reporter: Reporter) -> None:
        """Render ``jobs`` and hand each clip to ``keep`` as it comes; a worker that dies is replaced.

        Raises:
            RenderError: There is no such cluster, or workers died again and again at one scene.
            ModelError: The model cannot be loaded on a worker, or a scene not be drawn.
            OutputError: A clip could not be written.
        """
        with _cluster(self.address) as ray:
            _Crew(ray, maker, jobs, self.workers, keep, reporter).work()


class _Crew:
    """The workers of one render and what each is doing."""

    def __init__(self, ray: Any, maker: Maker, jobs: Sequence[SceneJob], workers: int | None,
                 keep: Callable[[FreshTake], None], reporter: Reporter) -> None:
        self._ray, self._keep, self._reporter = ray, keep, reporter
        self._maker = ray.put(maker)
        threads = _threads(maker)
        self._jobs = list(jobs)
        self._waiting = deque(jobs)
        self._n_started, self._n_deaths = 0, 0
        self._tries = dict.fromkeys((job.digest for job in jobs), 0)
        self._size, self._options = _staff(ray.cluster_resources(), len(jobs), workers, threads)
        self._threads = threads
        self._starting: dict[Any, Any] = {}
        """Call that ends when its worker has a model -> worker."""
        self._free: list[Any] = []
        self._busy: dict[Any, tuple[Any, SceneJob]] = {}
        """Call that ends with a take -> (worker, what it is drawing)."""
        self._looks: dict[Any, Any] = {}

    def work(self) -> None:
        """Render every job."""
        try:
            for _ in range(self._size):
                self._hire()
            told, idle_since = False, time.monotonic()
            while self._waiting or self._busy:
                while self._free and (job := self._next()):
                    self._give(self._free.pop(), job)
                done, _ = self._ray.wait([*self._busy, *self._starting], num_returns=1, timeout=_POLL)
                self._look()
                for call in done:
                    if call in self._busy:
                        self._collect(call)
                    else:
                        told = self._welcome(call, told)
                if self._busy or self._free:
                    idle_since = time.monotonic()
                elif time.monotonic() - idle_since > _STARTING:
                    raise RenderError(f"the cluster gave no worker within {_STARTING:.0f} s: it has no room "
                                      f"for {self._options}; free some, or render with --engine local")
        finally:
            workers = [*self._free, *self._starting.values(), *(worker for worker, _ in self._busy.values())]
            for worker in workers:
                self._ray.kill(worker)

    def _hire(self) -> None:
        # Two calls at once, so that a worker can be asked how far it is while it draws.
        kind = self._ray.remote(SceneWorker).options(max_concurrency=2, **self._options)
        worker = kind.remote(self._threads)
        self._starting[worker.undrawable.remote(self._jobs, self._maker)] = worker

    def _welcome(self, call: Any, told: bool) -> bool:
        """Take a worker that has loaded its model among the free ones; the first says what it cannot draw."""
        worker = self._starting.pop(call)
        try:
            warnings = self._result(call)
        except _WorkerDiedError as death:
            self._n_deaths += 1
            if self._n_deaths >= _TRIES:
                raise RenderError(f"workers died while loading the model ({death}); "
                                  f"it may need more memory than the node has") from death
            self._hire()
            return told
        self._free.append(worker)
        for message, scene in () if told else warnings.items():
            self._reporter.warning(message, scene)
        return True

    def _next(self) -> SceneJob | None:
        """Take the first waiting scene off the queue that goes on from none that is still to be made."""
        number = next_ready(self._waiting, [job for _, job in self._busy.values()])
        if number is None:
            return None
        job = self._waiting[number]
        del self._waiting[number]
        return job

    def _give(self, worker: Any, job: SceneJob) -> None:
        self._tries[job.digest] += 1
        if self._tries[job.digest] == 1:
            self._n_started += 1
            self._reporter.scene_started(job.scene, self._n_started, len(self._jobs))
        self._busy[worker.make.remote(ready(job), self._maker)] = worker, job

    def _collect(self, result: Any) -> None:
        worker, job = self._busy.pop(result)
        self._looks.pop(worker, None)
        try:
            take = self._result(result)
        except _WorkerDiedError as death:
            if self._tries[job.digest] >= _TRIES:
                raise RenderError(f"{job.scene}: its worker died {_TRIES} times ({death}); "
                                  f"it may need more memory than the node has") from death
            self._reporter.warning(f"{job.scene}: its worker died ({death}); given to another", job.scene)
            self._hire()
            self._waiting.appendleft(job)
            return
        self._free.append(worker)
        self._keep(take)

    def _look(self) -> None:
        """Ask every busy worker how far it is, and tell the answers to what was asked before. Never waits."""
        for worker, job in self._busy.values():
            asked = self._looks.get(worker)
            if asked is None:
                self._looks[worker] = worker.steps.remote()
            elif self._ray.wait([asked], timeout=0)[0]:
                self._looks[worker] = None
                try:
                    done, total = self._result(asked)
                except _WorkerDiedError:
                    continue  # Its scene's own result will say so.
                if total:
                    self._reporter.step(job.scene, done, total)

    def _result(self, call: Any) -> Any:
        """Return what ``call`` gave.

        Raises:
            _WorkerDiedError: The worker is no more.
            StoryboardError: What the worker raised.
        """
        from ray.exceptions import RayError, RayTaskError

        try:
            return self._ray.get(call)
        except RayTaskError as error:
            cause = error.cause
            if isinstance(cause, StoryboardError):
                raise cause from None
            raise RenderError(f"a worker failed: {_first_line(cause)}") from error
        except RayError as error:
            raise _WorkerDiedError(_first_line(error)) from error


class _WorkerDiedError(Exception):
    """The process or node of a worker is gone."""


def _threads(maker: Maker) -> int | None:
    """Return how many threads a worker computes with on a CPU: as many as this process would.

    The last bits of a sum depend on how many threads share it, and the film must not depend on where it was
    rendered. ``None`` for a model in memory, which may not be torch's at all.
    """
    if maker.card.threads is not None:
        return maker.card.threads
    if maker.loaded is not None:
        return None
    import torch

    return torch.get_num_threads()


def _staff(resources: dict[str, float], n_jobs: int, wanted: int | None,
           threads: int | None) -> tuple[int, dict[str, float]]:
    """Return how many workers to hire, and what each takes of the cluster.

    A worker has a GPU where there are any, else a core for each of its threads.
    """
    if resources.get("GPU", 0) >= 1:
        return min(wanted or int(resources["GPU"]), n_jobs), {"num_gpus": 1}
    cores = max(int(resources.get("CPU", 1)), 1)
    each = max(cores // wanted if wanted else min(threads or 1, cores), 1)
    return min(wanted or cores // each, n_jobs), {"num_cpus": each}


def _first_line(error: Exception) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)


@contextmanager
def _cluster(address: str | None) -> Iterator[Any]:
    """Connect to the cluster at ``address``, or start one on this machine; leave it as it was found.

    Raises:
        RenderError: Ray is not installed, or the cluster does not answer.
    """
    # Rendering is offline; Ray reports its use over the network unless told not to.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
    except ImportError as error:
        raise RenderError("Ray is not installed; install it with: "
                          "pip install 'storyboard-film[ray]'") from error
    logging.getLogger("ray").setLevel(logging.ERROR)  # Importing Ray sets it anew.
    if ray.is_initialized():
        yield ray
        return
    try:
        ray.init(address=address or "local", include_dashboard=False if address is None else None,
                 log_to_driver=False, configure_logging=False)
    except (ConnectionError, RuntimeError, ValueError, OSError) as error:
        if address is None:
            raise RenderError(f"Ray cannot start on this machine ({_first_line(error)}); "
                              f"render with --engine local") from error
        # Ray's own error does not tell a cluster that refuses from one that is not there.
        raise RenderError(f"no Ray cluster lets us in at {address} ({_first_line(error)}); start one with: "
                          f"ray start --head; one that asks for a token wants RAY_AUTH_MODE=token and the "
                          f"same token here") from error
    try:
        yield ray
    finally:
        ray.shutdown()
