"""Weights that lie in the hub's local cache are found, said to be here, and loaded without the network."""

from __future__ import annotations

import hashlib
import shutil
import socket
from pathlib import Path

import pytest
from checkpoints import build

from pipeline.models import ShotRequest, find_model, list_models, load_model
from storyboard.errors import ModelError


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty cache, and no network."""
    import huggingface_hub.constants

    def no_network(*args: object, **named: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(socket, "create_connection", no_network)
    monkeypatch.setattr(socket.socket, "connect", no_network)
    return tmp_path / "hub"


def put_in_cache(cache: Path, hub_id: str, folder: Path) -> Path:
    """Lay ``folder`` down as the hub's client does: files are links to blobs named by their content."""
    home = cache / f"models--{hub_id.replace('/', '--')}"
    snapshot = home / "snapshots" / ("0" * 40)
    (home / "refs").mkdir(parents=True)
    (home / "blobs").mkdir()
    (home / "refs" / "main").write_text("0" * 40)
    for source in folder.rglob("*"):
        if source.is_file():
            blob = home / "blobs" / hashlib.sha256(source.read_bytes()).hexdigest()
            shutil.copy(source, blob)
            link = snapshot / source.relative_to(folder)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(blob)
    return snapshot


def status_of(name: str):
    return next(status for status in list_models() if status.card.name == name)


def test_a_family_in_the_cache_is_here_and_is_loaded_by_name_and_by_hub_id(cache, checkpoint):
    snapshot = put_in_cache(cache, "ali-vilab/text-to-video-ms-1.7b", checkpoint("text-to-video-sd"))
    status = status_of("modelscope")
    assert (status.weights, status.missing, status.get) == (snapshot, (), None)
    model = load_model("modelscope", device="cpu")
    assert model.card.name == "modelscope"
    assert load_model("ali-vilab/text-to-video-ms-1.7b", device="cpu").digest == model.digest
    assert model.generate([ShotRequest("a fox")])[0].frames.shape == (4, 16, 16, 3)


def test_any_other_hub_id_in_the_cache_is_loaded_too(cache, checkpoint):
    put_in_cache(cache, "someone/my-wan", checkpoint("wan"))
    assert load_model("someone/my-wan", device="cpu").card.name == "my-wan"


def test_a_download_that_broke_off_is_said_with_what_is_missing(cache, checkpoint):
    snapshot = put_in_cache(cache, "ali-vilab/text-to-video-ms-1.7b", checkpoint("text-to-video-sd"))
    (snapshot / "unet" / "diffusion_pytorch_model.safetensors").unlink()
    assert status_of("modelscope").missing == ("unet/ has no safetensors file",)
    with pytest.raises(
        ModelError, match=r"unet/ has no safetensors file\nsize: .*\nto get them: hf download"
    ):
        load_model("modelscope", device="cpu")


def test_a_model_of_two_parts_is_put_together_from_both(cache, checkpoint, tmp_path):
    build("stable-diffusion", tmp_path)
    put_in_cache(cache, "stable-diffusion-v1-5/stable-diffusion-v1-5", tmp_path / "stable-diffusion")
    assert status_of("animatediff").missing == ("motion_adapter is not on this machine",)
    adapter = checkpoint("animatediff") / "motion_adapter"
    put_in_cache(cache, "guoyww/animatediff-motion-adapter-v1-5-3", adapter)
    assert status_of("animatediff").missing == ()
    model = load_model("animatediff", device="cpu")
    assert type(model.pipe).__name__ == "AnimateDiffPipeline"
    assert model.generate([ShotRequest("a fox")])[0].frames.shape == (4, 16, 16, 3)
    before = model.digest
    (adapter_file,) = find_model("animatediff").companions[0][1].glob("*.safetensors")
    adapter_file.unlink()
    adapter_file.write_bytes(b"another")
    assert load_digest("animatediff") != before, "the adapter decides the picture too"


def test_animatediff_takes_references_once_its_ip_adapter_is_in_the_cache(cache, checkpoint, tmp_path):
    build("stable-diffusion", tmp_path)
    put_in_cache(cache, "stable-diffusion-v1-5/stable-diffusion-v1-5", tmp_path / "stable-diffusion")
    put_in_cache(
        cache, "guoyww/animatediff-motion-adapter-v1-5-3", checkpoint("animatediff") / "motion_adapter"
    )
    assert "references" not in find_model("animatediff").card.conditioning
    adapter = tmp_path / "adapter" / "models"
    shutil.copytree(checkpoint("animatediff-with-adapter") / "ip_adapter", adapter)
    (adapter / "ip-adapter_tiny.safetensors").rename(adapter / "ip-adapter_sd15.safetensors")
    put_in_cache(cache, "h94/IP-Adapter", tmp_path / "adapter")
    assert "references" in find_model("animatediff").card.conditioning
    model = load_model("animatediff", device="cpu")
    assert "references" in model.card.conditioning
    assert model.generate([ShotRequest("a fox")])[0].frames.shape == (4, 16, 16, 3)


def load_digest(name: str) -> str:
    from pipeline.models import model_digest

    return model_digest(name)
