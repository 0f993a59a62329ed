"""Loads spaCy without torch.

Thinc, under spaCy, imports torch wherever it is installed. The shipped pipeline never uses it, and loading it
takes longer than planning a fable.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import cast


def import_spacy_alone() -> None:
    """Import spaCy while torch cannot be found. Afterwards torch can be imported as ever.

    Only for the shipped pipeline: one with a transformer needs torch inside spaCy.
    """
    if "spacy" in sys.modules or "torch" in sys.modules:
        return
    # None in sys.modules makes ``import torch`` fail as if it were not installed (Python reference, 5.3.1).
    sys.modules["torch"] = cast(ModuleType, None)
    try:
        import spacy  # noqa: F401
    finally:
        del sys.modules["torch"]
