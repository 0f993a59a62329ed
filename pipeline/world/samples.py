"""A page of samples, to look at a data set."""

from __future__ import annotations

import html
from pathlib import Path

import numpy as np
from PIL import Image

from pipeline.world.drawing import draw
from pipeline.world.splits import split_sizes, split_specs
from pipeline.world.staging import FPS
from pipeline.world.telling import captions

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Samples of the drawn world</title>
<style>body{{font:15px/1.4 system-ui,sans-serif;margin:2rem;background:#faf7f0;color:#222}}
main{{display:grid;grid-template-columns:repeat(auto-fill,minmax(240px,1fr));gap:1.2rem}}
figure{{margin:0;background:#fff;border:1px solid #ddd;border-radius:6px;padding:.6rem}}
img{{width:100%;image-rendering:auto}} figcaption{{font-size:.85rem}} b{{font-weight:600}}</style>
<h1>Samples of the drawn world</h1><main>
{figures}
</main></html>
"""


def write_samples(folder: Path, *, seed: int, size: int, per_split: int = 8) -> Path:
    """Write ``samples.html`` with moving pictures of the first clips of each split and their captions."""
    pictures = folder / "samples"
    pictures.mkdir(exist_ok=True)
    figures = []
    for split in split_sizes(0):
        for number, spec in split_specs(split, seed, range(per_split)):
            frames = [Image.fromarray(frame) for frame in draw(spec, size=size)]
            path = pictures / f"{split}-{number}.webp"
            frames[0].save(
                path, save_all=True, append_images=frames[1:], duration=round(1000 / FPS), loop=0, quality=80
            )
            said = captions(spec, np.random.default_rng([seed, number]))
            lines = "<br>".join(html.escape(text) for text in said[1:])
            figures.append(
                f'<figure><img src="samples/{path.name}" alt="{html.escape(said[0])}">'
                f"<figcaption><b>{split}</b>: <b>{html.escape(said[0])}</b><br>{lines}</figcaption></figure>"
            )
    page = folder / "samples.html"
    page.write_text(PAGE.format(figures="\n".join(figures)), encoding="utf-8")
    return page
