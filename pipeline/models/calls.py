"""One call of a pipeline: its arguments by their names in the family, what is held in place, the frames."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from pipeline.models.adapter import adapter_scale, has_adapter
from pipeline.models.attention import (
    can_share_attention,
    positions_of,
    recorded,
    shared_attention,
)
from pipeline.models.conditioning import condition_arguments, read_picture
from pipeline.models.family import Family
from pipeline.models.guide import Drafted, at_least_one_step, steps_skipped
from pipeline.models.held import HeldFrames, can_hold, hold
from pipeline.models.interface import Anchor, Guide, ModelCard, ShotRequest, Translation, VideoModel
from pipeline.models.loading import first_line
from pipeline.models.memory import is_out_of_memory
from pipeline.models.noise import can_share_noise, shared_noise
from pipeline.models.progress import StepCounter
from pipeline.models.shelf import AnchorShelf
from pipeline.models.signature import CallSignature
from pipeline.models.windows import Window, plan_windows
from storyboard.errors import ModelError, StoryboardError


@dataclass(frozen=True, slots=True)
class Job:
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
        alone = alone or self.shot.guide is not None
        return len(self.windows) == 1 and self.first is None and not alone


class PipelineCall:
    """Draws frames with one loaded pipeline."""

    def __init__(
        self,
        pipe: Any,
        card: ModelCard,
        signature: CallSignature,
        family: Family | None,
        *,
        digest: str,
        translate: Callable[[str], Translation],
        notice: Callable[[str], None],
        tells_frames: bool = False,
    ) -> None:
        """See the class.

        Args:
            tells_frames: Whether the network's attention wants to know how many frames share their words.
        """
        self.pipe = pipe
        self.card = card
        self.signature = signature
        self.counter = StepCounter(None, 0)
        """Where the steps of the pipeline are counted."""
        self._from_draft: Drafted | None = None
        self._makers: dict[str, VideoModel] = {}
        """Who draws drafts, by name."""
        self._family = family
        self._translate = translate
        self._notice = notice
        self._shelf = AnchorShelf(digest, str(pipe.dtype))
        self._tells_frames = tells_frames

    def __call__(
        self, jobs: Sequence[Job], window: Window, seeds: Sequence[int], known: np.ndarray | None
    ) -> np.ndarray:
        """Draw one window of each job, in one call of the pipeline.

        Args:
            jobs: Alike in size and length; several only if all of them may share a call.
            window: Its length is drawn.
            seeds: One for each job.
            known: The frames that the window begins with, uint8. *Shape:* ``(n, height, width, 3)``

        Returns:
            uint8 RGB, at least ``window.n_frames`` each. *Shape:* ``(len(jobs), n_frames, height, width, 3)``

        Raises:
            ModelError: The pipeline refused or failed. Memory that ran out passes as it is.
        """
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
        guide = first.shot.guide if "draft" in self.card.conditioning else None
        strength = 1.0 if guide is None else at_least_one_step(self.card.steps, guide.strength)
        skipped = 0 if guide is None else steps_skipped(self.card.steps, strength)
        arguments = self._arguments(jobs, window, seeds, held, skipped)
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
            with self._guided(), looking, self._beside(first) as picture, torch.random.fork_rng():
                torch.manual_seed(seeds[0])
                if guide is None:
                    output = self.pipe(**arguments, **picture)
                else:
                    draft = self._draft(first, window, guide)
                    output = self._drafted()({**arguments, **picture}, draft, strength)
                frames = np.asarray(output.frames)
        except (ValueError, TypeError, RuntimeError, AttributeError, LookupError) as fault:
            if is_out_of_memory(fault) or isinstance(fault, StoryboardError):
                raise
            # What a pipeline refuses is worded for its own programmers; the cause stays attached.
            raise ModelError(
                f"model '{self.card.name}' failed at {first.width}x{first.height}, {window.n_frames} frames: "
                f"{first_line(fault)}"
            ) from fault
        if frames.ndim != 5 or frames.shape[1] < window.n_frames:
            raise ModelError(
                f"model '{self.card.name}' made frames of shape {frames.shape} where {window.n_frames} "
                "were asked for; storyboard cannot drive this kind of pipeline"
            )
        if not np.isfinite(frames).all():
            # Black, so that whoever looks at the clip sees that nothing was drawn and may try another seed.
            frames = np.nan_to_num(frames, nan=0.0, posinf=0.0, neginf=0.0)
            dtype = str(self.pipe.dtype).removeprefix("torch.")
            self._notice(
                f"{self.card.name} made pictures of not-a-number in {dtype}; they are black "
                "(dtype float32 or bfloat16 may help)"
            )
        return np.rint(frames.clip(0, 1) * 255).astype(np.uint8)

    def _arguments(
        self,
        jobs: Sequence[Job],
        window: Window,
        seeds: Sequence[int],
        held: HeldFrames | None,
        skipped: int,
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
            by_role |= self._holding(held, skipped)
        if self.signature.names.get("fps") in ("fps", "target_fps"):
            by_role["fps"] = round(self.card.fps)
        arguments = {
            self.signature.names[role]: value for role, value in by_role.items() if self.signature.has(role)
        }
        extra = dict(self._family.arguments) if self._family else {}
        argument = self._family.guidance_argument if self._family else "guidance_scale"
        if argument not in (None, "guider") and argument in self.signature.defaults:
            extra[argument] = self.card.guidance
        if self._tells_frames:
            extra["cross_attention_kwargs"] = {"n_frames": window.n_frames}
        return arguments | extra

    def _drafted(self) -> Drafted:
        if self._from_draft is None:
            self._from_draft = Drafted(self.pipe)
        return self._from_draft

    def _draft(self, job: Job, window: Window, guide: Guide) -> np.ndarray:
        """Return the frames of the draft that ``window`` starts from; the whole shot is one draft."""
        if guide.maker not in self._makers:
            from pipeline.models.registry import load_model  # the registry loads this adapter

            self._makers[guide.maker] = load_model(guide.maker)
        number = job.windows.index(window)
        start = sum(each.keep for each in job.windows[:number]) - window.overlap
        last = start + window.n_frames
        asked = ShotRequest(
            job.prompt, n_frames=last, width=job.width, height=job.height, seed=job.shot.seed
        )
        return self._makers[guide.maker].generate([asked])[0].frames[start:last]

    def _holding(self, held: HeldFrames, skipped: int) -> dict[str, Any]:
        """Return the callbacks that put the held frames back; ``skipped``: steps that a draft saves."""

        def legacy(step: int, timestep: Any, latents: torch.Tensor) -> None:
            held.put_back(self.pipe.scheduler, step + skipped, latents)

        def modern(pipe: Any, step: int, timestep: Any, tensors: dict[str, Any]) -> dict[str, Any]:
            held.put_back(pipe.scheduler, step + skipped, tensors["latents"])
            return tensors

        return {"legacy_callback": legacy, "step_callback": modern}

    def _looking_at(self, anchor: Anchor | None, job: Job) -> AbstractContextManager[None]:
        """Return the block in which attention is shared with an anchor; drawing the anchor if need be."""
        if anchor is None or not anchor.attention or not can_share_attention(self.pipe):
            return nullcontext()
        tokens = self._shelf.find(anchor, job.width, job.height)
        if tokens is None:
            shot = ShotRequest(anchor.prompt, seed=anchor.seed)
            window = plan_windows(self.card.n_frames, self.card, 1)[0]
            prompt = self._translate(anchor.prompt).prompt
            drawn = Job(shot, prompt, job.width, job.height, (window,), None)
            subject = positions_of(self.pipe.tokenizer, prompt, subject_in(prompt, anchor))
            with (
                self.counter.paused(),
                recorded(
                    self.pipe, n_frames=window.n_frames, n_steps=self.card.steps, subject=subject
                ) as record,
            ):
                self([drawn], window, [anchor.seed], None)
            tokens = record["anchor"]
            self._shelf.put(anchor, job.width, job.height, tokens)
        return shared_attention(self.pipe, tokens)

    def _beside(self, job: Job) -> AbstractContextManager[dict[str, Any]]:
        """Return the block in which an IP-Adapter shows the pipeline the job's reference picture."""
        references = job.shot.references if has_adapter(self.pipe) else ()
        if len(references) > 1:
            self._notice(f"{self.card.name} takes one reference picture: that of the first subject in frame")
        return adapter_scale(self.pipe, read_picture(references[0]) if references else None)

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


def subject_in(prompt: str, anchor: Anchor) -> str:
    """Return the words that name an anchor's subject in ``prompt``, its prompt in the model's own words.

    A translated subject is what stands before the word that followed it: ``a sly crow stands`` became
    ``a black bird stands in the meadow``.
    """
    if anchor.subject in prompt:
        return anchor.subject
    following = anchor.prompt.partition(anchor.subject)[2].split()
    words = prompt.partition(f" {following[0]}")[0] if following else prompt
    return words.removeprefix("a ").removeprefix("an ")
