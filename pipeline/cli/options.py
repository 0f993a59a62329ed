"""Options that several commands share, each declared once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pipeline.models import Levers, Trust

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

Guidance = Annotated[
    float | None,
    typer.Option("--guidance", metavar="X", help="Strength of guidance instead of the model's own."),
]
Consistency = Annotated[
    str | None,
    typer.Option(
        "--consistency",
        metavar="NAMES",
        help="What keeps subjects the same: none, or of looks,references,chaining,attention,noise.",
    ),
]
Guiding = Annotated[
    str | None,
    typer.Option(
        "--guide",
        metavar="WHAT",
        help="What clips start from: animatic (a drawn draft), animatic:0.5 (less is changed), none.",
    ),
]
Dtype = Annotated[
    str | None,
    typer.Option("--dtype", metavar="NAME", help="Number format: float32, bfloat16, float16."),
]
Offload = Annotated[
    str | None,
    typer.Option(
        "--offload",
        metavar="NAME",
        help="Where weights at rest wait: none (on the GPU), model, group, sequential; each slower.",
    ),
]
VaeSlicing = Annotated[
    bool | None, typer.Option("--vae-slicing/--no-vae-slicing", help="Decode frames one after the other.")
]
VaeTiling = Annotated[
    bool | None, typer.Option("--vae-tiling/--no-vae-tiling", help="Decode pictures in tiles.")
]
Compile = Annotated[
    bool | None, typer.Option("--compile/--no-compile", help="Compile the network; pays for long films.")
]
Cache = Annotated[
    str | None,
    typer.Option(
        "--cache", metavar="NAME", help="Reuse work between steps: none, first-block, pyramid-attention."
    ),
]
Attention = Annotated[
    str | None, typer.Option("--attention", metavar="NAME", help="Attention backend, as diffusers names it.")
]
Quantize = Annotated[
    str | None,
    typer.Option("--quantize", metavar="NAME", help="Weights in few bits: none, 8bit, 4bit (bitsandbytes)."),
]
Batch = Annotated[
    int | None, typer.Option("--batch", min=1, metavar="N", help="Most shots in one call of the model.")
]
AllowPickle = Annotated[
    bool, typer.Option("--allow-pickle", help="Read weights that are no safetensors. They can run code.")
]
TrustCode = Annotated[
    bool, typer.Option("--trust-code", help="Run Python code that comes with the model's folder.")
]


def levers_from(**given: str | bool | int | None) -> Levers | None:
    """Return the levers of memory and speed that were set; ``None`` if none was.

    Raises:
        ModelError: A lever does not take the value.
    """
    from pipeline.models import read_levers

    words = {True: "yes", False: "no"}
    said = [
        f"{name}={words[value] if isinstance(value, bool) else value}"
        for name, value in given.items()
        if value is not None
    ]
    return read_levers(said) if said else None


def trust_from(*, allow_pickle: bool, trust_code: bool) -> Trust | None:
    """Return what a model's folder may do; ``None``: nothing besides being read."""
    if not (allow_pickle or trust_code):
        return None
    from pipeline.models import Trust

    return Trust(pickled=allow_pickle, code=trust_code)
