"""LitBank as arrays from which the phrase finder's weights are learned (by ``pipeline.training.phrases``)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from storyboard.story.evaluation.litbank import PRONOUN, GoldDocument, documents
from storyboard.story.phrase_features import (
    EDGE,
    MOST_ENDS,
    edge_features,
    ends,
    is_candidate,
    starts,
    token_features,
)
from storyboard.story.phrases import LABELS
from storyboard.story.read import ParsedStory, parse_text
from storyboard.story.speech import quotation_of

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.tokens import Span, Token

Arrays = dict[str, "NDArray[np.generic]"]
"""``dense rows heads``: the document's ``TokenFeatures``. ``nouns``: (m,) candidate tokens; ``labels``: (m,)
indices into ``LABELS``; ``ends``, ``starts``: (m, MOST_ENDS) tokens, -1 where there are fewer;
``end_features``, ``start_features``: (m, MOST_ENDS, EDGE); ``end``, ``start``: (m,) which of them is right,
-1 where none is."""


def phrase_examples(data: Path, part: str, *, languages: Sequence[Path] = ()) -> list[Arrays]:
    """Return one set of arrays for each document of LitBank's ``train`` or ``dev``.

    Args:
        data: Folder of the corpora.
        part: ``train`` or ``dev``.
        languages: Folders of ``en_story``; document n is read with number n modulo how many they are. By
            default the one shipped.
    """
    examples = []
    for number, gold in enumerate(documents(data, part)):
        language = languages[number % len(languages)] if languages else None
        examples.append(_arrays(gold, parse_text(gold.text, language=language)))
    return examples


def head_of(span: Span) -> Token:
    """Return the token that stands for an annotated span: its root, or its noun where the parse is wrong."""
    root = span.root
    if root.pos_ in {"NOUN", "PROPN"}:
        return root
    nouns = [token for token in span if token.pos_ in {"NOUN", "PROPN"}]
    for token in nouns:
        following = token.i + 1
        if following >= span.end or span.doc[following].pos_ not in {"NOUN", "PROPN"}:
            return token
    return root


def kinds_of(gold: GoldDocument, parsed: ParsedStory) -> dict[int, int]:
    """Return for each token that can head a phrase the index in ``LABELS`` of what it names."""
    wanted = _annotated(gold, parsed)
    return {
        token.i: LABELS.index(wanted.get(token.i, ("", -1, -1))[0])
        for token in parsed.doc
        if is_candidate(token)
    }


def _annotated(gold: GoldDocument, parsed: ParsedStory) -> dict[int, tuple[str, int, int]]:
    """Return type, first and last token of each annotated name or noun phrase by the token of its head."""
    wanted = {}
    for one in sorted(gold.mentions, key=lambda one: one.end - one.start):
        span = parsed.doc.char_span(one.start, one.end, alignment_mode="expand")
        if one.form != PRONOUN and span:
            wanted[head_of(span).i] = (one.entity, span.start, span.end - 1)
    return wanted


def _arrays(gold: GoldDocument, parsed: ParsedStory) -> Arrays:
    doc = parsed.doc
    quoted = [number >= 0 for number in quotation_of(parsed.quotations, len(doc))]
    seen = token_features(doc, quoted)
    wanted = _annotated(gold, parsed)
    nouns = [token for token in doc if is_candidate(token)]
    m = len(nouns)
    out: Arrays = {
        "dense": seen.dense,
        "rows": seen.rows,
        "heads": seen.heads,
        "nouns": np.array([token.i for token in nouns], dtype=np.int64),
        "labels": np.zeros(m, dtype=np.int64),
    }
    for name in ("end", "start"):
        out[name] = np.full(m, -1, dtype=np.int64)
        out[f"{name}s"] = np.full((m, MOST_ENDS), -1, dtype=np.int64)
        out[f"{name}_features"] = np.zeros((m, MOST_ENDS, EDGE), dtype=np.float32)
    for number, token in enumerate(nouns):
        label, first, last = wanted.get(token.i, ("", -1, -1))
        out["labels"][number] = LABELS.index(label)
        for name, edges, right in (("end", ends(token), last), ("start", starts(token), first)):
            places = [place for place, _ in edges]
            out[f"{name}s"][number, : len(edges)] = places
            out[f"{name}_features"][number, : len(edges)] = edge_features(token, edges)
            if label and right in places:
                out[name][number] = places.index(right)
    return out
