"""Faults of a board: all at once, each at its file and line, in words that say what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from storyboard.board import Board, Scene, Shot, Subject, is_board, read_board, write_board
from storyboard.board.validation import check_board, warnings
from storyboard.errors import BoardError

SCENE = """\
id: s02
title: The fox speaks
setting:
  place: forest
cast: [fox, crow]
text: |
  "Good day," said the Fox to the Crow.
shots:
  - prompt: |
      {fox} looks at {crow}
      in the forest
    cast: [fox, crow]
    camera: static
    seconds: 2.5
  - prompt: "{crow} listens"
    size: close-up
"""

HEAD = """\
version: 1
title: The Fox and the Crow
film:
  model: storybook
  width: 512
  fps: 8
cast:
  fox:
    name: the Fox
    kind: animal
    look: red fox
  crow:
    name: the Crow
    kind: animal
    look: black bird
"""


@pytest.fixture
def board(tmp_path: Path) -> Path:
    folder = tmp_path / "fable.board"
    (folder / "scenes").mkdir(parents=True)
    (folder / "board.yaml").write_text(HEAD)
    (folder / "scenes/s02.yaml").write_text(SCENE)
    return folder


def swap(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_the_board_of_these_tests_has_no_faults(board):
    assert check_board(board).faults == ()
    assert check_board(board).warnings == ()


@pytest.mark.parametrize(("old", "new", "fault"), [
    ("seconds: 2.5", "secnds: 2.5", "14: shot 1, secnds: no such field; did you mean 'seconds'?"),
    ("seconds: 2.5", "duration: 2.5", "14: shot 1, duration: no such field; did you mean 'seconds'?"),
    ("seconds: 2.5", "seconds: 2,5", "14: shot 1, seconds: '2,5' is not a number; write 2.5"),
    ("seconds: 2.5", "seconds: 2s", "14: shot 1, seconds: '2s' is not a number; write 2"),
    ("seconds: 2.5", "seconds: fast", "14: shot 1, seconds: 'fast' is not a number"),
    ("seconds: 2.5", "seconds: 0", "14: shot 1, seconds: 0 is out of range; it must be more than 0"),
    ("seconds: 2.5", "seconds: 700", "14: shot 1, seconds: 700 is out of range; it must be 600 or less"),
    ("seconds: 2.5", "seed: -1", "14: shot 1, seed: -1 is out of range; it must be 0 or more"),
    ("seconds: 2.5", "seed: 1.5", "14: shot 1, seed: '1.5' is not a whole number"),
    ("camera: static", "camera: Pan",
     "13: shot 1, camera: 'Pan' is not known; did you mean 'pan'? "
     "(it is one of static, pan, tilt, zoom, tracking)"),
    ("camera: static", "camera: dolly",
     "13: shot 1, camera: 'dolly' is not known; it is one of static, pan, tilt, zoom, tracking"),
    ("close-up", "closeup",
     "16: shot 2, size: 'closeup' is not known; did you mean 'close-up'? "
     "(it is one of wide, full, medium, close-up)"),
    ("{crow}\n", "{crwo}\n", "10: shot 1, prompt: {crwo} is nobody in the cast; did you mean 'crow'?"),
    ("in the forest", "in {wood}", "11: shot 1, prompt: {wood} is nobody in the cast; "
                                   "the cast in board.yaml is fox, crow"),
    ("in the forest", "in {the forest", "9: shot 1, prompt: a brace without its partner; "
                                        "a subject is named as {id}"),
    ("    cast: [fox, crow]", "    cast: [fox, craw]", "12: shot 1, cast[2]: 'craw' is nobody in the cast; "
                                                       "did you mean 'crow'?"),
    ("cast: [fox, crow]", "cast: fox", "5: cast: a list is wanted here, such as [fox]"),
    ('"{crow} listens"', "{crow} listens",
     "15: a text that begins with one of { [ @ ` % & * ! must be put in quotes, or on the lines below a |"),
    ('"{crow} listens"', "{crow}",
     "15: shot 2, prompt: put the text in quotes, because { at its beginning means something else in YAML"),
    ('"{crow} listens"', "", "15: shot 2: prompt is missing"),
    ('"{crow} listens"', '" "', "15: shot 2, prompt: is blank; say in one sentence what the picture shows"),
    ('"{crow} listens"', '"listens', "15: a quotation mark opens a text here and is never closed"),
    ("title: The fox speaks", "title: Fox: he speaks", "2: a colon inside a text; put the text in quotes"),
    ("title: The fox speaks", "titel: The fox", "2: titel: no such field; did you mean 'title'?"),
    ("title: The fox speaks", "title The fox",
     "2: no 'field: value' here; is a colon missing, or the indentation of a block?"),
    ("title: The fox speaks", "title: One\ntitle: Two", "3: title: given twice (first in line 2); keep one"),
    ("title: The fox speaks", "title: [One, Two]",
     "2: title: a text is wanted here, not a list; if it begins with [ or -, put it in quotes"),
    ("title: The fox speaks", "title: !!python/object/apply:os.system [ls]",
     "2: a tag (!!python/object/apply:os.system) is not used in a board; delete it"),
    ("title: The fox speaks", "title: &x Fox\ntext: *x",
     "3: an alias (*name) is not used in a board; write the value out again"),
    ("title: The fox speaks", "title: bell\x07", "2: a character that no text file should hold (U+0007); "
                                                 "delete it"),
    ("title: The fox speaks", "mood: sad", "2: mood: no such field; the fields here are id, title, setting, "
                                           "cast, text, shots"),
    ("title: The fox speaks", "  title: The fox",
     "2: not indented like the lines around it, or a text here needs quotes"),
    ("text: |\n", "text: | Good\n", "6: after | or > the text begins on the next line"),
    ("  place: forest", "\tplace: forest", "4: a tab; YAML is indented with spaces"),
    ("  place: forest", "  location: forest", "4: setting.location: no such field; did you mean 'place'?"),
    ("setting:\n  place: forest", "setting: forest",
     "3: setting: 'forest' stands where 'field: value' lines belong"),
    ("cast: [fox, crow]", "cast: [fox, crow", "5: a bracket opens here and is never closed"),
    ("id: s02", "id: Scene Two",
     "1: id: 'Scene Two' is no id; an id has small letters, digits, - and _; did you mean 'scene-two'?"),
    ("shots:", "shot:", "8: shot: no such field; did you mean 'shots'?"),
])
def test_each_slip_in_a_scene_is_answered_at_its_line(board, old, new, fault):
    swap(board / "scenes/s02.yaml", old, new)
    assert f"scenes/s02.yaml:{fault}" in check_board(board).faults
    with pytest.raises(BoardError, match=r"fable.board: [12] fault"):
        read_board(board)


@pytest.mark.parametrize(("old", "new", "fault"), [
    ("title:", "titel:", "2: titel: no such field; did you mean 'title'?"),
    ("title: The Fox and the Crow\n", "", "1: title is missing"),
    ("    name: the Fox\n", "", "8: cast.fox: name is missing"),
    ("    name: the Fox\n    kind: animal\n    look: red fox\n", "", "8: cast.fox: name is missing"),
    ("kind: animal", "kind: animl", "10: cast.fox.kind: 'animl' is not known; did you mean 'animal'? "
                                    "(it is one of person, animal, place, thing)"),
    ("look: red fox", "lok: red fox", "11: cast.fox.lok: no such field; did you mean 'look'?"),
    ("look: red fox", "description: red", "11: cast.fox.description: no such field; did you mean 'look'?"),
    ("look: red fox", "reference: fox.png", "11: cast.fox.reference: no picture at 'fox.png'"),
    ("look: red fox", "reference: ../fox.png",
     "11: cast.fox.reference: '../fox.png' lies outside the board's folder; copy the picture into it, or "
     "give the whole path from / on"),
    ("  fox:", "  Fox:", "8: cast.Fox: 'Fox' is no id; an id has small letters, digits, - and _; "
                         "did you mean 'fox'?"),
    ("width: 512", "width: 511", "5: film.width: 511 does not fit; it must be a multiple of 2"),
    ("width: 512", "width: 9000", "5: film.width: 9000 is out of range; it must be 8192 or less"),
    ("fps: 8", "frame_rate: 8", "6: film.frame_rate: no such field; did you mean 'fps'?"),
    ("version: 1", "version: one", "1: version: 'one' is not a whole number"),
    ("version: 1", "version: 0", "1: version: 0 is out of range; it must be 1 or more"),
    ("film:", "scenes: []\nfilm:", "3: scenes: no such field; scenes are files of their own in scenes/"),
])
def test_each_slip_in_the_board_file_is_answered_at_its_line(board, old, new, fault):
    swap(board / "board.yaml", old, new)
    assert check_board(board).faults == (f"board.yaml:{fault}",)


def test_all_faults_of_all_files_are_listed_at_once(board):
    swap(board / "board.yaml", "kind: animal", "kind: beast")
    swap(board / "scenes/s02.yaml", "seconds: 2.5", "secnds: 2.5")
    swap(board / "scenes/s02.yaml", "{fox}", "{foxx}")
    (board / "scenes/s03.yaml").write_text("id: s03\nshots: [\n")
    (board / "story.txt").write_bytes(b"caf\xe9")
    with pytest.raises(BoardError) as caught:
        read_board(board)
    places = [fault.split(": ")[0] for fault in caught.value.faults]
    assert places == ["board.yaml:10", "scenes/s02.yaml:10", "scenes/s02.yaml:14", "scenes/s03.yaml:2",
                      "story.txt:1"]


@pytest.mark.parametrize(("content", "fault"), [
    ("", "1: the file is empty"),
    ("# only words\n", "1: the file is empty"),
    ("- a\n- b\n", "1: the file must be made of 'field: value' lines"),
    ("id: s01\nshots: []\n", "2: shots: at least one shot is wanted"),
    ("id: s01\nshots:\n", "2: shots is missing"),
    ("id: s01\n", "1: shots is missing"),
    ("id: s01\nshots:\n  - a fox runs\n", "3: shot 1: 'a fox runs' stands where 'field: value' lines belong"),
    ("id: s01\nshots:\n  prompt: x\n", "2: shots: a list is wanted here"),
    ("id: a\nshots:\n- prompt: x\n---\nid: b\n",
     "4: a second document begins here (---); a file of a board holds one"),
    ("[" * 2000, "1: brackets are nested too deep to be a board"),
    ("<<: {a: 1}\nshots:\n- prompt: x\n",
     "1: <<: no such field; the fields here are id, title, setting, cast, text, shots"),
])
def test_files_that_are_no_scene_are_answered(board, content, fault):
    (board / "scenes/s01.yaml").write_text(content)
    assert check_board(board).faults == (f"scenes/s01.yaml:{fault}",)


def test_a_scene_in_another_encoding_is_answered_at_its_line(board):
    path = board / "scenes/s02.yaml"
    path.write_bytes(path.read_bytes().replace(b"forest\n", b"for\xeat\n", 1))
    assert check_board(board).faults == (
        "scenes/s02.yaml:4: a letter that is not UTF-8; save the file with the encoding UTF-8",)


def test_a_newer_format_is_one_clear_message(board):
    swap(board / "board.yaml", "version: 1", "version: 99\nlens: 35mm")
    assert check_board(board).faults == (
        "board.yaml:1: the board has format version 99, this program reads up to 1; install a newer "
        "storyboard",)


def test_what_is_no_board_is_named(tmp_path, board):
    (tmp_path / "empty").mkdir()
    (tmp_path / "story.txt").write_text("Once.")
    assert "no such folder" in check_board(tmp_path / "nowhere").faults[0]
    assert "board.yaml: no such file" in check_board(tmp_path / "empty").faults[0]
    assert "is a file, not a board's folder" in check_board(tmp_path / "story.txt").faults[0]
    assert not is_board(tmp_path / "empty")
    (board / "scenes/s02.yaml").unlink()
    assert check_board(board).faults == ("scenes: no scene in it; a scene is a file such as s01.yaml",)
    (board / "scenes").rmdir()
    assert check_board(board).faults == (
        "scenes: no such folder; a board has one file for each scene in it",)


@pytest.mark.parametrize(("old", "new", "field", "value"), [
    ("title: The fox speaks", "title: 1984", "title", "1984"),
    ("title: The fox speaks", "title: 007", "title", "007"),
    ("title: The fox speaks", "title: true", "title", "true"),
    ("title: The fox speaks", "title: 2001-01-01", "title", "2001-01-01"),
    ("title: The fox speaks", "title: No", "title", "No"),
    ("title: The fox speaks", "title:", "title", ""),
    ("id: s02", "id: 02", "id", "02"),
    ("cast: [fox, crow]", "cast:", "cast", ()),
])
def test_texts_that_look_like_something_else_are_texts(board, old, new, field, value):
    swap(board / "scenes/s02.yaml", old, new)
    assert getattr(read_board(board).scenes[0], field) == value


def test_a_picture_outside_is_allowed_when_its_whole_path_is_given(board, tmp_path):
    (tmp_path / "fox.png").write_bytes(b"png")
    swap(board / "board.yaml", "look: red fox", f"look: red fox\n    reference: {tmp_path / 'fox.png'}")
    assert check_board(board).faults == ()
    (board / "crow.png").write_bytes(b"png")
    swap(board / "board.yaml", "look: black bird", "look: black bird\n    reference: crow.png")
    assert check_board(board).faults == ()


def test_a_link_that_leads_outside_is_no_way_out(board, tmp_path):
    (tmp_path / "secret.png").write_bytes(b"png")
    (board / "fox.png").symlink_to(tmp_path / "secret.png")
    swap(board / "board.yaml", "look: red fox", "reference: fox.png")
    assert "lies outside the board's folder" in check_board(board).faults[0]


# --- warnings

def board_of(*shots: Shot, cast: tuple[str, ...] = ("fox",), **subjects: Subject) -> Board:
    everybody = {"fox": Subject(name="the Fox", kind="animal", look="red fox"), **subjects}
    return Board(title="t", cast=everybody, scenes=(Scene(id="s01", cast=cast, shots=shots),))


def told(text: str, cast: tuple[str, ...] = ("fox",), **subjects: Subject) -> Board:
    board = board_of(Shot(prompt="{fox} runs"), cast=cast, **subjects)
    return board.model_copy(update={"scenes": (board.scenes[0].model_copy(update={"text": text}),)})


@pytest.mark.parametrize("text", [
    "The Fox ran. He was tired.",
    "“She is gone,” said the Fox.",
    "The Foxes ran. They were tired.",
    "It rained on the Fox.",
])
def test_pronouns_that_somebody_claims_are_no_warning(text):
    assert warnings(told(text)) == []


@pytest.mark.parametrize(("board", "warning"), [
    (board_of(Shot(prompt="{fox} runs"), owl=Subject(name="the Owl", look="owl")),
     "cast.owl: the Owl is in the cast but never in frame"),
    (board_of(Shot(prompt="{fox} sees {owl}"), owl=Subject(name="the Owl")),
     "cast.owl: the Owl has no look, so every shot may draw another one"),
    (board_of(Shot(prompt="{fox} sees {vixen}"), vixen=Subject(name="V", look="Red  fox")),
     "cast: fox and vixen have the same look (red fox) and cannot be told apart"),
    (board_of(Shot(prompt="the sea"), Shot(prompt="a tree"), cast=()),
     "scene s01: has no cast; its shots show a place without anybody"),
    (board_of(Shot(prompt="{fox} runs, he jumps")),
     "scene s01, shot 1: 'he' in the prompt stands for nobody; a model sees this prompt alone"),
    (board_of(Shot(prompt="{fox} does not run")),
     "scene s01, shot 1: 'not' in the prompt; models tend to draw what is denied. Say what is seen, or use "
     "the field negative"),
    (board_of(Shot(prompt="{fox} doesn’t run")),
     "scene s01, shot 1: 'n’t' in the prompt; models tend to draw what is denied. Say what is seen, or use "
     "the field negative"),
    (board_of(Shot(prompt="{fox} runs", cast=("owl",)), owl=Subject(name="the Owl", look="owl")),
     "scene s01, shot 1: owl in frame, but not in the scene's cast"),
    (told("A Fox ran.", owl=Subject(name="the Owl", look="owl", kind="animal")),
     "cast.owl: the story never names the Owl; give it the name or the look that you have in mind"),
    (told("A Fox ran.", man=Subject(name="the man", look="man in a red coat")),
     "cast.man: the story never names the man; give it the name or the look that you have in mind"),
    (told("They ran away. It was dark.", cast=()),
     "scene s01: 'they' in its text stands for nobody of its cast; "
     "add who is meant to the cast of the scene"),
    (told("She wept.", cast=("king",), king=Subject(name="the King", look="king in a red robe")),
     "scene s01: 'she' in its text stands for nobody of its cast; add who is meant to the cast of the scene"),
    (board_of(Shot(prompt="{fox} runs", seconds=0.01)),
     "scene s01, shot 1: 0.01 s is shorter than one frame; it lasts one frame"),
])
def test_what_is_probably_not_meant_is_said(board, warning):
    assert warning in warnings(board)


def test_an_edit_that_changes_no_picture_is_said(board):
    planned = read_board(board)
    write_board(planned, board, planned=True)
    assert check_board(board).warnings == ()
    swap(board / "scenes/s02.yaml", "place: forest", "place: forest\n  time: night")
    swap(board / "scenes/s02.yaml", "camera: static", "camera: static\n    action: The fox sleeps.")
    assert check_board(board).warnings == (
        "scene s02: time of the setting changed, but the prompts still say what they said; the prompts are "
        "what is drawn",
        "scene s02, shot 1: the action changed, but the prompt did not; the prompt is what is drawn")
    swap(board / "scenes/s02.yaml", "in the forest", "in the forest at night")
    assert check_board(board).warnings == ()


@pytest.mark.parametrize("prompt", ["{fox} runs and it is raining", "{fox} in its hole", "{fox} by a knot"])
def test_harmless_words_are_no_warning(prompt):
    assert warnings(board_of(Shot(prompt=prompt))) == []
