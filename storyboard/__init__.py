"""Text to board: a story is read and planned as a folder of YAML that people edit.

The names are loaded on first use, so that ``import storyboard.errors`` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from storyboard.board import Board, read_board, write_board

__all__ = ["Board", "read_board", "write_board"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        import storyboard.board

        return getattr(storyboard.board, name)
    raise AttributeError(f"module 'storyboard' has no attribute '{name}'")
