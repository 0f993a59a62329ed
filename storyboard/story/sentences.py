"""Sentence boundaries in narrative prose, where quotations, titles and initials mislead a parser.

What punctuation decides is settled before parsing; ``boundaries`` (with another pipeline: the parser) decides
the rest, and the parser keeps to what is settled.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from spacy.language import Language

from storyboard.story.reading import Block, BlockKind, Span
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

TITLES = frozenset(
    {
        "mr.",
        "mrs.",
        "ms.",
        "dr.",
        "st.",
        "prof.",
        "capt.",
        "col.",
        "gen.",
        "lieut.",
        "lt.",
        "sgt.",
        "rev.",
        "hon.",
        "messrs.",
        "mme.",
        "mlle.",
        "jr.",
        "sr.",
        "mt.",
        "ft.",
        "esq.",
        "gov.",
        "sen.",
        "rep.",
        "maj.",
        "adm.",
        "cpl.",
        "supt.",
        "insp.",
        "fr.",
        "vol.",
        "vs.",
        "viz.",
        "i.e.",
        "e.g.",
    }
)
"""Abbreviations after which a sentence goes on."""
BEFORE_NUMBERS = words("no vol sec fig par ch art ext mon tue tues wed thur thurs fri sat sun")
"""Words that are abbreviations where a number follows their full stop: ``No. 7``, never ``No. She left``."""
CLOSES = words("regards thanks sincerely yours cheers truly faithfully thx")
"""Last words of the line above the name that signs a letter."""
GREETINGS = frozenset({"dear", "hi", "hello", "hey"})
"""First words of a letter."""
SPEECH_VERBS = words("""
say ask cry reply answer exclaim shout whisper murmur mutter call add continue repeat remark observe
inquire enquire
return begin demand scream shriek roar growl sigh sob laugh snap bark croak hiss sing think wonder
suggest protest
announce declare explain tell beg plead urge insist agree admit confess gasp groan moan grumble bellow
yell squeak
chirp caw interrupt rejoin retort respond go speak entreat implore command order promise warn
""")
"""Lemmas of verbs that report speech or thought."""
OPENING = frozenset({"“", "‘", "«", "``", "(", "[", "„", "‹"})
CLOSING = frozenset({"”", "’", "»", "''", ")", "]", "›"})
STRAIGHT = frozenset({'"', "'"})
TERMINAL = (".", "!", "?", "…")


def is_opening(token: Token) -> bool:
    """Whether ``token`` opens a quotation or bracket; straight marks are told by the blanks around them."""
    if token.text in OPENING:
        return True
    if token.text not in STRAIGHT or token.whitespace_:
        return False
    return (
        token.i == 0
        or bool(token.nbor(-1).whitespace_)
        or token.nbor(-1).is_space
        or (token.nbor(-1).text in OPENING | STRAIGHT | {"--", "—", "–", "_"})
    )


def is_closing(token: Token) -> bool:
    """Whether ``token`` closes a quotation or bracket."""
    if token.text == "‘":
        return False
    return token.text in CLOSING or (token.text in STRAIGHT and not is_opening(token))


@Language.component("storyboard_sentences")
def mark_boundaries(doc: Doc) -> Doc:
    """Settle the boundaries that punctuation decides: ``token.is_sent_start`` is True, False, or None if
    open."""
    for token in doc[1:]:
        settled = _starts_sentence(doc, token)
        if settled is not None:
            token.is_sent_start = settled
    return doc


def _starts_sentence(doc: Doc, token: Token) -> bool | None:
    if token.is_space or is_closing(token):
        return False
    if _is_rule(token):
        return False if token.nbor(-1).text[-1:] == token.text[-1:] else None
    if token.is_punct and not is_opening(token) and token.text != "_":
        return None if _is_bullet(token) else False
    before, quoted = _last_word_before(doc, token)
    if before is None or _is_note_number(doc, token):
        return False
    if is_opening(before):
        return False  # The quotation mark has begun the sentence already.
    mark = before.text
    if not mark.endswith(TERMINAL):
        if token.like_url:
            return True if before.like_url else None
        if mark == "," and _greets_or_closes(doc, before):
            return None if token.text[:1].isupper() else False
        if mark in {",", ";", "--", "—", "–", "-"} or (mark == ":" and is_opening(token)):
            return False
        return False if token.text[:1].islower() else None
    first = _first_word(doc, token)
    if first is None:
        return False
    if mark.lower() in TITLES and first.text[:1].isalnum():
        return False
    if len(mark) > 1 and mark[0].isalpha():  # An abbreviation or initial with its full stop.
        if first.text[:1].islower():
            return False
        return False if len(mark) == 2 and mark[0].isupper() and mark != "I." else None
    if _is_lone_initial(doc, before) or _numbers_an_item(doc, before):
        return False
    if first.text[:1].isdigit() and before.i > 0 and before.nbor(-1).lower_ in BEFORE_NUMBERS:
        return False
    if first.text[:1].islower():  # Web text often; in books "What? he thought": the parser tells them apart.
        return None if mark in {".", "?"} and not quoted else False
    if quoted and not mark.endswith(".") and not is_opening(token) and _reports_speech(first):
        return False
    if not first.text[:1].isupper() and not first.text[:1].isdigit():
        return None
    return True


def _last_word_before(doc: Doc, token: Token) -> tuple[Token | None, bool]:
    """Return the last token before ``token`` that is no closing mark or blank, and whether a quote closed."""
    quoted = False
    for index in range(token.i - 1, -1, -1):
        before = doc[index]
        if is_closing(before):
            quoted = quoted or before.text not in {")", "]"}
        elif not before.is_space and before.text != "_":
            return before, quoted
    return None, quoted


def _first_word(doc: Doc, token: Token) -> Token | None:
    for following in doc[token.i : token.i + 4]:
        if not (is_opening(following) or following.is_space or following.text in {"_", "--", "—", "..."}):
            return following
    return None


def _is_rule(token: Token) -> bool:
    """Whether ``token`` draws a line: ``-----``, ``***``; underscores come from the tokenizer one by one."""
    text = token.text
    if not token.is_punct or len(set(text)) != 1 or text[0] not in "-=*_~#":
        return False
    if text == "_":
        return token.nbor(-1).text == "_" and not token.nbor(-1).whitespace_
    return len(text) > 2


def _is_bullet(token: Token) -> bool:
    """Whether ``token`` is a dash between blanks after a full stop or a file's name, as lists have it."""
    before = token.nbor(-1)
    if token.text not in {"-", "--"} or not token.whitespace_ or not before.whitespace_:
        return False
    return before.text in {".", ">"} or before.like_url or "." in before.text[1:-2]


def _greets_or_closes(doc: Doc, comma: Token) -> bool:
    """Whether the comma ends a letter's first line (``Dear Jane,``) or the line above its name
    (``Best regards,``)."""
    if comma.i == 0:
        return False
    return comma.nbor(-1).lower_ in CLOSES or (comma.i <= 4 and doc[0].lower_ in GREETINGS)


def _is_note_number(doc: Doc, token: Token) -> bool:
    """Whether ``token`` opens a note's number in square brackets, which belongs to the sentence before."""
    if token.text != "[" or token.i + 2 >= len(doc):
        return False
    return token.nbor().is_digit and token.nbor(2).text == "]"


def _numbers_an_item(doc: Doc, stop: Token) -> bool:
    """Whether the full stop ends the number of an item or heading that stands at a start: ``2. The Mill``."""
    if stop.text != "." or stop.i == 0 or stop.nbor(-1).whitespace_:
        return False
    number = doc[stop.i - 1]
    if not (number.is_digit and len(number) <= 2):
        return False
    return number.i == 0 or number.nbor(-1).is_space or number.nbor(-1).text.endswith(TERMINAL)


def _is_lone_initial(doc: Doc, stop: Token) -> bool:
    """Whether the full stop was split from an initial or title that it belongs to: ``J .``, ``Capt .``"""
    if stop.text != "." or stop.i == 0:
        return False
    letter = doc[stop.i - 1]
    if f"{letter.lower_}." in TITLES and not letter.whitespace_:
        return True
    return len(letter.text) == 1 and letter.text.isupper() and letter.text != "I" and not letter.whitespace_


def _reports_speech(first: Token) -> bool:
    """Whether the clause that begins at ``first`` tells who spoke: ``Alice cried``, ``the old Fox asked
    him``."""
    for following in first.doc[first.i : first.i + 5]:
        if following.is_punct:
            return False
        if following.lemma_.lower() in SPEECH_VERBS and following.tag_.startswith("VB"):
            return following.i > first.i
    return False


def sentence_spans(doc: Doc, blocks: Sequence[Block], joints: Collection[int]) -> tuple[Span, ...]:
    """Return the character ranges of the sentences of all paragraphs, without blanks at their ends.

    Args:
        doc: Parsed; its characters are those of the story.
        blocks: The story's blocks. Titles, headings and breaks hold no sentences.
        joints: Tokens at which a quotation begins or has just ended. The parser saw an end of text there;
            whether a sentence ends, punctuation alone decides.
    """
    spans: list[Span] = []
    for block in blocks:
        tokens = doc.char_span(block.start, block.end, alignment_mode="expand")
        if block.kind is not BlockKind.PARAGRAPH or tokens is None:
            continue
        run: list[Token] = []
        first = len(spans)
        for token in tokens:
            if run and not token.is_space and _begins(doc, token, joints):
                _close(run, spans, first)
                run = []
            if not token.is_space:
                run.append(token)
        _close(run, spans, first)
    return tuple(spans)


def _begins(doc: Doc, token: Token, joints: Collection[int]) -> bool:
    settled = _starts_sentence(doc, token)
    if settled is None:
        return bool(token.is_sent_start) and token.i not in joints
    return settled


def _close(run: list[Token], spans: list[Span], first: int) -> None:
    """Add the sentence of ``run``; stray marks join the sentence before, in the same paragraph."""
    if not run:
        return
    start, end = run[0].idx, run[-1].idx + len(run[-1])
    if len(spans) > first and not any(token.is_alpha or token.like_num for token in run):
        spans[-1] = Span(spans[-1].start, end)
    else:
        spans.append(Span(start, end))
