"""CRAFT's networks together: made, written and read."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from pipeline.craft.networks import Field, Labels, LayoutComposer, Query, Reader, Target
from pipeline.craft.parts import BACKGROUND_SPACES, ENTITY_SPACES, values
from pipeline.craft.words import WordList
from storyboard.errors import ModelError

SETTINGS_FILE, WEIGHTS_FILE, PRIOR_FILE = "craft.json", "networks.safetensors", "usual-layout.json"
FORMAT = 1


class CraftNetworks(nn.Module):
    """The three components, and the reader that finds the entities in a caption."""

    def __init__(self, words: WordList) -> None:
        super().__init__()
        self.words = words
        count = len(words)
        sizes = {part: len(known) for part, known in values().items()}
        self.reader = Reader(count)
        self.layout = LayoutComposer(count)
        self.entity_query = Query(count, tuple(ENTITY_SPACES), context=True)
        self.entity_target = Target(tuple(ENTITY_SPACES), 12, box=2)
        self.entity_labels = Labels(ENTITY_SPACES, sizes)
        self.background_query = Query(count, tuple(BACKGROUND_SPACES), context=False)
        self.background_target = Target(tuple(BACKGROUND_SPACES), 9, box=0)
        self.background_labels = Labels(BACKGROUND_SPACES, sizes)


def write_networks(networks: CraftNetworks, folder: Path, layouts: Tensor) -> None:
    """Write words and weights, in half precision.

    Args:
        layouts: Of the training split; the most frequent one is what layouts are measured against.
            *Shape:* ``(n, 7)``
    """
    usual = Field.usual(layouts)
    prior = {name: getattr(usual, name).tolist() for name in ("cells", "left", "mean", "sigma")}
    settings = {"format": FORMAT, "words": list(networks.words.words)}
    (folder / PRIOR_FILE).write_text(json.dumps(prior) + "\n", encoding="utf-8")
    (folder / SETTINGS_FILE).write_text(json.dumps(settings, indent=0) + "\n", encoding="utf-8")
    kept = {name: weight.half().contiguous() for name, weight in networks.state_dict().items()}
    save_file(kept, folder / WEIGHTS_FILE)


def read_networks(folder: Path) -> CraftNetworks:
    """Read what ``write_networks`` has written, ready for use.

    Raises:
        ModelError: A file is missing or of another version.
    """
    try:
        settings = json.loads((folder / SETTINGS_FILE).read_text(encoding="utf-8"))
        weights = load_file(folder / WEIGHTS_FILE)
    except (OSError, ValueError) as error:
        raise ModelError(
            f"{folder}: cannot be read ({error}); train it anew: storyboard train craft"
        ) from error
    if settings.get("format") != FORMAT:
        raise ModelError(f"{folder}: of another version; train it anew: storyboard train craft")
    networks = CraftNetworks(WordList(settings["words"]))
    if set(networks.state_dict()) != set(weights):
        raise ModelError(
            f"{folder / WEIGHTS_FILE}: of another version; train it anew: storyboard train craft"
        )
    networks.load_state_dict({name: weight.float() for name, weight in weights.items()})
    networks.eval()
    for weight in networks.parameters():
        weight.requires_grad_(False)
    return networks


def read_prior(folder: Path) -> Field:
    """Read the most frequent layout of the training split.

    Raises:
        ModelError: The file is missing.
    """
    try:
        kept = json.loads((folder / PRIOR_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(
            f"{folder / PRIOR_FILE}: cannot be read; train it anew: storyboard train craft"
        ) from error
    return Field(*(torch.tensor(kept[name]) for name in ("cells", "left", "mean", "sigma")))


def parameter_count(networks: CraftNetworks) -> int:
    """Return how many numbers were learnt."""
    return sum(weight.numel() for weight in networks.parameters())
