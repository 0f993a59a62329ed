"""Finds names and noun phrases that name people, places and vehicles, nested ones too, and their reach.

A small convolutional network over the parse: it says of each noun whether it heads such a phrase and of
which of LitBank's six types, and among the ends that the parse offers it chooses where the phrase begins and
stops. Learned by ``pipeline.training.phrases`` with torch; applied here with numpy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from storyboard.story.bert import TENSOR
from storyboard.story.phrase_features import (
    TokenFeatures,
    edge_features,
    ends,
    is_candidate,
    starts,
    token_features,
)
from storyboard.story.weights import read_weights

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.tokens import Doc, Token

    Floats = NDArray[np.float32]

LABELS = ("", "PER", "FAC", "LOC", "GPE", "VEH", "ORG")
"""LitBank's types; the first stands for no entity."""
WEIGHTS_FILE = Path(__file__).parent / "phrases.safetensors"
DOERS = frozenset({"nsubj", "nsubj:pass", "vocative"})
DOUBT = 0.5
"""Taken off the score of "no entity" where a name does something: whose name no novel has is somebody too."""
CALLING = frozenset({"call", "name", "christen"})
PIECE = 20_000
"""Tokens whose hidden states are in memory at once."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun's phrase."""

    label: str
    """One of ``LABELS``."""
    start: int
    end: int
    """Half-open token range of all that belongs to the noun, relative clauses included."""
    chance: float
    """Probability of ``label``, in (0, 1]."""


@lru_cache(maxsize=1)
def learned_weights() -> dict[str, Floats]:
    """Return the shipped network's arrays by name."""
    return read_weights(WEIGHTS_FILE)


def find_phrases(
    doc: Doc, quoted: Sequence[bool], weights: Mapping[str, Floats] | None = None
) -> dict[int, Phrase]:
    """Return the phrase of each noun by the token of the noun; empty for another pipeline than the shipped.

    Args:
        doc: From ``parsing.parse``.
        quoted: Whether each token is inside a quotation.
        weights: By default those shipped.
    """
    if doc.tensor.ndim != 2 or doc.tensor.shape[1] < TENSOR:
        return {}
    weights = weights or learned_weights()
    seen = token_features(doc, quoted)
    found: dict[int, Phrase] = {}
    for start in range(0, len(doc), PIECE):
        stop = min(len(doc), start + PIECE)
        nouns = [token for token in doc[start:stop] if is_candidate(token)]
        if nouns:
            first, last = max(0, start - 64), min(len(doc), stop + 64)
            hidden = _hidden(seen, first, last, weights)
            found.update(_phrases(nouns, hidden, first, seen.heads, weights))
    return _same_names(doc, found)


def _same_names(doc: Doc, found: dict[int, Phrase]) -> dict[int, Phrase]:
    """Return the phrases; a name that stands for a person in one place and for nothing in another stands for
    the person there as well."""
    names = {at: doc[at].text for at in found if doc[at].pos_ == "PROPN" and doc[at].text[:1].isupper()}
    people = {text for at, text in names.items() if found[at].label == "PER"}
    others = {text for at, text in names.items() if found[at].label not in {"", "PER"}}
    for at, text in names.items():
        if doc[at].dep_ == "xcomp" and doc[at].head.lemma_ in CALLING and not found[at].label:
            found[at] = replace(found[at], label="PER")  # "he called her Poppens"
        alone = not found[at].label and doc[at].dep_ not in {"compound", "flat", "amod"}
        if alone and text in people - others:
            found[at] = replace(found[at], label="PER")
    return found


def _hidden(seen: TokenFeatures, first: int, last: int, weights: Mapping[str, Floats]) -> Floats:
    """Return the hidden states of the tokens ``first`` to ``last``. *Shape:* ``(last - first, hidden)``"""
    rows = weights["table"][seen.rows[first:last]]  # (n, HASHES, hidden)
    gates = weights["gates"]
    x = seen.dense[first:last] @ weights["input.weight"].T + weights["input.bias"]
    x = x + np.einsum("nkh,k->nh", rows, gates)
    x = _normed(np.maximum(x, 0), weights, "norm0")
    number = 0
    while f"conv{number}.weight" in weights:
        wide = np.pad(x, ((1, 1), (0, 0)))
        window = np.concatenate([wide[:-2], wide[1:-1], wide[2:]], axis=1)
        y = np.maximum(window @ weights[f"conv{number}.weight"].T + weights[f"conv{number}.bias"], 0)
        x = _normed(x + y, weights, f"norm{number + 1}")
        number += 1
    heads = np.clip(seen.heads[first:last] - first, 0, last - first - 1)
    both = np.concatenate([x, x[heads]], axis=1)
    out: Floats = x + np.maximum(both @ weights["tree.weight"].T + weights["tree.bias"], np.float32(0))
    return out


def _normed(x: Floats, weights: Mapping[str, Floats], name: str) -> Floats:
    mean = x.mean(axis=1, keepdims=True)
    spread = np.sqrt(x.var(axis=1, keepdims=True) + 1e-5)
    out: Floats = (x - mean) / spread * weights[f"{name}.weight"] + weights[f"{name}.bias"]
    return out


def _phrases(
    nouns: Sequence[Token], hidden: Floats, first: int, heads: NDArray[np.int32],
    weights: Mapping[str, Floats],
) -> dict[int, Phrase]:
    at = np.array([token.i for token in nouns]) - first
    own = hidden[at]
    logits = own @ weights["label.weight"].T + weights["label.bias"]
    logits[[token.pos_ == "PROPN" and token.dep_ in DOERS for token in nouns], 0] -= DOUBT
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    chances = odds / odds.sum(axis=1, keepdims=True)
    best = chances.argmax(axis=1)
    chosen = {}
    for kind, edges_of in (("start", starts), ("end", ends)):
        edges = [edges_of(token) for token in nouns]
        owner = np.repeat(np.arange(len(nouns)), [len(one) for one in edges])
        places = np.array([place for one in edges for place, _ in one]) - first
        places = np.clip(places, 0, len(hidden) - 1)
        rows = np.concatenate([edge_features(token, one) for token, one in zip(nouns, edges, strict=True)])
        x = np.concatenate([own[owner], hidden[places], rows], axis=1)
        y = np.maximum(x @ weights[f"{kind}.hidden.weight"].T + weights[f"{kind}.hidden.bias"], 0)
        scores = (y @ weights[f"{kind}.out.weight"].T)[:, 0]
        chosen[kind] = _best_edges(edges, scores)
    return {
        token.i: Phrase(
            LABELS[best[number]], chosen["start"][number], chosen["end"][number] + 1,
            float(chances[number, best[number]]),
        )
        for number, token in enumerate(nouns)
    }


def _best_edges(edges: Sequence[Sequence[tuple[int, str]]], scores: Floats) -> list[int]:
    best, position = [], 0
    for one in edges:
        part = scores[position : position + len(one)]
        best.append(one[int(part.argmax())][0])
        position += len(one)
    return best
