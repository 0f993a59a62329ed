"""Options that several commands share, each declared once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

BoardFolder = Annotated[
    Path, typer.Argument(metavar="BOARD", help="Folder of a board, as `storyboard plan` writes.")
]
Scenes = Annotated[int | None, typer.Option("--scenes", min=1, metavar="N", help="Exactly N scenes.")]
Length = Annotated[
    str | None, typer.Option("--length", metavar="TIME", help="Length of the film: 60s, 1m30s, 2:15.")
]
Style = Annotated[str | None, typer.Option("--style", metavar="TEXT", help="Words added to every prompt.")]
Title = Annotated[
    str | None, typer.Option("--title", metavar="TEXT", help="Title of the film; default: the story's own.")
]
ModelName = Annotated[
    str | None,
    typer.Option("--model", metavar="NAME", help="A name from `storyboard models`, a folder or hub id."),
]
SeedNumber = Annotated[
    int | None, typer.Option("--seed", min=0, max=2**32 - 1, metavar="N", help="Seed of all chance.")
]
Language = Annotated[
    str | None,
    typer.Option(
        "--language", metavar="NAME", help="An installed spaCy pipeline instead of the shipped one."
    ),
]
Steps = Annotated[
    int | None,
    typer.Option("--steps", min=1, metavar="N", help="Denoising steps; fewer is faster and rougher."),
]
Device = Annotated[str, typer.Option("--device", metavar="NAME", help="auto, cpu, cuda, cuda:1, mps.")]
Engine = Annotated[
    str,
    typer.Option("--engine", metavar="NAME", help="local, ray (a cluster on this machine) or ray:ADDRESS."),
]
FilmPath = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--output",
        metavar="FILM",
        help="The MP4; default: STORY.mp4 beside the story, or film.mp4 in the board.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Machine-readable result on standard output.")]
