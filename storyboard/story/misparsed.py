"""Trees that the parser joins wrongly: lists taken for appositions, times of
day for owners, and subjects behind their verbs for objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storyboard.story.lexicon.lexicon import load_lexicon
from storyboard.story.mistitled import is_being, mend_called, mend_titles
from storyboard.story.noun_phrases import SUBJECT_ROLES
from storyboard.story.nouns import PEOPLES, noun_class
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

NOMINALS = frozenset({"NOUN", "PROPN", "ADJ", "PRON"})
TIMES = words("""
night day morning evening afternoon week month year summer winter spring autumn moment hour time
""")
"""Nouns that say when without a preposition: "that night"."""
MODIFYING = words("nmod:unmarked compound amod nmod nummod advmod nmod:desc nsubj")
"""Roles that no past form with a subject has before a noun."""
CALLED = SUBJECT_ROLES | {"obj", "iobj", "obl", "conj", "vocative"}
"""Roles of a name behind a noun: "his horse Thunder"."""
SAYING = words("say answer reply cry ask exclaim add remark return continue whisper murmur shout call")
ASKING = frozenset({"Has", "Have", "Had", "Is", "Are", "Was", "Were", "Does", "Did", "Do"})
"""Auxiliaries that open a question."""
HARDLY = words("scarcely hardly sooner")
STANDING = words("""
sit stand lie live dwell hang come go appear rise grow sleep walk run ride fly swim wait rest perch kneel
dance gallop arrive emerge float
""")
"""Verbs without an object; the place may stand before them and the doer behind: "in the tree sat a crow"."""


OF_WELLS = words("deep old dry dark empty stone great little small big wide narrow cold clear same magic")
"""Adjectives of a well, not of somebody who gets well."""


def mend_trees(doc: Doc) -> None:
    """Mend each tree of ``doc`` where words alone tell that it is wrong."""
    mend_titles(doc)
    mend_lists(doc)
    for token in doc:
        if token.head.is_space and token.pos_ == "PROPN" and token.i + 1 < len(doc):
            _mend_hung_on_blank(token)
        if token.lower_ in HARDLY and token.i + 1 < len(doc) and token.nbor().lower_ == "had":
            _mend_hardly(token)
        if token.dep_ in {"nmod:poss", "compound", "nmod", "nsubj"} and token.lemma_.lower() in TIMES:
            _mend_time(token)
        if token.i and token.text[:1].isupper() and token.dep_ in CALLED:
            mend_called(token)
        if token.tag_ == "VBD" and token.dep_ in MODIFYING and token.head.i > token.i:
            _mend_modifier(token)
        if token.dep_ in SUBJECT_ROLES and token.head.i > token.i:
            _mend_epithet(token)
        if token.pos_ == "VERB" and token.lemma_ in STANDING:
            _mend_inversion(token)
        if token.pos_ == "PROPN" and token.dep_ == "nmod" and token.head.dep_ == "obl":
            _mend_company(token)
        if token.dep_ == "compound:prt" and token.pos_ == "PROPN" and token.text[:1].isupper():
            _mend_particle(token)
        if token.dep_ == "appos" and token.i and token.head.i < token.i - 1:
            _mend_whom(token)
        elif token.dep_ == "appos" and token.lemma_.lower() in PEOPLES and token.head.i == token.i - 1:
            _mend_described(token)
        if token.pos_ == "PROPN" and token.text in ASKING and token.dep_ == "nsubj":
            _mend_question(token)
        if token.dep_ == "nsubj" and token.left_edge.i:
            _mend_second_doer(token)
        if token.dep_ == "det" and token.head.dep_ == "obj" and token.head.i > token.i + 1:
            _mend_receiver(token)
        if token.dep_ == "flat" and token.head.pos_ == "VERB" and token.head.i == token.i - 1:
            token.dep_ = "obj"  # "Anna hugs Ben"
        if token.dep_ == "obl" and is_being(token):
            _mend_until(token)
        if token.dep_ == "nsubj:pass" and token.lemma_.lower() in TIMES and not _is_passive(token.head):
            token.dep_ = "nsubj"  # "Evening passed"
        if token.tag_ == "VBG" and token.dep_ in {"ccomp", "advcl"} and token.i > token.head.i:
            _mend_participle(token)
        if token.lower_ == "her" and token.dep_ == "nmod:poss" and token.head.tag_ == "VBG":
            _mend_seen(token)
        if token.tag_ in {"VBN", "VBD", "VB"} and token.pos_ == "VERB":
            _mend_predicate(token)
        if token.dep_ == "appos" and token.i > 1 and token.nbor(-1).text == ",":
            _mend_me(token)
        if token.lower_ == "well" and token.pos_ == "ADV":
            _mend_well(token)


def _mend_predicate(verb: Token) -> None:
    """Mend "Thaddeus was the greatest wizard", read as a verb."""
    left = {child.dep_ for child in verb.lefts}
    noun = load_lexicon().lookup(verb.lower_, "NOUN")
    if {"det", "cop"} <= left and "nsubj" in left and noun is not None:
        verb.pos_, verb.tag_, verb.lemma_ = "NOUN", "NN", verb.lower_


def _mend_question(auxiliary: Token) -> None:
    """Mend "“Has the king walked?” asked Safi", where "Has" was read as who asks."""
    above = auxiliary.head
    subject = next((child for child in auxiliary.children if child.dep_ == "appos"), None)
    verb = next((token for token in auxiliary.doc[auxiliary.i + 2 : above.i] if token.pos_ == "VERB"), None)
    if subject is None or verb is None or subject.i > verb.i or verb.is_ancestor(subject):
        return
    auxiliary.pos_, auxiliary.tag_, auxiliary.lemma_ = "AUX", "VBZ", "have"
    subject.head, subject.dep_ = verb, "nsubj"
    auxiliary.head, auxiliary.dep_ = verb, "aux"
    for child in above.children:
        if child.dep_ in {"iobj", "obj"} and child.i == above.i + 1 and above.lemma_ in SAYING:
            child.dep_ = "nsubj"


def _mend_second_doer(noun: Token) -> None:
    """Mend two doers of one verb: "The foreman Mr. Brandt came", "A man in grey and a woman in red came"."""
    first = next(
        (child for child in noun.head.children if child.dep_ == "nsubj" and child.i < noun.i), None)
    if first is None or noun.i > noun.head.i:
        return
    parts = [child for child in noun.children if child.i < noun.i]
    start = min([noun.i, *(child.i for child in parts)])
    titled = any(child.dep_ == "nmod:desc" for child in parts)
    if titled and noun.pos_ == "PROPN" and start == first.i + 1 and is_being(first) and first.is_lower:
        noun.head, noun.dep_ = first, "appos"
    elif is_being(first) and any(child.dep_ == "cc" and child.lower_ == "and" for child in parts):
        noun.head, noun.dep_ = first, "conj"


def _mend_receiver(article: Token) -> None:
    """Mend "gave the climber hot tea", where the article was hung on the tea."""
    noun, doc = article.head, article.doc
    between = [token for token in doc[article.i + 1 : noun.i] if token.pos_ in {"NOUN", "PROPN"}]
    first = between[0] if between else None
    if first is None or first.head != noun.head or first.dep_ not in {"obj", "iobj"}:
        return
    if any(token.pos_ not in {"ADJ", "NOUN"} for token in doc[article.i + 1 : first.i]):
        return
    article.head, first.dep_ = first, "iobj"


def _mend_me(name: Token) -> None:
    """Mend "a baby and me, Kasimir", where the name was hung on the baby."""
    pronoun = name.nbor(-2)
    if pronoun.lower_ in {"me", "myself", "i", "us"} and pronoun.dep_ == "conj" and pronoun.head == name.head:
        name.head = pronoun


def _mend_hung_on_blank(word: Token) -> None:
    """Give a name at the head of a line of verse, which hangs on the blanks before it, its verb."""
    following = word.nbor()
    verb = following.head if following.dep_ in {"cop", "aux"} else following
    if following.pos_ in {"AUX", "VERB"} and verb != word and not word.is_ancestor(verb):
        word.head, word.dep_ = verb, "nsubj"


def _mend_hardly(hardly: Token) -> None:
    """Mend "scarcely had the wolf said this, than he was out of bed": both are done."""
    had = hardly.nbor()
    said = next((one for one in had.children if one.dep_ in {"xcomp", "ccomp"} and one.i > had.i), None)
    than = next((one for one in had.doc[had.i : had.sent.end] if one.lower_ in {"than", "when"}), None)
    if said is None or than is None or had.dep_ == "aux" or than.dep_ != "mark":
        return
    main = than.head
    above, role = (main, "ROOT") if had.head == had else (had.head, had.dep_)
    if not (said.i < than.i < main.i) or main.is_ancestor(had):
        return
    for child in list(had.children):
        if child.dep_ == "obj" and child.i < said.i:
            child.dep_ = "nsubj"
        if child not in (said, main):
            child.head = said
    main.head, main.dep_ = above, role
    said.head, said.dep_ = main, "advcl"
    had.head, had.dep_, had.pos_ = said, "aux", "AUX"
    than.dep_ = "cc"


def _mend_participle(verb: Token) -> None:
    """Mend "said Winterbourne, still laughing", read like what he said, and "there stood the Queen, with her
    arms folded, frowning", read like arms that frown."""
    above = verb.head
    parted = verb.doc[max(0, verb.left_edge.i - 1) : verb.i]
    if not any(token.text == "," for token in parted):
        return
    if verb.dep_ == "ccomp" and above.lemma_ in SAYING:
        verb.dep_ = "advcl"
    marked = any(child.dep_ == "mark" and child.lower_ == "with" for child in above.children)
    if verb.dep_ == "advcl" and marked and above.dep_ == "advcl" and not verb.is_ancestor(above.head):
        verb.head = above.head


def _mend_company(name: Token) -> None:
    """Mend "went to the park with Noah", read like "the park with a pond": he goes too."""
    led = any(child.dep_ == "case" and child.lower_ == "with" for child in name.children)
    place, verb = name.head, name.head.head
    somewhere = place.pos_ == "NOUN" and noun_class(place.lemma_.lower()).kind == "place"
    if led and somewhere and verb.pos_ == "VERB" and not name.is_ancestor(verb):
        name.head, name.dep_ = verb, "obl"


def _mend_particle(name: Token) -> None:
    """Mend "bought Olivia an orange juice", read like "bought up"."""
    has = any(child.dep_ == "obj" and child.i > name.i for child in name.head.children)
    name.dep_ = "iobj" if has else "obj"


def _mend_seen(her: Token) -> None:
    """Mend "Tom found her sitting", read like "her sitting": she is found."""
    verb = her.head
    if verb.pos_ == "VERB" and verb.dep_ in {"xcomp", "advcl", "obj"} and verb.head.i == her.i - 1:
        verb.dep_, her.head, her.dep_ = "xcomp", verb.head, "obj"


def _mend_modifier(verb: Token) -> None:
    """Mend "The fox bit one of them", read like "the bit one": a past form with a subject is no modifier."""
    noun = verb.head
    if noun.pos_ not in NOMINALS | {"NUM"} or not any(child.dep_ in SUBJECT_ROLES for child in verb.children):
        return
    above, role = (noun.head, noun.dep_) if noun.head != noun else (verb, "ROOT")
    verb.head, verb.dep_ = above, role
    noun.head, noun.dep_ = verb, "obj"


def _mend_epithet(noun: Token) -> None:
    """Join "Hassan the camel driver had", read like two who have."""
    the = next((child for child in noun.lefts if not child.is_punct), noun)
    if the.lower_ != "the" or not the.i or the.is_sent_start:
        return
    name = the.nbor(-1)
    closed = noun.i + 1 < len(noun.doc) and noun.nbor().text == ","
    if name.text == "," and closed and name.i:  # "Scout, the sheepdog, saw her"
        name = name.nbor(-1)
    if name.head != noun.head or name.dep_ != noun.dep_ or not name.text[:1].isupper():
        return
    name.pos_ = "PROPN"
    for child in list(noun.children):
        if child.dep_ == "conj":
            child.head = name
    noun.head, noun.dep_ = name, "appos"


def _mend_described(noun: Token) -> None:
    """Mend "a young Englishman", where the adjective was read as a noun."""
    adjective = noun.head
    known = any(child.dep_ == "det" for child in adjective.children)
    if not known or not adjective.is_lower or noun_class(adjective.lower_).kind == "person":
        return
    if adjective.head == adjective:
        return
    noun.head, noun.dep_ = adjective.head, adjective.dep_
    for child in list(adjective.children):
        child.head = noun
    adjective.head, adjective.dep_ = noun, "amod"
    adjective.pos_, adjective.tag_ = "ADJ", "JJ"


def mend_lists(doc: Doc) -> None:
    """Join each list of ``doc`` that was taken for a noun with an apposition: "The king, the queen and their
    dog lived in a castle". An apposition of two would be closed by a comma before its verb.
    """
    for token in doc:
        first = token.head
        if token.dep_ != "appos" or first.dep_ not in SUBJECT_ROLES or not token.i < first.head.i:
            continue
        others = [
            child for child in (*token.children, *first.children)
            if child.dep_ == "conj" and child.pos_ in NOMINALS and child.i > token.i
        ]
        joined = any(child.lower_ == "and" for other in others for child in other.children)
        own = any(child.dep_ in {"det", "nmod:poss", "nummod"} for child in token.children)
        closed = any(doc[end.right_edge.i + 1].is_punct for end in (token, *others))
        if joined and own and not closed and "," in {token.left_edge.text, token.left_edge.nbor(-1).text}:
            token.dep_ = "conj"
            for other in others:
                other.head = first


def _mend_time(token: Token) -> None:
    """Mend "That night Zara's mother cooked", read like "the night's mother"."""
    children = list(token.children)
    owns = any(child.dep_ == "case" for child in children)
    told = any(child.lower_ in {"that", "this", "next", "one", "same"} for child in children)
    if _mend_day(token):
        return
    verb = token.head
    while verb.pos_ in NOMINALS and verb.head != verb and verb.i > token.i:
        verb = verb.head
    beside = [child for child in token.head.children if child.dep_ in {*SUBJECT_ROLES, "nmod:poss"}]
    if owns or not told or verb.pos_ not in {"VERB", "AUX"} or verb.i < token.i or len(beside) < 2:
        return
    token.head, token.dep_ = verb, "obl:unmarked"


def _mend_well(well: Token) -> None:
    """Make "well" behind an article a noun: "fell down a deep well", "the frog in the well"."""
    before = well.nbor(-1) if well.i else well
    said = before if before.dep_ == "amod" or before.pos_ == "ADJ" else None
    article = said.nbor(-1) if said is not None and said.i else before
    after = well.nbor() if well.i + 1 < len(well.doc) else well
    if article.lower_ not in {"a", "the", "this", "that"}:
        return
    if said is not None and said.lower_ not in OF_WELLS:
        return
    if after.pos_ in {"ADJ", "NOUN"} or after.tag_ in {"VBN", "VBG"} or after.text == "-":
        return  # "the well known song"
    if said is not None and well.head != said.head and said.dep_ not in {"amod", "det"}:
        well.head, well.dep_ = said.head, said.dep_
        for child in list(said.children):
            child.head = well
    if said is not None:
        said.head, said.dep_ = well, "amod"
    article.head, article.dep_ = well, "det"
    well.pos_, well.tag_, well.lemma_ = "NOUN", "NN", "well"
    way = article.nbor(-1) if article.i else article
    if way.dep_ == "compound:prt" and way.head == well.head:
        way.head, way.dep_, way.pos_, way.tag_, well.dep_ = well, "case", "ADP", "IN", "obl"
    elif well.dep_ == "advmod":
        well.dep_ = "obl" if any(child.dep_ == "case" for child in well.children) else "obj"


def _is_passive(verb: Token) -> bool:
    return any(child.dep_ in {"aux:pass", "aux"} for child in verb.children)


def _mend_day(token: Token) -> bool:
    """Mend "That night Zara's mother", read like a night-mother, and "pupils who came, one evening in each
    week, to learn", where the evening was read as who comes."""
    before = token.nbor(-1) if token.i else token
    owner = next((child for child in token.head.children if child.dep_ == "nmod:poss"), None)
    above = token.head.head
    if token.dep_ == "compound" and before.lower_ in {"that", "this"} and owner is not None:
        if owner.i > token.i and above.pos_ in {"VERB", "AUX"} and before.head in (owner, token.head):
            before.head, token.head, token.dep_ = token, above, "obl:unmarked"
            return True
        return False
    counted = next((child for child in token.lefts if child.lower_ in {"one", "each", "every"}), None)
    parted = counted is not None and counted.i > 1 and counted.nbor(-1).text == ","
    if token.dep_ == "nsubj" and counted is not None and parted:
        verb = counted.nbor(-2)
        if verb.pos_ == "VERB" and not token.is_ancestor(verb):
            token.head, token.dep_ = verb, "obl:unmarked"
            return True
    return False


def _mend_whom(name: Token) -> None:
    """Mend "grabs the bag and kisses Anna", read like "the bag, Anna": right behind a verb she is kissed."""
    verb = name.nbor(-1)
    lacks = not any(child.dep_ in {"obj", "ccomp", "xcomp"} for child in verb.children)
    finite = verb.pos_ == "VERB" and verb.tag_ in {"VBD", "VBZ", "VBP"} and verb.dep_ != "amod"
    if finite and lacks and verb.i > name.head.i and not name.is_ancestor(verb):
        name.head, name.dep_ = verb, "obj"


def _mend_until(noun: Token) -> None:
    """Mend "until a fisherman far out on the water saw the light", read like a time: he sees it."""
    case = next((child for child in noun.children if child.dep_ == "case" and child.i < noun.i), None)
    if case is None or case.lower_ not in {"until", "till", "before", "after"}:
        return
    for verb in noun.head.children:
        bare = not any(child.dep_ in {"mark", *SUBJECT_ROLES} for child in verb.children)
        free = not noun.is_ancestor(verb)
        if verb.dep_ == "advcl" and verb.tag_ in {"VBD", "VBZ"} and verb.i > noun.i and bare and free:
            above = noun.head
            noun.head, noun.dep_ = verb, "nsubj"
            case.head, case.dep_ = verb, "mark"
            for child in list(above.children):
                if noun.i < child.i < verb.i and child.dep_ in {"advmod", "obl"}:
                    child.head = noun
            return


def _mend_inversion(verb: Token) -> None:
    """Make the noun behind a verb that takes no object its subject: "in the tree sat a crow"."""
    behind = next((child for child in verb.children if child.dep_ == "obj" and child.i > verb.i), None)
    subjects = [child for child in verb.children if child.dep_ in SUBJECT_ROLES]
    if behind is None or behind.pos_ not in {"NOUN", "PROPN"}:
        return
    if len(subjects) == 1 and 0 < subjects[0].i == verb.i - 1 and subjects[0].pos_ == "PRON":
        before = subjects[0].nbor(-1)
        if before.pos_ in {"ADP", "SCONJ"} and before.dep_ in {"mark", "case"}:  # "In it sat a fisherman"
            before.head, before.dep_, before.pos_ = subjects[0], "case", "ADP"
            subjects[0].dep_ = "obl"
            subjects = []
    place = any(child.i < verb.i and child.dep_ in {"obl", "advmod", "expl"} for child in verb.children)
    if not subjects and place:
        behind.dep_ = "nsubj"
