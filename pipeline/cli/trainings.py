"""Names of trainings and evaluations -> the calls that run them. Heavy modules load when one is asked for."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from storyboard.errors import StoryboardError

DRAWS_ITS_OWN = (
    "storybook is trained on clips that it draws itself, by the vocabulary of its --config; leave --data "
    "out. Your own videos are checked by: storyboard data check DIR"
)
_Call = TypeVar("_Call")

NO_CORPORA = "the language pipeline needs corpora; name their folder with --data (see docs/DATA.md)"


def _train_storybook(config: Path | None, data: Path | None, output: Path) -> Path:
    if data is not None:
        raise StoryboardError(DRAWS_ITS_OWN)
    from pipeline.configuration import configs_folder
    from pipeline.models.vocabulary import write_word_table
    from pipeline.training.storybook import train_storybook
    from storyboard.story.lexicon import load_lexicon

    folder = train_storybook(config or configs_folder() / "train" / "storybook-cpu.yaml", output)
    write_word_table(folder, load_lexicon())
    return folder


def _train_language(config: Path | None, data: Path | None, output: Path) -> Path:
    from pipeline.cli.language_training import train_all

    if data is None:
        raise StoryboardError(NO_CORPORA)
    return train_all(data, output, config)


def _train_scenes(config: Path | None, data: Path | None, output: Path) -> Path:
    from storyboard.planning.scene_learning import train_scenes

    if data is None:
        raise StoryboardError("scenes are learned from novels; name the folder of the corpora with --data")
    return train_scenes(data, output)


def _train_craft(config: Path | None, data: Path | None, output: Path) -> Path:
    from pipeline.cli.report import say
    from pipeline.craft.training import train_craft
    from pipeline.models.vocabulary import write_word_table
    from storyboard.story.lexicon import load_lexicon

    folder = train_craft(output, config=config, data=data, say=say)
    write_word_table(folder, load_lexicon())
    return folder


TRAININGS: dict[str, Callable[[Path | None, Path | None, Path], Path]] = {
    "storybook": _train_storybook,
    "language": _train_language,
    "scenes": _train_scenes,
    "craft": _train_craft,
}


def run_training(name: str, *, config: Path | None, data: Path | None, output: Path | None) -> Path:
    """Run one training and return the folder of what was trained.

    Raises:
        StoryboardError: There is no such training, or it lacks something.
    """
    return _find(TRAININGS, name, "training")(config, data, output or Path("runs") / name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What is to be measured, and on what."""

    data: Path | None = None
    """Folder of the corpora, for language."""
    language: str | None = None
    """Another spaCy pipeline than the shipped one."""
    only: tuple[str, ...] = ()
    """Groups of rows of language."""
    captions: int | None = None
    """Of each sort, for storybook and craft."""
    strengths: tuple[float, ...] = ()
    """Of the animatic's guidance, for storybook."""
    folder: Path | None = None
    """Of other weights than the shipped ones, for storybook and craft."""
    output: Path = Path("runs")
    """Where what is trained for measuring is kept."""


def _evaluate_storybook(what: Measured) -> tuple[str, object]:
    from pipeline.cli.report import say
    from pipeline.training.evaluation import CAPTIONS, evaluate_storybook

    result = evaluate_storybook(
        what.folder,
        work=what.output,
        captions=what.captions or CAPTIONS,
        strengths=what.strengths,
        report=say,
    )
    return result.table(), result.as_json()


def _evaluate_language(what: Measured) -> tuple[str, object]:
    from pipeline.cli.measures import measure_language
    from storyboard.story.evaluation.rows import table

    if what.data is None:
        raise StoryboardError(NO_CORPORA)
    rows = measure_language(what.data, what.language, what.only)
    return table(rows), [row.as_json() for row in rows]


def _evaluate_craft(what: Measured) -> tuple[str, object]:
    from pipeline.craft.evaluation import CLIPS, evaluate_craft

    report = evaluate_craft(what.folder, clips=what.captions or CLIPS)
    return report.table(), report.as_json()


EVALUATIONS: dict[str, Callable[[Measured], tuple[str, object]]] = {
    "storybook": _evaluate_storybook,
    "language": _evaluate_language,
    "craft": _evaluate_craft,
}


def run_evaluation(name: str, what: Measured, *, as_json: bool) -> str:
    """Run one evaluation and return its table, or its figures as JSON text.

    Raises:
        StoryboardError: There is no such evaluation, or it lacks something.
    """
    result, figures = _find(EVALUATIONS, name, "evaluation")(what)
    return json.dumps(figures, indent=2) if as_json else result


def _find(table: dict[str, _Call], name: str, what: str) -> _Call:
    if name not in table:
        raise StoryboardError(f"no {what} '{name}'; there are: {', '.join(table)}")
    return table[name]
