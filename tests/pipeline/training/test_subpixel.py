"""A decoder that is set to linear algebra, and the optimiser that trains from there."""

from __future__ import annotations

import copy

import numpy as np
import pytest
import torch
from diffusers import AutoencoderKL
from torch import nn

from pipeline.training.autoencoder import new_autoencoder, psnr, to_pixels
from pipeline.training.config import AutoencoderSettings, StageSettings
from pipeline.training.loop import new_optimizer
from pipeline.training.muon import Muon, orthogonalised
from pipeline.training.patches import find_components, project, set_encoder
from pipeline.training.subpixel import find_splits, set_decoder
from pipeline.training.warmstart import same_shape
from pipeline.training.whereabouts import find_whereabouts
from pipeline.world import draw, sample_spec

SETTINGS = AutoencoderSettings(
    minutes=1,
    batch=1,
    learning_rate=1e-3,
    widths=(16, 32, 64, 96, 128),
    latent_channels=32,
    principal=True,
    subpixel=True,
)


@pytest.fixture(scope="module")
def frames() -> np.ndarray:
    rng = np.random.default_rng(5)
    return np.concatenate([draw(sample_spec(rng), size=128, n_frames=1) for _ in range(96)])


def test_the_splits_give_the_pictures_that_the_latents_hold(frames: np.ndarray):
    components = find_components(frames, 32, averaged=1)
    numbers = project(frames[:8], components).transpose(0, 2, 3, 1)
    for order, split in enumerate(find_splits(components, frames)):
        halves = [numbers @ split.matrices[side].T + split.offsets[side] for side in (0, 1)]
        axis = 2 if order % 2 == 0 else 1
        shape = [length * (2 if place == axis else 1) for place, length in enumerate(numbers.shape[:3])]
        numbers = np.stack(halves, axis=axis + 1).reshape(*shape, -1)
    averaged = frames[:8].reshape(8, 64, 2, 64, 2, 3).mean((2, 4)) / 127.5 - 1
    assert psnr(((numbers - averaged) ** 2).mean()) > 22


def test_a_decoder_that_is_set_shows_pictures_before_it_is_trained(frames: np.ndarray):
    components = find_components(frames, 32, averaged=1)
    autoencoder = new_autoencoder(SETTINGS, 128)
    set_encoder(autoencoder, components)
    # A third of the steps, to be quick.
    set_decoder(autoencoder, components, frames, network=find_whereabouts(8, steps=1300).network)
    pixels = to_pixels(frames[:16])
    with torch.no_grad():
        shown = autoencoder.decode(autoencoder.encode(pixels).latent_dist.mode()).sample
    plain = float(((pixels - pixels.mean((2, 3), keepdim=True)) ** 2).mean())
    assert psnr(float(((shown - pixels) ** 2).mean())) > psnr(plain) + 3


def test_a_decoder_of_other_groups_or_width_is_refused(frames: np.ndarray):
    components = find_components(frames, 32, averaged=1)
    with pytest.raises(ValueError, match="single group"):
        set_decoder(new_autoencoder(SETTINGS.model_copy(update={"subpixel": False}), 128), components, frames)
    narrow = SETTINGS.model_copy(update={"widths": (16, 32, 48, 48, 64)})
    network = find_whereabouts(8, steps=1).network
    with pytest.raises(ValueError, match="channels are too few"):
        set_decoder(new_autoencoder(narrow, 128), components, frames, network=network)


def test_a_run_goes_on_from_a_decoder_of_the_same_layers_alone():
    one = new_autoencoder(SETTINGS, 128)
    assert same_shape(one, new_autoencoder(SETTINGS, 128))
    assert not same_shape(one, new_autoencoder(SETTINGS.model_copy(update={"subpixel": False}), 128))


def test_muon_makes_all_directions_of_a_matrix_alike():
    torch.manual_seed(0)
    matrix = torch.randn(24, 40) * torch.logspace(0, -2, 24).unsqueeze(1)
    values = torch.linalg.svdvals(orthogonalised(matrix).float())
    assert torch.linalg.svdvals(matrix)[0] / torch.linalg.svdvals(matrix)[-1] > 50
    assert 0.5 < values[-1] < values[0] < 1.3


def test_muon_moves_matrices_of_one_shape_together_as_it_moves_each():
    torch.manual_seed(0)
    start, pull = torch.randn(3, 20, 30), torch.randn(3, 20, 30)

    def moved(numbers: list[int]) -> torch.Tensor:
        parameters = [nn.Parameter(start[number].clone()) for number in numbers]
        optimizer = Muon([{"params": parameters}], lr=0.1)
        for _ in range(2):
            for number, one in zip(numbers, parameters, strict=True):
                one.grad = pull[number].clone()
            optimizer.step()
        return torch.stack([one.detach() for one in parameters])

    together = moved([0, 1, 2])
    assert torch.allclose(together, torch.cat([moved([0]), moved([1]), moved([2])]), atol=1e-4)
    assert (together - start).abs().max() > 0.02


def test_muon_learns_convolutions_and_tables_and_goes_on_after_a_stop():
    def new() -> tuple[nn.Module, torch.optim.Optimizer]:
        torch.manual_seed(1)
        module = nn.Sequential(nn.Embedding(32, 64), nn.Unflatten(1, (4, 4, 4)), nn.Conv2d(4, 24, 3))
        settings = StageSettings(minutes=1, batch=1, learning_rate=5e-3, optimizer="muon", weight_decay=0.0)
        return module, new_optimizer(module, [{"params": list(module.parameters())}], settings)

    ids, goal = torch.arange(32), torch.randn(32, 24, 2, 2)

    def go(module: nn.Module, optimizer: torch.optim.Optimizer, steps: int) -> float:
        for _ in range(steps):
            loss = ((module(ids) - goal) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        return float(loss.detach())

    module, optimizer = new()
    assert isinstance(optimizer, Muon)
    first = go(module, optimizer, 1)
    go(module, optimizer, 29)
    kept = copy.deepcopy((module.state_dict(), optimizer.state_dict()))
    other, resumed = new()
    other.load_state_dict(kept[0])
    resumed.load_state_dict(kept[1])
    assert go(other, resumed, 20) == pytest.approx(go(module, optimizer, 20), rel=1e-3)
    assert go(module, optimizer, 100) < 0.7 * first


def test_the_shipped_decoder_has_the_layers_that_training_makes():
    from pipeline.training.config import load_config
    from pipeline.training.storybook import SHIPPED

    settings = load_config("configs/train/storybook-cpu.yaml").autoencoder
    assert same_shape(new_autoencoder(settings, 128), AutoencoderKL.from_pretrained(SHIPPED / "vae"))
