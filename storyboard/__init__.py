"""Text to board: a story is read and planned as a folder of YAML that people edit."""

from storyboard.board import Board, read_board, write_board

__all__ = ["Board", "read_board", "write_board"]
