"""From a caption in canonical form back to a description: the inverse of ``caption``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from pipeline.world import catalogue
from pipeline.world.captions import CAMERAS, FACING_LEFT, FRAMINGS, TIMES, TO_THE_LEFT, VERBS, WEATHERS
from pipeline.world.sampling import SLOTS
from pipeline.world.spec import SubjectSpec, WorldSpec

MOST = 3
"""Subjects in one picture."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A subject as a sentence names it, and its mood."""

    subject: SubjectSpec
    mood: str | None
    end: int


def parse_caption(text: str, *, seed: int = 0) -> WorldSpec | None:
    """Return the description that ``text`` gives, or ``None`` if it names neither a subject nor a place.

    Args:
        text: A canonical caption. What it leaves open stays at its default: day, clear, calm. Words that no
            caption has are passed over.
        seed: Chance of everything that no word tells.
    """
    sentence, *clauses = [part.strip() for part in text.lower().split(",")]
    found = _subjects(sentence)
    place = next((name for name in catalogue.places() if re.search(rf"\b{name}\b", sentence)), None)
    if not found and place is None:
        return None
    names = [each.subject.kind for each in found]
    wet = any(catalogue.kinds()[name].water for name in names)
    framing = next((name for name, words in FRAMINGS.items() if words and words in clauses), "full")
    camera = next((name for name, words in CAMERAS.items() if words and words in clauses), "static")
    subjects, relation = _acted(sentence, found)
    if len(subjects) == 1 and re.search(rf"\b(?:{TO_THE_LEFT}|{FACING_LEFT})\b", sentence):
        subjects = (replace(subjects[0], facing="left"),)
    return WorldSpec(
        subjects=_arranged(subjects, relation),
        place=place or ("sea" if wet else "meadow"),
        time=_phrase(sentence, TIMES, "day"),
        weather=_phrase(sentence, WEATHERS, "clear"),
        mood=next((each.mood for each in found if each.mood), "calm"),
        framing=framing,
        camera=camera,
        relation=relation,
        seed=seed,
    )


def _phrase(sentence: str, phrases: dict[str, str], default: str) -> str:
    return next(
        (name for name, words in phrases.items() if words and re.search(rf"\b{words}\b", sentence)), default
    )


def _any(words: Sequence[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _pattern() -> re.Pattern[str]:
    """Return what a subject looks like in a caption."""
    kinds, colours = catalogue.kinds(), _any(tuple(catalogue.colours()))
    held = _any([name for name, kind in kinds.items() if kind.held])
    wears = _any(sorted({kind.wears for kind in kinds.values() if kind.wears}))
    return re.compile(
        rf"\ban? (?:(?P<size>small|big) )?(?:(?P<mood>{_any(catalogue.MOODS)}) )?(?:(?P<colour>{colours}) )?"
        rf"(?P<kind>{_any(tuple(kinds))})\b(?: with (?P<hair>{_any(tuple(catalogue.hair_colours()))}) hair)?"
        rf"(?: in an? (?P<cloth>{colours}) (?:{wears}))?"
        rf"(?: with an? (?:(?P<tint>{colours}) )?(?P<holding>{held})\b)?"
    )


def _subjects(sentence: str) -> list[_Found]:
    found = []
    matches = list(_pattern().finditer(sentence))
    for match in matches:
        kind = catalogue.kinds()[match["kind"]]
        before = sentence[: match.start()]
        # "a king carries a red apple", if that is all, is one subject that carries another.
        related = bool(match["colour"]) and len(matches) == 2 and before.endswith("carries ")
        if found and kind.held and not related and before.endswith(("carries ", "gives ")):
            last = found[-1]
            held = replace(last.subject, holding=kind.name, holding_colour=match["colour"])
            found[-1] = replace(last, subject=held)
            continue
        natural = kind.natural[0]
        colour = (match["cloth"] if kind.wears else match["colour"]) or match["colour"] or natural
        subject = SubjectSpec(
            kind=kind.name,
            colour=colour,
            size=match["size"] or "normal",
            holding=match["holding"],
            holding_colour=match["tint"],
            hair=match["hair"],
        )
        if len(found) < MOST:
            found.append(_Found(subject, match["mood"], match.end()))
    return found


def _acted(sentence: str, found: Sequence[_Found]) -> tuple[tuple[SubjectSpec, ...], str | None]:
    """Return the subjects with what each does, and the relation of the first two."""
    subjects = []
    relation = None
    shared = ""
    for each in reversed(found):
        following = re.match(r" (\w+)", sentence[each.end :])
        word = following[1] if following else ""
        if word == "and":
            word = shared  # "a king and a queen dance": the verb of the next one
        kind = catalogue.kinds()[each.subject.kind]
        action = next(
            (
                name
                for name in kind.can
                for verb in (kind.verbs.get(name, name),)
                if word in (VERBS[verb][0], verb)
            ),
            None,
        )
        shared = word
        if word in VERBS["chase"] and len(found) > 1:
            relation, action = "chasing", "run"
        if word == VERBS["carry"][0] and each.subject.holding is None and each is found[0] and len(found) > 1:
            relation = "carrying"
        subjects.insert(
            0, replace(each.subject, action=action or ("stand" if "stand" in kind.can else kind.can[0]))
        )
    if relation == "chasing":
        wings = all("fly" in catalogue.kinds()[subject.kind].can for subject in subjects[:2])
        subjects[:2] = [replace(subject, action="fly" if wings else "run") for subject in subjects[:2]]
    return tuple(subjects), relation


def _arranged(subjects: tuple[SubjectSpec, ...], relation: str | None) -> tuple[SubjectSpec, ...]:
    """Return the subjects side by side, facing each other, or one behind the other in a chase."""
    if len(subjects) < 2:
        return subjects
    slots = SLOTS[len(subjects)]
    return tuple(
        replace(subject, x=x, facing="right" if x < 0.5 or relation == "chasing" else "left")
        for subject, x in zip(subjects, slots, strict=True)
    )
