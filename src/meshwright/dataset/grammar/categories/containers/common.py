"""What several containers have in common."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from meshwright.dataset.grammar.builder import Builder

Points = Sequence[tuple[float, float]]


def radius(profile: Points, y: float) -> float:
    """Radius of a rising profile of (radius, y) points at a height."""
    for (r0, y0), (r1, y1) in itertools.pairwise(profile):
        if y0 <= y <= y1 and y1 > y0:
            return r0 + (r1 - r0) * (y - y0) / (y1 - y0)
    return profile[-1][0]


def hoop(b: Builder, part: str, profile: Points, y: float, width: float, out: float, *, sides: int = 0) -> None:
    """A band around a rising profile, `out` proud of it."""
    lo, hi = y - width / 2, y + width / 2
    r0, r1 = radius(profile, lo), radius(profile, hi)
    b.lathe(
        part,
        [(r0 - 2 * out, lo), (r0 + out, lo), (r1 + out, hi), (r1 - 2 * out, hi)],
        sides=sides,
        group=True,
    )


def heap(b: Builder, part: str, r: float, y: float, *, square: bool = False) -> None:
    """A heap of round things that fills a mouth of radius `r` up to about `y`."""
    s = r * 0.72
    if square:
        b.box(part, (2 * r, 0.9 * s, 2 * r), (0, y - 0.6 * s, 0), group=True)
        b.ellipsoid(part, (s * 1.2, s * 1.2, s * 1.2), (r * 0.52, y - 0.12 * s, r * 0.52), mirror="xz")
    else:
        b.cylinder(part, r, 0.9 * s, (0, y - 0.6 * s, 0), group=True)
        b.ellipsoid(part, (s, s, s), (0, y - 0.1 * s, r * 0.6), ring=(5, 20))
    b.ellipsoid(part, (s * 1.1, s * 1.1, s * 1.1), (0, y + 0.18 * s, 0))


FRUIT = ((186, 44, 36), (206, 140, 38), (122, 150, 44), (150, 60, 90))
