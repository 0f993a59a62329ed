"""Which verbs say nothing without an object or a phrase: WordNet's sentence frames of their usual senses.

    python -m storyboard.story.lexicon.frames --wordnet /usr/share/wordnet

writes ``frames.tsv`` anew. WordNet's numbers of frames are those of wninput(5WN).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

TABLE = Path(__file__).parent / "frames.tsv"
SENSES = 2
"""How many of a verb's senses count, the most usual first."""
ALONE = frozenset({2})
"""Somebody ----s."""
WITH_PHRASE = frozenset({4, 13, 22, 27})
"""Somebody ----s PP, on something, to somebody."""
WITH_OBJECT = frozenset({8, 9, 10, 11, 14, 15, 16, 17, 18, 19, 20, 21, 24, 25, 30, 31})
"""Somebody ----s something, somebody ----s somebody ..."""
INTRANSITIVE = "alone"
"""What the table calls verbs without any frame that has an object."""


@lru_cache(maxsize=1)
def _table() -> dict[str, frozenset[str]]:
    lines = (line for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return {need: frozenset(words.split(",")) for need, _, words in (line.partition("\t") for line in lines)}


def needs(verb: str) -> str:
    """Return what a verb wants beside who does it: ``object``, ``phrase`` (either will do), or nothing.

    Args:
        verb: Lemma, with its particle if it has one: ``wrap``, ``put on``. With a particle that WordNet does
            not know the verb alone decides.
    """
    for form in dict.fromkeys((verb, verb.partition(" ")[0])):
        for need in ("object", "phrase"):
            if form in _table()[need]:
                return need
    return ""


def is_intransitive(verb: str) -> bool:
    """Return whether a verb (lemma) has no object and so no passive: ``dwell``."""
    return verb in _table()[INTRANSITIVE]


def derive(wordnet: Path) -> Iterator[tuple[str, str]]:
    """Yield verbs of WordNet that want something, with what they want.

    Args:
        wordnet: Folder with ``data.verb`` and ``index.verb``.
    """
    frames = dict(_synset_frames(wordnet / "data.verb"))
    for line in (wordnet / "index.verb").read_text(encoding="utf-8").splitlines():
        if line.startswith("  "):
            continue
        fields = line.split()
        lemma, count = fields[0], int(fields[2])
        found = set().union(*(frames[offset].get(lemma, frames[offset][""])
                              for offset in fields[-count:][:SENSES]))
        if not lemma.replace("_", "").isalpha() or lemma.count("_") > 1:
            continue
        if not found & ALONE:
            yield lemma.replace("_", " "), "phrase" if found & WITH_PHRASE else "object"
        if not found & WITH_OBJECT and "_" not in lemma:
            yield lemma, INTRANSITIVE


def _synset_frames(path: Path) -> Iterator[tuple[str, dict[str, set[int]]]]:
    """Yield offset -> frames of all words (key ``""``) and of single ones."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("  "):
            continue
        fields = line.partition(" | ")[0].split()
        count = int(fields[3], 16)
        words = [fields[4 + 2 * number].lower() for number in range(count)]
        rest = fields[4 + 2 * count :]
        rest = rest[1 + 4 * int(rest[0]) :]
        of_all: set[int] = set()
        single: dict[str, set[int]] = {}
        for number in range(int(rest[0]) if rest else 0):
            frame, word = int(rest[2 + 3 * number]), int(rest[3 + 3 * number], 16)
            if word:
                single.setdefault(words[word - 1], set()).add(frame)
            else:
                of_all.add(frame)
        yield fields[0], {"": of_all} | {word: of_all | more for word, more in single.items()}


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wordnet", type=Path, required=True)
    found: dict[str, list[str]] = {"object": [], "phrase": [], INTRANSITIVE: []}
    for verb, need in derive(parser.parse_args().wordnet):
        found[need].append(verb)
    head = "# Derived from WordNet 3.0 by frames.py; what a verb wants, and the verbs.\n"
    lines = [f"{need}\t{','.join(sorted(verbs))}\n" for need, verbs in found.items()]
    TABLE.write_text(head + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
