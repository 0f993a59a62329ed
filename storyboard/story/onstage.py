"""Who is meant because nobody else is on stage: "his wife" where one woman is there, "the two boys", "the
princess" for the king's daughter.

The rule throughout: exactly one of those present can be meant, and nobody else was told of by that noun.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyboard.story.binding import clause_of, listed_with
from storyboard.story.entities import Determiner, MentionForm
from storyboard.story.epithets import by_epithet, made_of
from storyboard.story.families import OFFSPRING, PARENTS, SIBLINGS, SPOUSES
from storyboard.story.kinship import whose
from storyboard.story.link_features import WINDOW
from storyboard.story.names import parse_name
from storyboard.story.noun_links import titled
from storyboard.story.nouns import CHILD, ORDER, noun_class
from storyboard.story.speakers import several
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from storyboard.story.entities import Mention
    from storyboard.story.gathering import StoryReader
    from storyboard.story.participants import Participant

FRIENDS = words("friend companion playmate comrade pal mate classmate schoolmate")
ELDERS = words("uncle aunt grandmother grandfather grandma grandpa granny godmother godfather")
YOUNGER = OFFSPRING | words("niece nephew grandson granddaughter grandchild")
RELATED = FRIENDS | ELDERS | YOUNGER | SIBLINGS | SPOUSES | {"cousin"}
TOGETHER = FRIENDS | words("""
twin child boy girl kid lad sister brother sibling youngster man woman lady pal
traveller traveler wanderer wayfarer comrade adventurer hiker explorer musician
""")
"""Nouns by which a list of names is taken up: "the boys"."""
ELSEWHERE = words("""
think dream remember miss ask write wait look search seek visit phone telephone resemble mention know want
""")
"""Verbs whose object is somewhere else: "she thought of her friend"."""
FORMAL = words("mr mrs miss ms dr sir lady lord")
NEAR = 2
"""Sentences back within which a name is that of somebody present."""
MOST_LISTED = 5
NUMBERS = {"two": 2, "both": 2, "three": 3, "four": 4, "five": 5}
AWAY = frozenset({"home", "house", "away", "later", "tomorrow", "next"})
"""Words behind which others are on stage: "Tom met Anna. Then he went home and kissed his mother"."""
TEACHERS = frozenset({"teacher", "schoolteacher", "schoolmaster", "schoolmistress"})
SCHOOL = words("school class classroom lesson pupil")
ROYAL = {"princess": ("daughter", "child"), "prince": ("son", "child")}
REIGNING = words("king queen emperor empress sultan")
GROWN_TITLES = words("mr mrs miss ms dr captain sir lady lord king queen professor sergeant aunt uncle")
GROWN = REIGNING | PARENTS | SPOUSES | {"man", "woman", "gentleman", "lady"}
MARRIED = {"queen": "wife", "king": "husband"}


def on_stage(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return the only one present, or those listed before, whom a noun can mean."""
    if mention.plural:
        return _those_listed(reader, mention) or made_of(reader, mention)
    if not mention.adjectives and (bearer := titled(reader, mention)) is not None:
        return bearer  # Farmer Nell is the farmer.
    return (
        _teacher(reader, mention) or _royal(reader, mention) or _consort(reader, mention)
        or _only_relative(reader, mention) or by_epithet(reader, mention)
        or made_of(reader, mention)
    )


def _those_listed(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return those whose names were listed last: "Leo and Max ran. The two boys jumped into the water."."""
    if mention.determiner is not Determiner.DEFINITE or mention.kind not in {"person", "animal"}:
        return None
    children = list(reader.doc[mention.head].children)
    behind = {child.dep_ for child in children if child.i > mention.head}
    if behind & {"appos", "nmod", "acl:relcl", "conj"}:
        return None  # "the two boys from the village", "the boys and the girls"
    size = 2 if mention.lemma == "twin" else next(
        (NUMBERS[child.lower_] for child in children if child.lower_ in NUMBERS), 0)
    bearers = [one for one in reader.by_head.get(mention.lemma, []) if not one.plural]
    if size in {0, len(bearers)} and 2 <= len(bearers) <= MOST_LISTED and mention.lemma not in TOGETHER:
        near = all(one.last and mention.sentence - one.last.sentence <= WINDOW for one in bearers)
        return reader.together(tuple(sorted(one.number for one in bearers))) if near else None
    if not size and mention.lemma not in TOGETHER:
        return None
    known = reader.by_head.get(mention.lemma, [])
    if any(one.plural and not one.members and one.agrees(mention) for one in known):
        return None
    members = several(reader, mention)
    if not 2 <= len(members) <= MOST_LISTED or size not in {0, len(members)}:
        return None
    those = [reader.participants[number] for number in members]
    if mention.lemma == "twin":
        for one in those:
            one.age = one.age or "child"
    latest = max((one.last.sentence for one in those if one.last), default=-1)
    if mention.sentence - latest > NEAR or not all(_may_be_called(one, mention) for one in those):
        return None
    for one in those:
        one.told_gender = one.gender or noun_class(mention.lemma).gender
    return reader.together(members)


def _may_be_called(one: Participant, mention: Mention) -> bool:
    """Whether a noun for several can name one of them: no girl is of "the two boys"."""
    noun = noun_class(mention.lemma)
    if one.plural or (noun.gender and one.gender not in {None, noun.gender}):
        return False
    if mention.lemma in CHILD and (one.age in {"adult", "old"} or _is_grown(one)):
        return False
    if one.kind == "animal" and not one.names:
        return mention.kind == "animal" or mention.lemma in FRIENDS
    if mention.lemma in TOGETHER:
        return one.kind in {"person", "animal"}
    return not one.heads and bool(one.names) and one.kind == mention.kind


def _is_grown(one: Participant) -> bool:
    titled = any(parse_name(name).title in GROWN_TITLES for name in one.names)
    return titled or any(head in GROWN for head in one.heads)


def _teacher(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return the only one with a title in a story of a school: "Miss Brown came in. The teacher sang."."""
    if mention.lemma not in TEACHERS or mention.determiner is not Determiner.DEFINITE or mention.adjectives:
        return None
    if any(one.agrees(mention) for one in reader.by_head.get(mention.lemma, [])):
        return None
    if not any(token.lemma_.lower() in SCHOOL for token in reader.doc[: mention.head]):
        return None
    titles = [
        one for one in reader.recent
        if any(parse_name(name).title in {"mr", "mrs", "miss", "ms"} for name in one.names)
    ]
    one = titles[0] if len(titles) == 1 else None
    if one is None or one.heads or one.last is None or not one.agrees(mention):
        return None
    return one if mention.sentence - one.last.sentence <= WINDOW else None


def _royal(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return the king's only daughter for "the princess", and the only princess for "the king's daughter"."""
    kin, anew = reader.kin, mention.determiner is Determiner.INDEFINITE
    if mention.lemma in ROYAL and not anew and mention.possessor is None:
        if any(one.agrees(mention) for one in reader.by_head.get(mention.lemma, [])):
            return None
        gender = noun_class(mention.lemma).gender
        heirs = [
            one for head in ROYAL[mention.lemma] for one in reader.by_head.get(head, [])
            if one.gender in {gender, None} and not one.members
            and any(_reigns(reader.participants[parent]) for parent in kin.parents_of(one.number))
        ]
        several = any(one.plural for one in heirs)
        return heirs[0] if len(heirs) == 1 and not several and heirs[0].agrees(mention) else None
    for title, nouns in ROYAL.items():
        if mention.lemma == nouns[0] and mention.possessor is not None:
            owners = [reader.participants[owner] for owner in whose(reader, mention)]
            if ORDER & set(mention.adjectives) or not any(map(_reigns, owners)):
                return None
            known = [one for one in reader.by_head.get(title, []) if one.agrees(mention)]
            orphan = len(known) == 1 and not kin.parents_of(known[0].number)
            return known[0] if orphan else None
    return None


def _reigns(one: Participant) -> bool:
    return any(head in REIGNING for head in one.heads)


def _consort(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return the king's wife for "the queen", and the only queen for "his wife" where he is a king."""
    spouse = reader.kin.spouse
    if mention.lemma in MARRIED and mention.possessor is None and mention.determiner is Determiner.DEFINITE:
        if any(one.agrees(mention) for one in reader.by_head.get(mention.lemma, [])):
            return None
        known = [
            one for one in reader.by_head.get(MARRIED[mention.lemma], [])
            if one.number in spouse and _reigns(reader.participants[spouse[one.number]])
        ]
        return known[0] if len(known) == 1 and known[0].agrees(mention) else None
    title = next((title for title, noun in MARRIED.items() if noun == mention.lemma), None)
    owners = whose(reader, mention)
    if title is None or len(owners) != 1:
        return None
    owner = reader.participants[next(iter(owners))]
    if not _reigns(owner) or owner.number in spouse:
        return None
    known = [one for one in reader.by_head.get(title, []) if one.agrees(mention) and one.number not in spouse]
    return known[0] if len(known) == 1 else None


def _only_relative(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return the only one named just before who can be somebody's wife, son, friend or uncle."""
    if mention.lemma not in RELATED or mention.determiner is not Determiner.POSSESSIVE:
        return None
    token, owners = reader.doc[mention.head], whose(reader, mention)
    named = any(reader.at[child.i].form is MentionForm.NAME for child in token.children
                if child.i > token.i and child.i in reader.at)
    if len(owners) != 1 or named or ORDER & set(mention.adjectives):
        return None
    owner = reader.participants[next(iter(owners))]
    if owner.plural or any(one.agrees(mention) for one in reader.by_head.get(mention.lemma, [])):
        return None
    here = clause_of(token)
    if here.lemma_ in ELSEWHERE:
        return None
    fitting = []
    for one in reader.recent:
        if one is owner or one.last is None or mention.sentence - one.last.sentence > 2 * WINDOW:
            continue
        if one.kind not in {"person", "animal"} or one.voice or one.members or one.heads["narrator"]:
            continue
        if any(clause_of(reader.doc[known.head]) == here for known in one.mentions[-NEAR:]):
            continue
        if not one.plural and not listed_with(token, one) and _may_be(reader, mention, one, owner):
            fitting.append(one)
    last = fitting[0].last if len(fitting) == 1 and fitting[0].names else None
    if last is None or mention.sentence - last.sentence > NEAR:
        return None
    gone = {part.lower_ for part in reader.doc[last.head : mention.head]} & AWAY
    return None if gone else fitting[0]


def _may_be(reader: StoryReader, mention: Mention, one: Participant, owner: Participant) -> bool:
    """Whether somebody present can be another's wife, son, friend or uncle."""
    gender, lemma, kin = noun_class(mention.lemma).gender, mention.lemma, reader.kin
    if not one.agrees(mention) or (one.gender not in {None, gender} and gender):
        return False
    if one.kind == "animal" and lemma not in FRIENDS:
        return False
    known = {kin.spouse.get(owner.number), *kin.parents_of(owner.number), *kin.children_of(owner.number)}
    if one.number in known | kin.siblings_of(owner.number):
        return False
    if any(parse_name(name).title in FORMAL for name in one.names) and lemma not in SPOUSES:
        return False  # Nobody says "her friend" of Mr. Brown.
    grown = one.age in {"adult", "old"} or _is_grown(one)
    if lemma in FRIENDS | SIBLINGS | {"cousin"}:
        return one.age != "old"
    if lemma in SPOUSES:
        single = one.number not in kin.spouse and owner.number not in kin.spouse
        return one.gender == gender and single and "child" not in {one.age, owner.age}
    if lemma in YOUNGER:
        return not grown and owner.age != "child"
    return grown and owner.age != "old"
