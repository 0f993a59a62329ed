"""Levers from words, as a command line or a file has them: ``dtype=bfloat16``, ``vae_tiling=yes``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import get_args

from pipeline.models.machine import Cache, Dtype, Levers, Offload, Quantize
from storyboard.errors import ModelError

CHOICES: Mapping[str, tuple[str, ...]] = {
    "dtype": get_args(Dtype),
    "offload": get_args(Offload),
    "cache": get_args(Cache),
    "quantize": get_args(Quantize),
    "vae_slicing": ("yes", "no"),
    "vae_tiling": ("yes", "no"),
    "compile": ("yes", "no"),
    "attention": (),
    "batch": (),
}
"""Lever -> the values that it takes; none listed: a name that diffusers knows, or a number."""


def read_levers(words: Iterable[str]) -> Levers:
    """Return the levers that ``NAME=VALUE`` words set; the others are left to the machine.

    Raises:
        ModelError: There is no such lever or value; the message gives those that there are.
    """
    values: dict[str, str | bool | int] = {}
    for word in words:
        name, _, value = word.partition("=")
        name, value = name.strip().replace("-", "_"), value.strip()
        if name not in CHOICES:
            near = get_close_matches(name, CHOICES, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"there are: {', '.join(CHOICES)}"
            raise ModelError(f"no lever '{name}'; {hint}")
        values[name] = _value(name, value)
    return Levers(**values)  # type: ignore[arg-type]  # each value was checked by its name


def _value(name: str, value: str) -> str | bool | int:
    choices = CHOICES[name]
    if name == "batch":
        if not value.isdigit() or int(value) < 1:
            raise ModelError(f"lever 'batch' takes a number of shots from 1, not '{value}'")
        return int(value)
    if not value or (choices and value not in choices):
        raise ModelError(f"lever '{name}' takes {' or '.join(choices) or 'a name'}, not '{value}'")
    return value == "yes" if choices == ("yes", "no") else value
