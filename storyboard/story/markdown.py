"""Markdown to prose: headings, rules and emphasis become structure or go; the words stay."""

from __future__ import annotations

import re

from storyboard.story.reading import Block, BlockKind

ATX = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")
RULE = re.compile(r"^ {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$")
SETEXT = re.compile(r"^ {0,3}(=+|-+)[ \t]*$")
FENCE = re.compile(r"^ {0,3}(```|~~~)")
FRONT_MATTER = re.compile(r"\A---\n(.*?)\n(?:---|\.\.\.)\n", re.DOTALL)

INLINE = (
    (re.compile(r"<!--.*?-->", re.DOTALL), ""),
    (re.compile(r"!\[[^\]]*\]\([^)]*\)"), ""),
    (re.compile(r"\[([^\]]+)\]\([^)]*\)"), r"\1"),
    (re.compile(r"(\*\*\*|___|\*\*|__)(?=\S)(.+?)(?<=\S)\1", re.DOTALL), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*]+?)(?<=\S)\*(?![\w*])", re.DOTALL), r"\1"),
    (re.compile(r"(?<![\w_])_(?=\S)([^_]+?)(?<=\S)_(?![\w_])", re.DOTALL), r"\1"),
    (re.compile(r"`([^`]+)`"), r"\1"),
    (re.compile(r"\\([\\`*_{}\[\]()#+\-.!>])"), r"\1"),
)
"""Comments, pictures, links, strong, emphasis (two ways), code, escapes; after CommonMark's syntax."""


def markdown_to_prose(source: str) -> tuple[str, list[Block], str]:
    """Return the prose of a Markdown story, its blocks, and the title of its front matter (or empty)."""
    title = ""
    if front := FRONT_MATTER.match(source):
        named = re.search(r"^title:[ \t]*(.+)$", front.group(1), re.MULTILINE)
        title = named.group(1).strip().strip("\"'") if named else ""
        source = source[front.end() :]
    pieces: list[tuple[BlockKind, str]] = []
    lines: list[str] = []
    fenced = False

    def flush(kind: BlockKind = BlockKind.PARAGRAPH) -> None:
        words = _inline("\n".join(lines)).strip()
        lines.clear()
        if words:
            pieces.append((kind, words))

    for line in source.split("\n"):
        if FENCE.match(line):
            flush()
            fenced = not fenced
        elif fenced:
            continue  # A listing is no part of what happens.
        elif heading := ATX.match(line):
            flush()
            lines.append(heading.group(2))
            flush(BlockKind.HEADING)
        elif lines and (under := SETEXT.match(line)) and len(lines) == 1 and len(under.group(1)) >= 2:
            flush(BlockKind.HEADING)
        elif RULE.match(line):
            flush()
            pieces.append((BlockKind.BREAK, "* * *"))
        elif not line.strip():
            flush()
        else:
            lines.append(re.sub(r"^ {0,3}(?:>[ \t]?)+", "", line).strip())
    flush()
    return join_pieces(pieces, title)


def _inline(text: str) -> str:
    for pattern, words in INLINE:
        text = pattern.sub(words, text)
    return text


def join_pieces(pieces: list[tuple[BlockKind, str]], title: str) -> tuple[str, list[Block], str]:
    """Lay pieces out with blank lines between them; a heading that opens the story is its title."""
    text, blocks = "", []
    for number, (kind, words) in enumerate(pieces):
        if number == 0 and kind is BlockKind.HEADING and not title:
            kind, title = BlockKind.TITLE, " ".join(words.split())
        start = len(text) + 2 if text else 0
        text = f"{text}\n\n{words}" if text else words
        blocks.append(Block(kind, start, len(text)))
    return text, blocks, title
