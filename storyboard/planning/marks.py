"""Marks of structure in a story: headings, breaks, paragraphs and quotations, sentence by sentence."""

from __future__ import annotations

import re
from bisect import bisect_right

from storyboard.story.reading import BlockKind, Reading
from storyboard.story.speech import find_quotations, quotation_of


def is_heading(reading: Reading, sentence: int) -> bool:
    """Return whether a sentence is a title, heading or mark rather than told text."""
    start = reading.sentences[sentence].start
    position = bisect_right(reading.blocks, start, key=lambda block: block.start) - 1
    if position < 0 or start >= reading.blocks[position].end:
        return False
    return reading.blocks[position].kind is not BlockKind.PARAGRAPH


def hard_marks(reading: Reading) -> set[int]:
    """Return the sentences before which a heading or break stands, if something was told before it."""
    marks = [block.start for block in reading.blocks if block.kind in (BlockKind.HEADING, BlockKind.BREAK)]
    hard: set[int] = set()
    told, position, pending = False, 0, False
    for index, span in enumerate(reading.sentences):
        while position < len(marks) and marks[position] < span.end:
            position, pending = position + 1, True
        if pending and told:
            hard.add(index)
            told = False
        pending = False
        told = told or not is_heading(reading, index)
    return hard


def sentences_of(reading: Reading, text: str) -> tuple[int, int] | None:
    """Return the sentences (first, after the last) that tell the words of ``text`` and no others.

    ``None``: they no longer stand together in the story.
    """
    wanted = _words(text)
    told = [[] if is_heading(reading, index) else _words(reading.text[start:end])
            for index, (start, end) in enumerate(reading.sentences)]
    for first, opening in enumerate(told):
        if not opening or opening != wanted[: len(opening)]:
            continue
        found: list[str] = []
        for after in range(first, len(told)):
            found += told[after]
            if found == wanted:
                return first, after + 1
            if found != wanted[: len(found)]:
                break
    return None


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def paragraph_starts(reading: Reading) -> set[int]:
    """Return the sentences that begin a paragraph."""
    starts = [span.start for span in reading.sentences]
    found: set[int] = set()
    for block in reading.blocks:
        if block.kind is BlockKind.PARAGRAPH:
            index = bisect_right(starts, block.start) - 1
            # A sentence may begin a little after its block (an opening quote left out), never before it.
            if index < 0 or starts[index] < block.start:
                index += 1
            if index < len(starts) and starts[index] < block.end:
                found.add(index)
    return found


def _begins_inside(reading: Reading) -> list[bool]:
    """Return for each sentence whether the reading has it begin inside a quotation, in whatever marks."""
    doc = reading.doc
    if not doc.has_annotation("DEP"):
        return [False] * len(reading.sentences)
    owner = quotation_of(find_quotations(doc, reading.blocks), len(doc))
    inside = []
    for start, end in reading.sentences:
        span = doc.char_span(start, end, alignment_mode="expand")
        first = span.start if span is not None else 0
        before = next((index for index in range(first - 1, -1, -1) if not doc[index].is_space), -1)
        inside.append(before >= 0 and owner[first] >= 0 and owner[before] == owner[first])
    return inside


def open_quotes(reading: Reading) -> list[float]:
    """Return for each sentence 1 if it begins inside a quotation or goes on behind one, 0.5 if it answers
    one, else 0."""
    scores = []
    within = _begins_inside(reading)
    inside = ended_with_speech = False
    paragraphs = paragraph_starts(reading)
    for index, (start, end) in enumerate(reading.sentences):
        if index in paragraphs:
            inside = False  # An unclosed quote must not swallow the rest of the story.
        text = reading.text[start:end]
        opens_speech = text.lstrip()[:1] in "\"“‘'" and bool(text.strip())
        inside = inside or within[index]
        goes_on = ended_with_speech and text.lstrip()[:1].islower()  # "'Let me in.' she cried."
        scores.append(1.0 if inside or goes_on else 0.5 if ended_with_speech and opens_speech else 0.0)
        inside = inside and not within[index]
        for char in text:
            if char == "“":
                inside = True
            elif char == "”":
                inside = False
            elif char == '"':
                inside = not inside
        ended_with_speech = inside or text.rstrip()[-1:] in "\"”’'" or opens_speech
    return scores
