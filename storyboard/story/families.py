"""Families as far as a story has told of them: husband and wife, parents and children, members of a group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from storyboard.story.nouns import CHILD
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from storyboard.story.entities import Mention

SPOUSES = frozenset({"wife", "husband"})
PARENTS = words("mother father stepmother stepfather mamma mama papa mum mummy daddy dad")
OFFSPRING = words("son daughter child stepson stepdaughter baby babe infant")
SIBLINGS = frozenset({"brother", "sister"})
MASTERS = frozenset({"master", "mistress", "owner"})
SEX = {"his": "male", "her": "female"}
RELATIVE = SPOUSES | PARENTS | OFFSPRING | SIBLINGS
"""Nouns that say who somebody is by whose he is."""

@dataclass(slots=True)
class Kinship:
    """What the story has told so far; participants by number."""

    spouse: dict[int, int] = field(default_factory=dict)
    parents: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    siblings: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    """Brothers and sisters whose parents are not told of."""
    group: dict[int, int] = field(default_factory=dict)
    """Member -> its group."""
    master: dict[int, int] = field(default_factory=dict)
    """Animal or servant -> whose it is."""
    keeper: dict[int, int] = field(default_factory=dict)
    """Animal -> the person whose it is said to be: "his kitten"."""
    sex: dict[int, str] = field(default_factory=dict)
    """Child -> ``male`` or ``female``, as far as its noun tells."""
    told: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    """Group -> members that were told one by one."""
    size: dict[int, int] = field(default_factory=dict)
    """Group -> how many it is said to be."""

    def wed(self, one: int, other: int) -> None:
        """Take two for husband and wife unless one has another already."""
        if one != other and self.spouse.get(one, other) == other and self.spouse.get(other, one) == one:
            self.spouse[one], self.spouse[other] = other, one

    def join(self, one: int, other: int) -> None:
        """Take two for brothers or sisters."""
        if one != other:
            self.siblings[one].add(other)
            self.siblings[other].add(one)

    def parents_of(self, one: int) -> set[int]:
        """Return the parents, and to whom they are married."""
        own = {*self.parents.get(one, ()), *self.parents.get(self.group.get(one, -1), ())}
        return own | {self.spouse[parent] for parent in own if parent in self.spouse}

    def children_of(self, one: int) -> set[int]:
        """Return the children, groups among them, and those of the spouse."""
        both = {one, self.spouse.get(one, one)}
        own = {child for child, parents in self.parents.items() if parents & both}
        return own | {member for child in own for member in self.told.get(child, ())}

    def siblings_of(self, one: int) -> set[int]:
        """Return brothers and sisters."""
        found = {child for parent in self.parents_of(one) for child in self.children_of(parent)}
        found |= self.siblings.get(one, set())
        if one in self.group:
            found.update(self.told[self.group[one]])
        return found - {one, self.group.get(one, one)}

    def forbids(
        self, lemma: str, owners: Collection[int], number: int, sex: str | None = None
    ) -> bool:
        """Whether a noun cannot mean somebody by what is known of the family.

        Args:
            lemma: The noun.
            owners: Whose the one is said to be.
            number: Of the one whom it would mean.
            sex: Of the owner where a pronoun tells it: ``her father`` is not the father of two sons alone.
        """
        if lemma in PARENTS and owners and sex:
            theirs = {child for child, parents in self.parents.items() if number in parents}
            told = {self.sex[child] for child in theirs if child in self.sex}
            return bool(told) and sex not in told and not theirs & set(owners)
        if lemma in SPOUSES and owners and number in self.spouse:
            return self.spouse[number] not in owners
        if lemma in MASTERS and owners:
            theirs = {one for one, master in self.master.items() if master == number}
            return bool(theirs) and not theirs & set(owners)
        if lemma in CHILD | {"son", "daughter"}:
            return number in self.spouse or any(number in parents for parents in self.parents.values())
        return False


def married_pronouns(doc: Doc, mentions: Iterable[Mention]) -> frozenset[int]:
    """Return the tokens of pronouns that mean somebody married: "he" of a sentence that has "his wife"."""
    found = {}
    for mention in mentions:
        if mention.lemma in SPOUSES and mention.possessor is not None and not mention.predicative:
            owner = doc[mention.possessor]
            if owner.lower_ in {"his", "her"}:
                found[mention.sentence] = "male" if owner.lower_ == "his" else "female"
    return frozenset(
        mention.head
        for mention in mentions
        if mention.form == "pronoun"
        and mention.gender is not None
        and found.get(mention.sentence) == mention.gender
        and (doc[mention.head].dep_ == "nsubj" or doc[mention.head].head.lemma_.lower() in SPOUSES)
    )
