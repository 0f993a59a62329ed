"""How long an animatic takes, against how long it plays.

    python benchmarks/animatic.py
    python benchmarks/animatic.py --scenes 12 --seconds 4 --width 1920 --height 1080

Draws a board of so many scenes of two shots each with CRAFT, from loading the model to the finished MP4, in
one process. Prints a table in Markdown: by the clock, and in seconds of processors.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path

from pipeline.animatic import render_animatic
from storyboard.board import Board, FilmSettings, Scene, Setting, Shot, Subject, write_board

FPS = 8
LOOKS = {
    "fox": "red fox",
    "crow": "black crow",
    "king": "king in a purple robe",
    "girl": "girl in a red dress",
}
SHOTS = (
    ("forest", "morning", "{fox} walks in the forest in the morning", "{fox} talks to {crow} in the forest"),
    ("village", "day", "{crow} flies over the village", "{girl} walks in the village"),
    ("river", "evening", "{fox} runs by the river in the evening", "{girl} sits by the river in the evening"),
    ("castle", "night", "{king} stands by the castle at night", "{king} talks to {girl} by the castle"),
    ("kitchen", "day", "{girl} eats in the kitchen", "{girl} cries in the kitchen"),
    ("mountain", "day", "{fox} jumps on the mountain in the snow", "{crow} flies over the mountain"),
)


def bench_board(scenes: int, seconds: float, size: tuple[int, int]) -> Board:
    """Return a board of two shots a scene, with and without weather, of one and of two subjects."""
    made = []
    for number in range(scenes):
        place, time_of_day, *prompts = SHOTS[number % len(SHOTS)]
        shots = tuple(Shot(prompt=prompt, seconds=seconds / 2) for prompt in prompts)
        made.append(
            Scene(
                id=f"s{number + 1:02d}",
                title=f"Scene {number + 1}",
                setting=Setting(place=place, time=time_of_day),
                cast=tuple(LOOKS),
                text=f"Scene {number + 1}.",
                shots=shots,
            )
        )
    cast = {
        name: Subject(name=name, kind="animal" if name in ("fox", "crow") else "person", look=look)
        for name, look in LOOKS.items()
    }
    film = FilmSettings(model="craft", width=size[0], height=size[1], fps=FPS, seed=1)
    return Board(title="Benchmark", film=film, cast=cast, scenes=tuple(made))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenes", type=int, default=12)
    parser.add_argument("--seconds", type=float, default=4.0, help="of film for each scene")
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--height", type=int, default=720)
    arguments = parser.parse_args()
    size = (arguments.width, arguments.height)
    with tempfile.TemporaryDirectory() as folder:
        board = Path(folder) / "bench.board"
        write_board(bench_board(arguments.scenes, arguments.seconds, size), board)
        begun, before = time.perf_counter(), os.times()
        film = render_animatic(board)
        clock, after = time.perf_counter() - begun, os.times()
    work = sum(after[:4]) - sum(before[:4])
    print("| animatic | plays | by the clock | processors | faster than it plays |")
    print("|---|---|---|---|---|")
    print(
        f"| {arguments.scenes} scenes, {size[0]}x{size[1]}, {film.n_frames} frames | {film.duration:.0f} s "
        f"| {clock:.1f} s | {work:.1f} s | {film.duration / clock:.1f}x |"
    )


if __name__ == "__main__":
    main()
