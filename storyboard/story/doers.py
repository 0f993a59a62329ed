"""Who does what a verb says: its subject, that of another clause, or who is moved to it by another verb.

Rules over Universal Dependencies: passives and agents, shared subjects of coordination, control of
infinitives and participles, relative clauses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyboard.story.arguments import (
    INTERROGATIVES,
    RELATIVES,
    antecedent_of,
    case_of,
    has_mark,
    is_oblique,
    is_somebody,
    is_time,
)
from storyboard.story.noun_phrases import SUBJECT_ROLES
from storyboard.story.nouns import noun_class
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Token

OBJECT_CONTROL = words("""
tell order ask make let help see hear watch bid beg command force cause want allow permit persuade
entreat bring feel send urge invite advise find leave get set teach take lead call
""")
"""Verbs whose object does what the infinitive below says."""
FINDING = words("find see hear have get leave keep feel make want")
"""Verbs whose object something has been done to: "found the work done"."""
WHO_REACH = 14
"""Tokens in which "who" looks back for somebody."""
NO_AGENTS = words("""
name means way virtue reason chance accident mistake degrees turns heart rote side day night
""")
"""What stands behind "by" and does nothing: "known by the name of"."""
TO_ANYBODY = words("""
easy hard difficult possible pleasant dangerous ugly beautiful horrible terrible dreadful necessary
""")
"""Adjectives behind which an infinitive says what anybody does: "easy to read"."""
THING_VERBS = words("""
stand lie hang lead run come rise fall shine burn grow contain belong look overlook cover surround reach play
float drift flow glitter gleam blow happen take front face border adjoin open
""")
"""Verbs that a participle behind a noun says of the noun: "in a house standing by the road"."""
SEEING = words("see hear watch find spy espy notice observe perceive behold meet remember discover catch")
"""Verbs whose object does what the participle behind it says."""
SPENDING = words("spend pass waste lose take have")
"""Verbs whose object is no doer: "spent the day walking", "had trouble finding it"."""
POSTURES = words("lie stand sit hang remain")
"""Verbs beside which a participle says what has been done to somebody: "lay scattered about"."""
SENDING = words("send bring take lead call set leave")
"""Verbs whose object does what the clause of purpose says."""


def members(token: Token | None) -> tuple[Token, ...]:
    """Return a noun and those joined to it by "and"; of "who" and "which" the noun that they stand for."""
    if token is None:
        return ()
    if token.lower_ in RELATIVES and token.pos_ in {"PRON", "SCONJ", "DET"} and token.dep_ not in {"det"}:
        antecedent = _who_is(token)
        if antecedent is None and token.lower_ == "that" and token.dep_ in SUBJECT_ROLES:
            return (token,)  # "That had the advantage"
        return members(antecedent) if antecedent is not None and antecedent != token else ()
    if token.lower_ in INTERROGATIVES:
        return ()
    joined = (other for other in token.conjuncts if other.i > token.i and not _is_deed(other))
    # "the pupils who came, one evening in each week, to sing": no evening came.
    return (token, *(other for other in joined if is_time(token) or not is_time(other)))


def _is_deed(joined: Token) -> bool:
    """Return whether a word joined to a noun is what somebody does: "said the sailor, rising and ..."."""
    gerund = joined.tag_ == "NN" and joined.lower_.endswith("ing") and not list(joined.lefts)
    return joined.pos_ == "VERB" or (gerund and is_somebody(joined.head))


def _who_is(relative: Token) -> Token | None:
    """Return the noun that a relative pronoun stands for.

    "the pace of the Tortoise, who replied": who is somebody. "came flying that was of gold": of a clause that
    the parser hung elsewhere it is who does that.
    """
    noun = antecedent_of(relative)
    if noun is None:
        governor = relative.head.head
        hung = relative.head.dep_ in {"ccomp", "advcl"} and relative.dep_ in SUBJECT_ROLES
        return subject_of(governor) if hung and governor.i < relative.i and governor.pos_ == "VERB" else None
    if noun.pos_ == "PRON" and noun.lower_ in RELATIVES and noun != relative:
        return antecedent_of(noun)
    if relative.lower_ == "who" and noun_class(noun.lemma_.lower()).kind not in {"person", "animal"}:
        below = [child for child in noun.children if child.dep_ == "nmod" and case_of(child) == "of"]
        somebody = [child for child in below if noun_class(child.lemma_.lower()).kind in {"person", "animal"}]
        return somebody[0] if somebody else _somebody_near(noun, relative)
    return noun


def _somebody_near(noun: Token, relative: Token) -> Token:
    """Return whom "who" stands for where ``noun`` is nobody: Hansel, in "a piece with Hansel, who"."""
    if noun.pos_ != "NOUN" or noun.tag_ == "NNS" or noun.lower_ in {"one", "other", "another"}:
        return noun
    for back in range(relative.i - 1, max(relative.i - WHO_REACH, relative.sent.start) - 1, -1):
        near = relative.doc[back]
        if near.pos_ == "PROPN" or (near.pos_ == "NOUN" and is_somebody(near)):
            return near
    return noun


def subject_of(verb: Token) -> Token | None:
    """Return who does it, shared or controlled subjects included."""
    own = [
        child
        for child in verb.children
        if child.dep_ in {"nsubj", "nsubj:pass", "nsubj:outer"}
        and child.pos_ != "ADV"
        and (not is_oblique(child) or _is_absolute(child, verb))
        and not _is_called(child, verb)
    ]
    if len(own) > 1:  # "he one day told them"
        own = [child for child in own if not is_time(child) and child.tag_ not in {"JJR", "RBR"}] or own
    if own:
        before = [child for child in own if child.i < verb.i]
        return (before or own)[-1]  # "This he said": the nearer one.
    if (named := _named_by_for(verb)) is not None:
        return named
    if verb.dep_ in {"acl", "acl:relcl"}:
        return _subject_of_noun_clause(verb)
    copula = next((child for child in verb.children if child.dep_ == "cop"), None)
    if copula is not None:
        misplaced = next((child for child in copula.children if child.dep_ in SUBJECT_ROLES), None)
        expletive = next(
            (child for child in verb.children if child.dep_ == "expl" and child.lower_ == "it"), None
        )
        if misplaced is not None or expletive is not None:
            return misplaced if misplaced is not None else expletive
    nearest = verb.nbor(-1) if verb.i else verb
    if verb.tag_ == "VBG" and nearest.pos_ in {"NOUN", "PROPN"} and case_of(nearest) == "by":
        return nearest  # "was awakened by a mouse running over his face"
    if verb.dep_ == "appos" and copula is not None:
        return verb.head  # "The ass, being the tallest, marched up"
    if (nearer := _clause_before(verb)) is not None:
        return subject_of(nearer)
    if verb.dep_ == "parataxis" and verb.tag_ == "VBG" and verb.head.pos_ in {"NOUN", "PROPN", "PRON"}:
        return verb.head  # "Winterbourne, laughing, answered"
    if verb.dep_ not in {"conj", "xcomp", "advcl", "ccomp", "parataxis"} or verb.head == verb:
        return _subject_inside(verb)
    governor = verb.head
    if (controlled := _controlled(verb)) is not None:
        return controlled
    if verb.dep_ in {"ccomp", "parataxis"} and "Inf" not in verb.morph.get("VerbForm", []):
        # "The Ass, having entered ..., went out"; "he opened the bundle, took the sticks".
        shared = (
            verb.dep_ == "parataxis"
            and governor.i < verb.i
            and verb.tag_ == "VBD"
            and (governor.tag_ in {"VBG", "VBN", "VBD"})
        )
        return subject_of(governor) if shared else None
    if (
        verb.dep_ == "conj"
        and verb.tag_ == "VBG"
        and any(_is_absolute(child, governor) for child in governor.children)
    ):
        return subject_of(governor.head)  # "with her arms folded, frowning"
    told = any(child.dep_ in {"cop", *SUBJECT_ROLES} for child in governor.children)
    if verb.dep_ == "conj" and governor.pos_ in {"NOUN", "PROPN"} and governor.dep_ == "ROOT" and not told:
        return governor  # "The Hare, believing it, assented" with the Hare as root.
    if verb.tag_ == "VBG" and governor.pos_ == "ADJ" and governor.dep_ in {"amod", "acl", "appos"}:
        return governor.head  # "a man ambitious of seeing his son"
    if governor.lower_ in TO_ANYBODY and has_mark(verb, "to"):
        return None  # "the riddle was easy to read"
    if governor.pos_ in {"VERB", "AUX", "ADJ", "NOUN"} or any(one.dep_ == "cop" for one in governor.children):
        doer = subject_of(governor)
        if doer is not None and doer.lower_ == "it" and doer.dep_ == "obj":
            return subject_of(governor.head)  # "I found it impossible to account for"
        return doer
    return None


def _named_by_for(verb: Token) -> Token | None:
    """Return who stands between "for" and "to": "it was good manners for her to speak first"."""
    mark = next((child for child in verb.children if child.dep_ == "mark" and child.lower_ == "to"), None)
    if mark is None or not mark.i:
        return None
    before = mark.nbor(-1)
    while before.left_edge.i and before.left_edge.nbor(-1).lower_ != "for" and before.head.i < mark.i:
        if before.dep_ not in {"nmod", "flat", "conj"}:
            break
        before = before.head
    nominal = before.pos_ in {"NOUN", "PROPN", "PRON"} and is_somebody(before) and before.left_edge.i > 0
    led = nominal and "for" in {case_of(before), before.left_edge.nbor(-1).lower_}
    return before if led and before.right_edge.i + 1 == mark.i else None


def _controlled(verb: Token) -> Token | None:
    """Return the object of the verb above that does it: "told them to go", "saw him sitting"."""
    governor = verb.head
    given = next((child for child in governor.children if child.dep_ in {"obj", "iobj"}), None)
    if given is None or given.i > verb.i:
        return None
    somebody = is_somebody(given) or given.pos_ == "PROPN"
    if given.lower_.endswith(("self", "selves")):
        return subject_of(governor)  # "dressed himself, laid himself in bed"
    if verb.dep_ == "xcomp":
        if governor.lemma_ in OBJECT_CONTROL:
            return given
        if governor.lemma_ in SPENDING or governor.lemma_ == "promise" or is_time(given):
            return None
        return given if somebody or (verb.tag_ == "VBG" and not has_mark(verb, "for")) else None
    if verb.dep_ != "advcl":
        return None
    if has_mark(verb, "to"):
        parted = verb.doc[verb.left_edge.i - 1].text == "," or verb.left_edge.text == ","
        return given if governor.lemma_ in SENDING and not parted and somebody else None
    free = not any(child.dep_ in {"mark", "case", "advmod"} and child.i < verb.i for child in verb.children)
    beside = verb.left_edge.i == given.right_edge.i + 1 and verb.left_edge == verb
    if verb.tag_ == "VBG" and governor.lemma_ in SEEING and free and (somebody or beside):
        return given
    return None


def _is_absolute(noun: Token, verb: Token) -> bool:
    """Return whether a noun is the subject of a clause like "with her cap pulled over her face"."""
    led = case_of(noun) == "with" or has_mark(verb, "with")
    return verb.dep_ == "advcl" and led and noun.dep_ == "nsubj"


def _is_called(noun: Token, verb: Token) -> bool:
    """Return whether a noun behind an order is who gets it: "Tell me, Dame Gothel"."""
    return verb.tag_ == "VB" and noun.i > verb.i and noun.left_edge.nbor(-1).text == ","


def _clause_before(verb: Token) -> Token | None:
    """Return a clause that is nearer than the one that ``verb`` hangs from and that has a doer of its own.

    "The smell reached the wolf, and he sniffed, and stretched out his neck": who sniffed stretches. "of the
    Tortoise, who replied, laughing": who replied laughs.
    """
    if verb.dep_ == "conj" and verb.head.pos_ in {"VERB", "AUX"}:
        between = [
            other
            for other in verb.head.children
            if other.dep_ in {"conj", "parataxis"} and verb.head.i < other.i < verb.i
            if other.pos_ in {"VERB", "AUX"} or any(part.dep_ == "cop" for part in other.children)
        ]
        framed = [one for one in between if any(child.dep_ in SUBJECT_ROLES for child in one.children)]
        return framed[-1] if framed else None
    before = verb.doc[verb.i - 2] if verb.i >= 2 and verb.nbor(-1).text == "," else verb
    if verb.dep_ == "advcl" and verb.tag_ == "VBG" and before.dep_ == "acl:relcl" and before.tag_ == "VBD":
        return before
    return None


def _subject_of_noun_clause(verb: Token) -> Token | None:
    noun = verb.head
    if has_mark(verb, "to") and noun.dep_ in {"obj", "xcomp", "ccomp"} and noun.head.pos_ in {"VERB", "AUX"}:
        return subject_of(noun.head)  # "She had something to say", "he knew not what to think".
    if (
        verb.tag_ == "VBG"
        and verb.dep_ == "acl"
        and any(
            child.dep_ in {"mark", "case"} and child.lower_ in {"for", "of", "in"} for child in verb.children
        )
    ):
        above = noun.head  # "a good opportunity for repeating it": who has it repeats it.
        while above.pos_ not in {"VERB", "AUX"} and above.head != above:
            above = above.head
        doer = subject_of(above) if above.pos_ in {"VERB", "AUX"} else None
        return doer if doer != noun else None
    if verb.tag_ == "VBG" and verb.lemma_ not in THING_VERBS and not is_somebody(noun) and is_oblique(noun):
        # "sat at the window watching the street": who sits watches.
        above = noun.head
        if above.pos_ == "VERB" and noun.dep_ == "obl" and noun.pos_ == "NOUN":
            return subject_of(above)
    passive = any(child.dep_ == "aux:pass" for child in verb.children)
    if (
        has_mark(verb, "to")
        and verb.dep_ == "acl"
        and noun.pos_ == "NOUN"
        and not is_somebody(noun)
        and not passive
    ):
        return _who_has(noun)
    return None if noun.lower_ in INTERROGATIVES else noun


def _who_has(noun: Token) -> Token | None:
    """Return who does what is to be done: "her promise to keep the home", "he has a right to go"."""
    owner = next((child for child in noun.children if child.dep_ == "nmod:poss"), None)
    if owner is not None:
        return owner
    above = noun.head
    if noun.dep_ in {"obj", "obl"} and above.pos_ in {"VERB", "AUX"}:
        return subject_of(above)
    return None


def _subject_inside(verb: Token) -> Token | None:
    """Return the subject that the parser hung into the participle before: "The Ass, having come, left"."""
    for child in verb.children:
        if child.dep_ == "advcl" and child.i < verb.i and child.tag_ in {"VBG", "VBN"}:
            for inner in child.children:
                if inner.dep_ in {"nsubj", "nsubj:pass"}:
                    return inner
    return None


def is_passive(verb: Token) -> bool:
    if any(child.dep_ in {"nsubj:pass", "aux:pass"} for child in verb.children):
        return verb.pos_ == "VERB"
    if verb.tag_ in {"VBN", "VBD"} and any(_is_absolute(child, verb) for child in verb.children):
        return True  # "with her cap pulled over her face"
    if verb.dep_ == "xcomp" and verb.tag_ == "VBN" and verb.head.lemma_ in FINDING | POSTURES:
        return not any(child.dep_ in {"aux", "cop"} for child in verb.children)  # "found it done"
    if verb.dep_ == "acl":
        return "Past" in verb.morph.get("Tense", []) and "Part" in verb.morph.get("VerbForm", [])
    if verb.dep_ == "conj" and verb.tag_ == "VBN" and verb.head.pos_ == "ADJ" and is_bare_participle(verb):
        return any(
            child.dep_ == "cop" for child in verb.head.children
        )  # "tall, and shrouded from head to foot"
    return (
        verb.dep_ == "conj"
        and verb.tag_ == "VBN"
        and not any(child.dep_ in {"aux", *SUBJECT_ROLES} for child in verb.children)
        and is_passive(verb.head)
    )


def by_whom(verb: Token) -> Token | None:
    for child in verb.children:
        by = child.dep_ in {"obl:agent", "obl"} and case_of(child) == "by"
        if by and not is_time(child) and child.lower_ not in NO_AGENTS:
            return child
    # "were kicked, knelt on and cursed by the crowd": what stands behind the last is that of all.
    joined = [other for other in verb.conjuncts if other.i > verb.i and other.tag_ == "VBN"]
    return by_whom(joined[-1]) if joined and is_bare_participle(joined[-1]) else None


def is_bare_participle(verb: Token) -> bool:
    return not any(child.dep_ in {"aux", "aux:pass", *SUBJECT_ROLES} for child in verb.children)
