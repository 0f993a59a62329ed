"""Look up words in the concept lexicon.

Pure Python over three small tables (``concepts.tsv``, ``words.tsv``, ``exceptions.tsv``) without WordNet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

TABLES = Path(__file__).parent
NOTHING = "-"
"""Mark in the tables for "no such value"."""

PART_OF_SPEECH = {"NOUN": "n", "PROPN": "n", "VERB": "v", "AUX": "v", "ADJ": "a"}
"""Universal part-of-speech tag -> letter in the tables."""

GENDERED = (("man", "woman"), ("boy", "girl"), ("old man", "old woman"), ("king", "queen"),
            ("prince", "princess"), ("wizard", "witch"), ("servant", "maid"))
"""Pairs of person concepts that differ only in gender: (male, female)."""


class Concept(NamedTuple):
    """One drawable thing."""

    kind: str
    """``person``, ``animal``, ``thing``, ``place``, ``action``, ``colour``, ``time``, ``weather``, ``mood``,
    ``size`` or ``age``."""
    name: str
    """``old woman``, ``bird``, ``forest``, ``sit``."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a word is drawn as."""

    lemma: str
    pos: str
    """``n``, ``v`` or ``a``."""
    concept: Concept
    colour: str | None
    """Natural colour of what the word names, or ``None`` when it has none (a man, a book of any colour)."""
    chain: tuple[Concept, ...]
    """The concept itself and then what may stand for it, nearest first, up to the name of its kind."""
    place: str | None = None
    """Where one is who is "in", "on" or "at" it: a tree -> ``forest``."""
    approximate: bool = False
    """Whether only the word's general field decided (think -> stand): the picture says little of it."""

    @property
    def phrase(self) -> str:
        """The concept with its natural colour: ``black crow``, ``woman``, ``sit``."""
        return f"{self.colour} {self.concept.name}" if self.colour else self.concept.name

    def in_vocabulary(self, vocabulary: Mapping[str, Collection[str]]) -> Concept | None:
        """Return the first concept of the chain that ``vocabulary`` (kind -> names) knows, or ``None``."""
        for concept in self.chain:
            if concept.name in vocabulary.get(concept.kind, ()):
                return concept
        return None


class Lexicon:
    """All entries. Get it from :func:`load_lexicon`."""

    def __init__(self, tables: Path) -> None:
        self._concepts: dict[Concept, tuple[str | None, str | None, tuple[Concept, ...]]] = {}
        for kind, name, colour, place, chain in _rows(tables / "concepts.tsv"):
            links = tuple(Concept(kind, link) for link in chain.split(";"))
            self._concepts[Concept(kind, name)] = (_value(colour), _value(place), links)
        self._groups: list[tuple[str, Concept, str | None, bool]] = []
        self._words: dict[str, dict[str, int]] = {"n": {}, "v": {}, "a": {}}
        for number, (pos, kind, name, colour, approximate, words) in enumerate(_rows(tables / "words.tsv")):
            self._groups.append((pos, Concept(kind, name), _value(colour), approximate == "1"))
            self._words[pos].update(dict.fromkeys(words.split(","), number))
        self._irregular: dict[str, dict[str, str]] = {"n": {}, "v": {}, "a": {}}
        for pos, form, lemma in _rows(tables / "exceptions.tsv"):
            self._irregular[pos][form] = lemma

    def lookup(self, lemma: str, pos: str = "NOUN") -> Entry | None:
        """Return the entry of a lemma, or ``None`` when nothing can be drawn for it.

        Args:
            lemma: Dictionary form, one word or more, in any case: ``crow``, ``old woman``, ``pick up``.
            pos: Universal tag (``NOUN``, ``PROPN``, ``VERB``, ``ADJ``) or ``n``, ``v``, ``a``. Proper nouns
                are looked up as nouns, since fables capitalise them ("the Crow").
        """
        letter = PART_OF_SPEECH.get(pos, pos)
        word = lemma.lower().replace("_", " ").replace("’", "'").strip()
        words = self._words.get(letter)
        if words is None:
            return None
        number = words.get(word)
        if number is None and (known := self._irregular[letter].get(word)):
            number = words.get(known)
        if number is None and letter == "n" and word.endswith("s"):
            number = words.get(word[:-1])
        if number is None and "-" in word:
            number = words.get(word.replace("-", " "), words.get(word.replace("-", "")))
        if number is None and " " in word:
            # "young lady": the head decides; verbs with a particle begin with it.
            head = word.split()[0] if letter == "v" else word.split()[-1]
            number = words.get(head)
        return None if number is None else self._entry(word, number)

    def holds(self, lemma: str, pos: str) -> bool:
        """Return whether exactly this word has an entry; ``lookup`` also answers for plurals and heads."""
        return lemma in self._words.get(PART_OF_SPEECH.get(pos, pos), ())

    def nearest(self, lemma: str, pos: str, vocabulary: Mapping[str, Collection[str]], *,
                gender: str | None = None) -> Concept | None:
        """Return the concept of ``vocabulary`` that comes nearest to a word, or ``None``.

        Args:
            lemma, pos: As for :meth:`lookup`.
            vocabulary: Kind -> names that a model can draw: ``{"animal": ["bird", "fox"], ...}``.
            gender: ``female`` or ``male`` where the story says it; turns man into woman, king into queen.
        """
        entry = self.lookup(lemma, pos)
        if entry is None:
            return None
        for concept in entry.chain:
            choice = gendered(concept, gender)
            if choice.name in vocabulary.get(choice.kind, ()):
                return choice
        return None

    def natural_colour(self, noun: str) -> str | None:
        """Return the colour that a thing has of itself (crow -> ``black``), or ``None``."""
        entry = self.lookup(noun, "n")
        return entry.colour if entry else None

    def lemma_of(self, form: str, pos: str) -> str | None:
        """Return the lemma of an irregular form (mice -> mouse, sat -> sit), else ``None``."""
        return self._irregular[PART_OF_SPEECH.get(pos, pos)].get(form.lower())

    def chain(self, concept: Concept) -> tuple[Concept, ...]:
        """Return a concept and what may stand for it, nearest first.

        Raises:
            KeyError: The lexicon has no such concept.
        """
        return self._concepts[concept][2]

    def concepts(self) -> dict[str, tuple[str, ...]]:
        """Return all concept names by kind."""
        names: dict[str, list[str]] = {}
        for concept in self._concepts:
            names.setdefault(concept.kind, []).append(concept.name)
        return {kind: tuple(members) for kind, members in names.items()}

    def entries(self) -> Iterator[Entry]:
        """Yield every entry."""
        for words in self._words.values():
            for word, number in words.items():
                yield self._entry(word, number)

    def irregular_forms(self) -> dict[str, dict[str, str]]:
        """Return part of speech (``n``, ``v``, ``a``) -> irregular form -> lemma."""
        return {pos: dict(forms) for pos, forms in self._irregular.items()}

    def __len__(self) -> int:
        return sum(len(words) for words in self._words.values())

    def _entry(self, word: str, number: int) -> Entry:
        pos, concept, own_colour, approximate = self._groups[number]
        colour, place, chain = self._concepts[concept]
        return Entry(word, pos, concept, own_colour or colour, chain, place, approximate)


def gendered(concept: Concept, gender: str | None) -> Concept:
    """Return the person concept of the given gender: (man, ``female``) -> woman; others as they are."""
    if concept.kind == "person" and gender in ("female", "male"):
        for male, female in GENDERED:
            if concept.name in (male, female):
                return Concept("person", female if gender == "female" else male)
    return concept


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """Return the lexicon that ships with the program; it is read once."""
    return Lexicon(TABLES)


def _rows(path: Path) -> Iterator[list[str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def _value(cell: str) -> str | None:
    return None if cell == NOTHING else cell
