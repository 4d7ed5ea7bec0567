"""Plants, in a fixed order."""

from __future__ import annotations

from meshwright.dataset.grammar.categories.plants import (
    bush,
    cactus,
    flower,
    mushroom,
    palm_tree,
    pine_tree,
    rock,
    tree,
    tree_stump,
)
from meshwright.dataset.grammar.spec import Category

CATEGORIES: tuple[Category, ...] = tuple(
    module.CATEGORY
    for module in (
        tree,
        pine_tree,
        palm_tree,
        mushroom,
        cactus,
        flower,
        bush,
        rock,
        tree_stump,
    )
)
