"""A typeface for words in pictures: what the system has, else the one that comes with Pillow."""

from __future__ import annotations

from functools import lru_cache

from PIL import ImageFont

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

_SERIF = ("DejaVuSerif", "LiberationSerif-Regular", "NotoSerif-Regular", "Georgia", "Times New Roman",
          "times")
_BOLD = ("DejaVuSans-Bold", "LiberationSans-Bold", "NotoSans-Bold", "Arial Bold", "arialbd")
_SANS = ("DejaVuSans", "LiberationSans-Regular", "NotoSans-Regular", "Helvetica", "Arial", "arial")
_STYLES = {"serif": _SERIF, "bold": _BOLD, "sans": _SANS}


@lru_cache(maxsize=64)
def font(style: str, size: int) -> Font:
    """Return a font of ``style`` (``serif``, ``sans`` or ``bold``), ``size`` pixels high."""
    path = font_path(style)
    return ImageFont.truetype(path, size) if path else ImageFont.load_default(size)


@lru_cache(maxsize=8)
def font_path(style: str) -> str | None:
    """Return the file of a font of ``style`` that this system has, or ``None``."""
    for name in _STYLES[style]:
        for suffix in (".ttf", ".otf", ".ttc"):
            try:
                return ImageFont.truetype(name + suffix, 10).path
            except OSError:
                continue
    return None


def wrap(text: str, face: Font, width: float) -> list[str]:
    """Return ``text`` in lines of at most ``width`` pixels; a word that is longer has a line of its own."""
    lines: list[str] = []
    for word in text.split():
        if lines and face.getlength(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
