"""What is told in the past perfect: what of it lies before the scene, and what the story itself consists of.

"Peter ran along the road. His mother had gone to the castle." has nobody in a castle now; "Once the king had
gone out and had met a fox." at the opening is the story.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from storyboard.story.noun_phrases import SUBJECT_ROLES
from storyboard.story.reading import Block, BlockKind, Event, Span
from storyboard.story.reality import THOUGHTS, is_negated
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Token

HAD = words("had 'd ’d")
SEQUENCE = words("when whenever after until till before ere once than")
"""Marks of clauses that are done just before what is told beside them: "when he had eaten, he slept"."""
MEANWHILE = words("while as whilst")
OWN_PASTS = words("""
went came became ran began drank sang rang sank swam sprang shrank stank lay ate gave took shook forsook
fell saw drew knew grew flew threw blew rode rose drove wrote strode strove froze spoke broke stole chose woke
awoke bore tore swore wore was were did bit hid forgot forgave mistook arose overcame
""")
"""Pasts that are no participles as well: "went", but not "met"."""
NOW = words("""
just already now scarcely hardly barely sooner presently meanwhile meantime suddenly soon instantly
immediately gradually
""")
"""Adverbs of what takes place while the story is told: "he had just reached the river when ..."."""
BY_NOW = words("time then now moment instant minute while meantime meanwhile last length")
"""Nouns that say the same behind a preposition: "by this time", "in a moment", "at last"."""
BY_NOW_CASES = words("by in at")
REMOTE = words("""
ago yesterday childhood boyhood girlhood youth infancy born earlier formerly previously
""")
"""Words of what was long past already."""
LAST = words("last previous")
PERCEIVING = words("see find perceive notice observe discover behold")
"""Verbs behind which what had been done is seen as it is now: "saw that the hare had reached the goal"."""
DEATHS = words("die perish")
LEAVINGS = words("go leave depart disappear vanish start set")
ARRIVALS = words("come arrive return reach enter appear approach gather assemble")
POSTURES = words("sit lie kneel") | {"fall asleep", "sit down", "lie down", "kneel down"}
DEEDS = words("swallow devour eat kill slay steal bind chain seize catch capture imprison wound bury wrap")
"""What can be seen to have been done to somebody as long as nothing else is done to him."""
AWAY = words("from off out")
TELLING = words("tell speak talk remember recall think dream remind")
NEAR = 1
"""Sentences within which somebody acts after what he had done."""
RECENT = 8
"""Sentences for which somebody who acted counts as here."""


def past_perfect(verb: Token, depth: int = 0) -> Token | None:
    """Return the word whose "had" says that a verb's clause lies before; ``None``: it does not.

    A clause that runs on or hangs below is as early as the one above: "had gone out and met", "had been left
    there while his sister went in".
    """
    if depth > 6:
        return None
    if _is_already_gone(verb):
        return verb  # "but he has already gone", in a story told in the present
    if any(child.dep_ == "aux" and child.lower_ in HAD and child.i < verb.i for child in verb.children):
        return None if _is_sequence(verb) else verb
    above = verb.head
    if above == verb or is_negated(above):
        return None  # "They had not gone far before they saw him sitting there."
    if verb.dep_ == "conj":
        framed = any(child.dep_ in {"aux", "cop", "aux:pass", *SUBJECT_ROLES} for child in verb.children)
        # "had swallowed her and lay in her bed": another tense goes on with the scene.
        finite = verb.tag_ in {"VBZ", "VBP"} or verb.lower_ in OWN_PASTS
        return None if framed or finite or above.pos_ != "VERB" else past_perfect(above, depth + 1)
    if verb.i < above.i or any(token.text in ";:" for token in verb.doc[above.i : verb.i]):
        return None
    marks = {child.lower_ for child in verb.children if child.dep_ in {"mark", "advmod"}}
    bare = not any(child.dep_ in SUBJECT_ROLES for child in verb.children)
    runs_on = verb.dep_ == "advcl" and ((bare and not marks) or marks & MEANWHILE)
    if verb.dep_ in {"xcomp", "ccomp"} or runs_on:
        return None if marks & {"that"} else past_perfect(above, depth + 1)
    if verb.dep_ == "acl" and bare:
        clause = above
        while clause.pos_ in {"NOUN", "PROPN", "PRON", "NUM"} and clause.head != clause:
            clause = clause.head
        return past_perfect(clause, depth + 1) if clause.i < verb.i else None
    return None


def _is_sequence(verb: Token) -> bool:
    """Return whether a clause of time is done just before what is told beside it."""
    if verb.dep_ == "conj":
        return _is_sequence(verb.head)  # "when he had worked for days, and had done little"
    if verb.dep_ != "advcl":
        return False
    marks = {child.lower_ for child in verb.children if child.dep_ in {"mark", "advmod"}}
    as_soon = "as" in marks and verb.head.lower_ in {"soon", "long"}
    return bool(marks & SEQUENCE) or as_soon or not marks  # "Had he gone" or a clause whose "when" is lost.


def with_background(
    told: Sequence[tuple[Token, Event]], sentences: Sequence[Span], blocks: Sequence[Block]
) -> tuple[Event, ...]:
    """Return the events with those marked that lie before the scene in which they are told of.

    What is told in the past perfect is of the scene all the same if the story or a chapter opens with it, if
    sentence upon sentence is told so, if it has just come about, if what came of it is seen, or if it is the
    upshot of all.

    Args:
        told: Events in text order, each with its verb.
    """
    frames = {verb.i: frame for verb, _ in told if (frame := past_perfect(verb)) is not None}
    events = {verb.i: event for verb, event in told}
    runs = _told_so(told, frames, sentences, blocks)
    openings = _openings(told, frames, sentences, blocks)
    kept: dict[int, bool] = {}
    acted: dict[str, int] = {}
    marked: list[Event] = []
    for number, (verb, event) in enumerate(told):
        frame = frames.get(verb.i)
        if frame is not None and frame.i not in kept:
            main = events.get(frame.i, event)
            kept[frame.i] = _is_premise(main, frame, acted) or (not _is_aside(frame) and (
                _is_under_way(frame)
                or main.sentence == len(sentences) - 1
                or main.sentence in runs
                or (frame.i in openings and not _is_remote(frame) and main.predicate not in DEATHS)
                or (_leaves_its_mark(frame, events) and not _is_remote(frame))
                or _leads_on(main, islice(told, number + 1, None), frames, acted)
            ))
        background = (frame is not None and not kept[frame.i]) or _is_long_ago(verb)
        if event.happened and not background:
            acted.update((who, event.sentence) for who in (event.agent, event.patient) if who is not None)
        marked.append(replace(event, earlier=frame is not None, background=background))
    return tuple(marked)


def happens(events: Iterable[Event]) -> bool:
    """Return whether somebody does something now in a run of events, and not all of it was before."""
    return any(event.seen and event.agent is not None and event.predicate != "be" for event in events)


def _is_aside(frame: Token) -> bool:
    """Return whether a clause only says of something else what it was before: "whom he had met"."""
    if _is_already_gone(frame):
        return True
    if frame.dep_ in {"acl", "acl:relcl", "advcl", "csubj"}:
        return frame.dep_ != "advcl" or frame.tag_ != "VBG"  # "As they had been sitting so long, ..."
    if frame.dep_ == "conj":
        return _is_aside(frame.head)
    if _is_reported(frame):
        return True
    if frame.dep_ == "ccomp" and frame.i > frame.head.i:
        perceived = frame.head.lemma_ in PERCEIVING and past_perfect(frame.head) is None
        apart = any(token.text in ";:" for token in frame.doc[frame.head.i : frame.i])
        return not apart and (not perceived or frame.lemma_ in LEAVINGS)
    return False


def _is_long_ago(verb: Token) -> bool:
    """Whether it is of a past that somebody speaks of or counts from: "told him of her youth, when she had
    danced", "had not seen Julian since he married"."""
    above = verb.head
    marks = {child.lower_ for child in verb.children if child.dep_ in {"mark", "advmod"}}
    had = any(child.dep_ == "aux" and child.lower_ in {"had", "have", "has"} for child in above.children)
    if verb.dep_ == "advcl" and "since" in marks and had:
        return True
    if any(child.dep_ == "advcl" and child.lower_ == "born" for child in verb.children):
        return True  # "He died before I was born."
    perfect = any(child.dep_ == "aux" and child.lower_ == "had" for child in verb.children)
    told = above.lemma_ in TELLING or (above.pos_ in {"NOUN", "PROPN"} and above.head.lemma_ in TELLING)
    if verb.dep_ in {"advcl", "acl:relcl"} and "when" in marks and perfect and told and above.i < verb.i:
        return True
    case = {child.lower_ for child in above.children if child.dep_ == "case"}
    thought = above.head.lemma_ in {"think", "dream"} and bool(case & {"of", "about"})
    return verb.dep_ == "acl:relcl" and thought  # "thought of her sister, who was waiting at the station"


def _is_already_gone(verb: Token) -> bool:
    """Return whether somebody is no longer there: "but she had already left"."""
    if verb.lemma_ not in LEAVINGS:
        return False
    words_ = {child.lower_ for child in verb.children if child.i < verb.i}
    return "already" in words_ and bool(words_ & (HAD | {"has", "have", "'s", "’s"}))


def _is_premise(event: Event, frame: Token, acted: Mapping[str, int]) -> bool:
    """Return whether a clause tells what was done to somebody whom the story has not seen yet: "the witch,
    who had stolen the princess"."""
    undone = event.predicate in DEEDS and event.agent is not None and event.patient is not None
    return undone and event.happened and event.patient not in acted and not _is_remote(frame)


def _is_reported(frame: Token) -> bool:
    """Return whether a clause is what somebody says, told behind it: "He had come home, he said"."""
    around = [frame.head] if frame.dep_ == "ccomp" else []
    around += [child for child in frame.children if child.dep_ == "parataxis"]
    return any(other.i > frame.i and other.lemma_ in THOUGHTS for other in around)


def _is_under_way(frame: Token) -> bool:
    """Return whether something goes on or has just come about while the story is told."""
    if frame.tag_ == "VBG":
        return True  # "had been picking flowers"
    for child in frame.children:
        if child.dep_ in {"advmod", "obl", "obl:unmarked", "advcl", "cc:preconj"} and child.lower_ in NOW:
            return True
        if child.lower_ in BY_NOW and any(below.lower_ in BY_NOW_CASES for below in child.children):
            return True
    # "had approached to within three feet, when the other turned"
    behind = (token for token in frame.subtree if token.i > frame.i and token.lower_ == "when")
    return any(token.nbor(-1).text in {",", "--", "—"} for token in behind)


def _is_remote(frame: Token) -> bool:
    for token in frame.subtree:
        if token.lower_ in REMOTE or (token.lower_ in LAST and token.dep_ == "amod"):
            return True
        if token.lower_ == "before" and token.dep_ not in {"mark", "case"}:
            return True  # "the day before"
    return False


def _leaves_its_mark(frame: Token, events: Mapping[int, Event]) -> bool:
    """Return whether what somebody had done is still to be seen: he is there, or the other one is taken.

    What he did on the way to it goes with it: "had climbed over the wall and had stolen the horse".
    """
    own = events.get(frame.i)
    joined = (events[other.i] for other in (frame, *frame.conjuncts) if other.i in events)
    return own is not None and any(_is_lasting(event) for event in joined if event.agent == own.agent)


def _is_lasting(event: Event) -> bool:
    verb = event.predicate
    if verb.split()[0] in ARRIVALS or verb in POSTURES:
        return event.place_preposition not in AWAY
    return verb.split()[0] in DEEDS and event.agent is not None and event.patient is not None


def _leads_on(
    event: Event, following: Iterable[tuple[Token, Event]], frames: dict[int, Token], acted: dict[str, int]
) -> bool:
    """Return whether somebody new to the scene goes on to act in it: "A hunter had heard it. He ran up." """
    who = event.agent
    if who is None or not event.happened or event.sentence - acted.get(who, -RECENT) < RECENT:
        return False
    for verb, later in following:
        if later.sentence > event.sentence + NEAR:
            return False
        if later.agent == who and later.happened and verb.i not in frames and later.predicate != "be":
            return True
    return False


def _told_so(
    told: Sequence[tuple[Token, Event]],
    frames: dict[int, Token],
    sentences: Sequence[Span],
    blocks: Sequence[Block],
) -> set[int]:
    """Return the sentences that stand in a run of two or more, in one paragraph, all of whose deeds are told
    in the past perfect."""
    before: set[int] = set()
    after: set[int] = set()
    for verb, event in told:
        if not event.happened or event.agent is None:
            continue
        frame = frames.get(verb.i)
        if frame is None:
            after.add(event.sentence)
        elif not _is_aside(frame) and event.predicate != "be":
            before.add(event.sentence)
    paragraphs = defaultdict(list)
    starts = [block.start for block in blocks]
    for sentence in sorted(before - after):
        paragraphs[bisect_right(starts, sentences[sentence].start)].append(sentence)
    runs: set[int] = set()
    for numbers in paragraphs.values():
        runs |= {one for one in numbers if one + 1 in numbers or one - 1 in numbers}
    return runs


def _openings(
    told: Sequence[tuple[Token, Event]],
    frames: dict[int, Token],
    sentences: Sequence[Span],
    blocks: Sequence[Block],
) -> set[int]:
    """Return the frames of what is told before anything happens in the story or a chapter of it."""
    marks = [block.start for block in blocks if block.kind is not BlockKind.PARAGRAPH]
    found: set[int] = set()
    begun = chapter = -1
    for verb, event in told:
        part = bisect_right(marks, sentences[event.sentence].start)
        if part != chapter:
            chapter, begun = part, -1
        if not event.happened or event.agent is None:
            continue
        frame = frames.get(verb.i)
        if frame is None:
            begun = event.sentence if begun < 0 and event.predicate != "be" else begun
        elif begun < 0:
            found.add(frame.i)
    return found
