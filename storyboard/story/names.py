"""Which proper names are one person: ``Mr. Darcy`` and ``Fitzwilliam Darcy``, but never ``Miss Darcy``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from storyboard.story.nouns import TITLES, name_gender
from storyboard.story.wordlists import words

NICKNAMES = {
    "lizzy": "elizabeth",
    "eliza": "elizabeth",
    "bess": "elizabeth",
    "beth": "elizabeth",
    "betty": "elizabeth",
    "tom": "thomas",
    "tommy": "thomas",
    "bill": "william",
    "billy": "william",
    "will": "william",
    "jim": "james",
    "jimmy": "james",
    "jack": "john",
    "johnny": "john",
    "joe": "joseph",
    "dick": "richard",
    "bob": "robert",
    "bobby": "robert",
    "ned": "edward",
    "ted": "edward",
    "teddy": "edward",
    "harry": "henry",
    "kate": "katherine",
    "kitty": "catherine",
    "meg": "margaret",
    "peggy": "margaret",
    "molly": "mary",
    "polly": "mary",
    "nelly": "helen",
    "nell": "helen",
    "sally": "sarah",
    "fanny": "frances",
    "dan": "daniel",
    "sam": "samuel",
    "ben": "benjamin",
    "charlie": "charles",
    "fred": "frederick",
    "mike": "michael",
    "jenny": "jane",
    "annie": "anne",
    "susy": "susan",
    "becky": "rebecca",
    "nick": "nicholas",
    "huck": "huckleberry",
}
"""Short form -> name, the usual ones of English fiction."""
OFFICES = words("""
commander admiral president sheriff officer agent coach detective nurse emperor empress chancellor ambassador
mayor senator governor constable corporal private pilot farmer baker chief chef sister brother aunty auntie
superintendent marshal ranger deputy granny grandma grandpa nana gran nanny
headmaster headmistress principal wizard witch
""")
"""What stands before a name besides titles."""
SOFT_TITLES = frozenset({"old", "young", "little", "poor", "dear", "good"})
BEFORE_NAMES = OFFICES | frozenset(TITLES)
PARTICLES = frozenset({"of", "the", "de", "von", "van", "la", "le", "du", "da", "and", "&"})


WIVES = frozenset({"mrs", "miss", "ms"})
NO_WIFE = words("""
captain colonel general major lieutenant sergeant admiral commander judge reverend rev constable lady madame
""")
"""Titles of somebody who is not called Mrs. or Miss as well: Captain and Mrs. Ashburnham are two."""


@dataclass(frozen=True, slots=True)
class ParsedName:
    """A name in its parts, all lower case."""

    title: str
    """``mr``, ``miss``, ... without full stop, or empty."""
    parts: tuple[str, ...]

    @property
    def gender(self) -> str | None:
        """What title or first name tell."""
        told = TITLES.get(self.title) if self.title else None
        if told or not self.parts:
            return told
        return (
            name_gender(NICKNAMES.get(self.parts[0], self.parts[0]))
            if (len(self.parts) > 1 or not self.title)
            else None
        )


def is_little(name: str) -> bool:
    """Whether the name is a child's: ``Little Red-Cap``, ``Young Tom``."""
    return name.split()[:1] in (["Little"], ["Young"])


@dataclass(slots=True)
class NameGroup:
    """Names that are one person."""

    names: Counter[str] = field(default_factory=Counter)
    parsed: list[ParsedName] = field(default_factory=list)

    @property
    def gender(self) -> str | None:
        """The gender on which its titles, else its first names agree."""
        told = {TITLES.get(name.title) for name in self.parsed if name.title} - {None}
        surnames = {name.parts[-1] for name in self.parsed if len(name.parts) > 1}
        first = [name for name in self.parsed if len(name.parts) != 1 or name.parts[0] not in surnames]
        told = told or {name.gender for name in first} - {None}
        return told.pop() if len(told) == 1 else None

    @property
    def title(self) -> str:
        """The hard title (``miss``, ``mrs``, ``mr``) that it bears, or empty."""
        return next((name.title for name in self.parsed if name.title in {"mr", "mrs", "miss"}), "")


def parse_name(name: str) -> ParsedName:
    """Return the parts of a name as written."""
    said = [word.lower().removesuffix(".") for word in name.replace(",", " ").split()]
    title = ""
    while len(said) > 1 and (said[0] in BEFORE_NAMES or f"{said[0]}." in TITLES):
        title = title or ("" if said[0] in SOFT_TITLES else said[0])
        said = said[1:]
    return ParsedName(title, tuple(word for word in said if word not in PARTICLES) or tuple(said))


def group_names(names: Iterable[str]) -> dict[str, NameGroup]:
    """Return the group of each distinct name.

    Long names are placed first; a shorter one joins the single group that it can belong to, and
    otherwise stands
    for itself: a wrong merge costs two people their looks, a missed one only adds an extra.

    Args:
        names: Names of persons as written, with repetitions.
    """
    counts = Counter(names)
    groups: list[NameGroup] = []
    chosen: dict[str, NameGroup] = {}
    order = sorted(counts, key=lambda name: (-len(parse_name(name).parts), -len(name), -counts[name], name))
    every = {parse_name(name) for name in counts}
    for name in order:
        parsed = parse_name(name)
        fitting = [
            group for group in groups
            if any(_fits(parsed, other, group) for other in group.parsed)
            and not any(_is_elder(parsed, other, every) for other in group.parsed)
        ]
        if len(fitting) > 1:
            fitting = _clear_favourite(parsed, fitting)
        group = fitting[0] if len(fitting) == 1 else NameGroup()
        if group not in groups:
            groups.append(group)
        group.names[name] += counts[name]
        group.parsed.append(parsed)
        chosen[name] = group
    return chosen


def _fits(short: ParsedName, long: ParsedName, group: NameGroup) -> bool:
    if not short.parts:
        return False
    surname = len(short.parts) == 1 < len(long.parts) and short.parts[0] == long.parts[-1]
    own = None if surname else short.gender  # Marsh, of Helen Marsh, is no man's first name.
    genders = {TITLES.get(short.title) if short.title else None, own, group.gender} - {None}
    if len(genders) > 1:
        return False
    if short.title in {"mr", "mrs", "miss"} and group.title not in {"", short.title}:
        return False
    if short.title in {"mrs", "miss"} and len(long.parts) > len(short.parts) and group.gender != "female":
        return False  # A first name that tells nothing is taken for Mr.'s before Miss's.
    if _are_two({short.title, long.title}):
        return False
    if short.parts == long.parts:
        return True
    short_parts = tuple(NICKNAMES.get(part, part) for part in short.parts)
    long_parts = tuple(NICKNAMES.get(part, part) for part in long.parts)
    if short_parts == long_parts or _is_short_form(short_parts, long_parts):
        return True
    if len(long_parts) <= len(short_parts):
        return False
    if short.title == "mrs" and len(short_parts) == 1 and group.title != "mrs":
        return False  # Mrs. Bennet is not Elizabeth Bennet.
    if short_parts == long_parts[: len(short_parts)] or short_parts == long_parts[-len(short_parts) :]:
        return True
    return len(short_parts) > 1 and short_parts[0] == long_parts[0] and short_parts[-1] == long_parts[-1]


def _is_elder(short: ParsedName, long: ParsedName, every: Collection[ParsedName]) -> bool:
    """Whether a surname is the elder one's where the younger goes by the first name: Miss Pinkerton is not
    Miss Jemima Pinkerton, whom the story calls Miss Jemima."""
    if short.title not in {"miss", "mr"} or len(short.parts) != 1 or len(long.parts) < 2:
        return False
    return long.parts[-1] == short.parts[0] and ParsedName(short.title, long.parts[:1]) in every


def _are_two(titles: set[str]) -> bool:
    return bool(titles & WIVES and titles & NO_WIFE)


def may_share(one: str, other: str) -> bool:
    """Whether a surname with a title and a first name may be one person's: Miss Hill and Eveline."""
    titled, first = sorted((parse_name(one), parse_name(other)), key=lambda name: not name.title)
    if not titled.title or first.title or len(titled.parts) != 1 or len(first.parts) != 1:
        return False
    gender = TITLES.get(titled.title)
    return gender is not None and gender == first.gender and titled.parts != first.parts


def _is_short_form(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether a first name is another one cut short: Deb for Deborah, Kath for Katherine."""
    name, whole = short[0], long[0]
    if len(short) > 1 or len(name) < 3 or len(whole) < len(name) + 2 or not whole.startswith(name):
        return False
    gender = name_gender(name)
    return gender is not None and gender == name_gender(whole)


def _clear_favourite(short: ParsedName, groups: list[NameGroup]) -> list[NameGroup]:
    """Return the one group that ``short`` must mean among several, or nothing."""
    same = [group for group in groups if any(short.parts == other.parts for other in group.parsed)]
    if len(same) == 1:
        return same
    if short.title:
        titled = [group for group in groups if group.title == short.title]
        if len(titled) == 1:
            return titled
    ranked = sorted(groups, key=lambda group: -sum(group.names.values()))
    first, second = (sum(group.names.values()) for group in ranked[:2])
    return ranked[:1] if first >= 6 * second else []
