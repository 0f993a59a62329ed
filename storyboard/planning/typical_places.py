"""Where a story is likely to be that names no place: a nurse, a ward and a patient are in a hospital."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from storyboard.planning.drawable import Drawable
from storyboard.planning.places import BUILDINGS, VAGUE
from storyboard.story.nouns import noun_class
from storyboard.story.nowhere import LOOKING
from storyboard.story.public_places import PUBLIC_PLACES
from storyboard.story.reality import is_hypothetical, is_negated
from storyboard.story.setting import PARTS
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Token

    from storyboard.story.reading import Reading

TYPICAL = {
    "hospital": words("hospital ward nurse doctor patient surgeon bandage ambulance stethoscope clinic"),
    "classroom": words("classroom school teacher pupil blackboard whiteboard lesson classmate homework"),
    "kitchen": words("kitchen oven stove sink plate saucepan flour dough recipe kettle"),
    "shop": words("shop customer counter till shopkeeper cashier"),
    "deck": words("deck mast sail bow crew helm rudder rigging anchor hull bosun boatswain"),
    "train": words("train compartment conductor railway ticket carriage"),
    "football field": words("goal goalkeeper referee match pitch striker teammate halftime"),
    "garden": words("garden flower vegetable hoe spade weed pumpkin seed lawn"),
    "farm": words("farm barn cow calf hay tractor farmer sheepdog"),
    "office": words("office boss computer colleague meeting printer"),
    "castle": words("castle palace king queen throne prince princess courtier"),
    "museum": words("museum exhibit gallery"),
    "inn": words("inn innkeeper landlord"),
    "bakery": words("bakery baker loaf roll bun"),
    "library": words("library librarian bookshelf"),
    "beach": words("beach sand shell sandcastle tide"),
    "space station": words("astronaut airlock orbit spacesuit spaceship"),
    "stage": words("stage audience curtain rehearsal orchestra"),
}
"""Place -> nouns of those and of what is found there."""
ENOUGH = 2
"""Different words of a place from which it is likely."""
NAMED = 2
"""What a place counts that the story speaks of outright, in whatever role: "The lift stopped"."""
KEEPING = words("share clean sweep own run keep rent tidy decorate paint lock open guard mop scrub")
"""Verbs of which the object is where somebody is."""
VEHICLES = words("train ship boat lift bus plane tram submarine spaceship")
"""What people are in, of which a story speaks like of a thing."""


def likely_place(reading: Reading, end: int, drawable: Drawable) -> str | None:
    """Return where the beginning of a story takes place by the words that it uses, or ``None``.

    Args:
        reading: The story, which names no place up to ``end``.
        end: Character behind the last scene without a place.
        drawable: The drawn world.
    """
    found: dict[str, set[str]] = {place: set() for place in TYPICAL}
    count: Counter[str] = Counter()
    first: dict[str, int] = {}
    for token in reading.doc:
        if token.idx >= end:
            break
        lemma = token.lemma_.lower()
        if token.pos_ not in {"NOUN", "PROPN"} or any(child.lower_ == "no" for child in token.children):
            continue
        several = token.tag_ == "NNS" and drawable.place(lemma) is not None  # "In many palaces"
        for place, nouns in TYPICAL.items():
            if lemma in nouns and not several:
                found[place].add(lemma)
                first.setdefault(place, token.i)
        if _is_spoken_of(token, lemma, drawable):
            count[lemma] = NAMED
            first.setdefault(lemma, token.i)
    for place, typical in found.items():
        if len(typical) >= ENOUGH:
            count[place] = max(count[place], len(typical) + (place in typical or count[place] > 0))
    drawn = [place for place in count if drawable.place(place) is not None]
    return min(drawn, key=lambda place: (-count[place], first[place]), default=None)


def _is_spoken_of(token: Token, lemma: str, drawable: Drawable) -> bool:
    """Whether a word names a place in which people may be: not one that they come from, wish for or deny."""
    # Behind a preposition a place was looked for before (``setting``), and is none here: only seen, or far.
    if lemma in VAGUE or lemma in PARTS or token.tag_ in {"NNS", "NNPS"}:
        return False
    if token.dep_ == "nmod":
        return _holds_doer(token, lemma, drawable)
    if token.dep_ not in {"nsubj", "nsubj:pass", "obj"}:
        return False
    if token.head.lemma_ in LOOKING | {"see", "watch", "remember", "leave"}:
        return False
    inside = lemma in VEHICLES | BUILDINGS or lemma in PUBLIC_PLACES
    kept = token.dep_ == "obj" and token.head.lemma_ in KEEPING and noun_class(lemma).kind == "place"
    if not (inside or kept):
        return False
    verb = token.head
    if verb.pos_ in {"VERB", "AUX"} and (is_negated(verb) or is_hypothetical(verb)):
        return False
    return not _is_quoted(token) and drawable.place(lemma) is not None


def _holds_doer(token: Token, lemma: str, drawable: Drawable) -> bool:
    """Whether somebody who does something is told with where he is: "The fox in the wood ran"."""
    doer, case = token.head, {child.lower_ for child in token.children if child.dep_ == "case"}
    if doer.dep_ != "nsubj" or noun_class(doer.lemma_.lower()).kind not in {"person", "animal"}:
        return False
    if not case & {"in", "on", "at"} or noun_class(lemma).kind != "place" or _is_quoted(token):
        return False
    return not is_negated(doer.head) and not is_hypothetical(doer.head) and drawable.place(lemma) is not None


def _is_quoted(token: Token) -> bool:
    """Whether a word stands within a quotation, as far as its paragraph tells."""
    before = token.doc[max(0, token.i - 60) : token.i]
    opened = sum(part.text == "“" for part in before) - sum(part.text == "”" for part in before)
    straight = sum(part.text == '"' for part in before)
    return opened > 0 or straight % 2 == 1
