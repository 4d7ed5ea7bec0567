"""Containers, in a fixed order."""

from __future__ import annotations

from meshwright.dataset.grammar.categories.containers import (
    barrel,
    basket,
    bottle,
    bucket,
    chest,
    crate,
    vase,
)
from meshwright.dataset.grammar.spec import Category

CATEGORIES: tuple[Category, ...] = tuple(
    module.CATEGORY
    for module in (
        chest,
        barrel,
        crate,
        bucket,
        vase,
        bottle,
        basket,
    )
)
