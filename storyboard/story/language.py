"""The one place that loads a spaCy pipeline: the one shipped here, or another that is installed.

Whatever is loaded speaks the same labels afterwards: Universal Dependencies and LitBank's entity types
(``PER FAC LOC GPE VEH ORG``), with sentence boundaries that hold in dialogue.
"""

from __future__ import annotations

import filecmp
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storyboard.errors import LanguageError
from storyboard.story.wordlists import words

if TYPE_CHECKING:
    from spacy.language import Language

SHIPPED = Path(__file__).parent / "en_story"
"""Folder of the shipped pipeline; ``spacy.load`` reads it too."""
STATES = Path("tok2vec") / "model"
"""File of a pipeline with the network that gives each word its hidden states."""
RUNS = (r"<{2,}", r">{2,}", r"={2,}", r"\*{2,}", r"_{2,}")
"""Marks that are one word where they follow each other."""
PREFIXES = words("anti co counter cross e ex mid mini mis multi non over post pre pro re semi sub")
"""What a hyphen joins to one word (``re-entered``, ``mid-day``); another hyphen is a word of its own."""
NEEDED = {"TAG": "tagger", "POS": "morphologizer", "LEMMA": "lemmatizer", "DEP": "parser", "ENT_TYPE": "ner"}


@lru_cache(maxsize=2)
def load_language(name: str | Path | None = None) -> Language:
    """Return a pipeline with tags, morphology, lemmas, syntax and entities.

    Args:
        name: ``None`` for the pipeline shipped here; else a folder, or the name of an installed package
        such as
            ``en_core_web_sm``, whose labels are translated.

    Raises:
        LanguageError: There is no such pipeline, or it lacks a component that reading needs.
    """
    source = SHIPPED if name is None else name
    if name is None and not (SHIPPED / "config.cfg").exists():
        raise LanguageError(
            f"the shipped language pipeline is missing ({SHIPPED}); install storyboard again, "
            "or name another with --language, for example en_core_web_sm"
        )
    nlp = read_pipeline(source)
    _add_learned_parts(nlp, Path(source))
    return nlp


def read_pipeline(source: str | Path) -> Language:
    """Return a pipeline without the networks that may lie beside it; see ``load_language``."""
    import spacy

    try:
        nlp = spacy.load(source)
    except (OSError, ValueError) as error:
        message = f"no language pipeline '{source}': {str(error).splitlines()[0]}"
        if not Path(source).exists():
            message = (
                f"no language pipeline '{source}'; leave --language out to use the one shipped here, "
                f"or install it: python -m spacy download {source}"
            )
        raise LanguageError(message) from error
    _check(nlp, str(source))
    _adapt(nlp)
    return nlp


def has_shipped_states(nlp: Language) -> bool:
    """Return whether a pipeline gives words the hidden states of the shipped one: a copy, or one trained on
    top of the same states. The phrase finder was learned on them and reads no others."""
    if nlp.path is None:
        return False
    ours, theirs = SHIPPED / STATES, Path(nlp.path) / STATES
    return theirs.is_file() and (theirs == ours or filecmp.cmp(ours, theirs, shallow=False))


def _check(nlp: Language, source: str) -> None:
    """Raise ``LanguageError`` when ``nlp`` is no English pipeline or cannot give what reading needs."""
    if nlp.lang != "en":
        raise LanguageError(f"{source}: reads '{nlp.lang}'; storyboard reads English stories only")
    assigned = {attribute for name in nlp.pipe_names for attribute in nlp.get_pipe_meta(name).assigns}
    gives = {
        "tagger": "token.tag" in assigned,
        "morphologizer": "token.pos" in assigned or "attribute_ruler" in nlp.pipe_names,
        "lemmatizer": "token.lemma" in assigned,
        "parser": "token.dep" in assigned,
        "ner": "doc.ents" in assigned,
    }
    missing = [component for component, there in gives.items() if not there]
    if missing:
        raise LanguageError(f"{source}: has no {', '.join(missing)}; reading needs {', '.join(gives)}")


def _adapt(nlp: Language) -> None:
    """Add the parts that make any pipeline read stories the same way."""
    from spacy.util import compile_prefix_regex, compile_suffix_regex

    from storyboard.story import labels, sentences  # noqa: F401  (they register the two components)

    # Runs of marks are one word for the treebanks. Single underscores set italics in plain text: _so_.
    defaults = nlp.Defaults
    tokenizer: Any = nlp.tokenizer
    tokenizer.prefix_search = compile_prefix_regex([*RUNS, *(defaults.prefixes or ()), "_"]).search
    tokenizer.suffix_search = compile_suffix_regex([*RUNS, *(defaults.suffixes or ()), "_"]).search
    tokenizer.rules = {key: parts for key, parts in tokenizer.rules.items() if key != "and/or"}
    tokenizer.add_special_case("I.", [{"ORTH": "I"}, {"ORTH": "."}])  # "said I.", far oftener than an initial
    infixes = tokenizer.infix_finditer
    tokenizer.infix_finditer = lambda text: [match for match in infixes(text) if not _joins(match)]
    nlp.add_pipe("storyboard_sentences", before="parser")
    parser: Any = nlp.get_pipe("parser")
    if "dobj" in parser.labels:
        nlp.add_pipe("storyboard_universal_labels", last=True)


def _joins(infix: re.Match[str]) -> bool:
    return infix.group() in {"-", "‐"} and infix.string[: infix.start()].lower() in PREFIXES


def _add_learned_parts(nlp: Language, folder: Path) -> None:
    """Add the networks that lie in the folder of a pipeline of ours, or beside it."""
    from storyboard.story import arcs, bert, boundaries, recurrent  # noqa: F401  (arcs registers its component)

    limits, lstms = folder / boundaries.WEIGHTS_FILE, folder / recurrent.WEIGHTS_FILE
    states = folder.parent / bert.WEIGHTS_FILE
    if not states.exists() and has_shipped_states(nlp):
        states = SHIPPED.parent / bert.WEIGHTS_FILE
    if limits.exists():
        nlp.add_pipe(
            "storyboard_boundaries", after="storyboard_sentences", config={"weights": str(limits)})
    if lstms.exists() and states.exists():
        weights = {"recurrent": str(lstms), "bert": str(states)}
        nlp.add_pipe("storyboard_arcs", after="parser", config=weights)
