"""Names that the tagger takes for other words: "Will ran home", "Percy the penguin swam", "named him Smoky".

Both parsers were taught on the web of today and know few names. Where the words around leave nothing else, a
word with a capital is a name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyboard.story.lexicon.lexicon import load_lexicon
from storyboard.story.long_names import (
    CALLING,
    living,
    mend_explained,
    mend_listed,
    mend_long_name,
    rename,
)
from storyboard.story.noun_phrases import SUBJECT_ROLES
from storyboard.story.nouns import KIN, is_first_name, is_unknown, noun_class
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

ARTICLES = frozenset({"the", "a", "an"})
FINITE = frozenset({"VBD", "VBZ", "VBP"})
OPENERS = words("oh ah o hey well now then so yes no lo hush hark look see once here there thus and but or")
"""Words with a capital that may stand before a noun with its article and are no name."""
ADVERBS = words("""
yesterday today tomorrow tonight meanwhile sometimes soon later again suddenly finally afterwards instead
perhaps maybe please thanks sorry goodbye hello indeed however moreover only even just when while as if though
although because since until before after where why how what who
""")
"""Other words that open a sentence."""
NO_NAMES = words("""
i he she it we you they one none nobody somebody someone anybody anyone everybody everyone nothing something
anything everything all both each either neither many most some several others another this that these those
who what which whoever whatever such more much few little mine yours his hers ours theirs himself herself
itself themselves ourselves myself yourself thou thee ye half enough her his its their my our your him them
me us
""")
"""Words that are pronouns indeed."""
KNOWN = OPENERS | ADVERBS | NO_NAMES


def mend_names(doc: Doc) -> None:
    """Make names of the words of ``doc`` that can be nothing else."""
    for token in doc[1:]:
        mend_long_name(token)
    for token in doc:
        if not token.text[:1].isupper() or not token.is_alpha or token.text.isupper():
            continue
        if (giver := _called_by(token)) is not None:
            _hang(token, giver, "xcomp")
        elif (kind := _kind_beside(token)) is not None:
            _name_its_kind(token, kind)
        elif token.pos_ == "AUX" and token.dep_ == "aux" and _is_no_auxiliary(token):
            _hang(token, token.head, "nsubj")
        elif token.pos_ == "PROPN" and (noun := _kind_before(token)) is not None:
            noun.pos_, noun.tag_ = "NOUN", "NN"
        elif token.pos_ in {"AUX", "ADJ", "ADV", "VERB", "INTJ"} and _is_object(token):
            _hang(token, token.head, "obj")
        elif token.pos_ == "ADV" and token.dep_ == "advmod" and _is_doer(token):
            _hang(token, token.head, "nsubj")  # "Tilly sat down"
        elif (several := _plural_of(token)) is not None:
            token.pos_, token.tag_, token.lemma_ = "NOUN", "NNS", several
            token.set_morph("Number=Plur")  # type: ignore[attr-defined]
        elif _is_misread(token) or _is_surname(token) or _is_apposed(token):
            rename(token)
    for token in doc:
        mend_listed(token)
        if token.pos_ == "PROPN" and token.i + 2 < len(doc) and token.nbor().lower_ == "the":
            mend_explained(token)
    given = given_names(doc)
    for token in doc:
        if token.pos_ == "PROPN" and token.dep_ in {"compound", "nmod:desc"} and _does(token, token.head):
            token.dep_ = "nsubj"  # "Old Bear slept"
        if token.lower_ in given and token.text[:1].isupper() and token.pos_ != "PROPN" and _is_bare(token):
            rename(token)
            verb = token.head
            if token.dep_ == "advmod" and not any(child.dep_ in SUBJECT_ROLES for child in verb.children):
                token.dep_ = "nsubj"  # "Smoky drank the milk"
        if token.i:
            mend_long_name(token)


def given_names(doc: Doc) -> frozenset[str]:
    """Return the words, in small letters, that the story gives somebody for a name although they mean
    something else: "a dog called Duke", "Tiger the cat", "Crane, the butler"."""
    found = set()
    for token in doc:
        if token.pos_ != "PROPN" or not token.text[:1].isupper() or not _is_bare(token):
            continue
        called = token.dep_ == "xcomp" and token.head.lemma_.lower() in CALLING and token.i > token.head.i
        near = token.head.i == token.i - 1 or (token.head.i == token.i - 2 and token.nbor(-1).text == ",")
        beside = near and token.head.is_lower and token.head.pos_ == "NOUN"
        called = called or (token.dep_ == "appos" and beside and living(token.head))  # "the wizard Merlin"
        called = called or (token.dep_ in SUBJECT_ROLES and _is_said_to_be(token))
        called = called or _is_what_name_is(token)
        if token.lower_ not in KIN and (called or any(_says_what(child, token) for child in token.children)):
            found.add(token.lower_)
    return frozenset(found)


def _is_what_name_is(token: Token) -> bool:
    """Whether somebody's name is said: "whose name is Major"."""
    name = next((one for one in token.children if one.dep_ == "nsubj" and one.lower_ == "name"), None)
    copula = any(one.dep_ == "cop" for one in token.children)
    return copula and name is not None and any(one.dep_ == "nmod:poss" for one in name.children)


def _says_what(noun: Token, name: Token) -> bool:
    """Whether a noun behind a name says what its bearer is."""
    other = noun.dep_ == "appos" and noun.pos_ == "NOUN" and noun.lemma_.lower() != name.lower_
    known = any(child.lower_ in ARTICLES for child in noun.lefts) and not noun.text[:1].isupper()
    kind = noun_class(noun.lemma_.lower()).kind
    ranks = noun_class(name.lower_).kind == "person"  # "Doctor, the man is ill" names nobody.
    return other and known and (kind == "animal" or (kind == "person" and not ranks))


def _is_said_to_be(name: Token) -> bool:
    """Whether a sentence says of which kind somebody is: "Bolt was a small robot"."""
    noun = name.head
    copula = any(child.dep_ == "cop" and child.lower_ in {"is", "was"} for child in noun.children)
    one = any(child.lower_ in {"a", "an"} for child in noun.lefts)
    denied = any(child.lower_ in {"not", "n't", "n’t", "never"} for child in noun.children)
    if noun.lemma_.lower() == name.lower_ or noun.pos_ != "NOUN" or noun.i < name.i:
        return False
    return copula and one and not denied and living(noun)



def _is_bare(token: Token) -> bool:
    return not any(child.dep_ == "det" or child.dep_ == "nmod:poss" for child in token.lefts)


def _does(token: Token, verb: Token) -> bool:
    """Whether a verb behind a word lacks only a doer."""
    told = any(one.dep_ in SUBJECT_ROLES for one in verb.children)
    return verb.tag_ in FINITE and verb.i > token.i and not told


def _plural_of(token: Token) -> str | None:
    """Return the noun of which a word at the head of a sentence is the plural: "Rabbits ran"."""
    if not _opens(token) or is_first_name(token.text) or not _is_bare(token):
        return None
    lexicon, word = load_lexicon(), token.lower_
    lemma = lexicon.lemma_of(word, "NOUN")
    if lemma is None and word.endswith("s") and lexicon.holds(word[:-1], "n"):
        lemma = word[:-1]
    known = lemma is not None and lemma != token.lower_ and token.head.tag_ != "VBZ"
    unnamed = not any(child.dep_ in {"flat", "appos", "compound"} for child in token.children)
    alone = token.pos_ == "PROPN" and token.tag_ in {"NNS", "NNP"} and token.dep_ in SUBJECT_ROLES and unnamed
    return lemma if known and alone else None


def _is_misread(token: Token) -> bool:
    if token.pos_ != "PROPN" and _is_what_name_is(token):
        return True
    if token.pos_ == "PRON":
        return token.lower_ not in KNOWN and is_unknown(token.lower_)
    if token.pos_ in {"NOUN", "PROPN"}:
        return _stands_like_a_name(token)
    return token.pos_ in {"ADJ", "ADV", "VERB", "INTJ", "X"} and _does_something(token)


def _is_apposed(token: Token) -> bool:
    """Whether a noun with a capital is what one animal or person is called: "The cat, Whiskers"."""
    first = token.head
    if token.pos_ == "ADV" and token.i and is_unknown(token.lower_):  # "shouted my best friend Tilly"
        noun = token.nbor(-1)
        owned = any(child.dep_ in {"nmod:poss", "det"} for child in noun.lefts)
        if owned and noun.is_lower and noun.tag_ == "NN" and living(noun) and not any(token.children):
            token.head, token.dep_ = noun, "appos"
            return True
    one = first.tag_ == "NN" and first.is_lower and living(first) and first.i < token.i
    parted = token.i - first.i == (2 if token.nbor(-1).text == "," else 1) if token.i > 1 else False
    return token.dep_ == "appos" and token.pos_ == "NOUN" and one and parted and _is_bare(token)


def _is_surname(token: Token) -> bool:
    """Whether a verb with a capital is the second word of a name: "the voice of Curtis Waring"."""
    if token.pos_ not in {"VERB", "ADJ"} or not token.i:
        return False
    before = token.nbor(-1)
    return before.head == token and before.dep_ == "compound" and before.pos_ == "PROPN"



def _hang(token: Token, head: Token, role: str) -> None:
    """Make a name of ``token`` and hang it from ``head``, with what hung from it."""
    for child in list(token.children):
        if child == head or child.is_ancestor(head) or head in child.subtree:
            return
    rename(token)
    if token.head != token or head != token:
        token.head, token.dep_ = head, role


def _called_by(token: Token) -> Token | None:
    """Return the verb that gives the name: "named Clover", "They called him Smoky", "call the dog Duke"."""
    if token.i < 1 or token.is_sent_start:
        return None
    before = token.nbor(-1)
    participle = before.tag_ == "VBN" or (before.tag_ == "VBD" and before.dep_ == "acl")
    if before.lemma_.lower() in CALLING and participle and before.i:
        had = any(child.lemma_ == "have" or child.dep_ in SUBJECT_ROLES for child in before.children)
        passive = any(child.dep_ in {"aux:pass", "nsubj:pass"} for child in before.children)
        return before if passive or not had else None  # "The king had called Peter" is no naming.
    if token.dep_ in {"flat", "flat:name"} or before.is_punct or before.lower_ in ARTICLES or before.is_title:
        return None
    if before.lower_ == "her" and before.head == token and before.nbor(-1).lemma_.lower() in CALLING:
        before.head, before.dep_ = before.nbor(-1), "obj"  # "I will call her Biscuit" is nobody's biscuit.
        return before.head
    verb = before if before.pos_ in {"VERB", "AUX"} else before.head
    called = verb.lemma_.lower() in CALLING and verb.i < before.i and before.dep_ in {"obj", "iobj"}
    return verb if called and token.head == verb and token.pos_ != "ADP" else None


def _kind_beside(token: Token) -> Token | None:
    """Return the noun that says what a name is and that the parser took for the doer: "Scout the dog ran",
    "Scout, the sheepdog, saw her"."""
    doc, following = token.doc, token.i + 1
    joined = token.pos_ == "PROPN" and token.dep_ in {*SUBJECT_ROLES, "conj", "obj", "obl", "appos", "nmod"}
    if following + 2 >= len(doc) or joined or token.lower_ in OPENERS:
        return None
    parted = doc[following].text == ","
    article = doc[following + parted]
    first = token.head if token.dep_ == "flat" and token.head.i < token.i else token
    if article.lower_ != "the" or article.head.i <= article.i or not _opens(first):
        return None
    noun = article.head
    closed = noun.i + 1 < len(doc) and doc[noun.i + 1].text == ","
    if noun.pos_ not in {"NOUN", "PROPN"} or not living(noun) or parted != closed:
        return None
    verb = _verb_behind(noun)
    if verb is None or noun.dep_ not in SUBJECT_ROLES | {"obj"} or (token.pos_ == "PRON"):
        return None
    imperative = token.tag_ in {"VB", "VBP"} and not is_first_name(token.text)
    lexicon, word = load_lexicon(), token.lower_
    entry = lexicon.lookup(word, "n")
    called = parted and _is_called_elsewhere(token)
    known = token.pos_ in {"ADV", "SCONJ", "CCONJ", "ADP", "DET", "NUM"} or lexicon.holds(word, "r")
    known = known or word in ADVERBS or (entry is not None and entry.concept.kind == "time")
    known = known and not is_first_name(token.text) and not called
    return None if imperative or known or (verb.head == token and verb.dep_ == "ccomp") else noun


def _verb_behind(noun: Token) -> Token | None:
    return next((word for word in noun.doc[noun.i + 1 : noun.i + 5] if word.tag_ in FINITE), None)


def _is_called_elsewhere(token: Token) -> bool:
    """Whether the story writes the word like a name within a sentence: "So Scout jumped"."""
    return any(
        other.text == token.text and other.pos_ == "PROPN" and not _opens(other)
        for other in token.doc[token.i + 1 : token.i + 400]
    )


def _name_its_kind(token: Token, noun: Token) -> None:
    verb = _verb_behind(noun)
    assert verb is not None
    if token.is_ancestor(verb):
        # "Percy" was the verb: what hung from it hangs from the verb behind.
        role, above = token.dep_, token.head
        verb.head, verb.dep_ = (verb, "ROOT") if above == token else (above, role)
        for child in list(token.children):
            if child != verb and child != noun:
                child.head = verb
    if token.dep_ == "flat":  # "King Leo the lion"
        noun.head, noun.dep_ = token.head, "appos"
        return
    rename(token)
    token.head, token.dep_ = verb, "nsubj"
    noun.head, noun.dep_ = token, "appos"


def _kind_before(token: Token) -> Token | None:
    """Return the noun before a name that was read as an adjective: "the wizard Merlin"."""
    if not token.i:
        return None
    noun = token.nbor(-1)
    described = noun.head == token and noun.dep_ == "amod" and noun.pos_ == "ADJ" and noun.is_lower
    known = any(child.dep_ in {"det", "nmod:poss"} for child in token.lefts)
    return noun if described and known and living(noun) else None


def _does_something(token: Token) -> bool:
    """Whether a word that is no noun is a subject all the same: "Ravi and Meena walked"."""
    bare = not any(child.i < token.i for child in token.children)
    named = is_first_name(token.text) or not (_is_word(token) or token.lower_ in KNOWN)
    return token.dep_ in SUBJECT_ROLES and token.i < token.head.i and bare and named


def _is_doer(token: Token) -> bool:
    """Whether no adverb is known of a word right before a finite verb without a subject."""
    known = load_lexicon().holds(token.lower_, "r") or token.lower_ in KNOWN or not is_unknown(token.lower_)
    if known and not is_first_name(token.text):
        return False
    near = token.head.i - token.i == 1 and not any(token.children) and token.lower_ not in KNOWN
    return near and _opens(token) and _does(token, token.head)


def _opens(token: Token) -> bool:
    return token.i == 0 or token.is_sent_start or token.nbor(-1).is_punct or token.nbor(-1).is_space


def _is_no_auxiliary(token: Token) -> bool:
    """Whether the verb has a form that "will" cannot stand before: "Will ran home"."""
    verb = token.head
    subjects = any(child.dep_ in SUBJECT_ROLES for child in verb.children)
    inflected = verb.tag_ in {"VBD", "VBZ"} or verb.lower_ != verb.lemma_.lower()
    return is_first_name(token.text) and inflected and not subjects and token.i < verb.i


def _is_object(token: Token) -> bool:
    """Whether a first name stands behind a verb like an object: "His mother kissed Will"."""
    if token.i == 0 or _opens(token) or not is_first_name(token.text) or any(token.children):
        return False
    verb = token.nbor(-1)
    return token.head == verb and verb.tag_ in FINITE and token.dep_ in {"xcomp", "advmod", "obj"}


def _stands_like_a_name(token: Token) -> bool:
    """Whether a noun in the singular without article does something: "Poppy opened the door", "Hans rode"."""
    if token.pos_ == "PROPN" and "Plur" not in token.morph.get("Number", []):
        return False
    told = token.head.pos_ in {"VERB", "AUX"} or _is_something(token)
    behind = {"appos", "punct", "acl:relcl", "acl", "conj", "cc"}
    if token.dep_ not in SUBJECT_ROLES or not told or any(one.dep_ not in behind for one in token.children):
        return False
    if is_first_name(token.text):
        return token.tag_ not in {"NNS"} or is_unknown(token.lemma_.lower())
    word = token.lower_
    strange = is_unknown(word) and is_unknown(word.removesuffix("s")) and token.head.tag_ == "VBD"
    if word.endswith("s") and token.head.tag_ != "VBZ" and not strange:
        return False  # "Rabbits ran", but "Evans ran"
    return is_unknown(token.lower_) and is_unknown(token.lemma_.lower()) and not _is_word(token)


def _is_something(token: Token) -> bool:
    return any(child.dep_ == "cop" for child in token.head.children)


def _is_word(token: Token) -> bool:
    """Whether the lexicon has the word as any part of speech."""
    lexicon = load_lexicon()
    return any(lexicon.holds(token.lower_, part) for part in "nvar")


