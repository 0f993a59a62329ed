"""The way from text to reading, step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storyboard.story.entities import find_mentions
from storyboard.story.events import Ownership, find_events
from storyboard.story.gathering import Resolution
from storyboard.story.hyphens import mend_hyphenated
from storyboard.story.language import has_shipped_states, load_language
from storyboard.story.misjoined import mend_company
from storyboard.story.misnamed import mend_names
from storyboard.story.misparsed import mend_trees
from storyboard.story.misread import mend_verbs
from storyboard.story.misweighed import mend_weighed
from storyboard.story.narrators import take_in_we
from storyboard.story.parsing import parse
from storyboard.story.phrases import Phrase, find_phrases
from storyboard.story.presents import mend_presents
from storyboard.story.reader import StoryText, parse_story
from storyboard.story.reading import Reading, Span, Subject
from storyboard.story.resolution import resolve
from storyboard.story.sentences import sentence_spans
from storyboard.story.speech import Quotation, find_quotations, quotation_of
from storyboard.story.subjects import build_subjects, select
from storyboard.story.untangled import mend_safely
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from pathlib import Path

    from spacy.tokens import Doc

ENGLISH = words(
    "the a an and of to in was is it he she that his her with as for on at had i you not they but"
)
"""The commonest words; English prose has them in every third place."""
WITHOUT_PHRASES = (
    "the language pipeline '{}' is read without the phrase finder, which was learned on the shipped one's "
    "hidden states: names of places and longer names may be missed"
)


@dataclass(frozen=True, slots=True)
class ParsedStory:
    """A story with its syntax, quotations and sentences; the ground that who is who is found on."""

    story: StoryText
    doc: Doc
    quotations: list[Quotation]
    sentences: tuple[Span, ...]
    phrases: dict[int, Phrase]
    """By the token of the noun; empty with a pipeline of other hidden states than the shipped one's."""
    left_out: tuple[str, ...] = ()
    """What reading goes without with the chosen pipeline, one sentence each."""


def parse_text(text: str | StoryText, *, language: str | Path | None = None) -> ParsedStory:
    """Parse a story and find its quotations and sentences."""
    story = parse_story(text) if isinstance(text, str) else text
    nlp = load_language(language)
    doc = parse(nlp, story.text, story.blocks)
    mends = (mend_weighed, mend_verbs, mend_presents, mend_names, mend_trees, mend_company, mend_hyphenated)
    mend_safely(doc, mends)
    quotations = find_quotations(doc, story.blocks)
    joints = {edge for quotation in quotations for edge in (quotation.start, quotation.end)}
    quoted = [number >= 0 for number in quotation_of(quotations, len(doc))]
    known = has_shipped_states(nlp)
    phrases = find_phrases(doc, quoted) if known else {}
    left_out = () if known else (WITHOUT_PHRASES.format(language),)
    spans = sentence_spans(doc, story.blocks, joints)
    return ParsedStory(story, doc, quotations, spans, phrases, left_out)


def read(text: str | StoryText, *, language: str | Path | None = None) -> Reading:
    """Read a story; see ``storyboard.story.read_story``."""
    parsed = parse_text(text, language=language)
    story, doc, sentences = parsed.story, parsed.doc, parsed.sentences
    mentions = find_mentions(doc, sentences, parsed.phrases)
    quoted = quotation_of(parsed.quotations, len(doc))
    resolution = resolve(doc, story.blocks, mentions, parsed.quotations)
    take_in_we(resolution)
    participants = select(doc, resolution, quoted)
    subjects, ids = build_subjects(doc, participants, resolution)
    subject_at = {
        token: tuple(ids[number] for number in owners if number in ids)
        for token, owners in resolution.owner.items()
    }
    saying = (one.speaker for one in parsed.quotations)
    told = tuple(subject_at.get(token, ()) if token is not None else () for token in saying)
    events = find_events(doc, sentences, Ownership(subject_at, quoted, told), story.blocks)
    return Reading(
        text=story.text,
        doc=doc,
        title=story.title,
        sentences=sentences,
        blocks=story.blocks,
        subjects=subjects,
        events=events,
        warnings=(*parsed.left_out, *_warnings(doc, resolution, subjects)),
    )


def _warnings(doc: Doc, resolution: Resolution, subjects: tuple[Subject, ...]) -> tuple[str, ...]:
    """Return one sentence for each thing that the reading is unsure of."""
    said = []
    count = sum(token.lower_ in ENGLISH for token in doc)
    alphabetic = sum(token.is_alpha for token in doc)
    letters = [character for character in doc.text[:20_000] if character.isalpha()]
    foreign = sum(character > "\u024f" for character in letters) > len(letters) / 2  # No Latin letters.
    usual = 0.12 if alphabetic >= 30 else 0.1 if alphabetic >= 8 else 0.0
    if foreign or count < usual * alphabetic:
        said.append("the text does not look like English; only English stories are read well")
    if not any(subject.kind in {"person", "animal"} for subject in subjects):
        said.append("nobody who acts was found in the story")
    third = [
        mention for mention in resolution.unresolved if not mention.plural and mention.gender != "neuter"
    ]
    for mention in third[:5]:
        token = doc[mention.head]
        around = " ".join(doc[max(0, token.i - 4) : token.i + 5].text.split())
        said.append(f"nobody was found for “{token.text}” in “{around}”")
    if len(third) > 5:
        said.append(f"{len(third) - 5} more pronouns are left open")
    return tuple(said)
