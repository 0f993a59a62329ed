"""``storyboard train language``: the pipeline, then what is learned on top of it, one after the other.

Training knows nothing of stories and the readers of stories nothing of torch; they meet here.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pipeline.configuration import configs_folder

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from torch import Tensor

    from pipeline.training.language_settings import LanguageTraining
    from storyboard.story.evaluation.link_learning import LinkText


def train_all(data: Path, output: Path, config: Path | None = None) -> Path:
    """Train the pipeline and its networks and return the folder of the pipeline.

    Args:
        data: Folder of the corpora (``docs/DATA.md``).
        output: Folder of the run. Parts that it already holds are not trained again. In the end it has
            ``en_story`` (with ``boundaries.safetensors`` and ``arcs.safetensors``), ``bert.safetensors``,
            ``phrases.safetensors`` and ``links.safetensors``, laid out as in ``storyboard/story``.
        config: By default ``configs/train/language.yaml``.

    Raises:
        StoryboardError: A corpus is missing, or the settings have a fault.
    """
    from pipeline.training.config import read_settings
    from pipeline.training.language import train_language
    from pipeline.training.language_settings import LanguageTraining

    settings = read_settings(config or configs_folder() / "train" / "language.yaml", LanguageTraining)
    folder = output / "en_story"
    if not (folder / "config.cfg").exists():
        train_language(
            data, folder, work=output, steps=settings.steps, vectors=settings.vectors, seed=settings.seed
        )
    _train_boundaries(data, folder, settings)
    _train_arcs(data, folder, output, settings)
    _train_bert(data, folder, output, settings)
    _train_readers(data, folder, output, settings)
    return folder


def _treebanks(nlp: Language, data: Path, settings: LanguageTraining) -> Iterator[Doc]:
    """Yield the paragraphs that the pipeline itself was trained on, in the same typography."""
    from pipeline.training.language_corpus import syntax_docs

    rng = random.Random(settings.seed)
    for name in ("ud_ewt", "gum_open"):
        for path in sorted((data / name).glob("*train*.gz")):
            yield from syntax_docs(nlp, path, rng=rng)


def _train_boundaries(data: Path, folder: Path, settings: LanguageTraining) -> None:
    """Learn the sentence boundaries that punctuation leaves open."""
    from pipeline.training.boundaries import learn_boundaries, save_boundaries
    from storyboard.story.boundaries import WEIGHTS_FILE
    from storyboard.story.evaluation.syntax_learning import boundary_examples
    from storyboard.story.language import read_pipeline

    if not (folder / WEIGHTS_FILE).exists():
        nlp = read_pipeline(folder)
        rows, begins = boundary_examples(_treebanks(nlp, data, settings), nlp)
        save_boundaries(learn_boundaries(rows, begins, settings.boundaries), folder / WEIGHTS_FILE)


def _train_arcs(data: Path, folder: Path, output: Path, settings: LanguageTraining) -> None:
    """Learn the parser of LSTMs."""
    from pipeline.training.arcs import ArcSentence, learn_arcs, save_arcs
    from storyboard.story.bert import TENSOR
    from storyboard.story.evaluation.syntax_learning import arc_examples
    from storyboard.story.language import read_pipeline
    from storyboard.story.recurrent import ROWS, WEIGHTS_FILE

    if not (folder / WEIGHTS_FILE).exists():
        nlp = read_pipeline(folder)
        start = _prepared(nlp, data, output, settings) if settings.masked_words.epochs else None
        sentences = [ArcSentence(*one) for one in arc_examples(_treebanks(nlp, data, settings), nlp)]
        weights, labels = learn_arcs(sentences, TENSOR, sum(ROWS), settings.arcs, start=start)
        save_arcs(weights, labels, folder / WEIGHTS_FILE)


def _prepared(nlp: Language, data: Path, output: Path, settings: LanguageTraining) -> dict[str, Tensor]:
    """Return what the second parser's lower part has learned from text without trees."""
    from safetensors.torch import load_file, save_file

    from pipeline.training.language_corpus import plain_docs
    from pipeline.training.masked_words import WordCorpus, learn_masked_words
    from storyboard.story.bert import TENSOR
    from storyboard.story.evaluation.syntax_learning import plain_sentences
    from storyboard.story.recurrent import ROWS

    path = output / "masked_words.safetensors"
    if not path.exists():
        corpus = WordCorpus(*plain_sentences(plain_docs(nlp, data)))
        learned = learn_masked_words(corpus, TENSOR, sum(ROWS), settings.arcs, settings.masked_words)
        save_file(learned, path)
    return load_file(path)


def _train_bert(data: Path, folder: Path, output: Path, settings: LanguageTraining) -> None:
    """Learn the small BERT: words left out of novels, then trees and kinds of entities, then tags.

    All but the words once for each part of LitBank on the documents of the others, since what is learned on
    top of it must see it on documents that it has not learned from; and once on all.
    """
    from safetensors.torch import load_file, save_file

    from pipeline.training.bert import WordTypes, learn_words
    from pipeline.training.bert_tasks import learn_tasks, save_tasks
    from pipeline.training.bert_windows import StoryText, TreeText
    from pipeline.training.language_corpus import plain_docs
    from storyboard.story.bert import ROWS, STOP, WEIGHTS_FILE
    from storyboard.story.evaluation.bert_learning import Forms, plain_words, story_texts, tree_text
    from storyboard.story.language import read_pipeline

    parts = _parts(folder, output, settings)
    wanted = [output / WEIGHTS_FILE, *(part.parent / WEIGHTS_FILE for part in parts)]
    if all(path.exists() for path in wanted):
        return
    nlp = read_pipeline(folder)
    forms = Forms(nlp.vocab)
    stop = int(forms([STOP])[0])
    trees = TreeText(*tree_text(_treebanks(nlp, data, settings), forms))
    stories = [StoryText(*one) for one in story_texts(data, "train", forms, language=folder)]
    prepared = output / "bert_words.safetensors"
    if settings.bert_words.epochs and not prepared.exists():
        plain = plain_words(plain_docs(nlp, data), forms)
        words = np.concatenate([plain, *(one.words for one in stories)])
        learned = learn_words(
            words, forms.meant(), WordTypes(*forms.features()), sum(ROWS), settings.bert,
            settings.bert_words)
        save_file(learned, prepared)
    types = WordTypes(*forms.features())
    start = load_file(prepared) if prepared.exists() else None
    for number, path in enumerate(wanted):
        if path.exists():
            continue
        # Number 0 learns from all, number n from all but the n-th part.
        chosen = [one for at, one in enumerate(stories) if not number or at % len(parts) != number - 1]
        weights, labels = learn_tasks(
            start, trees, chosen, stop, types, sum(ROWS), settings.bert, settings.tasks)
        save_tasks(weights, labels, path)
        _train_tags(nlp, data, path, settings)


def _train_tags(nlp: Language, data: Path, path: Path, settings: LanguageTraining) -> None:
    """Learn to read tags off the states of a small BERT."""
    from pipeline.training.bert_tags import add_tags, learn_tags
    from storyboard.story.bert import Bert
    from storyboard.story.evaluation.bert_learning import tag_examples
    from storyboard.story.weights import read_weights

    examples = tag_examples(_treebanks(nlp, data, settings), Bert(read_weights(path)))
    add_tags(*learn_tags(*examples, settings.tags), path)


def _parts(folder: Path, output: Path, settings: LanguageTraining) -> list[Path]:
    """Return the folders of the pipelines that read the parts of LitBank."""
    folders = [output / f"part-{number + 1}" / folder.name for number in range(settings.parts)]
    for one in folders:
        if not one.exists():
            shutil.copytree(folder, one)
    return folders


def _train_readers(data: Path, folder: Path, output: Path, settings: LanguageTraining) -> None:
    """Learn the phrase finder and the links of who is who on top of the pipeline."""
    from pipeline.training.links import save_links
    from pipeline.training.phrases import learn_phrases, save_phrases
    from storyboard.story.evaluation.link_learning import link_texts
    from storyboard.story.evaluation.phrase_learning import phrase_examples
    from storyboard.story.weights import read_weights

    folders = _parts(folder, output, settings)
    phrases, links = output / "phrases.safetensors", output / "links.safetensors"
    parts = [output / f"phrases-{number + 1}.safetensors" for number in range(settings.parts)]
    if not all(path.exists() for path in (phrases, *parts)):
        examples = phrase_examples(data, "train", languages=folders or (folder,))
        for number, path in enumerate(parts):  # Each for the documents that it has not seen.
            if not path.exists():
                others = [one for at, one in enumerate(examples) if at % len(parts) != number]
                save_phrases(learn_phrases(others, settings.phrases), path)
        if not phrases.exists():
            save_phrases(learn_phrases(examples, settings.phrases), phrases)
    if not links.exists():
        finders = [read_weights(path) for path in parts or (phrases,)]
        texts = link_texts(data, "train", languages=folders or (folder,), finders=finders)
        save_links(_learned_links(texts, settings), links)


def _learned_links(texts: list[LinkText], settings: LanguageTraining) -> dict[str, np.ndarray]:
    """Learn from right choices, then also from those of networks that saw only the other half."""
    from pipeline.training.links import learn_links
    from storyboard.story.evaluation.link_learning import own_choices, right_choices

    choices = [right_choices(text) for text in texts]
    for _ in range(settings.link_rounds - 1):
        halves = [
            learn_links(
                [one for at, some in enumerate(choices) if at % 2 != half for one in some], settings.links
            )
            for half in (0, 1)
        ]
        for at, text in enumerate(texts):
            choices[at] = choices[at] + own_choices(text, halves[at % 2])
    return learn_links([one for some in choices for one in some], settings.links)
