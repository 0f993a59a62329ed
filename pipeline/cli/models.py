"""``storyboard models``: what there is to render with."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.options import Json

if TYPE_CHECKING:
    from pipeline.models import ModelCard, ModelStatus

Names = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[NAME...]", help="Say all of these: names, folders or hub ids; default: a table of all."
    ),
]

TAKES = {
    "first_frame": "first frame",
    "references": "references",
    "negative": "negative",
    "video": "video",
    "anchor": "anchors",
    "draft": "a draft",
}
"""Condition on a model's card -> word in the table."""

WIDE = 180
"""Columns of the table where nobody reads it at a terminal."""


def models(
    names: Names = None,
    json_output: Json = False,
) -> None:
    """List the video models.

    For each: what it makes and takes, its licence, whether its weights are here and fit this machine.

    \b
    storyboard models                  a table of all
    storyboard models wan-vace         all that is known of one
    """
    from pipeline.models import list_models, model_status

    statuses = [model_status(name) for name in names] if names else list_models()
    if json_output:
        print(json.dumps([dataclasses.asdict(status) for status in statuses], indent=2, default=str))
    elif names:
        print("\n\n".join("\n".join(_details(status)) for status in statuses))
    else:
        _print_table(statuses)


def _print_table(statuses: list[ModelStatus]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=WIDE)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    headings = ["model", "makes", "weights", "fits here", "licence of the weights", "takes besides a prompt"]
    # A narrow terminal gets fewer columns rather than broken words; `storyboard models NAME` says the rest.
    headings = headings[: 6 if console.width >= 176 else 5 if console.width >= 128 else 4]
    for heading in headings:
        table.add_column(heading, no_wrap=True)
    for status in statuses:
        card = status.card
        row = [
            card.name,
            f"{card.width}x{card.height}, {card.n_frames} at {card.fps:g}",
            "here" if status.weights else f"{card.download_gb:g} GB, not here",
            status.fits,
            card.licence_in_words,
            _takes(card),
        ]
        table.add_row(*row[: len(headings)])
    console.print(table)
    print("\nmakes: width x height, frames at frames a second. storyboard models NAME says all of one,")
    print(
        "and how to get its weights. Any folder in diffusers' format, or hub id, is a NAME and a --model too."
    )


def _takes(card: ModelCard) -> str:
    words = [word for condition, word in TAKES.items() if condition in card.conditioning]
    return ", ".join(words) + (" (needs one)" if card.needs_picture else "") or "-"


def _details(status: ModelStatus) -> list[str]:
    card = status.card
    lengths = (
        "any length" if card.frame_multiple == 1 else f"{card.frame_multiple}k + {card.frame_offset} frames"
    )
    from pipeline.models.consistency import choose_strategies

    facts = {
        "makes": f"{card.width}x{card.height}, {card.n_frames} frames at {card.fps:g} a second",
        "also makes": f"{lengths}, up to {card.max_frames} in one go, longer shots in windows; "
        f"sizes in multiples of {card.size_multiple} pixels",
        "takes": f"{'a prompt' if not card.needs_picture else 'a picture to start from'}"
        + (f"; {_takes(card)}" if card.conditioning else ""),
        "consistency": ", ".join(choose_strategies(card)),
        "licence": card.licence_in_words,
        "weights": str(status.weights) if status.weights else "; ".join(status.missing),
        "to get them": f"{status.get}  (about {card.download_gb:g} GB)" if status.get else "",
        "fits here": f"{status.fits} (needs about {card.memory_gb:g} GB)",
        "verified": status.verified,
        "note": status.note,
    }
    return [f"{card.name}: {card.title}", *(f"  {name}: {fact}" for name, fact in facts.items() if fact)]
