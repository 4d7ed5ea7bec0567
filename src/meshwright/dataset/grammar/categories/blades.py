"""Shapes shared by blades and heads of weapons and tools."""

from __future__ import annotations

import math

from meshwright.dataset.grammar.builder import Builder


def bevel(b: Builder, part: str, y: float, reach: float, thick: float, edge: float, size: float = 3.0) -> None:
    """Cut the group to a wedge: full thickness `thick` at x = 0, `edge` at |x| = `reach` (metres).

    y: height of the middle of the blade.  size: extent of the cutting box, larger than the blade is long.
    """
    angle = math.atan2((thick - edge) / 2, reach)
    at = (-math.sin(angle) * size / 2, y, thick / 2 - math.cos(angle) * size / 2)
    b.box(part, (2 * size, size, size), at, rot=(0, math.degrees(angle), 0), mirror="xz", op="intersect")


def wrap(b: Builder, part: str, radius: float, low: float, high: float, count: int = 5, bead: float = 0.3) -> None:
    """Rings around a straight vertical handle between two heights; `bead` is their radius as a share of its."""
    step = (high - low) / count
    b.torus(part, radius, radius * bead, (0, (low + high) / 2, 0), repeat=(count, (0, step, 0)), group=True)


def oval(width: float, height: float, y: float = 0.0) -> list[tuple[float, float]]:
    """An octagon in the given extents, centred at height y."""
    c, w, h = math.tan(math.pi / 8), width / 2, height / 2
    return [
        (c * w, y - h),
        (w, y - c * h),
        (w, y + c * h),
        (c * w, y + h),
        (-c * w, y + h),
        (-w, y + c * h),
        (-w, y - c * h),
        (-c * w, y - h),
    ]
