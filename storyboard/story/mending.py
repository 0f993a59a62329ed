"""Arcs of the parse that events are read from, mended where what they say cannot be.

Both parsers choose each arc by its odds and know little of the long sentences of old stories. Here a few
things that nearly always hold decide: who stands after "said" says it; a verb that has no passive has a
doer; a finite verb goes on with a finite clause (``joining.py``). Who is who is decided on the arcs as
parsed, which its networks were learned on.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from spacy.attrs import DEP, HEAD, LEMMA, POS, TAG
from spacy.tokens import Doc

from storyboard.story.arguments import QUOTES, SAYING, WEARING, case_of, is_inverted, is_time
from storyboard.story.joining import FINITE, mend_joined
from storyboard.story.lemmas import checked_lemma
from storyboard.story.lexicon.frames import is_intransitive, needs
from storyboard.story.noun_phrases import SUBJECT_ROLES
from storyboard.story.retagging import mend_bare, mend_had, mend_out_of, mend_switched, mend_until, mend_word
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.tokens import Token

MENDED: list[int | str] = [HEAD, DEP, POS, TAG, LEMMA]
PIECE = 150
"""Words that are mended at once at least: a speech, and who spoke, stand in one paragraph."""
SUBJECTS = SUBJECT_ROLES | {"expl", "nsubj:outer"}
NOMINALS = frozenset({"NOUN", "PROPN", "PRON"})
NOMINATIVES = words("he she they we i")
PARTICLES = words("on off up out")
"""What the parser may take for a preposition behind a verb that wants an object."""
TIME_VERBS = words("pass come fall dawn break draw arrive begin end")
"""What a time of day does: "evening passed"."""
SPEECH_REACH = 80
"""Tokens in which "and ran away" behind a speech looks back for who spoke."""


def mended(doc: Doc) -> Doc:
    """Return a copy of a parsed story whose arcs events can be read from.

    It is mended piece by piece: to change one head costs as much as the Doc has words.
    """
    copy = doc.copy()
    values: Any = doc.to_array(MENDED)
    for start, end in _pieces(values[:, 0].view(np.int64)):
        words = [token.text for token in doc[start:end]]
        spaces = [bool(token.whitespace_) for token in doc[start:end]]
        piece = Doc(doc.vocab, words=words, spaces=spaces).from_array(MENDED, values[start:end])
        _mend(piece)
        values[start:end] = piece.to_array(MENDED)
    return copy.from_array(MENDED, values) if len(doc) else copy


def _pieces(offsets: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Yield the ranges of words, about a paragraph each, over whose ends no arc reaches.

    Args:
        offsets: Of each word's head from the word. *Shape:* ``(n,)``
    """
    words = np.arange(len(offsets))
    reach = np.maximum.accumulate(np.maximum(words, words + offsets))
    back = np.minimum.accumulate(np.minimum(words, words + offsets)[::-1])[::-1]
    start = 0
    for end in range(1, len(offsets) + 1):
        closed = end == len(offsets) or (reach[end - 1] < end <= back[end])
        if closed and (end - start >= PIECE or end == len(offsets)):
            yield start, end
            start = end


def _mend(piece: Doc) -> None:
    tokens = list(piece)
    for token in tokens:
        mend_word(token)
        if token.dep_ == "expl" and token.lower_ == "it" and token.i < token.head.i:
            token.dep_ = "nsubj"  # "it happened that ...": what happened is told behind.
        if token.i and token.nbor(-1).text in QUOTES:
            _mend_saying(token)
    for token in tokens:
        if token.lower_ in {"had", "has", "have"} and token.dep_ not in {"aux", "cop"}:
            mend_had(token)
        if token.pos_ == "VERB":
            _mend_inversion(token)
            _mend_particle(token)
            mend_switched(token)
            mend_out_of(token)
            mend_until(token)
        if token.pos_ == "ADV" and token.dep_ == "advmod" and not _has_subject(token.head):
            _mend_adverb(token)
        if token.pos_ in {"NOUN", "PROPN"} and token.dep_ == "conj":
            _mend_joined_clause(token)
        if token.tag_ in {"VBN", "VBD"} and token.dep_ in {"xcomp", "advcl"}:
            _mend_absolute(token)
        if token.tag_ in {"VBN", "VBD"} and token.dep_ == "acl":
            _mend_intransitive(token)
    for token in tokens:
        if token.dep_ in {"obj", "xcomp"} and token.tag_ == "NN":
            mend_bare(token)
        if token.pos_ in {"VERB", "AUX"} and not _has_subject(token):
            _mend_subject(token)
    for token in tokens:
        if token.dep_ == "ROOT" and token.pos_ == "VERB" and not _has_subject(token):
            _mend_opening(token)
    for token in tokens:
        if token.pos_ in {"VERB", "AUX"}:
            mend_joined(token)
        if token.lower_ == "which" and token.dep_ == "nmod":
            _mend_of_which(token)


def _has_subject(verb: Token) -> bool:
    return any(child.dep_ in SUBJECTS for child in verb.children)


def _mend_opening(verb: Token) -> None:
    """Give the main verb of a sentence the doer that hangs elsewhere before it.

    "At last the Mouse, who seemed somebody, called out", with the Mouse as the time; "After a time I crawled
    home, took some food", with a time that I crawled; "he said, ‘Yes,’ and forgot it".
    """
    if verb.tag_ not in {*FINITE, "VBN"} or any(child.dep_ in {"aux", "aux:pass"} for child in verb.children):
        return
    for clause in verb.children:
        if clause.dep_ != "advcl" or clause.i > verb.i or not _has_subject(clause):
            continue
        for noun in clause.children:  # "As she mused the pitiful vision laid its spell on her"
            if noun.dep_ == "obj" and noun.pos_ == "NOUN" and noun.right_edge.i + 1 == verb.i:
                noun.head, noun.dep_ = verb, "nsubj"
                return
    for noun in verb.children:
        if noun.i > verb.i or noun.dep_ != "obl" or noun.pos_ not in {"NOUN", "PROPN"}:
            continue
        if not case_of(noun) and not _is_time(noun):
            noun.dep_ = "nsubj"
            return
        for clause in noun.children:
            told = clause.dep_ == "acl:relcl" and clause.i < verb.i and clause.tag_ in FINITE
            if told and _is_time(noun) and any(child.dep_ == "nsubj" for child in clause.children):
                clause.head, clause.dep_ = clause, "ROOT"
                noun.head, verb.head, verb.dep_ = clause, clause, "conj"
                return
    first = next(iter(child for child in verb.children if child.dep_ == "cc" and child.i < verb.i), None)
    if first is None or any(
        part.is_alpha for part in verb.doc[first.i + 1 : verb.i] if part.pos_ not in {"ADV"}
    ):
        return
    marks = verb.doc[max(0, first.i - 3) : first.i]
    if any(mark.text in QUOTES for mark in marks):
        said = next(
            (
                one
                for one in reversed(verb.doc[max(0, first.i - SPEECH_REACH) : first.i])
                if one.dep_ == "ROOT" and one.lemma_ in SAYING and _has_subject(one)
            ),
            None,
        )
        if said is not None:
            verb.head, verb.dep_ = said, "conj"


def _is_time(noun: Token) -> bool:
    return is_time(noun) or noun.lower_ in {"time", "while", "moment"}


def _mend_saying(token: Token) -> None:
    """Mend "“...,” said Winterbourne, laughing": who stands behind the verb says it."""
    if not token.is_lower or token.i + 1 >= len(token.doc):
        return
    follows = token.nbor()
    somebody = follows.lower_ in NOMINATIVES or follows.pos_ == "PROPN"
    if token.pos_ in {"NOUN", "ADJ"} and somebody and token.lower_.endswith("ed"):
        token.pos_, token.tag_ = "VERB", "VBD"
        token.lemma_ = checked_lemma(token.lower_, "VERB", token.lower_.removesuffix("ed"))
        for child in list(token.children):
            if child.dep_ == "acl":
                child.dep_ = "advcl"
    if token.pos_ != "VERB" or token.tag_ not in {"VBD", "VBN"} or _has_subject(token):
        return
    if any(child.dep_ == "obj" for child in token.children):
        return
    for noun in token.doc[token.i + 1 : token.i + 6]:
        if (
            noun.pos_ in NOMINALS
            and noun.left_edge.i >= token.i + 1
            and noun.head.i not in range(token.i + 1, noun.i + 3)
        ):
            break
        if noun.is_punct:
            return
    else:
        return
    if noun.left_edge.i != token.i + 1 or case_of(noun):
        return
    governor = noun.head
    noun.head, noun.dep_ = token, "nsubj"
    if governor.head == token and governor.tag_ == "VBG":
        governor.dep_ = "advcl"


def _mend_inversion(verb: Token) -> None:
    """Mend "cried the little man, and dashed ...": who stands behind the verb does both."""
    obj = next((child for child in verb.children if child.dep_ == "obj"), None)
    if obj is not None and is_inverted(verb, obj):
        obj.dep_ = "nsubj"
        return
    there = next((child for child in verb.children if child.dep_ == "expl" and child.lower_ == "there"), None)
    if there is None or _has_subject_proper(verb):
        return
    if obj is not None:
        obj.dep_ = "nsubj"  # "there shot along the path a wild light"
        return
    for noun in verb.doc[verb.i + 1 : verb.sent.end]:  # "there stood, opposite to each window, a tripod"
        first = next(noun.lefts, None)
        begun = first is not None and first.dep_ in {"det", "nummod", "amod"}
        if noun.pos_ == "NOUN" and begun and not case_of(noun) and verb.is_ancestor(noun):
            if noun.dep_ in {"appos", "obl", "parataxis", "dep", "conj"} and not noun.is_ancestor(verb):
                noun.head, noun.dep_ = verb, "nsubj"
            return


def _mend_of_which(which: Token) -> None:
    """Mend "they reached a house, on the roof of which it alighted", where they reach it on the roof."""
    noun = which.head
    if not case_of(noun) or noun.head.i > noun.i:
        return
    for verb in which.doc[which.i + 1 : which.sent.end]:
        if verb.pos_ == "VERB" and verb.dep_ in {"acl:relcl", "conj", "parataxis"} and verb.tag_ in FINITE:
            if noun.head != verb and not noun.is_ancestor(verb):
                noun.head, noun.dep_ = verb, "obl"
            return
        if verb.is_punct or verb.tag_ in FINITE:
            return


def _mend_particle(verb: Token) -> None:
    """Mend "put on one of the gloves", where the gloves are what something is put on."""
    roles = {child.dep_ for child in verb.children}
    if roles & {"obj", "nsubj:pass", "aux:pass", "ccomp", "xcomp"} or needs(verb.lemma_) != "object":
        return
    for noun in verb.children:
        case = next((part for part in noun.children if part.dep_ == "case"), None)
        if noun.dep_ != "obl" or case is None or case.i != verb.i + 1 or case.lower_ not in PARTICLES:
            continue
        if case.lower_ != "on" or verb.lemma_ in WEARING:
            noun.dep_ = "obj"
            case.head, case.dep_ = verb, "compound:prt"
            return


def _mend_adverb(adverb: Token) -> None:
    """Mend "in which he most firmly believed", where he hangs from "firmly"."""
    verb = adverb.head
    for child in list(adverb.children):
        if child.dep_ == "nsubj" and verb.pos_ == "VERB" and child.i < adverb.i < verb.i:
            child.head = verb


def _has_subject_proper(verb: Token) -> bool:
    return any(child.dep_ in SUBJECT_ROLES for child in verb.children)


def _mend_absolute(verb: Token) -> None:
    """Mend "sat with her arms folded", where it is she who folds."""
    if _has_subject(verb) or not verb.i:
        return
    for noun in verb.head.children:
        if noun.dep_ == "obl" and noun.right_edge.i + 1 == verb.i and case_of(noun) == "with":
            noun.head, noun.dep_ = verb, "nsubj"
            verb.dep_ = "advcl"
            return


def _mend_intransitive(verb: Token) -> None:
    """Mend "a little man hobbled in, and said": nothing is hobbled, so he does both."""
    noun = verb.head
    if verb.i < noun.i or verb.nbor(-1).is_punct or noun.pos_ not in NOMINALS:
        return
    if is_intransitive(verb.lemma_) and (above := _clause_noun(noun)) is not None:
        governor = above.head  # "the pebbles which lay in front of the house glittered"
        verb.head, verb.dep_, verb.tag_ = governor, "conj", "VBD"
        above.head, above.dep_ = verb, "nsubj"
        return
    while noun.dep_ == "nmod" and noun.head.i < noun.i and noun.head.pos_ in {*NOMINALS, "NUM"}:
        noun = noun.head  # "one of the pigs cheered, and was put out"
    role, governor = noun.dep_, noun.head
    if noun.dep_ in SUBJECT_ROLES and governor.i > verb.i:
        role, above = governor.dep_, governor.head
        joins = any(child.dep_ == "cc" and child.i > verb.i for child in governor.children)
        if role not in {"ROOT", "conj", "parataxis", "advcl"} or not joins:
            return
        noun.dep_ = "nsubj"
        verb.head, verb.dep_ = (verb if above == governor else above), role
        noun.head = verb
        governor.head, governor.dep_ = verb, "conj"
    elif noun.dep_ == "nsubj" and governor.pos_ == "ADV" and governor.i < noun.i:
        verb.head, verb.dep_ = (verb if governor.head == governor else governor.head), governor.dep_
        for child in list(governor.children):
            child.head = verb
        governor.head, governor.dep_ = verb, "advmod"  # "Here one of the pigs cheered"
    elif role not in {"ROOT", "parataxis"} or case_of(noun):
        return
    elif is_intransitive(verb.lemma_) or _is_alone(noun, verb):
        verb.head, verb.dep_ = (verb if governor == noun else governor), role
        for child in list(noun.children):
            if child.dep_ not in {"det", "amod", "nmod:poss", "compound", "nummod", "flat", "nmod", "case"}:
                child.head = verb
        noun.head, noun.dep_ = verb, "nsubj"
    else:
        return
    verb.tag_ = "VBD"


def _clause_noun(noun: Token) -> Token | None:
    """Return the noun joined to a verb in whose relative clause a noun stands: the pebbles of the house."""
    passed = False
    while noun.dep_ in {"nmod", "obl", "acl:relcl"} and noun.head != noun:
        passed = passed or noun.dep_ == "acl:relcl"
        noun = noun.head
    joined = noun.dep_ == "conj" and noun.pos_ in {"NOUN", "PROPN"} and noun.head.pos_ == "VERB"
    return noun if passed and joined and not case_of(noun) else None


def _is_alone(noun: Token, verb: Token) -> bool:
    """Return whether a sentence that begins with a noun would have no verb but a participle."""
    finite = (other for other in verb.sent if other.tag_ in {*FINITE, "MD"} and other != verb)
    return noun.left_edge.i <= verb.sent.start + 2 and not any(finite)


def _mend_joined_clause(noun: Token) -> None:
    """Mend "a chair was flung over and the tumbler smashed", where the tumbler is flung as well."""
    if noun.head.pos_ != "VERB" or case_of(noun) or noun.i + 1 >= len(noun.doc):
        return
    for verb in noun.children:
        if (
            verb.i > noun.i
            and verb.dep_ in {"acl", "amod"}
            and (verb.tag_ in {"VBN", "VBD"} or (verb.tag_ == "JJ" and verb.lower_.endswith("ed")))
            and not verb.nbor(-1).is_punct
        ):
            break
    else:
        return
    if any(child.dep_ == "cop" for child in noun.children):
        return
    lemma = checked_lemma(verb.lower_, "VERB", verb.lower_.removesuffix("ed"))
    verb.head, verb.dep_, verb.pos_, verb.tag_, verb.lemma_ = noun.head, "conj", "VERB", "VBD", lemma
    for child in list(noun.children):
        if child.dep_ in {"cc", "punct"} and child.i < noun.i:
            child.head = verb
    noun.head, noun.dep_ = verb, "nsubj"


def _mend_subject(verb: Token) -> None:
    """Give a finite verb the noun right before it that hangs elsewhere without a preposition.

    "and his broad brow was besprinkled": the brow was taken for where the vesture is dabbled.
    """
    finite = verb.tag_ in FINITE or any(
        child.dep_ in {"aux", "aux:pass", "cop"} and child.tag_ in {*FINITE, "MD"} for child in verb.children
    )
    for noun in verb.children:  # "and evening passed", "when night came"
        time = noun.dep_ in {"obl:unmarked", "obl"} and not case_of(noun) and is_time(noun)
        if time and noun.i + 1 == verb.i and verb.lemma_ in TIME_VERBS and verb.tag_ in {*FINITE, "VBN"}:
            noun.dep_ = "nsubj"
            return
    for noun in verb.children:  # "the baby crowed", read like a kind of crowing
        close = noun.i < verb.i and all(part.pos_ == "ADV" for part in verb.doc[noun.i + 1 : verb.i])
        if close and noun.dep_ == "compound" and noun.pos_ == "NOUN" and verb.tag_ in {*FINITE, "VBN"}:
            for child in list(verb.children):
                if child.i < noun.i and child.dep_ in {"det", "amod", "nmod:poss", "nummod"}:
                    child.head = noun
            noun.dep_ = "nsubj"
            return
    if not finite or verb.dep_ not in {"conj", "parataxis", "ccomp", "advcl"} or not verb.left_edge.i:
        return
    noun = verb.left_edge.nbor(-1)
    if noun.pos_ not in {"NOUN", "PROPN"} or noun.dep_ not in {"obj", "obl", "conj", "dep", "nmod"}:
        return
    if case_of(noun) or not noun.left_edge.i or noun.is_ancestor(verb):
        return
    before = noun.left_edge if noun.left_edge.pos_ == "CCONJ" else noun.left_edge.nbor(-1)
    starts = before.pos_ in {"CCONJ", "SCONJ"} or before.text in {";", ":", "--", "—"}
    joins = any(child.dep_ == "cc" for child in verb.children)
    if starts and not joins:
        noun.head, noun.dep_ = verb, "nsubj:pass" if _is_passive(verb) else "nsubj"


def _is_passive(verb: Token) -> bool:
    return any(child.dep_ == "aux:pass" for child in verb.children)
