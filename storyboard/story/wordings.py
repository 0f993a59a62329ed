"""The phrases around a verb, in the order in which an active sentence has them: what a caption is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from storyboard.story.arguments import BODY, QUANTITIES, case_of, is_large, is_somebody, is_time
from storyboard.story.clauses import Clause, clause_at
from storyboard.story.idioms import held_of, is_mistaking
from storyboard.story.lexicon.lexicon import load_lexicon
from storyboard.story.noun_phrases import phrase
from storyboard.story.nouns import ABSTRACT, GENERIC, noun_class
from storyboard.story.reading import Part, PartRole
from storyboard.story.turns import PLAIN, is_within
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Token

PARTICLES = words("""
about ahead along apart around aside ashore away back backwards behind by down downstairs forth forward home
in indoors inside off on out outside over past round through together under up upstairs upright aboard abroad
""")
"""Adverbs that belong to what is seen of an action."""
REFLEXIVES = words("himself herself itself themselves myself yourself ourselves oneself")
POSSESSIVES = words("his her its their my your our thy")
OBLIQUES = words("obl obl:unmarked nmod obl:npmod obl:agent")
STATES = words("asleep awake free open shut alive dead upright bare alone aside ill sick silent pale")
"""Adjectives that say how somebody is left, however the parser hangs them."""
UNSEEN_CASES = words("""
concerning regarding respecting for since during until till despite except of without about as like among
according
""")
"""Prepositions whose phrase is nothing to be seen."""
POSED = words("lie sit stand hang come go run")
"""Verbs that a participle right behind completes: "lay snoring", "came running"."""
RESTFUL = words("rest sleep lean wait recline kneel")
"""Verbs beside which a part of the body is no tool."""
TOOLS = words("with")
GLANCES = words("glance look gaze stare frown")
HURTING = words("stab pierce devour kill transfix strike wither slay eat fix freeze impale skewer")
"""Verbs that hurt nobody with a glance: "stabbed him with a glance"."""
GRIPS = words("hand arm hair neck tail ear leg paw nose shoulder wrist throat")
"""By which somebody is taken."""
GRIPPING = words("take seize catch hold lead pull drag grab grasp clutch draw")
SEEN = words("person animal place thing")
ENTITLING = words("make crown elect appoint proclaim")
"""Verbs that give somebody a rank."""
TRYING = words("try attempt")
"""Verbs that are told with what is tried."""
LOOK_BACK = 40
"""Tokens in which "it" and "them" look for what they stand for."""


def parts_of(clause: Clause, subject_at: Mapping[int, tuple[str, ...]]) -> tuple[Part, ...]:
    """Return the phrases of a clause that can be seen.

    Args:
        clause: One clause of the parse.
        subject_at: Token of a mention's head -> subject ids.
    """
    found: list[tuple[float, Part]] = []
    verb = clause.verb
    for token, part in _parts(clause, subject_at):
        found.append((token.i if token.i > verb.i else verb.i + _before(part), part))
    thing = next((part.subject for _, part in found if part.role is PartRole.OBJECT), None)
    return tuple(
        part for _, part in sorted(found, key=lambda pair: pair[0])
        # "bought a juice with it": not with the juice.
        if not (part.role is PartRole.PHRASE and not part.words and part.subject == thing is not None)
    )


def _before(part: Part) -> float:
    """Return how many tokens behind its verb a part goes that the story has before it: "away he ran"."""
    if part.role is PartRole.PARTICLE:
        return 0.5
    return 1.5 if part.role in {PartRole.OBJECT, PartRole.REFLEXIVE} else LOOK_BACK


def _parts(clause: Clause, subject_at: Mapping[int, tuple[str, ...]]) -> Iterator[tuple[Token, Part]]:
    verb = clause.verb
    if clause.predicate == "be":
        return
    if (below := _tried(verb)) is not None:
        yield below, Part(role=PartRole.STATE, words=f"to {below.lemma_.lower()}")
        yield from _parts(clause_at(below), subject_at)
        return
    done = {clause.recipient}
    if clause.predicate in PLAIN and clause.predicate != verb.lemma_:  # "fell on her knees": she kneels.
        done.update(child for child in verb.children if is_within(child))
    if clause.objects and not clause.preposition and clause.objects[0] not in done:
        yield clause.objects[0], _object(clause, subject_at)
        done.update(clause.objects)
    if clause.recipient is not None:
        part = _noun_part(clause.recipient, PartRole.RECIPIENT, subject_at)
        yield clause.recipient, part
    for child in verb.children:
        if child in done or child.is_punct:
            continue
        lower = child.lower_
        led = child.i < verb.i and bool(clause.objects)  # "Far out on the sea a fisherman saw the light"
        if child.dep_ == "compound:prt" or (child.dep_ == "advmod" and lower in PARTICLES and not led):
            yield child, Part(role=PartRole.PARTICLE, words=lower)
        elif _is_rank(child, clause):
            yield child, Part(role=PartRole.STATE, words=phrase(child))
        elif lower in QUANTITIES and child.dep_ == "xcomp":
            yield child, Part(role=PartRole.OBJECT, words="")  # "gathered so many that ..."
        elif _is_state(child, verb) or _is_meanwhile(child, clause):
            yield child, Part(role=PartRole.STATE, words=lower)
        elif child.dep_ == "obj" and child == clause.place:
            yield child, _noun_part(child, PartRole.PHRASE, subject_at, is_place=True)  # "went up the road"
        elif child.dep_ in OBLIQUES:
            behind = _phrase(child, clause, subject_at)
            if behind is not None:
                yield child, behind
    place = clause.place
    hangs = place is not None and place.i > verb.i and place.head != verb and place.head.head == verb
    if place is not None and hangs and place.head.pos_ in {"ADJ", "ADV"}:
        behind = _phrase(place, clause, subject_at)  # "led them deeper into the forest"
        if behind is not None:
            yield place, behind


def _is_at_rest(verb: Token) -> bool:
    return verb.lemma_ in POSED or verb.lemma_ in RESTFUL


def _is_state(child: Token, verb: Token) -> bool:
    completes = (child.pos_ == "ADJ" or child.tag_ == "JJ") and child.dep_ == "xcomp"
    if child.lower_ in STATES and any(part.lower_ in {"more", "than", "half"} for part in child.children):
        return False  # "more dead than alive"
    # "because his mother was ill"
    of_another = any(part.dep_ in {"nsubj", "mark"} for part in child.children)
    known = child.lower_ in STATES and child.dep_ != "conj" and not of_another
    return child.i > verb.i and (completes or known)


def _tried(verb: Token) -> Token | None:
    """Return what somebody tries to do."""
    if verb.lemma_ not in TRYING:
        return None
    for child in verb.children:
        led = [part.lower_ for part in child.children if part.i < child.i]
        if child.dep_ == "xcomp" and child.tag_ == "VB" and child.i > verb.i and led == ["to"]:
            return child
    return None


def _is_rank(child: Token, clause: Clause) -> bool:
    """Return whether a noun says what somebody is made: the knight of "made Peter a knight"."""
    if clause.verb.lemma_ not in ENTITLING or child.dep_ not in {"obj", "xcomp"} or child.pos_ != "NOUN":
        return False
    if any(part.dep_ in {"aux:pass", "nsubj:pass"} for part in clause.verb.children):
        return False
    made = clause.objects[0] if clause.objects and not clause.preposition else None
    parts = {part.lower_ for part in child.children}
    owned = parts & (POSSESSIVES | {"to"})
    return made is not None and made.i < child.i and is_somebody(child) and not owned


def _is_meanwhile(child: Token, clause: Clause) -> bool:
    """Return whether a participle right behind says how somebody lies or is left: "left a light burning"."""
    if child.tag_ != "VBG" or child.dep_ not in {"xcomp", "advcl"} or len(list(child.lefts)):
        return False
    if any(below.dep_ in {"obj", "ccomp", "xcomp"} for below in child.children):
        return False
    left = clause.objects[0].right_edge.i if clause.objects and not clause.preposition else clause.verb.i
    posed = clause.verb.lemma_ in POSED or (bool(clause.objects) and clause.verb.lemma_ == "leave")
    return posed and left + 1 == child.i


def _object(clause: Clause, subject_at: Mapping[int, tuple[str, ...]]) -> Part:
    head = clause.objects[0]
    if head.lower_ in REFLEXIVES:
        return Part(role=PartRole.REFLEXIVE, words=head.lower_)
    if (held := held_of(head)) is not None:
        return _noun_part(held, PartRole.OBJECT, subject_at, case="hold of")
    if head.lower_ in QUANTITIES:
        return Part(role=PartRole.OBJECT, words="")  # "gathered so many that ...": of what, is left open.
    if head.pos_ == "ADJ":
        return Part(role=PartRole.STATE, words=" and ".join(other.lower_ for other in clause.objects))
    part = _noun_part(head, PartRole.OBJECT, subject_at)
    others = [_noun_part(other, PartRole.OBJECT, subject_at) for other in clause.objects[1:]]
    if part.subject is None and part.words and others and all(other.words for other in others):
        joined = ", ".join([part.words, *(other.words for other in others[:-1])])
        return Part(
            role=PartRole.OBJECT,
            words=f"{joined} and {others[-1].words}",
            owner=part.owner,
            possessive=part.possessive,
        )
    return part


def _phrase(noun: Token, clause: Clause, subject_at: Mapping[int, tuple[str, ...]]) -> Part | None:
    """Return what stands behind a preposition, if it can be seen."""
    case = case_of(noun)
    place = clause.place
    is_place = place is not None and not is_somebody(place) and (noun == place or noun.is_ancestor(place))
    aimed = (bool(clause.preposition) and noun in clause.objects) or (case == "for" and is_mistaking(clause))
    if not case or noun.dep_ == "obl:agent" or noun in clause.doers or (not aimed and case in UNSEEN_CASES):
        return None
    cases = [child.lower_ for child in noun.children if child.dep_ == "case" and child.i < noun.i]
    if case == "with" and (noun.lemma_.lower() in BODY or noun.lower_ == "arms") and _is_at_rest(clause.verb):
        return None  # "sat with her arms folded"
    before = noun.doc[max(0, noun.left_edge.i - 1) : noun.left_edge.i + 1]
    if cases == ["to"] and clause.verb.lemma_ in {"stand", "sit", "lie"} and _turned(clause.verb, noun):
        return None  # "stood with his back to her"
    if cases == ["to"] and any(word.lower_ == "next" for word in before):
        cases = ["next", "to"]
    part = _noun_part(noun, PartRole.PHRASE, subject_at, case=" ".join(cases) or case, is_place=is_place)
    if part.possessive and part.owner is None and noun.lemma_.lower() in BODY:
        return None  # "sat down on its back": whose, the reader has not found.
    if part.subject is not None:
        return part
    if noun.pos_ == "PRON" or not part.words or is_time(noun):
        return None
    # "one of the hooks", "the middle of the road": what is measured or parted decides.
    below = [child for child in noun.children if child.dep_ == "nmod" and case_of(child) == "of"]
    seen_noun = below[0] if below and (noun.pos_ == "NUM" or noun.lemma_.lower() in ABSTRACT) else noun
    lemma = seen_noun.lemma_.lower()
    seen = is_place or lemma in BODY or (noun_class(lemma).kind in SEEN and lemma not in ABSTRACT)
    if case in TOOLS:
        glance = lemma in GLANCES and clause.verb.lemma_ in HURTING
        seen = noun_class(lemma).kind == "thing" or lemma in BODY or glance
    if case in {"by", "at", "in", "on"} and not is_place and not aimed:
        grip = case == "by" and lemma in GRIPS and clause.verb.lemma_ in GRIPPING and bool(clause.objects)
        seen = grip  # "in the dough", "on the sly": seldom seen apart from the action; "by the hand" is.
    return part if seen else None


def _turned(verb: Token, noun: Token) -> bool:
    """Return whether "to" says where somebody has the back or face, not where he stands."""
    return any(other.dep_ in OBLIQUES and other.i < noun.i and other.lemma_.lower() in BODY
               for other in verb.children)


def _noun_part(
    noun: Token,
    role: PartRole,
    subject_at: Mapping[int, tuple[str, ...]],
    *,
    case: str = "",
    is_place: bool = False,
) -> Part:
    """Return a noun or pronoun as a part; without words if a pronoun stands for nothing that is known."""
    ids = subject_at.get(noun.i, ())
    below = [child for child in noun.children if child.dep_ == "nmod" and case_of(child) == "of"]
    if not ids and not below and (noun.pos_ == "NUM" or noun.lower_ in GENERIC):
        return Part(role=role, words="", preposition=case)  # "whenever she had picked one"
    if noun.pos_ == "PRON" and not ids and (meant := stood_for(noun)) is not None:
        noun, ids = meant, subject_at.get(meant.i, ())
        return Part(
            role=role,
            words=_definite(noun),
            preposition=case,
            subject=ids[0] if ids else None,
            is_place=is_place,
        )
    if noun.pos_ == "PRON" and "Poss=Yes" in str(noun.morph):
        return Part(role=role, words="", preposition=case)  # "laid her hand in his"
    if noun.pos_ == "PRON":
        who = ids[0] if ids else None
        return Part(role=role, words="", preposition=case, subject=who, others=ids[1:], is_place=is_place)
    text = phrase(noun)
    owner_token = next(
        (child for child in noun.children if child.dep_ == "nmod:poss" and child.lower_ in POSSESSIVES), None
    )
    possessive = owner_token.lower_ if owner_token is not None else ""
    tokens = text.split()
    if possessive and tokens and tokens[0].lower() == possessive:
        tokens = tokens[1:]
    elif possessive:
        possessive = ""
    whose = (child for child in noun.children if child.dep_ == "nmod:poss" and child != owner_token)
    named = next(whose, None)
    owner = subject_at.get(owner_token.i, ()) if owner_token is not None and possessive else ()
    if named is not None and not possessive and case_of(named) in {"'s", "’s", "'", "’"}:
        owner = subject_at.get(named.i, ())  # "the captain's hand"
    while len(tokens) > 1 and tokens[0].lower() in {"and", "but", "or"}:
        tokens = tokens[1:]
    if len(tokens) > 2 and tokens[-1].lower() in POSSESSIVES:
        tokens = tokens[:-2]  # "each side of her"
    text = " ".join("the" if word.lower() in POSSESSIVES else word for word in tokens)
    return Part(
        role=role,
        words=_small(text, noun),
        preposition=case,
        subject=ids[0] if ids else None,
        others=ids[1:],
        owner=owner[0] if owner else None,
        possessive=possessive,
        is_place=is_place,
    )


def _small(text: str, noun: Token) -> str:
    """Return a phrase in small letters unless it is a name; fables write "the Lion", sentences "The"."""
    first, _, rest = text.partition(" ")
    owner = re.sub(r"['’]s?$", "", first)  # "into Mia's arms"
    opening = next((part for part in noun.subtree if part.text == owner), noun.left_edge)
    named = "PROPN" in {noun.pos_, noun.left_edge.pos_, opening.pos_}
    return f"{first.lower()} {rest}" if rest and not named else text


def _definite(noun: Token) -> str:
    """Return a noun with its adjectives and "the": ``the braided tresses``."""
    left = [child for child in noun.children if child.i < noun.i and child.dep_ in {"amod", "compound"}]
    return " ".join(["the", *(child.text for child in left), noun.text])


def stood_for(pronoun: Token) -> Token | None:
    """Return the thing before that "it" or "them" stands for: the nearest object, or subject of a passive.

    Only things are looked for; people and animals have been found by the resolution.
    """
    many = {"it": False, "them": True, "they": True}.get(pronoun.lower_)
    if many is None:
        return None
    joined = pronoun.head.head if pronoun.head.dep_ == "conj" else None
    for child in joined.children if joined is not None else ():
        # "cut out the work and found it done": what the verb before is done to, whatever it is.
        if child.dep_ == "obj" and child.pos_ == "NOUN" and (child.tag_ == "NNS") == many:
            return child if noun_class(child.lemma_.lower()).kind not in {"person", "animal"} else None
    for back in range(pronoun.i - 1, max(-1, pronoun.i - LOOK_BACK), -1):
        noun = pronoun.doc[back]
        if noun.pos_ != "NOUN" or (noun.tag_ == "NNS") != many or noun.is_ancestor(pronoun):
            continue
        if noun.dep_ not in {"obj", "nsubj:pass"} and not (noun.dep_ == "conj" and noun.head.dep_ == "obj"):
            continue
        lemma = noun.lemma_.lower()
        kind = noun_class(lemma).kind
        if kind in {"person", "animal"} or is_time(noun):
            continue
        if is_large(noun):
            continue  # Nobody takes up or eats a house.
        if kind == "thing" or lemma in BODY or _is_concrete(noun):
            return noun
    return None


def _is_concrete(noun: Token) -> bool:
    """Return whether a noun that is in no list of things may be one: "tresses", no "anger"."""
    entry = load_lexicon().lookup(noun.lemma_, "n")
    lemma = noun.lemma_.lower()
    return entry is None and lemma not in ABSTRACT and not lemma.endswith(("ness", "tion", "ment", "ity"))
