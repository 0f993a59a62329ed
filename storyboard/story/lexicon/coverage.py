"""How many words of a text the lexicon can draw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from storyboard.story.lexicon.lexicon import PART_OF_SPEECH, Lexicon


@dataclass(frozen=True, slots=True)
class Coverage:
    """Shares of the tokens of one part of speech, in [0, 1]."""

    tokens: int
    drawn: float
    """A concept is known for the word itself."""
    approximate: float
    """Only the word's general field is known (think -> stand)."""
    unmapped: tuple[tuple[str, int], ...]
    """The most frequent words without a concept, with their counts."""


def measure_coverage(lexicon: Lexicon, tokens: Iterable[tuple[str, str]]) -> dict[str, Coverage]:
    """Return the coverage of nouns (``n``), verbs (``v``) and adjectives (``a``).

    Args:
        lexicon: The lexicon to measure.
        tokens: ``(lemma, universal tag)`` of running text; other parts of speech, auxiliaries and proper
            nouns are passed over.
    """
    counts = Counter((lemma.lower(), PART_OF_SPEECH[tag]) for lemma, tag in tokens
                     if tag in ("NOUN", "VERB", "ADJ"))
    result = {}
    for pos in ("n", "v", "a"):
        words = {lemma: count for (lemma, letter), count in counts.items() if letter == pos}
        drawn = approximate = 0
        missing: Counter[str] = Counter()
        for lemma, count in words.items():
            entry = lexicon.lookup(lemma, pos)
            if entry is None:
                missing[lemma] += count
            elif entry.approximate:
                approximate += count
            else:
                drawn += count
        total = sum(words.values())
        result[pos] = Coverage(total, drawn / max(total, 1), approximate / max(total, 1),
                               tuple(missing.most_common(30)))
    return result

