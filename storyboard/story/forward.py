"""Whom a pronoun means that its own sentence, or the one before, tells: "When he came home, Peter ate", "As
for Peter, he slept", "The cat laughed so hard that she fell"; and who is dead and does nothing more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyboard.story.arguments import BODY
from storyboard.story.binding import clause_of, subject_of
from storyboard.story.entities import Determiner, MentionForm
from storyboard.story.noun_phrases import SUBJECT_ROLES
from storyboard.story.nouns import name_gender
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc, Token

    from storyboard.story.entities import Mention
    from storyboard.story.gathering import StoryReader
    from storyboard.story.participants import Participant

DYING = words("die perish")
LASTING = words("lie remain rest seem look be have")
"""What the dead may still be said to do."""
TOLD = frozenset({"ROOT", "conj", "parataxis"})
MOVED = words("""
shake nod bow hang lift raise open close shut blink wrinkle clap fold wring stamp toss purse lick cross
""")
"""What one does with a part of one's own body."""
UNREAL = words("not n't n’t never nearly almost if would could should might may must will can")
PERSONAL = words("he she they")
OBJECTS = words("him her them")


def named_in_sentence(
    reader: StoryReader, mention: Mention, candidates: Sequence[Participant]
) -> Participant | None:
    """Return whom the sentence itself names before the pronoun.

    Args:
        candidates: Whom agreement and syntax allow.
    """
    token = reader.doc[mention.head]
    if (only := _only_one_before(reader, mention)) is not None:
        return only if only in candidates else None
    if token.dep_ == "nmod:poss" and (own := _its_own(reader, mention)) is not None:
        return own
    if mention.lemma in OBJECTS and token.dep_ in {"obj", "iobj"}:
        return _whom_the_clause_in_front_tells_of(reader, token, candidates)
    if mention.lemma not in PERSONAL or token.dep_ != "nsubj":
        return None
    for child in token.head.children:
        if child.i < token.i and _as_for(child) and (owner := reader.only_owner(child.i)) is not None:
            topic = reader.participants[owner]
            return topic if _fits(topic, mention) else None
    main = token.head.head
    so = any(child.lower_ == "so" for part in (main, *main.children) for child in part.children)
    marked = any(child.dep_ == "mark" and child.lower_ == "that" for child in token.head.children)
    if not so or not marked or main.i > token.i or token.head.dep_ not in {"advcl", "ccomp", "acl:relcl"}:
        return None
    told = [reader.at[child.i] for child in main.children if child.i in reader.at]
    subjects = [one for one in told if reader.doc[one.head].dep_ in SUBJECT_ROLES]
    others = [one for one in told if one not in subjects and one.kind in {"person", "animal", ""}]
    owner = reader.only_owner(subjects[0].head) if len(subjects) == 1 and not others else None
    one = None if owner is None else reader.participants[owner]
    return one if one in candidates else None


def _its_own(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return the subject of the clause for what is its own: "Mum and Dad sat in their car", "the Toad shook
    her head"."""
    token = reader.doc[mention.head]
    noun, clause = token.head, clause_of(token)
    subject = subject_of(clause)
    if subject is None or subject.i > token.i or subject.i == noun.i:
        return None
    if mention.lemma == "their":
        joined = [subject, *subject.conjuncts]
        numbers = [reader.only_owner(one.i) for one in joined]
        if len(joined) < 2 or any(one.i > token.i for one in joined):
            return None
        members = tuple(sorted({one for one in numbers if one is not None}))
        living = all(reader.participants[one].animate for one in members)
        return reader.together(members) if len(members) == len(joined) and living else None
    moved = noun.dep_ == "obj" and noun.lemma_.lower() in BODY and noun.head.lemma_ in MOVED
    owner = reader.only_owner(subject.i) if moved and noun.head == clause else None
    one = None if owner is None else reader.participants[owner]
    return one if one is not None and one.animate and _fits(one, mention) else None


def just_told(
    reader: StoryReader, mention: Mention, candidates: Sequence[Participant]
) -> Participant | None:
    """Return who did what the sentence before tells, if his name does not say his sex: "Zeke shut the door.
    Dusty sat down. He lit the fire."."""
    token = reader.doc[mention.head]
    if token.dep_ == "nmod:poss" and token.head.lower_ == "name":
        return _just_brought_in(reader, mention, candidates)
    opens = token.is_sent_start and token.dep_ == "nsubj" and token.head.dep_ == "ROOT"
    if not opens or mention.gender not in {"male", "female"} or reader.quoted[token.i] >= 0:
        return None
    near = [one for one in candidates if one.last and one.last.sentence == mention.sentence - 1]
    if len(near) != 1 or not near[0].names or near[0].told_gender or near[0].last is None:
        return None
    if any(name_gender(part) for name in near[0].names for part in name.split()):
        return None
    last = near[0].last
    subject = reader.doc[last.head].dep_ in SUBJECT_ROLES and last.form is MentionForm.NAME
    return near[0] if subject and near[0].kind == "person" else None


def _just_brought_in(
    reader: StoryReader, mention: Mention, candidates: Sequence[Participant]
) -> Participant | None:
    """Return the only one whom the sentence before has brought in without a name: "The cat had a kitten. Its
    name was Lucky."."""
    new = [
        one for one in candidates
        if len(one.mentions) == 1 and not one.names and one.kind in {"person", "animal"}
        and one.mentions[0].determiner is Determiner.INDEFINITE
        and mention.sentence - one.mentions[0].sentence == 1
    ]
    if len(new) > 1:  # "A woman had a daughter. Her name was Anna."
        new = [one for one in new if _is_had(reader.doc[one.mentions[0].head])]
    return new[0] if len(new) == 1 else None


def _is_had(token: Token) -> bool:
    return token.dep_ == "obj" and token.head.lemma_ in {"have", "own", "keep", "bear", "raise"}


def _only_one_before(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return the only one whom the sentence has named so far, for "he" and "his" of a clause below: "There
    was doubt in the voice of Curtis as he came in"."""
    token = reader.doc[mention.head]
    if token.dep_ not in {"nsubj", "nmod:poss"} or mention.gender not in {"male", "female"}:
        return None
    clause = clause_of(token)
    if clause.dep_ != "advcl" or clause.head.i > token.i:
        return None
    around = (reader.at.get(at) for at in range(token.sent.start, token.i))
    told = [
        one for one in around
        if one is not None and not one.plural and one.kind in {"person", "animal", ""}
        and one.gender in {None, mention.gender} and reader.quoted[one.head] == reader.quoted[token.i]
        and (one.entity or one.form is MentionForm.PRONOUN)
    ]
    if len(told) != 1 or told[0].form is MentionForm.PRONOUN:
        return None
    owner = reader.only_owner(told[0].head)
    return None if owner is None else reader.participants[owner]


def _whom_the_clause_in_front_tells_of(
    reader: StoryReader, token: Token, candidates: Sequence[Participant]
) -> Participant | None:
    """Return the girl of "just as the girl entered the wood, a wolf met her"."""
    verb = token.head
    doer = next((child for child in verb.children if child.dep_ == "nsubj"), None)
    met = None if doer is None else reader.at.get(doer.i)
    if doer is None or met is None or met.determiner is not Determiner.INDEFINITE:
        return None
    for clause in (*verb.children, *verb.head.children):
        marks = {word.lower_ for word in reader.doc[clause.left_edge.i : clause.i]}
        below = clause.dep_ in {"advcl", "conj"} and clause.i < doer.i
        if not below or not marks & {"as", "when", "while", "whilst"}:
            continue
        for child in clause.children:
            if child.dep_ == "nsubj" and (owner := reader.only_owner(child.i)) is not None:
                one = reader.participants[owner]
                return one if one in candidates else None
    return None


def told_later(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return whom the main clause behind the pronoun's clause tells of: "When he came home, Peter ate".

    Of somebody who comes on only there, the participant is begun here and waits for the name.
    """
    clause = reader.doc[mention.head].head
    if mention.lemma not in PERSONAL or reader.doc[mention.head].dep_ != "nsubj" or clause.dep_ != "advcl":
        return None
    main = clause.head
    subject = next((child for child in main.children if child.dep_ in SUBJECT_ROLES), None)
    later = None if subject is None else reader.at.get(subject.i)
    if later is None or not mention.head < later.head or later.form is MentionForm.PRONOUN:
        return None
    known = later.form is MentionForm.NAME or later.determiner is Determiner.DEFINITE
    if not known or later.plural != mention.plural or later.kind not in {"person", "animal", ""}:
        return None
    if later.gender not in {None, mention.gender} or (reader.quoted[later.head] >= 0) != (
        reader.quoted[mention.head] >= 0
    ):
        return None
    if later.form is MentionForm.NAME:
        group = reader.groups.get(later.lemma)
        if group is None or group.gender not in {None, mention.gender}:
            return None
        one = reader.by_name.get(id(group))
        if one is None:
            one = reader.by_name[id(group)] = reader.begun()
            one.told_gender = group.gender
        return one
    fitting = [one for one in reader.by_head.get(later.lemma, []) if one.agrees(later)]
    if not fitting:
        one = reader.begun()
        one.heads[later.lemma] += 1
        one.kinds[later.kind or "person"] += 1
        reader.by_head.setdefault(later.lemma, []).append(one)
        reader.recent.append(one)
        return one
    return fitting[0] if len(fitting) == 1 and _fits(fitting[0], mention) else None


def _fits(one: Participant, mention: Mention) -> bool:
    return one.plural == mention.plural and (one.gender in {None, mention.gender}) and one.animate


def _as_for(noun: Token) -> bool:
    """Whether a noun is what a sentence turns to: "As for Peter"."""
    case = {part.lower_ for child in noun.children if child.dep_ == "case" for part in child.subtree}
    return {"as", "for"} <= case


def note_death(doc: Doc, mention: Mention, one: Participant) -> None:
    """Remember that somebody has died, or does something after all."""
    token = doc[mention.head]
    if token.dep_ not in SUBJECT_ROLES:
        return
    if token.head.lower_ == "dead" and token.head.dep_ in TOLD and _is_so(token.head):
        one.died = mention.sentence  # "her mother was dead"
    if token.head.pos_ != "VERB":
        return
    if token.head.lemma_ in DYING:
        real = token.head.tag_ in {"VBD", "VBZ"} and token.head.dep_ in TOLD
        if real and not any(child.lower_ in UNREAL for child in token.head.children):
            one.died = mention.sentence
    elif mention.form is not MentionForm.PRONOUN and _acts(token.head):
        one.died = None


def is_gone(doc: Doc, mention: Mention, one: Participant) -> bool:
    """Whether a pronoun does something and the participant is dead by then."""
    token = doc[mention.head]
    return (
        one.died is not None
        and mention.sentence > one.died
        and token.dep_ == "nsubj"
        and (_acts(token.head) if token.head.pos_ == "VERB" else _is_so(token.head))
    )


def _is_so(said: Token) -> bool:
    """Whether somebody is, or was then, what is said."""
    return any(child.dep_ == "cop" and child.tag_ in {"VBD", "VBZ"} for child in said.children) and not any(
        child.lower_ in UNREAL for child in said.children)


def _acts(verb: Token) -> bool:
    before = any(child.lemma_ == "have" and child.dep_ == "aux" for child in verb.children)
    return verb.tag_ in {"VBD", "VBZ", "VBP"} and verb.lemma_ not in LASTING and not before
