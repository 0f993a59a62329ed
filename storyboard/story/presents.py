"""Forms of the present that the tagger takes for nouns, in stories told in the present: "Tom runs home and
hugs Anna" read like "home and hugs", "the crowd cheers" like so many cheers.

The treebanks have few stories in the present. What stands around such a word tells that it is a verb.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyboard.story.lexicon.lexicon import load_lexicon
from storyboard.story.noun_phrases import SUBJECT_ROLES
from storyboard.story.nouns import GROUPS, noun_class
from storyboard.story.reality import THOUGHTS
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

FINITE = frozenset({"VBD", "VBZ", "VBP"})
NOMINALS = frozenset({"NOUN", "PROPN", "PRON", "ADJ", "NUM"})
NOUN_PARTS = frozenset({"det", "amod", "nmod:poss", "nummod", "case"})
OPENING = frozenset({"PROPN", "DET", "PRON"})
"""What opens an object behind a verb and never follows a noun of a list."""
PERCEIVING = words("see hear feel know find learn understand discover notice remember forget show mean")
"""Verbs with a clause as well as an object: "sees the dog and the cat fight"."""
DEEDS = words("""
wave smile look point nod walk run jump laugh shout climb fly swim stare dance wait kneel bow stand sit hide
""")
"""What somebody does rather than things of a list: "opens the door and waves to him"."""


def mend_presents(doc: Doc) -> None:
    """Turn each misread present of ``doc`` into a verb with what belongs to it."""
    for token in doc:
        if token.tag_ == "NNS" and token.is_lower and token.dep_ == "conj":
            _mend_joined(token)
        if token.pos_ == "NOUN" and token.is_lower and token.dep_ == "conj" and token.head.tag_ == "VBZ":
            _mend_doing(token)
        if token.pos_ == "NOUN" and token.is_lower and token.dep_ == "ROOT" and token.i:
            _mend_main(token)
        if token.tag_ in {"VBZ", "VBD"} and token.dep_ == "ccomp" and token.head.i < token.i:
            _mend_two_objects(token)
        if token.pos_ in {"NOUN", "ADJ"} and token.dep_ in {"amod", "compound"} and token.i:
            _mend_past(token)
            _mend_listed(token)
        if token.tag_ in {"VBZ", "VBD"} and token.dep_ == "conj" and token.i:
            _mend_subject(token)


def _verb_of(noun: Token) -> str | None:
    """Return the verb of which a plural may be the present: ``hug`` of "hugs"."""
    lemma = noun.lemma_.lower()
    forms = (lemma, noun.lower_.removesuffix("s"), noun.lower_.removesuffix("es"))
    return next((form for form in forms if load_lexicon().holds(form, "v")), None)


def _become_present(token: Token, verb: str, tag: str = "VBZ") -> None:
    token.pos_, token.tag_, token.lemma_ = "VERB", tag, verb
    token.set_morph("Tense=Pres|VerbForm=Fin")  # type: ignore[attr-defined]  # spaCy's stub lacks it.


def _mend_doing(token: Token) -> None:
    """Mend "walks to the shop, buys bread", where the parser has the verb and the tagger a noun."""
    verb = _verb_of(token) if token.lower_.endswith("s") else None
    roles = {child.dep_ for child in token.children}
    if verb is not None and "obj" in roles and not roles & NOUN_PARTS and token.i > token.head.i:
        _become_present(token, verb)


def _mend_joined(token: Token) -> None:
    """Mend "runs home and hugs Anna" and "stops and kisses Tom"."""
    doc, first = token.doc, token.head
    before = token.nbor(-1) if token.i else token
    while before.pos_ == "ADV" and before.i and before.head == token:  # "and then hugs"
        before = before.nbor(-1)
    after = token.nbor() if token.i + 1 < len(doc) else token
    verb = _verb_of(token)
    if verb is None or before.pos_ != "CCONJ" or any(child.dep_ in NOUN_PARTS for child in token.children):
        return
    listed = first.pos_ in {"NOUN", "PROPN", "PRON", "NUM", "ADJ"}
    alone = first.tag_ == "NN" and any(child.dep_ in NOUN_PARTS for child in first.children)
    if listed and after.pos_ not in OPENING and not (alone and verb in DEEDS):
        return  # "cakes and drinks"
    main = first
    while main.tag_ not in FINITE and main.head != main and main.head.i < token.i:
        main = main.head
    if main.tag_ not in {"VBZ", "VBP"} or main.i > token.i:
        return
    _become_present(token, verb)
    token.head, token.dep_ = main, "conj"
    for child in list(main.children):
        if child.i > token.i and child.dep_ in {"obj", "iobj", "obl", "vocative", "appos", "xcomp", "advmod"}:
            child.head = token
            if child.dep_ in {"vocative", "appos"} and child.left_edge.nbor(-1).text != ",":
                child.dep_ = "obj"
    for child in token.children:
        if child.i > token.i and child.dep_ in {"appos", "flat", "nmod:unmarked", "vocative"}:
            child.dep_ = "obj"
        elif child.i > token.i and child.dep_ == "nmod":
            child.dep_ = "obl"


def _mend_main(token: Token) -> None:
    """Mend "The crowd cheers." and "The dogs bark.": a sentence about somebody that has no other verb."""
    doc, noun, verb = token.doc, token.nbor(-1), _verb_of(token)
    several = noun.tag_ in {"NNS", "NNPS"}
    if noun.head != token or noun.dep_ not in {"compound", "amod", "nsubj"} or noun.pos_ != "NOUN":
        return
    if verb is None or several == (token.tag_ == "NNS"):
        return
    others = (one for one in token.sent if one.tag_ in {*FINITE, "MD"} and one.head != token)
    if not _is_somebody(noun) or any(others) or any(child.dep_ == "cop" for child in token.children):
        return
    the = noun.left_edge if noun.left_edge != noun else token.left_edge
    led = the.lower_ in {"the", "his", "her", "their", "my", "our", "its"}
    if not led or token.sent[-1].text not in {".", "!", "”", '"'} or the.i != token.sent.start:
        return
    after = token.nbor() if token.i + 1 < len(doc) else token
    if not (after.is_punct or after.pos_ in {"ADV", "ADP", "DET", "PRON", "CCONJ"}):
        return
    _become_present(token, verb, "VBP" if several else "VBZ")
    for child in list(token.children):
        if child.i < noun.i and child.dep_ in NOUN_PARTS:
            child.head = noun
        elif child.i > token.i and child.dep_ == "nmod":
            child.dep_ = "obl"
    noun.dep_ = "nsubj"


def _mend_two_objects(verb: Token) -> None:
    """Mend "Peter drops the cup and Anna washes it", read like a cup and Anna who wash: Peter drops the cup.
    """
    above = verb.head
    noun = next((child for child in verb.children if child.dep_ in SUBJECT_ROLES), None)
    if noun is None or above.pos_ != "VERB" or noun.left_edge.i != above.i + 1:
        return
    joined = [child for child in noun.children if child.dep_ == "conj"]
    if len(joined) != 1 or joined[0].right_edge.i + 1 != verb.i:
        return
    if above.lemma_ in THOUGHTS | PERCEIVING or any(
        child.dep_ in {"obj", "ccomp"} and child != verb for child in above.children
    ):
        return
    if any(child.dep_ in {"mark", "aux"} for child in verb.children):
        return
    doer = joined[0]
    for child in list(doer.children):
        if child.dep_ == "cc":
            child.head = verb
    noun.head, noun.dep_ = above, "obj"
    verb.dep_ = "conj"
    doer.head, doer.dep_ = verb, "nsubj"


def _mend_past(token: Token) -> None:
    """Mend "A seagull stole Tom's sandwich.", read like kinds of a sandwich."""
    doc, thing, noun = token.doc, token.head, token.nbor(-1)
    verb = load_lexicon().lemma_of(token.text, "VERB")
    if verb in {None, token.text} or token.text.endswith(("s", "ing", "ed")) or thing.dep_ != "ROOT":
        return
    if noun.head not in {thing, token} or noun.dep_ not in {"amod", "compound"} or thing.i < token.i:
        return
    somebody = noun_class(noun.lower_).kind in {"person", "animal"}
    if not somebody or doc[token.i + 1].pos_ not in {"PROPN", "DET", "PRON"}:
        return
    if any(one.tag_ in {*FINITE, "MD"} for one in token.sent):
        return
    token.pos_, token.tag_, token.lemma_ = "VERB", "VBD", verb
    token.set_morph("Tense=Past|VerbForm=Fin")  # type: ignore[attr-defined]
    noun.pos_, noun.tag_ = "NOUN", "NN"
    token.head, token.dep_ = token, "ROOT"
    for child in list(thing.children):
        if child.i < noun.i and child.dep_ in NOUN_PARTS:
            child.head = noun
        elif child.dep_ not in {*NOUN_PARTS, "amod", "compound", "nmod", "flat", "acl", "acl:relcl"}:
            child.head = token
    noun.head, noun.dep_ = token, "nsubj"
    thing.head, thing.dep_ = token, "obj"


def _mend_listed(token: Token) -> None:
    """Mend "walks to the shop, buys bread and feeds the ducks", read like a kind of bread."""
    thing = token.head
    verb = _verb_of(token) if token.lower_.endswith("s") and not token.lower_.endswith("ss") else None
    if verb is None or verb == token.lower_ or thing.dep_ != "conj" or thing.left_edge.text != ",":
        return
    if thing.i < token.i or thing.left_edge.i + 1 != token.i or not token.is_lower:
        return
    main = thing.head
    while main.tag_ != "VBZ" and main.head != main:
        main = main.head
    if main.tag_ != "VBZ" or main.i > token.i:
        return
    _become_present(token, verb)
    token.head, token.dep_ = main, "conj"
    for child in list(thing.children):
        if child.dep_ in {"punct", "cc"} and child.i < token.i:
            child.head = token
    thing.head, thing.dep_ = token, "obj"


def _mend_subject(verb: Token) -> None:
    """Mend "kicked the ball and Anna found it", where the ball and Anna are kicked."""
    doer = verb.nbor(-1)
    if doer.dep_ != "conj" or doer.pos_ not in {"PROPN", "NOUN", "PRON"} or doer.head.dep_ != "obj":
        return
    left = [child for child in doer.children if child.dep_ != "cc" and child.i < doer.i]
    led = verb.doc[min([child.left_edge.i for child in left] + [doer.i]) - 1]
    framed = {*SUBJECT_ROLES, "cc", "aux", "aux:pass", "mark", "punct"}
    if led.dep_ != "cc" or led.head not in {doer, verb} or doer.head.head != verb.head:
        return
    if any(child.dep_ in framed for child in verb.children if child != led):
        return
    led.head = verb
    doer.head, doer.dep_ = verb, "nsubj"


def _is_somebody(noun: Token) -> bool:
    lemma = noun.lemma_.lower()
    return lemma in GROUPS or noun_class(lemma).kind in {"person", "animal"}
