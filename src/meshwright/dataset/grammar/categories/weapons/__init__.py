"""Weapons, in a fixed order."""

from __future__ import annotations

from meshwright.dataset.grammar.categories.weapons import (
    axe,
    bow,
    dagger,
    shield,
    spear,
    staff,
    sword,
    war_hammer,
)
from meshwright.dataset.grammar.spec import Category

CATEGORIES: tuple[Category, ...] = tuple(
    module.CATEGORY
    for module in (
        sword,
        dagger,
        axe,
        war_hammer,
        spear,
        bow,
        shield,
        staff,
    )
)
