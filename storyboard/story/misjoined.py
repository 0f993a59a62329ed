"""Trees in which people who belong together stand apart: lists behind a name, names behind "called", and what
somebody does besides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyboard.story.noun_phrases import SUBJECT_ROLES
from storyboard.story.nouns import ORDER, TITLES, noun_class

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

NAMING = frozenset({"call", "name"})
COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}


def mend_company(doc: Doc) -> None:
    """Mend each tree of ``doc`` where words alone tell that it is wrong."""
    for token in doc:
        if token.pos_ == "PROPN" and token.i and token.text[:1].isupper():
            _mend_named_behind(token)
        if token.dep_ == "conj" and token.head.dep_ == "appos":
            _mend_list_behind_name(token)
        if _is_several(token):
            _mend_names_of_several(token)
        if token.dep_ == "obj" and token.i:
            _mend_heir(token)
        if token.dep_ == "compound" and token.head.i > token.i + 1:
            _mend_home(token)
        if token.lemma_ in NAMING and token.tag_ == "VBN" and token.dep_.startswith("acl"):
            _mend_called(token)
        if token.tag_ == "VBG" and token.dep_ == "advcl":
            _mend_besides(token)


def _mend_list_behind_name(token: Token) -> None:
    """Join "my friend" and "I" in "my friend Lucy and I": a name without a comma is no list of its own, but
    names behind several are."""
    name, noun = token.head, token.head.head
    if _is_several(noun):
        return
    if name.left_edge.i == noun.i + 1 and name.pos_ == "PROPN" and noun.pos_ == "NOUN":
        for other in list(name.children):
            if other.dep_ == "conj":
                other.head = noun


def _mend_named_behind(name: Token) -> None:
    """Make the name behind somebody's noun an apposition: "Anna and her sister Emma sat", "Tom's daughter
    Maya was lost", "the boy Peter and the girl Anna"."""
    noun = name.nbor(-1)
    if noun.pos_ != "NOUN" or not noun.is_lower or not _is_somebody(noun):
        return
    known = {"nmod:poss"} if noun.lower_ in TITLES else {"det", "nmod:poss"}
    if not any(child.dep_ in known for child in noun.lefts):
        return
    inside = name.head == noun and name.dep_ in {"flat", "compound", "nmod", "nmod:unmarked"}
    listed = noun.dep_ == "conj" and name.dep_ in SUBJECT_ROLES | {"obj", "iobj"} and name.head.i > name.i
    if inside or (listed and not noun.is_ancestor(name) and not name.is_ancestor(noun)):
        for child in list(name.children):
            if child.dep_ in {"conj", "cc"}:
                child.head = noun
        name.head, name.dep_ = noun, "appos"


def _mend_names_of_several(noun: Token) -> None:
    """List the names behind several with one another: "two friends, Tom and Anna, walked into the forest" is
    nobody but the two."""
    names = [child for child in noun.children if child.i > noun.i and child.pos_ == "PROPN"]
    first = next((child for child in names if child.dep_ == "appos"), None)
    if first is None and len(names) > 1 and names[0].i == noun.i + 2 and noun.nbor().text == ",":
        first, names[0].dep_ = names[0], "appos"  # "her twins, Alfie and Maya"
    others = [child for child in names if first is not None and child.i > first.i and child.dep_ == "conj"]
    if first is None or not others or noun_class(noun.lemma_.lower()).kind not in {"person", "animal"}:
        return
    counts = [child.lower_ for child in noun.children if child.dep_ == "nummod"]
    end = others[-1].right_edge.i + 1
    closed = end >= len(noun.doc) or noun.doc[end].is_punct or first.left_edge.i == noun.i + 1
    if closed or (counts and COUNTS.get(counts[0]) == len(others) + 1):
        for other in others:
            other.head = first


def _is_several(noun: Token) -> bool:
    return noun.tag_ in {"NNS", "NNPS"}


def _mend_heir(order: Token) -> None:
    """Mend "when he died the youngest, whose name was Hans, got a kettle", read like "died the youngest"."""
    doc = order.doc
    if order.lower_ not in ORDER or order.nbor(-1).lower_ != "the" or order.i + 2 >= len(doc):
        return
    clause, whose = order.head, order.nbor(2)
    if order.dep_ != "obj" or order.nbor().text != "," or whose.lower_ not in {"whose", "who"}:
        return
    if not any(child.dep_ in SUBJECT_ROLES for child in clause.children):
        return
    told = whose.head.head if whose.lower_ == "whose" else whose.head
    verb = next((token for token in doc[told.i : order.sent.end] if token.tag_ in {"VBD", "VBZ"} and
                 token.nbor(-1).text == ","), None)
    if verb is None or verb == told or told.i < whose.i:
        return
    if any(child.dep_ in SUBJECT_ROLES for child in verb.children):
        return
    above, role = told.head, told.dep_
    if verb.is_ancestor(told) or clause.is_ancestor(told):
        return
    verb.head, verb.dep_ = (verb if role == "ROOT" else above), role
    for child in list(told.children):
        if child.i < order.i:
            child.head = verb
    told.head, told.dep_ = order, "acl:relcl"
    order.head, order.dep_ = verb, "nsubj"


def _mend_home(noun: Token) -> None:
    """Mend "stayed at home and cooked soup", read like "at soup"."""
    thing = noun.head
    main, joined = thing.head, [child for child in noun.children if child.dep_ == "conj"]
    verb = next((child for child in joined if noun.i < child.i < thing.i), None)
    if verb is None or verb.tag_ not in {"VBD", "VBN", "VB"} or main.pos_ != "VERB" or main.i > noun.i:
        return
    noun.head, noun.dep_ = main, thing.dep_
    for child in list(thing.children):
        if child.i < noun.i:
            child.head = noun
    verb.head, verb.dep_, verb.pos_ = main, "conj", "VERB"
    thing.head, thing.dep_ = verb, "obj"


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
