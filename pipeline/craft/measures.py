"""Figures with their 95 % intervals, and tables of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from pipeline.training.shares import Share

__all__ = ["Mean", "Report", "Section", "Share"]


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean with its 95 % interval (normal)."""

    value: float
    half: float
    digits: int = 1

    @classmethod
    def of(cls, values: Sequence[float], *, digits: int = 1) -> Mean:
        """Return the mean of ``values``."""
        spread = float(np.std(values, ddof=1)) if len(values) > 1 else 0.0
        return cls(float(np.mean(values)), 1.96 * spread / max(1, len(values)) ** 0.5, digits)

    def __str__(self) -> str:
        low, high = self.value - self.half, self.value + self.half
        return f"{self.value:.{self.digits}f} ({low:.{self.digits}f} to {high:.{self.digits}f})"


@dataclass(slots=True)
class Section:
    """Rows of one table, of one group of clips."""

    title: str
    columns: Sequence[str]
    rows: list[tuple[str, list[object]]] = field(default_factory=list)

    def row(self, name: str, figures: list[object]) -> None:
        """Add a row. A figure is a ``Share``, a ``Mean``, or empty."""
        self.rows.append((name, figures))


@dataclass(slots=True)
class Report:
    """All tables."""

    note: str
    sections: list[tuple[str, Section]] = field(default_factory=list)

    def add(self, group: str, section: Section) -> None:
        """Add the rows of one group of clips."""
        self.sections.append((group, section))

    def table(self) -> str:
        """Return one table in Markdown for each title, the groups below one another, and the note."""
        lines: list[str] = []
        for title in dict.fromkeys(section.title for _, section in self.sections):
            of_title = [(group, section) for group, section in self.sections if section.title == title]
            columns = of_title[0][1].columns
            lines += [f"| clips | {title} | {' | '.join(columns)} |", "|---" * (len(columns) + 2) + "|"]
            for group, section in of_title:
                for name, figures in section.rows:
                    cells = ["" if figure is None else str(figure) for figure in figures]
                    lines.append(f"| {group} | {name} | {' | '.join(cells)} |")
            lines.append("")
        return "\n".join([*lines, self.note])

    def as_json(self) -> dict[str, object]:
        """Return every figure as plain data: value, low and high ends of its interval."""
        return {
            "note": self.note,
            "rows": [
                {
                    "clips": group,
                    "table": section.title,
                    "row": name,
                    **{
                        column: _plain(figure)
                        for column, figure in zip(section.columns, figures, strict=True)
                    },
                }
                for group, section in self.sections
                for name, figures in section.rows
            ],
        }


def _plain(figure: object) -> list[float] | None:
    if isinstance(figure, Share):
        return [figure.value, *figure.interval]
    if isinstance(figure, Mean):
        return [figure.value, figure.value - figure.half, figure.value + figure.half]
    return None
