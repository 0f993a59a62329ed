"""Training of the built-in model, end to end at the smallest size."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from accelerate import Accelerator
from diffusers import AutoencoderKL, TextToVideoSDPipeline

from pipeline.configuration import configs_folder
from pipeline.training.autoencoder import to_pixels
from pipeline.training.clips import facts_of, read_clips, specs
from pipeline.training.config import load_config
from pipeline.training.diffusion import DiffusionTask
from pipeline.training.folder import actions_by_kind, knows_left
from pipeline.training.loop import learning_rate_factor
from pipeline.training.patches import project
from pipeline.training.storybook import (
    principal_components,
    train_autoencoder,
    train_storybook,
    trained_concepts,
)
from storyboard.errors import ModelError, OutputError


def test_all_stages_leave_tables_checkpoints_and_pictures(tiny_run: Path):
    for stage in ("autoencoder", "text", "diffusion-1-1f", "diffusion-2-4f", "refine"):
        assert (tiny_run / stage / "state.pt").exists()
        assert "validation/" in (tiny_run / stage / "table.csv").read_text(encoding="utf-8")
    assert list((tiny_run / "autoencoder").glob("reconstructions-*.png"))
    assert list((tiny_run / "diffusion-2-4f").glob("samples-*.png"))


def test_refining_changes_the_decoder_and_never_the_latents(tiny_run: Path):
    before = AutoencoderKL.from_pretrained(tiny_run / "interim" / "vae").state_dict()
    after = AutoencoderKL.from_pretrained(tiny_run / "model" / "vae").state_dict()
    changed = {name.split(".")[0] for name, tensor in after.items() if not torch.equal(tensor, before[name])}
    assert changed == {"decoder", "post_quant_conv"}
    with np.load(tiny_run / "denoised.npz") as kept:
        assert kept["latents"].shape == (3, 4, 4, 8, 8)
        own = np.load(tiny_run / "latents.npy")[kept["numbers"]]
        assert 0.01 < np.abs(kept["latents"].astype(float) - own).mean() < 3


def test_plain_diffusers_loads_the_folder_and_makes_a_clip(tiny_run: Path):
    from diffusers import TextToVideoSDPipeline

    pipeline = TextToVideoSDPipeline.from_pretrained(tiny_run / "model")
    pipeline.set_progress_bar_config(disable=True)
    frames = pipeline(
        "a red fox walks in the forest", num_frames=3, num_inference_steps=2, output_type="np"
    ).frames
    assert frames.shape == (1, 3, 32, 32, 3)
    assert np.isfinite(frames).all()


def test_folder_says_what_the_model_knows(tiny_run: Path):
    known = json.loads((tiny_run / "model" / "vocabulary.json").read_text(encoding="utf-8"))
    assert known["animal"] == ["fox", "fish"]
    assert known["person"] == ["woman"]
    assert known["colour"] == ["red", "green", "blue"]
    sampling = json.loads((tiny_run / "model" / "sampling.json").read_text(encoding="utf-8"))
    assert (sampling["width"], sampling["n_frames"], sampling["steps"]) == (32, 4, 2)


def test_held_out_pairs_are_never_drawn_for_training(tiny_run: Path, tiny_config_path: Path):
    config = load_config(tiny_config_path)
    pairs = {(facts["kind"], facts["colour"]) for facts in read_clips(tiny_run / "clips").facts}
    assert ("fox", "blue") not in pairs
    asked = facts_of(next(specs(config, seed=1, held_out=True)))
    assert (asked["kind"], asked["colour"]) == ("fox", "blue")


def test_a_killed_run_goes_on_to_the_same_weights(
    tiny_config_path: Path, tiny_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    output = tmp_path / "run"
    shutil.copytree(tiny_run, output)
    for name in ("diffusion-1-1f", "diffusion-2-4f", "model", "interim"):
        shutil.rmtree(output / name)
    batch = DiffusionTask.batch

    def killed(task: DiffusionTask, step: int) -> dict[str, torch.Tensor]:
        if step == 2:
            raise KeyboardInterrupt
        return batch(task, step)

    with monkeypatch.context() as patch:
        patch.setattr(DiffusionTask, "batch", killed)
        with pytest.raises(KeyboardInterrupt):
            train_storybook(tiny_config_path, output)
    assert torch.load(output / "diffusion-1-1f" / "state.pt", weights_only=True)["step"] == 2
    weights = train_storybook(tiny_config_path, output) / "unet" / "diffusion_pytorch_model.safetensors"
    assert weights.read_bytes() == (tiny_run / "model" / "unet" / weights.name).read_bytes()


def test_run_of_other_settings_is_not_continued(tiny_settings: dict, tiny_run: Path, tmp_path: Path):
    from ruamel.yaml import YAML

    changed = tmp_path / "changed.yaml"
    YAML().dump({**tiny_settings, "seed": 4}, changed)
    with pytest.raises(ModelError, match="another 'seed'; name another folder"):
        train_storybook(changed, tiny_run)


def test_earlier_run_is_not_overwritten(tiny_config_path: Path, tiny_run: Path):
    with pytest.raises(OutputError, match="holds an earlier run"):
        train_storybook(tiny_config_path, tiny_run, resume=False)


def test_misspelt_setting_is_named(tmp_path: Path, tiny_settings: dict):
    from ruamel.yaml import YAML

    path = tmp_path / "wrong.yaml"
    YAML().dump({**tiny_settings, "unet": {**tiny_settings["unet"], "width": [8]}}, path)
    with pytest.raises(ModelError, match=r"unet\.width: Extra inputs"):
        load_config(path)


def test_missing_config_is_a_plain_message(tmp_path: Path):
    with pytest.raises(ModelError, match="No such file"):
        load_config(tmp_path / "none.yaml")


@pytest.mark.parametrize(
    "path", sorted(configs_folder().glob("train/storybook-*.yaml")), ids=lambda path: path.stem
)
def test_shipped_configs_begin_with_their_command_and_fit_the_world(path: Path):
    assert path.read_text(encoding="utf-8").startswith("# storyboard train storybook --config configs/train/")
    config = load_config(path)
    known = trained_concepts(config)
    for kind, colour in config.data.held_out_colours:
        assert kind in known["person"] + known["animal"] + known["thing"]
        assert colour in known["colour"]
    for kind, action in config.data.held_out_actions:
        assert kind in known["person"] + known["animal"]
        assert action in known["action"]


def test_learning_rate_warms_up_and_decays(tiny_config_path: Path):
    settings = load_config(tiny_config_path).text.model_copy(update={"warmup": 10, "final_rate": 0.1})
    assert learning_rate_factor(0.0, 0, settings) == pytest.approx(0.1)
    assert learning_rate_factor(0.0, 9, settings) == pytest.approx(1.0)
    assert learning_rate_factor(1.0, 500, settings) == pytest.approx(0.1)


def test_principal_encoder_stays_as_it_was_set(tiny_config_path: Path, tiny_run: Path, tmp_path: Path):
    config = load_config(tiny_config_path)
    settings = config.autoencoder.model_copy(update={"principal": True, "widths": (16, 48, 48, 64)})
    config = config.model_copy(update={"autoencoder": settings})
    clips = read_clips(tiny_run / "clips")
    autoencoder = train_autoencoder(config, clips, tmp_path, Accelerator(cpu=True))
    latents = np.load(tmp_path / "latents.npy")
    assert latents.shape == (20, 4, 4, 4, 4)
    with torch.no_grad():
        given = autoencoder.encode(to_pixels(clips.frames[0])).latent_dist.mode().numpy()
    assert np.abs(given - latents[0]).max() < 0.03
    assert list(tmp_path.glob("autoencoder/reconstructions-*.png"))


def test_an_encoder_that_is_trained_too_stays_near_where_it_was(
    tiny_config_path: Path, tiny_run: Path, tmp_path: Path
):
    config = load_config(tiny_config_path)
    changes = {"principal": True, "train_encoder": True, "widths": (16, 48, 48, 64), "learning_rate": 1e-4}
    config = config.model_copy(update={"autoencoder": config.autoencoder.model_copy(update=changes)})
    clips = read_clips(tiny_run / "clips")
    before = project(clips.frames[0], principal_components(config, clips))
    accelerator = Accelerator(cpu=True)
    first = train_autoencoder(config, clips, tmp_path / "first", accelerator)
    with torch.no_grad():
        after = first.encode(to_pixels(clips.frames[0])).latent_dist.mode().numpy()
    assert 1e-4 < np.abs(after - before).max() < 0.3

    # Another run goes on from it, and not from the components again.
    start = TextToVideoSDPipeline.from_pretrained(tiny_run / "model")
    start.vae = first
    frozen = config.autoencoder.model_copy(update={"train_encoder": False})
    going_on = config.model_copy(update={"autoencoder": frozen})
    (tmp_path / "second").mkdir()
    second = train_autoencoder(going_on, clips, tmp_path / "second", accelerator, start)
    with torch.no_grad():
        again = second.encode(to_pixels(clips.frames[0])).latent_dist.mode().numpy()
    assert np.abs(again - after).max() < 1e-5
    assert np.abs(np.load(tmp_path / "second" / "latents.npy")[0] - again).max() < 0.03


def test_settings_say_whether_both_sides_are_learnt(tiny_config_path: Path, tiny_run: Path):
    config = load_config(tiny_config_path)
    assert "way" not in json.loads((tiny_run / "model" / "vocabulary.json").read_text())
    both = config.model_copy(update={"data": config.data.model_copy(update={"only": {}})})
    assert knows_left(both)
    assert {facts_of(spec)["way"] for spec, _ in zip(specs(both, seed=2), range(30), strict=False)} == {
        "left",
        "none",
    }


def test_what_was_held_out_for_the_test_may_be_asked_of_the_model():
    other = {"second kind": "man", "second action": "sit", "third kind": "none", "third action": "none"}
    seen = [{"kind": "fox", "action": "run", **other}]
    held_out = [("fox", "sleep"), ("cat", "run")]
    assert actions_by_kind(seen, held_out) == {"fox": ["run", "sleep"], "man": ["sit"]}
