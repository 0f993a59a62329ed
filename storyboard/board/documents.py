"""One YAML file read as plain values, with the line of each and every fault of the file.

Reading goes over ruamel's node tree, which knows lines and the text as typed; nothing is ever constructed
from a tag. ``rewriting`` changes files.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, cast

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

Plain: TypeAlias = "str | int | float | bool | list[Plain] | dict[str, Plain] | None"
"""What a YAML file can say in a board."""
Keys: TypeAlias = "tuple[str | int, ...]"
"""Keys and list positions from the top of the file to a value."""

_KNOWN_TAGS = frozenset(f"tag:yaml.org,2002:{name}" for name in
                        ("str", "int", "float", "bool", "null", "map", "seq", "timestamp"))


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in one file."""

    line: int
    """Counted from 1."""
    message: str


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file as plain values, with the line of each."""

    source: str
    values: dict[str, Plain]
    lines: Mapping[Keys, int]
    """Where each key or list item stands, counted from 1."""
    typed: Mapping[Keys, str]
    """The characters of each plain scalar that YAML took for something else than text: ``1984``, ``true``."""
    faults: tuple[Fault, ...] = ()

    def line(self, path: Keys) -> int:
        """Return the line of ``path``, or of the nearest thing around it that stands in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def line_of_words(self, path: Keys, words: str) -> int:
        """Return the first line from ``path`` on that holds ``words``: the place inside a block of text."""
        first = self.line(path)
        for number, text in enumerate(self.source.splitlines()[first - 1:], start=first):
            if words in text:
                return number
        return first


def parse_document(source: str) -> Document:
    """Read one YAML file. A file that is no YAML, or no mapping, comes back empty with its faults."""
    try:
        root = YAML(typ="rt", pure=True).compose(source)
    except ReaderError as error:
        at = int(error.position)
        code = f"U+{ord(source[at]):04X}"
        return unreadable(f"a character that no text file should hold ({code}); delete it",
                          source, line=source.count("\n", 0, at) + 1)
    except MarkedYAMLError as error:
        fault = _syntax_fault(error, source)
        return unreadable(fault.message, source, line=fault.line)
    except RecursionError:
        return unreadable("brackets are nested too deep to be a board", source)
    except (YAMLError, ValueError) as error:
        return unreadable(f"this is no YAML: {error}", source)
    if root is None:
        return unreadable("the file is empty", source)
    if not isinstance(root, MappingNode):
        return unreadable("the file must be made of 'field: value' lines", source)
    walk = _Walk()
    values = walk.mapping(root, ())
    return Document(source, values, walk.lines, walk.typed, tuple(walk.faults))


def unreadable(message: str, source: str = "", *, line: int = 1) -> Document:
    """Return the document of a file of which nothing can be known but what is wrong with it."""
    return Document(source, {}, {}, {}, (Fault(line, message),))


@dataclass(slots=True)
class _Walk:
    """Collects values, lines and faults of a node tree."""

    lines: dict[Keys, int] = field(default_factory=dict)
    typed: dict[Keys, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)

    def mapping(self, node: MappingNode, path: Keys) -> dict[str, Plain]:
        values: dict[str, Plain] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, ScalarNode):
                self.faults.append(Fault(line, "a text that begins with { or [ must be put in quotes"))
                continue
            key = str(key_node.value)
            if key in values:
                first = self.lines[(*path, key)]
                self.faults.append(Fault(line, f"{key}: given twice (first in line {first}); keep one"))
                continue
            self.lines[(*path, key)] = line
            values[key] = self.value(value_node, (*path, key))
        return values

    def value(self, node: Node, path: Keys) -> Plain:
        line = node.start_mark.line + 1
        # An alias gives the same node again. Written out, a few lines of aliases can become gigabytes.
        if id(node) in self.seen:
            self.faults.append(Fault(self.lines.get(path, line), "an alias (*name) is not used in a board; "
                                                                 "write the value out again"))
            return None
        self.seen.add(id(node))
        if node.tag not in _KNOWN_TAGS:
            tag = str(node.tag).replace("tag:yaml.org,2002:", "!!")
            self.faults.append(Fault(line, f"a tag ({tag}) is not used in a board; delete it"))
            return None
        if isinstance(node, MappingNode):
            return self.mapping(node, path)
        if isinstance(node, SequenceNode):
            items: list[Plain] = []
            for index, item in enumerate(node.value):
                self.lines[(*path, index)] = item.start_mark.line + 1
                items.append(self.value(item, (*path, index)))
            return items
        return self.scalar(cast(ScalarNode, node), path)

    def scalar(self, node: ScalarNode, path: Keys) -> Plain:
        text, kind = str(node.value), str(node.tag).rpartition(":")[2]
        if kind in ("str", "timestamp"):
            return text
        if kind == "null":
            return None
        self.typed[path] = text
        if kind == "bool":
            return text.lower() == "true"
        digits = text.replace("_", "")
        try:
            if kind == "int":
                return int(digits) if re.fullmatch(r"[-+]?[0-9]+", digits) else int(digits, 0)
            return float(re.sub(r"\.(inf|nan)$", r"\1", digits, flags=re.IGNORECASE))
        except ValueError:
            return text


def _syntax_fault(error: MarkedYAMLError, source: str) -> Fault:
    """Say in a user's words what the YAML scanner found."""
    mark = error.problem_mark or error.context_mark
    line = (mark.line if mark else 0) + 1
    rows = source.splitlines() or [""]
    text = rows[min(line, len(rows)) - 1]
    problem = str(error.problem or error.context or "not understood")
    if "'\\t'" in problem or "\t" in text[:len(text) - len(text.lstrip())]:
        return Fault(line, "a tab; YAML is indented with spaces")
    if error.context and "quoted scalar" in str(error.context) and error.context_mark and "stream" in problem:
        return Fault(error.context_mark.line + 1, "a quotation mark opens a text here and is never closed")
    if "unknown escape" in problem:
        return Fault(line, "a backslash inside double quotes; use single quotes, or write it twice")
    line = min(line, len(rows))
    for number in range(line, max(line - 3, 0), -1):
        row = re.sub(r"'[^']*'|\"[^\"]*\"", "", rows[number - 1])
        opened = len(re.findall(r"[\[{]", row)) - len(re.findall(r"[\]}]", row))
        if opened > 0 and re.search(r"[:-]\s+[\[{]", row):
            return Fault(number, "a bracket opens here and is never closed")
    if re.search(r"""[:-]\s+[\[{@`%&*!]""", text) and not problem.startswith("mapping values"):
        return Fault(line, "a text that begins with one of { [ @ ` % & * ! must be put in quotes, or on the "
                           "lines below a |")
    if problem.startswith("mapping values") and re.search(r":\s.*:(\s|$)", text):
        return Fault(line, "a colon inside a text; put the text in quotes")
    if "another document" in problem:
        return Fault(line, "a second document begins here (---); a file of a board holds one")
    if "flow" in str(error.context or "") and error.context_mark:
        return Fault(error.context_mark.line + 1, "a bracket opens here and is never closed, or a comma "
                                                 "is missing")
    if "could not find expected ':'" in problem or "simple key" in problem:
        line = error.context_mark.line + 1 if error.context_mark else line
        return Fault(line, "no 'field: value' here; is a colon missing, or the indentation of a block?")
    if problem.startswith(("expected <block end>", "mapping values", "sequence entries",
                           "expected '<document start>'")):
        return Fault(line, "not indented like the lines around it, or a text here needs quotes")
    if "chomping" in problem or "a line break" in problem:
        return Fault(line, "after | or > the text begins on the next line")
    return Fault(line, f"YAML cannot read on from here ({problem}); mind indentation, quotes and colons")


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Return the word of ``known`` that ``word`` is most likely a slip of, or ``None``."""
    folded = {name.casefold(): name for name in known}
    asked = re.sub(r"[\s_]+", "-", word.strip().casefold())
    for candidate in (word.strip().casefold(), asked, asked.replace("-", "_"), asked.replace("-", "")):
        if candidate in folded:
            return folded[candidate]
    near = difflib.get_close_matches(asked, folded, n=1, cutoff=0.6)
    return folded[near[0]] if near else None
