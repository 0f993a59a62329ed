"""What is seen of those whom a pronoun may mean: clauses above it, who spoke, whom a paragraph is about."""

import numpy as np

from storyboard.story.entities import find_mentions
from storyboard.story.gathering import StoryReader
from storyboard.story.language import load_language
from storyboard.story.link_features import WIDTH, clauses_above, link_features
from storyboard.story.linking import learned_weights
from storyboard.story.read import parse_text


class _Watched(StoryReader):
    """Notes what stands around each choice."""

    def watch(self):
        self.seen = {}
        self.read()
        return self.seen

    def _pick(self, mention, candidates, surroundings):
        names = {one.number: next(iter(one.names or one.heads), "") for one in candidates}
        self.seen[mention.head] = (surroundings, names, link_features(surroundings, mention, candidates))
        return super()._pick(mention, candidates, surroundings)


def seen_at(text, word):
    """Return what is seen at the last ``word``: surroundings, names of the candidates, features."""
    parsed = parse_text(text)
    mentions = find_mentions(parsed.doc, parsed.sentences, parsed.phrases)
    reader = _Watched(parsed.doc, parsed.story.blocks, mentions, parsed.quotations, {}, learned_weights())
    seen = reader.watch()
    return seen[[token.i for token in parsed.doc if token.text == word][-1]]


def test_the_subjects_of_the_clauses_above_come_with_how_the_lower_clause_hangs():
    doc = load_language()("Tom said that Anna had slept when she came home.")
    she = next(token for token in doc if token.text == "she")
    told, subordinate = 0, 2
    assert [(doc[subject].text, how) for subject, how in clauses_above(she)] == [
        ("Anna", subordinate), ("Tom", told)
    ]
    assert clauses_above(doc[0]) == []


def test_who_spoke_last_and_whom_the_paragraph_is_about_are_seen():
    text = (
        "Tom looked at Henry in the garden.\n\n“Come with me,” Henry said to Tom.\n\nTom stood by the gate. "
        "Henry waited long, and he was cold."
    )
    surroundings, names, features = seen_at(text, "he")
    assert [names.get(number) for number in surroundings.spoke] == ["Henry", "Tom"]
    assert names[surroundings.topic] == "Tom"
    assert features.shape == (len(names) + 1, WIDTH)
    assert np.isfinite(features).all()


def test_the_shipped_networks_read_these_features():
    assert learned_weights()["first.weight"].shape[1] == WIDTH
