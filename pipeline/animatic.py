"""The animatic: a first look at a board in seconds, kept apart from its takes.

CRAFT draws it at the film's size. Its clips lie in a folder of their own in the board, so that no take of
the film is replaced, and what was chosen stays chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.film.config import RenderConfig
from pipeline.render import Film, render_board
from pipeline.reporting import Reporter
from storyboard.board.layout import board_folder

MODEL = "craft"
FOLDER = "animatic"
"""Folder in the board, beside ``takes``."""
ENDING = ".animatic.mp4"


def render_animatic(
    board_dir: Path | str,
    *,
    model: str | None = None,
    scenes: Sequence[str] | None = None,
    engine: str = "local",
    seed: int | None = None,
    output: Path | str | None = None,
    config: RenderConfig | str | Path | None = None,
    dry_run: bool = False,
    reporter: Reporter | None = None,
) -> Film:
    """Draw the animatic of a board, or what changed of it since, and assemble it.

    Args:
        model: Who draws it; ``None``: CRAFT.
        output: ``None``: ``film.animatic.mp4`` in the board.
        config: How to encode and join; ``None``: ``configs/render/animatic.yaml``.

    The other arguments, and what is raised, are as of ``render_board``.
    """
    return render_board(
        board_dir,
        model=model or MODEL,
        scenes=scenes,
        engine=engine,
        seed=seed,
        output=output if output is not None else board_folder(board_dir) / f"film{ENDING}",
        config=config if config is not None else "animatic",
        kept_in=FOLDER,
        dry_run=dry_run,
        reporter=reporter,
    )
