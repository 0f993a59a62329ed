"""Placeholder while video-to-text is being built."""


def describe() -> None: ...


def score() -> None: ...
