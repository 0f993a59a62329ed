"""Which levers hold a subject together, and what they make of a scene's requests."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.models import ShotRequest, model_card
from pipeline.models.consistency import Subject, choose_strategies, hold_together
from storyboard.errors import ModelError

FOX = Subject("fox", "red fox", Path("fox.png"))
CROW = Subject("crow", "black bird")
SHOTS = [ShotRequest("a red fox runs", seed=1), ShotRequest("a red fox and a black bird", seed=2)]
IN_FRAME = [[FOX], [CROW, FOX]]


def test_levers_follow_from_what_the_model_takes():
    assert choose_strategies(model_card("wan-vace")) == ("looks", "references")
    assert choose_strategies(model_card("wan2.1-1.3b")) == ("looks",)
    assert choose_strategies(model_card("modelscope"), ["noise", "chaining"]) == ("chaining", "noise")
    assert choose_strategies(model_card("storybook"), []) == ()


def test_a_lever_that_the_model_lacks_is_refused_with_those_that_it_has():
    with pytest.raises(ModelError, match=r"'wan2\.1-1\.3b' cannot do 'attention'; of these it does: looks$"):
        choose_strategies(model_card("wan2.1-1.3b"), ["attention"])


def test_a_misspelt_lever_is_answered_with_the_right_one():
    with pytest.raises(ModelError, match="no strategy of consistency 'atention'; did you mean 'attention'"):
        choose_strategies(model_card("storybook"), ["atention"])


def test_no_lever_leaves_the_requests_alone():
    assert hold_together(SHOTS, IN_FRAME, (), seed=0) == SHOTS


def test_references_of_all_in_frame_are_given():
    held = hold_together(SHOTS, IN_FRAME, ("references",), seed=0)
    assert [shot.references for shot in held] == [(Path("fox.png"),), (Path("fox.png"),)]


def test_chaining_begins_with_the_second_shot():
    assert [shot.follows for shot in hold_together(SHOTS, IN_FRAME, ("chaining",), seed=0)] == [False, True]


def test_a_subject_has_one_anchor_in_every_scene_and_other_subjects_have_others():
    first = hold_together(SHOTS, IN_FRAME, ("attention", "noise"), seed=0)
    again = hold_together([ShotRequest("a red fox sleeps", seed=77)], [[FOX]], ("attention", "noise"), seed=0)
    assert first[0].anchor == again[0].anchor
    assert first[0].anchor.prompt == "a red fox stands"
    assert first[1].anchor.subject == "black bird"
    assert first[0].anchor.seed != first[1].anchor.seed
    other_board = hold_together(SHOTS, IN_FRAME, ("attention",), seed=1)
    assert other_board[0].anchor.seed != first[0].anchor.seed


def test_the_sentence_of_an_anchor_has_the_article_that_english_wants():
    held = hold_together(SHOTS[:1], [[Subject("fox", "orange fox")]], ("noise",), seed=0)
    assert held[0].anchor.prompt == "an orange fox stands"


def test_a_shot_of_nobody_has_no_anchor():
    assert hold_together(SHOTS[:1], [[]], ("attention",), seed=0)[0].anchor is None
