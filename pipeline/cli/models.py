"""``storyboard models``: what there is to render with."""

from __future__ import annotations

import dataclasses
import json

from pipeline.cli.options import Json


def models(
    json_output: Json = False,
) -> None:
    """List every video model: what it can do, its licence, whether its weights are here."""
    from pipeline.models import list_models

    statuses = list_models()
    if json_output:
        print(json.dumps([dataclasses.asdict(status) for status in statuses], indent=2, default=str))
        return
    from rich.console import Console
    from rich.table import Table

    console = Console()
    table = Table("model", "size", "frames", "fps", "licence", "takes", "weights", "fits here")
    for status in statuses:
        card = status.card
        weights = "here" if status.weights else f"missing ({card.download_gb:g} GB)"
        licence = card.licence if card.commercial else f"{card.licence} (non-commercial)"
        table.add_row(
            card.name,
            f"{card.width}x{card.height}",
            str(card.n_frames),
            f"{card.fps:g}",
            licence,
            ", ".join(card.conditioning),
            weights,
            status.fits,
        )
    console.print(table)
    console.print("Any folder in diffusers' format or hub id can be given to --model too.", markup=False)
    commands = [f"  {status.card.name}: {status.get}" for status in statuses if status.get]
    if commands:
        console.print(
            "To get weights:\n" + "\n".join(commands), markup=False, highlight=False, soft_wrap=True
        )
