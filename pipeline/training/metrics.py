"""Figures over sets of clips that need more than right or wrong: distance, retrieval, steadiness, motion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.linalg import sqrtm

from pipeline.training.judge import Judge


def frechet_distance(first: np.ndarray, second: np.ndarray) -> float:
    """Return the Fréchet distance of two sets of features, each taken as a normal distribution.

    It is the measure of FVD (https://arxiv.org/abs/1812.01717). Over another network's features than I3D's
    its size says nothing by itself: print the distance between two sets of real clips beside it. It grows as
    sets get smaller, so all sets of a comparison must be of one size.

    Args:
        first, second: *Shape:* ``(clips, features)``
    """
    mean = ((first.mean(0) - second.mean(0)) ** 2).sum()
    one, two = np.cov(first, rowvar=False), np.cov(second, rowvar=False)
    # A small set leaves directions without variance, where the root is not defined.
    calm = 1e-6 * np.eye(len(one))
    root = sqrtm((one + calm) @ (two + calm))
    return float(max(0.0, mean + np.trace(one + two - 2 * np.real(root))))


def found_own_caption(
    judge: Judge, clips: Sequence[np.ndarray], captions: Sequence[Mapping[str, str]], *, among: int = 100
) -> list[bool]:
    """Return for each clip whether the judge finds its own caption likeliest among others (retrieval, R@1).

    Args:
        captions: Facts of each clip's caption. Clips whose captions say the same count as found.
        among: Each clip's caption stands among so many, its own and those of the clips after it.
    """
    among = min(among, len(captions))
    found = []
    for number, clip in enumerate(clips):
        offered = [captions[(number + step) % len(captions)] for step in range(among)]
        best = int(judge.log_likelihoods(clip, offered).argmax())
        found.append(dict(offered[best]) == dict(captions[number]))
    return found


def mean_psnr(clips: Sequence[np.ndarray], others: Sequence[np.ndarray]) -> float:
    """Return the mean PSNR in dB of each clip against the other of its place."""
    pairs = zip(clips, others, strict=True)
    errors = [float(((one.astype(np.float32) - other) ** 2).mean()) for one, other in pairs]
    return float(np.mean([10 * np.log10(255**2 / max(error, 1e-3)) for error in errors]))


def motion(clips: Sequence[np.ndarray]) -> float:
    """Return the mean change of a pixel from frame to frame, of 255."""
    return float(np.mean([np.abs(np.diff(clip.astype(np.int16), axis=0)).mean() for clip in clips]))


def steadiness(judge: Judge, clips: Sequence[np.ndarray]) -> float:
    """Return how alike the frames of a clip are to the judge: mean cosine of each look to the first.

    Each frame is shown to the judge as a still. A clip that does not move has 1: read it beside ``motion``.
    """
    values = []
    for clip in clips:
        picked = clip[np.linspace(0, len(clip) - 1, 4).round().astype(int)]
        seen = judge.features([np.repeat(frame[None], len(picked), axis=0) for frame in picked])
        seen /= np.linalg.norm(seen, axis=1, keepdims=True)
        values.append(float((seen[1:] @ seen[0]).mean()))
    return float(np.mean(values))
