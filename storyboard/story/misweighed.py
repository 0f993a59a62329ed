"""Arcs that the vote of the parsers gets wrong although the words around tell what is right: articles hung
from verbs, two objects of which one is given the other, "in it sat a fisherman".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyboard.story.arguments import is_time
from storyboard.story.lexicon.lexicon import load_lexicon
from storyboard.story.noun_phrases import SUBJECT_ROLES
from storyboard.story.nouns import noun_class
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

LIVING = frozenset({"person", "animal"})
OBJECTIVE = words("me him her us them you")
CLAUSES = frozenset({"parataxis", "conj", "advcl"})
MARKS = frozenset({",", "‘", "“", "'", '"'})
ASKING = words("what who where how why")
NOUNS = frozenset({"NOUN", "PROPN"})


def mend_weighed(doc: Doc) -> None:
    """Mend each such arc of ``doc``."""
    for token in doc:
        if token.pos_ == "ADJ" and token.dep_ in {*SUBJECT_ROLES, "obj"} and token.is_lower:
            _mend_living(token)
    for token in doc:
        if token.lower_ in {"a", "an", "the"} and token.dep_ != "det" and token.i + 1 < len(doc):
            _mend_leading(token)
        if token.dep_ == "det" and token.head.i > token.i:
            _mend_article(token)
        if token.lower_ in {"had", "has", "have"} and token.dep_ in {"advcl", "conj", "ccomp", "parataxis"}:
            _mend_had(token)
        if token.dep_ == "obj" and token.i > token.head.i:
            _mend_given(token)
        if token.dep_ == "compound:prt" and token.i < token.head.i:
            token.dep_ = "advmod"  # "Far out on the sea a fisherman saw the light"
        if token.dep_ in {"obl:unmarked", "obj", "nmod:unmarked", "conj"} and token.i > 1:
            _mend_named(token)
        if token.dep_ == "obl" and token.pos_ == "NOUN" and token.i > token.head.i:
            _mend_drawn_off(token)
        if token.tag_ == "VBG" and token.dep_ == "advcl" and token.i and token.nbor(-1).text == ",":
            _mend_going_on(token)
        if token.dep_ == "nsubj" and token.left_edge.i and token.i + 1 < len(doc):
            _mend_called_on(token)
        if token.dep_ == "nsubj" and token.i and token.nbor(-1).dep_ == "case":
            _mend_place_first(token)
        if token.pos_ in NOUNS and (token.dep_ == "nmod" or token.head.tag_ == "VBG"):
            _mend_by(token)
        if token.lower_ == "each" and token.i + 1 < len(doc) and token.nbor().lower_ == "other":
            _mend_each_other(token)
        if token.lower_ == "who" and token.dep_ in SUBJECT_ROLES and token.head.dep_ == "acl:relcl":
            _mend_who(token)


def _mend_living(word: Token) -> None:
    """Make a noun of somebody whom the tagger took for an adjective: "a seagull stole it"."""
    led = word.i and word.nbor(-1).pos_ in {"DET", "ADJ"}
    if led and noun_class(word.lower_).kind in LIVING and not load_lexicon().holds(word.lower_, "a"):
        word.pos_, word.tag_ = "NOUN", "NN"
        word.set_morph("Number=Sing")  # type: ignore[attr-defined]  # spaCy's stub lacks it.


def _mend_article(article: Token) -> None:
    """Mend "the fox bit one of them", where "the" is of "bit"."""
    for noun in article.doc[article.i + 1 : article.head.i]:
        if noun.head == article.head and noun.dep_ in {*SUBJECT_ROLES, "obj"} and noun.pos_ in NOUNS:
            article.head = noun
            return


def _mend_leading(article: Token) -> None:
    """Mend "A Hare one day ridiculed it", where "A" is the one who does, and "Hare" its surname."""
    noun = article.nbor()
    living = noun.pos_ == "PROPN" or noun_class(noun.lemma_.lower()).kind in LIVING
    if noun.head != article or noun.pos_ not in NOUNS or not living or article.head == article:
        return
    children = [child for child in article.children if child != noun]
    noun.head, noun.dep_ = article.head, article.dep_
    article.head, article.dep_ = noun, "det"
    for child in children:
        child.head = noun


def _mend_had(had: Token) -> None:
    """Mend "before she had drunk it, she grew", where she had something and drank."""
    after = had.i + 1
    while after < len(had.doc) and had.doc[after].pos_ in {"ADV", "PART"}:
        after += 1
    if after == len(had.doc) or any(child.dep_ == "obj" for child in had.children):
        return
    verb = had.doc[after]
    led = any(child.dep_ in SUBJECT_ROLES and child.i < had.i for child in verb.children)
    participle = verb.tag_ == "VBN" or (verb.pos_ == "VERB" and verb.tag_ in {"JJ", "VBD"})
    if participle and led and verb.head in {had, had.head} and not verb.is_ancestor(had.head):
        if verb.head == had:
            verb.head, verb.dep_ = had.head, had.dep_
        had.head, had.dep_ = verb, "aux"


def _mend_given(thing: Token) -> None:
    """Mend "carved her a wooden bird", where both are carved."""
    before = thing.left_edge.i - 1
    somebody = thing.doc[before]
    if before <= thing.head.i or somebody.head != thing.head or somebody.dep_ != "obj":
        return
    if somebody.lower_ in OBJECTIVE and thing.pos_ in NOUNS and thing.left_edge.pos_ == "DET":
        somebody.dep_ = "iobj"


def _mend_drawn_off(noun: Token) -> None:
    """Mend "drew off the wolf's skin", where the skin is when or where something is drawn."""
    verb, before = noun.head, noun.doc[noun.left_edge.i - 1]
    led = before == verb or (before.head == verb and before.dep_ == "compound:prt")
    parts = {child.dep_ for child in noun.children}
    if not led or parts & {"case", "mark"} or not parts & {"det", "nmod:poss"}:
        return
    if any(child.dep_ in {"obj", "ccomp", "aux:pass"} for child in verb.children):
        return
    if noun_class(noun.lemma_.lower()).kind != "place" and not is_time(noun):
        noun.dep_ = "obj"


def _mend_named(noun: Token) -> None:
    """Mend "the trough for Petunia the pig", where the trough is filled the pig."""
    name = noun.doc[noun.left_edge.i - 1] if noun.left_edge.i else noun
    if noun.i - noun.left_edge.i != 1 or noun.left_edge.lower_ != "the" or name.pos_ != "PROPN":
        return
    same = name.head == noun.head and name.i > noun.head.i
    if same and noun_class(noun.lemma_.lower()).kind in LIVING:
        noun.head, noun.dep_ = name, "appos"


def _mend_going_on(verb: Token) -> None:
    """Mend "Mum got a job, so there I was, standing in the class", where Mum stands."""
    above = verb.head
    if above.i > verb.i:
        return
    nearer = [
        child
        for child in above.children
        if above.i < child.i < verb.left_edge.i
        and child.dep_ in CLAUSES
        and any(part.dep_ in SUBJECT_ROLES for part in (*child.children, *_copulas(child)))
    ]
    if nearer and not any(part.dep_ == "mark" for part in nearer[-1].children):
        verb.head = nearer[-1]


def _copulas(word: Token) -> list[Token]:
    """Return what hangs from the copulas of a word: the parser may hang its subject there."""
    return [part for one in word.children if one.dep_ == "cop" for part in one.children]


def _mend_place_first(noun: Token) -> None:
    """Mend "in it sat a fisherman", where it sits as well."""
    verb = noun.head
    behind = any(child.dep_ in SUBJECT_ROLES and child.i > verb.i for child in verb.children)
    if noun.i < verb.i and behind and noun.nbor(-1).pos_ == "ADP":
        noun.nbor(-1).head, noun.dep_ = noun, "obl"


def _mend_called_on(noun: Token) -> None:
    """Mend "Look lively, Miss Hill", where Miss Hill looks, and "Now, lady, what is it?"."""
    verb, before, after = noun.head, noun.left_edge.nbor(-1), noun.doc[noun.right_edge.i + 1 :][:1].text
    if before.text not in MARKS or noun.pos_ not in NOUNS:
        return
    if noun.i > verb.i:
        called = noun.pos_ == "PROPN" and verb.tag_ == "VB" and verb.dep_ == "ROOT"
    else:
        living = noun.pos_ == "PROPN" or noun_class(noun.lemma_.lower()).kind in LIVING
        called = after == "," and living and (verb.tag_ == "VB" or verb.lower_ in ASKING)
    if called:
        noun.dep_ = "vocative"


def _mend_by(noun: Token) -> None:
    """Mend "was awakened from sleep by a Mouse running over him", where the sleep is the Mouse's, or nobody
    is told to awaken."""
    above = noun.head
    if noun.dep_ not in {"nmod", "nsubj"} or (noun.i < above.i) != (noun.dep_ == "nsubj"):
        return
    verb = above.head
    by = any(child.dep_ == "case" and child.lower_ == "by" for child in noun.children)
    living = noun.pos_ == "PROPN" or noun_class(noun.lemma_.lower()).kind in LIVING
    roles = {child.dep_ for child in verb.children}
    if by and living and "aux:pass" in roles and "obl:agent" not in roles and verb.i < above.i:
        noun.head, noun.dep_ = verb, "obl:agent"
        if above.tag_ == "VBG":
            above.head, above.dep_ = noun, "acl"


def _mend_each_other(each: Token) -> None:
    """Make "other" what is done to in "know each other"."""
    other = each.nbor()
    if other.head == each:
        children = [child for child in each.children if child != other]
        other.head, other.dep_ = each.head, each.dep_
        each.head, each.dep_ = other, "det"
        for child in children:
            child.head = other


def _mend_who(who: Token) -> None:
    """Mend "the short feet of the Tortoise, who replied", where the feet reply."""
    clause, noun = who.head, who.head.head
    if noun.i > who.i or noun_class(noun.lemma_.lower()).kind in LIVING or noun.pos_ == "PROPN":
        return
    for near in reversed(who.doc[noun.i + 1 : who.i]):
        living = near.pos_ == "PROPN" or noun_class(near.lemma_.lower()).kind in LIVING
        if near.pos_ in NOUNS and living and not clause.is_ancestor(near):
            clause.head = near
            return
        if not (near.is_punct or near.pos_ in {*NOUNS, "ADJ", "PRON"}):
            return
