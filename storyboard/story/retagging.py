"""Words that the tagger takes for others, where the tree around them says what they are: a verb for an
adjective, "had" for the verb that it is the auxiliary of, a verb behind "made" for a noun.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyboard.story.arguments import RELATIVES, case_of
from storyboard.story.lemmas import checked_lemma
from storyboard.story.lexicon.lexicon import load_lexicon
from storyboard.story.noun_phrases import SUBJECT_ROLES
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Token

FEELINGS = words("""
alarm amaze amuse annoy astonish astound bewilder charm confuse delight depress disappoint disgust displease
distress embarrass enrage excite exhaust fascinate fatigue frighten grieve horrify interest mortify offend
overjoy perplex please puzzle satisfy scare shock startle surprise terrify tire vex weary worry
""")
"""Verbs whose participle says how somebody feels: "was alarmed"."""
NO_VERBS = words("thrice twice naught nought fro whilom thither hither askance")
"""What the tagger takes for verbs that no list of verbs has."""
NOUNS_IN_LY = words("belly jelly bully ally assembly anomaly monopoly reply supply")
SEEN_DOING = words("make let see hear watch feel help")
"""Verbs with what somebody does as a bare infinitive."""
SWITCHED = words("""
light lights lamp radio tv television tap computer engine machine heating torch music oven fan alarm kettle
""")
"""What is turned on and off."""
HAD_REACH = 12
"""Tokens behind "had" in which its participle is looked for."""
GAP = 2
"""Adverbs that stand at most between a modal and its verb, or before a subject's verb."""


def mend_word(token: Token) -> None:
    """Mend the tag of a word and what hangs from it."""
    if token.pos_ == "VERB":
        _mend_tag(token)
    elif token.pos_ == "ADJ" and token.lower_.endswith("ed"):
        _mend_adjective(token)
    if token.tag_ == "MD" and token.dep_ == "aux":
        _mend_modal(token)
    if token.dep_ in {*SUBJECT_ROLES, "obj"} and token.is_lower and token.lower_.endswith("ly"):
        _mend_manner(token)
    if token.lower_ == "did" and token.dep_ != "aux":
        _mend_did(token)


def _mend_tag(token: Token) -> None:
    """Mend "twice or thrice" and "ought to be ashamed", read as verbs."""
    lexicon, form = load_lexicon(), token.lower_
    if form in NO_VERBS:
        token.pos_, token.tag_, token.lemma_, token.dep_ = "ADV", "RB", form, "advmod"
        while token.head.pos_ == "ADV" and token.head.head != token.head:
            token.head = token.head.head
        for child in list(token.children):
            if child.dep_ in {"obl", "advcl", "conj"} and child.i > token.i:
                child.head = token.head
    elif _is_joined_adjective(token):
        token.pos_, token.tag_, token.lemma_ = "ADJ", "JJ", form
    elif _is_felt(token) or (_is_no_verb(token) and lexicon.holds(form, "a")):
        token.pos_, token.tag_, token.lemma_ = "ADJ", "JJ", form
        for child in token.children:
            if child.dep_ == "aux:pass":
                child.dep_ = "cop"
            elif child.dep_ == "nsubj:pass":
                child.dep_ = "nsubj"


def _mend_adjective(token: Token) -> None:
    """Mend "the flames expired", read like "the flames red"."""
    roles = {child.dep_ for child in token.children}
    if (
        token.dep_ not in {"ROOT", "conj", "parataxis"}
        or "nsubj" not in roles
        or roles & {"cop", "aux", "aux:pass"}
    ):
        return
    if token.dep_ == "conj" and token.head.pos_ == "ADJ":
        return
    token.pos_, token.tag_ = "VERB", "VBD"
    token.lemma_ = checked_lemma(token.lower_, "VERB", token.lower_.removesuffix("ed"))


def _is_no_verb(token: Token) -> bool:
    """Return whether a word that was read as a verb is in no list of verbs: "was scarlet", "be ashamed"."""
    framed = any(child.dep_ in {"aux:pass", "cop"} for child in token.children)
    known = load_lexicon().holds(token.lemma_, "v") or load_lexicon().holds(token.lower_, "v")
    return not known and (framed or token.lower_.endswith("ed")) and not token.lower_.endswith("ing")


def _is_joined_adjective(token: Token) -> bool:
    """Return whether a bare word behind an adjective and "and" is one too: "very poor and mean"."""
    bare = all(child.dep_ in {"cc", "advmod"} for child in token.children)
    joined = token.dep_ == "conj" and token.head.pos_ == "ADJ" and token.tag_ in {"VB", "VBP"}
    return joined and bare and load_lexicon().holds(token.lower_, "a")


def _is_felt(verb: Token) -> bool:
    """Return whether a participle says how somebody feels, or that something is gone."""
    framed = [child for child in verb.children if child.dep_ in {"aux:pass", "cop"}]
    gone = verb.lower_ in {"gone", "grown"} and any(child.lemma_ == "be" for child in framed)
    felt = verb.lemma_ in FEELINGS and verb.lower_.endswith(("ed", "en"))
    by = any(case_of(child) == "by" for child in verb.children)
    return gone or (felt and bool(framed) and not by)


def _mend_manner(token: Token) -> None:
    """Mend "the Hare meekly replied", where "meekly" replies."""
    nouns = [one for one in token.children if one.pos_ in {"NOUN", "PROPN"} and one.dep_ == "compound"]
    if not nouns or load_lexicon().holds(token.lower_, "n") or token.lower_ in NOUNS_IN_LY:
        return
    noun = nouns[-1]
    for child in list(token.children):
        if child != noun:
            child.head = noun
    noun.head, noun.dep_ = token.head, token.dep_
    token.dep_, token.pos_, token.tag_ = "advmod", "ADV", "RB"


def _mend_did(did: Token) -> None:
    """Mend "how the poor sister did lament", read like "did a lament"."""
    follows = did.nbor() if did.i + 1 < len(did.doc) else did
    bare = follows.tag_ in {"NN", "VB"} and not any(follows.children)
    if bare and follows.head == did and follows.dep_ == "obj" and load_lexicon().holds(follows.lower_, "v"):
        _swap(did, follows, follows.lower_)
        follows.tag_ = "VB"


def _mend_modal(modal: Token) -> None:
    """Mend "could spin gold", where gold is the verb and "spin" hangs below it as a noun would."""
    above = modal.head
    for verb in modal.doc[modal.i + 1 : modal.i + 2 + GAP]:
        if verb.tag_ == "VB":
            break
        if verb.pos_ not in {"ADV", "PART"}:
            return
    else:
        return
    if verb == above or verb.head != above or verb.dep_ not in {"nsubj", "compound", "amod", "obj"}:
        return
    children = [child for child in above.children if child != verb]
    role, governor = above.dep_, above.head
    verb.head, verb.dep_, verb.pos_ = (verb if governor == above else governor), role, "VERB"
    above.head, above.dep_, above.pos_, above.tag_ = verb, "obj", "NOUN", "NN"
    for child in children:
        if child.dep_ not in {"det", "amod", "nmod:poss", "nummod", "nmod"} or child.i < verb.i:
            child.head = verb


def mend_bare(token: Token) -> None:
    """Mend "made the girl speak" and "heard the key turn", read like kinds of speaking and turning."""
    noun, above = (token.nbor(-1) if token.i else token), token.head
    if token.dep_ == "xcomp" and above.lemma_ in SEEN_DOING and noun.head == above and noun.dep_ == "obj":
        if load_lexicon().holds(token.lower_, "v"):
            token.pos_, token.tag_, token.lemma_ = "VERB", "VB", token.lower_
        return
    if above.lemma_ not in SEEN_DOING or noun.head != token:
        return
    hers = above.lemma_ == "let" and noun.lower_ == "her"  # "let her bake"
    if not hers and (noun.dep_ != "compound" or noun.pos_ not in {"NOUN", "PROPN"}):
        return
    if not load_lexicon().holds(token.lower_, "v") or token.i < above.i:
        return
    for child in list(token.children):
        if child != noun and child.i < token.i:
            child.head = noun
        elif child.dep_ == "nmod":
            child.dep_ = "obl"
    noun.head, noun.dep_ = above, "obj"
    token.dep_, token.pos_, token.tag_, token.lemma_ = "xcomp", "VERB", "VB", token.lower_


def mend_out_of(verb: Token) -> None:
    """Mend "skipped out of the parlour", read like a parlour that was skipped out."""
    for noun in verb.children:
        of = next((part for part in noun.children if part.dep_ == "case" and part.lower_ == "of"), None)
        if noun.dep_ != "obj" or of is None or of.i != noun.left_edge.i or not of.i:
            continue
        out = of.nbor(-1)
        if out.lower_ == "out" and out.head == verb and out.dep_ in {"compound:prt", "advmod"}:
            noun.dep_ = "obl"
            out.head, out.dep_ = noun, "case"
            return


def mend_until(verb: Token) -> None:
    """Mend "until a fisherman on the water saw the light", read like what is done until a fisherman."""
    place = next((child for child in verb.children if child.dep_ == "nsubj"), None)
    if place is None or case_of(place) not in {"on", "in", "at", "by", "from"} or verb.tag_ != "VBD":
        return
    above = verb.head
    for noun in above.children:
        until = next((part for part in noun.children if part.dep_ == "case"), None)
        if noun.dep_ != "obl" or until is None or until.lower_ not in {"until", "till"}:
            continue
        if above.i < until.i < noun.i < place.i:
            noun.head, noun.dep_, until.head, until.dep_ = verb, "nsubj", verb, "mark"
            place.dep_ = "obl"
            for child in list(above.children):
                if noun.i < child.i < place.left_edge.i and child.dep_ == "advmod":
                    child.head = place  # "far out on the water"
            return


def mend_switched(verb: Token) -> None:
    """Mend "switched off the light" and "turned on the light", where the light is what is switched."""
    done = any(child.dep_ in {"obj", "nsubj:pass"} for child in verb.children)
    if done or verb.lemma_ not in {"turn", "switch", "put"}:
        return
    for noun in verb.children:
        if noun.dep_ != "obl" or noun.lemma_.lower() not in SWITCHED or noun.i < verb.i:
            continue
        case = next((part for part in noun.children if part.dep_ == "case"), None)
        particle = next((part for part in verb.children if part.dep_ == "compound:prt"), case)
        if particle is None or particle.lower_ not in {"on", "off"} or particle.i != verb.i + 1:
            continue
        if case in {None, particle}:
            noun.dep_ = "obj"
            particle.head, particle.dep_ = verb, "compound:prt"
            return


def mend_had(had: Token) -> None:
    """Mend "had long in vain wished" and "had not, so far as he knew, met": the participle is the verb."""
    follows = had.nbor() if had.i + 1 < len(had.doc) else had
    modal = any(child.tag_ == "MD" for child in had.children)
    if modal and follows.head == had and follows.dep_ == "obj" and _is_participle(follows):
        lemma = load_lexicon().lemma_of(follows.lower_, "VERB") or follows.lower_
        _swap(had, follows, lemma)  # "would have shrunk"
        return
    thing = next((child for child in had.children if child.dep_ == "obj"), None)
    if thing is not None and follows == thing.left_edge and follows.dep_ == "amod":
        lemma = checked_lemma(follows.lower_, "VERB", follows.lower_.removesuffix("ed"))
        if load_lexicon().holds(lemma, "v") and lemma != follows.lower_ and follows.lower_.endswith("ed"):
            follows.head = had  # "has furnished materials"
            _swap(had, follows, lemma)
        return
    parts = (child for child in had.children if not (child.i < had.i and child.lower_ in RELATIVES))
    if any(child.dep_ in {"obj", "aux"} and child.i < had.i + 3 for child in parts):
        return  # What "which" is, the participle says: "the peace which I had so long enjoyed".
    for verb in had.doc[had.i + 1 : min(had.i + HAD_REACH, had.sent.end)]:
        past = verb.lower_.endswith("ed") or load_lexicon().lemma_of(verb.lower_, "VERB") is not None
        participle = verb.tag_ in {"VBN", "VBD"} or (verb.tag_ == "JJ" and past)
        if verb.pos_ in {"VERB", "ADJ"} and participle and verb.head in {had, had.head, *had.ancestors}:
            break
        if verb.pos_ in {"VERB", "AUX", "CCONJ"} and verb.head.i < had.i:
            return
    else:
        return
    if verb.dep_ not in {"xcomp", "ccomp", "acl", "acl:relcl", "conj", "advcl", "parataxis"}:
        return
    framed = {*SUBJECT_ROLES, "expl", "aux", "aux:pass", "cc", "mark"}
    if any(child.dep_ in framed for child in verb.children):
        return
    lemma = verb.lemma_
    if verb.pos_ == "ADJ":
        lemma = checked_lemma(verb.lower_, "VERB", verb.lower_.removesuffix("ed"))
    _swap(had, verb, lemma)


def _is_participle(token: Token) -> bool:
    return load_lexicon().lemma_of(token.lower_, "VERB") is not None and not any(token.children)


def _swap(had: Token, verb: Token, lemma: str) -> None:
    """Make "had" the auxiliary of ``verb``, which takes its place and all that hangs from it."""
    role, governor = had.dep_, had.head
    children = [child for child in had.children if child != verb]
    verb.head, verb.dep_ = (verb if governor == had else governor), role
    verb.pos_, verb.tag_, verb.lemma_ = "VERB", "VBN", lemma
    had.head, had.dep_, had.pos_ = verb, "aux", "AUX"
    for child in children:
        child.head = verb
