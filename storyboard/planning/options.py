"""What a user may ask of a plan."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from storyboard.board.model import FilmSettings
from storyboard.errors import StoryboardError
from storyboard.timecode import exact_rate

Vocabulary = Mapping[str, Collection[str]]
"""The concepts that a model can draw, by kind: ``{"animal": ["fox", ...], "place": ["forest", ...], ...}``.
Kinds: ``person``, ``animal``, ``thing``, ``place``, ``action``, ``colour``, ``time``, ``weather``,
``mood``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOptions:
    """How a story is planned. Every field has a default that suits a fable and a novel alike.

    Raises:
        StoryboardError: A number is out of range, or the length is too short for the number of scenes.
    """

    scenes: int | None = None
    """Exactly so many scenes; ``None``: as many as the story has, at most ``most_scenes``."""
    most_scenes: int = 40
    """With ``scenes=None``: the most that a film of a long story gets."""
    length: Fraction | None = None
    """Seconds of the film, kept within one frame; ``None``: what the shots come to."""
    shot_seconds: float = 2.0
    """Screen time of a shot when no length is asked for."""
    max_shot_seconds: float = 6.0
    """Longest shot that is still good to look at; a longer one is made only for an asked length, and
    noted."""
    most_shots: int = 3
    """The most shots of a usual scene, unless an asked length needs more; one in which more happens has up to
    two more, a long one up to twice as many."""
    whole: tuple[str, ...] = ()
    """Runs of the story's text that stay scenes of their own, wherever they still stand in it."""
    title: str | None = None
    """Title of the film; ``None``: the story's own."""
    style: str = ""
    """Words added to every prompt."""
    model: str = "storybook"
    width: int = 512
    """Pixels of the film."""
    height: int = 512
    fps: float = 8
    """Frames per second of the film."""
    seed: int = 0
    vocabulary: Vocabulary | None = None
    """What the model can draw; ``None``: all that the lexicon knows. Decides the drawn actions and the
    notes."""

    def __post_init__(self) -> None:
        if self.scenes is not None and self.scenes < 1:
            raise StoryboardError(f"a film of {self.scenes} scenes cannot be planned; ask for 1 or more")
        if self.shot_seconds <= 0 or self.max_shot_seconds < self.shot_seconds:
            raise StoryboardError(
                f"a shot cannot last {self.shot_seconds:g} s with at most "
                f"{self.max_shot_seconds:g} s; ask for more than 0 s and no more than the limit"
            )
        if self.length is not None:
            if self.length <= 0:
                raise StoryboardError(f"a film cannot last {float(self.length):g} s; ask for more than 0 s")
            if self.scenes is not None and self.frames < self.scenes:
                raise StoryboardError(
                    f"{float(self.length):g} s at {self.fps:g} frames per second are {self.frames} frames, "
                    f"too few for {self.scenes} scenes; ask for a longer film or fewer scenes"
                )

    @property
    def frames(self) -> int:
        """Frames of the asked length, at least one; 0 when no length is asked for."""
        return 0 if self.length is None else max(1, round(self.length * exact_rate(self.fps)))

    @property
    def film(self) -> FilmSettings:
        """The board's film settings."""
        return FilmSettings(
            model=self.model, width=self.width, height=self.height, fps=self.fps, seed=self.seed
        )
