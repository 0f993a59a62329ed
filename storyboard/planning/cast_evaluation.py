"""Whether the cast of a board is the story's: nobody missing, twice or invented, and no two in one."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from storyboard.planning.planner import plan_reading
from storyboard.story import read_story
from storyboard.story.entities import FIRST, SECOND, THIRD
from storyboard.story.evaluation.rows import Row

if TYPE_CHECKING:
    from storyboard.story.reading import Reading, Subject

SHIPPED = Path(__file__).parent / "casts.txt"
ACTING = frozenset({"person", "animal"})
PRONOUNS = FIRST | SECOND | THIRD
NARRATOR = "narrator"
"""The word by which a line means who says "I"."""


@dataclass(frozen=True, slots=True)
class Character:
    """One of the true cast."""

    name: str
    words: Mapping[str, frozenset[int]]
    """Noun or name, in small letters -> the occurrences in the text that mean the character; none for all."""
    passing: bool = False
    """Whether a board may do without."""
    members: tuple[str, ...] = ()
    """Of whom it is made up, where several are spoken of together."""


@dataclass(frozen=True, slots=True)
class TrueCast:
    """Who is who in one story."""

    part: str
    """``dev`` or ``test``."""
    story: str
    """File of the story, without its ending."""
    characters: tuple[Character, ...]
    crowd: frozenset[str] = frozenset()
    """Words by which nobody in particular is called."""


@dataclass(slots=True)
class CastScore:
    """What is right and wrong in the casts of boards."""

    right: int = 0
    """Characters that one subject of the cast stands for."""
    missing: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    """Further subjects for somebody who has one already."""
    invented: list[str] = field(default_factory=list)
    """Subjects that stand for nobody."""
    merged: list[str] = field(default_factory=list)
    """Others whom a subject stands for as well, by at least one name or noun."""

    def add(self, other: CastScore) -> None:
        """Count another story's."""
        self.right += other.right
        for name in ("missing", "twice", "invented", "merged"):
            getattr(self, name).extend(getattr(other, name))

    @property
    def precision(self) -> float:
        """Share of the subjects that stand for somebody of the true cast, each for another."""
        total = self.right + len(self.twice) + len(self.invented)
        return self.right / total if total else 0.0

    @property
    def recall(self) -> float:
        """Share of the true cast that has a subject."""
        total = self.right + len(self.missing)
        return self.right / total if total else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def true_casts(path: Path = SHIPPED) -> list[TrueCast]:
    """Read true casts; the head of the file says what a line means."""
    casts = []
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        lines = [line.strip() for line in block.splitlines() if line and not line.startswith("#")]
        if lines:
            part, story = lines[0].split()
            crowd = " ".join(line.removeprefix("~") + ";" for line in lines if line.startswith("~"))
            characters = tuple(_character(line) for line in lines[1:] if not line.startswith("~"))
            words = frozenset(word.strip().lower() for word in crowd.split(";")) - {""}
            casts.append(TrueCast(part, story, characters, words))
    return casts


def _character(line: str) -> Character:
    head, _, said = line.partition(":")
    name, _, members = head.removeprefix("? ").partition(" = ")
    words: dict[str, frozenset[int]] = {}
    for entry in said.split(";"):
        tokens = entry.split()
        numbers = [token for token in tokens if re.fullmatch(r"\d+(?:-\d+)?", token)]
        word = " ".join(tokens[: len(tokens) - len(numbers)]).lower()
        words[word] = frozenset(number for token in numbers for number in _range(token))
    together = tuple(member.strip() for member in members.split("+")) if members else ()
    return Character(name.strip(), words, head.startswith("? "), together)


def _range(token: str) -> range:
    first, _, last = token.partition("-")
    return range(int(first), int(last or first) + 1)


def compare_cast(cast: TrueCast, reading: Reading) -> CastScore:
    """Compare the people and animals of a story's board with the true cast."""
    board = plan_reading(reading)
    ends = sorted(_ends(cast, reading.text))
    votes: list[tuple[str, Counter[str]]] = []
    for subject in reading.subjects:
        if subject.id in board.cast and subject.kind in ACTING:
            counts = Counter(name for span in subject.mentions for name in _meant(span, ends))
            if subject.name == f"the {NARRATOR}":
                counts.update(one.name for one in cast.characters if NARRATOR in one.words)
            if counts or not _is_crowd(cast, reading, subject):
                votes.append((subject.id, counts))
    return _scored(cast, votes)


def _is_crowd(cast: TrueCast, reading: Reading, subject: Subject) -> bool:
    """Whether all names and nouns of a subject are words for nobody in particular."""
    said = {reading.text[start:end].lower() for start, end in subject.mentions} - PRONOUNS
    crowd = re.compile(rf"\b(?:{'|'.join(map(re.escape, cast.crowd))})$") if cast.crowd else None
    return bool(said) and crowd is not None and all(crowd.search(one) for one in said)


def _ends(cast: TrueCast, text: str) -> Iterator[tuple[int, int, str]]:
    """Yield end, start and character of each place where the story speaks of one of the true cast."""
    for one in cast.characters:
        for word, chosen in one.words.items():
            pattern = r"\s+".join(map(re.escape, word.replace("'", "’").split())).replace("’", "['’]")
            for number, found in enumerate(re.finditer(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE), 1):
                if not chosen or number in chosen:
                    yield found.end(), found.start(), one.name


def _meant(span: tuple[int, int], ends: list[tuple[int, int, str]]) -> set[str]:
    """Return whom the last word of a mention means; of words with one end the longest counts."""
    found = []
    for end, start, name in ends[bisect_left(ends, (span[1],)) :]:
        if end > span[1]:
            break
        found.append((start, name))
    first = min((start for start, _ in found), default=0)
    return {name for start, name in found if start == first and start < span[1]}


def _scored(cast: TrueCast, votes: Iterable[tuple[str, Counter[str]]]) -> CastScore:
    score = CastScore()
    known = {one.name: one for one in cast.characters}
    taken: set[str] = set()
    # Who is spoken of most stands for a character; what comes after is the character once more.
    for subject, counts in sorted(votes, key=lambda vote: -max(vote[1].values(), default=0)):
        alone = Counter({name: count for name, count in counts.items() if not known[name].members})
        if not counts:
            score.invented.append(f"{cast.story}: {subject}")
        elif not alone:
            score.twice.append(f"{cast.story}: {subject} ({', '.join(counts)})")
        else:
            (name, _), *others = alone.most_common()
            score.merged += [f"{cast.story}: {subject} ({name} and {other})" for other, _ in others]
            if name in taken:
                score.twice.append(f"{cast.story}: {subject} ({name})")
            else:
                taken.add(name)
                score.right += not known[name].passing
    score.missing += [
        f"{cast.story}: {one.name}"
        for one in cast.characters
        if not (one.passing or one.members or one.name in taken)
    ]
    return score


def measure_casts(data: Path, language: str | None) -> list[Row]:
    """Return how right the casts of boards are, on the stories looked at and on the others.

    Args:
        data: Folder of the corpora, with the stories of ``casts.txt`` in ``stories``.
        language: Pipeline to measure.
    """
    rows: list[Row] = []
    for part, name in (("dev", "stories that the rules were made with"), ("test", "other stories")):
        score, stories = CastScore(), 0
        for cast in true_casts():
            path = data / "stories" / f"{cast.story}.txt"
            if cast.part == part and path.exists():
                text = path.read_text(encoding="utf-8")
                score.add(compare_cast(cast, read_story(text, language=language)))
                stories += 1
        if not stories:
            continue
        rows += [
            Row(part="casts of stories", what=f"F1, {name}", value=100 * score.f1, cases=(
                f"{stories} stories, P {100 * score.precision:.1f} R {100 * score.recall:.1f}: "
                f"{len(score.missing)} missing, {len(score.twice)} twice, {len(score.invented)} invented")),
            Row(part="casts of stories", what="  two in one", value=len(score.merged), digits=0,
                smaller_is_better=True),
        ]
    return rows
