"""What several vehicles have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from meshwright.dataset.grammar.builder import Builder

SIDE = (0.0, -90.0, 0.0)


def side(
    b: Builder, part: str, outline: Sequence[tuple[float, float]], width: float, x: float = 0.0, **kw: Any
) -> None:
    """A side view of (z, y) points extruded across the vehicle."""
    b.extrude(part, outline, width, (x, 0, 0), rot=SIDE, **kw)


PAINT = ((190, 44, 38), (46, 86, 168), (232, 190, 52), (60, 122, 72), (222, 222, 218))
