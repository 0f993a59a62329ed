"""Titles and nouns that the parser parts from the names behind them: "whispered Grandma Ines", "his horse
Thunder"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyboard.story.nouns import noun_class
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

TITLES = words("""
mr mr. mrs mrs. miss ms ms. dr dr. sir lady lord madame mademoiselle monsieur coach doña señor señora
frau herr
""")
"""What is no subject or object beside the name that follows."""
RANKS = words("""
captain doctor professor king queen prince princess uncle aunt officer detective sergeant grandma grandpa
granny nana gran grandmother grandfather nurse principal sister brother father inspector colonel major general
""")


def is_being(noun: Token) -> bool:
    """Whether a noun names people or animals."""
    return noun_class(noun.lemma_.lower()).kind in {"person", "animal"}


def mend_titles(doc: Doc) -> None:
    """Join each title of ``doc``, or noun of a person, and the name behind it that hang on the same word in
    the same way: two subjects in "Mrs. Todd cooked" and "his granddaughter Lily slept"."""
    for token in doc[1:]:
        title = token.nbor(-1)
        if {title.dep_, token.dep_} == {"obj", "iobj"} and title.lower_ in RANKS and title.head == token.head:
            title.dep_ = token.dep_ = "iobj"
        parted = {title.dep_, token.dep_} == {"obj", "nsubj"} and title.head == token.head
        if parted and title.lower_ in RANKS and title.is_title and token.pos_ == "PROPN":
            title.dep_ = token.dep_ = "nsubj"  # "whispered Grandma Ines"
        if token.dep_ == "flat" and token.head == title and title.lower_ in TITLES and title.is_title:
            title.pos_, title.tag_ = "PROPN", "NNP"
        if token.dep_ == "flat" and title.dep_ == "appos" and title.head == token.head:
            token.head = title  # "her neighbour Doña Carmen"
        elif token.dep_ == "flat" and token.head.i < title.i and token.pos_ == "PROPN" and _is_kin(title):
            token.head, token.dep_ = title, "appos"  # "Maria and her sister Anna"
        if title.head != token.head or title.dep_ != token.dep_ or title.head == title:
            continue
        if title.lower_ in TITLES | RANKS and title.text[:1].isupper() and token.text[:1].isupper():
            token.head, token.dep_ = title, "flat"
            title.pos_, title.tag_ = "PROPN", "NNP"
        elif token.pos_ == "PROPN" and title.pos_ == "NOUN" and title.is_lower and is_being(title):
            token.head, token.dep_ = title, "appos"
        elif (
            token.pos_ == title.pos_ == "NOUN"
            and title.dep_ != "conj"
            and all(child.dep_ == "case" for child in token.lefts)
        ):  # "on the window sill"
            for child in list(title.lefts):
                child.head = token
            title.head, title.dep_ = token, "compound"


def _is_kin(noun: Token) -> bool:
    return noun.is_lower and noun.pos_ == "NOUN" and is_being(noun)


def mend_called(name: Token) -> None:
    """Mend "his horse Thunder", read like "his horse-thunder": the noun is the head."""
    noun = name.nbor(-1)
    if name.dep_ == "vocative" and noun.head == name.head and _is_kin(noun):
        if name.pos_ == "PROPN" and any(child.dep_ in {"det", "nmod:poss"} for child in noun.lefts):
            name.head, name.dep_ = noun, "appos"  # "Hannah loved her dog Rex."
        return
    if noun.head != name or noun.dep_ not in {"compound", "nmod:desc", "amod"} or not noun.is_lower:
        return
    parts = {"det", "nmod:poss", "amod"}
    before = [child for child in name.children if child.i < noun.i and child.dep_ in parts]
    known = any(child.dep_ != "amod" for child in (*before, *noun.lefts))
    if noun.pos_ != "NOUN" or not is_being(noun) or not known:
        return
    noun.head, noun.dep_ = (name.head, name.dep_) if name.head != name else (noun, name.dep_)
    for child in list(name.children):
        if child != noun and (child in before or child.dep_ in {"case", "cc", "conj"}):
            child.head = noun
    name.head, name.dep_ = noun, "appos"
