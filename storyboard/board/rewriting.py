"""A YAML file changed by the program without losing what a person wrote in it.

ruamel's round-trip document knows comments, order and block style; only what differs is touched.
"""

from __future__ import annotations

import difflib
import io
import re
from collections.abc import Mapping, Sequence

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import (
    DoubleQuotedScalarString,
    LiteralScalarString,
    ScalarString,
    SingleQuotedScalarString,
)

from storyboard.board.documents import Plain

_BLOCK_FIELDS = frozenset({"text", "prompt"})
"""Fields written as literal blocks, so that quotation marks, colons and braces need no escaping."""

_OPENING = r"^( *)[^\s#-][^\n]*:[ ]*(?:#[^\n]*)?\n(?:\s*#[^\n]*\n)*"
_INDENTED_LIST = re.compile(_OPENING + r"( *)-[ ]", re.MULTILINE)
_INDENTED_FIELD = re.compile(_OPENING + r"(\1 +)[a-z]+:", re.MULTILINE)


def new_document(values: Mapping[str, Plain], comment: str = "") -> str:
    """Return the text of a new file: ``comment`` (lines without ``#``) at its top, open fields left out."""
    head = "".join(f"# {line}".rstrip() + "\n" for line in comment.splitlines())
    return head + _dump(_fresh(dict(values)))


def changed_document(source: str, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> str:
    """Return ``source`` with only what differs between ``old`` and ``new`` changed in it.

    Args:
        source: The file as it stands; it must parse.
        old: What the file says, with defaults filled in as in ``new``.
        new: What it shall say. A field that becomes ``None`` is left blank rather than taken out, because
            ruamel keeps the comment that follows a field with the field.
    """
    lines = source.replace("\r\n", "\n")
    document = _round_trip(lines).load(lines)
    _merge_map(document, old, new)
    text = _dump(document, lines)
    return text.replace("\n", "\r\n") if "\r\n" in source else text


def _merge_map(document: CommentedMap, old: Mapping[str, Plain], new: Mapping[str, Plain]) -> None:
    order = list(new)
    for key, value in new.items():
        if key in old and _same(old[key], value):
            continue
        before, current = old.get(key), document.get(key)
        if isinstance(current, CommentedMap) and isinstance(value, dict):
            _merge_map(current, before if isinstance(before, dict) else {}, value)
        elif isinstance(current, CommentedSeq) and isinstance(value, list) and not current.fa.flow_style():
            _merge_seq(current, before if isinstance(before, list) else [], value)
        elif key in document:
            document[key] = _restyled(current, value, key)
        elif value is not None:
            earlier = [list(document).index(name) for name in order[:order.index(key)] if name in document]
            document.insert(max(earlier, default=-1) + 1, key, _fresh(value, key))
    for key in [key for key in old if key not in new and key in document]:
        del document[key]


def _merge_seq(document: CommentedSeq, old: Sequence[Plain], new: Sequence[Plain]) -> None:
    """Turn ``old`` into ``new`` item by item, so that comments stay with the items they belong to."""
    if len(old) == len(new):
        steps = [("replace", 0, len(old), 0, len(new))]
    else:
        matcher = difflib.SequenceMatcher(None, [repr(item) for item in old], [repr(item) for item in new])
        steps = list(matcher.get_opcodes())
    for step, a1, a2, b1, b2 in reversed(steps):  # From the end, so that earlier positions stay right.
        if step == "equal":
            continue
        common = min(a2 - a1, b2 - b1)
        for index in reversed(range(a1 + common, a2)):
            del document[index]
        for offset in range(common, b2 - b1):
            document.insert(a1 + offset, _fresh(new[b1 + offset]))
        for offset in range(common):
            before, after, item = old[a1 + offset], new[b1 + offset], document[a1 + offset]
            if _same(before, after):
                continue
            if isinstance(item, CommentedMap) and isinstance(before, dict) and isinstance(after, dict):
                _merge_map(item, before, after)
            else:
                document[a1 + offset] = _restyled(item, after, "")


def _same(first: Plain, second: Plain) -> bool:
    """Whether two values mean the same and have the same kind (``1`` and ``True`` do not)."""
    return first == second and isinstance(first, bool) == isinstance(second, bool)


def _restyled(current: object, value: Plain, key: str) -> object:
    """Return ``value`` in the style of what a person wrote in its place."""
    result = _fresh(value, key)
    if isinstance(value, str) and "\n" not in value and isinstance(
            current, DoubleQuotedScalarString | SingleQuotedScalarString):
        return type(current)(value)
    if isinstance(result, LiteralScalarString) and isinstance(current, ScalarString):
        # ruamel keeps the comment below a block with the block itself.
        comment = getattr(current, "comment", None)
        if comment is not None:
            setattr(result, "comment", comment)  # noqa: B010  ruamel declares no such attribute
    return result


def _fresh(value: Plain, key: str = "") -> object:
    """Return ``value`` in the style of a new file: blocks for text, one line for a list of words."""
    if isinstance(value, dict):
        return CommentedMap((name, _fresh(part, name)) for name, part in value.items() if part is not None)
    if isinstance(value, list):
        items = CommentedSeq(_fresh(part) for part in value)
        if all(isinstance(part, str) and len(part) < 40 and "\n" not in part for part in value):
            items.fa.set_flow_style()
        return items
    if isinstance(value, str) and value and (key in _BLOCK_FIELDS or "\n" in value):
        return LiteralScalarString(value + "\n") if _fits_block(value) else DoubleQuotedScalarString(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value


def _fits_block(text: str) -> bool:
    """Whether a literal block holds ``text`` unchanged: it has no escapes, and its indentation is trimmed."""
    if text[0].isspace() or any(line != line.rstrip() for line in text.split("\n")):
        return False
    return all(char.isprintable() or char in "\n\u00a0\u200c\u200d" for char in text)


def _round_trip(source: str = "") -> YAML:
    """Return a reader and writer that indents as ``source`` does."""
    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    yaml.width = 100_000  # Lines are broken where the person broke them.
    offset, mapping = _INDENTED_LIST.search(source), _INDENTED_FIELD.search(source)
    dash = len(offset[2]) - len(offset[1]) if offset else 2
    yaml.indent(mapping=len(mapping[2]) - len(mapping[1]) if mapping else 2, sequence=dash + 2, offset=dash)
    return yaml


def _dump(document: object, source: str = "") -> str:
    stream = io.StringIO()
    _round_trip(source).dump(document, stream)
    return stream.getvalue()
