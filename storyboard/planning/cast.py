"""Looks: what the story says of a subject, and what is chosen where it says nothing.

A look has the form of a caption's subject, without an article: ``red fox``, ``old man in a grey coat``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from storyboard.board.model import Subject, SubjectKind
from storyboard.planning.drawable import Drawable
from storyboard.planning.words import plural, with_article
from storyboard.story.reading import Subject as StorySubject
from storyboard.story.wordlists import words

CLOTHES_COLOURS = (
    "blue",
    "red",
    "green",
    "yellow",
    "purple",
    "brown",
    "orange",
    "pink",
    "grey",
    "black",
    "white",
)
FUR_COLOURS = ("brown", "grey", "black", "white", "yellow", "orange", "red")

GARMENTS = {
    "woman": "dress",
    "girl": "dress",
    "old woman": "dress",
    "princess": "dress",
    "maid": "dress",
    "fairy": "dress",
    "queen": "gown",
    "king": "robe",
    "wizard": "robe",
    "ghost": "robe",
    "witch": "cloak",
    "boy": "shirt",
    "baby": "shirt",
    "dwarf": "shirt",
    "sailor": "shirt",
    "farmer": "shirt",
}
"""What people wear unless the story says so; all others wear a coat."""
OTHER_GARMENTS = {
    "coat": ("jacket", "cloak", "suit"),
    "dress": ("cloak", "gown", "shawl"),
    "shirt": ("jacket", "tunic", "coat"),
    "robe": ("cloak", "mantle", "coat"),
    "gown": ("robe", "dress", "cloak"),
    "cloak": ("robe", "gown", "mantle"),
}
"""What else they wear when all colours of the first are taken."""

WORN = frozenset(
    {
        "apron", "bonnet", "cap", "cape", "cloak", "coat", "dress", "frock", "gown", "hat", "hood",
        "jacket", "mantle", "robe", "shawl", "shirt", "skirt", "suit", "tunic", "uniform",
    }
)

COMPLEXIONS = words("pale fair dark rosy ruddy sallow tanned golden")
"""Colours of a face, not of clothes."""
HIDE = frozenset({"coat", "feathers", "fur", "hair", "hide", "mane", "scales", "skin", "wings", "wool"})
"""What has the colour of an animal."""

FEMALE = {
    "man": "woman",
    "boy": "girl",
    "old man": "old woman",
    "king": "queen",
    "prince": "princess",
    "person": "woman",
    "child": "girl",
    "servant": "maid",
}
MALE = {
    "woman": "man",
    "girl": "boy",
    "old woman": "old man",
    "queen": "king",
    "princess": "prince",
    "person": "man",
    "child": "boy",
    "maid": "servant",
}
COLLECTIVES = frozenset(
    {
        "army", "audience", "band", "class", "company", "couple", "crew", "crowd", "family", "gang", "group",
        "mob", "pair", "party", "team", "troop",
    }
)
"""Words for several people at once."""

OFTEN_MEN = words("captain colonel general major lieutenant sergeant admiral squire reverend judge")
"""Titles that stories, old ones above all, give to men, unless they say otherwise."""
KINSHIP = re.compile(r"(?:mother|father|daughter|sister|brother)$")
NO_TRADE = frozenset(
    {
        "brother", "customer", "daughter", "elder", "father", "father-in-law", "foster-father", "gentleman",
        "grandfather", "grandmother", "man", "master", "mister", "monster", "mother", "other", "owner",
        "sister",
        "speaker", "stepmother", "stranger", "visitor", "woman", "younger",
    }
)
"""Words with the ending of a trade that show nothing of their own."""


@dataclass(frozen=True, slots=True)
class Casting:
    """The cast of a board."""

    cast: dict[str, Subject]
    notes: dict[str, str]
    """Id of a subject -> what was guessed of it."""


def cast_looks(subjects: Sequence[StorySubject], drawable: Drawable) -> Casting:
    """Give every subject a fixed look, the most important first; colours differ as long as there are enough.

    What the story leaves open is chosen from the subject's name and kind by a hash, so that it is the same
    on every
    run and every machine.

    Args:
        subjects: Who and what is in the film, most important first. Their ids become the cast's ids.
    """
    cast: dict[str, Subject] = {}
    notes: dict[str, str] = {}
    used: set[tuple[str, str]] = set()
    worn: set[str] = set()
    # Colours that the story gives are nobody else's to take, whatever the order.
    for subject in subjects:
        colour = _said_colour(subject, drawable)
        if colour is not None and subject.kind == "person":
            worn.add(colour)
        elif colour is not None and subject.kind == "animal":
            used.add((_concept(subject, drawable), colour))
    for subject in subjects:
        if subject.kind == "person":
            look, note = _person_look(subject, drawable, worn)
        elif subject.kind == "animal":
            look, note = _animal_look(subject, drawable, used)
        else:
            look, note = _thing_look(subject, drawable, used)
        if note:
            notes[subject.id] = note
        aliases = tuple(alias for alias in dict.fromkeys(subject.aliases) if alias != subject.name)
        cast[subject.id] = Subject(
            name=subject.name, kind=SubjectKind(subject.kind), aliases=aliases, look=look
        )
    return Casting(cast, notes)


def _person_look(subject: StorySubject, drawable: Drawable, worn: set[str]) -> tuple[str, str | None]:
    sort, note = _person_sort(subject, drawable)
    noun = _own_word(subject, sort, drawable) or sort
    garment = GARMENTS.get(sort, "coat")
    colour = _said_colour(subject, drawable)
    extras: list[str] = []
    said = False
    for attribute in subject.attributes:
        told = attribute.lower().split()
        worn_word = told[-1].removesuffix("s") if subject.plural else told[-1]
        if worn_word in WORN:
            garment, said = worn_word, True
        elif len(told) > 1:
            extras.append(attribute if told[-1].endswith(("hair", "s")) else with_article(attribute))
    if colour is None:
        cuts = (garment, *(() if said else OTHER_GARMENTS.get(garment, ())))
        colour, garment = _free_suit(subject, cuts, _known(CLOTHES_COLOURS, drawable), worn)
        worn.update({colour, f"{colour} {garment}"})
    clothing = f"{colour} {garment}"
    if subject.head in COLLECTIVES:
        noun, clothing, note = "group of people", plural(clothing), None
    elif subject.plural:
        noun, clothing = f"group of {plural(noun)}", plural(clothing)
    else:
        clothing = with_article(clothing)
    with_extras = f" with {extras[0]}" if extras else ""
    return f"{noun}{with_extras} in {clothing}", note


def _free_suit(
    subject: StorySubject, cuts: Sequence[str], colours: Sequence[str], worn: set[str]
) -> tuple[str, str]:
    """Return colour and garment: a colour that nobody has, else one that nobody has in this garment."""
    for cut in cuts:
        taken = {shade for shade in colours if f"{shade} {cut}" in worn or (cut == cuts[0] and shade in worn)}
        if len(taken) < len(colours):
            return _choose(subject, colours, taken), cut
    return _choose(subject, colours, set()), cuts[0]


def _person_sort(subject: StorySubject, drawable: Drawable) -> tuple[str, str | None]:
    """Return the kind of person to draw, and a note where the story leaves man or woman open."""
    found = drawable.sort_of(subject.head) if subject.head else None
    noun = found.name if found is not None and found.kind == "person" else "person"
    if subject.age == "child" and noun in ("person", "man", "woman"):
        noun = "child"
    if subject.age == "adult":
        noun = {"boy": "man", "girl": "woman", "child": "person", "baby": "person"}.get(noun, noun)
    if subject.age == "old" and noun in ("person", "man", "woman"):
        noun = {"person": "old man", "man": "old man", "woman": "old woman"}[noun]
    if subject.gender == "female":
        return FEMALE.get(noun, noun), None
    if subject.gender == "male":
        return MALE.get(noun, noun), None
    if noun == "person" and any(word in OFTEN_MEN for word in subject.name.lower().split()[:1]):
        return "man", f"The story does not say whether {subject.name} is male or female; drawn as a man."
    if noun in ("person", "child") and not subject.plural:
        noun = _choose(subject, ("man", "woman") if noun == "person" else ("boy", "girl"), set())
        return noun, f"The story does not say whether {subject.name} is male or female; drawn as a {noun}."
    return noun, None


def _own_word(subject: StorySubject, sort: str, drawable: Drawable) -> str | None:
    """Return the story's word for a person if it shows: a trade, not a relation (hunter, not father)."""
    found = drawable.sort_of(subject.head) if subject.head else None
    if found is None or found.name != sort:
        return None
    trade = re.search(r"(?:er|or|man|smith|herd|wright)$", subject.head) and not (
        subject.head in NO_TRADE or KINSHIP.search(subject.head)
    )
    return subject.head if trade else None


def _concept(subject: StorySubject, drawable: Drawable) -> str:
    """Return the sort of an animal: a collie and a puppy are dogs."""
    head = subject.head or "animal"
    found = drawable.sort_of(head)
    return found.name if found is not None else head


def _animal_look(
    subject: StorySubject, drawable: Drawable, used: set[tuple[str, str]]
) -> tuple[str, str | None]:
    head, concept = subject.head or "animal", _concept(subject, drawable)
    note = None
    if drawable.drawn(head) is None:
        note = f"{subject.name}: no word for what it looks like was found; its look is a guess to be edited."
    said = _said_colour(subject, drawable)
    colour = said or drawable.natural_colour(head)
    if colour is None or (said is None and (concept, colour) in used):
        taken = {worn for kind, worn in used if kind == concept}
        colour = _choose(subject, _known(FUR_COLOURS, drawable), taken)
    used.add((concept, colour))
    look = f"{colour} {head}"
    return (f"group of {colour} {plural(head)}" if subject.plural else look), note


def _thing_look(
    subject: StorySubject, drawable: Drawable, used: set[tuple[str, str]]
) -> tuple[str, str | None]:
    head = subject.head or subject.name.removeprefix("the ").lower()
    if subject.kind == "place":
        place = drawable.place(head)
        return place or head, None
    colour = _said_colour(subject, drawable) or drawable.natural_colour(head)
    if colour is None:
        return head, None
    used.add((head, colour))
    return f"{colour} {head}", None


def _said_colour(subject: StorySubject, drawable: Drawable) -> str | None:
    """Return the first colour among what the story says of a subject's clothes or, for others, of itself."""
    for attribute in subject.attributes:
        if subject.kind == "person" and attribute.lower() in COMPLEXIONS:
            continue
        said = re.findall(r"[a-z]+", attribute.lower())
        if len(said) > 1 and said[-1] not in (WORN if subject.kind == "person" else HIDE):
            continue  # Red hair is no red coat, and a hedgehog in a red scarf no red hedgehog.
        for word in said:
            if (colour := drawable.colour(word)) is not None:
                return colour
    return None


def _known(colours: Sequence[str], drawable: Drawable) -> tuple[str, ...]:
    return tuple(colour for colour in colours if drawable.colour(colour) == colour) or tuple(colours)


def _choose(subject: StorySubject, options: Sequence[str], taken: set[str]) -> str:
    """Return the option that the subject's name and kind decide, the next free one if it is taken."""
    name = f"{subject.kind}/{subject.name.lower()}".encode()
    first = int.from_bytes(hashlib.blake2b(name, digest_size=4).digest(), "big") % len(options)
    turned = [*options[first:], *options[:first]]
    return next((option for option in turned if option not in taken), turned[0])
