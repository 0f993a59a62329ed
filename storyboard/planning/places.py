"""Places of scenes: what a story's words for a place come to, and whether the scene has moved."""

from __future__ import annotations

import re

from storyboard.planning.drawable import Drawable
from storyboard.planning.words import bare
from storyboard.story.public_places import PUBLIC_PLACES, SEATS
from storyboard.story.setting import PARTS

VAGUE = frozenset(
    {
        "air", "area", "country", "course", "distance", "earth", "floor", "goal", "ground", "land",
        "place", "point",
        "position", "spot", "neighbourhood", "neighborhood", "journey", "roof", "district", "region",
        "quarter", "quarters", "direction", "abode", "shade", "sun",
        "way", "world", "puddle", "gate", "doorway", "threshold",
    }
)
"""Words that say nothing of where a scene is."""

BUILDINGS = frozenset({"house", "castle", "church", "tower", "mill", "tent", "bridge", "well", "ship",
"boat"})
"""Things that are places of their own; other things only stand somewhere: a bed is in a room."""


WATERS = frozenset({"lake", "river", "sea", "beach"})
OPEN_AIR = frozenset(
    {"garden", "forest", "meadow", "village", "castle", "desert", "street", "mountain", "road"}
)
HOLDERS = {
    "tree": OPEN_AIR | {"beach", "island"}, "boat": WATERS, "ship": WATERS, "bridge": WATERS | {"road"},
    "well": OPEN_AIR,
}
"""Buildings -> drawn places that have them; only in others they move the scene."""


def scene_place(said: str | None, current: str | None, drawable: Drawable) -> str | None:
    """Return where a scene is after ``said``, the story's words for a place.

    A thing in the place that holds (a tree of the forest) does not move the scene, nor does a vague word.

    Args:
        said: ``the corner of the dark room``, or ``None``.
        current: Place of the scene so far, as this function returned it.
    """
    if not said:
        return current
    place = bare(said)
    while (split := re.match(r"(?:\w+ )?(\w+) of (.+)", place)) and split[1].lower() in PARTS:
        place = bare(split[2])
    place = place.partition(" of ")[0] if drawable.place(place) is None else place  # "mansion of gloom"
    head = place.split()[-1].lower() if " of " not in place else place
    if {head, head.removesuffix("s")} & (VAGUE | PARTS):
        return current
    if head in SEATS:
        return current
    if head in PUBLIC_PLACES:
        return place
    sort = drawable.sort_of(head)
    seen = sort is not None and sort.kind in ("place", "thing")
    if drawable.place(head) is None and not seen and head == place.split()[-1]:
        return current  # In small letters and no place: "the recesses of his spirit", "the evening".
    if sort is not None and current is not None and drawable.place(current) in HOLDERS.get(sort.name, ()):
        return current
    if sort is not None and sort.kind == "thing" and sort.name not in BUILDINGS:
        where = drawable.surroundings(head)
        if where is None or (current is not None and drawable.place(current) == drawable.place(where)):
            return current
        return where
    return place
