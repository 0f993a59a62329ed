"""Captions with variety: one clip told in other words, another order, another voice, at other length.

Each form below makes one kind of sentence, or says that it does not suit the clip. ``captions`` gives each
clip sentences of different forms.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from pipeline.world import catalogue
from pipeline.world.captions import CAMERAS, FRAMINGS, GOING, article, caption, phrases
from pipeline.world.spec import SubjectSpec, WorldSpec

OPEN = frozenset({"meadow", "snowfield", "room", "hall"})
"""Places that one goes across, not through."""
INVERTED = frozenset({"stand", "walk", "run", "fly", "swim", "sit", "sleep", "dance", "hide", "sail", "burn"})
"""Verbs that may stand before their subject: in the forest sleeps a fox."""


def captions(spec: WorldSpec, rng: np.random.Generator, *, count: int = 5) -> tuple[str, ...]:
    """Say what ``spec`` shows in ``count`` different sentences.

    The first is the canonical one (``caption``). The others differ in words, word order, voice, and in how
    much they say; what they do say is visible in the clip.

    Args:
        rng: The only source of chance.
    """
    found = [caption(spec)]
    teller = _Teller(spec, rng)
    for _ in range(20):
        for number in rng.permutation(len(FORMS)):
            if len(found) == count:
                return tuple(found)
            text = FORMS[number](teller)
            if text is not None and text not in found:
                found.append(text)
    return tuple(found)


def plural(verb: str) -> str:
    """Return what several do, from what one does: ``runs after`` -> ``run after``."""
    first, _, rest = verb.partition(" ")
    if first == "has":
        first = "have"
    elif first.endswith("ies"):
        first = f"{first[:-3]}y"
    elif first.endswith(("ches", "shes", "sses", "xes")):
        first = first[:-2]
    else:
        first = first[:-1]
    return f"{first} {rest}".rstrip()


def listed(parts: list[str]) -> str:
    """Return ``a, b and c``."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]


class _Teller:
    """Chooses words for one clip."""

    def __init__(self, spec: WorldSpec, rng: np.random.Generator) -> None:
        self.spec = spec
        self._rng = rng

    def chance(self, share: float) -> bool:
        return bool(self._rng.random() < share)

    def of(self, options: tuple[str, ...] | list[str]) -> str:
        return options[int(self._rng.integers(len(options)))]

    # Who

    def noun(self, subject: SubjectSpec) -> str:
        return self.of(phrases().kinds.get(subject.kind, (subject.kind,)))

    def who(self, subject: SubjectSpec, *, mood: bool = True, colour: bool = True) -> str:
        """Return ``a small black bird`` or ``a cheerful woman wearing a red dress``."""
        kind = catalogue.kinds()[subject.kind]
        words = [] if subject.size == "normal" else [self.of(phrases().sizes[subject.size])]
        if mood and self.spec.mood != "calm" and kind.group != "thing":
            words.append(self.of(phrases().attributes[self.spec.mood]))
        if subject.hair is not None and self.chance(0.4):
            words.append(f"{subject.hair}-haired")
        if colour and kind.wears is None:
            words.append(subject.colour)
        text = article(" ".join([*words, self.noun(subject)]))
        if subject.hair is not None and f"{subject.hair}-haired" not in words:
            text += f" with {subject.hair} hair"
        if colour and kind.wears is not None:
            clothes = article(f"{subject.colour} {kind.wears}")
            text += self.of(
                (f" in {clothes}", f" in {clothes}", f" wearing {clothes}", f" dressed in {subject.colour}")
            )
        if subject.holding is not None and subject.action not in ("carry", "give"):
            text += self.of((" with ", " holding ")) + self.held(subject)
        return text

    def held(self, subject: SubjectSpec) -> str:
        """Return ``a red apple`` for what the subject holds."""
        noun = self.of(phrases().kinds.get(subject.holding or "", (subject.holding or "",)))
        return article(f"{subject.holding_colour} {noun}" if subject.holding_colour else noun)

    def again(self, subject: SubjectSpec) -> str:
        """Return how a second sentence takes the subject up."""
        return f"the {subject.kind}"

    # What they do

    def verb(self, subject: SubjectSpec) -> str:
        return catalogue.kinds()[subject.kind].verbs.get(subject.action, subject.action)

    def acts(self, subject: SubjectSpec) -> bool:
        return catalogue.kinds()[subject.kind].group != "thing" or subject.action != "stand"

    def does(self, subject: SubjectSpec, form: int) -> str:
        """Return what it does; ``form`` 0: walks, 1: walking, 2: is walking."""
        options = phrases().verbs[self.verb(subject)]
        waits = catalogue.kinds()[subject.kind].group != "thing" or subject.action != "stand"
        third, ing = options[int(self._rng.integers(len(options))) if waits else 0]
        text = (third, ing, f"is {ing}")[form]
        if subject.holding is not None and subject.action in ("carry", "give"):
            text += f" {self.held(subject)}"
        return text

    def clause(self, form: int, *, mood: bool = True) -> str:
        """Return who does what, for all subjects and their relation."""
        spec = self.spec
        who = [self.who(subject, mood=mood) for subject in spec.subjects]
        if spec.relation in ("chasing", "carrying") and len(who) > 1:
            options = phrases().verbs["chase" if spec.relation == "chasing" else "carry"]
            third, ing = options[int(self._rng.integers(len(options)))]
            pair = f"{who[0]} {(third, ing, f'is {ing}')[form]} {who[1]}"
            return self._with_third(pair, who, form)
        alive = [i for i, subject in enumerate(spec.subjects) if self.acts(subject)]
        things = [who[i] for i in range(len(who)) if i not in alive]
        if not alive:
            return listed(things)
        doers = [spec.subjects[i] for i in alive]
        beside = self.of(phrases().relations["beside"])
        facing = spec.relation == "facing" and len(spec.subjects) == 2
        see = all(catalogue.kinds()[subject.kind].group != "thing" for subject in spec.subjects)
        if (
            len(alive) > 1
            and len({self.verb(doer) for doer in doers}) == 1
            and not any(d.holding for d in doers)
        ):
            does = self.does(doers[0], form)
            many = f"are {does[3:]}" if form == 2 else does if form == 1 else plural(does)
            text = f"{listed([who[i] for i in alive])} {many}"
            if len(spec.subjects) == 2 and (spec.relation == "beside" or (facing and see)):
                text += f" {self.of(phrases().relations[f'{spec.relation} both'])}"
        else:
            parts = [f"{who[i]} {self.does(spec.subjects[i], form)}" for i in alive]
            while_ = len(parts) == 2 and form != 1 and self.chance(0.3)
            text = f"{parts[0]} while {parts[1]}" if while_ else listed(parts)
            if facing and see and len(parts) == 2:
                text += ", facing each other"
        if things:
            text += f" {self.of(phrases().relations['facing']) if facing else beside} {listed(things)}"
        return text

    def _with_third(self, pair: str, who: list[str], form: int) -> str:
        if len(who) < 3:
            return pair
        third = self.spec.subjects[2]
        if not self.acts(third):
            return f"{pair} {self.of(phrases().relations['beside'])} {who[2]}"
        return f"{pair} and {who[2]} {self.does(third, form)}"

    # Where, when, in which weather, how filmed

    def place(self) -> str:
        spec = self.spec
        place = catalogue.places()[spec.place]
        names = [name for name in phrases().places.get(place.name, (place.name,)) if name != spec.weather]
        name = self.of(names)
        actions = {subject.action for subject in spec.subjects if self.acts(subject)}
        if place.submerged:
            return self.of(("underwater", "under water"))
        if actions == {"fly"} and not place.inside and not place.aloft:
            return self.of((f"over the {name}", f"above the {name}"))
        if actions == {"swim"}:
            return f"{'by' if place.at == 'on the' else 'in'} the {name}"
        goes = len(spec.subjects) == 1 and actions & {"walk", "run"} and place.at == "in the"
        if goes and self.chance(0.4):
            return f"{'across' if place.name in OPEN else 'through'} the {name}"
        return f"{place.at} {name}"

    def time(self, often: float = 0.8) -> str:
        if not self.chance(0.3 if self.spec.time == "day" else often):
            return ""
        return self.of(phrases().times[self.spec.time])

    def weather(self, often: float = 0.8) -> str:
        if not self.chance(often) or (self.spec.weather == "clear" and not self._under_sky()):
            return ""
        return self.of(phrases().weathers[self.spec.weather])

    def _under_sky(self) -> bool:
        place = catalogue.places()[self.spec.place]
        return not place.inside and not place.aloft

    def outlook(self) -> list[str]:
        """Return sentences on time and weather."""
        time = (
            ""
            if self.spec.time == "day" and self.chance(0.7)
            else self.of(phrases().time_sentences[self.spec.time])
        )
        weather = (
            self.of(phrases().weather_sentences[self.spec.weather]) if self.spec.weather != "clear" else ""
        )
        if time and weather and self.chance(0.5):
            return [f"{time} and {weather}"]
        return [text for text in (time, weather) if text]

    def shot(self, often: float = 0.85) -> list[str]:
        """Return framing and camera, each in its words."""
        spec = self.spec
        found = []
        if FRAMINGS[spec.framing] and self.chance(often):
            found.append(self.of(phrases().framings[spec.framing]))
        if CAMERAS[spec.camera] and self.chance(often):
            found.append(self.of(phrases().cameras[spec.camera]))
        return found

    def way(self) -> str:
        """Return to which side the only subject, or a chase, goes; empty if none does."""
        first = self.spec.subjects[0]
        if first.action not in GOING or (len(self.spec.subjects) > 1 and self.spec.relation != "chasing"):
            return ""
        return self.of(phrases().ways[first.facing])

    def turned(self) -> str:
        """Return to which side a single subject that goes nowhere is turned; empty if that cannot be seen."""
        first = self.spec.subjects[0]
        alive = catalogue.kinds()[first.kind].group != "thing" and first.action not in (
            "sleep",
            "fall",
            "hide",
        )
        if len(self.spec.subjects) > 1 or first.action in GOING or not alive:
            return ""
        return f"facing {first.facing}"


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _told(teller: _Teller, sentence: str) -> str:
    return ", ".join([sentence, *teller.shot()])


def _plain(teller: _Teller) -> str:
    """A full sentence, its adverbials in one of four orders."""
    clause = _joined(
        teller.clause(0 if teller.chance(0.6) else 2), teller.way() if teller.chance(0.5) else ""
    )
    place, time, weather = teller.place(), teller.time(), teller.weather()
    orders = (
        (clause, place, time, weather),
        (place, time, weather, clause),
        (time, clause, place, weather),
        (clause, time, weather, place),
    )
    acting = any(teller.acts(subject) for subject in teller.spec.subjects)
    last = 4 if not place.startswith(("through", "across")) else 3  # these belong close to the verb
    return _told(teller, _joined(*orders[int(teller._rng.integers(last)) if acting else 0]))


def _shown(teller: _Teller) -> str:
    """``we see a fox running``."""
    several = len(teller.spec.subjects) > 1
    opening = teller.of([text for text in phrases().openings if not several or "is" not in text.split()])
    sides = teller.way() or (f", {turned}," if (turned := teller.turned()) and teller.chance(0.5) else "")
    text = _joined(opening, teller.clause(1), sides, teller.place(), teller.time(), teller.weather())
    return _told(teller, text.replace(" ,", ",").rstrip(","))


def _inverted(teller: _Teller) -> str | None:
    """``in the forest sleeps a fox``."""
    (first, *others), spec = teller.spec.subjects, teller.spec
    verb = teller.verb(first)
    if others or verb not in INVERTED or first.action in ("carry", "give"):
        return None
    return (
        _told(
            teller,
            _joined(
                teller.place(), teller.does(first, 0), teller.who(first), teller.time(), teller.weather()
            ),
        )
        if spec.subjects
        else None
    )


def _passive(teller: _Teller) -> str | None:
    """``a cat is chased by a dog``."""
    spec = teller.spec
    first = spec.subjects[0]
    by = teller.who(first)
    if spec.relation in ("chasing", "carrying") and len(spec.subjects) == 2:
        done = "chased" if spec.relation == "chasing" else "carried"
        clause = f"{teller.who(spec.subjects[1])} is {teller.of(('', 'being '))}{done} by {by}"
    elif len(spec.subjects) == 1 and first.holding is not None and first.action in ("carry", "give"):
        clause = f"{teller.held(first)} is {'carried' if first.action == 'carry' else 'offered'} by {by}"
    else:
        return None
    return _told(teller, _joined(clause, teller.place(), teller.time(), teller.weather()))


def _sentences(teller: _Teller) -> str:
    """Several short sentences: who does what where; when; how the first one feels; the camera."""
    spec = teller.spec
    first = spec.subjects[0]
    alive = catalogue.kinds()[first.kind].group != "thing"
    apart = alive and spec.mood != "calm" and teller.chance(0.6)
    found = [_joined(teller.clause(0, mood=not apart), teller.place()), *teller.outlook()]
    living = [one for one in spec.subjects if catalogue.kinds()[one.kind].group != "thing"]
    if apart:
        feels = teller.of(phrases().feelings[spec.mood])
        found.append(f"{teller.again(first)} {feels}" if len(living) == 1 else f"they {plural(feels)}")
    elif way := teller.way():
        goes = f"{teller.again(first)} goes" if len(spec.subjects) == 1 else "they go"
        found.append(f"{goes} {way}")
    return ". ".join([*found, *teller.shot()])


def _headline(teller: _Teller) -> str:
    """No finite verb: ``a fox running in the forest at night, close-up``."""
    clause = _joined(teller.clause(1), teller.way() if teller.chance(0.4) else "")
    return _told(teller, _joined(clause, teller.place(), teller.time(), teller.weather()))


def _relative(teller: _Teller) -> str | None:
    """``a woman who wears a red dress walks``."""
    spec = teller.spec
    first = spec.subjects[0]
    kind = catalogue.kinds()[first.kind]
    if len(spec.subjects) > 1 or first.hair is not None or first.holding is not None:
        return None
    pronoun = "who" if kind.wears else "that"
    quality = f"wears {article(f'{first.colour} {kind.wears}')}" if kind.wears else f"is {first.colour}"
    name = f"{teller.who(first, colour=False)} {pronoun} {quality}"
    does = teller.does(first, 0) if teller.acts(first) else "stands"
    return _told(teller, _joined(name, does, teller.way(), teller.place(), teller.time(), teller.weather()))


def _short(teller: _Teller) -> str:
    """Little is said: who and what, or who and where."""
    spec = teller.spec
    if len(spec.subjects) > 1:
        return teller.clause(int(teller._rng.integers(2)), mood=False)
    first = spec.subjects[0]
    name = teller.who(first, mood=False, colour=teller.chance(0.6))
    if teller.acts(first) and teller.chance(0.6):
        return _joined(name, teller.does(first, 0 if teller.chance(0.7) else 2))
    return _joined(name, teller.place())


def _tags(teller: _Teller) -> str:
    """Words between commas, as prompts often are."""
    spec = teller.spec
    parts = []
    if spec.relation in ("chasing", "carrying"):
        parts = [teller.clause(1).partition(" ")[2]]
    for subject in spec.subjects if not parts else ():
        name = teller.who(subject).partition(" ")[2]
        parts.append(_joined(name, teller.does(subject, 1)) if teller.acts(subject) else name)
    weather = "" if spec.weather == "clear" else spec.weather
    place = "underwater" if catalogue.places()[spec.place].submerged else spec.place
    return ", ".join(part for part in (*parts, place, spec.time, weather, *teller.shot()) if part)


FORMS: tuple[Callable[[_Teller], str | None], ...] = (
    _plain,
    _shown,
    _inverted,
    _passive,
    _sentences,
    _headline,
    _relative,
    _short,
    _tags,
)
"""The forms of sentences; each returns ``None`` where it does not suit the clip."""
