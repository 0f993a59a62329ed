"""Names beside the nouns that explain them, and of several words: "Max, the dog, and Ruby, the cat"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyboard.story.noun_phrases import SUBJECT_ROLES
from storyboard.story.nouns import noun_class
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Token

CALLING = words("call name christen nickname dub")
"""Verbs that give somebody the name that stands behind."""
GIVING = words("give show hand bring send offer tell lend sell buy get teach throw feed leave promise read")
"""Verbs that have two behind them: "gave Tom the dog"."""


def living(noun: Token) -> bool:
    """Whether a noun names people or animals."""
    return noun_class(noun.lemma_.lower()).kind in {"person", "animal"}


def rename(token: Token) -> None:
    """Make a name of a word."""
    token.pos_, token.tag_, token.lemma_ = "PROPN", "NNP", token.text
    token.set_morph("Number=Sing")  # type: ignore[attr-defined]


def mend_listed(token: Token) -> None:
    """Mend lists of those who have names: "Max, the dog, and Ruby, the cat"; "her bear, Buttons."; and "a
    girl named Daisy and her bear", where the bear is beside the girl and not beside her name."""
    if token.dep_ != "conj" and token.dep_ != "appos":
        return
    name = token.head
    if token.pos_ == "NOUN" and token.is_lower and living(token):
        verb = name.head
        if name.pos_ == "PROPN" and name.dep_ == "xcomp" and verb.lemma_ in CALLING and verb.dep_ == "acl":
            token.head = verb.head
        article = next((child for child in token.lefts if child.lower_ == "the"), None)
        before = article.i - 2 if article is not None else -1
        if before >= 0 and _is_explained(token.doc[before], token):
            token.head, token.dep_ = token.doc[before], "appos"
        return
    noun = token.nbor(-2) if token.i > 1 and token.nbor(-1).text == "," else token
    beside = noun.pos_ == "NOUN" and noun.is_lower and living(noun) and noun.i != token.i
    owned = any(child.dep_ in {"nmod:poss", "det"} for child in noun.lefts)
    ends = token.i + 1 == len(token.doc) or token.nbor().is_punct
    joined = any(child.dep_ == "cc" for child in noun.lefts) or noun.dep_ != "conj"
    if beside and owned and ends and joined and token.text[:1].isupper() and token.dep_ == "conj":
        rename(token)
        token.head, token.dep_ = noun, "appos"


def mend_explained(name: Token) -> None:
    """Mend "filled the trough for Petunia the pig", where the pig was read as what is filled."""
    noun = name.nbor().head
    given = name.dep_ in {"obj", "iobj"} and name.head.lemma_ in GIVING
    if noun.i <= name.i or given or noun.pos_ != "NOUN" or not noun.is_lower or name.is_ancestor(noun):
        return
    animal = noun_class(noun.lemma_.lower()).kind == "animal"
    if animal and noun.dep_ in {"obj", "obl", "nmod", "dep", "conj"} and not noun.is_ancestor(name):
        noun.head, noun.dep_ = name, "appos"


def _is_explained(name: Token, noun: Token) -> bool:
    """Whether a name, before the comma, and another one in the list are told by their kinds alike."""
    doc = noun.doc
    if name.pos_ != "PROPN" or doc[name.i + 1].text != ",":
        return False
    pairs = 0
    for index in range(noun.sent.start, noun.sent.end - 3):
        pairs += doc[index].pos_ == "PROPN" and doc[index + 1].text == "," and doc[index + 2].lower_ == "the"
    return pairs > 1


def mend_long_name(token: Token) -> None:
    """Join a name of several words that was read as two that do the same: "Captain Sarah Stone stood"."""
    first = token.nbor(-1)
    if token.pos_ != "PROPN" or first.pos_ != "PROPN" or not token.text[:1].isupper():
        return
    while first.dep_ in {"flat", "flat:name", "compound"} and first.head.i < first.i:
        first = first.head
    same = first.head == token.head and first.dep_ == token.dep_ and first != first.head
    alone = not any(child.i < token.i for child in token.children)
    if same and alone and token.dep_ in SUBJECT_ROLES | {"obj", "obl"}:
        token.head, token.dep_ = first, "flat"
