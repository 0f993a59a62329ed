"""A sheet of composed clips that nobody chose: the first captions of a seed, each below what came of it.

python -m pipeline.craft.pictures docs/pictures/craft.jpg
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from pipeline.craft.composing import Composer
from pipeline.craft.evaluation import SHIPPED
from pipeline.craft.examples import training_specs
from pipeline.craft.layout import at_frames
from pipeline.models.threads import computing_with
from pipeline.world import WorldSpec, caption, draw

SEED = 80_001
CLIPS = 12
"""Of seen, and as many of unseen combinations."""
SIZE = (336, 189)
SCALE = 2
"""How many times larger than it is shown a clip is drawn."""
COLUMNS = 4
MIDDLE = 8
"""Frame that is shown, of 16."""
NOTE = 34
"""Height of the caption in pixels."""


def sheet(composer: Composer, *, seed: int = SEED, clips: int = CLIPS) -> Image.Image:
    """Return the middle frame of so many clips of the test split, and of held-out combinations below them."""
    width, height = SIZE
    tiles = [
        _tile(composer, spec, number)
        for number, spec in enumerate([*_specs("test", seed, clips), *_specs("unseen", seed, clips)])
    ]
    rows = -(-len(tiles) // COLUMNS)
    page = Image.new("RGB", (COLUMNS * width, rows * (height + NOTE)), "white")
    for number, tile in enumerate(tiles):
        page.paste(tile, ((number % COLUMNS) * width, (number // COLUMNS) * (height + NOTE)))
    return page


def _specs(split: str, seed: int, clips: int) -> Iterator[WorldSpec]:
    return training_specs(seed, clips, split=split)


def _tile(composer: Composer, spec: WorldSpec, number: int) -> Image.Image:
    width, height = SIZE
    text = caption(spec)
    made = composer.compose(text, wide=width / height, n_frames=16, seed=number)
    size = (width * SCALE, height * SCALE)
    # Two frames, though one is shown: a camera that moves shows what lies beyond the stage.
    some = [MIDDLE, MIDDLE + 1]
    shown = [at_frames(each, some) for each in made.placed]
    frame = draw(made.spec, size=size, n_frames=2, placed=shown, views=[made.views[i] for i in some])[0]
    tile = Image.new("RGB", (width, height + NOTE), "white")
    tile.paste(Image.fromarray(frame).resize(SIZE, Image.Resampling.LANCZOS), (0, 0))
    pen, font = ImageDraw.Draw(tile), ImageFont.load_default(11)
    for line, part in enumerate(_wrapped(text, pen, font, width - 8)[:2]):
        pen.text((4, height + 2 + 14 * line), part, fill="black", font=font)
    return tile


def _wrapped(text: str, pen: ImageDraw.ImageDraw, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and pen.textlength(longer, font=font) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]


def main() -> None:
    """Write the sheet to the path named on the command line."""
    with computing_with(1):
        sheet(Composer(SHIPPED)).save(Path(sys.argv[1]), quality=72)


if __name__ == "__main__":
    main()
