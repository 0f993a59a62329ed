"""A CLIP tokenizer of the model's own: each caption word is one token, anything else is spelt in bytes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from tokenizers import pre_tokenizers
from transformers import CLIPTokenizer

START, END = "<|startoftext|>", "<|endoftext|>"
WORD_END = "</w>"


def build_tokenizer(words: Iterable[str], *, max_length: int) -> CLIPTokenizer:
    """Return a tokenizer for which every word of ``words`` is one token.

    CLIP's unknown token is its end token, so an unknown character would end the prompt: all 256 byte symbols
    are in the vocabulary, within a word and at its end.

    Args:
        words: Lower-case words; punctuation counts as words of its own.
        max_length: Tokens of a prompt with both ends.
    """
    symbols = sorted(pre_tokenizers.ByteLevel.alphabet())
    bytewise = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    # CLIP reads letters and marks apart.
    parts = {part for word in words for part in re.findall(r"[^\W\d_]+|\d|[^\w\s]+", word)}
    spelt = [bytewise.pre_tokenize_str(part)[0][0] for part in sorted(parts)]
    merges = _merges([[*part[:-1], part[-1] + WORD_END] for part in spelt])
    tokens = [
        *symbols,
        *(symbol + WORD_END for symbol in symbols),
        *("".join(pair) for pair in merges),
        START,
        END,
    ]
    vocabulary = {token: number for number, token in enumerate(dict.fromkeys(tokens))}
    tokenizer = CLIPTokenizer(vocab=vocabulary, merges=merges, model_max_length=max_length)
    return tokenizer


def _merges(words: list[list[str]]) -> list[tuple[str, str]]:
    """Merge the most frequent pair until every word is whole.

    The library's trainer breaks ties by chance, and a tokenizer that numbers its words anew at every start
    cannot go on with the weights of an earlier run. Here the alphabet breaks them.

    Args:
        words: Each as its symbols. They are merged in place.
    """
    merges: list[tuple[str, str]] = []
    while True:
        pairs = Counter(pair for word in words for pair in pairwise(word))
        if not pairs:
            return merges
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(best)
        for word in words:
            place = 0
            while place < len(word) - 1:
                if (word[place], word[place + 1]) == best:
                    word[place : place + 2] = ["".join(best)]
                place += 1


def token_ids(tokenizer: CLIPTokenizer, captions: Iterable[str]) -> list[list[int]]:
    """Return ids padded to the full length, exactly as diffusers' pipelines make them."""
    return tokenizer(
        list(captions), padding="max_length", max_length=tokenizer.model_max_length, truncation=True
    ).input_ids
