"""Names by which people introduce themselves: "“I am Felix,” said the boy"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyboard.story.entities import Determiner, MentionForm
from storyboard.story.epithets import UNKNOWN
from storyboard.story.long_names import CALLING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc, Token

    from storyboard.story.entities import Mention
    from storyboard.story.gathering import StoryReader
    from storyboard.story.names import NameGroup
    from storyboard.story.participants import Participant
    from storyboard.story.speech import Quotation

ASKING = ("your name", "who are you", "you called", "her name", "his name", "its name")
"""What a name alone answers."""
POLITE = frozenset({"sir", "madam", "ma'am", "please", "miss", "just", "it", "is", "'s", "’s"})


def introductions(
    doc: Doc, mentions: Sequence[Mention], quotations: Sequence[Quotation], quoted: Sequence[int]
) -> list[tuple[int, str]]:
    """Return quotations in which the speaker says who he is, each with the name as written."""
    found = []
    for one in mentions:
        number = quoted[one.head]
        if number < 0 or one.form is not MentionForm.NAME:
            continue
        told = _says_who(doc[one.head]) or _answers(doc, one, quotations, number)
        if told or _given_to(doc[one.head]) is not None:
            found.append((number, one.lemma))
    return found


def introduced(reader: StoryReader, mention: Mention, group: NameGroup) -> Participant | None:
    """Return who has said before that a name, met here for the first time, is his."""
    for number, name in reader.introductions:
        quotation = reader.quotations[number]
        if reader.groups.get(name) is not group or quotation.start > mention.head:
            continue
        owner = _asked_about(reader, number)
        given = next(
            (word for one in reader.mentions
             if reader.quoted[one.head] == number and one.lemma == name
             and (word := _given_to(reader.doc[one.head])) is not None), None)
        if given is not None:  # "I'll call him Biscuit," she said.
            owner = _last_nameless(reader, quotation.start, given)
            if owner is None:
                continue
        owner = reader.only_owner(quotation.speaker) if owner is None else owner
        if owner is None and reader.quoted[mention.head] == number:
            owner = reader.speakers[number][0]
        if owner is not None and reader.participants[owner].names:
            # "Amina sat there. The doctor came in. “I'm Dr. Lund,” she said.": she is not Amina.
            pronoun = "" if quotation.speaker is None else reader.doc[quotation.speaker].lower_
            owner = _last_nameless(reader, quotation.start, {"she": "her", "he": "his"}.get(pronoun, ""))
        one = None if owner is None else reader.participants[owner]
        if one is None or one.names or one.plural:
            continue
        if group.gender is None or one.gender in {None, group.gender}:
            return one
    return None


def _given_to(name: Token) -> str | None:
    """Return the pronoun of whom a speech gives a name: the "him" of "I'll call him Biscuit"."""
    verb = name.head
    if verb.lemma_.lower() not in CALLING or name.dep_ not in {"xcomp", "obj", "appos", "flat"}:
        return None
    words_ = {"him": "his", "her": "her", "it": "its"}
    before = (child.lower_ for child in verb.children if child.i < name.i)
    return next((words_[word] for word in before if word in words_), None)


def _asked_about(reader: StoryReader, number: int) -> int | None:
    """Return whose name the quotation before asks for: "“What's her name?” asked Lars. “Freya.”"."""
    if not number:
        return None
    before = reader.quotations[number - 1]
    for token in reader.doc[before.start : before.end]:
        named = token.i + 1 < before.end and token.nbor().lower_ == "name"
        if token.lower_ in {"her", "his", "its"} and named:
            owner = reader.only_owner(token.i)
            return _last_nameless(reader, before.start, token.lower_) if owner is None else owner
    return None


def _last_nameless(reader: StoryReader, before: int, pronoun: str) -> int | None:
    """Return the one person or animal without a name of whom the story spoke before a question."""
    if not pronoun:
        return None
    gender = {"her": "female", "his": "male"}.get(pronoun)
    last = reader.at.get(before) or next((one for one in reader.mentions if one.head >= before), None)
    found = [
        one for one in reader.recent
        if not one.names and not one.plural and one.heads and one.kind in {"person", "animal"}
        and one.mentions[0].head < before and (one.gender is None or gender in {None, one.gender})
        and last is not None and any(0 <= last.sentence - known.sentence <= 2 for known in one.mentions)
    ]
    return found[0].number if len(found) == 1 else None


def it_was(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return who came on without a name just before "It was Mr. Adler"."""
    token = reader.doc[mention.head]
    subject = next((child for child in token.children if child.dep_ == "nsubj"), None)
    told = any(child.dep_ == "cop" and child.lower_ == "was" for child in token.children)
    cleft = any(child.dep_.startswith(("acl:relcl", "advcl", "ccomp")) for child in token.children)
    if subject is None or subject.lower_ != "it" or not told or cleft or reader.quoted[token.i] >= 0:
        return None
    seen = [
        one for one in reader.recent
        if one.mentions and 0 < mention.sentence - one.mentions[0].sentence <= 2 and one.kind == "person"
        and one.mentions[0].determiner is Determiner.INDEFINITE and UNKNOWN.issuperset(one.heads)
        and not one.names and one.agrees(mention)
    ]
    return seen[0] if len(seen) == 1 else None


def _says_who(name: Token) -> bool:
    copula = any(child.dep_ == "cop" and child.tag_ in {"VBP", "VBZ"} for child in name.children)
    denied = any(child.lower_ in {"not", "n't", "n’t"} for child in name.children)
    subject = next((child for child in name.children if child.dep_ == "nsubj"), None)
    if subject is None or not copula or denied:
        return False
    mine = any(child.lower_ == "my" for child in subject.children)
    return subject.lower_ == "i" or (subject.lower_ == "name" and mine)


def _answers(doc: Doc, name: Mention, quotations: Sequence[Quotation], number: int) -> bool:
    """Whether a quotation is nothing but a name, and the one before asks for it."""
    if not number:
        return False
    here, before = quotations[number], quotations[number - 1]
    rest = [
        token.lower_ for token in doc[here.start : here.end]
        if token.is_alpha and not name.start <= token.i < name.end
    ]
    asked = doc[before.start : before.end].text.lower()
    return not set(rest) - POLITE and any(words in asked for words in ASKING)
