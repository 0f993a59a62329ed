"""What a story says: sentences, subjects, events, setting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyboard.story.reading import Block, BlockKind, Event, Reading, Span, Subject

if TYPE_CHECKING:
    from pathlib import Path

    from storyboard.story.reader import StoryText

__all__ = ["Block", "BlockKind", "Event", "Reading", "Span", "Subject", "read_story"]


def read_story(text: str | StoryText, *, language: str | Path | None = None) -> Reading:
    """Read a story.

    Args:
        text: The story as plain text, or what ``reader.load_story`` made of a file.
        language: Name or folder of a spaCy pipeline; ``None`` for the one shipped here.

    Raises:
        StoryError: The text holds no words.
        LanguageError: The pipeline is missing or does not fit.
    """
    if language is None:
        from storyboard.story.startup import import_spacy_alone

        import_spacy_alone()
    from storyboard.story.read import read  # spaCy loads here, not when the package is imported.

    return read(text, language=language)
