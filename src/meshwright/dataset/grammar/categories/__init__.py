"""All categories, in a fixed order: the position of a category is part of the trained weights' vocabulary."""

from __future__ import annotations

from importlib import import_module

from meshwright.dataset.grammar.spec import Category

FAMILIES = (
    "weapons",
    "containers",
    "furniture",
    "lighting",
    "tools",
    "kitchen",
    "plants",
    "buildings",
    "street",
    "vehicles",
    "treasure",
)


def load() -> tuple[Category, ...]:
    """Every category of every family; names are unique. Raises ValueError on a duplicate name."""
    found: dict[str, Category] = {}
    for family in FAMILIES:
        module = import_module(f"{__name__}.{family}")
        for category in module.CATEGORIES:
            if category.name in found:
                raise ValueError(f"two categories are named {category.name}")
            found[category.name] = category
    return tuple(found.values())
