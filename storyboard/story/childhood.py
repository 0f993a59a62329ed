"""Who is a child though nothing says so: who has a mum, a teacher or homework; friends of children."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyboard.story.names import parse_name
from storyboard.story.onstage import FRIENDS, GROWN_TITLES
from storyboard.story.surnames import CALLED, GRAND_CALLED
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from storyboard.story.gathering import Resolution
    from storyboard.story.participants import Participant

OF_CHILDREN = words("""
teacher schoolteacher homework schoolbag classmate playmate nanny babysitter lunchbox satchel
""")
"""What only children have."""
OF_GROWN = words("""
wife husband son daughter grandson granddaughter office job wedding boss colleague employer
""")
"""What only grown people have."""
PARENTS = CALLED["female"] | CALLED["male"]
GRAND = GRAND_CALLED["female"] | GRAND_CALLED["male"]


def tell_children(doc: Doc, resolution: Resolution) -> None:
    """Take for children those who have what children have, unless the story says otherwise.

    Ages that the story tells (``ages``) are settled before.
    """
    has: dict[int, set[str]] = {}
    for index, owners in resolution.owner.items():
        token = doc[index]
        if token.dep_ == "nmod:poss" and len(owners) == 1:
            has.setdefault(owners[0], set()).add(token.head.lemma_.lower())
    for number, parents in resolution.kin.parents.items():
        called = {head for parent in parents for head in resolution.participants[parent].heads}
        has.setdefault(number, set()).update(called & PARENTS)
    for one in resolution.participants:
        if any(head in GRAND for head in one.heads):
            for number in one.possessors:
                has.setdefault(number, set()).update(GRAND & set(one.heads))
    children = set()
    for number, things in has.items():
        one = resolution.participants[number]
        if things & (OF_CHILDREN | PARENTS | GRAND) and not things & OF_GROWN and _may_be_a_child(one):
            one.age = "child"
        if one.age == "child":
            children.add(number)
    for one in resolution.participants:
        befriended = one.possessors & children and any(head in FRIENDS for head in one.heads)
        if befriended and _may_be_a_child(one) and not has.get(one.number, set()) & OF_GROWN:
            one.age = "child"  # "Grace was seven. Her best friend Ivy stood by the door."


def _may_be_a_child(one: Participant) -> bool:
    titled = any(parse_name(name).title in GROWN_TITLES for name in one.names)
    return one.kind == "person" and one.age is None and not (one.plural or one.voice or titled or one.roles)
