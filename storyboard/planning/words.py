"""Small English: the present tense of the third person, articles, lists and names in the middle of a
sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

IRREGULAR = {
    "be": "is",
    "have": "has",
    "do": "does",
    "go": "goes",
    "can": "can",
    "may": "may",
    "must": "must",
    "will": "will",
    "shall": "shall",
}

PLURALS = {
    "mouse": "mice", "wolf": "wolves", "sheep": "sheep", "fish": "fish", "goose": "geese", "ox": "oxen",
    "deer": "deer", "calf": "calves", "child": "children", "person": "people", "dwarf": "dwarfs",
    "thief": "thieves", "foot": "feet", "tooth": "teeth",
}

UNCOUNTED = frozenset({"food", "bread", "meat", "clothes", "furniture", "grass", "money", "hair"})
DETERMINERS = frozenset(
    {
        "a", "an", "the", "this", "that", "these", "those", "his", "her", "its", "their", "my", "your",
        "our", "some", "any", "every", "each", "one", "no", "another", "such", "same", "certain",
    }
)


def third_person(verb: str) -> str:
    """Return ``picks up`` for ``pick up``, ``flies`` for ``fly``."""
    first, _, rest = verb.partition(" ")
    if first in IRREGULAR:
        form = IRREGULAR[first]
    elif re.search(r"(?:s|x|z|ch|sh|o)$", first):
        form = first + "es"
    elif re.search(r"[^aeiou]y$", first):
        form = first[:-1] + "ies"
    else:
        form = first + "s"
    return f"{form} {rest}".strip()


def agreeing(verb: str, *, plural: bool) -> str:
    """Return a verb in the present tense as its subject wants it: ``the sons quarrel``."""
    if not plural:
        return third_person(verb)
    first, _, rest = verb.partition(" ")
    return f"{'are' if first == 'be' else first} {rest}".strip()


def ongoing(verb: str) -> str:
    """Return ``running`` for ``run``, ``dancing`` for ``dance``."""
    if verb.endswith("e") and not verb.endswith("ee"):
        return verb[:-1] + "ing"
    return verb + (verb[-1] if re.fullmatch(r"[^aeiou]*[aeiou][bgmnpt]", verb) else "") + "ing"


def with_article(noun_phrase: str) -> str:
    """Return ``an old man`` for ``old man``, and what cannot be counted as it is: ``food``."""
    if noun_phrase in UNCOUNTED:
        return noun_phrase
    return f"{'an' if noun_phrase[:1].lower() in tuple('aeiou') else 'a'} {noun_phrase}"


def plural(noun_phrase: str) -> str:
    """Return the plural of a noun phrase's last word: ``old men`` for ``old man``."""
    front, _, noun = noun_phrase.rpartition(" ")
    if noun in PLURALS:
        many = PLURALS[noun]
    elif noun.endswith("man"):
        many = f"{noun[:-3]}men"
    elif re.search(r"(?:s|x|z|ch|sh)$", noun):
        many = f"{noun}es"
    else:
        many = f"{noun[:-1]}ies" if re.search(r"[^aeiou]y$", noun) else f"{noun}s"
    return f"{front} {many}".strip()


def bare(noun_phrase: str) -> str:
    """Return a noun phrase without its determiners: ``dark wood`` for ``the dark wood``."""
    words = noun_phrase.split()
    while len(words) > 1 and words[0].lower().strip("'’") in DETERMINERS:
        words.pop(0)
    return " ".join(words)


def listed(items: Sequence[str]) -> str:
    """Return ``a, b and c``."""
    return " and ".join(part for part in (", ".join(items[:-1]), *items[-1:]) if part)


def in_sentence(name: str) -> str:
    """Return a subject's name as it stands inside a sentence: a leading article is small."""
    return re.sub(r"^(The|A|An)\b", lambda match: match[0].lower(), name)


def owned(name: str) -> str:
    """Return the possessive of a name: ``the wolf’s``, ``the robbers’``."""
    return f"{name}’" if name.endswith("s") and not name.endswith("ss") else f"{name}’s"


def capitalised(sentence: str) -> str:
    """Return a sentence with its first letter large, the others as they are."""
    return sentence[:1].upper() + sentence[1:]
