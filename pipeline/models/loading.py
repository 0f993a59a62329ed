"""Load a pipeline of diffusers: from safetensors, from this machine, and without a word of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch

from pipeline.models.adapter import AdapterFiles, load_adapter
from pipeline.models.machine import Levers
from pipeline.models.memory import is_out_of_memory, place
from pipeline.models.quiet import quiet_libraries
from pipeline.models.weights import Trust, read_model_index, variant_of
from storyboard.errors import ModelError


def load_pipeline(
    folder: Path,
    *,
    pipeline: str | None,
    companions: Mapping[str, tuple[str, Path]],
    keep_float32: Sequence[str],
    levers: Levers,
    device: str,
    trust: Trust,
    adapter: AdapterFiles | None = None,
) -> Any:
    """Load a folder in diffusers' format, without the network.

    Args:
        folder: Holds ``model_index.json``.
        pipeline: Class that is to drive the weights; ``None``: the one that the folder names.
        companions: Component -> (its class, its folder), for those that lie elsewhere.
        keep_float32: Components that keep float32 whatever ``levers.dtype`` says.
        levers: All filled in.
        device: Torch's name of it.
        trust: What the folder may do besides being read.
        adapter: IP-Adapter to put into it.

    Raises:
        ModelError: The weights are damaged, of an unknown class, or do not fit.
    """
    with quiet_libraries():
        import diffusers

        dtype = getattr(torch, levers.dtype or "float32")
        safe = None if trust.pickled else True
        parts: dict[str, Any] = {}
        try:
            for name, (kind, place_of_it) in companions.items():
                parts[name] = getattr(diffusers, kind).from_pretrained(
                    place_of_it, dtype=dtype, local_files_only=True, use_safetensors=safe
                )
            loader = getattr(diffusers, pipeline) if pipeline else diffusers.DiffusionPipeline
            dtypes = (
                {"default": dtype, **dict.fromkeys(keep_float32, torch.float32)} if keep_float32 else dtype
            )
            pipe = loader.from_pretrained(
                folder,
                dtype=dtypes,
                local_files_only=True,
                use_safetensors=safe,
                variant=variant_of(folder),
                **_quantization(levers),
                **_own_code(folder, trust),
                **parts,
            )
            _mend_text_encoder(pipe)
            if adapter is not None:
                load_adapter(pipe, adapter, trust)
            place(pipe, levers, device)
        except ModelError:
            raise
        except Exception as fault:
            if is_out_of_memory(fault):
                raise ModelError(
                    f"{folder}: the model does not fit in the memory of {device}; "
                    "a smaller model does, or --device cpu"
                ) from fault
            # The libraries raise whatever befits them (OSError, KeyError, SafetensorError, ...): all of it
            # means that this folder is not what it should be.
            raise ModelError(f"{folder}: the weights cannot be loaded: {first_line(fault)}") from fault
    return pipe


def _mend_text_encoder(pipe: Any) -> None:
    """Give CLIP's text encoder back the name of its inner part, which transformers 5 merged into the outer
    one.

    Pipelines that skip CLIP's last layer (I2VGen-XL by default) still ask for it.
    """
    encoder = getattr(pipe, "text_encoder", None)
    if type(encoder).__name__ == "CLIPTextModel" and not hasattr(encoder, "text_model"):
        # Past torch's own bookkeeping: a module that holds itself would be walked through for ever.
        object.__setattr__(encoder, "text_model", encoder)


def _own_code(folder: Path, trust: Trust) -> dict[str, Any]:
    """Return the arguments that have the folder's own pipeline run, where that was asked for."""
    code = read_model_index(folder).code if trust.code else None
    return {} if code is None else {"custom_pipeline": str(folder / code), "trust_remote_code": True}


def first_line(fault: BaseException) -> str:
    """Return the first line of a library's error message, for a sentence of ours."""
    text = str(fault).strip() or type(fault).__name__
    return text.splitlines()[0][:300]


def _quantization(levers: Levers) -> dict[str, Any]:
    if levers.quantize in (None, "none"):
        return {}
    if find_spec("bitsandbytes") is None:
        raise ModelError(f"quantize {levers.quantize} needs bitsandbytes: pip install bitsandbytes")
    from diffusers import PipelineQuantizationConfig

    bits = {"load_in_8bit": True} if levers.quantize == "8bit" else {"load_in_4bit": True}
    return {
        "quantization_config": PipelineQuantizationConfig(
            quant_backend=f"bitsandbytes_{levers.quantize}",
            quant_kwargs=bits,
            components_to_quantize=["transformer", "transformer_2", "unet"],
        )
    }
