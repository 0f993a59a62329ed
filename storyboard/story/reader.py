"""Reads a story from a file or standard input: plain text, Markdown or Fountain, to text and its blocks.

The structure (title, headings, marks between scenes, paragraphs) is kept as character ranges of the text.
"""

from __future__ import annotations

import codecs
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from storyboard.errors import StoryError
from storyboard.story.fountain import fountain_to_prose
from storyboard.story.markdown import markdown_to_prose
from storyboard.story.reading import Block, BlockKind
from storyboard.story.wordlists import words

MAX_BYTES = 32 * 2**20
"""Longest file that is taken for a story: about five million words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryText:
    """A story's text and how it is laid out."""

    text: str
    """Without byte order mark or markup; line ends are ``\\n``. Plain text: as it was given."""
    title: str
    """The story's own title, or empty."""
    blocks: tuple[Block, ...]
    """In text order, without overlaps; what lies between them is blank."""
    format: str
    """``txt``, ``md`` or ``fountain``."""


def load_story(source: Path | str) -> StoryText:
    """Read a story.

    Args:
        source: A path; its ending tells the format (``.md``, ``.markdown``, ``.fountain``, ``.spmd``;
            anything else is plain text). ``-`` reads plain text from standard input.

    Raises:
        StoryError: There is no such file, or it is empty, binary, too long, or in another encoding than UTF-8
            (or UTF-16 with a byte order mark).
    """
    if str(source) == "-":
        return parse_story(decode(sys.stdin.buffer.read(), "standard input"), "txt")
    path = Path(source)
    try:
        data = _read_bytes(path)
    except FileNotFoundError:
        raise StoryError(f"{path}: there is no such file") from None
    except IsADirectoryError:
        raise StoryError(f"{path}: this is a folder, not a text file") from None
    except OSError as error:
        raise StoryError(f"{path}: cannot be read: {error.strerror or error}") from error
    formats = {".md": "md", ".markdown": "md", ".fountain": "fountain", ".spmd": "fountain"}
    try:
        return parse_story(decode(data, str(path)), formats.get(path.suffix.lower(), "txt"))
    except StoryError as error:
        raise StoryError(str(error) if str(path) in str(error) else f"{path}: {error}") from None


def _read_bytes(path: Path) -> bytes:
    if path.is_dir():
        raise IsADirectoryError(path)
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise StoryError(f"{path}: longer than {MAX_BYTES // 2**20} MB; give one book at a time")
    return data


def decode(data: bytes, where: str) -> str:
    """Return the text of ``data``.

    Args:
        data: The whole file.
        where: Named in the message.

    Raises:
        StoryError: The bytes are no text in UTF-8, or UTF-16 with a byte order mark.
    """
    if not data.strip():
        raise StoryError(f"{where}: the text is empty; a story needs at least one sentence")
    marks = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
    encoding = next((name for mark, name in marks.items() if data.startswith(mark)), "utf-8")
    if encoding != "utf-16" and b"\0" in data:
        raise StoryError(f"{where}: this is a binary file, not text; give a .txt, .md or .fountain file")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        control = sum(byte < 32 and byte not in (9, 10, 12, 13) for byte in data[:4096])
        if control > 8:
            raise StoryError(
                f"{where}: this is a binary file, not text; give a .txt, .md or .fountain file"
            ) from None
        raise StoryError(
            f"{where}:{line}: not in UTF-8 (byte 0x{data[error.start]:02x}); save the text as "
            "UTF-8, for example: iconv -f WINDOWS-1252 -t UTF-8"
        ) from None
    if "\0" in text:
        raise StoryError(f"{where}: this is a binary file, not text; give a .txt, .md or .fountain file")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def parse_story(text: str, format: str = "txt") -> StoryText:
    """Find title, headings, scene breaks and paragraphs of ``text``.

    Args:
        text: The story. As ``txt`` it is kept letter for letter.
        format: ``txt``, ``md`` or ``fountain``.

    Raises:
        StoryError: The text holds no word, or the format is unknown.
    """
    if not any(character.isalnum() for character in text):
        if signs := "".join(text.split()):
            raise StoryError(f"the text holds signs ({signs[:12]}) but no word; tell in words what happens")
        raise StoryError("the text is empty; a story needs at least one sentence")
    if format == "txt":
        prose, blocks, title = text, plain_blocks(text), ""
    elif format == "md":
        prose, blocks, title = markdown_to_prose(text)
    elif format == "fountain":
        prose, blocks, title = fountain_to_prose(text)
    else:
        raise StoryError(f"no story format '{format}'; there are: txt, md, fountain")
    titles = [block for block in blocks if block.kind is BlockKind.TITLE]
    if titles and not title:
        title = " ".join(prose[titles[0].start : titles[0].end].split())
    return StoryText(text=prose, title=title, blocks=tuple(blocks), format=format)


CHAPTER = re.compile(
    r"(?:(?:chapter|book|part|scene|act|volume|canto|stave|letter)\b[\s.:]*"
    r"(?:[0-9]+|[ivxlc]+|the\s+\w+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|first|last)"
    r"(?![a-z])|prologue|epilogue|preface|introduction|[ivxlc]{1,7}\.?$|[0-9]{1,3}\.?$)",
    re.IGNORECASE,
)
"""Lines that head a chapter in books of Project Gutenberg and elsewhere."""
RULE = re.compile(r"^[\s*#~=_•·.\-—–⁂+]*$")
SMALL_WORDS = words("a an and at by for from her his in its of on or that the to who with")
"""Words that titles leave in lower case."""
GAP = re.compile(r"\n[ \t\f]*\n\s*")


def plain_blocks(text: str) -> list[Block]:
    """Return the blocks of plain text: what blank lines set apart, with title and headings told by their
    look."""
    blocks: list[Block] = []
    position, blank_lines = 0, 0
    for match in (*GAP.finditer(text), None):
        end = match.start() if match else len(text)
        chunk = text[position:end]
        start = position + len(chunk) - len(chunk.lstrip())
        stop = position + len(chunk.rstrip())
        if start < stop:
            if not blocks and "\n" in text[start:stop]:
                line_end = text.index("\n", start)
                if _is_title_line(text[start:line_end]) and not text[line_end + 1 : line_end + 2].islower():
                    blocks.append(Block(BlockKind.TITLE, start, start + len(text[start:line_end].rstrip())))
                    start = line_end + len(text[line_end:stop]) - len(text[line_end:stop].lstrip())
            kind = _kind_of(text[start:stop], first=not blocks, alone=match is not None)
            blocks.append(Block(kind, start, stop))
        if match:
            blank_lines = match.group().count("\n") - 1
            if blank_lines >= 3 and blocks and len(blocks) > 2 and blocks[-1].kind is BlockKind.PARAGRAPH:
                blocks.append(Block(BlockKind.BREAK, stop, stop))
            position = match.end()
    return _without_needless_breaks(blocks)


def _kind_of(chunk: str, *, first: bool, alone: bool) -> BlockKind:
    line = " ".join(chunk.split())
    if RULE.match(chunk):
        return BlockKind.BREAK
    if CHAPTER.match(line) and len(line) <= 80 and chunk.count("\n") <= 2:
        return BlockKind.HEADING
    if first and alone and _is_title_line(chunk):
        return BlockKind.TITLE
    if not first and "\n" not in chunk and len(line) <= 60 and line.isupper() and line[-1].isalnum():
        return BlockKind.HEADING
    return BlockKind.PARAGRAPH


def _is_title_line(chunk: str) -> bool:
    """Whether the first lines look like a title: short, and no sentence."""
    line = " ".join(chunk.split())
    words = re.findall(r"[^\W\d_][\w’'-]*", line)
    if not words or len(line) > 80 or chunk.count("\n") > 1:
        return False
    if line[-1] in '.!?,;:”"’…' or line[0] in "“\"'‘":
        return False
    large = sum(word[0].isupper() for word in words)
    small = sum(word in SMALL_WORDS for word in words)
    return bool(words[0][0].isupper() and large + small == len(words))


def _without_needless_breaks(blocks: list[Block]) -> list[Block]:
    """Drop breaks that stand beside a heading, another break, or an end: they mark nothing of their own."""
    kept: list[Block] = []
    for index, block in enumerate(blocks):
        if block.kind is BlockKind.BREAK:
            following = blocks[index + 1].kind if index + 1 < len(blocks) else None
            if not kept or following in {None, BlockKind.HEADING, BlockKind.BREAK}:
                continue
            if kept[-1].kind is not BlockKind.PARAGRAPH:
                continue
        kept.append(block)
    return kept
