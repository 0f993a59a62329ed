"""Families by what they are called: the wife of Mr. Bennet is Mrs. Bennet, and so is the mother of Jane
Bennet; Mum is "his mother"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyboard.story.entities import Determiner
from storyboard.story.families import PARENTS, SPOUSES
from storyboard.story.kinship import whose
from storyboard.story.names import parse_name
from storyboard.story.nouns import noun_class
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from storyboard.story.entities import Mention
    from storyboard.story.gathering import StoryReader
    from storyboard.story.names import NameGroup
    from storyboard.story.participants import Participant

HEADS = {"male": words("mr mr. sir lord squire"), "female": words("mrs mrs. lady madame")}
"""Titles of husband and wife."""
STEP = frozenset({"stepmother", "stepfather"})


CALLED = {
    "female": words("mum mom mummy mommy mama mamma ma"), "male": words("dad daddy papa pa"),
}
"""What children call their parents."""
FORMAL = {"female": "mother", "male": "father"}
GRAND_CALLED = {
    "female": words("grandma granny gran nana nan"),
    "male": words("grandpa granddad grandad gramps grandpapa"),
}
GRAND_FORMAL = {"female": "grandmother", "male": "grandfather"}


def by_its_other_word(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return the only mother whom the story calls Mum for "his mother", and the only mother for "Mum"."""
    gender = noun_class(mention.lemma).gender
    if gender not in CALLED or mention.plural or mention.determiner is Determiner.INDEFINITE:
        return None
    grand = mention.lemma in GRAND_CALLED[gender] or mention.lemma == GRAND_FORMAL[gender]
    other, child_s = FORMAL[gender], CALLED[gender]
    if grand:
        other, child_s = GRAND_FORMAL[gender], GRAND_CALLED[gender]
    if mention.lemma == other:
        words_, owners = child_s, whose(reader, mention)
        if reader.narrator is not None and owners and reader.narrator.number not in owners:
            return None  # Mum is the narrator's.
        known_parents = (one for owner in owners for one in reader.kin.parents_of(owner))
        if any(reader.participants[one].gender == gender for one in known_parents):
            return None
    elif mention.lemma in child_s:
        words_, owners = child_s | {other}, set()
    else:
        return None
    if any(one.agrees(mention) for one in reader.by_head.get(mention.lemma, [])):
        return None
    known = {one.number: one for word in words_ for one in reader.by_head.get(word, []) if not one.plural}
    one = next(iter(known.values())) if len(known) == 1 else None
    if one is None or one.number in owners or one.names:
        return None
    return one if one.agrees(mention) else None


def by_surname(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return the wife, husband, mother or father of somebody by the surname that they share, also where the
    story names her or him only later; ``None`` where two may be meant or another is known."""
    if mention.lemma not in (SPOUSES | PARENTS) - STEP or mention.plural or mention.possessor is None:
        return None
    owners = whose(reader, mention)
    if len(owners) != 1:
        return None
    owner = reader.participants[next(iter(owners))]
    surname, head = _surname(owner)
    gender = noun_class(mention.lemma).gender
    if not surname or gender is None:
        return None
    if mention.lemma in SPOUSES:
        if owner.number in reader.kin.spouse or owner.gender == gender:
            return None
    elif head or owner.number in reader.kin.spouse:
        return None  # The mother of Mrs. Verloc is not Mrs. Verloc, nor need she be another one.
    elif any(reader.participants[one].gender == gender for one in reader.kin.parents_of(owner.number)):
        return None
    found = {id(group): group for group in reader.groups.values() if _heads(group, surname, gender)}
    if len(found) != 1:
        return None
    group = next(iter(found.values()))
    if mention.lemma in PARENTS and _has_parents(reader, group):
        return None  # "Mrs. Verloc's mother" is likely Winnie Verloc's as well.
    one = reader.named(group)
    return one if one is not owner and (not one.mentions or one.agrees(mention)) else None


def _surname(one: Participant) -> tuple[str, bool]:
    """Return the surname of somebody, and whether he bears a husband's or she a wife's title."""
    parsed = [parse_name(name) for name in one.names]
    known = {name.parts[-1] for name in parsed if name.title or len(name.parts) > 1}
    head = any(name.title in titles for name in parsed for titles in HEADS.values())
    return (known.pop() if len(known) == 1 else "", head)


def _has_parents(reader: StoryReader, group: NameGroup) -> bool:
    """Whether the story tells of the mother or father of somebody by one of the names of a group."""
    owners = {
        one.possessor for one in reader.mentions if one.lemma in PARENTS and one.possessor is not None
    }
    return any(
        reader.groups.get(reader.at[owner].lemma) is group for owner in owners if owner in reader.at
    )


def _heads(group: NameGroup, surname: str, gender: str) -> bool:
    return any(name.title in HEADS[gender] and name.parts[-1] == surname for name in group.parsed)
