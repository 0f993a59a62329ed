"""Entities and who is who on LitBank's development part, from running text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from storyboard.story.entities import Mention, MentionForm, find_mentions
from storyboard.story.evaluation.coreference_metrics import Cluster, b_cubed, ceaf_e, muc
from storyboard.story.evaluation.given_mentions import given_mentions
from storyboard.story.evaluation.litbank import PRONOUN, GoldDocument, GoldMention, documents
from storyboard.story.evaluation.rows import Row
from storyboard.story.read import ParsedStory, parse_text
from storyboard.story.resolution import resolve

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from storyboard.story.gathering import Resolution

THIRD_PERSON = {
    "he and she": frozenset({"he", "him", "his", "himself", "she", "her", "hers", "herself"}),
    "they": frozenset({"they", "them", "their", "theirs", "themselves"}),
}
Chars = tuple[int, int]


@dataclass(slots=True)
class Tally:
    """Right, predicted and expected answers."""

    right: int = 0
    predicted: int = 0
    expected: int = 0

    def add(self, predicted: set[Hashable], expected: set[Hashable]) -> None:
        """Count one document's answers."""
        self.right += len(predicted & expected)
        self.predicted += len(predicted)
        self.expected += len(expected)

    @property
    def f1(self) -> float:
        """Micro-averaged, in percent."""
        total = self.predicted + self.expected
        return 200 * self.right / total if total else 0.0

    def __str__(self) -> str:
        precision = 100 * self.right / max(1, self.predicted)
        return f"P {precision:.1f} R {100 * self.right / max(1, self.expected):.1f}"


@dataclass(slots=True)
class _Clusters:
    """Clusters of all documents; a mention is the document's name with its character span."""

    gold: list[Cluster] = field(default_factory=list)
    predicted: list[Cluster] = field(default_factory=list)

    def scores(self) -> dict[str, float]:
        """Return the F1 in percent of the three measures, and their mean as ``CoNLL``."""
        several = {name: 100 * metric(self.gold, self.predicted).f1 for name, metric in
                   {"MUC": muc, "B3": b_cubed, "CEAFe": ceaf_e}.items()}
        return {**several, "CoNLL": sum(several.values()) / 3}


def characters(doc: Doc, tokens: tuple[int, int]) -> Chars:
    """Return the character range of a token range."""
    last = doc[tokens[1] - 1]
    return doc[tokens[0]].idx, last.idx + len(last)


def answers(doc: Doc, mentions: Sequence[Mention], resolution: Resolution) -> dict[int, Hashable]:
    """Return the cluster of each mention by the token of its head, as LitBank draws them.

    LitBank has no things, and keeps what is only said of someone (``was a king``, ``Anne, the cook``) in
    clusters of their own.
    """
    chosen: dict[int, Hashable] = {}
    lasting = {
        one.number
        for one in resolution.participants
        if any(mention.entity for mention in one.mentions) or one.kind == "person"
    }
    for mention in mentions:
        owners = resolution.owner.get(mention.head, ())
        if mention.form is MentionForm.PRONOUN:
            if len(owners) == 1 and owners[0] in lasting:
                chosen[mention.head] = owners[0]
            elif len(owners) > 1:
                chosen[mention.head] = owners
            elif not owners and mention.gender != "neuter":
                chosen[mention.head] = ("alone", mention.head)
        elif mention.entity:
            aside = mention.predicative or mention.head in resolution.asides
            chosen[mention.head] = owners[0] if len(owners) == 1 and not aside else ("alone", mention.head)
    return chosen


def _grouped(name: str, pairs: Iterable[tuple[Hashable, Hashable]]) -> list[Cluster]:
    groups: defaultdict[Hashable, set[Hashable]] = defaultdict(set)
    for mention, cluster in pairs:
        groups[cluster].add((name, mention))
    return [frozenset(group) for group in groups.values()]


def measure_people(data: Path, language: str | None = None, *, part: str = "dev") -> list[Row]:
    """Return entities, coreference with predicted and with given mentions, pronouns, and names alone.

    Args:
        data: Folder of the corpora.
        language: Pipeline to measure.
        part: ``train`` or ``dev`` of LitBank.
    """
    entities, people = Tally(), Tally()
    found, given, named = _Clusters(), _Clusters(), _Clusters()
    pronouns: dict[str, list[bool]] = {name: [] for name in THIRD_PERSON}
    for gold in documents(data, part):
        parsed = parse_text(gold.text, language=language)
        doc = parsed.doc
        mentions = find_mentions(doc, parsed.sentences, parsed.phrases)
        resolution = resolve(doc, parsed.story.blocks, mentions, parsed.quotations)
        chosen = answers(doc, mentions, resolution)
        spans = {mention.head: characters(doc, mention.reach) for mention in mentions}
        _count_entities(gold, mentions, spans, entities, people)
        found.gold += _grouped(gold.name, ((_chars(one), one.cluster) for one in gold.mentions))
        found.predicted += _grouped(gold.name, ((spans[head], key) for head, key in chosen.items()))
        names = {_chars(one): one.cluster for one in gold.mentions if one.form == "PROP"}
        named.gold += _grouped(gold.name, names.items())
        named.predicted += _grouped(gold.name, _answers_on(gold, names, mentions, spans, chosen))
        for group, right in _pronouns(gold, mentions, spans, chosen, doc).items():
            pronouns[group] += right
        _with_given_mentions(gold, parsed, given)
    return _rows(entities, people, found, given, named, pronouns)


def _chars(mention: GoldMention) -> Chars:
    return mention.start, mention.end


def _count_entities(gold: GoldDocument, mentions: Sequence[Mention], spans: dict[int, Chars],
                    entities: Tally, people: Tally) -> None:
    expected = {(*_chars(one), one.entity) for one in gold.mentions if one.form != PRONOUN}
    predicted = {(*spans[one.head], one.entity) for one in mentions if one.entity}
    entities.add(set(predicted), set(expected))
    people.add({one for one in predicted if one[2] == "PER"}, {one for one in expected if one[2] == "PER"})


def _answers_on(gold: GoldDocument, wanted: dict[Chars, str], mentions: Sequence[Mention],
                spans: dict[int, Chars], chosen: dict[int, Hashable]) -> list[tuple[Hashable, Hashable]]:
    """Return the chosen cluster of each gold name; one that was not found stands alone."""
    by_span = {spans[one.head]: chosen.get(one.head) for one in mentions}
    by_end = {spans[one.head][1]: chosen.get(one.head) for one in mentions
              if one.form is not MentionForm.PRONOUN}
    out: list[tuple[Hashable, Hashable]] = []
    for span in wanted:
        key = by_span.get(span, by_end.get(span[1]))
        out.append((span, ("missed", span) if key is None else key))
    return out


def _pronouns(gold: GoldDocument, mentions: Sequence[Mention], spans: dict[int, Chars],
              chosen: dict[int, Hashable], doc: Doc) -> dict[str, list[bool]]:
    """Return for each gold pronoun whether the subject that it was given to is, by most of its names and
    nouns (of its other pronouns where it has none), the one that the annotation says. One that the
    annotation has alone is right where it is left alone."""
    cluster_at = {_chars(one): one.cluster for one in gold.mentions}
    by_end = {one.end: one.cluster for one in gold.mentions if one.form != PRONOUN}
    told: defaultdict[Hashable, list[tuple[int, bool, str]]] = defaultdict(list)
    for mention in mentions:
        if (key := chosen.get(mention.head)) is not None:
            pronoun = mention.form is MentionForm.PRONOUN
            span = spans[mention.head]
            cluster = cluster_at.get(span) or (None if pronoun else by_end.get(span[1]))
            if cluster is not None:
                told[key].append((mention.head, pronoun, cluster))
    often = Counter(one.cluster for one in gold.mentions)
    head_at = {spans[one.head]: one.head for one in mentions if one.form is MentionForm.PRONOUN}
    right: dict[str, list[bool]] = {name: [] for name in THIRD_PERSON}
    for one in gold.mentions:
        word = gold.text[one.start : one.end].lower()
        group = next((name for name, words in THIRD_PERSON.items() if word in words), None)
        if one.form != PRONOUN or group is None:
            continue
        head = head_at.get(_chars(one))
        key = None if head is None else chosen.get(head)
        others = [entry for entry in told.get(key, ()) if entry[0] != head] if key is not None else []
        telling = [cluster for _, pronoun, cluster in others if not pronoun] or [
            cluster for _, _, cluster in others]
        told_by_others = bool(telling) and Counter(telling).most_common(1)[0][0] == one.cluster
        right[group].append(told_by_others or (key is not None and not others and often[one.cluster] == 1))
    return right


def _with_given_mentions(gold: GoldDocument, parsed: ParsedStory, given: _Clusters) -> None:
    """Resolve the annotated mentions, of which only the places in the text are told."""
    mentions = given_mentions(parsed, gold)
    resolution = resolve(parsed.doc, parsed.story.blocks, list(mentions.values()), parsed.quotations)
    chosen = answers(parsed.doc, list(mentions.values()), resolution)
    given.gold += _grouped(gold.name, ((_chars(one), one.cluster) for one in gold.mentions))
    pairs = []
    for one in gold.mentions:
        mention = mentions.get(_chars(one))
        key = chosen.get(mention.head) if mention is not None else None
        pairs.append((_chars(one), ("alone", _chars(one)) if key is None else key))
    given.predicted += _grouped(gold.name, pairs)


def _rows(entities: Tally, people: Tally, found: _Clusters, given: _Clusters, named: _Clusters,
          pronouns: dict[str, list[bool]]) -> list[Row]:
    part = "LitBank dev, running text"
    predicted, gold, names = found.scores(), given.scores(), named.scores()
    every = [right for group in pronouns.values() for right in group]

    def parts(scores: dict[str, float]) -> str:
        return ", ".join(f"{name} {scores[name]:.1f}" for name in ("MUC", "B3", "CEAFe"))

    return [
        Row(part=part, what="entities F1, nested, no pronouns", value=entities.f1, goal=65,
            cases=f"{entities}, {entities.expected} spans",
            anchor="68.3 LitBank 2019, test; 88-90 BookNLP, with pronouns, more data"),
        Row(part=part, what="people F1", value=people.f1, goal=75, cases=f"{people}",
            anchor="72.4 LitBank 2019, test"),
        Row(part=part, what="coreference CoNLL, predicted mentions", value=predicted["CoNLL"], goal=62,
            cases=parts(predicted),
            anchor="68.1 Bamman 2020 (BERT); 76.4-79.0 BookNLP; 78 Maverick (DeBERTa-large)"),
        Row(part=part, what="coreference CoNLL, given mentions", value=gold["CoNLL"], goal=74,
            cases=parts(gold), anchor="79.3 Bamman 2020 (BERT)"),
        Row(part=part, what="he, she, they on the right subject", value=100 * sum(every) / max(1, len(every)),
            goal=78, cases=f"{len(every)} pronouns"),
        *(Row(part=part, what=f"  {name}", value=100 * sum(right) / max(1, len(right)),
              cases=f"{len(right)} pronouns") for name, right in pronouns.items()),
        Row(part=part, what="names alone, B3", value=names["B3"], goal=88,
            cases=f"{sum(map(len, named.gold))} names"),
    ]
