"""Prints how many words of stories the lexicon can draw.

    python -m storyboard.story.lexicon.report STORY.txt... [--wordnet /usr/share/wordnet]

prints the table of docs/lexicon.md. ``--wordnet`` adds the row of concrete nouns, those whose usual sense
in WordNet is a person, an animal, an artefact, food, a plant or a natural object.
"""

from __future__ import annotations

import argparse
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from storyboard.story.lexicon.coverage import measure_coverage
from storyboard.story.lexicon.lexicon import Lexicon, load_lexicon

CONCRETE = frozenset(f"noun.{field}" for field in ("person", "animal", "artifact", "food", "plant", "object"))
"""WordNet's fields of things that one can see."""
ROWS = {"n": "nouns", "v": "verbs", "a": "adjectives"}


def read_tokens(paths: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """Yield ``(lemma, universal tag)`` of the words of plain texts, by the shipped language pipeline."""
    from storyboard.story.language import load_language
    from storyboard.story.lemmas import checked_lemma
    from storyboard.story.reader import load_story

    nlp = load_language()
    stories = [load_story(path) for path in paths]
    texts = (story.text[block.start : block.end] for story in stories for block in story.blocks)
    for doc in nlp.pipe(" ".join(text.split()) for text in texts):
        for token in doc:
            if token.is_alpha:
                yield checked_lemma(token.text, token.pos_, token.lemma_), token.pos_


def concrete_nouns(folder: Path) -> set[str]:
    """Return the nouns whose most usual sense in the WordNet database in ``folder`` can be seen."""
    from storyboard.story.lexicon.build import open_wordnet

    wordnet = open_wordnet(folder)
    names = set(wordnet.all_lemma_names(pos="n"))
    return {name for name in names if wordnet.synsets(name, "n")[0].lexname() in CONCRETE}


def report(lexicon: Lexicon, tokens: Sequence[tuple[str, str]], concrete: Collection[str] = ()) -> str:
    """Return the coverage of ``tokens`` as a table in Markdown, and the words that are missed most."""
    found = measure_coverage(lexicon, tokens)
    lines = ["| words | tokens | drawn | only the general field |", "|---|---|---|---|"]
    for pos, name in ROWS.items():
        row = found[pos]
        lines.append(f"| {name} | {row.tokens:,} | {row.drawn:.0%} | {row.approximate:.0%} |")
        if pos == "n" and concrete:
            seen = [(lemma, tag) for lemma, tag in tokens if tag == "NOUN" and lemma.lower() in concrete]
            row = measure_coverage(lexicon, seen)[pos]
            lines.append(f"| concrete nouns | {row.tokens:,} | {row.drawn:.0%} | {row.approximate:.0%} |")
    lines += ["", *(f"{ROWS[pos]}: {', '.join(w for w, _ in found[pos].unmapped)}" for pos in ROWS)]
    return "\n".join(lines)


def main() -> None:
    """Print the coverage of stories."""
    parser = argparse.ArgumentParser(description="How many words of stories the lexicon can draw.")
    parser.add_argument("stories", type=Path, nargs="+", metavar="STORY.txt")
    parser.add_argument("--wordnet", type=Path, help="folder with WordNet's database files")
    arguments = parser.parse_args()
    concrete = concrete_nouns(arguments.wordnet) if arguments.wordnet else ()
    print(report(load_lexicon(), list(read_tokens(arguments.stories)), concrete))


if __name__ == "__main__":
    main()
