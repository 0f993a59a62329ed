"""The one place that loads a spaCy pipeline: the one shipped here, or another that is installed.

Whatever is loaded speaks the same labels afterwards: Universal Dependencies and LitBank's entity types
(``PER FAC LOC GPE VEH ORG``), with sentence boundaries that hold in dialogue.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storyboard.errors import LanguageError

if TYPE_CHECKING:
    from spacy.language import Language

SHIPPED = Path(__file__).parent / "en_story"
"""Folder of the shipped pipeline; ``spacy.load`` reads it too."""
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
    import spacy

    source = SHIPPED if name is None else name
    if name is None and not (SHIPPED / "config.cfg").exists():
        raise LanguageError(
            f"the shipped language pipeline is missing ({SHIPPED}); install storyboard again, "
            "or name another with --language, for example en_core_web_sm"
        )
    try:
        nlp = spacy.load(source)
    except (OSError, ValueError) as error:
        message = f"no language pipeline '{name}': {str(error).splitlines()[0]}"
        if name is not None and not Path(name).exists():
            message = (
                f"no language pipeline '{name}'; leave --language out to use the one shipped here, "
                f"or install it: python -m spacy download {name}"
            )
        raise LanguageError(message) from error
    _check(nlp, str(source))
    _adapt(nlp)
    return nlp


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

    # Underscores are how plain-text books set italics: _so_.
    defaults = nlp.Defaults
    tokenizer: Any = nlp.tokenizer
    tokenizer.prefix_search = compile_prefix_regex([*(defaults.prefixes or ()), "_"]).search
    tokenizer.suffix_search = compile_suffix_regex([*(defaults.suffixes or ()), "_"]).search
    nlp.add_pipe("storyboard_sentences", before="parser")
    parser: Any = nlp.get_pipe("parser")
    if "dobj" in parser.labels:
        nlp.add_pipe("storyboard_universal_labels", last=True)
