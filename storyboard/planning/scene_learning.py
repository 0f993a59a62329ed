"""Learns from novels where a scene begins: a logistic regression over the features of paragraph gaps.

    storyboard train scenes --data DIR

``DIR/scene_breaks`` holds novels without their headings (``docs/DATA.md``). Chapter and scene breaks are what
is to be found; within a chapter a change of scene may go unmarked, so the odds are those of a chapter.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from storyboard.errors import StoryboardError
from storyboard.planning.gaps import gap_features
from storyboard.planning.scene_model import SceneModel, write_model

if TYPE_CHECKING:
    from storyboard.story.reading import Reading

BREAKS = frozenset({"chapter", "scene"})
RAREST = 20
"""Chapter openings that a word must stand in to become a feature."""
SMALLEST = 5e-4
"""Weights below it are left out."""
STRENGTH = 0.003
"""Inverse of the ridge penalty. With it, rarer words or a weaker penalty learn single novels by heart."""


@dataclass(frozen=True, slots=True)
class BrokenNovel:
    """A novel without headings, and where its chapters and scenes began."""

    name: str
    paragraphs: tuple[str, ...]
    breaks: tuple[int, ...]
    """Indices of the paragraphs that a chapter or scene begins with, the first left out."""


def read_novels(path: Path) -> Iterator[BrokenNovel]:
    """Read novels from a ``.jsonl.gz`` of ``scene_breaks``."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            novel = json.loads(line)
            paragraphs = novel["paragraphs"]
            breaks = [number for number, one in enumerate(paragraphs) if number and one["break"] in BREAKS]
            texts = tuple(" ".join(one["text"].split()) for one in paragraphs)
            yield BrokenNovel(novel["doc"], texts, tuple(breaks))


def corpus(data: Path, part: str) -> Path:
    """Return the file of a part of the corpus.

    Raises:
        StoryboardError: It is not there.
    """
    path = data / "scene_breaks" / f"breaks-{part}.jsonl.gz"
    if not path.is_file():
        raise StoryboardError(f"{path}: there is no such file; docs/DATA.md says where to get each corpus")
    return path


def parsed_novel(novel: BrokenNovel, language: str | None = None) -> tuple[Reading, list[int]]:
    """Return a novel with its syntax alone, and the index of the first sentence of each paragraph."""
    from storyboard.story.read import parse_text
    from storyboard.story.reader import StoryText
    from storyboard.story.reading import Block, BlockKind, Reading

    blocks, start = [], 0
    for text in novel.paragraphs:
        blocks.append(Block(BlockKind.PARAGRAPH, start, start + len(text)))
        start += len(text) + 2
    story = StoryText(text="\n\n".join(novel.paragraphs), title="", blocks=tuple(blocks), format="txt")
    parsed = parse_text(story, language=language)
    reading = Reading(
        text=story.text,
        doc=parsed.doc,
        title="",
        sentences=parsed.sentences,
        blocks=story.blocks,
        subjects=(),
        events=(),
    )
    return reading, first_sentences(reading)


def first_sentences(reading: Reading) -> list[int]:
    """Return for each block the index of its first sentence; a block without one shares the next one's."""
    firsts, sentence = [], 0
    for block in reading.blocks:
        while sentence < len(reading.sentences) - 1 and reading.sentences[sentence].start < block.start:
            sentence += 1
        firsts.append(sentence)
    return firsts


def labelled_gaps(
    reading: Reading, firsts: Sequence[int], breaks: Sequence[int]
) -> tuple[list[dict[str, float]], list[bool]]:
    """Return the features of the gaps between paragraphs and whether a chapter or scene begins there."""
    starts = sorted(set(firsts))
    broken = {firsts[paragraph] for paragraph in breaks}
    features = gap_features(reading, [(start, False) for start in starts])
    return features[1:], [start in broken for start in starts[1:]]


def train_scenes(data: Path, output: Path) -> Path:
    """Learn the weights from the training part of ``scene_breaks`` and write them.

    Args:
        data: Folder of the corpora.
        output: Folder for ``scene_weights.tsv``; copy it beside this module to ship it.

    Returns:
        The file.
    """
    features: list[dict[str, float]] = []
    labels: list[bool] = []
    for novel in read_novels(corpus(data, "train")):
        reading, firsts = parsed_novel(novel)
        gaps, broken = labelled_gaps(reading, firsts, novel.breaks)
        features += gaps
        labels += broken
    output.mkdir(parents=True, exist_ok=True)
    return write_model(fit(features, labels), output / "scene_weights.tsv")


def fit(features: Sequence[dict[str, float]], labels: Sequence[bool]) -> SceneModel:
    """Return the logistic regression of ``labels`` on ``features``, scales folded into its weights."""
    import numpy as np
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    counts: dict[str, int] = {}
    for gap, label in zip(features, labels, strict=True):
        if label:
            for name in gap:
                counts[name] = counts.get(name, 0) + 1
    kept = [
        {name: value for name, value in gap.items() if "=" not in name or counts.get(name, 0) >= RAREST}
        for gap in features
    ]
    vectorizer = DictVectorizer(sparse=True)
    matrix = vectorizer.fit_transform(kept)
    scaler = StandardScaler(with_mean=False)
    scaled = scaler.fit_transform(matrix)
    model = LogisticRegression(C=STRENGTH, max_iter=2000)
    model.fit(scaled, np.array(labels))
    weights = model.coef_[0] / scaler.scale_
    names = vectorizer.get_feature_names_out()
    return SceneModel(
        bias=float(model.intercept_[0]),
        weights={
            str(name): float(weight)
            for name, weight in zip(names, weights, strict=True)
            if abs(weight) >= SMALLEST
        },
    )
