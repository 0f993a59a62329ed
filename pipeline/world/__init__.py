"""The drawn storybook world: descriptions by lot, their pictures, their masks, and sentences about them."""

from pipeline.world.captions import caption, caption_words
from pipeline.world.catalogue import concepts
from pipeline.world.drawing import boxes, draw, draw_masks
from pipeline.world.sampling import sample_spec
from pipeline.world.spec import SubjectSpec, Vocabulary, WorldSpec
from pipeline.world.telling import captions

__all__ = [
    "SubjectSpec",
    "Vocabulary",
    "WorldSpec",
    "boxes",
    "caption",
    "caption_words",
    "captions",
    "concepts",
    "draw",
    "draw_masks",
    "sample_spec",
]
