"""What of a story's words can be drawn: the lexicon, narrowed to a model's vocabulary."""

from __future__ import annotations

from storyboard.planning.options import Vocabulary
from storyboard.planning.words import bare
from storyboard.story.lexicon import Concept, Lexicon
from storyboard.story.public_places import PUBLIC_PLACES
from storyboard.story.wordlists import words

HELD = frozenset(
    {
        "carry",
        "hold",
        "take",
        "bring",
        "steal",
        "catch",
        "seize",
        "snatch",
        "find",
        "get",
        "bear",
        "pick",
        "lift",
        "fetch",
        "clutch",
        "grab",
        "gather",
        "pluck",
        "stretch",
        "throw",
        "keep",
    }
)
"""Verbs after which the object is in the doer's hands, mouth or beak."""

NEEDS_OBJECT = frozenset({"carry", "give", "embrace"})
"""Actions that a picture of one subject cannot show; the next one of the chain stands for them."""

MOTION = words("walk run jump fly swim fall climb sneak sit stand sleep")
"""Actions of motion and posture, which a particle only gives a direction."""
FIXED = words("""
house castle tower church mill bridge well wall door window tree boat ship cart carriage car train plane
vehicle table bed furniture throne statue grave moon sun star cloud clock fire
""")
"""Things that nobody has in the hands."""
SEIZING = frozenset({"catch", "clutch", "grab", "pounce", "seize", "snatch"})
"""Seen of one subject alone, these are a jump."""

TIMES = frozenset({"day", "time", "moment", "hour", "minute", "week", "month", "year", "while", "summer",
"winter",
                   "spring", "autumn"})


class Drawable:
    """Answers which concept a word of the story is drawn as, or ``None``.

    Args:
        lexicon: Word -> concept.
        vocabulary: What the model can draw; ``None``: every concept of the lexicon.
    """

    def __init__(self, lexicon: Lexicon, vocabulary: Vocabulary | None = None) -> None:
        self.lexicon = lexicon
        self.vocabulary: Vocabulary = lexicon.concepts() if vocabulary is None else vocabulary

    def sort_of(self, noun: str) -> Concept | None:
        """Return what a noun names (``witch`` is a person), whether or not the model can draw it."""
        entry = self.lexicon.lookup(noun, "n")
        return entry.concept if entry is not None else None

    def drawn(self, noun: str) -> Concept | None:
        """Return the concept of the vocabulary that stands for a noun."""
        return self.lexicon.nearest(noun, "n", self.vocabulary)

    def handles(self, verb: str) -> bool:
        """Return whether a verb does something to a thing with the hands: takes, gives, opens it."""
        entry = self.lexicon.lookup(verb, "v")
        return entry is not None and entry.concept.name in NEEDS_OBJECT | {"work"}

    def field(self, verb: str) -> str:
        """Return the concept of a verb, whether or not it can be shown: ``carry`` for "buy"."""
        entry = self.lexicon.lookup(verb, "v")
        return entry.concept.name if entry is not None else ""

    def needs_object(self, verb: str) -> bool:
        """Return whether a verb says nothing to be seen without its object: take, give."""
        entry = self.lexicon.lookup(verb, "v")
        return entry is not None and entry.concept.name in NEEDS_OBJECT

    def is_time(self, noun_phrase: str) -> bool:
        """Return whether a noun phrase names a time: ``the same day``."""
        noun = bare(noun_phrase).split()[-1].lower()
        sort = self.sort_of(noun)
        return noun in TIMES or (sort is not None and sort.kind == "time")

    def action(self, verb: str) -> str | None:
        """Return the drawn action of a verb with its particle, ``sit`` for ``perch``; vague verbs have
        none."""
        first = verb.split()[0]
        if first in SEIZING:
            verb = "jump"
        elif " " in verb and self.field(first) in MOTION:
            verb = first  # WordNet's "rise up" is a rebellion.
        entry = self.lexicon.lookup(verb, "v")
        if entry is None or entry.concept.kind != "action":
            return None
        if entry.approximate and entry.concept.name != "talk":
            return None  # Vague speech is still speech; vague movement would show something else.
        links = (link.name for link in entry.chain if link.kind == "action" and link.name not in NEEDS_OBJECT)
        return next((name for name in links if name in self.vocabulary.get("action", ())), None)

    def place(self, noun_phrase: str) -> str | None:
        """Return the drawn place of ``the dark wood``: ``forest``; of ``a tree``, where one is in it:
        ``forest``."""
        phrase = bare(noun_phrase)
        entry = self.lexicon.lookup(phrase, "n") or self.lexicon.lookup(phrase.split()[-1], "n")
        own = PUBLIC_PLACES.get(phrase.lower()) if " " in phrase else None
        public = own or PUBLIC_PLACES.get(phrase.split()[-1].lower())
        if entry is None and public is None:
            return None
        concept: Concept | None = entry.concept if entry is not None else None
        if concept is None or concept.kind != "place" or own is not None:
            around = public or (entry.place if entry is not None else None)
            concept = Concept("place", around) if around else None
        if concept is None:
            return None
        return next(
            (
                link.name
                for link in self.lexicon.chain(concept)
                if link.kind == "place" and link.name in self.vocabulary.get("place", ())
            ),
            None,
        )

    def surroundings(self, noun: str) -> str | None:
        """Return where a thing usually is, whether or not it can be drawn: ``forest`` for ``tree``."""
        entry = self.lexicon.lookup(noun, "n")
        return entry.place if entry is not None else None

    def thing(self, noun_phrase: str) -> str | None:
        """Return the drawn thing of ``a piece of cheese``: ``cheese``."""
        phrase = bare(noun_phrase)
        for part in reversed(
            phrase.split(" of ")
        ):  # "a bit of meat" is meat; "a king of France" stays a king.
            entry = self.lexicon.lookup(bare(part), "n")
            if entry is not None and entry.concept.kind == "thing" and entry.concept.name != "object":
                concept = entry.in_vocabulary(self.vocabulary)
                if concept is not None and concept.kind == "thing":
                    return concept.name
        return None

    def is_portable(self, noun_phrase: str) -> bool:
        """Return whether somebody can have a thing in the hands."""
        sort = self.sort_of(bare(noun_phrase).split()[-1])
        return sort is None or sort.name not in FIXED

    def being(self, noun: str) -> str | None:
        """Return a noun that names a person or an animal which can be drawn: ``vixen``."""
        sort, drawn = self.sort_of(noun), self.drawn(noun)
        return noun if sort is not None and drawn is not None and sort.kind in ("person", "animal") else None

    def time(self, word: str) -> str | None:
        """Return the time of day that a word names: ``morning``, ``day``, ``evening`` or ``night``."""
        return self._of_kind(word, "time")

    def weather(self, word: str) -> str | None:
        """Return the weather that a word names."""
        return self._of_kind(word, "weather")

    def mood(self, word: str) -> str | None:
        """Return the mood that a word names."""
        return self._of_kind(word, "mood")

    def colour(self, word: str) -> str | None:
        """Return the drawn colour that a word names: ``red`` for ``crimson``."""
        return self._of_kind(word, "colour")

    def natural_colour(self, noun: str) -> str | None:
        """Return the colour that something has of itself, in the vocabulary: ``black`` for ``crow``."""
        colour = self.lexicon.natural_colour(noun)
        return self.colour(colour) if colour is not None else None

    def _of_kind(self, word: str, kind: str) -> str | None:
        concept = Concept(kind, word)
        if word in self.vocabulary.get(kind, ()):
            return word
        entries = (self.lexicon.lookup(word, pos) for pos in ("n", "a", "v"))
        entry = next((entry for entry in entries if entry is not None and entry.concept.kind == kind), None)
        if entry is None:
            try:
                chain = self.lexicon.chain(concept)
            except KeyError:
                return None
        else:
            chain = entry.chain
        return next(
            (link.name for link in chain if link.kind == kind and link.name in self.vocabulary.get(kind, ())),
            None,
        )
