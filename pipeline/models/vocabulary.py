"""Free English into the captions that a small model was trained on.

A model that has learned a few dozen words reads nothing else. Its folder says which (``vocabulary.json``),
and ``lexicon.json`` says what every other word becomes; :class:`PromptTranslator` rewrites a prompt in the
canonical form of the drawn world's captions and tells what was replaced and what had to be left out.
"""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.models.draft import Draft, DrawnSubject, write_caption
from pipeline.models.english import BODY, COVER, INTO, LOCATIVE, PREPOSITIONS
from pipeline.models.interface import Translation
from pipeline.models.phrases import Loose, NounPhrase, ShallowReader, VerbWord
from pipeline.models.wordtable import (
    SUBJECT_KINDS,
    Meaning,
    WordTable,
    compile_table,
    read_vocabulary,
    write_word_table,
)

__all__ = ["PromptTranslator", "compile_table", "write_word_table"]

FRAMING = re.compile(
    r"(the )?camera\b.*|"
    r"(an? )?(extreme )?(wide|full|medium|long|establishing|close-?up|close up)( shot| view)?|"
    r"(static|tracking|pan|panning|tilt|zoom|zooming)( in| out| left| right| up| down)?( shot)?")
"""Clauses on shot size and camera: words for other models, and no fault of this one."""
LEFTWARDS = re.compile(
    r"\b(to(wards?)? the left|from (the )?right to (the )?left|leftwards?|(facing|looking) (to the )?left)\b"
    r"(?! of)", re.I)
"""To the left as a direction; "to the left of the tree" is a place."""
DETERMINER = re.compile(r"\b(a|an|the|his|her|its|their|is|are|was|were|and)\b")


class PromptTranslator:
    """Rewrites prompts in the words of one model.

    Args:
        folder: The model's folder, with ``vocabulary.json`` and ``lexicon.json``.

    Raises:
        ModelError: A file is missing or damaged.
    """

    def __init__(self, folder: Path | str) -> None:
        folder = Path(folder)
        self.vocabulary = read_vocabulary(folder)
        self._table = WordTable(folder)
        self._grammar = self._table.grammar
        self._reader = ShallowReader(self._table)

    def translate(self, prompt: str) -> Translation:
        """Return the caption that comes nearest to ``prompt``.

        One subject is drawn, with its colour or clothing, one action, one place, time of day and weather.
        Everything else that the prompt names is in ``left_out``; a prompt in canonical form comes back as it
        is. Words on the framing after a comma are passed over silently.
        """
        text, style = self._without_style(prompt)
        draft = Draft()
        leftwards = LEFTWARDS.search(text)
        text = LEFTWARDS.sub("", text)
        items = list(enumerate(self._reader.read(text)))
        phrases = [(order, item) for order, item in items if isinstance(item, NounPhrase)]
        self._choose_subject(draft, phrases)
        for order, item in items:
            if isinstance(item, NounPhrase):
                self._take_phrase(draft, order, item)
            elif isinstance(item, VerbWord):
                self._take_verb(draft, order, item)
            elif isinstance(item, Loose):
                draft.drop(order, item.word)
        self._choose_action(draft)
        if leftwards is not None:
            self._take_way(draft, len(items), leftwards[0])
        place = self._choose_place(draft)
        for number, clause in enumerate(style):
            draft.drop(len(items) + number, clause)
        if not items:
            return Translation("", left_out=tuple(dict.fromkeys(text for _, text in draft.left_out)))
        return Translation(
            write_caption(draft, place, self._grammar),
            replaced=tuple(dict.fromkeys((word, became) for _, word, became in sorted(draft.replaced))),
            left_out=tuple(dict.fromkeys(text for _, text in sorted(draft.left_out))),
        )

    def actions_of(self, name: str) -> tuple[str, ...]:
        """Return what the model was shown a subject doing; nothing if it does not know the subject."""
        return self._grammar.can.get(name, ())

    def _without_style(self, prompt: str) -> tuple[str, list[str]]:
        """Split off clauses after commas on framing (dropped) and on style (returned)."""
        clauses = [clause.strip(" .") for clause in prompt.split(",")]
        style: list[str] = []
        while len(clauses) > 1:
            clause = clauses[-1].lower()
            if not clause or FRAMING.fullmatch(clause):
                clauses.pop()
            elif self._is_style(clause):
                style.insert(0, clauses.pop())
            else:
                break
        # Framing may stand before other clauses ("close-up, a fox").
        return ", ".join(clause for clause in clauses if not FRAMING.fullmatch(clause.lower())), style

    def _is_style(self, clause: str) -> bool:
        words = clause.split()
        if DETERMINER.search(clause) or any(word in PREPOSITIONS for word in words):
            return False
        verb = self._table.verb(words[0])
        if verb is not None and verb.lemma != words[0] and self._table.adjective(words[0]) is None:
            return False
        nouns = [noun for word in words if (noun := self._table.noun(word)) is not None]
        return not any(noun.kind in ("person", "animal", "place", "time", "weather") for noun in nouns)

    def _choose_subject(self, draft: Draft, phrases: list[tuple[int, NounPhrase]]) -> None:
        """The first living thing that the model knows; failing that, the first thing."""
        def rank(phrase: NounPhrase) -> int | None:
            head = phrase.head
            if head is None or not head.name or phrase.negated or head.kind not in SUBJECT_KINDS:
                return None
            lone = phrase.preposition is None
            if head.kind == "thing":
                return 2 if lone else 4 if phrase.preposition in LOCATIVE and not head.place else None
            return 0 if lone else 1

        living = [order for order, phrase in phrases if rank(phrase) in (0, 1)]
        ranked = [(value, order, phrase) for order, phrase in phrases if (value := rank(phrase)) is not None]
        if not ranked:
            return
        _, order, phrase = min(ranked, key=lambda each: each[:2])
        head = phrase.head
        assert head is not None
        name = head.name
        for word, meaning in phrase.modifiers:
            quality = meaning.name or meaning.lemma if meaning is not None and meaning.kind == "age" else word
            if self._knows(head.kind, f"{quality} {name}"):
                name = f"{quality} {name}"  # an "aged man" is the model's "old man"
        draft.subjects.append(DrawnSubject(head.kind, name, head.lemma, order, natural=head.colour or ""))
        # What stands after somebody else is that one's: "a girl gives a cake to a woman in a blue dress".
        draft.until = min((other for other in living if other > order), default=draft.until)

    def _take_phrase(self, draft: Draft, order: int, phrase: NounPhrase) -> None:
        head = phrase.head
        subject = draft.subjects[0] if draft.subjects else None
        if phrase.negated:
            draft.drop(order, f"no {phrase.text}")
        elif subject is not None and order == subject.order:
            self._take_subject(draft, subject, phrase)
        elif subject is not None and subject.order < order < draft.until and self._dresses(subject, phrase):
            self._dress(draft, order, subject, phrase)
        elif (head is None or head.kind == "colour") and self._describes(subject, order, phrase):
            assert subject is not None
            self._take_qualities(draft, order, subject, phrase, [phrase.last])
        elif head is None or phrase.last in BODY:
            draft.drop(order, phrase.text)
        elif head.kind == "place" and head.name:
            rank = (0 if not head.closeness else 2) + (0 if phrase.preposition != "from" else 1)
            draft.places.append((rank, head.name, head.lemma, phrase.text))
            self._scenery(draft, order, phrase)
        elif head.kind == "time" and head.name:
            self._set_time(draft, order, head, phrase.text)
            self._scenery(draft, order, phrase)
        elif head.kind == "weather" and head.name:
            self._set_weather(draft, order, head, phrase.text)
            self._scenery(draft, order, phrase)
        elif head.kind == "mood" and subject and not subject.mood and self._knows("mood", head.name):
            subject.mood = head.name
            draft.replace(order, head.lemma, head.name)
        elif head.kind == "thing":
            self._take_thing(draft, order, phrase, head)
        else:
            draft.drop(order, phrase.text)

    def _take_subject(self, draft: Draft, subject: DrawnSubject, phrase: NounPhrase) -> None:
        head, order = phrase.head, subject.order
        assert head is not None
        for word in phrase.plural_words:
            draft.drop(order, word)
        self._take_qualities(draft, order, subject, phrase, [])
        plain = subject.name.removeprefix("old ")
        if head.lemma not in (subject.name, plain):
            colour = "" if subject.given or head.kind == "person" else subject.natural
            draft.replace(order, head.lemma, f"{colour} {subject.name}".strip())

    def _describes(self, subject: DrawnSubject | None, order: int, phrase: NounPhrase) -> bool:
        """Whether a phrase without a noun tells of the subject: "the dog is big and black"."""
        return (subject is not None and order > subject.order and phrase.preposition is None
                and self._table.adjective(phrase.last) is not None)

    def _take_qualities(self, draft: Draft, order: int, subject: DrawnSubject, phrase: NounPhrase,
                        more: list[str]) -> None:
        """Give the subject what the phrase's modifiers, and ``more`` adjectives, say of it."""
        for word, meaning in [*phrase.modifiers, *((word, self._table.adjective(word)) for word in more)]:
            if meaning is None:
                draft.drop(order, word)
            elif meaning.kind == "colour" and meaning.name and not subject.given:
                subject.given = meaning.name
                draft.replace(order, meaning.lemma, meaning.name)
            elif meaning.kind == "size" and self._knows("size", meaning.name) and not subject.size:
                subject.size = meaning.name
                draft.replace(order, meaning.lemma, meaning.name)
            elif meaning.kind == "mood" and self._knows("mood", meaning.name) and not subject.mood:
                subject.mood = meaning.name
                draft.replace(order, meaning.lemma, meaning.name)
            elif meaning.name == subject.name or subject.name.split()[0] in (word, meaning.lemma):
                continue  # already part of the name: an "oak" tree, an "old" man
            elif meaning.kind == "action" and meaning.name:
                draft.actions.append((order, VerbWord(word, meaning)))
            else:
                draft.drop(order, word)

    def _dresses(self, subject: DrawnSubject, phrase: NounPhrase) -> bool:
        """Whether a phrase says what a subject wears or what its fur is like."""
        head = phrase.head
        if subject.kind == "animal":
            return phrase.last in COVER
        return subject.kind == "person" and head is not None and (
            head.kind == "clothing" or (head.kind == "colour" and phrase.preposition in ("in", "wearing")))

    def _dress(self, draft: Draft, order: int, subject: DrawnSubject, phrase: NounPhrase) -> None:
        head = phrase.head
        colours = [meaning for _, meaning in phrase.modifiers
                   if meaning is not None and meaning.kind == "colour" and meaning.name]
        if head is not None and head.kind == "colour":
            colours.append(head)
        colour = colours[0].name if colours else ""
        if subject.kind == "animal":
            if colour and not subject.given:
                subject.given = colour
                draft.replace(order, colours[0].lemma, colour)
            else:
                draft.drop(order, phrase.text)
        elif head is not None and head.name == "accessory":
            subject.worn_elsewhere = subject.worn_elsewhere or colour
            draft.drop(order, phrase.text)
        elif subject.worn:
            draft.drop(order, phrase.text)
        else:
            subject.worn = colour
            if colour:
                draft.replace(order, colours[0].lemma, colour)
            for word, meaning in phrase.modifiers:
                if meaning not in colours[:1]:
                    draft.drop(order, word)
            garment = self._grammar.wears.get(subject.name)
            if garment and head is not None and head.kind == "clothing":
                draft.replace(order, head.lemma, garment)

    def _take_thing(self, draft: Draft, order: int, phrase: NounPhrase, head: Meaning) -> None:
        inside = head.place in self._grammar.inside
        if phrase.preposition in LOCATIVE and phrase.preposition != "of" and head.place \
                and (not inside or phrase.preposition in INTO):
            draft.places.append((4, head.place, head.lemma, phrase.text))
            self._scenery(draft, order, phrase)
        elif head.name in self._grammar.held and draft.subjects and not draft.holding \
                and phrase.preposition in (None, "with", "of"):
            draft.holding = head.name
            draft.replace(order, head.lemma, head.name)
            for word, meaning in phrase.modifiers:
                coloured = meaning is not None and meaning.kind == "colour" and meaning.name
                if meaning is not None and coloured and self._knows("holding", draft.holding):
                    draft.holding = f"{meaning.name} {head.name}"
                    draft.replace(order, meaning.lemma, meaning.name)
                else:
                    draft.drop(order, word)
        else:
            draft.drop(order, phrase.text)

    def _scenery(self, draft: Draft, order: int, phrase: NounPhrase) -> None:
        """Time and weather hide in adjectives of places: a snowy road."""
        for word, meaning in phrase.modifiers:
            if meaning is not None and meaning.kind == "weather" and meaning.name and not draft.weather:
                self._set_weather(draft, order, meaning, word)
            elif meaning is not None and meaning.kind == "time" and meaning.name and not draft.time:
                self._set_time(draft, order, meaning, word)
            elif meaning is None or meaning.name != (phrase.head.name if phrase.head else ""):
                draft.drop(order, word)

    def _set_time(self, draft: Draft, order: int, meaning: Meaning, text: str) -> None:
        if draft.time and draft.time != meaning.name:
            draft.drop(order, text)
            return
        draft.time = meaning.name
        draft.replace(order, meaning.lemma, meaning.name)

    def _set_weather(self, draft: Draft, order: int, meaning: Meaning, text: str) -> None:
        if draft.weather and draft.weather != meaning.name:
            draft.drop(order, text)
            return
        draft.weather, draft.weather_word = meaning.name, meaning.lemma
        draft.replace(order, meaning.lemma, meaning.name)

    def _take_verb(self, draft: Draft, order: int, verb: VerbWord) -> None:
        if verb.negated:
            draft.drop(order, f"not {verb.word}")
        elif verb.meaning is not None and verb.meaning.kind == "weather" and verb.meaning.name:
            self._set_weather(draft, order, verb.meaning, verb.word)
        elif verb.meaning is not None and verb.meaning.kind == "action" and verb.meaning.name:
            draft.actions.append((order, verb))
        else:
            draft.drop(order, verb.word)

    def _choose_action(self, draft: Draft) -> None:
        """Draw the first verb whose action is certain; name the others."""
        subject = draft.subjects[0] if draft.subjects else None
        if subject is None or (subject.kind == "thing" and not self._acts(subject, draft)):
            for order, verb in draft.actions:
                if subject is None or verb.meaning is None or verb.meaning.name != "stand":
                    draft.drop(order, verb.word)
            return
        # "spread her wings and flew": a verb known only by its general field gives way to a sure one.
        ranked = sorted(draft.actions, key=lambda each: getattr(each[1].meaning, "closeness", "~") == "~")
        can = self._grammar.can[subject.name]
        for order, verb in ranked:
            assert verb.meaning is not None
            if subject.action:
                if verb.meaning.name != subject.action:
                    draft.drop(order, verb.word)
                continue
            wish = (verb.meaning.name, *self._grammar.stand_ins.get(verb.meaning.name, ()))
            subject.action = next((action for action in wish if action in can), "")
            if not subject.action:
                draft.drop(order, verb.word)
                continue
            drawn = self._grammar.verb[subject.name][subject.action]
            if verb.meaning.lemma not in (subject.action, self._grammar.base.get(drawn)):
                draft.replace(order, verb.word, drawn)
        if not subject.action:
            subject.action = "stand" if "stand" in can else can[0] if can else ""

    def _take_way(self, draft: Draft, order: int, text: str) -> None:
        """Let the subject go or face left, if the model was shown that."""
        subject = draft.subjects[0] if draft.subjects else None
        acts = subject is not None and (subject.kind != "thing" or subject.action not in ("", "stand"))
        if subject is not None and acts and subject.action in self._grammar.way:
            draft.way = text
        else:
            draft.drop(order, text)

    def _acts(self, thing: DrawnSubject, draft: Draft) -> bool:
        """Whether a thing does one of the few things that it can: a boat sails. Otherwise no verb is said."""
        can = set(self._grammar.can[thing.name]) - {"stand"}
        return any(verb.meaning is not None and verb.meaning.name in can for _, verb in draft.actions)

    def _choose_place(self, draft: Draft) -> str:
        if draft.places:
            chosen = min(draft.places, key=lambda each: each[0])
            for each in draft.places:
                if each is not chosen and each[1] != chosen[1]:
                    draft.drop(0, each[3])
            draft.replace(0, chosen[2], chosen[1])
            place = chosen[1]
        else:
            place = self._usual_place(draft.subjects[0] if draft.subjects else None)
        if draft.weather and draft.weather != "clear" and place in self._grammar.inside:
            draft.drop(0, draft.weather_word)
            draft.replaced = [each for each in draft.replaced if each[1] != draft.weather_word]
            draft.weather = ""
        return place

    def _usual_place(self, subject: DrawnSubject | None) -> str:
        """A prompt without a place gets the plainest, the same in every shot."""
        unusual = (*self._grammar.inside, *self._grammar.aloft, *self._grammar.submerged)
        can = self._grammar.can[subject.name] if subject is not None else ()
        swims = subject is not None and (subject.action == "swim" or ("swim" in can and "walk" not in can))
        places = [place for place in self._grammar.place
                  if swims == (place in self._grammar.water) and place not in unusual]
        if "meadow" in places:
            return "meadow"
        return next(iter(places or self._grammar.place), "")

    def _knows(self, kind: str, name: str) -> bool:
        return name in self.vocabulary.get(kind, ())
