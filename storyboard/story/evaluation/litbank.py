"""LitBank's coreference as text with character spans, for evaluation and for learning the weights of
pronouns."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PRONOUN, NOUN, NAME = "PRON", "NOM", "PROP"


@dataclass(frozen=True, slots=True)
class GoldMention:
    """One annotated mention."""

    start: int
    end: int
    """Character offsets into the document's text."""
    form: str
    """``PROP``, ``NOM`` or ``PRON``."""
    entity: str
    """``PER``, ``FAC``, ``LOC``, ``GPE``, ``VEH`` or ``ORG``."""
    cluster: str


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """One excerpt of about 2,000 words."""

    name: str
    text: str
    mentions: tuple[GoldMention, ...]

    def clusters(self) -> list[frozenset[tuple[int, int]]]:
        """Return the clusters as sets of character spans, those of one mention included."""
        grouped: dict[str, set[tuple[int, int]]] = {}
        for mention in self.mentions:
            grouped.setdefault(mention.cluster, set()).add((mention.start, mention.end))
        return [frozenset(spans) for spans in grouped.values()]


def documents(data: Path, part: str) -> Iterator[GoldDocument]:
    """Yield the documents of ``train`` or ``dev``."""
    folder = data / "litbank/coref/tsv"
    split = json.loads((data / "litbank/split.json").read_text(encoding="utf-8"))
    for name in split[part]:
        lines = (folder / f"{name}_brat.txt").read_text(encoding="utf-8").splitlines()
        text, offsets = _layout(lines)
        cluster_of, rows = {}, []
        for line in (folder / f"{name}_brat.ann").read_text(encoding="utf-8").splitlines():
            fields = line.split("\t")
            if fields[0] == "MENTION":
                rows.append(fields)
            elif fields[0] == "COREF":
                cluster_of[fields[1]] = fields[2]
        mentions = []
        for _, number, first, start, last, end, _, entity, form in rows:
            mentions.append(GoldMention(offsets[int(first)][int(start)][0], offsets[int(last)][int(end)][1],
                                        form, entity, cluster_of.get(number, number)))
        yield GoldDocument(name, text, tuple(mentions))


OPENING, CLOSING = frozenset({"“", "``", "‘"}), frozenset({"”", "''"})
TOUCHING = frozenset({".", ",", ";", ":", "!", "?", ")", "]", "”", "''", "--", "—", "’", "n't", "n’t"})
"""Tokens that touch the one before them."""


def _layout(lines: list[str]) -> tuple[str, list[list[tuple[int, int]]]]:
    """Return the running text and, for each line and token, the token's character range.

    LitBank has one sentence a line, blanks around every token and no paragraphs. A quotation that opens where
    a sentence begins, or right after another has closed, begins a new paragraph here, as it does in print.
    """
    text, offsets = "", []
    speaking = False
    for line in lines:
        words = line.split(" ")
        ranges: list[tuple[int, int]] = []
        before = ""
        for number, word in enumerate(words):
            opens, closes = word in OPENING, word in CLOSING
            if word == '"':  # Straight marks open at the start of a sentence, close at its end, else in turn.
                opens = not speaking if 0 < number < len(words) - 1 else number == 0 and len(words) > 1
                closes = not opens
            if opens and word != "‘" and text and (before == "closed" or (number == 0 and not speaking)):
                text = f"{text.rstrip(' ')}\n\n"
            elif number == 0 and text:
                text = f"{text.rstrip(' ')} "
            elif closes or word in TOUCHING or (word[:1] in {"'", "’"} and len(word) > 1):
                text = text.rstrip(" ")
            ranges.append((len(text), len(text) + len(word)))
            text += word if opens or word in {"(", "[", "--", "—"} else f"{word} "
            before = "opened" if opens else "closed" if closes else ""
            if word != "‘" and (opens or closes):
                speaking = opens
        offsets.append(ranges)
    return text.rstrip(" "), offsets
