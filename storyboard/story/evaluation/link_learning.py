"""LitBank as choices from which the linking network's weights are learned (by ``pipeline.training.links``).

First each noun and pronoun joins the participant that the annotation says. Then each joins whom the networks
learned so far choose, and the pronouns' choices are added: in that company later ones will be made (Ross et
al., 2011, A reduction of imitation learning). A document is read with networks, and with phrases of a finder,
that have not seen it, since on what they were learned from both are wrong too seldom.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from storyboard.story.entities import Mention, MentionForm, find_mentions
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


@dataclass(frozen=True, slots=True)
class LinkText:
    """An annotated document with its mentions."""

    parsed: ParsedStory
    found: list[Mention]
    """As the reader finds them."""
    given: list[Mention]
    """As they are annotated."""
    cluster_at: dict[int, str]
    """Token of an annotated mention's head -> its cluster."""


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
        if self.forced or mention.form is MentionForm.PRONOUN:
            rows = link_features(surroundings, mention, candidates)
            self.examples.append((rows, right.astype(np.float32)))
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
        """Return the annotated cluster to which most of the participant's names and nouns belong.

        Pronouns count where it has none: those that it was given wrongly must not teach to give it more.
        """
        for pronouns in (False, True):
            counts = Counter(
                self.cluster_at[mention.head]
                for mention in one.mentions
                if mention.head in self.cluster_at and (mention.form is MentionForm.PRONOUN) == pronouns
            )
            if counts:
                return counts.most_common(1)[0][0]
        return None


def link_texts(
    data: Path,
    part: str,
    *,
    languages: Sequence[Path] = (),
    finders: Sequence[Mapping[str, NDArray[np.float32]]] = (),
) -> list[LinkText]:
    """Return the documents of LitBank's ``train`` or ``dev`` with found and with given mentions.

    Args:
        data: Folder of the corpora.
        part: ``train`` or ``dev``.
        languages: Folders of ``en_story``; document n is read with number n modulo how many they are. By
            default the one shipped.
        finders: Weights of phrase finders; document n is read with number n modulo how many they are. By
            default the one shipped.
    """
    texts = []
    for number, gold in enumerate(documents(data, part)):
        parsed = parse_text(
            gold.text, language=languages[number % len(languages)] if languages else None)
        if finders:
            quoted = [one >= 0 for one in quotation_of(parsed.quotations, len(parsed.doc))]
            parsed.phrases.update(find_phrases(parsed.doc, quoted, finders[number % len(finders)]))
        found = find_mentions(parsed.doc, parsed.sentences, parsed.phrases)
        given = list(given_mentions(parsed, gold).values())
        texts.append(LinkText(parsed, found, given, _clusters(gold, parsed)))
    return texts


def right_choices(text: LinkText) -> list[Example]:
    """Return the choices that nouns and pronouns pose where all before them were right, with found and with
    given mentions."""
    return [one for mentions in (text.found, text.given) for one in _examples(text, mentions, None)]


def own_choices(text: LinkText, weights: Weights) -> list[Example]:
    """Return the choices that pronouns pose among those that networks have made before, with found mentions.

    Args:
        text: One that the networks have not learned from.
        weights: Of the networks.
    """
    return _examples(text, text.found, weights)


def _clusters(gold: GoldDocument, parsed: ParsedStory) -> dict[int, str]:
    cluster_at = {}
    for one in sorted(gold.mentions, key=lambda one: one.end - one.start):
        span = parsed.doc.char_span(one.start, one.end, alignment_mode="expand")
        if span is not None:
            cluster_at[span.root.i if one.form == "PRON" else head_of(span).i] = one.cluster
    return cluster_at


def _examples(text: LinkText, mentions: list[Mention], weights: Weights | None) -> list[Example]:
    parsed = text.parsed
    genders: dict[int, str] = {}
    last: list[Example] = []
    for number in range(PASSES):  # With the genders that the pass before made clear, as in reading.
        reader = _TaughtReader(
            parsed.doc, parsed.story.blocks, mentions, parsed.quotations, genders, weights or {}
        )
        last = reader.teach(text.cluster_at, forced=weights is None)
        genders = settle_genders(reader.participants, genders, first=number == 0)
    return last
