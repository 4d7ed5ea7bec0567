"""What several furniture have in common."""

from __future__ import annotations

from meshwright.dataset.grammar.spec import Draw


def shaded(d: Draw, part: str, factor: float) -> tuple[float, float, float]:
    """The tint of a part, lighter or darker."""
    r, g, b = d.looks[part].tint
    return (min(r * factor, 1.0), min(g * factor, 1.0), min(b * factor, 1.0))
