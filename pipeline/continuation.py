"""Scenes that go on where the one before them ended: the last picture crosses the cut.

It is done where the strategy ``chaining`` is used and the place continues. Such a scene is made from the take
of the scene before it, whose digest is part of its recipe and is known before either is rendered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, UnidentifiedImageError

from storyboard.board import Scene, Subject, SubjectKind
from storyboard.board.wording import named_ids
from storyboard.errors import RenderError

if TYPE_CHECKING:
    from pipeline.engines.worker import SceneJob

LAST_FRAME = "last.png"
"""File beside a take's clip: its last frame as the model drew it."""


@dataclass(frozen=True, slots=True)
class Continuation:
    """The take that a scene goes on from."""

    scene: str
    digest: str
    """Of the take."""
    path: Path
    """Its last frame; not there before the take is."""


def place_continues(before: Scene, scene: Scene, cast: Mapping[str, Subject]) -> bool:
    """Whether ``scene`` goes on where ``before`` ended: in the same place, at the same time of day, with
    somebody of ``cast`` in frame before and after the cut."""
    here, there = scene.setting, before.setting
    same = here.place is not None and here.place == there.place and here.time == there.time
    return same and bool(_in_frame(before, -1, cast) & _in_frame(scene, 0, cast))


def ready(job: SceneJob) -> SceneJob:
    """Return ``job`` with the picture that it goes on from.

    Raises:
        RenderError: The picture is not there, because the scene before was not rendered.
    """
    if job.goes_on is None:
        return job
    try:
        with Image.open(job.goes_on.path) as picture:
            first_frame = np.asarray(picture.convert("RGB"))
    except (OSError, UnidentifiedImageError) as error:
        raise RenderError(
            f"{job.scene} goes on from {job.goes_on.scene}, whose take is not there or is damaged; render "
            f"{job.goes_on.scene} too, or choose --consistency without chaining"
        ) from error
    first, *rest = job.shots
    request = replace(first.request, first_frame=first_frame)
    return replace(job, shots=(replace(first, request=request), *rest))


def next_ready(jobs: Sequence[SceneJob], unfinished: Sequence[SceneJob]) -> int | None:
    """Return the place in ``jobs`` of the first that waits for none of ``jobs`` and ``unfinished``."""
    awaited = {(job.scene, job.digest) for job in (*jobs, *unfinished)}
    for number, job in enumerate(jobs):
        if job.goes_on is None or (job.goes_on.scene, job.goes_on.digest) not in awaited:
            return number
    return None


def _in_frame(scene: Scene, shot: int, cast: Mapping[str, Subject]) -> set[str]:
    chosen = scene.shots[shot]
    named = {*chosen.cast, *named_ids(chosen.prompt)}
    return {name for name in named if name in cast and cast[name].kind is not SubjectKind.PLACE}
