"""Annotated mentions as the reader's own, so that who is who can be measured apart from finding mentions."""

from __future__ import annotations

from bisect import bisect_right

from storyboard.story.entities import Mention, MentionForm, mention_at, pronoun_at
from storyboard.story.evaluation.litbank import PRONOUN, GoldDocument
from storyboard.story.evaluation.phrase_learning import head_of
from storyboard.story.phrases import Phrase
from storyboard.story.read import ParsedStory
from storyboard.story.spelling import Spelling


def given_mentions(parsed: ParsedStory, gold: GoldDocument) -> dict[tuple[int, int], Mention]:
    """Return the mention of each annotated span, by characters, in the order of their heads.

    Only the span, its type and whether it is a pronoun are taken from the annotation; of two spans with one
    head, the longer is left out.
    """
    doc, spelling = parsed.doc, Spelling(parsed.doc)
    starts = [span.start for span in parsed.sentences]
    found: dict[int, tuple[tuple[int, int], Mention]] = {}
    for one in sorted(gold.mentions, key=lambda one: one.start - one.end):
        span = doc.char_span(one.start, one.end, alignment_mode="expand")
        if span is None:
            continue
        number = max(0, bisect_right(starts, one.start) - 1)
        token = head_of(span)
        if one.form == PRONOUN:
            mention = pronoun_at(token, number)
        else:
            mention = mention_at(token, number, spelling, Phrase(one.entity, span.start, span.end, 1.0))
        if mention is None or (mention.form is MentionForm.PRONOUN) != (one.form == PRONOUN):
            continue
        found[token.i] = ((one.start, one.end), mention)
    return dict(found[head] for head in sorted(found))
