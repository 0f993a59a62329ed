"""Recorded anchors: the last few in memory, all of them in the board's folder, so that each is drawn once."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path

from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from pipeline.models.attention import AnchorTokens
from pipeline.models.interface import Anchor
from pipeline.storage import write_file
from storyboard.errors import OutputError

KEPT = 4
"""Subjects whose recorded attention stays in memory."""


class AnchorShelf:
    """Where one loaded model finds the anchors that it, or another process with the same weights, has drawn.

    Args:
        digest: Of the model: weights and sampling.
        dtype: Number format that it computes in. A machine may choose it, and it shows in the last bits.
    """

    def __init__(self, digest: str, dtype: str) -> None:
        self._model = (digest, dtype)
        self._kept: OrderedDict[str, AnchorTokens] = OrderedDict()

    def find(self, anchor: Anchor, width: int, height: int) -> AnchorTokens | None:
        """Return what was recorded of ``anchor`` at this size in pixels; ``None``: it must be drawn."""
        name = self._name(anchor, width, height)
        tokens = self._kept.get(name)
        if tokens is None and anchor.folder is not None:
            tokens = _read(anchor.folder / name)
            if tokens is not None:
                self._remember(name, tokens)
        return tokens

    def put(self, anchor: Anchor, width: int, height: int, tokens: AnchorTokens) -> None:
        """Keep ``tokens``; on the disk too, where the anchor names a folder that can be written to."""
        name = self._name(anchor, width, height)
        self._remember(name, tokens)
        if anchor.folder is not None:
            # Another machine, or a full disk: it is drawn anew where it is missed.
            with suppress(OSError, OutputError):
                _write(anchor.folder / name, tokens)

    def _remember(self, name: str, tokens: AnchorTokens) -> None:
        self._kept[name] = tokens
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    def _name(self, anchor: Anchor, width: int, height: int) -> str:
        content = [*self._model, anchor.prompt, anchor.subject, anchor.seed, width, height]
        return f"{hashlib.sha256(json.dumps(content).encode()).hexdigest()[:24]}.safetensors"


def _read(path: Path) -> AnchorTokens | None:
    try:
        with safe_open(path, framework="pt") as file:
            tokens = {}
            for name in file.keys():  # noqa: SIM118  # it is no dict
                step, _, layer = name.partition("/")
                tokens[int(step), layer] = file.get_tensor(name)
            return AnchorTokens(tokens, n_steps=int(file.metadata()["n_steps"]))
    except (OSError, SafetensorError, ValueError, KeyError, TypeError):
        return None  # Not there, or damaged: drawn anew.


def _write(path: Path, tokens: AnchorTokens) -> None:
    path.parent.mkdir(exist_ok=True)
    content = {f"{step}/{layer}": tensor.contiguous() for (step, layer), tensor in tokens.tokens.items()}
    write_file(path, save(content, metadata={"n_steps": str(tokens.n_steps)}))
