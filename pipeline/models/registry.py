"""From a name, a folder or a hub id to a model: one visible table, built from ``configs/models/*.yaml``.

Nothing is ever downloaded here. What is missing is said, with its size, its licence and the command that gets
it. Only ``load_model`` imports torch.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path

from pipeline.models.family import Family, families, read_sampling, recognise
from pipeline.models.interface import ModelCard, VideoModel
from pipeline.models.machine import Levers, choose_levers, find_machine, fit
from pipeline.models.weights import (
    SHIPPED,
    digest_of_files,
    in_cache,
    missing_weights,
    read_model_index,
    size_gb,
)
from storyboard.errors import ModelError

HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+")


@dataclass(frozen=True, slots=True)
class ModelSource:
    """What a model's name leads to."""

    card: ModelCard
    family: Family | None
    """``None``: a pipeline that ``configs/models`` does not know."""
    folder: Path | None
    """Where the weights are; ``None``: not on this machine."""
    companions: tuple[tuple[str, Path | None], ...] = ()
    """Components that lie elsewhere, by name."""

    @property
    def pipeline(self) -> str | None:
        """Class in diffusers that drives the weights; ``None``: the one that the folder names."""
        return self.family.pipeline if self.family and self.companions else None


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
    notice: Callable[[str], None] | None = None,
) -> VideoModel:
    """Load a video model.

    Args:
        name_or_path: A name that ``list_models`` gives, a folder in diffusers' format, or a hub id whose
        weights are
            in the local cache.
        device: ``auto`` takes the accelerator if there is one; else torch's name of a device: ``cpu``,
        ``cuda:1``. steps: Denoising steps instead of the model's own number.
        guidance: Strength of guidance instead of the model's own.
        levers: What to use of the memory and speed levers; those left ``None`` are chosen for this machine.
        notice: Told, in one plain sentence each, what was chosen or rounded.

    Raises:
        ModelError: Unknown model, weights missing or damaged, no such device, or too little memory.
    """
    source = find_model(name_or_path)
    _require_weights(source)
    card = replace(source.card, **_given(steps=steps, guidance=guidance))
    if steps is not None and steps < 1:
        raise ModelError(f"a model needs at least 1 denoising step, not {steps}")
    assert source.folder is not None
    if source.family is not None and source.family.maker is not None:
        module, _, attribute = source.family.maker.partition(":")
        model: VideoModel = getattr(import_module(module), attribute)(source.folder, device)
        return model
    machine = find_machine(device)
    chosen = choose_levers(
        card, machine, levers or Levers(), weights_gb=size_gb(source.folder), family=source.family
    )
    from pipeline.models.diffusion import DiffusionModel, load_pipeline  # torch loads here

    pipe = load_pipeline(
        source.folder,
        pipeline=source.pipeline,
        companions=_companions(source),
        keep_float32=source.family.keep_float32 if source.family else (),
        levers=chosen.levers,
        device=machine.device,
    )
    model = DiffusionModel(
        pipe,
        card,
        folder=source.folder,
        family=source.family,
        levers=chosen.levers,
        device=machine.device,
        digest=_digest(source, card, levers or Levers()),
        notice=notice,
    )
    for sentence in chosen.reasons:
        model.notice(sentence)
    return model


def find_model(name_or_path: str | Path) -> ModelSource:
    """Find out what a name, a folder or a hub id stands for, without loading it.

    Raises:
        ModelError: Nothing has that name; the message lists the models and the nearest name.
    """
    name = str(name_or_path)
    if name in families():
        return _of_family(families()[name])
    folder = Path(name).expanduser()
    if folder.is_dir():
        return _of_folder(folder, named=folder.resolve().name)
    if folder.is_file():
        raise ModelError(f"{name}: is a file; give the folder that holds model_index.json")
    if isinstance(name_or_path, Path) or name.startswith((".", "~", "/")) or name.count(os.sep) > 1:
        raise ModelError(f"{name}: no such folder")
    if HUB_ID.fullmatch(name):
        return _of_hub_id(name)
    near = get_close_matches(name, families(), n=1)
    hint = f"; did you mean '{near[0]}'?" if near else ""
    raise ModelError(
        f"no model '{name}'{hint}\nmodels: {', '.join(families())}\n"
        "or a folder in diffusers' format, or a hub id (OWNER/NAME)"
    )


def model_card(name_or_path: str | Path) -> ModelCard:
    """Return what a model can do, without loading it (and without torch).

    Raises:
        ModelError: Nothing has that name.
    """
    return find_model(name_or_path).card


def model_digest(
    name_or_path: str | Path,
    *,
    steps: int | None = None,
    guidance: float | None = None,
    levers: Levers | None = None,
) -> str:
    """Return ``VideoModel.digest`` of a model without loading it.

    Raises:
        ModelError: Unknown model, or its weights are not here.
    """
    source = find_model(name_or_path)
    _require_weights(source)
    card = replace(source.card, **_given(steps=steps, guidance=guidance))
    return _digest(source, card, levers or Levers())


def list_models() -> list[ModelStatus]:
    """Return the state of every model of ``configs/models`` on this machine, the built-in one first."""
    machine = find_machine("auto")
    statuses = []
    for family in families().values():
        source = _of_family(family)
        missing = tuple(_missing(source))
        statuses.append(
            ModelStatus(
                card=source.card,
                weights=source.folder if not missing else None,
                missing=missing,
                fits=fit(source.card, machine),
                get=_command(source) if missing else None,
                verified=family.verified,
                note=family.note,
            )
        )
    return statuses


def _of_family(family: Family) -> ModelSource:
    card = family.card()
    if family.shipped is not None:
        folder = SHIPPED / family.shipped
        return ModelSource(
            _over(card, folder), family, folder if (folder / "model_index.json").is_file() else None
        )
    folder = in_cache(family.hub_id) if family.hub_id else None
    companions = tuple(
        (part, in_cache(companion.hub_id, "config.json")) for part, companion in family.companions.items()
    )
    return ModelSource(_over(card, folder) if folder else card, family, folder, companions)


def _of_folder(folder: Path, *, named: str) -> ModelSource:
    index = read_model_index(folder)
    family = recognise(folder, index)
    if family is not None:
        card = family.card()
    else:
        # An unknown class: what most models of the field have in common. The loaded pipeline's signature and
        # sampling.json correct it.
        card = ModelCard(
            name=named,
            title=index.pipeline,
            licence="",
            commercial=False,
            width=512,
            height=512,
            n_frames=16,
            fps=8,
            max_frames=16,
            steps=50,
            guidance=6.0,
        )
    gigabytes = round(size_gb(folder), 3)
    card = replace(
        card,
        name=named,
        title=f"{index.pipeline} from {named}",
        hub_id=None,
        licence="see the weights",
        commercial=False,
        download_gb=0.0,
        memory_gb=round(1.5 * gigabytes, 3),
    )
    return ModelSource(_over(card, folder), family, folder)


def _of_hub_id(hub_id: str) -> ModelSource:
    for family in families().values():
        if family.hub_id == hub_id:
            return _of_family(family)
    folder = in_cache(hub_id)
    if folder is None:
        raise ModelError(
            f"{hub_id}: no such folder, and no weights of that hub id are on this machine"
            f"\nto get them: hf download {hub_id}\n(read the size and the licence at its page first)"
        )
    return _of_folder(folder, named=hub_id.rpartition("/")[2])


def _over(card: ModelCard, folder: Path) -> ModelCard:
    sampling = read_sampling(folder)
    given = _given(**sampling.model_dump())
    longest = given.get("max_frames", max(card.max_frames, card.n_frames)) if given else card.max_frames
    return replace(card, **{**given, "max_frames": max(longest, given.get("n_frames", 0))})


def _given(**values: int | float | None) -> dict[str, int | float]:
    return {name: value for name, value in values.items() if value is not None}


def _missing(source: ModelSource) -> list[str]:
    if source.folder is None:
        return ["the weights are not on this machine"]
    companions = [f"{part} is not on this machine" for part, folder in source.companions if folder is None]
    return missing_weights(source.folder) + companions


def _require_weights(source: ModelSource) -> None:
    missing = _missing(source)
    if not missing:
        return
    card = source.card
    faults = "; ".join(missing)
    if source.family is not None and source.family.shipped is not None:
        raise ModelError(
            f"model '{card.name}' comes with storyboard, but {faults} "
            f"({SHIPPED / source.family.shipped}); install storyboard again"
        )
    command = _command(source)
    if command is None:
        raise ModelError(f"model '{card.name}': {faults} ({source.folder})")
    licence = card.licence if card.commercial else f"{card.licence} (not for commercial use)"
    offline = (
        "\nHF_HUB_OFFLINE is set: unset it for the download"
        if os.environ.get("HF_HUB_OFFLINE", "0") not in ("", "0", "false")
        else ""
    )
    raise ModelError(
        f"model '{card.name}': {faults}\nsize: about {card.download_gb:g} GB; licence: {licence}\n"
        f"to get them: {command}{offline}"
    )


def _command(source: ModelSource) -> str | None:
    family = source.family
    if family is None or source.card.hub_id is None:
        return None
    ids = [family.hub_id, *(companion.hub_id for companion in family.companions.values())]
    return " && ".join(f"hf download {hub_id}" for hub_id in ids if hub_id)


def _companions(source: ModelSource) -> dict[str, tuple[str, Path]]:
    kinds = source.family.companions if source.family else {}
    return {part: (kinds[part].kind, folder) for part, folder in source.companions if folder is not None}


def _digest(source: ModelSource, card: ModelCard, asked: Levers) -> str:
    assert source.folder is not None
    files = {"": digest_of_files(source.folder)}
    files |= {part: digest_of_files(folder) for part, folder in source.companions if folder is not None}
    content = {
        "files": files,
        "steps": card.steps,
        "guidance": card.guidance,
        "arguments": dict(source.family.arguments) if source.family else {},
        # What the machine imposes is left out: the same film goes on being the same film on another machine.
        # What the user asked for is a choice about the picture.
        "levers": asked.that_change_the_picture(),
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
