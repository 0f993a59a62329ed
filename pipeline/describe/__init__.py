"""Video to text: what a clip or a film shows, as a sentence and as facts with their confidence."""

from pipeline.describe.describer import describe
from pipeline.describe.description import Description, Fact

__all__ = ["Description", "Fact", "describe"]
