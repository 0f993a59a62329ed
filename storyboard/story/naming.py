"""Names given to whom the story knows already: "she was called Red-Cap", "she, Eveline"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyboard.story.binding import excluded, ruled, subject_of
from storyboard.story.entities import Determiner, MentionForm
from storyboard.story.kinship import called_out
from storyboard.story.names import is_little, may_share
from storyboard.story.speakers import several
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Token

    from storyboard.story.entities import Mention
    from storyboard.story.gathering import StoryReader
    from storyboard.story.participants import Participant


COMPANY = words("company friend companion pet favourite favorite comrade pal playmate helper")
SELDOM = 3
"""Times that a name occurs at most by which the story only lets others call somebody."""
NEARBY = 6
"""Sentences back within which somebody is near who is called out."""
OF_A_NAME = frozenset({"nmod", "appos", "compound", "flat"})
"""How a name hangs on the noun "name"."""


def called(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return who gets a name here: "she was called Red-Cap", "a boy named Jack"."""
    token = reader.doc[mention.head]
    verb = token.head
    if (given := _given_name(reader, token)) is not None:
        return None if given.names else given
    if (same := _who_is(reader, mention)) is not None:
        return same
    if called_out(reader, mention):
        return _called_out_by_name(reader, mention)
    if verb.lemma_ not in {"call", "name", "christen", "hight"}:
        return None
    bearer = next((child.i for child in verb.children if child.dep_ == "nsubj:pass"), None)
    before = reader.at.get(verb.i - 1)
    bare = not any(child.dep_.startswith("aux") for child in verb.children)
    if bare and before is not None and before.kind in {"person", "animal"} and token.i == verb.i + 1:
        bearer = before.head  # "lived by the sea with a robot called Bolt", wherever "called" hangs
    relative = bearer is not None and reader.doc[bearer].lower_ in {"who", "which", "that"}
    if (bearer is None or relative) and verb.dep_.startswith("acl"):
        bearer = verb.head.i
    if bearer is None and token.dep_ == "xcomp":  # "We call him Dustbin"
        objects = (child.i for child in verb.children if child.dep_ in {"obj", "iobj"} and child.i < token.i)
        bearer = next(objects, None)
    owners = reader.owner.get(bearer, ()) if bearer is not None else ()
    if not owners and bearer is not None:  # "The vet is a woman called Dr Lund."
        subject = next((child.i for child in reader.doc[bearer].children if child.dep_ == "nsubj"), None)
        owners = reader.owner.get(subject, ()) if subject is not None else ()
        if len(owners) == 1 and bearer in reader.at:
            _become(reader.participants[owners[0]], reader.at[bearer])
    participant = reader.participants[owners[0]] if len(owners) == 1 else None
    if participant is not None and participant.age == "old" and is_little(mention.lemma):
        # "she was always called Little Red-Cap": not her grandmother, of whom "she" was thought.
        young = [
            one for one in reader.recent
            if one.gender == participant.gender and one.age == "child" and not one.names
        ]
        participant = young[0] if len(young) == 1 else None
    if participant is not None and participant.plural and not mention.plural:
        return None  # "twins called Max and Mia": each of them is one of the twins.
    return None if participant is None or participant.names else participant


def _become(one: Participant, noun: Mention) -> None:
    """Make an animal of whom only a word for company named: "His company was a goat called Duchess"."""
    if noun.kind == "animal" and one.heads and COMPANY.issuperset(one.heads) and not one.names:
        one.heads.clear()
        one.kinds.clear()
        one.heads[noun.lemma], one.kinds["animal"] = 1, 2
        one.plural = False


def _called_out_by_name(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return the only one near without a name of that sex: “Look lively, Miss Hill, please.”"""
    group = reader.groups.get(mention.lemma)
    if group is None or group.gender is None or sum(group.names.values()) > SELDOM:
        return None
    speaker = reader.speakers[reader.quoted[mention.head]][0]
    near = [
        one
        for one in reader.recent
        if one.last
        and mention.sentence - one.last.sentence <= NEARBY
        and one.kind == "person"
        and one.gender == group.gender
        and one.number != speaker
        and not (one.plural or one.voice)
        and all(may_share(known, mention.lemma) for known in one.names)
    ]
    # Whom only a noun names ("the nurse") may be anybody; a pronoun from the first word on is somebody.
    return near[0] if len(near) == 1 and near[0] is reader.opener and not near[0].heads else None


def _given_name(reader: StoryReader, token: Token) -> Participant | None:
    """Return who is given a name otherwise: "gave the child the name of Rapunzel", "his name was Jack"."""
    noun = token.head
    if noun.lemma_ == "name" and token.dep_ == "nsubj" and _is(noun):  # "Tom is my name"
        bearer = next((child for child in noun.children if child.dep_ == "nmod:poss"), None)
    elif noun.lemma_ == "name" and noun.dep_ in {"obj", "iobj"} and token.dep_ in OF_A_NAME:
        if noun.head.lemma_ != "give":
            return None
        given = [child for child in noun.head.children if child.dep_ in {"iobj", "obj"} and child != noun]
        bearer = given[0] if given else None
    else:
        names = [child for child in token.children if child.dep_ == "nsubj" and child.lemma_ == "name"]
        if not names or not _is(token):
            return None
        bearer = next((child for child in names[0].children if child.dep_ == "nmod:poss"), None)
    if bearer is None:
        return None
    if bearer.lower_ == "whose" and token.dep_.startswith("acl"):
        bearer = token.head  # "the youngest, whose name was Hans"
    owner = reader.only_owner(bearer.i)
    if owner is None and bearer.lower_ == "my" and reader.quoted[bearer.i] >= 0:
        owner = reader.speakers[reader.quoted[bearer.i]][0]  # "Tom is my name": who speaks is known before.
    return None if owner is None else reader.participants[owner]


def _who_is(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return who is said to be another by name: "By night, Marcus is Captain Comet", "became Thunderman"."""
    token = reader.doc[mention.head]
    if reader.quoted[mention.head] >= 0 or mention.determiner not in {Determiner.BARE, Determiner.INDEFINITE}:
        return None
    if token.dep_ in {"xcomp", "obj"} and token.head.lemma_ in {"become", "prove", "turn"}:
        subject = subject_of(token.head)
    elif _is(token):
        parts = (token, *(child for child in token.children if child.dep_ == "flat"))
        under = (child for part in parts for child in part.children)
        subject = next((child for child in under if child.dep_ == "nsubj"), None)
    else:
        return None
    told = None if subject is None else reader.at.get(subject.i)
    if told is None or told.predicative or told.plural or told.lemma in {"it", "this", "that"}:
        return None
    owner = reader.only_owner(told.head)
    one = None if owner is None else reader.participants[owner]
    return one if one is not None and one.kind in {"person", ""} and one.agrees(mention) else None


def _is(predicate: Token) -> bool:
    """Whether something is said to be so, not asked, denied or wished."""
    children = list(predicate.children)
    return any(child.dep_ == "cop" and child.tag_ in {"VBZ", "VBD", "VBP"} for child in children) and not any(
        child.lower_ in {"not", "n't", "n’t", "if"} or child.text == "?" for child in children
    )


def by_apposition(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return whom the name or noun says more of: "Anne, the cook", "she, Eveline"."""
    token = reader.doc[mention.head]
    pronoun = _after_pronoun(token)
    if token.dep_ != "appos" and not pronoun:
        return None
    owners = reader.owner.get(token.head.i, ())
    if len(owners) != 1:
        return None
    participant = reader.participants[owners[0]]
    if pronoun and participant is not reader.opener:
        hero = _retaken(reader, token.head, participant, mention.lemma)
        if hero is None and (participant.names or participant.heads):
            return None
        participant = hero or participant
    reader.asides.add(mention.head)
    group = reader.groups.get(mention.lemma)
    if (
        mention.form is MentionForm.NAME
        and participant.names
        and not any(
            reader.groups.get(name) is group or (pronoun and may_share(name, mention.lemma))
            for name in participant.names
        )
    ):
        return None
    if not participant.agrees(mention) and not _is_its_kind(participant, mention):
        return None
    if group is not None:
        reader.by_name.setdefault(id(group), participant)
        participant.told_gender = participant.told_gender or group.gender
    return participant


def _is_its_kind(participant: Participant, mention: Mention) -> bool:
    """Whether a noun says which animal bears a name that people have: "Oscar the bear", "Bella, a cat"."""
    nameless = mention.form is MentionForm.NAME or mention.plural or participant.plural
    return mention.kind == "animal" and bool(participant.names) and not participant.heads and not nameless


def beside_name(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return whom the name right behind a noun means, if the story knows the name: "the woman Deborah"."""
    token = reader.doc[mention.head]
    for child in token.children:
        name = reader.at.get(child.i)
        if name is None or name.form is not MentionForm.NAME or child.dep_ not in {"appos", "flat"}:
            continue
        group = reader.groups.get(name.lemma)
        close = name.start == token.i + 1 or (child.dep_ == "appos" and name.start == token.i + 2)
        one = None if group is None or not close else reader.by_name.get(id(group))
        if one is not None and one.agrees(mention):
            return one
    return None


def _retaken(reader: StoryReader, pronoun: Token, wrong: Participant, name: str) -> Participant | None:
    """Give the pronoun that a name explains to whom the story opened with, who has no such name as yet."""
    hero, mention = reader.opener, reader.at[pronoun.i]
    if hero is None or not all(may_share(known, name) for known in hero.names):
        return None
    if (hero.heads and not hero.names) or hero.gender != mention.gender:
        return None
    wrong.mentions.remove(mention)
    wrong.last = wrong.mentions[-1] if wrong.mentions else None
    if mention in reader.unresolved:
        reader.unresolved.remove(mention)
    reader.place_at(mention, hero)
    return hero


def _after_pronoun(token: Token) -> bool:
    """Whether a name stands behind a pronoun and a comma, without "and": the parser joins them as a list."""
    return (
        token.dep_ in {"conj", "appos"}
        and token.pos_ == "PROPN"
        and token.head.pos_ == "PRON"
        and token.head.i == token.i - 2
        and token.nbor(-1).text == ","
        and not any(child.dep_ == "cc" for child in token.children)
    )


def opens_unnamed(reader: StoryReader, mention: Mention) -> bool:
    """Whether a "she" begins someone whom the story names later or never: "She sat at the window"."""
    token = reader.doc[mention.head]
    return (
        reader.quoted[mention.head] < 0
        and mention.gender in {"male", "female"}
        and mention.lemma in {"he", "she"}
        and token.dep_ == "nsubj"
        and token.head.pos_ in {"VERB", "ADJ"}
    )


def opener_again(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return whom the story opened with, where a "she" that is told finds nobody nearer."""
    hero = reader.opener
    if hero is None or reader.quoted[mention.head] >= 0 or mention.plural or mention.gender != hero.gender:
        return None
    return None if excluded(reader.doc[mention.head], mention, hero) else hero


def named_below(reader: StoryReader, mention: Mention) -> frozenset[int]:
    """Return the numbers of those whom the words name that a pronoun rules: the wolf of "he saw that the wolf
    slept" is not "he"."""
    found = set()
    for word in ruled(reader.doc[mention.head]):
        other = reader.at.get(word.i)
        if other is not None and other.lemma == "them" and word.head == reader.doc[mention.head].head:
            found |= set(several(reader, other))  # "She took them both by the hand": she is none of them.
        if (
            other is None
            or other.form is MentionForm.PRONOUN
            or other.predicative
            or word.dep_ in {"appos", "xcomp"}
            or (reader.quoted[word.i] >= 0) != (reader.quoted[mention.head] >= 0)
        ):
            continue
        if other.form is MentionForm.NAME:
            named = reader.by_name.get(id(reader.groups.get(other.lemma)))
            known = [] if named is None else [named]
        elif other.determiner is Determiner.DEFINITE:
            known = [one for one in reader.by_head.get(other.lemma, []) if one.agrees(other)]
        else:
            continue
        if len(known) == 1:
            found.add(known[0].number)
    return frozenset(found)
