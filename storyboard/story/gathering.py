"""Who is who: every mention of the story to a participant, in one pass in reading order for each refinement.

Names are grouped over the whole book first, then nouns and pronouns join inside the scenes, "I" and
"you" through
the speaker of the quotation. Where the story leaves it open, a mention stays alone: a wrong merge costs two
participants their looks, a missed one only adds an extra.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from storyboard.story.entities import Determiner, Mention, MentionForm
from storyboard.story.names import group_names
from storyboard.story.nouns import ADDRESS, KIN, noun_class, same_being, same_thing, stands_for
from storyboard.story.participants import Participant
from storyboard.story.pronouns import WINDOW, Choice, Context, Weights, choose
from storyboard.story.reading import Block, BlockKind
from storyboard.story.speakers import several, speaker, vocative
from storyboard.story.speech import Quotation, quotation_of

if TYPE_CHECKING:
    from spacy.tokens import Doc

NOUN_WINDOW = 120
"""Sentences after which "the man" no longer means the man of before, unless he is a main participant."""
MAIN_AFTER = 6
"""Mentions from which a participant counts as a main one."""
REFERRING_TO_ALL = frozenset(
    {"no", "any", "every", "each", "what", "which", "such", "either", "neither", "all"}
)


@dataclass(slots=True)
class Resolution:
    """Who each mention is."""

    participants: list[Participant]
    owner: dict[int, tuple[int, ...]]
    """Token of a mention's head -> numbers of participants; two or more where "they" takes up several."""
    speakers: list[tuple[int | None, int | None]]
    """For each quotation the numbers of speaker and addressee."""
    unresolved: list[Mention] = field(default_factory=list)
    """Pronouns that nobody claims."""
    confidence: dict[int, float] = field(default_factory=dict)
    """Token of a pronoun -> how sure its choice is, in (0, 1]."""
    asides: set[int] = field(default_factory=set)
    """Tokens of appositions: what is said of someone beside the name (``Anne, the cook``)."""


class StoryReader:
    """One pass over the story."""

    def __init__(
        self,
        doc: Doc,
        blocks: Sequence[Block],
        mentions: Sequence[Mention],
        quotations: Sequence[Quotation],
        genders: dict[int, str],
        weights: Weights,
    ) -> None:
        self.doc = doc
        self.mentions = mentions
        self.quotations = quotations
        self.genders = genders
        self.weights = weights
        self.quoted = quotation_of(quotations, len(doc))
        self.participants: list[Participant] = []
        self.owner: dict[int, tuple[int, ...]] = {}
        self.unresolved: list[Mention] = []
        self.confidence: dict[int, float] = {}
        self.asides: set[int] = set()
        self.speakers: list[tuple[int | None, int | None]] = [(None, None)] * len(quotations)
        self.by_head: dict[str, list[Participant]] = {}
        self.by_name: dict[int, Participant] = {}
        self.recent: list[Participant] = []
        self.narrator: Participant | None = None
        self.at = {mention.head: mention for mention in mentions}
        self.scene_starts, self.paragraph_of = self._structure(blocks)
        people = [
            mention.lemma
            for mention in mentions
            if mention.form is MentionForm.NAME and mention.kind not in {"place", "thing"}
        ]
        self.groups = group_names(people)

    def _structure(self, blocks: Sequence[Block]) -> tuple[list[int], dict[int, int]]:
        starts, paragraph_of = [0] * len(self.doc), {}
        scene, number = 0, 0
        bounds = [(block.start, block.end, block.kind) for block in blocks]
        for token in self.doc:
            while number < len(bounds) and token.idx >= bounds[number][1]:
                number += 1
                if number < len(bounds) and bounds[number][2] in {BlockKind.HEADING, BlockKind.BREAK}:
                    scene = token.i
            starts[token.i] = scene
            paragraph_of[token.i] = number
        return starts, paragraph_of

    def read(self) -> Resolution:
        """Go through the paragraphs: what is told first, then what is said in them."""
        by_paragraph: dict[int, list[Mention]] = {}
        for mention in self.mentions:
            by_paragraph.setdefault(self.paragraph_of[mention.head], []).append(mention)
        spoken: dict[int, list[int]] = {}
        for number, quotation in enumerate(self.quotations):
            spoken.setdefault(quotation.paragraph, []).append(number)
        for paragraph, members in by_paragraph.items():
            told = [mention for mention in members if self.quoted[mention.head] < 0]
            for mention in told:
                self._place(mention)
            for number in spoken.get(paragraph, []):
                self.speakers[number] = speaker(self, number, told)
                inside = [mention for mention in members if self.quoted[mention.head] == number]
                for mention in inside:
                    self._place(mention)
                vocative(self, number, inside)
        return Resolution(
            self.participants, self.owner, self.speakers, self.unresolved, self.confidence, self.asides
        )

    # Placing one mention

    def _place(self, mention: Mention) -> None:
        if mention.form is MentionForm.PRONOUN:
            self._place_pronoun(mention)
        elif mention.form is MentionForm.NAME:
            self._join(mention, self._by_apposition(mention) or self._named(mention))
        elif not mention.predicative:
            self._place_noun(mention)

    def _new(self) -> Participant:
        participant = Participant(len(self.participants))
        self.participants.append(participant)
        return participant

    def _join(self, mention: Mention, participant: Participant, confidence: float = 1.0) -> None:
        if not participant.mentions:
            participant.settled_gender = self.genders.get(mention.head)
        participant.add(mention)
        self.owner[mention.head] = (participant.number,)
        self.confidence[mention.head] = confidence
        if mention.form is MentionForm.PRONOUN:
            if mention.gender:
                possessive = (
                    self.doc[mention.head].dep_ == "nmod:poss"
                )  # Often someone else's than the subject's.
                participant.pronoun_gender[mention.gender] += max(0.0, 2 * confidence - 1) ** 2 * (
                    0.5 if possessive else 1.0
                )
        else:
            known = self.by_head.setdefault(mention.lemma, [])
            if participant not in known:
                known.append(participant)
            if mention.possessor is not None:
                participant.possessors.update(self.owner.get(mention.possessor, ()))
        if participant in self.recent:
            self.recent.remove(participant)
        self.recent.append(participant)
        del self.recent[:-40]

    # Names

    def _named(self, mention: Mention) -> Participant:
        group = self.groups.get(mention.lemma)
        if group is None:  # A place or thing: one for each name.
            for participant in self.by_head.get(mention.lemma, []):
                return participant
            return self._new()
        participant = self.by_name.get(id(group)) or self._called(mention) or self._new()
        self.by_name[id(group)] = participant
        participant.told_gender = participant.told_gender or group.gender
        return participant

    def _called(self, mention: Mention) -> Participant | None:
        """Return who gets a name here: "she was called Red-Cap", "a boy named Jack"."""
        token = self.doc[mention.head]
        verb = token.head
        if verb.lemma_ not in {"call", "name", "christen", "hight"}:
            return None
        bearer = next((child.i for child in verb.children if child.dep_ == "nsubj:pass"), None)
        if bearer is None and verb.dep_.startswith("acl"):
            bearer = verb.head.i
        owners = self.owner.get(bearer, ()) if bearer is not None else ()
        participant = self.participants[owners[0]] if len(owners) == 1 else None
        return None if participant is None or participant.names else participant

    def _by_apposition(self, mention: Mention) -> Participant | None:
        token = self.doc[mention.head]
        if token.dep_ != "appos":
            return None
        owners = self.owner.get(token.head.i, ())
        if len(owners) != 1:
            return None
        participant = self.participants[owners[0]]
        self.asides.add(mention.head)
        if (
            mention.form is MentionForm.NAME
            and participant.names
            and not any(self.groups.get(name) is self.groups.get(mention.lemma) for name in participant.names)
        ):
            return None
        return participant if participant.agrees(mention) else None

    # Nouns

    def _place_noun(self, mention: Mention) -> None:
        token = self.doc[mention.head]
        if not mention.kind or (
            mention.lemma in ADDRESS and (token.dep_ == "vocative" or mention.lemma == "dear")
        ):
            return
        if any(child.lower_ in REFERRING_TO_ALL for child in token.children if child.dep_.startswith("det")):
            return
        participant = self._by_apposition(mention)
        if participant is None and mention.determiner is not Determiner.OTHER:
            participant = self._same_noun(mention)
        if participant is None:
            in_speech = self.quoted[mention.head] >= 0
            known = [other for other in self.by_head.get(mention.lemma, []) if other.plural == mention.plural]
            if in_speech and known and mention.determiner in {Determiner.INDEFINITE, Determiner.QUANTIFIED}:
                return  # "even a mouse can help a lion": mice and lions in general.
            if mention.determiner in {Determiner.DEFINITE, Determiner.POSSESSIVE}:
                participant = self._other_noun(mention)
            if participant is None and token.dep_ == "vocative":
                return
        self._join(mention, participant or self._new())

    def _same_noun(self, mention: Mention) -> Participant | None:
        """Return the participant that the story has called by this noun before."""
        if mention.determiner in {Determiner.INDEFINITE, Determiner.QUANTIFIED}:
            return None
        capital = self.doc[mention.head].text[:1].isupper()
        bare = mention.determiner is Determiner.BARE
        if bare and not (
            capital or mention.plural or mention.lemma in KIN or self.doc[mention.head].dep_ == "vocative"
        ):
            return None
        owners = set(self.owner.get(mention.possessor, ())) if mention.possessor is not None else set()
        fitting = []
        for participant in self.by_head.get(mention.lemma, []):
            last = participant.last
            if last is None or not participant.agrees(mention):
                continue
            if (
                owners
                and participant.possessors
                and not owners & participant.possessors
                and (mention.kind in {"person", "animal"})
            ):
                continue
            if mention.possessor is not None and participant.number in owners:
                continue
            near = mention.sentence - last.sentence <= NOUN_WINDOW
            if near or capital or len(participant.mentions) >= MAIN_AFTER:
                fitting.append(participant)
        if not fitting:
            return None
        exact = (
            [one for one in fitting if set(mention.adjectives) & one.adjectives] if mention.adjectives else []
        )
        return max(exact or fitting, key=lambda one: one.last.head if one.last else 0)

    def _other_noun(self, mention: Mention) -> Participant | None:
        """Return the only one near whom another noun can mean: "the bird" for the crow, "the flesh" for
        the meat."""
        if mention.possessor is not None:
            return None
        if mention.kind in {"person", "animal"}:
            alike = [
                one
                for one in self.recent
                if one.last
                and mention.sentence - one.last.sentence <= 2 * WINDOW
                and one.agrees(mention)
                and any(same_being(mention.lemma, head) for head in one.heads)
            ]
            if len(alike) == 1:
                return alike[0]
        if mention.plural:
            return None
        if mention.kind == "thing":
            same = [
                one
                for one in self.recent
                if one.last
                and mention.sentence - one.last.sentence <= WINDOW
                and one.kind == "thing"
                and not one.plural
                and any(same_thing(mention.lemma, head) for head in one.heads)
            ]
            return same[0] if len(same) == 1 else None
        if mention.kind not in {"person", "animal"}:
            return None
        fitting = []
        for participant in self.recent:
            last = participant.last
            if last is None or mention.sentence - last.sentence > WINDOW or not participant.agrees(mention):
                continue
            if any(stands_for(mention.lemma, head) for head in participant.heads) or (
                participant.names
                and not participant.heads
                and noun_class(mention.lemma).gender
                and (participant.gender == mention.gender)
                and mention.lemma in {"girl", "boy", "woman", "man", "lady"}
            ):
                fitting.append(participant)
        return fitting[0] if len(fitting) == 1 else None

    # Pronouns

    def _place_pronoun(self, mention: Mention) -> None:
        number = self.quoted[mention.head]
        if mention.person != 3:
            self._place_speech_pronoun(mention, number)
            return
        if mention.plural and (together := several(self, mention)):
            self.owner[mention.head] = together
            return
        candidates = [
            participant
            for participant in self.recent
            if participant.last and mention.sentence - participant.last.sentence <= WINDOW
        ]
        context = Context(
            self.quoted, self.paragraph_of, self.scene_starts[mention.head], self._barred(number)
        )
        chosen = self._choose(mention, candidates, context)
        if chosen is None and self._opens_unnamed(mention, number):
            self._join(mention, self._new(), 0.8)
        elif chosen is None:
            self.unresolved.append(mention)
        else:
            self._join(mention, chosen.participant, chosen.confidence)

    def _choose(self, mention: Mention, candidates: list[Participant], context: Context) -> Choice | None:
        return choose(self.doc, mention, candidates, context, self.weights)

    def _opens_unnamed(self, mention: Mention, number: int) -> bool:
        """Whether a "she" begins someone whom the story names later or never: "She sat at the window"."""
        return (
            number < 0
            and mention.gender in {"male", "female"}
            and mention.lemma in {"he", "she"}
            and self.doc[mention.head].dep_ == "nsubj"
            and self.doc[mention.head].head.pos_ in {"VERB", "ADJ"}
        )

    def _barred(self, number: int) -> frozenset[int]:
        """Return those who are not "he" or "she" in a quotation: who speaks, and who is spoken to.

        The one taken for the listener may be spoken of after all: “How handsome is the Crow! Her voice ...”
        """
        if number < 0:
            return frozenset()
        speaker, addressee = self.speakers[number]
        quotation = self.quotations[number]
        if (
            addressee is not None
            and quotation.addressee is None
            and any(
                mention.form is not MentionForm.PRONOUN
                and self.doc[mention.head].dep_ != "vocative"
                and self.quoted[mention.head] >= 0
                and mention.head >= quotation.start - 80
                for mention in self.participants[addressee].mentions[-6:]
            )
        ):
            addressee = None
        return frozenset(other for other in (speaker, addressee) if other is not None)

    def _place_speech_pronoun(self, mention: Mention, number: int) -> None:
        if mention.plural:
            return
        if number < 0:
            if mention.person == 1:
                if self.narrator is None:
                    self.narrator = self._new()
                    self.narrator.kinds["person"] += 1
                    self.narrator.heads["narrator"] += 1
                self._join(mention, self.narrator)
            return
        speaker, addressee = self.speakers[number]
        who = speaker if mention.person == 1 else addressee
        if who is not None:
            self._join(mention, self.participants[who])


    def only_owner(self, index: int | None) -> int | None:
        owners = self.owner.get(index, ()) if index is not None else ()
        return owners[0] if len(owners) == 1 else None
