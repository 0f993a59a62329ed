"""What is done to somebody by nobody in particular: "Peter was made captain", "the prince was thrown into a
dungeon"; they are seen whom it is done to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyboard.planning.telling import LONGEST_SENTENCE, LONGEST_TITLE, Stage, part_words
from storyboard.planning.words import capitalised
from storyboard.story.noun_phrases import phrase
from storyboard.story.reading import Event, PartRole
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Token

SUFFERED = words("""
throw push pull drag lift tie bind lock shut bury free release rescue save wake awaken arrest seize carry
capture catch kill slay murder beat kick bite chase drive lead take surround wound drown
""")
"""Verbs of which the one that it is done to is worth a picture."""
ENTITLING = words("make crown elect appoint proclaim")
"""Verbs that give somebody a rank."""
ENDING = words("kill slay murder drown")
"""Verbs after which somebody lies there."""
LED = words("chase drive lead take")
SHOWN = (PartRole.PARTICLE, PartRole.STATE, PartRole.PHRASE)


def told_passive(stage: Stage, event: Event) -> tuple[str, str, str] | None:
    """Return caption, title and drawn action of an event that nobody is said to do.

    ``None`` if it is no passive, or nothing that is seen of somebody of the cast.
    """
    who, verb = event.patient, event.predicate.split()[0]
    if event.agent is not None or who is None or not stage.acts(who) or event.idiom:
        return None
    participle = _participle(stage, event, verb)
    rank = _rank(participle) if participle is not None and verb in ENTITLING else ""
    if participle is None or not (rank or verb in SUFFERED):
        return None
    shown = (part for part in event.parts if part.role in SHOWN and part.subject != who)
    behind = [text for part in shown if (text := part_words(stage, part, event, who))]
    if verb in LED and not behind:
        return None  # "was taken"
    many = who in stage.plural
    name = stage.cast[who].name
    does = f"{name} {'are' if many else 'is'} {participle.lower_}{f' {rank}' if rank else ''}"
    sentence = " ".join([does, *behind])
    sentence = sentence if len(sentence) < LONGEST_SENTENCE else does
    title = sentence if len(sentence) < LONGEST_TITLE else does
    action = "sleep" if verb in ENDING else "walk" if verb in LED else "stand"
    return f"{capitalised(sentence)}.", capitalised(title), action


def _participle(stage: Stage, event: Event, verb: str) -> Token | None:
    clause = stage.reading.doc.char_span(event.start, event.end, alignment_mode="expand") or ()
    return next((token for token in clause if token.tag_ == "VBN" and token.lemma_.lower() == verb), None)


def _rank(participle: Token) -> str:
    """Return what somebody is made: ``captain`` of "was made captain"."""
    for child in participle.children:
        if child.dep_ in {"xcomp", "obj"} and child.pos_ in {"NOUN", "PROPN"} and child.i > participle.i:
            return phrase(child)
    return ""
