"""Buildings, in a fixed order."""

from __future__ import annotations

from meshwright.dataset.grammar.categories.buildings import (
    castle_gate,
    house,
    tent,
    tower,
    well,
    windmill,
)
from meshwright.dataset.grammar.spec import Category

CATEGORIES: tuple[Category, ...] = tuple(
    module.CATEGORY
    for module in (
        house,
        tower,
        windmill,
        well,
        tent,
        castle_gate,
    )
)
