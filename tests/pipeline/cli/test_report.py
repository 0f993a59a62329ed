"""Long work is asked for before it begins."""

from __future__ import annotations

import io
import sys

import pytest

from pipeline.cli.report import LongWorkGuard

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
