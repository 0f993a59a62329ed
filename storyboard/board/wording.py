"""How ``{fox}`` in a prompt becomes words: the subject's look, with the article that English wants."""

from __future__ import annotations

import re
from collections.abc import Mapping

from storyboard.board.model import Subject, SubjectKind

REFERENCE = re.compile(r"\{([^{}]*)\}")
"""A subject named in a prompt; group 1 is its id."""

_ARTICLES = frozenset({"a", "an", "the"})
_POSSESSIVES = frozenset({"my", "your", "his", "her", "its", "our", "their"})
_NUMBERS = frozenset({"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "many",
                      "several", "few", "both", "all", "some", "any", "every", "each", "another", "no"})
_DETERMINERS = _ARTICLES | _POSSESSIVES | _NUMBERS | {"this", "that", "these", "those"}
_LINKS = frozenset({"with", "in", "on", "at", "of", "from", "by", "under", "over", "near", "beside", "behind",
                    "and"})
"""Words after which the noun of a look is over."""
_HEAD_ENDS = _LINKS | {"wearing", "holding", "carrying", "who", "that", "which"}
_ARTICLE_BEFORE = re.compile(r"\b([Aa])n?\s+$")
_DETERMINER_BEFORE = re.compile(
    rf"\b(?:{'|'.join(sorted(_DETERMINERS))}|[a-z]+'s)\s+$"
    # `the sly {fox}`: one word between, which is no preposition (`looks at the tree with {fox}`).
    rf"|(?:\b(?:{'|'.join(sorted((_ARTICLES | _POSSESSIVES) - {'her'}))})|'s)"
    rf"\s+(?!(?:{'|'.join(sorted(_LINKS | {'to', 'into', 'through', 'or', 'as', 'for'}))})\s)[a-z-]+\s+$",
    re.IGNORECASE)
_PLURALS = frozenset({"mice", "men", "women", "children", "people", "geese", "feet", "teeth", "oxen", "folk",
                      "dwarves", "cattle"})
_MASSES = frozenset({"water", "snow", "gold", "silver", "cheese", "bread", "milk", "grass", "sand", "fire",
                     "smoke", "ice", "meat", "honey", "hair"})
_VOWEL_SOUND = re.compile(r"(?!uni(?!n)|use|usu|eu|one\b|once\b|ewe)[aeiou]|hour|honest|heir|honou?r",
                          re.IGNORECASE)


def named_ids(prompt: str) -> list[str]:
    """Return the ids that ``prompt`` names, in order, each once."""
    return list(dict.fromkeys(match.strip() for match in REFERENCE.findall(prompt)))


def with_looks(prompt: str, cast: Mapping[str, Subject]) -> str:
    """Return ``prompt`` with each ``{id}`` replaced by the subject's look.

    The first mention gets ``a`` or ``an`` (a place ``the``), a later one in the same prompt ``the`` and the
    noun, unless the words before it or the look bring their own article:
    ``{fox} sees the {crow}. {fox} runs`` gives ``a red fox sees the black bird. the red fox runs``.

    Args:
        prompt: A template whose ids are all in ``cast``.

    Raises:
        KeyError: An id is not in ``cast``.
    """
    looks = {name: words_of(cast[name]) for name in named_ids(prompt)}
    heads = {name: _head(look) for name, look in looks.items()}
    seen: set[str] = set()
    text, end = "", 0
    for match in REFERENCE.finditer(prompt):
        text += prompt[end:match.start()]
        end = match.end()
        name = match[1].strip()
        words = looks[name]
        if name in seen and not any(_noun(head) == _noun(heads[name]) for other, head in heads.items()
                                    if other != name):
            words = heads[name]
        own, _, rest = words.partition(" ")
        bare = rest if own.casefold() in _ARTICLES and rest else words
        if article := _ARTICLE_BEFORE.search(text):
            text = text[:article.start()] + _a_or_an(bare, article[1]) + " " + bare
        elif _DETERMINER_BEFORE.search(text):
            text += bare
        elif name in seen or cast[name].kind is SubjectKind.PLACE:
            text += bare if own.casefold() in _DETERMINERS - _ARTICLES - _NUMBERS else f"the {bare}"
        elif (own.casefold() in _DETERMINERS and rest) or _is_plural_or_mass(words):
            text += words
        else:
            text += f"{_a_or_an(words, 'a')} {words}"
        seen.add(name)
    return " ".join((text + prompt[end:]).split())


def words_of(subject: Subject) -> str:
    """Return what a subject is called in a picture: its look, else a noun that is no proper name."""
    look = " ".join(subject.look.split()).rstrip(".,;")
    if look:
        return look
    article, _, noun = subject.name.partition(" ")
    if article.casefold() in ("the", "a", "an") and noun:
        return noun.lower()
    return subject.kind.value


def _a_or_an(words: str, article: str) -> str:
    """Return ``article`` (``a``, ``An``, ...) as it sounds before ``words``."""
    return article[0] + ("n" if _VOWEL_SOUND.match(words) else "")


def _noun(head: str) -> str:
    return (head.split() or [""])[-1].casefold()


def _head(look: str) -> str:
    """Return the part of ``look`` up to its noun: ``young woman`` of ``young woman with black hair``."""
    words: list[str] = []
    for word in look.split():
        if words and word.casefold().strip(",") in _HEAD_ENDS:
            break
        words.append(word.rstrip(","))
        if word.endswith(","):
            rest = look.split()[len(words):]
            if not rest or rest[0].casefold() in _HEAD_ENDS:
                break
    return " ".join(words)


def _is_plural_or_mass(look: str) -> bool:
    noun = _noun(_head(look))
    if noun in _PLURALS or noun in _MASSES:
        return True
    return len(noun) > 3 and noun.endswith("s") and not noun.endswith(("ss", "us", "is", "as", "lens"))
