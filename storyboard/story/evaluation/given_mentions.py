"""Annotated mentions as the reader's own, so that who is who can be measured apart from finding mentions."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from storyboard.story.entities import Mention, MentionForm, mention_at, pronoun_at
from storyboard.story.evaluation.litbank import PRONOUN, GoldDocument

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from storyboard.story.reading import Span


def given_mentions(
    doc: Doc, sentences: Sequence[Span], gold: GoldDocument
) -> dict[tuple[int, int], Mention]:
    """Return the mention of each annotated span, by characters, in the order of their heads.

    Only the span and whether it is a pronoun are taken from the annotation; of two spans with one head, the
    longer is left out.
    """
    starts = [span.start for span in sentences]
    found: dict[int, tuple[tuple[int, int], Mention]] = {}
    for one in sorted(gold.mentions, key=lambda one: one.start - one.end):
        span = doc.char_span(one.start, one.end, alignment_mode="expand")
        if span is None:
            continue
        number = max(0, bisect_right(starts, one.start) - 1)
        token = span.root
        if one.form == PRONOUN:
            mention = pronoun_at(token, number)
        else:
            mention = mention_at(token, number)
            if mention is not None:
                mention = replace(mention, reach=(span.start, span.end), entity=one.entity)
        if mention is None or (mention.form is MentionForm.PRONOUN) != (one.form == PRONOUN):
            continue
        found[token.i] = ((one.start, one.end), mention)
    return dict(found[head] for head in sorted(found))
