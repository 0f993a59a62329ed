"""Who is meant by whose he is: husband and wife, parents and children, brothers and sisters, a group.

What the story says of one ("his two children") finds whom it means by another word later ("their father",
"his sister", "the children").
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from storyboard.story.binding import LATEST, subject_of
from storyboard.story.entities import Determiner, MentionForm
from storyboard.story.families import MASTERS, OFFSPRING, PARENTS, RELATIVE, SEX, SIBLINGS, SPOUSES, Kinship
from storyboard.story.introduced import HAVE, complete, note_called, who_has
from storyboard.story.link_features import WINDOW
from storyboard.story.names import parse_name
from storyboard.story.nouns import ANYBODY, CHILD, ORDER, noun_class
from storyboard.story.wordlists import words

if TYPE_CHECKING:

    from storyboard.story.entities import Mention
    from storyboard.story.gathering import StoryReader
    from storyboard.story.participants import Participant

WEDDED = (frozenset({"man", "woman"}), frozenset({"king", "queen"}), frozenset({"husband", "wife"}))
"""Nouns whose bearers are husband and wife where the story brings them on together."""
COUPLES = words("couple pair people folk folks")
COUPLED = frozenset({"old", "good", "poor", "two", "married", "young", "honest", "worthy"})
"""Adjectives that make "people" two who are known."""
CALLS = frozenset({"you", "thou", "o", "oh"})
"""Words before a noun by which somebody is called."""
NUMBERS = {"two": 2, "both": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "twelve": 12}
KIND_OF = {
    "child": CHILD | {"son", "daughter", "brother", "sister"},
    "son": frozenset({"son", "boy", "youth", "lad"}),
    "daughter": frozenset({"daughter", "girl", "maiden"}),
    "brother": frozenset({"brother", "boy", "youth"}),
    "sister": frozenset({"sister", "girl", "maiden"}),
    "boy": frozenset({"boy"}),
    "girl": frozenset({"girl"}),
}
"""Noun of a group -> nouns of those who can belong to it."""
FAMILY_WINDOW = 120
"""Sentences for which "the children" are those of before."""
INTRODUCED = 4
"""Sentences after a group within which those who belong to it are told one by one."""


def note(reader: StoryReader, mention: Mention, participant: Participant) -> None:
    """Remember what a name or noun that was placed says of whose its bearer is."""
    kin, number = reader.kin, participant.number
    if mention.form is MentionForm.PRONOUN:
        return
    if mention.form is MentionForm.NOUN and mention.lemma in RELATIVE | MASTERS:
        note_relation(reader, mention, participant)
    if mention.lemma in OFFSPRING and (parent := who_has(reader, mention)) not in {None, number}:
        kin.parents[number].add(parent)
    if len(participant.mentions) > 1:
        return
    note_called(reader, mention, number)
    _note_couple(reader, mention, number)
    _note_master(reader, mention, number)
    if mention.plural:
        size = _count(reader, mention)
        if size and mention.lemma in KIND_OF:
            kin.size[number] = size
    else:
        _join_group(reader, mention, participant)


def note_relation(reader: StoryReader, mention: Mention, participant: Participant) -> None:
    """Remember whose wife, son, sister or master somebody is said to be."""
    kin, number = reader.kin, participant.number
    for owner in whose(reader, mention):
        if owner == number or number in reader.participants[owner].members:
            continue
        if mention.lemma in SPOUSES and not mention.plural:
            kin.wed(number, owner)
            one = reader.participants[owner]
            one.told_gender = one.told_gender or ("male" if mention.lemma == "wife" else "female")
        elif mention.lemma in MASTERS:
            kin.master.setdefault(owner, number)
        elif mention.lemma in PARENTS:
            kin.parents[owner].add(number)
            told = SEX.get(reader.doc[mention.possessor or 0].lower_)
            if told is not None:
                kin.sex.setdefault(owner, told)
        elif mention.lemma in OFFSPRING:
            kin.parents[number].add(owner)
            if participant.gender in {"male", "female"} and not mention.plural:
                kin.sex[number] = participant.gender
        elif mention.lemma in SIBLINGS and kin.parents_of(owner):
            kin.parents[number] |= kin.parents_of(owner)
        elif mention.lemma in SIBLINGS and not mention.plural:
            kin.join(number, owner)


def whose(reader: StoryReader, mention: Mention) -> set[int]:
    """Return the numbers of those whose the mention is, of several taken together one by one, of "our" the
    speaker."""
    found: set[int] = set()
    for number in () if mention.possessor is None else reader.owner.get(mention.possessor, ()):
        one = reader.participants[number]
        speaker = reader.we.get(number) if one.voice else None
        found.update(one.members or (number if speaker is None else speaker,))
    return found


def one_family(reader: StoryReader, owners: set[int], others: set[int]) -> bool:
    """Whether what belongs to some may be what belongs to others: to the same, or to wife and husband."""
    spouse = reader.kin.spouse
    return bool({*owners, *(spouse.get(one, one) for one in owners)} & others)


def _count(reader: StoryReader, mention: Mention) -> int:
    for child in reader.doc[mention.head].children:
        if child.i < mention.head and child.lower_ in NUMBERS:
            return NUMBERS[child.lower_]
    return 0


def _note_couple(reader: StoryReader, mention: Mention, number: int) -> None:
    """Take "a man and a woman" who come on together for a couple."""
    token = reader.doc[mention.head]
    if token.dep_ != "conj" or mention.determiner not in {Determiner.INDEFINITE, Determiner.BARE}:
        return
    other = reader.at.get(token.head.i)
    owner = reader.only_owner(token.head.i)
    if other is not None and owner is not None and {mention.lemma, other.lemma} == SIBLINGS:
        reader.kin.join(number, owner)  # "a brother and sister"
    if other is None or owner is None or frozenset({mention.lemma, other.lemma}) not in WEDDED:
        return
    if other.determiner is mention.determiner and len(list(token.head.conjuncts)) == 1:
        reader.kin.wed(number, owner)


def _note_master(reader: StoryReader, mention: Mention, number: int) -> None:
    """Remember whose an animal is: "a farmer had an ass"."""
    token = reader.doc[mention.head]
    if mention.kind == "animal" and len(owners := whose(reader, mention)) == 1 and not mention.plural:
        reader.kin.keeper.setdefault(number, owners.pop())
    if mention.kind != "animal" or token.dep_ != "obj" or token.head.lemma_ not in HAVE:
        return
    subject = subject_of(token.head)
    owner = None if subject is None else reader.only_owner(subject.i)
    if owner is not None and owner != number:
        reader.kin.master[number] = owner


def with_master(
    reader: StoryReader, mention: Mention, candidates: Collection[Participant]
) -> Participant | None:
    """Return whose master "his master" speaks of: the only one that somebody was told to have."""
    token = reader.doc[mention.head]
    if token.dep_ != "nmod:poss" or token.head.lemma_ not in MASTERS:
        return None
    found = [one for one in candidates if one.number in reader.kin.master]
    return found[0] if len(found) == 1 else None


def _join_group(reader: StoryReader, mention: Mention, participant: Participant) -> None:
    """Count one of whom the story has just told as several: "his two children. The boy was called ..."."""
    if mention.determiner is Determiner.INDEFINITE or mention.possessor is not None:
        return
    nouns = _nouns(reader, mention)
    in_order = bool(ORDER & set(mention.adjectives))
    for other in reversed(reader.recent):
        first = other.mentions[0] if other.mentions else None
        far = FAMILY_WINDOW if in_order else INTRODUCED
        if first is None or not first.plural or mention.sentence - first.sentence > far:
            continue
        size = reader.kin.size.get(other.number, 0)
        told = reader.kin.told[other.number]
        named = not nouns and _may_be_one_of(mention, participant, first)
        if other.members or not size or len(told) >= size or not (nouns & KIND_OF[first.lemma] or named):
            continue
        told.append(participant.number)
        reader.kin.group[participant.number] = other.number
        if len(told) == size:
            complete(reader, other, tuple(sorted(told)))
        return
    for one in reversed(reader.by_head.get(mention.lemma, []) if in_order else []):
        if ORDER & one.adjectives and reader.kin.parents.get(one.number):
            reader.kin.parents[participant.number] |= reader.kin.parents[one.number]
            if one.number in reader.kin.sex:
                reader.kin.sex[participant.number] = reader.kin.sex[one.number]
            return


def _may_be_one_of(mention: Mention, one: Participant, group: Mention) -> bool:
    """Whether a new name may be that of one of several just brought in: "Two boys sit there. Leo reads."."""
    new = group.determiner in {Determiner.INDEFINITE, Determiner.QUANTIFIED, Determiner.BARE}
    near = mention.sentence - group.sentence <= INTRODUCED - 1
    noun = noun_class(group.lemma)
    if not (new and near) or mention.form is not MentionForm.NAME or mention.kind not in {"person", ""}:
        return False
    titled = bool(parse_name(mention.lemma).title)
    return (not titled and one.gender in {None, noun.gender}) or (noun.gender is None and not titled)


def _nouns(reader: StoryReader, mention: Mention) -> set[str]:
    """Return the noun of a mention, or the nouns in front of a name: "the girl Gretel"."""
    if mention.form is MentionForm.NOUN:
        return {mention.lemma}
    before = reader.doc[max(0, mention.start - 1) : mention.head]
    return {token.lemma_.lower() for token in before if token.text.islower()}


def related(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return who is meant by a relation that the story has told: "their father", "the couple"."""
    if mention.lemma in COUPLES:
        return _couple(reader, mention)
    if (spouse := beside_spouse(reader, mention)) is not None:
        return spouse
    if (one := _in_order(reader, mention)) is not None:
        return one
    if mention.lemma in MASTERS and mention.possessor is not None:
        known = {**reader.kin.keeper, **reader.kin.master}
        masters = {known[owner] for owner in whose(reader, mention) if owner in known}
        one = reader.participants[masters.pop()] if len(masters) == 1 else None
        return one if one is not None and one.agrees(mention) else None
    if mention.lemma not in RELATIVE or (
        mention.determiner is Determiner.OTHER and mention.possessor is None
    ):
        return None
    owners: Collection[int] = ()
    if mention.possessor is not None:
        owners = whose(reader, mention)
    elif called_out(reader, mention):
        speaker = reader.speakers[reader.quoted[mention.head]][0]
        owners = () if speaker is None else (speaker,)
    unheard = bool(owners) and all(reader.participants[owner].voice for owner in owners)
    if unheard or not owners:  # "your brother", and nobody knows to whom it is said.
        return _by_family(reader, mention, known=unheard)
    found = {number for owner in owners for number in _relatives(reader.kin, mention.lemma, owner)}
    found -= set(owners)
    if mention.plural:
        return _several(reader, mention, found)
    fitting = [
        reader.participants[number]
        for number in sorted(found)
        if not reader.participants[number].plural and _fits(mention, reader.participants[number])
    ]
    return fitting[0] if len(fitting) == 1 else None


def _by_family(reader: StoryReader, mention: Mention, *, known: bool) -> Participant | None:
    """Return the only one near who is a father, a wife, the children of the story: "the father"."""
    if not known and mention.determiner is not Determiner.DEFINITE and not called_out(reader, mention):
        return None
    if mention.plural:
        groups = {
            one.members: one
            for one in reader.by_head.get(mention.lemma, [])
            if one.members and one.last and mention.sentence - one.last.sentence <= FAMILY_WINDOW
        }
        return next(iter(groups.values())) if len(groups) == 1 else None
    if any(one.agrees(mention) for one in reader.by_head.get(mention.lemma, [])):
        return None
    kin = reader.kin
    parents = {parent for known in kin.parents.values() for parent in known}
    bearers = parents if mention.lemma in PARENTS else kin.spouse if mention.lemma in SPOUSES else ()
    if mention.lemma in SIBLINGS:
        bearers = kin.group
    if mention.lemma in PARENTS and not any(
        one.number in parents and one.gender == noun_class(mention.lemma).gender for one in reader.recent
    ):
        bearers = kin.spouse  # "A fisherman lived with his wife": the mother is nobody else.
    fitting = [
        one
        for one in reader.recent
        if one.number in bearers
        and one.gender == noun_class(mention.lemma).gender
        and one.last
        and mention.sentence - one.last.sentence <= 2 * WINDOW
        and _fits(mention, one)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _relatives(kin: Kinship, lemma: str, owner: int) -> set[int]:
    if lemma in PARENTS:
        return kin.parents_of(owner)
    if lemma in OFFSPRING:
        return kin.children_of(owner)
    if lemma in SIBLINGS:
        return kin.siblings_of(owner)
    if owner in kin.spouse:
        return {kin.spouse[owner]}
    return {parent for child in kin.children_of(owner) for parent in kin.parents_of(child)} - {owner}


def _fits(mention: Mention, participant: Participant) -> bool:
    gender = noun_class(mention.lemma).gender
    if gender and participant.gender not in {None, gender}:
        return False
    if mention.lemma.startswith("step") != any(head.startswith("step") for head in participant.heads):
        same = mention.lemma.removeprefix("step")
        if mention.lemma.startswith("step") and same in participant.heads:
            return False  # Who has a stepmother has lost the mother.
    return participant.agrees(mention)


def _several(reader: StoryReader, mention: Mention, found: set[int]) -> Participant | None:
    """Return those who are meant together where all are known: "his two brothers"."""
    gender = noun_class(mention.lemma).gender
    alone = sorted(
        number
        for number in found
        if not reader.participants[number].plural
        and (not gender or reader.participants[number].gender in {None, gender})
    )
    groups = [
        reader.participants[number]
        for number in sorted(found)
        if reader.participants[number].plural and reader.participants[number].agrees(mention)
    ]
    if len(groups) == 1:
        return groups[0]
    count = _count(reader, mention)
    if groups or len(alone) < 2 or (count or len(alone)) != len(alone):
        return None
    return reader.together(tuple(alone))


def _couple(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return husband and wife by a word for both: "the good couple", "these people"."""
    token = reader.doc[mention.head]
    before = {child.lower_ for child in token.children if child.i < token.i}
    if mention.lemma not in {"couple", "pair"} and not before & (COUPLED | {"these", "those"}):
        return None
    if not before & {"the", "these", "those", "both"}:
        return None
    if any(child.dep_ == "nmod" for child in token.children):
        return None
    spouse, reach = reader.kin.spouse, 2 * WINDOW
    near = {one.number for one in reader.recent if one.last and mention.sentence - one.last.sentence <= reach}
    pairs = {tuple(sorted((one, spouse[one]))) for one in near if spouse.get(one) in near}
    return reader.together(next(iter(pairs))) if len(pairs) == 1 else None


def beside_spouse(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return the spouse of whom the same sentence calls by the like noun: "the man ..., the woman"."""
    if mention.lemma not in {"man", "woman"} or mention.determiner is not Determiner.DEFINITE:
        return None
    other = "woman" if mention.lemma == "man" else "man"
    for one in reversed(reader.recent):
        last = one.last
        if last is None or mention.sentence - last.sentence > 1:
            continue
        spouse = reader.kin.spouse.get(one.number)
        named = [known for known in one.mentions[-LATEST:] if known.sentence == mention.sentence]
        if spouse is not None and any(known.lemma == other for known in named):
            found = reader.participants[spouse]
            return found if found.heads[mention.lemma] and found.agrees(mention) else None
    return None


FOND = words("dear good sweet poor pretty lovely fair noble kind gentle little old young")


def called_out(reader: StoryReader, mention: Mention) -> bool:
    """Whether somebody is spoken to by a noun: "Ah, father,", "dear wife?"."""
    token, doc = reader.doc[mention.head], reader.doc
    mine = mention.possessor is not None and doc[mention.possessor].lower_ in {"my", "our"}
    if reader.quoted[mention.head] < 0 or not (mine or mention.determiner is Determiner.BARE):
        return False
    if token.dep_ == "vocative":
        return True
    if mine and not FOND & set(mention.adjectives):
        return False
    before = doc[mention.start - 1] if mention.start else None
    after = doc[mention.end] if mention.end < len(doc) else None
    opens = before is None or before.is_punct or before.is_space or before.lower_ in CALLS
    if opens and "dear" in mention.adjectives:
        return True  # "Be comforted, dear sister, and sleep": the parser lists the sister beside the sleep.
    closes = after is None or after.is_punct or after.is_space
    listed = [part for one in (token, *token.conjuncts) for part in one.children if part.dep_ == "cc"]
    said = any(child.dep_ in {"cop", "case"} for child in token.children)
    return opens and closes and not listed and not said


def _in_order(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return the one of several sons who is told by his place among them: "the second son"."""
    order = ORDER & set(mention.adjectives)
    if not order or mention.plural or mention.lemma in ANYBODY:
        return None
    return next(
        (
            one
            for one in reversed(reader.by_head.get(mention.lemma, []))
            if order & one.adjectives and one.agrees(mention)
        ),
        None,
    )
