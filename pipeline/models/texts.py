"""Encode each text once: windows, takes and equal negatives ask for the same embeddings again and again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

KEPT = 64
"""How many encodings are kept; one of a large text encoder has some 4 MB."""


def remembered(encode: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a pipeline's ``encode_prompt`` so that a call with equal arguments gets the same tensors again.

    Calls with tensors or pictures among their arguments go through unchanged.
    """
    kept: OrderedDict[Hashable, Any] = OrderedDict()

    def encode_prompt(*args: Any, **named: Any) -> Any:
        key = (tuple(map(_key, args)), tuple(sorted((name, _key(value)) for name, value in named.items())))
        if any(part is None for part in key[0]) or any(part is None for _, part in key[1]):
            return encode(*args, **named)
        if key in kept:
            kept.move_to_end(key)
            return kept[key]
        kept[key] = encoded = encode(*args, **named)
        if len(kept) > KEPT:
            kept.popitem(last=False)
        return encoded

    return encode_prompt


def _key(value: Any) -> str | None:
    """Return a key for plain values, and ``None`` for what has none."""
    if isinstance(value, list | tuple):
        keys = [_key(part) for part in value]
        return None if any(key is None for key in keys) else repr(keys)
    if value is None or isinstance(value, str | int | float | bool):
        return repr(value)
    # Devices and number formats: their text says all there is to them.
    return (
        str(value) if type(value).__module__.startswith("torch") and not hasattr(value, "shape") else None
    )
