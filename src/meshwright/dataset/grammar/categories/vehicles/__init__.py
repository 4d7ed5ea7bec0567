"""Vehicles, in a fixed order."""

from __future__ import annotations

from meshwright.dataset.grammar.categories.vehicles import (
    airplane,
    boat,
    car,
    cart,
    rocket,
    train,
)
from meshwright.dataset.grammar.spec import Category

CATEGORIES: tuple[Category, ...] = tuple(
    module.CATEGORY
    for module in (
        car,
        cart,
        boat,
        rocket,
        airplane,
        train,
    )
)
