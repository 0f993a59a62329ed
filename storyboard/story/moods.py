"""Moods that the words of a run of sentences tell, and which of those words say how it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from storyboard.story.nouns import noun_class
from storyboard.story.reality import is_negated
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

MOODS = {
    "happy": words("""happy glad merry joyful joy
    delighted cheerful laugh smile rejoice delight gay pleased dance sing
                   comfortable grateful content proud"""),
    "sad": words("""sad sorrow weep cry sorrowful unhappy grief
    mourn tear lament miserable melancholy lonely sigh sob
                 wretched grieve mournful gloomy poor dead die"""),
    "angry": words(
        "angry anger rage furious fury wrath quarrel fierce wrathful indignant scold angrily ridicule"
    ),
    "afraid": words("""afraid fear frightened terror dread horror terrified tremble
    fright scared alarm dreadful horrible
                    frighten danger peril terrible anxious shriek scream ghastly awful flee"""),
    "calm": words("calm quiet peaceful still gentle peace rest sleep asleep doze serene slow steady silent"),
}
OF_PEOPLE = words("dead poor still fair")
"""Words of a mood only where they are said of somebody."""
QUOTES = frozenset("\"'“”‘’")
LONGEST_QUESTION = 30
"""Words within which a question has its mark."""


def is_of_now(token: Token) -> bool:
    """Whether a word of a mood says how it is: not of what is not done, "without smiling", nor of tearing."""
    if token.lower_ == "still" and token.pos_ == "ADV":
        return False
    if token.lower_ == "poor" and token.dep_ == "amod":
        return False  # "The poor man took off his cap."
    if token.pos_ == "ADJ" and any(_denies(one) for one in (token, *token.conjuncts)):
        return False  # "no longer hungry or sad"
    if token.pos_ != "VERB":
        return True
    if token.lemma_ == "cry" and any(part.text in QUOTES for part in _around(token)):
        return False  # "Stop!" cried the captain.
    return not (token.lemma_ == "tear" or is_negated(token))


def _denies(word: Token) -> bool:
    return any(
        child.lower_ in {"longer", "more"} and any(part.lower_ == "no" for part in child.children)
        for child in word.children
    )


def _around(verb: Token) -> Span:
    return verb.doc[max(0, verb.i - 2) : verb.i + 4]


def is_felt(token: Token) -> bool:
    """Whether somebody says how he feels: no question, wish or offer ("Do you dance?")."""
    verb = token if token.pos_ == "VERB" else token.head
    ahead = (part.text for part in token.doc[token.i : token.i + LONGEST_QUESTION])
    asked = next((text for text in ahead if text in {".", "!", "?"}), "") == "?"
    aux = any(child.dep_ == "aux" and child.tag_ in {"MD", "VB", "VBP"} for child in verb.children)
    return not (asked or aux or verb.tag_ == "VBD")


def most(tokens: list[Token], classes: dict[str, frozenset[str]]) -> str | None:
    """Return the class of which most words are told, the first of several."""
    counts: Counter[str] = Counter()
    for token in _unnegated(tokens):
        word = token.lemma_.lower()
        of_a_thing = token.dep_ == "amod" and noun_class(token.head.lemma_.lower()).kind == "thing"
        if word in OF_PEOPLE and of_a_thing:
            continue  # "a dead tree"
        for name, members in classes.items():
            if word in members or token.lower_ in members:
                counts[name] += 1
    if not counts:
        return None
    order = list(classes)
    return min(counts, key=lambda name: (-counts[name], order.index(name)))


def _unnegated(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        denied = {"not", "n't", "n’t", "no", "never", "as", "like", "than"}  # "white as snow" is no snow.
        if not any(child.lower_ in denied for child in token.children):
            yield token
