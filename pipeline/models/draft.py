"""What was understood of a prompt, and the caption that says it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from pipeline.models.phrases import VerbWord
from pipeline.models.wordtable import HOLDING, Grammar


@dataclass
class DrawnSubject:
    """The one who is drawn."""

    kind: str
    name: str
    word: str
    order: int
    given: str = ""
    """Colour that the prompt names."""
    natural: str = ""
    """Colour that the word implies: black for a crow."""
    worn: str = ""
    worn_elsewhere: str = ""
    """Colour of a hat or shoe, for a person whose clothes have none."""
    size: str = ""
    mood: str = ""
    action: str = ""

@dataclass
class Draft:
    """What was understood so far. Orders are positions in the prompt: reports come in reading order."""

    subjects: list[DrawnSubject] = field(default_factory=list)
    until: float = math.inf
    """Order of the next one who lives: from there on, clothes are somebody else's."""
    places: list[tuple[int, str, str, str]] = field(default_factory=list)
    """``(rank, place, word, text)``; the lowest rank is drawn."""
    time: str = ""
    weather: str = ""
    weather_word: str = ""
    """As the prompt says it."""
    actions: list[tuple[int, VerbWord]] = field(default_factory=list)
    way: str = ""
    """What the prompt says of going or facing left, if the model knows sides."""
    holding: str = ""
    replaced: list[tuple[int, str, str]] = field(default_factory=list)
    left_out: list[tuple[int, str]] = field(default_factory=list)

    def drop(self, order: int, text: str) -> None:
        """Note what is not drawn."""
        if text:
            self.left_out.append((order, text))

    def replace(self, order: int, word: str, became: str) -> None:
        """Note what a word became."""
        if word != became:
            self.replaced.append((order, word, became))


def write_caption(draft: Draft, place: str, grammar: Grammar) -> str:
    """Return the canonical caption: subject, verb, place, time, weather."""
    subject = draft.subjects[0] if draft.subjects else None
    parts: list[str] = []
    if subject is not None:
        parts.append(_subject_phrase(subject, "" if subject.action in HOLDING else draft.holding, grammar))
        if subject.action:
            parts.append(grammar.verb[subject.name][subject.action])
        if draft.holding and subject.action in HOLDING:
            parts.append(_article(draft.holding))
        elif draft.way and subject.action:
            parts.append(grammar.way[subject.action])
    if place:
        at = grammar.place[place]
        if subject is not None and subject.action == "fly" and place not in (*grammar.inside, *grammar.aloft):
            at = "over the"
        elif subject is not None and subject.action == "swim" and place not in grammar.submerged:
            at = "in the"
        parts += [at, place]
    parts += [grammar.time.get(draft.time, ""), grammar.weather.get(draft.weather, "")]
    return " ".join(part for part in parts if part)


def _subject_phrase(subject: DrawnSubject, holding: str, grammar: Grammar) -> str:
    wears = grammar.wears.get(subject.name)
    clothed = subject.worn or subject.given or subject.worn_elsewhere
    colour = (clothed if wears else subject.given or subject.natural) or grammar.natural[subject.name]
    words = [subject.size, subject.mood, "" if wears else colour, subject.name]
    phrase = _article(" ".join(word for word in words if word))
    if wears:
        phrase += f" in {_article(f'{colour} {wears}'.strip())}"
    return f"{phrase} with {_article(holding)}" if holding else phrase


def _article(phrase: str) -> str:
    return f"{'an' if phrase[:1] in 'aeiou' else 'a'} {phrase}"
