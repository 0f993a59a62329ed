"""Files to text and blocks; what cannot be read is answered with one clear message."""

import codecs

import pytest

from storyboard.errors import StoryError
from storyboard.story.reader import load_story, parse_story
from storyboard.story.reading import BlockKind

FABLE = "The Lion and the Mouse\n\n\nA LION was awakened\nby a Mouse.\n\n* * *\n\nHe let him go.\n"


def kinds(text, format="txt"):
    return [block.kind for block in parse_story(text, format).blocks]


def test_title_paragraphs_and_breaks_are_told_apart():
    story = parse_story(FABLE)
    assert story.title == "The Lion and the Mouse"
    assert story.text == FABLE
    assert kinds(FABLE) == [BlockKind.TITLE, BlockKind.PARAGRAPH, BlockKind.BREAK, BlockKind.PARAGRAPH]


def test_chapter_lines_are_headings():
    text = "CHAPTER I. Down the Rabbit-Hole\n\nAlice was tired.\n\nCHAPTER II\n\nShe cried."
    assert kinds(text) == [BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.PARAGRAPH]


def test_first_sentence_is_no_title():
    assert parse_story("A fox ran.\n\nIt was night.").title == ""


def test_markdown_loses_its_marks_and_keeps_its_structure():
    story = parse_story("# The Fox\n\nA *sly* fox saw a **crow**.\n\n---\n\n## Night\n\nIt slept.", "md")
    assert story.title == "The Fox"
    assert "A sly fox saw a crow." in story.text
    assert [block.kind for block in story.blocks] == [
        BlockKind.TITLE, BlockKind.PARAGRAPH, BlockKind.BREAK, BlockKind.HEADING, BlockKind.PARAGRAPH]


def test_fountain_gives_headings_action_and_speech():
    story = parse_story("Title: The Fox\n\nINT. FOREST - NIGHT\n\nA fox enters.\n\n"
                        "FOX\n(sly)\nGood evening.\n\n"
                        "CUT TO:\n\nEXT. TREE - DAY\n\nA crow caws.\n", "fountain")
    assert story.title == "The Fox"
    assert "Fox: “Good evening.”" in story.text
    assert "CUT TO" not in story.text
    assert [story.text[block.start : block.end] for block in story.blocks
            if block.kind is BlockKind.HEADING] == ["INT. FOREST - NIGHT", "EXT. TREE - DAY"]


@pytest.mark.parametrize("data", ["Ein Fuchs – ran.".encode(), codecs.BOM_UTF8 + b"A fox ran.",
                                  "A fox ran.".encode("utf-16"), b"A fox\r\nran."])
def test_usual_encodings_are_read(tmp_path, data):
    path = tmp_path / "story.txt"
    path.write_bytes(data)
    text = load_story(path).text
    assert "ran." in text
    assert "\r" not in text
    assert not text.startswith("\ufeff")


@pytest.mark.parametrize(("data", "words"), [
    (b"", "the text is empty"), (b"  \n\n ", "the text is empty"), (b"...\n", "but no word"),
    ("“".encode(), "but no word"),
    (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary file"), (bytes(range(128, 256)) * 4, "not in UTF-8"),
    ("Das Mädchen lief.".encode("latin-1"), "not in UTF-8"),
])
def test_what_is_no_text_is_named(tmp_path, data, words):
    path = tmp_path / "story.txt"
    path.write_bytes(data)
    with pytest.raises(StoryError, match=words) as caught:
        load_story(path)
    assert str(path) in str(caught.value)


def test_missing_file_and_folder_are_named(tmp_path):
    with pytest.raises(StoryError, match="there is no such file"):
        load_story(tmp_path / "none.txt")
    with pytest.raises(StoryError, match="this is a folder"):
        load_story(tmp_path)
