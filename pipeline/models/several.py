"""Prompts of several subjects, in the words of a model that draws more than one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.models.interface import Translation
from pipeline.models.vocabulary import PromptTranslator
from pipeline.world import WorldSpec
from pipeline.world.captions import CAMERAS, FRAMINGS, caption, goes_left
from pipeline.world.catalogue import kinds
from pipeline.world.parsing import MOST, parse_caption

PLACE = re.compile(r" (?:in the|by the|on the|over the|at night|underwater)\b")
SHARED = re.compile(r"[^.;]*? are (\w+ing)\b")
"""What all of a list do: "a king, a queen and a dog are walking"."""
CHASE = re.compile(r"\b(?:chas(?:es?|ing)|pursu(?:es?|ing)|hunt(?:s|ing)?|run(?:s|ning)? after)\b", re.I)


def translate_several(translator: PromptTranslator, prompt: str, *, most: int = MOST) -> Translation:
    """Return the canonical caption of up to ``most`` subjects that comes nearest to ``prompt``.

    What the translator leaves out of a caption of one subject is tried as a subject of its own, with what the
    prompt says right after it: ``a fox sleeps and a crow sings`` gives each its own verb. One that has none
    stands. Who chases, hunts or runs after another is drawn so. A caption that the model was taught stays as
    it is: a parser taught on other text sees a coat stand in ``a man in a white coat stand in the room``.
    """
    asked = _as_caption(prompt)
    if asked is not None and len(asked.subjects) <= most and _is_known(translator, asked):
        return Translation(prompt, (), ())
    first = translator.translate(prompt)
    texts, left_out, replaced, told = [first.prompt], [], list(first.replaced), ""
    for words in first.left_out:
        if f" {words} " in f"{told} ":
            continue  # the verb, or the clothes, of a further subject
        clause, other = "", None
        if len(texts) < most and first.prompt:
            clause, other = _further(translator, prompt, words)
        if other is None:
            left_out.append(words)
        else:
            texts.append(other.prompt)
            replaced += other.replaced
            left_out += other.left_out
            told += f" {clause}"
    said = _joined(texts)
    spec = parse_caption(said) if len(texts) > 1 else None
    if spec is not None:
        said = caption(_chasing(spec) if CHASE.search(prompt) else spec)
    return Translation(said, tuple(dict.fromkeys(replaced)), tuple(left_out))


def translate_for_world(translator: PromptTranslator, prompt: str) -> Translation:
    """Return the caption that the world can show: up to three subjects; framing and camera where named.

    A caption of the world's own stays as it is: a draft is drawn from one.
    """
    if _as_caption(prompt) is not None:
        return Translation(prompt, (), ())
    said = translate_several(translator, prompt)
    return Translation(said.prompt + _shot(prompt), said.replaced, said.left_out)


def _as_caption(prompt: str) -> WorldSpec | None:
    """Return what ``prompt`` describes, if it is word for word what the world says of a clip."""
    spec = parse_caption(prompt)
    try:
        return spec if spec is not None and spec.subjects and caption(spec) == prompt else None
    except ValueError:  # What was read cannot be said: chasing without two who run.
        return None


def _is_known(translator: PromptTranslator, spec: WorldSpec) -> bool:
    """Whether a model has every word that the caption of ``spec`` has."""
    words = translator.vocabulary
    told = [("place", spec.place), ("time", spec.time), ("weather", spec.weather)]
    told += [("way", "left")] if goes_left(spec) else []
    told += [] if spec.mood == "calm" else [("mood", spec.mood)]
    for subject in spec.subjects:
        kind = kinds()[subject.kind]
        told += [(kind.group, subject.kind), ("colour", subject.colour)]
        told += [] if subject.size == "normal" else [("size", subject.size)]
        told += [] if subject.holding is None else [("holding", subject.holding)]
        told += [] if subject.hair is None else [("hair", subject.hair)]
        if subject.action not in translator.actions_of(subject.kind):
            return False
    shot = spec.framing == "full" and spec.camera == "static"
    return shot and all(word in words.get(group, ()) for group, word in told)


def _further(translator: PromptTranslator, prompt: str, words: str) -> tuple[str, Translation | None]:
    """Return what a model makes of ``words`` as a subject and the words that were read for it.

    It does what the verb right after it says, or what all of a list do; else it stands.
    """
    found = re.search(rf"\b{re.escape(words)}\b", prompt)
    clause = re.split(r",|\band\b", prompt[found.start() :])[0].strip() if found else words
    shared = SHARED.match(prompt, found.end()) if found else None
    tried = [(clause, clause), (words, words)]
    if shared is not None and " are " not in clause:
        tried[:0] = [(clause, f"{text} is {shared[1]}") for text in (clause, words)]
    for read, text in tried:
        other = translator.translate(f"a {text}")
        spec = parse_caption(other.prompt) if other.prompt else None
        nameless = any(words.split()[-1] in part.split() for part in other.left_out)
        if spec is not None and spec.subjects and not nameless:
            return read, other
    return "", None


def _chasing(spec: WorldSpec) -> WorldSpec:
    """Have the first subject chase the second, if both can run; birds do it on the wing."""
    if len(spec.subjects) < 2:
        return spec
    pair = spec.subjects[:2]
    for action in ("fly", "run"):
        if all(action in kinds()[subject.kind].can for subject in pair):
            moved = tuple(replace(subject, action=action) for subject in pair)
            return replace(spec, subjects=(*moved, *spec.subjects[2:]), relation="chasing")
    return spec


def _joined(texts: Sequence[str]) -> str:
    """Put further subjects before the first one's place: ``a fox sits and a bird stands in the forest``."""
    first, *others = texts
    cut = PLACE.search(first)
    at = cut.start() if cut else len(first)
    more = "".join(f" and {PLACE.split(text, maxsplit=1)[0]}" for text in others)
    return f"{first[:at]}{more}{first[at:]}" if first[:at] else first


def _shot(prompt: str) -> str:
    """Return framing and camera of a prompt as clauses after commas."""
    said = [part.strip() for part in prompt.lower().split(",")]
    known = [words for words in (*FRAMINGS.values(), *CAMERAS.values()) if words and words in said]
    return "".join(f", {words}" for words in known)
