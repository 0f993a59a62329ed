"""ClearNLP labels (``en_core_web_*``) to Universal Dependencies, and OntoNotes entities to LitBank's
types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.tokens import Doc, Span

if TYPE_CHECKING:
    from spacy.tokens import Token

RENAMED = {
    "dobj": "obj",
    "nsubjpass": "nsubj:pass",
    "csubjpass": "csubj:pass",
    "auxpass": "aux:pass",
    "poss": "nmod:poss",
    "relcl": "acl:relcl",
    "prt": "compound:prt",
    "neg": "advmod",
    "npadvmod": "obl:unmarked",
    "pcomp": "advcl",
    "intj": "discourse",
    "preconj": "cc:preconj",
    "predet": "det:predet",
    "oprd": "xcomp",
    "dative": "iobj",
    "acl": "acl",
    "meta": "parataxis",
    "quantmod": "advmod",
    "nounmod": "nmod",
    "possessive": "case",
}
ENTITIES = {
    "PERSON": "PER",
    "PER": "PER",
    "FAC": "FAC",
    "LOC": "LOC",
    "GPE": "GPE",
    "ORG": "ORG",
    "VEH": "VEH",
    "PRODUCT": "VEH",
}
"""What else OntoNotes marks (dates, sums, works of art) is no participant or place."""


@Language.component("storyboard_universal_labels")
def universal_labels(doc: Doc) -> Doc:
    """Return ``doc`` with heads and labels of Universal Dependencies.

    Prepositions hang below their noun, copulas below their predicate; the rest is renamed.
    """
    heads = [token.head.i for token in doc]
    labels = [RENAMED.get(token.dep_, token.dep_) for token in doc]
    for token in doc:
        if token.dep_ in {"prep", "agent", "dative"} and token.pos_ == "ADP":
            _lower_preposition(token, heads, labels)
    for token in doc:
        if token.lemma_ == "be" and token.dep_ not in {"aux", "auxpass"}:
            _lower_copula(token, heads, labels)
    result = Doc(
        doc.vocab,
        words=[token.text for token in doc],
        spaces=[bool(token.whitespace_) for token in doc],
        tags=[token.tag_ for token in doc],
        pos=[token.pos_ for token in doc],
        morphs=[str(token.morph) for token in doc],
        lemmas=[token.lemma_ for token in doc],
        heads=heads,
        deps=labels,
    )
    result.set_ents(
        [
            Span(result, entity.start, entity.end, label=ENTITIES[entity.label_])
            for entity in doc.ents
            if entity.label_ in ENTITIES
        ]
    )
    return result


def _lower_preposition(preposition: Token, heads: list[int], labels: list[str]) -> None:
    objects = [child for child in preposition.children if child.dep_ == "pobj"]
    if not objects:
        labels[preposition.i] = "advmod" if preposition.dep_ == "prep" else labels[preposition.i]
        return
    noun, governor = objects[0], preposition.head
    heads[noun.i] = heads[preposition.i] if heads[preposition.i] != preposition.i else noun.i
    verbal = governor.pos_ in {"VERB", "AUX", "ADJ", "ADV"}
    labels[noun.i] = "obl:agent" if preposition.dep_ == "agent" else "obl" if verbal else "nmod"
    if preposition.dep_ == "ROOT":
        labels[noun.i] = "ROOT"
    heads[preposition.i], labels[preposition.i] = noun.i, "case"
    for child in preposition.children:
        if child.i != noun.i:
            heads[child.i] = noun.i


def _lower_copula(verb: Token, heads: list[int], labels: list[str]) -> None:
    predicates = [child for child in verb.children if child.dep_ in {"attr", "acomp"}]
    if not predicates:
        return
    predicate = predicates[0]
    root = heads[verb.i] == verb.i
    heads[predicate.i] = predicate.i if root else heads[verb.i]
    labels[predicate.i] = labels[verb.i]
    for child in verb.children:
        if child.i != predicate.i and heads[child.i] == verb.i:
            heads[child.i] = predicate.i
    heads[verb.i], labels[verb.i] = predicate.i, "cop"
