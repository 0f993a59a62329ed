"""A board and its takes as tables, for people and as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.takes import Take
    from storyboard.board import Board


def print_board(board: Board, takes: Mapping[str, Sequence[Take]], used: Mapping[str, int | None]) -> None:
    """Print scenes with their takes, and the cast."""
    from rich.console import Console
    from rich.table import Table

    console = Console()
    console.print(
        f"{board.title} ({board.film.model}, {board.film.width}x{board.film.height}, {board.film.fps:g} fps)",
        markup=False,
        highlight=False,
    )
    scenes = Table("scene", "title", "place", "time", "cast", "shots", "seconds", "takes")
    for scene in board.scenes:
        numbers = [
            f"{take.record.number}*" if take.record.number == used.get(scene.id) else str(take.record.number)
            for take in takes.get(scene.id, ())
        ]
        scenes.add_row(
            scene.id,
            scene.title,
            scene.setting.place or "",
            scene.setting.time or "",
            ", ".join(scene.cast),
            str(len(scene.shots)),
            f"{sum(shot.seconds for shot in scene.shots):g}",
            " ".join(numbers) or "none",
        )
    console.print(scenes)
    cast = Table("id", "name", "kind", "look", "scenes")
    for name, subject in board.cast.items():
        present = [scene.id for scene in board.scenes if name in scene.cast]
        cast.add_row(name, subject.name, subject.kind, subject.look, " ".join(present))
    console.print(cast)
    console.print("* in the film", markup=False)


def board_as_json(board: Board, takes: Mapping[str, Sequence[Take]], used: Mapping[str, int | None]) -> str:
    """Return the same as JSON text."""
    content: dict[str, Any] = board.model_dump(mode="json", exclude={"story"})
    content["takes"] = {
        scene.id: [
            {
                **take.record.model_dump(mode="json"),
                "clip": str(take.clip),
                "used": take.record.number == used.get(scene.id),
            }
            for take in takes.get(scene.id, ())
        ]
        for scene in board.scenes
    }
    return json.dumps(content, ensure_ascii=False, indent=2)
