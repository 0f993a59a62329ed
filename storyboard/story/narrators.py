"""Who tells the story and is in it: whom "we" means, and whether "I" takes part or only tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyboard.story.arguments import SAYING
from storyboard.story.binding import subject_of
from storyboard.story.entities import MentionForm
from storyboard.story.kinship import called_out
from storyboard.story.link_features import WINDOW
from storyboard.story.noun_phrases import SUBJECT_ROLES
from storyboard.story.reality import is_hypothetical, is_negated
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc, Token

    from storyboard.story.entities import Mention
    from storyboard.story.gathering import Resolution, StoryReader
    from storyboard.story.participants import Participant

RARE = 300
"""Words for each "I" beyond which who tells the story is no one in it."""
SHORT = 800
"""Tokens up to which one thing that the teller does puts him into the story."""
TELLS = words("""
say tell speak mention relate describe write read call name mean know think believe suppose hope wish guess
fancy imagine understand remember forget recall confess own assure trust doubt fear hear learn find despise
need ought owe leave return pass come pity regret beg ask thank
""")
"""Verbs of which "I" may be the teller who stands outside: "I once heard of a king", "we now come to"."""
MOVES = words("leave return pass come find ask beg")
"""Of these, what somebody in the story does in the past: "I came home"."""
TAKES_ALONG = words("take bring lead accompany join drive carry invite follow")
"""Verbs after which whoever does it to "me" is of "us": "Dad took me to the zoo. We saw a lion."."""


def told_together(reader: StoryReader, mention: Mention) -> tuple[int, ...]:
    """Return the teller and those who were last told of beside him, for a "we" outside of quotations."""
    narrator = reader.narrator_of()
    for back in range(mention.head - 1, -1, -1):
        other = reader.at.get(back)
        if other is None or reader.quoted[back] >= 0:
            continue
        if mention.sentence - other.sentence > WINDOW:
            break
        owners = reader.owner.get(back, ())
        if narrator.number not in owners:
            continue
        found = owners if len(owners) > 1 else _beside(reader, reader.doc[back])
        living = {number for number in found if reader.participants[number].animate} - {narrator.number}
        if living or (other.plural and not found):
            return (narrator.number, *sorted(living))
    return (narrator.number, *_joined(reader, mention))


def _joined(reader: StoryReader, mention: Mention) -> tuple[int, ...]:
    """Return who acted last, where "we" do something together and nobody was told of beside "I"."""
    token = reader.doc[mention.head]
    if not any(child.lower_ in {"together", "both"} for child in (*token.head.children, *token.children)):
        return ()
    for one in reversed(reader.recent):
        last = one.last
        if last is None or mention.sentence - last.sentence > 1 or not one.animate or one.heads["narrator"]:
            continue
        acts = any(reader.doc[known.head].dep_ == "nsubj" for known in one.mentions[-2:])
        return (one.number,) if acts and one.kind in {"person", "animal"} and not one.plural else ()
    return ()


def _beside(reader: StoryReader, token: Token) -> tuple[int, ...]:
    """Return who does something together with "I" or "me": "Hannah and I", "I went with Tom"."""
    together = list(token.conjuncts)
    if token.dep_ in SUBJECT_ROLES:
        together += [child for child in token.head.children if child.dep_ == "obl" and _with(child)]
    elif token.dep_ == "obl" and _with(token) and (subject := subject_of(token.head)) is not None:
        together += [subject, *subject.conjuncts]  # "Tom came with me"
    elif token.dep_ == "obj" and token.head.lemma_ in TAKES_ALONG and (subject := subject_of(token.head)):
        together += [subject, *subject.conjuncts]
    return tuple(number for one in together for number in reader.owner.get(one.i, ()))


def _with(token: Token) -> bool:
    return any(child.dep_ == "case" and child.lower_ == "with" for child in token.children)


def take_in_we(resolution: Resolution) -> None:
    """Count what "we" do among what is told of the teller, who is one of them."""
    narrator = next((one for one in resolution.participants if one.heads["narrator"]), None)
    if narrator is None:
        return
    shared = []
    for one in resolution.participants:
        if narrator.number in one.members:
            shared += one.mentions
            resolution.owner.update(dict.fromkeys((mention.head for mention in one.mentions), one.members))
    narrator.mentions = sorted([*narrator.mentions, *shared], key=lambda mention: mention.head)


def takes_part(doc: Doc, narrator: Participant, quoted: Sequence[int]) -> bool:
    """Whether the teller is somebody in the story: comes up again and again, or does or suffers something
    that takes place in it."""
    told = [mention for mention in narrator.mentions if quoted[mention.head] < 0]
    alone = [mention for mention in told if not mention.plural]
    if len(alone) > 1 and len(told) * RARE >= len(doc):
        return True
    if not told or len(told) * max(RARE, SHORT) < len(doc):
        return False
    tenses = _tenses(doc, quoted)
    if any(_speaks(doc[mention.head], quoted) for mention in told):
        return True  # "A clock," said I.
    return any(_is_act(doc[mention.head], tenses) for mention in told)


def _speaks(token: Token, quoted: Sequence[int]) -> bool:
    verb = token.head
    near = range(max(0, verb.i - 3), min(len(quoted), verb.i + 4))
    return token.lower_ == "i" and verb.lemma_ in SAYING and any(quoted[index] >= 0 for index in near)


def _tenses(doc: Doc, quoted: Sequence[int]) -> frozenset[str]:
    """Return the tags of the tense in which a story is told."""
    told = [token.tag_ for token in doc if token.pos_ in {"VERB", "AUX"} and quoted[token.i] < 0]
    past = told.count("VBD")
    return frozenset({"VBD"}) if past and past * 2 >= told.count("VBP") + told.count("VBZ") else frozenset({
        "VBP", "VBZ"})


def _is_act(token: Token, tenses: frozenset[str]) -> bool:
    """Whether "I", "we", "me" or "us" does or suffers something in the tense of the story."""
    while token.dep_ == "conj":
        token = token.head
    role, verb = token.dep_, token.head
    if role not in SUBJECT_ROLES | {"obj", "iobj", "obl", "obl:agent"} or role == "nsubj:outer":
        return False
    if is_negated(verb) or is_hypothetical(verb):
        return False
    told = verb.pos_ in {"VERB", "AUX"} and verb.tag_ in tenses
    state = any(child.dep_ in {"cop", "aux", "aux:pass"} and child.tag_ in tenses for child in verb.children)
    if not told and not (state and token.lower_ not in {"we", "us"}):
        return False
    lemma = verb.lemma_.lower()
    return lemma not in TELLS or (lemma in MOVES and "VBD" in tenses)


def note_calls(reader: StoryReader, number: int, inside: Sequence[Mention]) -> None:
    """Remember what others call the teller: "“Come, Jane,” she said to me"."""
    quotation, told = reader.quotations[number], reader.speakers[number][0]
    narrator = reader.narrator
    if narrator is not None and told == narrator.number:
        return
    for mention in inside:
        if mention.plural or not called_out(reader, mention):
            continue
        if narrator is not None and reader.only_owner(quotation.addressee) == narrator.number:
            narrator.told_gender = narrator.told_gender or _called(reader, mention)
        elif mention.form is MentionForm.NAME:
            reader.calls.append(mention)


def settle_teller(reader: StoryReader) -> None:
    """Give the teller the sex of the only names by which nobody else can be called: they are called out
    beside what "I" does, and never told of."""
    narrator = reader.narrator
    if narrator is None or narrator.told_gender:
        return
    near = {mention.sentence for mention in narrator.mentions if reader.quoted[mention.head] < 0}
    genders = set()
    for mention in reader.calls:
        group = reader.groups.get(mention.lemma)
        times = sum(reader.groups.get(other.lemma) is group for other in reader.calls)
        if group is None or sum(group.names.values()) > times:
            continue  # Somebody of whom the story tells, too.
        if near & set(range(mention.sentence - 1, mention.sentence + 3)):
            genders.add(group.gender)
    if len(genders) == 1:
        narrator.told_gender = genders.pop()


def _called(reader: StoryReader, mention: Mention) -> str | None:
    group = reader.groups.get(mention.lemma)
    return mention.gender if group is None else group.gender
