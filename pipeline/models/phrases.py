"""A shallow reading of a prompt: noun phrases with what governs them, and verbs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.models.english import (
    AUXILIARIES,
    BODY,
    CONJUNCTIONS,
    DETERMINERS,
    GROUPS,
    NUMBERS,
    PARTITIVES,
    PREPOSITIONS,
    PRONOUNS,
    SILENT,
)
from pipeline.models.wordtable import Meaning, WordTable

TOKEN = re.compile(r"[a-z]+(?:['’-][a-z]+)*|\d+|[.,;:!?()\"“”—]")

@dataclass
class NounPhrase:
    """A noun with what stands before it."""

    words: list[str]
    """As written, without articles."""
    head: Meaning | None
    """``None``: an unknown word."""
    preposition: str | None
    modifiers: list[tuple[str, Meaning | None]] = field(default_factory=list)
    """``(word, meaning)`` of adjectives and participles, nearest to the noun last."""
    negated: bool = False
    plural_words: list[str] = field(default_factory=list)
    """Number words: the model draws one."""

    @property
    def text(self) -> str:
        return " ".join(self.words)

    @property
    def last(self) -> str:
        """The noun as written."""
        return self.words[-1] if self.words else ""


@dataclass
class VerbWord:
    """A full verb."""

    word: str
    meaning: Meaning | None
    negated: bool = False


@dataclass
class Loose:
    """A word that belongs to no phrase: an adverb, an unknown word."""

    word: str


Item = NounPhrase | VerbWord | Loose


class ShallowReader:
    """Cuts a clause into noun phrases and verbs, by a table of words."""

    def __init__(self, table: WordTable) -> None:
        self._table = table

    def read(self, text: str) -> list[Item]:
        """Return the items of a text in order."""
        self._tokens = [token.replace("’", "'") for token in TOKEN.findall(text.lower())]
        self._agree()
        items: list[Item] = []
        preposition: str | None = None
        expecting = negated = False
        numbers: list[str] = []
        here = 0
        while here < len(self._tokens):
            word = self._tokens[here]
            if not word[0].isalnum():
                preposition, expecting, here = None, False, here + 1
            elif (word == "to" and self._is_verb(here + 1)) or (word == "that" and self._is_finite(here + 1)):
                here += 1
            elif word in ("not", "never") or word.endswith("n't"):
                negated, here = True, here + 1
            elif word in DETERMINERS or word in NUMBERS or word.isdigit():
                negated = negated or word == "no"
                if word in NUMBERS or word.isdigit():
                    numbers.append(word)
                expecting, here = True, here + 1
            elif word in PREPOSITIONS and not (word == "like" and self._follows_subject(items)):
                preposition, expecting, here = word, True, here + 1
            elif word in CONJUNCTIONS:
                expecting, here = False, here + 1
            elif word in PRONOUNS:
                meaning = self._table.noun(PRONOUNS[word])
                items.append(NounPhrase([word], meaning, preposition))
                preposition, expecting, here = None, False, here + 1
            elif word in AUXILIARIES or word in SILENT:
                here += 1
            elif not expecting and self._reads_as_verb(here, items):
                items.append(VerbWord(word, self._table.verb(word), negated))
                preposition, negated, here = None, False, here + 1
            elif word.endswith("ly") and not (self._table.noun(word) or self._table.adjective(word)):
                items.append(Loose(word))
                here += 1
            else:
                phrase, here = self._noun_phrase(here, preposition)
                phrase.negated = negated
                phrase.plural_words += numbers
                items.append(phrase)
                expecting = negated = False
                numbers = []
                # "in a hat and a coat": the preposition governs both; any other word ends its reach.
                joined = here < len(self._tokens) and self._tokens[here] == "and"
                if not joined or self._is_finite(here + 1):
                    preposition = None
        return items

    def _agree(self) -> None:
        """Put the verb of a group into the singular: "a group of dwarfs in grey shirts sit in the room".

        Behind its members the bare verb is the group's; it could not be told from a noun ("walk") otherwise.
        """
        for here in range(1, len(self._tokens)):
            if self._tokens[here] != "of" or self._tokens[here - 1] not in GROUPS:
                continue
            several = behind_noun = False
            for next_ in range(here + 1, len(self._tokens)):
                word = self._tokens[next_]
                if not word[0].isalpha() or (several and word in PREPOSITIONS and word not in ("in", "with")):
                    break
                meaning = self._table.verb(word)
                bare = meaning is not None and meaning.lemma == word and word not in DETERMINERS
                if several and behind_noun and bare:
                    self._tokens[next_] = _third_person(word)
                    break
                noun = self._table.noun(word)
                behind_noun = noun is not None
                several = several or (noun is not None and noun.lemma != word) or word == "people"

    def _noun_phrase(self, here: int, preposition: str | None) -> tuple[NounPhrase, int]:
        words: list[str] = []
        modifiers: list[tuple[str, Meaning | None]] = []
        head: Meaning | None = None
        head_word: str | None = None
        while here < len(self._tokens):
            word = self._tokens[here]
            if word in ("and", ",") and head_word is None and modifiers and self._continues(here + 1):
                here += 1  # between adjectives
                continue
            if head_word is None and self._joins_adjectives(here):
                words.append(word)
                modifiers.append((word, self._modifier(word)))
                here += 1
                continue
            if not self._continues(here):
                break
            length, meaning = self._longest_noun(here)
            if head_word is not None:
                if length == 0 or self._is_predicate(here, head):
                    break
                if head is not None or head_word not in BODY:
                    modifiers.append((head_word, head))
            elif length == 1 and self._is_modifier(here):
                words.append(word)
                modifiers.append((word, self._modifier(word)))
                here += 1
                continue
            if length == 0:
                if self._continues(here + 1) and not self._is_predicate(here + 1, None):
                    words.append(word)
                    modifiers.append((word, self._modifier(word)))
                    here += 1
                    continue
                length = 1
            head, head_word = meaning, " ".join(self._tokens[here:here + length])
            words += self._tokens[here:here + length]
            here += length
            if head is None and head_word not in BODY:
                break
        if head_word in PARTITIVES and here + 1 < len(self._tokens) and self._tokens[here] == "of":
            here += 1
            while here < len(self._tokens) and self._tokens[here] in DETERMINERS:
                here += 1
            if here < len(self._tokens):
                phrase, here = self._noun_phrase(here, preposition)
                # "a happy group of dwarfs": what is said of the group is said of its members.
                phrase.modifiers[:0] = modifiers
                if head_word in GROUPS:
                    phrase.plural_words.append(f"{head_word} of")
                return phrase, here
        return NounPhrase(words, head, preposition, modifiers), here

    def _continues(self, here: int) -> bool:
        """Whether a noun phrase may go on with this token."""
        if here >= len(self._tokens):
            return False
        word = self._tokens[here]
        return (word[0].isalpha() and word not in PREPOSITIONS and word not in CONJUNCTIONS
                and word not in AUXILIARIES and word not in SILENT and word not in PRONOUNS
                and word not in DETERMINERS)

    def _longest_noun(self, here: int) -> tuple[int, Meaning | None]:
        for length in (3, 2, 1):
            last = here + length - 1
            if last < len(self._tokens) and not (length > 1 and self._is_sure_verb(last)):
                meaning = self._table.noun(" ".join(self._tokens[here:here + length]))
                if meaning is not None:
                    return length, meaning
        return (1, None) if self._tokens[here] in BODY else (0, None)

    def _modifier(self, word: str) -> Meaning | None:
        meaning = self._table.adjective(word)
        if meaning is None and word.endswith(("ing", "ed")):
            meaning = self._table.verb(word)
        if meaning is None:
            noun = self._table.noun(word)
            meaning = noun if noun is not None and noun.kind == "colour" else None
        return meaning

    def _is_modifier(self, here: int) -> bool:
        """Whether a word that could be a noun stands before one: "orange cat", "sleeping dog"."""
        word = self._tokens[here]
        could = self._table.adjective(word) is not None or word.endswith(("ing", "ed"))
        if not could or not self._continues(here + 1):
            return False
        length, meaning = self._longest_noun(here + 1)
        follows = length > 0 or self._table.adjective(self._tokens[here + 1]) is not None
        # "a stone falls" tells what a stone does; it is no waterfall of stone.
        acts = self._is_sure_verb(here + 1) or (
            meaning is not None and meaning.kind == "action" and self._is_finite(here + 1))
        return follows and not acts

    def _joins_adjectives(self, here: int) -> bool:
        """Whether an adjective is joined to another: the first of "big, black dog"."""
        word, *after = self._tokens[here:here + 3]
        return (len(after) == 2 and after[0] in ("and", ",") and self._table.adjective(word) is not None
                and self._table.adjective(after[1]) is not None)

    def _is_verb(self, here: int) -> bool:
        return here < len(self._tokens) and self._table.verb(self._tokens[here]) is not None \
            and self._tokens[here] not in DETERMINERS

    def _is_finite(self, here: int) -> bool:
        """Whether a token is an inflected verb."""
        if not self._is_verb(here):
            return False
        word, meaning = self._tokens[here], self._table.verb(self._tokens[here])
        return meaning is not None and meaning.lemma != word

    def _is_sure_verb(self, here: int) -> bool:
        """Whether an inflected verb is an action that the model draws: "coat stands" are no furniture."""
        verb = self._table.verb(self._tokens[here])
        return self._is_finite(here) and verb is not None and verb.kind == "action" and not verb.closeness

    def _is_predicate(self, here: int, head: Meaning | None) -> bool:
        """Whether a token after a noun is its verb rather than the next noun of a compound."""
        if not self._is_verb(here):
            return False
        if self._is_finite(here):
            return True
        noun = self._table.noun(self._tokens[here])
        # "a swan fly": the insect would be a strange compound. "a rabbit hole": no verb.
        usual = ("action", "mood", "animal")
        return head is not None and head.kind in ("person", "animal") and (noun is None or noun.kind in usual)

    def _reads_as_verb(self, here: int, items: list[Item]) -> bool:
        if not self._is_verb(here):
            word = self._tokens[here]
            known = self._table.noun(word) is not None or self._table.adjective(word) is not None
            return not known and self._follows_subject(items) and word.endswith(("s", "ed", "ing"))
        noun, verb = self._table.noun(self._tokens[here]), self._table.verb(self._tokens[here])
        lives = noun is not None and noun.kind in ("person", "animal")
        if lives and verb is not None and verb.closeness == "~" and verb.lemma == self._tokens[here]:
            return False  # "and queen": to queen is a verb too, but a rare one
        known_otherwise = self._table.noun(self._tokens[here]) is not None \
            or self._table.adjective(self._tokens[here]) is not None
        return self._is_finite(here) or not known_otherwise or self._follows_subject(items)

    @staticmethod
    def _follows_subject(items: list[Item]) -> bool:
        phrases = [item for item in items if isinstance(item, NounPhrase)]
        return bool(phrases) and not any(isinstance(item, VerbWord) for item in items)


def _third_person(verb: str) -> str:
    if re.search(r"(?:s|x|z|ch|sh|o)$", verb):
        return f"{verb}es"
    return f"{verb[:-1]}ies" if re.search(r"[^aeiou]y$", verb) else f"{verb}s"
