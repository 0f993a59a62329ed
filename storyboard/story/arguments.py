"""What stands around a verb: its object, what it is aimed at, who receives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyboard.story.lexicon.frames import is_intransitive, needs
from storyboard.story.lexicon.lexicon import load_lexicon
from storyboard.story.noun_phrases import SUBJECT_ROLES
from storyboard.story.nouns import noun_class
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Token

OBLIQUES = words("obl obl:unmarked nmod obl:npmod")
PLACE_CASES = words("""
in into at on onto to from through under over behind beside near by across along up down inside outside
toward towards upon among between off out around round beneath above below past within against amid
throughout
""")
SAYING = words("""
say cry ask answer reply exclaim shout call whisper murmur mutter remark observe add continue return repeat
inquire think sigh roar growl groan sob scream begin respond retort
""")
"""Verbs that stand before who speaks."""
QUOTES = frozenset("”’\"'")
LEADING = words(
    "there here in out up down off away below above beneath near behind beyond round first next where"
)
"""Adverbs before a verb after which the subject stands: "below stood the cage"."""
STANDING = words("stand lie sit hang dwell live come run rise grow appear go pass")
"""Verbs that stand before their subject when the place comes first."""
RELATIVES = words("who which that whom")
INTERROGATIVES = words("what whatever whatsoever")
EMPTY_OBJECTS = words("asleep awake alive what whatever how where when why")
"""What the parser takes for an object that is none."""
LINKING = words("become grow feel seem look turn get appear prove remain sound taste smell make keep")
"""Verbs that an adjective completes as it does "be"."""
AIMS = {
    "at": words("""
look gaze stare glance peep laugh smile shout bark growl point aim shoot snap strike peer wink scream
nibble bite gnaw snarl throw rail scoff wonder grip clutch grasp grab knock scratch kick spring fly rush
leap jump tug pull fire sniff frown grin sneer jeer rejoice tremble start
"""),
    "to": words("""
listen attend bow amount consent assent nod happen occur cling belong pray point kneel refer object yield
submit respond correspond adhere appeal apply allude resort conform accede aspire cleave stick
"""),
    "for": words("""
look search wait call long ask send hunt seek beg care wish pay account provide mourn weep yearn hope grope
pine
"""),
    "of": words("""
think speak dream tell hear talk complain consist beware approve dispose boast despair repent smell partake
"""),
    "about": words("think speak talk dream hear inquire worry care complain"),
    "with": words("""
grapple fight play wrestle struggle quarrel meet dance abound correspond agree comply cope deal sympathise
sympathize coincide accord meddle converse
"""),
    "in": words("believe delight indulge persist engage participate trust"),
    "on": words("""
call gaze wait pounce look feed attend seize fall leap depend rely insist reflect dote trample
"""),
    "upon": words("""
crowd gaze look pounce call spring leap seize fall fix depend rely insist reflect intrude trample devolve
"""),
    "from": words("refrain desist suffer differ recover shrink result"),
    "after": words("look run go hurry call follow chase inquire enquire hunt"),
    "against": words("strike fight push press knock"),
    "over": words("watch bend laugh weep brood preside ponder triumph muse"),
}
"""Preposition -> verbs whose action is aimed at what stands after it."""
BODY = words("""
arm back beak belly body breast cheek chest chin claw ear elbow eye face finger foot forehead hair hand head
heel jaw knee lap leg lip mouth neck nose paw shoulder side skin stomach tail throat tongue tooth waist
wing wrist
""")
"""Parts of a body: never subjects of their own, but somebody can sit on a shoulder or fall on a neck."""
SOUNDING = words("""
laugh smile grin chuckle giggle weep sigh sob moan groan mew miaow bark growl howl purr roar nod bow blush
frown tremble shudder shiver pause kneel
""")
"""Verbs of what one does by oneself, whatever object another verb joined to them has."""
QUANTITIES = words("many much more little less enough none nothing some")
SPENT = words("spend pass waste lose take have like love enjoy remember want")
"""Verbs that a time is the object of."""
SPANS = words(
    "a an one two three four five six seven every all each some many several another long short few"
)
MEASURES = words("foot inch yard mile league step pace ell")
TAKEN_AS = words("take make keep hold carry lead")
"""Verbs with what somebody becomes: "they took him prisoner"."""
THOUGHT_AS = words("find think call consider")
"""Verbs with what somebody is thought to be: "I found him a slave"."""
WAYS = words("up down through along round across over around past by")
"""Particles before a noun of place that are its preposition: "went up the village"."""
WEARING = words("put draw pull slip throw")
GARMENTS = words("clothes coat dress hat")
LARGE = words("house tree boat ship bed chair table bridge well tent castle tower")
"""Concepts of things that "by" may stand before as a place; "by strong ropes" is none."""
MOTION = words("walk run jump fly swim fall climb sneak sit stand sleep hide dance sail")
"""Drawn actions of motion and posture."""
RECIPIENT_VERBS = words("""
give bring show tell send offer hand lend pay sell read sing throw speak say return leave teach promise
grant carry
""")
HEARER_VERBS = words("""
talk whisper chatter murmur mutter shout explain confess describe announce reply stretch hold reach present
deliver pass
""")
"""Verbs with whom they are done to behind "to": "talked to the landlord", "held out a bone to her"."""
MADE_FOR = words("do make buy fetch build bake sew knit cook find get pour leave cut draw write choose weave")
"""Verbs that may have for whom before what: "did them a good turn", "make each of them a shirt"."""


def case_of(noun: Token) -> str:
    """Return the preposition before a noun, or an empty string."""
    return next((part.lower_ for part in noun.children if part.dep_ == "case"), "")


def is_oblique(noun: Token) -> bool:
    """Return whether a noun stands behind a preposition, whatever the parser calls it."""
    return any(child.dep_ == "case" and child.tag_ == "IN" and child.i < noun.i for child in noun.children)


def has_mark(verb: Token, mark: str) -> bool:
    return any(child.dep_ == "mark" and child.lower_ == mark for child in verb.children)


def antecedent_of(relative: Token) -> Token | None:
    """Return the noun that a relative pronoun or adverb stands for."""
    clause = relative.head
    while clause.dep_ not in {"acl:relcl", "ROOT"} and clause.head != clause:
        clause = clause.head
    noun = clause.head
    if clause.dep_ != "acl:relcl" or noun.lower_ in INTERROGATIVES:
        return None
    return noun


def is_time(noun: Token) -> bool:
    """Return whether a noun names a time: ``by daybreak``."""
    entry = load_lexicon().lookup(noun.lemma_, "n")
    return entry is not None and entry.concept.kind == "time"


def is_large(noun: Token) -> bool:
    """Return whether a noun names something that nobody can hold: a house, a table."""
    return concept_of(noun) in LARGE


def concept_of(noun: Token) -> str:
    """Return the lexicon's concept of a noun, or nothing."""
    entry = load_lexicon().lookup(noun.lemma_, "n")
    return entry.concept.name if entry is not None else ""


def kind_of(noun: Token) -> str:
    """Return ``person``, ``animal``, ``place``, ``thing``, ``time``; nothing if a noun is in no list."""
    return noun_class(noun.lemma_.lower()).kind


def moves(verb: Token) -> bool:
    """Return whether a verb tells of motion or posture: go, jump, sit, fall."""
    entry = load_lexicon().lookup(verb.lemma_, "v")
    return verb.lemma_ == "get" or (entry is not None and entry.concept.name in MOTION)


def object_of(verb: Token, doer: Token | None) -> Token | None:
    if given := _given(verb):
        return given[1]
    for child in verb.children:
        if child.dep_ == "obj" and child.lower_ not in EMPTY_OBJECTS and not _is_result(child, verb):
            if child.lower_ == "each":  # "each other", however the parser hangs it.
                return next((other for other in verb.children if other.lower_ == "other"), child)
            became = verb.lemma_ in TAKEN_AS and child.pos_ == "NOUN" and not list(child.children)
            a_kind = any(left.lower_ in {"a", "an"} for left in child.lefts)
            became = became or (verb.lemma_ in THOUGHT_AS and a_kind)
            if is_way(child, verb):
                return None
            if _is_span(child, verb):
                continue
            taken = next((other for other in verb.children if other.dep_ == "iobj"), None)
            return taken if became and taken is not None and taken.pos_ == "PRON" else child
    if verb.lemma_ in WEARING:
        for child in verb.children:  # "put on her clothes", parsed as if the clothes were a place.
            if child.dep_ == "obl" and case_of(child) == "on" and concept_of(child) in GARMENTS:
                return child
    if shared := _shared_object(verb):
        return shared
    if measured := _quantity(verb):
        return measured
    if not any(child.dep_ == "obj" and child.lower_ not in INTERROGATIVES for child in verb.children):
        # One object alone is no recipient: "He took her to see the play".
        alone = next((child for child in verb.children if child.dep_ == "iobj"), None)
        if alone is not None and verb.lemma_ not in RECIPIENT_VERBS:
            return alone
        if doer is not None and verb.dep_ == "acl:relcl":
            return _relative_object(verb)
    return None


def _shared_object(verb: Token) -> Token | None:
    """Return the object that a verb has in common with one joined to it: "scolded and reproached him"."""
    if any(child.dep_ in {"obj", "nsubj:pass"} or child.dep_ == "ccomp" for child in verb.children):
        return None
    first = verb.head
    if verb.dep_ == "conj" and first.pos_ == "VERB" and first.i < verb.i:
        found = next((child for child in first.children if child.dep_ == "obj" and child.i > verb.i), None)
        if found is not None:
            return found
    if is_intransitive(verb.lemma_) or verb.lemma_ in SOUNDING:
        return None  # "mewed and waved its tail"
    for other in verb.children:
        near = other.dep_ == "conj" and 0 < other.i - verb.i <= 3 and other.pos_ == "VERB"
        between = verb.doc[verb.i + 1 : other.i] if near else ()
        if (
            near
            and needs(verb.lemma_) == "object"
            and not any(token.is_punct or token.pos_ in {"NOUN", "PRON", "PROPN"} for token in between)
        ):
            return next(
                (child for child in other.children if child.dep_ == "obj" and child.i > other.i), None
            )
    return None


def _quantity(verb: Token) -> Token | None:
    """Return "many", "little" or "enough" that a verb is done to, which the parser takes for an adverb."""
    if needs(verb.lemma_) != "object" or any(child.dep_ in {"obj", "nsubj:pass"} for child in verb.children):
        return None
    return next(
        (
            child
            for child in verb.children
            if child.i > verb.i and child.lower_ in QUANTITIES and child.dep_ in {"advmod", "xcomp"}
        ),
        None,
    )


def _is_span(noun: Token, verb: Token) -> bool:
    """Return whether what is parsed as an object says how long or how far: "play every evening"."""
    if verb.lemma_ in SPENT or needs(verb.lemma_) == "object":
        return False
    counted = any(
        child.dep_ in {"det", "nummod", "amod"} and child.lower_ in SPANS for child in noun.children
    )
    return counted and (is_time(noun) or (moves(verb) and noun.lemma_ in MEASURES))


def _relative_object(verb: Token) -> Token | None:
    """Return the noun that "which"/"that" stands for, or that a bare relative clause leaves out."""
    for child in verb.children:
        if child.dep_ in SUBJECT_ROLES and child.lower_ in {"who", "which", "that"}:
            return None
    between = verb.doc[verb.head.i + 1 : verb.i] if verb.head.i < verb.i else ()
    whose = any(part.lower_ == "whose" for child in verb.children for part in child.children)
    if whose or verb.lemma_ == "be" or is_intransitive(verb.lemma_):
        return None  # "the moment she came", "the window where the feast was"
    if is_time(verb.head) or any(word.lower_ in {"which", "whom"} and case_of(word) for word in between):
        return None  # "on the day that she came", "the thorns into which he fell"
    if has_mark(verb, "that") or any(child.lower_ in {"where", "when", "why"} for child in verb.children):
        return None
    return None if _is_result(verb, verb) else verb.head


def _is_result(word: Token, verb: Token) -> bool:
    """Return whether what is parsed as a relative clause says what came of it: "so loud that they awoke"."""
    return (
        verb.dep_ == "acl:relcl"
        and (word == verb or word.lower_ == "that")
        and any(child.lower_ in {"such", "so"} for child in verb.head.children)
    )


def is_inverted(verb: Token, obj: Token) -> bool:
    """Return whether an object is the subject after its verb: "and there stood the Queen"."""
    before = verb.nbor(-1) if verb.i else verb
    speaks = verb.lemma_ in SAYING or (before.text in QUOTES and verb.is_lower and verb.tag_ == "VBD")
    if speaks and obj.i == verb.i + 1 + len(list(obj.lefts)) and before.is_punct:
        return not any(child.dep_ in SUBJECT_ROLES for child in verb.children)  # "‘Ah!’ answered he"
    if verb.tag_ == "VBG":
        return False
    led = before.lower_ in LEADING and before.head == verb
    if verb.dep_ == "acl:relcl" and verb.tag_ in {"VBD", "VBZ", "VBP"}:
        # "windows through which stream the rays"
        led = led or any(child.lower_ == "which" and is_oblique(child) for child in verb.children)
    # "In the garden stood a tree": the parser takes the garden for the subject.
    led = led or (
        verb.lemma_ in STANDING and any(child.i < verb.i and is_oblique(child) for child in verb.children)
    )
    subjects = [child for child in verb.children if child.dep_ in SUBJECT_ROLES and not is_oblique(child)]
    return led and obj.i > verb.i and not subjects


def state_of(verb: Token) -> Token | None:
    """Return the adjective that completes a linking verb, ``grow old``; the noun too of ``become queen``."""
    for child in verb.children:
        if child.dep_ == "xcomp" and child.pos_ in {"NOUN", "PROPN"} and verb.lemma_ in {"become", "remain"}:
            return child if child.i > verb.i and not is_oblique(child) else None
        if (
            child.dep_ in {"xcomp", "advmod"}
            and (child.pos_ == "ADJ" or child.tag_ == "VBN" or _is_change(verb, child))
            and child.i > verb.i
        ):
            return child
    return None


def _is_change(verb: Token, word: Token) -> bool:
    """Return whether a bare noun says what something grew: "greedy", which the tagger took for one."""
    return verb.lemma_ in {"grow", "feel", "seem"} and word.tag_ == "NN" and word.dep_ == "xcomp"


def aim_of(verb: Token) -> Token | None:
    """Return what an action is aimed at through a preposition: ``look at Alice``."""
    for child in verb.children:
        if child.dep_ in {"obl", "nmod"} and verb.lemma_ in AIMS.get(case_of(child), ()):
            if (
                case_of(child) in {"on", "upon"}
                and verb.lemma_ in {"fall", "wait"}
                and not is_somebody(child)
            ):
                continue  # "fell on the land", "waited on the shore"
            return child
    if verb.dep_ == "acl:relcl" and verb.head.i < verb.i:
        for word in verb.doc[verb.head.i + 1 : verb.i]:  # "the sentiments of which I have spoken"
            if word.lower_ in {"which", "whom"} and verb.lemma_ in AIMS.get(case_of(word), ()):
                return verb.head
    return None


def is_somebody(noun: Token) -> bool:
    """Return whether a noun or pronoun is a person or animal, as far as its word says."""
    return noun.pos_ == "PRON" or kind_of(noun) in {"person", "animal"}


def _given(verb: Token) -> list[Token]:
    """Return the two objects of a verb of giving: to whom, and what."""
    objects = [child for child in verb.children if child.dep_ == "obj" and child.i > verb.i]
    if len(objects) != 2:
        return []
    a_thing = objects[1].pos_ == "NOUN" and any(part.lower_ in {"a", "an"} for part in objects[1].lefts)
    # "brought Rosa a rose", "gave the door a push"
    named = a_thing and (objects[0].pos_ == "PROPN" or verb.lemma_ == "give")
    if not (named or is_somebody(objects[0]) or objects[0].lower_ == "each"):
        return []
    for_whom = objects[0].pos_ in {"PRON", "DET"} or (objects[0].pos_ == "PROPN" and a_thing)
    made = verb.lemma_ in MADE_FOR and for_whom and not is_somebody(objects[1])
    return objects if made or verb.lemma_ in RECIPIENT_VERBS else []


def is_way(noun: Token, verb: Token) -> bool:
    """Return whether what is parsed as an object is the way that somebody goes: "went up the village"."""
    before = noun.left_edge.nbor(-1) if noun.left_edge.i else noun
    return before.head == verb and before.lower_ in WAYS and kind_of(noun) == "place" and moves(verb)


def recipient_of(verb: Token) -> Token | None:
    if given := _given(verb):
        return given[0]
    direct = next((child for child in verb.children if child.dep_ == "iobj"), None)
    owns = direct is not None and direct.lower_ == "her" and direct.nbor().pos_ != "DET"
    if owns and verb.lemma_ not in RECIPIENT_VERBS:
        return None  # "made her next remark"
    if direct is not None and (
        verb.lemma_ in RECIPIENT_VERBS
        or any(child.dep_ == "obj" and child.lower_ not in INTERROGATIVES for child in verb.children)
    ):
        return direct
    if verb.lemma_ not in RECIPIENT_VERBS | HEARER_VERBS:
        return None
    for child in verb.children:
        if child.dep_ == "obl" and any(part.lower_ in {"to", "unto"} for part in child.children):
            heard = is_somebody(child) or (child.pos_ == "PROPN" and child.text[:1].isupper())
            return child if verb.lemma_ in RECIPIENT_VERBS or heard else None
    return None
