"""What a board is, and how it is kept on disk."""

from storyboard.board.files import read_board, write_board
from storyboard.board.layout import is_board
from storyboard.board.model import (
    Board,
    CameraMove,
    FilmSettings,
    Scene,
    Setting,
    Shot,
    ShotSize,
    Subject,
    SubjectKind,
)

__all__ = [
    "Board", "CameraMove", "FilmSettings", "Scene", "Setting", "Shot", "ShotSize", "Subject", "SubjectKind",
    "is_board", "read_board", "write_board",
]
