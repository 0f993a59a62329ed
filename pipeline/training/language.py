"""Trains ``en_story``, the spaCy pipeline that reads stories: tags, morphology, lemmas, syntax, entities.

Three steps, each resumable by leaving its result in the work folder: word vectors (floret skip-gram over the
novels), syntax on UD EWT and the open part of GUM, entities on LitBank. The result is an ordinary spaCy
folder without components of our own, so that plain ``spacy.load(FOLDER)`` reads it. ``boundaries`` and
``arcs`` learn on top of it and lay their weights beside it.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import spacy
from spacy.cli.init_pipeline import convert_vectors
from spacy.language import Language
from spacy.tokens import DocBin
from spacy.training.initialize import init_nlp
from spacy.training.loop import train
from spacy.util import load_config
from srsly import msgpack_loads, write_json

from pipeline.configuration import configs_folder
from pipeline.training.language_corpus import vector_text, write_corpora
from storyboard.errors import LanguageError

CORPORA = ("litbank", "ud_ewt", "gum_open", "pd_novels", "scene_breaks")
"""Folders of the data folder that training reads; ``docs/DATA.md`` says how to get them."""


LICENCE = """# Licence of this language pipeline

The weights in this folder are licensed under the Creative Commons Attribution-ShareAlike 4.0 International
licence (CC BY-SA 4.0), https://creativecommons.org/licenses/by-sa/4.0/. The program around them has its
own licence.

They were trained on:

- UD English EWT 2.16, the Universal Dependencies contributors, CC BY-SA 4.0
- UD English GUM, only documents with open licences, Amir Zeldes and others; annotation CC BY 4.0, texts
CC BY and CC BY-SA
- LitBank, David Bamman and others, CC BY 4.0
- novels of Project Gutenberg in the public domain (word vectors)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class VectorSettings:
    """Floret word vectors: hashed subwords, so that no word is unknown and the table stays small."""

    dim: int = 64
    rows: int = 16_000
    epochs: int = 3
    min_count: int = 8
    min_n: int = 4
    max_n: int = 5
    window: int = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageSteps:
    """Length of the two trainings in updates; the learning rate falls to nothing at the end."""

    syntax: int = 8_000
    entities: int = 4_000


def train_language(
    data: Path,
    output: Path,
    *,
    work: Path,
    steps: LanguageSteps | None = None,
    vectors: VectorSettings | None = None,
    seed: int = 0,
) -> Path:
    """Train the pipeline and write it to ``output``.

    Args:
        data: Folder that holds ``CORPORA``.
        output: Folder to write; what is in it is replaced.
        work: Folder for corpora, vectors and the two trainings. What it already holds is used again.
        steps: Length of the trainings.
        vectors: Size of the word vectors.
        seed: Of initialisation, order and typography.

    Returns:
        ``output``.

    Raises:
        LanguageError: A corpus is missing.
    """
    steps = steps or LanguageSteps()
    missing = [name for name in CORPORA if not (data / name).is_dir()]
    if missing:
        raise LanguageError(f"{data}: no {', '.join(missing)}; docs/DATA.md says where to get each corpus")
    corpus = work / "corpus"
    if not (corpus / "entities-dev.spacy").exists():
        write_corpora(spacy.blank("en"), data, corpus, seed=seed)
    table = make_vectors(data, work, vectors or VectorSettings())
    syntax = train_part("syntax", work, table, steps=steps.syntax, seed=seed)
    entities = train_part("entities", work, table, steps=steps.entities, seed=seed)
    return assemble(syntax, entities, output)


def make_vectors(data: Path, work: Path, settings: VectorSettings) -> Path:
    """Train floret vectors on the novels and return the folder of a pipeline that holds nothing else."""
    folder = work / "vectors"
    if (folder / "config.cfg").exists():
        return folder
    import floret  # Only training needs it.

    text, table = work / "vectors.txt", work / "vectors.floret"
    if not text.exists():
        with text.open("w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in vector_text(spacy.blank("en"), data))
    if not table.exists():
        model = floret.train_unsupervised(
            str(text), model="skipgram", mode="floret", hashCount=2, bucket=settings.rows, dim=settings.dim,
            minn=settings.min_n, maxn=settings.max_n, minCount=settings.min_count, epoch=settings.epochs,
            ws=settings.window, neg=5, lr=0.05, thread=1, verbose=1)
        model.save_floret_vectors(str(table))
    nlp = spacy.blank("en")
    convert_vectors(nlp, table, truncate=-1, prune=-1, mode="floret", attr="NORM")
    nlp.to_disk(folder)
    return folder


def train_part(name: str, work: Path, vectors: Path, *, steps: int, seed: int = 0) -> Path:
    """Train one of ``configs/language/*.cfg`` and return the folder of its best epoch."""
    folder = work / name
    best = folder / "model-best"
    if best.exists():
        return best
    config = load_config(
        configs_folder() / "language" / f"{name}.cfg",
        overrides={
            "paths.train": str(work / "corpus" / f"{name}-train.spacy"),
            "paths.dev": str(work / "corpus" / f"{name}-dev.spacy"),
            "paths.vectors": str(vectors),
            "training.max_steps": steps,
            "training.eval_frequency": max(100, steps // 12),
            "system.seed": seed,
        },
        interpolate=False,
    )
    folder.mkdir(parents=True, exist_ok=True)
    nlp = init_nlp(config, use_gpu=-1)
    train(nlp, folder, use_gpu=-1, stdout=sys.stdout, stderr=sys.stderr)
    return best


def assemble(syntax: Path, entities: Path, output: Path) -> Path:
    """Join the trained parts to one pipeline with its licence and scores, and write it to ``output``."""
    nlp = spacy.load(syntax)
    nlp.add_pipe("ner", source=spacy.load(entities))
    scores = json.loads((entities / "meta.json").read_text(encoding="utf-8"))["performance"]
    nlp.meta["performance"] = {**nlp.meta.get("performance", {}), **scores}
    nlp.meta.update(
        name="story",
        version="0.1.0",
        description="Reads English stories: tags, morphology, lemmas, UD syntax, entities of fiction.",
        author="storyboard",
        license="CC BY-SA 4.0",
        sources=[
            {"name": "UD English EWT 2.16", "url": "https://github.com/UniversalDependencies/UD_English-EWT",
             "license": "CC BY-SA 4.0", "author": "Universal Dependencies contributors"},
            {"name": "UD English GUM, openly licensed documents",
             "url": "https://github.com/UniversalDependencies/UD_English-GUM",
             "license": "CC BY 4.0 (annotation); CC BY and CC BY-SA (texts)",
             "author": "Amir Zeldes and others"},
            {"name": "LitBank", "url": "https://github.com/dbamman/litbank", "license": "CC BY 4.0",
             "author": "David Bamman and others"},
            {"name": "Novels of Project Gutenberg", "url": "https://www.gutenberg.org",
             "license": "public domain", "author": "their authors"},
        ],
    )
    for key in ("train", "dev", "vectors", "init_tok2vec"):  # Paths mean nothing on another machine.
        nlp.config["paths"][key] = None
    nlp.to_disk(output)
    _keep_needed_strings(nlp, output)
    (output / "LICENSE.md").write_text(LICENCE, encoding="utf-8")
    return output


def _keep_needed_strings(nlp: Language, folder: Path) -> None:
    """Write the table of strings anew without the words of the corpora, which only training met.

    Left are labels, what the lemmatizer's trees put in place of what, and what the tokenizer's exceptions
    are spelled like: a tenth.
    """
    file = folder / "trainable_lemmatizer" / "trees"
    trees = msgpack_loads(file.read_bytes())["trees"]
    hashes = {node[key] for node in trees for key in ("orig", "subst") if node.get(key)}
    kept = {nlp.vocab.strings[one] for one in hashes}
    for _, component in nlp.pipeline:
        for label in getattr(component, "labels", ()):
            kept |= {str(label), *str(label).split("|")}
    for parts in nlp.tokenizer.rules.values():
        values = (value for part in parts for value in part.values())
        kept |= {value if isinstance(value, str) else nlp.vocab.strings[value] for value in values}
    write_json(folder / "vocab" / "strings.json", sorted(kept))


def score_documents(nlp: Language, corpus: Path) -> dict[str, object]:
    """Return spaCy's scores of ``nlp`` on a ``.spacy`` file, from raw text."""
    from spacy.training import Example

    gold = list(DocBin().from_disk(corpus).get_docs(nlp.vocab))
    return nlp.evaluate([Example(nlp.make_doc(doc.text), doc) for doc in gold])
