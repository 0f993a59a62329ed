"""Word lists are written as running text and read as sets."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """Return the blank-separated words of ``text``."""
    return frozenset(text.split())
