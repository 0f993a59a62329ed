"""What a clip is made from: what changes it, what does not, and how a change is told."""

from __future__ import annotations

import hashlib

import pytest

from storyboard.board import Board, CameraMove, Shot, ShotSize, Subject, read_board, write_board
from storyboard.board.recipe import (
    Recipe,
    changed_parts,
    digest,
    expand_prompt,
    reference_digests,
    reference_ids,
    scene_recipe,
    shot_seed,
)
from storyboard.errors import BoardError


def recipe(board: Board, scene: int = 1, **changes: object) -> Recipe:
    arguments = {"model": "storybook", "model_digest": "w1", **changes}
    return scene_recipe(board, board.scenes[scene], **arguments)


def with_scene(board: Board, index: int, **changes: object) -> Board:
    scenes = list(board.scenes)
    scenes[index] = scenes[index].model_copy(update=changes)
    return board.model_copy(update={"scenes": tuple(scenes)})


def with_shot(board: Board, scene: int, shot: int, **changes: object) -> Board:
    shots = list(board.scenes[scene].shots)
    shots[shot] = shots[shot].model_copy(update=changes)
    return with_scene(board, scene, shots=tuple(shots))


def with_film(board: Board, **changes: object) -> Board:
    return board.model_copy(update={"film": board.film.model_copy(update=changes)})


def with_subject(board: Board, member: str, **changes: object) -> Board:
    subject = board.cast[member].model_copy(update=changes)
    return board.model_copy(update={"cast": {**board.cast, member: subject}})


def test_a_recipe_holds_what_the_model_is_asked_for(fable):
    made = recipe(fable)
    assert [shot.prompt for shot in made.shots] == [
        "a red fox looks at a black bird, watercolour", "a black bird listens, close-up, watercolour"]
    assert [shot.n_frames for shot in made.shots] == [20, 16]
    assert (made.width, made.height, made.fps) == (512, 512, "8")
    assert Recipe.model_validate_json(made.model_dump_json()) == made


@pytest.mark.parametrize(("change", "told"), [
    (lambda board: with_subject(board, "fox", look="grey wolf"), ["look of fox"]),
    (lambda board: with_shot(board, 1, 1, prompt="{crow} sings"), ["prompt of shot 2"]),
    (lambda board: with_shot(board, 1, 0, seconds=3.0), ["length of shot 1"]),
    (lambda board: with_shot(board, 1, 0, seed=5), ["seed of shot 1"]),
    (lambda board: with_shot(board, 1, 0, negative="people"), ["negative of shot 1"]),
    (lambda board: with_shot(board, 1, 0, size=ShotSize.WIDE), ["framing of shot 1"]),
    (lambda board: with_shot(board, 1, 1, camera=CameraMove.PAN), ["framing of shot 2"]),
    (lambda board: with_film(board, seed=1), ["seed"]),
    (lambda board: with_film(board, width=640), ["size"]),
    (lambda board: with_film(board, fps=16.0), ["frame rate"]),
    (lambda board: board.model_copy(update={"style": "oil"}), ["style"]),
    (lambda board: with_scene(board, 1, shots=board.scenes[1].shots[:1]), [
        "number of shots (2 before, 1 now)"]),
])
def test_every_change_of_the_picture_is_a_new_digest_and_is_told(fable, change, told):
    before, after = recipe(fable), recipe(change(fable))
    assert digest(before) != digest(after)
    assert changed_parts(before, after) == told


def test_another_model_or_other_weights_are_told(fable):
    assert changed_parts(recipe(fable), recipe(fable, model="wan")) == ["model"]
    assert changed_parts(recipe(fable), recipe(fable, model_digest="w2")) == ["weights of the model"]


def test_several_changes_are_told_together(fable):
    after = with_film(with_subject(fable, "fox", look="grey wolf"), seed=3)
    assert changed_parts(recipe(fable), recipe(after)) == ["look of fox", "seed"]


@pytest.mark.parametrize("change", [
    lambda board: with_scene(board, 1, title="Another title"),
    lambda board: with_scene(board, 1, text="Another text"),
    lambda board: with_scene(board, 1, cast=()),
    lambda board: with_shot(board, 1, 0, action="For people only."),
    lambda board: with_shot(board, 1, 0, prompt="  {fox}\n  looks at\n{crow}. "),
    lambda board: with_subject(board, "fox", name="Reynard", aliases=("Rey",)),
    lambda board: board.model_copy(update={"title": "x", "story": "y", "notes": ("z",)}),
    lambda board: board.model_copy(update={"scenes": board.scenes[::-1]}),
    lambda board: with_scene(board, 0, title="x", shots=(Shot(prompt="{fox} runs"),)),
])
def test_what_does_not_change_the_picture_renders_nothing(fable, change):
    edited = change(fable)
    scene = next(scene for scene in edited.scenes if scene.id == "s02")
    after = scene_recipe(edited, scene, model="storybook", model_digest="w1")
    assert digest(after) == digest(recipe(fable))
    assert changed_parts(recipe(fable), after) == []


def test_a_renamed_id_renders_nothing(fable):
    text = fable.model_dump_json().replace('"fox"', '"reynard"').replace("{fox}", "{reynard}")
    assert digest(recipe(Board.model_validate_json(text))) == digest(recipe(fable))


def test_a_look_changes_only_the_scenes_with_that_subject(fable):
    edited = with_subject(fable, "fox", look="grey wolf")
    assert [digest(recipe(fable, n)) == digest(recipe(edited, n)) for n in range(3)] == [True, False, False]


def test_a_recipe_names_no_path_and_no_date(fable, tmp_path):
    write_board(fable, tmp_path / "one.board")
    write_board(fable, tmp_path / "two.board")
    first, second = recipe(read_board(tmp_path / "one.board")), recipe(read_board(tmp_path / "two.board"))
    assert first == second
    assert str(tmp_path) not in first.model_dump_json()


def test_seeds_come_from_names(fable):
    seeds = {(scene, shot, take): shot_seed(7, scene, shot, take)
             for scene in ("s01", "s02", "s011") for shot in (1, 2, 11) for take in (1, 2, 11)}
    assert len(set(seeds.values())) == len(seeds)
    assert all(0 <= seed < 2**32 for seed in seeds.values())
    assert shot_seed(7, "s02", 1) == shot_seed(7, "s02", 1, 1) != shot_seed(8, "s02", 1)


def test_each_take_has_other_seeds_even_for_a_fixed_shot(fable):
    fixed = with_shot(fable, 1, 0, seed=5)
    assert recipe(fixed).shots[0].seed == 5
    seeds = [recipe(fixed, take=take).shots[0].seed for take in (1, 2, 3)]
    assert len(set(seeds)) == 3
    assert recipe(fixed, seed=9).shots[0].seed == shot_seed(9, "s02", 1)


def test_a_shot_has_at_least_one_frame(fable):
    assert recipe(with_shot(fable, 1, 0, seconds=0.01)).shots[0].n_frames == 1


def test_reference_pictures_count_by_their_content(fable, tmp_path):
    (tmp_path / "fox.png").write_bytes(b"one")
    board = with_subject(fable, "fox", reference="fox.png")
    digests = reference_digests(board, tmp_path)
    assert digests == {"fox": hashlib.sha256(b"one").hexdigest()}
    assert reference_ids(board, board.scenes[1].shots[0]) == ["fox"]
    before = recipe(board, references=digests)
    assert before.shots[0].references == (digests["fox"],)
    assert before.shots[1].references == ()
    (tmp_path / "fox.png").rename(tmp_path / "other.png")
    moved = with_subject(fable, "fox", reference="other.png")
    assert digest(recipe(moved, references=reference_digests(moved, tmp_path))) == digest(before)
    (tmp_path / "other.png").write_bytes(b"two")
    after = recipe(moved, references=reference_digests(moved, tmp_path))
    assert changed_parts(before, after) == ["reference picture of fox"]
    with pytest.raises(BoardError, match=r"cast.fox.reference: 'fox.png' cannot be read"):
        reference_digests(board, tmp_path)


# --- the words of a prompt

CAST = {
    "fox": Subject(name="the Fox", kind="animal", look="red fox"),
    "owl": Subject(name="the Owl", kind="animal", look="old owl"),
    "wolf": Subject(name="the Wolf", kind="animal", look="a grey wolf"),
    "mice": Subject(name="the Mice", kind="animal", look="two brown mice"),
    "elves": Subject(name="Elves", look="little green elves"),
    "anna": Subject(name="Anna", look="young woman with long hair in a blue dress"),
    "eve": Subject(name="Eve", look="old woman in a red coat"),
    "nan": Subject(name="Nan", look=""),
    "lion": Subject(name="the Lion", kind="animal", look=""),
    "wood": Subject(name="the Wood", kind="place", look="dark forest"),
    "unicorn": Subject(name="U", kind="animal", look="unicorn"),
    "heir": Subject(name="H", look="honest man"),
    "glass": Subject(name="G", kind="thing", look="silver glass"),
    "cheese": Subject(name="C", kind="thing", look="yellow cheese"),
    "princess": Subject(name="P", look="princess"),
}


@pytest.mark.parametrize(("prompt", "words"), [
    ("{fox} runs", "a red fox runs"),
    ("{owl} sits", "an old owl sits"),
    ("the {fox} runs", "the red fox runs"),
    ("a {owl} sits", "an old owl sits"),
    ("An {fox} sits", "A red fox sits"),
    ("{wolf} howls", "a grey wolf howls"),
    ("the {wolf} howls", "the grey wolf howls"),
    ("a {wolf} howls", "a grey wolf howls"),
    ("{mice} eat", "two brown mice eat"),
    ("the {mice} eat", "the two brown mice eat"),
    ("{mice} eat, {mice} sleep", "two brown mice eat, the two brown mice sleep"),
    ("{elves} dance", "little green elves dance"),
    ("{fox} runs and {fox} jumps", "a red fox runs and the red fox jumps"),
    ("{wolf} runs and {wolf} jumps", "a grey wolf runs and the grey wolf jumps"),
    ("{anna} walks, {anna} sings",
     "a young woman with long hair in a blue dress walks, the young woman sings"),
    ("{anna} meets {eve}, {anna} sings",
     "a young woman with long hair in a blue dress meets an old woman in a red coat, "
     "the young woman with long hair in a blue dress sings"),
    ("{nan} walks", "a person walks"),
    ("{lion} roars", "a lion roars"),
    ("{fox} runs in {wood}", "a red fox runs in the dark forest"),
    ("the sly {fox} runs", "the sly red fox runs"),
    ("a hungry {fox} runs", "a hungry red fox runs"),
    ("{fox} looks at the tree with {owl}", "a red fox looks at the tree with an old owl"),
    ("Anna's {fox} runs", "Anna's red fox runs"),
    ("his {fox} runs", "his red fox runs"),
    ("two {fox} cubs", "two red fox cubs"),
    ("{fox}'s tail", "a red fox's tail"),
    ("{unicorn} and {heir}", "a unicorn and an honest man"),
    ("{glass} of {cheese}", "a silver glass of yellow cheese"),
    ("{princess} smiles", "a princess smiles"),
    ("close to { fox }", "close to a red fox"),
    ("a tree.", "a tree"),
    ("{fox} runs. {owl} sits.", "a red fox runs. an old owl sits"),
])
def test_a_reference_becomes_the_look_in_good_english(prompt, words):
    shot = Shot(prompt=prompt)
    board = Board(title="t", cast=CAST, scenes=({"id": "s01", "shots": (shot,)},))
    assert expand_prompt(board, board.scenes[0], shot) == words


def test_an_unknown_reference_is_answered_with_the_nearest(fable):
    with pytest.raises(BoardError, match=r"scene s01: \{foxx\} is nobody in the cast; did you mean 'fox'\?"):
        expand_prompt(fable, fable.scenes[0], Shot(prompt="{foxx} runs"))
