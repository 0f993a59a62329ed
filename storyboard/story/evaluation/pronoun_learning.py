"""Learns what counts for the antecedent of a pronoun, by a softmax over the candidates, from LitBank's
training part.

The story is read as ever, but each pronoun joins the participant that the annotation says, so that one
wrong choice
does not spoil those after it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from storyboard.story.entities import Mention, find_mentions
from storyboard.story.evaluation.litbank import GoldDocument, documents
from storyboard.story.gathering import StoryReader
from storyboard.story.language import load_language
from storyboard.story.parsing import parse
from storyboard.story.participants import Participant
from storyboard.story.pronouns import (
    FEATURES,
    Choice,
    Context,
    Weights,
    admissible,
    choose,
    features,
    learned_weights,
)
from storyboard.story.reader import parse_story
from storyboard.story.sentences import sentence_spans
from storyboard.story.speech import find_quotations

Example = tuple[np.ndarray, np.ndarray]
"""Rows of features of the candidates, (n, features); which of them are right, (n,) of 0 and 1."""


class _TaughtReader(StoryReader):
    """Reads with the annotation beside it and notes every choice among several candidates."""

    def teach(self, gold: GoldDocument) -> list[Example]:
        self._cluster = {(mention.start, mention.end): mention.cluster for mention in gold.mentions}
        self._ends = {mention.end: mention.cluster for mention in gold.mentions if mention.form != "PRON"}
        self.examples: list[Example] = []
        self.read()
        return self.examples

    def _cluster_at(self, mention: Mention) -> str | None:
        start, last = self.doc[mention.start].idx, self.doc[mention.end - 1]
        end = last.idx + len(last)
        return self._cluster.get((start, end)) or self._ends.get(end)

    def _choose(self, mention: Mention, candidates: list[Participant], context: Context) -> Choice | None:
        usual = choose(self.doc, mention, candidates, context, self.weights)
        wanted = self._cluster_at(mention)
        fitting = admissible(self.doc, mention, candidates, context)
        if wanted is None or not fitting:
            return usual
        right = np.array([float(self._belongs(candidate, wanted)) for candidate in fitting])
        if not right.any():
            return usual
        if not right.all():
            self.examples.append((np.array(features(self.doc, mention, fitting, context)), right))
        return Choice(fitting[int(np.flatnonzero(right)[-1])], usual.confidence if usual else 1.0)

    def _belongs(self, candidate: Participant, wanted: str) -> bool:
        found = Counter(cluster for mention in candidate.mentions if (cluster := self._cluster_at(mention)))
        return bool(found) and found.most_common(1)[0][0] == wanted


def collect(data: Path, part: str = "train", *, language: str | None = None) -> list[Example]:
    """Return the choices that the pronouns of ``train`` or ``dev`` pose."""
    nlp = load_language(language)
    examples: list[Example] = []
    for gold in documents(data, part):
        story = parse_story(gold.text)
        doc = parse(nlp, story.text, story.blocks)
        quotations = find_quotations(doc, story.blocks)
        joints = {edge for quotation in quotations for edge in (quotation.start, quotation.end)}
        mentions = find_mentions(doc, sentence_spans(doc, story.blocks, joints))
        reader = _TaughtReader(doc, story.blocks, mentions, quotations, {}, learned_weights())
        examples += reader.teach(gold)
    return examples


def fit(examples: Sequence[Example], *, l2: float = 1.0, steps: int = 400, rate: float = 0.5) -> Weights:
    """Return the weights that make the right candidates likeliest (full-batch gradient ascent,
    L2-regularised)."""
    weights = np.zeros(len(FEATURES))
    for _ in range(steps):
        gradient = -l2 * weights / len(examples)
        for rows, right in examples:
            scores = rows @ weights
            odds = np.exp(scores - scores.max())
            chance = odds / odds.sum()
            wanted = odds * right / (odds * right).sum()
            gradient += (wanted - chance) @ rows / len(examples)
        weights += rate * gradient
    return tuple(round(float(weight), 4) for weight in weights)


def accuracy(examples: Sequence[Example], weights: Weights) -> float:
    """Return the share of choices that fall on a right candidate."""
    return float(np.mean([right[int(np.argmax(rows @ np.array(weights)))] for rows, right in examples]))


def learn_pronoun_weights(data: Path, output: Path) -> Weights:
    """Learn the weights and write them as the table that ``storyboard.story.pronouns`` reads."""
    weights = fit(collect(data))
    lines = [f"{name}\t{weight}" for name, weight in zip(FEATURES, weights, strict=True)]
    output.write_text(
        "\n".join(
            [
                "# feature\tweight; learned from LitBank by storyboard.story.evaluation.pronoun_learning",
                *lines,
            ]
        )
        + "\n",
        encoding="utf-8",
    )
    return weights
