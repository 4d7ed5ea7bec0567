"""What several lighting have in common."""

from __future__ import annotations

from meshwright.dataset.grammar.builder import Builder

WARM = ((255, 206, 110), (255, 190, 84), (255, 226, 150))


FIRE = ((255, 140, 30), (255, 168, 44), (255, 116, 28))


def flame(
    b: Builder,
    part: str,
    w: float,
    h: float,
    x: float,
    y: float,
    z: float,
    *,
    mirror: str = "",
    group: bool = True,
) -> None:
    """A teardrop flame of width `w` standing on (x, y, z)."""
    b.lathe(
        part,
        [
            (0, 0),
            (w * 0.26, 0),
            (w * 0.48, h * 0.16),
            (w * 0.5, h * 0.3),
            (w * 0.36, h * 0.52),
            (w * 0.16, h * 0.76),
            (0, h),
        ],
        (x, y, z),
        mirror=mirror,
        group=group,
    )
