"""LitBank as choices from which the linking network's weights are learned (by ``pipeline.training.links``).

The story is read twice: once each noun and pronoun joins the participant that the annotation says, and once
the one that the weights so far choose, since that is the company in which later choices will be made (Ross et
al., 2011, A reduction of imitation learning).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from storyboard.story.entities import Mention, find_mentions
from storyboard.story.evaluation.given_mentions import given_mentions
from storyboard.story.evaluation.litbank import GoldDocument, documents
from storyboard.story.evaluation.phrase_learning import head_of
from storyboard.story.gathering import StoryReader
from storyboard.story.link_features import Surroundings, link_features
from storyboard.story.linking import Choice, Weights, choose
from storyboard.story.participants import Participant
from storyboard.story.phrases import find_phrases
from storyboard.story.read import ParsedStory, parse_text
from storyboard.story.resolution import PASSES, settle_genders
from storyboard.story.speech import quotation_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

Example = tuple["NDArray[np.float32]", "NDArray[np.float32]"]
"""Rows of features of the candidates and of "somebody new", (n + 1, WIDTH); which of them are right, (n + 1,)
of 0 and 1."""


class _TaughtReader(StoryReader):
    """Reads with the annotation beside it and notes every choice."""

    def teach(self, cluster_at: dict[int, str], *, forced: bool) -> list[Example]:
        self.cluster_at, self.forced = cluster_at, forced
        self.examples: list[Example] = []
        self.read()
        return self.examples

    def _pick(self, mention: Mention, candidates: list[Participant], surroundings: Surroundings) -> Choice:
        wanted = self.cluster_at.get(mention.head)
        if not candidates:
            return Choice(None, 1.0)
        if wanted is None and mention.gender == "neuter":
            right = np.array([float(self._cluster_of(one) is None) for one in candidates] + [1.0])
        elif wanted is None:
            return self._chosen(mention, candidates, surroundings)
        else:
            right = np.array([float(self._cluster_of(one) == wanted) for one in candidates] + [0.0])
            right[-1] = float(not right.any())
        self.examples.append((link_features(surroundings, mention, candidates), right.astype(np.float32)))
        if wanted is None or not self.forced:
            return self._chosen(mention, candidates, surroundings)
        best = int(np.flatnonzero(right)[-1])
        return Choice(candidates[best] if best < len(candidates) else None, 0.9)

    def _chosen(self, mention: Mention, candidates: list[Participant], surroundings: Surroundings) -> Choice:
        if self.weights:
            return choose(surroundings, mention, candidates, self.weights)
        suggested = [one for one in candidates if one.number == surroundings.suggested]
        return Choice(suggested[0] if suggested else None, 0.5)

    def _cluster_of(self, one: Participant) -> str | None:
        """Return the annotated cluster to which most of the participant's mentions belong."""
        counts = Counter(
            cluster for mention in one.mentions if (cluster := self.cluster_at.get(mention.head)) is not None
        )
        return counts.most_common(1)[0][0] if counts else None


def link_examples(
    data: Path,
    part: str,
    weights: Weights | None = None,
    *,
    language: Path | None = None,
    phrases: Mapping[str, NDArray[np.float32]] | None = None,
) -> list[Example]:
    """Return the choices that nouns and pronouns pose, with found and with given mentions.

    Args:
        data: Folder of the corpora.
        part: ``train`` or ``dev``.
        weights: Of an earlier round. Without them only the annotation decides.
        language: Folder of an ``en_story``; by default the shipped one.
        phrases: Weights of its phrase finder; by default those shipped.
    """
    examples: list[Example] = []
    for gold in documents(data, part):
        parsed = parse_text(gold.text, language=language)
        if language is not None:
            quoted = [number >= 0 for number in quotation_of(parsed.quotations, len(parsed.doc))]
            parsed.phrases.update(find_phrases(parsed.doc, quoted, phrases))
        found = find_mentions(parsed.doc, parsed.sentences, parsed.phrases)
        for mentions in (found, list(given_mentions(parsed, gold).values())):
            examples += _examples(gold, parsed, mentions, weights)
    return examples


def _examples(
    gold: GoldDocument, parsed: ParsedStory, mentions: list[Mention], weights: Weights | None
) -> list[Example]:
    cluster_at = {}
    for one in sorted(gold.mentions, key=lambda one: one.end - one.start):
        span = parsed.doc.char_span(one.start, one.end, alignment_mode="expand")
        if span is not None:
            cluster_at[span.root.i if one.form == "PRON" else head_of(span).i] = one.cluster
    examples: list[Example] = []
    for forced in (True,) if weights is None else (True, False):
        genders: dict[int, str] = {}
        last: list[Example] = []
        for number in range(PASSES):  # With the genders that the pass before made clear, as in reading.
            reader = _TaughtReader(
                parsed.doc, parsed.story.blocks, mentions, parsed.quotations, genders, weights or {}
            )
            last = reader.teach(cluster_at, forced=forced)
            genders = settle_genders(reader.participants, genders, first=number == 0)
        examples += last
    return examples
