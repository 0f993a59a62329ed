"""``storyboard models``: what there is to render with."""

from __future__ import annotations

import dataclasses
import json

from pipeline.cli.options import Json


def models(
    json_output: Json = False,
) -> None:
    """List the video models.

    For each: its size and length, its licence, whether its weights are here and fit this machine.
    """
    from pipeline.models import list_models

    statuses = list_models()
    if json_output:
        print(json.dumps([dataclasses.asdict(status) for status in statuses], indent=2, default=str))
        return
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("model", "size", "frames", "weights"):
        table.add_column(heading, no_wrap=True)
    table.add_column("fits here")
    table.add_column("licence of the weights")
    for status in statuses:
        card = status.card
        weights = "here" if status.weights else f"{card.download_gb:g} GB, not here"
        licence = (
            card.licence
            if card.commercial or "non-commercial" in card.licence.lower()
            else (f"{card.licence} (non-commercial)")
        )
        table.add_row(
            card.name,
            f"{card.width}x{card.height}",
            f"{card.n_frames} at {card.fps:g} fps",
            weights,
            status.fits,
            licence,
        )
    console.print(table)
    print("\nAny folder in diffusers' format, or hub id, can be given to --model too.")
    missing = [status for status in statuses if status.get]
    if missing:
        print("To get weights that are not here:")
    for status in missing:
        print(f"  {status.card.name}: {status.get}")
