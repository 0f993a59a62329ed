"""From a reading to a board."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

import pytest

from storyboard.board import Setting, ShotSize
from storyboard.board.recipe import expand_prompt
from storyboard.errors import StoryboardError
from storyboard.planning import PlanOptions, plan, plan_reading
from storyboard.planning.drawable import Drawable
from storyboard.planning.prompts import subject_prompt, thing_prompt
from storyboard.story.lexicon import load_lexicon
from storyboard.story.reading import Event, Subject
from storyboard.timecode import exact_rate, exact_seconds, frame_spans

FOX = Subject(id="fox", name="the Fox", kind="animal", mentions=(), head="fox")
CROW = Subject(id="crow", name="the Crow", kind="animal", mentions=(), head="crow")
SMALL = {
    "person": ("man", "woman"),
    "animal": ("bird", "fox"),
    "thing": ("tree", "cheese"),
    "place": ("forest", "river"),
    "action": ("stand", "walk", "run", "fly", "sit", "talk", "swim"),
    "colour": ("red", "blue", "black"),
    "time": ("day", "night"),
    "weather": ("clear", "rain"),
}


@pytest.fixture
def drawable() -> Drawable:
    return Drawable(load_lexicon())


@pytest.mark.parametrize(
    ("action", "setting", "prompt"),
    [
        ("sit", Setting(place="wood", time="morning"), "{crow} sits in the forest in the morning"),
        ("fly", Setting(place="village", weather="rain"), "{crow} flies over the village in the rain"),
        ("swim", Setting(place="brook"), "{crow} swims in the river"),
        ("stand", Setting(place="tree", time="night"), "{crow} stands in the forest at night"),
        ("walk", Setting(), "{crow} walks"),
        ("talk", Setting(place="meadow", time="day", weather="clear"), "{crow} talks in the meadow"),
    ],
)
def test_prompt_says_who_does_what_where_and_when(drawable, action, setting, prompt):
    assert subject_prompt("crow", action, setting, drawable) == prompt


def test_prompt_keeps_to_the_model_s_words():
    drawable = Drawable(load_lexicon(), SMALL)
    assert drawable.action("perch") == "sit"
    assert drawable.action("gallop") == "run"
    setting = Setting(place="brook", time="dusk", weather="storm")
    assert subject_prompt("crow", "sit", setting, drawable) == "{crow} sits by the river at night in the rain"


def test_thing_in_the_hands_stands_beside_the_subject(drawable):
    assert subject_prompt("crow", "sit", Setting(), drawable, held="an apple") == "{crow} with an apple sits"


def test_a_scene_without_anybody_shows_a_thing_or_the_place(drawable):
    assert thing_prompt("boat", Setting(place="sea", time="night"), drawable) == "a boat by the sea at night"
    assert thing_prompt(None, Setting(place="forest", time="night"), drawable) == "a forest at night"


def test_what_did_not_happen_is_not_drawn(make_reading):
    reading = make_reading(
        ["The Fox ran. The Fox did not fly. The Fox would swim."], [FOX], [(0, "fox", "run")]
    )
    first = reading.sentences
    extra = (
        Event(sentence=1, start=first[1].start, end=first[1].end, predicate="fly", agent="fox", negated=True),
        Event(
            sentence=2,
            start=first[2].start,
            end=first[2].end,
            predicate="swim",
            agent="fox",
            hypothetical=True,
        ),
    )
    board = plan_reading(replace(reading, events=(*reading.events, *extra)))
    assert [shot.prompt for scene in board.scenes for shot in scene.shots] == ["{fox} runs in the meadow"]


def test_one_subject_in_frame_each_shot_in_the_story_s_order(make_reading):
    reading = make_reading(
        ["Then the Fox ran. After that the Crow flew. At last the Fox slept."],
        [FOX, CROW],
        [(0, "fox", "run"), (1, "crow", "fly"), (2, "fox", "sleep")],
    )
    board = plan_reading(reading, PlanOptions(scenes=1))
    assert [shot.cast for shot in board.scenes[0].shots] == [("fox",), ("crow",), ("fox",)]
    assert [shot.prompt for shot in board.scenes[0].shots] == [
        "{fox} runs in the meadow",
        "{crow} flies over the meadow",
        "{fox} sleeps in the meadow",
    ]


def test_what_has_no_picture_is_named(make_reading):
    reading = make_reading(["Then the Fox owned it."], [FOX], [(0, "fox", "own")])
    board = plan_reading(reading)
    assert board.scenes[0].shots[0].prompt == "{fox} stands in the meadow"
    assert "s01: no picture for 'own'; the Fox is just seen there." in board.notes


def test_place_and_time_hold_until_changed():
    board = plan(
        "At night the Fox ran through the forest.\n\n* * *\n\nThen the Fox ate.\n\n* * *\n\n"
        "Next morning the Fox slept in the village."
    )
    settings = [(scene.setting.place, scene.setting.time) for scene in board.scenes]
    assert settings == [("forest", "night"), ("forest", "night"), ("village", "morning")]


def test_a_place_that_the_story_leaves_open_is_the_same_in_every_shot_and_said(make_reading):
    reading = make_reading(
        ["Then the Fox ran. Then the Fox slept."], [FOX], [(0, "fox", "run"), (1, "fox", "sleep")]
    )
    board = plan_reading(reading, PlanOptions(scenes=2))
    assert [scene.setting.place for scene in board.scenes] == ["meadow", "meadow"]
    assert "s01 to s02: the story names no place; the meadow is shown." in board.notes


def test_what_is_taken_stays_in_the_hands_until_it_falls(fable_board):
    prompts = [shot.prompt for scene in fable_board.scenes for shot in scene.shots]
    assert any(prompt.startswith("{crow} with {cheese} flies") for prompt in prompts)
    assert not any(
        "{crow} with {cheese}" in prompt
        for prompt in prompts[
            prompts.index(next(prompt for prompt in prompts if prompt.startswith("{fox} with {cheese}"))) :
        ]
    )


def test_where_the_model_shows_two_a_prompt_names_both(fable):
    everything = Drawable(load_lexicon()).vocabulary

    def prompts(vocabulary):
        scenes = plan_reading(fable, PlanOptions(vocabulary=vocabulary)).scenes
        return [shot.prompt for scene in scenes for shot in scene.shots]

    shown = prompts({**everything, "company": ("talk",)})
    assert any("{fox} talks to {crow} in the forest" in prompt for prompt in shown)
    assert not any("talks to" in prompt for prompt in prompts(everything))


def test_small_vocabulary_chooses_beats_and_is_named_but_the_board_keeps_the_full_words(fable, fable_board):
    board = plan_reading(fable, PlanOptions(vocabulary=SMALL, model="tiny"))
    prompts = [shot.prompt for scene in board.scenes for shot in scene.shots]
    assert "{crow} flies over the village in the morning" in prompts
    [note] = [note for note in board.notes if note.startswith("The model tiny draws these words")]
    assert "sing (as talk)" in note or "eat (as sit)" in note
    assert "village" in note
    assert not any("draws these words" in note for note in fable_board.notes)


def test_to_fall_asleep_is_no_fall():
    board = plan("The Hare lay down by the road. Soon the Hare fell asleep.", PlanOptions(scenes=1))
    assert not any(" falls" in shot.prompt for shot in board.scenes[0].shots)
    assert any(" sleeps" in shot.prompt for shot in board.scenes[0].shots)


def test_many_do_what_one_does():
    board = plan("The hunters caught a Lion in the forest. The hunters laughed.", PlanOptions(scenes=1))
    sentences = [shot.action for shot in board.scenes[0].shots]
    assert "The hunters laugh." in sentences
    assert next(iter(board.cast.values())).look.startswith("group of hunters in ")


@pytest.mark.parametrize("fps", [8, 24, 29.97])
@pytest.mark.parametrize("seconds", [2, 10, 61])
def test_asked_length_is_kept_to_the_frame(fable, seconds, fps):
    board = plan_reading(fable, PlanOptions(length=Fraction(seconds), fps=fps))
    times = [exact_seconds(shot.seconds) for scene in board.scenes for shot in scene.shots]
    spans = frame_spans(times, exact_rate(fps))
    assert spans[-1].stop == round(seconds * exact_rate(fps))


@pytest.mark.parametrize("scenes", [1, 3, 8])
def test_asked_number_of_scenes_is_kept(fable, scenes):
    board = plan_reading(fable, PlanOptions(scenes=scenes))
    assert [scene.id for scene in board.scenes] == [f"s{number:02d}" for number in range(1, scenes + 1)]


def test_more_scenes_than_sentences_are_refused(make_reading):
    reading = make_reading(["The Fox ran."], [FOX], [(0, "fox", "run")])
    with pytest.raises(StoryboardError, match="the story has 1 sentences, too few for 5 scenes"):
        plan_reading(reading, PlanOptions(scenes=5))


def test_example_has_its_cast_and_nobody_else(fable_board):
    assert set(fable_board.cast) >= {"fox", "crow"}
    assert {member.look for who, member in fable_board.cast.items() if who in ("fox", "crow")} == {
        "red fox",
        "black crow",
    }
    assert {str(member.kind) for who, member in fable_board.cast.items() if who not in ("fox", "crow")} <= {
        "thing"
    }


def test_example_shows_each_beat_once_in_order(fable_board):
    assert 4 <= len(fable_board.scenes) <= 9
    assert all(1 <= len(scene.shots) <= 3 for scene in fable_board.scenes)
    shots = [(shot.cast[0], shot.prompt) for scene in fable_board.scenes for shot in scene.shots]
    told = [
        ("crow", "flies"),
        ("crow", "sits"),
        ("fox", "walks"),
        ("fox", "talks"),
        ("crow", "sings"),
        ("fox", "eats"),
        ("fox", "runs"),
    ]
    position = 0
    for who, verb in told:
        while position < len(shots) and not (shots[position][0] == who and f" {verb}" in shots[position][1]):
            position += 1
        assert position < len(shots), f"no shot of the {who} that {verb} at its place"


def test_every_word_of_the_story_is_in_one_scene(fable, fable_board):
    told = " ".join(" ".join(scene.text.split()) for scene in fable_board.scenes)
    sentences = [" ".join(fable.text[start:end].split()) for start, end in fable.sentences]
    assert told.split() == " ".join(sentences).split()


def test_prompts_have_no_pronoun_no_name_and_expand_to_looks(fable_board):
    for scene in fable_board.scenes:
        for shot in scene.shots:
            words = re.sub(r"\{\w+\}", "", shot.prompt).lower().split()
            assert not {"he", "she", "it", "they", "him", "her", "not", "fox", "crow"} & set(words)
            assert "{" not in expand_prompt(fable_board, scene, shot)


def test_same_story_gives_the_same_board(fable, fable_board):
    assert plan_reading(fable) == fable_board


def test_the_first_shot_of_a_new_place_is_wide(fable_board):
    assert fable_board.scenes[0].shots[0].size is ShotSize.WIDE


@pytest.mark.parametrize(
    "text",
    [
        "Fox.",
        "HELP! HE RAN.",
        "🦊 ran 🏃.",
        "Ein Fuchs lief durch den Wald.",
        "The fox ran, " * 400,
        "Roses are red,\nViolets are blue.",
    ],
)
def test_odd_texts_give_a_board(text):
    board = plan(text)
    assert board.scenes
    assert all(scene.shots for scene in board.scenes)
