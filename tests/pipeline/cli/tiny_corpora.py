"""Corpora of the language pipeline in miniature, in the layout of docs/DATA.md."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

SENTENCES = (
    "The/DET/DT/2/det fox/NOUN/NN/3/nsubj saw/VERB/VBD/0/root the/DET/DT/5/det crow/NOUN/NN/3/obj "
    "./PUNCT/./3/punct",
    "Anne/PROPN/NNP/2/nsubj ran/VERB/VBD/0/root home/ADV/RB/2/advmod ./PUNCT/./2/punct",
    "She/PRON/PRP/2/nsubj sang/VERB/VBD/0/root to/ADP/IN/5/case the/DET/DT/5/det king/NOUN/NN/2/obl "
    "./PUNCT/./2/punct",
    "The/DET/DT/3/det old/ADJ/JJ/3/amod mill/NOUN/NN/0/root",  # A heading: no stop after it.
    "He/PRON/PRP/2/nsubj slept/VERB/VBD/0/root ./PUNCT/./2/punct",
)
"""Word, universal tag, tag, head, relation."""
STORY = (
    "Anne saw the king by the mill .",
    "She ran to him , and he gave her a crown .",
    "The old king slept in the hall .",
    "He was tired .",
    "Anne sang to the king , and the king smiled at her .",
)
ENTITIES = {
    **dict.fromkeys(["She", "her"], ("PER", "PRON", "Anne-0")),
    **dict.fromkeys(["He", "he", "him"], ("PER", "PRON", "king-1")),
    "Anne": ("PER", "PROP", "Anne-0"),
    "king": ("PER", "NOM", "king-1"),
    "mill": ("FAC", "NOM", "mill-2"),
    "hall": ("FAC", "NOM", "hall-3"),
}
"""Word -> type, form, cluster."""


def write_tiny_corpora(folder: Path, *, repeats: int = 20) -> Path:
    """Write all corpora that training asks for and return ``folder``."""
    for name in ("ud_ewt", "gum_open"):
        for part in ("train", "dev"):
            _write(folder / name / f"tiny-{part}.conllu.gz", _treebank(repeats))
    prose = " ".join(STORY).replace(" .", ".").replace(" ,", ",")
    _write(folder / "pd_novels" / "1_tale.txt.gz", "\n\n".join([prose] * 60))
    novel = {"doc": "2_tale", "paragraphs": [{"break": "start", "text": prose}] * 10}
    _write(folder / "scene_breaks" / "breaks-train.jsonl.gz", json.dumps(novel))
    names = {"train": ["3_tale", "4_tale"], "dev": ["5_tale"]}
    _write(folder / "litbank" / "split.json", json.dumps(names))
    for name in (*names["train"], *names["dev"]):
        _write_litbank(folder / "litbank", name, STORY * 3)
    return folder


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())


def _treebank(repeats: int) -> str:
    blocks = []
    for paragraph in range(repeats):
        for number, sentence in enumerate(SENTENCES):
            lines = [f"# newpar id = p{paragraph}"] if number == 0 else []
            for index, word in enumerate(sentence.split(), 1):
                form, upos, xpos, head, relation = word.split("/")
                fields = (index, form, form.lower(), upos, xpos, "_", head, relation, "_", "_")
                lines.append("\t".join(map(str, fields)))
            blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n\n"


def _write_litbank(folder: Path, name: str, sentences: tuple[str, ...]) -> None:
    rows, mentions, links = [], [], []
    for line, sentence in enumerate(sentences):
        for place, word in enumerate(sentence.split()):
            kind = ENTITIES.get(word)
            rows.append(f"{word}\t{f'B-{kind[0]}' if kind and kind[1] != 'PRON' else 'O'}\tO")
            if kind:
                number = f"T{len(mentions)}"
                where = (line, place, line, place)
                mentions.append("\t".join(map(str, ("MENTION", number, *where, word, kind[0], kind[1]))))
                links.append(f"COREF\t{number}\t{kind[2]}")
        rows.append("")
    _write(folder / "entities" / "tsv" / f"{name}_brat.tsv", "\n".join(rows))
    _write(folder / "coref" / "tsv" / f"{name}_brat.txt", "\n".join(sentences))
    _write(folder / "coref" / "tsv" / f"{name}_brat.ann", "\n".join([*mentions, *links]))
