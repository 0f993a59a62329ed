"""Where scenes are rendered: in this process, or on a Ray cluster. Either way the clips are the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from pipeline.engines.maker import Maker
from pipeline.engines.worker import SceneJob
from pipeline.reporting import Reporter
from pipeline.takes import FreshTake
from storyboard.errors import RenderError


class Engine(Protocol):
    """Renders jobs, in any order, and hands each clip to ``keep`` as soon as it is made."""

    def at_once(self, maker: Maker, n_jobs: int) -> int:
        """Return how many of ``n_jobs`` are rendered at the same time, as far as that is known beforehand."""
        ...

    def __call__(self, jobs: Sequence[SceneJob], maker: Maker, keep: Callable[[FreshTake], None],
                 reporter: Reporter) -> None: ...


def find_engine(name: str, *, workers: int | None = None) -> Engine:
    """Return the engine called ``name``.

    Args:
        name: ``local``; ``ray`` for workers on this machine; ``ray:ADDRESS`` for a cluster that runs already,
            and ``ray:auto`` for the one that this machine belongs to.
        workers: How many scenes are rendered at once; ``None``: as many as there is room for.

    Raises:
        RenderError: There is no such engine.
    """
    kind, colon, address = name.partition(":")
    if name == "local":
        from pipeline.engines.local import LocalEngine

        return LocalEngine(workers)
    if kind == "ray" and bool(colon) == bool(address):
        from pipeline.engines.cluster import ClusterEngine

        return ClusterEngine(address or None, workers)
    raise RenderError(f"no engine '{name}'; there are: local, ray, ray:ADDRESS")
