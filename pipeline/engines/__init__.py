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

    def __call__(self, jobs: Sequence[SceneJob], maker: Maker, keep: Callable[[FreshTake], None],
                 reporter: Reporter) -> None: ...


def find_engine(name: str, *, workers: int | None = None) -> Engine:
    """Return the engine called ``name``.

    Args:
        name: ``local``; ``ray`` for workers on this machine; ``ray:ADDRESS`` for a cluster that runs already,
            and ``ray:auto`` for the one that this machine belongs to.
        workers: How many scenes a cluster renders at once; ``None``: as many as it has room for.

    Raises:
        RenderError: There is no such engine.
    """
    kind, colon, address = name.partition(":")
    if name == "local":
        from pipeline.engines.local import render_here

        return render_here
    if kind == "ray" and bool(colon) == bool(address):
        from pipeline.engines.cluster import ClusterEngine

        return ClusterEngine(address or None, workers)
    raise RenderError(f"no engine '{name}'; there are: local, ray, ray:ADDRESS")
