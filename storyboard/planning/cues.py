"""What each sentence says about where a scene begins: marks, place, time, cast, topic, dialogue."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from storyboard.planning.drawable import Drawable
from storyboard.planning.places import scene_place
from storyboard.planning.topic import topic_depths
from storyboard.story.lexicon import load_lexicon
from storyboard.story.reading import BlockKind, Reading
from storyboard.story.setting import setting_of

CAST_WINDOW = 3
"""Sentences on each side of a gap whose subjects are compared."""

TIME_TURN = re.compile(
    r"""["'“‘(]?\s*(?:(?:and|but|so|then|now)[,\s]+){0,2}
    (?: (?:early\s+|late\s+)?(?:the\s+)?(?:next|following|same)\s+(?:day|morning|night|evening|afternoon|
      week|year|spring|summer|autumn|winter)
    | (?:one|some|that|another)\s+(?:\w+\s+)?(?:day|morning|night|evening|afternoon)
    | (?:at|by|about|towards?|before|after)\s+(?:dawn|daybreak|sunrise|noon|midday|sunset|dusk|nightfall|
      night|midnight)
    | in\s+the\s+(?:morning|evening|afternoon|night|meantime|meanwhile)
    | (?:on|in)\s+the\s+(?:\w+\s+){0,2}(?:day|morning|evening|night|winter|summer|spring|autumn)
    | (?:soon|shortly|long|some\s+time|a\s+little\s+while|not\s+long)\s+after(?:wards?)?
    | (?:a\s+few|two|three|many|several|some)\s+(?:minutes|hours|days|weeks|months|years)\s+
      (?:later|after\w*|passed)
    | when\s+(?:the\s+)?(?:morning|evening|night|day|winter|summer|spring|autumn|dawn)
    | (?:at\s+last|at\s+length|meanwhile|meantime|presently|finally|afterwards?|later|once\s+upon\s+a\s+time|
      once)\b
    | it\s+(?:happened|chanced|came\s+to\s+pass)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
"""Openings of a sentence that step forward in time."""


@dataclass(frozen=True, slots=True)
class GapCues:
    """Evidence at the gap before one sentence. Numbers are in [0, 1] unless said otherwise."""

    hard: bool = False
    """A heading or a scene-break mark stands in the gap: always a cut."""
    paragraph: float = 0.0
    """1 if the sentence begins a paragraph."""
    place: float = 0.0
    """1 if a place is named that is not the one before."""
    time: float = 0.0
    """1 if the sentence opens with a step in time, 0.5 if another time of day is named."""
    cast: float = 0.0
    """Share of the subjects around the gap that stand on one side of it only."""
    newcomer: float = 0.0
    """1 if a subject of the story is named for the first time."""
    topic: float = 0.0
    """Depth of the dip of lexical cohesion, in [0, 2]."""
    dialogue: float = 0.0
    """1 inside a quotation, 0.5 between two turns of a dialogue."""


def gap_cues(reading: Reading) -> list[GapCues]:
    """Return the evidence before each sentence of ``reading``; that before the first is empty."""
    count = len(reading.sentences)
    hard = _hard_marks(reading)
    paragraphs = _paragraph_starts(reading)
    subjects = _subjects_by_sentence(reading)
    frequent = {subject.id for subject in reading.subjects if len(subject.mentions) > 1}
    quotes = _open_quotes(reading)
    depths = topic_depths(_content_words(reading))
    drawable = Drawable(load_lexicon())
    seen: set[str] = set(subjects[0]) if count else set()
    place: str | None = None
    time: str | None = None
    cues = []
    for index in range(count):
        setting = setting_of(reading, index, index + 1)
        now = scene_place(setting.place, place, drawable)
        new_place = place is not None and now != place
        new_time = setting.time is not None and time is not None and setting.time != time
        span = reading.sentences[index]
        turn = TIME_TURN.match(reading.text, span.start, span.end) is not None
        newcomers = (subjects[index] & frequent) - seen
        if index:
            before = set().union(*subjects[max(0, index - CAST_WINDOW) : index])
            after = set().union(*subjects[index : index + CAST_WINDOW])
            union = before | after
            cues.append(
                GapCues(
                    hard=index in hard,
                    paragraph=float(index in paragraphs),
                    place=float(new_place),
                    time=1.0 if turn else 0.5 * new_time,
                    cast=1 - len(before & after) / len(union) if union else 0.0,
                    newcomer=float(bool(newcomers)),
                    topic=depths[index],
                    dialogue=quotes[index],
                )
            )
        else:
            cues.append(GapCues())
        seen |= newcomers
        place, time = now, setting.time or time
    return cues


def is_heading(reading: Reading, sentence: int) -> bool:
    """Return whether a sentence is a title, heading or mark rather than told text."""
    start = reading.sentences[sentence].start
    position = bisect_right(reading.blocks, start, key=lambda block: block.start) - 1
    if position < 0 or start >= reading.blocks[position].end:
        return False
    return reading.blocks[position].kind is not BlockKind.PARAGRAPH


def _hard_marks(reading: Reading) -> set[int]:
    """Return the sentences before which a heading or break stands, if something was told before it."""
    marks = [block.start for block in reading.blocks if block.kind in (BlockKind.HEADING, BlockKind.BREAK)]
    hard: set[int] = set()
    told, position, pending = False, 0, False
    for index, span in enumerate(reading.sentences):
        while position < len(marks) and marks[position] < span.end:
            position, pending = position + 1, True
        if pending and told:
            hard.add(index)
            told = False
        pending = False
        told = told or not is_heading(reading, index)
    return hard


def _paragraph_starts(reading: Reading) -> set[int]:
    starts = [span.start for span in reading.sentences]
    found: set[int] = set()
    for block in reading.blocks:
        if block.kind is BlockKind.PARAGRAPH:
            index = bisect_right(starts, block.start) - 1
            # A sentence may begin a little after its block (an opening quote left out), never before it.
            if index < 0 or starts[index] < block.start:
                index += 1
            if index < len(starts) and starts[index] < block.end:
                found.add(index)
    return found


def _subjects_by_sentence(reading: Reading) -> list[set[str]]:
    """Return the ids of the people and animals mentioned in each sentence."""
    found: list[set[str]] = [set() for _ in reading.sentences]
    starts = [span.start for span in reading.sentences]
    for subject in reading.subjects:
        if subject.kind in ("person", "animal"):
            for start, _ in subject.mentions:
                if (index := bisect_right(starts, start) - 1) >= 0:
                    found[index].add(subject.id)
    return found


def _content_words(reading: Reading) -> list[list[str]]:
    """Return the lower-case lemmas of nouns, verbs and adjectives of each sentence."""
    words: list[list[str]] = [[] for _ in reading.sentences]
    starts = [span.start for span in reading.sentences]
    for token in reading.doc:
        if token.is_alpha and len(token) > 2 and token.pos_ in ("NOUN", "PROPN", "VERB", "ADJ", ""):
            if not token.pos_ and token.is_stop:
                continue
            if (index := bisect_right(starts, token.idx) - 1) >= 0:
                words[index].append((token.lemma_ or token.text).lower())
    return words


def _open_quotes(reading: Reading) -> list[float]:
    """Return for each sentence 1 if it begins inside a quotation, 0.5 if it answers one, else 0."""
    scores = []
    inside = ended_with_speech = False
    paragraphs = _paragraph_starts(reading)
    for index, (start, end) in enumerate(reading.sentences):
        if index in paragraphs:
            inside = False  # An unclosed quote must not swallow the rest of the story.
        text = reading.text[start:end]
        opens_speech = text.lstrip()[:1] in "\"“‘'" and bool(text.strip())
        scores.append(1.0 if inside else 0.5 if ended_with_speech and opens_speech else 0.0)
        for char in text:
            if char == "“":
                inside = True
            elif char == "”":
                inside = False
            elif char == '"':
                inside = not inside
        ended_with_speech = inside or text.rstrip()[-1:] in "\"”’'" or opens_speech
    return scores
