"""What ``storyboard evaluate language`` measures: a function for each group of rows, in order.

To add rows: write a function that takes the corpora's folder and the pipeline's name and returns ``Row``s
(``storyboard.story.evaluation.rows``), and name it in ``MEASURES``.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storyboard.story.evaluation.rows import Measure, Row


def _syntax(data: Path, language: str | None) -> Sequence[Row]:
    from pipeline.training.language_corpus import syntax_docs
    from storyboard.story.evaluation.syntax import measure_syntax
    from storyboard.story.language import load_language

    nlp = load_language(language)
    paths = sorted((data / "ud_ewt").glob("*dev*.gz"))
    return measure_syntax((doc for path in paths for doc in syntax_docs(nlp, path)), nlp)


def _people(data: Path, language: str | None) -> Sequence[Row]:
    from storyboard.story.evaluation.people import measure_people

    return measure_people(data, language)


def _triples(data: Path, language: str | None) -> Sequence[Row]:
    from storyboard.story.evaluation.triples import measure_triples

    return measure_triples(language)


def _casts(data: Path, language: str | None) -> Sequence[Row]:
    from storyboard.planning.cast_evaluation import measure_casts

    return measure_casts(data, language)


def _scenes(data: Path, language: str | None) -> Sequence[Row]:
    from storyboard.planning.scene_evaluation import measure_scenes

    return measure_scenes(data, language)


def _cost(data: Path, language: str | None) -> Sequence[Row]:
    from storyboard.planning.plan_cost import measure_cost

    return measure_cost(data, language)


MEASURES: dict[str, Measure] = {
    "syntax": _syntax,
    "people": _people,
    "triples": _triples,
    "casts": _casts,
    "scenes": _scenes,
    "cost": _cost,
}


def measure_language(data: Path, language: str | None, only: Sequence[str] = ()) -> list[Row]:
    """Return all rows.

    Args:
        data: Folder of the corpora (``docs/DATA.md``).
        language: Pipeline to measure; ``None`` for the one shipped here.
        only: Names in ``MEASURES``; nothing for all.

    Raises:
        StoryboardError: A corpus is missing, or there is no such group of rows.
    """
    from storyboard.errors import StoryboardError

    unknown = [name for name in only if name not in MEASURES]
    if unknown:
        raise StoryboardError(f"no measure '{unknown[0]}'; there are: {', '.join(MEASURES)}")
    missing = [name for name in ("ud_ewt", "litbank") if not (data / name).is_dir()]
    if missing:
        raise StoryboardError(f"{data}: no {', '.join(missing)}; docs/DATA.md says where to get each corpus")
    return [row for name, measure in MEASURES.items() if not only or name in only
            for row in measure(data, language)]
