"""The learned weights of a scene's beginning: log-odds that a chapter begins at a gap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

SHIPPED = Path(__file__).parent / "scene_weights.tsv"


@dataclass(frozen=True, slots=True)
class SceneModel:
    """A logistic regression over named features."""

    bias: float
    weights: Mapping[str, float]

    def log_odds(self, features: Mapping[str, float]) -> float:
        """Return the logarithm of the odds that a scene begins at a gap with these features."""
        return self.bias + sum(self.weights.get(name, 0.0) * value for name, value in features.items())


@lru_cache(maxsize=1)
def load_model(path: Path = SHIPPED) -> SceneModel:
    """Return the weights that ship with the program."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    weights = {name: float(weight) for name, weight in rows}
    return SceneModel(weights.pop("bias"), weights)


def write_model(model: SceneModel, path: Path) -> Path:
    """Write weights as a table, the plain features first."""
    names = sorted(model.weights, key=lambda name: ("=" in name, name))
    lines = [
        "# Feature of a gap and its weight (log-odds). Made by: storyboard train scenes --data DIR",
        f"bias\t{model.bias:.4f}",
        *(f"{name}\t{model.weights[name]:.4f}" for name in names),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
