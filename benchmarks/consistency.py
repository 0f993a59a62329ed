"""Which strategies keep a subject the same from scene to scene, and what each costs in motion.

    python benchmarks/consistency.py --work runs/consistency --boards 60
    python benchmarks/consistency.py --work runs/consistency --boards 60 --minutes 20    # and again to go on
    python benchmarks/consistency.py --work runs/consistency --boards 60 --first 31      # on another core

Boards of six scenes with one subject, two scenes in each of three places, are rendered with each strategy and
seen by a judge: a convolutional network trained on drawn clips alone, which never chose among samples and
which no model was trained against. It is read from ``--judge`` (``storyboard evaluate storybook`` leaves one
in ``runs/judge``) or trained first. Every clip is kept in the
folder under the digest of its request, so that the benchmark can be stopped and goes on. Prints tables in
Markdown and writes ``results.json``.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from pipeline.configuration import configs_folder
from pipeline.guiding import ANIMATIC, choose_guide
from pipeline.models import Levers, ShotRequest, VideoModel, load_model
from pipeline.models.consistency import Subject, hold_together
from pipeline.training.config import load_config
from pipeline.training.evaluation import JUDGE_SETTINGS
from pipeline.training.judge import Judge, train_judge
from pipeline.world import Vocabulary, WorldSpec, caption, catalogue, draw, sample_spec

SCENES_A_PLACE = 2
PLACES = 3
SCENES = SCENES_A_PLACE * PLACES
GUIDE = "guide"
"""Not a strategy of subjects alone: the clips start from the animatic's drafts (``--guide animatic``)."""
SETTINGS: Mapping[str, tuple[str, ...]] = {
    "none": (),
    "(a) looks": ("looks",),
    "(a+c) and chaining": ("looks", "chaining"),
    "(a+d) and attention": ("looks", "attention"),
    "(a+e) and noise": ("looks", "noise"),
    "all": ("looks", "chaining", "attention", "noise"),
    "(a), guided by drafts": ("looks", GUIDE),
}
"""Name in the table -> strategies. Reference pictures are for models that take them, which the built-in one
does not."""

BASE = "(a) looks"
"""What the others are compared with, board by board."""

DRAWN = "drawn, no model"
"""Row of the clips that the judge was trained on the like of: what can be reached."""

ASKED = ("kind", "colour", "action", "place")
IDENTITY = ("kind", "colour")
FIGURES = ("identity", "subject", "alignment", "motion")
SEED = 30_000_001
"""Far from the seeds of training and of the judge."""


@dataclass(frozen=True)
class Board:
    """One subject in six scenes."""

    subject: Subject
    seed: int
    specs: tuple[WorldSpec, ...]

    def prompts(self, *, looks: bool) -> list[str]:
        """Return what the model is asked for in each scene, with the subject's look or its kind alone."""
        said = [caption(spec) for spec in self.specs]
        kind = self.specs[0].subjects[0].kind
        return said if looks else [text.replace(self.subject.look, kind) for text in said]

    def asked(self, scene: int) -> dict[str, str]:
        """Return what a scene is to show, by question of the judge."""
        spec = self.specs[scene]
        subject = spec.subjects[0]
        return {
            "kind": subject.kind,
            "colour": subject.colour,
            "action": subject.action,
            "place": spec.place,
        }

    def continues(self, scene: int) -> bool:
        """Whether a scene goes on in the place of the one before it."""
        return scene % SCENES_A_PLACE > 0


def make_boards(count: int, judge: Judge, can_draw: Callable[[str], bool], *, seed: int) -> list[Board]:
    """Draw boards by lot from the words that the judge knows; the subjects are animals.

    Args:
        can_draw: Whether the model takes a prompt as it is, so that no strategy is blamed for a word that
            the model does not know.
    """
    animals = [kind for kind in judge.answers["kind"] if catalogue.kinds()[kind].group == "animal"]
    boards = []
    for number in range(count):
        rng = np.random.default_rng((seed, number))  # A board does not depend on how many there are.
        specs: list[WorldSpec] = []
        while len(specs) < SCENES:
            kind, colour = str(rng.choice(animals)), str(rng.choice(judge.answers["colour"]))
            specs = _six_scenes(rng, judge, kind, colour, can_draw)
        boards.append(Board(Subject("subject", f"{colour} {kind}"), number, tuple(specs)))
    return boards


def _six_scenes(
    rng: np.random.Generator, judge: Judge, kind: str, colour: str, can_draw: Callable[[str], bool]
) -> list[WorldSpec]:
    """Return two scenes in each of three places, or fewer where nothing could be found."""
    specs: list[WorldSpec] = []
    for place in rng.permutation(judge.answers["place"]):
        time_of_day = str(rng.choice(judge.answers["time"]))
        words = Vocabulary(
            kinds=(kind,),
            colours=(colour,),
            natural=0.0,
            subjects=(1.0,),
            sizes=("normal",),
            moods=("calm",),
            cameras=("static",),
            framings=("full",),
            holding=0.0,
            hair=0.0,
            actions=judge.answers["action"],
            places=(str(place),),
            times=(time_of_day,),
            weathers=("clear",),
        )
        found: list[WorldSpec] = []
        for _ in range(12):
            spec = _facing_right(sample_spec(rng, vocabulary=words))
            told = {(one.subjects[0].action, one.place) for one in found}
            if can_draw(caption(spec)) and (spec.subjects[0].action, spec.place) not in told:
                found.append(spec)
            if len(found) == SCENES_A_PLACE:
                specs += found
                break
        if len(specs) == SCENES:
            break
    return specs


def _facing_right(spec: WorldSpec) -> WorldSpec:
    return replace(spec, subjects=(replace(spec.subjects[0], facing="right"),))


class Clips:
    """Makes the clips of boards, or reads those that an earlier run has made."""

    def __init__(self, model: VideoModel, folder: Path) -> None:
        self.model = model
        self.folder = folder
        self.made, self.seconds = 0, 0.0
        folder.mkdir(parents=True, exist_ok=True)

    def of_board(self, board: Board, strategies: Sequence[str]) -> list[np.ndarray]:
        """Return the frames of each scene."""
        shots = [
            ShotRequest(prompt, seed=1000 * board.seed + number)
            for number, prompt in enumerate(board.prompts(looks="looks" in strategies))
        ]
        # Scenes are shots of their own: chaining, which here goes across cuts, is done below.
        across = [name for name in strategies if name not in ("chaining", GUIDE)]
        guide = choose_guide(self.model.card, ANIMATIC, None) if GUIDE in strategies else None
        held = hold_together(shots, [[board.subject]] * SCENES, across, seed=board.seed)
        clips: list[np.ndarray] = []
        for number, shot in enumerate(held):
            if "chaining" in strategies and board.continues(number):
                shot = replace(shot, first_frame=clips[-1][-1])
            shot = replace(shot, guide=guide)
            clips.append(self._clip(shot))
        return clips

    def _clip(self, shot: ShotRequest) -> np.ndarray:
        path = self.folder / f"{self._digest(shot)}.npz"
        if path.exists():
            return np.load(path)["frames"]
        begin = time.process_time()
        frames = self.model.generate([shot])[0].frames
        self.made, self.seconds = self.made + 1, self.seconds + time.process_time() - begin
        partial = path.with_suffix(".partial.npz")  # Killed while writing, it is made again.
        np.savez_compressed(partial, frames=frames)
        partial.replace(path)
        return frames

    def _digest(self, shot: ShotRequest) -> str:
        first = None if shot.first_frame is None else hashlib.sha256(shot.first_frame.tobytes()).hexdigest()
        content = {
            "model": self.model.digest,
            "prompt": shot.prompt,
            "n_frames": shot.n_frames or self.model.card.n_frames,
            "seed": shot.seed,
            "first": first,
            "anchor": {**asdict(shot.anchor), "folder": ""} if shot.anchor else None,
            "guide": asdict(shot.guide) if shot.guide else None,
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:24]


def figures_of(board: Board, clips: Sequence[np.ndarray], judge: Judge) -> dict[str, float]:
    """Return the figures of one board.

    identity: share of pairs of scenes in which the judge sees the same kind and the same colour.
    subject: share of scenes in which the kind and the colour are those of the look.
    alignment: share of what was asked for (kind, colour, action, place) that the judge sees.
    motion: mean difference of neighbouring frames, in levels of 255.
    """
    seen = judge.facts(list(clips))
    asked = [board.asked(number) for number in range(SCENES)]
    pairs = list(itertools.combinations(seen, 2))
    same = [all(one[name] == other[name] for name in IDENTITY) for one, other in pairs]
    subject = [all(s[name] == a[name] for name in IDENTITY) for s, a in zip(seen, asked, strict=True)]
    right = [s[name] == a[name] for s, a in zip(seen, asked, strict=True) for name in ASKED]
    moved = [float(np.abs(np.diff(clip.astype(np.int16), axis=0)).mean()) for clip in clips]
    return {
        "identity": float(np.mean(same)),
        "subject": float(np.mean(subject)),
        "alignment": float(np.mean(right)),
        "motion": float(np.mean(moved)),
    }


def interval(values: Sequence[float]) -> tuple[float, float, float]:
    """Return the mean and its 95 % interval by bootstrap over boards."""
    rng = np.random.default_rng(0)
    sample = np.asarray(values, dtype=float)
    means = sample[rng.integers(len(sample), size=(10_000, len(sample)))].mean(1)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(sample.mean()), float(low), float(high)


def table(results: Mapping[str, Sequence[Mapping[str, float]]]) -> str:
    """Return the figures of every setting, and the differences to ``BASE``, as two tables in Markdown."""
    heads = "| strategies | " + " | ".join(FIGURES) + " |\n" + "|---" * (len(FIGURES) + 1) + "|"
    lines = [heads]
    for name, boards in results.items():
        cells = [_cell(figure, [board[figure] for board in boards]) for figure in FIGURES]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    lines += ["", f"Difference to {BASE}, board by board:", "", heads]
    for name, boards in results.items():
        if name in (BASE, DRAWN):
            continue
        cells = []
        for figure in FIGURES:
            pairs = zip(boards, results[BASE], strict=True)
            cells.append(_cell(figure, [one[figure] - base[figure] for one, base in pairs], sign="+"))
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(figure: str, values: Sequence[float], sign: str = "") -> str:
    mean, low, high = interval(values)
    if figure == "motion":
        return f"{mean:{sign}.2f} ({low:.2f} to {high:.2f})"
    return f"{100 * mean:{sign}.1f} ({100 * low:.1f} to {100 * high:.1f})"


def find_judge(folder: Path, config_path: Path, minutes: float) -> Judge:
    """Read the judge at ``folder``, or train one there for the vocabulary of a training configuration."""
    if (folder / "judge.json").exists():
        return Judge.load(folder)
    settings = JUDGE_SETTINGS.model_copy(update={"minutes": minutes})
    return train_judge(load_config(config_path), folder.parent, settings=settings)


def read_options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", default="storybook")
    parser.add_argument(
        "--work", type=Path, default=Path("runs/consistency"), help="what is kept between runs"
    )
    parser.add_argument("--judge", type=Path, help="folder of a trained judge; default: WORK/judge")
    parser.add_argument(
        "--config",
        type=Path,
        default=configs_folder() / "train" / "storybook-cpu.yaml",
        help="the model's training configuration: the judge learns its vocabulary and size",
    )
    parser.add_argument("--judge-minutes", type=float, default=JUDGE_SETTINGS.minutes)
    parser.add_argument("--boards", type=int, default=60)
    parser.add_argument("--first", type=int, default=1, help="board to begin with; default: 1")
    parser.add_argument("--minutes", type=float, help="start no further board after so many; default: no end")
    parser.add_argument("--steps", type=int, help="denoising steps instead of the model's own number")
    parser.add_argument("--dtype", choices=("float32", "bfloat16"), help="default: what suits the machine")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=SEED)
    return parser.parse_args()


def main() -> None:
    """Render and judge board after board, each with every setting, and print the tables."""
    options = read_options()
    import torch

    torch.set_num_threads(options.threads)
    judge = find_judge(options.judge or options.work / "judge", options.config, options.judge_minutes)
    model = load_model(options.model, steps=options.steps, levers=Levers(dtype=options.dtype))
    size = load_config(options.config).video.size
    if size != model.card.height:
        print(
            f"the judge learns from {size} pixels, {model.card.name} draws {model.card.height}: its answers "
            "are worth less",
            file=sys.stderr,
        )
    clips = Clips(model, options.work / "clips")
    boards = make_boards(
        options.boards, judge, lambda prompt: model.translate(prompt).prompt == prompt, seed=options.seed
    )
    results: dict[str, list[dict[str, float]]] = {name: [] for name in (*SETTINGS, DRAWN)}
    begin = time.monotonic()
    boards = boards[options.first - 1 :]
    for number, board in enumerate(boards, 1):
        if options.minutes and time.monotonic() - begin > 60 * options.minutes:
            break
        for name, strategies in SETTINGS.items():
            results[name].append(figures_of(board, clips.of_board(board, strategies), judge))
        card = model.card
        drawn = [draw(spec, size=card.height, n_frames=card.n_frames) for spec in board.specs]
        results[DRAWN].append(figures_of(board, drawn, judge))
        spent = time.monotonic() - begin
        print(
            f"board {number} of {len(boards)}: {board.subject.look}; {spent / 60:.1f} minutes, about "
            f"{spent / number * (len(boards) - number) / 60:.0f} more",
            file=sys.stderr,
            flush=True,
        )
    count = len(results[BASE])
    about = {
        "model": model.card.name,
        "digest": model.digest,
        "steps": model.card.steps,
        "boards": count,
        "scenes": SCENES,
        "seed": options.seed,
        "processor seconds a clip": clips.seconds / clips.made if clips.made else None,
    }
    told = table(results)
    (options.work / "results.json").write_text(json.dumps({**about, "results": results}, indent=1))
    (options.work / "table.md").write_text(told + "\n")
    steps = f"{model.card.name}, {model.card.steps} steps"
    print(f"{count} boards of {SCENES} scenes, seed {options.seed}; {steps}\n")
    print(told)
    if clips.made:
        print(f"\n{clips.made} clips made, {clips.seconds / clips.made:.2f} s of one core each")


if __name__ == "__main__":
    main()
