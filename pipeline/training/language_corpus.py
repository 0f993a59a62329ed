"""Corpora of the language pipeline: treebanks and LitBank as spaCy Docs, novels as lines for word vectors.

The data folder has the layout that ``docs/DATA.md`` describes. Nothing here trains; ``language`` does.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span

ENTITY_LABELS = ("PER", "FAC", "LOC", "GPE", "VEH", "ORG")
"""LitBank's entity types; animals that speak or act are ``PER``."""


@dataclass(slots=True)
class Token:
    """One syntactic word of a treebank."""

    form: str
    lemma: str
    upos: str
    xpos: str
    feats: str
    head: int
    """Index in the sentence, from 0; its own index for the root."""
    deprel: str
    space_after: bool


Sentence = list[Token]

CLOSING_MARKS = frozenset({".", ",", ";", ":", "!", "?", ")", "]", "”", "''", "--", "—", "’", "n't", "n’t"})
"""Tokens that touch the one before them."""


def read_paragraphs(path: Path) -> Iterator[list[Sentence]]:
    """Yield the paragraphs of a gzipped CoNLL-U file, cut at ``newpar`` and ``newdoc``."""
    paragraph: list[Sentence] = []
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for block in file.read().split("\n\n"):
            lines = block.splitlines()
            if paragraph and any(line.startswith(("# newpar", "# newdoc")) for line in lines):
                yield paragraph
                paragraph = []
            sentence = _read_sentence([line for line in lines if line and not line.startswith("#")])
            if sentence:
                paragraph.append(sentence)
    if paragraph:
        yield paragraph


def _read_sentence(lines: list[str]) -> Sentence:
    """Return the words of one sentence; a contraction such as ``don't`` is spelled over its parts."""
    sentence: Sentence = []
    parts: dict[int, tuple[str, bool]] = {}
    for line in lines:
        number, form, lemma, upos, xpos, feats, head, deprel, _, misc = line.split("\t")
        if "." in number:  # An empty node of the enhanced graph: no word of the text.
            continue
        space = "SpaceAfter=No" not in misc.split("|")
        if "-" in number:
            first, last = map(int, number.split("-"))
            forms = [row.split("\t")[1] for row in lines
                     if row.split("\t")[0].isdigit() and first <= int(row.split("\t")[0]) <= last]
            spelled = forms if "".join(forms) == form else _share_out(form, len(forms))
            for index, text in zip(range(first, last + 1), spelled, strict=True):
                parts[index] = (text, space and index == last)
            continue
        index = int(number)
        form, space = parts.get(index, (form, space))
        sentence.append(Token(form, lemma, upos, "" if xpos == "_" else xpos, "" if feats == "_" else feats,
                              int(head) - 1 if int(head) else index - 1, deprel, space))
    return sentence


def _share_out(form: str, count: int) -> list[str]:
    """Cut ``form`` in ``count`` non-empty pieces where its parts are spelled otherwise than the whole."""
    size = max(1, len(form) // count)
    pieces = [form[i * size : (i + 1) * size] for i in range(count - 1)]
    return [*pieces, form[(count - 1) * size :]] if len(form) >= count else [form] * count


def syntax_docs(nlp: Language, path: Path, *, rng: random.Random | None = None) -> Iterator[Doc]:
    """Yield one gold Doc for each paragraph of a treebank.

    Args:
        nlp: Gives the vocabulary.
        path: Gzipped CoNLL-U.
        rng: With it, every second paragraph gets the typography of books (curly quotes, long dashes), which
            web text seldom has. Without it the text stays as it is.
    """
    for paragraph in read_paragraphs(path):
        tokens = [token for sentence in paragraph for token in sentence]
        forms = [token.form for token in tokens]
        if rng is not None and rng.random() < 0.5:
            forms = _book_typography(forms, [token.xpos for token in tokens], rng)
        offset, heads = 0, []
        for sentence in paragraph:
            heads += [token.head + offset for token in sentence]
            offset += len(sentence)
        yield Doc(
            nlp.vocab,
            words=forms,
            spaces=[token.space_after for token in tokens],
            tags=[token.xpos for token in tokens],
            pos=[token.upos for token in tokens],
            morphs=[token.feats for token in tokens],
            lemmas=[token.lemma for token in tokens],
            heads=heads,
            deps=["ROOT" if token.deprel == "root" else token.deprel for token in tokens],
        )


def _book_typography(forms: list[str], tags: list[str], rng: random.Random) -> list[str]:
    double = rng.choice([("“", "”"), ("‘", "’")])
    dash = rng.choice(["—", "--"])
    opened, out = False, []
    for form, tag in zip(forms, tags, strict=True):
        if form == '"':
            opened = tag == "``" or (tag != "''" and not opened)
            out.append(double[0] if opened else double[1])
        elif form in {"-", "--"} and tag in {":", ",", "HYPH"} and (form == "--" or tag != "HYPH"):
            out.append(dash)
        else:
            out.append(form.replace("'", "’"))
    return out


def entity_docs(nlp: Language, data: Path, part: str, *, sentences: int = 4) -> Iterator[Doc]:
    """Yield LitBank as Docs of a few sentences with the outermost entity spans.

    Args:
        nlp: Gives the vocabulary.
        data: The data folder.
        part: ``train`` or ``dev``.
        sentences: Number of sentences of one Doc.
    """
    split = json.loads((data / "litbank/split.json").read_text(encoding="utf-8"))
    for name in split[part]:
        rows = (data / "litbank/entities/tsv" / f"{name}_brat.tsv").read_text(encoding="utf-8").split("\n\n")
        blocks = [[line.split("\t") for line in block.splitlines() if line.strip()] for block in rows]
        blocks = [block for block in blocks if block]
        for start in range(0, len(blocks), sentences):
            yield _entity_doc(nlp, [row for block in blocks[start : start + sentences] for row in block])


def _entity_doc(nlp: Language, rows: list[list[str]]) -> Doc:
    words = [row[0] for row in rows]
    doc = Doc(nlp.vocab, words=words, spaces=_spaces(words))
    spans: list[tuple[int, int, str]] = []
    for layer in range(1, max(map(len, rows))):
        start, label = None, ""
        for index in range(len(rows) + 1):
            tag = rows[index][layer] if index < len(rows) and layer < len(rows[index]) else "O"
            if start is not None and not tag.startswith("I-"):
                spans.append((start, index, label))
                start = None
            if tag.startswith("B-"):
                start, label = index, tag[2:]
    taken = [False] * len(rows)
    entities = []
    for start, end, label in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        if not any(taken[start:end]):
            taken[start:end] = [True] * (end - start)
            entities.append(Span(doc, start, end, label=label))
    doc.set_ents(sorted(entities, key=lambda span: span.start), default="outside")
    return doc


def _spaces(words: list[str]) -> list[bool]:
    """Return where blanks stood before tokenisation: LitBank sets every mark apart by blanks."""
    spaces = []
    straight_open = False
    for index, word in enumerate(words):
        following = words[index + 1] if index + 1 < len(words) else ""
        if word == '"':
            straight_open = not straight_open
        joins_next = word in {"(", "[", "“", "‘", "``", "--", "—"} or (word == '"' and straight_open)
        joined = (following in CLOSING_MARKS
                  or (following == '"' and straight_open)
                  or (following[:1] in {"'", "’"} and len(following) > 1))
        spaces.append(not (joins_next or joined))
    return spaces


def write_corpora(nlp: Language, data: Path, folder: Path, *, seed: int = 0) -> None:
    """Write ``syntax-train``, ``syntax-dev``, ``entities-train`` and ``entities-dev`` to ``folder``."""
    rng = random.Random(seed)
    ewt, gum = data / "ud_ewt", data / "gum_open"
    parts: dict[str, Iterable[Doc]] = {
        "syntax-train": (doc for path in (*sorted(ewt.glob("*train*.gz")), *sorted(gum.glob("*train*.gz")))
                         for doc in syntax_docs(nlp, path, rng=rng)),
        "syntax-dev": (doc for path in sorted(ewt.glob("*dev*.gz")) for doc in syntax_docs(nlp, path)),
        "entities-train": entity_docs(nlp, data, "train"),
        "entities-dev": entity_docs(nlp, data, "dev"),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, docs in parts.items():
        DocBin(docs=docs, store_user_data=False).to_disk(folder / f"{name}.spacy")


def plain_docs(nlp: Language, data: Path) -> Iterator[Doc]:
    """Yield the paragraphs of the novels and treebanks, cut into words and no more.

    Novels of which LitBank's development part has an excerpt are left out, so that scores there stay honest.
    """
    held_out = set(json.loads((data / "litbank/split.json").read_text(encoding="utf-8"))["dev"])
    for path in sorted((data / "pd_novels").glob("*.txt.gz")):
        if path.name.removesuffix(".txt.gz") not in held_out:
            for paragraph in gzip.decompress(path.read_bytes()).decode("utf-8").split("\n\n"):
                yield nlp.tokenizer(" ".join(paragraph.split()))
    for path in sorted((data / "scene_breaks").glob("*train*.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for novel in map(json.loads, file):
                if novel["doc"] not in held_out:
                    for paragraph in novel["paragraphs"]:
                        yield nlp.tokenizer(" ".join(paragraph["text"].split()))
    for folder in ("ud_ewt", "gum_open"):
        for path in sorted((data / folder).glob("*train*.gz")):
            for doc in syntax_docs(nlp, path):
                yield nlp.tokenizer(" ".join(doc.text.split()))


def vector_text(nlp: Language, data: Path) -> Iterator[str]:
    """Yield the paragraphs of ``plain_docs`` as normalised, blank-separated tokens."""
    for doc in plain_docs(nlp, data):
        yield " ".join(token.norm_ for token in doc if not token.is_space)
