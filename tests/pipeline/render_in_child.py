"""Renders boards in processes of their own, so that tests can kill them.

Each line on standard input names a board, the seconds that the model takes for a clip, how many scenes are
rendered at once, and perhaps the largest size of a file in bytes. For each, a new process renders the board;
its number is printed, then its message, then ``over``.
"""

import os
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

from painted_model import SmallModel  # noqa: E402

from pipeline.film.config import RenderConfig  # noqa: E402
from pipeline.render import render_board  # noqa: E402
from storyboard.errors import StoryboardError  # noqa: E402


def render(board: str, seconds: str, at_once: str, *largest_file: str) -> str:
    """Render ``board`` and return the message of what went wrong, or ``done``."""
    if largest_file:
        import resource

        limit = int(largest_file[0])
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        render_board(board, model=SmallModel(seconds_per_clip=float(seconds)),
                     config=RenderConfig(workers=int(at_once)))
    except StoryboardError as error:
        return f"{type(error).__name__}: {error}".replace("\n", " / ")
    return "done"


def main() -> None:
    """Serve until standard input ends. Importing once and forking makes twenty renders as quick as two."""
    for line in sys.stdin:
        process = os.fork()
        if process == 0:
            message = render(*line.rstrip("\n").split("\t"))
            print(message, flush=True)
            os._exit(0)
        print(process, flush=True)
        os.waitpid(process, 0)
        print("over", flush=True)


if __name__ == "__main__":
    main()
