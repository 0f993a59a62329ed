"""What looks like the name of somebody and is nobody: days and months, places, slips of spelling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

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
PASSING = frozenset({"be", "come", "pass", "arrive", "begin", "approach", "end", "dawn", "go", "follow"})
"""What days do."""
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
    people -= {one.lemma for one in names if one.start and doc[one.start - 1].lower_ in REACHED}
    kept = []
    for one in mentions:
        token = doc[one.head]
        if token.lower_ in CALENDAR and token.text[:1].isupper() and token.lower_ not in acting:
            continue
        if _is_slip(token):
            continue
        if one.form == "name" and one.kind in {"person", ""} and one.lemma in places:
            one = replace(one, kind="place", gender=None, age=None, entity="LOC")
        elif one.form == "name" and one.kind == "place" and one.lemma in people:
            one = replace(one, kind="person", entity="PER")
        kept.append(one)
    return kept


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
    beside = one.start > 0 and doc[one.start - 1].lower_ in BESIDE and one.end - one.start == 1
    acts = token.dep_ in SUBJECT_ROLES and token.head.pos_ == "VERB" and is_first_name(token.text)
    return (beside or acts) and is_unknown(token.lower_)


def _is_slip(token: Token) -> bool:
    """Whether signs glue words together that are no name: ``dares,"--he``."""
    return any(sign in token.text for sign in ('"', "“", "”", "--", "—"))
