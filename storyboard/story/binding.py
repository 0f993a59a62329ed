"""What syntax rules out: "he saw him" are two, "his mother" is not himself, a reflexive is the subject of its
clause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyboard.story.families import MASTERS, PARENTS, Kinship
from storyboard.story.noun_phrases import SUBJECT_ROLES
from storyboard.story.nouns import KIN, noun_class
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Token

    from storyboard.story.entities import Mention
    from storyboard.story.participants import Participant

COMPARING = frozenset({"than", "like", "as", "except", "but"})
AROUND = frozenset({"about", "around", "round", "behind", "before", "after", "beside", "above", "with"})
"""Prepositions after which "him" is the subject as often as not: "he looked behind him"."""
PURSUING = words("run go come hurry fly swim gallop ride walk race rush call shout cry send hasten creep")
"""Verbs that nobody does after himself."""
RULED = frozenset({"obj", "iobj", "obl", "ccomp", "xcomp"})
"""Roles of what a subject rules in its clause."""
LATEST = 6
"""Mentions of a participant that are looked at."""


def excluded(token: Token, mention: Mention, candidate: Participant, kin_of: Kinship | None = None) -> bool:
    """Whether the pronoun at ``token`` cannot stand for ``candidate``.

    Args:
        kin_of: Who belongs to whom, as far as the story has told.
    """
    reflexive = mention.lemma.endswith(("self", "selves"))
    if reflexive and (named := _stressed(token)) is not None:
        return not mentioned_at(candidate, named)
    if _listed_beside(token, candidate):
        return True
    clause = clause_of(token)
    subject = subject_of(clause)
    if subject is not None and clause.dep_ == "acl:relcl" and subject.lower_ in {"who", "which", "that"}:
        subject = _antecedent(clause)
    case = {child.lower_ for child in token.children if child.dep_ == "case"}
    if reflexive and (token == subject or token.dep_ in {"nsubj", "conj"} or case & COMPARING):
        return False  # "her father and herself", "other than himself": it only stresses.
    if reflexive:
        return subject is not None and not mentioned_at(candidate, subject.i)
    if token.dep_ == "nmod:poss":
        kin = token.head.lemma_.lower()
        if token.head.dep_ == "appos" and mentioned_at(candidate, token.head.head.i):
            return True  # "Millie, her maid, had come in": nobody is her own maid.
        if mentioned_at(candidate, token.head.i) or (kin in KIN and kin in candidate.heads):
            return True
        if kin in PARENTS and kin_of is not None and _is_parent(candidate, kin, mention, kin_of):
            return True  # "a widow and her daughter Lisbeth. Her mother wept": the daughter's mother.
        # "a farmer had an ass. His master was tired of him"
        return kin in MASTERS and kin_of is not None and candidate.number in kin_of.master.values()
    pursued = "after" in case and token.head.lemma_ in PURSUING
    if token.dep_ in {"obl", "nmod"} and case & AROUND and not pursued:
        return False  # "she looked about her": it may be the subject.
    for other in clause.children:
        if (
            other.i != token.i
            and other.dep_ in {"nsubj", "nsubj:pass", "obj", "iobj", "obl", "obl:agent"}
            and (mentioned_at(candidate, other.i))
        ):
            return True
    if token.dep_ == "conj":
        return listed_with(token, candidate)
    # "he" below a subject that stands in the same clause by coordination: "the Lion ... caught him".
    return (token.dep_ in {"obj", "iobj"} or (token.dep_ == "obl" and token.head == clause)) and (
        subject is not None and mentioned_at(candidate, subject.i)
    )


def _is_parent(candidate: Participant, lemma: str, mention: Mention, kin: Kinship) -> bool:
    """Whether somebody is the only known mother or father, so that "her mother" is hardly his or her own."""
    if kin.parents.get(candidate.number) or candidate.gender != noun_class(lemma).gender:
        return False
    children = {child for child, parents in kin.parents.items() if candidate.number in parents}
    return any(kin.sex.get(child) == mention.gender for child in children)


def _stressed(token: Token) -> int | None:
    """Return the noun that a reflexive behind it only stresses: "after the General himself had come"."""
    noun = token.head
    if token.dep_ == "obl:unmarked" and token.i:
        noun = token.nbor(-1)  # "afraid of the captain himself"
    if noun.i != token.i - 1 or noun.pos_ not in {"NOUN", "PROPN"}:
        return None
    thing = noun.pos_ == "NOUN" and noun_class(noun.lemma_.lower()).kind in {"thing", "place"}
    return None if thing else int(noun.i)  # "to have the meat himself"


def _antecedent(clause: Token) -> Token:
    """Return whom "who" stands for: "sons who quarrelled", "a woman as old as the hills, who"."""
    noun = clause.head
    while noun.pos_ != "PROPN" and noun_class(noun.lemma_.lower()).kind not in {"person", "animal"}:
        if noun.dep_ not in {"obl", "nmod", "amod", "conj"} or noun.head.pos_ in {"VERB", "AUX"}:
            return clause.head
        noun = noun.head
    return noun


def listed_with(token: Token, candidate: Participant) -> bool:
    """Whether a noun is joined by "and" to one that stands for ``candidate``: in "the king, the queen and the
    girl" the girl is neither."""
    return any(mentioned_at(candidate, other.i) for other in token.conjuncts)


def ruled(token: Token) -> list[Token]:
    """Return the words further on that stand under the pronoun at ``token`` in its own clause.

    Whoever is named there is another: "he saw that the wolf slept", "it occurred to him that the wolf might
    have eaten her" (principle C; Chomsky, 1981, Lectures on government and binding).
    """
    clause = token.head
    if clause.pos_ not in {"VERB", "AUX"} or token.dep_ not in SUBJECT_ROLES | {"obj", "iobj", "obl"}:
        return []
    under = RULED if token.dep_ in SUBJECT_ROLES else frozenset({"ccomp"})
    return [
        word
        for child in clause.children
        if child.i > token.i and child.dep_ in under
        for word in child.subtree
        if word.i > token.i
    ]


def _listed_beside(token: Token, candidate: Participant) -> bool:
    """Whether the pronoun stands in a list behind the candidate: "Keogh, she and her brothers"."""
    listed = any(child.dep_ == "conj" for child in token.children)
    if not listed or token.i == 0 or token.nbor(-1).text != ",":
        return False
    for index in range(token.i - 2, max(-1, token.i - 2 - LATEST), -1):
        if token.doc[index].pos_ in {"VERB", "AUX"} or token.doc[index].is_sent_start:
            return False
        if mentioned_at(candidate, index):
            return True
    return False


def mentioned_at(candidate: Participant, index: int) -> bool:
    """Whether one of the latest mentions of ``candidate`` has its head at token ``index``."""
    return any(mention.head == index for mention in candidate.mentions[-LATEST:])


def clause_of(token: Token) -> Token:
    """Return the verb or predicate above ``token``."""
    head = token.head
    while (
        head.pos_ not in {"VERB", "AUX"}
        and head.dep_ not in {"ROOT", "conj", "advcl", "ccomp", "xcomp", "acl", "acl:relcl", "parataxis"}
        and head.head != head
    ):
        head = head.head
    return head


def subject_of(verb: Token) -> Token | None:
    """Return the subject of ``verb``, its own or one that it shares."""
    for _ in range(4):
        for child in verb.children:
            if child.dep_ in SUBJECT_ROLES:
                return child
        if verb.dep_ not in {"conj", "xcomp", "advcl"} or verb.head == verb:
            return None
        verb = verb.head
    return None
