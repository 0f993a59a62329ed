"""What reading a story gives: sentences, subjects, events and structure, as offsets into the text."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from spacy.tokens import Doc


class Span(NamedTuple):
    """Half-open range of characters of ``Reading.text``."""

    start: int
    end: int


class BlockKind(StrEnum):
    """What a block of lines is in the source."""

    PARAGRAPH = "paragraph"
    TITLE = "title"
    HEADING = "heading"
    """Chapter or section heading, or a Fountain scene heading."""
    BREAK = "break"
    """A mark between scenes: asterisks, a rule, a run of blank lines."""


class Block(NamedTuple):
    """A paragraph, title, heading or scene-break mark."""

    kind: BlockKind
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Certainty:
    """How sure the reader is of what it says of a subject, each in [0, 1]; 0 where it says nothing."""

    kind: float = 0.0
    """That it is a person, an animal, a place or a thing: its animacy."""
    gender: float = 0.0
    number: float = 0.0
    age: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One participant or place of the story with every mention of it."""

    id: str
    """Lower-case slug of the name, unique in the story: ``fox``, ``elizabeth-bennet``."""
    name: str
    """The best name the story gives: ``the Fox``, ``Elizabeth Bennet``."""
    kind: str
    """``person``, ``animal``, ``place`` or ``thing``."""
    mentions: tuple[tuple[int, int], ...]
    """Character offsets of every mention, pronouns included, in text order."""
    aliases: tuple[str, ...] = ()
    head: str = ""
    """Lemma of the noun that says what it is (``fox``, ``woman``), or empty for a bare name."""
    gender: str | None = None
    """``female``, ``male``, ``neuter`` or ``None`` when the story leaves it open."""
    plural: bool = False
    age: str | None = None
    """``child``, ``adult``, ``old`` or ``None``."""
    confidence: float = 1.0
    """How sure the reader is that this is one subject and of this kind, in [0, 1]."""
    certainty: Certainty = Certainty()
    attributes: tuple[str, ...] = ()
    """Visible words that the story says of it, in order: ``red cap``, ``old``."""


class PartRole(StrEnum):
    """What a phrase is to its verb."""

    OBJECT = "object"
    RECIPIENT = "recipient"
    REFLEXIVE = "reflexive"
    """The doer itself: "let himself down"."""
    PARTICLE = "particle"
    """An adverb that belongs to the verb: "let down her hair"."""
    STATE = "state"
    """What somebody or something becomes: "set the lion free"."""
    PHRASE = "phrase"
    """What stands behind a preposition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One phrase around a verb."""

    role: PartRole
    words: str
    """The phrase without its preposition; a possessive pronoun before it is left out, one inside is "the"."""
    preposition: str = ""
    subject: str | None = None
    """Id of whom or what the whole phrase names."""
    others: tuple[str, ...] = ()
    """Ids of those whom it names besides: of "the twins" the second."""
    owner: str | None = None
    """Id of whose it is: of "her" in "her hair"."""
    possessive: str = ""
    """The possessive pronoun that was left out: ``her``; empty if there was none."""
    is_place: bool = False
    """Whether the phrase says where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Who does what to whom, where; one for each main predicate."""

    sentence: int
    """Index into ``Reading.sentences``."""
    start: int
    end: int
    """Character offsets of the clause."""
    predicate: str
    """Lemma of the verb with its particle: ``run``, ``pick up``."""
    agent: str | None = None
    """Subject id of the doer."""
    companions: tuple[str, ...] = ()
    """Ids of those who do it together with the agent: "they", "the Ass and the Fox"."""
    patient: str | None = None
    """Subject id of the one acted upon."""
    recipient: str | None = None
    place: str | None = None
    """Words of the place, ``the forest``, or ``None``."""
    place_preposition: str = ""
    """What stands before the place: ``in``, ``from``; empty before an adverb."""
    object_words: str | None = None
    """Words of the object if it is a noun: ``a piece of cheese``."""
    preposition: str = ""
    """What stands between the verb and what it is aimed at: ``at``, for "looked at the moon"."""
    negated: bool = False
    hypothetical: bool = False
    """Modal, conditional, wished for, dreamt: did not happen in the story's world."""
    in_speech: bool = False
    """Inside a quotation."""
    says: bool = False
    """Whether a quotation stands beside the clause, so that it tells who speaks: "he cried: ..."."""
    earlier: bool = False
    """Told in the past perfect: "where he had left his brothers"."""
    background: bool = False
    """Lies before the scene in which it is told of, and is not seen in it."""
    idiom: bool = False
    """Says something else than what its words name: "took her at her word"."""
    parts: tuple[Part, ...] = ()
    """The phrases around the verb, as they follow it in an active sentence."""

    @property
    def happened(self) -> bool:
        """Whether the event can be drawn as something that takes place."""
        return not (self.negated or self.hypothetical or self.in_speech)

    @property
    def seen(self) -> bool:
        """Whether the event takes place in the scene in which it is told."""
        return self.happened and not self.background


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A story, read."""

    text: str
    doc: Doc
    title: str
    """The story's own title line, or empty."""
    sentences: tuple[Span, ...]
    blocks: tuple[Block, ...]
    subjects: tuple[Subject, ...]
    """Most mentioned first."""
    events: tuple[Event, ...]
    """In text order."""
    warnings: tuple[str, ...] = field(default=())
    """What the reader was unsure of: one sentence each."""
