"""From a reading to a board: scenes, cast, shots and the words that a video model gets."""

from storyboard.planning.options import PlanOptions, Vocabulary
from storyboard.planning.planner import plan, plan_reading

__all__ = ["PlanOptions", "Vocabulary", "plan", "plan_reading"]
