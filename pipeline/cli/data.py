"""``storyboard data``, ``train`` and ``evaluate``: the data set, the trainings, the tables of results."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.options import Json

data_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help="Folder to write the shards, manifest and samples to.")
]
TrainName = Annotated[str, typer.Argument(metavar="NAME", help="storybook, language or craft.")]
DataFolder = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="Folder of the corpora (language), or of a data set (craft)."),
]
Config = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="Settings of the training; default: configs/train."),
]
RunFolder = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="DIR", help="Folder of the run; default: runs/NAME.")
]


@data_app.callback()
def data_group() -> None:
    """Build captioned clips of the drawn world; check them, or your own."""


@data_app.command("build")
def build(
    folder: Folder,
    clips: Annotated[int, typer.Option(min=1, metavar="N")] = 20_000,
    size: Annotated[int, typer.Option(min=16, max=1080, metavar="PIXELS")] = 128,
    frames: Annotated[int, typer.Option(min=1, metavar="N")] = 16,
    seed: Annotated[int, typer.Option(min=0, metavar="N")] = 0,
    workers: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Default: one for each core.")
    ] = None,
) -> None:
    """Draw a data set of captioned clips with masks and boxes, split for training, validation and test.

    \b
    storyboard data build world --clips 20000 --size 128 --frames 16
    """
    from pipeline.cli.report import say
    from pipeline.world.dataset import build_dataset

    result = build_dataset(folder, clips=clips, size=size, n_frames=frames, seed=seed, workers=workers)
    say(f"{result.manifest}: {result.clips} clips, {result.clips_per_second:.1f} clips a second")


@data_app.command("check")
def check(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", help="A built data set, or a folder of videos with metadata.jsonl."),
    ],
    split: Annotated[
        str | None, typer.Option("--split", metavar="NAME", help="Only train, validation, test or unseen.")
    ] = None,
    json_output: Json = False,
) -> None:
    """Read every clip of a data set, or of a folder of your own videos, and say what is there.

    A line of metadata.jsonl is {"file_name": "a.mp4", "text": "what it shows"}.

    \b
    storyboard data check world
    storyboard data check my-videos --json
    """
    from pipeline.world.reading import count_clips

    found = count_clips(folder, split)
    if json_output:
        print(json.dumps({name: asdict(counts) for name, counts in found.items()}, indent=2))
        return
    for name, counts in found.items():
        length = f"{counts.clips} clips, {counts.seconds:.1f} s"
        print(f"{name}: {length}, {counts.captions} captions, {counts.sizes}")


def train(name: TrainName, config: Config = None, data: DataFolder = None, output: RunFolder = None) -> None:
    """Train a built-in model.

    Goes on where an earlier run stopped.

    \b
    storyboard train storybook --config configs/train/storybook-cpu.yaml
    storyboard train language --data CORPORA
    storyboard train craft
    """
    from pipeline.cli.report import say
    from pipeline.cli.trainings import run_training

    say(f"{name}: {run_training(name, config=config, data=data, output=output)}")


def evaluate(
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="storybook, language or craft.")],
    data: DataFolder = None,
    language: Annotated[
        str | None,
        typer.Option("--language", metavar="NAME", help="spaCy pipeline to measure instead of the shipped."),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="GROUP", help="Only these rows of language: syntax, people, ..."),
    ] = None,
    captions: Annotated[
        int | None,
        typer.Option("--captions", min=2, help="Captions of each sort, for storybook and craft."),
    ] = None,
    strengths: Annotated[
        list[float] | None,
        typer.Option(
            "--strength",
            metavar="S",
            min=0.05,
            max=1,
            help="Measure storybook guided by the animatic as well, at this strength; may be repeated.",
        ),
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--model", metavar="DIR", help="Another folder than the shipped storybook.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", help="Where the judge is kept; runs by default."),
    ] = None,
    json_output: Json = False,
) -> None:
    """Measure the built-in models.

    Prints the tables of the README.

    \b
    storyboard evaluate storybook
    storyboard evaluate craft
    storyboard evaluate language --data CORPORA
    """
    from pipeline.cli.trainings import Measured, run_evaluation

    what = Measured(
        data=data,
        language=language,
        only=tuple(only or ()),
        captions=captions,
        strengths=tuple(strengths or ()),
        folder=folder,
        output=output or Path("runs"),
    )
    for name in names:
        print(run_evaluation(name, what, as_json=json_output))
