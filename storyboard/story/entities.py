"""Mentions: every name, noun phrase and pronoun that may refer to a participant or place of the story."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from storyboard.story.nobody import clear_nobodies
from storyboard.story.noun_phrases import NAME_PARTS, SUBJECT_ROLES, bounds, measured, name_of
from storyboard.story.nouns import (
    GENERIC,
    GROUPS,
    ORDER,
    PEOPLES,
    TITLES,
    NounClass,
    is_first_name,
    is_unknown,
    is_vehicle,
    name_gender,
    noun_class,
)
from storyboard.story.orders import IN_ORDER, told_in_order
from storyboard.story.sentences import SPEECH_VERBS
from storyboard.story.spelling import (
    ALWAYS_SEVERAL,
    CALLINGS,
    Spelling,
    has_surname,
    is_animal_name,
    is_family,
    is_name,
    is_one,
    is_surname,
    lemma_of,
)
from storyboard.story.wordlists import words as word_list

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from storyboard.story.phrases import Phrase
    from storyboard.story.reading import Span


class MentionForm(StrEnum):
    """How a mention refers."""

    NAME = "name"
    NOUN = "noun"
    PRONOUN = "pronoun"


class Determiner(StrEnum):
    """What stands before the noun, as far as it tells old from new."""

    DEFINITE = "definite"
    INDEFINITE = "indefinite"
    POSSESSIVE = "possessive"
    QUANTIFIED = "quantified"
    OTHER = "other"
    """``another wolf``, ``the other sister``: someone else than the one before."""
    BARE = "bare"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One referring expression. Positions are token indices of the Doc."""

    start: int
    end: int
    head: int
    form: MentionForm
    kind: str
    """``person``, ``animal``, ``place``, ``thing``, or empty when the words leave it open."""
    lemma: str
    """Of the head, lower case; of a name, the name as written."""
    sentence: int
    """Index of its sentence; -1 in headings."""
    determiner: Determiner = Determiner.BARE
    gender: str | None = None
    age: str | None = None
    plural: bool = False
    person: int = 3
    """Grammatical person."""
    adjectives: tuple[str, ...] = ()
    """Lemmas of adjectives before the noun."""
    possessor: int | None = None
    """Token index of the possessor's head (``her`` in ``her mother``)."""
    predicative: bool = False
    """Says what someone is (``was a king``), and refers to nobody else."""
    entity: str = ""
    """LitBank's type (``PER FAC LOC GPE VEH ORG``) of a name or noun, or empty for things."""
    reach: tuple[int, int]
    """Tokens of the whole phrase with what follows its noun: ``the girl who had a red cap``."""


PLURAL_PRONOUNS = frozenset(
    {"they", "them", "their", "theirs", "themselves", "we", "us", "our", "ours", "ourselves"}
)
PRONOUN_GENDER = {
    "he": "male",
    "him": "male",
    "his": "male",
    "himself": "male",
    "she": "female",
    "her": "female",
    "hers": "female",
    "herself": "female",
    "it": "neuter",
    "its": "neuter",
    "itself": "neuter",
}
FIRST = frozenset({"i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"})
SECOND = frozenset(
    {"you", "your", "yours", "yourself", "yourselves", "thou", "thee", "thy", "thine", "thyself"}
)
THIRD = frozenset({*PRONOUN_GENDER, "they", "them", "their", "theirs", "themselves"})
WEATHER = word_list("rain snow hail thunder happen seem appear befall chance occur")
TIMES = word_list("""
time morning evening night day winter summer spring autumn late dark cold hot midnight noon pity possible
impossible true
""")
"""What "it" is where it stands for nobody: "it was late"."""
QUANTIFYING = word_list("no any every each some what which such many few all either neither several")
SURELY_NOBODY = 0.8
"""Chance of no entity from which a noun of persons names no one."""
GROWN_UP = frozenset({"man", "woman", "gentleman", "lady", "fellow"})
"""Who is small, not young, when he is little."""
PLACE_LABELS = frozenset({"FAC", "LOC", "GPE"})


def find_mentions(
    doc: Doc, sentences: Sequence[Span], phrases: Mapping[int, Phrase] | None = None
) -> list[Mention]:
    """Return all mentions of the story's sentences, in the order of their heads.

    Args:
        doc: The parsed story.
        sentences: Character ranges of its sentences; what lies outside (headings) gives no mentions.
        phrases: From ``phrases.find_phrases``; without them, entities of the pipeline and the lexicon decide.
    """
    phrases = phrases or {}
    spelling = Spelling(doc)
    starts = [span.start for span in sentences]
    found: list[Mention] = []
    for token in doc:
        if token.is_space or token.pos_ not in {"NOUN", "PROPN", "PRON", "DET", "ADJ", "NUM"}:
            continue
        number = bisect_right(starts, token.idx) - 1
        if number < 0 or token.idx >= sentences[number].end:
            continue
        mention = pronoun_at(token, number) or mention_at(token, number, spelling, phrases.get(token.i))
        if mention is not None:
            found.append(mention)
    return told_in_order(doc, sentences, clear_nobodies(doc, _without_parts(found)))


def _without_parts(mentions: list[Mention]) -> list[Mention]:
    """Drop nouns that are only a part of a longer name: the ``Cap`` of ``Little Red-Cap``."""
    names = [
        mention
        for mention in mentions
        if mention.form is MentionForm.NAME and mention.end - mention.start > 1
    ]
    inside: dict[int, Mention] = {}
    for name in sorted(names, key=lambda mention: mention.end - mention.start):
        inside.update(dict.fromkeys(range(name.start, name.end), name))
    return [
        mention
        for mention in mentions
        if mention.form is MentionForm.PRONOUN or mention is inside.get(mention.head, mention)
    ]


def pronoun_at(token: Token, sentence: int) -> Mention | None:
    """Return the mention that ``token`` is as a personal pronoun, if it is one that refers."""
    word = token.lower_
    if word not in FIRST | SECOND | THIRD or token.pos_ not in {"PRON", "DET", "ADJ"}:
        return None
    if word == "it" and _is_expletive(token):
        return None
    person = 1 if word in FIRST else 2 if word in SECOND else 3
    gender = PRONOUN_GENDER.get(word)
    return Mention(
        start=token.i,
        end=token.i + 1,
        head=token.i,
        form=MentionForm.PRONOUN,
        lemma=word,
        sentence=sentence,
        kind="",
        gender=gender,
        plural=word in PLURAL_PRONOUNS,
        person=person,
        reach=(token.i, token.i + 1),
    )


def _is_expletive(token: Token) -> bool:
    """Whether "it" refers to nothing: weather, time, and clauses that follow ("it happened that")."""
    if token.dep_ == "expl":
        return True
    if token.dep_ not in SUBJECT_ROLES:
        return False
    verb = token.head
    if verb.lemma_ in WEATHER:
        return True
    return verb.lemma_ in TIMES or any(
        child.dep_ in {"csubj", "csubj:pass", "csubj:outer"} for child in verb.children
    )


def mention_at(
    token: Token, sentence: int, spelling: Spelling, phrase: Phrase | None = None
) -> Mention | None:
    """Return the name or noun phrase of which ``token`` is the head, if it is one that can refer."""
    if not any(map(str.isalpha, token.text)) or token.lower_ in GENERIC:
        return None
    label = token.ent_type_ if phrase is None else phrase.label
    sure = phrase is not None and bool(label)
    ordered = token.lower_ in IN_ORDER and any(child.dep_ == "appos" for child in token.children)
    if not (sure or ordered) and (token.pos_ not in {"NOUN", "PROPN"} or token.dep_ in NAME_PARTS):
        return None
    grouping = measured(token) != token
    if grouping and not sure:
        return None  # "a bit of meat": the meat is the mention, found at its own head.
    start, end = bounds(token)
    lemma = lemma_of(token)
    named = is_name(token, lemma, label, spelling)
    plural = ("Plur" in token.morph.get("Number", []) and not is_one(token)) or any(
        child.dep_ == "nummod" and child.lower_ not in {"one", "1"} for child in token.children
    )
    apart = {"det", "nummod", "amod"} & {child.dep_ for child in token.children}
    people = lemma in PEOPLES or token.lower_.removesuffix("s") in PEOPLES
    one = named and not apart and not people and token.tag_ == "NNPS"
    one = one or (named and is_first_name(token.text) and "det" not in apart)
    plural = (plural and not one) or (named and label in {"PER", ""} and is_family(token))  # Hans is one.
    words = noun_class(lemma)
    given = named and spelling.is_given(token)
    if given:  # A dog called Duke is no duke.
        titled = any(child.lower_ in TITLES for child in token.children)
        words, plural = NounClass("", None if titled else name_gender(token.text), None), False
    if token.doc[token.i : token.i + 5].text.lower().endswith("-in-law"):
        lemma, end = f"{lemma}-in-law", max(end, token.i + 5)
    if token.lower_ in IN_ORDER and token.lower_ != "elder":
        lemma, words = token.lower_, NounClass("person", None, None)  # "The younger, Lucy, was small."
    elif token.lower_ == "elder" and all(child.dep_ in {"det", "appos", "punct"} for child in token.children):
        words = NounClass("person", None, None)
    kind, gender, age = words
    if grouping:
        kind = ""  # "a crowd of men": the men are the participant.
    elif phrase is not None:
        first_name = is_first_name(token.text) or has_surname(token) or is_surname(token)
        first_name = first_name or spelling.is_titled(token)
        kind = _kind_by_phrase(phrase, kind, lemma, named=named, first_name=first_name)
        if kind == "place" and named and is_first_name(token.text) and _acts(token):
            kind = "person"  # "Mia laughed", though Mia might be a town.
    elif named or (not kind and is_unknown(lemma)):
        # A name says nothing by its common noun: Little Red-Cap is no cap.
        kind = _kind_by_label(label) or ("" if named and kind == "thing" else kind)
    elif kind == "thing" and label in PLACE_LABELS:
        kind = "place"
    if kind == "thing" and not named and spelling.has_kin(lemma):
        kind, label = "person", "PER"  # "A charcoal burner and his wife lived in a hut."
    if (not kind or lemma.title() in CALLINGS) and not named and spelling.is_person(lemma):
        kind, label = "person", "PER"  # "Coach Moreno ran up. The coach laughed."
    if named and kind == "person" and is_animal_name(token):
        kind = "animal"
    if named and not kind and label == "":
        first = token.head if token.dep_ == "conj" and is_first_name(token.text) else token
        kind = "person" if first.dep_ in SUBJECT_ROLES | {"vocative", "nmod:poss", "appos"} else ""
    determiner, possessor = _determiner(token)
    adjectives = tuple(
        child.lower_ if child.lower_ in ORDER else child.lemma_.lower()
        for child in token.children
        if child.dep_ == "amod" and child.i < token.i
    )
    for part in token.doc[start : token.i]:
        title = TITLES.get(part.lower_)
        gender = gender or title
        if part.lower_ in {"old", "aged", "elderly", "ancient"} and not age:
            age = "old" if kind in {"person", "animal", ""} else None
        elif part.lower_ in {"young", "little"} and kind == "person" and not age and words.age is None:
            age = "child" if part.lower_ == "little" and not named and lemma not in GROWN_UP else None
        gender = gender or {"female": "female", "male": "male", "she": "female", "he": "male"}.get(
            part.lower_
        )
    age = None if words.age == "child" and "middle-aged" in adjectives else age
    return Mention(
        start=start,
        end=end,
        head=token.i,
        form=MentionForm.NAME if named else MentionForm.NOUN,
        kind=kind,
        lemma=name_of(token, start, end) if named else lemma,
        sentence=sentence,
        determiner=determiner,
        gender=gender,
        age=age,
        plural=plural or lemma in ALWAYS_SEVERAL,
        adjectives=adjectives,
        possessor=possessor,
        predicative=_is_predicative(token),
        entity=label or ("PER" if phrase is None and kind == "person" else ""),
        reach=(phrase.start, phrase.end) if phrase else (start, max(end, token.right_edge.i + 1)),
    )


def _acts(token: Token) -> bool:
    """Whether a name does something, or is what somebody is called."""
    first = token.head if token.dep_ == "conj" else token
    verb = first.head
    called = verb.lemma_ in {"call", "name"} and first.dep_ in {"xcomp", "obj", "appos"}
    return called or (first.dep_ in SUBJECT_ROLES and verb.pos_ == "VERB")


def _kind_by_phrase(phrase: Phrase, kind: str, lemma: str, *, named: bool, first_name: bool) -> str:
    """Return the kind of a noun of which the words around tell a type, and the lexicon ``kind``."""
    if phrase.label == "PER" and not (kind == "thing" and not named and not first_name and is_vehicle(lemma)):
        return "animal" if kind == "animal" and not (named and first_name) else "person"
    if phrase.label in PLACE_LABELS:
        return "place"
    if phrase.label:
        return "thing"
    if kind == "person" and phrase.chance > SURELY_NOBODY:
        return ""  # "be on your guard", "the master key"
    return "" if named and kind == "thing" else kind


def _kind_by_label(label: str) -> str:
    if label in {"PER", "ORG"}:
        return "person"
    if label in PLACE_LABELS:
        return "place"
    return "thing" if label == "VEH" else ""


def _determiner(token: Token) -> tuple[Determiner, int | None]:
    children = list(token.children)
    if token.head.i < token.i and measured(token.head) == token:
        children = [*token.head.children, *children]
    possessor = next((child.i for child in children if child.dep_ == "nmod:poss"), None)
    words = {child.lower_ for child in children if child.i < token.i}
    if words & {"another", "other", "second", "third", "next"}:
        return Determiner.OTHER, possessor
    if possessor is not None:
        return Determiner.POSSESSIVE, possessor
    if words & {"the", "this", "that", "these", "those", "both"}:
        return Determiner.DEFINITE, None
    if words & {"a", "an"}:
        return Determiner.INDEFINITE, None
    if words & QUANTIFYING or any(child.dep_ == "nummod" for child in children):
        return Determiner.QUANTIFIED, None
    return Determiner.BARE, None


def _is_predicative(token: Token) -> bool:
    articles = (child for child in token.children if child.i and child.lower_ in {"a", "an"})
    if any(child.nbor(-1).lower_ == "what" for child in articles):
        return True  # "did not know what a wicked creature he was"
    if any(child.dep_ == "cop" for child in token.children) and any(
        child.dep_ in SUBJECT_ROLES | {"nsubj:outer", "expl"} for child in token.children
    ):
        return True
    if (
        token.dep_ == "xcomp"
        and token.head.pos_ in {"VERB", "AUX"}
        and token.head.lemma_.lower() not in SPEECH_VERBS  # "said Curtis"
        and not any(child.dep_ == "case" for child in token.children)
    ):
        return True
    # "considered the Queen of Birds" is sometimes taken for an object.
    if token.dep_ == "obj" and token.head.lemma_ in {"consider", "deem", "become", "remain"}:
        return token.head.lemma_ != "consider" or "Pass" in token.head.morph.get("Voice", [])
    if token.dep_ == "obj" and token.head.lemma_ == "turn" and not list(token.children):
        return True  # "had turned robbers"
    if token.dep_ == "obj" and any(child.dep_ == "cop" for child in token.head.children):
        return True  # "she was in reality a witch"
    case = {child.lower_ for child in token.children if child.dep_ == "case"}
    topic = any(one.lower_ == "for" and one.head.lower_ == "as" for one in token.subtree)  # "As for Peter"
    return token.dep_ in {"obl", "nmod"} and (
        ("as" in case and not topic) or ("for" in case and token.head.lemma_ in {"take", "mistake"})
    )


def is_group(mention: Mention) -> bool:
    """Whether "they" may take the mention up."""
    return mention.plural or mention.lemma in GROUPS
