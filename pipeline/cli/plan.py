"""``storyboard plan``, ``check`` and ``show``: the board without rendering anything."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.options import (
    BoardFolder,
    Json,
    Language,
    Length,
    ModelName,
    Scenes,
    SeedNumber,
    Style,
    Title,
)

StoryFile = Annotated[
    str, typer.Argument(metavar="STORY", help="Text file (.txt, .md, .fountain), or - for standard input.")
]
NewBoard = Annotated[
    Path | None,
    typer.Option(
        "-o", "--output", metavar="BOARD", help="Folder to write; default: STORY.board beside the story."
    ),
]
GraphFile = Annotated[
    Path | None,
    typer.Option("--graph", metavar="FILE", help="Write the scene graph: .svg, .json or .graphml."),
]


def plan(
    story: StoryFile,
    output: NewBoard = None,
    scenes: Scenes = None,
    length: Length = None,
    style: Style = None,
    title: Title = None,
    model: ModelName = None,
    seed: SeedNumber = None,
    language: Language = None,
) -> None:
    """Write the board of a story, to be edited.

    The story is read and planned; nothing is rendered.

    \b
    storyboard plan story.txt
    storyboard plan novel.txt --length 3m --style "ink drawing"
    storyboard plan story.txt -o story.board      (again, after edits: they are kept)
    """
    from pipeline.cli.planning import PlanRequest, make_board
    from pipeline.cli.report import say

    request = PlanRequest(
        scenes=scenes, length=length, style=style, title=title, model=model, seed=seed, language=language
    )
    planned = make_board(story, output, request)
    for line in planned.messages:
        say(line)
    say(f"{planned.folder}: {planned.summary}")


def check(
    board: BoardFolder,
    json_output: Json = False,
) -> None:
    """Find the faults of a board.

    Every fault is named at its file and line; exit code 1 if there is any.
    """
    from pipeline.cli.planning import undrawable_words
    from storyboard.board.validation import check_board

    result = check_board(board)
    warnings = [*result.warnings, *undrawable_words(board)] if not result.faults else list(result.warnings)
    if json_output:
        print(json.dumps({"faults": list(result.faults), "warnings": warnings}, ensure_ascii=False, indent=2))
    else:
        for fault in result.faults:
            print(fault)
        for warning in warnings:
            print(f"warning: {warning}")
        if not result.faults:
            count = f"{len(warnings)} warning{'s' if len(warnings) > 1 else ''}"
            print(f"{board}: no faults" + (f", {count}" if warnings else ""))
    if result.faults:
        raise typer.Exit(1)


def show(
    board: BoardFolder,
    graph: GraphFile = None,
    json_output: Json = False,
) -> None:
    """Show scenes, cast and takes of a board."""
    from storyboard.board import read_board

    content = read_board(board)
    if graph is not None:
        from storyboard.planning.graph import scene_graph, write_graph

        write_graph(scene_graph(content), graph)
        print(graph)
        return
    from pipeline.cli.tables import board_as_json, print_board
    from pipeline.render import takes_of_board

    takes, used = takes_of_board(board)
    if json_output:
        print(board_as_json(content, takes, used))
    else:
        print_board(content, takes, used)
