"""Categories of the family lighting."""

from __future__ import annotations

from meshwright.dataset.grammar.spec import Category

CATEGORIES: tuple[Category, ...] = ()
