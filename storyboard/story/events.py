"""Events: who does what to whom, where; and whether it takes place in the story's world.

Rules over Universal Dependencies: subjects, objects, passives and agents, shared subjects of
coordination, control of
infinitives, relative clauses; negation, modality, condition, wish, report and speech.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storyboard.story.noun_phrases import SUBJECT_ROLES, phrase
from storyboard.story.nouns import ABSTRACT, noun_class
from storyboard.story.reading import Event, Span
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

CLAUSES = frozenset(
    {
        "ROOT",
        "conj",
        "advcl",
        "ccomp",
        "xcomp",
        "acl",
        "acl:relcl",
        "parataxis",
        "csubj",
        "advcl:relcl",
        "appos",
        "list",
        "dep",
    }
)
OBLIQUES = frozenset({"obl", "obl:unmarked", "nmod", "obl:npmod"})
PLACE_CASES = words("""
in into at on onto to from through under over behind beside near by across along up down inside outside
toward towards
upon among between off out around round beneath above below past within against amid
""")
PLACE_ADVERBS = words("home upstairs downstairs outside outdoors indoors inside abroad aloft ashore overhead")
ASPECT = words(
    "begin start continue proceed commence cease stop finish keep go come happen seem appear use manage dare"
)
"""Verbs that only say how the infinitive below them runs; with it they are one event."""
NOT_DONE = words("fail refuse forget neglect decline scorn forbear avoid escape")
WISHES = words("""
want wish long hope intend try attempt decide promise agree plan like love desire mean resolve threaten
order tell ask
beg offer expect prepare seek determine swear consent venture hesitate entreat urge advise forbid allow
permit persuade
command require need strive hasten contrive propose invite arrange help pledge
""")
"""Verbs after which an infinitive has not happened yet."""
THOUGHTS = words("""
think believe hope wish dream fancy imagine suppose fear doubt say tell promise expect suggest swear
pretend guess
declare claim propose order arrange ask wonder pledge assure vow consider conclude reckon warn threaten agree
insist relate mean
""")
"""Verbs whose clause is reported or thought, and not shown."""
OBJECT_CONTROL = words("""
tell order ask make let help see hear watch bid beg command force cause want allow permit persuade
entreat bring feel
send urge invite advise find leave get set teach
""")
"""Verbs whose object does what the infinitive below says."""
UNREAL_MARKS = words("if unless lest whether though")
MODALS = words("would could should may might can must will shall ought 'd 'll ’d ’ll wo ca sha")
RECIPIENT_VERBS = words("""
give bring show tell send offer hand lend pay sell read sing throw speak say return leave teach promise
grant carry
""")


@dataclass(frozen=True, slots=True)
class Ownership:
    """Who stands where: answers of the resolution to events."""

    subject_at: dict[int, tuple[str, ...]]
    """Token of a mention's head -> subject ids."""
    quoted: Sequence[int]
    """For each token the index of its quotation, or -1."""


def find_events(doc: Doc, sentences: Sequence[Span], who: Ownership) -> tuple[Event, ...]:
    """Return the events of all sentences in text order."""
    starts = [span.start for span in sentences]
    events = []
    for token in doc:
        number = bisect_right(starts, token.idx) - 1
        if number < 0 or token.idx >= sentences[number].end or not _is_predicate(token):
            continue
        events.append(_event(token, number, who))
    return tuple(events)


def _is_predicate(token: Token) -> bool:
    if token.pos_ == "VERB":
        if token.dep_ not in CLAUSES or (token.lemma_ in ASPECT and _infinitive_below(token) is not None):
            return False
        if token.lower_ in MODALS:
            return False
        return not (token.dep_ == "xcomp" and token.head.lemma_ in {"call", "name"})
    if token.lemma_ == "about":
        return False  # "was about to kill": the killing is the event.
    if token.dep_ in CLAUSES and any(child.dep_ == "cop" for child in token.children):
        return True
    return (
        token.pos_ == "AUX"
        and token.dep_ in {"ROOT", "conj", "advcl", "ccomp", "acl:relcl", "parataxis"}
        and any(child.dep_ in SUBJECT_ROLES for child in token.children)
    )


def _infinitive_below(verb: Token) -> Token | None:
    return next((child for child in verb.children if child.dep_ == "xcomp" and child.pos_ == "VERB"), None)


def _event(verb: Token, sentence: int, who: Ownership) -> Event:
    passive = _is_passive(verb)
    doer = _subject(verb)
    obj = next((child for child in verb.children if child.dep_ == "obj"), None)
    receiver = next((child for child in verb.children if child.dep_ == "iobj"), None) or _recipient(verb)
    agents: tuple[str, ...] = ()
    patient: str | None = None
    object_words: str | None = None
    if passive:
        by = next(
            (
                child
                for child in verb.children
                if child.dep_ in {"obl:agent", "obl"} and any(part.lower_ == "by" for part in child.children)
            ),
            None,
        )
        agents = _ids(by, who) if by is not None else ()
        patient = _first(_ids(doer, who)) if doer is not None else None
        if patient is None and doer is not None and doer.pos_ in {"NOUN", "PROPN"}:
            object_words = phrase(doer)
    else:
        agents = _ids(doer, who) if doer is not None else ()
        if obj is None and doer is not None and verb.dep_ == "acl:relcl":
            obj = _relative_object(verb)
        patient = _first(_ids(obj, who)) if obj is not None else None
        if obj is not None and patient is None and obj.pos_ in {"NOUN", "PROPN"}:
            object_words = phrase(obj)
    place, predicate = _place(verb), _predicate(verb)
    if predicate == "be" and verb.pos_ in {"ADJ", "NOUN", "PROPN"} and place is None:
        object_words = phrase(verb)
    start, end = _clause_range(verb)
    return Event(
        sentence=sentence,
        start=start,
        end=end,
        predicate=predicate,
        agent=_first(agents),
        companions=agents[1:],
        patient=patient,
        recipient=_first(_ids(receiver, who)) if receiver is not None else None,
        place=place,
        object_words=object_words,
        negated=_is_negated(verb),
        hypothetical=_is_hypothetical(verb),
        in_speech=who.quoted[verb.i] >= 0,
    )


def _first(ids: tuple[str, ...]) -> str | None:
    return ids[0] if ids else None


def _ids(token: Token, who: Ownership) -> tuple[str, ...]:
    """Return the subjects at ``token``, those coordinated with it included."""
    if token.lower_ in {"who", "which", "that", "whom"} and token.pos_ == "PRON":
        clause = token.head
        while clause.dep_ not in {"acl:relcl", "ROOT"} and clause.head != clause:
            clause = clause.head
        if clause.dep_ == "acl:relcl":
            return _ids(clause.head, who)
        return ()
    found: list[str] = []
    for member in (token, *(other for other in token.conjuncts if other.i > token.i)):
        found += [name for name in who.subject_at.get(member.i, ()) if name not in found]
    if not found:
        for child in token.children:  # "a bit of meat", "one of the sons"
            if child.dep_ == "nmod" and any(part.lower_ == "of" for part in child.children):
                found += who.subject_at.get(child.i, ())
    return tuple(found)


def _subject(verb: Token) -> Token | None:
    """Return who does it, shared or controlled subjects included."""
    own = [child for child in verb.children if child.dep_ in {"nsubj", "nsubj:pass", "nsubj:outer"}]
    if own:
        before = [child for child in own if child.i < verb.i]
        return (before or own)[-1]  # "This he said": the nearer one.
    if verb.dep_ in {"acl", "acl:relcl"}:
        return verb.head
    if verb.dep_ not in {"conj", "xcomp", "advcl", "ccomp", "parataxis"} or verb.head == verb:
        return _subject_inside(verb)
    governor = verb.head
    if verb.dep_ == "xcomp" and governor.lemma_ in OBJECT_CONTROL:
        controlled = next((child for child in governor.children if child.dep_ in {"obj", "iobj"}), None)
        if controlled is not None:
            return controlled
    if verb.dep_ in {"ccomp", "parataxis"} and "Inf" not in verb.morph.get("VerbForm", []):
        # "The Ass, having entered ..., went out"; "he opened the bundle, took the sticks".
        shared = (
            verb.dep_ == "parataxis"
            and governor.i < verb.i
            and verb.tag_ == "VBD"
            and (governor.tag_ in {"VBG", "VBN", "VBD"})
        )
        return _subject(governor) if shared else None
    if verb.dep_ == "conj" and governor.pos_ in {"NOUN", "PROPN"} and governor.dep_ == "ROOT":
        return governor  # "The Hare, believing it, assented" with the Hare as root.
    if governor.pos_ in {"VERB", "AUX", "ADJ", "NOUN"}:
        return _subject(governor)
    return None


def _subject_inside(verb: Token) -> Token | None:
    """Return the subject that the parser hung into the participle before: "The Ass, having entered, went
    out"."""
    for child in verb.children:
        if child.dep_ == "advcl" and child.i < verb.i and child.tag_ in {"VBG", "VBN"}:
            for inner in child.children:
                if inner.dep_ in {"nsubj", "nsubj:pass"}:
                    return inner
    return None


def _is_passive(verb: Token) -> bool:
    if any(child.dep_ in {"nsubj:pass", "aux:pass"} for child in verb.children):
        return True
    if verb.dep_ == "acl":
        return "Past" in verb.morph.get("Tense", []) and "Part" in verb.morph.get("VerbForm", [])
    return (
        verb.dep_ == "conj"
        and verb.tag_ == "VBN"
        and not any(child.dep_ in {"aux", *SUBJECT_ROLES} for child in verb.children)
        and _is_passive(verb.head)
    )


def _relative_object(verb: Token) -> Token | None:
    """Return the noun that "which"/"that" stands for, or that a bare relative clause leaves out."""
    for child in verb.children:
        if child.dep_ in SUBJECT_ROLES and child.lower_ in {"who", "which", "that"}:
            return None
    return verb.head


def _recipient(verb: Token) -> Token | None:
    if verb.lemma_ not in RECIPIENT_VERBS:
        return None
    return next(
        (
            child
            for child in verb.children
            if child.dep_ == "obl" and any(part.lower_ in {"to", "unto"} for part in child.children)
        ),
        None,
    )


def _predicate(verb: Token) -> str:
    if verb.pos_ not in {"VERB", "AUX"}:
        return "be"
    particle = next((child.lower_ for child in verb.children if child.dep_ == "compound:prt"), "")
    return f"{verb.lemma_.lower()} {particle}".strip()


def _place(verb: Token) -> str | None:
    """Return the words of the place, nearest first; persons and times are none."""
    if verb.pos_ in {"NOUN", "PROPN"} and any(
        child.dep_ == "case" and child.lower_ in PLACE_CASES for child in verb.children
    ):
        return phrase(verb) if _is_place_noun(verb) else None
    for child in verb.children:
        if child.dep_ in OBLIQUES and child.pos_ in {"NOUN", "PROPN"}:
            case = next((part.lower_ for part in child.children if part.dep_ == "case"), "")
            if case in PLACE_CASES and _is_place_noun(child):
                return phrase(child)
    for child in verb.children:
        if child.dep_ in {"advmod", "obl:unmarked", "obl:npmod"} and child.lower_ in PLACE_ADVERBS:
            return child.lower_
    return None


def _is_place_noun(noun: Token) -> bool:
    lemma = noun.lemma_.lower()
    if lemma in ABSTRACT:
        return False
    kind = noun_class(lemma).kind
    if noun.ent_type_ in {"FAC", "LOC", "GPE"}:
        return kind not in {"person", "animal"}
    return kind in {"place", "thing"}


def _is_negated(verb: Token) -> bool:
    if any(
        child.dep_ in {"advmod", "neg"} and child.lemma_.lower() in {"not", "never", "n't", "n’t", "nor"}
        for child in verb.children
    ) or any(child.lower_ in {"n't", "n’t"} for child in verb.children):
        return True
    if any(
        child.dep_ in {"mark", "case"} and child.lower_ in {"without", "instead"} for child in verb.children
    ):
        return True
    for child in verb.children:
        if child.dep_ in {"nsubj", "nsubj:pass", "obj"} and (
            child.lower_ in {"nobody", "none", "nothing", "noone"}
            or any(
                part.lower_ in {"no", "neither"} and part.dep_.startswith("det") for part in child.children
            )
        ):
            return True
    governor = verb.head
    if verb.dep_ == "xcomp" and governor.pos_ == "VERB":
        return governor.lemma_ in NOT_DONE or _is_negated(governor)
    if verb.dep_ == "conj" and not _has_own_frame(verb):
        joined = next((child.lower_ for child in verb.children if child.dep_ == "cc"), "")
        return joined in {"or", "nor"} and _is_negated(governor)
    return False


def _has_own_frame(verb: Token) -> bool:
    return any(child.dep_ in {"aux", "aux:pass", "cop", *SUBJECT_ROLES} for child in verb.children)


def _is_hypothetical(verb: Token, depth: int = 0) -> bool:
    if depth > 6:
        return False
    for child in verb.children:
        if (
            child.dep_ == "aux"
            and child.lower_ in MODALS
            and not (child.lower_ == "could" and verb.lemma_ in {"see", "hear", "feel", "smell"})
        ):
            return True
        if (
            child.dep_ == "mark"
            and child.lower_ in UNREAL_MARKS
            and not (
                child.lower_ == "though" and not any(part.lower_ in {"as", "be"} for part in verb.children)
            )
        ):
            return True
    governor = verb.head
    if verb.dep_ == "xcomp":
        if governor.pos_ == "VERB":
            return governor.lemma_ in WISHES or _is_hypothetical(governor, depth + 1)
        return governor.pos_ in {"ADJ", "NOUN", "ADP", "ADV"} or _is_hypothetical(governor, depth + 1)
    if verb.dep_ == "advcl":
        purpose = any(child.dep_ == "mark" and child.lower_ == "to" for child in verb.children)
        return purpose or _is_hypothetical(governor, depth + 1)
    if verb.dep_ == "acl" and any(child.dep_ == "mark" and child.lower_ == "to" for child in verb.children):
        return True
    if verb.dep_ == "ccomp" and governor.pos_ in {"VERB", "ADJ", "NOUN"}:
        if governor.i < verb.i and any(token.text == ";" for token in verb.doc[governor.i : verb.i]):
            return False  # A clause of its own that the parser hung below a verb of saying.
        return governor.lemma_ in THOUGHTS or _is_hypothetical(governor, depth + 1)
    if verb.dep_ in {"acl", "acl:relcl"} and governor.pos_ in {"NOUN", "PROPN"}:
        return governor.lemma_ in {"dream", "wish", "hope", "plan", "idea"}
    if verb.dep_ == "conj" and verb.tag_ in {"VBD", "VBZ", "VBP"} and governor.tag_ in {"VB", "VBG", "JJ"}:
        return False  # A finite verb goes on with the main clause.
    if verb.dep_ == "conj" and governor.pos_ in {"VERB", "AUX", "ADJ"} and not _has_own_frame(verb):
        return _is_hypothetical(governor, depth + 1)
    return (
        verb.dep_ == "conj" and governor.dep_ in {"ccomp", "advcl"} and _is_hypothetical(governor, depth + 1)
    )


def _clause_range(verb: Token) -> tuple[int, int]:
    """Return the characters from the first to the last word of the clause, without the clauses below it."""
    inside = [verb]
    for child in verb.children:
        if child.dep_ in CLAUSES or child.is_space or (child.is_punct):
            continue
        inside += [token for token in child.subtree if not token.is_space]
    first, last = min(inside, key=lambda token: token.i), max(inside, key=lambda token: token.i)
    return first.idx, last.idx + len(last)
