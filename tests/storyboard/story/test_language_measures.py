"""The table of measures, on a document small enough to count by hand."""

import json

from storyboard.story.evaluation.litbank import documents
from storyboard.story.evaluation.people import measure_people
from storyboard.story.evaluation.rows import Row, table

LINES = ["Anna met an old man .", '" I am tired , " he said to Anna .', "She smiled ."]
MENTIONS = [
    ("T1", 0, 0, 0, 0, "Anna", "PROP", "Anna"),
    ("T2", 0, 2, 0, 4, "an old man", "NOM", "man"),
    ("T3", 1, 1, 1, 1, "I", "PRON", "man"),
    ("T4", 1, 6, 1, 6, "he", "PRON", "man"),
    ("T5", 1, 9, 1, 9, "Anna", "PROP", "Anna"),
    ("T6", 2, 0, 2, 0, "She", "PRON", "Anna"),
]


def corpus(folder):
    tsv = folder / "litbank/coref/tsv"
    tsv.mkdir(parents=True)
    (folder / "litbank/split.json").write_text(json.dumps({"train": [], "dev": ["tale"]}))
    (tsv / "tale_brat.txt").write_text("\n".join(LINES))
    rows = ["\t".join(("MENTION", *map(str, row[:6]), "PER", row[6])) for row in MENTIONS]
    rows += [f"COREF\t{row[0]}\t{row[-1]}" for row in MENTIONS]
    (tsv / "tale_brat.ann").write_text("\n".join(rows))
    return folder


def test_running_text_is_that_of_print_and_the_spans_are_kept(tmp_path):
    (tale,) = documents(corpus(tmp_path), "dev")
    assert tale.text == 'Anna met an old man.\n\n"I am tired," he said to Anna. She smiled.'
    assert [tale.text[one.start : one.end] for one in tale.mentions] == [row[5] for row in MENTIONS]


def test_a_tale_that_is_read_right_scores_a_hundred(tmp_path):
    rows = {row.what.strip(): row for row in measure_people(corpus(tmp_path))}
    assert rows["entities F1, nested, no pronouns"].value == 100
    assert rows["coreference CoNLL, predicted mentions"].value == 100
    assert rows["coreference CoNLL, given mentions"].value == 100
    assert rows["he and she"].value == 100
    assert rows["he and she"].cases == "2 pronouns"
    assert rows["names alone, B3"].value == 100


def test_a_row_below_its_goal_is_marked():
    row = Row(part="LitBank dev", what="people F1", value=70.04, goal=75, anchor="72.4 LitBank 2019")
    printed = table([row])
    assert "70.0 *" in printed
    assert "* below its goal" in printed
    assert row.as_json()["reached"] is False


def test_smaller_is_better_for_errors():
    row = Row(part="scenes", what="Pk", value=0.35, goal=0.36, smaller_is_better=True, digits=2)
    assert row.reached
    assert "<= 0.36" in table([row])
