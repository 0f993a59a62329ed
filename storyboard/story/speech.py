"""Quotations and who speaks them to whom."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storyboard.story.reading import Block, BlockKind
from storyboard.story.sentences import SPEECH_VERBS, is_opening

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

PAIRS = {"“": "”", "‘": "’", '"': '"', "'": "'", "``": "''", "«": "»", "„": "“"}
"""Opening mark -> closing mark."""
ADDRESSING = frozenset(
    {
        "address",
        "accost",
        "tell",
        "ask",
        "answer",
        "beg",
        "warn",
        "order",
        "command",
        "entreat",
        "implore",
        "greet",
        "reply",
    }
)
"""Verbs whose object is the one spoken to."""
PASSAGE = 400
"""Tokens from which a paragraph is read in several passages."""
LONGEST_TAG = 30
"""Tokens between a quotation and its verb of speech at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """One stretch of direct speech, its marks included. Positions are token indices."""

    start: int
    end: int
    paragraph: int
    """Index of its block."""
    speaker: int | None = None
    """Token of the one who speaks (``he`` in "said he"), if the words around say it."""
    addressee: int | None = None
    """Token of the one spoken to, if the words around say it."""


def find_quotations(doc: Doc, blocks: Sequence[Block]) -> list[Quotation]:
    """Return the quotations of all paragraphs in text order.

    A quotation ends with its paragraph even where the closing mark is missing, as it is by custom when
    the speech
    goes on in the next one.
    """
    found: list[Quotation] = []
    for number, block in enumerate(blocks):
        if block.kind is BlockKind.PARAGRAPH:
            tokens = doc.char_span(block.start, block.end, alignment_mode="expand")
            if tokens is not None:
                found += _quotations_of(doc, tokens.start, tokens.end, number)
    return found


def _quotations_of(doc: Doc, start: int, end: int, paragraph: int) -> list[Quotation]:
    spoken = quoted_ranges(doc, start, end)
    found = []
    for first, last in spoken:
        speaker, addressee = _attribution(doc, first, last, start, end, spoken)
        found.append(
            Quotation(start=first, end=last, paragraph=paragraph, speaker=speaker, addressee=addressee)
        )
    return found


def quoted_ranges(doc: Doc, start: int, end: int) -> list[tuple[int, int]]:
    """Return the token ranges of direct speech in one paragraph, marks included; tokens suffice, no parse."""
    ranges: list[tuple[int, int]] = []
    opened, closing = None, ""
    for index in range(start, end):
        token = doc[index]
        if opened is None:
            if token.text in PAIRS and is_opening(token) and index + 1 < end:
                opened, closing = index, PAIRS[token.text]
        elif token.text == closing and not _is_apostrophe(token, closing):
            ranges.append((opened, index + 1))
            opened = None
    if opened is not None:
        ranges.append((opened, end))
    # A word in quotation marks is no speech: called 'Little Red-Cap'.
    return [(first, last) for first, last in ranges if _is_speech(doc, first, last, start, end)]


def _is_apostrophe(token: Token, closing: str) -> bool:
    """Whether a single mark belongs to a plural (``his sons’ hands``) and closes nothing."""
    if closing not in {"’", "'"} or token.i + 1 >= len(token.doc):
        return False
    before, after = token.nbor(-1), token.nbor(1)
    return (
        not before.is_punct
        and before.text.endswith("s")
        and token.whitespace_ != ""
        and after.text[:1].islower()
    )


def _is_speech(doc: Doc, first: int, last: int, start: int, end: int) -> bool:
    inside = [token for token in doc[first + 1 : last - 1] if not token.is_space]
    if not inside:
        return False
    if len(inside) <= 5 and first > start and doc[first - 1].is_alpha and _is_title_case(inside):
        return False
    if inside[-1].text[-1] in ".!?,;—-…:" or last == end or len(inside) > 6:
        return True
    before = doc[first - 1] if first > start else None
    return before is None or before.text in {",", ":", "--", "—"}


def _is_title_case(tokens: list[Token]) -> bool:
    named = [token for token in tokens if token.is_alpha]
    return bool(named) and all(token.text[0].isupper() for token in named)


def _attribution(
    doc: Doc, first: int, last: int, start: int, end: int, spoken: list[tuple[int, int]]
) -> tuple[int | None, int | None]:
    """Return the tokens of speaker and addressee of the quotation ``doc[first:last]``."""
    here = bisect_left(spoken, (first, last))
    following = spoken[here + 1][0] if here + 1 < len(spoken) else end
    after_end = min(following, end, last + LONGEST_TAG)
    before_start = max(spoken[here - 1][1] if here else start, start, first - LONGEST_TAG)
    if first > start and doc[first - 1].text == ":" and first - start <= 5 and before_start == start:
        names = [token for token in doc[start : first - 1] if token.pos_ in {"PROPN", "NOUN"}]
        if names and all(
            token.pos_ in {"PROPN", "NOUN", "DET", "ADJ", "PUNCT"} for token in doc[start:first]
        ):
            return names[-1].i, None  # The way plays and screenplays write it. Name: “words”
    ending = doc[last - 2].text if last - first > 2 else ""
    if (
        ending != "." or last == end
    ):  # A full stop inside the marks has ended the sentence; no "said he" follows.
        follows = _tag_in(doc, last, min(after_end, last + (30 if ending == "," else 8)), forward=True)
        if follows[0] is not None:
            return follows
    precedes = _tag_in(doc, before_start, first, forward=False)
    if precedes[0] is not None:
        return precedes
    if before_start > start:  # Between two quotations: “No,” said she. “Not now.”
        between = _tag_in(doc, before_start, first, forward=True)
        if between[0] is not None:
            return between
    return None, None


def _tag_in(doc: Doc, start: int, end: int, *, forward: bool) -> tuple[int | None, int | None]:
    """Return speaker and addressee by the nearest verb of speech in ``doc[start:end]``."""
    indices = range(start, end) if forward else range(end - 1, start - 1, -1)
    for index in indices:
        token = doc[index]
        if forward and token.text in {".", "!", "?", ";"} and index > start:
            break
        if not forward and token.text in {".", "!", "?"} and index < end - 1:
            break
        if token.lemma_.lower() not in SPEECH_VERBS | ADDRESSING or token.tag_[:2] != "VB":
            continue
        if not forward and token.tag_ == "VBG" and _finite_before(doc, start, index):
            continue  # "who replied, laughing:"
        speaker = _subject_of(token)
        if speaker is None and forward and index + 1 < end and doc[index + 1].pos_ in {"PRON", "PROPN"}:
            speaker = index + 1
            beside = doc[speaker].head  # "said Mrs. Reed": the title is no speaker.
            if doc[speaker].dep_ in {"nmod:desc", "compound"} and speaker < beside.i < end:
                speaker = beside.i
        if speaker is None and forward and index == start:
            speaker = _inverted_subject(doc, index, end)
        if speaker is None and index > 0 and doc[index - 1].pos_ in {"PRON", "PROPN"} and index - 1 >= start:
            speaker = index - 1
        if speaker is None or (forward and not start <= speaker < end):
            continue
        return speaker, _addressee_of(token)
    return None, None


def _inverted_subject(doc: Doc, verb: int, end: int) -> int | None:
    """Return the noun right after the verb that follows a quotation: ``said the old wolf``."""
    for token in doc[verb + 1 : min(end, verb + 6)]:
        if token.is_punct or token.pos_ in {"ADP", "VERB", "AUX", "SCONJ", "CCONJ"}:
            return None
        following = doc[token.i + 1] if token.i + 1 < end else None
        if token.pos_ in {"NOUN", "PROPN"} and (
            following is None or following.pos_ not in {"NOUN", "PROPN", "PART"}
        ):
            return int(token.i)
    return None


def _finite_before(doc: Doc, start: int, index: int) -> bool:
    """Whether a finite verb of speech stands a few words before the participle at ``index``."""
    return any(
        token.lemma_.lower() in SPEECH_VERBS | ADDRESSING and token.tag_ in {"VBD", "VBZ", "VBP"}
        for token in doc[max(start, index - 6) : index]
    )


def _subject_of(verb: Token) -> int | None:
    """Return the subject of ``verb``, looking up through coordination and participles ("entreated,
    saying:")."""
    for _ in range(4):
        for child in verb.children:
            if child.dep_ in {"nsubj", "nsubj:pass"}:
                if child.lower_ in {"who", "which", "that"} and verb.dep_ == "acl:relcl":
                    return int(verb.head.i)
                return int(child.i)
        if verb.dep_ not in {"conj", "advcl", "xcomp", "parataxis", "ccomp", "acl"} or verb.head == verb:
            return None
        if verb.dep_ == "acl" and verb.head.pos_ in {"NOUN", "PROPN", "PRON"}:
            return int(verb.head.i)
        verb = verb.head
    return None


def _addressee_of(verb: Token) -> int | None:
    for child in verb.children:
        if child.dep_ == "obl" and any(part.lower_ in {"to", "unto"} for part in child.children):
            return int(child.i)
        if (
            child.dep_ in {"obj", "iobj"}
            and verb.lemma_ in ADDRESSING
            and child.pos_ in {"PRON", "PROPN", "NOUN"}
        ):
            return int(child.i)
    return None


def quotation_of(quotations: Sequence[Quotation], length: int) -> list[int]:
    """Return for each of ``length`` tokens the index of its quotation, or -1."""
    owner = [-1] * length
    for number, quotation in enumerate(quotations):
        owner[quotation.start : quotation.end] = [number] * (quotation.end - quotation.start)
    return owner


def passages(doc: Doc, paragraph_of: Mapping[int, int], quoted: Sequence[int]) -> list[int]:
    """Return the passage of each token: its paragraph, of which a very long one is cut between sentences.

    Args:
        doc: The parsed story.
        paragraph_of: Block of each token.
        quoted: From ``quotation_of``.
    """
    numbers, number, start = [], 0, 0
    for token in doc:
        index = token.i
        new = index > 0 and paragraph_of[index] != paragraph_of[index - 1]
        if new or (index - start >= PASSAGE and quoted[index] < 0 and token.is_sent_start):
            number, start = number + 1, index
        numbers.append(number)
    return numbers
