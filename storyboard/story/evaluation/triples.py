"""Who does what to whom, where: how many of the hand-labelled triples the reading finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from storyboard.story.clauses import Clause, find_clauses
from storyboard.story.evaluation.rows import Row

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

ANCHOR = "captions, other labels: SPICE parser 64.8, Flan-T5 92-93 (FACTUAL test)"
SHIPPED = Path(__file__).parent / "triples.txt"
WATCHED = SHIPPED.with_name("triples_watched.txt")
"""Sentences that the rules were not made with either; drawn later, by other hands."""
NOMINATIVES = {
    "him": "he", "her": "she", "them": "they", "me": "i", "us": "we", "my": "i", "his": "he", "their": "they",
    "our": "we", "your": "you",
}

Triple = tuple[str, str, str, bool]
"""Doer, verb, argument (``fox``, ``@forest``, ``>lion`` or empty), whether it happened."""


@dataclass(frozen=True, slots=True)
class LabelledSentence:
    """One sentence and its triples; every word of a triple is a set of words that are equally right."""

    part: str
    """``dev`` or ``test``; of the other files ``development`` and ``watched``."""
    story: str
    text: str
    triples: tuple[Triple, ...]


@dataclass(frozen=True, slots=True)
class TripleScore:
    """Triples found over a set of sentences."""

    right: int
    predicted: int
    labelled: int

    @property
    def precision(self) -> float:
        """Share of the predicted triples that are right."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of the labelled triples that were found."""
        return self.right / self.labelled if self.labelled else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        total = self.predicted + self.labelled
        return 2 * self.right / total if total else 0.0


def labelled_sentences(path: Path = SHIPPED) -> list[LabelledSentence]:
    """Read labelled sentences; the head of the file says what a line means."""
    sentences = []
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        if lines:
            head, _, text = lines[0].partition(": ")
            part, story = head.split()
            triples = [triple for line in lines[1:] for triple in _labelled(line.strip().split(" | "))]
            sentences.append(LabelledSentence(part, story, text, tuple(triples)))
    return sentences


def _labelled(fields: list[str]) -> Iterator[Triple]:
    happened = fields[-1] != "no"
    who, verb, *arguments = fields if happened else fields[:-1]
    for doer in who.split(","):
        for argument in arguments or [""]:
            yield doer, verb, argument, happened


def triples_of(doc: Doc, quoted: Iterable[int]) -> list[Triple]:
    """Return the triples of a parsed text; words are heads, lemma and form in one: ``eye/eyes``.

    Args:
        quoted: For each token the index of its quotation, or -1.
    """
    inside = list(quoted)
    return [
        triple for clause in find_clauses(doc) for triple in _predicted(clause, inside[clause.verb.i] >= 0)
    ]


def _predicted(clause: Clause, spoken: bool) -> Iterator[Triple]:
    happened = not (clause.negated or clause.hypothetical or spoken)
    arguments = [_word(token) for token in clause.objects]
    if clause.place is not None:
        arguments.append("@" + _word(clause.place))
    if clause.recipient is not None:
        arguments.append(">" + _word(clause.recipient))
    for doer in [_word(token) for token in clause.doers] or ["-"]:
        for argument in arguments or [""]:
            yield doer, clause.predicate.split()[0], argument, happened


def _word(token: Token) -> str:
    form = token.lower_
    names = [part for part in token.children if part.dep_ in {"flat", "flat:name"} and part.i > token.i]
    form = names[-1].lower_ if names else form
    return "/".join(dict.fromkeys((NOMINATIVES.get(form, form), form, token.lemma_.lower())))


def matches(labelled: Triple, predicted: Triple) -> bool:
    """Return whether two triples say the same."""
    return labelled[3] == predicted[3] and all(
        _same(mine, theirs) for mine, theirs in zip(labelled[:3], predicted[:3], strict=True)
    )


def _same(labelled: str, predicted: str) -> bool:
    sign = labelled[:1] if labelled[:1] in ("@", ">") else ""
    if sign != (predicted[:1] if predicted[:1] in ("@", ">") else ""):
        return False
    right = {NOMINATIVES.get(word, word) for word in labelled[len(sign) :].split("/")}
    return bool(right & set(predicted[len(sign) :].split("/")))


def compare(
    labelled: Iterable[Triple], predicted: Iterable[Triple]
) -> tuple[list[Triple], list[Triple], int]:
    """Pair triples one to one; return those missed, those invented, and how many were right."""
    left, invented, right = list(labelled), [], 0
    for triple in predicted:
        found = next((mine for mine in left if matches(mine, triple)), None)
        if found is None:
            invented.append(triple)
        else:
            left.remove(found)
            right += 1
    return left, invented, right


def measure_triples(language: str | None) -> list[Row]:
    """Return F1 on the sentences that were looked at, on those that were not, and on all."""
    sentences = labelled_sentences()
    parts = {
        "half that the rules were made with": [one for one in sentences if one.part == "dev"],
        "other half": [one for one in sentences if one.part == "test"],
        "all": sentences,
        "drawn later, watched but not looked at": labelled_sentences(WATCHED),
    }
    rows: list[Row] = []
    for name, chosen in parts.items():
        score = score_triples(chosen, language)
        rows.append(
            Row(
                part=f"triples, {len(sentences)} sentences of stories",
                what=f"F1, {name}",
                value=100 * score.f1,
                goal=None if name.startswith(("all", "drawn")) else 75,
                anchor=ANCHOR if not rows else "",
                cases=f"{len(chosen)} sentences, {score.labelled} triples",
            )
        )
    return rows


def score_triples(sentences: Iterable[LabelledSentence], language: str | None = None) -> TripleScore:
    """Read each sentence for itself and count its triples."""
    from storyboard.story.read import parse_text
    from storyboard.story.speech import quotation_of

    counts: Counter[str] = Counter()
    for sentence in sentences:
        parsed = parse_text(sentence.text, language=language)
        predicted = triples_of(parsed.doc, quotation_of(parsed.quotations, len(parsed.doc)))
        counts["right"] += compare(sentence.triples, predicted)[2]
        counts["predicted"] += len(predicted)
        counts["labelled"] += len(sentence.triples)
    return TripleScore(counts["right"], counts["predicted"], counts["labelled"])
