"""Rows of the table that ``storyboard evaluate language`` prints: what was measured beside its goal and what
others have published."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure."""

    part: str
    """On what: ``UD EWT dev, raw text``."""
    what: str
    """Name of the measure: ``UPOS``, ``CoNLL average, predicted mentions``."""
    value: float
    """As measured, in the unit of ``what``; shares in percent."""
    goal: float | None = None
    smaller_is_better: bool = False
    """As for Pk, seconds and bytes."""
    anchor: str = ""
    """Published figures to compare with, with their source and conditions."""
    cases: str = ""
    """How many cases it was measured on: ``25,147 words``."""
    digits: int = 1

    @property
    def reached(self) -> bool | None:
        """Whether the goal was reached, or ``None`` where there is none."""
        if self.goal is None:
            return None
        return self.value <= self.goal if self.smaller_is_better else self.value >= self.goal

    def as_json(self) -> dict[str, object]:
        """Return the row with ``reached`` for ``--json``."""
        return {**asdict(self), "value": round(self.value, 4), "reached": self.reached}


Measure = Callable[[Path, str | None], Sequence[Row]]
"""Takes the folder of the corpora and the name of a language pipeline (``None``: the one shipped here)."""


def table(rows: Sequence[Row], *, width: int = 130) -> str:
    """Return the rows as text with a line between the parts.

    Args:
        rows: In the order of printing; neighbours with the same ``part`` stand together.
        width: Columns of the text.
    """
    from io import StringIO

    from rich.console import Console
    from rich.table import Table

    grid = Table("on", "measured", "here", "goal", "published")
    for number, row in enumerate(rows):
        first = number == 0 or rows[number - 1].part != row.part
        if first and number:
            grid.add_section()
        goal = "" if row.goal is None else f"{'<=' if row.smaller_is_better else '>='} {row.goal:g}"
        cases = f" ({row.cases})" if row.cases else ""
        grid.add_row(
            row.part if first else "",
            row.what + cases,
            f"{row.value:.{row.digits}f}{'' if row.reached is not False else ' *'}",
            goal,
            row.anchor,
        )
    page = StringIO()
    Console(file=page, width=width, highlight=False).print(grid)
    missed = any(row.reached is False for row in rows)
    return page.getvalue() + ("* below its goal" if missed else "")
