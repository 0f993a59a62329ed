"""Past forms that the tagger takes for nouns: ``the bear swam`` read like ``the bear cub``.

Rare irregular forms are missing in the treebanks. A word that the lexicon knows as the past of a verb and as
nothing else is one; what stands right before it does it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from storyboard.story.lexicon.lexicon import load_lexicon
from storyboard.story.nouns import noun_class
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

NOMINALS = frozenset({"NOUN", "PROPN", "ADJ", "PRON"})
MODIFIERS = frozenset({"compound", "amod", "nmod", "nsubj", "flat", "nmod:desc"})
SEEING = frozenset({"see", "find", "hear", "watch", "spy", "notice", "observe", "meet", "leave"})
NOUN_PARTS = frozenset({"det", "amod", "nmod:poss", "nummod", "compound", "nmod:desc"})

STATES = words("free open shut loose alive dead empty full bare asleep awake alone")
"""Adjectives for what somebody or something is made: "set the lion free"."""


def mend_verbs(doc: Doc) -> None:
    """Turn each misread verb of ``doc`` into one, with its subject and its adverbials."""
    for token in doc:
        if token.dep_ in {"obj", "xcomp"} and token.lower_.endswith("ing") and token.i:
            _mend_gerund(token)
        if token.pos_ == "ADJ" and token.dep_ == "xcomp" and token.i and token.lower_ in STATES:
            _mend_state(token)
        if token.pos_ == "ADJ" and (verb := _done_by_somebody(token)):
            token.pos_, token.tag_, token.lemma_ = "VERB", "VBN", verb
            token.set_morph("Tense=Past|VerbForm=Part|Voice=Pass")  # type: ignore[attr-defined]
        if token.pos_ == "NOUN" and token.tag_ != "VBD" and (verb := _past_with_arguments(token)):
            token.pos_, token.tag_, token.lemma_ = "VERB", "VBD", verb
            token.set_morph("Tense=Past|VerbForm=Fin")  # type: ignore[attr-defined]
        if token.tag_ == "NNS" and token.dep_ == "ROOT" and token.is_lower and token.i:
            _mend_present(token)
        if (
            token.pos_ in {"NOUN", "PROPN", "ADJ"}
            and token.is_lower
            and token.i
            and (verb := past_of(token.text) or _past_before_object(token))
        ):
            _mend(token, verb)


@lru_cache(maxsize=4096)
def past_of(form: str) -> str | None:
    """Return the verb of which ``form`` is the past and nothing else: ``swim`` of ``swam``."""
    lexicon = load_lexicon()
    verb = lexicon.lemma_of(form, "VERB")
    if (
        verb is None
        or form.endswith(("s", "ing", "ed"))
        or lexicon.holds(form, "n")
        or lexicon.holds(form, "a")
    ):
        return None
    return verb


def _past_before_object(token: Token) -> str | None:
    """Return the verb of an irregular past that is a noun as well, where it stands between somebody and an
    object: ``bite`` of "the fox bit him"."""
    before = token.nbor(-1)
    verb = load_lexicon().lemma_of(token.text, "VERB")
    if verb in {None, token.text} or token.text.endswith(("s", "ing", "ed")) or token.i + 1 >= len(token.doc):
        return None
    somebody = noun_class(before.lower_).kind in {"person", "animal"} and before.head == token
    parts = [*token.children, *before.children]
    known = any(child.dep_ in {"det", "nmod:poss"} for child in parts if child.i < before.i)
    opens = token.nbor(1).pos_ in {"DET", "PRON", "NUM", "PROPN"}
    return verb if somebody and known and opens else None


def _mend_present(token: Token) -> None:
    """Mend "Lucy smiles at him", read like "shy smiles at him"."""
    name, verb = token.nbor(-1), token.lemma_.lower()
    alone = all(child.i >= name.i for child in token.children) and not any(
        one.tag_ in {"VBD", "VBZ", "VBP", "MD"} for one in token.subtree
    )
    if name.head != token or name.pos_ != "PROPN" or not alone or not load_lexicon().holds(verb, "v"):
        return
    token.pos_, token.tag_, name.dep_ = "VERB", "VBZ", "nsubj"
    token.set_morph("Number=Sing|Person=3|Tense=Pres|VerbForm=Fin")  # type: ignore[attr-defined]
    for child in token.children:
        if child.dep_ == "nmod" and child.i > token.i:
            child.dep_ = "obl"


def _mend_gerund(token: Token) -> None:
    """Mend "saw a fox sitting", read like "saw a sitting": somebody is seen, and sits."""
    noun, verb = token.nbor(-1), _gerund(token.lower_)
    if (
        verb is None
        or noun.head != token
        or noun.dep_ not in MODIFIERS
        or noun_class(noun.lower_).kind not in {"person", "animal", "thing"}
        or token.head.lemma_ not in SEEING
        or any(child.dep_ == "obj" and child != token for child in token.head.children)
    ):
        return
    above = token.head
    for child in list(token.children):
        if child != noun and child.i < token.i:
            child.head = noun
    noun.head, noun.dep_, noun.pos_, noun.tag_ = above, "obj", "NOUN", "NN"
    token.head, token.dep_, token.pos_, token.tag_, token.lemma_ = above, "xcomp", "VERB", "VBG", verb
    token.set_morph("VerbForm=Part")  # type: ignore[attr-defined]  # spaCy's stub lacks it.


def _past_with_arguments(token: Token) -> str | None:
    """Return the verb of a past form that the tagger took for a noun, though the parser gave it a doer and an
    object: ``bite`` of "the dog bit the cat"."""
    roles = {child.dep_ for child in token.children}
    if not {"nsubj", "obj"} <= roles or "cop" in roles or not token.is_lower:
        return None
    return load_lexicon().lemma_of(token.text, "VERB")


def _mend_state(token: Token) -> None:
    """Mend "set the lion free", read like "set a lion-free": somebody is set free."""
    noun, above = token.nbor(-1), token.head
    if noun.head != token or noun.dep_ not in MODIFIERS or noun.pos_ not in {"NOUN", "PROPN"}:
        return
    if any(child.dep_ == "obj" for child in above.children):
        return
    for child in list(token.children):
        if child != noun and child.i < token.i and child.dep_ in NOUN_PARTS:
            child.head = noun
    noun.head, noun.dep_ = above, "obj"


def _done_by_somebody(token: Token) -> str | None:
    """Return the verb of a participle taken for an adjective: ``bind`` of "was bound by the hunters"."""
    if not any(child.dep_ == "aux:pass" for child in token.children):
        return None
    by = any(
        child.dep_.startswith("obl") and any(part.lower_ == "by" for part in child.children)
        for child in token.children
    )
    return load_lexicon().lemma_of(token.text, "VERB") if by else None


def _gerund(form: str) -> str | None:
    """Return the verb of an ``-ing`` form: ``sit`` of ``sitting``."""
    stem = form[:-3]
    doubled = [stem[:-1]] if len(stem) > 2 and stem[-1] == stem[-2] else []
    return next((verb for verb in (*doubled, stem, stem + "e") if load_lexicon().holds(verb, "v")), None)


def _mend(token: Token, verb: str) -> None:
    before = token.nbor(-1)
    if before.head != token or before.dep_ not in MODIFIERS or before.pos_ not in NOMINALS:
        return
    token.pos_, token.tag_, token.lemma_ = "VERB", "VBD", verb
    token.set_morph("Tense=Past|VerbForm=Fin")  # type: ignore[attr-defined]  # spaCy's stub lacks it.
    for child in list(token.children):
        if child == before:
            continue
        if child.i < token.i and child.dep_ in NOUN_PARTS:
            child.head = before
        elif child.i > token.i and child.dep_ == "nmod":
            child.dep_ = "obl"
        elif child.i > token.i and child.dep_ in {"appos", "vocative"} and child.nbor(-1).text != ",":
            child.dep_ = "obj"
    before.dep_ = "nsubj"
    if before.pos_ == "ADJ":
        before.pos_, before.tag_ = "NOUN", "NN"
