"""What happens, told to people in a sentence for a shot and a few for a scene, to models in a prompt."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from storyboard.board.model import Subject
from storyboard.planning.drawable import Drawable
from storyboard.planning.words import agreeing, capitalised, in_sentence, listed, owned
from storyboard.story.lexicon.frames import needs
from storyboard.story.reading import Event, Part, PartRole, Reading
from storyboard.story.reading import Subject as StorySubject
from storyboard.story.wordlists import words

LONGEST_TITLE = 48
"""Characters."""
LONGEST_SENTENCE = 96
"""Characters of a shot's sentence; phrases at its end are left out beyond them."""

INCOMPLETE = words("""
see hear meet approach follow hit strike kick light steal drop cut join watch spy notice leave burst
""")
"""Verbs that WordNet lets stand alone, but that show nothing without what is seen, met or hit."""
COMPLETE = words("cheer faint")
"""Verbs that show enough alone, though WordNet gives them an object."""
DAYBREAKS = words("sunset sunrise dawn daybreak")
"""Times that are looked at as well."""
PUTTING = words("set put place lay let")
"""Verbs that want to know where as well: "the gardener sets the son" is nothing."""
ITSELF = {
    "lay": "lie", "seat": "sit", "set": "sit", "place": "stand", "let": "climb", "throw": "leap",
    "roll": "lie",
    "fling": "leap", "take": "go", "station": "stand", "post": "stand", "squeeze": "squeeze", "betake": "go",
}
"""Verbs of what one does to oneself -> the same without it: "laid himself down" is "lies down"."""
ALONG = words("take lead bring draw")
"""Verbs that say nothing with somebody alone: "takes the girl along"."""
FIRST_PERSON = words("myself ourselves yourself yourselves")
LEAPING = words("jump run fly swim climb")
BARE = {"lie": "there", "hang": "there"}
"""Verbs that a caption does not end with -> what stands behind them."""
PLAINER = {
    "spy": "see", "espy": "see", "perceive": "see", "behold": "see", "descry": "see", "clamber": "climb",
    "hobble": "limp", "proceed": "go",
}
"""Verbs of old stories -> those that a caption has."""
DENIAL = re.compile(r"\b(?:no|not|never|nobody|none|nothing|neither|without)\b", re.IGNORECASE)
POSSESSOR = re.compile(r"(?:['’]s|s['’])\s")
PRONOUN = re.compile(
    r"\b(?:it|them|him|her|they|he|she|me|us|you|i|we|himself|herself|themselves|itself|this|that|which|whom|what)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Stage:
    """Who and what a story's events are about."""

    reading: Reading
    cast: Mapping[str, Subject]
    plural: frozenset[str]
    """Cast ids of those who are many."""
    drawable: Drawable
    model: Drawable
    """The same, narrowed to what the chosen model draws."""
    actors: tuple[StorySubject, ...]
    """People and animals of the cast, as the reading has them."""
    names: Mapping[str, str]
    """Subject id -> name, of all subjects that the story names."""
    any_words: bool
    """Whether the model takes any words, not those of a list alone."""

    @classmethod
    def of(
        cls,
        reading: Reading,
        cast: Mapping[str, Subject],
        drawable: Drawable,
        model: Drawable,
        *,
        any_words: bool,
    ) -> Stage:
        """Return the stage of a reading and its cast."""
        plural = frozenset(subject.id for subject in reading.subjects if subject.plural)
        actors = tuple(subject for subject in reading.subjects
                       if subject.id in cast and cast[subject.id].kind in ("person", "animal"))
        names = {subject.id: subject.name for subject in reading.subjects if subject.head or subject.aliases}
        return cls(reading, cast, plural, drawable, model, actors, names, any_words)

    def acts(self, who: str | None) -> bool:
        """Return whether somebody is a person or animal of the cast."""
        return who is not None and who in self.cast and self.cast[who].kind in ("person", "animal")


@dataclass(frozen=True, slots=True)
class Telling:
    """One event in words."""

    sentence: str
    """``The Crow perches in a tall tree.``"""
    title: str
    """The same in few words."""
    phrase: str
    """What the doer does, for a prompt: ``gnaws a rope``, ``gives {cheese} to {fox}``; without place."""
    whole: bool
    """Whether the verb has all that it needs: "the ass takes" has not."""
    has_object: bool
    """Whether ``phrase`` names what it is done to."""
    to_place: bool
    """Whether that is a place: "enters the wood" is a walk in the forest."""


def told(stage: Stage, event: Event, agent: str) -> Telling:
    """Return an event in words, as something that is seen."""
    along = [who for who in event.companions if stage.acts(who) and who != agent]
    many = agent in stage.plural or bool(along)
    verb = _verb(event)
    name = listed([stage.cast[agent].name, *(in_sentence(stage.cast[who].name) for who in along)])
    phrases = [(part, part_words(stage, part, event, agent)) for part in event.parts]
    lost = any(part.role is PartRole.OBJECT and not text for part, text in phrases)
    given = [(part, text) for part, text in phrases if text]
    has_object = any(part.role is PartRole.OBJECT for part, _ in given)
    shown = agreeing(verb, plural=many)
    whole = not lost and (has_object or not _wants_object(stage, verb, event, bool(given)))
    whole = whole and not (verb in PUTTING and has_object and len(given) == 1)
    reflexive = next((text for part, text in given if part.role is PartRole.REFLEXIVE), "")
    # "The narrator finds myself captive", "Molly finds herself" are no captions.
    whole = whole and reflexive not in FIRST_PERSON and not (verb == "find" and reflexive and len(given) == 1)
    alone = [part.role for part, _ in given] == [PartRole.OBJECT] and stage.acts(given[0][0].subject)
    alone = alone and not given[0][0].preposition
    if alone and verb in ALONG:
        given.append((Part(role=PartRole.PARTICLE, words="along"), "along"))  # "took her to see the play"
    if not given and verb in BARE:
        shown = f"{shown} {BARE[verb]}"
    tails = [" ".join([shown, *(text for _, text in given[:count])]) for count in range(len(given), -1, -1)]
    # What may be left out where room is short: phrases behind prepositions, the last one first.
    short = [tail for count, tail in zip(range(len(given), -1, -1), tails, strict=True)
             if all(part.role is PartRole.PHRASE for part, _ in given[count:])]
    sentence = next((tail for tail in short if len(name) + len(tail) < LONGEST_SENTENCE), short[-1])
    title = next((tail for tail in short if len(name) + len(tail) < LONGEST_TITLE), "")
    prompt = [text for part in event.parts
              if not part.is_place and (text := part_words(stage, part, event, agent, references=True))]
    return Telling(
        sentence=capitalised(f"{name} {sentence}") + ".",
        title=capitalised(f"{name} {title}") if title else capitalised(name),
        phrase=" ".join([agreeing(verb, plural=agent in stage.plural), *prompt]),
        whole=whole,
        has_object=has_object and whole,
        to_place=any(_is_place(stage, part) for part, _ in given if part.role is PartRole.OBJECT),
    )


def _is_place(stage: Stage, part: Part) -> bool:
    noun = (part.words or stage.names.get(part.subject or "", "")).partition(" of ")[0]
    if not noun or part.subject in stage.cast:
        return False
    return stage.drawable.place(noun.split()[-1]) is not None


def told_speech(stage: Stage, agent: str, verb: str, rest: str) -> tuple[str, str]:
    """Return sentence and title of somebody speaking: ``The Fox talks to the Crow.``

    Args:
        verb: Lemma.
        rest: What stands behind it.
    """
    shown = agreeing(verb, plural=agent in stage.plural)
    title = capitalised(" ".join(part for part in (stage.cast[agent].name, shown, rest) if part))
    return f"{title}.", title


def _verb(event: Event) -> str:
    verb = event.predicate.split()[0]
    if any(part.role is PartRole.REFLEXIVE for part in event.parts):
        up = verb == "roll" and any(part.words == "up" for part in event.parts)
        verb = "curl" if up else ITSELF.get(verb, verb)  # "rolled herself up on the hearth"
    if event.predicate == "fall asleep" and not any(part.words == "asleep" for part in event.parts):
        return event.predicate
    return PLAINER.get(verb, verb)


def _wants_object(stage: Stage, verb: str, event: Event, has_phrase: bool) -> bool:
    if verb in COMPLETE:
        return False
    if (tried := tried_verb(event)) is not None:
        return needs(tried) == "object"
    if verb in INCOMPLETE:
        return not (verb == "strike" and has_phrase)  # "strikes upon the head of the dragon"
    if any(part.role is PartRole.REFLEXIVE for part in event.parts):
        return False
    need = needs(verb) or (needs(event.predicate) if event.predicate.startswith(f"{verb} ") else "")
    if has_phrase and stage.drawable.field(verb) in LEAPING:
        return False  # "skipped out of the parlour"
    if need == "phrase":
        return not has_phrase and stage.drawable.handles(verb)
    return need == "object"


def tried_verb(event: Event) -> str | None:
    """Return what somebody tries to do: ``open`` of "tries to open the door"."""
    states = (part.words for part in event.parts if part.role is PartRole.STATE)
    return next((words_.removeprefix("to ") for words_ in states if words_.startswith("to ")), None)


def part_words(stage: Stage, part: Part, event: Event, agent: str, *, references: bool = False) -> str:
    """Return a part as a caption says it, or with ``references`` a prompt; empty if it cannot be told."""
    if part.role in (PartRole.PARTICLE, PartRole.STATE):
        return part.words
    if part.role is PartRole.REFLEXIVE:
        verb = event.predicate.split()[0]
        return "" if verb in ITSELF or not needs(verb) or references else part.words
    noun = _noun(stage, part, event, agent, references=references)
    if not noun:
        return ""
    case = "to" if part.role is PartRole.RECIPIENT and _is_behind(part, event) else part.preposition
    return f"{case} {noun}".strip()


def _is_behind(part: Part, event: Event) -> bool:
    """Return whether a recipient stands behind what it gets ("gives the ring to the king")."""
    place = event.parts.index(part)
    return any(other.role is PartRole.OBJECT for other in event.parts[:place]) or not any(
        other.role is PartRole.OBJECT for other in event.parts
    )


def _noun(stage: Stage, part: Part, event: Event, agent: str, *, references: bool) -> str:
    who = part.subject
    if who is not None and (who == agent or who in event.companions):
        return ""
    if who is not None and who in stage.cast:
        if agent in part.others:
            return ""  # "Jonas sleeps between Elsa and Jonas"
        everybody = [one for one in (who, *part.others) if one in stage.cast]
        names = (f"{{{one}}}" if references else in_sentence(stage.cast[one].name) for one in everybody)
        return listed(list(names))
    text = re.sub(r"\s+", " ", part.words or (in_sentence(stage.names.get(who or "", "")))).strip()
    if PRONOUN.search(text):
        text = re.split(r"\s(?:of|in|on|to|for|with|from)\s", text)[0]
    if not text or PRONOUN.search(text) or DENIAL.search(text):
        return ""
    seen = part.role is PartRole.OBJECT and text.split()[-1] in DAYBREAKS
    if stage.drawable.is_time(text) and not seen:
        return ""
    if references and any(word[:1].isupper() for word in text.split()):
        if part.owner in stage.cast and not part.possessive:
            return f"the {re.split(POSSESSOR, text)[-1]} of {{{part.owner}}}"  # "Mia's cheek"
        return ""  # A model does not know who or what that is.
    if not part.possessive:
        return text
    text = text.removeprefix("own ") if references else text
    others = part.owner in stage.cast and part.owner != agent
    if part.possessive in {"my", "our", "your", "thy"} and not (others and part.possessive == "my"):
        return f"the {text}"
    if part.owner == agent and part.preposition in {"by", "at", "after"}:
        return ""  # "stood by her side", "sprang at his face": hardly by one's own.
    if part.possessive == "their" and part.owner not in stage.plural and part.owner != agent:
        return f"the {text}"
    if part.owner == agent:
        return f"the {text}" if references else f"{part.possessive} {text}"
    if part.owner is not None and part.owner in stage.cast:
        owner = stage.cast[part.owner].name
        return f"the {text} of {{{part.owner}}}" if references else f"{owned(in_sentence(owner))} {text}"
    return f"the {text}"
