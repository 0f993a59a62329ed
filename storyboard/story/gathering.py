"""Who is who: every mention of the story to a participant, in one pass in reading order for each refinement.

Names are grouped over the whole book first, then nouns and pronouns join inside the scenes, "I" and
"you" through the speaker of the quotation. Where the story leaves it open, a mention stays alone: a wrong
merge costs two participants their looks, a missed one only adds an extra.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from storyboard.story.binding import clause_of, listed_with, mentioned_at, subject_of
from storyboard.story.entities import Determiner, Mention, MentionForm
from storyboard.story.epithets import RANKS, brings_nobody
from storyboard.story.families import RELATIVE, Kinship, married_pronouns
from storyboard.story.forward import just_told, named_in_sentence, note_death, told_later
from storyboard.story.introductions import introduced, introductions, it_was
from storyboard.story.kinship import called_out, note, related, whose, with_master
from storyboard.story.layout import scenes_and_paragraphs, talkers
from storyboard.story.link_features import WINDOW, Surroundings
from storyboard.story.linking import Choice, Weights, admissible, choose, people_first
from storyboard.story.mirrored import mirrored
from storyboard.story.names import NameGroup, group_names
from storyboard.story.naming import (
    beside_name,
    by_apposition,
    called,
    named_below,
    opener_again,
    opens_unnamed,
)
from storyboard.story.narrators import note_calls, settle_teller
from storyboard.story.noun_links import little_folk, other_noun, same_animal, same_noun, told_by_another
from storyboard.story.noun_phrases import SUBJECT_ROLES
from storyboard.story.nouns import ADDRESS, noun_class
from storyboard.story.onstage import on_stage
from storyboard.story.participants import Participant
from storyboard.story.reading import Block
from storyboard.story.renaming import answering, by_role, note_role, only_one, speakers_of
from storyboard.story.speakers import (
    addressed,
    others_than_doer,
    several,
    speaker,
    spoke_last,
    talking,
    vocative,
)
from storyboard.story.speech import Quotation, passages, quotation_of
from storyboard.story.surnames import by_its_other_word, by_surname
from storyboard.story.voices import place_speaking
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Doc

NEAR = 14
"""Participants mentioned last among whom a pronoun (of those that fit it) or a noun looks."""
SAME_HEAD = 6
"""Participants with the same noun, however long ago, among whom a noun looks."""
DOUBT = 0.5
"""Added to the score of somebody new, for nouns: rather an extra than a wrong merge."""
REFERRING_TO_ALL = words("no any every each what which such either neither all")


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
    kin: Kinship = field(default_factory=Kinship)
    """Who belongs to whom."""


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
        self.nearness: dict[tuple[str, str], float] = {}
        self.pairs: dict[tuple[int, ...], Participant] = {}
        self.voices: dict[tuple[str, int | None], Participant] = {}
        self.kin = Kinship()
        self.grown = married_pronouns(doc, mentions)
        self.talkers = talkers(doc, quotations)
        self.speaks = speakers_of([quotation.speaker for quotation in quotations])
        self.we: dict[int, int] = {}
        """Number of a "we" that is heard -> who says it."""
        self.by_head: dict[str, list[Participant]] = {}
        self.by_name: dict[int, Participant] = {}
        self.recent: list[Participant] = []
        self.narrator: Participant | None = None
        self.calls: list[Mention] = []
        """Names by which somebody is called who may be the narrator."""
        self.opener: Participant | None = None
        """Whom the story opens with, before it names anybody: "She sat at the window"."""
        self.topic: dict[int, int] = {}
        """Paragraph -> number of its first subject."""
        self.quotation_starts = [quotation.start for quotation in quotations]
        self.at = {mention.head: mention for mention in mentions}
        self.scene_starts, self.paragraph_of = scenes_and_paragraphs(doc, blocks)
        people = [
            mention.lemma
            for mention in mentions
            if mention.form is MentionForm.NAME and mention.kind not in {"place", "thing"}
        ]
        self.groups = group_names(people)
        self.introductions = introductions(doc, mentions, quotations, self.quoted)

    def read(self) -> Resolution:
        """Go through the passages: what is told first, then what is said in them."""
        spoken: dict[int, list[int]] = {}
        passage_at = passages(self.doc, self.paragraph_of, self.quoted)
        for number, quotation in enumerate(self.quotations):
            spoken.setdefault(passage_at[quotation.start], []).append(number)
        told: dict[int, list[Mention]] = {}
        said: dict[int, list[Mention]] = {}
        for mention in self.mentions:
            number = self.quoted[mention.head]
            if number < 0:
                told.setdefault(passage_at[mention.head], []).append(mention)
            else:
                said.setdefault(number, []).append(mention)
        for passage in sorted({*told, *spoken}):
            around = told.get(passage, [])
            for mention in around:
                self._place(mention)
            for number in spoken.get(passage, []):
                self.speakers[number] = speaker(self, number, around)
                inside = said.get(number, [])
                for mention in inside:
                    self._place(mention)
                vocative(self, number, inside)
                note_calls(self, number, inside)
        settle_teller(self)
        return Resolution(
            self.participants, self.owner, self.speakers, self.unresolved, self.confidence, self.asides,
            self.kin,
        )

    # Placing one mention

    def _place(self, mention: Mention) -> None:
        if mention.form is MentionForm.PRONOUN:
            self._place_pronoun(mention)
        elif mention.form is MentionForm.NAME:
            self.place_at(mention, by_apposition(self, mention) or self._named(mention))
        elif mention.predicative:
            note_role(self, mention)
        else:
            self._place_noun(mention)

    def begun(self) -> Participant:
        """Return a new participant."""
        participant = Participant(len(self.participants))
        self.participants.append(participant)
        return participant

    def place_at(self, mention: Mention, participant: Participant, confidence: float = 1.0) -> None:
        """Take a mention for a participant's."""
        if not participant.mentions:
            participant.settled_gender = self.genders.get(mention.head)
        participant.add(mention)
        if self.quoted[mention.head] < 0:
            note_death(self.doc, mention, participant)
        # Of "we" who are nobody but the narrator, see ``narrators.take_in_we``.
        members = participant.members
        self.owner[mention.head] = members if len(members) > 1 else (participant.number,)
        self.confidence[mention.head] = confidence
        if mention.form is MentionForm.PRONOUN:
            if mention.gender:
                token = self.doc[mention.head]
                possessive = token.dep_ == "nmod:poss"  # Often someone else's than the subject's.
                if possessive and (subject := subject_of(clause_of(token))) is not None:
                    possessive = not mentioned_at(participant, subject.i)
                participant.pronoun_gender[mention.gender] += max(0.0, 2 * confidence - 1) ** 2 * (
                    0.5 if possessive else 1.0
                )
        else:
            known = self.by_head.setdefault(mention.lemma, [])
            if participant not in known:
                known.append(participant)
            if mention.possessor is not None:
                participant.possessors |= whose(self, mention)
            note(self, mention, participant)
            token = self.doc[mention.head]
            whose_ = token.head.lemma_.lower()
            behind = whose_ in RELATIVE or (noun_class(whose_).kind == "animal" and self.quoted[token.i] < 0)
            participant.behind += token.dep_ == "nmod:poss" and behind
        told = self.quoted[mention.head] < 0 and participant.animate and not participant.voice
        if told and self.doc[mention.head].dep_ in SUBJECT_ROLES:
            self.topic.setdefault(self.paragraph_of.get(mention.head, -1), participant.number)
        if participant in self.recent:
            self.recent.remove(participant)
        if not participant.voice:
            self.recent.append(participant)
        del self.recent[:-40]

    # Names

    def _named(self, mention: Mention) -> Participant:
        group = self.groups.get(mention.lemma)
        if group is None:  # A place or thing: one for each name.
            for participant in self.by_head.get(mention.lemma, []):
                return participant
            return self.begun()
        if id(group) not in self.by_name:
            known = introduced(self, mention, group) or called(self, mention) or it_was(self, mention)
            if known is not None:
                self.by_name[id(group)] = known
        return self.named(group)

    def named(self, group: NameGroup) -> Participant:
        """Return who bears the names of a group."""
        participant = self.by_name.get(id(group)) or self.begun()
        self.by_name[id(group)] = participant
        participant.told_gender = participant.told_gender or group.gender
        return participant

    # Nouns

    def _place_noun(self, mention: Mention) -> None:
        token = self.doc[mention.head]
        if not mention.kind or (
            mention.lemma in ADDRESS and (token.dep_ == "vocative" or mention.lemma == "dear")
        ):
            return
        if any(child.lower_ in REFERRING_TO_ALL for child in token.children if child.dep_.startswith("det")):
            return
        participant = by_apposition(self, mention) or beside_name(self, mention) or addressed(self, mention)
        participant = participant or related(self, mention) or mirrored(self, mention)
        participant = participant or by_surname(self, mention) or by_its_other_word(self, mention)
        participant = participant or on_stage(self, mention)
        if participant is None and mention.lemma in RANKS and called_out(self, mention):
            return
        participant = participant or self._taken_up(mention)
        if participant is None:
            in_speech = self.quoted[mention.head] >= 0
            known = [other for other in self.by_head.get(mention.lemma, []) if other.plural == mention.plural]
            if in_speech and known and mention.determiner in {Determiner.INDEFINITE, Determiner.QUANTIFIED}:
                participant = told_by_another(self, mention)
                if participant is None:
                    return  # "even a mouse can help a lion": mice and lions in general.
            if called_out(self, mention) or brings_nobody(self, mention):
                return
        self.place_at(mention, participant or self.begun())

    def _taken_up(self, mention: Mention) -> Participant | None:
        """Return whom the story has spoken of before that the noun stands for."""
        suggested = None
        if mention.determiner is not Determiner.OTHER:
            suggested = answering(self, mention) or same_noun(self, mention) or by_role(self, mention)
            if suggested is None and mention.determiner in {Determiner.DEFINITE, Determiner.POSSESSIVE}:
                suggested = other_noun(self, mention)
            suggested = suggested or same_animal(self, mention) or little_folk(self, mention)
            suggested = suggested or only_one(self, mention)
        if suggested is not None and listed_with(self.doc[mention.head], suggested):
            suggested = None
        if mention.kind in {"thing", "animal"}:
            return suggested  # The novels from which the network has learned tell of few.
        owners = frozenset(whose(self, mention))
        surroundings = self._surroundings(mention, suggested=suggested, owners=owners)
        near = [
            one for one in self.recent[-NEAR:]
            if one.last and mention.sentence - one.last.sentence <= 2 * WINDOW and one.kind != "thing"
        ]
        same = [one for one in self.by_head.get(mention.lemma, [])[-SAME_HEAD:] if one not in near]
        if suggested is not None and suggested not in near and suggested not in same:
            same.append(suggested)
        candidates = admissible(surroundings, mention, [*same, *near])
        return self._pick(mention, candidates, surroundings).participant

    # Pronouns

    def _place_pronoun(self, mention: Mention) -> None:
        number = self.quoted[mention.head]
        if mention.person != 3:
            place_speaking(self, mention, number)
            return
        near = self.recent
        pair = None
        if mention.plural and (together := others_than_doer(self, mention, several(self, mention))):
            pair = self.together(together)
            near = [one for one in near if one is not pair] + [pair]
        candidates = [
            one for one in near
            if one.last is not None and mention.sentence - one.last.sentence <= WINDOW
        ]
        surroundings = self._surroundings(mention)
        fitting = admissible(surroundings, mention, candidates)[-NEAR:]
        token = self.doc[mention.head]
        fitting = people_first(
            mention, fitting, self.talkers, token.head.lemma_ if token.dep_ == "obj" else "")
        told = named_in_sentence(self, mention, fitting) or just_told(self, mention, fitting)
        chosen = Choice(told, 0.9) if told else self._pick(mention, fitting, surroundings)
        if chosen.participant is not None:
            self.place_at(mention, chosen.participant, chosen.confidence)
        elif (owned := with_master(self, mention, fitting)) is not None:
            self.place_at(mention, owned, 0.8)
        elif pair is not None:  # The novels count two together as somebody new.
            self.place_at(mention, pair, chosen.confidence)
        elif (other := told_later(self, mention) or opener_again(self, mention)) is not None:
            self.place_at(mention, other, 0.8)
        elif mention.gender != "neuter":
            opened = self.begun()
            opened.unclaimed = not opens_unnamed(self, mention)
            first = not any(one.kind in {"person", "animal"} for one in self.participants)
            if not opened.unclaimed and first:
                self.opener = opened
            opened.plural = mention.plural
            self.place_at(mention, opened, 0.8)
            if opened.unclaimed:
                self.unresolved.append(mention)
        else:
            self.unresolved.append(mention)

    def together(self, members: tuple[int, ...]) -> Participant:
        """Return the participant that stands for several together."""
        if members not in self.pairs:
            pair = self.begun()
            pair.members, pair.plural = members, True
            pair.kinds["person"] += 1
            self.pairs[members] = pair
        pair = self.pairs[members]
        latest = max((self.participants[one].last for one in members if self.participants[one].last),
                     key=lambda mention: mention.head if mention else -1, default=None)
        if latest is not None and (pair.last is None or pair.last.head < latest.head):
            pair.last = latest
        return pair

    def _surroundings(
        self, mention: Mention, *, suggested: Participant | None = None, owners: frozenset[int] = frozenset()
    ) -> Surroundings:
        barred = talking(self, self.quoted[mention.head])
        if self.narrator is not None and self.quoted[mention.head] < 0:
            barred |= {self.narrator.number}
        if mention.form is MentionForm.PRONOUN:
            barred |= named_below(self, mention)
        return Surroundings(
            self.doc, self.quoted, self.paragraph_of, self.scene_starts[mention.head], barred, self.nearness,
            None if suggested is None else suggested.number, owners, self.grown, self.kin,
            spoke_last(self, mention.head), self.topic.get(self.paragraph_of.get(mention.head, -1)),
        )

    def _pick(self, mention: Mention, candidates: list[Participant], around: Surroundings) -> Choice:
        doubt = 0.0 if mention.form is MentionForm.PRONOUN else DOUBT
        return choose(around, mention, candidates, self.weights, doubt=doubt)

    def narrator_of(self) -> Participant:
        """Return who says "I" outside of quotations."""
        if self.narrator is None:
            self.narrator = self.begun()
            self.narrator.kinds["person"] += 1
            self.narrator.heads["narrator"] += 1
        return self.narrator

    def only_owner(self, index: int | None) -> int | None:
        """Return the one participant mentioned at a token, or ``None``."""
        owners = self.owner.get(index, ()) if index is not None else ()
        return owners[0] if len(owners) == 1 else None
