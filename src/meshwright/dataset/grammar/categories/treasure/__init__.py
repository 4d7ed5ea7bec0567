"""Treasure, in a fixed order."""

from __future__ import annotations

from meshwright.dataset.grammar.categories.treasure import (
    book,
    crown,
    gemstone,
    goblet,
    key,
    potion,
    ring,
    skull,
)
from meshwright.dataset.grammar.spec import Category

CATEGORIES: tuple[Category, ...] = tuple(
    module.CATEGORY
    for module in (
        crown,
        ring,
        gemstone,
        goblet,
        potion,
        book,
        key,
        skull,
    )
)
