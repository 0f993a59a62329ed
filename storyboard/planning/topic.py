"""Where the topic turns: TextTiling (Hearst 1997, Computational Linguistics 23(1)) by NLTK, at sentence
gaps."""

from __future__ import annotations

from collections.abc import Sequence

WINDOW = 20
"""Words of a pseudo-sentence (Hearst's w)."""
BLOCK = 6
"""Pseudo-sentences compared on each side of a gap; the paper's 10 blurs scenes of 150 words."""
SHORTEST = 5 * BLOCK * WINDOW
"""Fewer content words than this are one topic."""
SECTION = 1000
"""Words tiled at a time. NLTK's block comparison is quadratic, so a novel is tiled section by section."""


def topic_depths(sentences: Sequence[Sequence[str]]) -> list[float]:
    """Return how deep lexical cohesion dips before each sentence.

    Args:
        sentences: Content words of each sentence, in lower case, stop words left out.

    Returns:
        One depth for each sentence in [0, 2]: how far the cosine of the blocks on both sides lies below the
        peaks
        to its left and right; 0 for the first sentence and for texts too short to be tiled.
    """
    depths = [0.0] * len(sentences)
    first = 0
    while first < len(sentences):
        words, last = 0, first
        while last < len(sentences) and words < SECTION:
            words += len(sentences[last])
            last += 1
        for offset, depth in _section_depths(sentences[first:last]).items():
            depths[first + offset] = depth
        first = last
    return depths


def _section_depths(sentences: Sequence[Sequence[str]]) -> dict[int, float]:
    # NLTK drops hyphens, apostrophes and digits on its own; words of plain letters keep its count equal to
    # ours.
    cleaned = [
        [plain for word in sentence if (plain := "".join(c for c in word if "a" <= c <= "z"))]
        for sentence in sentences
    ]
    if sum(map(len, cleaned)) < SHORTEST:
        return {}
    from nltk.tokenize.texttiling import TextTilingTokenizer  # NLTK takes a second to load.

    text = " ".join(word for sentence in cleaned for word in sentence)
    # NLTK wants paragraph marks; one at the end satisfies it and moves nothing.
    tiler = TextTilingTokenizer(w=WINDOW, k=BLOCK, stopwords=frozenset(), demo_mode=True)
    _, _, dips, _ = tiler.tokenize(text + "\n\n")
    depths: dict[int, float] = {}
    words = 0
    for index, sentence in enumerate(cleaned):
        if index:
            gap = round(words / WINDOW) - 1
            if 0 <= gap < len(dips):
                depths[index] = float(dips[gap])
        words += len(sentence)
    return depths
