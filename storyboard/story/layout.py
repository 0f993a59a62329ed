"""How a story is laid out around its mentions: scenes that are marked, paragraphs, who speaks in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from storyboard.story.reading import Block, BlockKind

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from storyboard.story.speech import Quotation


def scenes_and_paragraphs(doc: Doc, blocks: Sequence[Block]) -> tuple[list[int], dict[int, int]]:
    """Return for each token where its scene begins, and for each its paragraph.

    Args:
        doc: The parsed story.
        blocks: Its blocks; headings and breaks bound the scenes.
    """
    starts, paragraph_of = [0] * len(doc), {}
    scene, number = 0, 0
    bounds = [(block.start, block.end, block.kind) for block in blocks]
    for token in doc:
        while number < len(bounds) and token.idx >= bounds[number][1]:
            number += 1
            if number < len(bounds) and bounds[number][2] in {BlockKind.HEADING, BlockKind.BREAK}:
                scene = token.i
        starts[token.i] = scene
        paragraph_of[token.i] = number
    return starts, paragraph_of


def talkers(doc: Doc, quotations: Sequence[Quotation]) -> frozenset[str]:
    """Return the nouns of those who speak somewhere: a fox that talks is told of as people are."""
    return frozenset(doc[one.speaker].lemma_.lower() for one in quotations if one.speaker is not None)
