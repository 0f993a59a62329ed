"""Noun phrases of the parse: reach, measure, role and wording."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyboard.story.nouns import GROUPS, QUANTITY, noun_class

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

SUBJECT_ROLES = frozenset({"nsubj", "nsubj:pass", "csubj"})
LEFT_PARTS = frozenset({"det", "det:predet", "amod", "nummod", "compound", "flat", "nmod:poss", "nmod:desc"})
NO_NAMES = frozenset({"VERB", "AUX", "ADV", "INTJ", "PUNCT"})
NAME_PARTS = frozenset({"flat", "flat:name", "compound", "nmod:desc"})


def measured(token: Token) -> Token:
    """Return the noun that a measuring noun measures, else ``token``."""
    lemma = token.lemma_.lower()
    if lemma in QUANTITY or lemma in GROUPS:
        for child in token.children:
            if (
                child.dep_ == "nmod"
                and any(part.lower_ == "of" for part in child.children)
                and (lemma in QUANTITY or noun_class(child.lemma_.lower()).kind in {"person", "animal"})
            ):
                return child
    return token


def bounds(token: Token) -> tuple[int, int]:
    """Return the token range of the noun with its article, adjectives and name parts, without clauses
    after it."""
    doc, start, end = token.doc, token.i, token.i + 1
    for child in token.children:
        if child.i < token.i and child.dep_ in LEFT_PARTS and not child.is_punct:
            start = min(start, child.left_edge.i)
        elif (
            child.i >= end
            and child.dep_ in NAME_PARTS
            and all(
                part.text[:1].isupper() or part.text in {"-", "’s", "'s"} or part.dep_ == "flat"
                for part in doc[end : child.i + 1]
            )
        ):
            end = child.i + 1
    measure = token.head
    if measure.i < start and measured(measure) == token:
        start = min(start, _bounds_left(measure))
    while start < token.i and (
        doc[start].is_punct
        or doc[start].is_space
        or doc[start].pos_ in {"ADP", "SCONJ", "CCONJ"}
        or (doc[start].pos_ == "ADV" and doc[start].lower_ in {"just", "even", "only"})
    ):
        start += 1
    if any(part.is_space for part in doc[start:end]) or any(
        part.dep_ in SUBJECT_ROLES or part.pos_ == "AUX" for part in doc[start : token.i]
    ):
        start = token.i
    return _with_hyphens(doc, start, end)


def _with_hyphens(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Return the range widened to whole hyphenated words: ``Red-Cap`` however it was parsed."""
    while (
        start >= 2
        and doc[start - 1].text == "-"
        and not doc[start - 1].whitespace_
        and (not doc[start - 2].whitespace_ and doc[start - 2].is_alpha)
    ):
        start -= 2
        if start and doc[start - 1].text in {"Little", "Old", "Young", "the", "The", "a", "A"}:
            start -= 1
    while (
        end + 1 < len(doc)
        and doc[end].text == "-"
        and not doc[end].whitespace_
        and (not doc[end - 1].whitespace_ and doc[end + 1].is_alpha)
    ):
        end += 2
    return start, end


def role_of(doc: Doc, head: int) -> str:
    """Return the mention's grammatical role; that of what measures it ("a bit of meat") or of its
    coordination."""
    token = doc[head]
    if token.head.i < token.i and measured(token.head) == token:
        token = token.head
    return str(token.head.dep_ if token.dep_ == "conj" else token.dep_)


def _bounds_left(token: Token) -> int:
    return min(
        [
            token.i,
            *(
                child.left_edge.i
                for child in token.children
                if child.i < token.i and child.dep_ in LEFT_PARTS
            ),
        ]
    )


def _is_no_name(word: Token) -> bool:
    """Whether a small word behind a name has been taken for a part of it: "Jock loves'em"."""
    return word.pos_ in NO_NAMES or word.text.endswith(("'em", "’em"))


def name_of(token: Token, start: int, end: int) -> str:
    words = [
        part
        for part in token.doc[start:end]
        if part == token  # "Mr. Pett's rooms": the name itself owns.
        or (part.dep_ not in {"det", "nmod:poss", "case"} and not part.is_punct)
        or part.text == "-"
    ]
    while len(words) > 1 and (words[0].text.islower() or words[0].text == "-"):
        words = words[1:]  # "poor Rapunzel": the adjective is no part of the name.
    while len(words) > 1 and words[-1].text.islower() and _is_no_name(words[-1]):
        words = words[:-1]
    text = ""
    for part in words:
        text += part.text + (" " if part.whitespace_ else "")
    text = text.strip() or token.text
    return text.title() if text.isupper() and len(text) > 3 else text


def phrase(noun: Token) -> str:
    """Return the noun with its article, adjectives and "of"-phrase as the story has them, on one line."""
    keep = {"det", "amod", "nummod", "compound", "flat", "nmod:poss", "nmod:desc", "case"}
    parts = [noun]
    for child in noun.children:
        if child.dep_ == "case" and child.i < noun.i:
            continue  # The preposition belongs to the clause.
        if child.dep_ in keep:
            parts += list(child.subtree)
        elif child.dep_ == "nmod" and any(part.lower_ == "of" for part in child.children):
            parts += [token for token in child.subtree if token.i <= child.i or token.dep_ == "flat"]
    ordered = sorted(set(parts), key=lambda token: token.i)
    return " ".join("".join(token.text_with_ws for token in ordered if not token.is_space).split())
