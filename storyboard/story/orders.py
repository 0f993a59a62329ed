"""Brothers and sisters who are told apart by their order alone: "two brothers. The elder went away"."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from storyboard.story.nouns import noun_class
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from storyboard.story.entities import Mention
    from storyboard.story.reading import Span

IN_ORDER = words("elder younger eldest oldest youngest")
COUNTED = words("second third")
"""What tells one of at least three."""
ROLES = frozenset({"nsubj", "nsubj:pass", "obj", "iobj", "obl", "conj", "nmod:poss", "obl:agent"})
FAR = 40
"""Sentences after a group is told of within which its members are told by their order."""


def told_in_order(doc: Doc, sentences: Sequence[Span], mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions with those for "the elder" and "the youngest": each is one of the several people of
    whom the story told last.

    Args:
        doc: The parsed story.
        sentences: Its character ranges.
        mentions: In the order of their heads.
    """
    found = {mention.head: mention for mention in mentions}
    starts = [span.start for span in sentences]
    group: Mention | None = None
    for token in doc:
        mention = found.get(token.i)
        if mention is not None and mention.form == "noun" and mention.plural and mention.kind == "person":
            group = mention
        if group is None or not _is_one(token, doc[group.head]):
            continue
        sentence = bisect_right(starts, token.idx) - 1
        if sentence < 0 or token.idx >= sentences[sentence].end or sentence - group.sentence > FAR:
            continue
        start, end = token.i - 1, token.i + 1
        found[token.i] = replace(
            group, start=start, end=end, reach=(start, end), head=token.i, sentence=sentence, plural=False,
            age=None, gender=noun_class(group.lemma).gender, adjectives=(token.lower_,), possessor=None,
            determiner=type(group.determiner)("definite"), predicative=False,
        )
    return [found[head] for head in sorted(found)]


def _is_one(token: Token, group: Token) -> bool:
    """Whether "the" and a word for an order stand here without a noun, and act or suffer something."""
    if token.i == 0 or token.nbor(-1).lower_ != "the" or token.dep_ not in ROLES:
        return False
    if token.lower_ in COUNTED:
        counts = {child.lower_ for child in group.children if child.dep_ == "nummod"}
        return bool(counts - {"two", "2"}) and token.dep_ == "nsubj"
    return token.lower_ in IN_ORDER and (token.i + 1 >= len(token.doc) or token.nbor().pos_ != "NOUN")
