"""Evaluating CRAFT: all rows are there, controls below the retriever, oracles above it."""

import pytest

from pipeline.craft.evaluation import GROUPS, evaluate_craft
from pipeline.craft.measures import Mean, Share


@pytest.fixture(scope="module")
def report():
    return evaluate_craft(clips=12, seed=70_500)


def rows(report, group, title):
    return next(dict(s.rows) for name, s in report.sections if name == group and s.title == title)


def test_seen_and_unseen_combinations_stand_apart_on_validation_and_test(report):
    assert list(dict.fromkeys(group for group, _ in report.sections)) == list(GROUPS)


def test_controls_and_oracles_stand_beside_the_networks(report):
    table = report.table()
    controls = ("most frequent layout", "most frequent", "random entity")
    for name in (*controls, "oracle layout", "oracle retrieval"):
        assert f"| {name} |" in table
    assert "95 % intervals" in table


@pytest.mark.parametrize("group", GROUPS)
def test_the_networks_do_better_than_their_controls(report, group):
    layout = rows(report, group, "layout composer")
    assert layout["layout composer"][0].value < layout["most frequent layout"][0].value
    assert layout["layout composer"][2].value > layout["most frequent layout"][2].value
    assert layout["oracle layout"][2].value == pytest.approx(1.0)
    found = rows(report, group, "entity retriever, recall")
    for column in (0, 2, 4):  # noun, adjective, verb at 1
        nearest = found["nearest entity, canonical, oracle layout"][column]
        assert nearest.value > found["random entity"][column].value
        assert nearest.value > found["most frequent"][column].value


def test_what_the_database_lacks_only_recombining_can_show(report):
    found = rows(report, "test, unseen", "entity retriever, recall")
    assert found["recombined, canonical"][6].value > found["oracle retrieval"][6].value


def test_figures_print_with_their_intervals():
    assert str(Share(50, 100)) == "50 (40-60)"
    assert str(Mean.of([1.0, 2.0, 3.0])) == "2.0 (0.9 to 3.1)"


def test_figures_are_plain_data(report):
    plain = report.as_json()
    assert plain["rows"][0]["clips"] == "validation, seen"
    assert len(plain["rows"][0]["IoU"]) == 3
