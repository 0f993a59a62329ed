"""Takes on the disk: whole or not there, numbered for good, known by what they were made from."""

import hashlib
import json
import stat

import pytest

from pipeline.storage import check_writable, new_file, remove_partials, write_folder
from pipeline.takes import Choice, FreshTake, Takes
from storyboard.errors import OutputError, RenderError


@pytest.fixture
def takes(tmp_path):
    return Takes(tmp_path)


def fresh(words, *, scene="s01", seed=1, clip=b"clip"):
    recipe = {"scene": {"shots": [{"prompt": words, "seed": seed}]}, "encoding": {}, "chance": {"take": seed}}
    digest = hashlib.sha256(json.dumps(recipe).encode()).hexdigest()
    return FreshTake(scene=scene, digest=digest, recipe=recipe, clip=clip, model="m", model_digest="d",
                     seeds=(seed,), n_frames=8, frames_drawn=8, seconds_of_work=1.5)


def test_a_take_is_found_by_what_it_was_made_from(takes):
    kept = takes.keep(fresh("a fox"))
    found = takes.find("s01", kept.record.digest)
    assert found == kept
    assert found.clip.read_bytes() == b"clip"
    assert found.record.seconds_of_work == 1.5
    assert takes.find("s02", kept.record.digest) is None
    assert takes.find("s01", "0" * 64) is None


def test_takes_are_numbered_in_the_order_they_were_made(takes):
    for seed in (5, 3, 9):
        takes.keep(fresh("a fox", seed=seed))
    kept = takes.of_scene("s01")
    assert [(take.record.number, take.chance.take) for take in kept] == [(1, 5), (2, 3), (3, 9)]


def test_a_take_made_again_after_damage_keeps_its_number(takes):
    first = takes.keep(fresh("a fox"))
    takes.keep(fresh("a crow"))
    first.clip.write_bytes(b"clap")
    assert takes.is_damaged("s01", first.record.digest)
    assert takes.keep(fresh("a fox")).record.number == 1
    assert not takes.is_damaged("s01", first.record.digest)


def test_a_removed_takes_number_is_not_given_to_the_film_of_another(takes):
    first, second = takes.keep(fresh("a fox")), takes.keep(fresh("a crow"))
    takes.remove(first)
    assert takes.keep(fresh("a wolf")).record.number == second.record.number + 1


def test_the_film_shows_what_was_remembered_else_the_newest(takes):
    first, second = takes.keep(fresh("a fox")), takes.keep(fresh("a fox", seed=2))
    assert takes.shown("s01").record.number == 2
    takes.remember_film({"s01": first})
    assert takes.shown("s01").record.number == 1
    listed = takes.listed("s01")
    assert [each.in_film for each in listed] == [True, False]
    assert [each.like_film for each in listed] == [True, True]
    first.clip.unlink()
    assert takes.shown("s01") == second


def test_takes_of_other_words_are_told_from_takes_of_other_chance(takes):
    takes.remember_film({"s01": takes.keep(fresh("a fox"))})
    takes.keep(fresh("a crow"))
    assert [each.like_film for each in takes.listed("s01")] == [True, False]


def test_a_choice_is_remembered(takes):
    assert takes.choice("s01") == Choice()
    takes.choose("s01", Choice(take=3, seed=7))
    assert takes.choice("s01") == Choice(take=3, seed=7)


def test_an_unknown_number_in_a_scene_without_takes_is_answered_with_what_to_do(takes):
    with pytest.raises(RenderError, match="s01 has no take 1; it has none; render it first"):
        takes.numbered("s01", 1)


def test_a_damaged_take_cannot_be_chosen(takes):
    takes.keep(fresh("a fox")).clip.write_bytes(b"")
    with pytest.raises(RenderError, match="s01: take 1 is damaged"):
        takes.numbered("s01", 1)


def test_the_lock_sweeps_up_what_dead_renders_left(takes, tmp_path):
    takes.keep(fresh("a fox"))
    (tmp_path / "takes/s01/.partial-x").mkdir()
    (tmp_path / ".partial-y.mp4").write_bytes(b"half")
    with takes.lock():
        assert not list(tmp_path.rglob(".partial-*"))
    assert len(takes.of_scene("s01")) == 1


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path):
    path = tmp_path / "film.mp4"
    path.write_bytes(b"old")

    def write_half():
        with new_file(path) as partial:
            partial.write_bytes(b"half of the new")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_half()
    assert [file.name for file in tmp_path.iterdir()] == ["film.mp4"]
    assert path.read_bytes() == b"old"


def test_written_files_are_as_readable_as_any_other(tmp_path):
    plain = tmp_path / "plain"
    plain.touch()
    with new_file(tmp_path / "film.mp4") as partial:
        partial.write_bytes(b"film")
    assert stat.S_IMODE((tmp_path / "film.mp4").stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)


def test_a_folder_takes_the_place_of_a_damaged_one(tmp_path):
    (tmp_path / "take").mkdir()
    (tmp_path / "take/rubbish").touch()
    write_folder(tmp_path / "take", {"clip.mp4": b"clip"})
    assert [file.name for file in (tmp_path / "take").iterdir()] == ["clip.mp4"]
    remove_partials(tmp_path)
    assert (tmp_path / "take").is_dir()


@pytest.mark.parametrize(("path", "message"), [
    ("nowhere/film.mp4", "no such folder; make it first"),
    ("file/film.mp4", "a part of that path is a file"),
    ("folder", "that is a folder; name a file"),
    ("x" * 300 + ".mp4", "too long")])
def test_places_that_cannot_be_written_are_told_apart(tmp_path, path, message):
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match=message):
        check_writable(tmp_path / path)


def test_checking_a_place_leaves_nothing_behind(tmp_path):
    check_writable(tmp_path / "film.mp4")
    assert not list(tmp_path.iterdir())
