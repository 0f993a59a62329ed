"""What looks like the name of somebody and is nobody: days and months, places, slips of spelling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from storyboard.story.arguments import AIMS
from storyboard.story.names import parse_name
from storyboard.story.noun_phrases import SUBJECT_ROLES
from storyboard.story.nouns import is_first_name, is_unknown
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from storyboard.story.entities import Mention

CALENDAR = words("""
monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
september october november december christmas easter michaelmas whitsuntide
""")
BEHIND_NAMES = words("esq esquire jr junior sr senior bros co")
"""What stands behind a name, or a firm's, and names nobody."""
AUXILIARIES = words("has have had is was are were am did does do can could would should must might shall")
"""What opens a question and is written large there."""
NUMBERED = words("ward room class gate platform floor flat apartment level terminal route channel studio bed")
COUNTS = words("one two three four five six seven eight nine ten eleven twelve")
VESSELS = words("""
ship boat vessel yacht schooner brig frigate sloop inn pub tavern hotel plane airship spaceship train
""")
"""What is called by an animal's name."""
LANGUAGES = words("""
english french german spanish portuguese italian latin greek russian chinese japanese arabic dutch swedish
polish turkish hindi welsh gaelic irish hebrew korean swahili
""")
PASSING = frozenset({"be", "come", "pass", "arrive", "begin", "approach", "end", "dawn", "go", "follow"})
"""What days do."""
DEPICTING = frozenset({"paint", "sketch", "doodle", "draw"})
"""Verbs of which what they are done to is on paper: "drew a horse"."""
PULLED = words("out up into back from away near close toward towards through aside behind")
"""Words behind "draw" with which one pulls: "drew a horse out of the stable"."""
DEPICTIONS = words("""
picture drawing painting sketch portrait photo photograph statue image poster sticker tattoo carving doodle
figurine
""")
"""Nouns of which what they show is not there: "a picture of a dragon"."""
ANY = words("a an any every")
WITHIN = frozenset({"in", "into", "throughout"})
REACHED = WITHIN | {"at", "from", "to", "near", "through", "across", "towards", "toward", "outside", "the"}
"""What stands before places."""
BESIDE = frozenset({"behind", "beside", "after", "with"})
"""What stands before people."""


def clear_nobodies(doc: Doc, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions without those that name nobody; names of places that were taken for persons become
    places.

    Args:
        doc: The parsed story.
        mentions: Of the whole story: a Friday who acts somewhere is a man wherever he stands.
    """
    acting = {doc[one.head].lower_ for one in mentions if _acts(doc[one.head])}
    names = [one for one in mentions if one.form == "name"]
    places = {one.lemma for one in names if _stands_within(doc, one)}
    places -= {one.lemma for one in names if _acts_by_name(doc[one.head])}
    people = {one.lemma for one in names if one.kind == "place" and _is_somebody(doc, one)}
    people |= {
        one.lemma for one in names
        if one.kind == "person" and is_first_name(doc[one.head].text) and _acts_by_name(doc[one.head])
    }
    people -= {
        one.lemma for one in names
        if one.start and doc[one.start - 1].lower_ in REACHED and not _is_somebody(doc, one)
    }
    vessels = {
        doc[one.head].lower_ for one in mentions if one.kind == "animal" and _is_vessel(doc[one.head])
    }
    on_paper = {one.lemma for one in mentions if one.form == "noun" and _is_depicted(doc[one.head])}
    on_paper -= {
        one.lemma for one in mentions
        if one.lemma in on_paper and _is_indefinite(doc[one.head]) and not _is_depicted(doc[one.head])
    }
    kept = []
    for one in mentions:
        token = doc[one.head]
        if one.form == "name" and token.lower_ in AUXILIARIES and one.end - one.start == 1:
            continue  # "Has the king ever walked?"
        numbered = one.form == "name" and doc[one.start].lower_ in NUMBERED and one.end - one.start == 2
        if numbered and (doc[one.end - 1].lower_ in COUNTS or doc[one.end - 1].is_digit):
            one = replace(one, kind="place", gender=None, age=None, entity="FAC")  # "Ward Seven"
        if token.lower_ in LANGUAGES and token.text.istitle() and _is_spoken(token):
            continue  # "swore in Portuguese"
        if one.form == "name" and token.lower_.removesuffix(".") in BEHIND_NAMES:
            continue  # "James Stevenson, Esq."
        if token.lower_ in CALENDAR and token.text[:1].isupper() and token.lower_ not in acting:
            continue
        if one.kind == "animal" and doc[one.head].lower_ in vessels and doc[one.head].text[:1].isupper():
            one = replace(one, kind="thing", gender=None, age=None, entity="VEH")
        listed = one.form == "name" and any(other.lower_ in {"name", "names"} for other in token.conjuncts)
        if listed or _is_slip(token) or _is_any_of_its_kind(token):
            continue  # "TIMOTHY, BENJAMIN, and all the names she could remember"
        wax = token.lemma_ == "seal" and token.head.lemma_ in {"break", "press", "affix", "set", "letter"}
        if wax and one.kind == "animal":
            one = replace(one, kind="thing", gender=None, age=None, entity="")
        drawn = one.form == "noun" and (one.lemma in on_paper or _is_depicted(token))
        if drawn and one.kind in {"person", "animal"}:
            one = replace(one, kind="thing", gender=None, age=None, entity="")
        if one.form == "name" and one.kind in {"person", ""} and one.lemma in places:
            one = replace(one, kind="place", gender=None, age=None, entity="LOC")
        elif one.form == "name" and one.kind == "place" and one.lemma in people:
            one = replace(one, kind="person", entity="PER")
        kept.append(one)
    return kept


def _is_spoken(token: Token) -> bool:
    others = [child for child in token.children if child.dep_ not in {"case", "amod"}]
    return not others and token.dep_ in {"obl", "obj", "nmod"}


def _is_vessel(token: Token) -> bool:
    """Whether what bears an animal's name is said to be a ship or an inn: "The Pelican was a ship"."""
    noun = token.head
    said = token.text[:1].isupper() and token.dep_ == "nsubj" and noun.lemma_.lower() in VESSELS
    return said and any(child.dep_ == "cop" for child in noun.children)


def _is_depicted(noun: Token) -> bool:
    """Whether a noun names what is only drawn, painted or carved: "drew a horse", "a picture of a dragon"."""
    if not _is_indefinite(noun):
        return False
    above = noun.head
    if noun.dep_ == "nmod" and above.lemma_.lower() in DEPICTIONS:
        return any(child.lower_ == "of" for child in noun.children)
    while noun.dep_ == "conj" and noun.head.i < noun.i:
        noun, above = noun.head, noun.head.head
    if noun.dep_ == "obj" and above.lemma_ in {"represent", "depict", "portray"}:
        return True
    if noun.dep_ != "obj" or above.lemma_ not in DEPICTING:
        return False
    behind = (part for child in above.children for part in (child, *child.children) if child.i > above.i)
    pulled = any(part.lower_ in PULLED and part.dep_ in {"case", "advmod", "compound:prt"} for part in behind)
    return above.lemma_ != "draw" or not pulled


def _is_indefinite(noun: Token) -> bool:
    parts = {child.lower_ for child in noun.children if child.dep_ in {"det", "nmod:poss", "nummod"}}
    return bool(parts & {"a", "an", "some", "another"}) or (noun.tag_ == "NNS" and not parts)


def _is_any_of_its_kind(noun: Token) -> bool:
    """Whether a noun means all of its kind: "A dog is a good friend." Nobody is told of."""
    if noun.dep_ != "nsubj" or noun.pos_ != "NOUN" or noun.head.pos_ not in {"NOUN", "ADJ"}:
        return False
    parts = {child.lower_ for child in noun.children if child.i < noun.i or child.dep_ == "acl:relcl"}
    several = noun.tag_ == "NNS" and not parts
    copula = next((child for child in noun.head.children if child.dep_ == "cop"), None)
    if copula is None or copula.tag_ not in {"VBZ", "VBP"} or not (several or parts & ANY):
        return False
    if any(child.dep_ in {"acl:relcl", "acl", "case"} for child in (*noun.children, *noun.head.children)):
        return False  # "A man is at the door", "A girl who lives here is my friend"
    same = {child.lower_ for child in noun.head.children if child.dep_ == "det"}
    return noun.head.pos_ == "ADJ" or bool(same & {"a", "an"}) or noun.head.tag_ == "NNS"


def _acts(token: Token) -> bool:
    return token.dep_ == "nsubj" and token.head.pos_ == "VERB" and token.head.lemma_ not in PASSING


def _acts_by_name(token: Token) -> bool:
    return token.dep_ in SUBJECT_ROLES | {"vocative", "iobj", "obl:agent", "nmod:poss"}


def _stands_within(doc: Doc, one: Mention) -> bool:
    """Whether the name follows "in": somebody lives in Buenos Ayres, nobody in a person."""
    parsed = parse_name(one.lemma)
    return (
        one.kind in {"person", ""}
        and one.start > 0
        and doc[one.start - 1].lower_ in WITHIN
        and doc[one.start - 1].dep_ == "case"
        and not parsed.title
        and not is_first_name(parsed.parts[0])
    )


def _is_somebody(doc: Doc, one: Mention) -> bool:
    """Whether a name that was taken for a place is somebody's: "a wolf ran behind Ichabod", who fell."""
    token = doc[one.head]
    before = doc[one.start - 1].lower_ if one.start else ""
    aimed = before == "at" and token.head.lemma_ in AIMS["at"] and is_first_name(token.text)
    beside = (before in BESIDE or aimed) and one.end - one.start == 1
    acts = token.dep_ in SUBJECT_ROLES and token.head.pos_ == "VERB" and is_first_name(token.text)
    return aimed or ((beside or acts) and is_unknown(token.lower_))


def _is_slip(token: Token) -> bool:
    """Whether signs glue words together that are no name: ``dares,"--he``."""
    return any(sign in token.text for sign in ('"', "“", "”", "--", "—"))
