"""From participants to the subjects of a reading: which matter, what they are called, what they look like."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from storyboard.story.appearance import VISIBLE, appearances, worn_by_name
from storyboard.story.certainty import certainty
from storyboard.story.entities import Determiner, Mention, MentionForm
from storyboard.story.misnamed import given_names
from storyboard.story.names import BEFORE_NAMES, SOFT_TITLES, may_share, parse_name
from storyboard.story.narrators import takes_part
from storyboard.story.noun_phrases import SUBJECT_ROLES, bounds
from storyboard.story.nouns import (
    ANYBODY,
    KIN,
    ORDER,
    TITLES,
    is_first_name,
    is_unknown,
    name_gender,
    noun_class,
)
from storyboard.story.orders import IN_ORDER
from storyboard.story.participants import Participant
from storyboard.story.reading import Subject

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from spacy.tokens import Doc

    from storyboard.story.gathering import Resolution


ROYAL = frozenset({"princess", "prince"})
SHORT = 800
"""Tokens up to which a story is a fable, in which a thing named twice matters."""


def select(doc: Doc, resolution: Resolution, quoted: Sequence[int]) -> list[Participant]:
    """Return the participants that are subjects, most mentioned first.

    People and animals count when they are named, come up again, or do something outside of quotations; places
    and things when they are named or come up again.
    """
    given = given_names(doc)
    chosen = [one for one in resolution.participants if _matters(doc, one, quoted, given)]
    return sorted(chosen, key=lambda one: (-len(one.mentions), one.mentions[0].start))


def _is_slip(doc: Doc, one: Participant) -> bool:
    """Whether the only names are first words of sentences, which are written large anyhow: ``Hark``,
    ``Merrily``."""
    if not one.names or one.heads or any(is_first_name(name.split()[0]) for name in one.names):
        return False
    if all(len(name) == 1 for name in one.names):
        return True
    named = [mention for mention in one.mentions if mention.form is MentionForm.NAME]
    again = len(named) > 1 or any(  # "Adaeze lay on the grass. She held her ankle."
        mention.form is MentionForm.PRONOUN and mention.gender in {"male", "female"}
        for mention in one.mentions
    )
    if any(_acts_by_name(doc, mention, again) for mention in named):
        return False
    if len(named) > 3 or len(one.mentions) > 3 + len(named):
        return False
    return all(
        mention.end - mention.start == 1
        and (mention.head == 0 or doc[mention.head].is_sent_start or doc[mention.head - 1].is_punct)
        for mention in named
    ) and not all(mention.entity == doc[mention.head].ent_type_ == "PER" for mention in named)


def _acts_by_name(doc: Doc, mention: Mention, again: bool) -> bool:
    """Whether a word that no list has does something like somebody: "Zog flew over the castle"."""
    token = doc[mention.head]
    does = token.pos_ == "PROPN" and token.dep_ in SUBJECT_ROLES and token.head.pos_ in {"VERB", "AUX", "ADJ"}
    return does and (again or mention.entity == "PER") and is_unknown(token.lower_)


def _matters(doc: Doc, one: Participant, quoted: Sequence[int], given: Collection[str]) -> bool:
    if one.members or one.voice or not one.mentions or one.offstage:
        return False
    if _is_slip(doc, one) and not any(name.split()[-1].lower() in given for name in one.names):
        return False
    if one.heads["narrator"]:
        return takes_part(doc, one, quoted)
    told = [mention for mention in one.mentions if quoted[mention.head] < 0]
    nominal = [mention for mention in one.mentions if mention.form is not MentionForm.PRONOUN]
    if one.unclaimed and not nominal:
        return False
    if one.kind in {"person", "animal"}:
        if one.names or len(nominal) > 1 or len(one.mentions) > 2:
            return bool(told) or len(one.mentions) > 2 or bool(one.names)
        # In a fable whoever is met counts; a tale has too many who are only named in passing.
        roles = SUBJECT_ROLES | {"obl:agent"}
        if len(doc) < SHORT:
            roles |= {"conj", "obj", "iobj", "obl"}
        return any(
            doc[mention.head].dep_ in roles
            and doc[mention.head].head.pos_ in {"VERB", "NOUN", "PROPN"}
            for mention in told
        )
    if one.kind == "place":
        return bool(one.names) or (len(nominal) > 1 and bool(told))
    if one.kind == "thing":
        if len(doc) < SHORT:
            return len(one.mentions) >= 2 and bool(told)
        return len(one.mentions) >= 3 and len(nominal) >= 2 and bool(told)
    return bool(one.names) and len(one.mentions) > 1


def build_subjects(
    doc: Doc, participants: list[Participant], resolution: Resolution
) -> tuple[tuple[Subject, ...], dict[int, str]]:
    """Return the subjects, and the subject id of each participant's number.

    Args:
        doc: The parsed story.
        participants: From ``select``, in the order of the result.
        resolution: Knows the possessors and how sure each pronoun is.
    """
    heads: set[str] = set()
    ids: dict[int, str] = {}
    subjects: list[Subject] = []
    taken: set[str] = set()
    looks = appearances(doc, resolution)
    numbers = {one.number: one for one in resolution.participants}
    for one in participants:
        head = best_head(one)
        name = best_name(doc, one, numbers, unique=head not in heads)
        if not one.names:
            heads.add(head)
        identifier = _slug(name)
        suffix = 2
        while identifier in taken:
            identifier = f"{_slug(name)}-{suffix}"
            suffix += 1
        taken.add(identifier)
        ids[one.number] = identifier
        mentions = sorted({_characters(doc, mention) for mention in one.mentions})
        subjects.append(
            Subject(
                id=identifier,
                name=name,
                kind=one.kind or "person",
                mentions=tuple(mentions),
                aliases=_aliases(doc, one, name),
                head=best_head(one),
                gender=_gender(one),
                plural=one.plural,
                age=one.age,
                confidence=_confidence(one, resolution),
                certainty=certainty(one),
                attributes=tuple(dict.fromkeys([*worn_by_name(one.names), *looks.get(one.number, ())])),
            )
        )
    return tuple(subjects), ids


def _characters(doc: Doc, mention: Mention) -> tuple[int, int]:
    last = doc[mention.end - 1]
    return doc[mention.start].idx, last.idx + len(last)


SELDOM = 10
"""Names and nouns among which a noun of somebody with a name must stand once, to say what he is."""


def best_head(one: Participant) -> str:
    """Return the noun that says what the participant is, or empty; of somebody with a name a trade before a
    kinship, since a blacksmith has a look and a brother has none."""
    trades = [
        head for head, times in one.heads.items()
        if one.names and head not in KIN | ANYBODY and times * SELDOM >= one.nominal
    ]
    if not one.heads and one.names:
        # The March Hare is a hare, though nobody calls him "the hare", and the Snow Queen a queen.
        words = max(one.names, key=lambda name: one.names[name]).lower().split()
        first = noun_class(words[0]).kind == one.kind == "person" and words[0] not in KIN | ANYBODY
        if len(words) > 1 and first and words[0] not in TITLES and name_gender(words[0]) is None:
            return words[0]  # Farmer Nell
        told = len(words) > 1 and noun_class(words[-1]).kind == one.kind and words[-1] not in KIN | ANYBODY
        if one.kind == "person" and (words[0] in BEFORE_NAMES or is_first_name(words[0])):
            told = False  # Captain Smith is no smith.
        return words[-1] if told else ""
    plain = [head for head in one.heads if head not in ORDER | IN_ORDER]
    if one.heads and not plain:
        return ""  # "The elder, Anne, was tall."
    royal = [head for head in one.heads if head in ROYAL]  # "The king's daughter" who is "the princess"
    known = trades or royal or one.heads
    most = max(known, key=lambda head: one.heads[head], default="")
    alike = [head for head in known if one.heads[head] == one.heads[most] and head not in KIN | ANYBODY]
    # "A man was running. It was the butler."
    return alike[0] if alike and most in {"man", "woman"} else most


def best_name(doc: Doc, one: Participant, numbers: dict[int, Participant], *, unique: bool) -> str:
    """Return what the story calls it: its fullest usual name, else its noun with "the"."""
    if one.heads["narrator"]:
        return "the narrator"
    if one.names:
        most = max(one.names.values())
        usual = [name for name, count in one.names.items() if count * 6 >= most]
        # Who is Eveline to the story is not Miss Hill because others call her so.
        usual = [
            name for name in usual
            if not parse_name(name).title or not any(may_share(name, other) for other in usual)
        ]
        return max(usual, key=lambda name: (_fullness(name), one.names[name], name))
    head = best_head(one)
    if not head:
        return {"female": "the woman", "male": "the man"}.get(one.gender or "", "the stranger")
    nouns = [
        mention for mention in one.mentions if mention.form is MentionForm.NOUN and mention.lemma == head
    ]
    if called := _written_as_name(doc, nouns):
        return called
    written = Counter(doc[mention.head].text for mention in nouns if not _begins_sentence(doc, mention))
    word = written.most_common(1)[0][0] if written else doc[nouns[0].head].lower_
    if not one.plural and word.lower().rstrip("s") != head and word.lower() != head:
        word = head
    owned = [
        mention
        for mention in nouns
        if head in KIN and mention.possessor is not None and doc[mention.possessor].pos_ in {"NOUN", "PROPN"}
    ]
    if len(owned) * 2 >= len(nouns):
        owner_token = doc[owned[0].possessor or 0]
        whose = doc[bounds(owner_token)[0] : owner_token.i + 1].text
        words = " ".join(f"{whose}{'’' if whose.endswith('s') else '’s'} {word}".split())
        return words[0].lower() + words[1:] if words.lower().startswith(("the ", "a ")) else words
    told = Counter(order for mention in nouns for order in mention.adjectives if order in ORDER)
    if len(told) == 1 and told.total() * 2 >= len(nouns):
        return f"the {next(iter(told))} {word}"
    adjective = "" if unique else _telling_adjective(doc, nouns)
    owner = next((numbers[number] for number in sorted(one.possessors) if number in numbers), None)
    if not unique and not adjective and owner is not None and owner is not one:
        whose = best_name(doc, owner, {}, unique=True)
        return f"{whose}{'’' if whose.endswith('s') else '’s'} {word}"
    return f"the {adjective} {word}" if adjective else f"the {word}"


def _written_as_name(doc: Doc, nouns: list[Mention]) -> str:
    """Return the noun as the story writes it if it mostly stands like a name: Mum, Bear, Mrs. Duck."""
    bare = [
        doc[one.start : one.head + 1].text
        for one in nouns
        if one.determiner is Determiner.BARE and not one.plural and doc[one.head].text[:1].isupper()
    ]
    words = [one for one in bare if all(part[:1].isupper() for part in one.split())]
    most = Counter(words).most_common(1)
    enough = len(words) * 2 + (nouns[0].lemma in KIN) > len(nouns)
    return most[0][0] if most and enough else ""


def _begins_sentence(doc: Doc, mention: Mention) -> bool:
    return mention.head == doc[mention.head].sent.start


def _fullness(name: str) -> int:
    parsed = parse_name(name)
    soft = name.split()[0].lower() in SOFT_TITLES
    return len(parsed.parts) * 2 + (1 if parsed.title or soft else 0)


def _telling_adjective(doc: Doc, nouns: list[Mention]) -> str:
    adjectives = Counter(
        adjective for mention in nouns for adjective in mention.adjectives if adjective in VISIBLE
    )
    others = [
        child.lower_
        for mention in nouns
        if mention.determiner is Determiner.OTHER
        for child in doc[mention.head].children
        if child.lower_ in {"another", "other", "second", "third"}
    ]
    if others:
        return {"another": "other"}.get(others[0], others[0])
    return adjectives.most_common(1)[0][0] if adjectives else ""


def _aliases(doc: Doc, one: Participant, name: str) -> tuple[str, ...]:
    """Return the other names and nouns that the story uses, most used first."""
    counts = Counter(one.names)
    for mention in one.mentions:
        if mention.form is MentionForm.NOUN and not one.heads["narrator"]:
            counts[f"the {doc[mention.head].text if one.plural else mention.lemma}"] += 1
    seen, kept = {name.lower()}, []
    for alias, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        if alias.lower() not in seen:
            seen.add(alias.lower())
            kept.append(alias)
    return tuple(kept[:8])


def _gender(one: Participant) -> str | None:
    if one.plural:
        return None
    if one.kind in {"place", "thing"}:
        return "neuter"
    return one.gender


def _confidence(one: Participant, resolution: Resolution) -> float:
    """Return the mean certainty of its mentions; names and nouns are taken as sure."""
    sure = [resolution.confidence.get(mention.head, 1.0) for mention in one.mentions]
    return round(sum(sure) / len(sure), 3)


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"^(?:the|a|an)\s+", "", plain)
    plain = re.sub(r"['’]", "", plain)
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "subject"
