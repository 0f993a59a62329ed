"""Turns of phrase that say one thing to be seen: "burst into tears", "fell on her knees", "took a wife"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Token

OUTBREAKS = {
    "tear": "weep", "sob": "sob", "weep": "weep", "cry": "weep", "laughter": "laugh", "laugh": "laugh",
    "giggle": "giggle", "song": "sing", "sing": "sing", "weeping": "weep", "crying": "weep", "sobbing": "sob",
    "laughing": "laugh", "singing": "sing",
}
"""What one falls to or bursts into -> the plain verb."""
SINKING = words("fall sink drop go throw fling cast get")
"""Verbs with which one comes to kneel."""
KNEES = words("knee")
FEET = words("foot")
WEDDING = words("take have")
SPOUSES = words("wife husband bride")
KNEELING = "kneel"
PLAIN = frozenset({*OUTBREAKS.values(), KNEELING, "marry"})
"""The verbs that stand for such turns."""


def plain_verb(verb: Token) -> str | None:
    """Return the plain verb for what a verb says with the words around it, ``None`` for its own sense."""
    lemma = verb.lemma_.lower()
    roles = {"obl", "advcl", "xcomp"}
    behind = [child for child in verb.children if child.i > verb.i and child.dep_ in roles]
    if lemma in {"burst", "break", "fall"}:
        for child in behind:
            case = {part.lower_ for part in child.children if part.dep_ in {"case", "mark"}}
            if case & ({"into"} if lemma != "fall" else {"to", "into"}):
                return OUTBREAKS.get(child.lemma_.lower())
    if lemma in SINKING and any(_is_kneeling(child, verb) for child in behind):
        return KNEELING
    if lemma in WEDDING and any(_is_taken(child) for child in verb.children):
        return "marry"
    return None


def is_within(child: Token) -> bool:
    """Return whether what hangs from the verb of such a turn is part of it: knees, tears, herself."""
    lemma = child.lemma_.lower()
    whole = lemma in KNEES or lemma in OUTBREAKS or child.lower_.endswith(("self", "selves"))
    return whole or child.lower_ in {"down", "out"}


def _is_kneeling(child: Token, verb: Token) -> bool:
    case = {part.lower_ for part in child.children if part.dep_ == "case"}
    noun = child.lemma_.lower()
    if noun in KNEES:
        return bool(case & {"on", "upon", "to"})
    herself = any(part.dep_ == "obj" and part.lower_.endswith(("self", "selves")) for part in verb.children)
    falls = verb.lemma_.lower() in {"fall", "sink"} or herself
    return noun in FEET and "at" in case and falls


def _is_taken(noun: Token) -> bool:
    """Whether somebody is married: "took another wife", "took a wife"."""
    new = any(part.lower_ in {"a", "an", "another", "new", "second"} for part in noun.lefts)
    took = noun.head.lemma_.lower() == "take"
    return took and noun.dep_ == "obj" and noun.lemma_.lower() in SPOUSES and new
