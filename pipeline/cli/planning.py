"""From a story file to a board on disk, for ``plan`` and ``render`` alike."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storyboard.board import Board
    from storyboard.planning.options import PlanOptions
    from storyboard.story.reader import StoryText

SMALLEST_FILM = 480
"""Pixels. What a smaller model draws is scaled up by a whole number, to be seen at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRequest:
    """What the command line asked of the plan; ``None``: not asked."""

    scenes: int | None = None
    length: str | None = None
    style: str | None = None
    title: str | None = None
    model: str | None = None
    seed: int | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """A board that is on the disk."""

    folder: Path
    board: Board
    messages: tuple[str, ...]
    """What the planner was unsure of, and what became of a person's edits."""

    @property
    def summary(self) -> str:
        """One line: how much of what."""
        shots = sum(len(scene.shots) for scene in self.board.scenes)
        seconds = sum(shot.seconds for scene in self.board.scenes for shot in scene.shots)
        return (
            f"{len(self.board.scenes)} scenes, {shots} shots, {seconds:g} s, "
            f"cast: {', '.join(subject.name for subject in self.board.cast.values()) or 'nobody'}"
        )


def board_beside(story: str, film: Path | None = None) -> Path:
    """Return the folder of the board of ``story``: beside the film if one is named, else beside the story.

    Raises:
        StoryError: The story comes from standard input and nothing says where the board goes.
    """
    from storyboard.errors import StoryError

    if film is not None:
        return film.with_suffix(".board")
    if story == "-":
        raise StoryError("a story from standard input has no name; say where the result goes with -o")
    return Path(story).with_suffix(".board")


def make_board(story: str, output: Path | None, request: PlanRequest) -> Planned:
    """Read ``story``, plan its film and write the board.

    A board that is there already keeps what a person changed in it.

    Raises:
        StoryError, LanguageError, ModelError, BoardError, OutputError: With nothing written.
    """
    from storyboard.story.startup import import_spacy_alone

    if request.language is None:
        import_spacy_alone()
    from pipeline.storage import check_writable
    from storyboard.board import read_board
    from storyboard.board.replan import edited_texts, write_plan
    from storyboard.planning.planner import plan_reading
    from storyboard.story import read_story
    from storyboard.story.reader import load_story

    source = load_story(story)
    folder = output or board_beside(story)
    check_writable(folder / "board.yaml" if folder.is_dir() else folder)
    options = replace(plan_options(source, request), whole=edited_texts(folder))
    reading = read_story(source, language=request.language)
    board = plan_reading(reading, options)
    report = write_plan(board, folder)
    messages = [f"note: {note}" for note in board.notes]
    messages += [f"kept: {line}" for line in report.kept]
    messages += [f"gone: {line}" for line in report.dropped]
    return Planned(folder, read_board(folder), tuple(messages))


def plan_options(source: StoryText, request: PlanRequest) -> PlanOptions:
    """Turn what was asked for into the planner's options; the film's size and rate are the model's.

    Raises:
        StoryboardError: An option has an impossible value.
        ModelError: There is no such model.
    """
    from pipeline.models import model_card
    from storyboard.planning.options import PlanOptions
    from storyboard.timecode import parse_length

    model = request.model or "storybook"
    card = model_card(model)
    scale = (
        max(1, -(-SMALLEST_FILM // min(card.width, card.height))) if min(card.width, card.height) < 256 else 1
    )
    return PlanOptions(
        scenes=request.scenes,
        length=parse_length(request.length) if request.length else None,
        style=request.style or "",
        title=request.title or source.title or None,
        model=model,
        width=card.width * scale,
        height=card.height * scale,
        fps=card.fps,
        seed=request.seed or 0,
        vocabulary=model_vocabulary(model),
    )


def model_vocabulary(model: str) -> dict[str, tuple[str, ...]] | None:
    """Return the concepts that ``model`` can draw by kind; ``None``: it takes any words."""
    from pipeline.models import find_model
    from pipeline.models.wordtable import VOCABULARY_FILE, read_vocabulary

    folder = find_model(model).folder
    if folder is None or not (folder / VOCABULARY_FILE).is_file():
        return None
    return {kind: tuple(words) for kind, words in read_vocabulary(folder).items()}


def undrawable_words(folder: Path) -> list[str]:
    """Return a warning for each word that the board's model cannot draw, with the shots that have it."""
    from pipeline.models import find_model
    from pipeline.models.several import translate_for_world, translate_several
    from pipeline.models.vocabulary import PromptTranslator
    from pipeline.models.wordtable import TABLE_FILE
    from storyboard.board import read_board
    from storyboard.board.recipe import expand_prompt
    from storyboard.errors import ModelError

    board = read_board(folder)
    try:
        source = find_model(board.film.model)
    except ModelError as error:
        return [str(error)]
    weights = source.folder
    if weights is None or not (weights / TABLE_FILE).is_file():
        return []
    translator = PromptTranslator(weights)
    if source.family is not None and source.family.draws_world:
        translate = partial(translate_for_world, translator)
    else:
        translate = partial(translate_several, translator, most=source.card.subjects or 1)
    found: dict[str, list[str]] = {}
    for scene in board.scenes:
        for number, shot in enumerate(scene.shots, 1):
            for word in translate(expand_prompt(board, scene, shot)).left_out:
                found.setdefault(word, []).append(f"scene {scene.id}, shot {number}")
    return [
        f"{places[0]}{_and_more(len(places) - 1)}: the model '{board.film.model}' cannot draw: {word}"
        for word, places in found.items()
    ]


def _and_more(shots: int) -> str:
    return f" (and {shots} more {'shot' if shots == 1 else 'shots'})" if shots else ""
