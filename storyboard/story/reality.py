"""Whether what a clause says takes place in the story's world: negation, modality, condition, wish, report.

Rules over Universal Dependencies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyboard.story.noun_phrases import SUBJECT_ROLES
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Token

NOT_DONE = words("fail refuse forget neglect decline scorn forbear avoid escape cease stop")
WISHES = words("""
want wish long hope intend try attempt decide promise agree plan like love desire mean resolve threaten
order tell ask beg offer expect prepare seek determine swear consent venture hesitate entreat urge
advise forbid allow permit persuade command require need strive hasten contrive propose invite arrange
help pledge endeavour endeavor aim yearn crave think sentence condemn hate dislike detest loathe fear dread
prefer mind
""")
"""Verbs after which an infinitive has not happened yet."""
DONE = words("""
begin start continue proceed commence finish keep come happen seem appear use manage dare get grow learn prove
turn chance have force compel oblige cause make see hear watch find feel know help let drive bid serve
contribute live condescend deign presume haste be rejoice suffer
""")
"""Verbs after which an infinitive with "to" has taken place; after any other it is an aim."""
FEELING = words("""
glad sorry surprised astonished amazed delighted pleased happy proud ashamed shocked startled grieved alarmed
frightened content overjoyed disappointed lucky fortunate
""")
"""Adjectives for what somebody feels about what took place: "surprised to find the door open"."""
THOUGHTS = words("""
think believe hope wish dream fancy imagine suppose fear doubt say tell promise expect suggest swear
pretend guess declare claim propose order arrange ask wonder pledge assure vow consider conclude reckon
warn threaten agree insist relate mean answer reply cry exclaim remark observe add whisper shout explain
assure inform announce argue protest complain confess admit occur trust presume apprehend dread
""")
"""Verbs whose clause is reported or thought, and not shown."""
UNREAL_MARKS = words("if unless lest whether though")
FACTUAL_MARKS = words("because since for although as")
"""Their clauses took place whatever becomes of the clause above: "he could not see, for it was dark"."""
PURPOSES = words("take send lead bring call")
"""Verbs of which an infinitive says what for: "He took her to see the play"."""
CHANCES = words("""
opportunity chance hope idea thought notion intention purpose danger risk means way view difficulty
possibility power prospect fear object sake necessity
""")
"""Nouns before what may be done: "an opportunity for repeating his remark"."""
DEFINITE = words("the this that these those both")
REPORTS = words("""
dream wish hope plan idea belief conviction thought opinion rumour rumor fear doubt notion hint
""")
"""Nouns whose clause is what somebody thinks."""
NOT_CARED = words("care mind know matter")
"""Verbs whose clause, if they are denied, is nothing that is seen: "did not care what he ate"."""
PICTURED = words("imagine picture envision visualise visualize")
NEARLY = words("nearly almost")
HARDLY = words("hardly scarcely")
LASTING = words("live dwell seem be have stay remain")
"""Verbs that "almost" leaves nearly true: "I almost lived in my carriage"."""
MODALS = words("would could should may might can must will shall ought 'd 'll ’d ’ll wo ca sha")
NO = words("no neither")
NOBODY = words("nobody none nothing noone")
NOT = words("not never n't n’t nor")


def is_negated(verb: Token) -> bool:
    if any(
        child.dep_ in {"advmod", "neg"} and child.lemma_.lower() in {"not", "never", "n't", "n’t", "nor"}
        for child in verb.children
    ) or any(child.lower_ in {"n't", "n’t"} for child in verb.children):
        return True
    if any(
        child.dep_ in {"mark", "case"} and child.lower_ in {"without", "instead"} for child in verb.children
    ):
        return True
    if _never_before(verb) or _is_hardly(verb) or _is_neither(verb):
        return True
    if verb.i + 1 < len(verb.doc) and verb.nbor().lower_ == "not" and verb.tag_ in {"VBD", "VBZ", "VBP"}:
        return True  # "He knew not what to say."
    if any(
        child.lower_ in {"longer", "more"} and any(part.lower_ == "no" for part in child.children)
        for child in verb.children
    ):
        return True
    for child in verb.children:
        if child.dep_ in {"nsubj", "nsubj:pass", "obj"} and (
            (child.lower_ in {"nobody", "none", "nothing", "noone"} and not _is_but(child))
            or any(
                part.lower_ in {"no", "neither"} and part.dep_.startswith("det") for part in child.children
            )
        ):
            return True
    governor = verb.head
    if verb.dep_ == "xcomp" and governor.pos_ == "VERB":
        left = governor.lemma_ == "leave" and any(child.lower_ == "off" for child in governor.children)
        return left or governor.lemma_ in NOT_DONE or is_negated(governor)
    if verb.dep_ == "conj" and not _has_own_frame(verb):
        joined = next((child.lower_ for child in verb.children if child.dep_ == "cc"), "")
        return joined in {"or", "nor"} and is_negated(governor)
    return False


def _is_hardly(verb: Token) -> bool:
    """Return whether "nearly", "almost" or "hardly" stands right before a verb that then is not seen.

    "had hardly come in when", "scarcely had he said this than" tell of what was done; "could hardly stand" is
    not told as done anyhow.
    """
    if verb.pos_ != "VERB":
        return False
    for child in verb.children:
        ever = any(part.lower_ in HARDLY for part in child.children) and child.lower_ == "ever"
        if verb.lower_ == "had" and child.lower_ in HARDLY and child.i + 1 == verb.i and child.is_sent_start:
            return False  # "Scarcely had he sat down when", the auxiliary read as the verb.
        if (ever or child.lower_ in HARDLY) and child.i < verb.i:
            between = verb.doc[child.i + 1 : verb.i]
            near = all(part.pos_ in {"ADV", "AUX", "PRON", "PROPN"} for part in between)
            had = any(part.dep_ == "aux" and part.lemma_ == "have" for part in verb.children)
            return near and not had  # "Hardly a dozen yards off ran a huge man"
        if child.lower_ in NEARLY and child.i + 1 == verb.i and verb.lemma_ not in LASTING:
            return True
    return False


def _is_neither(verb: Token) -> bool:
    """Return whether "neither" stands before a verb, its doers or what it is done to."""
    for child in verb.children:
        if child.lower_ == "neither" and child.i < verb.i:
            return True
        if child.dep_ in {*SUBJECT_ROLES, "obj", "obl"} and any(
            part.lower_ == "neither" and part.i <= child.i for part in child.children
        ):
            return True
    return False


def _is_but(word: Token) -> bool:
    """Return whether "nothing" is all but that: "ate nothing but roots"."""
    return word.i + 1 < len(word.doc) and word.nbor().lower_ in {"but", "except", "save"}


def _never_before(verb: Token) -> bool:
    """Return whether "never" stands between subject and verb, wherever the parser hung it."""
    for back in range(verb.i - 1, max(verb.i - 8, verb.sent.start) - 1, -1):
        token = verb.doc[back]
        if token.lower_ == "never":
            return True
        if token.is_punct or token.pos_ in {"VERB", "CCONJ", "SCONJ"} or token.dep_ in SUBJECT_ROLES:
            return False
    return False


def _when(verb: Token) -> bool:
    return any(child.lower_ in {"when", "till", "until", "while"} for child in verb.children)


def _is_unable(verb: Token) -> bool:
    return any(child.dep_ == "aux" and child.lower_ in {"could", "must", "might"} for child in verb.children)


def _is_to(verb: Token) -> bool:
    return any(child.dep_ == "mark" and child.lower_ == "to" for child in verb.children)


def _has_own_frame(verb: Token) -> bool:
    return any(child.dep_ in {"aux", "aux:pass", "cop", *SUBJECT_ROLES} for child in verb.children)


def _not_yet(verb: Token) -> bool:
    """Return whether something else comes before a clause is done: "before she had drunk half the bottle"."""
    marks = {child.lower_ for child in verb.children if child.dep_ in {"mark", "advmod"}}
    had = any(child.dep_ == "aux" and child.lower_ == "had" for child in verb.children)
    return bool(marks & {"before", "ere"}) and had and not is_negated(verb.head)


def _is_told_how(verb: Token) -> bool:
    """Return whether a clause is what somebody tells: "told him how ...; how a monster stood there"."""
    if verb.dep_ == "ROOT" or not any(child.lower_ == "how" and child.i < verb.i for child in verb.children):
        return False
    start = verb.left_edge.i
    verbs = (one for one in reversed(verb.doc[verb.sent.start : start]) if one.pos_ == "VERB")
    return any(one.lemma_ in THOUGHTS for one in verbs if one.dep_ in {"ROOT", "conj"} and not _is_how(one))


def _is_how(verb: Token) -> bool:
    return any(child.lower_ == "how" for child in verb.children)


def _is_likened(verb: Token) -> bool:
    """Return whether a clause only says what something is like: "like a man who has seen a ghost", "as though
    turned to stone", "the stroke that a dog uses"."""
    before = {child.lower_ for child in verb.children if child.i < verb.i}
    if "as" in before and before & {"though", "if"}:
        return True
    if verb.dep_ not in {"acl", "acl:relcl"}:
        return False
    noun = verb.head
    likened = any(part.dep_ == "case" and part.lower_ == "like" for part in noun.children)
    return likened or (verb.tag_ == "VBZ" and any(_is_any(child) for child in verb.children))


def _is_any(doer: Token) -> bool:
    """Return whether a doer is any of its kind: "that a dog uses", told of what always holds."""
    return doer.dep_ == "nsubj" and any(part.lower_ in {"a", "an", "any", "every"} for part in doer.children)


def _is_unmoved(verb: Token) -> bool:
    """Return whether a clause is what somebody does not care about, or asks: "did not care what he ate"."""
    if verb.dep_ == "ccomp":
        return verb.head.lemma_ in {"care", "matter"} and is_negated(verb.head)
    asked = verb.dep_ == "acl:relcl" and verb.head.lower_ in {"what", "whatever", "who", "whom"}
    return asked and verb.head.head.lemma_ in NOT_CARED and is_negated(verb.head.head)


def _is_imagined(verb: Token) -> bool:
    """Whether it is only pictured: "imagined Ben lying in the snow, with a dog beside him"."""
    below = verb
    for above in verb.ancestors:
        if above.lemma_ in PICTURED and above.pos_ == "VERB" and below.dep_ in {"obj", "ccomp", "xcomp"}:
            return True
        below = above
    return False


def _is_habit(verb: Token) -> bool:
    """Whether it is what somebody told of once used to do: "her husband, who used to drive a tram"."""
    above = verb.head
    around = (part.lower_ for child in verb.children for part in (child, *child.children))
    always = any(word in {"every", "always", "usually"} for word in around)
    if verb.dep_ == "acl:relcl" and verb.tag_ in {"VBZ", "VBP"} and always:
        return True  # "Officer Dunn, who buys two rolls every day"
    used = verb.dep_ in {"xcomp", "advcl"} and above.lower_ == "used" and above.dep_ == "acl:relcl"
    return used and _is_to(verb)


def is_hypothetical(verb: Token, depth: int = 0) -> bool:
    if depth > 6:
        return False
    if depth == 0 and (_is_imagined(verb) or _is_habit(verb)):
        return True
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
    words_ = {child.lower_ for child in verb.children if child.i < verb.i}
    if words_ & {"had", "'d", "’d"} and words_ & {"better", "rather"}:
        return True  # "had rather lie by the fire"
    if _not_yet(verb) or _is_told_how(verb) or _is_likened(verb):
        return True
    if _is_unmoved(verb):
        return True
    more = verb.dep_ == "acl:relcl" and verb.head.tag_ in {"JJR", "RBR"}
    if more and any(child.lower_ == "the" for child in verb.head.children):
        return True  # "the higher he sat, the safer he should be"
    governor = verb.head
    if verb.dep_ == "xcomp":
        if governor.lower_ == "ought":
            return True  # A verb or an auxiliary, as the parser has it.
        if governor.lemma_ == "have" and any(child.dep_ == "obj" for child in governor.children):
            return True  # "had little to bite"
        if governor.pos_ == "VERB":
            aimed = governor.lemma_ in WISHES or governor.lemma_ in PURPOSES or governor.lower_ == "ought"
            done = governor.lemma_ in DONE or (governor.lemma_ == "go" and verb.lemma_ in ("sleep", "work"))
            aimed = aimed or (not done and _is_to(verb))
            return aimed or is_hypothetical(governor, depth + 1)
        unreal = governor.pos_ in {"ADJ", "NOUN", "ADP", "ADV"} and governor.lower_ not in FEELING
        return unreal or is_hypothetical(governor, depth + 1)
    if verb.dep_ == "advcl":
        marks = {child.lower_ for child in verb.children if child.dep_ == "mark"}
        if marks == {"to"} and governor.lower_ in {"used", "accustomed"} and verb.tag_ == "VBG":
            return True  # "was not used to thanking people"
        if marks == {"to"} and governor.lower_ == "used":
            return is_hypothetical(governor, depth + 1)  # "used often to hunt"
        if marks == {"to", "as"}:
            return is_hypothetical(governor, depth + 1)  # "gone so far as to put on the mask"
        if "to" in marks:
            return True
        if _when(verb) and verb.tag_ == "VBD" and _is_unable(governor):
            return False  # "They could not reach the city; so when night came on, ..."
        return not marks & FACTUAL_MARKS and is_hypothetical(governor, depth + 1)
    if verb.dep_ == "acl" and any(child.dep_ == "mark" and child.lower_ == "to" for child in verb.children):
        return True
    if verb.dep_ == "acl" and verb.tag_ == "VBG" and governor.lemma_.lower() in CHANCES:
        return any(child.lower_ in {"for", "of", "in"} for child in verb.children)
    if verb.dep_ == "ccomp" and any(child.lower_ == "than" for child in verb.children):
        return is_hypothetical(governor, depth + 1)  # "scarcely had he said this than he sprang out"
    if verb.dep_ == "ccomp" and governor.pos_ in {"VERB", "ADJ", "NOUN"}:
        if governor.i < verb.i and any(token.text in ";:" for token in verb.doc[governor.i : verb.i]):
            return False  # A clause of its own that the parser hung below a verb of saying.
        return governor.lemma_ in THOUGHTS or is_hypothetical(governor, depth + 1)
    if verb.dep_ in {"acl", "acl:relcl"} and governor.pos_ in {"NOUN", "PROPN"}:
        if governor.lemma_.lower() in REPORTS and verb.dep_ == "acl":
            return True
        # "He would marry a girl who sings": nobody in particular sings.
        definite = governor.pos_ != "NOUN" or any(
            child.lower_ in DEFINITE or child.dep_ == "nmod:poss" for child in governor.children
        )
        return not definite and governor.head.pos_ == "VERB" and is_hypothetical(governor.head, depth + 1)
    if verb.dep_ == "conj" and verb.tag_ in {"VBD", "VBZ", "VBP"} and governor.tag_ in {"VB", "VBG", "JJ"}:
        # A finite verb goes on with the main clause; not "would be smiling and smiled upon".
        stranded = any(child.pos_ == "ADP" and child.i > verb.i for child in verb.children)
        return stranded and not _has_own_frame(verb) and is_hypothetical(governor, depth + 1)
    if verb.dep_ == "conj" and _has_own_frame(verb) > _has_own_frame(governor) and _is_likened(governor):
        return False  # "paused, as though turned to stone, and then she sprang"
    if verb.dep_ == "conj" and governor.pos_ in {"VERB", "AUX", "ADJ"} and not _has_own_frame(verb):
        return is_hypothetical(governor, depth + 1)
    return (
        verb.dep_ == "conj" and governor.dep_ in {"ccomp", "advcl"} and is_hypothetical(governor, depth + 1)
    )
