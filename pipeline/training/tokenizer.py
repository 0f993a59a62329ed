"""A CLIP tokenizer of the model's own: each caption word is one token, anything else is spelt in bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable

from tokenizers import Tokenizer, models, pre_tokenizers, trainers
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
    words = sorted(set(words))
    bytewise = Tokenizer(models.BPE(end_of_word_suffix=WORD_END))
    bytewise.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    symbols = sorted(pre_tokenizers.ByteLevel.alphabet())
    # Merging goes on until nothing is left to merge: then each of the words is whole.
    trainer = trainers.BpeTrainer(
        vocab_size=1_000_000,
        min_frequency=1,
        show_progress=False,
        initial_alphabet=symbols,
        end_of_word_suffix=WORD_END,
    )
    bytewise.train_from_iterator(words, trainer)
    merges = [tuple(pair) for pair in json.loads(bytewise.to_str())["model"]["merges"]]
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


def token_ids(tokenizer: CLIPTokenizer, captions: Iterable[str]) -> list[list[int]]:
    """Return ids padded to the full length, exactly as diffusers' pipelines make them."""
    return tokenizer(
        list(captions), padding="max_length", max_length=tokenizer.model_max_length, truncation=True
    ).input_ids
