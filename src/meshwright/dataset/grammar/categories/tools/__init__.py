"""Tools, in a fixed order."""

from __future__ import annotations

from meshwright.dataset.grammar.categories.tools import (
    anvil,
    pickaxe,
    saw,
    shovel,
    wrench,
)
from meshwright.dataset.grammar.spec import Category

CATEGORIES: tuple[Category, ...] = tuple(
    module.CATEGORY
    for module in (
        pickaxe,
        shovel,
        saw,
        anvil,
        wrench,
    )
)
