"""Scenes in this process: one after the other, or, for a small model, as many at once as there are cores."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from queue import Empty, SimpleQueue

from pipeline.continuation import next_ready, ready
from pipeline.engines.maker import Maker
from pipeline.engines.worker import DrawnScene, SceneJob, draw_scene, encode_scene, undrawable
from pipeline.models.interface import Progress, VideoModel
from pipeline.models.threads import cores
from pipeline.reporting import Reporter
from pipeline.takes import FreshTake
from storyboard.errors import StoryboardError

_WAIT = 0.5
"""Seconds after which waiting is looked up from, so that Ctrl-C is heard on every system."""

Keep = Callable[[FreshTake], None]


@dataclass(frozen=True, slots=True)
class LocalEngine:
    """Renders in this process."""

    workers: int | None = None
    """Most scenes at once; ``None``: as many as there are cores. Large models draw one at a time anyway."""

    def at_once(self, maker: Maker, n_jobs: int) -> int:
        """Return how many of ``n_jobs`` scenes are drawn at once."""
        threads = maker.card.threads
        return max(1, min(self.workers or cores() // threads, n_jobs)) if threads else 1

    def __call__(self, jobs: Sequence[SceneJob], maker: Maker, keep: Keep, reporter: Reporter) -> None:
        """Draw ``jobs`` and hand each clip to ``keep`` as soon as it is encoded.

        Whatever stops this, an error or Ctrl-C, a clip that was drawn is kept first.

        Raises:
            RenderError, ModelError: The model cannot be loaded or a scene not be drawn; others are kept.
            OutputError: A clip could not be written.
        """
        model = maker.load(reporter.notice)
        warnings = {message: job.scene for job in jobs for message in undrawable(job, model)}
        for message, scene in warnings.items():
            reporter.warning(message, scene)
        with model.side_by_side(self.at_once(maker, len(jobs))) as models:
            if len(models) == 1:
                _one_after_the_other(jobs, model, keep, reporter)
            else:
                _SideBySide(jobs, keep, reporter).work(models)


def _one_after_the_other(jobs: Sequence[SceneJob], model: VideoModel, keep: Keep,
                         reporter: Reporter) -> None:
    """Draw in this thread, and encode and keep each clip in another while the next one is drawn."""

    def finish(drawn: DrawnScene) -> None:
        keep(encode_scene(drawn))

    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="encode") as background:
        encoding: Future[None] | None = None
        for number, job in enumerate(jobs, 1):
            reporter.scene_started(job.scene, number, len(jobs))
            if job.goes_on and encoding:
                encoding.result()  # The scene before must be on the disk.
            drawn = draw_scene(ready(job), model, partial(reporter.step, job.scene))
            if encoding:
                encoding.result()  # A full disk is found after one scene, not after all.
            encoding = background.submit(finish, drawn)
        if encoding:
            encoding.result()


class _Stopped(BaseException):
    """Ends the drawing of a clip that nobody waits for any more."""


class _SideBySide:
    """A thread for each model draws and encodes; the first thread alone keeps and reports."""

    def __init__(self, jobs: Sequence[SceneJob], keep: Keep, reporter: Reporter) -> None:
        self._n_jobs, self._keep, self._reporter = len(jobs), keep, reporter
        self._waiting, self._unfinished = list(jobs), list[SceneJob]()
        self._changed = threading.Condition()
        """Guards the two lists."""
        self._stop = threading.Event()
        self._told: SimpleQueue[Callable[[], None] | FreshTake | None] = SimpleQueue()
        """From the threads: what to report, a clip to keep, or that a thread has ended."""
        self._failed: list[tuple[int, BaseException]] = []

    def work(self, models: Sequence[VideoModel]) -> None:
        """Draw every job."""
        threads = [threading.Thread(target=self._draw, args=(model,), name=f"draw-{number}", daemon=True)
                   for number, model in enumerate(models)]
        for thread in threads:
            thread.start()
        try:
            self._listen(len(threads))
        except BaseException:
            self._stop.set()
            self._drop()
            for thread in threads:
                thread.join()
            self._keep_what_is_there()
            raise
        if self._failed:
            raise min(self._failed, key=lambda failure: failure[0])[1]

    def _listen(self, n_threads: int) -> None:
        while n_threads:
            try:
                told = self._told.get(timeout=_WAIT)
            except Empty:
                continue
            if told is None:
                n_threads -= 1
            elif isinstance(told, FreshTake):
                self._keep(told)
                self._finished(told)
            else:
                told()

    def _keep_what_is_there(self) -> None:
        while not self._told.empty():
            told = self._told.get()
            if isinstance(told, FreshTake):
                try:
                    self._keep(told)
                except StoryboardError:
                    return  # The first error is on its way up already, and is the cause of this one.

    def _draw(self, model: VideoModel) -> None:
        """Draw one job after the other until none waits or one fails."""
        number = 0
        try:
            while not self._stop.is_set():
                begun = self._next()
                if begun is None:
                    return
                number, job = begun
                self._told.put(partial(self._reporter.scene_started, job.scene, number, self._n_jobs))
                self._told.put(encode_scene(draw_scene(ready(job), model, self._progress(job.scene))))
        except _Stopped:
            pass
        except BaseException as error:
            self._failed.append((number, error))
            self._drop()  # The others finish what they have begun.
        finally:
            self._told.put(None)

    def _next(self) -> tuple[int, SceneJob] | None:
        """Return the next job and its number, waiting for one that can be drawn; ``None`` if none is left."""
        with self._changed:
            while self._waiting:
                place = next_ready(self._waiting, self._unfinished)
                if place is not None:
                    job = self._waiting.pop(place)
                    self._unfinished.append(job)
                    return self._n_jobs - len(self._waiting), job
                self._changed.wait()
        return None

    def _finished(self, take: FreshTake) -> None:
        """``take`` is on the disk: scenes that go on from it can be drawn."""
        with self._changed:
            self._unfinished = [job for job in self._unfinished if job.digest != take.digest]
            self._changed.notify_all()

    def _drop(self) -> None:
        with self._changed:
            self._waiting.clear()
            self._changed.notify_all()

    def _progress(self, scene: str) -> Progress:
        def progress(done: int, total: int) -> None:
            if self._stop.is_set():
                raise _Stopped
            self._told.put(partial(self._reporter.step, scene, done, total))

        return progress
