"""From a story's text to one parsed Doc, paragraph by paragraph, so that cost and memory grow with the
words alone."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from spacy.attrs import NORM
from spacy.tokens import Doc, Span

from storyboard.story.lemmas import checked_lemma
from storyboard.story.speech import quoted_ranges

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.language import Language

    from storyboard.story.reading import Block

FloatArray: TypeAlias = "NDArray[np.float32]"
LONGEST_PIECE = 4_000
"""Characters that are parsed at once at most; a longer paragraph is cut at ends of sentences."""
SENTENCE_END = re.compile(r"[.!?…][”’\"')\]]*\s+(?=[“‘\"'(\[]?[A-Z])")
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
BLANK = str.maketrans({"\n": " ", "\t": " ", "\r": " ", "\f": " ", "\v": " ", "\u00a0": " ", "\u2009": " "})


def parse(nlp: Language, text: str, blocks: tuple[Block, ...]) -> Doc:
    """Return one Doc over the whole story.

    Its characters stand where those of ``text`` do. They differ in case where the text shouts (``THE FOX
    ran``)
    and where a line ends inside a paragraph (a blank), because the parser has learned from ordinary prose.

    Args:
        nlp: From ``load_language``.
        text: The story.
        blocks: Its blocks; each is parsed for itself.
    """
    ordinary = lower_shouting(_without_signs(text.translate(BLANK)), blocks)
    pieces = [piece for block in blocks for piece in _pieces(ordinary, block.start, block.end)]
    docs = nlp.pipe(_levels(nlp, (ordinary[start:end] for start, end in pieces)), batch_size=64)
    return _join(nlp, text, pieces, docs)


def _without_signs(text: str) -> str:
    """Return ``text`` with a blank for each picture that stands for a word; none of them can be parsed."""
    if text.isascii():
        return text
    return "".join(" " if unicodedata.category(letter) == "So" else letter for letter in text)


def _levels(nlp: Language, texts: Iterable[str]) -> Iterator[Doc]:
    """Yield each piece cut into what is told and what is spoken, so that neither is parsed as part of
    the other.

    "He caught him, saying: “I would ...”" has one main clause for the reader, and a parser that takes it
    whole finds
    it in the speech as often as not.
    """
    for text in texts:
        doc = nlp.make_doc(text)
        cuts = sorted({0, len(doc), *(edge for ranged in quoted_ranges(doc, 0, len(doc)) for edge in ranged)})
        words, spaces = [token.text for token in doc], [bool(token.whitespace_) for token in doc]
        norms: Any = doc.to_array([NORM])
        for start, end in itertools.pairwise(cuts):
            # Span.as_doc would do, but takes the mean of all word vectors along.
            piece = Doc(nlp.vocab, words=words[start:end], spaces=spaces[start:end])
            yield piece.from_array([NORM], norms[start:end])


def _pieces(text: str, start: int, end: int) -> Iterable[tuple[int, int]]:
    while end - start > LONGEST_PIECE:
        stops = [match.end() for match in SENTENCE_END.finditer(text, start, start + LONGEST_PIECE)]
        cut = stops[-1] if stops else text.rfind(" ", start + 1, start + LONGEST_PIECE) + 1
        cut = cut if cut > start else start + LONGEST_PIECE
        yield start, cut
        start = cut
    if start < end:
        yield start, end


TITLES = frozenset({"MR", "MRS", "MISS", "MS", "DR", "SIR", "LADY", "LORD", "CAPTAIN", "AUNT", "UNCLE"})


def lower_shouting(text: str, blocks: tuple[Block, ...]) -> str:
    """Return ``text`` with openings and whole paragraphs in capitals set in ordinary case; the length stays.

    A word in capitals gets the case that it has elsewhere in the story: ``THE ASS and the Fox`` becomes
    ``The Ass and the Fox`` where the story goes on to say ``the Ass``.
    """
    as_written: Counter[str] = Counter(match.group() for match in WORD.finditer(text))
    out = list(text)
    for block in blocks:
        words = list(WORD.finditer(text, block.start, block.end))
        run = 0
        while run < len(words) and _shouts(words[run].group()):
            run += 1
        if run == 0 or (run == 1 and len(words[0].group()) == 1):
            continue
        if run < len(words) and not any(len(word.group()) > 1 for word in words[:run]):
            continue
        for number, word in enumerate(words[:run]):
            new = _ordinary(word.group(), as_written)
            before = text[block.start : word.start()].rstrip(" “‘\"'(")
            if number == 0 or (run == len(words) and before[-1:] in {".", "!", "?"}):
                new = new[0].upper() + new[1:]
            elif number and words[number - 1].group() in TITLES:
                new = new[0].upper() + new[1:]  # "MRS. HALL"
            if number + 1 < run and word.group() in TITLES:
                new = word.group().capitalize()
            if len(new) == len(word.group()):  # A few letters change length with case.
                out[word.start() : word.end()] = new
    return "".join(out)


def _shouts(word: str) -> bool:
    letters = word.replace("’", "").replace("'", "")
    return letters.isupper()


def _ordinary(word: str, as_written: Counter[str]) -> str:
    if word in {"I", "I'M", "I’M", "I'LL", "I’LL", "I'VE", "I’VE", "I'D", "I’D"}:
        return "I" + word[1:].lower()
    if word == "A":
        return "a"
    small, large = word.lower(), word[0] + word[1:].lower()
    return large if as_written[large] > as_written[small] else small


def _join(nlp: Language, text: str, pieces: list[tuple[int, int]], docs: Iterable[Doc]) -> Doc:
    """Lay the Docs of the pieces end to end; what lies between them becomes a blank token."""
    words: list[str] = []
    spaces: list[bool] = []
    tags: list[str] = []
    pos: list[str] = []
    morphs: list[str] = []
    lemmas: list[str] = []
    heads: list[int] = []
    deps: list[str] = []
    entities: list[tuple[int, int, str]] = []
    tensors: list[tuple[int, FloatArray]] = []
    position = 0

    def add_blank(blank: str) -> None:
        if words and blank.startswith(" "):
            spaces[-1], blank = True, blank[1:]
        if blank:
            words.append(blank)
            spaces.append(False)
            tags.append("_SP")
            pos.append("SPACE")
            morphs.append("")
            lemmas.append(blank)
            heads.append(max(0, len(words) - 2))
            deps.append("dep" if len(words) > 1 else "ROOT")

    parts = iter(docs)
    for start, end in pieces:
        add_blank(text[position:start])
        position = start
        while position < end:
            doc = next(parts)
            base = len(words)
            for token in doc:
                words.append(token.text)
                spaces.append(bool(token.whitespace_))
                tags.append("_SP" if token.is_space else token.tag_)
                pos.append("SPACE" if token.is_space else token.pos_)
                morphs.append("" if token.is_space else str(token.morph))
                lemmas.append(checked_lemma(token.text, token.pos_, token.lemma_))
                heads.append(base + token.head.i)
                deps.append(token.dep_)
            mend_time_compounds(base, words, lemmas, heads, deps)
            mend_nominatives(base, words, tags, heads, deps)
            mend_second_subjects(base, heads, deps)
            tensors.append((base, np.asarray(doc.tensor, dtype=np.float32)))
            entities += [(base + span.start, base + span.end, span.label_) for span in doc.ents]
            position += len(doc.text_with_ws)
    add_blank(text[position:])
    joined = Doc(
        nlp.vocab,
        words=words,
        spaces=spaces,
        tags=tags,
        pos=pos,
        morphs=morphs,
        lemmas=lemmas,
        heads=heads,
        deps=deps,
    )
    joined.set_ents([Span(joined, start, end, label=label) for start, end, label in entities])
    joined.tensor = _tensor(tensors, len(words))  # type: ignore[assignment]
    return joined


def _tensor(parts: Sequence[tuple[int, FloatArray]], length: int) -> FloatArray:
    """Return what the pipeline's ``tok2vec`` made of each token, zeros for blanks; empty if it has none."""
    width = next((part.shape[1] for _, part in parts if part.ndim == 2), 0)
    whole = np.zeros((length, width), dtype=np.float32)
    for base, part in parts:
        if part.ndim == 2:
            whole[base : base + len(part)] = part
    return whole


TIME_NOUNS = frozenset(
    {"day", "morning", "evening", "night", "afternoon", "summer", "winter", "spring", "autumn"}
)


def mend_time_compounds(
    base: int, words: list[str], lemmas: list[str], heads: list[int], deps: list[str]
) -> None:
    """Mend, from token ``base`` on, "A Hare one day ridiculed" where the hare was taken for a kind of day."""
    for index in range(base, len(words)):
        head = heads[index]
        if deps[index] != "compound" or head - index < 2 or lemmas[head].lower() not in TIME_NOUNS:
            continue
        if not any(words[between].lower() in {"one", "that", "this"} for between in range(index + 1, head)):
            continue
        heads[index] = heads[head] if heads[head] != head else index
        deps[index] = deps[head]
        heads[head], deps[head] = heads[index], "obl:unmarked"
        for child in range(base, index):
            if heads[child] == head:
                heads[child] = index


NOMINATIVE = frozenset({"he", "she", "they", "we", "i"})
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})


def mend_nominatives(base: int, words: list[str], tags: list[str], heads: list[int], deps: list[str]) -> None:
    """Mend, from token ``base`` on, a "he" that was taken for an object: it is the subject of the verb
    after it."""
    with_subject = {heads[index] for index in range(base, len(words)) if deps[index].startswith("nsubj")}
    for index in range(base, len(words)):
        joint = heads[index]
        if (
            deps[index] == "fixed"
            and tags[index] in {"NN", "NNP"}
            and deps[joint] == "cc"
            and (heads[joint] not in with_subject)
        ):  # "but the Crow, ..., dropped it": no idiom with "but".
            heads[index], deps[index] = heads[joint], "nsubj"
            with_subject.add(heads[joint])
        if words[index].lower() not in NOMINATIVE or deps[index] not in {
            "obj",
            "obl",
            "nmod",
            "iobj",
            "dep",
            "compound",
        }:
            continue
        for verb in range(index + 1, min(index + 5, len(words))):
            if tags[verb] in FINITE:
                verb = heads[verb] if tags[verb] == "MD" else verb
                if verb not in with_subject:
                    heads[index], deps[index] = verb, "nsubj"
                    with_subject.add(verb)
                break


def mend_second_subjects(base: int, heads: list[int], deps: list[str]) -> None:
    """Mend, from token ``base`` on, "he said; but the Crow, ..., dropped it" where both were taken to say:
    a second subject, after its verb, is that of the next verb which has none."""
    subjects: dict[int, list[int]] = {}
    for index in range(base, len(heads)):
        if deps[index] in {"nsubj", "nsubj:pass"}:
            subjects.setdefault(heads[index], []).append(index)
    for verb, found in list(subjects.items()):
        if len(found) < 2 or found[0] > verb or found[-1] < verb:
            continue
        for other in range(found[-1] + 1, len(heads)):
            if heads[other] == verb and deps[other] in {"conj", "parataxis"} and other not in subjects:
                heads[found[-1]] = other
                subjects[other] = [found[-1]]
                break
