"""Kitchen, in a fixed order."""

from __future__ import annotations

from meshwright.dataset.grammar.categories.kitchen import (
    apple,
    bread,
    cake,
    cauldron,
    mug,
    pumpkin,
    teapot,
)
from meshwright.dataset.grammar.spec import Category

CATEGORIES: tuple[Category, ...] = tuple(
    module.CATEGORY
    for module in (
        mug,
        teapot,
        cauldron,
        apple,
        bread,
        cake,
        pumpkin,
    )
)
