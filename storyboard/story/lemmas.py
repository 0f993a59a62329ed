"""Lemmas of verbs and nouns, checked against the lexicon: a learned lemmatizer invents some (``ridicul``)."""

from __future__ import annotations

import re
from functools import lru_cache

from storyboard.story.lexicon.lexicon import load_lexicon

DOUBLED = frozenset("bdgklmnprtvz")
SHORT = re.compile(r"([^aeiou]*[aeiou][bdgmnprt])(?:ed|ing)")
"""Short verbs whose last letter would have been doubled if they ended in it: ``hoped`` is of hope."""
PAST = {
    "felt": "feel", "bit": "bite", "belonged": "belong", "became": "become", "began": "begin",
    "begun": "begin", "forgot": "forget", "forgotten": "forget", "grew": "grow", "grown": "grow",
    "knew": "know", "known": "know", "learnt": "learn", "meant": "mean", "thought": "think", "got": "get",
    "gotten": "get", "understood": "understand",
}
"""Past forms that are verbs of their own in the lexicon and never meant as such, or of verbs it has not."""


@lru_cache(maxsize=50_000)
def checked_lemma(form: str, pos: str, predicted: str) -> str:
    """Return the lemma of ``form``.

    Args:
        form: The word as written.
        pos: Universal tag; other than ``VERB``, ``AUX`` and ``NOUN`` the prediction stands.
        predicted: What the pipeline says; kept when the lexicon knows it, or knows nothing better.
    """
    word, lemma = form.lower().replace("’", "'"), predicted.lower()
    if pos not in {"VERB", "NOUN"} or not word.isalpha():
        return predicted.lower() if pos == "VERB" else predicted
    lexicon = load_lexicon()
    if irregular := (PAST.get(word) if pos == "VERB" else None) or lexicon.lemma_of(word, pos):
        return irregular
    if lemma != word and not word.endswith(("ed", "ing", "s")) and _known(lemma, pos):
        return lemma
    if pos == "VERB" and (stem := SHORT.fullmatch(word)) and lemma in {stem[1], stem[1] + "e"}:
        return stem[1] + "e"
    candidates = _verb_candidates(word) if pos == "VERB" else _noun_candidates(word)
    if lemma in candidates and _known(lemma, pos):
        return lemma
    known = [candidate for candidate in candidates if _known(candidate, pos)]
    if known:
        return known[0]
    if pos == "VERB" and lemma.endswith("s") and lemma + "e" in candidates:
        return lemma + "e"  # "ceased": in no list, but not of "ceas"
    if pos == "VERB" and lemma.endswith(("ere", "cke", "she", "nde", "nte", "ste", "lle", "rne")):
        return lemma[:-1]  # "tattered": no verb but of "tatter" ends so.
    return lemma if lemma.isalpha() else word


def _known(lemma: str, pos: str) -> bool:
    return load_lexicon().holds(lemma, pos)


def _verb_candidates(word: str) -> list[str]:
    """Return possible lemmas, the likelier first: ``dozing`` -> doze, doz, ``stopped`` -> stop, stopp,
    stoppe."""
    found = [word]
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            stem = word[: -len(ending)]
            if ending == "ed" and stem.endswith("i"):
                found.append(stem[:-1] + "y")
            if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] in DOUBLED:
                found.append(stem[:-1])
            found += [stem, stem + "e"] if _ends_closed(stem) else [stem + "e", stem]
    if word.endswith("ies"):
        found.append(word[:-3] + "y")
    if word.endswith("es"):
        found += [word[:-2], word[:-1]]
    elif word.endswith("s") and not word.endswith("ss"):
        found.append(word[:-1])
    return found[1:] if len(found) > 1 else found


def _ends_closed(stem: str) -> bool:
    """Whether the stem stands without a final e: two consonants (``help``), or two vowels before one
    (``clean``)."""
    vowels = "aeiou"
    if stem[-1] in vowels or stem[-1] in "vzcgus":
        return False
    return len(stem) < 3 or stem[-2] not in vowels or stem[-3] in vowels


def _noun_candidates(word: str) -> list[str]:
    found = [word]
    if word.endswith("ies"):
        found.insert(0, word[:-3] + "y")
    elif word.endswith(("ses", "xes", "zes", "ches", "shes", "oes")):
        found = [word[:-2], word[:-1], word]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        found.insert(0, word[:-1])
    return found
