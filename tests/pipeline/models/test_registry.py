"""Names, folders and hub ids; what is said when a model is not there. No test here loads torch."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.configuration import configs_folder
from pipeline.models import find_model, list_models, load_model, model_card, model_digest
from pipeline.models.family import families, read_family
from storyboard.errors import ModelError


@pytest.fixture(autouse=True)
def _empty_cache(tmp_path_factory, monkeypatch):
    """No model of this machine's own cache is seen."""
    import huggingface_hub.constants
    import huggingface_hub.file_download

    empty = str(tmp_path_factory.mktemp("hub"))
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", empty)


def write_folder(folder: Path, *, pipeline: str = "WanPipeline", weights: str = "model.safetensors") -> Path:
    (folder / "transformer").mkdir(parents=True)
    (folder / "scheduler").mkdir()
    (folder / "transformer" / weights).write_bytes(b"0" * 64)
    (folder / "model_index.json").write_text(
        json.dumps(
            {
                "_class_name": pipeline,
                "_diffusers_version": "0.36.0",
                "transformer": ["diffusers", "WanTransformer3DModel"],
                "scheduler": ["diffusers", "UniPC"],
                "transformer_2": [None, None],
            }
        )
    )
    return folder


def test_importing_models_and_listing_them_loads_no_torch():
    code = "import sys; from pipeline.models import list_models; list_models(); print('torch' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"


def test_every_family_file_begins_with_its_command_and_is_named_for_its_model():
    for path in (configs_folder() / "models").glob("*.yaml"):
        family = read_family(path)
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert family.name == path.stem
        assert first.startswith("# storyboard render ")
        assert first.endswith(f"--model {family.name}")


def test_every_family_names_a_pipeline_that_diffusers_has_and_legal_figures():
    import importlib.util

    source = Path(importlib.util.find_spec("diffusers").origin).read_text(encoding="utf-8")
    for family in families().values():
        for pipeline in (family.pipeline, *family.also) if family.maker is None else ():
            assert f'"{pipeline}"' in source, family.name
        assert family.width % family.size_multiple == 0 == family.height % family.size_multiple, family.name
        if family.frame_multiple > 1:
            assert (family.n_frames - family.frame_offset) % family.frame_multiple == 0, family.name
        assert family.n_frames <= family.max_frames, family.name


def test_the_built_in_model_comes_first():
    assert list_models()[0].card.name == "storybook"


def test_unknown_model_is_answered_with_the_nearest_name_and_the_list():
    with pytest.raises(ModelError) as caught:
        load_model("wan-vcae")
    message = str(caught.value)
    assert "no model 'wan-vcae'; did you mean 'wan-vace'?" in message
    assert "storybook, craft, drawn, animatediff, " in message


def test_missing_weights_are_answered_with_size_licence_and_command():
    with pytest.raises(ModelError) as caught:
        load_model("modelscope")
    message = str(caught.value)
    assert "the weights are not on this machine" in message
    assert "size: about 7.4 GB; licence: CC-BY-NC-4.0 (non-commercial)" in message
    assert "to get them: hf download ali-vilab/text-to-video-ms-1.7b" in message
    assert "HF_HUB_OFFLINE" not in message


def test_offline_mode_is_named_where_it_stands_in_the_way(monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(ModelError, match="HF_HUB_OFFLINE is set"):
        load_model("wan-vace")


def test_both_parts_of_a_model_in_two_places_are_named():
    get = next(status.get for status in list_models() if status.card.name == "animatediff")
    assert "stable-diffusion-v1-5" in get
    assert "motion-adapter" in get


def test_a_hub_id_of_a_family_is_that_family():
    assert find_model("Wan-AI/Wan2.1-VACE-1.3B-diffusers").card.name == "wan-vace"


def test_an_unknown_hub_id_is_answered_with_the_command():
    with pytest.raises(ModelError, match="hf download someone/something"):
        load_model("someone/something")


@pytest.mark.parametrize("name", ["./nowhere", "/no/such/folder", "~/no/such", "a/b/c"])
def test_a_path_that_is_not_there_is_called_a_folder(name):
    with pytest.raises(ModelError, match=f"{name}: no such folder"):
        load_model(name)


def test_a_folder_without_index_is_refused(tmp_path):
    with pytest.raises(ModelError, match=r"there is no model_index\.json"):
        load_model(tmp_path)


def test_a_file_is_refused(tmp_path):
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"")
    with pytest.raises(ModelError, match="is a file; give the folder"):
        load_model(path)


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"_class_name": ["my_pipeline", "Mine"]}'])
def test_a_damaged_or_foreign_index_is_refused_in_words(tmp_path, content):
    (tmp_path / "model_index.json").write_text(content)
    with pytest.raises(ModelError, match=r"damaged|brings Python code of its own"):
        load_model(tmp_path)


def test_code_beside_the_weights_is_refused(tmp_path):
    folder = write_folder(tmp_path / "wan")
    (folder / "pipeline.py").write_text("raise SystemExit")
    with pytest.raises(ModelError, match="brings Python code of its own"):
        load_model(folder)


def test_pickled_weights_are_refused(tmp_path):
    folder = write_folder(tmp_path / "wan", weights="model.bin")
    with pytest.raises(
        ModelError, match="transformer/ has pickled weights only; storyboard reads safetensors"
    ):
        load_model(folder)


def test_a_missing_component_and_a_missing_shard_are_named(tmp_path):
    folder = write_folder(tmp_path / "wan", weights="model-1-of-2.safetensors")
    (folder / "scheduler").rmdir()
    index = {"weight_map": {"a": "model-1-of-2.safetensors", "b": "model-2-of-2.safetensors"}}
    (folder / "transformer" / "model.safetensors.index.json").write_text(json.dumps(index))
    with pytest.raises(ModelError) as caught:
        load_model(folder)
    assert "transformer/model-2-of-2.safetensors is missing" in str(caught.value)
    assert "scheduler/ is missing" in str(caught.value)


def test_a_folder_gets_the_facts_of_its_family_and_its_own_name(tmp_path):
    card = model_card(write_folder(tmp_path / "my-wan"))
    assert (card.name, card.fps, card.frame_multiple, card.frame_offset) == ("my-wan", 16, 4, 1)
    assert not card.commercial


def test_weights_are_told_apart_by_their_marks(tmp_path):
    folder = write_folder(tmp_path / "wan")
    (folder / "transformer" / "config.json").write_text(json.dumps({"num_layers": 40}))
    assert find_model(folder).family.name == "wan2.1-14b"
    index = json.loads((folder / "model_index.json").read_text())
    (folder / "transformer" / "config.json").write_text(json.dumps({"num_layers": 30}))
    (folder / "model_index.json").write_text(json.dumps({**index, "expand_timesteps": True}))
    assert find_model(folder).family.name == "wan2.2-5b"


def test_sampling_of_a_folder_goes_before_the_familys(tmp_path):
    folder = write_folder(tmp_path / "wan")
    (folder / "sampling.json").write_text('{"steps": 3, "fps": 12, "n_frames": 101}')
    card = model_card(folder)
    assert (card.steps, card.fps, card.n_frames, card.max_frames) == (3, 12, 101, 101)


def test_a_fault_in_sampling_is_named(tmp_path):
    folder = write_folder(tmp_path / "wan")
    (folder / "sampling.json").write_text('{"stepps": 3}')
    with pytest.raises(ModelError, match=r"sampling\.json: stepps: "):
        model_card(folder)


def test_digest_follows_weights_and_sampling_but_not_place_or_notes(tmp_path):
    first = write_folder(tmp_path / "one")
    second = write_folder(tmp_path / "two")
    (second / "README.md").write_text("notes")
    (second / ".cache").mkdir()
    (second / ".cache" / "lock").write_text("")
    assert model_digest(first) == model_digest(second)
    assert model_digest(first, steps=7) != model_digest(first)
    (second / "transformer" / "model.safetensors").write_bytes(b"1" * 64)
    assert model_digest(first) != model_digest(second)


def test_a_fault_in_a_family_file_names_the_field(tmp_path):
    text = (configs_folder() / "models" / "modelscope.yaml").read_text(encoding="utf-8")
    path = tmp_path / "odd.yaml"
    path.write_text(text.replace("steps: 25", "steps: many"))
    with pytest.raises(ModelError, match="steps: "):
        read_family(path)


def test_a_folder_that_makes_pictures_move_takes_references(tmp_path):
    card = model_card(write_folder(tmp_path / "wan", pipeline="WanImageToVideoPipeline"))
    assert {"first_frame", "references"} <= set(card.conditioning)
    assert "references" in model_card("svd").conditioning


def test_the_page_of_models_has_a_row_for_each_that_is_not_shipped_and_says_what_its_file_says():
    page = (configs_folder().parent / "docs" / "video-models.md").read_text(encoding="utf-8")
    rows = {
        line.split("`")[1]: line for line in page.splitlines() if line.startswith("| `") and "fps" in line
    }
    for status in list_models():
        card = status.card
        if families()[card.name].pipeline and not families()[card.name].shipped:
            row = rows[card.name]
            assert f"{card.width}x{card.height}, {card.n_frames} at {card.fps:g} fps" in row
            assert f"{card.download_gb:g} / {card.memory_gb:g}" in row
            assert card.licence_in_words in row
            assert [name for name in card.conditioning if name not in row] == []
