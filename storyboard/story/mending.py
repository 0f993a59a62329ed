"""Arcs of the parse that events are read from, mended where what they say cannot be.

Both parsers choose each arc by its odds and know little of the long sentences of old stories. Here a few
things that nearly always hold decide: who stands after "said" says it; a verb that has no passive has a
doer; a finite verb goes on with a finite clause (``joining.py``). Who is who is decided on the arcs as
parsed, which its networks were learned on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyboard.story.arguments import SAYING, case_of, is_inverted, is_time
from storyboard.story.joining import FINITE, mend_joined
from storyboard.story.lemmas import checked_lemma
from storyboard.story.lexicon.frames import is_intransitive
from storyboard.story.lexicon.lexicon import load_lexicon
from storyboard.story.noun_phrases import SUBJECT_ROLES
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

SUBJECTS = SUBJECT_ROLES | {"expl", "nsubj:outer"}
NOMINALS = frozenset({"NOUN", "PROPN", "PRON"})
NOMINATIVES = words("he she they we i")
QUOTES = frozenset("”’\"'")
FEELINGS = words("""
alarm amaze amuse annoy astonish astound bewilder charm confuse delight depress disappoint disgust displease
distress embarrass enrage excite exhaust fascinate fatigue frighten grieve horrify interest mortify offend
overjoy perplex please puzzle satisfy scare shock startle surprise terrify tire vex weary worry
""")
"""Verbs whose participle says how somebody feels: "was alarmed"."""
NO_VERBS = words("thrice twice naught nought")
"""What the tagger takes for verbs that no list of verbs has."""
SEEN_DOING = words("make let see hear watch feel help")
"""Verbs with what somebody does as a bare infinitive."""
SPEECH_REACH = 80
"""Tokens in which "and ran away" behind a speech looks back for who spoke."""
HAD_REACH = 12
"""Tokens behind "had" in which its participle is looked for."""
GAP = 2
"""Adverbs that stand at most between a modal and its verb, or before a subject's verb."""


def mended(doc: Doc) -> Doc:
    """Return a copy of a parsed story whose arcs events can be read from."""
    copy = doc.copy()
    tokens = list(copy)
    for token in tokens:
        if token.pos_ == "VERB":
            _mend_tag(token)
        elif token.pos_ == "ADJ" and token.lower_.endswith("ed"):
            _mend_adjective(token)
        if token.tag_ == "MD" and token.dep_ == "aux":
            _mend_modal(token)
        if token.i and token.nbor(-1).text in QUOTES:
            _mend_saying(token)
    for token in tokens:
        if token.lower_ in {"had", "has", "have"} and token.dep_ not in {"aux", "cop"}:
            _mend_had(token)
        if token.pos_ == "VERB":
            _mend_inversion(token)
        if token.pos_ in {"NOUN", "PROPN"} and token.dep_ == "conj":
            _mend_joined_clause(token)
        if token.tag_ in {"VBN", "VBD"} and token.dep_ == "acl":
            _mend_intransitive(token)
    for token in tokens:
        if token.dep_ == "obj" and token.tag_ == "NN":
            _mend_bare(token)
        if token.pos_ in {"VERB", "AUX"} and not _has_subject(token):
            _mend_subject(token)
    for token in tokens:
        if token.dep_ == "ROOT" and token.pos_ == "VERB" and not _has_subject(token):
            _mend_opening(token)
    for token in tokens:
        if token.pos_ in {"VERB", "AUX"}:
            mend_joined(token)
    return copy


def _has_subject(verb: Token) -> bool:
    return any(child.dep_ in SUBJECTS for child in verb.children)


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


def _is_felt(verb: Token) -> bool:
    """Return whether a participle says how somebody feels, or that something is gone."""
    framed = [child for child in verb.children if child.dep_ in {"aux:pass", "cop"}]
    gone = verb.lower_ in {"gone", "grown"} and any(child.lemma_ == "be" for child in framed)
    felt = verb.lemma_ in FEELINGS and verb.lower_.endswith(("ed", "en"))
    by = any(case_of(child) == "by" for child in verb.children)
    return gone or (felt and bool(framed) and not by)


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


def _mend_bare(token: Token) -> None:
    """Mend "made the girl speak" and "heard the key turn", read like kinds of speaking and turning."""
    noun, above = (token.nbor(-1) if token.i else token), token.head
    if above.lemma_ not in SEEN_DOING or noun.head != token or noun.dep_ != "compound":
        return
    if noun.pos_ != "NOUN" or not load_lexicon().holds(token.lower_, "v") or token.i < above.i:
        return
    for child in list(token.children):
        if child != noun and child.i < token.i:
            child.head = noun
        elif child.dep_ == "nmod":
            child.dep_ = "obl"
    noun.head, noun.dep_ = above, "obj"
    token.dep_, token.pos_, token.tag_, token.lemma_ = "xcomp", "VERB", "VB", token.lower_


def _mend_opening(verb: Token) -> None:
    """Give the main verb of a sentence the doer that hangs elsewhere before it.

    "At last the Mouse, who seemed somebody, called out", with the Mouse as the time; "After a time I crawled
    home, took some food", with a time that I crawled; "he said, ‘Yes,’ and forgot it".
    """
    if verb.tag_ not in {*FINITE, "VBN"} or any(child.dep_ in {"aux", "aux:pass"} for child in verb.children):
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
    if there is None or _has_subject_proper(verb) or obj is not None:
        return
    for noun in verb.doc[verb.i + 1 : verb.sent.end]:  # "there stood, opposite to each window, a tripod"
        first = next(noun.lefts, None)
        begun = first is not None and first.dep_ in {"det", "nummod", "amod"}
        if noun.pos_ == "NOUN" and begun and not case_of(noun) and verb.is_ancestor(noun):
            if noun.dep_ in {"appos", "obl", "parataxis", "dep", "conj"} and not noun.is_ancestor(verb):
                noun.head, noun.dep_ = verb, "nsubj"
            return


def _has_subject_proper(verb: Token) -> bool:
    return any(child.dep_ in SUBJECT_ROLES for child in verb.children)


def _mend_had(had: Token) -> None:
    """Mend "had long in vain wished" and "had not, so far as he knew, met": the participle is the verb."""
    follows = had.nbor() if had.i + 1 < len(had.doc) else had
    modal = any(child.tag_ == "MD" for child in had.children)
    if modal and follows.head == had and follows.dep_ == "obj" and _is_participle(follows):
        lemma = load_lexicon().lemma_of(follows.lower_, "VERB") or follows.lower_
        _swap(had, follows, lemma)  # "would have shrunk"
        return
    if any(child.dep_ in {"obj", "aux"} and child.i < had.i + 3 for child in had.children):
        return
    for verb in had.doc[had.i + 1 : min(had.i + HAD_REACH, had.sent.end)]:
        past = verb.lower_.endswith("ed") or load_lexicon().lemma_of(verb.lower_, "VERB") is not None
        participle = verb.tag_ in {"VBN", "VBD"} or (verb.tag_ == "JJ" and past)
        if verb.pos_ in {"VERB", "ADJ"} and participle and verb.head in {had, had.head, *had.ancestors}:
            break
        if verb.pos_ in {"VERB", "AUX", "CCONJ"} and verb.head.i < had.i:
            return
    else:
        return
    if verb.dep_ not in {"xcomp", "ccomp", "acl", "conj", "advcl", "parataxis"}:
        return
    if any(child.dep_ in {*SUBJECTS, "aux", "aux:pass", "cc", "mark"} for child in verb.children):
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


def _mend_intransitive(verb: Token) -> None:
    """Mend "a little man hobbled in, and said": nothing is hobbled, so he does both."""
    noun = verb.head
    if verb.i < noun.i or case_of(noun) or verb.nbor(-1).is_punct or noun.pos_ not in NOMINALS:
        return
    role, governor = noun.dep_, noun.head
    if noun.dep_ in SUBJECT_ROLES and governor.i > verb.i and is_intransitive(verb.lemma_):
        role, above = governor.dep_, governor.head
        if role not in {"ROOT", "conj", "parataxis", "advcl"} or not any(
            child.dep_ == "cc" and child.i > verb.i for child in governor.children
        ):
            return
        noun.dep_ = "nsubj"
        verb.head, verb.dep_ = (verb if above == governor else above), role
        noun.head = verb
        governor.head, governor.dep_ = verb, "conj"
    elif role in {"ROOT", "parataxis"} and (is_intransitive(verb.lemma_) or _is_alone(noun, verb)):
        verb.head, verb.dep_ = (verb if governor == noun else governor), role
        for child in list(noun.children):
            if child.dep_ not in {"det", "amod", "nmod:poss", "compound", "nummod", "flat", "nmod", "case"}:
                child.head = verb
        noun.head, noun.dep_ = verb, "nsubj"
    else:
        return
    verb.tag_ = "VBD"


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
