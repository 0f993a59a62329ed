"""The drawn storybook world: descriptions by lot, their pictures, their masks, and sentences about them."""

from pipeline.world.captions import caption, caption_words
from pipeline.world.catalogue import concepts
from pipeline.world.drawing import draw, draw_masks
from pipeline.world.spec import SubjectSpec, Vocabulary, WorldSpec, sample_spec

__all__ = [
    "SubjectSpec",
    "Vocabulary",
    "WorldSpec",
    "caption",
    "caption_words",
    "concepts",
    "draw",
    "draw_masks",
    "sample_spec",
]
