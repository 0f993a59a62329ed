"""Word lists are written as running text and read as sets."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """Return the blank-separated words of ``text``."""
    return frozenset(text.split())


def in_order(text: str) -> tuple[str, ...]:
    """Return the blank-separated words of ``text`` as they stand."""
    return tuple(text.split())
