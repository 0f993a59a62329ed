"""Tails of four-legged animals."""

from __future__ import annotations

from pipeline.world.pen import INK, WHITE, Pen, Point, luma, mix
from pipeline.world.rigs.gaits import Pose, QuadrupedShape
from pipeline.world.rigs.motion import Look

CURLED_IN_SLEEP = ("brush", "hang", "thin", "tuft", "curl", "string", "rope", "long")


def draw_tail(pen: Pen, shape: QuadrupedShape, look: Look, root: Point, pose: Pose) -> None:
    """Draw the tail that grows at ``root``; ``pose.wag`` lifts or lowers it."""
    x, y = root[0] + 0.06, root[1]
    wag = 0.12 * pose.wag
    kind = shape.tail
    own = look.own
    if pose.asleep and kind in CURLED_IN_SLEEP:
        pen.bow(
            (x, y + 0.05), (x - 0.2, -0.02), (x + 0.25, -0.05), 0.05 if kind != "brush" else 0.14, look.dark
        )
    elif kind == "brush":
        pen.soft(
            [
                (x, y + 0.02),
                (x - 0.16, y + 0.12 + wag),
                (x - 0.36, y + 0.02 + wag),
                (x - 0.46, y - 0.2 + wag),
                (x - 0.32, y - 0.3 + wag),
                (x - 0.14, y - 0.14),
            ],
            own,
        )
        if shape.tip:
            pen.soft(
                [
                    (x - 0.36, y - 0.08 + wag),
                    (x - 0.46, y - 0.16 + wag),
                    (x - 0.43, y - 0.27 + wag),
                    (x - 0.3, y - 0.26 + wag),
                ],
                WHITE,
                ink=False,
            )
    elif kind == "plume":
        pen.soft(
            [
                (x + 0.02, y + 0.12),
                (x - 0.3, y + 0.14),
                (x - 0.44, y - 0.2),
                (x - 0.36, y - 0.62 - wag),
                (x - 0.06, y - 0.64 - wag),
                (x - 0.02, y - 0.44),
                (x - 0.16, y - 0.4),
                (x - 0.14, y - 0.1),
            ],
            own,
        )
    elif kind == "hang":
        pen.soft(
            [
                (x + 0.02, y - 0.04),
                (x - 0.12, y + 0.02),
                (x - 0.24 - wag, y + 0.3),
                (x - 0.14 - wag, y + 0.36),
                (x, y + 0.14),
            ],
            own,
        )
    elif kind == "up":
        pen.bow((x, y), (x - 0.16, y - 0.06), (x - 0.16 - wag, y - 0.28), 0.07, own)
    elif kind == "curl":
        pen.bow((x, y + 0.02), (x - 0.2, y + 0.04), (x - 0.18, y - 0.22), 0.065, own)
        pen.bow((x - 0.18, y - 0.2), (x - 0.17, y - 0.4), (x - 0.04 - wag, y - 0.4), 0.065, own)
    elif kind == "string":
        pen.bow(
            (x, y + 0.1),
            (x - 0.25, y + 0.22 + wag),
            (x - 0.42, y - 0.02 - wag),
            0.035,
            mix(own, (250, 150, 160), 0.6),
        )
    elif kind == "spring":
        pen.bow((x, y), (x - 0.14, y - 0.16), (x - 0.1, y - 0.02), 0.035, own)
        pen.bow((x - 0.1, y - 0.02), (x - 0.02, y - 0.02), (x - 0.12 - wag, y - 0.16), 0.035, own)
    elif kind == "ball":
        pen.oval((x - 0.03, y), 0.085, 0.085, look.light if shape.hop or shape.wool else own)
    elif kind == "tuft":
        pen.bow((x, y), (x - 0.24, y + 0.02), (x - 0.24 - wag, y - 0.26), 0.045, own)
        pen.oval((x - 0.24 - wag, y - 0.28), 0.075, 0.085, mix(own, (90, 40, 10), 0.6))
    elif kind == "rope":
        pen.bow((x, y), (x - 0.12, y), (x - 0.14 - wag, y + 0.3), 0.04, own)
        pen.oval((x - 0.14 - wag, y + 0.32), 0.045, 0.07, mix(own, INK, 0.6))
    elif kind == "long":
        hair = mix(own, INK, 0.6) if luma(own) > 60 else (120, 112, 110)
        pen.soft(
            [
                (x + 0.04, y - 0.06),
                (x - 0.16, y - 0.06),
                (x - 0.22 - wag, y + 0.36),
                (x - 0.1 - wag, y + 0.42),
                (x - 0.04, y + 0.1),
            ],
            hair,
        )
    elif kind == "lizard":
        pen.soft(
            [
                (x + 0.1, y - 0.12),
                (x - 0.24, y - 0.02),
                (x - 0.5, y + 0.16 + wag),
                (x - 0.72, y + 0.0 - wag),
                (x - 0.5, y + 0.26 + wag),
                (x - 0.2, y + 0.22),
                (x + 0.1, y + 0.16),
            ],
            own,
        )
        pen.poly(
            [(x - 0.6, y + 0.08 - wag), (x - 0.82, y - 0.08 - wag), (x - 0.62, y - 0.1 - wag)], look.dark
        )
    else:
        pen.poly([(x + 0.02, y + 0.04), (x - 0.14, y + 0.12), (x + 0.04, y + 0.14)], look.light)
