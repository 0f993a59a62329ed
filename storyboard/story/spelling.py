"""Names told from common nouns by how the whole story writes a word: large, with an article, or small."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from storyboard.story.lexicon.lexicon import load_lexicon
from storyboard.story.misnamed import given_names
from storyboard.story.noun_phrases import NAME_PARTS, SUBJECT_ROLES
from storyboard.story.nouns import (
    CHILD,
    FEMALE,
    KIN,
    MALE,
    OLD,
    PEOPLES,
    TITLES,
    is_first_name,
    is_unknown,
    noun_class,
)
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

TELLING = FEMALE | MALE | CHILD | OLD | KIN | frozenset(TITLES)
"""Nouns that say what someone is even when they are written like names: ``Mother``, ``Doctor``."""


CALLINGS = frozenset({"Coach"})
"""Titles of people that are things as well."""
ALWAYS_SEVERAL = words("people folk folks police")
COLLECTIVE = ALWAYS_SEVERAL | words("sheep fish deer cattle swine poultry trout salmon")
"""Nouns that look alike for one and for several."""
PLAIN_TITLES = frozenset({"mr", "mrs", "miss", "ms", "dr"})


SURNAMES = words("""
bass bird buck bullock cock crane crow drake finch fish fox hart hawk heron herring kite lamb lark marlin
martin nightingale partridge peacock pike raven robin roe salmon swan swift wolf woodcock wren colt steer stag
""")
"""Animals that people are called after."""


class Spelling:
    """How a story writes its nouns."""

    def __init__(self, doc: Doc) -> None:
        small: Counter[str] = Counter()
        bare: Counter[str] = Counter()
        with_article: Counter[str] = Counter()
        for token in doc:
            if token.pos_ not in {"NOUN", "PROPN"}:
                continue
            if not token.text[:1].isupper():
                small[token.lower_] += 1
            elif any(child.dep_.startswith("det") or child.dep_ == "nmod:poss" for child in token.children):
                with_article[token.lower_] += 1
            elif not _opens(token):
                bare[token.lower_] += 1
        self._given = given_names(doc)
        self._people = {token.lemma_.lower() for token in doc if _is_told_to_be_somebody(token)}
        self._people |= {
            token.lower_ for token in doc[:-1]
            if token.text in CALLINGS and token.nbor().pos_ == "PROPN" and token.nbor().text[:1].isupper()
        }
        self._surnames = {
            token.lower_ for token in doc
            if is_surname(token)
            and any(child.lower_.removesuffix(".") in PLAIN_TITLES for child in token.children)
        }
        self._with_kin = {token.lemma_.lower() for token in doc if _has_kin(token)}
        self._nouns = {*small, *with_article}
        self._names = {word for word in bare if not small[word] and not with_article[word]}

    def is_used_as_name(self, word: str) -> bool:
        """Whether the story writes ``word`` with a capital and without an article wherever it stands."""
        return word.lower() in self._names

    def is_given(self, token: Token) -> bool:
        """Whether the word is what the story calls somebody, whatever else it means: a dog called Duke."""
        bare = not any(child.dep_.startswith("det") or child.dep_ == "nmod:poss" for child in token.children)
        return bare and token.text[:1].isupper() and token.lower_ in self._given

    def is_titled(self, token: Token) -> bool:
        """Whether a word that stands like a name is the surname of somebody: Mr. Crane, Crane."""
        bare = not any(child.dep_.startswith("det") or child.dep_ == "nmod:poss" for child in token.children)
        return bare and token.text[:1].isupper() and token.lower_ in self._surnames

    def is_person(self, lemma: str) -> bool:
        """Whether a noun that no list has is said to be people: "those aristos were fools"."""
        return lemma in self._people

    def has_kin(self, lemma: str) -> bool:
        """Whether the story tells of somebody called so beside his wife or child: "a charcoal burner and his
        wife"."""
        return lemma in self._with_kin

    def is_used_as_noun(self, word: str) -> bool:
        """Whether the story writes ``word`` small or with an article somewhere."""
        return word.lower() in self._nouns


def _has_kin(token: Token) -> bool:
    if token.pos_ != "NOUN" or token.dep_ not in SUBJECT_ROLES:
        return False
    return any(
        child.dep_ == "conj" and child.lemma_.lower() in KIN
        and any(part.dep_ == "nmod:poss" and part.lower_ in {"his", "her"} for part in child.children)
        for child in token.children
    )


def _is_told_to_be_somebody(token: Token) -> bool:
    noun = token.head
    return (
        token.pos_ == "NOUN"
        and token.dep_ == "nsubj"
        and noun.pos_ == "NOUN"
        and any(child.dep_ == "cop" for child in noun.children)
        and is_unknown(token.lemma_.lower())
        and noun_class(noun.lemma_.lower()).kind == "person"
    )


def _opens(token: Token) -> bool:
    """Whether the word has its capital from its place: first in a sentence, a line or a quotation."""
    if token.i == 0 or token.is_sent_start:
        return True
    before = token.nbor(-1)
    return before.is_space or (before.is_punct and before.text not in {",", "-", ";"})


def is_name(token: Token, lemma: str, label: str, spelling: Spelling) -> bool:
    """Whether the head of a phrase is a proper name, and not a common noun with a capital ("the Fox").

    Args:
        token: The head.
        lemma: Its lemma, lower case.
        label: The phrase's type, or empty.
        spelling: How the story writes its nouns.
    """
    if not token.text[:1].isupper():
        return False
    if spelling.is_given(token):
        return True
    if lemma in PEOPLES and any(child.dep_ == "det" for child in token.children):
        return False  # "the American"
    kind = noun_class(lemma).kind
    used_as_name = spelling.is_used_as_name(token.text)
    parts = [child for child in token.children if child.dep_ in NAME_PARTS]
    first_name = (
        not spelling.is_used_as_noun(token.text)
        and label in {"PER", ""}
        and is_first_name(token.text)
    )
    first_name = first_name or is_surname(token) or spelling.is_titled(token)
    known = lemma in TELLING or (
        not first_name and (kind == "animal" or (kind == "person" and not used_as_name))
    )
    if known and not any(_names(part, token, kind) for part in parts):
        return False
    if token.pos_ == "PROPN":
        return True
    acts = token.dep_ in SUBJECT_ROLES | {"vocative", "appos"} and kind in {"thing", ""}
    if used_as_name and (is_unknown(lemma) or acts):
        return True  # "Curtis" at the head of a sentence, which may be taken for a noun; a cat called Pepper.
    return label == "PER" and (used_as_name or (not token.is_sent_start and not kind))


BREEDS = dict.fromkeys(
    words("labrador alsatian rottweiler doberman dalmatian chihuahua dachshund beagle pomeranian"), "dog"
) | {"siamese": "cat", "angora": "cat", "shetland": "pony"}
"""Breeds that are written like names -> the animal."""
TWO_WORDS = frozenset({"guinea pig", "sea lion", "sea horse", "prairie dog"})
"""Animals that are not what their second word says."""
SHEPHERDS = frozenset({"german", "australian", "belgian", "shetland", "anatolian"})


def lemma_of(token: Token) -> str:
    """Return the lemma of a noun in small letters, of a breed the animal's: a German shepherd is a dog."""
    lemma = token.lemma_.lower()
    before = token.nbor(-1).lower_ if token.i else ""
    if lemma == "shepherd" and before in SHEPHERDS:
        return "dog"
    if token.lower_ in BREEDS and any(child.dep_ == "det" for child in token.children):
        return BREEDS[token.lower_]
    pair = f"{before} {lemma}"
    return pair if pair in TWO_WORDS else lemma


def is_surname(token: Token) -> bool:
    """Whether an animal's word is a person's name: Mr. Finch is no bird, Mr. Fox is the fox."""
    lemma = token.lemma_.lower()
    titled = any(child.lower_.removesuffix(".") in PLAIN_TITLES for child in token.children)
    entry = load_lexicon().lookup(lemma, "NOUN") if titled and noun_class(lemma).kind == "animal" else None
    return entry is not None and entry.concept.name != lemma


def is_animal_name(token: Token) -> bool:
    """Whether the last word of a name says which animal bears it: Peter Rabbit, not Henry Crane."""
    parts = (child for child in token.children if child.dep_ in NAME_PARTS)
    last = max(parts, key=lambda one: one.i, default=token)
    titled = token.lower_.removesuffix(".") in PLAIN_TITLES
    word = last.lower_
    titled = titled or (token.lower_ in TITLES and is_first_name(word))  # Captain Rudd
    return last.i > token.i and not titled and word not in SURNAMES and noun_class(word).kind == "animal"


def _names(part: Token, noun: Token, kind: str) -> bool:
    """Whether a part of a phrase makes its noun a name: "Doctor Watson", and "Miss Bartlett" although that is
    a pear."""
    if part.pos_ != "PROPN" or part.lower_ in TITLES:
        return False
    told = noun_class(part.lower_).kind
    titled = kind == "person" or noun.lower_ in TITLES
    behind = part.dep_ == "flat" and part.i == noun.i + 1 and part.text[:1].isupper()
    # Captain Rudd is no fish.
    return not told or (titled and behind and (told != "animal" or noun.lower_ in TITLES))


def is_one(token: Token) -> bool:
    """Whether a noun is in the singular, whatever it was taken for: the cow of "Daisy the cow"."""
    word = token.lower_
    if word != token.lemma_.lower() or word in COLLECTIVE:
        return False
    return token.tag_ in {"NN", "NNP"} or (not word.endswith("s") and load_lexicon().holds(word, "n"))


def is_family(token: Token) -> bool:
    """Whether a name means all who bear it: the Devines."""
    parts = list(token.children)
    return (
        token.lower_.endswith("s")
        and any(part.lower_ == "the" and part.i == token.i - 1 for part in parts)
        and not any(part.dep_ in NAME_PARTS for part in parts)
        and not is_first_name(token.text)
    )


def has_surname(token: Token) -> bool:
    """Whether a word that is nothing else stands behind: Snake Anson is a man."""
    return any(
        child.i > token.i and child.dep_ in NAME_PARTS and child.pos_ == "PROPN" and is_unknown(child.lower_)
        for child in token.children
    )
