"""One scene from requests to a clip: the same on every engine, so that every engine gives the same bytes."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import takewhile
from typing import Any

import numpy as np
from PIL import Image

from pipeline.anchors import DrawnReference, with_pictures
from pipeline.continuation import Continuation
from pipeline.film.encode import Encoding, encode_clip, frame_numbers
from pipeline.models.interface import Clip, Progress, ShotRequest, VideoModel
from pipeline.takes import FreshTake
from storyboard.errors import ModelError, RenderError, StoryboardError

_BLACK = 16
"""No pixel brighter than this in any frame: nothing to see."""
_FLAT = 1.0
"""Standard deviation inside every frame below this: one colour, nothing drawn."""
_STILL = 0.1
"""Mean difference of every frame from the first below this, in levels of 255: a still picture."""


@dataclass(frozen=True, slots=True)
class ShotJob:
    """One shot to draw."""

    request: ShotRequest
    n_frames: int
    """Frames of the film that the shot fills."""
    moves: bool
    """Whether something happens or the camera moves, so that a still picture would be a fault."""


@dataclass(frozen=True, slots=True)
class SceneJob:
    """One scene to draw, with all that is needed for it: it can be sent to another machine."""

    scene: str
    digest: str
    recipe: Mapping[str, Any]
    shots: tuple[ShotJob, ...]
    encoding: Encoding
    model: str
    references: tuple[DrawnReference, ...] = ()
    """Reference pictures that the model draws itself, unless another scene has done it."""
    goes_on: Continuation | None = None
    """The take whose last frame the first shot starts from."""


@dataclass(frozen=True, slots=True, eq=False)
class DrawnScene:
    """What the model made of a scene, not yet encoded."""

    job: SceneJob
    clips: tuple[Clip, ...]
    seeds: tuple[int, ...]
    notes: tuple[str, ...]
    model_digest: str
    seconds: float


def draw_scene(job: SceneJob, model: VideoModel, progress: Progress | None = None) -> DrawnScene:
    """Let ``model`` draw every shot of ``job``; one that went wrong is drawn once more with another seed.

    Raises:
        RenderError: The model failed; the message names the scene.
    """
    begin = time.perf_counter()
    requests = with_pictures([shot.request for shot in job.shots], job.references, model)
    clips = _generate(job, model, requests, progress)
    seeds, notes = [request.seed for request in requests], []
    for number, shot in enumerate(job.shots):
        fault = picture_fault(clips[number].frames, moves=shot.moves)
        if fault is None:
            continue
        seeds[number] = seed = another_seed(shot.request.seed)
        redone = [replace(requests[number], seed=seed), *takewhile(_follows, requests[number + 1:])]
        if _follows(shot.request):  # It follows a shot that is not drawn again.
            redone[0] = replace(redone[0], follows=False, first_frame=clips[number - 1].frames[-1])
        clips[number:number + len(redone)] = _generate(job, model, redone, progress)
        second = picture_fault(clips[number].frames, moves=shot.moves)
        outcome = f"drawn again with seed {seed}" + (f", and came out {second} too" if second else "")
        notes.append(f"shot {number + 1} came out {fault}; {outcome}")
    seconds = time.perf_counter() - begin
    return DrawnScene(job, tuple(clips), tuple(seeds), tuple(notes), model.digest, seconds)


def encode_scene(drawn: DrawnScene) -> FreshTake:
    """Return ``drawn`` as a clip of the film's size and frame rate."""
    begin, job = time.perf_counter(), drawn.job
    notes = list(drawn.notes)
    clip = encode_clip(_film_frames(drawn, notes), job.encoding)
    return FreshTake(
        scene=job.scene, digest=job.digest, recipe=job.recipe, clip=clip, last_frame=_last_frame(drawn),
        model=job.model,
        model_digest=drawn.model_digest, seeds=drawn.seeds, n_frames=sum(shot.n_frames for shot in job.shots),
        frames_drawn=sum(len(made.frames) for made in drawn.clips),
        seconds_of_work=drawn.seconds + time.perf_counter() - begin, notes=tuple(dict.fromkeys(notes)))


def picture_fault(frames: np.ndarray, *, moves: bool) -> str | None:
    """Return what is wrong with a clip at sight: ``black``, ``flat`` or ``frozen``; ``None`` if nothing is.

    Numbers that are no numbers (NaN) in a model's output become black or flat pictures.

    Args:
        frames: uint8 RGB. *Shape:* ``(n_frames, height, width, 3)``
        moves: Whether a still picture would be a fault.
    """
    if frames.max() <= _BLACK:
        return "black"
    if all(float(frame.std(axis=(0, 1)).max()) < _FLAT for frame in frames):
        return "flat, one colour all over"
    first = frames[0].astype(np.int16)
    still = all(float(np.abs(frame - first).mean()) < _STILL for frame in frames[1:])
    if moves and len(frames) > 1 and still:
        return "frozen"
    return None


def another_seed(seed: int) -> int:
    """Return the seed, in [0, 2**32), for the second try of a shot whose first try with ``seed`` failed."""
    return int.from_bytes(hashlib.blake2b(f"again/{seed}".encode(), digest_size=4).digest(), "big")


def _follows(request: ShotRequest) -> bool:
    return request.follows


def _generate(job: SceneJob, model: VideoModel, requests: list[ShotRequest],
              progress: Progress | None) -> list[Clip]:
    try:
        clips = model.generate(requests, progress=progress)
    except ModelError as error:
        raise ModelError(f"{job.scene}: {error}") from error
    except MemoryError as error:
        raise RenderError(f"{job.scene}: not enough memory for the model '{job.model}'; "
                          f"close other programs, or choose a smaller model or shorter shots") from error
    except StoryboardError:
        raise
    except Exception as error:
        # A model is other people's code: whatever it throws becomes one line, with its cause kept.
        raise RenderError(f"{job.scene}: the model '{job.model}' failed: "
                          f"{type(error).__name__}: {error}") from error
    if len(clips) != len(requests):
        raise RenderError(f"{job.scene}: the model '{job.model}' made {len(clips)} clips of {len(requests)}")
    return list(clips)


def _film_frames(drawn: DrawnScene, notes: list[str]) -> Iterator[np.ndarray]:
    """Return the frames of the film that ``drawn`` fills; what had to be adapted is added to ``notes``."""
    encoding = drawn.job.encoding
    for number, (shot, clip) in enumerate(zip(drawn.job.shots, drawn.clips, strict=True), 1):
        shown, slowed = frame_numbers(len(clip.frames), clip.fps, shot.n_frames, encoding.fps)
        if slowed:
            notes.append(f"shot {number}: the model made {len(clip.frames) / clip.fps:.1f} s of "
                         f"{float(shot.n_frames / encoding.fps):.1f} s; it is shown slower")
        for frame in shown:
            yield clip.frames[frame]


def _last_frame(drawn: DrawnScene) -> bytes:
    """Return the last frame that is shown, as the model drew it, as a PNG."""
    shot, clip = drawn.job.shots[-1], drawn.clips[-1]
    shown, _ = frame_numbers(len(clip.frames), clip.fps, shot.n_frames, drawn.job.encoding.fps)
    file = BytesIO()
    Image.fromarray(clip.frames[shown[-1]]).save(file, "PNG")
    return file.getvalue()


def undrawable(job: SceneJob, model: VideoModel) -> list[str]:
    """Return a warning that names the words of ``job`` which ``model`` cannot draw, if there are any."""
    prompts = [shot.request.prompt for shot in job.shots]
    words = dict.fromkeys(word for prompt in prompts for word in model.translate(prompt).left_out)
    if not words:
        return []
    named = ", ".join(f"'{word}'" for word in words)
    return [f"{job.scene}: {job.model} cannot draw {named}; the picture goes without"]
