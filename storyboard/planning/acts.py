"""Acts: which drawn action shows what an event tells, and what two are seen to do with each other."""

from __future__ import annotations

from storyboard.planning.drawable import SEIZING
from storyboard.planning.prompts import COMPANY, TOGETHER
from storyboard.planning.telling import DAYBREAKS, ITSELF, Stage, Telling
from storyboard.planning.words import bare
from storyboard.story.arguments import BODY
from storyboard.story.lexicon import load_lexicon
from storyboard.story.nouns import ABSTRACT, QUANTITY
from storyboard.story.reading import Event, Part, PartRole
from storyboard.story.setting import PARTS
from storyboard.story.wordings import HURTING
from storyboard.story.wordlists import words

STILL = "stand"
"""What somebody does who does nothing that can be drawn."""

PHRASES = {("dismount", ""): STILL, ("knock", ""): STILL, ("knock", "at"): STILL, ("knock", "on"): STILL}
"""Verb and preposition that show something else than the verb alone."""

UNSEEN_VERBS = words("""
wear own possess resemble prepare
determine decide resolve agree consent assent refuse arrange allow permit accept manage finish promise deny
admit confess believe swear conclude intend forbid grant dare deserve cause keep continue remain stay wait
belong prove pretend
""")
"""Verbs that a picture does not show, though the lexicon has a field for them."""
LIGHT = words("give take make have set utter let do")
"""Verbs whose object says what is done: "gave a cry", "took a look"."""

FALLEN = {"ill": "sleep", "sick": "sleep", "silent": STILL}
"""What one falls into -> how it is seen."""
FIGURATIVE = frozenset({"talk", "look", "laugh", "cry", "sing"})
"""Actions that are seen whatever they are about; one cannot fight a feeling or drink a meaning."""

HAIR = words("hair braid tress lock curl plait beard mane ringlet")
"""What one does to them is seen, though it is a part of the body."""
GLANCES = words("glance look gaze stare frown eye eyes")
"""With them alone nobody is stabbed or devoured; both look."""
CALLS = words("cry shout call exclamation")
GESTURES = words("nod shrug wave beckon wink gesticulate gesture motion clap")
"""What one does with head or hands, standing."""
HAD = words("walk ride swim bath nap rest sleep meal breakfast dinner supper lunch drink dance fight laugh")
"""What one has by doing it."""
WORK = words("work task job housework")
"""Who does or takes up that is seen at work."""
FREE_HANDS = frozenset(
    {"stand", "walk", "run", "fly", "sit", "jump", "look", "hide", "climb", "sneak", "swim", "eat", "work"}
)
"""Actions in which what somebody holds is seen with them."""

TURNING = words("go turn grow become get come")
"""Verbs with what somebody becomes."""
COMPLEXIONS = words("""
pale white red pink scarlet crimson grey gray green purple blue ashen quiet silent still stiff cold numb limp
mad crazy blind deaf bald rigid
""")
"""What one turns without a step: "went pale"."""
CHASING = words("chase pursue hunt")
GOING_ALONG = words("""
lead bring take accompany join conduct guide drag drive escort carry fetch pull draw bear follow push
""")
"""Verbs of which the doer and who it is done to are seen under way together."""
SEARCHING = words("look search hunt seek wait call long ask send hope")
"""Verbs that "for" makes a search: who is sought is not seen."""
MEETING = words("meet approach find encounter reach visit see hear watch notice")
"""Verbs of which two are seen face to face."""
STRIFE = words("""
bite kick clutch seize catch attack stab shoot strike hit beat kill slay devour swallow eat grab snatch
scratch wound wrestle whip thrash bind tie capture throw strangle sting
""")
"""Verbs of which two are seen fighting."""
RESCUES = words("rescue free save deliver release untie revive wake awaken wed marry")
"""Verbs of which both are seen, though no action shows what is done."""
POSTURE = words("sit stand sleep")
GRASPING = words("catch clutch grab hold")
"""Verbs that between two people are no fight: "Anna caught him"."""
TOUCHING = words("take shake hold catch grasp seize press squeeze kiss pat stroke clasp touch grip clutch")
"""What one does with another's hand or sleeve, standing beside him."""
SLEEVES = words("coat sleeve collar dress skirt cloak apron shirt jacket gown robe hem belt")
INTO = words("into out down over onto off through in away")
"""Where one throws somebody without a fight."""
SLIPPING = words("away out off into through between past behind under among inside in across from to")
"""Words behind "slip" with which one steals away; else one falls."""
MOTION = words("walk run climb jump fly sneak swim fall")
NEAR = words("with to at on upon beside behind before after against over towards toward near round by")
"""Prepositions before somebody who is seen with the doer."""


def other_party(stage: Stage, event: Event) -> str | None:
    """Return the cast id of the one that something is done to, said to or done beside."""
    named = [who for who in (event.patient, event.recipient) if who in stage.cast and who != event.agent]
    named += [who for part in event.parts if (who := _touched(stage, event, part)) is not None]
    part = _near(stage, event)
    beside = _who(stage, part, event.agent) if part is not None else None
    actors = [who for who in (*named, beside) if stage.acts(who)]
    things = [who for who in named if who is not None and stage.cast[who].kind != "place"]
    return next(iter([*actors, *things]), None)


def _near(stage: Stage, event: Event) -> Part | None:
    """Return the phrase that names somebody beside whom it is done: "sat upon the cat's head"."""
    for part in event.parts:
        if part.preposition in NEAR and _who(stage, part, event.agent) is not None:
            return part
    return None


def _touched(stage: Stage, event: Event, part: Part) -> str | None:
    """Return whose hand or sleeve is taken: "shook the captain's hand", "caught hold of his coat"."""
    noun = (part.words.split() or [""])[-1].lower()
    if part.role is not PartRole.OBJECT or event.predicate.split()[0] not in TOUCHING:
        return None
    theirs = _singular(noun) in BODY or noun in SLEEVES
    return part.owner if theirs and stage.acts(part.owner) and part.owner != event.agent else None


def _who(stage: Stage, part: Part, agent: str | None) -> str | None:
    words_ = part.words.split()
    owner = part.owner if words_ and words_[-1].lower().rstrip("s") in BODY else None
    return next((who for who in (part.subject, owner) if stage.acts(who) and who != agent), None)


def action_of(stage: Stage, event: Event, agent: str, telling: Telling) -> str | None:
    """Return the drawn action of an event as a concept; ``None`` if no picture shows it."""
    verb = event.predicate
    first = verb.split()[0]
    if verb == "fall asleep":
        verb = "sleep"
    if verb == "lie" and "awake" in stage.reading.text[event.start : event.end].split():
        verb = "sit"  # Who lies awake must not be seen asleep.
    if first in {"take", "mistake"} and any(part.preposition == "for" for part in event.parts):
        return "look"  # "took the old woman for a witch"
    if not telling.whole or event.idiom or first in UNSEEN_VERBS:
        return None  # "The ass takes": the reader has not found what.
    if first == "fall" and any(part.words in FALLEN for part in event.parts):
        return FALLEN[next(part.words for part in event.parts if part.words in FALLEN)]
    states = (part.words.split() for part in event.parts if part.role is PartRole.STATE)
    if first in TURNING and any(set(state) & COMPLEXIONS for state in states):
        return STILL
    if any(part.role is PartRole.REFLEXIVE for part in event.parts):
        verb = ITSELF.get(first, verb)
    if is_glance(event):
        return "look"
    if any(_touched(stage, event, part) for part in event.parts):
        return STILL
    if first == "slip" and any({part.words, *part.preposition.split()} & SLIPPING for part in event.parts):
        return stage.drawable.action("sneak") or stage.drawable.action("walk")
    if first in GESTURES and not event.says:
        return STILL
    toys = (part for part in event.parts if part.preposition == "with")
    if verb == "play" and any(part.subject not in stage.cast for part in toys):
        return STILL  # "played with her fan" is no music.
    action = "dance" if verb == "play" and not event.parts else stage.drawable.action(verb)
    thing = next((part for part in event.parts if part.role is PartRole.OBJECT), None)
    called = (thing.words or stage.names.get(thing.subject or "", "")) if thing is not None else ""
    if thing is not None and thing.subject not in stage.cast and called:
        noun = _singular(_whole(bare(called)).split()[-1].lower())
        measures = noun in QUANTITY and event.patient in stage.cast
        sort = stage.drawable.sort_of(noun)
        if first == "have" and noun not in HAD:
            return None  # "has engagements", "has tales to tell"
        if noun in WORK and (first in {"do", "finish"} or stage.drawable.handles(event.predicate)):
            return stage.drawable.action("work")  # "cuts out the work", "did his task"
        if noun in HAIR:
            return STILL if action != "work" else action  # "lets down her hair"
        if first in LIGHT and noun in CALLS:
            return stage.drawable.action("talk")  # Who gives a cry does not weep.
        if first in LIGHT and sort is not None and sort.kind == "action":
            return stage.drawable.action(sort.name)  # "took a walk"
        unseen = sort is None or sort.kind not in ("thing", "person", "animal", "place")
        # To open one's beak is no work, to bury one's face no sleep.
        unseen = unseen or noun in BODY or noun in ABSTRACT
        unseen = unseen and not (action == "look" and noun in DAYBREAKS)  # "watched the sunset"
        handled = noun in BODY and stage.drawable.handles(event.predicate)
        unheard = action == "look" and unseen and first != "hear" and noun not in BODY
        field = stage.drawable.field(verb)
        # "buys the field", "holds dominion": what is taken or given must be something that one can hold.
        unheld = field in {"carry", "give"} and sort is not None and sort.kind == "place"
        if handled or unheard or unheld or (unseen and not measures and field not in FIGURATIVE):
            action = None
        elif action in {"eat", "drink", "fight"} and not stage.drawable.is_portable(noun):
            action = None  # Nobody eats a house; the reader has mistaken what "it" is.
        elif action in {"sleep", "fall", "sit"} or (first in SEIZING and stage.cast[agent].kind == "person"):
            action = STILL  # "stretched out a bone", "drops the cheese": seen by what is held.
    if first == "hang" and thing is None:
        return "sit"  # "the bird hung in a cage"
    if action == "fall" and thing is not None:
        action = STILL  # Who drops the cheese does not fall.
    if action is None and thing is not None and first in RESCUES and stage.acts(thing.subject):
        return STILL  # Both are seen.
    if first in {"turn", "change"} and any(part.preposition == "into" for part in event.parts):
        return STILL  # "turned into a raven"
    return PHRASES.get((first, event.preposition), action)


def _thrown(event: Event) -> bool:
    return any({part.words, *part.preposition.split()} & INTO for part in event.parts)


def is_glance(event: Event) -> bool:
    """Return whether somebody is only looked at: "devoured her with his eyes"."""
    tools = (part.words.split() for part in event.parts if part.preposition == "with")
    return event.predicate in HURTING and any(tool and tool[-1] in GLANCES for tool in tools)


def _whole(called: str) -> str:
    """Return what a phrase names: of "one end of a rope" it is the rope."""
    part, _, whole = called.partition(" of ")
    return bare(whole).partition(" of ")[0] if whole and part.split()[-1].lower() in PARTS else part


def _singular(noun: str) -> str:
    irregular = load_lexicon().lemma_of(noun, "NOUN") or noun
    for one in (irregular, noun.removesuffix("s"), noun.removesuffix("es")):
        if one in BODY | ABSTRACT | HAIR:
            return one
    return noun


def relation_to(stage: Stage, event: Event, action: str, other: str | None) -> str:
    """Return what two are seen to do, as a lemma with its preposition; empty if one alone shows it as well.

    Args:
        action: Drawn action of the doer.
        other: The other one, as ``other_party`` found it.
    """
    if other is None:
        return ""
    verb, agent = event.predicate.split()[0], event.agent
    if verb in SEARCHING and any(part.preposition == "for" and part.subject == other for part in event.parts):
        return ""  # "looked for the robot"
    if other in (event.patient, event.recipient) and action == "look":
        return "look at"  # "devoured her with his eyes"
    aimed = event.preposition if other == event.patient else ""
    if aimed == "after" and action in MOTION:
        return "chase"
    if aimed in {"upon", "on", "at"} and action in {"jump", "fly", "run"}:
        return f"{action} at"  # "leaped upon the king"
    doer = stage.cast.get(agent or "")
    persons = doer is not None and doer.kind == stage.cast[other].kind == "person"
    if persons and (verb in GRASPING or (verb == "throw" and _thrown(event))):
        return "stand beside"
    if other in (event.patient, event.recipient):
        for shared, verbs in (("chase", CHASING), ("and walk", GOING_ALONG), ("look at", MEETING),
                              ("fight with", STRIFE)):
            if verb in verbs:
                return shared
        return f"{action} {COMPANY[action]}" if action in COMPANY else "stand beside"
    part = _near(stage, event)
    if part is None or (verb in {"fall", "throw"} and part.words.endswith(("neck", "necks"))):
        return "stand beside"  # "fell on his neck"
    if part.preposition == "with" and action in TOGETHER:
        return f"and {action}"
    if part.preposition == "after" and action in MOTION:
        return "chase"
    if action in MOTION:
        return f"{action} {'at' if part.preposition in {'at', 'against'} and action != 'walk' else 'to'}"
    placed = any(one.role is PartRole.OBJECT for one in event.parts)
    if action == STILL and placed:
        return "stand beside"  # "set the crown on Amara's head"
    if action in POSTURE:
        return f"{action} {'on' if part.preposition in {'on', 'upon'} else 'beside'}"
    return f"{action} {COMPANY[action]}" if action in COMPANY else "stand beside"
