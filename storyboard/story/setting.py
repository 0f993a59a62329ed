"""Cues of the setting: place, time of day, weather and mood, as the words of a run of sentences tell them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storyboard.story.arguments import OBLIQUES, PLACE_CASES, is_oblique
from storyboard.story.earlier import happens
from storyboard.story.lexicon.lexicon import load_lexicon
from storyboard.story.moods import MOODS, is_felt, is_of_now, most
from storyboard.story.nobody import CALENDAR, LANGUAGES
from storyboard.story.noun_phrases import SUBJECT_ROLES, phrase
from storyboard.story.nouns import ABSTRACT, noun_class
from storyboard.story.nowhere import LOOKING, is_elsewhere, is_nowhere
from storyboard.story.public_places import PUBLIC_PLACES, SEATS
from storyboard.story.reading import BlockKind, Reading
from storyboard.story.reality import is_hypothetical, is_negated
from storyboard.story.sentences import is_opening
from storyboard.story.times import UNDER_THE_SKY, times_of
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

WEATHER = {
    "rain": words("rain rainy raining shower drizzle drizzly drizzling downpour"),
    "snow": words("snow snowy snowfall snowflake blizzard sleet"),
    "storm": words("storm stormy thunder lightning tempest thunderstorm hurricane gale"),
    "fog": words("fog foggy mist misty haze"),
    "wind": words("wind windy breeze gust"),
    "clear": words("sunny sunshine cloudless sunlight sunbeam"),
}
PARTS = words("""
back bottom centre center corner edge end foot front head heart inside mouth middle midst outside part rest
side top
""")
"""Parts of a place: the corner of the room is the room."""
STATIC = words("""
be live dwell stand lie sit sleep rest stay remain wait hide perch work play arrive come go enter return
reach run walk
ride climb wander travel hunt meet find fall jump fly swim sail lead take bring carry creep hasten set
hurry rush
descend ascend spring step lodge
""")
"""Verbs whose adverbial of place says where the scene is."""
RECALLING = words("remember recall recollect forget miss imagine picture describe mention")
"""Verbs of which the object, with the place behind it, is not here."""
OVER = words("over past stop cease end abate subside")
DYING_DOWN = words("fall drop die go")
"""What weather does that is no more."""
DREADING = words("fear dread like love hate remember forget mention describe imagine expect")
"""Verbs of which the weather is what somebody thinks of."""
NO_WEATHER = words("of like as with before after by than")
"""Prepositions of comparison, cause and time: "like lightning", "before a storm"."""
LONGEST_SPEECH = 2_000
"""Characters in which a quotation around a passage has begun; a paragraph may be a whole book."""
ADVERBIALS = OBLIQUES | {"ROOT", "conj", "advcl", "obl:agent"}
REACHING = words("reach enter climb cross ascend")
"""Verbs whose object is where somebody comes to."""
ARRIVING = words("reach enter")
"""Those of them after which he stays there for a while; a street is soon crossed."""
PACING = words("cross pace walk roam tread")
ROOMS = words("room hall chamber kitchen parlour parlor cellar attic deck corridor terrace library garden")
"""What somebody is still in who crosses it."""
SOURCE_CASES = words("from off out")
FOUNTAIN_TIMES = {
    "DAWN": "morning",
    "MORNING": "morning",
    "DAY": "day",
    "AFTERNOON": "day",
    "DUSK": "evening",
    "EVENING": "evening",
    "NIGHT": "night",
}


@dataclass(frozen=True, slots=True)
class SettingCues:
    """What a run of sentences says of its setting; ``None`` where it says nothing."""

    place: str | None = None
    """Words of the place as the story has them, lower-case article included: ``the forest``."""
    whole: str | None = None
    """The place of which a part is told: the sea of "in a jar at the bottom of the sea"."""
    time: str | None = None
    """``morning``, ``day``, ``evening`` or ``night``."""
    weather: str | None = None
    """``clear``, ``rain``, ``snow``, ``fog``, ``storm`` or ``wind``."""
    mood: str | None = None
    """``calm``, ``happy``, ``sad``, ``angry`` or ``afraid``."""
    times: tuple[tuple[int, str], ...] = ()
    """All times of day that are told, each with the character offset of its word, in text order; none under a
    screenplay's heading, which holds for its whole scene."""


def setting_of(reading: Reading, start: int, end: int) -> SettingCues:
    """Return the cues of the sentences ``start`` to ``end`` (exclusive).

    What is said in quotations counts for the mood alone, and only where the telling says nothing: people
    speak of places where they are not, and wish each other a good morning at night. A screenplay's scene
    heading just before the sentences outranks them.
    """
    if start >= end or start >= len(reading.sentences):
        return SettingCues()
    first, last = reading.sentences[start].start, reading.sentences[min(end, len(reading.sentences)) - 1].end
    span = reading.doc.char_span(first, last, alignment_mode="expand")
    if span is None:
        return SettingCues()
    told, spoken = _split(span, reading)
    beings = (who for who in reading.subjects if who.kind in {"person", "animal"})
    called = {part for who in beings for part in who.name.split()}
    told = [token for token in told if token.text not in called or not token.text[:1].isupper()]
    weather = most([token for token in told if _is_weather(token)], WEATHER)
    told = _now(told, reading, start, end)
    heading_place, heading_time = _scene_heading(reading, first)
    times = () if heading_time else tuple(times_of(told))
    return SettingCues(
        place=heading_place or _place(told),
        whole=_place(told, parts=True),
        time=heading_time or next((time for _, time in times), None),
        weather=weather,
        mood=most([one for one in told if is_of_now(one)], MOODS)
        or most([one for one in spoken if is_felt(one)], MOODS),
        times=times,
    )


def _split(span: Span, reading: Reading) -> tuple[list[Token], list[Token]]:
    """Return the tokens told and the tokens spoken; a quotation may have begun before ``span``."""
    told: list[Token] = []
    spoken: list[Token] = []
    inside = ""
    pairs = {"“": "”", '"': '"', "‘": "’", "'": "'"}
    at = span.start_char
    number = bisect_right(reading.blocks, at, key=lambda block: block.start) - 1
    begin = max(reading.blocks[number].start, at - LONGEST_SPEECH) if number >= 0 else None
    before = span.doc.char_span(begin, span.end_char, alignment_mode="expand") if begin is not None else None
    for token in before if before is not None else span:
        if not inside and token.text in pairs and is_opening(token):
            inside = pairs[token.text]
        elif inside and token.text == inside:
            inside = ""
        elif token.i >= span.start:
            (spoken if inside else told).append(token)
    return told, spoken


def _now(told: list[Token], reading: Reading, start: int, end: int) -> list[Token]:
    """Return the tokens that tell of the scene, without what was before; all if they tell of nothing else."""
    first = bisect_left(reading.events, start, key=lambda one: one.sentence)
    last = bisect_left(reading.events, end, key=lambda one: one.sentence)
    events = sorted(reading.events[first:last], key=lambda one: one.end - one.start)
    if not happens(events) or not any(one.background for one in events):
        return told
    # A clause may stand inside another one; the shortest is the token's own.
    own = ((token, next((one for one in events if one.start <= token.idx < one.end), None)) for token in told)
    return [token for token, event in own if event is None or not event.background]


def _place(tokens: list[Token], *, parts: bool = False) -> str | None:
    """Return the place at which what is told happens: where someone is or arrives, before where someone
    comes from.

    Args:
        parts: Whether the place is sought of which a part is told: "at the bottom of the sea".
    """
    best: tuple[int, int, str] | None = None
    for token in tokens:
        reached = token.dep_ == "obj" and token.head.lemma_ in ARRIVING and not parts
        reached = reached or (token.dep_ == "obj" and token.head.lemma_ in PACING and token.lemma_ in ROOMS)
        before_name = _is_before_name(token) and not parts
        if token.pos_ not in {"NOUN", "PROPN"} or not (
            reached or before_name or token.dep_ in ADVERBIALS or is_oblique(token)
        ):
            continue
        case = next((child.lower_ for child in token.children if child.dep_ == "case"), "")
        case = token.nbor(-2).lower_ if before_name else case
        case = "to" if reached and not case else case
        if parts:
            part = token.head
            if case != "of" or token.dep_ != "nmod" or part.lemma_.lower() not in PARTS:
                continue
            case = next((child.lower_ for child in part.children if child.dep_ == "case"), "")
            case = "to" if part.dep_ == "obj" and part.head.lemma_ in ARRIVING else case
        if case not in PLACE_CASES or any(child.lower_ in {"no", "any"} for child in token.children):
            continue
        if case == "in" and any(child.lower_ in {"many", "most"} for child in token.children):
            continue  # "in many palaces"
        if token.head.pos_ == "VERB" and (is_hypothetical(token.head) or is_negated(token.head)):
            continue  # "thought they were in heaven"
        if is_hypothetical(token) and any(child.dep_ == "cop" for child in token.children):
            continue  # "ought to have been at school"
        if is_nowhere(token, token.head) or is_elsewhere(token, token.head) or _is_recalled(token):
            continue
        if case in SOURCE_CASES and token.head.lemma_ in LOOKING:
            case = "in"  # "looked out of the tower"
        lemma = token.lemma_.lower()
        kind = noun_class(lemma).kind
        labelled = token.ent_type_ in {"FAC", "LOC", "GPE"} and kind not in {"person", "animal", "time"}
        if lemma in CALENDAR or token.lower_ in LANGUAGES:
            continue  # "at the church on the following Sunday"
        if lemma in ABSTRACT or not (
            kind == "place"
            or labelled
            or lemma in PUBLIC_PLACES
            or (kind == "thing" and _holds_a_scene(lemma))
        ):
            continue
        if reached and kind != "place" and token.head.lemma_ == "reach":
            continue  # Who reaches a house is before it.
        rank = 2 if kind == "place" or labelled or lemma in PUBLIC_PLACES else 1
        if reached or (token.dep_ in OBLIQUES | {"obl:agent"} and token.head.lemma_ in STATIC):
            rank += 2
        if case in SOURCE_CASES:
            rank -= 3
        if token.dep_ == "nmod" and not parts:
            rank -= 0 if _is_around(token, case) else 2
        if best is None or rank > best[0]:
            best = (rank, token.i, phrase(token))
    if best is None or best[0] < 1:
        return None
    place = best[2]
    return (
        place[0].lower() + place[1:]
        if place.split()[0].lower() in {"the", "a", "an", "his", "her", "their", "its", "my"}
        else place
    )


def _is_recalled(place: Token) -> bool:
    """Return whether a place is of what somebody thinks of: "remembered the summer at the beach"."""
    verb = place.head.head if place.dep_ == "nmod" else place.head
    thing = place.head if place.dep_ == "nmod" else next((c for c in verb.children if c.dep_ == "obj"), None)
    if verb.lemma_ not in RECALLING or thing is None or not verb.i < thing.i < place.i:
        return False
    return not any(token.text in ";:" for token in place.doc[thing.i : place.i])


def _is_around(place: Token, case: str) -> bool:
    """Return whether a place holds what somebody is at: "under the boat on the lake", "among the crowd in the
    station"."""
    held, lemma = place.head, place.head.lemma_.lower()
    kind = noun_class(lemma).kind
    if lemma in SEATS:
        return case in {"in", "at"} and held.head.lemma_ in STATIC
    at = case in {"on", "in", "at", "by", "near"} and held.dep_ in OBLIQUES and held.head.lemma_ in STATIC
    source = any(child.lower_ in SOURCE_CASES for child in held.children if child.dep_ == "case")
    return at and not source and (kind in {"person", "animal"} or (kind == "thing" and _holds_a_scene(lemma)))


def _is_before_name(noun: Token) -> bool:
    """Return whether a place stands before a name without a comma: "In the kitchen Anna made tea."

    The parser takes both for one noun, which is a subject behind a preposition.
    """
    name, doc = noun.head, noun.doc
    if noun.dep_ != "compound" or noun.pos_ != "NOUN" or name.pos_ != "PROPN" or noun.i < 2:
        return False
    return name.dep_ in SUBJECT_ROLES and doc[noun.i - 1].pos_ == "DET" and doc[noun.i - 2].pos_ == "ADP"


def _holds_a_scene(lemma: str) -> bool:
    """Whether a thing is large enough to be a place: a house, a tree, a bed."""
    if lemma in SEATS or lemma in PUBLIC_PLACES:
        return lemma in PUBLIC_PLACES
    entry = load_lexicon().lookup(lemma, "NOUN")
    return entry is not None and (
        entry.place is not None or entry.concept.name in {"house", "tree", "boat", "bed"}
    )


def _is_weather(token: Token) -> bool:
    """Return whether a word may tell of weather: no verb ("wound"), no colour ("snow-white"), no figure.

    "A storm of applause" and "hair whistled in the wind" are no weather; "a cold wind", "the wind blew" are.
    """
    if token.pos_ == "VERB" and (
        token.lemma_.lower() not in {"rain", "snow"} or any(child.dep_ == "obj" for child in token.children)
    ):
        return False  # "rained a shower of kicks"
    if token.dep_ in {"amod", "compound", "nmod:desc"} and token.head.lemma_.lower() not in UNDER_THE_SKY:
        return False  # "snowy geese", "a stormy lover"
    doc, index = token.doc, token.i
    if "-" in {doc[index - 1].text if index else "", doc[index + 1].text if index + 1 < len(doc) else ""}:
        return False
    case = {child.lower_ for child in token.children if child.dep_ == "case"}
    if any(child.dep_ == "nmod" and child.pos_ == "NOUN" for child in token.children) or case & NO_WEATHER:
        return False
    governor = token.head
    if governor.pos_ == "VERB" and (
        is_hypothetical(governor)
        or (any(child.lower_ in {"had", "having"} for child in governor.children) and not _lies(token))
    ):
        return False  # "having perished in the snow"
    if any(one.lemma_ in DREADING for one in (governor, governor.head)) and token.dep_ not in SUBJECT_ROLES:
        return False  # "He feared water for the thunder and lightning which came with it."
    if any(child.lower_ in {"mere", "very"} for child in token.children):
        return False
    if token.dep_ in SUBJECT_ROLES and governor.lemma_.lower() in OVER:
        return False  # "when the storm was over"
    if token.lemma_ == "wind" and token.dep_ == "nsubj" and governor.lemma_ in DYING_DOWN:
        return False  # "The wind fell"
    if token.lemma_.lower() in WEATHER["wind"] and token.pos_ == "NOUN":
        return token.dep_ in {"nsubj", "obj"} or any(child.dep_ == "amod" for child in token.children)
    return True


def _lies(token: Token) -> bool:
    """Return whether what had come down is still there: "the snow had fallen"."""
    if token.pos_ == "VERB":
        return token.lemma_.lower() == "snow"
    falls = token.dep_ in SUBJECT_ROLES and token.head.lemma_ in {"fall", "cover", "begin", "come", "drift"}
    return falls and token.lemma_.lower() in WEATHER["snow"]


def _scene_heading(reading: Reading, first: int) -> tuple[str | None, str | None]:
    """Return place and time of a screenplay heading such as ``INT. KITCHEN - NIGHT`` right before
    ``first``."""
    before = None
    for block in reading.blocks:
        if block.start >= first:
            break
        before = block if block.kind is BlockKind.HEADING else before if block.end <= block.start else None
    if before is None:
        return None, None
    line = reading.text[before.start : before.end]
    upper = line.upper()
    if not upper.startswith(("INT", "EXT", "EST", "I/E")):
        return None, None
    where, _, when = line.partition(" - ")
    place = where.split(" ", 1)[-1].strip().lower() if " " in where else None
    return place or None, FOUNTAIN_TIMES.get(when.strip().upper())
