"""What this machine can hold, and which levers of memory and speed a model gets on it.

A lever that the user sets is left alone; the others follow from the model's card and the free memory, and
each choice that costs time or changes the picture is given a reason in words.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from importlib import metadata
from typing import Literal

from pipeline.models.family import Family
from pipeline.models.interface import ModelCard
from storyboard.errors import ModelError

Dtype = Literal["float32", "bfloat16", "float16"]
Offload = Literal["none", "model", "group", "sequential"]
Cache = Literal["none", "pyramid-attention", "first-block"]
Quantize = Literal["none", "8bit", "4bit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Levers:
    """Each lever is left to the machine when ``None``."""

    dtype: Dtype | None = None
    """Number format of the weights. VAEs that lose too much in half precision keep float32."""
    offload: Offload | None = None
    """Where weights wait that are not at work: on the device; whole components, groups of layers, or single
    layers in main memory. Each step needs less of the GPU's memory and more time."""
    vae_slicing: bool | None = None
    """Decode one clip (or frame) after the other."""
    vae_tiling: bool | None = None
    """Decode the picture in overlapping tiles; seams can show."""
    compile: bool | None = None
    """Compile the repeated blocks: pays from some dozen shots of one size."""
    cache: Cache | None = None
    """Reuse parts of the network's work from one denoising step to the next; faster, and another picture."""
    attention: str | None = None
    """Attention backend by diffusers' name, for example ``flash`` or ``sage``."""
    quantize: Quantize | None = None
    """Weights in few bits, through bitsandbytes."""
    batch: int | None = None
    """Most shots in one call."""

    def in_words(self) -> str:
        """Return how a model runs, for people: ``bfloat16, offload model, decodes in tiles``."""
        words = [self.dtype or "", "" if self.offload in (None, "none") else f"offload {self.offload}"]
        words += ["decodes in slices"] if self.vae_slicing else []
        words += ["decodes in tiles"] if self.vae_tiling else []
        words += ["compiled"] if self.compile else []
        words += [
            f"{name} {value}"
            for name, value in (
                ("cache", self.cache),
                ("attention", self.attention),
                ("quantized to", self.quantize),
            )
            if value not in (None, "none")
        ]
        words += [f"up to {self.batch} shots at once"] if (self.batch or 1) > 1 else []
        return ", ".join(word for word in words if word)

    def that_change_the_picture(self) -> dict[str, str | bool]:
        """Return the levers that the user set and that show in the frames, for the digest."""
        names = ("dtype", "vae_tiling", "cache", "quantize")
        return {name: getattr(self, name) for name in names if getattr(self, name) is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A device and its memory, in units of 10^9 bytes."""

    device: str
    """Torch's name: ``cpu``, ``cuda:0``, ``mps``."""
    name: str
    free_gb: float
    """Free memory of the device; of main memory for ``cpu`` and ``mps``."""
    bfloat16: bool
    """Whether the device computes in bfloat16 at full speed."""

    @property
    def is_gpu(self) -> bool:
        return self.device != "cpu"


@dataclass(frozen=True, slots=True)
class Choice:
    """Levers with no gap left, and why they stand as they do."""

    levers: Levers
    reasons: tuple[str, ...]


def find_machine(device: str = "auto") -> Machine:
    """Describe the device that a model would run on. Imports no torch, but asks it where it is loaded
    already.

    Args:
        device: ``auto`` (the first GPU, else the CPU) or torch's name of a device.

    Raises:
        ModelError: There is no such device.
    """
    kind, _, number = device.partition(":")
    if kind not in ("auto", "cpu", "cuda", "mps") or (number and not number.isdigit()):
        raise ModelError(f"no device '{device}'; there are: auto, cpu, cuda, cuda:0, cuda:1, ..., mps")
    if kind in ("auto", "cuda"):
        gpus = _cuda_devices()
        if int(number or 0) < len(gpus):
            return gpus[int(number or 0)]
        if kind == "cuda":
            found = f"{len(gpus)} found" if gpus else "none found"
            raise ModelError(
                f"device '{device}': there is no such GPU that torch can use ({found}); "
                "--device cpu runs without"
            )
    apple = platform.system() == "Darwin" and platform.machine() == "arm64"
    if kind == "mps" and not apple:
        raise ModelError("device 'mps': only Apple's own processors have it; --device cpu runs anywhere")
    if kind == "mps" or (kind == "auto" and apple):
        return Machine(device="mps", name="Apple GPU", free_gb=free_main_memory_gb(), bfloat16=False)
    return Machine(
        device="cpu",
        name=f"CPU, {os.cpu_count()} cores",
        free_gb=free_main_memory_gb(),
        bfloat16=_cpu_has_bfloat16(),
    )


def free_main_memory_gb() -> float:
    """Return the main memory that is free or can be freed, in units of 10^9 bytes."""
    import psutil

    return psutil.virtual_memory().available / 1e9


def fit(card: ModelCard, machine: Machine) -> str:
    """Say whether a model fits: ``yes``, ``with offloading``, ``slowly, on the CPU`` or ``no``."""
    need = card.memory_gb
    if not machine.is_gpu:
        # float32 on a CPU takes twice what the card states for half precision on a GPU.
        if need <= 2:
            return "yes" if need <= machine.free_gb else "no"
        return "slowly, on the CPU" if 2 * need <= machine.free_gb else "no"
    if need <= 0.9 * machine.free_gb:
        return "yes"
    return "with offloading" if 0.25 * need <= machine.free_gb and need <= free_main_memory_gb() else "no"


def choose_levers(
    card: ModelCard, machine: Machine, asked: Levers, *, weights_gb: float, family: Family | None = None
) -> Choice:
    """Fill the levers that were left open.

    Args:
        card: States the memory that the model needs without any lever.
        machine: Where it is to run.
        asked: The user's choice.
        weights_gb: Size of the weights' files, for a model whose card states no memory.
        family: Names the cache that is known to work.

    Raises:
        ModelError: The weights fit neither the device nor main memory.
    """
    need = card.memory_gb or 1.5 * weights_gb
    reasons = []
    dtype: Dtype = "float32"
    if machine.device.startswith("cuda"):
        dtype = "bfloat16" if machine.bfloat16 else "float16"
    elif machine.device == "cpu" and machine.bfloat16 and family is not None and family.cpu_bfloat16:
        dtype = "bfloat16"
    offload: Offload = "none"
    if machine.device.startswith("cuda") and need > 0.9 * machine.free_gb:
        offload = "model" if 0.6 * need <= machine.free_gb else "group"
        reasons.append(
            f"{card.name} needs about {need:.0f} GB and {machine.name} has {machine.free_gb:.0f} GB free: "
            f"weights at rest wait in main memory (offload: {offload})"
        )
    if not machine.is_gpu and (asked.dtype or dtype) == "float32" and weights_gb > machine.free_gb:
        raise ModelError(
            f"model '{card.name}' has {weights_gb:.0f} GB of weights, and {machine.free_gb:.0f} GB of main "
            "memory are free; it needs a larger machine or a GPU"
        )
    tight = need > 0.5 * machine.free_gb
    levers = replace(
        asked,
        dtype=asked.dtype or dtype,
        offload=asked.offload or offload,
        vae_slicing=asked.vae_slicing if asked.vae_slicing is not None else tight,
        vae_tiling=asked.vae_tiling if asked.vae_tiling is not None else offload == "group",
        compile=bool(asked.compile),
        cache=asked.cache or "none",
        quantize=asked.quantize or "none",
        batch=asked.batch or _batch(need, machine, offload),
    )
    if levers.vae_tiling and asked.vae_tiling is None:
        reasons.append("frames are decoded in tiles to save memory")
    if levers.cache not in ("none", family.cache if family else "none"):
        known = family.cache if family else "none"
        raise ModelError(f"cache '{levers.cache}' does not work with {card.name}; it takes: {known}")
    return Choice(levers, tuple(reasons))


def _batch(need_gb: float, machine: Machine, offload: Offload) -> int:
    # On a CPU a batch gains nothing, and one by one is exact: the last bits of a product depend on the
    # batch's size.
    if not machine.is_gpu or offload != "none":
        return 1
    return max(1, min(4, int(0.8 * machine.free_gb / max(need_gb, 0.1))))


def _cpu_has_bfloat16() -> bool:
    try:
        with open("/proc/cpuinfo", encoding="ascii", errors="ignore") as file:  # noqa: PTH123
            return any(
                line.startswith("flags") and ("avx512_bf16" in line or "amx_bf16" in line) for line in file
            )
    except OSError:
        return False


def _cuda_devices() -> list[Machine]:
    if "torch" in sys.modules:
        return _cuda_devices_by_torch()
    try:
        if "+cpu" in metadata.version("torch"):
            return []
    except metadata.PackageNotFoundError:
        return []
    return _cuda_devices_by_driver()


def _cuda_devices_by_torch() -> list[Machine]:
    import torch

    if not torch.cuda.is_available():
        return []
    found = []
    for number in range(torch.cuda.device_count()):
        properties = torch.cuda.get_device_properties(number)
        free, _ = torch.cuda.mem_get_info(number)
        found.append(
            Machine(
                device=f"cuda:{number}",
                name=properties.name,
                free_gb=free / 1e9,
                bfloat16=properties.major >= 8,
            )
        )
    return found


def _cuda_devices_by_driver() -> list[Machine]:
    """Ask NVIDIA's own tool, so that ``storyboard models`` need not load torch."""
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return []
    query = [tool, "--query-gpu=name,memory.free,compute_cap", "--format=csv,noheader,nounits"]
    try:
        answer = subprocess.run(query, capture_output=True, text=True, timeout=10, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return []
    found = []
    for number, line in enumerate(answer.strip().splitlines()):
        parts = [part.strip() for part in line.rsplit(",", 2)]
        if len(parts) == 3 and parts[1].isdigit():
            capability = parts[2].partition(".")[0]
            found.append(
                Machine(
                    device=f"cuda:{number}",
                    name=parts[0],
                    free_gb=int(parts[1]) * 1.048576e-3,
                    bfloat16=capability.isdigit() and int(capability) >= 8,
                )
            )
    return found
