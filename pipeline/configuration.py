"""Where the files of ``configs/`` are, in a checkout and in an installed wheel."""

from __future__ import annotations

from pathlib import Path


def configs_folder() -> Path:
    """Return the folder with ``models/``, ``render/``, ``train/`` and ``language/``.

    A checkout (and an editable install) has it beside the packages; a wheel carries it inside ``pipeline``.
    """
    here = Path(__file__).resolve().parent
    for folder in (here.parent / "configs", here / "configs"):
        if (folder / "models").is_dir():
            return folder
    raise FileNotFoundError(f"no configs/models beside or inside {here}; the installation is incomplete")
