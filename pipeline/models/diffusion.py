"""Any text-to-video or image-to-video pipeline that diffusers loads, as a ``VideoModel``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from math import lcm
from pathlib import Path
from typing import Any

import numpy as np
import torch

from pipeline.models.calls import Job, PipelineCall
from pipeline.models.conditioning import conditions_of, starting_picture
from pipeline.models.cpu_attention import use_cpu_attention
from pipeline.models.family import Family
from pipeline.models.held import can_hold
from pipeline.models.interface import Clip, ModelCard, Progress, ShotRequest, Translation, VideoModel
from pipeline.models.machine import Levers
from pipeline.models.memory import is_out_of_memory, relief
from pipeline.models.progress import StepCounter, steps_counted
from pipeline.models.quiet import quiet_libraries
from pipeline.models.signature import length_rule, read_signature, size_multiple
from pipeline.models.texts import remembered
from pipeline.models.threads import computing_with, twin
from pipeline.models.windows import (
    check_request,
    dissolved,
    legal_size,
    longest_length,
    plan_windows,
    window_seed,
)
from storyboard.errors import ModelError

HELD_SHARE = 4
"""A window of a model that holds frames goes on from this part of the one before: a quarter."""

FADE = 2
"""Frames over which windows are dissolved into each other where a model cannot go on from a picture."""


class DiffusionModel(VideoModel):
    """One adapter for every family: what a pipeline can do is in its signature, the rest on its card."""

    def __init__(
        self,
        pipe: Any,
        card: ModelCard,
        *,
        folder: Path,
        family: Family | None,
        levers: Levers,
        device: str,
        digest: str,
        notice: Callable[[str], None] | None = None,
    ) -> None:
        self.pipe = pipe
        self.signature = read_signature(pipe)
        self.levers = levers
        self.device = device
        self.notices: list[str] = []
        """What was said so far, in order."""
        self._folder = folder
        self._family = family
        self._digest = digest
        self._tell = notice
        rule = length_rule(pipe, known=family is not None)
        self.card = replace(
            card,
            size_multiple=lcm(card.size_multiple, size_multiple(pipe)),
            conditioning=conditions_of(pipe, self.signature),
            **rule,
        )
        self._translator = _translator(folder)
        lighter = (
            device == "cpu"
            and levers.dtype == "bfloat16"
            and levers.attention is None
            and "cross_attention_kwargs" in self.signature.defaults
        )
        self._call = PipelineCall(
            pipe,
            self.card,
            self.signature,
            family,
            digest=digest,
            translate=self.translate,
            notice=self.notice,
            tells_frames=lighter and use_cpu_attention(getattr(pipe, "unet", None)),
        )
        if hasattr(pipe, "encode_prompt"):
            pipe.encode_prompt = remembered(pipe.encode_prompt)

    @property
    def digest(self) -> str:
        return self._digest

    def notice(self, sentence: str) -> None:
        """Say something to the user, once."""
        if sentence not in self.notices:
            self.notices.append(sentence)
            if self._tell is not None:
                self._tell(sentence)

    def translate(self, prompt: str) -> Translation:
        if self._translator is None:
            return Translation(prompt)
        from pipeline.models.several import translate_several  # the drawn world loads, for its words

        return translate_several(self._translator, prompt, most=self.card.subjects or 1)

    def generate(self, shots: Sequence[ShotRequest], *, progress: Progress | None = None) -> list[Clip]:
        jobs = [self._plan(shot, follows=shot.follows and number > 0) for number, shot in enumerate(shots)]
        steps = StepCounter(progress, self.card.steps * sum(len(job.windows) for job in jobs))
        clips: dict[int, Clip] = {}
        self._call.counter = steps
        with (
            quiet_libraries(),
            torch.inference_mode(),
            computing_with(self._threads),
            steps_counted(self.pipe, steps),
        ):
            waiting = list(enumerate(jobs))
            while waiting:
                batch = self._next_batch(waiting)
                if batch[0][1].follows:  # alone in its batch, and all before it are made
                    number, job = batch[0]
                    batch = [(number, replace(job, first=clips[number - 1].frames[-1]))]
                frames = self._make([job for _, job in batch])
                if frames is None:  # memory ran out and the batch is smaller now
                    continue
                steps.finish(self.card.steps * sum(len(job.windows) for _, job in batch))
                clips |= {
                    number: Clip(made, self.card.fps) for (number, _), made in zip(batch, frames, strict=True)
                }
                waiting = [item for item in waiting if item[0] not in clips]
        return [clips[number] for number in range(len(jobs))]

    @contextmanager
    def side_by_side(self, n: int) -> Iterator[list[VideoModel]]:
        if self._threads is None or n == 1:
            yield [self]
            return
        others = [self._twin() for _ in range(n - 1)]
        # What is one for all threads, and what each of them sets and restores, is set right here in the end.
        threads = torch.get_num_threads()
        try:
            with quiet_libraries(), torch.random.fork_rng():
                yield [self, *others]
        finally:
            torch.set_num_threads(threads)

    @property
    def _threads(self) -> int | None:
        return self.card.threads if self.device == "cpu" else None

    def _twin(self) -> DiffusionModel:
        return DiffusionModel(
            twin(self.pipe),
            self.card,
            folder=self._folder,
            family=self._family,
            levers=self.levers,
            device=self.device,
            digest=self._digest,
            notice=self.notice,
        )

    def _plan(self, shot: ShotRequest, *, follows: bool) -> Job:
        width = self.card.width if shot.width is None else shot.width
        height = self.card.height if shot.height is None else shot.height
        n_frames = self.card.n_frames if shot.n_frames is None else shot.n_frames
        check_request(width, height, n_frames, shot.seed)
        legal = legal_size(width, height, self.card.size_multiple)
        if legal != (width, height):
            self.notice(
                f"{width}x{height}: {self.card.name} draws multiples of {self.card.size_multiple} pixels; "
                f"{legal[0]}x{legal[1]} is drawn"
            )
        if follows and "first_frame" not in self.card.conditioning:
            self.notice(f"{self.card.name} cannot go on from a picture; each shot starts anew")
            follows = False
        first = None if follows else starting_picture(shot, self.signature, self.card.name)
        if first is not None and "first_frame" not in self.card.conditioning:
            raise ModelError(
                f"model '{self.card.name}' cannot start from a picture; it takes: "
                f"{', '.join(self.card.conditioning) or 'a prompt only'}"
            )
        if shot.references and "references" not in self.card.conditioning and first is shot.first_frame:
            self.notice(f"{self.card.name} takes no reference pictures; they are left out")
        # What follows another shot begins with that one's last frame, which is not shown twice.
        windows = plan_windows(n_frames + follows, self.card, self._overlap())
        if len(windows) > 1:
            self.notice(
                f"{n_frames} frames: {self.card.name} draws at most {longest_length(self.card)} in one go; "
                f"{len(windows)} windows are joined"
            )
        elif windows[0].n_frames != n_frames + follows:
            self.notice(
                f"{n_frames} frames: {self.card.name} draws {self.card.frame_multiple}k + "
                f"{self.card.frame_offset}; {windows[0].n_frames} are drawn and the first {n_frames} kept"
            )
        if shot.guide is not None and "draft" not in self.card.conditioning:
            self.notice(f"{self.card.name} cannot start from a draft; it draws from the words alone")
        if shot.anchor is not None and "anchor" not in self.card.conditioning:
            self.notice(f"{self.card.name} takes no anchors; the subject's look rests on words alone")
        return Job(shot, self.translate(shot.prompt).prompt, *legal, tuple(windows), first, follows)

    def _overlap(self) -> int:
        if can_hold(self.pipe):
            return max(1, longest_length(self.card) // HELD_SHARE)
        return 1 if "first_frame" in self.card.conditioning else FADE

    def _next_batch(self, waiting: Sequence[tuple[int, Job]]) -> list[tuple[int, Job]]:
        first = waiting[0][1]
        if not first.may_share_a_call or self.signature.has("mask"):  # Wan VACE takes one prompt a call
            return [waiting[0]]
        alike = [item for item in waiting if item[1].may_share_a_call and item[1].shape == first.shape]
        most = 1 if _draws_noise_in_step(self.pipe.scheduler) else self.levers.batch or 1
        return alike[:most]

    def _make(self, jobs: Sequence[Job]) -> list[np.ndarray] | None:
        """Make the clips of one batch; ``None`` when it must be tried again in a smaller one."""
        while True:
            try:
                if len(jobs) == 1:
                    return [self._make_in_windows(jobs[0])]
                made = self._call(jobs, jobs[0].windows[0], [job.shot.seed for job in jobs], None)
                return [frames[: job.windows[0].keep] for frames, job in zip(made, jobs, strict=True)]
            except BaseException as fault:
                if hasattr(self.pipe, "maybe_free_model_hooks"):
                    self.pipe.maybe_free_model_hooks()
                if not is_out_of_memory(fault):
                    raise
            step = relief(self.pipe, self.levers, self.device)
            if step is None:
                job = jobs[0]
                raise ModelError(
                    f"model '{self.card.name}' ran out of memory on {self.device} at "
                    f"{job.width}x{job.height}, {job.windows[0].n_frames} frames, although every lever "
                    "that saves memory was tried; ask for a smaller size, fewer frames or a smaller model"
                )
            self.levers, sentence = step
            self.notice(sentence)
            if len(jobs) > (self.levers.batch or 1):
                return None

    def _make_in_windows(self, job: Job) -> np.ndarray:
        known = None if job.first is None else job.first[None]
        whole: np.ndarray | None = None
        for number, window in enumerate(job.windows):
            seed = window_seed(job.shot.seed, number)
            made = self._call([job], window, [seed], known)[0]
            if whole is None:
                whole = made[: window.keep]
            elif self._can_go_on():
                whole = np.concatenate([whole, made[window.overlap : window.overlap + window.keep]])
            else:
                whole = dissolved(whole, made[: window.overlap + window.keep], window.overlap)
            if number + 1 < len(job.windows):
                known = whole[-job.windows[number + 1].overlap :] if self._can_go_on() else None
        assert whole is not None  # a shot has at least one window
        return whole[1:] if job.follows else whole

    def _can_go_on(self) -> bool:
        return "first_frame" in self.card.conditioning


def _draws_noise_in_step(scheduler: Any) -> bool:
    """Whether a scheduler asks for noise after the first, which pipelines cannot draw for each shot of a
    batch."""
    name = type(scheduler).__name__
    algorithm = str(scheduler.config.get("algorithm_type", ""))
    return (
        "Ancestral" in name
        or "SDE" in name
        or name in ("DDPMScheduler", "LCMScheduler")
        or "sde" in algorithm
    )


def _translator(folder: Path) -> Any:
    """Return the translator into a small model's vocabulary, or ``None`` for models that read any English."""
    if not ((folder / "vocabulary.json").is_file() and (folder / "lexicon.json").is_file()):
        return None
    from pipeline.models.vocabulary import PromptTranslator

    return PromptTranslator(folder)
