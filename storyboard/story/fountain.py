"""Fountain screenplays to prose: scene headings, action and dialogue, after the syntax at fountain.io."""

from __future__ import annotations

import re

from storyboard.story.markdown import join_pieces
from storyboard.story.reading import Block, BlockKind

SCENE = re.compile(r"^(?:INT|EXT|EST|INT\.?/EXT|I/E)[. ]", re.IGNORECASE)
TRANSITION = re.compile(r"^[A-Z ]+TO:$")
CUE = re.compile(r"^[A-Z0-9][^a-z]*?(?:\s*\([^)]*\))*\s*\^?$")
TITLE_FIELD = re.compile(r"^([A-Za-z][A-Za-z ]*):[ \t]*(.*)$")
HIDDEN = (re.compile(r"/\*.*?\*/", re.DOTALL), re.compile(r"\[\[.*?\]\]", re.DOTALL))
EMPHASIS = re.compile(r"(\*{1,3}|_)(?=\S)(.+?)(?<=\S)\1")


def fountain_to_prose(source: str) -> tuple[str, list[Block], str]:
    """Return the prose of a screenplay, its blocks, and its title (or empty).

    A scene heading becomes a heading, a speech the line ``Name: “words”``, so that it is read as speech and
    the speaker is known. Notes, synopses, transitions and what is commented out are left out.
    """
    for pattern in HIDDEN:
        source = pattern.sub("", source)
    title, body = _title_page(source.split("\n"))
    pieces: list[tuple[BlockKind, str]] = []
    index = 0
    while index < len(body):
        line = body[index].strip()
        before_blank = index == 0 or not body[index - 1].strip()
        after = body[index + 1].strip() if index + 1 < len(body) else ""
        index += 1
        if not line or line.startswith("=") or (before_blank and TRANSITION.match(line)):
            if line.startswith("===") and pieces:
                pieces.append((BlockKind.BREAK, "* * *"))
        elif line.startswith(">"):
            if line.endswith("<"):
                pieces.append((BlockKind.PARAGRAPH, _plain(line[1:-1])))
        elif line.startswith("#"):
            pieces.append((BlockKind.HEADING, _plain(line.lstrip("# "))))
        elif before_blank and (SCENE.match(line) or re.match(r"^\.[^.]", line)):
            heading = re.sub(r"\s*#[^#]*#\s*$", "", line.removeprefix("."))
            pieces.append((BlockKind.HEADING, heading.strip()))
        elif before_blank and after and (line.startswith("@") or CUE.match(line)):
            speech: list[str] = []
            while index < len(body) and body[index].strip():
                words = body[index].strip()
                if not (words.startswith("(") and words.endswith(")")):
                    speech.append(_plain(words.lstrip("~")))
                index += 1
            if speech:
                pieces.append((BlockKind.PARAGRAPH, f"{_speaker(line)}: “{' '.join(speech)}”"))
        else:
            action = [_plain(line.removeprefix("!"))]
            while index < len(body) and body[index].strip():
                action.append(_plain(body[index].strip()))
                index += 1
            pieces.append((BlockKind.PARAGRAPH, "\n".join(action)))
    text, blocks, _ = join_pieces(pieces, title or "-")  # A first scene heading is no title.
    return text, blocks, title


def _title_page(lines: list[str]) -> tuple[str, list[str]]:
    """Return the title and the lines after the title page."""
    first = lines[0].strip() if lines else ""
    if not TITLE_FIELD.match(first) or SCENE.match(first) or TRANSITION.match(first):
        return "", lines
    title, field = "", ""
    for number, line in enumerate(lines):
        if not line.strip():
            return title.strip(), lines[number:]
        if match := TITLE_FIELD.match(line):
            field, words = match.group(1).lower(), match.group(2)
        elif line[0] in " \t":
            words = line.strip()
        else:
            return title.strip(), lines[number:]
        if field == "title":
            title = f"{title} {_plain(words)}"
    return title.strip(), []


def _speaker(cue: str) -> str:
    name = re.sub(r"\s*\([^)]*\)", "", cue.removeprefix("@")).rstrip("^ ")
    return name if any(letter.islower() for letter in name) else re.sub(r"(['’])S\b", r"\1s", name.title())


def _plain(words: str) -> str:
    return EMPHASIS.sub(r"\2", words).strip()
