"""How long a film takes, against the loop that one would write with diffusers and MoviePy.

    python benchmarks/rendering.py --scenes 8 100
    python benchmarks/rendering.py --scenes 8 --dtype float32
    python benchmarks/rendering.py --scenes 100 --steps 1 --skip-plain

Both render the same boards with the same weights, steps and seeds, in turn in one process, from loading the
model to the finished MP4. Then one prompt is edited and both make the film again. Prints a table in Markdown.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from fractions import Fraction
from io import StringIO
from pathlib import Path
from threading import Lock
from typing import TypeVar

import numpy as np

from pipeline.engines.worker import SceneJob
from pipeline.film.assemble import Part, assemble
from pipeline.film.config import RenderConfig, load_render_config
from pipeline.film.encode import Encoding
from pipeline.models import (
    Clip,
    Levers,
    ModelCard,
    ShotRequest,
    Translation,
    VideoModel,
    find_model,
    load_model,
)
from pipeline.models.interface import Progress
from pipeline.render import render_board
from pipeline.schedule import make_planner
from storyboard.board import Board, FilmSettings, Scene, Shot, read_board, write_board

Result = TypeVar("Result")

KINDS = ("fox", "wolf", "cat", "mouse", "rabbit", "bear", "lion", "sheep")
PLACES = ("forest", "meadow", "river", "mountain", "village")
SIZE, FPS = 512, 8


@dataclass(frozen=True)
class Seconds:
    """How long something took, by the clock and in seconds of all processors, child processes included."""

    clock: float
    work: float

    def __add__(self, other: Seconds) -> Seconds:
        return Seconds(self.clock + other.clock, self.work + other.work)

    def __str__(self) -> str:
        return f"{self.clock:.2f} s ({self.work:.2f} s)"


@dataclass(frozen=True)
class Timing:
    """One line of the table."""

    what: str
    plain: Seconds | None
    ours: Seconds

    def __str__(self) -> str:
        if self.plain is None:
            return f"| {self.what} | | {self.ours} | |"
        clock, work = self.plain.clock / self.ours.clock, self.plain.work / self.ours.work
        return f"| {self.what} | {self.plain} | {self.ours} | {clock:.1f}x ({work:.1f}x) |"


class Clock:
    """Adds up the time in which at least one of several threads is at work."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._at_work, self._begin, self._lock = 0, 0.0, Lock()

    @contextmanager
    def running(self) -> Iterator[None]:
        with self._lock:
            if not self._at_work:
                self._begin = time.perf_counter()
            self._at_work += 1
        try:
            yield
        finally:
            with self._lock:
                self._at_work -= 1
                if not self._at_work:
                    self.seconds += time.perf_counter() - self._begin


class Watched(VideoModel):
    """A model that knows how long it has been drawing, and what it drew."""

    def __init__(self, model: VideoModel, clock: Clock, drawn: dict[tuple[str, int], Clip]) -> None:
        self._model, self._clock = model, clock
        self.card: ModelCard = model.card
        self.drawn = drawn
        """By prompt and seed."""

    @property
    def digest(self) -> str:
        return self._model.digest

    @property
    def drawing(self) -> float:
        """Seconds in which a clip was being drawn, or several at once."""
        return self._clock.seconds

    @contextmanager
    def side_by_side(self, n: int) -> Iterator[list[VideoModel]]:
        with self._model.side_by_side(n) as models:
            yield [Watched(model, self._clock, self.drawn) for model in models]

    def generate(self, shots: Sequence[ShotRequest], *, progress: Progress | None = None) -> list[Clip]:
        with self._clock.running():
            clips = self._model.generate(shots, progress=progress)
        self.drawn |= {(shot.prompt, shot.seed): clip for shot, clip in zip(shots, clips, strict=True)}
        return clips

    def translate(self, prompt: str) -> Translation:
        return self._model.translate(prompt)


def bench_board(n_scenes: int, model: str, seconds: float) -> Board:
    """Return a board of one shot a scene, in words that the built-in model knows."""
    scenes = tuple(
        Scene(id=f"s{number:03}", title=f"Scene {number}", text="A sentence of the story stands here.",
              shots=(Shot(prompt=f"a {KINDS[number % len(KINDS)]} walks in a {PLACES[number % len(PLACES)]}",
                          seconds=seconds),))
        for number in range(1, n_scenes + 1))
    return Board(title="Benchmark", film=FilmSettings(model=model, width=SIZE, height=SIZE, fps=FPS),
                 scenes=scenes)


def plain_film(jobs: Sequence[SceneJob], weights: Path, model: VideoModel, device: str,
               folder: Path) -> list[np.ndarray]:
    """Render and join ``jobs`` as a user of diffusers and MoviePy would; return the frames of each.

    The prompts are in the model's own words already, so that both draw the same.
    """
    import torch
    from diffusers import DiffusionPipeline
    from moviepy import ImageSequenceClip, VideoFileClip, concatenate_videoclips, vfx

    pipe = DiffusionPipeline.from_pretrained(weights).to(device)
    pipe.set_progress_bar_config(disable=True)
    card = model.card
    made, paths = [], []
    for job in jobs:
        request = job.shots[0].request
        result = pipe(
            model.translate(request.prompt).prompt,
            num_frames=request.n_frames, width=card.width, height=card.height,
            num_inference_steps=card.steps, guidance_scale=card.guidance, output_type="np",
            generator=torch.Generator(device).manual_seed(request.seed))
        frames = (np.asarray(result.frames[0]) * 255).round().astype(np.uint8)
        made.append(frames)
        paths.append(str(folder / f"{job.scene}.mp4"))
        clip = ImageSequenceClip(list(frames), fps=FPS).with_effects([vfx.Resize((SIZE, SIZE))])
        clip.write_videofile(paths[-1], logger=None)
    clips = [VideoFileClip(path) for path in paths]
    concatenate_videoclips(clips).write_videofile(str(folder / "film.mp4"), logger=None)
    for clip in clips:
        clip.close()
    return made


def equal_settings() -> RenderConfig:
    """Return the usual settings, but from noise alone: a draft would save steps that the plain loop takes."""
    return load_render_config().model_copy(update={"guide": "none"})


def jobs_of(folder: Path, model: VideoModel) -> list[SceneJob]:
    """Return the work that ``render_board`` would do, so that both sides are asked for the same."""
    from pipeline.engines.maker import find_maker

    config = equal_settings()
    planner = make_planner(read_board(folder), folder, find_maker(model), fit=config.fit, crf=config.crf,
                           preset=config.preset, guide=config.guide)
    return [planner.job(scene) for scene in planner.plan().scenes]


def joining(n_clips: int, clip: Path, folder: Path) -> Timing:
    """Time the joining of ``clip`` with itself alone, ``n_clips`` times."""
    from moviepy import VideoFileClip, concatenate_videoclips

    encoding = Encoding(width=SIZE, height=SIZE, fps=Fraction(FPS))
    parts = [Part(f"s{number}", clip, f"Scene {number}") for number in range(n_clips)]
    _, ours = timed(lambda: assemble(parts, folder / "film.mp4", encoding=encoding, title="T", facts={}))
    clips = [VideoFileClip(str(clip)) for _ in range(n_clips)]
    plain_path = str(folder / "plain.mp4")
    _, plain = timed(lambda: concatenate_videoclips(clips).write_videofile(plain_path, logger=None))
    for opened in clips:
        opened.close()
    return Timing(f"joining {n_clips} clips", plain, ours)


def timed(work: Callable[[], Result]) -> tuple[Result, Seconds]:
    """Return what ``work`` gives, and the seconds it took."""
    clock, processors = time.perf_counter(), _processors()
    result = work()
    return result, Seconds(time.perf_counter() - clock, _processors() - processors)


def _processors() -> float:
    # On a machine that is busy with other work this says more than the clock.
    return sum(os.times()[:4])


def main() -> None:
    """Measure, and print the table."""
    arguments = parse()
    if find_model(arguments.model).folder is None:
        raise SystemExit(f"{arguments.model}: its weights are not here")
    import diffusers
    import moviepy  # noqa: F401 - what both sides import is not timed

    diffusers.logging.set_verbosity_error()
    lines: list[Timing] = []
    notes: list[str] = []
    with tempfile.TemporaryDirectory() as scratch, redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        for n_scenes in arguments.scenes:
            folder = Path(scratch) / str(n_scenes)
            folder.mkdir()
            measure(n_scenes, arguments, folder, lines, notes)
        clip = next(folder.glob("bench.board/takes/s001/*/clip.mp4"))
        lines += [joining(number, clip, folder) for number in (8, 200)]
    print("By the clock (and in seconds of processors):\n")
    print("| | diffusers and MoviePy | storyboard | ratio |\n|---|---|---|---|")
    print(*lines, "", *notes, sep="\n")


def measure(n_scenes: int, arguments: argparse.Namespace, folder: Path, lines: list[Timing],
            notes: list[str]) -> None:
    """Render ``n_scenes`` both ways, edit one and render again; add to ``lines`` and ``notes``."""
    board, levers = folder / "bench.board", Levers(dtype=arguments.dtype)
    write_board(bench_board(n_scenes, arguments.model, arguments.seconds), board)

    def load() -> VideoModel:
        return load_model(arguments.model, device=arguments.device, steps=arguments.steps, levers=levers)

    for what in ("first render", "after one edit"):
        if what != "first render":
            path = board / "scenes/s002.yaml"
            path.write_text(path.read_text().replace("walks", "runs"))
        jobs = jobs_of(board, load())
        inner, loading = timed(load)
        model = Watched(inner, Clock(), {})
        _, rendering = timed(lambda model=model: render_board(
            board, model=model, config=equal_settings()))
        ours = loading + rendering
        other = rendering.clock - model.drawing
        plain = None
        if not arguments.skip_plain:
            made, plain = timed(lambda jobs=jobs, model=model: plain_film(
                jobs, find_model(arguments.model).folder, model, arguments.device, folder))
            if what == "first render":
                asked = [job.shots[0].request for job in jobs]
                difference = np.mean([
                    np.abs(one.astype(int) - model.drawn[shot.prompt, shot.seed].frames).mean()
                    for one, shot in zip(made, asked, strict=True)])
                notes.append(f"mean difference of the pictures: {difference:.2f} of 255")
        lines.append(Timing(f"{what}, {n_scenes} scenes", plain, ours))
        if what == "first render":
            usual = folder / "usual.board"
            write_board(bench_board(n_scenes, arguments.model, arguments.seconds), usual)
            _, drafted = timed(lambda usual=usual: render_board(usual, model=load()))
            lines.append(Timing(f"first render as usual, from drafts, {n_scenes} scenes", plain, drafted))
        notes.append(f"{what}, {n_scenes} scenes: {loading.clock:.2f} s loading, {model.drawing:.2f} s in "
                     f"the model, {other:.2f} s for everything else ({other / ours.clock:.1%})")
    named = {"model": arguments.model, "device": arguments.device, "steps": arguments.steps}
    _, unchanged = timed(lambda: render_board(board, levers=levers, config=equal_settings(), **named))
    notes.append(f"nothing edited, {n_scenes} scenes: {unchanged.clock:.2f} s (the model is not loaded)")


def parse() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="storybook")
    parser.add_argument("--scenes", type=int, nargs="+", default=[8], metavar="N",
                        help="a board of N scenes for each number")
    parser.add_argument("--seconds", type=float, default=2.0, help="of each scene")
    parser.add_argument("--steps", type=int, default=None)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--dtype", choices=["float32", "bfloat16", "float16"], default=None)
    parser.add_argument("--skip-plain", action="store_true", help="measure storyboard alone")
    return parser.parse_args()


if __name__ == "__main__":
    main()
