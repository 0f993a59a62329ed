"""Tags, parse and sentences against a treebank, from raw text, one paragraph at a time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from storyboard.story.evaluation.rows import Row

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


def measure_syntax(gold: Iterable[Doc], nlp: Language) -> list[Row]:
    """Return UPOS, LAS and sentence F1.

    Args:
        gold: Annotated paragraphs of UD EWT's development part.
        nlp: Pipeline to measure; it holds the vocabulary of ``gold``.
    """
    from spacy.training import Example

    examples = [Example(nlp.make_doc(doc.text), doc) for doc in gold]
    scores = nlp.evaluate(examples)
    part, words = "UD EWT 2.16 dev, raw text by paragraphs", sum(len(one.reference) for one in examples)
    return [
        Row(part=part, what="UPOS", value=100 * scores["pos_acc"], goal=94, cases=f"{words:,} words",
            anchor="95.4 Stanza 1.0, EWT 2.5 test"),
        Row(part=part, what="LAS", value=100 * scores["dep_las"], goal=82,
            anchor="83.6 Stanza 1.0, EWT 2.5 test; 89.4 XLM-R in spaCy"),
        Row(part=part, what="sentence F1", value=100 * scores["sents_f"], goal=87,
            anchor="81.1 Stanza 1.0, EWT 2.5 test; 90.6 XLM-R in spaCy"),
    ]
