"""Levers of memory and speed: chosen for the machine, overruled by the user, and said."""

from __future__ import annotations

import pytest

from pipeline.models.family import families
from pipeline.models.interface import ModelCard
from pipeline.models.levers import CHOICES, read_levers
from pipeline.models.machine import Levers, Machine, choose_levers, find_machine, fit
from storyboard.errors import ModelError


def card(memory_gb: float) -> ModelCard:
    return ModelCard(
        name="m",
        title="m",
        licence="",
        commercial=True,
        width=64,
        height=64,
        n_frames=8,
        fps=8,
        max_frames=8,
        steps=4,
        guidance=1.0,
        memory_gb=memory_gb,
    )


def gpu(free_gb: float, *, bfloat16: bool = True) -> Machine:
    return Machine(device="cuda:0", name="a GPU", free_gb=free_gb, bfloat16=bfloat16)


CPU = Machine(device="cpu", name="CPU", free_gb=16, bfloat16=True)


@pytest.mark.parametrize(("free_gb", "offload"), [(80, "none"), (20, "model"), (8, "group")])
def test_weights_wait_in_main_memory_when_the_gpu_is_too_small(free_gb, offload):
    choice = choose_levers(card(24), gpu(free_gb), Levers(), weights_gb=16)
    assert choice.levers.offload == offload
    assert bool(choice.reasons) == (offload != "none"), "a choice that costs time is said"


def test_number_format_follows_the_device():
    assert choose_levers(card(4), gpu(24), Levers(), weights_gb=2).levers.dtype == "bfloat16"
    assert choose_levers(card(4), gpu(24, bfloat16=False), Levers(), weights_gb=2).levers.dtype == "float16"
    assert choose_levers(card(4), CPU, Levers(), weights_gb=2).levers.dtype == "float32"


def test_a_cpu_computes_in_bfloat16_only_at_full_speed_and_where_pictures_stay_the_same():
    slow = Machine(device="cpu", name="CPU", free_gb=16, bfloat16=False)
    storybook, wan = families()["storybook"], families()["wan2.1-1.3b"]

    def dtype(machine, family):
        return choose_levers(card(0.1), machine, Levers(), weights_gb=0.1, family=family).levers.dtype

    assert dtype(CPU, storybook) == "bfloat16"
    assert dtype(slow, storybook) == dtype(CPU, wan) == "float32"


def test_what_the_user_sets_stays():
    asked = Levers(dtype="float32", offload="sequential", vae_slicing=False, vae_tiling=False, batch=3)
    chosen = choose_levers(card(24), gpu(8), asked, weights_gb=16).levers
    assert (chosen.dtype, chosen.offload, chosen.vae_slicing, chosen.vae_tiling, chosen.batch) == (
        "float32",
        "sequential",
        False,
        False,
        3,
    )


def test_every_lever_is_filled_but_the_attention_backend():
    chosen = choose_levers(card(1), CPU, Levers(), weights_gb=1).levers
    empty = [name for name in Levers.__dataclass_fields__ if getattr(chosen, name) is None]
    assert empty == ["attention"]


def test_on_a_cpu_shots_are_made_one_by_one():
    assert choose_levers(card(0.1), CPU, Levers(), weights_gb=0.1).levers.batch == 1
    assert choose_levers(card(4), gpu(80), Levers(), weights_gb=2).levers.batch == 4


def test_weights_larger_than_main_memory_are_refused_before_loading():
    with pytest.raises(ModelError, match=r"'m' has 60 GB of weights, and 16 GB of main memory are free"):
        choose_levers(card(80), CPU, Levers(), weights_gb=60)


def test_a_cache_that_the_family_lacks_is_refused():
    with pytest.raises(ModelError, match="cache 'first-block' does not work with m; it takes: none"):
        choose_levers(card(1), CPU, Levers(cache="first-block"), weights_gb=1)


def test_only_choices_of_the_user_that_show_are_part_of_the_digest():
    assert Levers(batch=2, offload="model", compile=True).that_change_the_picture() == {}
    assert Levers(dtype="bfloat16", vae_tiling=False).that_change_the_picture() == {
        "dtype": "bfloat16",
        "vae_tiling": False,
    }


@pytest.mark.parametrize(
    ("memory_gb", "machine", "said"),
    [
        (1, CPU, "yes"),
        (7, CPU, "slowly, on the CPU"),
        (60, CPU, "no"),
        (20, gpu(24), "yes"),
        (100, gpu(24), "no"),
    ],
)
def test_fit_is_said_in_words(memory_gb, machine, said):
    assert fit(card(memory_gb), machine) == said


@pytest.mark.parametrize("device", ["gpu", "cuda:x", "tpu", ""])
def test_unknown_device_is_answered_with_the_list(device):
    with pytest.raises(ModelError, match="there are: auto, cpu, cuda"):
        find_machine(device)


def test_cpu_is_always_there():
    machine = find_machine("cpu")
    assert machine.device == "cpu"
    assert machine.free_gb > 0
    assert not machine.is_gpu


def test_a_gpu_that_is_not_there_is_refused():
    with pytest.raises(ModelError, match="there is no such GPU that torch can use"):
        find_machine("cuda:63")


def test_levers_are_read_from_words():
    assert read_levers(
        ["dtype=bfloat16", "vae-tiling=yes", "compile=no", "batch=2", "attention=sage"]
    ) == Levers(dtype="bfloat16", vae_tiling=True, compile=False, batch=2, attention="sage")
    assert read_levers([]) == Levers()


def test_every_lever_can_be_set_by_word():
    assert set(CHOICES) == set(Levers.__dataclass_fields__)


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("dtyp=float32", "no lever 'dtyp'; did you mean 'dtype'?"),
        ("dtype=half", "lever 'dtype' takes float32 or bfloat16 or float16, not 'half'"),
        ("compile=true", "lever 'compile' takes yes or no, not 'true'"),
        ("batch=0", "lever 'batch' takes a number of shots from 1, not '0'"),
        ("attention", "lever 'attention' takes a name, not ''"),
    ],
)
def test_a_wrong_lever_is_answered_with_the_right_ones(word, said):
    with pytest.raises(ModelError) as caught:
        read_levers([word])
    assert str(caught.value) == said
