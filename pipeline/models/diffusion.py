"""Any text-to-video or image-to-video pipeline that diffusers loads, as a ``VideoModel``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from math import lcm
from pathlib import Path
from typing import Any

import numpy as np
import torch

from pipeline.models.attention import (
    AnchorTokens,
    can_share_attention,
    positions_of,
    recorded,
    shared_attention,
)
from pipeline.models.conditioning import condition_arguments, conditions_of, starting_picture
from pipeline.models.family import Family
from pipeline.models.held import HeldFrames, can_hold, hold
from pipeline.models.interface import Anchor, Clip, ModelCard, Progress, ShotRequest, Translation, VideoModel
from pipeline.models.loading import first_line
from pipeline.models.machine import Levers
from pipeline.models.memory import is_out_of_memory, relief
from pipeline.models.noise import can_share_noise, shared_noise
from pipeline.models.progress import StepCounter, steps_counted
from pipeline.models.quiet import quiet_libraries
from pipeline.models.signature import length_rule, read_signature, size_multiple
from pipeline.models.texts import remembered
from pipeline.models.windows import (
    Window,
    check_request,
    dissolved,
    legal_size,
    longest_length,
    plan_windows,
    window_seed,
)
from storyboard.errors import ModelError, StoryboardError

HELD_SHARE = 4
"""A window of a model that holds frames goes on from this part of the one before: a quarter."""

ANCHORS_KEPT = 4
"""Subjects whose recorded attention stays in memory."""

FADE = 2
"""Frames over which windows are dissolved into each other where a model cannot go on from a picture."""


class DiffusionModel(VideoModel):
    """One adapter for every family: what a pipeline can do is read from its signature, the rest from its
    card."""

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
        self._anchors: dict[tuple[str, str, int, int, int], AnchorTokens] = {}
        self._steps = StepCounter(None, 0)
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
        return Translation(prompt) if self._translator is None else self._translator.translate(prompt)

    def generate(self, shots: Sequence[ShotRequest], *, progress: Progress | None = None) -> list[Clip]:
        jobs = [self._plan(shot, follows=shot.follows and number > 0) for number, shot in enumerate(shots)]
        steps = StepCounter(progress, self.card.steps * sum(len(job.windows) for job in jobs))
        clips: dict[int, Clip] = {}
        self._steps = steps
        with quiet_libraries(), torch.inference_mode(), steps_counted(self.pipe, steps):
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

    def _plan(self, shot: ShotRequest, *, follows: bool) -> _Job:
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
        if shot.anchor is not None and "anchor" not in self.card.conditioning:
            self.notice(f"{self.card.name} takes no anchors; the subject's look rests on words alone")
        return _Job(shot, self.translate(shot.prompt).prompt, *legal, tuple(windows), first, follows)

    def _overlap(self) -> int:
        if can_hold(self.pipe):
            return max(1, longest_length(self.card) // HELD_SHARE)
        return 1 if "first_frame" in self.card.conditioning else FADE

    def _next_batch(self, waiting: Sequence[tuple[int, _Job]]) -> list[tuple[int, _Job]]:
        first = waiting[0][1]
        if not first.may_share_a_call or self.signature.has("mask"):  # Wan VACE takes one prompt a call
            return [waiting[0]]
        alike = [item for item in waiting if item[1].may_share_a_call and item[1].shape == first.shape]
        most = 1 if _draws_noise_in_step(self.pipe.scheduler) else self.levers.batch or 1
        return alike[:most]

    def _make(self, jobs: Sequence[_Job]) -> list[np.ndarray] | None:
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

    def _make_in_windows(self, job: _Job) -> np.ndarray:
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

    def _call(
        self, jobs: Sequence[_Job], window: Window, seeds: Sequence[int], known: np.ndarray | None
    ) -> np.ndarray:
        """Call the pipeline once. Returns uint8 ``(len(jobs), n_frames, height, width, 3)``."""
        first = jobs[0]
        held = None
        if known is not None and can_hold(self.pipe):
            held = hold(
                self.pipe,
                known[: window.n_frames - 1] if window.n_frames > 1 else known[:1],
                width=first.width,
                height=first.height,
                seed=seeds[0] ^ 0x5EED,
            )
        arguments = self._arguments(jobs, window, seeds, held)
        arguments |= condition_arguments(
            self.pipe,
            self.signature,
            first_frames=known if held is None else None,
            references=first.shot.references,
            width=first.width,
            height=first.height,
            n_frames=window.n_frames,
        )
        anchor = first.shot.anchor if "anchor" in self.card.conditioning else None
        if anchor is not None and anchor.noise and can_share_noise(self.pipe):
            arguments["latents"] = shared_noise(
                self.pipe,
                width=first.width,
                height=first.height,
                n_frames=window.n_frames,
                seed=seeds[0],
                anchor_seed=anchor.seed,
                share=anchor.noise,
            )
        try:
            looking = self._looking_at(anchor, first)
            # Some pipelines draw from torch's own generator beside the one given: I2VGen-XL, for its picture.
            with self._guided(), looking, torch.random.fork_rng():
                torch.manual_seed(seeds[0])
                frames = np.asarray(self.pipe(**arguments).frames)
        except (ValueError, TypeError, RuntimeError, AttributeError, LookupError) as fault:
            if is_out_of_memory(fault) or isinstance(fault, StoryboardError):
                raise
            # What a pipeline refuses is worded for its own programmers; the cause stays attached.
            raise ModelError(
                f"model '{self.card.name}' failed at {first.width}x{first.height}, {window.n_frames} frames: "
                f"{first_line(fault)}"
            ) from fault
        if not np.isfinite(frames).all():
            # Black, so that whoever looks at the clip sees that nothing was drawn and may try another seed.
            frames = np.nan_to_num(frames, nan=0.0, posinf=0.0, neginf=0.0)
            self.notice(
                f"{self.card.name} made pictures of not-a-number in {self.levers.dtype}; they are black "
                "(dtype float32 or bfloat16 may help)"
            )
        return np.rint(frames.clip(0, 1) * 255).astype(np.uint8)

    def _arguments(
        self, jobs: Sequence[_Job], window: Window, seeds: Sequence[int], held: HeldFrames | None
    ) -> dict[str, Any]:
        one = not jobs[0].may_share_a_call or len(jobs) == 1
        # CPU generators: the noise is the same on every device.
        generators = [torch.Generator("cpu").manual_seed(seed) for seed in seeds]
        by_role: dict[str, Any] = {
            "prompt": jobs[0].prompt if one else [job.prompt for job in jobs],
            "width": jobs[0].width,
            "height": jobs[0].height,
            "length": window.n_frames,
            "steps": self.card.steps,
            "fps": self.card.fps,
            "generator": generators[0] if one else generators,
            "output": "np",
        }
        if any(job.shot.negative for job in jobs):
            negatives = [job.shot.negative or "" for job in jobs]
            by_role["negative"] = negatives[0] if one else negatives
        if held is not None:
            by_role |= self._holding(held)
        if self.signature.names.get("fps") in ("fps", "target_fps"):
            by_role["fps"] = round(self.card.fps)
        arguments = {
            self.signature.names[role]: value for role, value in by_role.items() if self.signature.has(role)
        }
        extra = dict(self._family.arguments) if self._family else {}
        argument = self._family.guidance_argument if self._family else "guidance_scale"
        if argument not in (None, "guider") and argument in self.signature.defaults:
            extra[argument] = self.card.guidance
        return arguments | extra

    def _holding(self, held: HeldFrames) -> dict[str, Any]:
        def legacy(step: int, timestep: Any, latents: torch.Tensor) -> None:
            held.put_back(self.pipe.scheduler, step, latents)

        def modern(pipe: Any, step: int, timestep: Any, tensors: dict[str, Any]) -> dict[str, Any]:
            held.put_back(pipe.scheduler, step, tensors["latents"])
            return tensors

        return {"legacy_callback": legacy, "step_callback": modern}

    def _looking_at(self, anchor: Anchor | None, job: _Job) -> AbstractContextManager[None]:
        """Return the block in which attention is shared with an anchor; drawing the anchor if need be."""
        if anchor is None or not anchor.attention or not can_share_attention(self.pipe):
            return nullcontext()
        key = (anchor.prompt, anchor.subject, anchor.seed, job.width, job.height)
        if key not in self._anchors:
            shot = ShotRequest(anchor.prompt, self.card.n_frames, job.width, job.height, anchor.seed)
            drawn = self._plan(shot, follows=False)
            window = drawn.windows[0]
            words = self.translate(anchor.subject).prompt
            subject = positions_of(self.pipe.tokenizer, drawn.prompt, words.removeprefix("a "))
            with (
                self._steps.paused(),
                recorded(
                    self.pipe, n_frames=window.n_frames, n_steps=self.card.steps, subject=subject
                ) as record,
            ):
                self._call([drawn], window, [anchor.seed], None)
            if len(self._anchors) >= ANCHORS_KEPT:
                self._anchors.pop(next(iter(self._anchors)))
            self._anchors[key] = record["anchor"]
        return shared_attention(self.pipe, self._anchors[key])

    @contextmanager
    def _guided(self) -> Iterator[None]:
        """Set the guidance of families that have a component for it instead of an argument."""
        if self._family is None or self._family.guidance_argument != "guider":
            yield
            return
        guider = self.pipe.guider
        self.pipe.guider = guider.new(guidance_scale=self.card.guidance)
        try:
            yield
        finally:
            self.pipe.guider = guider


@dataclass(frozen=True, slots=True)
class _Job:
    """One shot, ready to be made."""

    shot: ShotRequest
    prompt: str
    """In the model's own words."""
    width: int
    height: int
    windows: tuple[Window, ...]
    first: np.ndarray | None
    """Picture that it starts from."""
    follows: bool = False
    """Whether ``first`` is the last frame of the shot before it, known when that one is made."""

    @property
    def shape(self) -> tuple[int, int, int]:
        return self.width, self.height, self.windows[0].n_frames

    @property
    def may_share_a_call(self) -> bool:
        """Whether it can be made in one batch with others of its shape."""
        alone = self.follows or self.shot.anchor is not None or bool(self.shot.references)
        return len(self.windows) == 1 and self.first is None and not alone


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
