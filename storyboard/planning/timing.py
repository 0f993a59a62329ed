"""Screen time: how many shots a film gets, and how long each is held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from storyboard.planning.options import PlanOptions
from storyboard.timecode import exact_rate, exact_seconds


@dataclass(frozen=True, slots=True)
class ShotBudget:
    """How many shots each scene gets."""

    counts: tuple[int, ...]
    """Shots of each scene, at least 1."""
    seconds_each: float
    """Mean screen time of a shot in seconds."""


def scene_limit(options: PlanOptions) -> int:
    """Return the most scenes that the film can hold when their number is left open.

    A scene needs a shot, and a shot needs about ``options.shot_seconds``.
    """
    if options.length is None:
        return options.most_scenes
    return max(1, min(options.most_scenes, int(options.length / exact_seconds(options.shot_seconds))))


def share_shots(
    weights: Sequence[Sequence[float]], options: PlanOptions, limits: Sequence[int] | None = None
) -> ShotBudget:
    """Decide how many shots each scene gets.

    Args:
        weights: For each scene the weights of its possible shots, at least one, greatest first.
        options: An asked length decides the number of all shots; the heaviest are made first.
        limits: The most shots of each scene if no length is asked for; ``None``: ``options.most_shots``.
    """
    counts = [1] * len(weights)
    if options.length is None:
        limits = limits if limits is not None else [options.most_shots] * len(weights)
        counts = [max(1, min(len(scene), most)) for scene, most in zip(weights, limits, strict=True)]
        return ShotBudget(tuple(counts), options.shot_seconds)
    wanted = min(
        max(len(weights), round(options.length / exact_seconds(options.shot_seconds))), max(options.frames, 1)
    )
    # A second shot of a scene competes with the third of another: each further one counts half.
    rest = sorted(
        (
            (weight / 2**rank, -number, -rank)
            for number, scene in enumerate(weights)
            for rank, weight in enumerate(scene)
            if rank
        ),
        reverse=True,
    )
    for _, number, _ in rest[: max(0, wanted - len(weights))]:
        counts[-number] += 1
    return ShotBudget(tuple(counts), float(options.length / sum(counts)))


def share_seconds(weights: Sequence[float], options: PlanOptions) -> list[float]:
    """Return the screen time of each shot of the film in seconds, in order.

    With an asked length each shot gets whole frames, heavier ones up to half more than the mean, and their
    sum is
    the asked length rounded to a frame. Else every shot lasts ``options.shot_seconds``.

    Args:
        weights: Weight of each shot, above zero. No more shots than ``options.frames`` if a length is asked
            for.
    """
    if options.length is None:
        return [options.shot_seconds] * len(weights)
    mean = sum(weights) / len(weights)
    parts = [Fraction(min(max(weight / mean, 0.75), 1.5)).limit_denominator(1000) for weight in weights]
    spare = options.frames - len(weights)  # Each shot has one frame for certain.
    shares = [spare * part / sum(parts) for part in parts]
    frames = [1 + int(share) for share in shares]
    largest_rests = sorted(range(len(parts)), key=lambda shot: (int(shares[shot]) - shares[shot], shot))
    for shot in largest_rests[: options.frames - sum(frames)]:
        frames[shot] += 1
    rate = exact_rate(options.fps)
    return [round(float(count / rate), 6) for count in frames]
