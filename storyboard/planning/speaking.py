"""Speech: which events are somebody speaking, to whom, and how that is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from storyboard.planning.continuity import mentions_between
from storyboard.planning.telling import Stage
from storyboard.story.reading import Event, PartRole
from storyboard.story.wordlists import words

LOUD = words("cry shout scream yell exclaim call roar bawl shriek bellow ejaculate")
"""Verbs of loud speech: one calls to somebody."""
TOLD = {
    "answer": "answer", "reply": "answer", "retort": "answer", "respond": "answer", "return": "answer",
    "thank": "thank", "greet": "greet", "welcome": "greet", "warn": "warn", "scold": "scold",
    "reproach": "scold", "threaten": "threaten", "comfort": "comfort", "mock": "mock", "ridicule": "mock",
    "praise": "praise", "flatter": "flatter", "beg": "beg", "entreat": "beg", "implore": "beg",
    "beseech": "beg",
}
"""Verbs of speech that say enough with who is spoken to; all others are told as talking to somebody."""
WHISPERED = words("whisper murmur mutter")
SOUNDS = words("""
bark bray crow mew miaow howl growl snarl hiss croak caw roar squeak grunt bleat neigh whinny moo quack cackle
cluck screech scream squawk chirp tweet hoot purr beep buzz squeal sniff cough sneeze
yowl yelp whimper whine wail gibber bay laugh chuckle sing whistle hum sigh groan moan sob weep
""")
"""What is seen and heard without a word said."""
SPOKEN = words("""
say speak tell ask answer reply cry exclaim shout call whisper murmur mutter remark observe add continue
return repeat inquire enquire respond retort begin resume ejaculate roar growl
pursue rejoin demand interrupt proceed declare announce suggest persist protest explain insist urge object
plead admit confess state conclude stammer falter grumble
""")
"""Verbs that tell of speech where a quotation stands beside them."""
UNSPOKEN = words("""
nod shrug wave beckon wink gesticulate gesture motion point bow curtsy salute clap hold wrap unwrap unfold
pretend suspect mind reflect avoid ascertain manifest evince signify couch flame reek record file succumb
evade crunch mark appreciate determine name label count
""")
"""Verbs of the lexicon's field of speech that say nothing aloud, unless a quotation stands beside them."""
ALONE = words("talk speak chat converse argue quarrel boast pray preach")
"""Verbs of speech that are told by themselves: the sons quarrel."""
SUMMONED = words("""
police ambulance doctor taxi cab vet plumber firemen firefighters policeman policemen brigade service
services nurse garage hospital
""")
"""Whom one calls who is not there yet."""
PHONING = words("phone telephone ring dial text email")
"""Verbs of speech with somebody who is elsewhere."""
PHONES = words("phone telephone mobile radio intercom")
OUTCRIES = words("name names")
"""What one calls out, to nobody who is seen."""
ANSWERED = words("phone telephone door bell call letter doorbell")
"""What is answered before anybody speaks."""
FAR = words("call shout yell bawl curse swear grumble")
"""Verbs by which somebody far away is spoken to."""
THIRD = words("nsubj nsubj:pass obj iobj obl")
"""Roles of somebody whom a speech tells of."""
ANSWER = 2
"""Sentences in which a question is answered."""
REACH = 6
"""Sentences in which who spoke before or speaks next is who is spoken to."""


def is_speech(event: Event, action: str | None) -> bool:
    """Return whether an event is somebody speaking in words.

    Args:
        action: The drawn action of its verb alone: ``cry`` of "cried", which with a quotation is a call.
    """
    verb = event.predicate.split()[0]
    thing = (event.object_words or "").lower().split()[-1:]
    if verb == "answer" and not event.says and set(thing) & ANSWERED:
        return False
    goes_on = verb == "go" and any(part.words == "on" for part in event.parts)
    if event.says and (verb in SPOKEN or goes_on):
        return True
    return action == "talk" and verb not in SOUNDS | UNSPOKEN and not event.idiom


def away_words(event: Event) -> tuple[str, str] | None:
    """Return verb and rest of a call to somebody who is not there: ``("call", "the police")`` of "called the
    police", ``("call", "out")`` of "called her name"; ``None`` of all other speech."""
    verb = event.predicate.split()[0]
    if event.says or verb not in {"call", "shout", *PHONING}:
        return None
    thing = next((part for part in event.parts if part.role is PartRole.OBJECT), None)
    noun = (event.object_words or "").split()[-1:]
    if noun and thing is not None and noun[0].lower() in OUTCRIES and verb in {"call", "shout"}:
        return verb, "out"
    if verb == "shout" or thing is None:
        return None
    if noun and noun[0].lower() in SUMMONED and verb != "text":
        return "call", thing.words or f"the {noun[0].lower()}"
    return None


def is_by_phone(event: Event) -> bool:
    """Return whether somebody who is spoken to is elsewhere: "phoned Tom", "called him on the phone"."""
    by = any(part.preposition in {"on", "by", "over"} and part.words.split()[-1:] and
             part.words.split()[-1] in PHONES for part in event.parts)
    return by or event.predicate.split()[0] in PHONING


def speech_words(event: Event, name: str | None, *, plural: bool) -> tuple[str, str]:
    """Return the verb (as a lemma) and what stands behind it: ``("call", "to the wolf")``.

    Args:
        name: Who is spoken to, as a caption names him; ``None``: nobody in particular.
        plural: Whether those who speak are several.
    """
    verb = event.predicate.split()[0]
    if name is not None and is_by_phone(event):
        return ("text" if verb == "text" else "phone"), name
    if verb in ALONE and (name is None or plural):
        return verb, ""
    if verb in TOLD and name is not None:
        return TOLD[verb], name
    shown = "call" if verb in LOUD else "whisper" if verb in WHISPERED else "talk" if name else "speak"
    return shown, (f"to {name}" if name else "out" if shown == "call" else "")


def addressees(
    stage: Stage, events: Sequence[Event], speech: Mapping[Event, bool], pair: Mapping[str, str]
) -> dict[Event, str]:
    """Return whom each speech of a scene is spoken to, where the story lets one tell.

    It is who is named as the hearer, else who spoke last or speaks next, else the only other one who does
    anything in the scene.

    Args:
        events: Those of one scene.
        speech: Whether each of them is somebody speaking.
        pair: For each of the two who are in the scene alone the other one.
    """
    found: dict[Event, str] = {}
    doers = [event.agent for event in events if stage.acts(event.agent) and event.happened]
    talkers = [event for event in events if speech.get(event) and event.happened and stage.acts(event.agent)]
    for number, event in enumerate(talkers):
        named = next((who for who in (event.recipient, event.patient)
                      if stage.acts(who) and who != event.agent), None)
        before = [other.agent for other in reversed(talkers[:number])
                  if event.sentence - other.sentence <= REACH and other.agent != event.agent]
        after = [other.agent for other in talkers[number + 1 :]
                 if other.sentence - event.sentence <= REACH and other.agent != event.agent]
        others = list(dict.fromkeys(who for who in doers if who != event.agent))
        alone = others if len(others) == 1 else []
        called = _called(stage, event)
        near = _near(stage, event)
        answers = [] if before or after else _answering(stage, event)
        other = [two for one, two in pair.items() if one == event.agent]
        if event.predicate.split()[0] in FAR:
            alone, near, other = [], [], []  # Who calls "Where are you?" calls somebody who is not there.
        absent = _told_of(stage, event)
        if _calls_another(stage, event):
            before, after, answers, alone, near, other = [], [], [], [], [], []
        guessed = [who for who in (*before, *after, *answers, *alone, *near, *other) if who not in absent]
        chosen = named or next(iter([*called, *guessed]), None)
        if chosen is not None:
            found[event] = chosen
    return found


def _told_of(stage: Stage, event: Event) -> set[str]:
    """Return of whom a speech tells something: "Ruben is ill," she said, and not to Ruben."""
    begin, end = stage.reading.sentences[max(0, event.sentence - 1)].start, event.end
    text, found = stage.reading.text, set()
    for who in stage.actors:
        for first, last in mentions_between(who, begin, end):
            span = stage.reading.doc.char_span(first, last, alignment_mode="expand")
            if span is None or span.root.pos_ == "PRON" or not _is_quoted(text[begin:first]):
                continue
            asked = any(child.lower_ in {"you", "thou"} for child in span.root.head.children)
            about = any(child.dep_ == "case" and child.i < span.root.i for child in span.root.children)
            if (span.root.dep_ in THIRD or about) and not asked:
                found.add(who.id)
    return found


def _calls_another(stage: Stage, event: Event) -> bool:
    """Return whether a speech calls somebody by a name that nobody of the cast bears: “Walter,” she said."""
    begin, end = stage.reading.sentences[max(0, event.sentence - 1)].start, event.end
    span = stage.reading.doc.char_span(begin, end, alignment_mode="expand")
    names = {word for who in stage.actors for name in (who.name, *who.aliases) for word in name.split()}
    text = stage.reading.text
    return span is not None and any(
        token.dep_ == "vocative" and token.pos_ == "PROPN" and token.text not in names
        and _is_quoted(text[begin : token.idx])
        for token in span
    )


def _called(stage: Stage, event: Event) -> list[str]:
    """Return whom a speech calls out to: "My kitten, sister!" said the boy."""
    begin, end = stage.reading.sentences[max(0, event.sentence - 1)].start, event.start
    text = stage.reading.text
    for who in stage.actors:
        if who.id == event.agent:
            continue
        for first, last in mentions_between(who, begin, end):
            before, behind = text[begin:first].rstrip()[-1:], text[last : last + 1]
            if not _is_quoted(text[begin:first]):
                continue
            if before == "," and behind in {"!", "?"}:
                return [who.id]
    return []


def _answering(stage: Stage, event: Event) -> list[str]:
    """Return who speaks right after a question, though a new scene may begin between."""
    start, end = stage.reading.sentences[event.sentence]
    if "?" not in stage.reading.text[start:end] or not event.says:
        return []
    following = (other for other in stage.reading.events
                 if other.says and 0 < other.sentence - event.sentence <= ANSWER and stage.acts(other.agent))
    return [other.agent for other in following if other.agent is not None and other.agent != event.agent][:1]


def _is_quoted(before: str) -> bool:
    """Return whether a quotation is open behind a text."""
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _near(stage: Stage, event: Event) -> list[str]:
    """Return who of the others was spoken of last before an event, within two sentences."""
    begin = stage.reading.sentences[max(0, event.sentence - 2)].start
    last = [(found[-1], who.id) for who in stage.actors
            if who.id != event.agent and (found := mentions_between(who, begin, event.start))]
    return [max(last)[1]] if last else []
