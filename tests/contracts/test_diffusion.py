"""What the adapter for diffusers keeps to beyond the contract: quiet, memory, windows, held frames, texts."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from pipeline.models import Levers, ShotRequest, Trust, load_model, model_digest
from storyboard.errors import ModelError

SHOT = ShotRequest("a red fox runs", seed=7)


def test_loading_and_drawing_print_nothing_but_what_is_said(checkpoint):
    code = (
        "import sys, warnings; warnings.simplefilter('default')\n"
        "from pipeline.models import load_model, ShotRequest\n"
        f"load_model({str(checkpoint('text-to-video-sd'))!r}, device='cpu').generate([ShotRequest('a fox')])"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout == ""
    assert answer.stderr == ""


def test_digest_of_a_loaded_model_is_the_one_known_before(checkpoint, loaded):
    for name in ("text-to-video-sd", "latte"):
        assert loaded(name).digest == model_digest(checkpoint(name))


def test_steps_and_guidance_can_be_overruled(checkpoint):
    folder = checkpoint("text-to-video-sd")
    told: list[int] = []
    model = load_model(folder, device="cpu", steps=5, guidance=1.0)
    clip = model.generate([SHOT], progress=lambda done, total: told.append(total))[0]
    assert told == [5] * 5
    assert model.card.guidance == 1.0
    assert model.digest != model_digest(folder)
    assert not np.array_equal(
        clip.frames, load_model(folder, device="cpu", steps=5).generate([SHOT])[0].frames
    )


def test_zero_steps_are_refused(checkpoint):
    with pytest.raises(ModelError, match="at least 1 denoising step, not 0"):
        load_model(checkpoint("text-to-video-sd"), device="cpu", steps=0)


@pytest.mark.parametrize("name", ["text-to-video-sd", "wan", "ltx", "cogvideox", "animatediff"])
def test_a_true_batch_is_the_same_but_for_the_last_bit(checkpoint, loaded, name):
    model = load_model(checkpoint(name), device="cpu", levers=Levers(batch=4))
    shots = [ShotRequest(prompt, seed=seed) for prompt, seed in (("a fox", 1), ("snow", 2), ("night", 3))]
    for together, alone in zip(model.generate(shots), loaded(name).generate(shots), strict=True):
        assert np.abs(together.frames.astype(int) - alone.frames).max() <= 1


@pytest.mark.parametrize("name", ["text-to-video-sd", "text-to-video-flow", "animatediff", "latte"])
def test_a_held_first_frame_is_the_first_frame(loaded, name):
    model = loaded(name)
    picture = model.generate([SHOT])[0].frames[0]
    clip = model.generate([ShotRequest("snow at night", seed=9, first_frame=picture)])[0]
    free = model.generate([ShotRequest("snow at night", seed=9)])[0]
    # Random autoencoders return no picture as it was; but the same picture comes back the same way each time.
    again = model.generate([ShotRequest("a blurry fox", seed=5, first_frame=picture)])[0]
    assert np.abs(clip.frames[0].astype(int) - again.frames[0]).max() <= 1
    assert np.abs(clip.frames[0].astype(int) - free.frames[0]).max() > 20


def test_windows_of_a_long_shot_begin_as_the_short_one(loaded):
    model = loaded("text-to-video-sd")
    short, long = model.generate(
        [ShotRequest("a fox", seed=4, n_frames=6), ShotRequest("a fox", seed=4, n_frames=15)]
    )
    assert np.array_equal(short.frames, long.frames[:6])
    assert any("15 frames" in notice for notice in model.notices)


def test_equal_texts_are_encoded_once(checkpoint):
    model = load_model(checkpoint("text-to-video-sd"), device="cpu")
    calls = 0
    forward = model.pipe.text_encoder.forward

    def counted(*args: object, **named: object) -> object:
        nonlocal calls
        calls += 1
        return forward(*args, **named)

    model.pipe.text_encoder.forward = counted
    model.generate([ShotRequest("a fox", seed=seed, n_frames=20) for seed in (1, 2, 3)])
    assert calls == 2, "the prompt and the empty negative, once each"


def test_memory_that_runs_out_is_met_by_steps_and_said(checkpoint):
    import torch

    said: list[str] = []
    model = load_model(
        checkpoint("text-to-video-sd"),
        device="cpu",
        levers=Levers(batch=2, vae_slicing=False),
        notice=said.append,
    )
    reference = load_model(checkpoint("text-to-video-sd"), device="cpu").generate([SHOT, SHOT])
    failures = 3
    decode = model.pipe.vae.decode

    def failing(*args: object, **named: object) -> object:
        nonlocal failures
        if failures:
            failures -= 1
            raise torch.OutOfMemoryError("CUDA out of memory")
        return decode(*args, **named)

    model.pipe.vae.decode = failing
    clips = model.generate([SHOT, SHOT])
    steps = [sentence for sentence in said if sentence.startswith("memory ran out")]
    assert [sentence.split(":")[1].split(" from")[0].strip() for sentence in steps] == [
        "one shot at a time",
        "frames are decoded in slices",
        "frames are decoded in tiles",
    ]
    for clip, wanted in zip(clips, reference, strict=True):
        assert np.abs(clip.frames.astype(int) - wanted.frames).max() <= 1


def test_memory_that_runs_out_for_good_is_one_plain_error(checkpoint, monkeypatch):
    model = load_model(checkpoint("text-to-video-sd"), device="cpu")

    def failing(*args: object, **named: object) -> object:
        raise MemoryError

    monkeypatch.setattr(model.pipe.unet, "forward", failing)
    with pytest.raises(ModelError, match="ran out of memory on cpu at 16x16, 4 frames, although every lever"):
        model.generate([SHOT])


def test_not_a_number_becomes_black_and_is_said(checkpoint):
    import torch

    model = load_model(checkpoint("text-to-video-sd"), device="cpu")
    with torch.no_grad():
        model.pipe.unet.conv_out.weight.fill_(float("nan"))
    assert model.generate([SHOT])[0].frames.max() == 0
    assert any("not-a-number in float32" in notice for notice in model.notices)


def test_a_failing_pipeline_is_one_plain_error(checkpoint, monkeypatch):
    model = load_model(checkpoint("wan"), device="cpu")

    def failing(*args: object, **named: object) -> object:
        raise RuntimeError("mat1 and mat2 shapes cannot be multiplied\nmore")

    monkeypatch.setattr(model.pipe.transformer, "forward", failing)
    with pytest.raises(
        ModelError, match=r"'wan' failed at 16x16, 5 frames: mat1 and mat2 shapes cannot be .*$"
    ):
        model.generate([SHOT])


def test_frames_that_are_missing_are_one_plain_error(checkpoint, monkeypatch):
    from types import SimpleNamespace

    model = load_model(checkpoint("wan"), device="cpu")
    short = SimpleNamespace(frames=np.zeros((1, 3, 16, 16, 3)))
    monkeypatch.setattr(type(model.pipe), "__call__", lambda self, **arguments: short)
    with pytest.raises(ModelError, match=r"made frames of shape \(1, 3, 16, 16, 3\) where 5 were asked for"):
        model.generate([SHOT])


def damaged(checkpoint: Callable[[str], Path], folder: Path, damage: Callable[[Path], object]) -> Path:
    shutil.copytree(checkpoint("text-to-video-sd"), folder)
    damage(folder)
    return folder


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / "unet" / "diffusion_pytorch_model.safetensors").write_bytes(b"nonsense"),
        lambda folder: (folder / "unet" / "config.json").write_text("{"),
        lambda folder: (folder / "unet" / "config.json").unlink(),
        lambda folder: (folder / "tokenizer" / "tokenizer.json").write_text("{}"),
        lambda folder: (folder / "model_index.json").write_text(
            json.dumps(
                {**json.loads((folder / "model_index.json").read_text()), "_class_name": "NoSuchPipeline"}
            )
        ),
    ],
    ids=["weights", "config", "no config", "tokenizer", "class"],
)
def test_damaged_weights_are_one_plain_error(checkpoint, tmp_path, damage):
    with pytest.raises(ModelError, match=r"the weights cannot be loaded: .+"):
        load_model(damaged(checkpoint, tmp_path / "model", damage), device="cpu")


def test_references_are_left_out_with_a_word_where_a_model_takes_none(checkpoint, tmp_path):
    from PIL import Image

    picture = tmp_path / "fox.png"
    Image.new("RGB", (20, 10), (200, 60, 0)).save(picture)
    shot = ShotRequest("a fox", seed=1, references=(picture,))
    plain = load_model(checkpoint("wan"), device="cpu")
    assert np.array_equal(
        plain.generate([shot])[0].frames, plain.generate([ShotRequest("a fox", seed=1)])[0].frames
    )
    assert any("takes no reference pictures" in notice for notice in plain.notices)
    vace = load_model(checkpoint("wan-vace"), device="cpu")
    changed = vace.generate([shot])[0]
    assert changed.frames.shape == (5, 16, 16, 3)
    assert not np.array_equal(changed.frames, vace.generate([ShotRequest("a fox", seed=1)])[0].frames)


def test_an_ip_adapter_shows_the_reference_and_is_off_without_one(checkpoint, loaded, tmp_path):
    from PIL import Image

    for name, colour in (("fox", (250, 60, 0)), ("crow", (0, 0, 40))):
        Image.new("RGB", (20, 10), colour).save(tmp_path / f"{name}.png")
    fox, crow = (
        ShotRequest("a fox", seed=1, references=(tmp_path / f"{name}.png",)) for name in ("fox", "crow")
    )
    model, plain = loaded("animatediff-with-adapter"), loaded("animatediff")
    assert "references" in model.card.conditioning
    assert "references" not in plain.card.conditioning
    without = model.generate([ShotRequest("a fox", seed=1)])[0].frames
    assert np.array_equal(without, plain.generate([ShotRequest("a fox", seed=1)])[0].frames)
    one, other = model.generate([fox, crow])
    assert not np.array_equal(one.frames, without)
    assert not np.array_equal(one.frames, other.frames)
    assert np.array_equal(model.generate([ShotRequest("a fox", seed=1)])[0].frames, without)
    assert model.digest != plain.digest, "the adapter decides the picture too"


def test_an_ip_adapter_where_none_belongs_is_one_plain_error(checkpoint, tmp_path):
    def add(folder: Path) -> None:
        shutil.copytree(checkpoint("animatediff-with-adapter") / "ip_adapter", folder / "ip_adapter")

    with pytest.raises(ModelError, match="TextToVideoSDPipeline takes no IP-Adapter"):
        load_model(damaged(checkpoint, tmp_path / "model", add), device="cpu")


def test_an_unreadable_reference_is_named(checkpoint, tmp_path):
    (tmp_path / "fox.png").write_text("no picture")
    model = load_model(checkpoint("wan-vace"), device="cpu")
    with pytest.raises(ModelError, match=r"fox\.png: cannot be read as a picture"):
        model.generate([ShotRequest("a fox", references=(tmp_path / "fox.png",))])


def test_a_model_that_needs_a_picture_says_so(loaded):
    with pytest.raises(ModelError, match="makes a picture move and needs one to start from"):
        loaded("stable-video-diffusion").generate([SHOT])


def test_an_unknown_kind_of_pipeline_is_driven_by_its_signature_and_said(checkpoint):
    model = load_model(checkpoint("latte"), device="cpu")
    assert model.card.guidance == 7.5, "the default of the class"
    assert any("no file of configs/models knows this kind" in notice for notice in model.notices)


def test_weights_in_half_precision_alone_are_loaded(checkpoint, tmp_path):
    def rename(folder: Path) -> None:
        for part in ("unet", "vae"):
            (folder / part / "diffusion_pytorch_model.safetensors").rename(
                folder / part / "diffusion_pytorch_model.fp16.safetensors"
            )

    folder = damaged(checkpoint, tmp_path / "model", rename)
    whole = load_model(checkpoint("text-to-video-sd"), device="cpu").generate([SHOT])[0]
    assert np.array_equal(load_model(folder, device="cpu").generate([SHOT])[0].frames, whole.frames)


def test_pickled_weights_are_read_only_when_that_is_asked_for(checkpoint, tmp_path):
    import torch
    from safetensors.torch import load_file

    def pickle(folder: Path) -> None:
        path = folder / "unet" / "diffusion_pytorch_model.safetensors"
        torch.save(load_file(path), path.with_suffix(".bin"))
        path.unlink()

    folder = damaged(checkpoint, tmp_path / "model", pickle)
    with pytest.raises(ModelError, match="pickled weights only"):
        load_model(folder, device="cpu")
    whole = load_model(checkpoint("text-to-video-sd"), device="cpu").generate([SHOT])[0]
    assert np.array_equal(
        load_model(folder, device="cpu", trust=Trust(pickled=True)).generate([SHOT])[0].frames, whole.frames
    )


def test_code_beside_the_weights_is_run_only_when_that_is_asked_for(checkpoint, tmp_path, monkeypatch):
    monkeypatch.setattr("diffusers.utils.dynamic_modules_utils.HF_MODULES_CACHE", str(tmp_path / "modules"))

    def own_code(folder: Path) -> None:
        (folder / "mine.py").write_text(
            "from diffusers import TextToVideoSDPipeline\n\n\n"
            "class Mine(TextToVideoSDPipeline):\n"
            "    def __call__(self, prompt, num_frames=4, height=16, width=16, **rest):\n"
            "        made = super().__call__(\n"
            "            prompt, num_frames=num_frames, height=height, width=width, num_inference_steps=2,\n"
            "            output_type='np',\n"
            "        )\n"
            "        made.frames[:] = 1.0\n"
            "        return made\n"
        )
        index = folder / "model_index.json"
        index.write_text(json.dumps({**json.loads(index.read_text()), "_class_name": ["mine", "Mine"]}))

    folder = damaged(checkpoint, tmp_path / "model", own_code)
    with pytest.raises(ModelError, match=r"brings Python code of its own \(mine\.py\).*--trust-code runs it"):
        load_model(folder, device="cpu")
    model = load_model(folder, device="cpu", trust=Trust(code=True))
    assert model.generate([SHOT])[0].frames.min() == 255


def test_a_model_that_needs_a_picture_starts_from_a_reference(loaded, tmp_path):
    from PIL import Image

    picture = tmp_path / "fox.png"
    Image.fromarray(np.full((16, 16, 3), 90, np.uint8)).save(picture)
    model = loaded("stable-video-diffusion")
    assert "references" in model.card.conditioning
    first = ShotRequest("a fox", seed=3, first_frame=np.full((16, 16, 3), 90, np.uint8))
    given = model.generate([ShotRequest("a fox", seed=3, references=(picture,))])[0]
    assert np.array_equal(given.frames, model.generate([first])[0].frames)


def test_the_card_of_a_loaded_model_takes_no_less_than_its_file_says(loaded):
    """Planning goes by the file: what it promises must hold when the weights are here."""
    from pipeline.models import find_model

    for name in (
        "text-to-video-sd",
        "animatediff",
        "wan",
        "wan-vace",
        "ltx-condition",
        "cogvideox",
        "mochi",
        "skyreels",
        "sana-video",
        "i2vgen",
        "stable-video-diffusion",
        "hunyuanvideo",
        "wan-image-to-video",
    ):
        model = loaded(name)
        stated = model.pipe.__class__.__name__
        family = model._family
        assert family is not None, stated
        if stated == family.pipeline:
            assert set(family.conditioning) <= set(model.card.conditioning), (stated, family.name)
            assert find_model(family.name).card.size_multiple == family.size_multiple


@pytest.mark.parametrize("name", ["hunyuanvideo-1.5", "hunyuanvideo", "stable-video-diffusion", "wan"])
def test_guidance_reaches_families_that_take_it_in_other_ways(checkpoint, name):
    shot = SHOT
    if name == "stable-video-diffusion":
        shot = ShotRequest("", seed=7, first_frame=np.full((16, 16, 3), 90, np.uint8))
    model = load_model(checkpoint(name), device="cpu", guidance=1.0)
    strong = load_model(checkpoint(name), device="cpu", guidance=40.0)
    assert not np.array_equal(model.generate([shot])[0].frames, strong.generate([shot])[0].frames)


@pytest.mark.parametrize(
    "name", ["text-to-video-sd", "text-to-video-flow", "animatediff", "wan", "cogvideox", "mochi"]
)
def test_a_clip_is_what_the_plain_pipeline_of_diffusers_makes(checkpoint, loaded, name):
    import torch
    from diffusers import DiffusionPipeline

    model = loaded(name)
    clip = model.generate([ShotRequest("a red fox runs", seed=11, negative="blurry")])[0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plain = DiffusionPipeline.from_pretrained(checkpoint(name), dtype=torch.float32)
        plain.set_progress_bar_config(disable=True)
        torch.manual_seed(0)
        frames = plain(
            prompt="a red fox runs",
            negative_prompt="blurry",
            num_frames=model.card.n_frames,
            width=model.card.width,
            height=model.card.height,
            num_inference_steps=model.card.steps,
            guidance_scale=model.card.guidance,
            generator=torch.Generator("cpu").manual_seed(11),
            output_type="np",
        ).frames[0]
    assert np.array_equal(clip.frames, np.rint(np.asarray(frames) * 255).astype(np.uint8))
