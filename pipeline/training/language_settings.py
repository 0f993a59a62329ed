"""The settings of ``storyboard train language``, read from one YAML file."""

from __future__ import annotations

from pipeline.training.arcs import ArcSettings
from pipeline.training.bert import BertSettings, WordSettings
from pipeline.training.bert_tags import TagSettings
from pipeline.training.bert_tasks import TaskSettings
from pipeline.training.boundaries import BoundarySettings
from pipeline.training.config import Settings
from pipeline.training.language import LanguageSteps, VectorSettings
from pipeline.training.links import LinkSettings
from pipeline.training.masked_words import MaskedWordSettings
from pipeline.training.phrases import PhraseSettings


class LanguageTraining(Settings):
    """What is trained one after the other, each with its size and length."""

    seed: int = 0
    vectors: VectorSettings = VectorSettings()
    steps: LanguageSteps = LanguageSteps()
    boundaries: BoundarySettings = BoundarySettings()
    masked_words: MaskedWordSettings = MaskedWordSettings()
    arcs: ArcSettings = ArcSettings()
    bert: BertSettings = BertSettings()
    bert_words: WordSettings = WordSettings()
    tasks: TaskSettings = TaskSettings()
    tags: TagSettings = TagSettings()
    phrases: PhraseSettings = PhraseSettings()
    links: LinkSettings = LinkSettings()
    parts: int = 3
    """Parts of LitBank, each read for the links by a phrase finder that was learned on the others."""
    link_rounds: int = 2
    """Times that the links are learned: first from the annotation, then also among their own choices."""
