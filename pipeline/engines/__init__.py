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


def find_engine(name: str) -> Engine:
    """Return the engine called ``name``: ``local``, ``ray`` or ``ray:ADDRESS``.

    Raises:
        RenderError: There is no such engine, or Ray is not installed.
    """
    if name == "local":
        from pipeline.engines.local import render_here

        return render_here
    raise RenderError(f"no engine '{name}'; there are: local, ray, ray:ADDRESS")
