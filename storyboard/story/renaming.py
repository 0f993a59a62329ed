"""Who is meant by a noun that is new for him: what he has become, who answers, the only one it can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyboard.story.binding import subject_of
from storyboard.story.entities import Determiner, MentionForm
from storyboard.story.epithets import identified
from storyboard.story.families import RELATIVE
from storyboard.story.kinship import note_relation
from storyboard.story.link_features import WINDOW
from storyboard.story.nouns import ADDRESS, BABIES, KIN, YOUNG, noun_class
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Token

    from storyboard.story.entities import Mention
    from storyboard.story.gathering import StoryReader
    from storyboard.story.participants import Participant

GROWN = words("man woman lady gentleman")
PLAIN = YOUNG | GROWN | frozenset({"fellow", "creature"})
"""Nouns that may take up anybody of their sex and age."""
MARRIED = words("wife husband mother father stepmother stepfather widow widower grandmother grandfather")
UNREAL = words("will would shall should may might can could must if not never n't n’t")
"""Words by which somebody is not, or not yet, what is said of him."""
TURNS = 4
"""Quotations back among which the one before is looked for who answers again."""
TALK = 6
"""Quotations back within which somebody who spoke is in the talk."""
KNOWN_AFTER = 3
"""Mentions from which somebody is known well enough for another noun."""


def note_role(reader: StoryReader, mention: Mention) -> None:
    """Remember what somebody is said to be or to become: "she became queen", "she was a witch"."""
    token = reader.doc[mention.head]
    if mention.kind not in {"person", "animal"} or mention.plural or identified(reader, mention):
        return
    subject = next((child for child in token.children if child.dep_ in {"nsubj", "nsubj:outer"}), None)
    verb = token
    if subject is None and token.dep_ in {"xcomp", "obj"}:
        verb = token.head
        subject = subject_of(verb)
    if subject is None or subject.i > token.i:
        return
    owner = reader.only_owner(subject.i)
    if owner is None or reader.participants[owner].plural:
        return
    one, unreal = reader.participants[owner], _unreal(verb)
    once = unreal and any(child.lower_ == "when" for child in verb.children)  # "when I was a girl"
    if one.kind == mention.kind == "person" and one.gender is None and (once or not unreal):
        one.told_gender = noun_class(mention.lemma).gender  # "Jordan is a big boy", "I am an old woman now"
    if mention.lemma in RELATIVE and not unreal:
        note_relation(reader, mention, one)  # "Emma is Anna's sister"
    if mention.lemma not in PLAIN | ADDRESS | KIN and not unreal:
        one.roles.add(mention.lemma)
    told = reader.quoted[mention.head] < 0 and mention.determiner is Determiner.INDEFINITE and not unreal
    if told and mention.kind == "animal" and one.names and not one.heads and len(one.mentions) == 1:
        one.heads[mention.lemma] += 1  # "Petunia was a clever pig"
        one.kinds["animal"] += 1


def _unreal(verb: Token) -> bool:
    return any(child.lower_ in UNREAL for child in verb.children) or reaching_up(verb)


def reaching_up(verb: Token) -> bool:
    """Whether a condition or question stands over the verb."""
    return verb.dep_ == "advcl" and any(child.lower_ in {"if", "when", "unless"} for child in verb.children)


def by_role(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return the only one who was said to be what the noun says."""
    if mention.determiner is not Determiner.DEFINITE or mention.plural:
        return None
    fitting = [one for one in reader.recent if mention.lemma in one.roles and one.agrees(mention)]
    return fitting[0] if len(fitting) == 1 else None


def answering(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return who answers by a plain noun: after "he said to his wife: ...", "answered the woman" is she."""
    number = reader.speaks.get(mention.head)
    if not number or mention.lemma not in PLAIN or mention.adjectives:
        return None
    if mention.determiner is not Determiner.DEFINITE:
        return None
    turns: list[int | None] = []
    spoke = None
    for earlier in range(number - 1, max(-1, number - 1 - TURNS), -1):
        before = reader.quotations[earlier]
        who = reader.only_owner(before.speaker)
        if reader.quotations[number].paragraph - before.paragraph > TURNS // 2:
            break
        if who is None or who == spoke:
            continue
        if spoke is not None:
            turns.append(who)
            break
        spoke = who
        if (heard := reader.only_owner(before.addressee)) is not None:
            turns.append(heard)
            break
    for turn in turns:
        if turn is None or turn == spoke:
            continue
        one = reader.participants[turn]
        if one.gender in {None, noun_class(mention.lemma).gender} and one.agrees(mention):
            return one if _of_that_age(one, mention.lemma) else None
    return None


def _of_that_age(one: Participant, lemma: str) -> bool:
    """Whether a plain noun can say how old somebody is: no wife is a girl, no boy a man."""
    if lemma in GROWN:
        grown = any(head in MARRIED or head in {"queen", "king"} for head in one.heads)
        return grown or (one.age != "child" and not any(head in CHILDISH for head in one.heads))
    if lemma in YOUNG:
        return one.age != "old" and not any(head in MARRIED | GROWN for head in one.heads)
    return True


CHILDISH = YOUNG - {"maid", "maiden", "youth"}


def only_one(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return the only one on stage whom a plain noun can mean: "the maiden" for the miller's daughter.

    Of several, he counts whom the story has named last if none of the others has been spoken of since.
    """
    if mention.lemma not in PLAIN or mention.plural or mention.determiner is not Determiner.DEFINITE:
        return None
    gender = noun_class(mention.lemma).gender
    young = mention.lemma in YOUNG or "young" in mention.adjectives
    fitting = [
        one
        for one in reader.recent
        if one.last
        and mention.sentence - one.last.sentence <= 2 * WINDOW
        and one.kind in {"person", ""}
        and not (one.plural or one.voice or one.heads["narrator"])
        and one.agrees(mention)
        and one.gender in ({None, gender} if gender else {None, "male", "female"})
        and _of_that_age(one, mention.lemma)
        and not _outranks(one, mention.lemma)
        and not (young and reader.kin.forbids("child", (), one.number))
    ]
    if len(fitting) > 1:
        fitting = _talking(reader, mention, fitting) or fitting
    if len(fitting) > 1:
        of_kin = [one for one in fitting if _is_young_kin(one, mention.lemma)]
        fitting = _in_focus(fitting)
    else:
        of_kin = [one for one in fitting if _is_young_kin(one, mention.lemma)]
    if len(of_kin) == 1 and fitting == of_kin:
        return of_kin[0]  # "a widow and her daughter. The girl sang."
    if len(fitting) != 1:
        return None
    near = fitting[0].last is not None and mention.sentence - fitting[0].last.sentence <= 1
    if len(fitting[0].mentions) < (1 if near and fitting[0].names else KNOWN_AFTER):
        return None
    one = fitting[0]
    if gender is None and not (mention.lemma in BABIES and _is_young(one)):
        return None
    return one if one.gender == gender or gender is None else None


def _talking(reader: StoryReader, mention: Mention, fitting: list[Participant]) -> list[Participant]:
    """Return the only one who spoke just before, where the noun speaks."""
    number = reader.speaks.get(mention.head)
    if number is None:
        return []
    spoke = {reader.only_owner(one.speaker) for one in reader.quotations[max(0, number - TALK) : number]}
    found = [one for one in fitting if one.number in spoke]
    return found if len(found) == 1 else []


def _in_focus(fitting: list[Participant]) -> list[Participant]:
    """Return the one who was named last if none of the others has been spoken of since."""
    latest = max(fitting, key=lambda one: one.last.head if one.last else -1)
    nominal = (one.sentence for one in reversed(latest.mentions) if one.form is not MentionForm.PRONOUN)
    named = next(nominal, -1)
    others = [one.last.sentence for one in fitting if one is not latest and one.last]
    return [latest] if named > max(others) else []


def _outranks(one: Participant, lemma: str) -> bool:
    """Whether nobody would call somebody so: a king is not "the man"."""
    return lemma in {"man", "woman", "boy", "girl", "fellow"} and any(
        head in {"king", "queen", "prince", "princess"} for head in one.heads
    )


def _is_young_kin(one: Participant, lemma: str) -> bool:
    """Whether "the girl" or "the boy" is what a daughter, a son, a brother or a sister is as well."""
    kin = {"daughter", "sister"} if lemma == "girl" else {"son", "brother"} if lemma == "boy" else set()
    return one.age in {None, "child"} and any(head in kin for head in one.heads)


def _is_young(one: Participant) -> bool:
    return any(head in YOUNG or head in {"son", "daughter"} for head in one.heads)


def speakers_of(quotations: list[int | None]) -> dict[int, int]:
    """Return the quotation of each token that is told to speak it; the first one of several."""
    found: dict[int, int] = {}
    for number, speaker in enumerate(quotations):
        if speaker is not None:
            found.setdefault(speaker, number)
    return found
