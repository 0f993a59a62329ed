"""A new plan over an edited board keeps what a person changed."""

from __future__ import annotations

import pytest

from storyboard.board import Board, Scene, Shot, Subject, read_board, write_board
from storyboard.board.replan import edited_texts, replan, write_plan


def with_scene(board: Board, name: str, **changes: object) -> Board:
    return board.model_copy(update={"scenes": tuple(
        scene.model_copy(update=changes) if scene.id == name else scene for scene in board.scenes)})


def with_look(board: Board, name: str, look: str) -> Board:
    subject = board.cast[name].model_copy(update={"look": look})
    return board.model_copy(update={"cast": {**board.cast, name: subject}})


def with_shot(board: Board, name: str, number: int, **changes: object) -> Board:
    scene = next(scene for scene in board.scenes if scene.id == name)
    shots = list(scene.shots)
    shots[number - 1] = shots[number - 1].model_copy(update=changes)
    return with_scene(board, name, shots=tuple(shots))


def test_the_same_plan_over_an_unchanged_board_is_the_same_board(fable):
    board, report = replan(fable, fable, fable)
    assert board == fable
    assert report.kept == report.dropped == ()


def test_an_edit_survives_and_everything_else_is_planned_anew(fable):
    edited = with_shot(with_look(fable, "fox", "grey fox"), "s02", 1, prompt="{fox} waves at {crow}")
    newer = with_shot(with_look(with_look(fable, "fox", "brown fox"), "crow", "white bird"), "s02", 1,
                      prompt="{fox} nods", seconds=4.0)
    board, report = replan(edited, newer, fable)
    assert board.cast["fox"].look == "grey fox"
    assert board.cast["crow"].look == "white bird"
    assert board.scenes[1].shots[0].prompt == "{fox} waves at {crow}"
    assert board.scenes[1].shots[0].seconds == 4.0
    assert set(report.kept) == {"cast.fox: look", "scene s02: prompt of shot 1"}


@pytest.mark.parametrize(("edit", "line"), [
    ({"style": "ink drawing"}, "style"),
    ({"title": "Vanity"}, "title"),
])
def test_edits_of_the_whole_film_survive(fable, edit, line):
    newer = fable.model_copy(update={"style": "oil", "title": "Crow"})
    board, report = replan(fable.model_copy(update=edit), newer, fable)
    assert getattr(board, line) == edit[line]
    assert line in report.kept
    edited = fable.model_copy(update={"film": fable.film.model_copy(update={"seed": 9})})
    board, report = replan(edited, fable, fable)
    assert board.film.seed == 9
    assert report.kept == ("film: seed",)


def test_scenes_are_found_by_their_text_not_by_their_number(fable):
    edited = with_scene(fable, "s02", title="Flattery")
    start = Scene(id="s01", text="Once there was a cheese on a table.", shots=(Shot(prompt="a cheese"),))
    renumbered = [scene.model_copy(update={"id": f"s{number:02d}"})
                  for number, scene in enumerate(fable.scenes, start=2)]
    board, report = replan(edited, fable.model_copy(update={"scenes": (start, *renumbered)}), fable)
    assert [scene.id for scene in board.scenes] == ["s04", "s01", "s02", "s03"]
    assert board.scenes[2].title == "Flattery"
    assert report.kept == ("scene s02: title",)


def test_a_scene_is_the_same_after_a_word_of_the_story_changed(fable):
    text = '"Good evening," said the Fox: "sing!"\n\nThe Crow listened.'
    newer = with_scene(fable, "s02", text=text, id="s07")
    board, _ = replan(with_scene(fable, "s02", title="Flattery"), newer, fable)
    assert board.scenes[1].id == "s02"
    assert board.scenes[1].title == "Flattery"
    assert "evening" in board.scenes[1].text


def test_what_went_is_told_with_the_edits_that_went(fable):
    edited = with_shot(fable, "s03", 1, prompt="{fox} dances")
    board, report = replan(edited, fable.model_copy(update={"scenes": fable.scenes[:2]}), fable)
    assert [scene.id for scene in board.scenes] == ["s01", "s02"]
    assert report.dropped == (
        "scene s03 (The end): its text is no longer in the story; with it went your prompt of shot 1",)


def test_ids_of_scenes_that_went_are_not_given_again(fable):
    fresh = Scene(id="s03", text="A wolf came along the river instead.", shots=(Shot(prompt="a wolf"),))
    board, _ = replan(fable, fable.model_copy(update={"scenes": (*fable.scenes[:2], fresh)}), fable)
    assert [scene.id for scene in board.scenes] == ["s01", "s02", "s04"]


def test_a_persons_own_scene_and_subject_stay_where_they_were(fable):
    own = Scene(id="s01b", text="A dream.", cast=("owl",), shots=(Shot(prompt="{owl} flies"),))
    edited = fable.model_copy(update={
        "cast": {**fable.cast, "owl": Subject(name="the Owl", look="white owl")},
        "scenes": (fable.scenes[0], own, *fable.scenes[1:])})
    board, report = replan(edited, fable, fable)
    assert [scene.id for scene in board.scenes] == ["s01", "s01b", "s02", "s03"]
    assert board.cast["owl"].look == "white owl"
    assert "scene s01b: your own" in report.kept
    assert "cast.owl: your own" in report.kept


def test_what_a_person_took_out_stays_out(fable):
    edited = fable.model_copy(update={"scenes": fable.scenes[:2]})
    board, report = replan(edited, fable, fable)
    assert [scene.id for scene in board.scenes] == ["s01", "s02"]
    assert report.kept == ("scene s03: stays out",)
    again, _ = replan(board, fable, report.plan)
    assert again == board


def test_a_persons_order_stays(fable):
    edited = fable.model_copy(update={"scenes": fable.scenes[::-1]})
    fresh = Scene(id="s04", text="A wolf came along the river instead.", shots=(Shot(prompt="a wolf"),))
    newer = fable.model_copy(update={"scenes": (fable.scenes[0], fresh, *fable.scenes[1:])})
    board, report = replan(edited, newer, fable)
    assert [scene.id for scene in board.scenes] == ["s03", "s02", "s01", "s04"]
    assert "order of scenes" in report.kept


def test_shots_that_cannot_be_paired_stay_the_persons(fable):
    edited = with_shot(fable, "s02", 1, prompt="{fox} bows")
    newer = with_scene(fable, "s02", shots=(Shot(prompt="{fox} sits"),))
    board, report = replan(edited, newer, fable)
    assert board.scenes[1].shots == edited.scenes[1].shots
    assert report.kept == ("scene s02: shots",)


def test_an_id_changed_by_hand_is_used_by_the_new_plan(fable):
    text = fable.model_dump_json().replace('"fox"', '"reynard"').replace("{fox}", "{reynard}")
    newer = with_shot(fable, "s03", 1, prompt="{fox} runs far")
    board, _ = replan(Board.model_validate_json(text), newer, fable)
    assert list(board.cast) == ["reynard", "crow"]
    assert board.scenes[2].shots[0].prompt == "{reynard} runs far"
    assert board.scenes[1].cast == ("reynard", "crow")


def test_a_subject_that_is_still_shown_stays_in_the_cast(fable):
    edited = with_shot(fable, "s01", 1, prompt="{crow} sits, {fox} below", cast=("crow", "fox"))
    newer = fable.model_copy(update={"cast": {"crow": fable.cast["crow"]}, "scenes": (fable.scenes[0],)})
    board, report = replan(edited, newer, fable)
    assert "fox" in board.cast
    assert "cast.fox: still named in a scene" in report.kept


def test_without_a_memory_of_the_last_plan_everything_counts_as_written_by_hand(fable):
    newer = with_look(with_scene(fable, "s02", title="Other"), "fox", "blue fox")
    board, report = replan(fable, newer, None)
    assert board.cast["fox"].look == "red fox"
    assert board.scenes[1].title == "The fox speaks"
    assert set(report.kept) == {"cast.fox: look", "scene s02: title"}


def test_edits_survive_any_number_of_new_plans_on_disk(fable, tmp_path):
    folder = tmp_path / "b"
    write_plan(fable, folder)
    write_board(with_look(read_board(folder), "fox", "grey fox"), folder)
    for look in ("brown fox", "blue fox", "red fox"):
        report = write_plan(with_look(with_scene(fable, "s01", title=look), "fox", look), folder)
        board = read_board(folder)
        assert board.cast["fox"].look == "grey fox"
        assert board.scenes[0].title == look
        assert report.kept == ("cast.fox: look",)


def test_a_shot_that_a_person_worked_on_is_not_mixed_with_another_that_the_planner_shows_there_now(fable):
    fable = with_shot(fable, "s02", 1, action="The Fox bows.")
    edited = with_shot(fable, "s02", 1, prompt="{fox} bows to {crow}")
    newer = with_shot(fable, "s02", 1, prompt="{fox} sits", action="The Fox sits down.")
    board, report = replan(edited, newer, fable)
    assert board.scenes[1].shots[0] == edited.scenes[1].shots[0]
    assert report.kept == ("scene s02: shot 1",)


def test_a_scene_that_went_into_another_is_said_to_be_there(fable):
    fable = with_scene(fable, "s01", text="It was a long summer. " * 12 + fable.scenes[0].text)
    edited = with_scene(fable, "s02", title="My scene")
    both = fable.scenes[0].model_copy(update={"text": f"{fable.scenes[0].text} {fable.scenes[1].text}"})
    newer = fable.model_copy(update={"scenes": (both, fable.scenes[2])})
    _, report = replan(edited, newer, fable)
    assert report.dropped == ("scene s02 (My scene): its text is in scene s01 now; with it went your title",)


def test_the_texts_of_scenes_that_a_person_worked_on_are_known(fable, tmp_path):
    board = tmp_path / "fable.board"
    assert edited_texts(board) == ()
    write_plan(fable, board)
    assert edited_texts(board) == ()
    write_board(with_scene(fable, "s02", title="My scene", text="Shorter."), board)
    assert edited_texts(board) == (fable.scenes[1].text,)
