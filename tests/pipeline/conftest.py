"""A small board, and the same one rendered."""

import pytest
from painted_model import PaintedModel
from small_board import write_small_board

from pipeline.render import render_board


@pytest.fixture
def board(tmp_path):
    return write_small_board(tmp_path / "wood.board")


@pytest.fixture
def rendered(board):
    render_board(board, model=PaintedModel())
    return board
