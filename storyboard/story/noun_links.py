"""Rules by which a noun takes up a participant: the same noun again, or the only one near whom it can mean.

For things they decide; for people, animals and places the learned network weighs what they suggest
(``linking``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyboard.story.entities import Determiner
from storyboard.story.kinship import called_out, one_family, whose
from storyboard.story.link_features import WINDOW
from storyboard.story.names import parse_name
from storyboard.story.nouns import ANYBODY, KIN, noun_class, same_being, same_thing, stands_for
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from storyboard.story.entities import Mention
    from storyboard.story.gathering import StoryReader
    from storyboard.story.participants import Participant

NOUN_WINDOW = 120
"""Sentences after which "the man" no longer means the man of before, unless he is a main participant."""
MOST_ALIKE = 40
"""Participants with the same noun that are looked at, so that time stays linear in the story's length."""
MAIN_AFTER = 6
"""Mentions from which a participant counts as a main one."""
PERCEIVE = frozenset({"see", "hear", "perceive", "notice", "observe", "behold"})
DWARFS = words("dwarf elf goblin hobgoblin imp gnome kobold brownie leprechaun manikin")
"""Who is also called a little man."""
RANKS = words("""
king queen prince princess duke duchess count countess baron lord captain doctor professor colonel general
lieutenant major sergeant judge inspector knight parson
""")
"""Titles by which their bearer is also called without the name."""
OTHERS = {
    "vet": words("dr doctor"), "veterinarian": words("dr doctor"), "dentist": words("dr doctor"),
    "physician": words("dr doctor"), "surgeon": words("dr doctor"), "baronet": words("sir"),
    "nobleman": words("lord count duke baron earl"), "skipper": words("captain"),
    "clergyman": words("reverend rev parson vicar father"), "priest": words("father"),
    "officer": words("captain colonel major lieutenant sergeant general"), "monarch": words("king queen"),
    "policeman": words("constable inspector sergeant"), "soldier": words("colonel major lieutenant sergeant"),
}
"""Other nouns for who bears a title: Dr. Marsh is the physician."""
BEARERS = {"sir": "knight", "dr": "doctor", "prof": "professor", "capt": "captain", "col": "colonel",
           "gen": "general", "rev": "parson"}
"""Title before a name -> noun for its bearer."""


def same_noun(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return the participant that the story has called by this noun before."""
    if mention.determiner is Determiner.INDEFINITE:
        return _seen_anew(reader, mention)
    if mention.determiner is Determiner.QUANTIFIED:
        return None
    capital = reader.doc[mention.head].text[:1].isupper()
    bare = mention.determiner is Determiner.BARE
    if bare and not (
        capital or mention.plural or mention.lemma in KIN or called_out(reader, mention)
    ):
        return None
    owners = whose(reader, mention)
    fitting = []
    for participant in reader.by_head.get(mention.lemma, [])[-MOST_ALIKE:]:
        last = participant.last
        if last is None or not participant.agrees(mention):
            continue
        if (
            owners
            and participant.possessors
            and not one_family(reader, owners, participant.possessors)
            and (mention.kind in {"person", "animal"})
        ):
            continue
        if mention.possessor is not None and participant.number in owners:
            continue
        near = mention.sentence - last.sentence <= NOUN_WINDOW
        if near or capital or len(participant.mentions) >= MAIN_AFTER:
            fitting.append(participant)
    if not fitting:
        return titled(reader, mention)
    if "first" in mention.adjectives:
        return min(fitting, key=lambda one: one.number)
    exact = (
        [one for one in fitting if set(mention.adjectives) & one.adjectives] if mention.adjectives else []
    )
    return max(exact or fitting, key=lambda one: one.last.head if one.last else 0)


def _seen_anew(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return the main participant who is seen through other eyes: "he saw that an enchantress came"."""
    verb = reader.doc[mention.head].head
    if mention.adjectives or mention.lemma in ANYBODY or reader.doc[mention.head].dep_ != "nsubj":
        return None
    if verb.dep_ != "ccomp" or verb.head.lemma_ not in PERCEIVE:
        return None
    known = reader.by_head.get(mention.lemma, [])
    if len(known) != 1 or len(known[0].mentions) < MAIN_AFTER or not known[0].agrees(mention):
        return None
    return known[0]


def told_by_another(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return the main participant of whom somebody tells who does not know him: "I saw a dwarf"."""
    token = reader.doc[mention.head]
    past = token.head.tag_ == "VBD" or any(child.tag_ == "VBD" for child in token.head.children)
    if token.dep_ != "nsubj" or not past or mention.lemma in ANYBODY:
        return None
    known = [one for one in reader.by_head.get(mention.lemma, []) if one.agrees(mention)]
    return known[0] if len(known) == 1 and len(known[0].mentions) >= MAIN_AFTER else None


def titled(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return the only one whose name bears the noun as its title: "the prince" for Prince Prospero."""
    if mention.determiner is not Determiner.DEFINITE or mention.plural or mention.kind != "person":
        return None
    if reader.by_head.get(mention.lemma):
        return None
    bearers = {
        one.number: one
        for one in reader.by_name.values()
        if any(_bears(name, mention.lemma) for name in one.names)
    }
    one = next(iter(bearers.values()), None)
    if one is None or len(bearers) > 1 or one.last is None or not one.agrees(mention):
        return None
    return one if mention.sentence - one.last.sentence <= NOUN_WINDOW else None


def _bears(name: str, noun: str) -> bool:
    """Whether a name begins with a noun for its bearer: Captain Reed, Farmer Nell."""
    title = parse_name(name).title
    if title in OTHERS.get(noun, ()):
        return True
    if title:
        return noun not in KIN | ANYBODY and BEARERS.get(title, title) == noun
    first, _, rest = name.lower().partition(" ")
    return first == noun and bool(rest) and noun not in KIN | ANYBODY


def little_folk(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return the only dwarf or little man near, by the other word."""
    if mention.plural or mention.determiner not in {Determiner.DEFINITE, Determiner.BARE}:
        return None  # The "that" of "that dwarf" may be taken for a conjunction, which leaves him bare.
    if mention.lemma in DWARFS:
        others = [one for one in reader.recent if one.heads["man"] and "little" in one.adjectives]
    elif mention.lemma == "man" and "little" in mention.adjectives:
        others = [one for one in reader.recent if any(head in DWARFS for head in one.heads)]
    else:
        return None
    if len(others) != 1 or others[0].last is None or not others[0].agrees(mention):
        return None
    return others[0] if mention.sentence - others[0].last.sentence <= NOUN_WINDOW else None


def same_animal(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return the only animal of its sort among the main ones, by another word: Donkey for the ass."""
    if mention.kind != "animal" or mention.plural or mention.possessor is not None:
        return None
    called = mention.determiner is Determiner.BARE and reader.doc[mention.head].text[:1].isupper()
    if mention.determiner is not Determiner.DEFINITE and not called:
        return None
    alike = [
        one for one in reader.recent
        if any(same_being(mention.lemma, head) for head in one.heads)
    ]
    if len(alike) != 1 or len(alike[0].mentions) < MAIN_AFTER or not alike[0].agrees(mention):
        return None
    return alike[0]


def other_noun(reader: StoryReader, mention: Mention) -> Participant | None:
    """Return the only one near whom another noun can mean: "the bird" for the crow, "the flesh" for
    the meat."""
    if mention.possessor is not None:
        return None
    if mention.kind in {"person", "animal"}:
        alike = [
            one
            for one in reader.recent
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
            for one in reader.recent
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
    for participant in reader.recent:
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
