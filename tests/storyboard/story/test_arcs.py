"""The vote on the parse: the best tree, and what it leaves as it was."""

import itertools

import numpy as np
import pytest

from storyboard.story.arborescence import best_tree
from storyboard.story.language import SHIPPED, load_language, read_pipeline


def _is_tree(heads: tuple[int, ...]) -> bool:
    for word in range(1, len(heads) + 1):
        seen = set()
        while word:
            if word in seen:
                return False
            seen.add(word)
            word = heads[word - 1]
    return heads.count(0) == 1


@pytest.mark.parametrize("seed", range(12))
def test_the_tree_found_is_the_best_of_all_trees(seed):
    length = 4
    scores = np.random.default_rng(seed).normal(size=(length, length + 1))
    trees = [heads for heads in itertools.product(range(length + 1), repeat=length) if _is_tree(heads)]
    totals = [sum(scores[word, head] for word, head in enumerate(heads)) for heads in trees]
    # Only the likeliest three roots are tried, so the best tree is the best of those with one of them.
    roots = set(np.argsort(-scores[:, 0])[:3])
    pairs = [pair for pair in zip(totals, trees, strict=True) if pair[1].index(0) in roots]
    assert tuple(best_tree(scores)) == max(pairs)[1]


def test_a_cycle_is_opened_where_it_costs_least():
    # "Book that flight": "that" and "flight" would rather have each other than "book".
    scores = np.array([[12.0, 0, 5, 7], [4, 5, 0, 8], [4, 6, 7, 0]])
    assert list(best_tree(scores)) == [0, 3, 1]


TEXT = (
    "The old woman who lived in the wood saw a fox by the well. She gave it bread, and it ate. "
    "“Come in,” she said, “before the wolf sees you!” The fox thanked her and ran home to its den."
)


def test_every_sentence_keeps_its_reach_and_has_one_root():
    nlp = load_language()
    voted = nlp(TEXT)
    with nlp.select_pipes(disable=["storyboard_arcs"]):
        first = nlp(TEXT)
    assert [sentence.text for sentence in voted.sents] == [sentence.text for sentence in first.sents]
    assert all(sum(token.head.i == token.i for token in sentence) == 1 for sentence in voted.sents)
    assert all((token.dep_ == "ROOT") == (token.head.i == token.i) for token in voted)


def test_a_text_is_parsed_the_same_alone_and_among_others():
    nlp = load_language()
    alone = [(token.head.i, token.dep_) for token in nlp(TEXT)]
    among = list(nlp.pipe(["Hello.", TEXT, "", "The long and dull story of a king was over."]))[1]
    assert [(token.head.i, token.dep_) for token in among] == alone


def test_plain_spacy_reads_the_shipped_folder():
    nlp = read_pipeline(SHIPPED)
    assert [token.pos_ for token in nlp("The fox ran home.")] == ["DET", "NOUN", "VERB", "ADV", "PUNCT"]
    assert "storyboard_arcs" not in nlp.pipe_names
    assert {"storyboard_arcs", "storyboard_boundaries"} <= set(load_language().pipe_names)
