"""Names of two words with a hyphen, which are taken for an adjective and its noun: Red-Cap, Rose-Red."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyboard.story.noun_phrases import SUBJECT_ROLES
from storyboard.story.wordlists import words

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
        if touching and _is_white(first, second):
            second.pos_, second.tag_ = "PROPN", "NNP"
            first.pos_, first.tag_ = "PROPN", "NNP"
            _join(first, second)
        elif touching and _is_capital(first) and _is_capital(second) and second.pos_ in {"NOUN", "PROPN"}:
            for token in (first, second):
                if token.pos_ != "PROPN":
                    token.pos_, token.tag_ = "PROPN", "NNP"
            if first.head == second and first.dep_ in PARTS:
                first.dep_ = "compound"
            elif first.dep_ == "compound" and first.head.pos_ == "VERB" and not _has_subject(first.head):
                first.dep_ = "nsubj"


COLOURS = words("white red black brown green gold golden silver grey gray blue beard eye foot hair heart")


BEHIND = frozenset({"VERB", "AUX", "PUNCT", "CCONJ", "PART"})
"""What stands behind a name that opens a sentence."""


def _is_white(first: Token, second: Token) -> bool:
    """Whether a noun with a capital and a small word make a name: Snow-white, Rose-red, Red-beard."""
    if not _is_capital(first) or second.lower_ not in COLOURS or not second.is_lower:
        return False
    after = second.nbor() if second.i + 1 < len(second.doc) else None
    if after is None or after.pos_ in {"NOUN", "ADJ", "PROPN"}:
        return False  # "Snow-white sheets hung there"
    before = first.nbor(-1) if first.i else None
    article = before is not None and before.pos_ in {"DET", "ADJ"}
    return not article and (not first.is_sent_start or after.pos_ in BEHIND)


def _join(first: Token, second: Token) -> None:
    """Make two words one name under the first, which has the capital."""
    if first.head == second:
        above, role = second.head, second.dep_
        first.head, first.dep_ = (first, "ROOT") if above == second else (above, role)
        for child in list(second.children):
            if child != first:
                child.head = first
    second.head, second.dep_ = first, "flat"
    if first.dep_ in {"xcomp", "amod", "dep"} and first.head.pos_ == "VERB" and first.i > first.head.i:
        first.dep_ = "obj"  # "found Snow-white"


def _is_capital(token: Token) -> bool:
    return token.text[:1].isupper() and token.is_alpha


def _has_subject(verb: Token) -> bool:
    return any(child.dep_ in SUBJECT_ROLES for child in verb.children)
