"""Video to text on drawn clips."""

from fractions import Fraction

import av
import numpy as np
import pytest
import torch

from pipeline.configuration import configs_folder
from pipeline.describe import Description, describe
from pipeline.describe.description import QUESTIONS, Fact, sentence
from pipeline.describe.network import AttributeNet, load_describer, look_at, save_describer
from pipeline.describe.training import (
    answers_of,
    draw_examples,
    evaluate_describer,
    train_describer,
    values_of,
    vocabulary_of,
)
from pipeline.world import SubjectSpec, WorldSpec, caption, draw
from storyboard.errors import ModelError, StoryboardError

FOX = WorldSpec(subjects=(SubjectSpec(kind="fox", colour="red", action="run"),), place="forest", seed=3)
KING = SubjectSpec(kind="king", colour="blue", action="stand")
CASTLE = WorldSpec(subjects=(KING,), place="castle", seed=4)


def write_film(path, clips, fps=8):
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=Fraction(fps))
        stream.height, stream.width = clips[0].shape[1:3]
        stream.pix_fmt = "yuv420p"
        for frame in np.concatenate(clips):
            for packet in stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return path


def test_the_sentence_is_the_world_s_own_caption():
    assert sentence(values_of(FOX)) == caption(FOX)


def test_looks_are_pairs_of_neighbours_and_fit_any_length():
    frames = np.arange(24, dtype=np.uint8)[:, None, None, None] * np.ones((24, 64, 64, 3), np.uint8)
    seen = look_at(frames, fps=8) * 255
    assert seen.shape == (4, 3, 64, 64)
    assert [round(float(look.mean())) for look in seen] == [0, 1, 8, 9]
    assert look_at(frames[:1], fps=8).shape == (4, 3, 64, 64)
    assert [round(float(look.mean() * 255)) for look in look_at(frames, fps=16)] == [0, 2, 16, 18]


def test_training_keeps_its_time_and_writes_what_loads(tmp_path):
    lines = []
    folder = train_describer(tmp_path / "weights", minutes=0.02, n_clips=40, batch=8, report=lines.append)
    net = load_describer(folder)
    assert net.answers == answers_of()
    assert set(evaluate_describer(folder, n_clips=4)) == {*QUESTIONS, "all"}
    description = describe(draw(FOX, size=64), weights=folder)
    assert set(description.facts) == set(QUESTIONS)


def test_answers_fit_together_whatever_the_network_says(tmp_path):
    from pipeline.world import catalogue

    torch.manual_seed(0)
    save_describer(AttributeNet(answers_of()), tmp_path, note={})
    for seed in range(12):
        noise = np.random.default_rng(seed).integers(0, 255, (8, 64, 64, 3), dtype=np.uint8)
        facts = describe(noise, weights=tmp_path).facts
        assert facts["action"].value in catalogue.kinds()[facts["subject"].value].can


def test_examples_are_the_same_for_a_seed():
    a, b = (draw_examples(3, seed=9, answers=answers_of()) for _ in range(2))
    assert torch.equal(a.looks, b.looks)
    assert torch.equal(a.labels, b.labels)


def test_guesses_are_told_as_such():
    facts = {"subject": Fact("fox", 0.9), "action": Fact("run", 0.3)}
    assert Description(text="a fox", facts=facts).unsure == ("action",)


def test_missing_weights_and_wrong_frames_are_refused(tmp_path):
    with pytest.raises(ModelError, match="missing or damaged"):
        describe(draw(FOX, size=64), weights=tmp_path)
    with pytest.raises(StoryboardError, match="uint8"):
        describe(np.zeros((4, 8, 8), np.uint8))
    with pytest.raises(StoryboardError, match="at least one frame"):
        describe(np.zeros((0, 8, 8, 3), np.uint8))


def test_a_film_is_described_shot_by_shot(tmp_path):
    torch.manual_seed(0)
    save_describer(AttributeNet(answers_of()), tmp_path / "weights", note={})
    path = write_film(tmp_path / "film.mp4", [draw(FOX, size=192), draw(CASTLE, size=192)])
    description = describe(path, weights=tmp_path / "weights")
    assert [(part.start, part.end) for part in description.parts] == [(0.0, 2.0), (2.0, 4.0)]
    assert set(description.text.splitlines()) == {part.text for part in description.parts}
    assert description.as_json()["parts"][1]["start"] == 2.0


def test_a_training_s_vocabulary_is_what_is_told():
    answers = answers_of(vocabulary_of(configs_folder() / "train" / "storybook-cpu.yaml"))
    assert "fox" in answers["subject"]
    assert "dragon" not in answers["subject"]
    assert set(answers["time"]) == {"day", "night"}
