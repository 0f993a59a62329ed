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


def _layout(lines: list[str]) -> tuple[str, list[list[tuple[int, int]]]]:
    """Return the running text and, for each line and token, the token's character range.

    LitBank has one sentence a line and no paragraphs; a sentence that opens with a quotation mark after
    a closed one
    begins a new paragraph here, as it does in print.
    """
    text, offsets = "", []
    open_quote = False
    for line in lines:
        words = line.split(" ")
        begins = bool(words) and words[0] in {"“", '"', "``"} and not open_quote
        gap = "" if not text else "\n\n" if begins else " "
        text += gap
        sentence, ranges = detokenised(words)
        offsets.append([(start + len(text), end + len(text)) for start, end in ranges])
        text += sentence
        for word in words:
            open_quote = True if word == "“" else False if word == "”" else open_quote
    return text, offsets


def detokenised(words: list[str]) -> tuple[str, list[tuple[int, int]]]:
    """Return tokens as running text, and the character range of each."""
    text, ranges = "", []
    for word, following in zip(words, [*words[1:], ""], strict=True):
        ranges.append((len(text), len(text) + len(word)))
        opens = word in {"(", "[", "“", "‘", "--", "—"}
        joined = following in {".", ",", ";", ":", "!", "?", ")", "]", "”", "--", "—", "’", "n't", "n’t"} or (
            following[:1] in {"'", "’"} and len(following) > 1)
        text += word if opens or joined else f"{word} "
    return text.rstrip(" "), ranges
