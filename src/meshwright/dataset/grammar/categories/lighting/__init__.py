"""Lighting, in a fixed order."""

from __future__ import annotations

from meshwright.dataset.grammar.categories.lighting import (
    candle,
    lantern,
    street_lamp,
    table_lamp,
    torch,
)
from meshwright.dataset.grammar.spec import Category

CATEGORIES: tuple[Category, ...] = tuple(
    module.CATEGORY
    for module in (
        lantern,
        table_lamp,
        candle,
        torch,
        street_lamp,
    )
)
