"""From a name to a loaded model: one visible table, built from ``configs/models/*.yaml``.

Only ``load_model`` imports torch.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

from pipeline.models.family import families, read_sampling
from pipeline.models.interface import ModelCard, VideoModel
from pipeline.models.machine import Levers, Machine, choose_levers, find_machine, fit
from pipeline.models.sources import (
    ModelSource,
    command,
    digest,
    find_model,
    given,
    missing,
    of_family,
    require_weights,
)
from pipeline.models.weights import Trust, size_gb
from storyboard.errors import ModelError


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """One line of ``storyboard models``."""

    card: ModelCard
    weights: Path | None
    """Folder of the weights on this machine, or ``None``."""
    missing: tuple[str, ...]
    """What is missing, if anything; one line each."""
    fits: str
    """``yes``, ``with offloading``, ``slowly, on the CPU`` or ``no``."""
    get: str | None
    """The command that fetches the weights; ``None``: nothing to fetch."""
    verified: str
    note: str


def load_model(
    name_or_path: str | Path,
    *,
    device: str = "auto",
    steps: int | None = None,
    guidance: float | None = None,
    levers: Levers | None = None,
    trust: Trust | None = None,
    notice: Callable[[str], None] | None = None,
) -> VideoModel:
    """Load a video model.

    Args:
        name_or_path: A name that ``list_models`` gives, a folder in diffusers' format, or a hub id whose
            weights are in the local cache.
        device: ``auto`` takes the accelerator if there is one; else torch's name of a device: ``cpu``,
            ``cuda:1``.
        steps: Denoising steps instead of the model's own number.
        guidance: Strength of guidance instead of the model's own.
        levers: What to use of the memory and speed levers; those left ``None`` are chosen for this machine.
        trust: Whether weights may be read that are no safetensors, and code run that comes with them: only
            for weights whose maker is trusted. ``None``: neither.
        notice: Told, in one plain sentence each, what was chosen or rounded.

    Raises:
        ModelError: Unknown model, weights missing or damaged, no such device, or too little memory.
    """
    source = find_model(name_or_path)
    require_weights(source, trust)
    card = stated = replace(source.card, **given(steps=steps, guidance=guidance))
    if steps is not None and steps < 1:
        raise ModelError(f"a model needs at least 1 denoising step, not {steps}")
    assert source.folder is not None
    if source.family is not None and source.family.maker is not None:
        module, _, attribute = source.family.maker.partition(":")
        make = getattr(import_module(module), attribute)
        model: VideoModel = make(source.folder, device, digest(source, stated, levers or Levers()))
        return model
    machine = find_machine(device)
    chosen = choose_levers(
        card, machine, levers or Levers(), weights_gb=size_gb(source.folder), family=source.family
    )
    from pipeline.models.diffusion import DiffusionModel  # torch loads here
    from pipeline.models.loading import load_pipeline
    from pipeline.models.signature import defaults_of, read_signature

    pipe = load_pipeline(
        source.folder,
        pipeline=source.pipeline,
        companions=_companions(source),
        keep_float32=source.family.keep_float32 if source.family else (),
        levers=chosen.levers,
        device=machine.device,
        trust=trust or Trust(),
        adapter=source.adapter,
    )
    if source.family is None:
        known = read_sampling(source.folder).model_dump(exclude_none=True) | given(
            steps=steps, guidance=guidance
        )
        card = replace(card, **(defaults_of(read_signature(pipe)) | known))
    model = DiffusionModel(
        pipe,
        card,
        folder=source.folder,
        family=source.family,
        levers=chosen.levers,
        device=machine.device,
        digest=digest(source, stated, levers or Levers()),
        notice=notice,
    )
    if source.family is None:
        model.notice(
            f"{card.title}: no file of configs/models knows this kind; shown at {card.fps:g} frames a second "
            "unless the folder's sampling.json says otherwise"
        )
    model.notice(f"{card.name} on {machine.name}: {chosen.levers.in_words()}")
    for sentence in chosen.reasons:
        model.notice(sentence)
    return model


def list_models() -> list[ModelStatus]:
    """Return the state of every model of ``configs/models`` on this machine, the built-in one first."""
    machine = find_machine("auto")
    return [_status(of_family(family), machine) for family in families().values()]


def model_status(name_or_path: str | Path) -> ModelStatus:
    """Return the state of one model on this machine: a name, a folder, or a hub id.

    Raises:
        ModelError: Nothing has that name, or the weights of that hub id are not here.
    """
    return _status(find_model(name_or_path), find_machine("auto"))


def _status(source: ModelSource, machine: Machine) -> ModelStatus:
    faults = tuple(missing(source))
    family = source.family
    own = family is not None and family.name == source.card.name
    return ModelStatus(
        card=source.card,
        weights=source.folder if not faults else None,
        missing=faults,
        fits=fit(source.card, machine),
        get=command(source) if faults else None,
        verified=family.verified if family is not None and own else "",
        note=family.note if family is not None and own else "",
    )


def _companions(source: ModelSource) -> dict[str, tuple[str, Path]]:
    kinds = source.family.companions if source.family else {}
    return {part: (kinds[part].kind, folder) for part, folder in source.companions if folder is not None}
