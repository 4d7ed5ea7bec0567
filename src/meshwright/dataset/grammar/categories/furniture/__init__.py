"""Furniture, in a fixed order."""

from __future__ import annotations

from meshwright.dataset.grammar.categories.furniture import (
    bed,
    bench,
    bookshelf,
    cabinet,
    chair,
    sofa,
    stool,
    table,
)
from meshwright.dataset.grammar.spec import Category

CATEGORIES: tuple[Category, ...] = tuple(
    module.CATEGORY
    for module in (
        chair,
        table,
        stool,
        bench,
        bed,
        bookshelf,
        cabinet,
        sofa,
    )
)
