"""Participants while they are being gathered: what is known of each so far, and whether a mention can be
one of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from storyboard.story.entities import Determiner, Mention, MentionForm
from storyboard.story.nouns import ADDRESS, ANYBODY, GROUPS, KIN, NEITHER, is_first_name, noun_class
from storyboard.story.wordlists import words

CREWS = words("crew band gang mob party army team class family throng crowd")
"""Nouns in the singular that name several."""
OPPOSITES = (
    frozenset({"old", "young"}),
    frozenset({"elder", "younger"}),
    frozenset({"eldest", "second", "youngest"}),
    frozenset({"eldest", "oldest", "third"}),
    frozenset({"oldest", "second", "youngest"}),
    frozenset({"big", "little"}),
    frozenset({"great", "little"}),
    frozenset({"large", "small"}),
    frozenset({"first", "second", "third"}),
    frozenset({"tall", "short"}),
    frozenset({"good", "wicked"}),
    frozenset({"black", "white", "grey", "red", "green", "blue", "golden", "brown", "yellow", "silver"}),
    frozenset({"male", "female"}),
    frozenset({"left", "right"}),
    frozenset({"dead", "living"}),
)
"""Adjectives of which one thing bears only one."""


@dataclass(slots=True, eq=False)
class Participant:
    """One participant or place with what the story has said of it so far."""

    number: int
    """In order of first mention."""
    mentions: list[Mention] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    told_gender: str | None = None
    """From a title, a noun or a first name; outranks what pronouns suggest."""
    pronoun_gender: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    """Weight of he, she and it on it."""
    settled_gender: str | None = None
    """Drawn from ``pronoun_gender`` after a pass over the story."""
    plural: bool = False
    age: str | None = None
    names: Counter[str] = field(default_factory=Counter)
    heads: Counter[str] = field(default_factory=Counter)
    adjectives: set[str] = field(default_factory=set)
    possessors: set[int] = field(default_factory=set)
    """Numbers of participants whose it is: her grandmother."""
    roles: set[str] = field(default_factory=set)
    """What it is said to be or to have become: queen."""
    last: Mention | None = None
    """Latest mention in the order of resolution."""
    nominal: int = 0
    """Mentions that are names or nouns."""
    members: tuple[int, ...] = ()
    """Numbers of those whom "they" takes up together; empty for a participant of its own."""
    behind: int = 0
    """Mentions that only say whose somebody else is: the king of "the king's son"."""
    unclaimed: bool = False
    """Whether it began with a pronoun that points back to somebody whom the reader did not find."""
    died: int | None = None
    """Sentence in which it died."""
    voice: bool = False
    """Whether it is only heard: the "I" of a quotation of which nobody is told to be the speaker."""

    @property
    def gender(self) -> str | None:
        """Best knowledge of its gender."""
        return self.told_gender or self.settled_gender

    @property
    def leaning(self) -> str | None:
        """What the pronouns so far make likely: who was "her" is hardly "he" in the next sentence."""
        male, female = (self.pronoun_gender.get(gender, 0.0) for gender in ("male", "female"))
        neuter = self.pronoun_gender.get("neuter", 0.0)
        if self.kind == "animal" and not self.names and neuter >= 1.5 and neuter > 2 * max(male, female):
            return "neuter"  # A bird that was "it" four times is not "he" the next.
        if max(male, female) < 0.3 or max(male, female) < 1.6 * min(male, female):
            return None
        return "male" if male > female else "female"

    @property
    def kind(self) -> str:
        """``person``, ``animal``, ``place``, ``thing`` or empty."""
        # A friend or a mother may be an animal.
        told = {noun_class(head).kind for head in self.heads if head not in ADDRESS | KIN}
        if self.kinds["animal"] and (
            self.kinds["animal"] * 3 >= self.kinds["person"] or ("animal" in told and "person" not in told)
        ):
            return "animal"  # A cat called Pepper, whom the story then calls by name alone.
        return max(self.kinds, key=lambda kind: (self.kinds[kind], kind), default="")

    @property
    def animate(self) -> bool:
        """Whether he or she may stand for it."""
        return self.kind in {"person", "animal"} or not self.kind

    @property
    def offstage(self) -> bool:
        """Whether the story only tells of those who are its own: a king of whom just the son is seen."""
        return 0 < self.behind == len(self.mentions) and not self.names

    def add(self, mention: Mention) -> None:
        """Take ``mention`` in, with all that it tells."""
        if not self.mentions and mention.form is MentionForm.PRONOUN and mention.gender:
            self.kinds["person"] += 1
            self.told_gender = mention.gender
        elif not self.mentions and mention.form is MentionForm.PRONOUN and mention.plural and not self.kinds:
            self.kinds["person"] += 1
        self.mentions.append(mention)
        self.last = mention
        if mention.form is MentionForm.PRONOUN:
            return
        self.nominal += 1
        if mention.kind:
            self.kinds[mention.kind] += 1
        self.told_gender = self.told_gender or mention.gender
        self.age = self.age or mention.age
        self.adjectives.update(mention.adjectives)
        if mention.form is MentionForm.NAME:
            self.names[mention.lemma] += 1
            family = mention.plural and mention.determiner is Determiner.DEFINITE
            self.plural = self.plural or (family and not self.heads)  # "the Devines"
        else:
            self.heads[mention.lemma] += 1
            self.plural = mention.plural

    def may_be_they(self) -> bool:
        """Whether "they" may stand for it alone."""
        return self.plural or any(head in GROUPS for head in self.heads)

    def may_be_it(self) -> bool:
        """Whether "it" may stand for it: for things and animals, and for robots and ghosts."""
        return self.kind != "person" or any(head in NEITHER for head in self.heads)

    def agrees(self, mention: Mention) -> bool:
        """Whether gender, number and adjectives of a noun or name allow it to be this participant."""
        if mention.plural != self.plural:
            return False
        named = mention.form is not MentionForm.NOUN or not self.heads or self.plural
        if not named and (mention.lemma in CREWS) != any(head in CREWS for head in self.heads):
            return False  # The boatswain is not the crew.
        if mention.gender and self.gender and mention.gender != self.gender:
            return False
        if mention.age and self.age and mention.age != self.age:
            return False
        young = not self.age and self.heads[mention.lemma] > 1
        if mention.age == "old" and young and mention.lemma in ANYBODY:
            return False  # "The old woman" is not the woman who was never old.
        told = self.head_classes()
        if mention.kind == "animal" and self.kind == "person" and "animal" not in told and self._is_called():
            return False  # "The snow bear" is not Nina.
        if (
            mention.kind
            and self.kind
            and mention.kind != self.kind
            and not (
                {mention.kind, self.kind} <= {"person", "animal"}
                or {mention.kind, self.kind} <= {"place", "thing"}
            )
        ):
            return False
        return not conflicting(self.adjectives, mention.adjectives)

    def _is_called(self) -> bool:
        """Whether it bears a man's or a woman's first name."""
        return any(is_first_name(name.split()[0]) for name in self.names)

    def head_classes(self) -> set[str]:
        """Return the kinds that its nouns tell."""
        return {noun_class(head).kind for head in self.heads}


def conflicting(known: set[str], new: tuple[str, ...]) -> bool:
    """Whether an adjective of ``new`` excludes one that is known."""
    return any(group & known and group & set(new) and not group & known & set(new) for group in OPPOSITES)
