"""Casts of boards beside true casts: what is counted as missing, twice, invented and two in one."""

from pathlib import Path

import pytest

from storyboard.planning.cast_evaluation import TrueCast, compare_cast, measure_casts, true_casts
from storyboard.story import read_story

EXAMPLE = Path(__file__).parents[3] / "examples" / "the-fox-and-the-crow.txt"
TALE = "The fox met the crow. The crow sang, and the fox ran off. The crow wept. The fox ate the cheese."


@pytest.fixture
def casts(tmp_path):
    """Return a function: the lines of a story's cast to the cast that is read from a file."""

    def read(*lines):
        path = tmp_path / "casts.txt"
        block = ["# a comment", "", "dev tale", *(f"    {line}" for line in lines)]
        path.write_text("\n".join(block), encoding="utf-8")
        (cast,) = true_casts(path)
        return cast

    return read


def test_the_cast_of_the_example_is_its_fox_and_its_crow(casts):
    cast = casts("the fox: fox", "the crow: crow; lady; bird")
    score = compare_cast(cast, read_story(EXAMPLE.read_text(encoding="utf-8")))
    assert (score.right, score.missing, score.twice, score.invented, score.merged) == (2, [], [], [], [])
    assert score.f1 == 1


def test_who_is_not_on_the_board_is_missing(casts):
    score = compare_cast(casts("the fox: fox", "the crow: crow", "the wolf: wolf"), read_story(TALE))
    assert score.missing == ["tale: the wolf"]
    assert score.recall == pytest.approx(2 / 3)


def test_a_subject_that_no_line_knows_is_invented(casts):
    score = compare_cast(casts("the fox: fox"), read_story(TALE))
    assert score.invented == ["tale: crow"]
    assert score.precision == 0.5


def test_one_under_two_words_is_twice(casts):
    score = compare_cast(casts("the trickster: fox; crow"), read_story(TALE))
    assert len(score.twice) == 1
    assert score.right == 1


def test_two_under_one_word_are_two_in_one(casts):
    cast = casts("the first fox: fox 1 2", "the second fox: fox 3", "the crow: crow")
    score = compare_cast(cast, read_story(TALE))
    assert score.merged == ["tale: fox (the first fox and the second fox)"]
    assert score.missing == ["tale: the second fox"]


def test_whoever_is_met_in_passing_counts_neither_way(casts):
    cast = casts("the fox: fox", "? the crow: crow", "? the wolf: wolf")
    score = compare_cast(cast, read_story(TALE))
    assert (score.right, score.missing, score.invented) == (1, [], [])


def test_several_together_are_nobody_of_their_own(casts):
    text = "The fox met the crow. The friends sang. The friends danced. The fox laughed. The crow ate."
    cast = casts("the fox: fox", "the crow: crow", "both = the fox + the crow: friends")
    score = compare_cast(cast, read_story(text))
    assert score.right == 2
    assert [one.partition(" (")[0] for one in score.twice] in ([], ["tale: friends"])


def test_the_shipped_casts_are_sound():
    shipped = true_casts()
    assert {cast.part for cast in shipped} == {"dev", "test"}
    assert len({cast.story for cast in shipped}) == len(shipped) >= 10
    for cast in shipped:
        names = [one.name for one in cast.characters]
        assert len(set(names)) == len(names)
        assert all(one.words and all(one.words) for one in cast.characters)
        assert {member for one in cast.characters for member in one.members} <= set(names)


def test_stories_that_are_not_there_give_no_rows(tmp_path):
    assert measure_casts(tmp_path, None) == []
    assert isinstance(true_casts()[0], TrueCast)
