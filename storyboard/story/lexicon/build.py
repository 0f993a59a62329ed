"""Derive the tables of the lexicon from WordNet 3.0.

    python -m storyboard.story.lexicon.build --wordnet /usr/share/wordnet

``--wordnet`` is a folder with WordNet's database files (``data.noun``, ``index.noun``, ...), as Debian's
package ``wordnet-base`` installs them. Every word takes the concept of the nearest hypernym that
``concepts.yaml`` names, of its most usual sense that can be drawn; ``overrides.yaml`` comes first.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from storyboard.errors import StoryError
from storyboard.story.lexicon.lexicon import NOTHING, TABLES

LEXNAMES = (
    "adj.all", "adj.pert", "adv.all", "noun.Tops", "noun.act", "noun.animal", "noun.artifact",
    "noun.attribute", "noun.body", "noun.cognition", "noun.communication", "noun.event", "noun.feeling",
    "noun.food", "noun.group", "noun.location", "noun.motive", "noun.object", "noun.person",
    "noun.phenomenon", "noun.plant", "noun.possession", "noun.process", "noun.quantity", "noun.relation",
    "noun.shape", "noun.state", "noun.substance", "noun.time", "verb.body", "verb.change", "verb.cognition",
    "verb.communication", "verb.competition", "verb.consumption", "verb.contact", "verb.creation",
    "verb.emotion", "verb.motion", "verb.perception", "verb.possession", "verb.social", "verb.stative",
    "verb.weather", "adj.ppl",
)
"""Lexicographer files in WordNet's order (lexnames(5WN)). Debian ships the manual page but not the file."""

GENERAL_FIELD = {
    "noun.animal": ("animal", "animal"), "noun.food": ("thing", "food"), "noun.plant": ("thing", "plant"),
    "noun.artifact": ("thing", "object"), "noun.object": ("thing", "object"),
    "noun.substance": ("thing", "object"), "noun.communication": ("action", "talk"),
    "verb.motion": ("action", "walk"), "verb.communication": ("action", "talk"),
    "verb.consumption": ("action", "eat"), "verb.perception": ("action", "look"),
    "verb.competition": ("action", "fight"), "verb.possession": ("action", "give"),
    "verb.contact": ("action", "carry"), "verb.creation": ("action", "work"),
    "verb.social": ("action", "stand"), "verb.cognition": ("action", "stand"),
    "verb.emotion": ("action", "stand"), "verb.stative": ("action", "stand"),
    "verb.body": ("action", "stand"), "verb.change": ("action", "stand"),
}
"""What is drawn when no hypernym of a word is a concept; marked as approximate, except for things."""

SENSE_WEIGHT = {"person": 1.0, "animal": 1.0, "thing": 1.0, "place": 1.0, "time": 0.8, "weather": 0.8,
                "mood": 0.8, "colour": 0.6, "action": 0.5}
"""How much a noun's sense that can be drawn so counts against its other senses."""
UNDRAWN_WEIGHT = 0.3
WORD = re.compile(r"[a-z]+(?:[-'][a-z]+)*(?: [a-z]+(?:[-'][a-z]+)*)?")


@dataclass(frozen=True)
class Drawn:
    """Concept, colour and exactness of one word."""

    kind: str
    name: str
    colour: str | None = None
    approximate: bool = False
    distance: int = field(default=0, compare=False)
    """Steps of hypernymy to the concept."""


class ConceptTable:
    """``concepts.yaml`` and ``overrides.yaml``, read."""

    def __init__(self, folder: Path) -> None:
        yaml = YAML(typ="safe")
        self.concepts: dict[str, dict[str, dict[str, Any]]] = yaml.load(folder / "concepts.yaml")
        overrides: dict[str, Any] = yaml.load(folder / "overrides.yaml")
        self.colours: dict[str, list[str]] = overrides["colours"]
        self.words: dict[tuple[str, str], Drawn | None] = {}
        for pos, groups in overrides["words"].items():
            for target, words in groups.items():
                drawn = None
                if target != NOTHING:
                    kind, name, *colour = target.split("/")
                    if name not in self.concepts.get(kind, {}):
                        raise StoryError(f"overrides.yaml: words.{pos}: concepts.yaml has no '{kind}/{name}'")
                    drawn = Drawn(kind, name, colour[0] if colour else None)
                for word in words:
                    # The first line that names a word counts, so that "-" can stand last as the remainder.
                    self.words.setdefault((pos, str(word)), drawn)

    def chain(self, kind: str, name: str) -> list[str]:
        """Return the concept and its stand-ins breadth first, then the kind's own name."""
        chain, queue = [], [name]
        while queue:
            here = queue.pop(0)
            if here not in chain:
                chain.append(here)
                queue += self.concepts[kind][here].get("like", [])
        return chain if kind in chain else [*chain, kind]


class WordNetMapper:
    """Finds the concept of any WordNet word."""

    def __init__(self, wordnet: Any, table: ConceptTable) -> None:
        self.wordnet = wordnet
        self.table = table
        self.anchors: dict[str, tuple[str, str]] = {}
        for kind, concepts in table.concepts.items():
            for name, concept in concepts.items():
                for synset in concept.get("is", []):
                    self.anchors.setdefault(wordnet.synset(synset).name(), (kind, name))
        self.colours: dict[str, str] = {}
        self.word_colours: dict[str, str] = {}
        for colour, words in table.colours.items():
            for word in words:
                self.word_colours[word] = colour
                senses = [s for s in wordnet.synsets(word.replace(" ", "_"), "n")
                          if s.lexname() in ("noun.animal", "noun.plant", "noun.food", "noun.artifact",
                                             "noun.substance", "noun.object")]
                if senses:
                    self.colours.setdefault(senses[0].name(), colour)

    def noun(self, word: str) -> Drawn | None:
        best, best_score = None, 0.0
        for rank, (synset, count) in enumerate(self._senses(word, "n")):
            drawn = self._by_hypernyms(synset) or self._by_act(synset, word)
            if drawn is None and (general := GENERAL_FIELD.get(synset.lexname())):
                drawn = Drawn(*general, approximate=general[0] == "action", distance=9)
            weight = SENSE_WEIGHT[drawn.kind] if drawn and drawn.kind in SENSE_WEIGHT else UNDRAWN_WEIGHT
            if drawn and drawn.name == "object":
                weight = 0.5
            score = (count + 0.5) * 0.6**rank * weight
            if score > best_score:
                best, best_score = drawn, score
        return best

    def verb(self, word: str) -> Drawn | None:
        best, best_score = None, 0.0
        for rank, (synset, count) in enumerate(self._senses(word, "v")):
            drawn = self._by_hypernyms(synset)
            weight = 1.0
            if drawn is None:
                general = GENERAL_FIELD.get(synset.lexname())
                drawn = Drawn(*general, approximate=True) if general else None
                weight = 0.4
            score = (count + 0.5) * 0.7**rank * weight
            if drawn and score > best_score:
                best, best_score = drawn, score
        return best

    def adjective(self, word: str) -> Drawn | None:
        for synset, _ in self._senses(word, "a")[:2]:
            near = [synset, *synset.similar_tos(), *synset.also_sees()]
            for distance, candidate in enumerate(near):
                if (anchor := self.anchors.get(candidate.name())):
                    return Drawn(*anchor, distance=distance)
            for lemma in synset.lemmas():
                for related in lemma.derivationally_related_forms() + lemma.pertainyms():
                    drawn = self._by_hypernyms(related.synset())
                    if drawn and drawn.kind in ("colour", "mood", "weather", "time"):
                        return drawn
        return None

    def colour_of(self, word: str) -> str | None:
        """Return the natural colour of a noun finer than its concept's, by its animal or plain sense."""
        if word in self.word_colours:
            return self.word_colours[word]
        for synset, _ in self._senses(word, "n")[:2]:
            if synset.lexname() in ("noun.animal", "noun.plant", "noun.food"):
                for ancestor, _distance in _upwards(synset):
                    if ancestor.name() in self.colours:
                        return self.colours[ancestor.name()]
                    if ancestor.name() in self.anchors:
                        return None
        return None

    def _senses(self, word: str, pos: str) -> list[tuple[Any, int]]:
        """Return common senses with their counts; names of persons and places (capitalised) are no senses."""
        senses = []
        written = word.replace(" ", "_")
        for synset in self.wordnet.synsets(written, pos):
            lemma = next((each for each in synset.lemmas() if each.name() == written), None)
            if lemma is not None and not synset.instance_hypernyms():
                senses.append((synset, lemma.count()))
        return senses

    def _by_hypernyms(self, synset: Any) -> Drawn | None:
        for ancestor, distance in _upwards(synset):
            if (anchor := self.anchors.get(ancestor.name())):
                return Drawn(*anchor, distance=distance)
        return None

    def _by_act(self, synset: Any, word: str) -> Drawn | None:
        """A noun of doing ("a leap") is drawn as its verb."""
        if synset.lexname() not in ("noun.act", "noun.event"):
            return None
        for lemma in synset.lemmas():
            if lemma.name() == word:
                for related in lemma.derivationally_related_forms():
                    drawn = self._by_hypernyms(related.synset())
                    if related.synset().pos() == "v" and drawn:
                        return Drawn(drawn.kind, drawn.name, approximate=True, distance=drawn.distance)
        return None


def _upwards(synset: Any) -> Iterator[tuple[Any, int]]:
    """Yield the synset and its hypernyms, nearest first."""
    level, seen, distance = [synset], set(), 0
    while level:
        above = []
        for each in level:
            if each not in seen:
                seen.add(each)
                yield each, distance
                above += each.hypernyms()
        level, distance = above, distance + 1


def open_wordnet(folder: Path) -> Any:
    """Return NLTK's reader over a folder of WordNet 3.0 database files.

    Raises:
        StoryError: The folder has no WordNet database.
    """
    import nltk
    from nltk.corpus.reader.wordnet import WordNetCorpusReader

    if not (folder / "data.noun").is_file():
        raise StoryError(f"{folder}: no WordNet database here (data.noun is missing); "
                         "Debian's package wordnet-base installs one in /usr/share/wordnet")

    class Reader(WordNetCorpusReader):  # type: ignore[misc]
        def map_wn(self, version: str = "wordnet") -> None:
            """The map between WordNet versions serves other languages, which are not read here."""

    # NLTK reads corpora only below its data path, and wants two files that Debian does not ship.
    copy = Path(tempfile.mkdtemp(prefix="wordnet-"))
    for source in folder.iterdir():
        if source.is_file():
            (copy / source.name).write_bytes(source.read_bytes())
    (copy / "lexnames").write_text("".join(f"{i:02d}\t{name}\t1\n" for i, name in enumerate(LEXNAMES)))
    (copy / "index.sense").touch()
    nltk.data.path.append(str(copy))
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="The multilingual functions")
        return Reader(str(copy), None)


def map_words(wordnet: Any, table: ConceptTable) -> dict[tuple[str, str], Drawn]:
    """Return ``(part of speech, word)`` -> concept for every word that can be drawn."""
    mapper = WordNetMapper(wordnet, table)
    by_pos = {"n": mapper.noun, "v": mapper.verb, "a": mapper.adjective}
    words: dict[tuple[str, str], Drawn] = {}
    lengthy: dict[tuple[str, str], Drawn] = {}
    for pos, find in by_pos.items():
        for lemma in wordnet.all_lemma_names(pos=pos):
            word = lemma.replace("_", " ")
            if not WORD.fullmatch(word) or (pos, word) in table.words:
                continue
            drawn = find(word)
            if drawn is None:
                continue
            (lengthy if " " in word else words)[pos, word] = drawn
    for key, chosen in table.words.items():
        if chosen is not None:
            words[key] = chosen
    for (pos, word), drawn in lengthy.items():
        # Two words are kept only where their head alone would mislead ("sea lion", "guinea pig"), and never
        # after an adjective that can be drawn: a red fox is no plant of that name.
        quality = words.get(("a", word.split()[0]))
        if pos == "n" and quality is not None and quality.kind in ("colour", "size", "age", "mood"):
            continue
        head = word.split()[0] if pos == "v" else word.split()[-1]
        plain = words.get((pos, head))
        known_head = plain is not None or (pos, head) in table.words
        if known_head and (plain is None or (plain.kind, plain.name) != (drawn.kind, drawn.name)) \
                and not drawn.approximate and drawn.name != "object":
            words[pos, word] = drawn
    for (pos, word), drawn in words.items():
        if pos == "n" and drawn.kind in ("animal", "thing") and drawn.colour is None:
            colour = mapper.colour_of(word)
            if colour and colour != table.concepts[drawn.kind][drawn.name].get("colour"):
                words[pos, word] = Drawn(drawn.kind, drawn.name, colour, drawn.approximate)
    return words


def irregular_forms(folder: Path, words: Iterable[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Return ``(part of speech, form, lemma)`` of WordNet's exception lists, for known words."""
    known = set(words)
    forms = []
    for pos, name in (("n", "noun"), ("v", "verb"), ("a", "adj")):
        for line in (folder / f"{name}.exc").read_text().splitlines():
            form, lemma, *_ = line.split()
            if "_" not in line and (pos, lemma) in known and form != lemma:
                forms.append((pos, form, lemma))
    return forms


def is_concrete(wordnet: Any, noun: str) -> bool:
    """Whether a noun's most usual sense is a person, animal, artefact, food, plant or natural object."""
    senses = [s for s in wordnet.synsets(noun.replace(" ", "_"), "n") if not s.instance_hypernyms()]
    return bool(senses) and senses[0].lexname().removeprefix("noun.") in (
        "person", "animal", "artifact", "food", "plant", "object")


def write_tables(wordnet_folder: Path, output: Path) -> None:
    """Write ``concepts.tsv``, ``words.tsv`` and ``exceptions.tsv`` into ``output``."""
    table = ConceptTable(TABLES)
    words = map_words(open_wordnet(wordnet_folder), table)
    source = "# Derived from WordNet 3.0 (LICENSE-WordNet.txt) by storyboard.story.lexicon.build.\n"
    with (output / "concepts.tsv").open("w", encoding="utf-8") as out:
        out.write(f"{source}# kind\tname\tnatural colour\tplace\tchain of stand-ins\n")
        for kind, concepts in table.concepts.items():
            for name, concept in concepts.items():
                cells = (kind, name, concept.get("colour", NOTHING), concept.get("place", NOTHING),
                         ";".join(table.chain(kind, name)))
                out.write("\t".join(cells) + "\n")
    groups: dict[tuple[str, str, str, str, str], list[str]] = defaultdict(list)
    for (pos, word), drawn in words.items():
        groups[pos, drawn.kind, drawn.name, drawn.colour or NOTHING, str(int(drawn.approximate))].append(word)
    with (output / "words.tsv").open("w", encoding="utf-8") as out:
        out.write(f"{source}# part of speech\tkind\tname\town colour\tapproximate\twords\n")
        for key in sorted(groups):
            out.write("\t".join([*key, ",".join(sorted(groups[key]))]) + "\n")
    with (output / "exceptions.tsv").open("w", encoding="utf-8") as out:
        out.write(f"{source}# part of speech\tform\tlemma\n")
        for form in irregular_forms(wordnet_folder, words):
            out.write("\t".join(form) + "\n")


def main() -> None:
    """Build the tables beside this file."""
    parser = argparse.ArgumentParser(description="Derive the concept lexicon from WordNet 3.0.")
    parser.add_argument("--wordnet", type=Path, required=True, help="folder with WordNet's database files")
    arguments = parser.parse_args()
    write_tables(arguments.wordnet, TABLES)


if __name__ == "__main__":
    main()
