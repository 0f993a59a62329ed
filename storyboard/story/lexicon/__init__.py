"""Concept lexicon: word -> nearest concept that a picture can show.

The tables are derived from WordNet 3.0 by :mod:`storyboard.story.lexicon.build`; ``LICENSE-WordNet.txt`` goes
with them. What they cover is measured in ``docs/lexicon.md``.
"""

from storyboard.story.lexicon.coverage import Coverage, measure_coverage
from storyboard.story.lexicon.lexicon import Concept, Entry, Lexicon, load_lexicon

__all__ = ["Concept", "Coverage", "Entry", "Lexicon", "load_lexicon", "measure_coverage"]
