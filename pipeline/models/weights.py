"""Where the weights of a model lie, what is missing of them, and the digest of what is there.

Nothing here touches the network: a hub id is looked up in the local cache only.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from storyboard.errors import ModelError

SHIPPED = Path(__file__).resolve().parent / "weights"
"""Folder of the weights that come with the program."""

PICKLED = (".bin", ".pt", ".pth", ".ckpt", ".pkl")
"""Weights that can run code when they are read."""

WITHOUT_WEIGHTS = ("tokenizer", "scheduler", "processor", "feature_extractor", "guider")
"""Components whose folder holds settings only; matched anywhere in the component's name."""

NOT_PART_OF_THE_MODEL = (".md", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".mp4", ".lock", ".tmp")
"""Files beside the weights that change no picture."""


@dataclass(frozen=True, slots=True)
class Trust:
    """What a folder of weights may do besides being read as numbers; by default nothing."""

    pickled: bool = False
    """Whether weights may be read that are no safetensors. Reading them can run code."""
    code: bool = False
    """Whether Python code that comes with the weights may be run."""


@dataclass(frozen=True, slots=True)
class ModelIndex:
    """What ``model_index.json`` says: the pipeline's class and its components."""

    pipeline: str
    components: Mapping[str, str]
    """Component -> name of its class, for those that are there."""
    settings: Mapping[str, object]
    """All else that the file holds, for example ``expand_timesteps``."""
    code: str | None = None
    """Python file beside the weights that the pipeline's class is in; ``None``: the class is diffusers'."""


def read_model_index(folder: Path) -> ModelIndex:
    """Read which pipeline a folder in diffusers' format holds. Code beside the weights is not run by it.

    Raises:
        ModelError: There is no such file, or it is damaged.
    """
    path = folder / "model_index.json"
    if not path.is_file():
        raise ModelError(
            f"{folder}: not a model in diffusers' folder format (there is no model_index.json); "
            "give the folder that holds it"
        )
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        name = content["_class_name"]
    except (ValueError, KeyError, TypeError, UnicodeDecodeError) as fault:
        raise ModelError(f"{path}: damaged ({fault}); copy or download the folder again") from fault
    code = None
    if isinstance(name, list) and len(name) == 2 and all(isinstance(part, str) for part in name):
        code, name = f"{name[0]}.py", name[1]
    elif not isinstance(name, str):
        raise ModelError(f"{path}: damaged (_class_name is no name); copy or download the folder again")
    elif own := sorted(file.name for file in folder.glob("*.py")):
        code = "pipeline.py" if "pipeline.py" in own else own[0]
    components, settings = {}, {}
    for key, value in content.items():
        if isinstance(value, list) and len(value) == 2 and not key.startswith("_"):
            if value[1] is not None:
                components[key] = str(value[1])
        elif not key.startswith("_"):
            settings[key] = value
    return ModelIndex(name, components, settings, code)


def missing_weights(folder: Path, *, pickled: bool = False) -> list[str]:
    """Return what keeps a folder from being loaded, one line each; empty when all weights are there.

    Args:
        folder: In diffusers' format.
        pickled: Whether pickled weights count too.
    """
    faults = []
    for component in read_model_index(folder).components:
        part = folder / component
        if not part.is_dir():
            faults.append(f"{component}/ is missing")
        elif not _has_weights(component):
            continue
        elif any(part.glob("*.safetensors")):
            faults += [f"{component}/{shard} is missing" for shard in _missing_shards(part)]
        elif not any(file.suffix in PICKLED for file in part.iterdir()):
            faults.append(f"{component}/ has no safetensors file")
        elif not pickled:
            faults.append(
                f"{component}/ has pickled weights only; storyboard reads safetensors, and these with "
                "--allow-pickle, because reading them can run code"
            )
    return faults


def variant_of(folder: Path) -> str | None:
    """Return ``fp16`` or ``bf16`` where a component's weights are there in that form alone."""
    for component in read_model_index(folder).components:
        names = [file.name for file in (folder / component).glob("*.safetensors")]
        for variant in ("fp16", "bf16"):
            if names and all(f".{variant}" in name for name in names):
                return variant
    return None


def _has_weights(component: str) -> bool:
    return not any(word in component for word in WITHOUT_WEIGHTS)


def _missing_shards(part: Path) -> list[str]:
    wanted = set()
    plain = any(".fp16" not in file.name and ".bf16" not in file.name for file in part.glob("*.safetensors"))
    for index in part.glob("*.safetensors.index*.json"):
        if plain and ("fp16" in index.name or "bf16" in index.name):  # a variant that will not be read
            continue
        wanted |= set(json.loads(index.read_text(encoding="utf-8")).get("weight_map", {}).values())
    return sorted(shard for shard in wanted if not (part / shard).exists())


def in_cache(hub_id: str, filename: str = "model_index.json") -> Path | None:
    """Return the folder of a hub model in the local cache, or ``None``."""
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    try:
        found = try_to_load_from_cache(hub_id, filename)
    except HFValidationError as fault:
        raise ModelError(f"'{hub_id}' is not a hub id (OWNER/NAME)") from fault
    return Path(found).parent if isinstance(found, str) else None


def size_gb(folder: Path) -> float:
    """Return the size of the weights in a folder, in units of 10^9 bytes."""
    return sum(file.stat().st_size for file in folder.rglob("*.safetensors")) / 1e9


_digests: dict[tuple[str, int, int], str] = {}


def digest_of_files(folder: Path) -> dict[str, str]:
    """Return the sha256 of each file that decides the picture, by its path relative to ``folder``."""
    files = {}
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        hidden = any(part.startswith((".", "__")) for part in relative.parts)
        if path.is_file() and not hidden and path.suffix.lower() not in NOT_PART_OF_THE_MODEL:
            files[relative.as_posix()] = digest_of_file(path)
    return files


def digest_of_file(path: Path) -> str:
    """Return the sha256 of a file, in hex; read once as long as it does not change."""
    # The hub's cache links to files that are named by their content's sha256: tens of GB need not be read
    # again.
    if path.is_symlink():
        blob = path.resolve()
        if blob.parent.name == "blobs" and re.fullmatch(r"[0-9a-f]{64}", blob.name):
            return blob.name
    state = path.stat()
    key = (str(path.resolve()), state.st_size, state.st_mtime_ns)
    if key not in _digests:
        with path.open("rb") as file:
            _digests[key] = hashlib.file_digest(file, "sha256").hexdigest()
    return _digests[key]
