"""Sentence boundaries where quotations, titles, initials and ellipses mislead, after the Golden Rules."""

import pytest

from storyboard.story import read_story


@pytest.mark.parametrize("expected", [
    ["Hello, World.", "My name is Jonas."],
    ["What is your name?", "My name is Jonas."],
    ["There it is!", "I found it."],
    ["My name is Jonas E. Smith."],
    ["Please turn to p. 55."],
    ["They were met by Mr. and Mrs. Darcy at St. James's.", "All of them bowed."],
    ["I visited the U.S.A. last year."],
    ["She turned to him, “This is great.” she said."],
    ["“Where are you going?” asked the wolf.", "The girl did not answer."],
    ["“Come in!” cried the old woman; “the door is open.”", "He came in."],
    ["“I am tired,” said he.", "“So am I,” said she."],
    ["He waited ... and nobody came.", "Then he went home."],
    ["“Alas! alas!” he wept, “she is gone.”", "Nobody heard him."],
    ["The king (he was old) slept.", "The queen ruled."],
    ["“No,” said Dr. Owl, “not to-day.”", "They left."],
    ["Will she stay?", "She said no.", "She left."],
    ["He lived in Room No. 7 of the inn.", "It was dark."],
    ["The count was born in Rome. [2] [3]", "He died young."],
    ["2. The fox ran to the mill.", "The mill was empty."],
    ["“Wait!” said I, “and hear what Tom has to say.”", "He waited."],
    ["She was sure of one thing: the key was gone.", "She wept."],
    ["Best regards,", "Tom Reed"],
    ["The room was clean.", "the staff was nice."],
    ["Capt. J. R. Flint sailed at 5 p.m. for Bristol.", "The sea was calm."],
])
def test_sentences_are_those_a_reader_sees(expected):
    text = " ".join(expected)
    reading = read_story(text)
    assert [reading.text[span.start : span.end] for span in reading.sentences] == expected
