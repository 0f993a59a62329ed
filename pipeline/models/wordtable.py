"""The table of words that lies beside a small model's weights, and how inflected words are found in it.

``lexicon.json`` holds, for every English word that the model's vocabulary can show, what it becomes; it is
compiled once, when a model is trained, from a concept lexicon and the model's ``vocabulary.json``.
Translating a prompt then needs nothing but the model's folder.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from storyboard.errors import ModelError

VOCABULARY_FILE = "vocabulary.json"
TABLE_FILE = "lexicon.json"
ACTIONS_FILE = "actions.json"
"""Beside the vocabulary: subject -> the actions that the model saw it do. Without it: all that the
world draws."""
FORMAT = 1

GARMENTS = ("dress", "coat", "clothes")
ACCESSORIES = ("hat", "shoe", "umbrella")
HOLDING = frozenset(("carry", "give"))
"""Actions that say what is held. A model without them was not shown held things."""
SUBJECT_KINDS = ("person", "animal", "thing")
Vocabulary = Mapping[str, Sequence[str]]
"""Kind (``person``, ``animal``, ``thing``, ``place``, ``action``, ``colour``, ...) -> concepts."""


class ConceptLike(Protocol):
    """A kind and a name."""

    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...


class EntryLike(Protocol):
    """One word of a concept lexicon."""

    @property
    def lemma(self) -> str: ...
    @property
    def pos(self) -> str: ...
    @property
    def concept(self) -> ConceptLike: ...
    @property
    def colour(self) -> str | None: ...
    @property
    def chain(self) -> Iterable[ConceptLike]: ...
    @property
    def place(self) -> str | None: ...
    @property
    def approximate(self) -> bool: ...


class LexiconLike(Protocol):
    """What is needed of a concept lexicon to compile a table from it."""

    def entries(self) -> Iterator[Any]: ...
    def irregular_forms(self) -> Mapping[str, Mapping[str, str]]: ...
    def concepts(self) -> Mapping[str, Collection[str]]: ...


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word becomes in a model's vocabulary."""

    lemma: str
    kind: str
    """A kind of the vocabulary, or ``clothing``."""
    name: str
    """The concept in the vocabulary; empty when the model has none for it."""
    colour: str | None = None
    """Natural colour of what the word names."""
    place: str | None = None
    """Place of the vocabulary where one is who is in or on it."""
    closeness: str = ""
    """Empty: the very concept; ``=``: what stands in for it; ``~``: only the word's general field."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """The forms of words in the model's captions."""

    place: dict[str, str]
    """``forest`` -> ``in the``."""
    inside: tuple[str, ...]
    aloft: tuple[str, ...]
    """Places in the air: one flies in them, not over them."""
    submerged: tuple[str, ...]
    """Places under water."""
    water: tuple[str, ...]
    """Places in which one can swim."""
    wears: dict[str, str]
    """``woman`` -> ``dress``."""
    natural: dict[str, str]
    """``bird`` -> ``black``."""
    can: dict[str, tuple[str, ...]]
    """Subject -> its actions."""
    verb: dict[str, dict[str, str]]
    """Subject -> action -> verb in the third person."""
    base: dict[str, str]
    """Verb in the third person -> its plain form."""
    time: dict[str, str]
    weather: dict[str, str]
    held: tuple[str, ...]
    """Things that captions may put into a subject's hands."""
    way: dict[str, str] = field(default_factory=dict)
    """Action -> words for doing it towards the left; empty: the model does not know sides."""
    stand_ins: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Action -> actions that may stand for it, nearest first."""


def compile_table(
    lexicon: LexiconLike, vocabulary: Vocabulary, actions: Vocabulary | None = None
) -> dict[str, Any]:
    """Return the content of ``lexicon.json`` for a model.

    Args:
        lexicon: Every word with its concept and the chain of what may stand for it.
        vocabulary: What the model was trained on: the content of its ``vocabulary.json``.

    Raises:
        ModelError: The vocabulary has a subject or a place that the drawn world does not have.
    """
    clothing = {**dict.fromkeys(GARMENTS, "garment"), **dict.fromkeys(ACCESSORIES, "accessory")}
    chains = _chains(lexicon)
    groups: dict[str, dict[str, list[str]]] = {"n": {}, "v": {}, "a": {}}
    for entry in lexicon.entries():
        kind, name = entry.concept.kind, ""
        worn = clothing.get(entry.concept.name, "") if kind == "thing" else ""
        if entry.concept.name in vocabulary.get("thing", ()):
            worn = ""
        for link in () if worn else entry.chain:
            if link.name in vocabulary.get(link.kind, ()):
                kind, name = link.kind, link.name
                break
        if worn:
            kind, name = "clothing", worn
        colour = _first(chains.get(("colour", entry.colour or ""), ()), vocabulary.get("colour", ()))
        place = _first(chains.get(("place", entry.place or ""), ()), vocabulary.get("place", ()))
        closeness = "~" if entry.approximate else "" if name == entry.concept.name else "="
        key = "|".join((kind, name, colour, place, closeness))
        groups[entry.pos].setdefault(key, []).append(entry.lemma)
    known = {pos: {word for words in by_key.values() for word in words} for pos, by_key in groups.items()}
    return {
        "format": FORMAT,
        "words": {pos: {key: ",".join(sorted(words)) for key, words in sorted(by_key.items())}
                  for pos, by_key in groups.items()},
        "irregular": {pos: {form: lemma for form, lemma in forms.items() if lemma in known[pos]}
                      for pos, forms in lexicon.irregular_forms().items()},
        "stand_ins": {action: [link for link in chains.get(("action", action), ())
                               if link in vocabulary["action"] and link != action]
                      for action in vocabulary.get("action", ())},
        "grammar": _world_grammar(vocabulary, actions),
    }


def write_word_table(folder: Path, lexicon: LexiconLike) -> Path:
    """Compile ``lexicon.json`` beside the ``vocabulary.json`` of a model's folder; return its path."""
    path = folder / TABLE_FILE
    actions = _read_json(folder / ACTIONS_FILE) if (folder / ACTIONS_FILE).is_file() else None
    table = compile_table(lexicon, read_vocabulary(folder), actions)
    path.write_text(json.dumps(table, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    return path


def read_vocabulary(folder: Path) -> dict[str, list[str]]:
    """Return a model's ``vocabulary.json``.

    Raises:
        ModelError: It is missing or not what it should be.
    """
    content = _read_json(folder / VOCABULARY_FILE)
    # Some lists may be counts or switches ("subjects": 1): only the lists of words are vocabulary.
    return {kind: list(words) for kind, words in content.items() if isinstance(words, list)}


class WordTable:
    """``lexicon.json``, read."""

    def __init__(self, folder: Path) -> None:
        path = folder / TABLE_FILE
        content = _read_json(path)
        if content.get("format") != FORMAT:
            raise ModelError(f"{path}: written by another version of storyboard; "
                             f"compile it anew from the model's {VOCABULARY_FILE}")
        self.grammar = Grammar(
            **{name: _tuples(value) for name, value in content["grammar"].items()},
            stand_ins=_tuples(content["stand_ins"]))
        self._irregular: dict[str, dict[str, str]] = content["irregular"]
        self._keys: list[str] = []
        self._words: dict[str, dict[str, int]] = {"n": {}, "v": {}, "a": {}}
        for pos, groups in content["words"].items():
            for key, words in groups.items():
                self._words[pos].update(dict.fromkeys(words.split(","), len(self._keys)))
                self._keys.append(key)

    def noun(self, form: str) -> Meaning | None:
        """Return the meaning of a noun, singular or plural."""
        return self._find("n", form, _noun_lemmas(form))

    def verb(self, form: str) -> Meaning | None:
        """Return the meaning of a verb in any form."""
        return self._find("v", form, _verb_lemmas(form))

    def adjective(self, form: str) -> Meaning | None:
        """Return the meaning of an adjective, comparatives included."""
        return self._find("a", form, _adjective_lemmas(form))

    def _find(self, pos: str, form: str, lemmas: Iterable[str]) -> Meaning | None:
        words = self._words[pos]
        for lemma in (form, self._irregular.get(pos, {}).get(form, ""), *lemmas):
            if lemma in words:
                kind, name, colour, place, closeness = self._keys[words[lemma]].split("|")
                return Meaning(lemma, kind, name, colour or None, place or None, closeness)
        return None


def _world_grammar(vocabulary: Vocabulary, seen: Vocabulary | None) -> dict[str, Any]:
    # Only compiling needs the drawn world; translating prompts must not load what draws it.
    from pipeline.world import catalogue
    from pipeline.world.captions import LADEN, PLAIN, TIMES, WEATHERS, phrases, way_left

    subjects = [name for kind in SUBJECT_KINDS for name in vocabulary.get(kind, ())]
    kinds, places = catalogue.kinds(), catalogue.places()
    unknown = [name for name in subjects if name not in kinds]
    unknown += [name for name in vocabulary.get("place", ()) if name not in places]
    if unknown:
        raise ModelError(f"{VOCABULARY_FILE}: the drawn world has no {', '.join(unknown)}")
    colours, actions = vocabulary.get("colour", ()), vocabulary.get("action", ())
    # The world may have learned to draw what the model never saw: a bird that sits.
    can = {name: [action for action in kinds[name].can
                  if action in actions and (seen is None or action in seen.get(name, ()))]
           for name in subjects}
    verb = {name: {action: PLAIN.verb(kinds[name].verbs.get(action, action))[0] for action in can[name]}
            for name in subjects}
    here = vocabulary.get("place", ())
    return {
        "place": {name: f"{places[name].at}" for name in here},
        "inside": [name for name in here if places[name].inside],
        "aloft": [name for name in here if places[name].aloft],
        "submerged": [name for name in here if places[name].submerged],
        "water": [name for name in here if places[name].water is not None or places[name].submerged],
        "wears": {name: kinds[name].wears for name in subjects if kinds[name].wears},
        "natural": {name: next((c for c in kinds[name].natural if c in colours), "") for name in subjects},
        "can": can,
        "verb": verb,
        "base": {PLAIN.verb(word)[0]: word for word in phrases().verbs},
        "time": {name: "" if name == "day" else TIMES[name] for name in vocabulary.get("time", ())},
        "weather": {name: WEATHERS[name] for name in vocabulary.get("weather", ())},
        "way": {
            action: way_left(action) for action in actions
            if "left" in vocabulary.get("way", ()) and action not in LADEN
        },
        "held": [name for name in vocabulary.get("thing", ()) if kinds[name].held and set(actions) & HOLDING],
    }


def _chains(lexicon: LexiconLike) -> dict[tuple[str, str], list[str]]:
    """Return (kind, concept) -> names of its stand-ins of the same kind, itself first."""
    chains: dict[tuple[str, str], list[str]] = {}
    for entry in lexicon.entries():
        chains.setdefault((entry.concept.kind, entry.concept.name), [link.name for link in entry.chain])
    return chains


def _first(chain: Iterable[str], allowed: Collection[str]) -> str:
    return next((name for name in chain if name in allowed), "")


def _tuples(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, dict):
        return {key: _tuples(each) for key, each in value.items()}
    return value


def _read_json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ModelError(f"{path}: missing; the model's folder is incomplete") from error
    except (OSError, ValueError) as error:
        raise ModelError(f"{path}: cannot be read ({error})") from error
    if not isinstance(content, dict):
        raise ModelError(f"{path}: not a JSON object")
    return content


def _noun_lemmas(form: str) -> list[str]:
    if not form.endswith("s") or form.endswith("ss"):
        return []
    lemmas = [form[:-1]]
    if form.endswith("ies"):
        lemmas.insert(0, form[:-3] + "y")
    elif form.endswith("ves"):
        lemmas += [form[:-3] + "f", form[:-3] + "fe"]
    elif form.endswith("es"):
        lemmas.append(form[:-2])
    return lemmas


def _verb_lemmas(form: str) -> list[str]:
    if form.endswith("ies"):
        return [form[:-3] + "y", form[:-1]]
    if form.endswith("es"):
        return [form[:-1], form[:-2]]
    if form.endswith("s"):
        return [form[:-1]]
    if form.endswith("ied"):
        return [form[:-3] + "y"]
    for ending in ("ing", "ed"):
        stem = form.removesuffix(ending)
        if stem != form and len(stem) > 1:
            undoubled = [stem[:-1]] if stem[-1] == stem[-2] and stem[-1] not in "aeiou" else []
            return [*undoubled, stem, stem + "e"] if undoubled else [stem + "e", stem]
    return []


def _adjective_lemmas(form: str) -> list[str]:
    for ending in ("er", "est"):
        stem = form.removesuffix(ending)
        if stem != form and len(stem) > 2:
            return [stem, stem + "e", stem[:-1] + "y" if stem[-1] == "i" else stem[:-1]]
    return []
