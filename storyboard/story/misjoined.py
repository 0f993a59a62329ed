"""Trees in which people who belong together stand apart: lists behind a name, names behind "called", and what
somebody does besides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyboard.story.noun_phrases import SUBJECT_ROLES
from storyboard.story.nouns import noun_class

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

NAMING = frozenset({"call", "name"})


def mend_company(doc: Doc) -> None:
    """Mend each tree of ``doc`` where words alone tell that it is wrong."""
    for token in doc:
        if token.dep_ == "conj" and token.head.dep_ == "appos":
            _mend_list_behind_name(token)
        if token.lemma_ in NAMING and token.tag_ == "VBN" and token.dep_.startswith("acl"):
            _mend_called(token)
        if token.tag_ == "VBG" and token.dep_ == "advcl":
            _mend_besides(token)


def _mend_list_behind_name(token: Token) -> None:
    """Join "my friend" and "I" in "my friend Lucy and I": a name without a comma is no list of its own."""
    name, noun = token.head, token.head.head
    if name.left_edge.i == noun.i + 1 and name.pos_ == "PROPN" and noun.pos_ == "NOUN":
        for other in list(name.children):
            if other.dep_ == "conj":
                other.head = noun


def _mend_called(verb: Token) -> None:
    """Mend "a kid called Jordan took my ball", read like two who take it."""
    name = verb.nbor() if verb.i + 1 < len(verb.doc) else None
    if name is None or name.left_edge != name:
        return
    if any(child.dep_ in {"xcomp", "obj"} for child in verb.children):
        return
    bearer = verb.head
    if name.pos_ == "PROPN" and name.dep_ in SUBJECT_ROLES and name.head == bearer.head:
        name.head, name.dep_ = verb, "xcomp"


def _mend_besides(verb: Token) -> None:
    """Hang what somebody does besides from the clause in front of it: "Mum got a job, so there I was,
    standing in front of the class"."""
    if any(child.dep_ in SUBJECT_ROLES for child in verb.children):
        return
    edge = verb.left_edge
    comma = edge if edge.text == "," else edge.nbor(-1) if edge.i else edge
    if comma.text != "," or comma.i == 0:
        return
    before = comma.nbor(-1)
    for clause in (before, *before.ancestors):
        if clause.pos_ not in {"VERB", "AUX"}:
            continue
        if clause == verb.head or verb.is_ancestor(clause) or clause.i < verb.head.i:
            return
        subject = next((child for child in clause.children if child.dep_ == "nsubj"), None)
        joined = clause.dep_ in {"parataxis", "conj"} and clause.head == verb.head
        if subject is not None and joined and _is_somebody(subject):
            verb.head = clause
            return


def _is_somebody(token: Token) -> bool:
    return token.pos_ in {"PRON", "PROPN"} or noun_class(token.lemma_.lower()).kind in {"person", "animal"}
