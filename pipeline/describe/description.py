"""What was seen: facts, and the sentence that they make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

QUESTIONS = ("subject", "colour", "action", "place", "time", "weather")
"""What is told of a clip, in this order. The colour of a person is that of the clothes."""
SURE = 0.5
"""Below this confidence a fact is a guess."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One answer."""

    value: str
    confidence: float
    """In [0, 1]: the probability that the describer gives it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What a clip, or a film shot by shot, shows."""

    text: str
    """One sentence without a full stop; for a film a line for each shot that differs from the one before."""
    facts: Mapping[str, Fact]
    """Question -> answer; for a film of several shots those of the first."""
    start: float = 0.0
    """Seconds from the beginning of the film."""
    end: float = 0.0
    parts: tuple[Description, ...] = ()
    """The shots of a film in order; empty for a single shot."""

    @property
    def unsure(self) -> tuple[str, ...]:
        """Questions that were answered by a guess."""
        return tuple(question for question, fact in self.facts.items() if fact.confidence < SURE)

    def as_json(self) -> dict[str, object]:
        """Return the description as plain data."""
        data: dict[str, object] = {
            "text": self.text,
            "start": round(self.start, 3),
            "end": round(self.end, 3),
            "facts": {question: {"value": fact.value, "confidence": round(fact.confidence, 3)}
                      for question, fact in self.facts.items()},
        }
        if self.parts:
            data["parts"] = [part.as_json() for part in self.parts]
        return data


def sentence(values: Mapping[str, str]) -> str:
    """Return the canonical caption of a clip that shows one subject.

    Args:
        values: Question -> answer, all of ``QUESTIONS``.
    """
    from pipeline.world import SubjectSpec, WorldSpec, caption

    subject = SubjectSpec(kind=values["subject"], colour=values["colour"], action=values["action"])
    return caption(WorldSpec(subjects=(subject,), place=values["place"], time=values["time"],
                             weather=values["weather"]))
