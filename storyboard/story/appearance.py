"""What the story says of how someone or something looks: colours, size, age, hair, clothes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from storyboard.story.lexicon.lexicon import load_lexicon
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from storyboard.story.gathering import Resolution

VISIBLE = words("""
beautiful handsome pretty lovely fair ugly fat thin slender slim stout lean bony tall short big large
huge enormous
gigantic small little tiny old young aged bald bearded hairy furry woolly feathered shaggy ragged
barefoot blind lame
crooked hunchbacked wrinkled pale dark rosy freckled golden silver shining bright wet muddy dirty wounded
toothless
one-eyed long-haired white-haired red-haired grey-haired fair-haired blond blonde wooden iron glass stone
round square
broken red-eyed curly striped spotted black-haired winged horned naked armed masked hooded veiled crowned
elderly
middle-aged youthful
""")
WORN = words("wear don bear")
PASSING = words("wet soaked muddy dirty bloody dusty sooty drenched dripping steaming warm cold")
"""What clothes are for a while only."""
PARTS = words("beard hair moustache mustache braid tail mane horn wing crown fur feather coat nose eye face")
"""What belongs to a body and can be told apart in a picture."""


def appearances(doc: Doc, resolution: Resolution) -> dict[int, tuple[str, ...]]:
    """Return the visible words of each participant by its number, in the order of the story, without
    doubles."""
    found: dict[int, list[str]] = {}

    def note(index: int, phrase: str) -> None:
        owners = resolution.owner.get(index, ())
        if len(owners) == 1 and phrase and phrase not in found.setdefault(owners[0], []):
            found[owners[0]].append(phrase)

    for token in doc:
        described = token.dep_ == "amod" or (token.dep_ == "compound" and token.pos_ == "ADJ")
        if described and _is_visible(token) and not _negated(token):
            note(token.head.i, token.lemma_.lower())
        elif token.pos_ == "ADJ" and any(child.dep_ == "cop" for child in token.children):
            subject = next((child for child in token.children if child.dep_ == "nsubj"), None)
            if subject is not None and _is_visible(token) and not _negated(token):
                note(subject.i, token.lemma_.lower())
        elif token.pos_ in {"NOUN", "PROPN"} and _is_wearable(token):
            wearer = _wearer(token)
            if wearer is not None and not _negated(token.head):
                note(wearer.i, _described(token))
    return {number: tuple(phrases[:8]) for number, phrases in found.items()}


def _is_visible(token: Token) -> bool:
    word = token.lemma_.lower()
    if word in VISIBLE:
        return True
    entry = load_lexicon().lookup(word, "ADJ")
    return entry is not None and not entry.approximate and entry.concept.kind in {"colour", "age"}


def _is_wearable(token: Token) -> bool:
    word = token.lemma_.lower()
    return word in PARTS or _is_garment(word)


def _is_garment(word: str) -> bool:
    entry = load_lexicon().lookup(word, "NOUN")
    return (
        entry is not None
        and entry.concept.kind == "thing"
        and entry.concept.name
        in {"clothes", "hat", "crown", "dress", "cape", "cloak", "shoe", "shoes", "boot", "boots", "coat"}
    )


def _wearer(token: Token) -> Token | None:
    """Return who wears or has it: "her red cap", "wore a red cap", "a man with a long beard"."""
    head = token.head
    if token.dep_ == "obj" and head.lemma_ in WORN:
        return next((child for child in head.children if child.dep_ == "nsubj"), None)
    case = next((child.lower_ for child in token.children if child.dep_ == "case"), "")
    if token.dep_ == "nmod" and case in {"with", "in"} and _has_quality(token):
        return head
    if token.dep_ == "obl" and case == "in" and head.lemma_ in {"dress", "clothe", "clad", "attire", "robe"}:
        return next((child for child in head.children if child.dep_ in {"nsubj", "nsubj:pass"}), None)
    owner = next((child for child in token.children if child.dep_ == "nmod:poss"), None)
    return owner if owner is not None and _has_quality(token) else None


def _has_quality(token: Token) -> bool:
    return any(child.dep_ in {"amod", "compound"} for child in token.children)


def _described(token: Token) -> str:
    qualities = [
        child.lower_ for child in token.children if child.dep_ in {"amod", "compound"} and child.i < token.i
    ]
    return "" if PASSING & set(qualities) else " ".join([*qualities, token.lower_])


def _negated(token: Token) -> bool:
    return any(child.lower_ in {"not", "n't", "n’t", "no", "never"} for child in token.children)


def worn_by_name(names: Iterable[str]) -> tuple[str, ...]:
    """Return what a name says that somebody wears: ``red cap`` of Little Red-Cap."""
    for name in names:
        words = re.split(r"[\s-]+", name.lower())
        garments = [word for word in words if _is_garment(word)]
        colours = [word for word in words if (entry := load_lexicon().lookup(word, "ADJ")) is not None
                   and entry.concept.kind == "colour" and not entry.approximate]
        if garments and colours and words.index(colours[0]) < words.index(garments[-1]):
            return (f"{colours[0]} {garments[-1]}",)
    return ()
