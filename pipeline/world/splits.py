"""Who may see which clip: training, validation, test, and a test of combinations never trained on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import numpy as np

from pipeline.world import catalogue
from pipeline.world.sampling import sample_spec
from pipeline.world.spec import SubjectSpec, Vocabulary, WorldSpec

SPLITS: dict[str, float] = {"train": 0.9, "validation": 0.04, "test": 0.04, "unseen": 0.02}
"""Split -> its share of the clips. ``unseen`` is the test of held-out combinations."""
HELD_OUT_SHARE = 0.04
"""Share of the pairs (kind, colour) and of the pairs (kind, action) that only ``unseen`` shows."""


def is_pair_held_out(kind: str, quality: str) -> bool:
    """Whether no clip but those of ``unseen`` shows this colour, or this action, with this kind.

    The choice hangs on the words alone, so that it stays the same from data set to data set.
    """
    digest = hashlib.blake2b(f"{kind}/{quality}".encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") < HELD_OUT_SHARE * 2**32


def held_out_pairs() -> tuple[tuple[str, str], ...]:
    """Return every pair that is held out, sorted: (kind, colour) and (kind, action)."""
    return tuple(
        sorted(
            (kind.name, quality)
            for kind in catalogue.kinds().values()
            for quality in (*catalogue.colours(), *kind.can)
            if is_pair_held_out(kind.name, quality)
        )
    )


def shows_held_out(spec: WorldSpec) -> bool:
    """Whether a subject of ``spec``, or a thing that it holds, has a held-out colour or action."""
    return any(
        is_pair_held_out(kind, quality) for subject in spec.subjects for kind, quality in shown_pairs(subject)
    )


def shown_pairs(subject: SubjectSpec) -> list[tuple[str, str]]:
    """Return each (kind, colour) and (kind, action) that ``subject`` shows, what it holds included."""
    pairs = [(subject.kind, subject.colour), (subject.kind, subject.action)]
    if subject.holding is not None:
        colour = subject.holding_colour or catalogue.kinds()[subject.holding].natural[0]
        pairs.append((subject.holding, colour))
    return pairs


def split_sizes(clips: int) -> dict[str, int]:
    """Return how many clips each split gets; together they are ``clips``."""
    sizes = {name: int(clips * share) for name, share in SPLITS.items() if name != "train"}
    return {"train": clips - sum(sizes.values()), **sizes}


def split_specs(
    split: str, seed: int, numbers: range, vocabulary: Vocabulary | None = None
) -> Iterator[tuple[int, WorldSpec]]:
    """Yield the descriptions of a split by their numbers.

    Each depends on ``seed``, split and number alone, not on what was drawn before.
    """
    wanted = split == "unseen"
    for number in numbers:
        rng = np.random.default_rng([seed, list(SPLITS).index(split), number])
        spec = sample_spec(rng, vocabulary=vocabulary)
        while shows_held_out(spec) != wanted:
            spec = sample_spec(rng, vocabulary=vocabulary)
        yield number, spec
