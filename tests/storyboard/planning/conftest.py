"""Readings made by hand, and the project's own example read once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import spacy

from storyboard.board import Board
from storyboard.planning import plan_reading
from storyboard.story.reading import Block, BlockKind, Event, Reading, Span, Subject

EXAMPLE = Path(__file__).parents[3] / "examples" / "the-fox-and-the-crow.txt"

MakeReading = Callable[..., Reading]


@pytest.fixture
def make_reading() -> MakeReading:
    """Return a function: paragraphs, subjects and triples (sentence, agent, verb) to a reading."""

    def make(
        paragraphs: Sequence[str],
        subjects: Sequence[Subject] = (),
        events: Sequence[tuple[int, str, str]] = (),
    ) -> Reading:
        text = "\n\n".join(paragraphs)
        blocks, sentences, position = [], [], 0
        for paragraph in paragraphs:
            kind = (
                BlockKind.BREAK
                if paragraph == "* * *"
                else BlockKind.HEADING
                if paragraph.isupper()
                else BlockKind.PARAGRAPH
            )
            blocks.append(Block(kind, position, position + len(paragraph)))
            if kind is BlockKind.PARAGRAPH:
                sentences += [
                    Span(position + match.start(), position + match.end())
                    for match in re.finditer(r"[^.!?\s][^.!?]*[.!?]”?", paragraph)
                ]
            position += len(paragraph) + 2
        found = tuple(
            Event(
                sentence=index,
                start=sentences[index].start,
                end=sentences[index].end,
                predicate=verb,
                agent=agent,
            )
            for index, agent, verb in events
        )
        named = tuple(
            Subject(
                id=who.id,
                name=who.name,
                kind=who.kind,
                head=who.head,
                gender=who.gender,
                attributes=who.attributes,
                plural=who.plural,
                age=who.age,
                mentions=tuple((m.start(), m.end()) for m in re.finditer(rf"\b{who.name}\b", text)),
            )
            for who in subjects
        )
        nlp = spacy.blank("en")
        return Reading(
            text=text,
            doc=nlp(text),
            title="",
            sentences=tuple(sentences),
            blocks=tuple(blocks),
            subjects=named,
            events=found,
        )

    return make


@pytest.fixture(scope="session")
def fable() -> Reading:
    """The project's example, read."""
    from storyboard.story import read_story

    return read_story(EXAMPLE.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def fable_board(fable: Reading) -> Board:
    """The project's example, planned."""
    return plan_reading(fable)
