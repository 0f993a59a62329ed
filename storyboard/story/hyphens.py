"""Names of two words with a hyphen, which are taken for an adjective and its noun: Red-Cap, Rose-Red."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyboard.story.noun_phrases import SUBJECT_ROLES

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

PARTS = frozenset({"amod", "nmod", "advmod", "nsubj", "dep"})
"""Roles of the first word under the second that are none within a name."""


def mend_hyphenated(doc: Doc) -> None:
    """Take each two words that a hyphen joins, both with a capital, for one name."""
    for hyphen in doc[1:-1] if len(doc) > 2 else ():
        if hyphen.text not in {"-", "‐", "‑"}:
            continue
        first, second = doc[hyphen.i - 1], doc[hyphen.i + 1]
        touching = hyphen.idx == first.idx + len(first) and second.idx == hyphen.idx + 1
        if touching and _is_capital(first) and _is_capital(second) and second.pos_ in {"NOUN", "PROPN"}:
            for token in (first, second):
                if token.pos_ != "PROPN":
                    token.pos_, token.tag_ = "PROPN", "NNP"
            if first.head == second and first.dep_ in PARTS:
                first.dep_ = "compound"
            elif first.dep_ == "compound" and first.head.pos_ == "VERB" and not _has_subject(first.head):
                first.dep_ = "nsubj"


def _is_capital(token: Token) -> bool:
    return token.text[:1].isupper() and token.is_alpha


def _has_subject(verb: Token) -> bool:
    return any(child.dep_ in SUBJECT_ROLES for child in verb.children)
