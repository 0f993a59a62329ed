"""What a model's name stands for (a family, a folder, a hub id), and whether its weights are here.

Nothing is ever downloaded. What is missing is said, with its size, its licence and the command that gets it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from pipeline.models.adapter import SCALE, SUBFOLDER, AdapterFiles, adapter_in
from pipeline.models.family import Family, families, read_sampling, recognise
from pipeline.models.interface import ModelCard
from pipeline.models.machine import Levers
from pipeline.models.signature import starts_from_picture
from pipeline.models.weights import (
    SHIPPED,
    Trust,
    digest_of_file,
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
    adapter: AdapterFiles | None = None
    """IP-Adapter, where there is one."""

    @property
    def pipeline(self) -> str | None:
        """Class in diffusers that drives the weights; ``None``: the one that the folder names."""
        return self.family.pipeline if self.family and self.companions else None


def find_model(name_or_path: str | Path) -> ModelSource:
    """Find out what a name, a folder or a hub id stands for, without loading it.

    Raises:
        ModelError: Nothing has that name; the message lists the models and the nearest name.
    """
    name = str(name_or_path)
    if name in families():
        return of_family(families()[name])
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
    trust: Trust | None = None,
) -> str:
    """Return ``VideoModel.digest`` of a model without loading it.

    Raises:
        ModelError: Unknown model, or its weights are not here.
    """
    source = find_model(name_or_path)
    require_weights(source, trust)
    card = replace(source.card, **given(steps=steps, guidance=guidance))
    return digest(source, card, levers or Levers())


def of_family(family: Family) -> ModelSource:
    """Return where the weights of a family are on this machine, if they are."""
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
    adapter = _cached_adapter(family)
    if adapter is not None:
        card = _with_references(card)
    return ModelSource(_over(card, folder) if folder else card, family, folder, companions, adapter)


def _cached_adapter(family: Family) -> AdapterFiles | None:
    if family.adapter is None:
        return None
    weights = Path(family.adapter.weights)
    encoder = weights.parent / "image_encoder" / "config.json"
    folders = [in_cache(family.adapter.hub_id, name.as_posix()) for name in (weights, encoder)]
    if folders[0] is None or folders[1] is None:
        return None
    return AdapterFiles(folders[0] / weights.name, folders[1])


def _with_references(card: ModelCard) -> ModelCard:
    return replace(card, conditioning=tuple(dict.fromkeys((*card.conditioning, "references"))))


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
    if starts_from_picture(index.pipeline):
        taken = tuple(sorted({*card.conditioning, "first_frame", "references"}))
        card = replace(card, conditioning=taken, needs_picture=True)
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
    adapter = adapter_in(folder)
    if adapter is not None:
        card = _with_references(card)
    return ModelSource(_over(card, folder), family, folder, adapter=adapter)


def _of_hub_id(hub_id: str) -> ModelSource:
    for family in families().values():
        if family.hub_id == hub_id:
            return of_family(family)
    folder = in_cache(hub_id)
    if folder is None:
        raise ModelError(
            f"{hub_id}: no such folder, and no weights of that hub id are on this machine"
            f"\nto get them: hf download {hub_id}\n(read the size and the licence at its page first)"
        )
    return _of_folder(folder, named=hub_id.rpartition("/")[2])


def _over(card: ModelCard, folder: Path) -> ModelCard:
    """Lay ``sampling.json`` over a family's card; a length that it names can be made in one go."""
    fields = read_sampling(folder).model_dump(exclude_none=True)
    card = replace(card, **fields)
    return replace(card, max_frames=max(card.max_frames, card.n_frames))


def given(**values: int | float | None) -> dict[str, int | float]:
    """Return the values that are not ``None``."""
    return {name: value for name, value in values.items() if value is not None}


def missing(source: ModelSource, *, pickled: bool = False) -> list[str]:
    """Return what of a model's weights is not on this machine, one line each."""
    if source.folder is None:
        return ["the weights are not on this machine"]
    companions = [f"{part} is not on this machine" for part, folder in source.companions if folder is None]
    return missing_weights(source.folder, pickled=pickled) + companions


def require_weights(source: ModelSource, trust: Trust | None = None) -> None:
    """Refuse a model whose weights are not all here, or that does more than weights should.

    Args:
        trust: What the folder may do; ``None``: nothing.

    Raises:
        ModelError: Says what is missing, its size, its licence and the command that gets it; or that the
            model brings code of its own.
    """
    trust = trust or Trust()
    if source.folder is not None and not trust.code and (code := read_model_index(source.folder).code):
        raise ModelError(
            f"{source.folder}: this model brings Python code of its own ({code}), which storyboard does not "
            "run unasked; read it, then --trust-code runs it"
        )
    found = missing(source, pickled=trust.pickled)
    if not found:
        return
    card = source.card
    faults = "; ".join(found)
    if source.family is not None and source.family.shipped is not None:
        raise ModelError(
            f"model '{card.name}' comes with storyboard, but {faults} ({SHIPPED / source.family.shipped})\n"
            f"to mend it: install storyboard again, or train the model: storyboard train {card.name}"
        )
    get = command(source)
    if get is None:
        raise ModelError(f"model '{card.name}': {faults} ({source.folder})")
    offline = (
        "\nHF_HUB_OFFLINE is set: unset it for the download"
        if os.environ.get("HF_HUB_OFFLINE", "0") not in ("", "0", "false")
        else ""
    )
    raise ModelError(
        f"model '{card.name}': {faults}\n"
        f"size: about {card.download_gb:g} GB; licence: {card.licence_in_words}\n"
        f"to get them: {get}{offline}"
    )


def command(source: ModelSource) -> str | None:
    """Return the command that fetches a model's weights, or ``None`` if they are not to be fetched."""
    family = source.family
    if family is None or source.card.hub_id is None:
        return None
    ids = [family.hub_id, *(companion.hub_id for companion in family.companions.values())]
    return " && ".join(f"hf download {hub_id} --exclude '*.bin'" for hub_id in ids if hub_id)


def digest(source: ModelSource, card: ModelCard, asked: Levers) -> str:
    """Return the sha256 of weights and sampling; the same on every machine.

    Args:
        source: Its weights are here.
        card: With the steps and the guidance that are asked for.
        asked: The levers that the user set.
    """
    assert source.folder is not None
    files = {"": digest_of_files(source.folder)}
    files |= {part: digest_of_files(folder) for part, folder in source.companions if folder is not None}
    if source.adapter is not None:
        files[SUBFOLDER] = {
            **digest_of_files(source.adapter.encoder),
            "weights": digest_of_file(source.adapter.weights),
            "scale": str(SCALE),
        }
    content = {
        "files": files,
        "steps": card.steps,
        "guidance": card.guidance,
        "arguments": dict(source.family.arguments) if source.family else {},
        # What the machine imposes is left out: the same film goes on being the same film on another machine.
        # What the user asked for is a choice about the picture.
        "levers": asked.that_change_the_picture(),
    }
    if source.family is not None and source.family.draws_world:
        from pipeline.world.dataset import world_digest  # Skia loads here

        content["world"] = world_digest()
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
