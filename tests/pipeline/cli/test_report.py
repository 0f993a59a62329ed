"""Long work is asked for before it begins."""

from __future__ import annotations

import io
import sys
from types import SimpleNamespace

import pytest

from pipeline.cli.report import LineReporter, LongWorkGuard, SilentReporter, TerminalReporter

GUARD = LongWorkGuard(limit=1800, ask=True)


def test_a_no_stops_long_work_before_it_begins(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))
    with pytest.raises(KeyboardInterrupt, match="not rendered"):
        GUARD.check(3600.0)
    assert "about 60 minutes" in capsys.readouterr().err


def test_a_yes_lets_it_begin(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    GUARD.check(3600.0)


@pytest.mark.parametrize("seconds", [None, 60.0])
def test_short_or_unknown_work_is_not_asked_about(monkeypatch, capsys, seconds):
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))
    GUARD.check(seconds)
    assert capsys.readouterr().err == ""


def test_the_bar_counts_scenes_that_are_drawn_at_once(capsys):
    reporter = TerminalReporter(GUARD)
    for number, scene in enumerate(("s01", "s02"), 1):
        reporter.scene_started(scene, number, 4)
    reporter.step("s01", 6, 12)
    reporter.step("s02", 3, 12)
    task = reporter._bar.tasks[0]
    assert task.completed == 0.75
    assert task.description == "s01, s02 (0 of 4 done)"
    record = SimpleNamespace(seconds_of_work=2.0, notes=("shot 1 came out black; drawn again with seed 3",))
    reporter.scene_done("s02", SimpleNamespace(record=record))
    assert task.completed == 1.5
    assert task.description == "s01 (1 of 4 done)"
    reporter.close()
    said = capsys.readouterr().err
    assert "s02: rendered in 2.0 s" in said
    assert "warning: s02: shot 1 came out black; drawn again with seed 3" in said


def test_an_estimate_that_comes_with_the_first_steps_is_asked_about_on_a_terminal(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))
    reporter = TerminalReporter(GUARD)
    reporter.scene_started("s01", 1, 4)
    reporter.estimated(60.0)
    with pytest.raises(KeyboardInterrupt, match="not rendered"):
        reporter.estimated(7200.0)
    reporter.close()
    assert "This will take about 120 minutes. Render now? [y/N]" in capsys.readouterr().err


@pytest.mark.parametrize("kind", [LineReporter, SilentReporter])
def test_elsewhere_long_work_is_announced_and_not_asked_about(kind, capsys):
    kind(GUARD).estimated(7200.0)
    assert capsys.readouterr().err == "This will take about 120 minutes.\n"
