"""Scenes one after the other in this process; a clip is encoded and kept while the next one is drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from pipeline.continuation import ready
from pipeline.engines.maker import Maker
from pipeline.engines.worker import DrawnScene, SceneJob, draw_scene, encode_scene, undrawable
from pipeline.reporting import Reporter
from pipeline.takes import FreshTake


def render_here(jobs: Sequence[SceneJob], maker: Maker, keep: Callable[[FreshTake], None],
                reporter: Reporter) -> None:
    """Draw ``jobs`` in order and hand each clip to ``keep`` as soon as it is encoded.

    Whatever stops this, an error or Ctrl-C, a clip that was drawn is kept first.

    Raises:
        RenderError, ModelError: The model cannot be loaded or a scene not be drawn; those before it are kept.
        OutputError: A clip could not be written.
    """
    model = maker.load(reporter.notice)
    warnings = {message: job.scene for job in jobs for message in undrawable(job, model)}
    for message, scene in warnings.items():
        reporter.warning(message, scene)

    def finish(drawn: DrawnScene) -> None:
        keep(encode_scene(drawn))

    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="encode") as background:
        encoding: Future[None] | None = None
        for number, job in enumerate(jobs, 1):
            reporter.scene_started(job.scene, number, len(jobs))
            if job.goes_on and encoding:
                encoding.result()  # The scene before must be on the disk.
            drawn = draw_scene(ready(job), model, _progress(job.scene, reporter))
            if encoding:
                encoding.result()  # A full disk is found after one scene, not after all.
            encoding = background.submit(finish, drawn)
        if encoding:
            encoding.result()


def _progress(scene: str, reporter: Reporter) -> Callable[[int, int], None]:
    return lambda done, total: reporter.step(scene, done, total)
