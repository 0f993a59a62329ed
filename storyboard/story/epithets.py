"""Who is meant by a word for anybody of his sort: "the creature", "the visitor", "our hero"; who it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyboard.story.entities import Determiner
from storyboard.story.link_features import WINDOW
from storyboard.story.nouns import ANYBODY, noun_class
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Token

    from storyboard.story.entities import Mention
    from storyboard.story.gathering import StoryReader
    from storyboard.story.participants import Participant

BEASTS = words("beast brute creature animal monster")
VISITORS = words("""
stranger visitor guest newcomer caller figure intruder mummer masker apparition spectre specter phantom
""")
THRONGS = words("throng crowd group band company party multitude host swarm troop gang mob handful")
RANKS = words("lady lord mistress")
"""What people call whom they serve; says little of who it is."""
WISHING = words("ask wish long beg pray")
SUNG = words("sing song ballad hymn chant hum")
ROGUES = words("fellow rogue rascal scoundrel villain knave trickster")
HEROES = frozenset({"hero", "heroine"})
NEAR = 2
"""Sentences back within which the only animal is the creature."""
NEW = 4
"""Sentences for which somebody who has come in is new."""
UNKNOWN = ANYBODY | words("figure stranger somebody someone shape")


def by_epithet(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return the only one on stage whom a word for anybody of his sort can mean."""
    if mention.lemma in {"latter", "former"}:
        return _of_two(reader, mention)
    if mention.plural or mention.determiner not in {Determiner.DEFINITE, Determiner.POSSESSIVE}:
        return None
    if any(one.agrees(mention) for one in reader.by_head.get(mention.lemma, [])):
        return None
    if mention.lemma in HEROES and mention.possessor is not None:
        return _hero(reader, mention) if reader.doc[mention.possessor].lower_ == "our" else None
    if mention.lemma in VISITORS:
        one = _only(reader, mention, VISITORS, 2 * WINDOW) or _who_came(reader, mention)
        return one or _who_has_come(reader, mention)
    if mention.lemma in ROGUES:
        came = _who_came(reader, mention) if mention.lemma == "fellow" else None
        return came or _rogue(reader, mention)
    if mention.lemma in BEASTS and mention.possessor is None:
        animals = [
            one for one in reader.recent
            if one.kind == "animal" and one.last and mention.sentence - one.last.sentence <= NEAR
        ]
        fits = len(animals) == 1 and not animals[0].plural and animals[0].agrees(mention)
        return animals[0] if fits else None
    return None


def made_of(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return those of whom there is a throng: "a throng of the revellers" are the revellers."""
    if mention.lemma not in THRONGS:
        return None
    children = list(reader.doc[mention.head].children)
    inner = next((reader.at.get(child.i) for child in children if child.dep_ == "nmod"), None)
    if inner is None or not inner.plural or inner.determiner is not Determiner.DEFINITE:
        return None
    known = [one for one in reader.by_head.get(inner.lemma, []) if one.agrees(inner)]
    return known[-1] if known else None


def brings_nobody(reader: StoryReader, mention: Mention) -> bool:
    """Whether a noun that is new brings nobody in: "my lady", "the lass that loves a sailor" of a song."""
    token = reader.doc[mention.head]
    if mention.lemma in {"latter", "former"}:
        return True
    if _is_wished(token, mention):
        return True
    if reader.quoted[token.i] >= 0:
        mine = mention.possessor is not None and reader.doc[mention.possessor].lower_ in {"my", "our"}
        return mine and mention.lemma in RANKS and not mention.plural
    return any(_is_sung_of(one) for one in (token, *token.ancestors))


def _is_wished(token: Token, mention: Mention) -> bool:
    """Whether somebody only asks or longs for one: "had asked for a puppy every birthday"."""
    plain = mention.determiner is Determiner.INDEFINITE and not mention.adjectives
    if not plain or mention.reach[1] > token.i + 1 or token.head.lemma_ not in WISHING:
        return False
    asked = any(child.lower_ == "for" for child in token.children if child.dep_ == "case")
    return asked and token.dep_ in {"obl", "nmod"}


def _is_sung_of(token: Token) -> bool:
    about = any(child.lower_ in {"about", "of"} for child in token.children if child.dep_ == "case")
    return about and token.dep_ in {"obl", "nmod"} and token.head.lemma_.lower() in SUNG


def _of_two(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return the last one told of, or the one before him: "the latter", "the former"."""
    told = [
        one for one in reader.recent
        if one.animate and one.last and mention.sentence - one.last.sentence <= 1 and one.agrees(mention)
    ]
    if len(told) < 2:
        return None
    return told[-1 if mention.lemma == "latter" else -2]


def _only(reader: StoryReader, mention: Mention, heads: frozenset[str], reach: int) -> Participant | None:
    """Return the only one near who is called by one of the nouns and by nothing else."""
    found = [
        one for one in reader.recent
        if one.last and mention.sentence - one.last.sentence <= reach and not one.names
        and one.heads and heads.issuperset(one.heads) and one.agrees(mention)
    ]
    return found[0] if len(found) == 1 else None


def _who_came(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return the only one near who came on as "a man" or "an old woman" and has no name: the stranger."""
    found = [
        one for one in reader.recent
        if one.last and mention.sentence - one.last.sentence <= NEAR and not one.names and one.mentions
        and one.heads and (ANYBODY | VISITORS).issuperset(one.heads) and one.kind == "person"
        and one.mentions[0].determiner is Determiner.INDEFINITE and one.agrees(mention)
    ]
    return found[0] if len(found) == 1 else None


def _who_has_come(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return the only one who has just come in: "Dr. Marsh came in. The visitor sat down."."""
    known_now = (one for one in reader.recent if one.mentions)
    new = (one for one in known_now if mention.sentence - one.mentions[0].sentence <= NEW)
    found = [
        one for one in new
        if any(mention.sentence - known.sentence <= NEAR and _comes(reader.doc[known.head])
               for known in one.mentions[-2:])
    ]
    fits = len(found) == 1 and not found[0].plural and found[0].kind == "person" and found[0].agrees(mention)
    return found[0] if fits else None


def _comes(token: Token) -> bool:
    return token.dep_ == "nsubj" and token.head.lemma_ in {"come", "arrive", "enter", "call", "appear"}


def _rogue(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return the animal that is called a fellow or a rogue: the only one near, or who acted last."""
    near = [
        one for one in reader.recent
        if one.kind == "animal" and one.last and mention.sentence - one.last.sentence <= NEAR
        and not one.plural and one.agrees(mention)
    ]
    acting = [one for one in near if any(_acts(reader, known) for known in one.mentions[-2:])]
    lately = (one for one in reader.recent if one.last and mention.sentence - one.last.sentence <= NEAR)
    if any(one.kind == "person" for one in lately):
        return None
    return near[0] if len(near) == 1 else acting[0] if len(acting) == 1 else None


def _acts(reader: StoryReader, known: Mention) -> bool:
    return reader.doc[known.head].dep_ == "nsubj" and reader.quoted[known.head] < 0


def _hero(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return of whom a story tells most so far."""
    gender = noun_class(mention.lemma).gender
    known = [
        one for one in reader.participants
        if one.names and one.kind == "person" and one.gender in {None, gender} and not one.plural
    ]
    most = max((len(one.mentions) for one in known), default=0)
    first = [one for one in known if len(one.mentions) == most]
    return first[0] if len(first) == 1 else None


def identified(reader: StoryReader, mention: Mention) -> bool:
    """Take the noun in "It was the butler" for whom the sentence before saw as "a man"."""
    token = reader.doc[mention.head]
    subject = next((child for child in token.children if child.dep_ == "nsubj"), None)
    cleft = any(child.dep_.startswith(("acl", "advcl", "ccomp")) for child in token.children)
    told = any(child.dep_ == "cop" and child.tag_ in {"VBD", "VBZ"} for child in token.children)
    if subject is None or subject.lower_ != "it" or cleft or not told or reader.quoted[token.i] >= 0:
        return False
    if mention.kind != "person" or mention.determiner not in {Determiner.DEFINITE, Determiner.POSSESSIVE}:
        return False
    if any(child.lower_ in {"not", "n't", "n’t", "like"} for child in token.children):
        return False
    seen = [
        one for one in reader.recent
        if one.mentions and mention.sentence - one.mentions[0].sentence == 1 and one.kind == "person"
        and one.mentions[0].determiner is Determiner.INDEFINITE and UNKNOWN.issuperset(one.heads)
    ]
    if len(seen) != 1 or seen[0].names or not seen[0].agrees(mention):
        return False
    if any(one.agrees(mention) for one in reader.by_head.get(mention.lemma, [])):
        return False
    reader.place_at(mention, seen[0])
    return True
