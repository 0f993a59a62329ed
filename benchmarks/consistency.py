"""Which levers keep a subject the same, and at what cost in motion: six scenes with one subject a board.

    python benchmarks/consistency.py --judge runs/storybook/judge --boards 60

Prints a table in Markdown. The judge was trained on drawn clips alone and never chose among samples.
"""

from __future__ import annotations

import argparse
import itertools
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.models import ShotRequest, VideoModel, load_model
from pipeline.models.consistency import Subject, hold_together
from pipeline.training.judge import Judge
from pipeline.world import Vocabulary, caption, sample_spec

SCENES = 6
SETTINGS: Mapping[str, tuple[str, ...]] = {
    "none": (),
    "noise": ("noise",),
    "attention": ("attention",),
    "attention + noise": ("attention", "noise"),
    "chaining": ("chaining",),
    "all": ("chaining", "attention", "noise"),
}
"""Name in the table -> levers. The look stands in every prompt throughout: the canonical captions hold it."""

ASKED = ("kind", "colour", "action", "place")
IDENTITY = ("kind", "colour")


@dataclass(frozen=True)
class Board:
    """One subject in six scenes."""

    subject: Subject
    seed: int
    prompts: tuple[str, ...]
    facts: tuple[Mapping[str, str], ...]
    """What each scene is to show, by question of the judge."""


def make_boards(count: int, judge: Judge, *, seed: int) -> list[Board]:
    """Draw boards by lot from the words that the judge knows; the subjects are animals."""
    rng = np.random.default_rng(seed)
    people_and_things = {"man", "woman", "boy", "girl", "king", "queen", "tree", "house"}
    kinds = [kind for kind in judge.answers["kind"] if kind not in people_and_things]
    boards = []
    for number in range(count):
        kind, colour = str(rng.choice(kinds)), str(rng.choice(judge.answers["colour"]))
        words = Vocabulary(
            kinds=(kind,),
            colours=(colour,),
            natural=0.0,
            subjects=(1.0,),
            sizes=("normal",),
            moods=("calm",),
            cameras=("static",),
            holding=0.0,
            actions=judge.answers["action"],
            places=judge.answers["place"],
            times=judge.answers["time"],
            weathers=judge.answers["weather"],
        )
        specs = [sample_spec(rng, vocabulary=words) for _ in range(SCENES)]
        facts = tuple(
            {"kind": kind, "colour": colour, "action": spec.subjects[0].action, "place": spec.place}
            for spec in specs
        )
        boards.append(
            Board(
                Subject("subject", f"{colour} {kind}"), number, tuple(caption(spec) for spec in specs), facts
            )
        )
    return boards


def measure(
    model: VideoModel, judge: Judge, boards: Sequence[Board], levers: Sequence[str]
) -> dict[str, float]:
    """Return alignment, identity, motion and seconds a clip, averaged over ``boards``.

    alignment: share of asked facts (kind, colour, action, place) that the judge sees.
    identity: share of pairs of scenes of a board in which the judge sees the same kind and colour.
    motion: mean difference of neighbouring frames, in levels of 255.
    """
    right, same, motion, begin = [], [], [], time.perf_counter()
    for board in boards:
        shots = [
            ShotRequest(prompt, seed=1000 * board.seed + number)
            for number, prompt in enumerate(board.prompts)
        ]
        held = hold_together(shots, [[board.subject]] * SCENES, levers, seed=board.seed)
        clips = [clip.frames for clip in model.generate(held)]
        seen = judge.facts(clips)
        right += [
            said[name] == asked[name] for said, asked in zip(seen, board.facts, strict=True) for name in ASKED
        ]
        same += [
            all(one[name] == other[name] for name in IDENTITY)
            for one, other in itertools.combinations(seen, 2)
        ]
        motion += [float(np.abs(np.diff(clip.astype(np.int16), axis=0)).mean()) for clip in clips]
    seconds = (time.perf_counter() - begin) / (len(boards) * SCENES)
    return {
        "alignment": float(np.mean(right)),
        "identity": float(np.mean(same)),
        "motion": float(np.mean(motion)),
        "seconds a clip": seconds,
    }


def main() -> None:
    """Measure all settings on the same boards and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", default="storybook")
    parser.add_argument("--judge", type=Path, required=True, help="folder of a trained judge")
    parser.add_argument("--boards", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    model, judge = load_model(options.model), Judge.load(options.judge)
    boards = make_boards(options.boards, judge, seed=options.seed)
    print(f"{options.boards} boards of {SCENES} scenes, seed {options.seed}, model {model.card.name}\n")
    print("| levers | alignment | identity | motion | seconds a clip |\n|---|---|---|---|---|")
    for name, levers in SETTINGS.items():
        figures = measure(model, judge, boards, levers)
        print(
            f"| {name} | {figures['alignment']:.1%} | {figures['identity']:.1%} | {figures['motion']:.2f} "
            f"| {figures['seconds a clip']:.2f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
