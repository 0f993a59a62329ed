"""Boards on disk: round trips, and what a person wrote stays."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from storyboard.board import Board, Scene, Shot, Subject, is_board, read_board, write_board
from storyboard.board.files import read_plan, write_atomically
from storyboard.board.layout import free_scene_id, natural_key, scene_ids, scene_stems
from storyboard.errors import BoardError, OutputError

HAND_EDITED = """\
# My second scene.
title: "The fox speaks"   # keep this title
id: s02

cast:
  - fox   # the hero
  - crow
setting: {place: forest}
shots:
  # First the fox.
  - cast: [fox, crow]
    seconds: 2.50
    prompt: >-
      {fox} looks
      at {crow}
  # Then the crow, close.
  - prompt: '{crow} listens'
    size: close-up   # very close
    cast: [crow]
# The words of the story.
text: |
  "Good day," said the Fox: "sing!"

  The Crow listened.
# The end.
"""


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def mtimes(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_mtime_ns
            for path in folder.rglob("*") if path.is_file()}


def with_scene(board: Board, index: int, **changes: object) -> Board:
    scenes = list(board.scenes)
    scenes[index] = scenes[index].model_copy(update=changes)
    return board.model_copy(update={"scenes": tuple(scenes)})


def test_what_is_written_is_read_again(fable, folder):
    assert read_board(folder) == fable


def test_a_board_may_be_named_by_its_file(fable, folder):
    assert read_board(folder / "board.yaml") == fable
    assert is_board(folder / "board.yaml")
    assert is_board(folder)
    assert not is_board(folder / "scenes")
    assert not is_board(folder / "story.txt")


def test_scenes_are_files_of_their_own(folder):
    assert "shots" not in (folder / "board.yaml").read_text()
    names = sorted(path.name for path in (folder / "scenes").iterdir())
    assert names == ["s01.yaml", "s02.yaml", "s03.yaml"]


def test_prompts_and_text_are_written_as_blocks_without_quotes(folder):
    text = (folder / "scenes/s02.yaml").read_text()
    assert '  - prompt: |\n      {fox} looks at {crow}\n' in text
    assert 'text: |\n  "Good day," said the Fox: "sing!"\n\n  The Crow listened.\n' in text


def test_the_story_keeps_its_line_ends(fable, folder):
    assert (folder / "story.txt").read_bytes().decode() == fable.story


@pytest.mark.parametrize("words", [
    "yes", "null", "~", "1984", "1e3", "0x10", "2001-01-01", "12:30", "- dash", "# no comment", "{fox}",
    "[x]", "*star", "&and", "!bang", "a: b", "a #b", "'single'", '"double"',
    "back\\slash", "tab\there",
    "100 %", "@at", "`tick`", "trailing colon:",
    "line\nbreak", "two\n\nparagraphs\n  indented", " \u00a0 nbsp",
    "emoji 🦊 and ü", "\u2028 separator", "bell\x07", "\x85next", "cr\rlf\r\nend", "\ufeffbom",
    "zero\u200bwidth", "a\n \nb", "x" * 5000, "--- y", "... z", "|", ">", "?", "trailing space \nnext",
    "first\n\ttab",
])
def test_every_text_survives_the_round_trip(fable, tmp_path, words):
    shot = Shot(prompt=words.replace("{fox}", "{fox} x") or "x", action=words, negative=words)
    board = fable.model_copy(update={"title": words.strip() or "t"})
    board = Board.model_validate(with_scene(board, 0, text=words, title=words, shots=(shot,)).model_dump())
    write_board(board, tmp_path / "b")
    assert read_board(tmp_path / "b") == board
    edited = Board.model_validate(with_scene(board, 0, text="plain", shots=(shot,)).model_dump())
    write_board(edited, tmp_path / "b")
    write_board(board, tmp_path / "b")
    assert read_board(tmp_path / "b") == board


def test_writing_the_same_board_touches_no_file(fable, folder):
    before = mtimes(folder)
    write_board(fable, folder)
    assert mtimes(folder) == before


def test_a_hand_edited_file_that_already_says_it_is_not_touched(fable, folder):
    path = folder / "scenes/s02.yaml"
    path.write_text(HAND_EDITED)
    before = mtimes(folder)
    write_board(read_board(folder), folder)
    assert mtimes(folder) == before
    assert path.read_text() == HAND_EDITED


def test_comments_order_and_blocks_stay_when_the_program_changes_something_else(folder):
    path = folder / "scenes/s02.yaml"
    path.write_text(HAND_EDITED)
    board = read_board(folder)
    shots = (board.scenes[1].shots[0].model_copy(update={"seconds": 3.0}), board.scenes[1].shots[1])
    write_board(with_scene(board, 1, shots=shots, title="The fox laughs"), folder)
    assert path.read_text() == HAND_EDITED.replace("2.50", "3").replace("fox speaks", "fox laughs")


@pytest.mark.parametrize(("indented", "other"), [("  - ", "- "), ("  - ", "    - ")])
def test_the_persons_own_indentation_stays(folder, indented, other):
    path = folder / "scenes/s03.yaml"
    shift = len(other) - len(indented)
    lines = path.read_text().splitlines()
    first = lines.index("shots:") + 1
    text = "\n".join([*lines[:first], *(" " * shift + line if shift > 0 else line[-shift:]
                                        for line in lines[first:])]) + "\n"
    path.write_text(text)
    write_board(with_scene(read_board(folder), 2, title="Over"), folder)
    assert path.read_text() == text.replace("The end", "Over")


def test_comments_stay_when_text_blocks_and_lists_change(folder):
    path = folder / "scenes/s02.yaml"
    path.write_text(HAND_EDITED)
    board = read_board(folder)
    changed = with_scene(board, 1, text="New words.", cast=("fox",))
    write_board(changed, folder)
    text = path.read_text()
    for comment in ("# My second scene.", "# keep this title", "# the hero", "# First the fox.",
                    "# Then the crow, close.", "# very close", "# The words of the story.", "# The end."):
        assert comment in text
    assert "text: |\n  New words.\n" in text
    assert read_board(folder) == changed


def test_a_new_shot_leaves_the_comments_of_the_others(folder):
    path = folder / "scenes/s02.yaml"
    path.write_text(HAND_EDITED)
    board = read_board(folder)
    first, second = board.scenes[1].shots
    changed = with_scene(board, 1, shots=(first, Shot(prompt="{fox} smiles", cast=("fox",)), second))
    write_board(changed, folder)
    assert read_board(folder) == changed
    assert "# First the fox." in path.read_text()
    assert "# Then the crow, close." in path.read_text()


def test_removing_shots_and_subjects_is_written(folder):
    board = read_board(folder)
    cast = {"fox": board.cast["fox"]}
    scenes = (board.scenes[2], board.scenes[1].model_copy(update={
        "cast": ("fox",), "shots": (Shot(prompt="{fox} waits"),)}))
    changed = board.model_copy(update={"cast": cast, "scenes": scenes})
    write_board(changed, folder)
    assert read_board(folder) == changed


def test_a_field_can_be_opened_and_filled_again(folder):
    board = read_board(folder)
    setting = board.scenes[0].setting.model_copy(update={"time": None, "mood": "calm"})
    opened = with_scene(board, 0, setting=setting)
    write_board(opened, folder)
    assert read_board(folder) == opened
    write_board(board, folder)
    assert read_board(folder) == board


def test_windows_line_ends_stay(folder):
    path = folder / "scenes/s01.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    board = read_board(folder)
    write_board(with_scene(board, 0, title="Other"), folder)
    data = path.read_bytes()
    assert data.count(b"\r\n") == data.count(b"\n")
    assert read_board(folder).scenes[0].title == "Other"


def test_a_byte_order_mark_is_no_fault(fable, folder):
    path = folder / "board.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_board(folder) == fable


# --- the order and the ids of scenes

def test_scenes_come_in_the_order_people_sort_files():
    names = ["s10", "s2", "s02b", "s02", "S03", "s1", "s02-2"]
    assert sorted(names, key=natural_key) == ["s1", "s02", "s2", "s02-2", "s02b", "S03", "s10"]


def test_a_copied_scene_file_is_a_new_scene(folder):
    scenes = folder / "scenes"
    shutil.copy(scenes / "s02.yaml", scenes / "s02b.yaml")
    assert [scene.id for scene in read_board(folder).scenes] == ["s01", "s02", "s02b", "s03"]


def test_a_renamed_scene_file_keeps_its_id_and_only_moves(folder):
    (folder / "scenes/s03.yaml").rename(folder / "scenes/s00.yaml")
    assert [scene.id for scene in read_board(folder).scenes] == ["s03", "s01", "s02"]


def test_two_scene_files_that_swap_names_only_swap_places(folder):
    scenes = folder / "scenes"
    (scenes / "s02.yaml").rename(scenes / "x")
    (scenes / "s03.yaml").rename(scenes / "s02.yaml")
    (scenes / "x").rename(scenes / "s03.yaml")
    assert [scene.id for scene in read_board(folder).scenes] == ["s01", "s03", "s02"]


def test_a_removed_scene_file_is_a_removed_scene(folder):
    (folder / "scenes/s02.yaml").unlink()
    assert [scene.id for scene in read_board(folder).scenes] == ["s01", "s03"]


@pytest.mark.parametrize(("name", "scene_id"), [
    ("Scene 4 (night).yaml", "scene-4-night"), ("S04.yml", "s04"), ("s04.yaml", "s04"), ("😀.yaml", "x")])
def test_a_scene_file_without_id_is_named_for_its_file(folder, name, scene_id):
    (folder / "scenes" / name).write_text("shots:\n  - prompt: a tree\n")
    assert {scene.id for scene in read_board(folder).scenes} == {"s01", "s02", "s03", scene_id}


@pytest.mark.parametrize("name", [".s04.yaml.swp", ".#s04.yaml", "#s04.yaml#", "s04.yaml~", "s04.bak",
                                  ".s04.yaml"])
def test_copies_that_editors_leave_are_no_scenes(fable, folder, name):
    (folder / "scenes" / name).write_text("rubbish: [")
    assert read_board(folder) == fable


def test_ids_are_settled_however_many_files_claim_one():
    assert scene_ids(["s01", "s02", "s02 copy", "s03"], ["s01", "s02", "s02", "s03"]) == [
        "s01", "s02", "s02-copy", "s03"]
    assert scene_ids(["a", "b"], ["s01", "s01"]) == ["s01", "b"]
    assert scene_ids(["s03", "s04"], ["s02", "s03"]) == ["s02", "s03"]
    assert scene_ids(["s02", "s03", "s04"], ["s02", "s02", "s03"]) == ["s02", "s03-2", "s03"]
    assert free_scene_id(["s01", "s07b"]) == "s08"


def test_a_copied_file_gets_its_own_id_written_when_the_program_writes(folder):
    scenes = folder / "scenes"
    shutil.copy(scenes / "s02.yaml", scenes / "s02b.yaml")
    board = read_board(folder)
    write_board(board, folder)
    assert "id: s02b" in (scenes / "s02b.yaml").read_text()
    assert "id: s02\n" in (scenes / "s02.yaml").read_text()
    assert read_board(folder) == board


@pytest.mark.parametrize("order", ["321", "213", "231", "312", "132", "31", "2", "23"])
def test_moved_and_removed_scenes_are_read_back_in_their_order(fable, folder, order):
    moved = fable.model_copy(update={"scenes": tuple(fable.scenes[int(digit) - 1] for digit in order)})
    write_board(moved, folder)
    assert read_board(folder) == moved
    write_board(fable, folder)
    assert read_board(folder) == fable


def test_an_inserted_scene_renames_no_other_file(fable, folder):
    new = Scene(id="s04", shots=(Shot(prompt="{fox} sleeps"),))
    board = fable.model_copy(update={"scenes": (fable.scenes[0], new, *fable.scenes[1:])})
    before = mtimes(folder)
    write_board(board, folder)
    assert read_board(folder) == board
    assert {name: mtimes(folder)[name] for name in before} == before


def test_a_scene_that_is_taken_out_is_kept_aside(fable, folder):
    text = (folder / "scenes/s02.yaml").read_text()
    write_board(fable.model_copy(update={"scenes": fable.scenes[::2]}), folder)
    assert (folder / "scenes/removed/s02.yaml").read_text() == text


def test_stems_always_sort_in_the_asked_order():
    for ids in (["s03", "s02", "s01"], ["x", "s01", "a"], [f"s{n}" for n in range(12, 0, -1)]):
        stems = scene_stems(ids, {name: name for name in ids})
        assert sorted(stems, key=natural_key) == stems
        assert len(set(stems)) == len(ids)


# --- the planner's own words

def test_notes_are_comments_and_are_renewed(fable, folder):
    notes = ("Nobody claims 'he' in sentence 4.", "A word:\nwith # odd things")
    noted = fable.model_copy(update={"notes": notes})
    write_board(noted, folder, planned=True)
    path = folder / "board.yaml"
    assert "#   - Nobody claims 'he' in sentence 4.\n" in path.read_text()
    assert read_board(folder) == fable
    write_board(read_board(folder), folder)
    assert "Nobody claims" in path.read_text()
    write_board(fable, folder, planned=True)
    assert "Nobody claims" not in path.read_text()


def test_what_the_planner_wrote_is_remembered(fable, folder):
    assert read_plan(folder) is None
    write_board(fable, folder, planned=True)
    edit(folder / "board.yaml", "red fox", "grey fox")
    assert read_plan(folder) == fable
    (folder / ".plan.json").write_text("{broken")
    assert read_plan(folder) is None


# --- what cannot be written

def test_a_faulty_board_is_not_written_over(fable, folder):
    path = folder / "scenes/s02.yaml"
    edit(path, "seconds: 2.5", "secnds: 2.5")
    before = mtimes(folder)
    with pytest.raises(BoardError, match=r"did you mean 'seconds'.*\n.*nothing was written"):
        write_board(with_scene(fable, 0, title="Other"), folder)
    assert mtimes(folder) == before


def test_a_board_that_could_not_be_read_again_is_refused(fable, tmp_path):
    wrong = with_scene(fable, 0, shots=(Shot(prompt="{foxx} runs"),), id="s02")
    with pytest.raises(BoardError) as caught:
        write_board(wrong, tmp_path / "b")
    assert "did you mean 'fox'?" in str(caught.value)
    assert "two scenes have this id" in str(caught.value)
    assert not (tmp_path / "b").exists()


def test_a_file_in_the_way_is_named(fable, tmp_path):
    (tmp_path / "b").write_text("a film")
    with pytest.raises(OutputError, match="a file of that name is there"):
        write_board(fable, tmp_path / "b")


def test_a_full_disk_leaves_the_old_file_whole(fable, folder, monkeypatch):
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="the disk is full"):
        write_board(with_scene(fable, 0, title="Other"), folder)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_named(fable, tmp_path):
    (tmp_path / "locked").mkdir(mode=0o500)
    with pytest.raises(OutputError, match="Permission denied"):
        write_board(fable, tmp_path / "locked" / "b")


def test_an_atomic_write_keeps_the_mode_and_leaves_no_temporary_file(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text("old")
    path.chmod(0o640)
    write_atomically(path, "new\r\n")
    assert path.read_bytes() == b"new\r\n"
    assert path.stat().st_mode & 0o777 == 0o640
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.txt"]


def test_a_board_may_have_no_story_and_no_cast(tmp_path):
    board = Board(title="Sea", scenes=(Scene(id="s01", shots=(Shot(prompt="the sea at night"),)),))
    write_board(board, tmp_path)
    assert read_board(tmp_path) == board


def test_a_subject_can_be_added(fable, folder):
    lion = Subject(name="the Lion", look="yellow lion")
    board = fable.model_copy(update={"cast": {**fable.cast, "lion": lion}})
    write_board(board, folder)
    assert read_board(folder) == board
