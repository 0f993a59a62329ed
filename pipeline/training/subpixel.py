"""A decoder that starts as linear algebra, written into AutoencoderKL's own layers.

Trained from chance, the decoder of fixed latents was worse after an hour and a half (20.3 dB) than the
transpose of the encoder with the pictures enlarged (20.9 dB): what a latent says of the left and the right
half of its patch must be told apart first (``pipeline.training.whereabouts``), and that is hard to learn. So
it is set. At each doubling the first residual block splits cells into left and right halves, the second into
upper and lower ones, each by a matrix of its own. A block computes both halves everywhere; the side that a
pixel is on adds a large number to its own half and takes it from the other, and SiLU lets the one through and
stops the other. Training starts there and bends it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from diffusers import AutoencoderKL
from diffusers.models.resnet import ResnetBlock2D
from torch import Tensor, nn

from pipeline.training.patches import PATCH, Components, project
from pipeline.training.whereabouts import CHANNELS, LEVELS, Whereabouts, find_whereabouts

GATE = 6.0
"""Added to what passes and taken from what does not: large against values of deviation 1."""
CONSTANT = 16.0
"""In a few channels, so that normalisation divides by nearly the same number in every picture."""
STEADY = 4
"""Hidden units of every block that are constant."""
RANKS = (32, 28, 18, 12, 6, 3)
"""Numbers that are kept of a cell after each split; the last are red, green and blue."""


@dataclass(frozen=True, eq=False)
class Split:
    """What makes the two halves' numbers out of a cell's."""

    matrices: np.ndarray
    """*Shape:* ``(2, after, before)``; left or upper first"""
    offsets: np.ndarray
    """*Shape:* ``(2, after)``"""


def find_splits(components: Components, frames: np.ndarray) -> list[Split]:
    """Return the six splits from latents to averaged pixels.

    Args:
        frames: Pictures over which the kept numbers are principal, uint8 RGB.
            *Shape:* ``(n, height, width, 3)``
    """
    latents = project(frames, components)
    numbers = latents.transpose(0, 2, 3, 1).reshape(-1, latents.shape[1]).astype(np.float64)
    to_cell, mean = components.axes / components.scale, components.mean
    height = width = PATCH
    splits = []
    for rank in RANKS:
        along_columns = height == width
        cube = np.arange(height * width * 3).reshape(height, width, 3)
        halves = np.split(cube, 2, axis=1 if along_columns else 0)
        height, width = halves[0].shape[:2]
        chosen = [half.reshape(-1) for half in halves]
        cells = np.concatenate([numbers @ to_cell[rows].T + mean[rows] for rows in chosen])
        new_mean, axes, scale = _basis(cells, rank)
        splits.append(
            Split(
                matrices=np.stack([(axes / scale).T @ to_cell[rows] for rows in chosen]),
                offsets=np.stack([(axes / scale).T @ (mean[rows] - new_mean) for rows in chosen]),
            )
        )
        numbers = (cells - new_mean) @ axes / scale
        to_cell, mean = axes * scale, new_mean
    return splits


def _basis(cells: np.ndarray, rank: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return mean, axes as columns and a measure along each; for single pixels the colours themselves."""
    if cells.shape[1] == rank == 3:
        return np.zeros(3), np.eye(3), np.ones(3)
    mean = cells.mean(0)
    values, axes = np.linalg.eigh(np.cov((cells - mean).T))
    order = np.argsort(values)[::-1][:rank]
    # Rooted twice and not once: the rare and large must stay well below GATE.
    scale = np.sqrt(np.maximum(values[order], 1e-8))
    return mean, axes[:, order], np.sqrt(scale * scale[0])


@dataclass(frozen=True)
class _Slots:
    """Which channels of a level hold what: x, -x, the whereabouts, constants, and the rest is free."""

    width: int
    rank: int

    @property
    def minus(self) -> int:
        return self.rank

    @property
    def where(self) -> slice:
        return slice(2 * self.rank, 2 * self.rank + CHANNELS)

    @property
    def constants(self) -> slice:
        count = 4 if self.width < 128 else 8
        return slice(self.where.stop, self.where.stop + count)

    @property
    def taken(self) -> int:
        return self.constants.stop

    @property
    def positive(self) -> slice:
        """The constants that SiLU lets through."""
        return slice(self.constants.start, self.constants.stop, 2)

    @property
    def one(self) -> float:
        """What the positive constants must be weighed with to add up to 1."""
        return 1 / (CONSTANT * (self.constants.stop - self.constants.start) / 2)

    def check(self) -> None:
        if self.taken > self.width:
            raise ValueError(f"{self.width} channels are too few: this level needs {self.taken}")


@torch.no_grad()
def set_decoder(
    autoencoder: AutoencoderKL,
    components: Components,
    frames: np.ndarray,
    *,
    network: Whereabouts | None = None,
) -> None:
    """Write the inverse of the encoder into the decoder's layers.

    Channels and hidden units that this leaves free keep their random weights, and add nothing at first.

    Args:
        autoencoder: With ``norm_num_groups=1`` and the encoder of ``set_encoder``.
        frames: Some pictures, as for ``find_splits``; the normalisations are set on them too.
        network: Of ``find_whereabouts`` for the size of the latents; found here if not given.

    Raises:
        ValueError: The autoencoder has too few channels, levels or other groups.
    """
    config, decoder = autoencoder.config, autoencoder.decoder
    blocks = decoder.up_blocks
    if config.norm_num_groups != 1 or len(blocks) != LEVELS + 2 or config.layers_per_block != 1:
        raise ValueError("a decoder by linear algebra needs 5 levels of one layer and a single group")
    side = config.sample_size // 2 ** (len(blocks) - 1)
    if network is None:
        with torch.enable_grad():
            network = find_whereabouts(side).network
    splits = find_splits(components, frames)
    latents = torch.from_numpy(project(frames[:64], components))
    spread = latents.std((0, 2, 3)).double().numpy()
    # The first splits read latents of deviation 1.
    splits[0] = Split(matrices=splits[0].matrices * spread, offsets=splits[0].offsets)

    nn.init.zeros_(autoencoder.post_quant_conv.weight)
    nn.init.zeros_(autoencoder.post_quant_conv.bias)
    for channel in range(config.latent_channels):
        autoencoder.post_quant_conv.weight[channel, channel] = 1
    slots = _Slots(config.block_out_channels[-1], config.latent_channels)
    slots.check()
    _set_start(decoder.conv_in, slots, torch.from_numpy(spread).float(), network)
    below = [*decoder.mid_block.resnets, *blocks[0].resnets]
    for block, little in zip(below, network.below, strict=True):
        _keep(block, slots)
        _set_where(block, slots, slots, little)
    for level in range(LEVELS):
        _set_doubling(blocks[level].upsamplers[0].conv, slots, network.doublings[level])
        first, second = blocks[level + 1].resnets
        columns, rows = splits[2 * level : 2 * level + 2]
        after = _Slots(first.out_channels, len(columns.offsets[0]))
        after.check()
        _set_columns(first, slots, after, columns, network.blocks[level][0])
        _set_rows(second, after, rows, network.blocks[level][1])
        slots = after
    rgb = _Slots(slots.width, slots.rank)
    _set_smooth(blocks[LEVELS].upsamplers[0].conv, rgb)
    _set_end(decoder, rgb)
    _set_normalisations(autoencoder, latents)


def _set_start(conv: nn.Conv2d, slots: _Slots, spread: Tensor, network: Whereabouts) -> None:
    conv.weight[: slots.taken] = 0
    conv.bias[: slots.taken] = 0
    for channel, deviation in enumerate(spread):
        conv.weight[channel, channel, 1, 1] = 1 / deviation
        conv.weight[slots.minus + channel, channel, 1, 1] = -1 / deviation
    conv.bias[slots.where] = network.start
    _constants(conv.bias, slots)


def _constants(bias: Tensor, slots: _Slots) -> None:
    count = slots.constants.stop - slots.constants.start
    bias[slots.constants] = CONSTANT * torch.tensor([1.0, -1.0]).repeat(count // 2)


def _keep(block: ResnetBlock2D, slots: _Slots) -> None:
    """Let a residual block add nothing, and read nothing of the constants."""
    nn.init.zeros_(block.conv2.weight)
    nn.init.zeros_(block.conv2.bias)
    block.conv1.weight[:, slots.constants] = 0


def _set_where(block: ResnetBlock2D, before: _Slots, after: _Slots, little: nn.Module) -> slice:
    """Write a block of the whereabouts; returns its hidden units, the last ones."""
    hidden = slice(block.conv1.out_channels - CHANNELS, block.conv1.out_channels)
    block.conv1.weight[hidden] = 0
    block.conv1.weight[hidden, before.where] = little.first.weight
    _set_bias(block.conv1, hidden, before, little.first.bias)
    block.conv2.weight[after.where] = 0
    block.conv2.weight[after.where, hidden] = little.second.weight
    block.conv2.bias[after.where] = little.second.bias
    # Constants here too, for the second normalisation.
    steady = range(hidden.start - STEADY, hidden.start)
    for number, unit in enumerate(steady):
        block.conv1.weight[unit] = 0
        block.conv2.weight[:, unit] = 0
        sign = 1.0 if number % 2 == 0 else -1.0
        _set_bias(block.conv1, slice(unit, unit + 1), before, torch.tensor([sign * 2 * CONSTANT]))
    return hidden


def _set_doubling(conv: nn.Conv2d, slots: _Slots, little: nn.Conv2d) -> None:
    conv.weight[: slots.taken] = 0
    conv.bias[: slots.taken] = 0
    conv.weight[:, slots.constants] = 0
    for channel in (*range(2 * slots.rank), *range(*slots.constants.indices(slots.width))):
        conv.weight[channel, channel, 1, 1] = 1
    conv.weight[slots.where, slots.where] = little.weight
    conv.bias[slots.where] = little.bias


def _set_gates(
    block: ResnetBlock2D, before: _Slots, split: Split, little: nn.Module, subtract: Tensor | None
) -> list[slice]:
    """Write both copies of the halves into the hidden units; returns where they are."""
    count = len(split.offsets[0])
    needed, there = 2 * count + 1 + STEADY + CHANNELS, block.conv1.out_channels
    if needed > there:
        raise ValueError(f"{there} hidden units are too few: this level needs {needed}")
    places = []
    for number, sign in enumerate((1.0, -1.0)):
        place = slice(number * count, (number + 1) * count)
        matrix = torch.from_numpy(split.matrices[number]).float()
        if subtract is not None:
            matrix = matrix - subtract
        block.conv1.weight[place] = 0
        columns = matrix.shape[1]
        block.conv1.weight[place, :columns, 1, 1] = matrix
        block.conv1.weight[place, before.minus : before.minus + columns, 1, 1] = -matrix
        block.conv1.weight[place, before.where] = GATE * sign * little.side.weight
        offset = torch.from_numpy(split.offsets[number]).float() + GATE * sign * float(little.side.bias)
        _set_bias(block.conv1, place, before, offset)
        places.append(place)
    # What the gates have added is taken off again by a unit that normalisation scales as it scales them.
    block.conv1.weight[2 * count] = 0
    _set_bias(block.conv1, slice(2 * count, 2 * count + 1), before, torch.tensor([GATE]))
    return places


def _set_bias(conv: nn.Conv2d, rows: slice, slots: _Slots, bias: Tensor) -> None:
    """Add ``bias`` by way of the constants, so that normalisation scales it as it scales all else."""
    middle = conv.kernel_size[0] // 2
    conv.bias[rows] = 0
    conv.weight[rows, slots.positive, middle, middle] = (bias * slots.one).unsqueeze(1)


def _set_columns(
    block: ResnetBlock2D, before: _Slots, after: _Slots, split: Split, little: nn.Module
) -> None:
    """Left and right: the block changes its width, so its shortcut can leave the cell behind."""
    _keep(block, before)
    places = _set_gates(block, before, split, little, None)
    shortcut = block.conv_shortcut
    shortcut.weight[: after.taken] = 0
    shortcut.bias[: after.taken] = 0
    shortcut.weight[:, before.constants] = 0
    for channel in range(CHANNELS):
        shortcut.weight[after.where.start + channel, before.where.start + channel] = 1
    _constants(shortcut.bias, after)
    _sum_up(block, after, places, len(split.offsets[0]))
    _set_where(block, before, after, little)


def _set_rows(block: ResnetBlock2D, slots: _Slots, split: Split, little: nn.Module) -> None:
    """Upper and lower: the block hands the cell on beside what it adds, so it adds halves less the cell."""
    count, before = len(split.offsets[0]), split.matrices.shape[2]
    _keep(block, slots)
    places = _set_gates(block, slots, split, little, torch.eye(count, before))
    _sum_up(block, slots, places, count)
    _set_where(block, slots, slots, little)


def _sum_up(block: ResnetBlock2D, slots: _Slots, places: list[slice], count: int) -> None:
    for start, sign in ((0, 1.0), (slots.minus, -1.0)):
        for channel in range(count):
            for place in places:
                block.conv2.weight[start + channel, place.start + channel, 1, 1] = sign
            block.conv2.weight[start + channel, 2 * count, 1, 1] = -sign


def _set_smooth(conv: nn.Conv2d, slots: _Slots) -> None:
    """Enlarge colours between neighbours in a straight line: repeated cells, then 1-2-1."""
    conv.weight[: slots.taken] = 0
    conv.bias[: slots.taken] = 0
    conv.weight[:, slots.constants] = 0
    line = torch.tensor([0.25, 0.5, 0.25])
    for channel in range(3):
        for start in (0, slots.minus):
            conv.weight[start + channel, start + channel] = torch.outer(line, line)
    for channel in range(*slots.constants.indices(slots.width)):
        conv.weight[channel, channel, 1, 1] = 1


def _set_end(decoder: nn.Module, slots: _Slots) -> None:
    first, second = decoder.up_blocks[-1].resnets
    width = first.out_channels
    end = 10  # Red, green and blue, their negatives, and four constants.
    shortcut = first.conv_shortcut
    _keep(first, slots)
    shortcut.weight[:end] = 0
    shortcut.bias[:end] = 0
    shortcut.weight[:, slots.constants] = 0
    for channel in range(3):
        shortcut.weight[channel, channel] = 1
        shortcut.weight[3 + channel, slots.minus + channel] = 1
    shortcut.bias[6:end] = CONSTANT / 4 * torch.tensor([1.0, -1.0, 1.0, -1.0])
    nn.init.zeros_(second.conv2.weight)
    nn.init.zeros_(second.conv2.bias)
    nn.init.zeros_(decoder.conv_out.weight)
    nn.init.zeros_(decoder.conv_out.bias)
    if width < end:
        raise ValueError(f"{width} channels are too few at the last level; {end} are needed")
    for channel in range(3):
        decoder.conv_out.weight[channel, channel, 1, 1] = 1
        decoder.conv_out.weight[channel, 3 + channel, 1, 1] = -1


def _set_normalisations(autoencoder: AutoencoderKL, latents: Tensor) -> None:
    """Let each normalisation give back what it gets, over all pictures together."""

    def measure(norm: nn.GroupNorm, arguments: tuple[Tensor, ...]) -> None:
        values = arguments[0].float().flatten(1)
        norm.weight.fill_(float(values.var(1).mean().sqrt()))
        norm.bias.fill_(float(values.mean()))

    hooks: list[Callable[[], None]] = [
        layer.register_forward_pre_hook(measure).remove
        for layer in autoencoder.decoder.modules()
        if isinstance(layer, nn.GroupNorm)
    ]
    try:
        autoencoder.decode(latents)
    finally:
        for remove in hooks:
            remove()
